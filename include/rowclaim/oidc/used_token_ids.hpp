// SPDX-License-Identifier: BSL-1.0
// Which tokens that count once have been used, remembered until they have expired.
#pragma once

#include <rowclaim/core/clock.hpp>

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Remembers tokens by issuer and `jti`. May be used by several threads at once.
///
/// Put in only what was verified: then nobody but the issuers can fill it. When it is full the token that expires first is forgotten,
/// since for a logout it is better to be carried out twice than not at all.
class used_token_ids {
 public:
  explicit used_token_ids(std::size_t capacity = 16u << 10) : capacity_(capacity) {}

  used_token_ids(const used_token_ids&) = delete;
  used_token_ids& operator=(const used_token_ids&) = delete;

  /// Whether the token is used now for the first time. Of several threads that ask about one, one is told so.
  /// Complexity: logarithmic in the tokens remembered.
  [[nodiscard]] bool use(std::string_view issuer, std::string_view token_id, seconds_since_epoch now, seconds_since_epoch until) {
    const std::lock_guard guard(mutex_);
    while (!by_end_.empty() && by_end_.begin()->first <= now) forget_first();
    const auto [place, is_new] = until_.try_emplace(key_of(issuer, token_id), until);
    if (!is_new) return false;
    by_end_.emplace(until, place);
    if (until_.size() > capacity_) forget_first();
    return true;
  }

  /// Takes a use back, as what it was for has failed and will be tried again.
  void forget(std::string_view issuer, std::string_view token_id) {
    const std::lock_guard guard(mutex_);
    const auto place = until_.find(key_of(issuer, token_id));
    if (place == until_.end()) return;
    auto [at, end] = by_end_.equal_range(place->second);
    while (at != end && at->second != place) ++at;
    if (at != end) by_end_.erase(at);
    until_.erase(place);
  }

  std::size_t size() const {
    const std::lock_guard guard(mutex_);
    return until_.size();
  }

 private:
  using tokens = std::map<std::string, seconds_since_epoch>;

  // With the length of the first, so that no two pairs are written alike.
  static std::string key_of(std::string_view issuer, std::string_view token_id) {
    std::string key = std::to_string(issuer.size());
    key.append(":").append(issuer).append(token_id);
    return key;
  }

  void forget_first() {
    until_.erase(by_end_.begin()->second);
    by_end_.erase(by_end_.begin());
  }

  mutable std::mutex mutex_;
  std::size_t capacity_;
  tokens until_;
  std::multimap<seconds_since_epoch, tokens::iterator> by_end_;
};

}  // namespace rowclaim::inline v0_1
