// SPDX-License-Identifier: BSL-1.0
// Which values of a column make a comparison true, as intervals of the integers that lie in memory.
#pragma once

#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/detail/cell_test.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

// Wide enough for every 64-bit number, signed or not, and for the nanoseconds of any timestamp.
__extension__ using exact_integer = __int128;

/// Integers from `first` to `last`, both included; none if they cross.
struct interval {
  exact_integer first;
  exact_integer last;

  constexpr bool is_empty() const noexcept { return first > last; }
  friend constexpr bool operator==(const interval&, const interval&) = default;
};

/// A set of integers: intervals in order that neither meet nor touch.
class interval_set {
 public:
  interval_set() = default;
  explicit interval_set(interval only) { append(only); }

  std::span<const interval> intervals() const noexcept { return intervals_; }

  /// Requires: the interval does not begin before the last one does.
  void append(interval next) {
    if (next.is_empty()) return;
    if (!intervals_.empty() && next.first <= intervals_.back().last + 1)
      intervals_.back().last = std::max(intervals_.back().last, next.last);
    else intervals_.push_back(next);
  }

  bool contains(exact_integer number) const noexcept {
    for (const interval& i : intervals_)
      if (i.first <= number && number <= i.last) return true;
    return false;
  }

  /// What of `all` is not in this set.
  interval_set outside(interval all) const {
    interval_set made;
    exact_integer from = all.first;
    for (const interval& i : intervals_) {
      made.append({from, std::min(all.last, i.first - 1)});
      from = std::max(from, i.last + 1);
    }
    made.append({from, all.last});
    return made;
  }

  friend interval_set operator&(const interval_set& a, const interval_set& b) {
    interval_set made;
    auto left = a.intervals_.begin();
    auto right = b.intervals_.begin();
    while (left != a.intervals_.end() && right != b.intervals_.end()) {
      made.append({std::max(left->first, right->first), std::min(left->last, right->last)});
      if (left->last < right->last) ++left;
      else ++right;
    }
    return made;
  }
  friend interval_set operator|(const interval_set& a, const interval_set& b) {
    std::vector<interval> all(a.intervals_.size() + b.intervals_.size());
    std::merge(a.intervals_.begin(), a.intervals_.end(), b.intervals_.begin(), b.intervals_.end(), all.begin(),
               [](const interval& x, const interval& y) { return x.first < y.first; });
    interval_set made;
    for (const interval& i : all) made.append(i);
    return made;
  }

 private:
  std::vector<interval> intervals_;
};

/// What makes a condition on one column true: some of the integers that its memory can hold, and null if it is so.
struct column_truth {
  interval_set integers;
  bool is_true_of_null = false;

  friend column_truth operator&(const column_truth& a, const column_truth& b) {
    return {a.integers & b.integers, a.is_true_of_null && b.is_true_of_null};
  }
  friend column_truth operator|(const column_truth& a, const column_truth& b) {
    return {a.integers | b.integers, a.is_true_of_null || b.is_true_of_null};
  }
};

/// The bytes of one value of a column whose values are numbers, truths of a byte, or codes; 0 for any other.
constexpr std::size_t bytes_of(column_layout layout) noexcept {
  switch (layout) {
    case column_layout::int8:
    case column_layout::uint8:
    case column_layout::bytes: return 1;
    case column_layout::int16:
    case column_layout::uint16: return 2;
    case column_layout::int32:
    case column_layout::uint32:
    case column_layout::float32: return 4;
    case column_layout::int64:
    case column_layout::uint64:
    case column_layout::float64: return 8;
    case column_layout::nothing:
    case column_layout::bits:
    case column_layout::text_32:
    case column_layout::text_64:
    case column_layout::fixed_text:
    case column_layout::text_views:
    case column_layout::string_views:
    case column_layout::strings: break;
  }
  return 0;
}

constexpr bool is_signed(column_layout layout) noexcept {
  return (layout >= column_layout::int8 && layout <= column_layout::int64) || layout == column_layout::float32 ||
         layout == column_layout::float64;
}

/// All integers that the memory of one value can hold; the bits of a real are taken for an integer.
constexpr interval integers_of(column_layout layout) noexcept {
  if (layout == column_layout::bits) return {0, 1};
  const exact_integer count = exact_integer{1} << (8 * bytes_of(layout));
  if (is_signed(layout)) return {-(count / 2), count / 2 - 1};
  return {0, count - 1};
}

constexpr exact_integer floor_divide(exact_integer a, exact_integer b) noexcept {  // b > 0
  return a / b - (a % b < 0 ? 1 : 0);
}
constexpr exact_integer ceil_divide(exact_integer a, exact_integer b) noexcept { return -floor_divide(-a, b); }

constexpr exact_integer nanoseconds_of(time_unit unit) noexcept {
  switch (unit) {
    case time_unit::days: return exact_integer{86'400} * 1'000'000'000;
    case time_unit::seconds: return 1'000'000'000;
    case time_unit::milliseconds: return 1'000'000;
    case time_unit::microseconds: return 1000;
    case time_unit::nanoseconds: break;
  }
  return 1;
}

// The places of reals on a line of integers. Both zeros have one, which are neighbours; NaNs lie beyond the infinities.
template <std::signed_integral Integer, std::floating_point Real>
Integer place_of(Real real) noexcept {
  const auto bits = std::bit_cast<Integer>(real);
  return bits < 0 ? static_cast<Integer>(bits ^ std::numeric_limits<Integer>::max()) : bits;
}

/// The places from the first that does not come before a value to the last that does not come after it. They cross if no place is the
/// value's own.
template <std::signed_integral Integer, std::floating_point Real>
interval places_of(double value) noexcept {
  constexpr auto most = static_cast<double>(std::numeric_limits<Real>::max());
  if (std::isfinite(value) && value > most)
    return {place_of<Integer>(static_cast<Real>(most)) + 1, place_of<Integer>(static_cast<Real>(most))};
  if (std::isfinite(value) && value < -most)
    return {place_of<Integer>(static_cast<Real>(-most)), place_of<Integer>(static_cast<Real>(-most)) - 1};
  if (value == 0) return {-1, 0};
  const Real near = static_cast<Real>(value);
  const exact_integer place = place_of<Integer>(near);
  if (static_cast<double>(near) < value) return {place + 1, place};
  if (static_cast<double>(near) > value) return {place, place - 1};
  return {place, place};
}

/// How the values that conditions name lie among the integers of one column.
class column_scale {
 public:
  explicit column_scale(const column_data& column) noexcept
      : kind_(column.kind()), layout_(column.layout()), tick_(nanoseconds_of(column.unit())), all_(integers_of(column.layout())) {
    constexpr exact_integer second = 1'000'000'000;
    constexpr exact_integer furthest = exact_integer{1} << 43;  // seconds, as in column_traits
    known_ = all_;
    switch (kind_) {
      case value_kind::real: known_ = {-place_of_infinity() - 1, place_of_infinity()}; break;
      case value_kind::time: known_ = {0, ceil_divide(86'400 * second, tick_) - 1}; break;
      case value_kind::timestamp:
        known_ = {ceil_divide((1 - furthest) * second, tick_), floor_divide(furthest * second - 1, tick_)};
        break;
      case value_kind::integer: known_.last = std::numeric_limits<std::int64_t>::max(); break;
      case value_kind::boolean:
      case value_kind::date:
      case value_kind::string:
      case value_kind::null: break;
    }
    known_ = {std::max(known_.first, all_.first), std::min(known_.last, all_.last)};
  }

  /// The comparison's truth. Requires: not a comparison of texts.
  column_truth truth_of(const prepared_comparison& prepared) const {
    column_truth made;
    if (!is_fit(prepared)) return made;
    made.integers = interval_set(known_) & known_truth_of(prepared);
    if (prepared.op() == comparison::is_null) {
      made.is_true_of_null = true;
      made.integers = made.integers | interval_set(known_).outside(all_);
    }
    if (kind_ == value_kind::real) made.integers = in_memory(made.integers);
    return made;
  }

 private:
  exact_integer place_of_infinity() const noexcept {
    return layout_ == column_layout::float32 ? exact_integer{place_of<std::int32_t>(std::numeric_limits<float>::infinity())}
                                             : exact_integer{place_of<std::int64_t>(std::numeric_limits<double>::infinity())};
  }

  // A value of another kind, or one that is none, is compared with nothing.
  bool is_fit(const prepared_comparison& prepared) const noexcept {
    for (const value& v : prepared.values())
      if (v.kind != kind_ || !v.is_valid || v.real != v.real) return false;
    switch (prepared.op()) {
      case comparison::less:
      case comparison::less_equal:
      case comparison::greater:
      case comparison::greater_equal: return !prepared.values().empty();
      case comparison::starts_with:
      case comparison::does_not_start_with: return false;
      case comparison::equal:
      case comparison::not_equal:
      case comparison::in:
      case comparison::not_in:
      case comparison::is_null:
      case comparison::is_not_null: break;
    }
    return true;
  }

  // Its integers from the first that does not come before the value to the last that does not come after it; crossed where the
  // value lies between two ticks.
  interval place(const value& v) const noexcept {
    switch (kind_) {
      case value_kind::boolean: return v.integer == 0 ? interval{0, 0} : interval{1, all_.last};
      case value_kind::real:
        return layout_ == column_layout::float32 ? places_of<std::int32_t, float>(v.real) : places_of<std::int64_t, double>(v.real);
      case value_kind::date: {
        const exact_integer ticks = nanoseconds_of(time_unit::days) / tick_;
        return {v.integer * ticks, v.integer * ticks + ticks - 1};
      }
      case value_kind::time: return between_ticks(v.integer);
      case value_kind::timestamp: return between_ticks(exact_integer{v.integer} * 1000 + v.nanoseconds);
      case value_kind::integer:
      case value_kind::string:
      case value_kind::null: break;
    }
    return {v.integer, v.integer};
  }
  interval between_ticks(exact_integer nanoseconds) const noexcept {
    return {ceil_divide(nanoseconds, tick_), floor_divide(nanoseconds, tick_)};
  }

  interval_set known_truth_of(const prepared_comparison& prepared) const {
    const std::span<const value> values = prepared.values();
    const auto bound = [&] { return place(values.front()); };
    switch (prepared.op()) {
      case comparison::less: return interval_set({known_.first, bound().first - 1});
      case comparison::less_equal: return interval_set({known_.first, bound().last});
      case comparison::greater: return interval_set({bound().last + 1, known_.last});
      case comparison::greater_equal: return interval_set({bound().first, known_.last});
      case comparison::equal:
      case comparison::in: return union_of(values);
      case comparison::not_equal:
      case comparison::not_in: return union_of(values).outside(known_);
      case comparison::is_not_null: return interval_set(known_);
      case comparison::is_null:
      case comparison::starts_with:
      case comparison::does_not_start_with: break;
    }
    return {};
  }
  interval_set union_of(std::span<const value> sorted) const {
    interval_set made;
    for (const value& v : sorted) made.append(place(v));
    return made;
  }

  // From places of reals to the integers that their bits are. The negative ones run backwards.
  interval_set in_memory(const interval_set& places) const {
    interval_set negative;
    interval_set positive;
    const std::span<const interval> all = places.intervals();
    for (std::size_t i = all.size(); i-- > 0;)
      if (all[i].first < 0)
        negative.append({all_.first + (-1 - std::min<exact_integer>(all[i].last, -1)), all_.first + (-1 - all[i].first)});
    for (const interval& i : all) positive.append({std::max<exact_integer>(i.first, 0), i.last});
    return negative | positive;
  }

  value_kind kind_;
  column_layout layout_;
  exact_integer tick_;
  interval all_;
  interval known_{};
};

}  // namespace rowclaim::inline v0_1::detail
