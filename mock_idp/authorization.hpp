// SPDX-License-Identifier: BSL-1.0
// Checking an authorization request and writing the callback that answers it.
#pragma once

#include "encoding.hpp"
#include "provider_state.hpp"

#include <optional>
#include <string>
#include <variant>

namespace mock_idp {

struct authorization_request {
  std::string client_id;
  std::string redirect_uri;
  std::optional<std::string> state;
  std::string scope;
  std::string nonce;
  std::string code_challenge;
  std::string prompt;
  std::optional<std::int64_t> max_age;
  std::string login_hint;

  bool has_prompt(std::string_view value) const;
  // Whether a sign-in of that time is recent enough.
  bool accepts_authentication_at(std::int64_t time, std::int64_t now) const { return !max_age || now - time <= *max_age; }
};

struct authorization_refusal {
  // Empty when the error must not leave the provider: the client or its redirect URI is not known (RFC 6749 4.1.2.1).
  std::string redirect_uri;
  std::optional<std::string> state;
  std::string error;
  std::string description;
};

std::variant<authorization_request, authorization_refusal> check_authorization_request(const provider_state& provider,
                                                                                       const parameter_list& sent);

// The URL that the browser is sent to after the sign-in, with a new code.
std::string callback_with_code(provider_state& provider, const authorization_request& request, const session& signed_in);
// Requires: a redirect URI.
std::string callback_with_error(const provider_state& provider, const authorization_refusal& refusal);

}  // namespace mock_idp
