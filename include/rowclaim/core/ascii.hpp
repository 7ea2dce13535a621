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

/// Whether a header's type is application/`expected`, of which "application/" may be left out (RFC 7515 4.1.9 and 4.1.10).
constexpr bool is_application_type(std::string_view type, std::string_view expected) {
  constexpr std::string_view prefix = "application/";
  if (equals_ignoring_case(type.substr(0, prefix.size()), prefix)) type.remove_prefix(prefix.size());
  return equals_ignoring_case(type, expected);
}

}  // namespace rowclaim::inline v0_1::detail
