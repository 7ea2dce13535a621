// SPDX-License-Identifier: BSL-1.0
// Finitely many values that stand for all: conditions cannot tell any other value from one of them.
#pragma once

#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_comparison.hpp>

namespace rowclaim::inline v0_1::detail {

/// Collects what a column is compared with, and gives a value for each piece of the column's order that those comparisons tell apart:
/// each value itself, and one between any two neighbours, before the first and behind the last, where there is one.
class value_samples {
 public:
  explicit value_samples(value_kind kind) : kind_(kind) {}

  void add_value(const value& v) { cuts_.push_back(v); }

  /// Texts that begin with a prefix lie together: from the prefix to the first text behind all of them.
  void add_prefix(const value& prefix) {
    cuts_.push_back(prefix);
    std::string behind(prefix.text);
    while (!behind.empty() && static_cast<unsigned char>(behind.back()) == 0xff) behind.pop_back();
    if (behind.empty()) return;  // every text begins with the empty one, and nothing is behind 0xff
    behind.back() = static_cast<char>(static_cast<unsigned char>(behind.back()) + 1);
    cuts_.push_back(value::of(keep(std::move(behind))));
  }

  /// The values, without null.
  std::vector<value> values() {
    if (kind_ == value_kind::boolean) return {value::of(false), value::of(true)};
    std::sort(cuts_.begin(), cuts_.end(), comes_before);
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end(), are_same), cuts_.end());
    std::vector<value> found;
    if (cuts_.empty()) return {anything()};
    if (const auto before = just_before(cuts_.front())) found.push_back(*before);
    for (std::size_t i = 0; i < cuts_.size(); ++i) {
      found.push_back(cuts_[i]);
      const auto behind = just_behind(cuts_[i]);
      if (behind && (i + 1 == cuts_.size() || comes_before(*behind, cuts_[i + 1]))) found.push_back(*behind);
    }
    return found;
  }

  /// The nearest value behind, and one before; nothing where the type ends.
  std::optional<value> just_behind(const value& v) {
    value made = v;
    switch (kind_) {
      case value_kind::string: return value::of(keep(std::string(v.text) + '\0'));
      case value_kind::real:
        made.real = std::nextafter(v.real, std::numeric_limits<double>::infinity());
        return std::isinf(made.real) ? std::nullopt : std::optional(made);
      case value_kind::timestamp:
        if (v.nanoseconds < 999) {
          ++made.nanoseconds;
          return made;
        }
        made.nanoseconds = 0;
        break;
      case value_kind::time:
        if (v.integer + 1 >= 86'400'000'000'000) return std::nullopt;
        break;
      default: break;
    }
    if (v.integer >= last()) return std::nullopt;
    ++made.integer;
    return made;
  }
  std::optional<value> just_before(const value& v) {
    value made = v;
    switch (kind_) {
      case value_kind::string: return v.text.empty() ? std::nullopt : std::optional(value::of(std::string_view()));
      case value_kind::real:
        made.real = std::nextafter(v.real, -std::numeric_limits<double>::infinity());
        return std::isinf(made.real) ? std::nullopt : std::optional(made);
      case value_kind::timestamp:
        if (v.nanoseconds > 0) {
          --made.nanoseconds;
          return made;
        }
        made.nanoseconds = 999;
        break;
      case value_kind::time:
        if (v.integer == 0) return std::nullopt;
        break;
      default: break;
    }
    if (v.integer <= first()) return std::nullopt;
    --made.integer;
    return made;
  }

 private:
  // The days that dates are written for; numbers of 64 bits otherwise.
  std::int64_t first() const { return kind_ == value_kind::date ? date(0, 1, 1).days : std::numeric_limits<std::int64_t>::min(); }
  std::int64_t last() const {
    return kind_ == value_kind::date ? date(9999, 12, 31).days : std::numeric_limits<std::int64_t>::max();
  }

  value anything() const {
    switch (kind_) {
      case value_kind::real: return value::of(0.0);
      case value_kind::string: return value::of(std::string_view());
      default: return {.kind = kind_};
    }
  }

  std::string_view keep(std::string text) { return texts_.emplace_front(std::move(text)); }

  value_kind kind_;
  std::vector<value> cuts_;
  std::forward_list<std::string> texts_;
};

}  // namespace rowclaim::inline v0_1::detail
