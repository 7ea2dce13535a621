// SPDX-License-Identifier: BSL-1.0
// The keys of clients: fetching them, and encrypting to them.
#pragma once

#include "provider_state.hpp"

#include <string>
#include <string_view>

namespace mock_idp {

// The client's key set, as registered or from its jwks_uri; empty when it has none. The provider's lock may be released meanwhile, so
// references into the state do not outlive this call.
boost::json::object keys_of(provider_state& provider, const std::string& client_id);

// What a client registered for one kind of message.
struct registered_encryption {
  std::string alg;
  // A128CBC-HS256 when empty (OpenID Connect Registration 2).
  std::string enc;
};

// A message for the client, in one more envelope when it registered an encryption. The lock as above.
// Throws std::invalid_argument when the client registered an encryption that it has no key for.
std::string encrypted_to_client(provider_state& provider, const std::string& client_id, const registered_encryption& how,
                                std::string message, bool is_jwt = true);

struct signed_message {
  signing_algorithm algorithm;
  // Gets the algorithm's name where it has no alg.
  boost::json::object header{};
  boost::json::object claims{};
};

// The compact form: signed with the provider's current key or with the client's secret, or not signed for `none`.
std::string signed_for_client(const provider_state& provider, const std::string& client_id, signed_message message);

}  // namespace mock_idp
