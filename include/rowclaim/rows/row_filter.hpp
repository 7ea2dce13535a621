// SPDX-License-Identifier: BSL-1.0
// Executes a plan on C++ objects: one row, or 64 neighbours at a time.
#pragma once

#include <rowclaim/rows/detail/cell_test.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/table.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
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
      if (plan_.verdict() != plan::kind::where) return;
      steps_.reserve(plan_.nodes().size());
      add(0);
      link(0, accept, reject);
      first_ = first_test(0);
    } else {
      plan_ = plan();  // the door has said what is wrong with the table
    }
  }

  /// Whether the row may be seen. A column whose projection throws counts as unknown, which by itself shows nothing (B12).
  bool shows(const row_type& row) const noexcept {
    std::uint32_t at = plan_.shows_all() ? accept : plan_.shows_none() ? reject : first_;
    while (at < reject) at = steps_[at].test.shows(row) ? steps_[at].on_true : steps_[at].on_false;
    return at == accept;
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

  // Where a walk over the comparisons of one row ends.
  static constexpr std::uint32_t accept = static_cast<std::uint32_t>(-1);
  static constexpr std::uint32_t reject = accept - 1;

  /// A node of the plan, with what a comparison needs, and where the walk goes from it.
  struct step {
    node_kind kind = node_kind::compare;
    std::uint32_t extent = 1;
    std::uint32_t on_true = reject;
    std::uint32_t on_false = reject;
    detail::row_test<row_type> test = {};
  };

  // Adds a node with its parts; two bounds of one column become one comparison.
  void add(std::size_t at) {
    const plan_node& node = plan_.nodes()[at];
    if (node.kind == node_kind::compare) {
      const value_kind kind = Table::schema().columns[node.column].kind;
      return add_comparison(node.column, cells(node.op, kind, plan_.values(node)));
    }
    const std::size_t own = steps_.size();
    steps_.push_back({.kind = node.kind});
    std::size_t parts = 0;
    for (std::size_t part = at + 1; part < at + node.extent; part += plan_.nodes()[part].extent, ++parts) {
      const plan_node* next = part + 1 < at + node.extent ? &plan_.nodes()[part + 1] : nullptr;
      const plan_node& lower = plan_.nodes()[part];
      if (node.kind == node_kind::all_of && next != nullptr && detail::is_range(lower, *next)) {
        add_comparison(lower.column, cells(lower.op, plan_.values(lower).front(), next->op, plan_.values(*next).front()));
        ++part;
      } else {
        add(part);
      }
    }
    if (parts == 1) steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(own));
    else steps_[own].extent = static_cast<std::uint32_t>(steps_.size() - own);
  }

  void add_comparison(std::uint32_t column, cells prepared) {
    step made;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const auto take = [&]<std::size_t Index>(std::integral_constant<std::size_t, Index>) {
        if (Index == column)
          made.test = detail::row_test<row_type>::template over<typename Table::template column_at<Index>>(std::move(prepared));
      };
      (take(std::integral_constant<std::size_t, I>()), ...);
    }(std::make_index_sequence<Table::column_count>{});
    steps_.push_back(std::move(made));
  }

  std::uint32_t first_test(std::size_t at) const {
    while (steps_[at].kind != node_kind::compare) ++at;
    return static_cast<std::uint32_t>(at);
  }
  void link(std::size_t at, std::uint32_t on_true, std::uint32_t on_false) {
    steps_[at].on_true = on_true;
    steps_[at].on_false = on_false;
    const std::size_t end = at + steps_[at].extent;
    for (std::size_t part = at + 1; part < end;) {
      const std::size_t next = part + steps_[part].extent;
      const bool is_all_of = steps_[at].kind == node_kind::all_of;
      link(part, next < end && is_all_of ? first_test(next) : on_true, next < end && !is_all_of ? first_test(next) : on_false);
      part = next;
    }
  }

  // `asked` are the rows whose answer matters; parts that can change nothing any more are left out.
  std::uint64_t which_are_true(std::size_t at, const row_type* rows, std::size_t count, std::uint64_t asked) const noexcept {
    const step& here = steps_[at];
    if (here.kind == node_kind::compare) return here.test.shows_each(rows, count, asked);
    const bool is_all_of = here.kind == node_kind::all_of;
    std::uint64_t open = asked;  // all_of: true so far; any_of: not true so far
    for (std::size_t part = at + 1; part < at + here.extent && open != 0; part += steps_[part].extent) {
      const std::uint64_t truths = which_are_true(part, rows, count, open);
      open = is_all_of ? truths : open & ~truths;
    }
    return is_all_of ? open : asked & ~open;
  }

  plan plan_;
  std::vector<step> steps_;  // in prefix order, as the plan's nodes
  std::uint32_t first_ = reject;
};

}  // namespace rowclaim::inline v0_1
