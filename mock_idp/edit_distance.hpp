// SPDX-License-Identifier: BSL-1.0
// The names that somebody who misspelt one may have meant.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace mock_idp {

// At most that many of the names, best first; none that has little to do with the text.
std::vector<std::string_view> nearest(std::string_view to, const std::vector<std::string_view>& names, std::size_t most);

}  // namespace mock_idp
