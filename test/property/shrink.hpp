// SPDX-License-Identifier: BSL-1.0
// Makes a failing case small.
#pragma once

#include "test_case.hpp"

#include <functional>

namespace property {

/// Takes away rows, roles, columns, parts of conditions, literals and claims, and makes values plainer, for as long as the case
/// still fails. Requires: `fails(c)`.
test_case shrunk(test_case c, const std::function<bool(const test_case&)>& fails);

}  // namespace property
