// SPDX-License-Identifier: BSL-1.0
// Whether the differential test would notice: executors that are wrong on purpose.
#pragma once

#include "executors.hpp"

#include <string>
#include <vector>

namespace property {

/// Executors of which each has one usual mistake.
const std::vector<executor>& faulty_executors();

/// Finds, shrinks, saves and replays a failure of each of them. Returns whether all of that went well, and prints it.
bool run_self_test(const std::string& folder);

}  // namespace property
