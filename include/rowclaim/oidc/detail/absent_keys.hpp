// SPDX-License-Identifier: BSL-1.0
// Names of keys that a provider was asked for in vain, for a while and in a memory that never grows.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/hash.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// A later name may take the place of an earlier one, which is then only asked for again. Nobody waits for anybody here.
class absent_keys {
 public:
  void remember(std::string_view key_id, seconds_since_epoch now) noexcept {
    const std::uint64_t hash = hash_bytes(key_id);
    // The time without its upper half: a difference of two is right for 136 years.
    place(hash).store((hash & upper_half) | static_cast<std::uint32_t>(now), std::memory_order_relaxed);
  }

  /// Whether it was remembered less than so many seconds ago. After a clock was set back, nothing was.
  bool contains(std::string_view key_id, seconds_since_epoch now, std::int64_t lifetime) const noexcept {
    const std::uint64_t hash = hash_bytes(key_id);
    const std::uint64_t kept = place(hash).load(std::memory_order_relaxed);
    if (kept == 0 || (kept & upper_half) != (hash & upper_half)) return false;
    return static_cast<std::int64_t>(static_cast<std::uint32_t>(now) - static_cast<std::uint32_t>(kept)) < lifetime;
  }

 private:
  static constexpr std::uint64_t upper_half = 0xffff'ffff'0000'0000u;
  static constexpr std::size_t size = 256;

  std::atomic<std::uint64_t>& place(std::uint64_t hash) noexcept { return places_[hash & (size - 1)]; }
  const std::atomic<std::uint64_t>& place(std::uint64_t hash) const noexcept { return places_[hash & (size - 1)]; }

  std::array<std::atomic<std::uint64_t>, size> places_{};
};

}  // namespace rowclaim::inline v0_1::detail
