// SPDX-License-Identifier: BSL-1.0
// Encrypted tokens: opening them, writing them, and opening those that have a signed token inside.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/content_key.hpp>
#include <rowclaim/jose/detail/jwe_header.hpp>
#include <rowclaim/jose/encryption.hpp>
#include <rowclaim/jose/encryption_key.hpp>
#include <rowclaim/jose/jws.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A token that was opened: what the header says, and the plaintext. That says nothing about who wrote it: anybody can, who has the
/// recipient's public key.
struct decrypted_jwe {
  jwe_header header;
  secret plaintext;
};

/// What a recipient lets through: sets of `alg` and of `enc`. Empty ones allow nothing.
struct decryption_rules {
  key_management_set management;
  content_encryption_set encryption = every_content_encryption;
  token_limits limits = {};
};

namespace detail {

struct opened_jwe {
  jwe_parts parts;
  opened_jwe_header header;
};

/// Everything about a token that can be judged without a key.
inline result<opened_jwe> open_jwe(std::string_view token, const decryption_rules& rules) {
  if (token.size() > rules.limits.token_bytes) return jwe_refusal(errc::token_too_large);
  const auto parts = split_jwe(token);
  if (!parts) return parts.error();
  if (parts->header.size() > rules.limits.header_bytes) return jwe_refusal(errc::token_too_large, "header");
  const auto json = jwe_bytes(parts->header, "header");
  if (!json) return json.error();
  auto header = judge_jwe_header(*json, rules.management, rules.encryption, rules.limits);
  if (!header) return header.error();
  return opened_jwe{*parts, std::move(*header)};
}

/// Specification: RFC 7516 section 5.2, steps 6 to 19.
inline result<decrypted_jwe> finish_jwe(opened_jwe token, const encryption_material& key) {
  const jwe_header& header = token.header.header;
  if (!key.fits(header.management, header.encryption)) return jwe_refusal(errc::key_does_not_fit);
  const auto encrypted_key = jwe_bytes(token.parts.encrypted_key, "encrypted key");
  if (!encrypted_key) return encrypted_key.error();
  auto iv = jwe_bytes(token.parts.iv, "iv");
  if (!iv) return iv.error();
  auto ciphertext = jwe_bytes(token.parts.ciphertext, "ciphertext");
  if (!ciphertext) return ciphertext.error();
  auto tag = jwe_bytes(token.parts.tag, "tag");
  if (!tag) return tag.error();
  const error_queue_mark mark;
  const auto content_key = opened_content_key(key, token.header, *encrypted_key);
  if (!content_key) return content_key.error();
  auto plaintext = open_content(header.encryption, content_key->bytes(), {std::move(*iv), std::move(*ciphertext), std::move(*tag)},
                                token.parts.header);
  if (!plaintext) return plaintext.error();
  if (!content_key->is_right()) return decryption_refusal();
  return decrypted_jwe{std::move(token.header.header), std::move(*plaintext)};
}

}  // namespace detail

/// Reads the header of a token that nobody has opened: to see what it is and which key it names, and for nothing else.
///
/// Errors: `token_too_large`; `token_malformed` unless it has five parts; `base64url_malformed`; `json_*`; `header_malformed` with the
///   parameter's name; `algorithm_unknown`; `critical_header_unknown`; `compression_refused`.
/// Specification: RFC 7516 sections 4 and 7.1.
[[nodiscard]] inline result<jwe_header> read_jwe_header(std::string_view token, const token_limits& limits = {}) {
  auto opened = detail::open_jwe(token, {asymmetric_key_management | symmetric_key_management, every_content_encryption, limits});
  if (!opened) return opened.error();
  return std::move(opened->header.header);
}

/// Opens a token in compact serialization with the key of the set that it names, or that alone fits.
///
/// Errors: those of `read_jwe_header` and of `decryption_key_set::select`; `algorithm_not_allowed` with "alg" or "enc", which comes
///   before anything else that the header says; `key_malformed`, `key_unsupported`, `key_is_private` or `key_does_not_fit` for an
///   ephemeral key; `decryption_failed` for whatever is wrong with the rest, without a word about what; `cryptography_failed` and
///   `random_failed`, which do not depend on the token. None contains anything of the token.
/// Specification: RFC 7516 sections 5.2 and 11.5; RFC 8725 sections 3.1 to 3.6.
[[nodiscard]] inline result<decrypted_jwe> decrypt_jwe(std::string_view token, const decryption_key_set& keys,
                                                       const decryption_rules& rules) {
  auto opened = detail::open_jwe(token, rules);
  if (!opened) return opened.error();
  const jwe_header& header = opened->header.header;
  const auto key = keys.select(detail::view_of(header.key_id), header.management, header.encryption);
  if (!key) return key.error();
  return detail::finish_jwe(std::move(*opened), detail::material_access::of(*key));
}

/// Opens a token with the one key that the caller says it must be, whatever `kid` it names.
/// Errors and specification: those of the form with a set.
[[nodiscard]] inline result<decrypted_jwe> decrypt_jwe(std::string_view token, const decryption_key& key,
                                                       const decryption_rules& rules) {
  auto opened = detail::open_jwe(token, rules);
  if (!opened) return opened.error();
  return detail::finish_jwe(std::move(*opened), detail::material_access::of(key));
}

/// Opens an encrypted token that has a signed token inside, and gives that one: unverified, for `verify_jws` or a verifier of `oidc/`.
/// There are two layers and no more: a signed one in an encrypted one.
///
/// Errors: those of `decrypt_jwe`; `token_type_mismatch` unless `cty` says JWT; `nested_too_deeply` if what is inside is encrypted
///   again; `token_malformed` if it is no compact token.
/// Specification: RFC 7519 sections 5.2, 7.2 and 11.2; OpenID Connect Core 10.2.
[[nodiscard]] inline result<secret> open_nested(std::string_view token, const decryption_key_set& keys,
                                                const decryption_rules& rules) {
  auto outer = decrypt_jwe(token, keys, rules);
  if (!outer) return outer.error();
  const std::optional<std::string>& content = outer->header.content_type;  // RFC 7519 5.2
  if (!content || !detail::is_application_type(*content, "JWT")) return detail::jwe_refusal(errc::token_type_mismatch, "cty");
  const std::string_view inner = outer->plaintext.reveal();
  if (detail::split_jwe(inner)) return detail::jwe_refusal(errc::nested_too_deeply);
  if (detail::compact_parts parts; !detail::split_compact(inner, parts)) return detail::jwe_refusal(errc::token_malformed);
  return std::move(outer->plaintext);
}

/// What a new token's header says besides its algorithms.
struct encryption_options {
  std::optional<std::string> type = {};
  std::optional<std::string> content_type = {};  ///< "JWT" for a signed token inside
  std::optional<std::string> key_id = {};  ///< instead of the recipient's key's own
};

/// Writes a token in compact serialization that the key's owner can open.
///
/// Errors: `key_does_not_fit`; `json_*` for texts that a header cannot have; `random_failed`; `cryptography_failed`.
/// Specification: RFC 7516 section 5.1.
[[nodiscard]] inline result<std::string> encrypt_jwe(std::string_view plaintext, const encryption_key& recipient, key_management k,
                                                     content_encryption c, const encryption_options& options = {}) {
  const detail::encryption_material& key = detail::material_access::of(recipient);
  if (!key.fits(k, c)) return detail::jwe_refusal(errc::key_does_not_fit);
  const detail::error_queue_mark mark;
  boost::json::object header{{"alg", name(k)}, {"enc", name(c)}};
  const auto add = [&header](std::string_view parameter, const std::optional<std::string>& text) {
    if (text) header[{parameter.data(), parameter.size()}] = *text;
  };
  add("kid", options.key_id ? options.key_id : key.key_id);
  add("typ", options.type);
  add("cty", options.content_type);
  const auto sent = detail::new_content_key(key, k, c, header);
  if (!sent) return sent.error();
  const auto iv = detail::random_bytes(detail::scheme_of(c).iv_bytes);
  if (!iv) return iv.error();
  const std::string json = boost::json::serialize(header);
  // What a recipient here would refuse is not written: texts that are not UTF-8, or too long.
  if (const auto read = detail::judge_jwe_header(json, {k}, {c}, {}); !read) return read.error();
  std::string token = encode_base64url(json);
  const auto sealed = detail::seal_content(c, sent->content_key.reveal(), std::string(iv->reveal()), plaintext, token);
  if (!sealed) return sealed.error();
  for (const std::string* part : {&sent->encrypted_key, &sealed->iv, &sealed->ciphertext, &sealed->tag})
    token.append(".").append(encode_base64url(*part));
  return token;
}

}  // namespace rowclaim::inline v0_1
