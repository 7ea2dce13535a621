// SPDX-License-Identifier: BSL-1.0
// Joins the parts of a condition so that a long list is not deep.
#pragma once

#include <rowclaim/rows/condition.hpp>

#include <cstdint>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_reader.hpp>

namespace rowclaim::inline v0_1::detail {

/// Joins parts two by two, so that a list of a million is twenty deep: whoever works through a condition does so recursively.
class balanced_joiner {
 public:
  /// Adds to `tokens`, which get the parts' own tokens in between.
  balanced_joiner(std::vector<condition_token>& tokens, token_kind how) : tokens_(tokens), how_(how) {}

  /// A part's tokens are there.
  void add() {
    ranks_.push_back(0);
    while (ranks_.size() > 1 && ranks_.back() == ranks_[ranks_.size() - 2]) join();
  }
  /// All parts are there.
  void finish() {
    while (ranks_.size() > 1) join();
  }

 private:
  void join() {
    tokens_.push_back({.kind = how_});
    ranks_.pop_back();
    ++ranks_.back();
  }

  std::vector<condition_token>& tokens_;
  token_kind how_;
  std::vector<std::uint8_t> ranks_;  // of the parts that are not joined yet: how often each was joined
};

}  // namespace rowclaim::inline v0_1::detail
