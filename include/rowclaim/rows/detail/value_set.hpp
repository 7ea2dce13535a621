// SPDX-License-Identifier: BSL-1.0
// The values of one column for which a condition is true: intervals of the column's order, and whether null is among them.
#pragma once

#include <rowclaim/core/hash.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/plan_builder.hpp>

namespace rowclaim::inline v0_1::detail {

/// Where a cut is, beside its value: kinds whose values can be counted have only the first of the three in the middle.
enum class cut_place : std::uint8_t { lowest, before, after, behind_prefix, highest };

/// A place between neighbouring values of a column's order.
struct cut {
  cut_place place = cut_place::lowest;
  std::int32_t nanoseconds = 0;
  std::int64_t number = 0;  ///< for a double a number of the same order
  std::string_view text = {};

  friend constexpr bool operator==(const cut&, const cut&) = default;
};

/// Texts that begin with a prefix lie between the cut before it and the one behind it.
constexpr std::strong_ordering operator<=>(const cut& a, const cut& b) {
  const auto end = [](const cut& c) { return c.place == cut_place::lowest ? 0 : c.place == cut_place::highest ? 2 : 1; };
  if (end(a) != 1 || end(b) != 1) return end(a) <=> end(b);
  if (a.number != b.number) return a.number <=> b.number;
  if (a.nanoseconds != b.nanoseconds) return a.nanoseconds <=> b.nanoseconds;
  const std::size_t shared = std::min(a.text.size(), b.text.size());
  const auto bytes = order_of_bytes(a.text.substr(0, shared), b.text.substr(0, shared));
  if (bytes != 0) return bytes;
  if (a.text.size() == b.text.size()) return a.place <=> b.place;
  const bool is_a_shorter = a.text.size() < b.text.size();
  const bool is_behind = (is_a_shorter ? a : b).place == cut_place::behind_prefix;
  return is_a_shorter != is_behind ? std::strong_ordering::less : std::strong_ordering::greater;
}

struct value_interval {
  cut from;
  cut to;
};

constexpr bool is_counted(value_kind kind) {
  return kind == value_kind::boolean || kind == value_kind::integer || kind == value_kind::date || kind == value_kind::time;
}
// Of times and dates, too, all numbers are reckoned with: databases have times before midnight and at 24:00, and years beyond 9999.
constexpr std::int64_t lowest_of(value_kind kind) {
  return kind == value_kind::boolean ? 0 : std::numeric_limits<std::int64_t>::min();
}
constexpr std::int64_t highest_of(value_kind kind) {
  return kind == value_kind::boolean ? 1 : std::numeric_limits<std::int64_t>::max();
}

/// Whether a date or a time is one that can be written down everywhere: 0000-01-01 to 9999-12-31, and within the day.
constexpr bool is_sayable(value_kind kind, std::int64_t number) {
  if (kind == value_kind::time) return number >= 0 && number < 86'400'000'000'000;
  if (kind == value_kind::date) return number >= days_since_epoch(0, 1, 1) && number <= days_since_epoch(9999, 12, 31);
  return true;
}

// The bits of a double are in its order once those below zero are turned round.
constexpr std::int64_t order_of(double real) {
  const auto bits = std::bit_cast<std::int64_t>(real == 0 ? 0.0 : real);
  return bits < 0 ? bits ^ std::numeric_limits<std::int64_t>::max() : bits;
}
constexpr double real_of(std::int64_t order) {
  return std::bit_cast<double>(order < 0 ? order ^ std::numeric_limits<std::int64_t>::max() : order);
}

constexpr cut cut_at(const value& v, cut_place place) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  cut made{place, v.nanoseconds, v.integer, v.text};
  if (is_counted(v.kind)) {
    if (place == cut_place::after && v.integer >= highest_of(v.kind)) return {cut_place::highest};
    made.number += place == cut_place::after ? 1 : 0;
    made.place = cut_place::before;
    if (made.number > highest_of(v.kind)) return {cut_place::highest};
    if (made.number <= lowest_of(v.kind)) return {cut_place::lowest};
  } else if (v.kind == value_kind::real) {
    if (place == cut_place::before && v.real == -infinity) return {cut_place::lowest};
    if (place == cut_place::after && v.real == infinity) return {cut_place::highest};
    made.number = order_of(v.real);
  } else if (v.kind == value_kind::string && v.text.empty() && place == cut_place::before) {
    return {cut_place::lowest};
  }
  return made;
}
constexpr cut before(const value& v) { return cut_at(v, cut_place::before); }
constexpr cut after(const value& v) { return cut_at(v, cut_place::after); }

constexpr cut behind(std::string_view prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.remove_suffix(1);  // behind all of those, too
  if (prefix.empty()) return {cut_place::highest};
  return {cut_place::behind_prefix, 0, 0, prefix};
}

/// The value that a cut stands beside.
constexpr value value_at(const cut& c, value_kind kind) {
  if (kind == value_kind::real) return {.kind = kind, .real = real_of(c.number)};
  return {.kind = kind, .nanoseconds = c.nanoseconds, .integer = c.number, .text = c.text};
}

/// A set of a column's values. Complexity: of each operation, linear in the intervals but for `settle`.
class value_set {
 public:
  value_set() = default;

  value_kind kind() const noexcept { return kind_; }
  bool has_null() const noexcept { return has_null_; }
  std::span<const value_interval> intervals() const noexcept { return intervals_; }
  bool is_empty() const noexcept { return intervals_.empty() && !has_null_; }
  bool has_all_values() const noexcept {
    return intervals_.size() == 1 && intervals_[0].from.place == cut_place::lowest && intervals_[0].to.place == cut_place::highest;
  }
  bool is_full() const noexcept { return has_null_ && has_all_values(); }

  void clear() noexcept {
    intervals_.clear();
    has_null_ = false;
    kind_ = value_kind::null;
  }

  /// Adds what a comparison is true for. The set can be looked at after `settle`.
  void add(comparison op, std::span<const value> values) {
    if (!values.empty()) kind_ = values.front().kind;
    const value_interval all{{cut_place::lowest}, {cut_place::highest}};
    switch (op) {
      case comparison::equal:
      case comparison::in:
        for (const value& v : values) add({before(v), after(v)});
        break;
      case comparison::not_equal:
      case comparison::not_in: add_all_but(values); break;
      case comparison::less: add({all.from, before(values.front())}); break;
      case comparison::less_equal: add({all.from, after(values.front())}); break;
      case comparison::greater: add({after(values.front()), all.to}); break;
      case comparison::greater_equal: add({before(values.front()), all.to}); break;
      case comparison::starts_with: add({before(values.front()), behind(values.front().text)}); break;
      case comparison::does_not_start_with:
        add({all.from, before(values.front())});
        add({behind(values.front().text), all.to});
        break;
      case comparison::is_null: has_null_ = true; break;
      case comparison::is_not_null: add(all); break;
    }
  }

  void unite(const value_set& other) {
    if (other.kind_ != value_kind::null) kind_ = other.kind_;
    has_null_ = has_null_ || other.has_null_;
    intervals_.insert(intervals_.end(), other.intervals_.begin(), other.intervals_.end());
  }

  /// Puts the intervals in order, and joins those that touch.
  void settle() {
    const auto comes_first = [](const value_interval& a, const value_interval& b) {
      const auto order = a.from <=> b.from;
      return order != 0 ? order < 0 : a.to < b.to;
    };
    if (!std::is_sorted(intervals_.begin(), intervals_.end(), comes_first))
      std::sort(intervals_.begin(), intervals_.end(), comes_first);
    std::size_t kept = 0;
    for (const value_interval& next : intervals_) {
      if (kept > 0 && next.from <= intervals_[kept - 1].to) {
        if (intervals_[kept - 1].to < next.to) intervals_[kept - 1].to = next.to;
      } else {
        intervals_[kept++] = next;
      }
    }
    intervals_.resize(kept);
  }

  /// Requires: both are settled.
  void intersect(const value_set& other) {
    if (other.kind_ != value_kind::null) kind_ = other.kind_;
    has_null_ = has_null_ && other.has_null_;
    std::vector<value_interval> shared;
    auto theirs = other.intervals_.begin();
    for (const value_interval& own : intervals_) {
      while (theirs != other.intervals_.end() && theirs->to <= own.from) ++theirs;
      for (auto at = theirs; at != other.intervals_.end() && at->from < own.to; ++at)
        shared.push_back({std::max(own.from, at->from), std::min(own.to, at->to)});
    }
    intervals_ = std::move(shared);
  }

  /// Whether all of the other's values are in this one. Requires: both are settled.
  bool contains(const value_set& other) const {
    if (other.has_null_ && !has_null_) return false;
    auto own = intervals_.begin();
    for (const value_interval& theirs : other.intervals_) {
      while (own != intervals_.end() && own->to < theirs.to) ++own;
      if (own == intervals_.end() || own->from > theirs.from) return false;
    }
    return true;
  }

 private:
  void add(const value_interval& one) {
    if (one.from < one.to) intervals_.push_back(one);
  }

  void add_all_but(std::span<const value> values) {
    std::vector<value_interval> points;
    for (const value& v : values) points.push_back({before(v), after(v)});
    std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    cut from{cut_place::lowest};
    for (const value_interval& point : points) {
      add({from, point.from});
      from = point.to;
    }
    add({from, {cut_place::highest}});
  }

  std::vector<value_interval> intervals_;
  value_kind kind_ = value_kind::null;  // null while no value has been seen
  bool has_null_ = false;
};

}  // namespace rowclaim::inline v0_1::detail
