// SPDX-License-Identifier: BSL-1.0
// Signed authorization responses, check by check, and what is read out of them.
#include "kinds_of_token.hpp"
#include <rowclaim/oidc/authorization_response.hpp>
#include <rowclaim/oidc/response_verifier.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/jwt.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rc = rowclaim;
namespace json = boost::json;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(response_verifier)

namespace {

json::object response_claims() {
  return {{"iss", kinds_issuer}, {"aud", "app"}, {"exp", kinds_now + 600}, {"state", "right"}, {"code", "c"}};
}

rc::response_verifier verifier(std::optional<rc::token_decryption> decryption = std::nullopt) {
  return {{.issuer = kinds_issuer, .audience = "app", .decryption = std::move(decryption)}, kinds_keys(), kinds_clock()};
}

std::string with(const char* name, const char* value) {
  return outcome(verifier().verify(typed_token("JWT", changed(response_claims(), name, value))));
}

rc::pending_sign_in pending(rc::response_mode mode = rc::response_mode::query_jwt,
                            rc::response_type type = rc::response_type::code) {
  rc::pending_sign_in made;
  made.issuer = kinds_issuer;
  made.state = rc::secret("right");
  made.response_type = type;
  made.response_mode = mode;
  return made;
}

std::string reading(const rc::authorization_response& response, const rc::pending_sign_in& sign_in = pending()) {
  rc::provider_metadata provider;
  provider.issuer = kinds_issuer;
  provider.authorization_response_iss_parameter_supported = true;
  const rc::response_verifier checks = verifier();
  const auto read = rc::read_authorization_response(response, sign_in, provider, {.verifier = &checks});
  if (!read) return outcome(read.error());
  std::string text = "code ";
  return text.append(read->code.reveal());
}

std::string reading_claims(const json::object& claims, const rc::pending_sign_in& sign_in = pending()) {
  return reading(std::string("/callback?response=").append(typed_token("JWT", claims)), sign_in);
}

}  // namespace

BOOST_AUTO_TEST_CASE(requires_issuer_audience_and_expiry) {
  BOOST_TEST(outcome(verifier().verify(typed_token(nullptr, response_claims()))) == "accepted");
  BOOST_TEST(with("iss", nullptr) == "issuer_missing in callback");
  BOOST_TEST(with("iss", R"("https://b.example")") == "issuer_mismatch in callback");
  BOOST_TEST(with("iss", R"(["https://a.example"])") == "issuer_mismatch in callback (not a string)");
  BOOST_TEST(with("aud", nullptr) == "audience_malformed in callback (missing)");
  BOOST_TEST(with("aud", R"("app1")") == "audience_mismatch in callback");
  BOOST_TEST(with("aud", "[]") == "audience_malformed in callback");
  BOOST_TEST(with("aud", R"(["app"])") == "accepted");
  BOOST_TEST(with("exp", nullptr) == "expiry_missing in callback");
  BOOST_TEST(with("exp", "1699999940") == "expired in callback");
  BOOST_TEST(with("exp", "1699999941") == "accepted");
  BOOST_TEST(with("exp", R"("1700000600")") == "expiry_malformed in callback (exp)");
  BOOST_TEST(with("iat", "1700000061") == "issued_in_the_future in callback");
  BOOST_TEST(with("nbf", "1700000061") == "not_yet_valid in callback");
}

BOOST_AUTO_TEST_CASE(requires_a_signature_by_the_agreed_algorithm) {
  const auto claims = response_claims();
  std::string token = typed_token("JWT", claims);
  token[token.size() - 3] = token[token.size() - 3] == 'A' ? 'B' : 'A';
  BOOST_TEST(outcome(verifier().verify(token)) == "signature_mismatch in signature");
  BOOST_TEST(outcome(verifier().verify(mock_idp::unsigned_jwt({{"alg", "none"}}, claims))).starts_with("token_malformed"));
  const auto& other = signing_key(signing_algorithm::ES256);
  BOOST_TEST(outcome(verifier().verify(signed_token(claims, other))) == "algorithm_not_allowed in signature (alg)");
  for (const char* wrong : {"", "x", "a.b", "a.b.c", "....", "a.b.c.d.e"}) BOOST_TEST(!verifier().verify(wrong).has_value());
  BOOST_TEST(outcome(verifier().verify(std::string(1u << 20, 'a'))) == "token_too_large in signature");
}

BOOST_AUTO_TEST_CASE(is_no_other_kind_of_token) {
  for (const char* claim : {"sub", "nonce", "azp", "events", "at_hash", "c_hash", "s_hash", "auth_time", "client_id"})
    BOOST_TEST(with(claim, "\"x\"") == std::string("token_type_mismatch in callback (") + claim + ")");
  for (const char* type : {"at+jwt", "logout+jwt", "oauth-authz-req+jwt"})
    BOOST_TEST(outcome(verifier().verify(typed_token(type, response_claims()))) == "token_type_mismatch in callback (typ)");
}

BOOST_AUTO_TEST_CASE(cannot_do_without_an_issuer_and_an_audience) {
  const std::string token = typed_token("JWT", response_claims());
  const rc::response_verifier nobodys({.issuer = "", .audience = "app"}, kinds_keys(), kinds_clock());
  BOOST_TEST(outcome(nobodys.verify(token)) == "client_misconfigured in callback (issuer)");
  const rc::response_verifier to_nobody({.issuer = kinds_issuer, .audience = ""}, kinds_keys(), kinds_clock());
  BOOST_TEST(outcome(to_nobody.verify(token)) == "client_misconfigured in callback (audience)");
}

BOOST_AUTO_TEST_CASE(may_be_encrypted_for_the_client) {
  const auto decryption =
      rc::client_secret_decryption(rc::secret("app-secret"), rc::key_management::dir, rc::content_encryption::a128cbc_hs256);
  const std::string inner = typed_token("JWT", response_claims());
  const std::string token = mock_idp::encrypt_with("app-secret", "dir", "A128CBC-HS256", inner, {{"cty", "JWT"}});
  BOOST_TEST(outcome(verifier(*decryption).verify(token)) == "accepted");
  BOOST_TEST(outcome(verifier(*decryption).verify(inner)) == "encryption_missing in callback");
  BOOST_TEST(outcome(verifier().verify(token)) == "token_malformed in signature");
}

BOOST_AUTO_TEST_CASE(a_response_is_read_out_of_it_by_each_way) {
  using rc::response_mode;
  const std::string body = std::string("response=").append(typed_token("JWT", response_claims()));
  BOOST_TEST(reading("/callback?" + body) == "code c");
  BOOST_TEST(reading("/callback#" + body, pending(response_mode::fragment_jwt)) == "code c");
  BOOST_TEST(reading(rc::authorization_response::in_fragment(body), pending(response_mode::fragment_jwt)) == "code c");
  BOOST_TEST(reading(rc::authorization_response::in_form(body), pending(response_mode::form_post_jwt)) == "code c");
  BOOST_TEST(reading(rc::authorization_response::in_form(body)) == "response_mode_unexpected in callback (form_post)");
  BOOST_TEST(reading("/callback?" + body, pending(response_mode::query)) == "state_missing in callback");
  BOOST_TEST(reading("/callback?state=right&code=c&" + body, pending(response_mode::query)) ==
             "response_issuer_missing in callback");
}

BOOST_AUTO_TEST_CASE(what_is_inside_must_fit_the_sign_in) {
  const auto inside = [](const char* name, const char* value) { return reading_claims(changed(response_claims(), name, value)); };
  BOOST_TEST(inside("state", nullptr) == "state_missing in callback");
  BOOST_TEST(inside("state", R"("wrong")") == "state_mismatch in callback");
  BOOST_TEST(inside("state", "1") == "parameter_malformed in callback (state)");
  BOOST_TEST(inside("code", nullptr) == "code_missing in callback");
  BOOST_TEST(inside("code", R"(["c"])") == "parameter_malformed in callback (code)");
  BOOST_TEST(inside("code", "null") == "parameter_malformed in callback (code)");
  BOOST_TEST(inside("id_token", R"("x")") == "parameter_unexpected in callback (id_token)");
  BOOST_TEST(inside("access_token", R"("x")") == "parameter_unexpected in callback (access_token)");
  BOOST_TEST(inside("error", R"("access_denied")") == "parameter_unexpected in callback (code)");
  BOOST_TEST(inside("response", R"("x")") == "parameter_unexpected in callback (response)");
  BOOST_TEST(inside("exp", nullptr) == "expiry_missing in callback");
  json::object refused = response_claims();
  refused.erase("code");
  refused["error"] = "access_denied";
  BOOST_TEST(reading_claims(refused) == "provider_refused in callback (access_denied)");
}

BOOST_AUTO_TEST_CASE(tokens_inside_keep_their_rules) {
  json::object claims = response_claims();
  claims["access_token"] = "a";
  claims["token_type"] = "Bearer";
  const auto sign_in = [] { return pending(rc::response_mode::form_post_jwt, rc::response_type::code_token); };
  const auto posted = [&](const json::object& all) {
    const std::string body = std::string("response=").append(typed_token("JWT", all));
    return reading(rc::authorization_response::in_form(body), sign_in());
  };
  BOOST_TEST(posted(claims) == "code c");
  for (const char* good : {"60", R"("60")"}) BOOST_TEST(posted(changed(claims, "expires_in", good)) == "code c");
  for (const char* wrong : {"-1", R"("x")", "1.5", "null", "99999999999"})
    BOOST_TEST(posted(changed(claims, "expires_in", wrong)) == "parameter_malformed in callback (expires_in)");
  BOOST_TEST(posted(changed(claims, "token_type", nullptr)) == "token_type_unexpected in callback");
}

BOOST_AUTO_TEST_CASE(comes_alone_and_is_not_left_out) {
  const std::string response = std::string("response=").append(typed_token("JWT", response_claims()));
  for (const char* name : {"state", "code", "iss", "error", "id_token", "access_token", "session_state"})
    BOOST_TEST(reading("/callback?" + response + "&" + name + "=right") ==
               std::string("parameter_unexpected in callback (") + name + ")");
  BOOST_TEST(reading("/callback") == "signed_response_missing in callback");
  BOOST_TEST(reading("/callback?error_description=x") == "signed_response_missing in callback");
  BOOST_TEST(reading("/callback?" + response + "&" + response) == "parameter_duplicated in callback (response)");
  rc::provider_metadata provider;
  BOOST_TEST(outcome(rc::read_authorization_response("/callback?" + response, pending(), provider)) ==
             "client_misconfigured in callback (verifier of responses)");
}

BOOST_AUTO_TEST_SUITE_END()
