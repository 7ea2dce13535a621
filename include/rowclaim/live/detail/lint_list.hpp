// SPDX-License-Identifier: BSL-1.0
// Collects findings about a policy file, and gives them in the order of the file.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/lint_finding.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_lint.hpp>

namespace rowclaim::inline v0_1::detail {

/// How much may still be done for one question. What is not answered within it is left open.
class step_budget {
 public:
  explicit step_budget(std::size_t steps) : left_(steps) {}

  void spend(std::size_t steps) {
    is_exhausted_ = is_exhausted_ || steps > left_;
    left_ -= std::min(steps, left_);
  }
  bool is_exhausted() const { return is_exhausted_; }

 private:
  std::size_t left_;
  bool is_exhausted_ = false;
};

class lint_list {
 public:
  void add(lint_kind kind, std::uint32_t byte, std::string key, std::string sentence) {
    found_.push_back({byte, found_.size(), {kind, severity_of(kind), {}, std::move(key), std::move(sentence)}});
  }

  /// Complexity: one pass over the text, whatever the number of findings.
  std::vector<lint_finding> in_order(std::string_view text) && {
    std::ranges::sort(found_, {}, [](const placed& one) { return std::pair(one.byte, one.order); });
    std::vector<lint_finding> made;
    std::size_t last = 0;
    text_place at;
    for (placed& one : found_) {
      at = place_behind(at, place_of(text.substr(last), one.byte - last));
      last = one.byte;
      one.finding.place = at;
      made.push_back(std::move(one.finding));
    }
    return made;
  }

 private:
  struct placed {
    std::uint32_t byte;
    std::size_t order;  // in which it was found
    lint_finding finding;
  };

  std::vector<placed> found_;
};

}  // namespace rowclaim::inline v0_1::detail
