// SPDX-License-Identifier: BSL-1.0
// What an ID token binds: the code, the access token and the state that came with it, and the tokens that come after it.
#include "scripted_transport.hpp"
#include "signed_tokens.hpp"
#include <rowclaim/jose/sign.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::key_set_json;
using rowclaim_test::outcome;
using rowclaim_test::signed_token;

BOOST_AUTO_TEST_SUITE(id_token_bindings)

namespace {

constexpr rc::seconds_since_epoch now = 1'700'000'000;

// OpenID Connect Core A.4 and A.6
const rc::secret access_token("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
const rc::secret code("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk");
constexpr const char* at_hash = "77QmUPtjPfzWtF2AnpK9RQ";
constexpr const char* c_hash = "LDktKdoQak3Pk0cnXxCltA";

json::object usual_claims() {
  return {{"iss", "https://a.example"}, {"sub", "alice"}, {"aud", "app"}, {"iat", now},
          {"exp", now + 300},           {"nonce", "n"},   {"azp", "app"}, {"at_hash", at_hash},
          {"auth_time", now - 60}};
}

/// The usual claims with one changed, its value written as JSON; without a value it is left out.
json::object with(const char* name, const char* value) {
  json::object claims = usual_claims();
  if (value == nullptr) claims.erase(name);
  else claims[name] = json::parse(value);
  return claims;
}

const rc::id_token_verifier& verifier() {
  static const rc::id_token_verifier made({.issuer = "https://a.example", .audience = "app", .trusted_audiences = {"api"}},
                                          rc::read_key_set(key_set_json()).value(), rc::clock::reading(now));
  return made;
}

std::string verifying(const json::object& claims, const rc::id_token_context& context) {
  return outcome(verifier().verify(signed_token(claims), context));
}

rc::id_token token_of(const json::object& claims) { return verifier().verify(signed_token(claims)).value(); }

std::string refreshing(const json::object& claims, const rc::original_id_token& original, const rc::secret* token = nullptr) {
  return outcome(verifier().verify_refreshed(signed_token(claims), original, token));
}

constexpr const char* changed = " in id_token (another than in the sign-in)";

}  // namespace

BOOST_AUTO_TEST_CASE(a_browsers_token_names_what_came_beside_it) {
  json::object claims = with("c_hash", "\"LDktKdoQak3Pk0cnXxCltA\"");
  const rc::id_token_context whole{.access_token = &access_token, .code = &code, .came_by_browser = true};
  BOOST_TEST(verifying(claims, whole) == "accepted");
  for (const char* name : {"at_hash", "c_hash"}) {
    const std::string of = name == std::string("c_hash") ? "code_hash" : "access_token_hash";
    json::object without = claims;
    without.erase(name);
    BOOST_TEST(verifying(without, whole) == of + "_missing in id_token");
    for (const char* wrong : {R"("77QmUPtjPfzWtF2AnpK9RQ1")", R"("LDktKdoQak3Pk0cnXxCltA1")", R"("")", R"("x")"}) {
      claims[name] = json::parse(wrong);
      BOOST_TEST(verifying(claims, whole) == of + "_mismatch in id_token");
    }
    for (const char* wrong : {"1", "null", "{}", "[\"LDktKdoQak3Pk0cnXxCltA\"]", "true"}) {
      claims[name] = json::parse(wrong);
      BOOST_TEST(verifying(claims, whole) == of + "_malformed in id_token");
    }
    claims[name] = name == std::string("c_hash") ? c_hash : at_hash;
  }
}

BOOST_AUTO_TEST_CASE(hashes_of_one_thing_are_not_those_of_another) {
  const rc::id_token_context whole{.access_token = &access_token, .code = &code, .came_by_browser = true};
  json::object claims = usual_claims();
  claims["c_hash"] = at_hash;
  BOOST_TEST(verifying(claims, whole) == "code_hash_mismatch in id_token");
  claims["at_hash"] = c_hash;
  BOOST_TEST(verifying(claims, whole) == "access_token_hash_mismatch in id_token");
}

BOOST_AUTO_TEST_CASE(a_browsers_token_names_nothing_that_did_not_come) {
  const rc::secret none;
  const json::object claims = with("at_hash", nullptr);
  BOOST_TEST(verifying(claims, {.came_by_browser = true}) == "accepted");
  BOOST_TEST(verifying(claims, {.access_token = &none, .code = &none, .came_by_browser = true}) == "accepted");
  BOOST_TEST(verifying(claims, {.code = &code, .came_by_browser = true}) == "code_hash_missing in id_token");
}

BOOST_AUTO_TEST_CASE(from_the_token_endpoint_hashes_bind_where_they_are) {
  const rc::id_token_context whole{.access_token = &access_token, .code = &code, .state = &code};
  BOOST_TEST(verifying(with("at_hash", nullptr), whole) == "accepted");
  BOOST_TEST(verifying(with("c_hash", "\"LDktKdoQak3Pk0cnXxCltA\""), whole) == "accepted");
  BOOST_TEST(verifying(with("c_hash", "\"LDktKdoQak3Pk0cnXxCltB\""), whole) == "code_hash_mismatch in id_token");
}

BOOST_AUTO_TEST_CASE(a_state_hash_binds_where_it_is_and_must_be_there_if_so_agreed) {
  const rc::secret& state = code;
  const rc::id_token_context fapi{.state = &state, .came_by_browser = true, .requires_state_hash = true};
  const rc::id_token_context plain{.state = &state, .came_by_browser = true};
  for (const rc::id_token_context* context : {&fapi, &plain}) {
    BOOST_TEST(verifying(with("s_hash", "\"LDktKdoQak3Pk0cnXxCltA\""), *context) == "accepted");
    BOOST_TEST(verifying(with("s_hash", "\"77QmUPtjPfzWtF2AnpK9RQ\""), *context) == "state_hash_mismatch in id_token");
    BOOST_TEST(verifying(with("s_hash", "1"), *context) == "state_hash_malformed in id_token");
  }
  BOOST_TEST(verifying(usual_claims(), fapi) == "state_hash_missing in id_token");
  BOOST_TEST(verifying(usual_claims(), plain) == "accepted");
}

BOOST_AUTO_TEST_CASE(both_tokens_of_a_hybrid_sign_in_are_about_one_person) {
  const rc::id_token first = token_of(usual_claims());
  BOOST_TEST(outcome(rc::check_same_person(first, token_of(with("nonce", nullptr)))) == "accepted");
  BOOST_TEST(outcome(rc::check_same_person(first, token_of(with("sub", "\"bob\"")))) ==
             "subject_mismatch in id_token (another than in the authorization response)");
  const rc::id_token_verifier other({.issuer = "https://b.example", .audience = "app"}, rc::read_key_set(key_set_json()).value(),
                                    rc::clock::reading(now));
  const rc::id_token stranger = other.verify(signed_token(with("iss", "\"https://b.example\""))).value();
  BOOST_TEST(outcome(rc::check_same_person(first, stranger)) ==
             "issuer_mismatch in id_token (another than in the authorization response)");
}

BOOST_AUTO_TEST_CASE(a_refreshed_token_says_the_same_as_the_first) {
  const rc::original_id_token original = token_of(usual_claims());
  BOOST_TEST(refreshing(usual_claims(), original) == "accepted");
  BOOST_TEST(refreshing(with("nonce", nullptr), original) == "accepted");
  BOOST_TEST(refreshing(with("auth_time", nullptr), original) == "accepted");
  BOOST_TEST(refreshing(with("sub", "\"bob\""), original) == std::string("subject_mismatch") + changed);
  BOOST_TEST(refreshing(with("aud", R"(["app","api"])"), original) == std::string("audience_mismatch") + changed);
  BOOST_TEST(refreshing(with("auth_time", "1699999941"), original) == std::string("auth_time_mismatch") + changed);
  BOOST_TEST(refreshing(with("nonce", "\"m\""), original) == std::string("nonce_mismatch") + changed);
  BOOST_TEST(refreshing(with("azp", nullptr), original) == std::string("authorized_party_mismatch") + changed);
  BOOST_TEST(refreshing(with("iat", "1699999999"), original) == std::string("issued_too_long_ago") + changed);
  BOOST_TEST(refreshing(with("iss", "\"https://b.example\""), original) == "issuer_mismatch in id_token");
  BOOST_TEST(refreshing(with("exp", nullptr), original) == "expiry_missing in id_token");
}

BOOST_AUTO_TEST_CASE(a_refreshed_token_brings_nothing_new) {
  json::object claims = usual_claims();
  for (const char* name : {"nonce", "azp", "auth_time"}) claims.erase(name);
  const rc::original_id_token original = token_of(claims);
  BOOST_TEST(refreshing(claims, original) == "accepted");
  claims["nonce"] = "null1";
  BOOST_TEST(refreshing(claims, original) == std::string("nonce_mismatch") + changed);
  claims.erase("nonce");
  claims["azp"] = "app";
  BOOST_TEST(refreshing(claims, original) == std::string("authorized_party_mismatch") + changed);
}

BOOST_AUTO_TEST_CASE(a_refreshed_token_names_the_new_access_token) {
  const rc::original_id_token original = token_of(usual_claims());
  BOOST_TEST(refreshing(usual_claims(), original, &access_token) == "accepted");
  BOOST_TEST(refreshing(usual_claims(), original, &code) == "access_token_hash_mismatch in id_token");
}

BOOST_AUTO_TEST_CASE(audiences_in_another_order_are_the_same) {
  const rc::original_id_token original = token_of(with("aud", R"(["app","api"])"));
  BOOST_TEST(refreshing(with("aud", R"(["api","app"])"), original) == "accepted");
  BOOST_TEST(refreshing(usual_claims(), original) == std::string("audience_mismatch") + changed);
}

BOOST_AUTO_TEST_CASE(a_shared_secret_signs_for_one_audience) {
  const rc::secret client_secret("a secret that is as long as HS256 wants it");
  const auto key = rc::hmac_key(client_secret, {rc::algorithm::hs256}).value();
  const rc::id_token_verifier by_secret(
      {.issuer = "https://a.example", .audience = "app", .algorithms = {rc::algorithm::hs256}, .trusted_audiences = {"api"}}, key,
      rc::clock::reading(now));
  const auto signing = rc::hmac_signing_key(client_secret, {rc::algorithm::hs256}).value();
  const auto made = [&signing](const json::object& claims) {
    return rc::sign_jws(signing, {.algorithm = rc::algorithm::hs256}, json::serialize(claims)).value();
  };
  BOOST_TEST(outcome(by_secret.verify(made(usual_claims()))) == "accepted");
  BOOST_TEST(outcome(by_secret.verify(made(with("aud", R"(["app","api"])")))) ==
             "audience_untrusted in id_token (signed by a shared secret)");
}

BOOST_AUTO_TEST_SUITE_END()
