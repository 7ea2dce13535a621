// SPDX-License-Identifier: BSL-1.0
// Where a browser may be sent after a sign-in or a logout: addresses of an allow-list, and never wherever a request says.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/oidc/form.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What is allowed. Empty lists allow nothing.
struct return_targets {
  std::vector<std::string> addresses = {};  ///< paths or whole URLs, byte for byte
  std::vector<std::string> folders = {};  ///< paths that begin and end with '/': what is below them; "/" is all of the application
  std::string site = {};  ///< our own origin, "https://app.example": a URL there counts as its path
  std::size_t longest = 2048;
};

namespace detail {

/// The characters of paths and queries (RFC 3986), without those that some reader takes for a separator.
constexpr bool is_plain_in_targets(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("-._~!$&'()*+,;=:@/?%").find(c) != std::string_view::npos;
}

/// One round of percent decoding; what is no encoding stays as it is.
inline std::string percent_decoded_once(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && text.size() - i > 2 ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

/// Whether a path means the same to all who read it: one slash at the beginning and between two names, none of them "." or "..". Servers
/// that know path parameters take "..;x" for "..", and ";x" for nothing (RFC 3986 3.3).
inline bool has_plain_segments(std::string_view path) {
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    const std::string_view segment = path.substr(0, end);
    const std::string_view name = segment.substr(0, segment.find(';'));
    if (name.empty() || name == "." || name == "..") return false;
    if (end == std::string_view::npos) break;
    path.remove_prefix(end + 1);
  }
  return true;
}

inline bool is_harmless_text(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\'; });
}

/// Whether a path and query stays on this site whoever reads it and however often it is decoded.
inline bool is_path_of_ours(std::string_view target) {
  if (target.empty() || !std::ranges::all_of(target, is_plain_in_targets)) return false;
  // A percent sign that encodes nothing is read in as many ways as there are readers.
  if (!form_decode(target)) return false;
  std::string path(target.substr(0, target.find('?')));
  std::string whole(target);
  // Each round shortens the text or ends.
  for (;;) {
    if (!has_plain_segments(path) || !is_harmless_text(whole)) return false;
    std::string next_path = percent_decoded_once(path);
    std::string next_whole = percent_decoded_once(whole);
    if (next_path == path && next_whole == whole) return true;
    path = std::move(next_path);
    whole = std::move(next_whole);
  }
}

}  // namespace detail

/// Whether a browser may be sent to the address that a request names. Result: the address to send it to, which is the given one, or its
/// path if it was a URL of our own site.
///
/// Errors: `target_not_allowed` for everything that is not in the lists, or that two readers could understand differently.
/// Specification: RFC 9700 section 4.11.1; OpenID Connect Core section 4.
[[nodiscard]] inline result<std::string> allowed_target(std::string_view target, const return_targets& allowed) {
  const error refused{errc::target_not_allowed};
  if (target.empty() || target.size() > allowed.longest || !detail::is_harmless_text(target) ||
      target.find(' ') != std::string_view::npos)
    return refused;
  if (std::ranges::find(allowed.addresses, target) != allowed.addresses.end()) return std::string(target);
  if (!allowed.site.empty() && target.starts_with(allowed.site)) {
    target.remove_prefix(allowed.site.size());
    if (target.empty()) target = "/";
    if (std::ranges::find(allowed.addresses, target) != allowed.addresses.end()) return std::string(target);
  }
  if (!detail::is_path_of_ours(target)) return refused;
  const auto is_in = [target](const std::string& folder) {
    return folder.starts_with('/') && folder.ends_with('/') && target.starts_with(folder);
  };
  if (std::ranges::none_of(allowed.folders, is_in)) return refused;
  return std::string(target);
}

}  // namespace rowclaim::inline v0_1
