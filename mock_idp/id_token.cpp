// SPDX-License-Identifier: BSL-1.0
// The claims, header and signature of an ID token, and each way in which they can be wrong.
#include "id_token.hpp"

#include "client_keys.hpp"
#include "digest.hpp"
#include "encoding.hpp"
#include "jwt.hpp"
#include "requested_claims.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace mock_idp {
namespace {

namespace json = boost::json;
using enum misbehaviour;

// OpenID Connect Core 3.1.3.6, 3.3.2.11: the left half of the hash that belongs to the algorithm.
std::string half_hash(std::string_view text, signing_algorithm algorithm) {
  const auto hash = hash_for(algorithm, text);
  return base64url(std::string_view(hash).substr(0, hash.size() / 2));
}

// Claims of the person that belong in the ID token: those placed there, those of the scope when there is no access token to ask
// userinfo with (Core 5.4), and those that the claims parameter asks for.
json::object claims_of_person(const user& person, const grant& given, const json::object& requested) {
  json::object claims;
  if (person.claims_in != claims_placement::userinfo) claims = person.claims;
  for (const auto& [name, value] : all_claims_of(person)) {
    const bool is_of_scope = given.response_type == "id_token" && is_claim_of_scope(name, given.scope);
    if (is_of_scope || requested.contains(name)) claims[name] = value;
  }
  return claims;
}

// The first of the values that were asked for, or the one value.
std::string requested_context(const grant& given, const json::object& requested) {
  if (const auto* acr = requested.if_contains("acr"); acr && acr->is_object()) {
    if (const auto value = text_in(acr->get_object(), "value"); !value.empty()) return value;
    const auto* values = acr->get_object().if_contains("values");
    if (values && values->is_array() && !values->get_array().empty() && values->get_array().front().is_string())
      return std::string(std::string_view(values->get_array().front().get_string()));
  }
  return given.acr_values.substr(0, given.acr_values.find(' '));
}

bool takes_part_in_logout(const client& party) {
  return !party.backchannel_logout_uri.empty() || !party.frontchannel_logout_uri.empty() ||
         !party.post_logout_redirect_uris.empty();
}

json::object correct_claims(const provider_state& state, const grant& given, const token_companions& beside,
                            signing_algorithm algorithm) {
  const auto& person = state.options.users.find(given.user_name)->second;
  const auto& party = state.options.clients.find(given.client_id)->second;
  const auto requested = requested_claims(given.requested_claims, "id_token");
  auto claims = claims_of_person(person, given, requested);
  claims["iss"] = state.issuer;
  claims["sub"] = subject_of(given.user_name, person);
  claims["aud"] = given.client_id;
  claims["iat"] = state.now();
  claims["exp"] = state.now() + state.options.valid_for.id_token.count();
  // A module's provider says no more than it must.
  if (state.options.module.empty() || given.wants_auth_time || requested.contains("auth_time"))
    claims["auth_time"] = given.authenticated_at;
  if (const auto context = requested_context(given, requested); !context.empty()) claims["acr"] = context;
  // Core 12.2: not in a refreshed token.
  if (!given.nonce.empty() && beside.when != occasion::refresh) claims["nonce"] = given.nonce;
  if (!given.session_id.empty() && takes_part_in_logout(party)) claims["sid"] = given.session_id;
  if (!beside.access_token.empty()) claims["at_hash"] = half_hash(beside.access_token, algorithm);
  if (beside.when == occasion::front_channel) {
    if (!beside.code.empty()) claims["c_hash"] = half_hash(beside.code, algorithm);
    if (!beside.state.empty()) claims["s_hash"] = half_hash(beside.state, algorithm);
  }
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
  if (state.does(wrong_at_hash)) claims["at_hash"] = half_hash(random_text(16), signing_algorithm::RS256);
  if (state.does(missing_at_hash)) claims.erase("at_hash");
}

signing_algorithm other_than(signing_algorithm algorithm) {
  return algorithm == signing_algorithm::ES256 ? signing_algorithm::RS256 : signing_algorithm::ES256;
}

// With the grant's client's secret, or with a key of the provider's.
std::string signature_of(const provider_state& state, const grant& given, signing_algorithm algorithm,
                         std::string_view signed_text) {
  if (algorithm == signing_algorithm::none || state.does(none_algorithm)) return {};
  const auto key = [&]() -> const signing_key& {
    return state.does(stale_key) ? state.keys.withdrawn(algorithm) : state.keys.current(algorithm);
  };
  if (state.does(symmetric_confusion)) return hmac_sha256(key().public_pem(), signed_text);
  auto signature = uses_secret(algorithm)
                       ? sign_with_secret(algorithm, state.options.clients.find(given.client_id)->second.secret, signed_text)
                       : key().sign(signed_text, algorithm);
  if (state.does(bad_signature))
    for (char& byte : signature) byte = static_cast<char>(byte ^ 0x5A);
  return signature;
}

std::string signed_id_token(const provider_state& state, const grant& given, const token_companions& beside) {
  const auto& client = state.options.clients.find(given.client_id)->second;
  auto algorithm = client.id_token_signed_response_alg.value_or(state.options.algorithm);
  if (state.does(other_algorithm)) algorithm = other_than(algorithm);
  // The confusion is about a public key that was meant for RSA.
  if (state.does(symmetric_confusion)) algorithm = signing_algorithm::RS256;

  json::object header{{"alg", name_of(algorithm)}, {"typ", "JWT"}};
  if (has_key_pair(algorithm))
    header["kid"] = (state.does(stale_key) ? state.keys.withdrawn(algorithm) : state.keys.current(algorithm)).id();
  if (state.does(none_algorithm)) header["alg"] = "none";
  if (state.does(symmetric_confusion)) header["alg"] = "HS256";
  if (state.does(unknown_key_id)) header["kid"] = random_text(16);
  if (state.does(missing_key_id)) header.erase("kid");
  alter_with(state.options.alter.id_token_header, header);
  alter_with(state.options.alter.id_token_header_for, header, beside.when);

  auto claims = correct_claims(state, given, beside, algorithm);
  spoil_claims(state, claims);
  alter_with(state.options.alter.id_token, claims);
  alter_with(state.options.alter.id_token_for, claims, beside.when);

  const auto signed_text = base64url(json::serialize(header)) + '.' + base64url(json::serialize(claims));
  return signed_text + '.' + base64url(signature_of(state, given, algorithm, signed_text));
}

}  // namespace

std::string make_id_token(provider_state& state, grant given, const token_companions& beside) {
  auto token = signed_id_token(state, given, beside);
  alter_with(state.options.alter.signed_id_token, token, beside.when);
  // A logout request may show either form as its hint.
  state.issued.add(given, token);
  const auto& client = state.options.clients.find(given.client_id)->second;
  const registered_encryption how{client.id_token_encrypted_response_alg, client.id_token_encrypted_response_enc};
  token = encrypted_to_client(state, given.client_id, how, std::move(token));
  alter_with(state.options.alter.sent_id_token, token, beside.when);
  state.issued.add(given, token);
  return token;
}

}  // namespace mock_idp
