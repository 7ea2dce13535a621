// SPDX-License-Identifier: BSL-1.0
// The known name that a misspelt one most likely stands for.
#pragma once

#include <rowclaim/core/ascii.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace rowclaim::inline v0_1::detail {

/// How many letters must be changed, added, left out or exchanged with their neighbour to turn one name into the other; case is free.
/// Names beyond 40 letters count by their first 40. Complexity: the product of the lengths.
constexpr std::size_t edit_distance(std::string_view a, std::string_view b) {
  constexpr std::size_t longest = 40;
  a = a.substr(0, longest);
  b = b.substr(0, longest);
  std::array<std::size_t, longest + 1> before_last{};
  std::array<std::size_t, longest + 1> last{};
  std::array<std::size_t, longest + 1> now{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool is_same = ascii_lower(a[i - 1]) == ascii_lower(b[j - 1]);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (is_same ? 0u : 1u)});
      if (i > 1 && j > 1 && ascii_lower(a[i - 1]) == ascii_lower(b[j - 2]) && ascii_lower(a[i - 2]) == ascii_lower(b[j - 1]))
        now[j] = std::min(now[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = now;
  }
  return last[b.size()];
}

/// Keeps the nearest of the names it is shown, as long as it is near enough to be meant.
class nearest_name {
 public:
  constexpr explicit nearest_name(std::string_view sought) : sought_(sought), distance_(sought.size() / 2 + 1) {}

  constexpr void consider(std::string_view known) {
    const std::size_t distance = edit_distance(sought_, known);
    if (distance >= distance_) return;
    distance_ = distance;
    name_ = known;
  }

  /// Empty if none is near.
  constexpr std::string_view name() const { return name_; }

 private:
  std::string_view sought_;
  std::size_t distance_;
  std::string_view name_ = {};
};

}  // namespace rowclaim::inline v0_1::detail
