// SPDX-License-Identifier: BSL-1.0
// Signed tokens: a payload comes out only of a token whose header, key and signature have all been checked.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/compact_parts.hpp>
#include <rowclaim/jose/detail/header_memo.hpp>
#include <rowclaim/jose/detail/kept_verifier.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/key_set.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What a token's header says. `key_id`, `type` and `content_type` are `kid`, `typ` and `cty`, byte by byte.
struct jws_header {
  rowclaim::algorithm algorithm;
  std::optional<std::string> key_id = {};
  std::optional<std::string> type = {};
  std::optional<std::string> content_type = {};
};

/// A token that was verified: what the header says, the payload's bytes, and the hash that goes with the signature (for `at_hash`).
struct verified_jws {
  jws_header header;
  std::string payload;
  digest_algorithm digest;
};

/// A token that was verified in memory of the caller's, until the next one is.
struct verified_jws_view {
  jws_header_view header;
  std::string_view payload;
  digest_algorithm digest;
};

class jws_memory;

namespace detail {

/// Parts and header of a token whose signature nobody has checked.
struct opened_token {
  compact_parts parts;
  const jws_header_view* header;
};

inline result<const opened_token*> open_token(std::string_view token, const algorithm_set& allowed, const token_limits& limits,
                                              jws_memory& memory);
inline result<const verified_jws_view*> finish_token(const opened_token& token, const verification_key& key, jws_memory& memory);

}  // namespace detail

/// What the verification of tokens needs of memory and of OpenSSL's contexts: whoever keeps one for many tokens allocates nothing for
/// a further one. Used by one thread at a time; holds what the last token said.
class jws_memory {
 public:
  jws_memory() = default;
  jws_memory(const jws_memory&) = delete;
  jws_memory& operator=(const jws_memory&) = delete;

 private:
  friend result<const detail::opened_token*> detail::open_token(std::string_view, const algorithm_set&, const token_limits&,
                                                                jws_memory&);
  friend result<const verified_jws_view*> detail::finish_token(const detail::opened_token&, const verification_key&, jws_memory&);

  detail::header_memo headers_;
  detail::kept_verifier contexts_;
  std::string payload_;
  // What goes from step to step stays in its place: to load as a whole what has just been written by parts takes a processor longer
  // than any of the steps.
  detail::opened_token opened_{};
  verified_jws_view verified_{};
};

namespace detail {

/// Everything about a token that can be judged without a key.
inline result<const opened_token*> open_token(std::string_view token, const algorithm_set& allowed, const token_limits& limits,
                                              jws_memory& memory) {
  if (token.size() > limits.token_bytes) return error{errc::token_too_large, step::signature};
  if (!split_compact(token, memory.opened_.parts)) return error{errc::token_malformed, step::signature};
  const std::string_view encoded_header = memory.opened_.parts.header;
  if (encoded_header.size() > limits.header_bytes) return error{errc::token_too_large, step::signature, "header"};
  const auto header = memory.headers_.read(encoded_header, allowed, limits);
  if (!header) return header.error();
  memory.opened_.header = *header;
  return &memory.opened_;
}

/// The signature of an opened token, and its payload once that has succeeded.
inline result<const verified_jws_view*> finish_token(const opened_token& token, const verification_key& key, jws_memory& memory) {
  std::array<char, max_signature_bytes> signature;
  const std::string_view text = token.parts.signature;
  if (base64url_decoded_size(text.size()) > signature.size()) return error{errc::signature_malformed, step::signature, "length"};
  const auto size = decode_base64url(text, signature);
  if (!size) return token_refusal(size.error(), "signature", token.parts.signed_bytes.size() + 1);
  const algorithm by = token.header->algorithm;
  const auto checked = key.verify(by, token.parts.signed_bytes, {signature.data(), *size}, memory.contexts_);
  if (!checked) return checked.error();
  memory.payload_.resize(base64url_decoded_size(token.parts.payload.size()));
  const auto payload = decode_base64url(token.parts.payload, memory.payload_);
  if (!payload) return token_refusal(payload.error(), "payload", token.parts.header.size() + 1);
  memory.verified_.header = *token.header;
  memory.verified_.payload = memory.payload_;
  memory.verified_.digest = key.digest_of(by);
  return &memory.verified_;
}

inline result<verified_jws_view> viewed(const result<const verified_jws_view*>& verified) {
  if (!verified) return verified.error();
  return **verified;
}

inline jws_header owned(const jws_header_view& header) {
  return {header.algorithm, std::optional<std::string>(header.key_id), std::optional<std::string>(header.type),
          std::optional<std::string>(header.content_type)};
}

inline result<verified_jws> owned(const result<verified_jws_view>& verified) {
  if (!verified) return verified.error();
  return verified_jws{owned(verified->header), std::string(verified->payload), verified->digest};
}

}  // namespace detail

/// Reads the header of a token that nobody has verified: to see which key it names, and for nothing else.
///
/// Errors: `token_too_large`; `token_malformed` unless it has three parts; `base64url_malformed`; `json_*`; `header_malformed` with the
///   parameter's name; `algorithm_unknown`; `critical_header_unknown`.
/// Specification: RFC 7515 sections 4 and 7.1; RFC 8725 section 3.1.
[[nodiscard]] inline result<jws_header> read_jws_header(std::string_view token, const token_limits& limits = {}) {
  jws_memory memory;
  const auto opened = detail::open_token(token, asymmetric_algorithms | symmetric_algorithms, limits, memory);
  if (!opened) return opened.error();
  return detail::owned(*(*opened)->header);
}

/// Verifies a token in compact serialization with the key of the set that it names, or that alone fits.
///
/// Result: in `memory`, until the next token is verified there.
/// Errors: those of `read_jws_header` and of `key_set::select`; `algorithm_not_allowed`, which comes before anything else that the
///   header says; `signature_malformed`; `signature_mismatch`; `cryptography_failed`. None contains anything of the token.
/// Complexity: independent of the number of keys; no allocation once the memory has seen a token as large.
/// Specification: RFC 7515 section 5.2; RFC 8725 sections 3.1 to 3.3.
[[nodiscard]] inline result<verified_jws_view> verify_jws(std::string_view token, const key_set& keys, const algorithm_set& allowed,
                                                          jws_memory& memory, const token_limits& limits = {}) {
  const auto opened = detail::open_token(token, allowed, limits, memory);
  if (!opened) return opened.error();
  const jws_header_view& header = *(*opened)->header;
  const auto key = keys.find(header.key_id, header.algorithm);
  if (!key) return key.error();
  return detail::viewed(detail::finish_token(**opened, **key, memory));
}

/// Verifies a token with the one key that the caller says it must be, whatever `kid` it names: for a client's shared secret.
/// Errors and specification: those of the form with a set.
[[nodiscard]] inline result<verified_jws_view> verify_jws(std::string_view token, const verification_key& key,
                                                          const algorithm_set& allowed, jws_memory& memory,
                                                          const token_limits& limits = {}) {
  const auto opened = detail::open_token(token, allowed, limits, memory);
  if (!opened) return opened.error();
  return detail::viewed(detail::finish_token(**opened, key, memory));
}

/// The same with a result that has its own memory.
[[nodiscard]] inline result<verified_jws> verify_jws(std::string_view token, const key_set& keys, const algorithm_set& allowed,
                                                     const token_limits& limits = {}) {
  jws_memory memory;
  return detail::owned(verify_jws(token, keys, allowed, memory, limits));
}
[[nodiscard]] inline result<verified_jws> verify_jws(std::string_view token, const verification_key& key,
                                                     const algorithm_set& allowed, const token_limits& limits = {}) {
  jws_memory memory;
  return detail::owned(verify_jws(token, key, allowed, memory, limits));
}

}  // namespace rowclaim::inline v0_1
