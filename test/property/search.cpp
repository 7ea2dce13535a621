// SPDX-License-Identifier: BSL-1.0
// One seed after the other.
#include "search.hpp"

#include "generator.hpp"
#include "shrink.hpp"

#include <filesystem>
#include <fstream>

namespace property {

test_case case_of(std::uint64_t seed) {
  generator g(seed);
  test_case c;
  c.seed = seed;
  g.make_table(c);
  g.make_policy(c);
  return c;
}

std::optional<failure> examine(std::uint64_t seed, const std::vector<executor>& by, counts* seen) {
  const test_case c = case_of(seed);
  if (!find_disagreement(c, by, seen != nullptr ? &seen->agreed : nullptr)) {
    if (seen == nullptr) return std::nullopt;
    if (is_mixed(c)) {
      ++seen->mixed;
      return std::nullopt;
    }
    const std::size_t shown = expected_rows(c).size();
    ++seen->cases;
    if (shown == 0) ++seen->empty;
    else if (shown == c.rows.size()) ++seen->full;
    seen->rows_shown += shown;
    seen->rows_hidden += c.rows.size() - shown;
    return std::nullopt;
  }
  failure found{shrunk(c, [&](const test_case& smaller) { return find_disagreement(smaller, by).has_value(); }), {}};
  found.sentence = *find_disagreement(found.shrunk, by);
  return found;
}

std::string save(const failure& f, const std::string& folder, const std::string& name) {
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/" + name + ".json";
  std::ofstream(path) << to_json(f.shrunk) << "\n";
  return path;
}

}  // namespace property
