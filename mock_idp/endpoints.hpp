// SPDX-License-Identifier: BSL-1.0
// The endpoints' entry points. Each runs with the provider's lock held.
#pragma once

#include "encoding.hpp"
#include "http_message.hpp"
#include "provider_state.hpp"

namespace mock_idp {

http_response authorization_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response pushed_request_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response token_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response userinfo_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);

http_response json_response(int status, const boost::json::object& document);

}  // namespace mock_idp
