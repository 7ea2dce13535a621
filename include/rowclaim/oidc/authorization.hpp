// SPDX-License-Identifier: BSL-1.0
// The request that a browser is sent to the provider with, and what must be remembered until it comes back.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/random.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/response_type.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What one sign-in asks for beyond the client's usual. Empty members are not sent.
struct sign_in_request {
  std::optional<std::int64_t> max_age = {};   ///< seconds since the person last signed in; enforced when the ID token arrives
  std::vector<std::string> acr_values = {};   ///< the ID token's `acr` must then be one of them
  std::string prompt = {};
  std::string login_hint = {};
  std::string ui_locales = {};
  form_parameters extra = {};                 ///< parameters of the provider's own, such as `kc_idp_hint`
};

/// What belongs to one sign-in until its callback. Keep it where only this browser's callback finds it, and hand it over once.
/// It can be stored as text and put together again: every member is public.
struct pending_sign_in {
  std::string issuer;
  std::string redirect_uri;
  secret state;
  secret nonce;
  secret code_verifier;
  seconds_since_epoch started_at = 0;
  std::optional<std::int64_t> max_age;
  std::vector<std::string> acr_values;
  std::vector<std::string> scopes;
  rowclaim::response_type response_type = rowclaim::response_type::code;
  rowclaim::response_mode response_mode = rowclaim::response_mode::query;  ///< how the response must come

  pending_sign_in() = default;
  pending_sign_in(pending_sign_in&&) = default;
  pending_sign_in& operator=(pending_sign_in&&) = default;
  // A copy would let one callback be accepted twice.
  pending_sign_in(const pending_sign_in&) = delete;
  pending_sign_in& operator=(const pending_sign_in&) = delete;
  ~pending_sign_in() = default;
};

/// A sign-in that was begun: where the browser goes, and what waits for its return.
struct started_sign_in {
  std::string url;
  pending_sign_in pending;
};

namespace detail {

/// The parameters that are this library's to set; nobody adds a second one.
inline constexpr std::string_view protocol_parameters[] = {
    "response_type",         "response_mode", "client_id",  "redirect_uri", "scope",      "state",      "nonce",   "code_challenge",
    "code_challenge_method", "max_age",       "acr_values", "prompt",       "login_hint", "ui_locales", "request", "request_uri",
};

inline std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) (text += text.empty() ? "" : " ") += word;
  return text;
}

}  // namespace detail

struct authorization_client {
  std::string_view authorization_endpoint;
  std::string_view issuer;
  std::string_view client_id;
  std::string_view redirect_uri;
  const std::vector<std::string>& scopes;  ///< `openid` is sent first whether it is among them or not
};

/// Makes the request for a code: state, nonce and PKCE with S256 always, each from 32 random bytes of its own.
///
/// Errors: `random_failed`; `cryptography_failed`; `client_misconfigured` for an extra parameter that is the protocol's own.
/// Specification: OpenID Connect Core 3.1.2.1; RFC 7636 sections 4.1 to 4.3; RFC 9700 section 2.1.
[[nodiscard]] inline result<started_sign_in> make_authorization_request(const authorization_client& client, sign_in_request wanted,
                                                                        seconds_since_epoch now) {
  started_sign_in started;
  pending_sign_in& pending = started.pending;
  for (secret* fresh : {&pending.state, &pending.nonce, &pending.code_verifier}) {
    auto made = random_secret();
    if (!made) return error{made.error().code, step::authorization_request};
    *fresh = std::move(*made);
  }
  auto challenge = code_challenge(pending.code_verifier.reveal());
  if (!challenge) return error{challenge.error().code, step::authorization_request};

  std::vector<std::string> scopes{"openid"};
  std::ranges::copy_if(client.scopes, std::back_inserter(scopes), [](const std::string& scope) { return scope != "openid"; });
  form_parameters parameters{
      {"response_type", "code"},
      {"client_id", std::string(client.client_id)},
      {"redirect_uri", std::string(client.redirect_uri)},
      {"scope", detail::joined(scopes)},
      {"state", std::string(pending.state.reveal())},
      {"nonce", std::string(pending.nonce.reveal())},
      {"code_challenge", std::move(*challenge)},
      {"code_challenge_method", "S256"},
  };
  if (wanted.max_age) parameters.push_back({"max_age", std::to_string(*wanted.max_age)});
  if (!wanted.acr_values.empty()) parameters.push_back({"acr_values", detail::joined(wanted.acr_values)});
  if (!wanted.prompt.empty()) parameters.push_back({"prompt", wanted.prompt});
  if (!wanted.login_hint.empty()) parameters.push_back({"login_hint", wanted.login_hint});
  if (!wanted.ui_locales.empty()) parameters.push_back({"ui_locales", wanted.ui_locales});
  for (form_parameter& parameter : wanted.extra) {
    if (std::ranges::find(detail::protocol_parameters, parameter.name) != std::end(detail::protocol_parameters))
      return error{errc::client_misconfigured, step::authorization_request, "extra parameter"};
    parameters.push_back(std::move(parameter));
  }

  const bool has_query = client.authorization_endpoint.find('?') != std::string_view::npos;
  started.url = std::string(client.authorization_endpoint) + (has_query ? '&' : '?') + form_encode(parameters);
  pending.issuer = client.issuer;
  pending.redirect_uri = client.redirect_uri;
  pending.started_at = now;
  pending.max_age = wanted.max_age;
  pending.acr_values = std::move(wanted.acr_values);
  return started;
}

}  // namespace rowclaim::inline v0_1
