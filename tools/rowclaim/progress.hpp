// SPDX-License-Identifier: BSL-1.0
// How far long work is, for whoever waits at a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace rowclaim_command {

/// "12345 lines" on standard error if that is a terminal, rewritten four times a second once a second has passed.
class progress {
 public:
  /// `per` is how much of what is counted makes one of the unit.
  explicit progress(std::string_view unit, std::size_t per = 1);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress();

  void count(std::size_t more = 1);

 private:
  using clock = std::chrono::steady_clock;

  std::string_view unit_;
  std::size_t per_;
  bool is_terminal_;
  bool is_shown_ = false;
  std::size_t done_ = 0;
  clock::time_point next_;
};

}  // namespace rowclaim_command
