// SPDX-License-Identifier: BSL-1.0
// Reading a provider's JSON responses and errors, in the words of our own errors.
#pragma once

#include <rowclaim/core/error.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

inline error in_step(error why, step where) {
  why.where = where;
  return why;
}

/// Sends a request on behalf of a step. Errors: those of the transport, in that step.
[[nodiscard]] inline result<http_response> send_in_step(transport_ref transport, const http_request& request, step where) {
  auto response = transport.send(request);
  if (!response) return in_step(response.error(), where);
  return response;
}

/// The body as a JSON object. Errors: `content_type_unexpected`; `json_*`.
[[nodiscard]] inline result<boost::json::object> read_json_body(const http_response& response, step where) {
  if (response.media_type() != "application/json") return error{errc::content_type_unexpected, where};
  auto body = parse_strict_json_object(response.body);
  if (!body) return in_step(body.error(), where);
  return body;
}

/// A member that is text if it is there at all. Errors: `wrong`, with the member's name.
[[nodiscard]] inline result<std::optional<std::string>> text_member(const boost::json::object& object, std::string_view name,
                                                                    errc wrong, step where) {
  const boost::json::value* member = object.if_contains({name.data(), name.size()});
  if (member == nullptr) return std::optional<std::string>();
  if (!member->is_string()) return error{wrong, where, name};
  return std::optional<std::string>(std::string(member->get_string()));
}

/// RFC 6749 A.12 without the space, which RFC 6750 2.1 has no room for: anything else could not be sent as a header.
inline bool is_sendable_token(std::string_view token) {
  return !token.empty() && std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7f; });
}

/// The error codes that the specifications register: the only ones that may stand in an error, whose text is never the provider's.
inline constexpr std::string_view registered_error_codes[] = {
    // RFC 6749 4.1.2.1 and 5.2
    "invalid_request",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "invalid_client",
    "invalid_grant",
    "unsupported_grant_type",
    // OpenID Connect Core 3.1.2.6
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "invalid_request_uri",
    "invalid_request_object",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
    // OpenID Connect Core Unmet Authentication Requirements 2
    "unmet_authentication_requirements",
    // OpenID Connect Dynamic Client Registration 3.3; RFC 7591 3.2.2
    "invalid_redirect_uri",
    "invalid_client_metadata",
    "invalid_software_statement",
    "unapproved_software_statement",
    // RFC 6750 3.1, RFC 9449 5
    "invalid_token",
    "insufficient_scope",
    "use_dpop_nonce",
    "invalid_dpop_proof",
    // RFC 7009 2.2.1, RFC 8628 3.5, RFC 8707 2
    "unsupported_token_type",
    "authorization_pending",
    "slow_down",
    "expired_token",
    "invalid_target",
};

inline error provider_refusal(std::string_view code, step where) {
  const auto* found = std::ranges::find(registered_error_codes, code);
  return {errc::provider_refused, where, found != std::end(registered_error_codes) ? *found : "a code that is not registered"};
}

/// What a response of status 400 or 401 says. Errors: always one: `provider_refused` if it names an error, else `status_unexpected`.
inline error named_refusal(const http_response& response, step where) {
  const auto body = read_json_body(response, where);
  if (!body) return error{errc::status_unexpected, where};
  const auto code = text_member(*body, "error", errc::json_wrong_type, where);
  if (!code || !*code) return error{errc::status_unexpected, where};
  return provider_refusal(**code, where);
}

}  // namespace rowclaim::inline v0_1::detail
