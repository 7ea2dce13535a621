// SPDX-License-Identifier: BSL-1.0
// ID tokens with any header and claims, signed by keys that share no code with the library.
#pragma once

#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/key_set.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <mock_idp/signing_key.hpp>

#include <memory>
#include <string>

namespace rowclaim_test {

using mock_idp::signing_algorithm;

inline const mock_idp::signing_key& signing_key(signing_algorithm algorithm = signing_algorithm::RS256, int generation = 0) {
  return *mock_idp::signing_key::shared(algorithm, generation);
}

inline std::string signed_text(const std::string& header, const std::string& payload, const mock_idp::signing_key& key) {
  const std::string bytes = rowclaim::encode_base64url(header) + "." + rowclaim::encode_base64url(payload);
  return bytes + "." + rowclaim::encode_base64url(key.sign(bytes));
}

inline boost::json::object usual_header(const mock_idp::signing_key& key) {
  return {{"alg", name_of(key.algorithm())}, {"kid", key.id()}, {"typ", "JWT"}};
}

inline std::string signed_token(const boost::json::object& claims, const mock_idp::signing_key& key = signing_key()) {
  return signed_text(boost::json::serialize(usual_header(key)), boost::json::serialize(claims), key);
}

inline std::string key_set_json(int generation = 0) {
  boost::json::array keys;
  for (const auto algorithm : {signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::EdDSA}) {
    const auto& key = signing_key(algorithm, generation);
    auto jwk = key.public_jwk();
    jwk["kid"] = key.id();
    jwk["use"] = "sig";
    keys.push_back(std::move(jwk));
  }
  return boost::json::serialize(boost::json::object{{"keys", std::move(keys)}});
}

}  // namespace rowclaim_test
