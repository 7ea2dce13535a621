// SPDX-License-Identifier: BSL-1.0
// The address that a provider's logout page shows in a frame: the browser says that a session has ended.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/back_channel_logout.hpp>
#include <rowclaim/oidc/detail/issuer_difference.hpp>
#include <rowclaim/oidc/detail/markup.hpp>
#include <rowclaim/oidc/received_request.hpp>
#include <rowclaim/oidc/required_text.hpp>
#include <rowclaim/oidc/signed_in_sessions.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

struct front_channel_logout_options {
  required_text issuer;
  /// Takes requests that name no session. Any page can then sign out whoever visits it, as nothing but the cookie says who that is;
  /// register `frontchannel_logout_session_required` and it is not needed.
  bool allow_missing_session = false;
  unknown_session unknown = unknown_session::is_success;
};

/// A logout that a browser brought. Nobody signed it: it ends sessions here, and revokes nothing at the provider.
struct front_channel_logout {
  std::string issuer;  ///< empty together with the session, where that is allowed
  std::string session_id;  ///< `sid`
};

/// Reads the request: `iss` and `sid`, both or neither.
///
/// Errors: `method_not_allowed`; `url_malformed`; `parameter_duplicated`; `parameter_malformed`; `parameter_missing` for one without the
///   other, and for both unless the options allow that; `issuer_mismatch`.
/// Specification: OpenID Connect Front-Channel Logout 1.0 section 2.
[[nodiscard]] inline result<front_channel_logout> read_front_channel_logout(const received_request& request,
                                                                            const front_channel_logout_options& options) {
  if (request.method != "GET") return error{errc::method_not_allowed, step::logout};
  const std::string& expected = options.issuer.text();
  if (expected.empty()) return error{errc::client_misconfigured, step::logout, "issuer"};
  std::optional<std::string> issuer, session_id;
  if (auto taken = detail::take_parameters(detail::query_of(request.url), {{"iss", &issuer}, {"sid", &session_id}}, step::logout);
      !taken)
    return taken.error();
  if (auto checked = detail::parameter_is_sound(issuer, "iss", step::logout); !checked) return checked.error();
  if (auto checked = detail::parameter_is_sound(session_id, "sid", step::logout); !checked) return checked.error();
  if (!issuer && !session_id && options.allow_missing_session) return front_channel_logout{};
  if (!issuer) return error{errc::parameter_missing, step::logout, "iss"};
  if (!session_id) return error{errc::parameter_missing, step::logout, "sid"};
  if (*issuer != expected) return error{errc::issuer_mismatch, step::logout, detail::issuer_difference(expected, *issuer)};
  return front_channel_logout{std::move(*issuer), std::move(*session_id)};
}

/// Ends the session that the request names. Where it names none, and that is allowed, the result is 0 and the caller ends the session of
/// the request's own cookie, if that came along: most browsers keep it from frames of other sites.
///
/// Errors: those of `read_front_channel_logout`; `session_unknown` if the options say so; `session_not_ended` if the directory failed or threw.
template <SessionDirectory Directory>
[[nodiscard]] result<std::size_t> take_front_channel_logout(const received_request& request, Directory& directory,
                                                            const front_channel_logout_options& options) {
  const auto read = read_front_channel_logout(request, options);
  if (!read) return read.error();
  if (read->session_id.empty()) return std::size_t{0};
  return detail::end_sessions(directory, {.issuer = read->issuer, .session_id = read->session_id, .channel = logout_channel::front},
                              options.unknown);
}

/// What to answer: a page that the provider may show in its frame and nobody else, and that nobody keeps. Do not add `X-Frame-Options`
/// to it, and clear the session's cookie with it.
/// Errors: those of the origin, `client_misconfigured` unless the issuer is a URL.
[[nodiscard]] inline result<http_response> answer_front_channel_logout(const result<std::size_t>& ended,
                                                                       const front_channel_logout_options& options) {
  const auto origin = detail::origin_of(options.issuer.text());
  if (!origin) return error{errc::client_misconfigured, step::logout, "issuer"};
  http_response made = detail::answer(ended ? 200 : 400, "text/html; charset=utf-8",
                                      detail::plain_page(ended ? "Signed out" : "This sign-out was refused"));
  made.headers.push_back({"Content-Security-Policy", "default-src 'none'; frame-ancestors " + *origin});
  made.headers.push_back({"Referrer-Policy", "no-referrer"});
  return made;
}

}  // namespace rowclaim::inline v0_1
