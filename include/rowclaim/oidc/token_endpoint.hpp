// SPDX-License-Identifier: BSL-1.0
// Asking the token endpoint for tokens: for a code, a refresh token, a device's code, or in the client's own name.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/form.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What the token endpoint gave, before anybody has looked into the ID token.
struct token_response {
  secret access_token;
  secret id_token = {};                         ///< empty if there is none
  secret refresh_token = {};                    ///< empty if there is none
  std::optional<std::int64_t> expires_in = {};  ///< seconds that the access token lives, if the provider says so
  std::string scope = {};                       ///< what was granted, which is what was asked for if the provider says nothing
  access_token_type token_type = access_token_type::bearer;
};

/// What a response must be beside well-formed.
struct token_response_rules {
  std::string_view requested_scope = {};  ///< what is granted if the response does not say (RFC 6749 section 5.1)
  bool allow_no_id_token = false;
  bool allow_unbound_tokens = false;      ///< takes a bearer's token although the request proved a key
};

namespace detail {

inline result<std::optional<std::int64_t>> read_expires_in(const boost::json::object& body, step where) {
  const boost::json::value* member = body.if_contains("expires_in");
  if (member == nullptr) return std::optional<std::int64_t>();
  if (!member->is_int64() || member->get_int64() < 0) return error{errc::json_wrong_type, where, "expires_in"};
  return std::optional<std::int64_t>(member->get_int64());
}

/// OpenID Connect Core 3.1.3.3: Bearer, in any case (RFC 6749 5.1), unless something else was agreed: DPoP (RFC 9449 5), whose tokens
/// are of no use without the key.
inline result<access_token_type> read_token_type(const std::optional<std::string>& type, bool proves_key,
                                                 const token_response_rules& rules) {
  if (type && proves_key && equals_ignoring_case(*type, "DPoP")) return access_token_type::dpop;
  if (type && (!proves_key || rules.allow_unbound_tokens) && equals_ignoring_case(*type, "Bearer"))
    return access_token_type::bearer;
  return error{errc::token_type_unexpected, step::token_request};
}

inline result<token_response> read_token_response(const boost::json::object& body, bool proves_key,
                                                  const token_response_rules& rules) {
  const auto text = [&body](std::string_view name) { return text_member(body, name, errc::json_wrong_type, step::token_request); };
  auto refusal = text("error");
  if (!refusal) return refusal.error();
  if (*refusal) return provider_refusal(**refusal, step::token_request);
  auto said_type = text("token_type");
  if (!said_type) return said_type.error();
  const auto type = read_token_type(*said_type, proves_key, rules);
  if (!type) return type.error();
  auto access_token = text("access_token");
  if (!access_token) return access_token.error();
  if (!*access_token) return error{errc::access_token_missing, step::token_request};
  if (!is_sendable_token(**access_token)) return error{errc::response_malformed, step::token_request, "access_token"};
  // OpenID Connect Core 3.1.3.3: the ID token is what makes this OpenID Connect.
  auto id_token = text("id_token");
  if (!id_token) return id_token.error();
  if (!*id_token && !rules.allow_no_id_token) return error{errc::id_token_missing, step::token_request};
  auto refresh_token = text("refresh_token");
  if (!refresh_token) return refresh_token.error();
  auto scope = text("scope");
  if (!scope) return scope.error();
  const auto expires_in = read_expires_in(body, step::token_request);
  if (!expires_in) return expires_in.error();
  return token_response{.access_token = secret(std::move(**access_token)),
                        .id_token = secret(id_token->value_or("")),
                        .refresh_token = secret(refresh_token->value_or("")),
                        .expires_in = *expires_in,
                        .scope = scope->value_or(std::string(rules.requested_scope)),
                        .token_type = *type};
}

/// What the endpoint says, tokens or an error by name, before anybody has looked into it.
/// Errors: those of `back_channel::post`, in step `token_request`; `status_unexpected`, `content_type_unexpected`, `json_*`.
inline result<boost::json::object> ask_token_endpoint(const back_channel& channel, std::string_view token_endpoint,
                                                      const form_parameters& form) {
  const auto response = channel.post(token_endpoint, form, step::token_request);
  if (!response) return response.error();
  // RFC 6749 5.2: errors come with status 400 or 401 and say their name.
  const bool may_name_error = response->status == 400 || response->status == 401;
  if (response->status != 200 && !may_name_error) return error{errc::status_unexpected, step::token_request};
  auto body = read_json_body(*response, step::token_request);
  if (may_name_error && (!body || !body->contains("error"))) return error{errc::status_unexpected, step::token_request};
  return body;
}

inline form_parameters refresh_form(const secret& refresh_token) {
  return {{"grant_type", "refresh_token"}, {"refresh_token", std::string(refresh_token.reveal())}};
}

}  // namespace detail

/// Asks for tokens by a grant of any type, whose parameters are the form's. What the others here are made of.
///
/// Errors: those of `back_channel::post`, in step `token_request`; `provider_refused` with the registered error code;
///   `status_unexpected`, `content_type_unexpected`, `json_*`; `token_type_unexpected`, also for a bearer's token where a key was
///   proved; `access_token_missing`, `id_token_missing`; `response_malformed` for an access token that no header can carry.
/// Specification: RFC 6749 sections 5.1 and 5.2; OpenID Connect Core 3.1.3.3 to 3.1.3.5; RFC 9449 section 5.
[[nodiscard]] inline result<token_response> request_tokens(const back_channel& channel, std::string_view token_endpoint,
                                                           const form_parameters& form, const token_response_rules& rules) {
  const auto body = detail::ask_token_endpoint(channel, token_endpoint, form);
  if (!body) return body.error();
  return detail::read_token_response(*body, channel.dpop() != nullptr, rules);
}

/// Exchanges a code. Errors: those of `request_tokens`.
/// Specification: OpenID Connect Core 3.1.3.1; RFC 6749 section 4.1.3; RFC 7636 section 4.5.
[[nodiscard]] inline result<token_response> redeem_code(const back_channel& channel, std::string_view token_endpoint,
                                                        const secret& code, const secret& code_verifier,
                                                        std::string_view redirect_uri, const token_response_rules& rules = {}) {
  return request_tokens(channel, token_endpoint,
                        {{"grant_type", "authorization_code"},
                         {"code", std::string(code.reveal())},
                         {"redirect_uri", std::string(redirect_uri)},
                         {"code_verifier", std::string(code_verifier.reveal())}},
                        rules);
}

/// Asks for new tokens, with the scope that the old ones have unless a narrower one is given. An ID token may come with them.
/// Errors: those of `request_tokens`. Specification: OpenID Connect Core 12.1; RFC 6749 section 6.
[[nodiscard]] inline result<token_response> refresh_tokens(const back_channel& channel, std::string_view token_endpoint,
                                                           const secret& refresh_token, std::string_view scope = {},
                                                           token_response_rules rules = {.allow_no_id_token = true}) {
  form_parameters form = detail::refresh_form(refresh_token);
  if (!scope.empty()) {
    form.push_back({"scope", std::string(scope)});
    rules.requested_scope = scope;
  }
  return request_tokens(channel, token_endpoint, form, rules);
}

/// Asks for a token in the client's own name: nobody signs in, and an ID token is not kept. `extra` are parameters such as `resource`.
///
/// Errors: those of `request_tokens`; `client_misconfigured` for a public client, which has no name of its own.
/// Specification: RFC 6749 section 4.4; RFC 8707 section 2.
[[nodiscard]] inline result<token_response> request_client_credentials(const back_channel& channel, std::string_view token_endpoint,
                                                                       std::string_view scope = {},
                                                                       const form_parameters& extra = {}) {
  if (channel.client().method == client_authentication::none)
    return error{errc::client_misconfigured, step::token_request, "public client"};
  form_parameters form{{"grant_type", "client_credentials"}};
  if (!scope.empty()) form.push_back({"scope", std::string(scope)});
  form.insert(form.end(), extra.begin(), extra.end());
  auto tokens = request_tokens(channel, token_endpoint, form, {.requested_scope = scope, .allow_no_id_token = true});
  // Some providers send one about the client itself, which is nobody to sign in.
  if (tokens) tokens->id_token = {};
  return tokens;
}

/// Asks once whether the person has allowed a device; `device_grant` knows when to ask again.
/// Errors: those of `request_tokens`, of which `provider_refused` (authorization_pending) means not yet.
/// Specification: RFC 8628 section 3.4.
[[nodiscard]] inline result<token_response> poll_device_code(const back_channel& channel, std::string_view token_endpoint,
                                                             const secret& device_code, const token_response_rules& rules = {}) {
  return request_tokens(
      channel, token_endpoint,
      {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"}, {"device_code", std::string(device_code.reveal())}}, rules);
}

}  // namespace rowclaim::inline v0_1
