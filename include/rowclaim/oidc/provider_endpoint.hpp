// SPDX-License-Identifier: BSL-1.0
// Which of a provider's addresses a client uses: those who show a certificate may have addresses of their own.
#pragma once

#include <rowclaim/oidc/client_authentication.hpp>
#include <rowclaim/oidc/metadata.hpp>

#include <string>

namespace rowclaim::inline v0_1 {

/// The endpoints that a provider may have a second address of, for clients that show a certificate.
enum class provider_endpoint : unsigned char {
  token,
  userinfo,
  revocation,
  introspection,
  registration,
  pushed_authorization_request,
  device_authorization,
};

/// The address of an endpoint for a client: the one for certificates if it is known by its own or wants tokens that are bound to it, and
/// the provider has one; else the usual one, which is empty if the provider has no such endpoint.
/// Specification: RFC 8705 section 5.
[[nodiscard]] inline const std::string& address_of(provider_endpoint endpoint, const provider_metadata& provider,
                                                   const client_identification& client) {
  struct addresses {
    std::string provider_metadata::*usual;
    std::string mtls_endpoints::*with_certificate;
  };
  static constexpr addresses table[] = {
      {&provider_metadata::token_endpoint, &mtls_endpoints::token_endpoint},
      {&provider_metadata::userinfo_endpoint, &mtls_endpoints::userinfo_endpoint},
      {&provider_metadata::revocation_endpoint, &mtls_endpoints::revocation_endpoint},
      {&provider_metadata::introspection_endpoint, &mtls_endpoints::introspection_endpoint},
      {&provider_metadata::registration_endpoint, &mtls_endpoints::registration_endpoint},
      {&provider_metadata::pushed_authorization_request_endpoint, &mtls_endpoints::pushed_authorization_request_endpoint},
      {&provider_metadata::device_authorization_endpoint, &mtls_endpoints::device_authorization_endpoint},
  };
  const addresses& named = table[static_cast<unsigned char>(endpoint)];
  const std::string& usual = provider.*named.usual;
  const std::string& other = provider.mtls_endpoint_aliases.*named.with_certificate;
  const bool shows_certificate = uses_client_certificate(client.method) || client.certificate_bound_tokens;
  return shows_certificate && !other.empty() ? other : usual;
}

}  // namespace rowclaim::inline v0_1
