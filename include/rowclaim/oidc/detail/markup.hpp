// SPDX-License-Identifier: BSL-1.0
// The few pages that the protocols need, and what may stand in them.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/url.hpp>

#include <string>
#include <string_view>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// Good between tags and within quoted attributes.
inline std::string escaped_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

/// A page that says one thing and loads nothing.
inline std::string plain_page(std::string_view title) {
  const std::string text = escaped_markup(title);
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>";
  page.append(text).append("</title></head><body><p>").append(text).append("</p></body></html>\n");
  return page;
}

/// The origin of a URL as browsers write it: scheme, host in lower case, and the port unless it is the scheme's own.
/// Errors: those of `read_url`, which takes https and this machine's http here; `url_malformed` for a host of other characters.
[[nodiscard]] inline result<std::string> origin_of(std::string_view url) {
  const auto parts = read_url(url, {.allow_plain_http_on_loopback = true});
  if (!parts) return parts.error();
  std::string origin = parts->is_https ? "https://" : "http://";
  const bool is_ipv6 = parts->host.find(':') != std::string::npos;
  if (is_ipv6) origin += '[';
  for (const char c : parts->host) {
    const char lower = ascii_lower(c);
    const bool is_plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '-' || lower == '.' ||
                          lower == '_' || (is_ipv6 && lower == ':');
    // It stands in headers, where anything else would mean something.
    if (!is_plain) return error{errc::url_malformed, step::unknown, "host"};
    origin += lower;
  }
  if (is_ipv6) origin += ']';
  if (parts->port != (parts->is_https ? 443 : 80)) origin.append(":").append(std::to_string(parts->port));
  return origin;
}

}  // namespace rowclaim::inline v0_1::detail
