// SPDX-License-Identifier: BSL-1.0
// Certificates of clients (RFC 8705): making one for a test, and reading the one that a connection brought.
#pragma once

#include "client_registry.hpp"

#include <string>
#include <string_view>

namespace mock_idp {

struct client_certificate {
  std::string certificate_pem;
  std::string private_key_pem;
  // As in a JWK's x5c, base64 of the DER form.
  std::string x5c;
  // The public key as a JWK with that x5c, for a client's jwks.
  boost::json::object jwk;
};

// Self-signed, for P-256, valid for a month of the system's clock. The subject is CN=`common_name`; the SAN has it as a DNS name.
client_certificate make_client_certificate(std::string_view common_name);

// The x5t#S256 of a certificate in its DER form (RFC 8705 3.1).
std::string thumbprint_of_certificate(std::string_view der);
// RFC 8705 2.1: the subject, as RFC 4514 writes it, or one alternative name is the registered one. Whoever signed the certificate:
// this provider has no authority that it trusts, so the names alone decide.
bool has_registered_subject(std::string_view der, const client& party);
// RFC 8705 2.2: a key of the set has this certificate in its x5c.
bool is_in_key_set(std::string_view der, const boost::json::object& jwks);

}  // namespace mock_idp
