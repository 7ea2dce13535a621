// SPDX-License-Identifier: BSL-1.0
// The cookie that tells the browser that began a sign-in from all others.
#pragma once

#include <rowclaim/core/secret.hpp>
#include <rowclaim/oidc/pending_sign_ins.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// When a browser sends a cookie along with what comes from other sites.
enum class same_site : unsigned char {
  lax,   ///< with links and redirects: enough for responses in the query, and for a fragment that a page of ours posts on
  none,  ///< with everything: for `form_post`, which is a post from the provider's site
};

struct sign_in_cookie_options {
  /// The prefix makes browsers refuse it from other hosts, other paths and plain http.
  std::string_view name = "__Host-sign-in";
  same_site sent = same_site::lax;
  std::int64_t lifetime = 600;  ///< in seconds; that of the sign-ins
};

/// The `Set-Cookie` header's value for what `pending_sign_ins::keep` gave.
[[nodiscard]] inline secret sign_in_cookie(const secret& browser, const sign_in_cookie_options& options = {}) {
  std::string text(options.name);
  text.append("=").append(browser.reveal()).append("; Path=/; Secure; HttpOnly; SameSite=");
  text.append(options.sent == same_site::lax ? "Lax" : "None").append("; Max-Age=").append(std::to_string(options.lifetime));
  return secret(std::move(text));
}

/// The browser's value in a request's `Cookie` header; empty if it is not there, malformed, or there twice, which somebody else then put
/// beside ours.
/// Specification: RFC 6265 sections 4.2 and 5.4.
[[nodiscard]] inline std::string_view browser_of(std::string_view cookie_header,
                                                 const sign_in_cookie_options& options = {}) noexcept {
  std::string_view found;
  bool is_there = false;
  while (!cookie_header.empty()) {
    const std::size_t end = cookie_header.find(';');
    std::string_view pair = cookie_header.substr(0, end);
    cookie_header = end == std::string_view::npos ? std::string_view() : cookie_header.substr(end + 1);
    while (pair.starts_with(' ') || pair.starts_with('\t')) pair.remove_prefix(1);
    while (pair.ends_with(' ') || pair.ends_with('\t')) pair.remove_suffix(1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != options.name) continue;
    if (is_there) return {};
    is_there = true;
    found = pair.substr(equals + 1);
  }
  return is_browser_value(found) ? found : std::string_view();
}

}  // namespace rowclaim::inline v0_1
