// SPDX-License-Identifier: BSL-1.0
// Exchanging an authorization code for tokens.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/client_authentication.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/form.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What the token endpoint gave, before anybody has looked into the ID token.
struct token_response {
  secret access_token;
  secret id_token;
  secret refresh_token = {};                    ///< empty if there is none
  std::optional<std::int64_t> expires_in = {};  ///< seconds that the access token lives, if the provider says so
  std::string scope = {};                       ///< what was granted; empty if it is what was asked for
};

struct token_client {
  std::string_view token_endpoint;
  std::string_view client_id;
  const secret& client_secret;
  client_authentication authentication;
};

namespace detail {

inline result<std::optional<std::int64_t>> read_expires_in(const boost::json::object& body) {
  const boost::json::value* member = body.if_contains("expires_in");
  if (member == nullptr) return std::optional<std::int64_t>();
  if (!member->is_int64() || member->get_int64() < 0) return error{errc::json_wrong_type, step::token_request, "expires_in"};
  return std::optional<std::int64_t>(member->get_int64());
}

inline result<token_response> read_token_response(const boost::json::object& body) {
  const auto text = [&body](std::string_view name) { return text_member(body, name, errc::json_wrong_type, step::token_request); };
  auto refusal = text("error");
  if (!refusal) return refusal.error();
  if (*refusal) return provider_refusal(**refusal, step::token_request);
  // OpenID Connect Core 3.1.3.3: Bearer, in any case (RFC 6749 5.1), unless something else was agreed.
  auto type = text("token_type");
  if (!type) return type.error();
  if (!*type || !equals_ignoring_case(**type, "Bearer")) return error{errc::token_type_unexpected, step::token_request};
  auto access_token = text("access_token");
  if (!access_token) return access_token.error();
  if (!*access_token) return error{errc::access_token_missing, step::token_request};
  if (!is_sendable_token(**access_token)) return error{errc::response_malformed, step::token_request, "access_token"};
  // OpenID Connect Core 3.1.3.3: the ID token is what makes this OpenID Connect.
  auto id_token = text("id_token");
  if (!id_token) return id_token.error();
  if (!*id_token) return error{errc::id_token_missing, step::token_request};
  auto refresh_token = text("refresh_token");
  if (!refresh_token) return refresh_token.error();
  auto scope = text("scope");
  if (!scope) return scope.error();
  const auto expires_in = read_expires_in(body);
  if (!expires_in) return expires_in.error();
  return token_response{.access_token = secret(std::move(**access_token)),
                        .id_token = secret(std::move(**id_token)),
                        .refresh_token = secret(refresh_token->value_or("")),
                        .expires_in = *expires_in,
                        .scope = scope->value_or("")};
}

}  // namespace detail

/// Exchanges a code.
///
/// Errors: those of the transport, in step `token_request`; `provider_refused` with the registered error code; `status_unexpected`,
///   `content_type_unexpected`, `json_*`; `token_type_unexpected`, `access_token_missing`, `id_token_missing`; `response_malformed`
///   for an access token that no header can carry.
/// Specification: OpenID Connect Core 3.1.3.1 to 3.1.3.5; RFC 6749 sections 4.1.3, 5.1 and 5.2; RFC 7636 section 4.5.
[[nodiscard]] inline result<token_response> redeem_code(transport_ref transport, const token_client& client, const secret& code,
                                                        const secret& code_verifier, std::string_view redirect_uri) {
  http_request request{.method = "POST",
                       .url = std::string(client.token_endpoint),
                       .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}}};
  form_parameters form{{"grant_type", "authorization_code"},
                       {"code", std::string(code.reveal())},
                       {"redirect_uri", std::string(redirect_uri)},
                       {"code_verifier", std::string(code_verifier.reveal())}};
  authenticate_client(client.authentication, client.client_id, client.client_secret, request, form);
  request.body = form_encode(form);

  auto response = detail::send_in_step(transport, request, step::token_request);
  if (!response) return response.error();
  // RFC 6749 5.2: errors come with status 400 or 401 and say their name.
  const bool may_name_error = response->status == 400 || response->status == 401;
  if (response->status != 200 && !may_name_error) return error{errc::status_unexpected, step::token_request};
  auto body = detail::read_json_body(*response, step::token_request);
  if (may_name_error && (!body || !body->contains("error"))) return error{errc::status_unexpected, step::token_request};
  if (!body) return body.error();
  return detail::read_token_response(*body);
}

}  // namespace rowclaim::inline v0_1
