// SPDX-License-Identifier: BSL-1.0
// Runs plans: a provider for each run, on as many threads as asked for.
#pragma once

#include "outcome.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace conformance {

struct run_options {
  std::size_t threads = 2;
  // A shell command that is somebody else's relying party; empty for none.
  std::string other_command{};
  // Called after each run, from any thread, one at a time.
  std::function<void(std::size_t done, std::size_t of)> progress{};
};

// The verdict on our relying party: what the provider saw, and what the relying party says of itself.
outcome run_ours(const planned_run& run);

std::vector<finished_plan> run_plans(std::vector<plan> plans, const run_options& options);

}  // namespace conformance
