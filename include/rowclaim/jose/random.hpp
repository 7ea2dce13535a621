// SPDX-License-Identifier: BSL-1.0
// Values that nobody can guess: states, nonces and code verifiers.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/base64url.hpp>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include <string>

namespace rowclaim::inline v0_1 {

/// 32 random bytes as base64url, 43 characters of [A-Za-z0-9-_]: fit for a state, a nonce and a PKCE code verifier.
///
/// Errors: `random_failed`. There is no weaker generator to fall back to.
/// Specification: RFC 7636 sections 4.1 and 7.1.
[[nodiscard]] inline result<secret> random_secret() {
  std::string bytes(32, '\0');
  ERR_clear_error();
  const bool is_random = RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) == 1;
  ERR_clear_error();
  if (!is_random) return error{errc::random_failed};
  secret made(encode_base64url(bytes));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return made;
}

}  // namespace rowclaim::inline v0_1
