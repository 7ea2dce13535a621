// SPDX-License-Identifier: BSL-1.0
// New keys that sign, for a client that has none yet.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/detail/encoded_key.hpp>
#include <rowclaim/jose/signing_key.hpp>

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace rowclaim::inline v0_1 {

namespace detail {

inline constexpr std::size_t generated_rsa_bits = 2048;

inline openssl_handle<EVP_PKEY> generate_key(algorithm by) {
  const auto made = [](EVP_PKEY* key) { return openssl_handle<EVP_PKEY>(key); };
  switch (by) {
    case algorithm::rs256:
    case algorithm::rs384:
    case algorithm::rs512:
    case algorithm::ps256:
    case algorithm::ps384:
    case algorithm::ps512: return made(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", generated_rsa_bits));
    case algorithm::es256: return made(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    case algorithm::es384: return made(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"));
    case algorithm::es512: return made(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521"));
    case algorithm::eddsa:
    case algorithm::ed25519: return made(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    case algorithm::ed448: return made(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"));
    case algorithm::hs256:
    case algorithm::hs384:
    case algorithm::hs512: break;
  }
  return nullptr;
}

}  // namespace detail

/// Makes a key pair that signs by one algorithm: RSA with 2048 bits, the curve of an ECDSA algorithm, Ed25519 for `eddsa`.
///
/// Errors: `key_unsupported` for an algorithm with a shared secret; `cryptography_failed`.
/// Complexity: some 100 ms for RSA, and less than one for the others.
/// Specification: RFC 7518 sections 3.3 to 3.5; RFC 8037 section 3.1; RFC 8725 section 3.2.
[[nodiscard]] inline result<signing_key> generate_signing_key(algorithm by, std::optional<std::string> key_id = std::nullopt) {
  if (!asymmetric_algorithms.contains(by)) return detail::key_refusal(errc::key_unsupported, "a shared secret");
  const detail::error_queue_mark mark;
  auto handle = detail::generate_key(by);
  if (!handle) return detail::key_refusal(errc::cryptography_failed, "key generation");
  auto public_half = detail::public_half_of(handle.get());
  if (!public_half) return public_half.error();
  return signing_key(std::make_shared<const detail::signing_material>(
      detail::private_key{std::move(*public_half), std::move(handle)}, algorithm_set{by}, std::move(key_id)));
}

}  // namespace rowclaim::inline v0_1
