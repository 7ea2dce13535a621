// SPDX-License-Identifier: BSL-1.0
// DPoP proofs (RFC 9449) and the nonces that the provider wants in them.
#pragma once

#include "http_message.hpp"
#include "provider_state.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace mock_idp {

// RFC 9449 8 and 9: the nonces of the endpoints for clients and of the resources are apart.
enum class dpop_side { provider, resource };

struct dpop_problem {
  // invalid_dpop_proof or use_dpop_nonce.
  std::string error;
  std::string description;
};

// The thumbprint of the key that made the request's proof; empty when the request has none. With an access token, the proof must be
// for that token.
std::variant<std::string, dpop_problem> check_dpop_proof(provider_state& provider, const http_request& request, dpop_side side,
                                                         std::string_view access_token = {});

// Adds the DPoP-Nonce header if that side wants nonces.
void give_dpop_nonce(const provider_state& provider, dpop_side side, http_response& response);

// RFC 7638.
std::string thumbprint_of_jwk(const boost::json::object& jwk);

}  // namespace mock_idp
