// SPDX-License-Identifier: BSL-1.0
// Levenshtein's distance, with the end of a long name counting as a name of its own.
#include "edit_distance.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace mock_idp {
namespace {

std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i != left.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j != right.size(); ++j) {
      const auto changed = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string_view> nearest(std::string_view to, const std::vector<std::string_view>& names, std::size_t most) {
  // By distance, and of equals in their order.
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 0; i != names.size(); ++i) {
    auto apart = distance(to, names[i]);
    // "invalid-iss" is meant by its end.
    if (to.size() > 3 && names[i].ends_with(to)) apart = 0;
    if (apart <= std::max<std::size_t>(2, names[i].size() / 4)) found.emplace_back(apart, i);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i != std::min(most, found.size()); ++i) out.push_back(names[found[i].second]);
  return out;
}

}  // namespace mock_idp
