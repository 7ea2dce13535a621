// SPDX-License-Identifier: BSL-1.0
// Counts the allocations of the whole program.
#pragma once

#include <cstddef>

namespace bench {

/// Allocations through operator new since the program began.
std::size_t allocations();

}  // namespace bench
