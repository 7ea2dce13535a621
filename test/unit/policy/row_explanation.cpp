// SPDX-License-Identifier: BSL-1.0
// Tests of why a row is visible or not: the verdicts of the reference table, and each comparison in three-valued logic (B11).
#include "reference_sales.hpp"
#include <rowclaim/policy/row_explanation.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using test::in_groups;
using test::why;

BOOST_AUTO_TEST_SUITE(policy_row_explanation)

namespace {

std::string visible_countries(const std::vector<std::string_view>& groups) {
  std::string found;
  for (const test::sale& sale : test::reference_sales()) {
    const rc::access_explanation told = why(in_groups(groups), sale);
    BOOST_TEST(told.row->is_visible == (told.row->met == rc::truth::is_true));
    BOOST_TEST(told.row->is_visible == rc::visible<test::sales>(*test::sign_in<test::reference>(in_groups(groups)), sale));
    if (told.row->is_visible) found.append(found.empty() ? "" : " ").append(*sale.country);
  }
  return found;
}

// "Geography false: FRANCE false [Country is France: false, because Country is Norway]"
std::string written(const rc::row_explanation& row) {
  std::string text;
  for (const rc::explained_group& group : row.groups) {
    text.append(text.empty() ? "" : " | ").append(group.columns).append(" ").append(name(group.met)).append(":");
    for (const rc::explained_condition& one : group.conditions) {
      text.append(" ").append(one.role).append(" ").append(name(one.met)).append(" [");
      for (const rc::explained_comparison& compared : one.comparisons)
        text.append(compared.column)
            .append(" ")
            .append(compared.asks)
            .append(": ")
            .append(name(compared.met))
            .append(compared.because.empty() ? "" : ", as ")
            .append(compared.because);
      text += "]";
    }
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(B5_to_B9_the_reference_table) {
  BOOST_TEST(visible_countries({"user"}) == "Korea Japan France Germany Norway Sweden");
  BOOST_TEST(visible_countries({"user", "france"}) == "France");
  BOOST_TEST(visible_countries({"user", "france", "germany", "nordic"}) == "France Germany Norway Sweden");
  BOOST_TEST(visible_countries({"user", "france", "germany", "nordic", "asia"}) == "Korea Japan France Germany Norway Sweden");
  BOOST_TEST(visible_countries({"user", "france", "germany", "nordic", "asia", "eur"}) == "France Germany");
  BOOST_TEST(visible_countries({"user", "nordic", "asia", "eur"}) == "");
  BOOST_TEST(visible_countries({"france"}) == "");
}

BOOST_AUTO_TEST_CASE(each_comparison_is_told_with_its_cell) {
  const rc::access_explanation told = why(in_groups({"user", "france", "nordic", "eur"}), {"Europe", "Norway", "NOK"});
  BOOST_TEST(written(*told.row) ==
             "Geography true: FRANCE false [Country is France: false, as Country is Norway] "
             "NORDIC true [Country is one of Norway, Sweden: true] | "
             "Currency false: EUR false [Currency is EUR: false, as Currency is NOK]");
  BOOST_TEST_REQUIRE(told.row->cells.size() == 3u);
  BOOST_TEST(told.row->cells[1].column == "Country");
  BOOST_TEST(told.row->cells[1].value == "Norway");
  BOOST_TEST(!told.row->cells[1].is_null);
  BOOST_TEST(told.row->table == "sales");
}

BOOST_AUTO_TEST_CASE(B11_unknown_says_what_is_not_known) {
  const rc::access_explanation told = why(in_groups({"user", "france", "regional"}), {"Europe", std::nullopt, "EUR"});
  BOOST_TEST(
      written(*told.row) ==
      "Geography unknown: FRANCE unknown [Country is France: unknown, as Country is null] REGIONAL unknown "
      "[Country is one of claim countries, which is missing or malformed: unknown, as claim countries is missing or malformed]");
  BOOST_TEST((!told.row->is_visible && told.row->met == rc::truth::is_unknown && told.row->cells[1].is_null));
  BOOST_TEST(told.row->groups[0].conditions[1].comparisons[0].claim == "countries");
}

BOOST_AUTO_TEST_CASE(a_row_that_no_restriction_decides_has_no_groups) {
  BOOST_TEST(why(in_groups({"user"}), {"Europe", "France", "EUR"}).row->groups.empty());
  BOOST_TEST(!why(in_groups({"eur"}), {"Europe", "France", "EUR"}).row->is_visible);
}

BOOST_AUTO_TEST_CASE(a_row_of_another_size_is_not_visible) {
  const auto user = test::sign_in<test::reference>(in_groups({"boss"}));
  BOOST_TEST_REQUIRE(user.has_value());
  const rc::value one = rc::value::of(std::string_view("France"));
  const rc::row_explanation told = rc::explain_row(user->view(), test::sales::schema(), {&one, 1});
  BOOST_TEST((!told.is_visible && told.cells.empty() && told.groups.empty()));
}

BOOST_AUTO_TEST_SUITE_END()
