// SPDX-License-Identifier: BSL-1.0
// Rows that are no C++ objects: a value for each column, tested by the same plans.
#pragma once

#include <rowclaim/rows/detail/cell_test.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A row of a table known by its schema alone: one value for each column, in their order, of the column's kind or null.
using record = std::span<const value>;

/// What a condition can be of a row.
enum class truth : std::uint8_t { is_false, is_unknown, is_true };

namespace detail {

/// Whether there is something to compare. A NaN counts as null also if nobody has marked it.
constexpr bool is_known(const value& cell) { return cell.kind != value_kind::null && cell.is_valid && cell.real == cell.real; }

}  // namespace detail

/// Compares one cell with the values of one comparison. A cell that is null, is no valid value or is of another kind than the values
/// makes it unknown; only `is_null` and `is_not_null` are never so.
/// Complexity: linear in the values.
constexpr truth compare_cell(const value& cell, comparison op, std::span<const value> values) {
  const auto known = [](bool is_true) { return is_true ? truth::is_true : truth::is_false; };
  const bool is_null = !detail::is_known(cell);
  if (op == comparison::is_null) return known(is_null);
  if (op == comparison::is_not_null) return known(!is_null);
  if (is_null) return truth::is_unknown;
  for (const value& v : values)
    if (v.kind != cell.kind) return truth::is_unknown;
  const auto is_among = [&] { return std::ranges::any_of(values, [&](const value& v) { return detail::are_same(cell, v); }); };
  if (op == comparison::in) return known(is_among());
  if (op == comparison::not_in) return known(!is_among());
  if (values.empty()) return truth::is_unknown;
  const value& operand = values.front();
  switch (op) {
    case comparison::equal: return known(detail::are_same(cell, operand));
    case comparison::not_equal: return known(!detail::are_same(cell, operand));
    case comparison::less: return known(detail::comes_before(cell, operand));
    case comparison::greater_equal: return known(!detail::comes_before(cell, operand));
    case comparison::greater: return known(detail::comes_before(operand, cell));
    case comparison::less_equal: return known(!detail::comes_before(operand, cell));
    case comparison::starts_with: return known(cell.text.starts_with(operand.text));
    case comparison::does_not_start_with: return known(!cell.text.starts_with(operand.text));
    case comparison::in:
    case comparison::not_in:
    case comparison::is_null:
    case comparison::is_not_null: break;  // done above
  }
  return truth::is_unknown;
}

/// What a part of a plan's condition is of a row, in Kleene's logic: the part that begins at node `at`, the whole without one. A plan
/// for all rows or for none is true or false. Of a row that has another number of values than the table has columns all is unknown, and
/// so is every comparison with a cell that is neither null nor of its column's kind.
/// Complexity: linear in the part's comparisons and their values.
inline truth evaluate(const plan& p, record row, std::size_t at = 0) {
  if (p.shows_none()) return truth::is_false;
  const std::span<const column_info> columns = p.table()->columns;
  if (row.size() != columns.size()) return truth::is_unknown;
  if (p.shows_all()) return truth::is_true;
  const plan_node& node = p.nodes()[at];
  if (node.kind == plan_node::node_kind::compare) {
    const value& cell = row[node.column];
    const bool fits = cell.kind == columns[node.column].kind || cell.kind == value_kind::null;
    return fits ? compare_cell(cell, node.op, p.values(node)) : truth::is_unknown;
  }
  const bool is_all_of = node.kind == plan_node::node_kind::all_of;
  truth joined = is_all_of ? truth::is_true : truth::is_false;
  for (std::size_t part = at + 1; part < at + node.extent; part += p.nodes()[part].extent) {
    const truth one = evaluate(p, row, part);
    joined = is_all_of ? std::min(joined, one) : std::max(joined, one);
  }
  return joined;
}

/// A plan made ready for many records. The texts that its values refer to must stay, as for the plan.
class record_filter {
 public:
  explicit record_filter(plan p) : plan_(std::move(p)) {
    prepared_.reserve(plan_.nodes().size());
    for (const plan_node& node : plan_.nodes())
      prepared_.push_back(node.kind == plan_node::node_kind::compare
                              ? detail::prepared_comparison(node.op, kind_of(node), plan_.values(node))
                              : detail::prepared_comparison());
  }

  /// Whether the record may be seen: whether `evaluate` says that the plan is true of it.
  /// Complexity: at most each comparison of the condition once; a set beyond a few values is looked up, not walked.
  bool shows(record row) const noexcept {
    if (plan_.table() == nullptr || row.size() != plan_.table()->columns.size() || plan_.shows_none()) return false;
    return plan_.shows_all() || is_true(0, row);
  }

 private:
  value_kind kind_of(const plan_node& node) const { return plan_.table()->columns[node.column].kind; }

  bool is_true(std::size_t at, record row) const noexcept {
    const plan_node& node = plan_.nodes()[at];
    if (node.kind == plan_node::node_kind::compare) return is_true(prepared_[at], kind_of(node), row[node.column]);
    const bool is_all_of = node.kind == plan_node::node_kind::all_of;
    for (std::size_t part = at + 1; part < at + node.extent; part += plan_.nodes()[part].extent)
      if (is_true(part, row) != is_all_of) return !is_all_of;
    return is_all_of;
  }

  static bool is_true(const detail::prepared_comparison& prepared, value_kind kind, const value& cell) noexcept {
    if (cell.kind != kind && cell.kind != value_kind::null) return false;
    const bool is_known = detail::is_known(cell);
    const auto test = [&]<class Cell>(const Cell& typed) {
      return detail::with_predicate<Cell>(prepared, [&](const auto& predicate) { return predicate(is_known, typed); });
    };
    switch (kind) {
      case value_kind::string: return test(cell.text);
      case value_kind::real: return test(cell.real);
      case value_kind::timestamp: return test(instant{cell.integer, cell.nanoseconds});
      default: return test(cell.integer);
    }
  }

  plan plan_;
  std::vector<detail::prepared_comparison> prepared_;  // one for each node; empty ones for the joining nodes
};

}  // namespace rowclaim::inline v0_1
