// SPDX-License-Identifier: BSL-1.0
// Reading, verifying and making signed (RFC 7515) and encrypted (RFC 7516) tokens, for the provider's side of each of them.
#pragma once

#include "signing_key.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mock_idp {

// A member that is a text, or empty text.
std::string text_in(const boost::json::object& from, std::string_view name);

// ---- signed

struct signed_jwt {
  boost::json::object header;
  boost::json::object claims;
  // The bytes that are signed.
  std::string signed_text;
  std::string signature;

  std::string algorithm() const { return text_in(header, "alg"); }
};

// Nothing is verified. Nothing when it is not three parts with two JSON objects, or the last is not base64url.
std::optional<signed_jwt> parse_signed_jwt(std::string_view compact);

// Whether the key of the JWK made the signature with the algorithm of the header. False for `none`, for HS256, and for a key that
// does not fit the algorithm or is marked for another one or for encryption.
bool is_signed_by(const signed_jwt& token, const boost::json::object& jwk);
// By one key of the set: one with the header's kid if it has one.
bool is_signed_by_one_of(const signed_jwt& token, const boost::json::object& jwks);
// HS256, HS384 and HS512.
bool is_signed_with(const signed_jwt& token, std::string_view secret);

// The header gets alg and typ where it has none. The secret is for HS256 and its like, the key for the others.
std::string sign_jwt(const boost::json::object& header, const boost::json::object& claims, const signing_key& key);
std::string sign_jwt(const boost::json::object& header, const boost::json::object& claims, signing_algorithm algorithm,
                     std::string_view secret);
std::string unsigned_jwt(const boost::json::object& header, const boost::json::object& claims);

// HMAC with the hash of HS256, HS384 or HS512.
std::string sign_with_secret(signing_algorithm algorithm, std::string_view secret, std::string_view bytes);

// ---- encrypted

// A key pair to which others encrypt. Immutable.
class decryption_key {
 public:
  // "RSA-OAEP", "RSA-OAEP-256" (a key of 2048 bits) or "ECDH-ES" (P-256).
  static std::shared_ptr<const decryption_key> generate(std::string_view algorithm);
  static std::shared_ptr<const decryption_key> shared(std::string_view algorithm, int generation);

  ~decryption_key();
  decryption_key(const decryption_key&) = delete;
  decryption_key& operator=(const decryption_key&) = delete;

  const std::string& id() const { return id_; }
  // With "use": "enc" and the algorithm.
  boost::json::object public_jwk() const;

 private:
  struct handle;
  friend std::optional<std::string> decrypt(std::string_view compact, const decryption_key& key);

  explicit decryption_key(std::string_view algorithm);

  std::string algorithm_;
  std::unique_ptr<handle> handle_;
  std::string id_;
};

// Five parts.
bool is_encrypted(std::string_view compact);
// Nothing when it is not a JWE.
std::optional<boost::json::object> header_of_encrypted(std::string_view compact);

// alg: RSA-OAEP, RSA-OAEP-256, RSA1_5, ECDH-ES, ECDH-ES+A128KW or ECDH-ES+A256KW, to the public key of a JWK; its kid is copied.
// enc: A128CBC-HS256, A192CBC-HS384, A256CBC-HS512, A128GCM, A192GCM or A256GCM. Throws std::invalid_argument for others and for a
// key that does not fit. `further` are members of the header such as cty.
std::string encrypt_for(const boost::json::object& jwk, std::string_view alg, std::string_view enc, std::string_view plain,
                        const boost::json::object& further = {});
// alg: dir, A128KW, A192KW or A256KW, with a key derived from a client's secret (OpenID Connect Core 10.2).
std::string encrypt_with(std::string_view secret, std::string_view alg, std::string_view enc, std::string_view plain,
                         const boost::json::object& further = {});
// PBES2-HS256+A128KW: the key comes from a password, hashed that many times (RFC 7518 4.8).
std::string encrypt_with_password(std::string_view password, std::int64_t iterations, std::string_view enc, std::string_view plain,
                                  const boost::json::object& further = {});
// Whether the algorithm is one of encrypt_with().
bool is_symmetric_encryption(std::string_view alg);
// The first key of a set that encrypts with that algorithm, or null.
const boost::json::object* encryption_key_in(const boost::json::object& jwks, std::string_view alg);

// Nothing when anything is wrong. RSA1_5 is not decrypted.
std::optional<std::string> decrypt(std::string_view compact, const decryption_key& key);
std::optional<std::string> decrypt_with(std::string_view compact, std::string_view secret);

}  // namespace mock_idp
