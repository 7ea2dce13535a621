// SPDX-License-Identifier: BSL-1.0
// Counting.
#include "outcome.hpp"

namespace conformance {

std::string_view name(result what) {
  switch (what) {
    case result::passed: return "passed";
    case result::failed: return "failed";
    case result::skipped: return "skipped";
    case result::not_supported: return "not supported";
  }
  return "failed";
}

void tally::add(conformance::result what) {
  switch (what) {
    case result::passed: ++passed; return;
    case result::failed: ++failed; return;
    case result::skipped: ++skipped; return;
    case result::not_supported: ++not_supported; return;
  }
}

tally& tally::operator+=(const tally& more) {
  passed += more.passed;
  failed += more.failed;
  skipped += more.skipped;
  not_supported += more.not_supported;
  return *this;
}

tally ours(const finished_plan& plan) {
  tally sum;
  for (const finished_run& run : plan.runs) sum.add(run.ours.result);
  return sum;
}

tally theirs(const finished_plan& plan) {
  tally sum;
  for (const finished_run& run : plan.runs)
    if (run.theirs) sum.add(run.theirs->result);
  return sum;
}

}  // namespace conformance
