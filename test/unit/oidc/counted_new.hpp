// SPDX-License-Identifier: BSL-1.0
// Counts the allocations of the whole program.
#pragma once

#include <cstddef>

namespace rowclaim_test {

/// Allocations through operator new since the program began.
std::size_t allocations();

}  // namespace rowclaim_test
