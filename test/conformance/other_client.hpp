// SPDX-License-Identifier: BSL-1.0
// Somebody else's relying party: a command that is told by the environment what to do, and says by its exit status what it did.
#pragma once

#include "outcome.hpp"

#include <string>

namespace conformance {

outcome run_other(const planned_run& run, const std::string& command);

}  // namespace conformance
