// SPDX-License-Identifier: BSL-1.0
// The checks of RFC 9449 4.3, in its order.
#include "dpop.hpp"

#include "digest.hpp"
#include "encoding.hpp"
#include "jwt.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace mock_idp {
namespace {

namespace json = boost::json;

// RFC 9449 11.1: proofs are for now.
constexpr std::int64_t proof_seconds = 60;
// RFC 9449 8: nonces change from time to time, and the one before is still good.
constexpr std::int64_t nonce_seconds = 120;

bool wants_nonce(const provider_state& provider, dpop_side side) {
  const auto& chosen = provider.options.services;
  return side == dpop_side::provider ? chosen.demands_dpop_nonce : chosen.demands_dpop_nonce_at_resources;
}

std::string nonce_of(const provider_state& provider, dpop_side side, std::int64_t period) {
  const auto text = std::to_string(period) + (side == dpop_side::provider ? " provider" : " resource");
  return base64url(hmac_sha256(provider.dpop_nonce_secret, text).substr(0, 18));
}

bool is_good_nonce(const provider_state& provider, dpop_side side, std::string_view nonce) {
  const auto period = provider.now() / nonce_seconds;
  return nonce == nonce_of(provider, side, period) || nonce == nonce_of(provider, side, period - 1);
}

std::string without_query(std::string_view uri) { return std::string(uri.substr(0, uri.find_first_of("?#"))); }

bool has_private_member(const json::object& jwk) {
  constexpr std::array<std::string_view, 8> secrets{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
  return std::any_of(secrets.begin(), secrets.end(), [&](std::string_view name) { return jwk.contains(name); });
}

std::optional<std::string> problem_with_header(const signed_jwt& proof, json::object& jwk) {
  if (text_in(proof.header, "typ") != "dpop+jwt") return "the proof's typ is not dpop+jwt";
  const auto algorithm = signing_algorithm_named(proof.algorithm());
  if (!algorithm || !has_key_pair(*algorithm)) return "the proof's alg is not that of a key pair";
  const auto* key = proof.header.if_contains("jwk");
  if (!key || !key->is_object()) return "the proof's header has no jwk";
  jwk = key->get_object();
  if (has_private_member(jwk)) return "the proof's jwk has a private member";
  if (!is_signed_by(proof, jwk)) return "the proof is not signed by its jwk";
  return std::nullopt;
}

std::optional<std::string> problem_with_claims(provider_state& provider, const http_request& request, const signed_jwt& proof,
                                               std::string_view access_token) {
  const auto& claims = proof.claims;
  if (text_in(claims, "htm") != request.method) return "the proof's htm is not the request's method";
  if (without_query(text_in(claims, "htu")) != provider.origin() + request.path) return "the proof's htu is not the request's URL";
  const auto* made = claims.if_contains("iat");
  if (!made || !made->is_number()) return "the proof has no iat";
  const auto now = provider.now();
  const auto at = made->to_number<std::int64_t>();
  if (at < now - proof_seconds || at > now + proof_seconds) return "the proof's iat is not of now";
  const auto ath = text_in(claims, "ath");
  if (!access_token.empty() && ath != base64url(sha256(access_token))) return "the proof's ath is not the access token's hash";
  const auto id = text_in(claims, "jti");
  if (id.empty()) return "the proof has no jti";
  if (!provider.proofs_seen.take(id, now, now + 2 * proof_seconds + 1)) return "the proof was used before";
  return std::nullopt;
}

}  // namespace

std::string thumbprint_of_jwk(const json::object& jwk) {
  json::object members;
  for (const auto* name : {"crv", "e", "kty", "n", "x", "y"})
    if (const auto* value = jwk.if_contains(name)) members[name] = *value;
  if (text_in(jwk, "kty") == "RSA") members.erase("crv");
  return base64url(sha256(json::serialize(members)));
}

std::variant<std::string, dpop_problem> check_dpop_proof(provider_state& provider, const http_request& request, dpop_side side,
                                                         std::string_view access_token) {
  const auto refused = [&](std::string why) {
    provider.note(note_kind::failure, "DPoP: " + why);
    return dpop_problem{"invalid_dpop_proof", std::move(why)};
  };
  const auto* text = request.header("dpop");
  if (!text) return std::string();
  const auto count = std::count_if(request.headers.begin(), request.headers.end(),
                                   [](const auto& each) { return find_header({each}, "dpop") != nullptr; });
  if (count != 1) return refused("more than one DPoP header");
  const auto proof = parse_signed_jwt(*text);
  if (!proof) return refused("the DPoP header is not a signed JWT");
  json::object jwk;
  if (auto problem = problem_with_header(*proof, jwk)) return refused(std::move(*problem));
  if (wants_nonce(provider, side) && !is_good_nonce(provider, side, text_in(proof->claims, "nonce")))
    return dpop_problem{"use_dpop_nonce", "the proof needs the nonce of the DPoP-Nonce header"};
  if (auto problem = problem_with_claims(provider, request, *proof, access_token)) return refused(std::move(*problem));
  return thumbprint_of_jwk(jwk);
}

void give_dpop_nonce(const provider_state& provider, dpop_side side, http_response& response) {
  if (wants_nonce(provider, side))
    response.headers.emplace_back("DPoP-Nonce", nonce_of(provider, side, provider.now() / nonce_seconds));
}

}  // namespace mock_idp
