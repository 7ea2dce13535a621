// SPDX-License-Identifier: BSL-1.0
// Client assertions, check by check.
#include "kinds_of_token.hpp"
#include <rowclaim/oidc/client_assertion.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(client_assertion)

namespace {

std::string with(const char* name, const char* value) {
  const rc::client_assertion_verifier verifier({.client_id = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  return outcome(verifier.verify(typed_token("JWT", changed(client_assertion_claims(), name, value))));
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_which_client_it_is) {
  const rc::client_assertion_verifier verifier({.client_id = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const auto assertion = verifier.verify(typed_token("client-authentication+jwt", client_assertion_claims()));
  BOOST_REQUIRE(outcome(assertion) == "accepted");
  BOOST_TEST(assertion->client_id() == kinds_issuer);
  BOOST_TEST(assertion->token_id() == "c1");
  BOOST_TEST(assertion->expires_at() == kinds_now + 60);
}

BOOST_AUTO_TEST_CASE(requires_what_the_specification_requires) {
  BOOST_TEST(with("iss", R"("someone else")") == "issuer_mismatch in client_assertion");
  BOOST_TEST(with("sub", R"("someone else")") == "subject_mismatch in client_assertion");
  BOOST_TEST(with("sub", nullptr) == "subject_missing in client_assertion");
  BOOST_TEST(with("aud", R"("https://other.example")") == "audience_mismatch in client_assertion");
  BOOST_TEST(with("exp", nullptr) == "expiry_missing in client_assertion");
  BOOST_TEST(with("exp", "1699999940") == "expired in client_assertion");
  BOOST_TEST(with("exp", "1700003660") == "accepted");
  BOOST_TEST(with("exp", "1700003661") == "token_lives_too_long in client_assertion");
  BOOST_TEST(with("iat", "1700000061") == "issued_in_the_future in client_assertion");
  BOOST_TEST(with("iat", "\"1\"") == "issued_at_malformed in client_assertion (iat)");
  BOOST_TEST(with("nbf", "1700000061") == "not_yet_valid in client_assertion");
  BOOST_TEST(with("jti", nullptr) == "token_id_missing in client_assertion");
  for (const char* claim : {"nonce", "at_hash", "c_hash", "auth_time", "events"})
    BOOST_TEST(with(claim, "1") == std::string("token_type_mismatch in client_assertion (") + claim + ")");
}

BOOST_AUTO_TEST_SUITE_END()
