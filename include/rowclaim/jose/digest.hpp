// SPDX-License-Identifier: BSL-1.0
// Hashes of text as the protocols bind one value to another: PKCE challenges, at_hash and c_hash.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>

#include <openssl/err.h>
#include <openssl/evp.h>

#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

enum class digest_algorithm : unsigned char { sha256, sha384, sha512 };

/// The hash of the bytes. Errors: `cryptography_failed`.
[[nodiscard]] inline result<std::string> digest(digest_algorithm a, std::string_view bytes) {
  const EVP_MD* method = a == digest_algorithm::sha256 ? EVP_sha256() : a == digest_algorithm::sha384 ? EVP_sha384() : EVP_sha512();
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  ERR_clear_error();
  const bool is_done = EVP_Digest(bytes.data(), bytes.size(), hash, &size, method, nullptr) == 1;
  ERR_clear_error();
  if (!is_done) return error{errc::cryptography_failed, step::unknown, "digest"};
  return std::string(reinterpret_cast<const char*>(hash), size);
}

/// The hash that belongs to a signature algorithm: the one in its name, and SHA-512 for EdDSA with Ed25519.
/// Specification: RFC 7518 section 3.1; OpenID Connect token hash algorithms (draft) section 2.
constexpr digest_algorithm digest_of(algorithm a) noexcept {
  switch (a) {
    case algorithm::rs256:
    case algorithm::ps256:
    case algorithm::es256:
    case algorithm::hs256: return digest_algorithm::sha256;
    case algorithm::rs384:
    case algorithm::ps384:
    case algorithm::es384:
    case algorithm::hs384: return digest_algorithm::sha384;
    case algorithm::rs512:
    case algorithm::ps512:
    case algorithm::es512:
    case algorithm::hs512:
    case algorithm::eddsa: break;
  }
  return digest_algorithm::sha512;
}

/// What `code_challenge` is for a code verifier with S256. Specification: RFC 7636 section 4.2.
[[nodiscard]] inline result<std::string> code_challenge(std::string_view code_verifier) {
  auto hash = digest(digest_algorithm::sha256, code_verifier);
  if (!hash) return hash.error();
  return encode_base64url(*hash);
}

/// What `at_hash` is for an access token, and `c_hash` for a code, beside an ID token signed with that algorithm.
/// Specification: OpenID Connect Core 3.1.3.6 and 3.3.2.11.
[[nodiscard]] inline result<std::string> token_hash(algorithm a, std::string_view token) {
  auto hash = digest(digest_of(a), token);
  if (!hash) return hash.error();
  return encode_base64url(std::string_view(*hash).substr(0, hash->size() / 2));
}

}  // namespace rowclaim::inline v0_1
