// SPDX-License-Identifier: BSL-1.0
// What came of a run, for one relying party or for two beside one another.
#pragma once

#include "catalogue.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace conformance {

enum class result {
  passed,
  failed,
  // The suite itself says that a relying party may skip this.
  skipped,
  // A relying party that was given as a command says that it has no such thing: it has not been tested.
  not_supported,
};

std::string_view name(result what);

struct outcome {
  conformance::result result = conformance::result::failed;
  // Why it failed or was skipped; for one that passed, what the relying party refused.
  std::string reason;
  std::vector<std::string> warnings;
  std::chrono::microseconds took{};
};

struct finished_run {
  planned_run run;
  outcome ours;
  // Of the relying party that was given as a command.
  std::optional<outcome> theirs;
};

struct finished_plan {
  plan of;
  std::vector<finished_run> runs;
};

struct tally {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::size_t not_supported = 0;

  void add(result what);
  tally& operator+=(const tally& more);
};

tally ours(const finished_plan& plan);
tally theirs(const finished_plan& plan);

}  // namespace conformance
