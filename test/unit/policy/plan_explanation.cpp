// SPDX-License-Identifier: BSL-1.0
// Tests of why a plan is what it is: what decided, which restrictions counted, and how they were combined (B5 to B15).
#include "reference_sales.hpp"
#include <rowclaim/policy/plan_explanation.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using test::in_groups;
using test::sales;
using test::verified;

BOOST_AUTO_TEST_SUITE(policy_plan_explanation)

namespace {

struct person {
  std::string name;
};
using people = rc::table<"people", rc::column<"Name", &person::name>>;

struct denying : test::reference {
  static constexpr auto unlisted_tables = rc::deny_unlisted_tables;
  static constexpr auto combination = rc::combination::all_roles;
  static constexpr auto restrictions =
      rc::restrictions(rc::on<sales>("FRANCE", (rc::col<"Country"> == "France") | !(rc::col<"Currency"> == "EUR")),
                       rc::on<sales>("NORDIC", (rc::col<"Country"> != rc::claim("country")) &
                                                   (rc::col<"Currency">.is_null() | (rc::col<"Currency"> == "NOK"))));
};

template <class Policy = test::reference>
rc::plan_explanation plan_of(std::string_view json) {
  const auto told = rc::explain_access<Policy, sales>(verified(json));
  BOOST_TEST_REQUIRE(told.has_value(), json);
  return told->plans.front();
}

// "Geography: FRANCE Country is France; GERMANY Country is Germany | Currency: EUR Currency is EUR"
std::string written(const rc::plan_explanation& plan) {
  std::string text;
  for (const rc::column_group& group : plan.groups) {
    text.append(text.empty() ? "" : " | ").append(group.columns).append(":");
    for (const rc::role_condition& one : group.conditions)
      text.append(&one == &group.conditions.front() ? " " : "; ").append(one.role).append(" ").append(one.condition);
  }
  return text;
}

}  // namespace

using enum rc::plan_reason;

BOOST_AUTO_TEST_CASE(says_what_decided_if_no_restriction_did) {
  const auto decided = [](std::string_view json, rc::plan_reason reason, rc::plan::kind verdict) {
    const rc::plan_explanation plan = plan_of(json);
    BOOST_TEST(name(plan.reason) == name(reason));
    BOOST_TEST((plan.verdict == verdict));
    BOOST_TEST((plan.table == "sales" && plan.restrictions.empty() && plan.groups.empty() && plan.condition.empty()));
  };
  decided(in_groups({"france"}), not_let_in, rc::plan::kind::deny_all);
  decided(in_groups({"boss", "france"}), administrator, rc::plan::kind::allow_all);
  decided(in_groups({"user", "canteen"}), not_restricted, rc::plan::kind::allow_all);
  BOOST_TEST(plan_of(in_groups({"boss"})).administrator == "ROLE_ADMIN");
  BOOST_TEST(plan_of(in_groups({"user"})).administrator == "");
}

BOOST_AUTO_TEST_CASE(B15_says_that_a_table_is_not_listed) {
  for (const auto& [allowed, told] : {std::pair(true, rc::explain_access<test::reference, people>(verified(in_groups({"user"})))),
                                      std::pair(false, rc::explain_access<denying, people>(verified(in_groups({"user"}))))}) {
    BOOST_TEST_REQUIRE(told.has_value());
    BOOST_TEST(name(told->plans.front().reason) == "unlisted");
    BOOST_TEST((told->plans.front().verdict == rc::plan::kind::allow_all) == allowed);
  }
}

BOOST_AUTO_TEST_CASE(B6_B9_restrictions_are_listed_as_they_were_combined) {
  const rc::plan_explanation plan = plan_of(in_groups({"user", "eur", "france", "asia"}));
  BOOST_TEST(name(plan.reason) == "combined");
  BOOST_TEST((plan.how == rc::combination::per_column && plan.verdict == rc::plan::kind::where));
  BOOST_TEST(written(plan) == "Geography: FRANCE Country is France; ASIA Continent is Asia | Currency: EUR Currency is EUR");
  BOOST_TEST_REQUIRE(plan.restrictions.size() == 3u);
  BOOST_TEST(plan.restrictions[1].role == "ASIA");
  BOOST_TEST(plan.restrictions[1].condition == "Continent is Asia");
  BOOST_TEST(plan.condition == "Currency is EUR and (Continent is Asia or Country is France)");
}

BOOST_AUTO_TEST_CASE(B8_other_combinations_take_roles_as_a_whole) {
  const rc::plan_explanation plan = plan_of<denying>(in_groups({"user", "france", "nordic"}, R"(,"country":"Norway")"));
  BOOST_TEST((plan.how == rc::combination::all_roles));
  BOOST_TEST(written(plan) ==
             ": FRANCE Country is France or Currency is not EUR; "
             "NORDIC Country is not Norway (claim country) and (Currency is null or Currency is NOK)");
  BOOST_TEST_REQUIRE(plan.restrictions.size() == 2u);
  BOOST_TEST(plan.restrictions[1].claims == std::vector<std::string>{"country"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(B3_a_claim_that_cannot_be_compared_with_says_why) {
  const auto condition = [](std::string_view more) {
    const rc::plan_explanation plan = plan_of(in_groups({"user", "regional"}, more));
    return plan.restrictions.front().condition + ": " + std::string(name(plan.verdict));
  };
  BOOST_TEST(condition(R"(,"countries":["Spain","France"])") == "Country is one of France, Spain (claim countries): where");
  BOOST_TEST(condition("") == "Country is one of claim countries, which is missing or malformed: deny_all");
  BOOST_TEST(condition(R"(,"countries":"Spain")") == "Country is one of claim countries, which is not a list: deny_all");
  BOOST_TEST(condition(R"(,"countries":[])") == "Country is one of claim countries, which is empty: deny_all");
  BOOST_TEST(condition(R"(,"countries":[1])") == "Country is one of claim countries, which does not fit the column: deny_all");
}

BOOST_AUTO_TEST_SUITE_END()
