// SPDX-License-Identifier: BSL-1.0
// A list of conditions.
#include "docs/examples/fragments/sales.hpp"

#include <tuple>

inline const auto conditions = std::tuple(
    // the fragment
);
