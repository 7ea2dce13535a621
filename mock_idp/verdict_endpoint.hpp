// SPDX-License-Identifier: BSL-1.0
// The verdict as JSON, for a relying party of another process.
#pragma once

#include "http_message.hpp"
#include "provider_state.hpp"

namespace mock_idp {

verdict_report judge(const provider_state& provider);

// {"module": ..., "verdict": "passed", "reasons": [...], "warnings": [...], "requests": [...]}, without any secret.
http_response verdict_endpoint(const provider_state& provider);

}  // namespace mock_idp
