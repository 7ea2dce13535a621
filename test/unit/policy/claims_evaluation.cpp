// SPDX-License-Identifier: BSL-1.0
// Tests of reading an identity and roles out of claims: what refuses, and what a loosened rule still does not give.
#include "signed_in.hpp"
#include <rowclaim/policy/claims_evaluation.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace rc = rowclaim;
using test::outcome;

BOOST_AUTO_TEST_SUITE(policy_claims_evaluation)

namespace {

struct strict_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"), rc::claim("realm_access", "roles").strings());
  static constexpr auto role_mapping = rc::role_mapping({{"user", {"ROLE_USER"}}, {"fr", {"ROLE_FRANCE"}}});
  static constexpr auto default_roles = rc::roles("ROLE_USER", "ROLE_GUEST");
};

struct demanding_policy : strict_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups").required());
};

struct tolerant_policy : strict_policy {
  static constexpr auto roles_claims =
      rc::claims(rc::claim("groups").allow_malformed().allow_overflow(), rc::claim("scope").space_separated());
};

struct malformed_only : strict_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups").allow_malformed());
};

struct overflow_only : strict_policy {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups").allow_overflow());
};

struct gateless_and_tolerant : tolerant_policy {
  static constexpr auto gate = rc::no_gate;
};

struct default_name : strict_policy {
  static constexpr auto name_claim = rc::claim("sub");
};

struct nested_name : strict_policy {
  static constexpr auto name_claim = rc::claim("person", "https://example.com/name");
};

}  // namespace

BOOST_AUTO_TEST_CASE(A4_several_sources_form_a_union) {
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":["user"],"realm_access":{"roles":["fr"]}})") ==
             "ROLE_USER ROLE_FRANCE");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","realm_access":{"roles":["fr"]},"groups":"user"})") == "ROLE_USER ROLE_FRANCE");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":["user","user"],"realm_access":{"roles":["user"]}})") == "ROLE_USER");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","realm_access":{"roles":["fr"]}})") == "ROLE_FRANCE!");
}

BOOST_AUTO_TEST_CASE(A4_a_malformed_source_refuses_whatever_the_others_say) {
  for (const std::string_view value : {"1", "null", "true", "{}", R"(["user",1])", R"([["user"]])", R"({"user":true})"})
    BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":)" + std::string(value) + R"(,"realm_access":{"roles":["fr"]}})") ==
                   "claim_malformed",
               value);
  for (const std::string_view value : {"1", "null", "[]", R"("x")", R"({"roles":"fr"})", R"({"roles":null})", R"({"roles":{}})"})
    BOOST_TEST(
        outcome<strict_policy>(R"({"email":"j","groups":["user"],"realm_access":)" + std::string(value) + "}") == "claim_malformed",
        value);
}

BOOST_AUTO_TEST_CASE(A4_an_overflowed_source_refuses) {
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","_claim_names":{"groups":"s"}})") == "claim_overflowed");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":["user"],"hasgroups":true})") == "claim_overflowed");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":["user"],"_claim_names":{"realm_access":"s"}})") ==
             "claim_overflowed");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":["user"],"_claim_names":{"other":"s"}})") == "ROLE_USER");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","_claim_names":[]})") == "claim_malformed");
}

BOOST_AUTO_TEST_CASE(A4_a_refusal_names_the_claim_and_nothing_of_its_value) {
  const auto refused = test::sign_in<strict_policy>(R"({"email":"j","groups":{"planted-canary":1}})");
  BOOST_TEST_REQUIRE(refused.has_error());
  BOOST_TEST((refused.error() == rc::error{rc::errc::claim_malformed, rc::step::claims}));
  BOOST_TEST(refused.error().detail == "groups");
  BOOST_TEST(refused.error().message().find("canary") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_control_character_in_a_role_refuses) {
  for (const std::string_view escape : {R"(\u0000)", R"(\n)", R"(\u001b)"}) {
    BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":["user","fr)" + std::string(escape) + R"("]})") ==
               "claim_has_control_character");
    BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":"user)" + std::string(escape) + R"("})") ==
               "claim_has_control_character");
    BOOST_TEST(outcome<strict_policy>(R"({"email":"j)" + std::string(escape) + R"(","groups":"user"})") ==
               "claim_has_control_character");
    BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":"user","sub":"x)" + std::string(escape) + R"("})") ==
               "claim_has_control_character");
    BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":"user","iss":"x)" + std::string(escape) + R"("})") ==
               "claim_has_control_character");
  }
}

BOOST_AUTO_TEST_CASE(A4_a_required_source_must_be_there) {
  BOOST_TEST(outcome<demanding_policy>(R"({"email":"j"})") == "claim_missing");
  BOOST_TEST(outcome<demanding_policy>(R"({"email":"j","groups":[]})") == "ROLE_USER ROLE_GUEST");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j"})") == "ROLE_USER ROLE_GUEST");
}

BOOST_AUTO_TEST_CASE(A4_a_tolerated_source_gives_nothing_at_all) {
  // The role stands before the mistake in the text, and must not count.
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":["user","fr",1],"scope":"fr"})") == "ROLE_FRANCE!");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","scope":"fr","groups":["user",{}]})") == "ROLE_FRANCE!");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":["user"],"hasgroups":true,"scope":"fr"})") == "ROLE_FRANCE!");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":["user"],"_claim_names":{"groups":"s"},"scope":"fr"})") ==
             "ROLE_FRANCE!");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":["user","x\u0000"],"scope":"fr"})") == "ROLE_FRANCE!");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":["user"],"scope":"fr"})") == "ROLE_USER ROLE_FRANCE");
}

BOOST_AUTO_TEST_CASE(A4_tolerating_one_thing_does_not_tolerate_the_other) {
  BOOST_TEST(outcome<malformed_only>(R"({"email":"j","groups":1})") == "!");
  BOOST_TEST(outcome<malformed_only>(R"({"email":"j","hasgroups":true})") == "claim_overflowed");
  BOOST_TEST(outcome<malformed_only>(R"({"email":"j","groups":1,"hasgroups":true})") == "claim_overflowed");
  BOOST_TEST(outcome<overflow_only>(R"({"email":"j","groups":1})") == "claim_malformed");
  BOOST_TEST(outcome<overflow_only>(R"({"email":"j","hasgroups":true})") == "!");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":1,"scope":["user"]})") == "claim_malformed");
}

BOOST_AUTO_TEST_CASE(A8_defaults_never_stand_in_for_a_source_that_could_not_be_read) {
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j"})") == "ROLE_USER ROLE_GUEST");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":[]})") == "ROLE_USER ROLE_GUEST");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":1})") == "!");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","groups":["unknown",null]})") == "!");
  BOOST_TEST(outcome<tolerant_policy>(R"({"email":"j","hasgroups":true})") == "!");
}

BOOST_AUTO_TEST_CASE(A8_nor_does_their_absence_widen_access_where_there_is_no_gate) {
  // Without a gate, a user without roles would be restricted by nothing.
  BOOST_TEST(outcome<gateless_and_tolerant>(R"({"email":"j"})") == "ROLE_USER ROLE_GUEST");
  BOOST_TEST(outcome<gateless_and_tolerant>(R"({"email":"j","groups":1})") == "!");
  BOOST_TEST(outcome<gateless_and_tolerant>(R"({"email":"j","groups":1,"scope":"fr"})") == "ROLE_FRANCE");
}

BOOST_AUTO_TEST_CASE(A10_the_name_claim_must_be_there_and_be_text) {
  BOOST_TEST(outcome<strict_policy>(R"({"sub":"s","groups":"user"})") == "name_claim_missing");
  BOOST_TEST(outcome<strict_policy>(R"({})") == "name_claim_missing");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"","sub":"s","groups":"user"})") == "name_claim_empty");
  for (const std::string_view value : {"1", "1.5", "null", "true", "[]", R"(["j"])", "{}", R"({"email":"j"})"})
    BOOST_TEST(
        outcome<strict_policy>(R"({"sub":"s","groups":"user","email":)" + std::string(value) + "}") == "name_claim_malformed",
        value);
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","_claim_names":{"email":"s"},"groups":"user"})") == "claim_overflowed");
  BOOST_TEST(outcome<default_name>(R"({"email":"j","groups":"user"})") == "name_claim_missing");
  BOOST_TEST(outcome<default_name>(R"({"sub":5,"groups":"user"})") == "name_claim_malformed");
}

BOOST_AUTO_TEST_CASE(A10_the_name_is_what_the_claim_says_after_unescaping) {
  BOOST_TEST(test::sign_in<strict_policy>(R"({"email":"J\u00e9r\u00f4me \ud83d\ude00","groups":"user"})")->name() ==
             "J\xc3\xa9r\xc3\xb4me \xf0\x9f\x98\x80");
  BOOST_TEST(test::sign_in<strict_policy>(R"({"email":" j ","groups":"user"})")->name() == " j ");
  BOOST_TEST(test::sign_in<nested_name>(R"({"person":{"https://example.com/name":"deep"},"groups":"user"})")->name() == "deep");
  BOOST_TEST(outcome<nested_name>(R"({"person":"deep","groups":"user"})") == "name_claim_malformed");
}

BOOST_AUTO_TEST_CASE(A10_issuer_and_subject_are_kept_beside_the_name) {
  const auto user =
      test::sign_in<strict_policy>(R"({"iss":"https://\u0069ssuer.example","sub":"a\u002fb","email":"j","groups":"user"})");
  BOOST_TEST_REQUIRE(user.has_value());
  BOOST_TEST(user->issuer() == "https://issuer.example");
  BOOST_TEST(user->subject() == "a/b");
  BOOST_TEST(user->name() == "j");
  for (const std::string_view value : {"1", "null", "[]", "{}", R"(["x"])"}) {
    BOOST_TEST(outcome<strict_policy>(R"({"email":"j","iss":)" + std::string(value) + "}") == "claim_malformed", value);
    BOOST_TEST(outcome<strict_policy>(R"({"email":"j","sub":)" + std::string(value) + "}") == "claim_malformed", value);
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_no_claims_object_is_refused_for_its_own_reason) {
  BOOST_TEST(outcome<strict_policy>("") == "json_syntax");
  BOOST_TEST(outcome<strict_policy>("[]") == "claims_not_an_object");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":"user","groups":"fr"})") == "json_duplicate_member");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","groups":"user"}x)") == "json_trailing_bytes");
  BOOST_TEST(outcome<strict_policy>("{\"email\":\"j\",\"groups\":\"\xff\"}") == "json_bad_utf8");
  BOOST_TEST(outcome<strict_policy>(R"({"email":"j","x":")" + std::string(17'000, 'x') + "\"}") == "json_too_large");
}

BOOST_AUTO_TEST_CASE(the_callers_limits_are_kept) {
  const auto limited = [](rc::json_limits limits) {
    return outcome<strict_policy>(rc::authorize<strict_policy>(test::verified(R"({"email":"j","groups":["user"]})"),
                                                               rc::authorize_options<>{.limits = limits}));
  };
  BOOST_TEST(limited({}) == "ROLE_USER");
  BOOST_TEST(limited({.bytes = 10}) == "json_too_large");
  BOOST_TEST(limited({.depth = 1}) == "json_too_deep");
  BOOST_TEST(limited({.members = 1}) == "json_too_many_members");
  BOOST_TEST(limited({.string_bytes = 3}) == "json_string_too_long");
}

BOOST_AUTO_TEST_SUITE_END()
