// SPDX-License-Identifier: BSL-1.0
// Letters of ASCII without their case, for header names and for misspelt names.
#pragma once

#include <rowclaim/core/version.hpp>

#include <algorithm>
#include <string_view>

namespace rowclaim::inline v0_1::detail {

constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, ascii_lower, ascii_lower);
}

}  // namespace rowclaim::inline v0_1::detail
