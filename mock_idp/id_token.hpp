// SPDX-License-Identifier: BSL-1.0
// Making ID tokens, right or wrong.
#pragma once

#include "provider_state.hpp"

namespace mock_idp {

// The signed compact form. Requires: the grant's client and user exist.
std::string make_id_token(const provider_state& state, const grant& given, std::string_view access_token);

}  // namespace mock_idp
