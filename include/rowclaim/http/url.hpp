// SPDX-License-Identifier: BSL-1.0
// Which URLs are contacted or believed at all: https, and plain http only towards this machine and only when asked for.
#pragma once

#include <rowclaim/core/error.hpp>
#include <rowclaim/core/result.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

struct url_policy {
  bool allow_plain_http_on_loopback = false;  ///< for tests and development: http towards localhost, 127.0.0.0/8 and [::1]
};

/// A URL taken apart, as a connection needs it.
struct url_parts {
  bool is_https;
  std::string host;       ///< without the brackets of an IPv6 address
  std::string authority;  ///< host and port as the URL writes them, for the Host header
  std::uint16_t port;
  std::string target;     ///< path and query, "/" at least
};

namespace detail {

inline bool is_loopback(const boost::urls::url_view& url) {
  switch (url.host_type()) {
    case boost::urls::host_type::ipv4: return url.host_ipv4_address().is_loopback();
    case boost::urls::host_type::ipv6: return url.host_ipv6_address().is_loopback();
    case boost::urls::host_type::name: return url.host_name() == "localhost";
    case boost::urls::host_type::none:
    case boost::urls::host_type::ipvfuture: break;
  }
  return false;
}

/// The authority as it stands in the text. Boost.URL 1.81 reads 127.0.0.1.evil.example as the host 127.0.0.1 and a path after it.
inline std::string_view written_authority(std::string_view text) {
  const std::size_t slashes = text.find("//");
  if (slashes == std::string_view::npos) return {};
  text.remove_prefix(slashes + 2);
  return text.substr(0, text.find_first_of("/?#"));
}

/// Whether a URI leads to an application that owns its scheme, which then has a dot, as a name in reverse does (RFC 8252 7.1).
inline bool has_private_use_scheme(std::string_view text) {
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  return url && !url->has_fragment() && url->scheme().find('.') != std::string::npos;
}

inline std::uint16_t port_of(const boost::urls::url_view& url, std::uint16_t otherwise) {
  const boost::urls::string_view digits = url.port();
  if (digits.empty()) return otherwise;
  std::uint16_t port = 0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return status == std::errc{} && end == digits.data() + digits.size() ? port : std::uint16_t{0};
}

}  // namespace detail

/// Takes a URL apart if it may be used.
///
/// Errors: `url_malformed` for anything but an absolute URL with a host, without user information and fragment; `url_not_https`
///   for another scheme than https, and for http unless the policy allows it and the host is this machine.
[[nodiscard]] inline result<url_parts> read_url(std::string_view text, const url_policy& policy = {}) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (!parsed) return error{errc::url_malformed};
  const boost::urls::url_view url = *parsed;
  const bool is_https = url.scheme_id() == boost::urls::scheme::https;
  if (!is_https && url.scheme_id() != boost::urls::scheme::http) return error{errc::url_not_https, step::unknown, "scheme"};
  if (url.host_type() == boost::urls::host_type::none || url.encoded_host().empty())
    return error{errc::url_malformed, step::unknown, "no host"};
  if (url.encoded_authority() != detail::written_authority(text)) return error{errc::url_malformed, step::unknown, "host"};
  if (url.has_userinfo()) return error{errc::url_malformed, step::unknown, "user information"};
  if (url.has_fragment()) return error{errc::url_malformed, step::unknown, "fragment"};
  if (!is_https && !(policy.allow_plain_http_on_loopback && detail::is_loopback(url)))
    return error{errc::url_not_https, step::unknown, "http"};

  url_parts parts{.is_https = is_https, .host = url.host_address(), .authority = {}, .port = 0, .target = {}};
  if (parts.host.find('\0') != std::string::npos) return error{errc::url_malformed, step::unknown, "host"};
  parts.port = detail::port_of(url, is_https ? 443 : 80);
  if (parts.port == 0) return error{errc::url_malformed, step::unknown, "port"};
  parts.authority = std::string(url.encoded_host_and_port());
  parts.target = std::string(url.encoded_target());
  if (!parts.target.starts_with('/')) parts.target.insert(0, "/");
  return parts;
}

}  // namespace rowclaim::inline v0_1
