// SPDX-License-Identifier: BSL-1.0
// The paths of what is not about signing people in.
#include "endpoints.hpp"

namespace mock_idp {

std::optional<http_response> service_endpoint(provider_state& provider, std::string_view path, const http_request& request,
                                              const parameter_list& sent) {
  constexpr std::string_view registrations = "/register/";
  if (path == "/introspect") return introspection_endpoint(provider, request, sent);
  if (path == "/revoke") return revocation_endpoint(provider, request, sent);
  if (path == "/device_authorization") return device_authorization_endpoint(provider, request, sent);
  if (path == "/device") return device_page(provider, request, sent);
  if (path == "/register") return registration_endpoint(provider, request);
  if (path.starts_with(registrations)) return registration_management(provider, request, path.substr(registrations.size()));
  if (path == "/claims") return claims_endpoint(provider, request);
  if (path == "/resource") return resource_endpoint(provider, request, sent);
  return std::nullopt;
}

}  // namespace mock_idp
