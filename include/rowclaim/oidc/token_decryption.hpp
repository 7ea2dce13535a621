// SPDX-License-Identifier: BSL-1.0
// Tokens that are encrypted for this client: ID tokens, userinfo and authorization responses that have a signed token inside.
#pragma once

#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/encryption.hpp>
#include <rowclaim/jose/encryption_key.hpp>
#include <rowclaim/jose/jwe.hpp>
#include <rowclaim/jose/jws.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// The client's keys, and what it registered for them as `..._encrypted_response_alg` and `..._encrypted_response_enc`.
struct token_decryption {
  decryption_key_set keys;
  key_management_set management;                               ///< there is no RSA1_5
  content_encryption_set encryption = {content_encryption::a128cbc_hs256};  ///< what a client gets that registered no `enc`
  bool allow_unencrypted = false;  ///< takes tokens that are signed only, which is against what was agreed

  decryption_rules rules(const token_limits& limits = {}) const {
    return {.management = management, .encryption = encryption, .limits = limits};
  }
};

/// Keys from the client secret: what a client opens tokens with that registered `dir`, `A128KW` or another of that family.
///
/// Errors: those of `client_secret_key`.
/// Specification: OpenID Connect Core 10.2.
[[nodiscard]] inline result<token_decryption> client_secret_decryption(const secret& client_secret, key_management management,
                                                                       content_encryption encryption) {
  auto key = client_secret_key(client_secret, management, encryption);
  if (!key) return key.error();
  std::vector<decryption_key> keys;
  keys.push_back(std::move(*key));
  return token_decryption{.keys = decryption_key_set(std::move(keys)), .management = {management}, .encryption = {encryption}};
}

namespace detail {

/// The signed token inside a token for this client, or the token itself if none was to be encrypted. What was decrypted stays in
/// `memory`, which is empty afterwards if nothing was.
///
/// Errors: `encryption_missing` where a token had to be encrypted; those of `open_nested`.
/// Specification: OpenID Connect Core 3.1.3.7 (1) and 10.2: signed, and then encrypted; a token of five parts that nobody agreed on is
///   left to the verifier of signatures, which refuses it.
[[nodiscard]] inline result<std::string_view> open_token_for_us(std::string_view token,
                                                                const std::optional<token_decryption>& decryption,
                                                                const token_limits& limits, secret& memory, step where) {
  if (!memory.is_empty()) memory = secret();
  if (!decryption) return token;
  if (std::ranges::count(token, '.') == 2) {
    if (!decryption->allow_unencrypted) return error{errc::encryption_missing, where};
    return token;
  }
  auto inner = open_nested(token, decryption->keys, decryption->rules(limits));
  if (!inner) return inner.error();
  memory = std::move(*inner);
  return memory.reveal();
}

}  // namespace detail

}  // namespace rowclaim::inline v0_1
