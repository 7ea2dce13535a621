// SPDX-License-Identifier: BSL-1.0
// Shows the outcomes to people and to programs.
#pragma once

#include "sign_in.hpp"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// One outcome: the name, the roles with where each came from, the plan in words, the counts and the first rows.
void print(std::ostream& out, const outcome& one, std::string_view case_shown, std::size_t total);

/// All outcomes as a JSON array, one object a sign-in.
std::string to_json(const std::vector<outcome>& all, std::size_t total);

}  // namespace demo
