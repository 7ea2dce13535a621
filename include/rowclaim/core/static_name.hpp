// SPDX-License-Identifier: BSL-1.0
// A piece of text that can be a template argument, so that names show up readably in compiler messages.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Text as a structural value. `N` counts the terminator; `view()` does not.
template <std::size_t N>
struct static_name {
  char text[N]{};

  consteval static_name(const char (&literal)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = literal[i];
  }

  /// Copies text that is not a literal, which is how a name found while checking a policy becomes part of a type.
  consteval explicit static_name(std::string_view other) {
    for (std::size_t i = 0; i + 1 < N; ++i) text[i] = other[i];
  }

  constexpr std::string_view view() const { return {text, N - 1}; }

  friend bool operator==(const static_name&, const static_name&) = default;
};

}  // namespace rowclaim::inline v0_1
