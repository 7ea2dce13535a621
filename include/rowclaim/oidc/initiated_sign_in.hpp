// SPDX-License-Identifier: BSL-1.0
// The address where others, most often a provider's list of applications, ask that a sign-in begin.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/oidc/received_request.hpp>
#include <rowclaim/oidc/return_target.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Whom and what the address takes.
struct initiated_sign_in_rules {
  std::vector<std::string> issuers;  ///< the providers that are known, byte for byte
  return_targets targets = {};       ///< where `target_link_uri` may lead
  std::size_t request_bytes = 16u << 10;
  url_policy urls = {};
};

/// What was asked for. Anybody can ask: it begins a sign-in, and says nothing about who will sign in.
struct initiated_sign_in {
  std::string issuer;
  std::string login_hint;  ///< empty if there was none
  std::string target;      ///< where to go afterwards; empty if nothing was said
};

/// Reads the request: parameters of the query of a GET, or of the form of a POST. Unknown ones are ignored.
///
/// Errors: `method_not_allowed`; `content_type_unexpected`; `request_too_large`; `url_malformed`; `parameter_duplicated`,
///   `parameter_missing` without `iss`, `parameter_malformed`; `issuer_unknown`; `url_not_https`; `target_not_allowed`.
/// Specification: OpenID Connect Core section 4.
[[nodiscard]] inline result<initiated_sign_in> read_initiated_sign_in(const received_request& request,
                                                                      const initiated_sign_in_rules& rules) {
  constexpr step here = step::initiated_sign_in;
  std::string_view encoded;
  if (request.method == "GET") {
    encoded = detail::query_of(request.url);
    if (encoded.size() > rules.request_bytes) return error{errc::request_too_large, here};
  } else if (request.method == "POST") {
    if (auto checked = detail::body_is_a_form(request, rules.request_bytes, here); !checked) return checked.error();
    encoded = request.body;
  } else {
    return error{errc::method_not_allowed, here};
  }
  std::optional<std::string> issuer, login_hint, target;
  if (auto taken =
          detail::take_parameters(encoded, {{"iss", &issuer}, {"login_hint", &login_hint}, {"target_link_uri", &target}}, here);
      !taken)
    return taken.error();
  if (!issuer) return error{errc::parameter_missing, here, "iss"};
  if (auto checked = detail::parameter_is_sound(issuer, "iss", here); !checked) return checked.error();
  if (auto checked = detail::parameter_is_sound(login_hint, "login_hint", here); !checked) return checked.error();
  if (std::ranges::find(rules.issuers, *issuer) == rules.issuers.end()) return error{errc::issuer_unknown, here};
  // Core 4: an https URL; what is known is still looked at.
  if (const auto url = read_url(*issuer, rules.urls); !url) return error{url.error().code, here, "iss"};
  initiated_sign_in read{.issuer = std::move(*issuer), .login_hint = std::move(login_hint).value_or(""), .target = {}};
  if (target) {
    auto allowed = allowed_target(*target, rules.targets);
    if (!allowed) return error{allowed.error().code, here, "target_link_uri"};
    read.target = std::move(*allowed);
  }
  return read;
}

namespace detail {

/// An answer that no other page may show in a frame, where a click on it would not be meant for it.
inline http_response unframed_answer(int status, std::string content_type, std::string body) {
  http_response made = answer(status, std::move(content_type), std::move(body));
  made.headers.push_back({"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"});
  made.headers.push_back({"X-Frame-Options", "DENY"});
  made.headers.push_back({"Referrer-Policy", "no-referrer"});
  return made;
}

}  // namespace detail

/// Sends the browser on: to the provider, with the URL of the sign-in that was begun.
/// Errors: `url_malformed` for an address that a header cannot carry.
/// Specification: OpenID Connect Core section 4, on frames; RFC 9700 section 4.12, on the status.
[[nodiscard]] inline result<http_response> answer_initiated_sign_in(std::string_view authorization_url) {
  // RFC 9110 5.5: a space or a line break would end the address or the header.
  if (authorization_url.empty() || !detail::is_one_line(authorization_url) || authorization_url.find(' ') != std::string_view::npos)
    return error{errc::url_malformed, step::initiated_sign_in};
  http_response made = detail::unframed_answer(303, {}, {});
  made.headers.push_back({"Location", std::string(authorization_url)});
  return made;
}

/// Tells a person that nothing was begun, and why. The text has nothing of the request in it.
[[nodiscard]] inline http_response refuse_initiated_sign_in(const error& why) {
  return detail::unframed_answer(400, "text/plain; charset=utf-8", "The sign-in was not begun: " + why.message() + ".\n");
}

}  // namespace rowclaim::inline v0_1
