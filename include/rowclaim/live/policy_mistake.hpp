// SPDX-License-Identifier: BSL-1.0
// A mistake in a policy file: where it is, and what to do about it.
#pragma once

#include <rowclaim/core/json_tree.hpp>

#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

struct policy_mistake {
  text_place place;      ///< in the file; none for what the file as a whole, or a change made by the program, is refused for
  std::string key;       ///< the keys that lead there, for example `tables.sales.restrictions.ROLE_FRANCE`
  std::string sentence;  ///< what is wrong, and the remedy

  /// One line: "line 12, column 7: tables.sales.columns: ...".
  std::string text() const {
    std::string line;
    if (place != text_place::none())
      line = "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": ";
    if (!key.empty()) line.append(key).append(": ");
    return line + sentence;
  }
};

}  // namespace rowclaim::inline v0_1
