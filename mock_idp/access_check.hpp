// SPDX-License-Identifier: BSL-1.0
// Whether a request may have a protected resource: the access token, how it came, and to which key or certificate it is bound.
#pragma once

#include "encoding.hpp"
#include "http_message.hpp"
#include "provider_state.hpp"

#include <variant>

namespace mock_idp {

struct checked_access {
  std::string token;
  grant given;
};

// RFC 6750 and RFC 9449 7, or the refusal as it must be sent.
std::variant<checked_access, http_response> check_access(provider_state& provider, const http_request& request,
                                                         const parameter_list& sent, token_place wanted);

// A refusal of RFC 6750 3 for either scheme; no error code for a request without any credentials.
http_response refuse_access(int status, std::string_view scheme, std::string_view error, std::string_view description);

}  // namespace mock_idp
