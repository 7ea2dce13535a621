// SPDX-License-Identifier: BSL-1.0
// The relying parties that the provider knows, given in code or as JSON.
#pragma once

#include "signing_key.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

struct client {
  // Empty for a client without one, which then authenticates by its client_id alone or by its keys.
  std::string secret{};
  // Compared exactly, as text.
  std::vector<std::string> redirect_uris{};
  // A code_challenge that is sent is always verified; this makes sending one compulsory.
  bool must_use_pkce = false;
  // One of the seven methods, to accept only that; empty accepts client_secret_basic and client_secret_post.
  std::string token_endpoint_auth_method{};
  // The provider's own algorithm when absent.
  std::optional<signing_algorithm> id_token_signed_response_alg{};

  // The rest of what a client can register (OpenID Connect Registration 2, RFC 7591, 8705, 9101, 9126, 9449, 9701, the logout
  // family and JARM), under the names that it has there. Empty text, list or object is "not registered".
  std::string token_endpoint_auth_signing_alg{};
  std::string id_token_encrypted_response_alg{};
  std::string id_token_encrypted_response_enc{};
  std::string userinfo_signed_response_alg{};
  std::string userinfo_encrypted_response_alg{};
  std::string userinfo_encrypted_response_enc{};
  std::string request_object_signing_alg{};
  std::string request_object_encryption_alg{};
  std::string request_object_encryption_enc{};
  std::string authorization_signed_response_alg{};
  std::string authorization_encrypted_response_alg{};
  std::string authorization_encrypted_response_enc{};
  std::string introspection_signed_response_alg{};
  std::string introspection_encrypted_response_alg{};
  std::string introspection_encrypted_response_enc{};

  boost::json::object jwks{};
  std::string jwks_uri{};

  // Nothing registered allows all of them.
  std::vector<std::string> response_types{};
  std::vector<std::string> grant_types{};
  std::vector<std::string> request_uris{};
  std::vector<std::string> default_acr_values{};
  std::optional<std::int64_t> default_max_age{};
  bool require_auth_time = false;
  std::string subject_type{};
  std::string sector_identifier_uri{};
  std::string application_type{};
  std::string scope{};

  std::string initiate_login_uri{};
  std::vector<std::string> post_logout_redirect_uris{};
  std::string backchannel_logout_uri{};
  bool backchannel_logout_session_required = false;
  std::string frontchannel_logout_uri{};
  bool frontchannel_logout_session_required = false;

  // For tls_client_auth, exactly one of the five.
  std::string tls_client_auth_subject_dn{};
  std::string tls_client_auth_san_dns{};
  std::string tls_client_auth_san_uri{};
  std::string tls_client_auth_san_ip{};
  std::string tls_client_auth_san_email{};
  bool tls_client_certificate_bound_access_tokens = false;
  bool dpop_bound_access_tokens = false;
  bool require_pushed_authorization_requests = false;
  bool require_signed_request_object = false;

  // Members that the provider gives back as they came: client_name, logo_uri, contacts and the like.
  boost::json::object other_metadata{};
  // Set when the client registered itself; who has it may read, change and remove the registration (RFC 7592).
  std::string registration_access_token{};
};

// By client_id.
using client_registry = std::map<std::string, client, std::less<>>;

// {"app": {"secret": "...", "must_use_pkce": true, "redirect_uris": ["..."], ...}}, with the members above under their own names.
// Throws std::invalid_argument with a sentence that says what is wrong.
client_registry read_clients(std::string_view json_text);

// "app" with the secret "app-secret" and the redirect URI http://127.0.0.1:8080/callback.
client_registry default_clients();

}  // namespace mock_idp
