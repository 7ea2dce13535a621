// SPDX-License-Identifier: BSL-1.0
// The five parts of an encrypted token, and what its header says.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/encryption.hpp>
#include <rowclaim/jose/jws.hpp>

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/jwe.hpp>

namespace rowclaim::inline v0_1 {

/// What an encrypted token's header says. `key_id`, `type` and `content_type` are `kid`, `typ` and `cty`, byte by byte.
struct jwe_header {
  key_management management;
  content_encryption encryption;
  std::optional<std::string> key_id;
  std::optional<std::string> type;
  std::optional<std::string> content_type;
};

namespace detail {

struct jwe_parts {
  std::string_view header;
  std::string_view encrypted_key;
  std::string_view iv;
  std::string_view ciphertext;
  std::string_view tag;
};

inline error jwe_refusal(errc code, std::string_view what = {}) noexcept { return {code, step::decryption, what}; }

/// Splits at the dots: five parts, of which the encrypted key and the ciphertext may be empty. Specification: RFC 7516 section 7.1.
inline result<jwe_parts> split_jwe(std::string_view token) noexcept {
  std::array<std::string_view, 5> parts;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t dot = token.find('.');
    if (dot == std::string_view::npos) return jwe_refusal(errc::token_malformed);
    parts[i] = token.substr(0, dot);
    token.remove_prefix(dot + 1);
  }
  parts[4] = token;
  if (parts[0].empty() || parts[2].empty() || parts[4].empty() || token.find('.') != std::string_view::npos)
    return jwe_refusal(errc::token_malformed);
  return jwe_parts{parts[0], parts[1], parts[2], parts[3], parts[4]};
}

/// A part's bytes. `part` is static text, for the error.
inline result<std::string> jwe_bytes(std::string_view text, std::string_view part) {
  auto bytes = decode_base64url(text);
  if (!bytes) return jwe_refusal(errc::base64url_malformed, part);
  return bytes;
}

/// A parameter's text; nothing if it is not there. `name` is static text, for the error.
inline result<std::optional<std::string>> parameter_text(const boost::json::object& header, std::string_view name) {
  const boost::json::value* value = header.if_contains({name.data(), name.size()});
  if (value == nullptr) return std::optional<std::string>();
  const boost::json::string* text = value->if_string();
  if (text == nullptr) return jwe_refusal(errc::header_malformed, name);
  return std::optional<std::string>(std::in_place, text->data(), text->size());
}

/// The bytes of a parameter that is base64url; empty if it is not there.
inline result<std::string> parameter_bytes(const boost::json::object& header, std::string_view name) {
  const auto text = parameter_text(header, name);
  if (!text) return text.error();
  auto bytes = decode_base64url(text->value_or(std::string()));
  if (!bytes) return jwe_refusal(errc::header_malformed, name);
  return bytes;
}

/// The header's JSON, and what of it every token has. Parameters of single algorithms stay in `members`.
struct opened_jwe_header {
  jwe_header header;
  boost::json::object members;
};

template <class Algorithm>
result<Algorithm> judge_algorithm(const boost::json::object& members, std::string_view parameter,
                                  std::optional<Algorithm> (*named)(std::string_view), allow_list<Algorithm> allowed) {
  const auto text = parameter_text(members, parameter);
  if (!text) return text.error();
  if (!*text) return jwe_refusal(errc::header_malformed, parameter);
  const auto found = named(**text);
  if (!found) return jwe_refusal(errc::algorithm_unknown, parameter);
  if (!allowed.contains(*found)) return jwe_refusal(errc::algorithm_not_allowed, parameter);
  return *found;
}

/// Reads the header's JSON and judges it: the algorithms before anything else that it says.
inline result<opened_jwe_header> judge_jwe_header(std::string_view json, key_management_set management,
                                                  content_encryption_set encryption, const token_limits& limits) {
  auto members = parse_strict_json_object(
      json, {.bytes = json.size(), .depth = limits.header_depth, .members = limits.header_members, .string_bytes = json.size()});
  if (!members) {
    if (members.error().code == errc::json_wrong_type) return jwe_refusal(errc::header_malformed, "object");
    error why = members.error();
    why.where = step::decryption;
    return why;
  }
  const auto k = judge_algorithm<key_management>(*members, "alg", key_management_named, management);
  if (!k) return k.error();
  const auto c = judge_algorithm<content_encryption>(*members, "enc", content_encryption_named, encryption);
  if (!c) return c.error();
  // RFC 7516 4.1.13: no extension is understood here, so `crit` refuses whatever it lists, and in whatever shape.
  if (members->contains("crit")) return jwe_refusal(errc::critical_header_unknown, "crit");
  // RFC 8725 3.6: a few bytes can unpack to gigabytes, and the length of what is compressed tells about it.
  if (members->contains("zip")) return jwe_refusal(errc::compression_refused, "zip");
  jwe_header header{*k, *c, {}, {}, {}};
  struct choice {
    std::string_view name;
    std::optional<std::string> jwe_header::*member;
  };
  for (const choice& text :
       {choice{"kid", &jwe_header::key_id}, choice{"typ", &jwe_header::type}, choice{"cty", &jwe_header::content_type}}) {
    auto value = parameter_text(*members, text.name);
    if (!value) return value.error();
    header.*text.member = std::move(*value);
  }
  return opened_jwe_header{std::move(header), std::move(*members)};
}

}  // namespace detail

}  // namespace rowclaim::inline v0_1
