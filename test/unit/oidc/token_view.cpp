// SPDX-License-Identifier: BSL-1.0
// No kind of token is taken for another, and what is validated in the caller's memory says what the token says.
#include "kinds_of_token.hpp"
#include <rowclaim/oidc/access_token.hpp>
#include <rowclaim/oidc/client_assertion.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/logout_token.hpp>
#include <rowclaim/oidc/response_verifier.hpp>
#include <rowclaim/oidc/token_view.hpp>
#include <rowclaim/oidc/userinfo_verifier.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <type_traits>

namespace rc = rowclaim;
using namespace rowclaim_test;

// An options struct without an issuer or an audience is no options struct.
static_assert(!std::is_default_constructible_v<rc::id_token_options>);
static_assert(!std::is_default_constructible_v<rc::access_token_options>);
static_assert(!std::is_default_constructible_v<rc::logout_token_options>);
static_assert(!std::is_default_constructible_v<rc::userinfo_options>);
static_assert(!std::is_default_constructible_v<rc::client_assertion_options>);
static_assert(!std::is_default_constructible_v<rc::response_verifier_options>);

static_assert(!std::is_convertible_v<rc::id_token, rc::access_token> && !std::is_convertible_v<rc::access_token, rc::id_token>);
static_assert(!std::is_constructible_v<rc::id_token_view, rc::token_view> &&
              !std::is_constructible_v<rc::id_token, rc::token_view>);
static_assert(!std::is_constructible_v<rc::access_token, rc::id_token_view>);

BOOST_AUTO_TEST_SUITE(token_view)

namespace {

struct kind {
  const char* name;
  std::string token;
  std::array<const char*, 7> outcomes;  // by the ID token's, the access token's (strict, then lax), ... verifier, as below
};

std::array<std::string, 7> outcomes_of(const std::string& token) {
  const rc::id_token_verifier id({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const rc::access_token_verifier access({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const rc::access_token_verifier plain({.issuer = kinds_issuer, .audience = "app", .allow_plain_jwt = true}, kinds_keys(),
                                        kinds_clock());
  const rc::logout_token_verifier logout({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const rc::userinfo_verifier userinfo({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const rc::client_assertion_verifier assertion({.client_id = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  const rc::response_verifier response({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  return {outcome(id.verify(token)),
          outcome(access.verify(token)),
          outcome(plain.verify(token)),
          outcome(logout.verify(token)),
          outcome(userinfo.verify(token, kinds_issuer)),
          outcome(assertion.verify(token)),
          outcome(response.verify(token))};
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_kind_of_token_is_taken_for_another) {
  const auto id_claims = claims_with(
      R"({"exp":1700000300,"iat":1700000000,"jti":"i1","sid":"s1","nonce":"n","auth_time":1699999990,"client_id":"web"})");
  const auto bare_claims = claims_with(R"({"exp":1700000300,"iat":1700000000})");
  const kind kinds[] = {
      {"ID token",
       typed_token("JWT", id_claims),
       {"accepted", "token_type_mismatch in access_token (typ)", "token_type_mismatch in access_token (nonce)",
        "token_type_mismatch in logout_token (events)", "token_type_mismatch in userinfo (nonce)",
        "token_type_mismatch in client_assertion (nonce)", "token_type_mismatch in callback (sub)"}},
      {"ID token with as little as possible",
       typed_token(nullptr, bare_claims),
       {"accepted", "token_type_mismatch in access_token (typ)", "client_id_missing in access_token",
        "token_type_mismatch in logout_token (events)", "token_type_mismatch in userinfo (exp)",
        "token_id_missing in client_assertion", "token_type_mismatch in callback (sub)"}},
      {"access token",
       typed_token("at+jwt", access_token_claims()),
       {"token_type_mismatch in id_token (typ)", "accepted", "accepted", "token_type_mismatch in logout_token (typ)",
        "token_type_mismatch in userinfo (typ)", "token_type_mismatch in client_assertion (typ)",
        "token_type_mismatch in callback (typ)"}},
      {"logout token",
       typed_token("logout+jwt", logout_token_claims()),
       {"token_type_mismatch in id_token (typ)", "token_type_mismatch in access_token (typ)",
        "token_type_mismatch in access_token (typ)", "accepted", "token_type_mismatch in userinfo (typ)",
        "token_type_mismatch in client_assertion (typ)", "token_type_mismatch in callback (typ)"}},
      {"logout token that does not say so",
       typed_token(nullptr, logout_token_claims()),
       {"token_type_mismatch in id_token (events)", "token_type_mismatch in access_token (typ)",
        "token_type_mismatch in access_token (events)", "accepted", "token_type_mismatch in userinfo (events)",
        "token_type_mismatch in client_assertion (events)", "token_type_mismatch in callback (sub)"}},
      {"userinfo",
       typed_token("JWT", userinfo_claims()),
       {"expiry_missing in id_token", "token_type_mismatch in access_token (typ)", "expiry_missing in access_token",
        "token_type_mismatch in logout_token (events)", "accepted", "expiry_missing in client_assertion",
        "token_type_mismatch in callback (sub)"}},
      {"client assertion",
       typed_token("JWT", client_assertion_claims()),
       {"issued_at_missing in id_token", "token_type_mismatch in access_token (typ)", "issued_at_missing in access_token",
        "token_type_mismatch in logout_token (events)", "token_type_mismatch in userinfo (exp)", "accepted",
        "token_type_mismatch in callback (sub)"}},
      {"signed response",
       typed_token("JWT", changed(changed(claims_with(R"({"exp":1700000300,"state":"s","code":"c"})"), "sub", nullptr), "iat",
                                  "1700000000")),
       {"subject_missing in id_token", "token_type_mismatch in access_token (typ)", "subject_missing in access_token",
        "token_type_mismatch in logout_token (events)", "subject_missing in userinfo", "subject_missing in client_assertion",
        "accepted"}},
  };
  for (const kind& one : kinds) {
    const auto outcomes = outcomes_of(one.token);
    for (std::size_t i = 0; i < outcomes.size(); ++i) BOOST_TEST(outcomes[i] == one.outcomes[i], one.name << ", verifier " << i);
  }
}

BOOST_AUTO_TEST_CASE(every_verifier_needs_an_issuer_and_an_audience) {
  const std::string token = typed_token("JWT", client_assertion_claims());
  const auto& keys = kinds_keys();
  BOOST_TEST(outcome(rc::access_token_verifier({.issuer = "", .audience = "app"}, keys).verify(token)) ==
             "client_misconfigured in access_token (issuer)");
  BOOST_TEST(outcome(rc::access_token_verifier({.issuer = "i", .audience = ""}, keys).verify(token)) ==
             "client_misconfigured in access_token (audience)");
  BOOST_TEST(outcome(rc::logout_token_verifier({.issuer = "", .audience = "app"}, keys).verify(token)) ==
             "client_misconfigured in logout_token (issuer)");
  BOOST_TEST(outcome(rc::logout_token_verifier({.issuer = "i", .audience = ""}, keys).verify(token)) ==
             "client_misconfigured in logout_token (audience)");
  BOOST_TEST(outcome(rc::userinfo_verifier({.issuer = "", .audience = "app"}, keys).verify(token, "")) ==
             "client_misconfigured in userinfo (issuer)");
  BOOST_TEST(outcome(rc::userinfo_verifier({.issuer = "i", .audience = ""}, keys).verify(token, "")) ==
             "client_misconfigured in userinfo (audience)");
  BOOST_TEST(outcome(rc::client_assertion_verifier({.client_id = "", .audience = "app"}, keys).verify(token)) ==
             "client_misconfigured in client_assertion (issuer)");
  BOOST_TEST(outcome(rc::client_assertion_verifier({.client_id = "i", .audience = ""}, keys).verify(token)) ==
             "client_misconfigured in client_assertion (audience)");
}

BOOST_AUTO_TEST_CASE(a_view_says_what_the_token_says_until_the_next_one_is_validated) {
  const rc::id_token_verifier verifier({.issuer = kinds_issuer, .audience = "app", .trusted_audiences = {"api"}}, kinds_keys(),
                                       kinds_clock());
  rc::token_memory memory;
  const auto claims = claims_with(
      R"({"exp":1700000300.75,"iat":1700000000,"aud":["app","api"],"azp":"app","sub":"al\u0069ce","jti":"\"1\"","sid":"s","auth_time":1699999990})");
  const auto token = verifier.verify(typed_token("JWT", claims), memory);
  BOOST_REQUIRE(outcome(token) == "accepted");
  BOOST_TEST(token->issuer() == kinds_issuer);
  BOOST_TEST(token->subject() == "alice");
  BOOST_REQUIRE(token->audience().size() == 2u);
  BOOST_TEST(token->audience()[1] == "api");
  BOOST_TEST(token->expires_at().value() == 1700000300);
  BOOST_TEST(token->issued_at().value() == kinds_now);
  BOOST_TEST(token->authenticated_at().value() == 1699999990);
  BOOST_TEST(token->token_id().value() == "\"1\"");
  BOOST_TEST(token->session_id().value() == "s");
  BOOST_TEST(token->facts().subject == "alice");
  BOOST_TEST(boost::json::parse(token->claims_json()) == claims);
  const auto owning = verifier.verify(typed_token("JWT", claims));
  BOOST_TEST(owning->token_id().value() == "\"1\"");
  BOOST_TEST(owning->facts().session_id == "s");
  BOOST_TEST(owning->facts().expires_at == 1700000300);

  const auto shorter = claims_with(R"({"exp":1700000300,"iat":1700000000,"sub":"bob"})");
  const auto other = verifier.verify(typed_token("JWT", shorter), memory);
  BOOST_REQUIRE(outcome(other) == "accepted");
  BOOST_TEST(other->subject() == "bob");
  BOOST_TEST(other->audience().size() == 1u);
  BOOST_TEST(!other->token_id().has_value());
  BOOST_TEST(!other->authenticated_at().has_value());
}

BOOST_AUTO_TEST_CASE(nothing_of_a_token_stays_for_the_next_one) {
  const rc::id_token_verifier verifier({.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  rc::token_memory memory;
  BOOST_TEST(outcome(verifier.verify(typed_token("JWT", claims_with(R"({"exp":1700000300,"iat":1700000000})")), memory)) ==
             "accepted");
  BOOST_TEST(outcome(verifier.verify(typed_token("JWT", claims_with(R"({"iat":1700000000})")), memory)) ==
             "expiry_missing in id_token");
  auto without_audience = claims_with(R"({"exp":1700000300,"iat":1700000000})");
  without_audience.erase("aud");
  BOOST_TEST(outcome(verifier.verify(typed_token("JWT", without_audience), memory)) == "audience_malformed in id_token (missing)");
  // A header that is known by its characters is still judged by what the caller allows.
  const rc::id_token_verifier stricter({.issuer = kinds_issuer, .audience = "app", .algorithms = {rc::algorithm::es256}},
                                       kinds_keys(), kinds_clock());
  BOOST_TEST(outcome(stricter.verify(typed_token("JWT", without_audience), memory)) == "algorithm_not_allowed in signature (alg)");
}

BOOST_AUTO_TEST_CASE(takes_a_fixed_set_one_key_or_a_source) {
  const std::string token = typed_token("JWT", claims_with(R"({"exp":1700000300,"iat":1700000000})"));
  rc::key_source source(kinds_keys());
  const rc::id_token_options options{.issuer = kinds_issuer, .audience = "app"};
  BOOST_TEST(outcome(rc::id_token_verifier(options, kinds_keys(), kinds_clock()).verify(token)) == "accepted");
  BOOST_TEST(outcome(rc::id_token_verifier(options, source, kinds_clock()).verify(token)) == "accepted");
  // One key is the key whatever the token calls it.
  auto jwk = signing_key().public_jwk();
  jwk["kid"] = "another name";
  BOOST_TEST(outcome(rc::id_token_verifier(options, rc::read_jwk(jwk).value(), kinds_clock()).verify(token)) == "accepted");
  const rc::key_set under_another_name({rc::read_jwk(jwk).value()});
  BOOST_TEST(outcome(rc::id_token_verifier(options, under_another_name, kinds_clock()).verify(token)) ==
             "key_not_found in key_set (kid)");
}

BOOST_AUTO_TEST_SUITE_END()
