// SPDX-License-Identifier: BSL-1.0
// Tests of explanations: every role has a reason, and everything that gave nothing is listed (A18).
#include "signed_in.hpp"
#include <rowclaim/policy/explanation.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using test::verified;

BOOST_AUTO_TEST_SUITE(policy_explanation)

namespace {

struct example {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"), rc::claim("resource_access", "app", "roles"),
                                                  rc::claim("scope").space_separated().allow_malformed());
  static constexpr auto role_mapping =
      rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE", "ROLE_EUR"}}, {"nothing", {}}});
  static constexpr auto name_mapping = rc::name_mapping({{"jane", {"ROLE_JANE"}}});
  static constexpr auto individual_roles = rc::individual_roles({{"jane", {"ROLE_EXTRA"}}});
  static constexpr auto default_roles = rc::roles("ROLE_UK", "ROLE_GUEST");
  static constexpr auto pass_through = rc::pass_through("ROLE_G*");
  static constexpr auto run_time_roles = rc::roles("ROLE_RUNTIME");
};
struct with_shared_namespace : example {
  static constexpr auto namespaces = rc::mapping_namespaces::shared;
};

struct given {
  std::string role;
  rc::role_origin origin;
  std::string claim;
  std::string key;
};

void check(const rc::explanation& found, const std::vector<given>& reasons,
           const std::vector<std::pair<std::string, std::string>>& ignored) {
  BOOST_TEST_REQUIRE(found.reasons.size() == reasons.size());
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    BOOST_TEST(found.reasons[i].role == reasons[i].role);
    BOOST_TEST((found.reasons[i].origin == reasons[i].origin), reasons[i].role);
    BOOST_TEST(found.reasons[i].claim == reasons[i].claim);
    BOOST_TEST(found.reasons[i].key == reasons[i].key);
  }
  BOOST_TEST_REQUIRE(found.ignored.size() == ignored.size());
  for (std::size_t i = 0; i < ignored.size(); ++i) {
    BOOST_TEST(found.ignored[i].claim == ignored[i].first);
    BOOST_TEST(found.ignored[i].value == ignored[i].second);
  }
}

rc::explanation explained(std::string_view json) {
  const auto found = rc::explain<example>(verified(json));
  BOOST_TEST_REQUIRE(found.has_value(), json);
  return *found;
}

}  // namespace

using enum rc::role_origin;

BOOST_AUTO_TEST_CASE(A18_each_role_is_traced_to_its_claim_and_key) {
  const auto found = explained(
      R"({"name":"jane","groups":["staff","unknown","ROLE_GUEST"],"resource_access":{"app":{"roles":"France"}},"scope":"openid staff"})");
  BOOST_TEST(found.name == "jane");
  BOOST_TEST(found.is_allowed);
  check(found,
        {{"ROLE_USER", mapped, "groups", "staff"},
         {"ROLE_GUEST", passed_through, "groups", "ROLE_GUEST"},
         {"ROLE_FRANCE", mapped, "resource_access > app > roles", "France"},
         {"ROLE_EUR", mapped, "resource_access > app > roles", "France"},
         {"ROLE_USER", mapped, "scope", "staff"},
         {"ROLE_JANE", mapped_name, "", "jane"},
         {"ROLE_EXTRA", individual, "", "jane"}},
        {{"groups", "unknown"}, {"scope", "openid"}});
}

BOOST_AUTO_TEST_CASE(A18_a_value_that_gives_nothing_is_ignored_whatever_the_reason) {
  check(explained(R"({"name":"x","groups":["nothing","ROLE_USER","ROLE_GHOST","","staff"]})"),
        {{"ROLE_USER", mapped, "groups", "staff"}},
        {{"groups", "nothing"}, {"groups", "ROLE_USER"}, {"groups", "ROLE_GHOST"}, {"groups", ""}});
}

BOOST_AUTO_TEST_CASE(A18_defaults_are_shown_as_defaults) {
  const auto found = explained(R"({"name":"x","groups":["unknown"]})");
  BOOST_TEST(!found.is_allowed);
  check(found, {{"ROLE_UK", by_default, "", ""}, {"ROLE_GUEST", by_default, "", ""}}, {{"groups", "unknown"}});
}

BOOST_AUTO_TEST_CASE(A18_roles_from_a_source_at_run_time_say_so) {
  const auto source = [](std::string_view) { return std::vector<std::string>{"ROLE_RUNTIME"}; };
  const auto found = rc::explain<example>(verified(R"({"name":"x"})"), rc::authorize_options{source});
  BOOST_TEST_REQUIRE(found.has_value());
  check(*found, {{"ROLE_RUNTIME", from_source, "", "x"}}, {});
}

BOOST_AUTO_TEST_CASE(A18_a_shared_namespace_shows_the_name_as_the_reason) {
  const auto found = rc::explain<with_shared_namespace>(verified(R"({"name":"staff"})"));
  BOOST_TEST_REQUIRE(found.has_value());
  check(*found, {{"ROLE_USER", mapped_name, "", "staff"}}, {});
}

BOOST_AUTO_TEST_CASE(A18_what_a_tolerated_source_said_is_no_reason) {
  check(explained(R"({"name":"x","groups":["staff","unknown"],"scope":["France"]})"), {{"ROLE_USER", mapped, "groups", "staff"}},
        {{"groups", "unknown"}});
  check(explained(R"({"name":"x","scope":1})"), {}, {});
}

BOOST_AUTO_TEST_CASE(A18_reasons_name_exactly_the_roles_that_the_user_has) {
  for (const std::string_view json : {R"({"name":"jane","groups":["staff","France"]})", R"({"name":"x"})",
                                      R"({"name":"x","groups":["France","x","ROLE_GUEST"]})", R"({"name":"jane","scope":null})"}) {
    const auto user = rc::authorize<example>(verified(json));
    const auto found = rc::explain<example>(verified(json));
    BOOST_TEST_REQUIRE((user.has_value() && found.has_value()));
    std::set<std::string> explained_roles;
    for (const rc::role_reason& reason : found->reasons) explained_roles.insert(reason.role);
    std::set<std::string> roles;
    for (std::string_view role : user->roles()) roles.insert(std::string(role));
    BOOST_TEST(explained_roles == roles, boost::test_tools::per_element());
    BOOST_TEST(found->is_allowed == user->is_allowed());
  }
}

BOOST_AUTO_TEST_CASE(explaining_refuses_what_authorising_refuses) {
  for (const std::string_view json :
       {R"({"groups":["staff"]})", R"({"name":"x","groups":1})", R"({"name":"x","hasgroups":true})", "[]", "{"}) {
    const auto user = rc::authorize<example>(verified(json));
    const auto found = rc::explain<example>(verified(json));
    BOOST_TEST_REQUIRE((user.has_error() && found.has_error()));
    BOOST_TEST((user.error() == found.error()));
  }
}

BOOST_AUTO_TEST_CASE(A8_says_what_became_of_the_defaults) {
  const auto outcome = [](std::string_view json) { return std::string(name(explained(json).defaults)); };
  BOOST_TEST(outcome(R"({"name":"x","groups":["unknown"]})") == "given");
  BOOST_TEST(outcome(R"({"name":"x","groups":["staff"]})") == "not_needed");
  BOOST_TEST(outcome(R"({"name":"x","scope":1})") == "withheld");
  BOOST_TEST(outcome(R"({"name":"x","groups":["staff"],"scope":1})") == "not_needed");
  BOOST_TEST(explained(R"({"name":"x"})").default_roles == (std::vector<std::string>{"ROLE_UK", "ROLE_GUEST"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(A9_says_which_roles_of_the_gate_are_held) {
  const auto found = explained(R"({"name":"x","groups":["staff"]})");
  BOOST_TEST_REQUIRE(found.gate.size() == 2u);
  BOOST_TEST((found.gate[0].role == "ROLE_USER" && found.gate[0].is_held));
  BOOST_TEST((found.gate[1].role == "ROLE_ADMIN" && !found.gate[1].is_held));
}

BOOST_AUTO_TEST_CASE(A1_says_what_was_found_of_each_claim) {
  const auto found = explained(R"({"name":"x","groups":["staff","unknown","staff"],"scope":1})");
  BOOST_TEST(found.name_claim == "name");
  BOOST_TEST_REQUIRE(found.role_claims.size() == 3u);
  BOOST_TEST(name(found.role_claims[0].found) == "present");
  BOOST_TEST(found.role_claims[0].values == (std::vector<std::string>{"staff", "unknown"}), boost::test_tools::per_element());
  BOOST_TEST(found.role_claims[1].claim == "resource_access > app > roles");
  BOOST_TEST(name(found.role_claims[1].found) == "absent");
  BOOST_TEST(name(found.role_claims[2].found) == "malformed");
  BOOST_TEST(found.other_claims.empty());
}

BOOST_AUTO_TEST_CASE(a_reason_reads_as_a_sentence) {
  BOOST_TEST(rc::in_words({"ROLE_USER", mapped, "groups", "staff"}) == "ROLE_USER: mapped from \"staff\" in claim groups");
  BOOST_TEST(rc::in_words({"ROLE_USER", passed_through, "groups", "ROLE_USER"}) == "ROLE_USER: passed through from claim groups");
  BOOST_TEST(rc::in_words({"ROLE_USER", mapped_name, "", "jane"}) == "ROLE_USER: mapped from the name jane");
  BOOST_TEST(rc::in_words({"ROLE_USER", individual, "", "jane"}) == "ROLE_USER: given to jane by the policy");
  BOOST_TEST(rc::in_words({"ROLE_USER", from_source, "", "jane"}) == "ROLE_USER: given to jane at run time");
  BOOST_TEST(rc::in_words({"ROLE_USER", by_default, "", ""}) == "ROLE_USER: by default, as nothing else gave a role");
}

BOOST_AUTO_TEST_SUITE_END()
