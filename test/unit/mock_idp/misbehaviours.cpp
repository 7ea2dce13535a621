// SPDX-License-Identifier: BSL-1.0
// Each misbehaviour of the messages themselves really happens, and the correct provider shows none of them.
#include "relying_party.hpp"

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <functional>
#include <set>

namespace rp = relying_party;
namespace json = boost::json;
using mock_idp::misbehaviour;
using mock_idp::provider;
using enum mock_idp::misbehaviour;

BOOST_AUTO_TEST_SUITE(misbehaviours)

namespace {

constexpr std::int64_t now = 1'700'000'000;

// All that a relying party sees in one sign-in at a provider.
struct sign_in {
  std::string issuer;
  json::object metadata;
  json::array keys;
  std::string callback;
  json::object token_response;
  std::string id_token;
  json::object header;
  json::object claims;
  json::object userinfo;

  explicit sign_in(provider& at) : issuer(at.issuer()) {
    metadata = rp::get(issuer + "/.well-known/openid-configuration").json();
    keys = rp::get(issuer + "/jwks").json().at("keys").as_array();
    callback = at.sign_in(rp::authorization_url(at), "alice");
    const auto code = rp::in_query(callback, "code");
    if (!code) return;
    token_response = rp::redeem(at, *code).json();
    if (const auto* token = token_response.if_contains("access_token"))
      userinfo = rp::get(issuer + "/userinfo", {{"Authorization", "Bearer " + std::string(token->as_string())}}).json();
    if (const auto* token = token_response.if_contains("id_token")) {
      id_token = token->as_string();
      header = rp::header_of(id_token);
      claims = rp::payload_of(id_token);
    }
  }

  std::int64_t time(const char* claim) const { return claims.contains(claim) ? claims.at(claim).as_int64() : 0; }
  bool lacks(const char* claim) const { return !id_token.empty() && !claims.contains(claim); }
  bool has(const char* claim, const json::value& value) const { return claims.contains(claim) && claims.at(claim) == value; }
  std::string algorithm() const { return header.contains("alg") ? std::string(header.at("alg").as_string()) : ""; }
  std::string parameter(const char* name) const { return rp::in_query(callback, name).value_or("(absent)"); }

  const json::object* key_named_in_header() const {
    for (const auto& key : keys)
      if (header.contains("kid") && key.at("kid") == header.at("kid")) return &key.as_object();
    return nullptr;
  }
  bool is_well_signed() const {
    const auto* key = key_named_in_header();
    return key && !id_token.empty() && rp::is_signed_by(id_token, *key);
  }
};

bool is_signed_with_the_public_key_as_secret(const sign_in& s, const provider& p) {
  if (s.algorithm() != "HS256") return false;
  const auto pem = p.current_key(mock_idp::signing_algorithm::RS256).public_pem();
  const auto dot = s.id_token.rfind('.');
  unsigned char mac[32];
  std::size_t size = 0;
  EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, pem.data(), pem.size(),
            reinterpret_cast<const unsigned char*>(s.id_token.data()), dot, mac, sizeof mac, &size);
  return rp::decode_base64url(std::string_view(s.id_token).substr(dot + 1)) == std::string(reinterpret_cast<char*>(mac), size);
}

// OpenID Connect Core 3.1.3.6, by EVP.
std::string at_hash_of(const std::string& access_token) {
  unsigned char hash[32];
  EVP_Digest(access_token.data(), access_token.size(), hash, nullptr, EVP_sha256(), nullptr);
  return std::string(reinterpret_cast<char*>(hash), 16);
}

bool has_right_at_hash(const sign_in& s) {
  return s.claims.contains("at_hash") && s.token_response.contains("access_token") &&
         rp::decode_base64url(std::string_view(s.claims.at("at_hash").as_string())) ==
             at_hash_of(std::string(s.token_response.at("access_token").as_string()));
}

bool any_key(const sign_in& s, bool (*test)(const json::object&)) {
  return std::any_of(s.keys.begin(), s.keys.end(), [&](const json::value& key) { return test(key.as_object()); });
}

struct effect {
  misbehaviour of;
  std::function<bool(const sign_in&, const provider&)> is_seen;
};

const effect effects[] = {
    {wrong_issuer, [](const sign_in& s, const provider&) { return !s.lacks("iss") && !s.has("iss", json::value(s.issuer)); }},
    {missing_issuer, [](const sign_in& s, const provider&) { return s.lacks("iss"); }},
    {missing_subject, [](const sign_in& s, const provider&) { return s.lacks("sub"); }},
    {wrong_audience, [](const sign_in& s, const provider&) { return s.has("aud", "another-client"); }},
    {missing_audience, [](const sign_in& s, const provider&) { return s.lacks("aud"); }},
    {additional_audience,
     [](const sign_in& s, const provider&) {
       return s.lacks("azp") && s.has("aud", json::array{"app", "another-client"});
     }},
    {wrong_authorized_party, [](const sign_in& s, const provider&) { return s.has("azp", "another-client"); }},
    {expired_id_token, [](const sign_in& s, const provider&) { return !s.lacks("exp") && s.time("exp") == now - 3600; }},
    {missing_expiry, [](const sign_in& s, const provider&) { return s.lacks("exp"); }},
    {issued_in_future, [](const sign_in& s, const provider&) { return s.time("iat") == now + 3600; }},
    {missing_issued_at, [](const sign_in& s, const provider&) { return s.lacks("iat"); }},
    {not_yet_valid, [](const sign_in& s, const provider&) { return s.time("nbf") == now + 3600; }},
    {stale_authentication, [](const sign_in& s, const provider&) { return s.time("auth_time") == now - 86400; }},
    {wrong_nonce, [](const sign_in& s, const provider&) { return s.claims.contains("nonce") && !s.has("nonce", rp::nonce); }},
    {missing_nonce, [](const sign_in& s, const provider&) { return s.lacks("nonce"); }},
    {wrong_at_hash, [](const sign_in& s, const provider&) { return s.claims.contains("at_hash") && !has_right_at_hash(s); }},
    {missing_at_hash, [](const sign_in& s, const provider&) { return s.lacks("at_hash"); }},
    {bad_signature,
     [](const sign_in& s, const provider&) { return s.algorithm() == "RS256" && s.key_named_in_header() && !s.is_well_signed(); }},
    {none_algorithm, [](const sign_in& s, const provider&) { return s.algorithm() == "none" && s.id_token.ends_with('.'); }},
    {other_algorithm, [](const sign_in& s, const provider&) { return s.algorithm() == "ES256" && s.is_well_signed(); }},
    {symmetric_confusion, is_signed_with_the_public_key_as_secret},
    {unknown_key_id,
     [](const sign_in& s, const provider& p) {
       return s.header.contains("kid") && !s.key_named_in_header() &&
              rp::is_signed_by(s.id_token, p.current_key(mock_idp::signing_algorithm::RS256).public_jwk());
     }},
    {missing_key_id, [](const sign_in& s, const provider&) { return !s.id_token.empty() && !s.header.contains("kid"); }},
    {stale_key,
     [](const sign_in& s, const provider& p) {
       return s.header.contains("kid") && !s.key_named_in_header() &&
              !rp::is_signed_by(s.id_token, p.current_key(mock_idp::signing_algorithm::RS256).public_jwk());
     }},
    {wrong_state,
     [](const sign_in& s, const provider&) { return s.parameter("state") != "(absent)" && s.parameter("state") != rp::state; }},
    {missing_state, [](const sign_in& s, const provider&) { return s.parameter("state") == "(absent)"; }},
    {wrong_issuer_in_callback,
     [](const sign_in& s, const provider&) { return s.parameter("iss") != "(absent)" && s.parameter("iss") != s.issuer; }},
    {missing_issuer_in_callback, [](const sign_in& s, const provider&) { return s.parameter("iss") == "(absent)"; }},
    {error_in_callback,
     [](const sign_in& s, const provider&) {
       return s.parameter("error") == "access_denied" && s.parameter("code") == "(absent)";
     }},
    {missing_id_token,
     [](const sign_in& s, const provider&) {
       return s.token_response.contains("access_token") && !s.token_response.contains("id_token");
     }},
    {missing_access_token,
     [](const sign_in& s, const provider&) {
       return s.token_response.contains("id_token") && !s.token_response.contains("access_token");
     }},
    {token_type_not_bearer,
     [](const sign_in& s, const provider&) {
       return s.token_response.contains("token_type") && s.token_response.at("token_type") == "mac";
     }},
    {token_error,
     [](const sign_in& s, const provider&) {
       return s.token_response.contains("error") && s.token_response.at("error") == "invalid_grant";
     }},
    {userinfo_wrong_subject,
     [](const sign_in& s, const provider&) { return s.userinfo.contains("sub") && s.userinfo.at("sub") != "alice"; }},
    {userinfo_missing_subject,
     [](const sign_in& s, const provider&) { return s.token_response.contains("access_token") && !s.userinfo.contains("sub"); }},
    {discovery_issuer_mismatch, [](const sign_in& s, const provider&) { return s.metadata.at("issuer") != json::value(s.issuer); }},
    {discovery_without_token_endpoint, [](const sign_in& s, const provider&) { return !s.metadata.contains("token_endpoint"); }},
    {jwks_empty, [](const sign_in& s, const provider&) { return s.keys.empty(); }},
    {jwks_with_private_key,
     [](const sign_in& s, const provider&) { return any_key(s, [](const json::object& key) { return key.contains("d"); }); }},
    {jwks_with_symmetric_key,
     [](const sign_in& s, const provider&) { return any_key(s, [](const json::object& key) { return key.at("kty") == "oct"; }); }},
    {jwks_with_repeated_key_id,
     [](const sign_in& s, const provider&) { return s.keys.size() > 1 && s.keys[0].at("kid") == s.keys[1].at("kid"); }},
};

}  // namespace

BOOST_AUTO_TEST_CASE(each_has_its_effect_and_the_correct_provider_has_none) {
  provider p({.clock = mock_idp::manual_clock(now)});
  const sign_in correct(p);
  BOOST_TEST(correct.is_well_signed());
  BOOST_TEST(has_right_at_hash(correct));
  for (const auto& each : effects) {
    BOOST_TEST_CONTEXT(name_of(each.of)) {
      BOOST_TEST(!each.is_seen(correct, p));
      p.misbehave(each.of);
      BOOST_TEST(each.is_seen(sign_in(p), p));
      p.misbehave({});
    }
  }
}

// Otherwise a new misbehaviour could be a name without a deed.
BOOST_AUTO_TEST_CASE(none_is_left_without_a_test) {
  std::set<misbehaviour> tested;
  for (const auto& each : effects) tested.insert(each.of);
  for (const auto& entry : mock_idp::all_misbehaviours())
    BOOST_TEST((tested.contains(entry.value) || entry.fault != mock_idp::fault::none), entry.name);
}

BOOST_AUTO_TEST_CASE(several_can_be_had_together) {
  provider p({.clock = mock_idp::manual_clock(now), .misbehave = {wrong_nonce, missing_subject}});
  const sign_in seen(p);
  BOOST_TEST(!seen.has("nonce", rp::nonce));
  BOOST_TEST(seen.lacks("sub"));
}

BOOST_AUTO_TEST_CASE(names_lead_back_to_their_values) {
  for (const auto& entry : mock_idp::all_misbehaviours()) {
    BOOST_TEST((mock_idp::misbehaviour_named(entry.name) == entry.value));
    BOOST_TEST(name_of(entry.value) == entry.name);
  }
  BOOST_TEST(!mock_idp::misbehaviour_named("wrong_moon"));
}

BOOST_AUTO_TEST_CASE(stale_key_is_the_one_withdrawn_by_a_rotation) {
  provider p;
  const auto before = p.current_key(mock_idp::signing_algorithm::RS256).public_jwk();
  p.rotate_keys();
  p.misbehave(stale_key);
  BOOST_TEST(rp::is_signed_by(rp::sign_in(p).id_token, before));
}

BOOST_AUTO_TEST_CASE(an_alteration_has_the_last_word) {
  provider p;
  p.alter({.id_token = [](json::object& claims) { claims["exp"] = "tomorrow"; }});
  BOOST_TEST(rp::payload_of(rp::sign_in(p).id_token).at("exp") == "tomorrow");
}

BOOST_AUTO_TEST_SUITE_END()
