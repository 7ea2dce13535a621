// SPDX-License-Identifier: BSL-1.0
// Telling the provider that a token is of no more use.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/form.hpp>

#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// What a token that is introspected or revoked probably is; the provider looks further if it is not.
enum class token_type_hint : unsigned char { none, access_token, refresh_token };

/// The hint as a request spells it; empty for none.
constexpr std::string_view name(token_type_hint hint) {
  switch (hint) {
    case token_type_hint::access_token: return "access_token";
    case token_type_hint::refresh_token: return "refresh_token";
    case token_type_hint::none: break;
  }
  return {};
}

namespace detail {

inline form_parameters token_form(std::string_view token, token_type_hint hint) {
  form_parameters form{{"token", std::string(token)}};
  if (hint != token_type_hint::none) form.push_back({"token_type_hint", std::string(name(hint))});
  return form;
}

}  // namespace detail

/// Revokes a token. One that the provider does not know counts as revoked.
///
/// Errors: those of `back_channel::post`, in step `revocation`; `provider_refused` with the registered error code, of which
///   unsupported_token_type means that such tokens live until they expire; `status_unexpected`. After any of them the token may be
///   in use still.
/// Specification: RFC 7009 sections 2.1 and 2.2.
[[nodiscard]] inline result<void> revoke_token(const back_channel& channel, std::string_view revocation_endpoint,
                                               const secret& token, token_type_hint hint = token_type_hint::none) {
  if (token.is_empty()) return error{errc::client_misconfigured, step::revocation, "token"};
  const auto response = channel.post(revocation_endpoint, detail::token_form(token.reveal(), hint), step::revocation,
                                     {.accept = "application/json", .without_proof = true});
  if (!response) return response.error();
  if (response->status == 200) return {};
  if (response->status != 400 && response->status != 401) return error{errc::status_unexpected, step::revocation};
  return detail::named_refusal(*response, step::revocation);
}

}  // namespace rowclaim::inline v0_1
