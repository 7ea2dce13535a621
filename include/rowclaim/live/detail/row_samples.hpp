// SPDX-License-Identifier: BSL-1.0
// Finitely many rows that stand for all: conditions cannot tell any other row from one of them.
#pragma once

#include <rowclaim/live/detail/value_samples.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/record.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_comparison.hpp>

namespace rowclaim::inline v0_1::detail {

/// Takes the columns and what they are compared with; then, once settled, goes through the rows. Columns that nothing is compared with
/// stay null: no condition tells their contents apart.
class row_samples {
 public:
  static constexpr std::size_t no_column = static_cast<std::size_t>(-1);

  constexpr row_samples() = default;
  /// With the columns of a table, at the same places.
  constexpr explicit row_samples(const table_schema& table) {
    for (const column_info& column : table.columns) add_column(column.name, column.kind);
  }

  /// Result: the column's place.
  constexpr std::size_t add_column(std::string_view name, value_kind kind) {
    columns_.push_back({name, kind, value_samples(kind), {}});
    row_.emplace_back();
    return columns_.size() - 1;
  }

  /// Rows must be told apart that this comparison tells apart.
  constexpr void add(std::size_t column, comparison op, std::span<const value> values) {
    use(column);
    const bool is_prefix = op == comparison::starts_with || op == comparison::does_not_start_with;
    for (const value& v : values) is_prefix ? columns_[column].samples.add_prefix(v) : columns_[column].samples.add_value(v);
  }
  /// The same for all comparisons of a plan. Requires: the plan is for the table whose columns these are.
  void add(const plan& p) {
    for (const plan_node& node : p.nodes())
      if (node.kind == plan_node::node_kind::compare) add(node.column, node.op, p.values(node));
  }
  /// Something compares the column, whatever with.
  constexpr void use(std::size_t column) { columns_[column].is_used = true; }

  /// Ends what is added.
  constexpr void settle() {
    for (column& c : columns_)
      if (c.is_used) c.values = c.samples.values();
  }

  constexpr std::size_t size() const { return columns_.size(); }
  constexpr std::string_view name(std::size_t column) const { return columns_[column].name; }
  constexpr value_kind kind(std::size_t column) const { return columns_[column].kind; }
  constexpr bool is_used(std::size_t column) const { return columns_[column].is_used; }
  constexpr value_samples& values(std::size_t column) { return columns_[column].samples; }

  constexpr std::size_t find(std::string_view name) const {
    const auto known = std::ranges::find(columns_, name, &column::name);
    return known == columns_.end() ? no_column : static_cast<std::size_t>(known - columns_.begin());
  }

  /// How many rows there are to go through if these columns change; `limit` stands for any larger number.
  constexpr std::size_t count(std::span<const std::size_t> columns, std::size_t limit) const {
    std::size_t rows = 1;
    for (std::size_t c : columns)
      if (columns_[c].is_used) rows = std::min(limit, rows * (columns_[c].values.size() + 1));
    return rows;
  }

  /// Changes these columns of the row in every way, until `visit` says true. The other columns stay as they are.
  template <class Visit>
  constexpr bool any_row(std::span<const std::size_t> columns, Visit&& visit) {
    while (!columns.empty() && !columns_[columns.front()].is_used) columns = columns.subspan(1);
    if (columns.empty()) return visit();
    value& cell = row_[columns.front()];
    cell = {};
    if (any_row(columns.subspan(1), visit)) return true;
    for (const value& v : columns_[columns.front()].values) {
      cell = v;
      if (any_row(columns.subspan(1), visit)) return true;
    }
    return false;
  }

  /// The row as it is.
  constexpr record row() const { return row_; }

 private:
  struct column {
    std::string_view name;
    value_kind kind;
    value_samples samples;
    std::vector<value> values;  // without null
    bool is_used = false;
  };

  std::vector<column> columns_;
  std::vector<value> row_;
};

}  // namespace rowclaim::inline v0_1::detail
