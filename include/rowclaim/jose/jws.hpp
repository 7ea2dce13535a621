// SPDX-License-Identifier: BSL-1.0
// Signed tokens: a payload comes out only of a token whose header, key and signature have all been checked.
#pragma once

#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/compact_parts.hpp>
#include <rowclaim/jose/detail/header_reader.hpp>
#include <rowclaim/jose/key_set.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// How large a token may be; all of it is checked before anything is decoded.
struct token_limits {
  std::size_t token_bytes = 16u << 10;
  std::size_t header_bytes = 4u << 10;  ///< of the header as it stands in the token
  std::size_t header_depth = 8;
  std::size_t header_members = 64;
};

/// What a token's header says. `key_id`, `type` and `content_type` are `kid`, `typ` and `cty`, byte by byte.
struct jws_header {
  rowclaim::algorithm algorithm;
  std::optional<std::string> key_id;
  std::optional<std::string> type;
  std::optional<std::string> content_type;
};

/// A token that was verified: what the header says, and the payload's bytes.
struct verified_jws {
  jws_header header;
  std::string payload;
};

namespace detail {

inline error token_refusal(error why, std::string_view part, std::size_t offset) {
  why.where = step::signature;
  why.detail = part;
  if (why.position != error::no_position) why.position += offset;
  return why;
}

inline result<std::optional<std::string>> optional_text(const header_parameter& parameter, std::string_view name) {
  if (!parameter.is_present) return std::optional<std::string>();
  if (!parameter.is_text) return error{errc::header_malformed, step::signature, name};
  return std::optional<std::string>(parameter.text);
}

/// Reads the header's JSON and judges it: the algorithm before anything else that it says.
inline result<jws_header> judge_header(std::string_view json, const algorithm_set& allowed, const token_limits& limits) {
  header_reader reader;
  const json_limits text_limits{
      .bytes = json.size(), .depth = limits.header_depth, .members = limits.header_members, .string_bytes = json.size()};
  if (const auto read = read_strict_json(json, reader, text_limits); !read) {
    error why = read.error();
    why.where = step::signature;
    return why;
  }
  // RFC 7515 4.1.1: `alg` must be there, and be a string compared byte by byte; RFC 8725 3.1: it must be one that the caller allows.
  if (!reader.algorithm_name.is_text) return error{errc::header_malformed, step::signature, "alg"};
  const auto named = algorithm_named(reader.algorithm_name.text);
  if (!named) return error{errc::algorithm_unknown, step::signature, "alg"};
  if (!allowed.contains(*named)) return error{errc::algorithm_not_allowed, step::signature, "alg"};
  // RFC 7515 4.1.11: no extension is understood here, so `crit` refuses whatever it lists, and in whatever shape.
  if (reader.has_critical) return error{errc::critical_header_unknown, step::signature, "crit"};
  // RFC 7797 6: `b64` has no meaning without `crit`; a reader that knew it would sign other bytes.
  if (reader.has_unencoded_payload) return error{errc::critical_header_unknown, step::signature, "b64"};
  auto key_id = optional_text(reader.key_id, "kid");
  if (!key_id) return key_id.error();
  auto type = optional_text(reader.type, "typ");
  if (!type) return type.error();
  auto content_type = optional_text(reader.content_type, "cty");
  if (!content_type) return content_type.error();
  return jws_header{*named, std::move(*key_id), std::move(*type), std::move(*content_type)};
}

struct opened_token {
  compact_parts parts;
  jws_header header;
};

/// Everything about a token that can be judged without a key.
inline result<opened_token> open_token(std::string_view token, const algorithm_set& allowed, const token_limits& limits) {
  if (token.size() > limits.token_bytes) return error{errc::token_too_large, step::signature};
  const auto parts = split_compact(token);
  if (!parts) return parts.error();
  if (parts->header.size() > limits.header_bytes) return error{errc::token_too_large, step::signature, "header"};
  // A header of the usual size is decoded on the stack.
  std::array<char, 3072> usual;
  std::string unusual;
  std::span<char> buffer(usual);
  if (const std::size_t size = base64url_decoded_size(parts->header.size()); size > usual.size()) {
    unusual.resize(size);
    buffer = unusual;
  }
  const auto decoded = decode_base64url(parts->header, buffer);
  if (!decoded) return token_refusal(decoded.error(), "header", 0);
  auto header = judge_header({buffer.data(), *decoded}, allowed, limits);
  if (!header) return header.error();
  return opened_token{*parts, std::move(*header)};
}

/// The signature of an opened token. The rest of it is not looked at before this has succeeded.
inline result<void> check_signature(const opened_token& token, const verification_key& key) {
  std::array<char, max_signature_bytes> signature;
  const std::string_view text = token.parts.signature;
  if (base64url_decoded_size(text.size()) > signature.size()) return error{errc::signature_malformed, step::signature, "length"};
  const auto size = decode_base64url(text, signature);
  if (!size) return token_refusal(size.error(), "signature", token.parts.signed_bytes.size() + 1);
  return key.verify(token.header.algorithm, token.parts.signed_bytes, {signature.data(), *size});
}

inline result<verified_jws> finish_token(opened_token token, const verification_key& key) {
  if (const auto checked = check_signature(token, key); !checked) return checked.error();
  auto payload = decode_base64url(token.parts.payload);
  if (!payload) return token_refusal(payload.error(), "payload", token.parts.header.size() + 1);
  return verified_jws{std::move(token.header), std::move(*payload)};
}

}  // namespace detail

/// Reads the header of a token that nobody has verified: to see which key it names, and for nothing else.
///
/// Errors: `token_too_large`; `token_malformed` unless it has three parts; `base64url_malformed`; `json_*`; `header_malformed` with the
///   parameter's name; `algorithm_unknown`; `critical_header_unknown`.
/// Specification: RFC 7515 sections 4 and 7.1; RFC 8725 section 3.1.
[[nodiscard]] inline result<jws_header> read_jws_header(std::string_view token, const token_limits& limits = {}) {
  auto opened = detail::open_token(token, asymmetric_algorithms | symmetric_algorithms, limits);
  if (!opened) return opened.error();
  return std::move(opened->header);
}

/// Verifies a token in compact serialization with the key of the set that it names, or that alone fits.
///
/// Errors: those of `read_jws_header` and of `key_set::select`; `algorithm_not_allowed`, which comes before anything else that the
///   header says; `signature_malformed`; `signature_mismatch`; `cryptography_failed`. None contains anything of the token.
/// Specification: RFC 7515 section 5.2; RFC 8725 sections 3.1 to 3.3.
[[nodiscard]] inline result<verified_jws> verify_jws(std::string_view token, const key_set& keys, const algorithm_set& allowed,
                                                     const token_limits& limits = {}) {
  auto opened = detail::open_token(token, allowed, limits);
  if (!opened) return opened.error();
  const std::optional<std::string>& named = opened->header.key_id;
  const auto key = keys.select(named ? std::optional<std::string_view>(*named) : std::nullopt, opened->header.algorithm);
  if (!key) return key.error();
  return detail::finish_token(std::move(*opened), *key);
}

/// Verifies a token with the one key that the caller says it must be, whatever `kid` it names: for a client's shared secret.
/// Errors and specification: those of the form with a set.
[[nodiscard]] inline result<verified_jws> verify_jws(std::string_view token, const verification_key& key,
                                                     const algorithm_set& allowed, const token_limits& limits = {}) {
  auto opened = detail::open_token(token, allowed, limits);
  if (!opened) return opened.error();
  return detail::finish_token(std::move(*opened), key);
}

}  // namespace rowclaim::inline v0_1
