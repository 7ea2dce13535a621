// SPDX-License-Identifier: BSL-1.0
// The relying parties that the provider knows, given in code or as JSON.
#pragma once

#include "signing_key.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

struct client {
  // Empty for a public client, which then authenticates by its client_id alone.
  std::string secret{};
  // Compared exactly, as text.
  std::vector<std::string> redirect_uris{};
  // A code_challenge that is sent is always verified; this makes sending one compulsory.
  bool must_use_pkce = false;
  // "client_secret_basic" or "client_secret_post" to accept only that; empty accepts both.
  std::string token_endpoint_auth_method{};
  // The provider's own algorithm when absent.
  std::optional<signing_algorithm> id_token_signed_response_alg{};
};

// By client_id.
using client_registry = std::map<std::string, client, std::less<>>;

// {"app": {"secret": "...", "redirect_uris": ["..."], "must_use_pkce": true, "token_endpoint_auth_method": "...",
//          "id_token_signed_response_alg": "ES256"}}
// Throws std::invalid_argument with a sentence that says what is wrong.
client_registry read_clients(std::string_view json_text);

// "app" with the secret "app-secret" and the redirect URI http://127.0.0.1:8080/callback.
client_registry default_clients();

}  // namespace mock_idp
