// SPDX-License-Identifier: BSL-1.0
// Making ID tokens, right or wrong.
#pragma once

#include "provider_state.hpp"

namespace mock_idp {

// What goes out beside the ID token, for the hashes that bind them together.
struct token_companions {
  occasion when = occasion::token_endpoint;
  // Empty for what does not go out.
  std::string access_token{};
  std::string code{};
  std::string state{};
};

// As the client registered: signed with a key or with its secret, or unsigned, and then perhaps encrypted. The provider's lock may be
// released to fetch the client's keys, so references into the state do not outlive this call.
// Requires: the grant's client and user exist.
std::string make_id_token(provider_state& state, grant given, const token_companions& beside);

}  // namespace mock_idp
