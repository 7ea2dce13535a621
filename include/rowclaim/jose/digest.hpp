// SPDX-License-Identifier: BSL-1.0
// Hashes of text as the protocols bind one value to another: PKCE challenges, at_hash and c_hash.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/openssl_handle.hpp>

#include <openssl/evp.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Hashes. `shake256` is the one inside Ed448, with the 114 bytes of output that it has there (RFC 8032 section 5.2).
enum class digest_algorithm : unsigned char { sha256, sha384, sha512, shake256 };

namespace detail {

inline const EVP_MD* digest_method(digest_algorithm a) noexcept {
  switch (a) {
    case digest_algorithm::sha256: return EVP_sha256();
    case digest_algorithm::sha384: return EVP_sha384();
    case digest_algorithm::sha512: return EVP_sha512();
    case digest_algorithm::shake256: break;
  }
  return EVP_shake256();
}

/// The hash in the algorithm's name, or in its curve; not for `eddsa`, whose curve only the key knows.
constexpr digest_algorithm digest_of_exact(algorithm a) noexcept {
  switch (a) {
    case algorithm::rs256:
    case algorithm::ps256:
    case algorithm::es256:
    case algorithm::hs256: return digest_algorithm::sha256;
    case algorithm::rs384:
    case algorithm::ps384:
    case algorithm::es384:
    case algorithm::hs384: return digest_algorithm::sha384;
    case algorithm::ed448: return digest_algorithm::shake256;
    case algorithm::rs512:
    case algorithm::ps512:
    case algorithm::es512:
    case algorithm::hs512:
    case algorithm::eddsa:
    case algorithm::ed25519: break;
  }
  return digest_algorithm::sha512;
}

}  // namespace detail

/// The hash of the bytes. Errors: `cryptography_failed`.
[[nodiscard]] inline result<std::string> digest(digest_algorithm a, std::string_view bytes) {
  constexpr std::size_t shake256_bytes = 114;
  const bool has_chosen_size = a == digest_algorithm::shake256;
  std::string hash(has_chosen_size ? shake256_bytes : EVP_MAX_MD_SIZE, '\0');
  auto* out = reinterpret_cast<unsigned char*>(hash.data());
  unsigned int size = shake256_bytes;
  const detail::error_queue_mark mark;
  const detail::openssl_handle<EVP_MD_CTX> context(EVP_MD_CTX_new());
  const bool is_done = context && EVP_DigestInit_ex2(context.get(), detail::digest_method(a), nullptr) == 1 &&
                       EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                       (has_chosen_size ? EVP_DigestFinalXOF(context.get(), out, shake256_bytes)
                                        : EVP_DigestFinal_ex(context.get(), out, &size)) == 1;
  if (!is_done) return error{errc::cryptography_failed, step::unknown, "digest"};
  hash.resize(size);
  return hash;
}

/// What `code_challenge` is for a code verifier with S256. Specification: RFC 7636 section 4.2.
[[nodiscard]] inline result<std::string> code_challenge(std::string_view code_verifier) {
  auto hash = digest(digest_algorithm::sha256, code_verifier);
  if (!hash) return hash.error();
  return encode_base64url(*hash);
}

/// What `at_hash` is for an access token, and `c_hash` for a code, beside an ID token whose signature goes with that hash:
/// `verified_jws::digest`.
/// Specification: OpenID Connect Core 3.1.3.6 and 3.3.2.11; for EdDSA, which it does not name, the hash inside the signature.
[[nodiscard]] inline result<std::string> token_hash(digest_algorithm a, std::string_view token) {
  auto hash = digest(a, token);
  if (!hash) return hash.error();
  return encode_base64url(std::string_view(*hash).substr(0, hash->size() / 2));
}

}  // namespace rowclaim::inline v0_1
