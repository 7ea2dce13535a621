// SPDX-License-Identifier: BSL-1.0
// A key that signs tokens, made and used with OpenSSL alone.
#pragma once

#include <boost/json/object.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mock_idp {

// The first that fit a key pair; the HS ones sign with a client's secret, and `none` not at all.
enum class signing_algorithm {
  RS256,
  RS384,
  RS512,
  PS256,
  PS384,
  PS512,
  ES256,
  ES384,
  ES512,
  ES256K,
  EdDSA,
  HS256,
  HS384,
  HS512,
  none
};

std::string_view name_of(signing_algorithm algorithm);
std::optional<signing_algorithm> signing_algorithm_named(std::string_view name);
// Whether a key pair signs: neither a secret nor nothing.
bool has_key_pair(signing_algorithm algorithm);
bool uses_secret(signing_algorithm algorithm);
// The hash of a text that an ID token's at_hash, c_hash and s_hash are half of (OpenID Connect Core 3.3.2.11); Ed25519's is
// SHA-512, and for `none` it is SHA-256.
std::string hash_for(signing_algorithm algorithm, std::string_view text);

// Immutable, so it can be shared between providers and threads.
class signing_key {
 public:
  // Requires: has_key_pair(algorithm).
  static std::shared_ptr<const signing_key> generate(signing_algorithm algorithm);
  // RSA takes a tenth of a second, so the keys of a process are made once: the same algorithm and generation give the same key.
  static std::shared_ptr<const signing_key> shared(signing_algorithm algorithm, int generation);

  ~signing_key();
  signing_key(const signing_key&) = delete;
  signing_key& operator=(const signing_key&) = delete;

  signing_algorithm algorithm() const { return algorithm_; }
  // The RFC 7638 thumbprint: two keys never share a kid by accident.
  const std::string& id() const { return id_; }

  // As RFC 7515 wants it: ES256 gives r and s side by side, not DER.
  std::string sign(std::string_view bytes) const { return sign(bytes, algorithm_); }
  // An RSA key signs with any of the six algorithms. Requires: one that fits the key.
  std::string sign(std::string_view bytes, signing_algorithm algorithm) const;

  boost::json::object public_jwk() const;
  boost::json::object private_jwk() const;
  std::string public_pem() const;

 private:
  struct handle;

  explicit signing_key(signing_algorithm algorithm);

  signing_algorithm algorithm_;
  std::unique_ptr<handle> handle_;
  std::string id_;
};

}  // namespace mock_idp
