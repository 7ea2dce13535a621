// SPDX-License-Identifier: BSL-1.0
// The parts of the group `policy`: policies from files, and other policy engines.
#pragma once

#include "report.hpp"
#include <rowclaim/live/policy_reader.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace bench {

void bench_policy_files(report& out);
void bench_policy_reload(report& out);
void bench_policy_peers(report& out);

/// A policy that is known to be sound; ends the program with the mistakes if it is not.
inline std::shared_ptr<const rowclaim::loaded_policy> must_read(std::string text,
                                                                std::span<const rowclaim::table_schema* const> known = {}) {
  rowclaim::policy_reading read = rowclaim::read_policy(std::move(text), known);
  if (read.policy == nullptr) {
    std::cerr << "rowclaim_bench: a policy of the benchmark's own is refused:\n" << read.text();
    std::exit(1);
  }
  return std::move(read.policy);
}

}  // namespace bench
