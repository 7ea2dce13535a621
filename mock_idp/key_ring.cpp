// SPDX-License-Identifier: BSL-1.0
// The key set that a provider publishes, and what can be wrong with it.
#include "key_ring.hpp"

#include "digest.hpp"

#include <boost/json/array.hpp>

namespace mock_idp {

namespace json = boost::json;

json::object key_ring::jwks(const key_set_settings& settings) const {
  const auto& wrong = settings.wrong;
  json::array keys;
  const auto publish = [&](const signing_key& key) {
    auto jwk = wrong.has(misbehaviour::jwks_with_private_key) ? key.private_jwk() : key.public_jwk();
    if (wrong.has(misbehaviour::jwks_with_repeated_key_id)) jwk["kid"] = current(signing_algorithm::RS256).id();
    if (settings.with_decoys) jwk.erase("alg");
    keys.push_back(std::move(jwk));
  };
  if (!wrong.has(misbehaviour::jwks_empty)) {
    std::set<signing_algorithm> algorithms = settings.also;
    algorithms.insert({signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::EdDSA});
    if (settings.with_decoys) algorithms.insert(signing_algorithm::ES256K);
    for (const auto algorithm : algorithms)
      if (has_key_pair(algorithm)) publish(current(algorithm));
    if (settings.with_decoys)
      for (const auto algorithm : {signing_algorithm::RS256, signing_algorithm::ES256}) publish(decoy(algorithm));
    if (settings.with_encryption_keys)
      for (const auto* algorithm : {"RSA-OAEP", "ECDH-ES"}) keys.push_back(encryption(algorithm).public_jwk());
  }
  if (wrong.has(misbehaviour::jwks_with_symmetric_key))
    keys.push_back(json::object{{"kty", "oct"}, {"kid", "symmetric"}, {"use", "sig"}, {"alg", "HS256"}, {"k", random_text(32)}});
  return {{"keys", std::move(keys)}};
}

}  // namespace mock_idp
