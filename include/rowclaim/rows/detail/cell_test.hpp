// SPDX-License-Identifier: BSL-1.0
// Compares the cells of one column with the values of one comparison, with the choice of operator outside the loop over rows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <rowclaim/core/hash.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/value.hpp>

// IWYU pragma: private, include <rowclaim/rows/row_filter.hpp>

namespace rowclaim::inline v0_1::detail {

template <class Cell>
Cell cell_of(const value& v) noexcept {
  if constexpr (std::is_same_v<Cell, std::string_view>)
    return v.text;
  else if constexpr (std::is_same_v<Cell, double>)
    return v.real;
  else if constexpr (std::is_same_v<Cell, instant>)
    return {v.integer, v.nanoseconds};
  else
    return static_cast<Cell>(v.integer);
}

/// A comparison with its values laid out for look-up.
class prepared_comparison {
 public:
  prepared_comparison() = default;

  prepared_comparison(comparison op, value_kind kind, std::span<const value> values) : op_(op), kind_(kind), values_(values.begin(), values.end()) {
    if (op == comparison::equal) op_ = comparison::in;  // a set of one
    if (op == comparison::not_equal) op_ = comparison::not_in;
    if (values_.size() <= few) return;
    if (kind == value_kind::string)
      make_slots();
    else
      std::sort(values_.begin(), values_.end(), [](const value& a, const value& b) {
        return a.kind == value_kind::real ? a.real < b.real
                                          : (a.integer != b.integer ? a.integer < b.integer : a.nanoseconds < b.nanoseconds);
      });
  }

  comparison op() const noexcept { return op_; }
  const value& first() const noexcept { return values_.front(); }
  std::size_t size() const noexcept { return values_.size(); }
  bool is_small() const noexcept { return values_.size() <= few; }

  template <class Cell>
  bool contains(const Cell& cell) const noexcept {
    if (is_small()) {
      for (const value& v : values_)
        if (is_equal(cell, v)) return true;
      return false;
    }
    if constexpr (std::is_same_v<Cell, std::string_view>) {
      for (std::size_t at = hash_bytes(cell) & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1))
        if (is_equal(cell, values_[slots_[at] - 1])) return true;
      return false;
    } else {
      const auto found = std::lower_bound(values_.begin(), values_.end(), cell,
                                          [](const value& v, const Cell& sought) { return cell_of<Cell>(v) < sought; });
      return found != values_.end() && cell_of<Cell>(*found) == cell;
    }
  }

  template <class Cell>
  static bool is_equal(const Cell& cell, const value& v) noexcept {
    if constexpr (std::is_same_v<Cell, std::string_view>)
      return cell.size() == v.text.size() && equal_bytes(cell.data(), v.text.data(), cell.size());
    else
      return cell == cell_of<Cell>(v);
  }

 private:
  static constexpr std::size_t few = 8;  // up to here a walk is faster than a look-up

  void make_slots() {
    std::size_t capacity = 32;
    while (capacity < values_.size() * 2) capacity *= 2;
    slots_.assign(capacity, 0);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      std::size_t at = hash_bytes(values_[i].text) & (capacity - 1);
      while (slots_[at] != 0) at = (at + 1) & (capacity - 1);
      slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
  }

  comparison op_ = comparison::in;
  value_kind kind_ = value_kind::null;
  std::vector<value> values_;
  std::vector<std::uint32_t> slots_;  // of text: one more than the index of a value, zero for none
};

/// Calls `use` with a predicate over (is not null, cell) for the operator, so that each operator has a loop of its own.
template <class Cell, class Use>
auto with_predicate(const prepared_comparison& prepared, Use use) {
  const auto ordered = [&](auto compare) {
    return use([compare, bound = cell_of<Cell>(prepared.first())](bool is_known, const Cell& cell) { return is_known && compare(cell, bound); });
  };
  switch (prepared.op()) {
    case comparison::equal:
    case comparison::in:
      if (prepared.size() == 1)
        return use([&v = prepared.first()](bool is_known, const Cell& cell) { return is_known && prepared_comparison::is_equal(cell, v); });
      return use([&](bool is_known, const Cell& cell) { return is_known && prepared.contains(cell); });
    case comparison::not_equal:
    case comparison::not_in: return use([&](bool is_known, const Cell& cell) { return is_known && !prepared.contains(cell); });
    case comparison::less: return ordered([](const Cell& a, const Cell& b) { return a < b; });
    case comparison::less_equal: return ordered([](const Cell& a, const Cell& b) { return a <= b; });
    case comparison::greater: return ordered([](const Cell& a, const Cell& b) { return a > b; });
    case comparison::greater_equal: return ordered([](const Cell& a, const Cell& b) { return a >= b; });
    case comparison::is_null: return use([](bool is_known, const Cell&) { return !is_known; });
    case comparison::is_not_null: return use([](bool is_known, const Cell&) { return is_known; });
    case comparison::starts_with:
    case comparison::does_not_start_with: break;
  }
  if constexpr (std::is_same_v<Cell, std::string_view>) {
    const bool wanted = prepared.op() == comparison::starts_with;
    return use([wanted, prefix = prepared.first().text](bool is_known, std::string_view cell) {
      return is_known && cell.starts_with(prefix) == wanted;
    });
  } else {
    return use([](bool, const Cell&) { return false; });  // a prefix of something that is not text is refused earlier
  }
}

/// Whether reading a column can fail: taking it from the row, or reading its type.
template <class Column, class Row>
inline constexpr bool is_safe_to_read =
    noexcept(Column::traits::read(Column::get(std::declval<const Row&>()), std::declval<typename Column::traits::cell&>()));

template <class Column, class Row, class Predicate>
bool test_cell(const Row& row, const Predicate& predicate) noexcept(is_safe_to_read<Column, Row>) {
  typename Column::traits::cell cell{};
  auto&& stored = Column::get(row);  // may be a temporary, and the cell a view of it
  const bool is_known = Column::traits::read(stored, cell);
  return predicate(is_known, cell);
}

// B12: nothing is visible because something failed. Data members cannot throw, and their loop stays free of handlers.
template <class Column, class Row>
bool test_row(const Row& row, const prepared_comparison& prepared) noexcept {
  const auto run = [&] {
    return with_predicate<typename Column::traits::cell>(prepared, [&](const auto& predicate) { return test_cell<Column>(row, predicate); });
  };
  if constexpr (is_safe_to_read<Column, Row>) {
    return run();
  } else {
    try {
      return run();
    } catch (...) {
      return false;
    }
  }
}

// `Row` is the table's row, not the column's: a column may be a member of a base of it, and an array steps by its own elements.
template <class Column, class Row>
std::uint64_t test_rows(const Row* rows, std::size_t count, const prepared_comparison& prepared) noexcept {
  if constexpr (is_safe_to_read<Column, Row>) {
    return with_predicate<typename Column::traits::cell>(prepared, [&](const auto& predicate) {
      std::uint64_t shown = 0;
      for (std::size_t i = 0; i < count; ++i) shown |= static_cast<std::uint64_t>(test_cell<Column>(rows[i], predicate)) << i;
      return shown;
    });
  } else {
    std::uint64_t shown = 0;
    for (std::size_t i = 0; i < count; ++i) shown |= static_cast<std::uint64_t>(test_row<Column>(rows[i], prepared)) << i;
    return shown;
  }
}

}  // namespace rowclaim::inline v0_1::detail
