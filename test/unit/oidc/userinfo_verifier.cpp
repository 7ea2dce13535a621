// SPDX-License-Identifier: BSL-1.0
// Signed userinfo responses, check by check.
#include "kinds_of_token.hpp"
#include "wrong_members.hpp"
#include <rowclaim/oidc/userinfo_verifier.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(userinfo_verifier)

namespace {

std::string with(const char* name, const char* value, bool allows_expiry = false) {
  const rc::userinfo_verifier verifier({.issuer = kinds_issuer, .audience = "app", .allow_expiry = allows_expiry}, kinds_keys(),
                                       kinds_clock());
  return outcome(verifier.verify(typed_token("JWT", changed(userinfo_claims(), name, value)), kinds_issuer));
}

}  // namespace

BOOST_AUTO_TEST_CASE(gives_the_claims_about_the_subject_of_the_id_token) {
  const rc::userinfo_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const std::string response = typed_token(nullptr, userinfo_claims());
  const auto about = verifier.verify(response, kinds_issuer);
  BOOST_REQUIRE(outcome(about) == "accepted");
  BOOST_TEST(about->subject() == kinds_issuer);
  BOOST_TEST(boost::json::parse(about->claims().json()) == userinfo_claims());
  BOOST_TEST(outcome(verifier.verify(response, "alice")) == "subject_mismatch in userinfo");
  BOOST_TEST(outcome(verifier.verify(response, "")) == "subject_mismatch in userinfo");
}

BOOST_AUTO_TEST_CASE(requires_what_a_signed_response_has) {
  BOOST_TEST(with("iss", nullptr) == "issuer_missing in userinfo");
  BOOST_TEST(with("iss", R"("https://A.example")") == "issuer_mismatch in userinfo (they differ in upper and lower case)");
  BOOST_TEST(with("aud", nullptr) == "audience_malformed in userinfo (missing)");
  BOOST_TEST(with("aud", R"("other")") == "audience_mismatch in userinfo");
  BOOST_TEST(with("sub", nullptr) == "subject_missing in userinfo");
  BOOST_TEST(with("iat", "1700000061") == "issued_in_the_future in userinfo");
  BOOST_TEST(with("nbf", "1700000061") == "not_yet_valid in userinfo");
}

BOOST_AUTO_TEST_CASE(takes_an_expiry_only_if_asked_to) {
  BOOST_TEST(with("exp", "1700000300") == "token_type_mismatch in userinfo (exp)");
  BOOST_TEST(with("exp", "1700000300", true) == "accepted");
  BOOST_TEST(with("exp", "1699999940", true) == "expired in userinfo");
  BOOST_TEST(with("exp", "null", true) == "expiry_malformed in userinfo (exp)");
  for (const char* claim : {"nonce", "at_hash", "c_hash", "auth_time", "events"})
    BOOST_TEST(with(claim, "1", true) == std::string("token_type_mismatch in userinfo (") + claim + ")");
}

BOOST_AUTO_TEST_CASE(every_member_in_every_wrong_way) {
  using enum json_kinds;
  const rc::userinfo_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  constexpr std::array members{
      checked_member{"iss", R"("https://a.example")", text, "issuer_mismatch in userinfo (not a string)",
                     "issuer_missing in userinfo"},
      checked_member{"sub", R"("https://a.example")", text, "subject_malformed in userinfo (not a string)",
                     "subject_missing in userinfo"},
      checked_member{"aud", R"(["x","app"])", text | list, "audience_malformed in userinfo",
                     "audience_malformed in userinfo (missing)"},
      checked_member{"iat", "1700000000", number, "issued_at_malformed in userinfo (iat)", "accepted"},
      checked_member{"nbf", "1700000000", number, "not_before_malformed in userinfo (nbf)", "accepted"},
      checked_member{"exp", "", none, "token_type_mismatch in userinfo (exp)", "accepted"},
      checked_member{"events", "", none, "token_type_mismatch in userinfo (events)", "accepted"},
      checked_member{"nonce", "", none, "token_type_mismatch in userinfo (nonce)", "accepted"},
      checked_member{"at_hash", "", none, "token_type_mismatch in userinfo (at_hash)", "accepted"},
      checked_member{"c_hash", "", none, "token_type_mismatch in userinfo (c_hash)", "accepted"},
      checked_member{"auth_time", "", none, "token_type_mismatch in userinfo (auth_time)", "accepted"},
      checked_member{"email", R"("alice@a.example")", any, "", "accepted"},
  };
  check_members(userinfo_claims(), members, {"json_duplicate_member in userinfo", "token_too_large in signature"},
                [&](const std::string& claims) { return outcome(verifier.verify(typed_text("JWT", claims), kinds_issuer)); });
}

BOOST_AUTO_TEST_SUITE_END()
