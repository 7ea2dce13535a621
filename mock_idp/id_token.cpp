// SPDX-License-Identifier: BSL-1.0
// The claims, header and signature of an ID token, and each way in which they can be wrong.
#include "id_token.hpp"

#include "digest.hpp"
#include "encoding.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace mock_idp {
namespace {

namespace json = boost::json;
using enum misbehaviour;

// OpenID Connect Core 3.1.3.6: the left half of the hash that belongs to the algorithm.
std::string at_hash(std::string_view access_token, signing_algorithm algorithm) {
  const auto hash = hash_for(algorithm, access_token);
  return base64url(std::string_view(hash).substr(0, hash.size() / 2));
}

json::object correct_claims(const provider_state& state, const grant& given, std::string_view access_token,
                            signing_algorithm algorithm) {
  const auto& person = state.options.users.find(given.user_name)->second;
  json::object claims;
  if (person.claims_in != claims_placement::userinfo) claims = person.claims;
  claims["iss"] = state.issuer;
  claims["sub"] = subject_of(given.user_name, person);
  claims["aud"] = given.client_id;
  claims["iat"] = state.now();
  claims["exp"] = state.now() + state.options.valid_for.id_token.count();
  claims["auth_time"] = given.authenticated_at;
  if (!given.nonce.empty()) claims["nonce"] = given.nonce;
  claims["at_hash"] = at_hash(access_token, algorithm);
  return claims;
}

void spoil_claims(const provider_state& state, json::object& claims) {
  if (state.does(wrong_issuer)) claims["iss"] = other_issuer;
  if (state.does(missing_issuer)) claims.erase("iss");
  if (state.does(missing_subject)) claims.erase("sub");
  if (state.does(additional_audience)) claims["aud"] = json::array{claims["aud"], other_client};
  if (state.does(wrong_audience)) claims["aud"] = other_client;
  if (state.does(missing_audience)) claims.erase("aud");
  if (state.does(wrong_authorized_party)) claims["azp"] = other_client;
  if (state.does(expired_id_token)) {
    claims["iat"] = state.now() - an_hour - state.options.valid_for.id_token.count();
    claims["exp"] = state.now() - an_hour;
  }
  if (state.does(missing_expiry)) claims.erase("exp");
  if (state.does(issued_in_future)) {
    claims["iat"] = state.now() + an_hour;
    claims["exp"] = state.now() + an_hour + state.options.valid_for.id_token.count();
  }
  if (state.does(missing_issued_at)) claims.erase("iat");
  if (state.does(not_yet_valid)) {
    // A later exp, so that nbf is the one thing wrong.
    claims["nbf"] = state.now() + an_hour;
    claims["exp"] = state.now() + 2 * an_hour;
  }
  if (state.does(stale_authentication)) claims["auth_time"] = state.now() - 24 * an_hour;
  if (state.does(wrong_nonce)) claims["nonce"] = random_text(16);
  if (state.does(missing_nonce)) claims.erase("nonce");
  if (state.does(wrong_at_hash)) claims["at_hash"] = at_hash(random_text(16), signing_algorithm::RS256);
  if (state.does(missing_at_hash)) claims.erase("at_hash");
}

signing_algorithm other_than(signing_algorithm algorithm) {
  return algorithm == signing_algorithm::ES256 ? signing_algorithm::RS256 : signing_algorithm::ES256;
}

std::string signature_of(const provider_state& state, const signing_key& key, std::string_view signed_text) {
  if (state.does(none_algorithm)) return {};
  if (state.does(symmetric_confusion)) return hmac_sha256(key.public_pem(), signed_text);
  auto signature = key.sign(signed_text);
  if (state.does(bad_signature))
    for (char& byte : signature) byte = static_cast<char>(byte ^ 0x5A);
  return signature;
}

}  // namespace

std::string make_id_token(const provider_state& state, const grant& given, std::string_view access_token) {
  const auto& client = state.options.clients.find(given.client_id)->second;
  auto algorithm = client.id_token_signed_response_alg.value_or(state.options.algorithm);
  if (state.does(other_algorithm)) algorithm = other_than(algorithm);
  // The confusion is about a public key that was meant for RSA.
  if (state.does(symmetric_confusion)) algorithm = signing_algorithm::RS256;
  const auto& key = state.does(stale_key) ? state.keys.withdrawn(algorithm) : state.keys.current(algorithm);

  json::object header{{"alg", name_of(algorithm)}, {"typ", "JWT"}, {"kid", key.id()}};
  if (state.does(none_algorithm)) header["alg"] = "none";
  if (state.does(symmetric_confusion)) header["alg"] = "HS256";
  if (state.does(unknown_key_id)) header["kid"] = random_text(16);
  if (state.does(missing_key_id)) header.erase("kid");
  alter_with(state.options.alter.id_token_header, header);

  auto claims = correct_claims(state, given, access_token, algorithm);
  spoil_claims(state, claims);
  alter_with(state.options.alter.id_token, claims);

  const auto signed_text = base64url(json::serialize(header)) + '.' + base64url(json::serialize(claims));
  return signed_text + '.' + base64url(signature_of(state, key, signed_text));
}

}  // namespace mock_idp
