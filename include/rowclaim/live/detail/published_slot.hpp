// SPDX-License-Identifier: BSL-1.0
// One value that readers copy while a writer replaces it: nobody who reads waits for who writes.
#pragma once

#include <rowclaim/core/version.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <utility>

// IWYU pragma: private, include <rowclaim/live/policy_store.hpp>

namespace rowclaim::inline v0_1::detail {

/// Two places: one is read, the other is empty. A value is published by filling the empty place and pointing readers there; what they read
/// before is taken away once the last of them has left. Copying and moving must not throw.
template <class Value>
class published_slot {
 public:
  published_slot() = default;
  published_slot(const published_slot&) = delete;
  published_slot& operator=(const published_slot&) = delete;

  /// A copy of what was published last. Lock-free: it begins again only when something was published in between.
  Value load() const noexcept {
    for (;;) {
      const std::size_t at = active_.load();
      place& read = places_[at];
      read.readers.fetch_add(1);
      // Announced too late if readers have been pointed elsewhere: the writer may not have seen it. All of it is sequentially
      // consistent, as the second look must not come before the announcement.
      if (active_.load() == at) {
        Value copy = read.value;
        read.readers.fetch_sub(1);
        return copy;
      }
      read.readers.fetch_sub(1);
    }
  }

  /// Publishes a value. Result: what was published before, which no reader looks at any more. Requires: one writer at a time.
  Value store(Value value) noexcept {
    const std::size_t before = active_.load();
    places_[1 - before].value = std::move(value);
    active_.store(1 - before);
    while (places_[before].readers.load() != 0) std::this_thread::yield();
    return std::exchange(places_[before].value, Value{});
  }

 private:
  struct alignas(64) place {
    Value value{};
    std::atomic<std::uint32_t> readers = 0;
  };

  mutable std::array<place, 2> places_;
  std::atomic<std::size_t> active_ = 0;
};

}  // namespace rowclaim::inline v0_1::detail
