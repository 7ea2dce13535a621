// SPDX-License-Identifier: BSL-1.0
// Checking an authorization request and answering it.
#pragma once

#include "authorization_response.hpp"
#include "encoding.hpp"
#include "provider_state.hpp"
#include "request_object.hpp"

#include <optional>
#include <string>
#include <variant>

namespace mock_idp {

struct authorization_request {
  return_path back;
  response_content content;
  std::string scope;
  std::string nonce;
  std::string code_challenge;
  std::string prompt;
  std::optional<std::int64_t> max_age;
  bool wants_auth_time = false;
  std::string login_hint;
  std::string id_token_hint;
  std::string acr_values;
  std::string dpop_key;
  boost::json::object requested_claims;
  // Of a pushed request.
  std::string pushed_uri;

  bool has_prompt(std::string_view value) const;
  // Whether a sign-in of that time is recent enough; none is for max_age=0 (OpenID Connect Core 3.1.2.1).
  bool accepts_authentication_at(std::int64_t time, std::int64_t now) const {
    return !max_age || (*max_age > 0 && now - time <= *max_age);
  }
};

struct authorization_refusal {
  // Nothing when the error must not leave the provider: the client or its redirect URI is not known (RFC 6749 4.1.2.1).
  std::optional<return_path> back;
  std::string error;
  std::string description;
};

// The lock may be released to fetch a Request Object or the client's keys: references into the state do not outlive this call.
std::variant<authorization_request, authorization_refusal> check_authorization_request(provider_state& provider,
                                                                                       const parameter_list& sent);
// The same for one that the client itself sends; what is to be kept of it. Requires: the client exists.
std::variant<parameter_list, protocol_problem> check_pushed_request(provider_state& provider, const std::string& client_id,
                                                                    const parameter_list& sent);

// Whether the request wants somebody else than that person (id_token_hint, and sub in the claims parameter).
bool wants_another_person(const provider_state& provider, const authorization_request& request, const std::string& user_name);

// What the browser does next once somebody has signed in: with a new code and new tokens. The lock as above.
browser_request answer_with_grant(provider_state& provider, const authorization_request& request, session signed_in);
// Requires: a way back.
browser_request answer_with_error(provider_state& provider, const authorization_refusal& refusal);

// As if the person had signed in with a browser; their earlier such sign-in counts for prompt=none. Throws std::invalid_argument
// where a browser would be left at an error page, and for an unknown user.
browser_request answer_by_script(provider_state& provider, const parameter_list& sent, const std::string& user_name);

// To a client that asked for nothing, at its first redirect URI. Throws std::invalid_argument when there is no such client, or nobody who signs in by himself.
browser_request unsolicited_answer(provider_state& provider, std::string_view client_id);

}  // namespace mock_idp
