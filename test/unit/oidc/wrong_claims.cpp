// SPDX-License-Identifier: BSL-1.0
// Every claim of logout tokens, signed responses and ID tokens in every wrong way.
#include "kinds_of_token.hpp"
#include "wrong_members.hpp"
#include <rowclaim/core/secret.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/logout_token.hpp>
#include <rowclaim/oidc/response_verifier.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(wrong_claims)

namespace {

namespace rc = rowclaim;
using namespace rowclaim_test;
using enum json_kinds;

std::string signed_as(const char* type, const std::string& payload) {
  return signed_text(R"({"alg":"RS256","kid":")" + signing_key().id() + R"(","typ":")" + type + "\"}", payload, signing_key());
}

/// Whatever the value is, the claim is one of another kind of token.
template <class Read>
void check_foreign(const boost::json::object& good, std::initializer_list<const char*> names, std::string_view step, Read read) {
  for (const char* name : names)
    for (const sample_value& sample : samples_of_all_kinds) {
      const std::string expected = std::string("token_type_mismatch in ").append(step).append(" (").append(name).append(")");
      const std::string value(sample.json);
      BOOST_TEST(read(boost::json::serialize(changed(good, name, value.c_str()))) == expected, name << ": " << value);
    }
}

/// A text that still fits into a token, and is too long for a claim.
template <class Read>
void check_long_texts(const boost::json::object& good, const std::vector<checked_member>& members, std::string_view outcome,
                      Read read) {
  for (const checked_member& member : members) {
    boost::json::object claims = good;
    claims[member.name] = std::string(9'000, 'a');
    BOOST_TEST(read(boost::json::serialize(claims)) == outcome, member.name);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(of_logout_tokens) {
  const rc::logout_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const auto read = [&](const std::string& payload) { return outcome(verifier.verify(signed_as("logout+jwt", payload))); };
  const std::vector<checked_member> members{
      {"iss", R"("https://a.example")", text, "issuer_mismatch in logout_token (not a string)", "issuer_missing in logout_token"},
      {"sub", R"("alice")", text, "subject_malformed in logout_token (not a string)", "accepted"},
      {"aud", R"(["app"])", text | list, "audience_malformed in logout_token", "audience_malformed in logout_token (missing)"},
      {"iat", "1700000000", number, "issued_at_malformed in logout_token (iat)", "issued_at_missing in logout_token"},
      {"exp", "1700000100", number, "expiry_malformed in logout_token (exp)", "expiry_missing in logout_token"},
      {"nbf", "1700000000", number, "not_before_malformed in logout_token (nbf)", "accepted"},
      {"jti", R"("l1")", text, "token_id_malformed in logout_token (not a string)", "token_id_missing in logout_token"},
      {"events", R"({"http://schemas.openid.net/event/backchannel-logout":{}})", object,
       "token_type_mismatch in logout_token (events)", "token_type_mismatch in logout_token (events)"},
      {"sid", R"("s1")", text, "session_id_malformed in logout_token (not a string)", "accepted"},
  };
  check_members(logout_token_claims(), members, {"json_duplicate_member in logout_token", "token_too_large in signature"}, read);
  check_foreign(logout_token_claims(), {"nonce"}, "logout_token", read);
  check_long_texts(logout_token_claims(), members, "json_string_too_long in logout_token", read);
}

BOOST_AUTO_TEST_CASE(of_signed_responses) {
  const rc::response_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const auto read = [&](const std::string& payload) { return outcome(verifier.verify(signed_as("JWT", payload))); };
  const boost::json::object good{{"iss", kinds_issuer}, {"aud", "app"}, {"exp", kinds_now + 600}, {"state", "s"}, {"code", "c"}};
  const std::vector<checked_member> members{
      {"iss", R"("https://a.example")", text, "issuer_mismatch in callback (not a string)", "issuer_missing in callback"},
      {"aud", R"(["app"])", text | list, "audience_malformed in callback", "audience_malformed in callback (missing)"},
      {"exp", "1700000600", number, "expiry_malformed in callback (exp)", "expiry_missing in callback"},
      {"iat", "1700000000", number, "issued_at_malformed in callback (iat)", "accepted"},
      {"nbf", "1700000000", number, "not_before_malformed in callback (nbf)", "accepted"},
      {"state", R"("s")", text, "parameter_malformed in callback (state)", "accepted"},
      {"code", R"("c")", text, "parameter_malformed in callback (code)", "accepted"},
      {"error", R"("access_denied")", text, "parameter_malformed in callback (error)", "accepted"},
      {"id_token", R"("x")", text, "parameter_malformed in callback (id_token)", "accepted"},
      {"access_token", R"("x")", text, "parameter_malformed in callback (access_token)", "accepted"},
      {"token_type", R"("Bearer")", text, "parameter_malformed in callback (token_type)", "accepted"},
      {"expires_in", "60", text | number, "parameter_malformed in callback (expires_in)", "accepted"},
      {"session_state", R"("x")", text, "parameter_malformed in callback (session_state)", "accepted"},
      {"scope", R"("openid")", text, "parameter_malformed in callback (scope)", "accepted"},
  };
  check_members(good, members, {"json_duplicate_member in callback", "token_too_large in signature"}, read);
  check_foreign(good, {"sub", "azp", "nonce", "events", "at_hash", "c_hash", "s_hash", "auth_time", "client_id"}, "callback", read);
}

BOOST_AUTO_TEST_CASE(of_id_tokens) {
  const rc::secret access_token("an access token"), code("a code"), state("a state"), nonce("n");
  const std::vector<std::string> acr_values{"gold"};
  rc::id_token_context context{.nonce = &nonce};
  context.max_age = 600;
  context.acr_values = &acr_values;
  context.access_token = &access_token;
  context.code = &code;
  context.state = &state;
  context.came_by_browser = true;
  context.requires_state_hash = true;
  const rc::id_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const auto read = [&](const std::string& payload) { return outcome(verifier.verify(signed_as("JWT", payload), context)); };
  // By the command line of OpenSSL: the left half of SHA-256, as base64url.
  const boost::json::object good =
      claims_with(R"({"exp":1700000300,"iat":1700000000,"nonce":"n","acr":"gold","auth_time":1700000000,)"
                  R"("at_hash":"FPlcM-1UXiivOYozpUrp7Q","c_hash":"N0nLSO5ujdZzgBL8Rc2r2g","s_hash":"GxxxDSqAkvQQiNU_1mXHTg"})");
  const std::vector<checked_member> members{
      {"iss", R"("https://a.example")", text, "issuer_mismatch in id_token (not a string)", "issuer_missing in id_token"},
      {"sub", R"("alice")", text, "subject_malformed in id_token (not a string)", "subject_missing in id_token"},
      {"aud", R"(["app"])", text | list, "audience_malformed in id_token", "audience_malformed in id_token (missing)"},
      {"exp", "1700000300", number, "expiry_malformed in id_token (exp)", "expiry_missing in id_token"},
      {"iat", "1700000000", number, "issued_at_malformed in id_token (iat)", "issued_at_missing in id_token"},
      {"nbf", "1700000000", number, "not_before_malformed in id_token (nbf)", "accepted"},
      {"nonce", R"("n")", text, "nonce_mismatch in id_token (not a string)", "nonce_missing in id_token"},
      {"azp", R"("app")", none, "authorized_party_mismatch in id_token", "accepted"},
      {"acr", R"("gold")", none, "context_class_mismatch in id_token", "context_class_mismatch in id_token"},
      {"auth_time", "1700000000", number, "auth_time_malformed in id_token (auth_time)", "auth_time_missing in id_token"},
      {"at_hash", R"("FPlcM-1UXiivOYozpUrp7Q")", text, "access_token_hash_malformed in id_token",
       "access_token_hash_missing in id_token"},
      {"c_hash", R"("N0nLSO5ujdZzgBL8Rc2r2g")", text, "code_hash_malformed in id_token", "code_hash_missing in id_token"},
      {"s_hash", R"("GxxxDSqAkvQQiNU_1mXHTg")", text, "state_hash_malformed in id_token", "state_hash_missing in id_token"},
      {"sid", R"("s1")", text, "session_id_malformed in id_token (not a string)", "accepted"},
  };
  check_members(good, members, {"json_duplicate_member in id_token", "token_too_large in signature"}, read);
  check_foreign(good, {"events"}, "id_token", read);
  check_long_texts(good, members, "json_string_too_long in id_token", read);
}

BOOST_AUTO_TEST_SUITE_END()
