// SPDX-License-Identifier: BSL-1.0
// Says a set of values with comparisons, always in the same way: the canonical form of a condition on one column.
#pragma once

#include <rowclaim/rows/detail/value_set.hpp>
#include <rowclaim/rows/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/plan_builder.hpp>

namespace rowclaim::inline v0_1::detail {

/// Alternatives of which one must hold: a set of listed values first, then ranges in their order, then null. Each range is a list of
/// comparisons of which all must hold. Requires: the set is settled, is not empty and has not everything.
class value_set_writer {
 public:
  explicit value_set_writer(std::vector<value>& values) : values_(values) {}

  /// Appends the comparisons as parts of a node that joins so.
  void write(const value_set& set, std::uint32_t column, plan_node::node_kind parent, std::vector<plan_node>& out) {
    kind_ = set.kind();
    column_ = column;
    leaves_.clear();
    alternatives_.clear();
    listed_.clear();
    find_ranges(set.intervals());
    if (!listed_.empty()) put_list(comparison::equal, comparison::in);
    for (const range& one : ranges_) write_range(one);
    if (set.has_null()) {
      begin_alternative();
      put(comparison::is_null);
    }
    emit(parent, out);
  }

  /// Whether a set of these values would be said as a list. Requires: they are texts or whole numbers, sorted and without duplicates.
  static bool is_list(std::span<const value> values) {
    if (values.empty() || values.front().kind == value_kind::string) return !values.empty();
    for (std::size_t i = listed_run; i < values.size(); ++i)
      if (static_cast<std::uint64_t>(values[i].integer) - static_cast<std::uint64_t>(values[i - listed_run].integer) == listed_run)
        return false;
    return true;
  }

 private:
  using node_kind = plan_node::node_kind;

  /// Neighbouring intervals with so little between them that what is missing is easier to say.
  struct range {
    std::size_t first = 0;  // of the intervals
    std::size_t last = 0;
  };

  static constexpr std::uint64_t listed_run = 4;  // whole numbers in a row; more are a range

  // ---- what an interval is

  std::int64_t first_of(const value_interval& i) const {
    return i.from.place == cut_place::lowest ? lowest_of(kind_) : i.from.number;
  }
  std::int64_t last_of(const value_interval& i) const {
    return i.to.place == cut_place::highest ? highest_of(kind_) : i.to.number - 1;
  }

  value counted(std::int64_t number) const { return {.kind = kind_, .integer = number}; }

  // Appends the values of an interval that has few.
  bool list(const value_interval& i, std::vector<value>& out) const {
    if (i.from >= i.to || (i.from.place == cut_place::lowest && i.to.place == cut_place::highest)) return false;
    if (is_counted(kind_)) {
      const std::int64_t first = first_of(i);
      const std::uint64_t steps = static_cast<std::uint64_t>(last_of(i)) - static_cast<std::uint64_t>(first);
      if (steps >= listed_run) return false;
      for (std::uint64_t step = 0; step <= steps; ++step) out.push_back(counted(first + static_cast<std::int64_t>(step)));
      return true;
    }
    value only;
    if (i.to.place == cut_place::after) only = value_at(i.to, kind_);
    else if (i.to.place == cut_place::highest && kind_ == value_kind::real)
      only = value::of(std::numeric_limits<double>::infinity());
    else return false;
    if (before(only) != i.from) return false;
    out.push_back(only);
    return true;
  }
  bool is_prefix(const value_interval& i) const {
    return i.to.place == cut_place::behind_prefix && i.from == before(value::of(i.to.text));
  }

  // ---- finding ranges

  void find_ranges(std::span<const value_interval> intervals) {
    split(intervals);
    ranges_.clear();
    std::size_t pending = 0;  // the first interval behind the last range that is listed so far
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      scratch_.clear();
      if (list(intervals_[i], scratch_)) continue;
      if (!ranges_.empty() && can_join(ranges_.back(), i)) {
        ranges_.back().last = i;
      } else {
        list_all(pending, i);
        ranges_.push_back({i, i});
      }
      pending = i + 1;
    }
    list_all(pending, intervals_.size());
  }

  // What ends behind a prefix and begins before it is two alternatives, as no single comparison says that.
  void split(std::span<const value_interval> intervals) {
    intervals_.clear();
    for (const value_interval& i : intervals) {
      if (i.to.place == cut_place::behind_prefix && i.from < before(value::of(i.to.text))) {
        const cut middle = before(value::of(i.to.text));
        intervals_.push_back({i.from, middle});
        intervals_.push_back({middle, i.to});
      } else {
        intervals_.push_back(i);
      }
    }
  }

  bool can_join(const range& open, std::size_t next) {
    const cut& end = intervals_[next].to;
    if (end.place == cut_place::behind_prefix && intervals_[open.first].from < before(value::of(end.text))) return false;
    for (std::size_t i = open.last; i < next; ++i) {
      scratch_.clear();
      const value_interval gap = gap_behind(i);
      if (!list(gap, scratch_) && !is_prefix(gap)) return false;
    }
    return true;
  }
  value_interval gap_behind(std::size_t i) const { return {intervals_[i].to, intervals_[i + 1].from}; }

  void list_all(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) list(intervals_[i], listed_);
  }

  // ---- writing

  void begin_alternative() { alternatives_.push_back(leaves_.size()); }

  void put(comparison op, std::span<const value> values = {}) {
    leaves_.push_back({.kind = node_kind::compare,
                       .op = op,
                       .column = column_,
                       .first_value = static_cast<std::uint32_t>(values_.size()),
                       .value_count = static_cast<std::uint32_t>(values.size())});
    values_.insert(values_.end(), values.begin(), values.end());
  }
  void put(comparison op, const value& v) { put(op, std::span(&v, 1)); }

  void put_list(comparison one, comparison several) {
    begin_alternative();
    put(listed_.size() == 1 ? one : several, listed_);
  }

  void write_range(const range& one) {
    begin_alternative();
    const value_interval whole{intervals_[one.first].from, intervals_[one.last].to};
    write_bounds(whole);
    scratch_.clear();
    for (std::size_t i = one.first; i < one.last; ++i)
      if (const value_interval gap = gap_behind(i); is_prefix(gap)) put(comparison::does_not_start_with, value::of(gap.to.text));
      else list(gap, scratch_);
    if (!scratch_.empty()) put(scratch_.size() == 1 ? comparison::not_equal : comparison::not_in, scratch_);
    if (alternatives_.back() == leaves_.size()) put(comparison::is_not_null);
  }

  void write_bounds(const value_interval& i) {
    const bool is_in_prefix = i.to.place == cut_place::behind_prefix;
    if (is_in_prefix) put(comparison::starts_with, value::of(i.to.text));
    switch (i.from.place) {
      case cut_place::before:
        if (is_prefix(i)) break;
        if (is_sayable(kind_, i.from.number)) put(comparison::greater_equal, value_at(i.from, kind_));
        else put(comparison::greater, counted(i.from.number - 1));
        break;
      case cut_place::after: put(comparison::greater, value_at(i.from, kind_)); break;
      case cut_place::behind_prefix:
        put(comparison::greater, value_at(i.from, kind_));
        put(comparison::does_not_start_with, value_at(i.from, kind_));
        break;
      case cut_place::lowest:
      case cut_place::highest: break;
    }
    switch (i.to.place) {
      case cut_place::before:
        if (is_counted(kind_) && is_sayable(kind_, i.to.number - 1)) put(comparison::less_equal, counted(i.to.number - 1));
        else put(comparison::less, value_at(i.to, kind_));
        break;
      case cut_place::after: put(comparison::less_equal, value_at(i.to, kind_)); break;
      case cut_place::behind_prefix:
      case cut_place::lowest:
      case cut_place::highest: break;
    }
  }

  void emit(node_kind parent, std::vector<plan_node>& out) {
    const bool has_several = alternatives_.size() > 1;
    const std::size_t outer = out.size();
    const bool is_wrapped = has_several && parent != node_kind::any_of;
    if (is_wrapped) out.push_back({.kind = node_kind::any_of});
    alternatives_.push_back(leaves_.size());
    for (std::size_t i = 0; i + 1 < alternatives_.size(); ++i) {
      const std::size_t count = alternatives_[i + 1] - alternatives_[i];
      const bool is_joined = count > 1 && (has_several || parent != node_kind::all_of);
      if (is_joined) out.push_back({.kind = node_kind::all_of, .extent = static_cast<std::uint32_t>(count + 1)});
      for (std::size_t leaf = alternatives_[i]; leaf < alternatives_[i + 1]; ++leaf) out.push_back(leaves_[leaf]);
    }
    if (is_wrapped) out[outer].extent = static_cast<std::uint32_t>(out.size() - outer);
  }

  std::vector<value>& values_;
  value_kind kind_ = value_kind::null;
  std::uint32_t column_ = 0;
  std::vector<value_interval> intervals_;
  std::vector<range> ranges_;
  std::vector<value> listed_;  // values that are alternatives by themselves
  std::vector<value> scratch_;
  std::vector<plan_node> leaves_;
  std::vector<std::size_t> alternatives_;  // where each begins among the leaves
};

}  // namespace rowclaim::inline v0_1::detail
