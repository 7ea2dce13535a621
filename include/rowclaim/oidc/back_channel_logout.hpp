// SPDX-License-Identifier: BSL-1.0
// The address that a provider posts logout tokens to: from the request to the sessions that end and to the answer.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/logout_token.hpp>
#include <rowclaim/oidc/received_request.hpp>
#include <rowclaim/oidc/signed_in_sessions.hpp>
#include <rowclaim/oidc/used_token_ids.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What it means that a provider ends a session which the application does not have, most often as it has ended already.
enum class unknown_session : unsigned char { is_success, is_failure };

struct back_channel_logout_options {
  unknown_session unknown = unknown_session::is_success;
  std::size_t request_bytes = 24u << 10;
};

namespace detail {

/// Whether the application failed, or the way to the provider's keys, and not the request.
constexpr bool is_fault_of_ours(errc cause) noexcept {
  constexpr std::array ours{errc::session_not_ended, errc::client_misconfigured, errc::cryptography_failed,
                            errc::connection_failed, errc::tls_failed,           errc::deadline_exceeded,
                            errc::status_unexpected, errc::key_refresh_too_soon};
  return std::ranges::find(ours, cause) != ours.end();
}

/// Has the directory end what the notice is about. A directory that throws has failed as one that says so: the provider must hear of it.
template <SessionDirectory Directory>
[[nodiscard]] result<std::size_t> end_sessions(Directory& directory, const logout_notice& notice, unknown_session unknown) try {
  const result<std::size_t> ended = directory.end_sessions(notice);
  if (!ended) return error{errc::session_not_ended, step::logout};
  if (*ended == 0 && unknown == unknown_session::is_failure) return error{errc::session_unknown, step::logout};
  return *ended;
} catch (...) {
  return error{errc::session_not_ended, step::logout};
}

}  // namespace detail

/// What to answer to a provider that posted a logout token: 200, or 400 with the reason as JSON; never to be kept.
/// Specification: OpenID Connect Back-Channel Logout 1.0 section 2.8.
[[nodiscard]] inline http_response answer_back_channel_logout(const result<std::size_t>& ended) {
  if (ended) return detail::answer(200, {}, {});
  const error& why = ended.error();
  const boost::json::object body{{"error", detail::is_fault_of_ours(why.code) ? "server_error" : "invalid_request"},
                                 {"error_description", why.message()}};
  return detail::answer(400, "application/json", boost::json::serialize(body));
}

/// Ends sessions on a provider's word. May be used by several threads at once if the directory may. The verifier and the directory must
/// outlive it. One for each provider, at an address of its own.
template <SessionDirectory Directory>
class back_channel_logout {
 public:
  back_channel_logout(const logout_token_verifier& verifier, Directory& directory, back_channel_logout_options options = {},
                      rowclaim::clock clock = {})
      : verifier_(verifier), directory_(directory), options_(options), clock_(clock) {}

  /// Takes a request and ends what its logout token names: the one session, or all of the subject. Result: how many sessions ended.
  ///
  /// Errors: `method_not_allowed`; `content_type_unexpected`; `request_too_large`; `url_malformed`; `parameter_missing`,
  ///   `parameter_duplicated`; those of `logout_token_verifier::verify`; `token_replayed`; `session_unknown` if the options say so;
  ///   `session_not_ended` if the directory failed or threw, after which the same token may come again.
  /// Specification: OpenID Connect Back-Channel Logout 1.0 sections 2.5 to 2.7.
  [[nodiscard]] result<std::size_t> take(const received_request& request) {
    // 2.5: a POST, and the token in its form alone.
    if (request.method != "POST") return error{errc::method_not_allowed, step::logout};
    if (auto checked = detail::body_is_a_form(request, options_.request_bytes, step::logout); !checked) return checked.error();
    std::optional<std::string> encoded;
    if (auto taken = detail::take_parameters(request.body, {{"logout_token", &encoded}}, step::logout); !taken)
      return taken.error();
    if (!encoded || encoded->empty()) return error{errc::parameter_missing, step::logout, "logout_token"};
    const auto token = verifier_.verify(*encoded);
    if (!token) return token.error();
    // 2.6 (8): in one step, so that of two requests with one token one alone is heard.
    const seconds_since_epoch now = clock_.now();
    if (!used_.use(token->issuer(), token->token_id(), now, verifier_.accepts_until(*token)))
      return error{errc::token_replayed, step::logout_token};
    auto ended = end_sessions(*token);
    if (!ended) used_.forget(token->issuer(), token->token_id());
    return ended;
  }

  /// Takes a request and says what to answer.
  [[nodiscard]] http_response answer(const received_request& request) { return answer_back_channel_logout(take(request)); }

 private:
  result<std::size_t> end_sessions(const logout_token& token) {
    const auto text_of = [](const std::optional<std::string>& text) { return text ? std::string_view(*text) : std::string_view(); };
    return detail::end_sessions(directory_,
                                {.issuer = token.issuer(),
                                 .session_id = text_of(token.session_id()),
                                 .subject = text_of(token.subject()),
                                 .issued_at = token.issued_at(),
                                 .channel = logout_channel::back},
                                options_.unknown);
  }

  const logout_token_verifier& verifier_;
  Directory& directory_;
  back_channel_logout_options options_;
  rowclaim::clock clock_;
  used_token_ids used_;
};

}  // namespace rowclaim::inline v0_1
