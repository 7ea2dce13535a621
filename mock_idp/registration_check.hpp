// SPDX-License-Identifier: BSL-1.0
// The rules of client metadata (OpenID Connect Registration 2, RFC 7591 2, and the documents that added members).
#pragma once

#include "provider_state.hpp"

#include <optional>
#include <string>

namespace mock_idp {

struct registration_problem {
  // invalid_redirect_uri or invalid_client_metadata (RFC 7591 3.2.2).
  std::string error = "invalid_client_metadata";
  std::string description;
};

// Takes the metadata over, with the defaults of Registration 2 for what is missing. What is wrong, or nothing. The provider's lock may
// be released to look at the client's URLs, so references into the state do not outlive this call.
std::optional<registration_problem> read_registration(provider_state& provider, const boost::json::object& metadata, client& to);

}  // namespace mock_idp
