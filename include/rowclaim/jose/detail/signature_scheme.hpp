// SPDX-License-Identifier: BSL-1.0
// What each algorithm is made of: its kind of signature and its hash.
#pragma once

#include <rowclaim/jose/algorithm.hpp>

#include <cstddef>
#include <cstdint>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

enum class signature_kind : std::uint8_t { rsa_pkcs1, rsa_pss, ecdsa, eddsa, hmac };

struct signature_scheme {
  signature_kind kind;
  const char* digest;        // OpenSSL's name; null where the scheme brings its own
  std::size_t digest_bytes;
};

inline constexpr std::size_t max_digest_bytes = 64;

/// RSA keys have at most 16384 bits; every other signature is shorter.
inline constexpr std::size_t max_signature_bytes = 16384 / 8;

constexpr signature_scheme scheme_of(algorithm a) noexcept {
  using enum signature_kind;
  switch (a) {
    case algorithm::rs256: return {rsa_pkcs1, "SHA2-256", 32};
    case algorithm::rs384: return {rsa_pkcs1, "SHA2-384", 48};
    case algorithm::rs512: return {rsa_pkcs1, "SHA2-512", 64};
    case algorithm::ps256: return {rsa_pss, "SHA2-256", 32};
    case algorithm::ps384: return {rsa_pss, "SHA2-384", 48};
    case algorithm::ps512: return {rsa_pss, "SHA2-512", 64};
    case algorithm::es256: return {ecdsa, "SHA2-256", 32};
    case algorithm::es384: return {ecdsa, "SHA2-384", 48};
    case algorithm::es512: return {ecdsa, "SHA2-512", 64};
    case algorithm::eddsa:
    case algorithm::ed25519:
    case algorithm::ed448: return {eddsa, nullptr, 0};
    case algorithm::hs256: return {hmac, "SHA2-256", 32};
    case algorithm::hs384: return {hmac, "SHA2-384", 48};
    case algorithm::hs512: return {hmac, "SHA2-512", 64};
  }
  return {eddsa, nullptr, 0};
}

}  // namespace rowclaim::inline v0_1::detail
