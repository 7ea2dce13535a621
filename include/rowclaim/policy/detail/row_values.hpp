// SPDX-License-Identifier: BSL-1.0
// The columns of a C++ object as values, for what works on rows of any door.
#pragma once

#include <rowclaim/rows/table.hpp>
#include <rowclaim/rows/value.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/policy/access_explanation.hpp>

namespace rowclaim::inline v0_1::detail {

/// Values, and the texts that they refer to.
struct row_values {
  std::vector<value> values;
  std::deque<std::string> texts;
};

// B12: a cell that cannot be read is none.
template <class Column, class Row>
value cell_value(const Row& row, std::deque<std::string>& texts) {
  constexpr value_kind kind = Column::traits::kind;
  using cell_type = typename Column::traits::cell;
  cell_type cell{};
  try {
    auto&& stored = Column::get(row);  // may be a temporary, and the cell a view of it
    if (!Column::traits::read(stored, cell)) return {.kind = value_kind::null};
    if constexpr (std::is_same_v<cell_type, std::string_view>) return value::of(std::string_view(texts.emplace_back(cell)));
    else if constexpr (std::is_same_v<cell_type, double>) return value::of(cell);
    else if constexpr (std::is_same_v<cell_type, instant>)
      return {.kind = kind, .nanoseconds = cell.nanoseconds, .integer = cell.microseconds};
    else return {.kind = kind, .integer = static_cast<std::int64_t>(cell)};
  } catch (...) {
    return {.kind = value_kind::null};
  }
}

template <class Table>
row_values values_of(const typename Table::row_type& row) {
  row_values made;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (made.values.push_back(cell_value<typename Table::template column_at<I>>(row, made.texts)), ...);
  }(std::make_index_sequence<Table::column_count>{});
  return made;
}

}  // namespace rowclaim::inline v0_1::detail
