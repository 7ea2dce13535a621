// SPDX-License-Identifier: BSL-1.0
// What kind of token an answer of the introspection endpoint is about, where the provider says it.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

// IWYU pragma: private, include <rowclaim/oidc/introspection.hpp>

namespace rowclaim::inline v0_1::detail {

/// `unsaid`: the answer is about a token of whatever kind. `other`: about one that is nothing to bring anywhere, or of two kinds at once.
enum class introspected_kind : std::uint8_t { unsaid, access, refresh, other };

/// Whether both are the same words, however they are put together: "refresh_token", "Refresh-Token", "RefreshToken". The second is in
/// lower case without anything between.
constexpr bool is_spelled(std::string_view text, std::string_view expected) {
  std::size_t matched = 0;
  for (const char c : text) {
    if (c == '_' || c == '-' || c == ' ') continue;
    if (matched == expected.size() || ascii_lower(c) != expected[matched]) return false;
    ++matched;
  }
  return matched == expected.size();
}

/// RFC 8693 3 has names for kinds of token that begin so.
constexpr std::string_view without_token_type_prefix(std::string_view text) {
  constexpr std::string_view prefix = "urn:ietf:params:oauth:token-type:";
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  return text;
}

/// A kind that the text names; `unsaid` for one that says how a token is brought ("Bearer") or written ("JWT"), or nothing known.
constexpr introspected_kind kind_named(std::string_view text) {
  text = without_token_type_prefix(text);
  const auto is_one_of = [text](const auto& names) {
    return std::ranges::any_of(names, [text](std::string_view name) { return is_spelled(text, name); });
  };
  constexpr std::array<std::string_view, 2> of_access_tokens{"accesstoken", "access"};
  // A session that lasts without the person is Keycloak's "Offline".
  constexpr std::array<std::string_view, 4> of_refresh_tokens{"refreshtoken", "refresh", "offlinetoken", "offline"};
  constexpr std::array<std::string_view, 7> of_others{"idtoken",           "id",       "logouttoken", "logout",
                                                      "authorizationcode", "authcode", "code"};
  if (is_one_of(of_access_tokens)) return introspected_kind::access;
  if (is_one_of(of_refresh_tokens)) return introspected_kind::refresh;
  return is_one_of(of_others) ? introspected_kind::other : introspected_kind::unsaid;
}

/// The kind by all the members that providers say it in; no specification has one. `token_use` and `token_usage` name kinds and nothing
/// else, so that a name that is not known there is another kind; `typ` and `token_type` mostly say something else.
///
/// Errors: `json_wrong_type` for one that is no text.
[[nodiscard]] inline result<introspected_kind> read_introspected_kind(const boost::json::object& answer) {
  struct kind_member {
    std::string_view name;
    bool is_for_kinds_alone;
  };
  constexpr std::array<kind_member, 4> members{{{"token_use", true}, {"token_usage", true}, {"typ", false}, {"token_type", false}}};
  introspected_kind kind = introspected_kind::unsaid;
  for (const kind_member& member : members) {
    const auto text = text_member(answer, member.name, errc::json_wrong_type, step::introspection);
    if (!text) return text.error();
    if (!*text) continue;
    introspected_kind said = kind_named(**text);
    if (said == introspected_kind::unsaid && member.is_for_kinds_alone) said = introspected_kind::other;
    if (said == introspected_kind::unsaid || said == kind) continue;
    kind = kind == introspected_kind::unsaid ? said : introspected_kind::other;
  }
  return kind;
}

}  // namespace rowclaim::inline v0_1::detail
