// SPDX-License-Identifier: BSL-1.0
// Tests of explanations as text: the whole of it for some users, and nothing that could control a terminal.
#include "reference_sales.hpp"
#include <rowclaim/policy/explanation_text.hpp>

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <string_view>

namespace rc = rowclaim;
using test::in_groups;
using test::reference;
using test::sales;
using test::verified;
using test::why;

BOOST_AUTO_TEST_SUITE(policy_explanation_text)

namespace {

struct ungated : reference {
  static constexpr auto gate = rc::no_gate;
};

template <class Policy>
rc::explanation user_of(std::string_view json) {
  const auto told = rc::explain<Policy>(verified(json));
  BOOST_TEST_REQUIRE(told.has_value(), json);
  return *told;
}

}  // namespace

BOOST_AUTO_TEST_CASE(tells_the_whole_chain_of_a_hidden_row) {
  BOOST_TEST(rc::in_words(why(in_groups({"user", "france", "eur", "x"}), {"Europe", "Norway", "NOK"})) ==
             R"(Roles of jane (claim name)
  ROLE_USER: mapped from "user" in claim groups
  FRANCE: mapped from "france" in claim groups
  EUR: mapped from "eur" in claim groups
  ignored: "x" in claim groups gives no role
  The default roles were not given (GUEST), as there is another role.
  The user is let in, having ROLE_USER.
  Claim scope is absent.
  Claim countries is absent.

Table sales
  Rows where Country is France and Currency is EUR.
    FRANCE: Country is France
    EUR: Currency is EUR
  About the same columns, one of them is enough; across different columns, a row must meet each.

The row is not visible
  Continent = Europe
  Country = Norway
  Currency = NOK
  Geography: false
    FRANCE: false
      Country is France: false, because Country is Norway
  Currency: false
    EUR: false
      Currency is EUR: false, because Currency is NOK
  The smallest that would show the row is one change; any one of these:
    - add "boss" to claim groups, which gives ROLE_ADMIN; that makes an administrator, who sees
      every row
    - give the user ROLE_ADMIN by name; that makes an administrator, who sees every row
  Without making an administrator:
    - add "nordic" to claim groups, which gives NORDIC, and take "eur" out of claim groups, which
      gives EUR
    - give the user NORDIC by name, and take "eur" out of claim groups, which gives EUR
    - take "france" out of claim groups, which gives FRANCE, and take "eur" out of claim groups,
      which gives EUR
)");
}

BOOST_AUTO_TEST_CASE(tells_the_plans_without_a_row) {
  const auto told = rc::explain_access<reference, sales>(verified(R"({"name":"tim"})"));
  BOOST_TEST_REQUIRE(told.has_value());
  BOOST_TEST(rc::in_words(*told) == R"(Roles of tim (claim name)
  GUEST: by default, as nothing else gave a role
  The default roles were given (GUEST), as nothing else gave a role.
  The user is not let in, having none of ROLE_USER, ROLE_ADMIN.
  Claim groups is absent.
  Claim scope is absent.
  Claim countries is absent.

Table sales
  No row: the user is not let in.
)");
}

BOOST_AUTO_TEST_CASE(lines_are_broken_between_words) {
  const rc::access_explanation told = why(in_groups({"user", "nordic", "eur", "asia"}), {"Europe", "Norway", "NOK"});
  for (const std::size_t width : {40u, 60u, 100u}) {
    std::istringstream lines(rc::in_words(told, width));
    for (std::string line; std::getline(lines, line);) BOOST_TEST(line.size() <= width, line);
  }
}

BOOST_AUTO_TEST_CASE(nothing_in_it_can_control_a_terminal) {
  rc::access_explanation told;
  told.user.name = "a\x1b[31m\xe2\x80\xae\xc2\x9b\r\n\xff\xed\xa0\x80\xf3\xa0\x80\x81 caf\xc3\xa9";
  const std::string text = rc::in_words(told);
  BOOST_TEST(text.find("a<U+001B>[31m<U+202E><U+009B><U+000D><U+000A><0xFF><0xED><0xA0><0x80><U+E0001>") != std::string::npos);
  BOOST_TEST(text.find("caf\xc3\xa9") != std::string::npos);
  for (const char c : text) BOOST_TEST((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
}

BOOST_AUTO_TEST_CASE(A8_defaults_in_words) {
  BOOST_TEST(rc::defaults_in_words(user_of<reference>(R"({"name":"x"})")) ==
             "The default roles were given (GUEST), as nothing else gave a role.");
  BOOST_TEST(rc::defaults_in_words(user_of<reference>(R"({"name":"x","groups":["eur"]})")) ==
             "The default roles were not given (GUEST), as there is another role.");
  BOOST_TEST(rc::defaults_in_words(user_of<reference>(R"({"name":"x","scope":1})")) ==
             "The default roles were withheld (GUEST), as a claim of roles could not be read: losing it must not widen access.");
  BOOST_TEST(rc::defaults_in_words(rc::explanation{}) == "The policy has no default roles.");
}

BOOST_AUTO_TEST_CASE(A9_the_gate_in_words) {
  BOOST_TEST(rc::gate_in_words(user_of<reference>(R"({"name":"x","groups":["boss","user"]})")) ==
             "The user is let in, having ROLE_USER, ROLE_ADMIN.");
  BOOST_TEST(rc::gate_in_words(user_of<ungated>(R"({"name":"x"})")) == "Everybody is let in, as the policy has no gate.");
  BOOST_TEST(rc::gate_in_words(user_of<ungated>(R"({"name":"x","scope":1})")) ==
             "The user is not let in, as the default roles are withheld and there is no other role.");
  rc::explanation one_missing;
  one_missing.gate = {{"ROLE_USER", false}};
  BOOST_TEST(rc::gate_in_words(one_missing) == "The user is not let in, as ROLE_USER is missing.");
}

BOOST_AUTO_TEST_CASE(each_reason_of_a_plan_in_words) {
  rc::plan_explanation plan;
  const auto words = [&](rc::plan_reason reason, rc::plan::kind verdict) {
    plan.reason = reason;
    plan.verdict = verdict;
    return rc::in_words(plan);
  };
  using enum rc::plan::kind;
  BOOST_TEST(words(rc::plan_reason::administrator, allow_all) == "Every row: the user has the administrator's role.");
  BOOST_TEST(words(rc::plan_reason::unlisted, allow_all) == "Every row: the policy restricts nobody on this table.");
  BOOST_TEST(words(rc::plan_reason::unlisted, deny_all) ==
             "No row: the policy does not list this table, and denies those that it does not list.");
  BOOST_TEST(words(rc::plan_reason::another_table, deny_all) == "No row: the policy was written for another table of this name.");
  BOOST_TEST(words(rc::plan_reason::unknown_table, deny_all) == "No row: the policy declares no such table.");
  BOOST_TEST(words(rc::plan_reason::not_restricted, allow_all) ==
             "Every row: none of the user's roles is restricted on this table.");
  BOOST_TEST(words(rc::plan_reason::combined, deny_all) == "No row: the restrictions of the user's roles leave none.");
  plan.restrictions = {{"A", "", {}}, {"B", "", {}}};
  plan.how = rc::combination::any_role;
  BOOST_TEST(rc::combination_in_words(plan) == "It is enough that one role admits the row.");
  plan.how = rc::combination::all_roles;
  BOOST_TEST(rc::combination_in_words(plan) == "Every role must admit the row.");
  plan.how = rc::combination::per_column;
  BOOST_TEST(rc::combination_in_words(plan) == "All are about the same columns: one of them is enough.");
}

BOOST_AUTO_TEST_CASE(a_search_without_result_in_words) {
  rc::change_search none;
  BOOST_TEST(rc::in_words(none, false) == "Nothing could be tried that would show the row.");
  none.looked_at = 3;
  BOOST_TEST(rc::in_words(none, false) == "No change of up to 3 roles or claims would show the row.");
  none.looked_at = 1;
  BOOST_TEST(rc::in_words(none, true) == "No change of one role or claim would hide the row.");
}

BOOST_AUTO_TEST_SUITE_END()
