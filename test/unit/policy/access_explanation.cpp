// SPDX-License-Identifier: BSL-1.0
// Tests of the doors of explanations: C++ rows of all kinds, several tables, and sign-ins that are refused.
#include "reference_sales.hpp"
#include <rowclaim/policy/access_explanation.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace rc = rowclaim;
using test::reference;
using test::sales;
using test::verified;

BOOST_AUTO_TEST_SUITE(policy_access_explanation)

namespace {

struct everything {
  bool truth;
  std::int64_t number;
  double real;
  rc::date day;
  rc::time_of_day time;
  rc::timestamp moment;
  std::optional<std::string> text;

  std::string made() const { return "made " + std::to_string(number); }
  std::string failing() const { throw std::runtime_error("no"); }
};
using all_kinds =
    rc::table<"all_kinds", rc::column<"Truth", &everything::truth>, rc::column<"Number", &everything::number>,
              rc::column<"Real", &everything::real>, rc::column<"Day", &everything::day>, rc::column<"Time", &everything::time>,
              rc::column<"Moment", &everything::moment>, rc::column<"Text", &everything::text>,
              rc::column<"Made", &everything::made>, rc::column<"Failing", &everything::failing>>;

}  // namespace

BOOST_AUTO_TEST_CASE(cells_of_all_kinds_are_read) {
  const everything row{true,
                       -5,
                       0.5,
                       rc::date(2026, 11, 22),
                       rc::time_of_day(13, 45),
                       rc::timestamp(rc::date(2026, 11, 22), rc::time_of_day(1, 2)),
                       std::nullopt};
  const auto told = rc::explain_row<reference, all_kinds>(verified(test::in_groups({"user"})), row);
  BOOST_TEST_REQUIRE(told.has_value());
  std::string cells;
  for (const rc::explained_cell& cell : told->row->cells) cells += cell.column + "=" + (cell.is_null ? "null" : cell.value) + " ";
  BOOST_TEST(cells ==
             "Truth=true Number=-5 Real=0.5 Day=2026-11-22 Time=13:45:00 Moment=2026-11-22T01:02:00Z Text=null Made=made -5 "
             "Failing=null ");
  BOOST_TEST(told->row->is_visible);
  const everything odd{false, 0, std::numeric_limits<double>::quiet_NaN(), rc::date(2026, 2, 30), rc::time_of_day(24, 0), {}, "x"};
  const auto of_odd = rc::explain_row<reference, all_kinds>(verified(test::in_groups({"user"})), odd);
  BOOST_TEST_REQUIRE(of_odd.has_value());
  BOOST_TEST((of_odd->row->cells[2].is_null && of_odd->row->cells[3].is_null && of_odd->row->cells[4].is_null));
}

BOOST_AUTO_TEST_CASE(several_tables_have_a_plan_each) {
  const auto told = rc::explain_access<reference, sales, all_kinds>(verified(test::in_groups({"user", "france"})));
  BOOST_TEST_REQUIRE(told.has_value());
  BOOST_TEST_REQUIRE(told->plans.size() == 2u);
  BOOST_TEST(told->plans[0].condition == "Country is France");
  BOOST_TEST(told->plans[1].table == "all_kinds");
  BOOST_TEST(!told->row.has_value());
  BOOST_TEST(told->user.name == "jane");
}

BOOST_AUTO_TEST_CASE(A4_a_refused_sign_in_is_explained_by_its_error) {
  for (const std::string_view json : {R"({"groups":["user"]})", R"({"name":"x","groups":1})", "[]"}) {
    const auto user = test::sign_in<reference>(json);
    const auto row = rc::explain_row<reference, sales>(verified(json), {"Asia", "Korea", "KRW"});
    const auto access = rc::explain_access<reference, sales>(verified(json));
    BOOST_TEST_REQUIRE((user.has_error() && row.has_error() && access.has_error()));
    BOOST_TEST((row.error() == user.error() && access.error() == user.error()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
