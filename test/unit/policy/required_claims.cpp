// SPDX-License-Identifier: BSL-1.0
// Tests of claims that a policy requires to have one of some values.
#include "signed_in.hpp"
#include <rowclaim/policy/required_claims.hpp>

#include <boost/test/unit_test.hpp>

#include <string_view>

namespace rc = rowclaim;
using test::outcome;

BOOST_AUTO_TEST_SUITE(policy_required_claims)

namespace {

struct hosted_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto required_claims = rc::required_claims(rc::require(rc::claim("hd"), "example.com", "example.org"),
                                                              rc::require(rc::claim("email_verified"), true));
  static constexpr auto default_roles = rc::roles("ROLE_USER");
};

struct numbered_policy {
  static constexpr auto required_claims = rc::required_claims(rc::require(rc::claim("realm", "level"), 2, 3, "gold"));
  static constexpr auto gate = rc::no_gate;
};

struct twice_policy {
  static constexpr auto required_claims =
      rc::required_claims(rc::require(rc::claim("a"), "x", "y"), rc::require(rc::claim("a"), "y", "z"));
  static constexpr auto gate = rc::no_gate;
};

std::string_view claim_of(std::string_view json) {
  const auto user = test::sign_in<hosted_policy>(json);
  return user ? std::string_view() : user.error().detail;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_of_the_values_must_be_there) {
  const auto is = [](std::string_view json, std::string_view expected) {
    BOOST_TEST(outcome<hosted_policy>(json) == expected, json);
  };
  is(R"({"email":"j","hd":"example.com","email_verified":true})", "ROLE_USER");
  is(R"({"email_verified":true,"hd":"example.org","email":"j"})", "ROLE_USER");
  is(R"({"email":"j","hd":"Example.com","email_verified":true})", "claim_not_accepted");
  is(R"({"email":"j","hd":"example.com ","email_verified":true})", "claim_not_accepted");
  is(R"({"email":"j","hd":"example.com.evil","email_verified":true})", "claim_not_accepted");
  is(R"({"email":"j","hd":"","email_verified":true})", "claim_not_accepted");
  is(R"({"email":"j","email_verified":true})", "claim_missing");
  is(R"({"email":"j","hd":"example.com"})", "claim_missing");
  is(R"({"email":"j","hd":"example.com","email_verified":false})", "claim_not_accepted");
  is(R"({"email":"j","hd":"example.com","email_verified":"true"})", "claim_not_accepted");
  is(R"({"email":"j","hd":"example.com","email_verified":1})", "claim_not_accepted");
  is(R"({"email":"j","hd":["example.com"],"email_verified":true})", "claim_malformed");
  is(R"({"email":"j","hd":{"example.com":1},"email_verified":true})", "claim_malformed");
  is(R"({"email":"j","hd":null,"email_verified":true})", "claim_malformed");
  is(R"({"email":"j","_claim_names":{"hd":"s"},"email_verified":true})", "claim_overflowed");
}

BOOST_AUTO_TEST_CASE(the_error_names_the_claim) {
  BOOST_TEST(claim_of(R"({"email":"j","hd":"x","email_verified":true})") == "hd");
  BOOST_TEST(claim_of(R"({"email":"j","hd":"example.com"})") == "email_verified");
}

BOOST_AUTO_TEST_CASE(numbers_and_nested_claims) {
  const auto is = [](std::string_view json, std::string_view expected) {
    BOOST_TEST(outcome<numbered_policy>(json) == expected, json);
  };
  is(R"({"sub":"j","realm":{"level":2}})", "");
  is(R"({"sub":"j","realm":{"level":"gold"}})", "");
  is(R"({"sub":"j","realm":{"level":4}})", "claim_not_accepted");
  is(R"({"sub":"j","realm":{"level":2.0}})", "claim_not_accepted");
  is(R"({"sub":"j","realm":{"level":"2"}})", "claim_not_accepted");
  is(R"({"sub":"j","level":2})", "claim_missing");
}

BOOST_AUTO_TEST_CASE(all_requirements_must_be_met) {
  BOOST_TEST(outcome<twice_policy>(R"({"sub":"j","a":"y"})") == "");
  BOOST_TEST(outcome<twice_policy>(R"({"sub":"j","a":"x"})") == "claim_not_accepted");
  BOOST_TEST(outcome<twice_policy>(R"({"sub":"j","a":"z"})") == "claim_not_accepted");
}

BOOST_AUTO_TEST_SUITE_END()
