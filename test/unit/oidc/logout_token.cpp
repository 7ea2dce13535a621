// SPDX-License-Identifier: BSL-1.0
// Logout tokens, check by check.
#include "kinds_of_token.hpp"
#include <rowclaim/oidc/logout_token.hpp>

#include <boost/test/unit_test.hpp>
#include <mock_idp/jwt.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(logout_token)

namespace {

std::string with(const char* name, const char* value, bool allows_missing_expiry = false) {
  const rc::logout_token_verifier verifier(
      {.issuer = kinds_issuer, .audience = "app", .allow_missing_expiry = allows_missing_expiry}, kinds_keys(), kinds_clock());
  return outcome(verifier.verify(typed_token("logout+jwt", changed(logout_token_claims(), name, value))));
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_who_is_signed_out) {
  const rc::logout_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const auto token = verifier.verify(typed_token("logout+jwt", changed(logout_token_claims(), "sub", nullptr)));
  BOOST_REQUIRE(outcome(token) == "accepted");
  BOOST_TEST(!token->subject().has_value());
  BOOST_TEST(token->session_id().value() == "s1");
  BOOST_TEST(token->token_id() == "l1");
  BOOST_TEST(token->issued_at() == kinds_now);
  BOOST_TEST(token->expires_at().value() == kinds_now + 100);
}

BOOST_AUTO_TEST_CASE(requires_what_the_specification_requires) {
  BOOST_TEST(with("iss", R"("https://b.example")") == "issuer_mismatch in logout_token");
  BOOST_TEST(with("aud", R"(["other"])") == "audience_mismatch in logout_token");
  BOOST_TEST(with("aud", R"(["app"])") == "accepted");
  BOOST_TEST(with("aud", R"(["app","other"])") == "audience_untrusted in logout_token");
  BOOST_TEST(with("iat", nullptr) == "issued_at_missing in logout_token");
  BOOST_TEST(with("iat", "1699999339") == "issued_too_long_ago in logout_token");
  BOOST_TEST(with("iat", "1700000061") == "issued_in_the_future in logout_token");
  BOOST_TEST(with("nbf", "1700000061") == "not_yet_valid in logout_token");
  BOOST_TEST(with("exp", nullptr) == "expiry_missing in logout_token");
  BOOST_TEST(with("exp", nullptr, true) == "accepted");
  BOOST_TEST(with("exp", "1699999940", true) == "expired in logout_token");
  BOOST_TEST(with("jti", nullptr) == "token_id_missing in logout_token");
  BOOST_TEST(with("jti", "7") == "token_id_malformed in logout_token (not a string)");
  BOOST_TEST(with("nonce", R"("n")") == "token_type_mismatch in logout_token (nonce)");
  BOOST_TEST(with("nonce", "null") == "token_type_mismatch in logout_token (nonce)");
  BOOST_TEST(with("sid", nullptr) == "accepted");
  BOOST_TEST(with("sid", "1") == "session_id_malformed in logout_token (not a string)");
  BOOST_TEST(with("sub", R"("")") == "subject_malformed in logout_token (length)");
}

BOOST_AUTO_TEST_CASE(may_be_for_others_who_are_trusted) {
  const rc::logout_token_verifier verifier({.issuer = kinds_issuer, .audience = "app", .trusted_audiences = {"other"}},
                                           kinds_keys(), kinds_clock());
  const auto for_these = [&](const char* audience) {
    return outcome(verifier.verify(typed_token("logout+jwt", changed(logout_token_claims(), "aud", audience))));
  };
  BOOST_TEST(for_these(R"(["other","app"])") == "accepted");
  BOOST_TEST(for_these(R"(["other"])") == "audience_mismatch in logout_token");
  BOOST_TEST(for_these(R"(["app","other","third"])") == "audience_untrusted in logout_token");
}

BOOST_AUTO_TEST_CASE(is_opened_where_tokens_are_encrypted) {
  const rc::secret client_secret("app-secret-app-secret-app-secret-0123");
  const auto decryption =
      rc::client_secret_decryption(client_secret, rc::key_management::a128kw, rc::content_encryption::a128cbc_hs256);
  BOOST_REQUIRE(decryption.has_value());
  const rc::logout_token_verifier verifier({.issuer = kinds_issuer, .audience = "app", .decryption = *decryption}, kinds_keys(),
                                           kinds_clock());
  const std::string inner = typed_token("logout+jwt", logout_token_claims());
  const auto encrypted = [&](std::string_view by, const std::string& plain) {
    return mock_idp::encrypt_with(by, "A128KW", "A128CBC-HS256", plain, {{"cty", "JWT"}});
  };
  BOOST_TEST(outcome(verifier.verify(encrypted(client_secret.reveal(), inner))) == "accepted");
  BOOST_TEST(outcome(verifier.verify(inner)) == "encryption_missing in logout_token");
  BOOST_TEST(outcome(verifier.verify(encrypted("another secret of the same length 123", inner))) ==
             "decryption_failed in decryption");
  // Whoever encrypts proves nothing: what is inside is looked at as ever.
  const std::string other = typed_token("logout+jwt", changed(logout_token_claims(), "aud", R"("other")"));
  BOOST_TEST(outcome(verifier.verify(encrypted(client_secret.reveal(), other))) == "audience_mismatch in logout_token");
  // Nobody agreed on encryption here.
  const rc::logout_token_verifier plain({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  BOOST_TEST(outcome(plain.verify(encrypted(client_secret.reveal(), inner))) == "token_malformed in signature");
}

BOOST_AUTO_TEST_CASE(says_from_when_on_it_is_refused) {
  const auto until = [](std::int64_t leeway, std::int64_t issued_within, const char* expiry) {
    const rc::logout_token_verifier verifier(
        {.issuer = kinds_issuer, .audience = "app", .leeway = leeway, .issued_within = issued_within, .allow_missing_expiry = true},
        kinds_keys(), kinds_clock());
    const auto token = verifier.verify(typed_token("logout+jwt", changed(logout_token_claims(), "exp", expiry)));
    BOOST_REQUIRE(outcome(token) == "accepted");
    return verifier.accepts_until(*token) - kinds_now;
  };
  BOOST_TEST(until(60, 600, "1700000100") == 161);
  BOOST_TEST(until(1000, 600, "1700000100") == 401);
  BOOST_TEST(until(-5, 600, "1700000100") == 101);
  BOOST_TEST(until(60, 600, "1700009999") == 661);
  BOOST_TEST(until(60, 600, nullptr) == 661);
  // "For ever" is no time in the past, from which on a token would not have to be remembered.
  constexpr std::int64_t for_ever = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST(until(60, for_ever, "1700000100") == 161);
  BOOST_TEST(until(60, for_ever, nullptr) == for_ever - kinds_now);
  BOOST_TEST(until(300, for_ever - kinds_now - 1, nullptr) == for_ever - kinds_now);
}

BOOST_AUTO_TEST_CASE(needs_a_subject_or_a_session) {
  const rc::logout_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  auto claims = logout_token_claims();
  claims.erase("sub");
  claims.erase("sid");
  BOOST_TEST(outcome(verifier.verify(typed_token("logout+jwt", claims))) == "subject_missing in logout_token");
}

BOOST_AUTO_TEST_CASE(needs_the_event_itself_as_an_object) {
  for (const char* wrong :
       {static_cast<const char*>(nullptr), "{}", "null", R"("http://schemas.openid.net/event/backchannel-logout")",
        R"(["http://schemas.openid.net/event/backchannel-logout"])",
        R"({"http://schemas.openid.net/event/backchannel-logout":null})",
        R"({"http://schemas.openid.net/event/backchannel-logout":[]})",
        R"({"http://schemas.openid.net/event/backchannel-logout":"x"})", R"({"http://schemas.openid.net/event/other":{}})",
        R"({"x":{"http://schemas.openid.net/event/backchannel-logout":{}}})"})
    BOOST_TEST(with("events", wrong) == "token_type_mismatch in logout_token (events)");
  BOOST_TEST(with("events", R"({"x":{"y":[1]},"http://schemas.openid.net/event/backchannel-logout":{"z":{}}})") == "accepted");
  // The name alone, somewhere else, is no event.
  BOOST_TEST(with("other", R"({"http://schemas.openid.net/event/backchannel-logout":{}})") == "accepted");
}

BOOST_AUTO_TEST_SUITE_END()
