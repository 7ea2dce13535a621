// SPDX-License-Identifier: BSL-1.0
// The clocks that a mock provider can be given: the system's, or one that a test moves by hand.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace mock_idp {

// Seconds since 1970-01-01T00:00:00Z, called from several threads.
using clock_function = std::function<std::int64_t()>;

inline std::int64_t system_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Copies share one time, so that the test keeps one and gives the provider another.
class manual_clock {
 public:
  explicit manual_clock(std::int64_t start) : now_(std::make_shared<std::atomic<std::int64_t>>(start)) {}

  std::int64_t operator()() const { return now_->load(); }
  void advance(std::chrono::seconds by) { now_->fetch_add(by.count()); }

 private:
  std::shared_ptr<std::atomic<std::int64_t>> now_;
};

}  // namespace mock_idp
