// SPDX-License-Identifier: BSL-1.0
// A line on the terminal that is written over.
#include "progress.hpp"

#include <unistd.h>

#include <iostream>

namespace rowclaim_command {

progress::progress(std::string_view unit, std::size_t per)
    : unit_(unit), per_(per), is_terminal_(::isatty(STDERR_FILENO) == 1), next_(clock::now() + std::chrono::seconds(1)) {}

progress::~progress() {
  if (is_shown_) std::cerr << "\r\x1b[K" << std::flush;
}

void progress::count(std::size_t more) {
  if (!is_terminal_) return;
  done_ += more;
  const auto now = clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(250);
  is_shown_ = true;
  std::cerr << '\r' << done_ / per_ << ' ' << unit_ << std::flush;
}

}  // namespace rowclaim_command
