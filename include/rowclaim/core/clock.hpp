// SPDX-License-Identifier: BSL-1.0
// The time of day as the caller supplies it, so that tests decide what time it is.
#pragma once

#include <rowclaim/core/version.hpp>

#include <chrono>
#include <cstdint>
#include <limits>

namespace rowclaim::inline v0_1 {

/// Whole seconds since 1970-01-01T00:00:00Z, as in a token's `exp` and `iat` (RFC 7519, NumericDate).
using seconds_since_epoch = std::int64_t;

/// So many seconds after a time, or before it if they are negative. What would be beyond the last time there is, is that time: an
/// option that means "for ever" must not wrap round into the past.
constexpr seconds_since_epoch later_by(seconds_since_epoch time, std::int64_t seconds) noexcept {
  constexpr seconds_since_epoch first = std::numeric_limits<seconds_since_epoch>::min();
  constexpr seconds_since_epoch last = std::numeric_limits<seconds_since_epoch>::max();
  if (seconds > 0) return time > last - seconds ? last : time + seconds;
  return time < first - seconds ? first : time + seconds;
}

/// A source of the current time: a plain function and its state, so that holding one costs nothing.
class clock {
 public:
  using function = seconds_since_epoch (*)(const void* state);

  /// The system's clock.
  constexpr clock() : now_([](const void*) { return system_now(); }), state_(nullptr) {}

  constexpr clock(function read, const void* state) : now_(read), state_(state) {}

  /// A clock that reads a variable of the caller's, which must outlive it.
  static constexpr clock reading(const seconds_since_epoch& variable) {
    return {[](const void* state) { return *static_cast<const seconds_since_epoch*>(state); }, &variable};
  }

  seconds_since_epoch now() const { return now_(state_); }

 private:
  static seconds_since_epoch system_now() {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  }

  function now_;
  const void* state_;
};

}  // namespace rowclaim::inline v0_1
