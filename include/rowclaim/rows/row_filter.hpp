// SPDX-License-Identifier: BSL-1.0
// Executes a plan on C++ objects: one row, or 64 neighbours at a time.
#pragma once

#include <rowclaim/rows/detail/cell_test.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/table.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A plan made ready for the rows of one table. The plan's values are copied; the texts they refer to must stay, as for the plan.
template <class Table>
class row_filter {
 public:
  using row_type = typename Table::row_type;

  /// A plan for another table shows nothing.
  explicit row_filter(plan p) : plan_(std::move(p)) {
    if (plan_.table() != &Table::schema()) plan_ = plan();
    if constexpr (Table::schema().problem == table_problem::none) {
      tests_.reserve(plan_.nodes().size());
      for (const plan_node& node : plan_.nodes())
        tests_.push_back(node.kind == plan_node::node_kind::compare ? prepare(node) : test{});
    } else {
      plan_ = plan();  // the door has said what is wrong with the table
    }
  }

  /// Whether the row may be seen. A column whose projection throws counts as unknown, which by itself shows nothing (B12).
  bool shows(const row_type& row) const noexcept {
    if (plan_.shows_all()) return true;
    return !plan_.shows_none() && is_true(0, row);
  }

  /// Bit i of the result says whether `rows[i]` may be seen. Requires: `count` is at most 64.
  std::uint64_t shows_each(const row_type* rows, std::size_t count) const noexcept {
    const std::uint64_t all = count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
    if (plan_.shows_all()) return all;
    return plan_.shows_none() ? 0 : which_are_true(0, rows, count, all);
  }

 private:
  using node_kind = plan_node::node_kind;
  using cells = detail::prepared_comparison;

  struct test {
    bool (*one)(const row_type&, const cells&) noexcept = nullptr;
    std::uint64_t (*block)(const row_type*, std::size_t, const cells&) noexcept = nullptr;
    cells prepared;
  };

  template <std::size_t Column>
  static bool test_one(const row_type& row, const cells& prepared) noexcept {
    return detail::test_row<typename Table::template column_at<Column>>(row, prepared);
  }
  template <std::size_t Column>
  static std::uint64_t test_block(const row_type* rows, std::size_t count, const cells& prepared) noexcept {
    return detail::test_rows<typename Table::template column_at<Column>>(rows, count, prepared);
  }

  test prepare(const plan_node& node) const {
    test made;
    made.prepared = cells(node.op, Table::schema().columns[node.column].kind, plan_.values(node));
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      static_cast<void>(((I == node.column ? (made.one = &test_one<I>, made.block = &test_block<I>, true) : false) || ...));
    }(std::make_index_sequence<Table::column_count>{});
    return made;
  }

  bool is_true(std::size_t at, const row_type& row) const noexcept {
    const plan_node& node = plan_.nodes()[at];
    if (node.kind == node_kind::compare) return tests_[at].one(row, tests_[at].prepared);
    const bool is_all_of = node.kind == node_kind::all_of;
    for (std::size_t part = at + 1; part < at + node.extent; part += plan_.nodes()[part].extent)
      if (is_true(part, row) != is_all_of) return !is_all_of;
    return is_all_of;
  }

  // `asked` are the rows whose answer matters; parts that can change nothing any more are left out.
  std::uint64_t which_are_true(std::size_t at, const row_type* rows, std::size_t count, std::uint64_t asked) const noexcept {
    const plan_node& node = plan_.nodes()[at];
    if (node.kind == node_kind::compare) return tests_[at].block(rows, count, tests_[at].prepared) & asked;
    const bool is_all_of = node.kind == node_kind::all_of;
    std::uint64_t open = asked;  // all_of: true so far; any_of: not true so far
    for (std::size_t part = at + 1; part < at + node.extent && open != 0; part += plan_.nodes()[part].extent) {
      const std::uint64_t truths = which_are_true(part, rows, count, open);
      open = is_all_of ? truths : open & ~truths;
    }
    return is_all_of ? open : asked & ~open;
  }

  plan plan_;
  std::vector<test> tests_;  // one for each node; empty ones for the joining nodes
};

}  // namespace rowclaim::inline v0_1
