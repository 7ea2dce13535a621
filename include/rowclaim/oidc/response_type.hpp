// SPDX-License-Identifier: BSL-1.0
// What an authorization response carries, and by which way the browser brings it.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>
#include <iterator>
#include <optional>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// What the client asks to get back through the browser.
/// Specification: OpenID Connect Core section 3; OAuth 2.0 Multiple Response Type Encoding Practices sections 3 and 5.
enum class response_type : unsigned char { code, id_token, id_token_token, code_id_token, code_token, code_id_token_token };

/// How the response comes: in the query, in the fragment, or as a form that the browser posts; `_jwt` means as one signed token.
/// Specification: Multiple Response Type Encoding Practices section 2.1; Form Post Response Mode section 2; JARM section 2.3.
enum class response_mode : unsigned char { query, fragment, form_post, query_jwt, fragment_jwt, form_post_jwt };

namespace detail {

inline constexpr std::string_view response_type_names[] = {
    "code", "id_token", "id_token token", "code id_token", "code token", "code id_token token",
};
inline constexpr std::string_view response_mode_names[] = {
    "query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt",
};

/// The words of a response type as bits. No bits at all for an empty text, an unknown word and one that comes twice.
constexpr unsigned response_type_words(std::string_view text) noexcept {
  constexpr std::string_view known[] = {"code", "id_token", "token"};
  unsigned words = 0;
  for (;;) {
    const std::size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    unsigned bit = 0;
    for (std::size_t i = 0; i < std::size(known); ++i)
      if (word == known[i]) bit = 1u << i;
    if (bit == 0 || (words & bit) != 0) return 0;
    words |= bit;
    if (end == std::string_view::npos) return words;
    text.remove_prefix(end + 1);
  }
}

}  // namespace detail

/// The name as the specification spells it, for example "code id_token".
constexpr std::string_view name(response_type type) noexcept {
  const auto i = static_cast<std::size_t>(type);
  return i < std::size(detail::response_type_names) ? detail::response_type_names[i] : "unknown";
}

/// The name as the specification spells it, for example "form_post.jwt".
constexpr std::string_view name(response_mode mode) noexcept {
  const auto i = static_cast<std::size_t>(mode);
  return i < std::size(detail::response_mode_names) ? detail::response_mode_names[i] : "unknown";
}

/// Whether two response types are the same: the order of their words means nothing. An unknown word makes it no response type at all.
/// Specification: Multiple Response Type Encoding Practices section 3.
constexpr bool is_same_response_type(std::string_view a, std::string_view b) noexcept {
  const unsigned words = detail::response_type_words(a);
  return words != 0 && words == detail::response_type_words(b);
}

/// The response type of that name, its words in any order; nothing for any other text, such as `token`, with which nobody signs in.
constexpr std::optional<response_type> response_type_named(std::string_view text) noexcept {
  for (std::size_t i = 0; i < std::size(detail::response_type_names); ++i)
    if (is_same_response_type(detail::response_type_names[i], text)) return static_cast<response_type>(i);
  return std::nullopt;
}

/// The response mode of that name; nothing for any other text.
constexpr std::optional<response_mode> response_mode_named(std::string_view text) noexcept {
  for (std::size_t i = 0; i < std::size(detail::response_mode_names); ++i)
    if (detail::response_mode_names[i] == text) return static_cast<response_mode>(i);
  return std::nullopt;
}

/// Whether the authorization response carries a code.
constexpr bool has_code(response_type type) noexcept {
  return type != response_type::id_token && type != response_type::id_token_token;
}

/// Whether the authorization response carries an ID token.
constexpr bool has_id_token(response_type type) noexcept {
  return type != response_type::code && type != response_type::code_token;
}

/// Whether the authorization response carries an access token.
constexpr bool has_token(response_type type) noexcept {
  return type == response_type::id_token_token || type == response_type::code_token || type == response_type::code_id_token_token;
}

/// How a response comes if nobody asks for another way: tokens never travel in a query, which logs and referrers keep.
/// Specification: Multiple Response Type Encoding Practices sections 2.1 and 5.
constexpr response_mode default_mode(response_type type) noexcept {
  return type == response_type::code ? response_mode::query : response_mode::fragment;
}

/// Whether the response is one signed token (JARM).
constexpr bool is_signed(response_mode mode) noexcept {
  return mode == response_mode::query_jwt || mode == response_mode::fragment_jwt || mode == response_mode::form_post_jwt;
}

/// The way without the signed token around it: what the browser does is the same.
constexpr response_mode without_signature(response_mode mode) noexcept {
  switch (mode) {
    case response_mode::query_jwt: return response_mode::query;
    case response_mode::fragment_jwt: return response_mode::fragment;
    case response_mode::form_post_jwt: return response_mode::form_post;
    case response_mode::query:
    case response_mode::fragment:
    case response_mode::form_post: break;
  }
  return mode;
}

/// Whether a response of that type may come that way: tokens come in a query under no circumstances, not even in a signed token.
/// Specification: Multiple Response Type Encoding Practices section 2.1; JARM section 2.3.1.
constexpr bool may_come_by(response_type type, response_mode mode) noexcept {
  return without_signature(mode) != response_mode::query || type == response_type::code;
}

}  // namespace rowclaim::inline v0_1
