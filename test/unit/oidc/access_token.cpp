// SPDX-License-Identifier: BSL-1.0
// Access tokens of RFC 9068, check by check.
#include "kinds_of_token.hpp"
#include "wrong_members.hpp"
#include <rowclaim/jose/verified_token_cache.hpp>
#include <rowclaim/oidc/access_token.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
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

BOOST_AUTO_TEST_CASE(every_member_in_every_wrong_way) {
  using enum json_kinds;
  const rc::access_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  constexpr std::array members{
      checked_member{"iss", R"("https://a.example")", text, "issuer_mismatch in access_token (not a string)",
                     "issuer_missing in access_token"},
      checked_member{"sub", R"("alice")", text, "subject_malformed in access_token (not a string)",
                     "subject_missing in access_token"},
      checked_member{"aud", R"(["x","app"])", text | list, "audience_malformed in access_token",
                     "audience_malformed in access_token (missing)"},
      checked_member{"exp", "1700000300", number, "expiry_malformed in access_token (exp)", "expiry_missing in access_token"},
      checked_member{"iat", "1700000000", number, "issued_at_malformed in access_token (iat)", "issued_at_missing in access_token"},
      checked_member{"nbf", "1700000000", number, "not_before_malformed in access_token (nbf)", "accepted"},
      checked_member{"jti", R"("a1")", text, "token_id_malformed in access_token (not a string)",
                     "token_id_missing in access_token"},
      checked_member{"client_id", R"("web")", text, "client_id_malformed in access_token (not a string)",
                     "client_id_missing in access_token"},
      checked_member{"sid", R"("s1")", text, "session_id_malformed in access_token (not a string)", "accepted"},
      checked_member{"scope", R"("read")", text, "scope_malformed in access_token", "accepted"},
      checked_member{"cnf", R"({"x5t#S256":"c"})", object, "json_wrong_type in access_token (cnf)", "accepted"},
      checked_member{"events", "", none, "token_type_mismatch in access_token (events)", "accepted"},
      checked_member{"roles", R"(["a"])", any, "", "accepted"},
  };
  check_members(access_token_claims(), members, {"json_duplicate_member in access_token", "token_too_large in signature"},
                [&](const std::string& claims) {
                  return outcome(verifier.verify(typed_text("at+jwt", claims), {.certificate_thumbprint = "c"}));
                });
}

BOOST_AUTO_TEST_CASE(a_bound_token_is_nobody_s_who_does_not_show_what_it_is_bound_to) {
  const rc::access_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const rc::access_token_verifier lax({.issuer = kinds_issuer, .audience = "app", .allow_plain_jwt = true}, kinds_keys(),
                                      kinds_clock());
  const auto shown = [&](const char* confirmation, const rc::shown_possession& by) {
    const auto claims = changed(access_token_claims(), "cnf", confirmation);
    rc::token_memory memory;
    const std::string as_copy = outcome(verifier.verify(typed_token("at+jwt", claims), by));
    BOOST_TEST(outcome(verifier.verify(typed_token("at+jwt", claims), memory, by)) == as_copy);
    BOOST_TEST(outcome(lax.verify(typed_token("JWT", claims), by)) == as_copy);
    return as_copy;
  };
  const char* by_key = R"({"jkt":"k"})";
  const char* by_certificate = R"({"x5t#S256":"c"})";
  const char* by_both = R"({"jkt":"k","x5t#S256":"c"})";
  const std::string no_key = "possession_not_proved in access_token (key)";
  const std::string no_certificate = "possession_not_proved in access_token (certificate)";
  BOOST_TEST(shown(by_key, {}) == no_key);
  BOOST_TEST(shown(by_key, {.key_thumbprint = "K"}) == no_key);
  BOOST_TEST(shown(by_key, {.certificate_thumbprint = "k"}) == no_key);
  BOOST_TEST(shown(by_key, {.key_thumbprint = "k"}) == "accepted");
  BOOST_TEST(shown(R"({"\u006akt":"\u006b"})", {}) == no_key);
  BOOST_TEST(shown(by_certificate, {}) == no_certificate);
  BOOST_TEST(shown(by_certificate, {.certificate_thumbprint = "C"}) == no_certificate);
  BOOST_TEST(shown(by_certificate, {.key_thumbprint = "c"}) == no_key);
  BOOST_TEST(shown(by_certificate, {.certificate_thumbprint = "c"}) == "accepted");
  BOOST_TEST(shown(by_both, {.key_thumbprint = "k"}) == no_certificate);
  BOOST_TEST(shown(by_both, {.certificate_thumbprint = "c"}) == no_key);
  BOOST_TEST(shown(by_both, {.key_thumbprint = "k", .certificate_thumbprint = "c"}) == "accepted");
  // A certificate may be shown for another reason; a proof beside a bearer's token proves nothing.
  BOOST_TEST(shown(nullptr, {.certificate_thumbprint = "c"}) == "accepted");
  BOOST_TEST(shown(nullptr, {.key_thumbprint = "k"}) == no_key);
}

BOOST_AUTO_TEST_CASE(a_confirmation_that_is_not_understood_is_none) {
  // With a way that is not known alone, beside one that is, and with no way at all.
  for (const char* unknown : {R"({"kid":"k"})", R"({"jwk":{"kty":"oct","k":"AA"}})", R"({"x5t":"k"})", R"({"JKT":"k"})", "{}",
                              R"({"kid":"k","jkt":"k"})", R"({"jkt":"k","jku":["k"]})"})
    for (const char* type : {"at+jwt", "application/at+jwt"}) {
      const rc::access_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
      const std::string token = typed_token(type, changed(access_token_claims(), "cnf", unknown));
      BOOST_TEST(outcome(verifier.verify(token)) == "possession_not_proved in access_token (cnf)", unknown);
      BOOST_TEST(outcome(verifier.verify(token, {.key_thumbprint = "k"})) == "possession_not_proved in access_token (cnf)",
                 unknown);
    }
  for (const char* wrong :
       {"1", "-1.5", "true", "null", R"("k")", "[]", R"(["jkt","k"])", R"([{"jkt":"k"}])", R"({"jkt":1})", R"({"jkt":null})",
        R"({"jkt":""})", R"({"jkt":["k"]})", R"({"jkt":{"jkt":"k"}})", R"({"x5t#S256":false})", R"({"jkt":"k","x5t#S256":1})",
        R"({"x5t#S256":[],"jkt":"k"})", R"({"kid":"k","jkt":{}})"})
    BOOST_TEST(with("cnf", wrong) == "json_wrong_type in access_token (cnf)", wrong);
  // What is called so somewhere else is something else.
  BOOST_TEST(with("act", R"({"cnf":{"jkt":"k"},"jkt":"k"})") == "accepted");
  BOOST_TEST(with("jkt", R"("k")") == "accepted");
}

BOOST_AUTO_TEST_CASE(says_what_it_is_bound_to) {
  const rc::access_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const std::string text = typed_token("at+jwt", changed(access_token_claims(), "cnf", R"({"x5t#S256":"c","jkt":"k"})"));
  const rc::shown_possession both{.key_thumbprint = "k", .certificate_thumbprint = "c"};
  const auto token = verifier.verify(text, both);
  BOOST_REQUIRE(outcome(token) == "accepted");
  BOOST_TEST(token->key_thumbprint() == "k");
  BOOST_TEST(token->certificate_thumbprint() == "c");
  BOOST_TEST(token->facts().key_thumbprint == "k");
  BOOST_TEST(token->facts().certificate_thumbprint == "c");
  rc::token_memory memory;
  const auto view = verifier.verify(text, memory, both);
  BOOST_REQUIRE(outcome(view) == "accepted");
  BOOST_TEST(view->facts().key_thumbprint == "k");
  BOOST_TEST(view->facts().certificate_thumbprint == "c");
  // The memory keeps nothing of it for the next token.
  BOOST_TEST(outcome(verifier.verify(typed_token("at+jwt", access_token_claims()), memory)) == "accepted");
}

BOOST_AUTO_TEST_CASE(a_bound_token_in_the_cache_is_not_for_a_bearer) {
  const rc::access_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  rc::verified_token_cache<rc::access_token> known({}, kinds_clock());
  const std::string text = typed_token("at+jwt", changed(access_token_claims(), "cnf", R"({"jkt":"k"})"));
  BOOST_TEST(outcome(known.verify(text, verifier, 0, {.key_thumbprint = "k"})) == "accepted");
  BOOST_TEST((known.find(text, verifier.identity(), 0, {.key_thumbprint = "k"}) != nullptr));
  BOOST_TEST((known.find(text, verifier.identity(), 0) == nullptr));
  BOOST_TEST(outcome(known.verify(text, verifier)) == "possession_not_proved in access_token (key)");
  BOOST_TEST(outcome(known.verify(text, verifier, 0, {.key_thumbprint = "x"})) == "possession_not_proved in access_token (key)");
  BOOST_TEST(outcome(known.verify(text, verifier, 0, {.key_thumbprint = "k"})) == "accepted");
}

BOOST_AUTO_TEST_SUITE_END()
