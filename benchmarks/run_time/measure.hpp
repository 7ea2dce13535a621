// SPDX-License-Identifier: BSL-1.0
// Times candidates in turn, round after round, so that whatever else the machine does falls on all of them alike.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Nanoseconds that this thread has run. By the clock on the wall, candidates on a busy machine would also be charged for the time slices
/// of other programs, and not all candidates alike.
inline double time_of_this_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Keeps the optimiser from removing what is timed.
template <class Value>
void keep(const Value& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

/// A thing to time: one call of `run` does the work once.
struct candidate {
  std::string name;
  std::function<void()> run;
};

/// A candidate's time for one piece of work, and its ratio to the first candidate's.
struct timing {
  std::string name;
  double nanoseconds = 0;  ///< median over the rounds
  double ratio = 1;  ///< median of the ratios within each round
};

struct effort {
  int rounds = 31;
  int calls = 1;  ///< of `run` in each round
  double per_call = 1;  ///< pieces of work in each call, by which the time is divided
};

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Times all candidates, each of which does its work in this thread; the first is the one that the others are compared with.
inline std::vector<timing> compare(const std::vector<candidate>& candidates, const effort& e) {
  std::vector<std::vector<double>> times(candidates.size());
  for (int round = -1; round < e.rounds; ++round)
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const double start = time_of_this_thread();
      for (int call = 0; call < e.calls; ++call) candidates[i].run();
      const double took = time_of_this_thread() - start;
      if (round >= 0) times[i].push_back(took / (e.calls * e.per_call));  // the first round warms up
    }
  std::vector<timing> timings;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    std::vector<double> ratios;
    for (std::size_t round = 0; round < times[i].size(); ++round) ratios.push_back(times[i][round] / times[0][round]);
    timings.push_back({candidates[i].name, median(times[i]), median(std::move(ratios))});
  }
  return timings;
}

}  // namespace bench
