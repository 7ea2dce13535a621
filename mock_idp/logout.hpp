// SPDX-License-Identifier: BSL-1.0
// Logging out: RP-initiated, back-channel and front-channel, and the state that session management compares.
#pragma once

#include "encoding.hpp"
#include "http_message.hpp"
#include "provider_state.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

// Ends the person's sessions here and tells every client of them: posts the logout tokens, and returns the URLs that a page must load
// in iframes. The lock is released while tokens are posted.
std::vector<std::string> log_out(provider_state& provider, const std::string& user_name);

// OpenID Connect RP-Initiated Logout 1.0.
http_response end_session_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
// A person's logout at the provider itself, by the parameter `user` or of the one that signs in by itself.
http_response log_out_page(provider_state& provider, const parameter_list& sent);

// OpenID Connect Session Management 1.0, 3.2: the page for the iframe, and where it reports what it told the relying party.
http_response check_session_page(provider_state& provider, const http_request& request, const parameter_list& sent);
// 4.2: for an authorization response to that redirect URI, in that session of the person's.
std::string session_state_for(const provider_state& provider, std::string_view client_id, std::string_view redirect_uri,
                              std::string_view session_id);
// What the page would answer to "client_id session_state" from a page of that origin: unchanged, changed or error.
std::string check_session(const provider_state& provider, std::string_view message, std::string_view origin,
                          std::string_view session_id);
// The cookie that the page reads: not a secret, and empty once the person is out.
std::string browser_state_cookie(const provider_state& provider, std::string_view session_id);

// The URL that begins a sign-in at the client (OpenID Connect Core 4). Throws std::invalid_argument when it registered none.
std::string initiated_sign_in(const provider_state& provider, std::string_view client_id);

}  // namespace mock_idp
