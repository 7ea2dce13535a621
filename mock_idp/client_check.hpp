// SPDX-License-Identifier: BSL-1.0
// Who the client is, at each endpoint that a client calls itself: token, pushed requests, introspection, revocation and devices.
#pragma once

#include "encoding.hpp"
#include "http_message.hpp"
#include "provider_state.hpp"

#include <string>
#include <variant>

namespace mock_idp {

struct checked_client {
  std::string client_id;
  // How it authenticated: one of the seven methods.
  std::string method;
};

// Exactly by the registered method, or an error of RFC 6749 5.2 as it must be sent.
std::variant<checked_client, http_response> check_client(provider_state& provider, const http_request& request,
                                                         const parameter_list& sent);

// The error response of RFC 6749 5.2, which the other endpoints share.
http_response oauth_error(int status, std::string_view error, std::string_view description);

}  // namespace mock_idp
