// SPDX-License-Identifier: BSL-1.0
// How the endpoints behind the sign-in behave: tokens, userinfo, the resource and the services for clients.
#pragma once

#include <chrono>
#include <string>

namespace mock_idp {

// Where userinfo wants the access token.
enum class token_place { header_or_body, header, body };

struct service_options {
  // Also without the scope offline_access.
  bool always_gives_refresh_token = false;
  std::chrono::seconds refresh_token_lifetime{24 * 60 * 60};

  // RFC 9449 8 and 9: proofs without a nonce of the provider's are refused with use_dpop_nonce.
  bool demands_dpop_nonce = false;
  bool demands_dpop_nonce_at_resources = false;
  // How the challenges spell the scheme, which has no case.
  std::string dpop_scheme = "DPoP";

  token_place userinfo_token = token_place::header_or_body;
  // Standard claims go out only for the scopes to which they belong, or when the claims parameter asks for them.
  bool releases_claims_by_scope = false;
  // Aggregated claims in a JWT with the algorithm none, in place of one that the provider signs.
  bool unsigned_aggregated_claims = false;

  // So many requests for the resource are refused with 401 although their token is good.
  int resource_refusals = 0;

  // Clients may register themselves.
  bool allows_registration = true;
  // Who has this token may register; empty lets everybody.
  std::string initial_access_token{};

  std::chrono::seconds device_code_lifetime{300};
  std::chrono::seconds device_interval{5};
};

}  // namespace mock_idp
