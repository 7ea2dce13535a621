// SPDX-License-Identifier: BSL-1.0
// Access tokens of RFC 9068, check by check.
#include "kinds_of_token.hpp"
#include <rowclaim/oidc/access_token.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(access_token)

namespace {

std::string verifying(const std::string& token, bool allows_plain = false) {
  const rc::access_token_verifier verifier({.issuer = kinds_issuer, .audience = "app", .allow_plain_jwt = allows_plain},
                                           kinds_keys(), kinds_clock());
  return outcome(verifier.verify(token));
}

std::string with(const char* name, const char* value) {
  return verifying(typed_token("at+jwt", changed(access_token_claims(), name, value)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_who_may_do_what_by_which_client) {
  const rc::access_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const auto token = verifier.verify(typed_token("application/AT+JWT", access_token_claims()));
  BOOST_REQUIRE(outcome(token) == "accepted");
  BOOST_TEST(token->client_id() == "web");
  BOOST_TEST(token->scope() == "read write");
  BOOST_TEST(token->token_id() == "a1");
  BOOST_TEST(token->subject() == kinds_issuer);
  BOOST_TEST(token->facts().expires_at == kinds_now + 300);
  BOOST_TEST(boost::json::parse(token->claims().json()) == access_token_claims());
}

BOOST_AUTO_TEST_CASE(requires_what_the_specification_requires) {
  BOOST_TEST(with("iss", nullptr) == "issuer_missing in access_token");
  BOOST_TEST(with("iss", R"("https://a.example/")") == "issuer_mismatch in access_token (the one given ends with '/')");
  BOOST_TEST(with("sub", nullptr) == "subject_missing in access_token");
  BOOST_TEST(with("aud", nullptr) == "audience_malformed in access_token (missing)");
  BOOST_TEST(with("aud", R"(["other","another"])") == "audience_mismatch in access_token");
  BOOST_TEST(with("aud", R"(["other","app"])") == "accepted");
  BOOST_TEST(with("exp", nullptr) == "expiry_missing in access_token");
  BOOST_TEST(with("exp", R"("1700000300")") == "expiry_malformed in access_token (exp)");
  BOOST_TEST(with("exp", "1699999940") == "expired in access_token");
  BOOST_TEST(with("exp", "1699999940.5") == "accepted");
  BOOST_TEST(with("iat", nullptr) == "issued_at_missing in access_token");
  BOOST_TEST(with("iat", "1700000061") == "issued_in_the_future in access_token");
  BOOST_TEST(with("nbf", "1700000061") == "not_yet_valid in access_token");
  BOOST_TEST(with("jti", nullptr) == "token_id_missing in access_token");
  for (const char* wrong : {"1", "null", R"("")", R"("a\n")"})
    BOOST_TEST(with("jti", wrong).starts_with("token_id_malformed in access_token"), wrong);
  BOOST_TEST(with("client_id", nullptr) == "client_id_missing in access_token");
  BOOST_TEST(with("client_id", "[]") == "client_id_malformed in access_token (not a string)");
  BOOST_TEST(with("sid", "{}") == "session_id_malformed in access_token (not a string)");
  BOOST_TEST(with("scope", nullptr) == "accepted");
  BOOST_TEST(with("scope", R"(["read"])") == "scope_malformed in access_token");
  BOOST_TEST(with("events", "{}") == "token_type_mismatch in access_token (events)");
}

BOOST_AUTO_TEST_CASE(takes_plain_tokens_only_if_asked_to) {
  const auto old_style = changed(changed(access_token_claims(), "client_id", nullptr), "azp", R"("web")");
  for (const char* type : {"JWT", static_cast<const char*>(nullptr)}) {
    BOOST_TEST(verifying(typed_token(type, old_style)) == "token_type_mismatch in access_token (typ)");
    BOOST_TEST(verifying(typed_token(type, old_style), true) == "accepted");
  }
  BOOST_TEST(verifying(typed_token("at+jwt", old_style)) == "client_id_missing in access_token");
  BOOST_TEST(verifying(typed_token("JOSE", old_style), true) == "token_type_mismatch in access_token (typ)");
  BOOST_TEST(verifying(typed_token("JWT", changed(old_style, "azp", "1")), true) ==
             "client_id_malformed in access_token (not a string)");
  for (const char* claim : {"nonce", "at_hash", "c_hash"})
    BOOST_TEST(verifying(typed_token("JWT", changed(old_style, claim, R"("x")")), true) ==
               std::string("token_type_mismatch in access_token (") + claim + ")");
}

BOOST_AUTO_TEST_SUITE_END()
