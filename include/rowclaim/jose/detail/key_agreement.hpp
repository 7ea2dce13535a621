// SPDX-License-Identifier: BSL-1.0
// Agreeing on a key with ECDH-ES: curves, ephemeral keys, and the derivation of a key from what both sides have in common.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/content_cipher.hpp>
#include <rowclaim/jose/detail/jwk_members.hpp>
#include <rowclaim/jose/detail/make_public_key.hpp>
#include <rowclaim/jose/detail/openssl_handle.hpp>

#include <boost/json/object.hpp>
#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/jwe.hpp>

namespace rowclaim::inline v0_1::detail {

/// A curve on which keys are agreed (RFC 7518 6.2.1.1; RFC 8037 3.2). X448 is not served.
struct agreement_curve {
  std::string_view name;  // in a JWK
  const char* openssl_kind;
  const char* openssl_group;  // null where the kind has only one
  std::size_t coordinate_bytes;
};

inline constexpr std::array<agreement_curve, 4> agreement_curves{{
    {"P-256", "EC", "P-256", 32},
    {"P-384", "EC", "P-384", 48},
    {"P-521", "EC", "P-521", 66},
    {"X25519", "X25519", nullptr, 32},
}};

/// The curve of that name, or null: keys for signatures alone have none.
inline const agreement_curve* agreement_curve_named(std::string_view name) noexcept {
  for (const agreement_curve& c : agreement_curves)
    if (c.name == name) return &c;
  return nullptr;
}

struct agreement_key {
  openssl_handle<EVP_PKEY> handle;
  const agreement_curve* on;
};

/// A public key to agree with: on its curve, and without anything private.
/// Errors: `key_malformed`, `key_unsupported`, `key_is_private`, with the member's name.
/// Specification: RFC 7518 sections 4.6.1.1 and 6.2.1; RFC 8037 sections 2 and 3.2.
inline result<agreement_key> public_agreement_key(const boost::json::object& jwk) {
  if (has_private_member(jwk)) return key_refusal(errc::key_is_private, "d");
  const auto kind = required_jwk_text(jwk, "kty");
  if (!kind) return kind.error();
  auto key = public_key_of(jwk, *kind);
  if (!key) return key.error();
  const agreement_curve* on = agreement_curve_named(key->curve_name);
  if (on == nullptr) return key_refusal(errc::key_unsupported, "crv");
  return agreement_key{std::move(key->handle), on};
}

/// A new key pair on a curve. Errors: `cryptography_failed`.
inline result<agreement_key> ephemeral_key(const agreement_curve& on) {
  openssl_handle<EVP_PKEY> made(on.openssl_group == nullptr
                                    ? EVP_PKEY_Q_keygen(nullptr, nullptr, on.openssl_kind)
                                    : EVP_PKEY_Q_keygen(nullptr, nullptr, on.openssl_kind, on.openssl_group));
  if (!made) return encryption_failure("ephemeral key");
  return agreement_key{std::move(made), &on};
}

/// The coordinate of that name as a JWK writes it; empty after a failure.
inline std::string coordinate_text(EVP_PKEY* key, const char* name, std::size_t width) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return {};
  const openssl_handle<BIGNUM> owned(number);
  std::string bytes(width, '\0');
  const int size = static_cast<int>(width);
  if (BN_bn2binpad(number, unsigned_data(bytes), size) != size) return {};
  return encode_base64url(bytes);
}

/// The public half as a JWK, for the header `epk`. Errors: `cryptography_failed`.
inline result<boost::json::object> public_jwk_of(const agreement_key& key) {
  EVP_PKEY* handle = key.handle.get();
  const std::size_t width = key.on->coordinate_bytes;
  if (key.on->openssl_group == nullptr) {
    std::string bytes(width, '\0');
    std::size_t size = bytes.size();
    if (EVP_PKEY_get_raw_public_key(handle, unsigned_data(bytes), &size) != 1 || size != width)
      return encryption_failure("ephemeral key");
    return boost::json::object{{"kty", "OKP"}, {"crv", key.on->name}, {"x", encode_base64url(bytes)}};
  }
  const std::string x = coordinate_text(handle, OSSL_PKEY_PARAM_EC_PUB_X, width);
  const std::string y = coordinate_text(handle, OSSL_PKEY_PARAM_EC_PUB_Y, width);
  if (x.empty() || y.empty()) return encryption_failure("ephemeral key");
  return boost::json::object{{"kty", "EC"}, {"crv", key.on->name}, {"x", x}, {"y", y}};
}

/// What both sides have in common (Z). Requires: keys on one curve.
/// Errors: `decryption_failed` for a point of small order, of which X25519 has some; `cryptography_failed`.
/// Specification: RFC 7518 section 4.6; RFC 7748 section 6.1.
inline result<secret> agree(EVP_PKEY* own, EVP_PKEY* other) {
  const openssl_handle<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, own, nullptr));
  if (!context || EVP_PKEY_derive_init(context.get()) != 1) return encryption_failure("derive_init");
  if (EVP_PKEY_derive_set_peer(context.get(), other) != 1) return decryption_refusal();
  std::size_t size = 0;
  if (EVP_PKEY_derive(context.get(), nullptr, &size) != 1) return encryption_failure("derive");
  std::string shared(size, '\0');
  const bool is_derived = EVP_PKEY_derive(context.get(), unsigned_data(shared), &size) == 1;
  shared.resize(is_derived ? size : 0);
  secret made(std::move(shared));
  if (!is_derived) return decryption_refusal();
  return made;
}

/// What the derived key is for. `party_u` and `party_v` are bytes, not their base64url.
struct derivation_purpose {
  std::string_view algorithm;  // `enc` where the key encrypts the content itself, else `alg`
  std::string_view party_u;
  std::string_view party_v;
  std::size_t key_bytes;
};

/// Text or a number as Concat KDF wants it: four bytes, big end first.
inline void append_number(std::string& bytes, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(static_cast<std::uint32_t>(number) >> shift & 0xff);
}
inline void append_counted(std::string& bytes, std::string_view text) {
  append_number(bytes, text.size());
  bytes.append(text);
}

/// Concat KDF with SHA-256, which OpenSSL knows as the single-step KDF. Errors: `cryptography_failed`.
/// Specification: RFC 7518 section 4.6.2; NIST SP 800-56A section 5.8.1.
inline result<secret> derive_key(const secret& shared, const derivation_purpose& purpose) {
  std::string information;
  append_counted(information, purpose.algorithm);
  append_counted(information, purpose.party_u);
  append_counted(information, purpose.party_v);
  append_number(information, 8 * purpose.key_bytes);
  const openssl_handle<EVP_KDF> method(EVP_KDF_fetch(nullptr, "SSKDF", nullptr));
  const openssl_handle<EVP_KDF_CTX> context(method ? EVP_KDF_CTX_new(method.get()) : nullptr);
  if (!context) return encryption_failure("kdf");
  char digest[] = "SHA2-256";
  const std::string_view z = shared.reveal();
  const std::array<OSSL_PARAM, 4> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, const_cast<char*>(z.data()), z.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, information.data(), information.size()),
      OSSL_PARAM_construct_end(),
  };
  std::string key(purpose.key_bytes, '\0');
  if (EVP_KDF_derive(context.get(), unsigned_data(key), key.size(), parameters.data()) != 1) return encryption_failure("kdf");
  return secret(std::move(key));
}

}  // namespace rowclaim::inline v0_1::detail
