// SPDX-License-Identifier: BSL-1.0
// Looks for a case on which executors disagree with the oracle, and keeps what it finds.
#pragma once

#include "executors.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace property {

/// What was met on the way. A run that never met one of these would prove little.
struct counts {
  std::vector<int> agreed;  ///< for each executor
  int cases = 0;
  int empty = 0;            ///< cases of which no row is visible
  int full = 0;             ///< or every row
  int mixed = 0;            ///< policies that were refused, and rightly: no cases
  std::size_t rows_shown = 0;
  std::size_t rows_hidden = 0;
};

struct failure {
  test_case shrunk;
  std::string sentence;
};

/// The case of a seed.
test_case case_of(std::uint64_t seed);

/// Makes the case of a seed, and tries it. A failure is shrunk.
std::optional<failure> examine(std::uint64_t seed, const std::vector<executor>& by, counts* seen);

/// Writes a failure into a folder as JSON, and returns the path.
std::string save(const failure& f, const std::string& folder, const std::string& name);

}  // namespace property
