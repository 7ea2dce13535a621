// SPDX-License-Identifier: BSL-1.0
// The rows that the demonstration shows: countries and years from the npm package vega-datasets, or a few when it is not there.
#pragma once

#include "demo_policy.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace demo {

struct data_set {
  std::string source;  ///< where the rows come from, for people
  std::vector<observation> rows;
};

/// Reads gapminder.json, and each country's region from gapminder-health-income.csv, in the package's folder of data.
/// Throws std::runtime_error with a sentence if a file is there and cannot be understood.
data_set read_data_set(const std::filesystem::path& folder);

}  // namespace demo
