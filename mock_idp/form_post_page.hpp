// SPDX-License-Identifier: BSL-1.0
// The page that posts an authorization response to the relying party (OAuth 2.0 Form Post Response Mode).
#pragma once

#include "http_message.hpp"

#include <string_view>

namespace mock_idp {

// A page that posts the form by itself, or by its button where there are no scripts. Requires: form-encoded parameters.
http_response form_post_page(std::string_view action, std::string_view form);

}  // namespace mock_idp
