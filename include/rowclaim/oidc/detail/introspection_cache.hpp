// SPDX-License-Identifier: BSL-1.0
// Answers about tokens, kept for a short time under a hash of the token.
#pragma once

#include <rowclaim/core/clock.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// Holds so many answers at most. An answer counts from its time on for so many seconds, and not past its end.
template <class Answer>
class introspection_cache {
 public:
  using held = std::shared_ptr<const Answer>;

  introspection_cache(std::int64_t seconds, std::size_t capacity)
      : seconds_(std::clamp<std::int64_t>(seconds, 0, 3600)), capacity_(seconds_ == 0 ? 0 : capacity) {}

  held find(const std::string& key, seconds_since_epoch now) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return nullptr;
    if (is_good(found->second, now)) return found->second.answer;
    entries_.erase(found);
    return nullptr;
  }

  /// How often everything was forgotten, to be read before a question is asked.
  std::uint64_t generation() {
    const std::lock_guard lock(mutex_);
    return generation_;
  }

  /// Keeps an answer to a question of that generation. One that was asked before everything was forgotten is forgotten with it.
  /// Complexity: linear in the capacity when the cache is full, which is little beside the question that was asked.
  void put(const std::string& key, held answer, seconds_since_epoch now, std::optional<seconds_since_epoch> expires_at,
           std::uint64_t generation) {
    if (capacity_ == 0) return;
    const seconds_since_epoch soon = later_by(now, seconds_);
    const seconds_since_epoch until = std::min(soon, expires_at.value_or(soon));
    const std::lock_guard lock(mutex_);
    if (generation != generation_) return;
    if (entries_.size() >= capacity_ && !entries_.contains(key)) make_room(now);
    entries_.insert_or_assign(key, entry{std::move(answer), now, until});
  }

  void clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
    ++generation_;
  }

 private:
  struct entry {
    held answer;
    seconds_since_epoch since;
    seconds_since_epoch until;
  };

  // A clock that was set back makes an answer one of the future, which is asked for anew.
  static bool is_good(const entry& one, seconds_since_epoch now) { return one.since <= now && now < one.until; }

  void make_room(seconds_since_epoch now) {
    std::erase_if(entries_, [now](const auto& one) { return !is_good(one.second, now); });
    if (entries_.size() < capacity_) return;
    entries_.erase(std::ranges::min_element(entries_, {}, [](const auto& one) { return one.second.until; }));
  }

  std::int64_t seconds_;
  std::size_t capacity_;
  std::mutex mutex_;
  std::map<std::string, entry> entries_;
  std::uint64_t generation_ = 0;
};

}  // namespace rowclaim::inline v0_1::detail
