// SPDX-License-Identifier: BSL-1.0
// Tests of access: from a signed-in user to plans and visible rows.
#include "signed_in.hpp"
#include <rowclaim/policy/access.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::col;

BOOST_AUTO_TEST_SUITE(policy_access)

namespace {

struct sale {
  std::string country;
  std::int64_t amount;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>>;
using stores = rc::table<"stores", rc::column<"Country", &sale::country>>;
using other_sales = rc::table<"sales", rc::column<"Amount", &sale::amount>>;  // the same name, other columns

struct example {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"user", {"ROLE_USER"}},
                                                         {"fr", {"ROLE_FRANCE"}},
                                                         {"it", {"ROLE_ITALY"}},
                                                         {"admin", {"ROLE_ADMIN"}},
                                                         {"free", {"ROLE_FREE"}},
                                                         {"own", {"ROLE_OWN"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", col<"Country"> == "France"),
                                                        rc::on<sales>("ROLE_ITALY", col<"Country"> == "Italy"),
                                                        rc::on<sales>("ROLE_OWN", col<"Country"> == rc::claim("country")));
};
struct strict : example {
  static constexpr auto admin_role = rc::no_admin_role;
  static constexpr auto unlisted_tables = rc::deny_unlisted_tables;
};
struct without_gate : example {
  static constexpr auto gate = rc::no_gate;
};

const std::vector<sale> rows{{"France", 1}, {"Italy", 2}, {"Spain", 3}, {"France", 4}};

template <class Policy, class Table = sales>
std::string plan_of(std::string_view groups, std::string_view more = "") {
  const auto user = test::sign_in<Policy>(R"({"sub":"x","groups":[)" + std::string(groups) + "]" + std::string(more) + "}");
  BOOST_TEST_REQUIRE(user.has_value());
  return rc::in_words(rc::plan_for<Table>(*user));
}

std::string shown(std::string_view groups) {
  const auto user = test::sign_in<example>(R"({"sub":"x","groups":[)" + std::string(groups) + "]}");
  std::string amounts;
  for (const sale& one : rc::visible<sales>(*user, rows)) amounts += std::to_string(one.amount);
  std::string singly;
  const auto filter = rc::filter_for<sales>(*user);
  for (const sale& one : rows) {
    BOOST_TEST(rc::visible<sales>(*user, one) == filter.shows(one));
    if (filter.shows(one)) singly += std::to_string(one.amount);
  }
  BOOST_TEST(amounts == singly);
  return amounts;
}

}  // namespace

BOOST_AUTO_TEST_CASE(A9_a_user_who_is_not_let_in_sees_nothing) {
  BOOST_TEST(plan_of<example>(R"("fr")") == "no row");
  BOOST_TEST((plan_of<example, stores>(R"("fr")")) == "no row");
  BOOST_TEST(plan_of<example>("") == "no row");
  BOOST_TEST(shown("").empty());
}

BOOST_AUTO_TEST_CASE(B5_a_user_whom_no_restriction_names_sees_every_row) {
  BOOST_TEST(plan_of<example>(R"("user")") == "every row");
  BOOST_TEST(plan_of<example>(R"("user","free")") == "every row");
  BOOST_TEST(plan_of<example>(R"("user","free","fr")") == "rows where Country is France");
  BOOST_TEST(plan_of<without_gate>("") == "every row");
  BOOST_TEST(shown(R"("user")") == "1234");
}

BOOST_AUTO_TEST_CASE(B6_restrictions_of_several_roles_are_combined) {
  BOOST_TEST(plan_of<example>(R"("user","fr","it")") == "rows where Country is one of France, Italy");
  BOOST_TEST(shown(R"("user","fr")") == "14");
  BOOST_TEST(shown(R"("user","fr","it")") == "124");
}

BOOST_AUTO_TEST_CASE(B10_the_administrator_sees_every_row_unless_there_is_none) {
  BOOST_TEST(plan_of<example>(R"("admin","fr")") == "every row");
  BOOST_TEST(plan_of<strict>(R"("admin","fr")") == "rows where Country is France");
}

BOOST_AUTO_TEST_CASE(B15_a_table_without_restrictions_is_open_unless_the_policy_denies_it) {
  BOOST_TEST((plan_of<example, stores>(R"("user","fr")")) == "every row");
  BOOST_TEST((plan_of<strict, stores>(R"("user","fr")")) == "no row");
}

BOOST_AUTO_TEST_CASE(another_table_of_the_same_name_shows_nothing) {
  BOOST_TEST((plan_of<example, other_sales>(R"("user")")) == "no row");
  BOOST_TEST((plan_of<example, other_sales>(R"("user","fr")")) == "no row");
}

BOOST_AUTO_TEST_CASE(B3_a_claim_that_is_missing_or_odd_shows_nothing) {
  BOOST_TEST(plan_of<example>(R"("user","own")", R"(,"country":"France")") == "rows where Country is France");
  for (const std::string_view country : {"", R"(,"country":1)", R"(,"country":null)", R"(,"country":["France"])",
                                         R"(,"country":{})", R"(,"country":"France\u0000")"})
    BOOST_TEST(plan_of<example>(R"("user","own")", country) == "no row", country);
}

BOOST_AUTO_TEST_CASE(A16_a_new_evaluation_gives_a_new_plan) {
  std::vector<std::string> now{"ROLE_USER", "ROLE_FRANCE"};
  const auto source = [&](std::string_view) { return now; };
  const auto token = test::verified(R"({"sub":"x"})");
  const auto words = [&] {
    return rc::in_words(rc::plan_for<sales>(*rc::authorize<example>(token, rc::authorize_options{source})));
  };
  BOOST_TEST(words() == "rows where Country is France");
  now.back() = "ROLE_ITALY";
  BOOST_TEST(words() == "rows where Country is Italy");
  now = {};
  BOOST_TEST(words() == "no row");
}

BOOST_AUTO_TEST_SUITE_END()
