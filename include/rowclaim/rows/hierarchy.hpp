// SPDX-License-Identifier: BSL-1.0
// Columns that are levels of one thing, such as continent and country: conditions on them are united, not intersected.
#pragma once

#include <rowclaim/core/static_name.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Declares a hierarchy as a part of a table: `hierarchy<"Geography", "Continent", "Country">`.
template <static_name Name, static_name... Levels>
struct hierarchy {};

/// A hierarchy as a policy sees it.
struct hierarchy_info {
  std::string_view name;
  std::span<const std::string_view> levels;  ///< names of columns, the widest first
};

}  // namespace rowclaim::inline v0_1
