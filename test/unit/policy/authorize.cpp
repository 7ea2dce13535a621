// SPDX-License-Identifier: BSL-1.0
// Tests of the door from claims to a user: mappings, individual roles, defaults, the gate, and sources at run time.
#include "signed_in.hpp"
#include <rowclaim/policy/authorize.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using test::outcome;
using test::sign_in;
using test::verified;

BOOST_AUTO_TEST_SUITE(policy_authorize)

namespace {

struct base {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
};

struct mapped : base {
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}},
                                                         {"France", {"ROLE_FRANCE", "ROLE_EUR"}},
                                                         {"EUR", {"ROLE_EUR"}},
                                                         {"ROLE_EUR", {"ROLE_DOLLAR"}},
                                                         {"", {"ROLE_EMPTY"}},
                                                         {"nothing", {}},
                                                         {"admins", {"ROLE_ADMIN"}}});
  static constexpr auto name_mapping = rc::name_mapping({{"jane", {"ROLE_JANE"}}, {"staff2", {"ROLE_USER"}}});
};

struct shared : mapped {
  static constexpr auto namespaces = rc::mapping_namespaces::shared;
};

struct individual : base {
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}}});
  static constexpr auto individual_roles = rc::individual_roles({{"jane", {"ROLE_EXTRA"}}, {"nobody", {}}});
  static constexpr auto default_roles = rc::roles("ROLE_UK");
  static constexpr auto run_time_roles = rc::roles("ROLE_RUNTIME");
};

struct passing : mapped {
  static constexpr auto pass_through = rc::pass_through("ROLE_E*", "ROLE_?SER");
};

struct other_gate : base {
  static constexpr auto role_mapping =
      rc::role_mapping({{"a", {"ROLE_A"}}, {"b", {"ROLE_B"}}, {"admins", {"ROLE_ADMIN"}}, {"users", {"ROLE_USER"}}});
  static constexpr auto gate = rc::gate("ROLE_A", "ROLE_C");
};

struct without_gate : other_gate {
  static constexpr auto gate = rc::no_gate;
};

using answer = std::vector<std::string>;

template <class Source>
std::string with_source(std::string_view json, Source source) {
  return outcome<individual>(rc::authorize<individual>(verified(json), rc::authorize_options{source}));
}

static_assert(rc::RoleSource<rc::no_role_source>);
static_assert(rc::RoleSource<decltype([](std::string_view) { return answer{}; })>);
static_assert(!rc::RoleSource<decltype([] { return answer{}; })>);
static_assert(!rc::RoleSource<int>);

}  // namespace

BOOST_AUTO_TEST_CASE(A5_a_provider_role_maps_to_a_set_of_roles) {
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["staff","France"]})") == "ROLE_USER ROLE_FRANCE ROLE_EUR");
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["EUR","France","staff","EUR"]})") == "ROLE_USER ROLE_FRANCE ROLE_EUR");
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["staff","nothing"]})") == "ROLE_USER");
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["","staff"]})") == "ROLE_USER ROLE_EMPTY");
}

BOOST_AUTO_TEST_CASE(A5_keys_are_byte_exact) {
  for (const std::string_view near :
       {"Staff", "STAFF", "staff ", " staff", "staf", "stafff",
        "st\xc3\xa0"
        "ff",
        "\xef\xbd\x93taff", "\xd1\x95taff", "staff\xe2\x80\x8b", "staff,", "staff France", "*", "staff*", "s?aff", "ROLE_USER"})
    BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":[")" + std::string(near) + R"("]})") == "!", near);
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["\u0073taff"]})") == "ROLE_USER");
}

BOOST_AUTO_TEST_CASE(A5_roles_and_names_are_two_namespaces) {
  BOOST_TEST(outcome<mapped>(R"({"name":"staff"})") == "!");            // a user who is called like a provider's role
  BOOST_TEST(outcome<mapped>(R"({"name":"admins","groups":[]})") == "!");
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["jane","staff2"]})") == "!");  // a role that is called like a user
  BOOST_TEST(outcome<mapped>(R"({"name":"jane","groups":["staff"]})") == "ROLE_USER ROLE_JANE");
  BOOST_TEST(outcome<mapped>(R"({"name":"staff2"})") == "ROLE_USER");
}

BOOST_AUTO_TEST_CASE(A5_one_shared_namespace_is_an_option_with_a_name) {
  BOOST_TEST(outcome<shared>(R"({"name":"staff"})") == "ROLE_USER");
  BOOST_TEST(outcome<shared>(R"({"name":"jane","groups":["France"]})") == "ROLE_FRANCE ROLE_EUR ROLE_JANE!");
  BOOST_TEST(outcome<shared>(R"({"name":"x","groups":["jane"]})") == "!");
}

BOOST_AUTO_TEST_CASE(A6_an_unmapped_role_grants_nothing_even_if_it_is_spelled_like_one_of_ours) {
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["ROLE_USER","ROLE_ADMIN","ROLE_FRANCE"]})") == "!");
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["ROLE_EUR","staff"]})") ==
             "ROLE_USER ROLE_DOLLAR");  // mapped, to something else
  BOOST_TEST(outcome<mapped>(R"({"name":"ROLE_ADMIN","groups":[]})") == "!");
}

BOOST_AUTO_TEST_CASE(A6_roles_that_match_a_glob_pass_through_if_the_policy_knows_them) {
  BOOST_TEST(outcome<passing>(R"({"name":"x","groups":["ROLE_USER","ROLE_EMPTY"]})") == "ROLE_USER ROLE_EMPTY");
  BOOST_TEST(outcome<passing>(R"({"name":"x","groups":["ROLE_ADMIN","ROLE_FRANCE"]})") == "!");     // no glob matches
  BOOST_TEST(outcome<passing>(R"({"name":"x","groups":["ROLE_EXOTIC","ROLE_E*","ROLE_E"]})") == "!");  // not known
  BOOST_TEST(outcome<passing>(R"({"name":"x","groups":["role_user","ROLE_USER ","xROLE_USER"]})") == "!");
  BOOST_TEST(outcome<passing>(R"({"name":"x","groups":["ROLE_EUR","staff"]})") ==
             "ROLE_USER ROLE_DOLLAR");  // the mapping comes first
  BOOST_TEST(outcome<passing>(R"({"name":"ROLE_USER"})") == "!");
}

BOOST_AUTO_TEST_CASE(A7_individual_roles_come_on_top_of_mapped_ones) {
  BOOST_TEST(outcome<individual>(R"({"name":"jane","groups":["staff"]})") == "ROLE_USER ROLE_EXTRA");
  BOOST_TEST(outcome<individual>(R"({"name":"jane"})") == "ROLE_EXTRA!");
  for (const std::string_view near : {"Jane", "JANE", "jane ", "jan", "j\\u0430ne", "jane\\u0301"})
    BOOST_TEST(outcome<individual>(R"({"groups":["staff"],"name":")" + std::string(near) + "\"}") == "ROLE_USER", near);
  BOOST_TEST(outcome<individual>(R"({"name":"j\u0061ne","groups":["staff"]})") == "ROLE_USER ROLE_EXTRA");
  BOOST_TEST(outcome<individual>(R"({"name":"x","groups":["jane"]})") == "ROLE_UK!");
}

BOOST_AUTO_TEST_CASE(A7_an_empty_set_of_individual_roles_is_as_none) {
  BOOST_TEST(outcome<individual>(R"({"name":"nobody"})") == "ROLE_UK!");
  BOOST_TEST(outcome<individual>(R"({"name":"nobody","groups":["staff"]})") == "ROLE_USER");
}

BOOST_AUTO_TEST_CASE(A7_a_source_at_run_time_gives_individual_roles) {
  const std::string jane = R"({"name":"jane","groups":["staff"]})";
  const std::string john = R"({"name":"john"})";
  BOOST_TEST(with_source(jane, [](std::string_view) { return answer{"ROLE_RUNTIME"}; }) == "ROLE_USER ROLE_EXTRA ROLE_RUNTIME");
  BOOST_TEST(with_source(john, [](std::string_view) {
               return answer{"ROLE_RUNTIME", "ROLE_USER", "ROLE_RUNTIME"};
             }) == "ROLE_USER ROLE_RUNTIME");
  BOOST_TEST(with_source(john, [](std::string_view) { return answer{}; }) == "ROLE_UK!");
  BOOST_TEST(with_source(john, [](std::string_view name) { return name == "john" ? answer{"ROLE_USER"} : answer{}; }) ==
             "ROLE_USER");
  BOOST_TEST(with_source(john, [](std::string_view) { return rc::result<answer>(answer{"ROLE_USER"}); }) == "ROLE_USER");
  BOOST_TEST(with_source(john, [](std::string_view) { return std::set<std::string_view>{"ROLE_USER"}; }) == "ROLE_USER");
  static const answer kept{"ROLE_USER"};
  BOOST_TEST(with_source(john, [](std::string_view) -> const answer& { return kept; }) == "ROLE_USER");
}

BOOST_AUTO_TEST_CASE(A7_a_source_that_fails_refuses_the_sign_in) {
  const std::string jane = R"({"name":"jane","groups":["staff"]})";
  const auto failing = [](std::string_view) {
    return rc::result<answer>(rc::error{rc::errc::connection_failed, rc::step::transport});
  };
  BOOST_TEST(with_source(jane, failing) == "role_source_failed");
  BOOST_TEST(with_source(jane, [](std::string_view) -> answer { throw std::runtime_error("planted-canary"); }) ==
             "role_source_failed");
  BOOST_TEST(with_source(jane, [](std::string_view) -> answer { throw 5; }) == "role_source_failed");
}

BOOST_AUTO_TEST_CASE(A7_a_source_that_gives_an_unknown_role_refuses_the_sign_in) {
  // Leaving it out could show more: a further role can restrict.
  const std::string jane = R"({"name":"jane","groups":["staff"]})";
  for (const char* role : {"ROLE_UNKNOWN", "", "role_user", "ROLE_USER ", "ROLE_"}) {
    const auto giving = [role](std::string_view) { return answer{"ROLE_USER", role}; };
    BOOST_TEST(with_source(jane, giving) == "role_is_not_declared", role);
  }
}

BOOST_AUTO_TEST_CASE(A7_the_source_is_asked_once_and_only_for_users_who_have_a_name) {
  int asked = 0;
  std::string name;
  const auto counting = [&](std::string_view user) {
    ++asked;
    name = user;
    return answer{};
  };
  BOOST_TEST(with_source(R"({"name":"j\u00e9r\u00f4me"})", counting) == "ROLE_UK!");
  BOOST_TEST(asked == 1);
  BOOST_TEST(name == "j\xc3\xa9r\xc3\xb4me");
  BOOST_TEST(with_source(R"({"name":""})", counting) == "name_claim_empty");
  BOOST_TEST(with_source(R"({"name":"x","groups":1})", counting) == "claim_malformed");
  BOOST_TEST(with_source(R"({"name":"x"} x)", counting) == "json_trailing_bytes");
  BOOST_TEST(asked == 1);
}

BOOST_AUTO_TEST_CASE(A8_defaults_apply_exactly_if_there_is_no_other_role) {
  BOOST_TEST(outcome<individual>(R"({"name":"x"})") == "ROLE_UK!");
  BOOST_TEST(outcome<individual>(R"({"name":"x","groups":[]})") == "ROLE_UK!");
  BOOST_TEST(outcome<individual>(R"({"name":"x","groups":["unknown"]})") == "ROLE_UK!");
  BOOST_TEST(outcome<individual>(R"({"name":"x","groups":["staff"]})") == "ROLE_USER");
  BOOST_TEST(outcome<individual>(R"({"name":"jane"})") == "ROLE_EXTRA!");
  BOOST_TEST(with_source(R"({"name":"x"})", [](std::string_view) { return answer{"ROLE_RUNTIME"}; }) == "ROLE_RUNTIME!");
  BOOST_TEST(outcome<individual>(R"({"name":"x","groups":[1]})") == "claim_malformed");
  BOOST_TEST(outcome<individual>(R"({"name":"x","hasgroups":true})") == "claim_overflowed");
}

BOOST_AUTO_TEST_CASE(A9_signing_in_alone_lets_nobody_in) {
  BOOST_TEST(outcome<mapped>(R"({"name":"x"})") == "!");
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["France"]})") == "ROLE_FRANCE ROLE_EUR!");
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["staff"]})") == "ROLE_USER");
  BOOST_TEST(outcome<mapped>(R"({"name":"x","groups":["admins"]})") == "ROLE_ADMIN");
  BOOST_TEST(outcome<individual>(R"({"name":"x"})") == "ROLE_UK!");
}

BOOST_AUTO_TEST_CASE(A9_the_gate_may_ask_for_other_roles_or_for_none) {
  BOOST_TEST(outcome<other_gate>(R"({"name":"x","groups":["a"]})") == "ROLE_A");
  BOOST_TEST(outcome<other_gate>(R"({"name":"x","groups":["b","users"]})") == "ROLE_B ROLE_USER!");
  BOOST_TEST(outcome<other_gate>(R"({"name":"x","groups":["admins"]})") == "ROLE_ADMIN!");
  BOOST_TEST(outcome<without_gate>(R"({"name":"x","groups":["b"]})") == "ROLE_B");
  BOOST_TEST(outcome<without_gate>(R"({"name":"x"})").empty());
}

BOOST_AUTO_TEST_CASE(A11_any_token_must_carry_the_name) {
  struct access_token {
    rc::verified_claims inside = verified(R"({"sub":"client","groups":["staff"]})");
    const rc::verified_claims& claims() const { return inside; }
  };
  BOOST_TEST(outcome<mapped>(rc::authorize<mapped>(access_token{})) == "name_claim_missing");
  BOOST_TEST(outcome<mapped>(rc::authorize<mapped>(
                 access_token{verified(R"({"sub":"client","name":"jane","groups":["staff"]})")})) == "ROLE_USER ROLE_JANE");
}

BOOST_AUTO_TEST_CASE(A16_the_next_evaluation_sees_what_has_changed) {
  answer now{"ROLE_USER"};
  const auto source = [&](std::string_view) { return now; };
  const auto token = verified(R"({"name":"john"})");
  const auto before = rc::authorize<individual>(token, rc::authorize_options{source});
  BOOST_TEST(outcome<individual>(before) == "ROLE_USER");
  now = {"ROLE_RUNTIME"};
  BOOST_TEST(outcome<individual>(before) == "ROLE_USER");  // an identity stays as it was
  BOOST_TEST(outcome<individual>(rc::authorize<individual>(token, rc::authorize_options{source})) == "ROLE_RUNTIME!");
  now = {};
  BOOST_TEST(outcome<individual>(rc::authorize<individual>(token, rc::authorize_options{source})) == "ROLE_UK!");
}

BOOST_AUTO_TEST_CASE(a_temporary_token_may_be_passed) {
  const auto user = rc::authorize<mapped>(
      verified(R"({"iss":"https://issuer.example/a/long/one","sub":"a subject longer than any buffer","name":"x"})"));
  BOOST_TEST_REQUIRE(user.has_value());
  BOOST_TEST(user->issuer() == "https://issuer.example/a/long/one");
  BOOST_TEST(user->subject() == "a subject longer than any buffer");
}

BOOST_AUTO_TEST_SUITE_END()
