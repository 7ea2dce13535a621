// SPDX-License-Identifier: BSL-1.0
// The endpoints' entry points. Each runs with the provider's lock held.
#pragma once

#include "encoding.hpp"
#include "http_message.hpp"
#include "provider_state.hpp"

#include <optional>
#include <string_view>

namespace mock_idp {

http_response authorization_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response pushed_request_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response token_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response userinfo_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);

// What is not about signing people in: introspection, revocation, devices, registration, claims and the resource. Nothing when the
// path is not one of theirs.
std::optional<http_response> service_endpoint(provider_state& provider, std::string_view path, const http_request& request,
                                              const parameter_list& sent);
// At the origin, whatever the issuer's path.
http_response webfinger_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);

http_response introspection_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response revocation_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response device_authorization_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response device_page(provider_state& provider, const http_request& request, const parameter_list& sent);
http_response registration_endpoint(provider_state& provider, const http_request& request);
http_response registration_management(provider_state& provider, const http_request& request, std::string_view client_id);
http_response claims_endpoint(provider_state& provider, const http_request& request);
http_response resource_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent);

http_response json_response(int status, const boost::json::object& document);

}  // namespace mock_idp
