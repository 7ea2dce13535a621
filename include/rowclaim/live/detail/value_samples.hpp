// SPDX-License-Identifier: BSL-1.0
// Finitely many values that stand for all: conditions cannot tell any other value from one of them.
#pragma once

#include <rowclaim/live/detail/kept_texts.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_comparison.hpp>

namespace rowclaim::inline v0_1::detail {

/// Collects what a column is compared with, and gives a value for each piece of the column's order that those comparisons tell apart:
/// each value itself, and one between any two neighbours, before the first and behind the last, where there is one.
class value_samples {
 public:
  constexpr explicit value_samples(value_kind kind) : kind_(kind) {}

  constexpr void add_value(const value& v) { cuts_.push_back(v); }

  /// Texts that begin with a prefix lie together: from the prefix to the first text behind all of them.
  constexpr void add_prefix(const value& prefix) {
    cuts_.push_back(prefix);
    std::string_view begin = prefix.text;
    while (!begin.empty() && static_cast<unsigned char>(begin.back()) == 0xff) begin.remove_suffix(1);
    if (begin.empty()) return;  // every text begins with the empty one, and nothing is behind 0xff
    const auto next = static_cast<char>(static_cast<unsigned char>(begin.back()) + 1);
    begin.remove_suffix(1);
    cuts_.push_back(value::of(texts_.keep(begin, next)));
  }

  /// The values, without null.
  constexpr std::vector<value> values() {
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
  constexpr std::optional<value> just_behind(const value& v) {
    value made = v;
    switch (kind_) {
      case value_kind::string: return value::of(texts_.keep(v.text, '\0'));
      case value_kind::real:
        made.real = next_real(v.real, true);
        return made.real == std::numeric_limits<double>::infinity() ? std::nullopt : std::optional(made);
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
  constexpr std::optional<value> just_before(const value& v) {
    value made = v;
    switch (kind_) {
      case value_kind::string: return v.text.empty() ? std::nullopt : std::optional(value::of(std::string_view()));
      case value_kind::real:
        made.real = next_real(v.real, false);
        return made.real == -std::numeric_limits<double>::infinity() ? std::nullopt : std::optional(made);
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
  constexpr std::int64_t first() const {
    return kind_ == value_kind::date ? date(0, 1, 1).days : std::numeric_limits<std::int64_t>::min();
  }
  constexpr std::int64_t last() const {
    return kind_ == value_kind::date ? date(9999, 12, 31).days : std::numeric_limits<std::int64_t>::max();
  }

  constexpr value anything() const {
    switch (kind_) {
      case value_kind::real: return value::of(0.0);
      case value_kind::string: return value::of(std::string_view());
      default: return {.kind = kind_};
    }
  }

  // What std::nextafter does, which is no constant expression: neighbours of one sign have neighbouring bits.
  static constexpr double next_real(double number, bool is_upwards) {
    if (number == 0) return is_upwards ? std::numeric_limits<double>::denorm_min() : -std::numeric_limits<double>::denorm_min();
    if (is_upwards ? number == std::numeric_limits<double>::infinity() : number == -std::numeric_limits<double>::infinity())
      return number;
    const auto bits = std::bit_cast<std::int64_t>(number);
    return std::bit_cast<double>((number > 0) == is_upwards ? bits + 1 : bits - 1);
  }

  value_kind kind_;
  std::vector<value> cuts_;
  kept_texts texts_;
};

}  // namespace rowclaim::inline v0_1::detail
