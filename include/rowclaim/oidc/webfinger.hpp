// SPDX-License-Identifier: BSL-1.0
// Finding a person's provider from what the person types: an address, a host or a URL.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/metadata.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What a person typed, as WebFinger asks about it.
struct webfinger_identifier {
  std::string resource;   ///< an acct: or https: URI
  std::string authority;  ///< the host that is asked, with its port if it has one
  bool is_https = true;   ///< false only for a URL on loopback that the policy allows
};

/// Where an identifier may lead. A person decides which host is asked, and that host which issuer is: an application that knows its
/// providers should name the hosts and the issuers. Any other should ask through a transport that refuses private addresses
/// (`httplib_options::refuse_private_addresses`), or whoever types `joe@10.0.0.1:8443` looks around inside its network.
struct webfinger_options {
  std::vector<std::string> allowed_hosts = {};  ///< authorities, compared without case; empty: every host
  std::vector<std::string> allowed_issuers = {};  ///< compared byte for byte; empty: every issuer
};

namespace detail {

inline constexpr std::string_view issuer_relation = "http://openid.net/specs/connect/1.0/issuer";

inline error identifier_refusal(std::string_view why) { return {errc::identifier_malformed, step::webfinger, why}; }

/// Whether a text can be host and port. What it names is for the transport to find out.
inline bool is_authority(std::string_view text) {
  return !text.empty() && text.find_first_of("@/?#%\\\"<>^`{|}") == std::string_view::npos &&
         static_cast<bool>(read_url(std::string("https://").append(text).append("/")));
}

inline result<webfinger_identifier> account_identifier(std::string_view account) {
  // RFC 7565 7: an at sign in the name is written %40, so the last one is before the host.
  const std::size_t at = account.rfind('@');
  if (at == std::string_view::npos || at == 0) return identifier_refusal("no name before the host");
  const std::string_view host = account.substr(at + 1);
  if (account.substr(0, at).find_first_of("@/?#") != std::string_view::npos) return identifier_refusal("the name");
  if (!is_authority(host)) return identifier_refusal("the host");
  return webfinger_identifier{std::string("acct:").append(account), std::string(host)};
}

inline result<webfinger_identifier> url_identifier(std::string url, const url_policy& urls) {
  const std::size_t authority = url.find("//") + 2;
  // A URL without a path has the path "/" (RFC 3986 6.2.3).
  const std::size_t path = url.find_first_of("/?", authority);
  if (path == std::string::npos) url += '/';
  else if (url[path] == '?') url.insert(path, "/");
  // An address with a port is a URL with a name before its host (Discovery 2.1.2), which nobody logs in with.
  const std::string_view written = std::string_view(url).substr(authority, url.find('/', authority) - authority);
  const std::string_view host = written.substr(written.rfind('@') + 1);  // npos + 1 is 0
  const auto asked = read_url(url.substr(0, authority).append(host).append(url.substr(authority + written.size())), urls);
  if (!asked) return error{asked.error().code, step::webfinger, "identifier"};
  return webfinger_identifier{std::move(url), asked->authority, asked->is_https};
}

}  // namespace detail

/// Reads an identifier: `joe@example.com`, `acct:joe@example.com`, `example.com`, `example.com:8080`, `https://example.com/joe`.
///
/// Errors: `identifier_malformed`, saying why, also for XRIs and other schemes; `url_malformed` and `url_not_https`.
/// Specification: OpenID Connect Discovery 1.0 section 2.1; RFC 7565 section 7.
[[nodiscard]] inline result<webfinger_identifier> read_identifier(std::string_view typed, const url_policy& urls = {}) {
  if (typed.empty() || typed.size() > 2048) return detail::identifier_refusal("length");
  if (!std::ranges::all_of(typed, [](char c) { return c > 0x20 && c < 0x7f; })) return detail::identifier_refusal("characters");
  if (std::string_view("=@+$!(").find(typed.front()) != std::string_view::npos) return detail::identifier_refusal("an XRI");
  typed = typed.substr(0, typed.find('#'));  // 2.1.2: a fragment is cut off
  if (typed.empty()) return detail::identifier_refusal("length");
  constexpr std::string_view account = "acct:";
  if (detail::equals_ignoring_case(typed.substr(0, account.size()), account))
    return detail::account_identifier(typed.substr(account.size()));
  if (typed.find("://") != std::string_view::npos) return detail::url_identifier(std::string(typed), urls);
  // 2.1.2: a name and a host, and nothing else, are an account; anything else without a scheme is a URL. A colon begins a port
  // then.
  const std::size_t at = typed.find('@');
  const bool is_account = at != std::string_view::npos && typed.find_first_of("/?:") == std::string_view::npos;
  if (is_account) return detail::account_identifier(typed);
  return detail::url_identifier(std::string("https://").append(typed), urls);
}

/// Where WebFinger is asked. Specification: OpenID Connect Discovery 1.0 section 2; RFC 7033 section 4.1.
[[nodiscard]] inline std::string webfinger_url(const webfinger_identifier& identifier) {
  return std::string(identifier.is_https ? "https://" : "http://")
      .append(identifier.authority)
      .append("/.well-known/webfinger?")
      .append(form_encode({{"resource", identifier.resource}, {"rel", std::string(detail::issuer_relation)}}));
}

/// Reads the issuer out of an answer. Everything else in it is ignored.
///
/// Errors: `json_*`; `issuer_missing` without a link of that relation; `json_wrong_type`; `url_malformed` and `url_not_https`
///   unless it is an https URL without query and fragment.
/// Specification: OpenID Connect Discovery 1.0 section 2; RFC 7033 section 4.4.
[[nodiscard]] inline result<std::string> read_webfinger(std::string_view json, const url_policy& urls = {}) {
  const auto document = parse_strict_json_object(json);
  if (!document) return detail::in_step(document.error(), step::webfinger);
  const boost::json::value* links = document->if_contains("links");
  if (links == nullptr) return error{errc::issuer_missing, step::webfinger};
  if (!links->is_array()) return error{errc::json_wrong_type, step::webfinger, "links"};
  for (const boost::json::value& element : links->get_array()) {
    if (!element.is_object()) return error{errc::json_wrong_type, step::webfinger, "links"};
    const boost::json::object& link = element.get_object();
    const auto relation = detail::text_member(link, "rel", errc::json_wrong_type, step::webfinger);
    if (!relation) return relation.error();
    if (*relation != detail::issuer_relation) continue;
    auto issuer = detail::text_member(link, "href", errc::json_wrong_type, step::webfinger);
    if (!issuer) return issuer.error();
    if (!*issuer) return error{errc::issuer_missing, step::webfinger, "href"};
    if (const auto url = read_url(**issuer, urls); !url) return error{url.error().code, step::webfinger, "href"};
    if ((*issuer)->find('?') != std::string::npos) return error{errc::url_malformed, step::webfinger, "href"};
    return std::move(**issuer);
  }
  return error{errc::issuer_missing, step::webfinger};
}

/// Asks the host of an identifier for the issuer.
///
/// Errors: those of `read_identifier` and `read_webfinger`; `host_not_allowed` for a host that is not allowed; `issuer_unknown` for an
///   issuer that is not; those of the transport; `status_unexpected`; `content_type_unexpected`.
[[nodiscard]] inline result<std::string> find_issuer(transport_ref transport, std::string_view typed,
                                                     const webfinger_options& options = {}) {
  const auto identifier = read_identifier(typed, transport.urls());
  if (!identifier) return identifier.error();
  const auto is_asked = [&](std::string_view host) { return detail::equals_ignoring_case(host, identifier->authority); };
  if (!options.allowed_hosts.empty() && std::ranges::none_of(options.allowed_hosts, is_asked))
    return error{errc::host_not_allowed, step::webfinger, "host"};
  const auto response = detail::send_in_step(
      transport,
      {.method = "GET", .url = webfinger_url(*identifier), .headers = {{"Accept", "application/jrd+json, application/json"}}},
      step::webfinger);
  if (!response) return response.error();
  if (response->status != 200) return error{errc::status_unexpected, step::webfinger};
  const std::string type = response->media_type();
  if (type != "application/jrd+json" && type != "application/json") return error{errc::content_type_unexpected, step::webfinger};
  auto issuer = read_webfinger(response->body, transport.urls());
  if (!issuer) return issuer.error();
  if (!options.allowed_issuers.empty() && std::ranges::find(options.allowed_issuers, *issuer) == options.allowed_issuers.end())
    return error{errc::issuer_unknown, step::webfinger};
  return issuer;
}

/// From what a person typed to the metadata of the person's provider. Errors: those of `find_issuer` and `discover`.
[[nodiscard]] inline result<provider_metadata> discover_by_identifier(transport_ref transport, std::string_view typed,
                                                                      const webfinger_options& options = {}) {
  const auto issuer = find_issuer(transport, typed, options);
  if (!issuer) return issuer.error();
  return discover(transport, *issuer);
}

}  // namespace rowclaim::inline v0_1
