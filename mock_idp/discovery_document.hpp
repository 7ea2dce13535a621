// SPDX-License-Identifier: BSL-1.0
// The provider's metadata (OpenID Connect Discovery 1.0, RFC 8414).
#pragma once

#include "provider_state.hpp"

namespace mock_idp {

boost::json::object discovery_document(const provider_state& state);

}  // namespace mock_idp
