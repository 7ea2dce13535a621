// SPDX-License-Identifier: BSL-1.0
// The key set that a provider publishes, and what can be wrong with it.
#include "key_ring.hpp"

#include "digest.hpp"

#include <boost/json/array.hpp>

namespace mock_idp {

namespace json = boost::json;

json::object key_ring::jwks(const misbehaviour_set& wrong) const {
  json::array keys;
  if (!wrong.has(misbehaviour::jwks_empty)) {
    for (const auto algorithm : {signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::EdDSA}) {
      const auto& key = current(algorithm);
      auto jwk = wrong.has(misbehaviour::jwks_with_private_key) ? key.private_jwk() : key.public_jwk();
      if (wrong.has(misbehaviour::jwks_with_repeated_key_id)) jwk["kid"] = current(signing_algorithm::RS256).id();
      keys.push_back(std::move(jwk));
    }
  }
  if (wrong.has(misbehaviour::jwks_with_symmetric_key))
    keys.push_back(json::object{{"kty", "oct"}, {"kid", "symmetric"}, {"use", "sig"}, {"alg", "HS256"}, {"k", random_text(32)}});
  return {{"keys", std::move(keys)}};
}

}  // namespace mock_idp
