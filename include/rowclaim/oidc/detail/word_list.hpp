// SPDX-License-Identifier: BSL-1.0
// Words with spaces between them, as scopes and response types have.
#pragma once

#include <rowclaim/core/version.hpp>

#include <algorithm>
#include <string_view>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// Calls `visit` with each word until it says no. Result: whether it never did.
template <class Visitor>
constexpr bool every_word(std::string_view text, Visitor visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end != 0 && !visit(text.substr(0, end))) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

constexpr bool has_word(std::string_view text, std::string_view word) {
  return !every_word(text, [word](std::string_view other) { return other != word; });
}

/// Whether both have the same words, in any order and however often.
constexpr bool has_same_words(std::string_view a, std::string_view b) {
  return every_word(a, [b](std::string_view word) { return has_word(b, word); }) &&
         every_word(b, [a](std::string_view word) { return has_word(a, word); });
}

}  // namespace rowclaim::inline v0_1::detail
