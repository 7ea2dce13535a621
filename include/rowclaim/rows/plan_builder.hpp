// SPDX-License-Identifier: BSL-1.0
// Builds the condition of a plan part by part, and simplifies as it goes.
#pragma once

#include <rowclaim/rows/detail/value_set.hpp>
#include <rowclaim/rows/detail/value_set_writer.hpp>
#include <rowclaim/rows/plan.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Takes the parts of a condition in prefix order: `open`, the parts, `close`. What is built is in canonical form:
/// - a part that is always true or never true is gone, and so is a joining node with a single part or within one of its kind;
/// - what is joined about one column is one set of values, said in the way of `value_set_writer`;
/// - parts about one column come first, in the table's order, then the others, without duplicates, in an order of their own; none of
///   the others is made needless by a part about one column beside it.
class plan_builder {
 public:
  using node_kind = plan_node::node_kind;

  plan_builder() = default;
  plan_builder(const plan_builder&) = delete;
  plan_builder& operator=(const plan_builder&) = delete;

  /// Begins a joining node. Result: what to hand to `close`.
  std::size_t open(node_kind joining) {
    nodes_.push_back({.kind = joining});
    return nodes_.size() - 1;
  }

  /// Ends a joining node, and simplifies it.
  /// Complexity: for n nodes and values, O(n log n).
  void close(std::size_t opened) {
    if (nodes_.size() == opened + 2 && is_canonical(nodes_.back())) {  // as most roles have one condition
      nodes_[opened] = nodes_.back();
      return nodes_.pop_back();
    }
    const node_kind joining = nodes_[opened].kind;
    const node_kind dominant = joining == node_kind::all_of ? node_kind::never : node_kind::always;
    const node_kind neutral = joining == node_kind::all_of ? node_kind::always : node_kind::never;
    if (!list_parts(opened, joining, dominant, neutral)) return replace(opened, dominant);
    std::sort(parts_.begin(), parts_.end(),
              [](const part& a, const part& b) { return a.column != b.column ? a.column < b.column : a.at < b.at; });
    written_.clear();
    const auto first_mixed = std::find_if(parts_.begin(), parts_.end(), [](const part& p) { return p.column == several_columns; });
    for (auto run = parts_.begin(); run != first_mixed;) {
      const auto end = std::find_if(run, first_mixed, [&](const part& p) { return p.column != run->column; });
      if (!write_run({run, end}, joining)) return replace(opened, dominant);
      run = end;
    }
    write_mixed({first_mixed, parts_.end()}, joining);
    put_back(opened, neutral);
  }

  void add_constant(bool is_true) { nodes_.push_back({.kind = is_true ? node_kind::always : node_kind::never}); }

  void add_comparison(comparison op, std::uint32_t column, std::span<const value> values) {
    nodes_.push_back({.kind = node_kind::compare,
                      .op = op,
                      .column = column,
                      .first_value = static_cast<std::uint32_t>(values_.size()),
                      .value_count = static_cast<std::uint32_t>(values.size())});
    values_.insert(values_.end(), values.begin(), values.end());
  }

  /// Keeps text alive for as long as the plan, and returns where it lies.
  std::string_view keep(std::string_view text) {
    if (texts_ == nullptr) texts_ = std::make_shared<std::forward_list<std::string>>();
    return texts_->emplace_front(text);
  }

  /// The plan for the condition built so far. Requires: a joining node is around all of it.
  plan finish(const table_schema& table) && {
    if (nodes_.empty() || nodes_.front().kind == node_kind::never) return plan::deny_all(table);
    if (nodes_.front().kind == node_kind::always) return plan::allow_all(table);
    plan made(plan::kind::where, table);
    made.texts_ = std::move(texts_);
    made.nodes_.assign(nodes_.begin(), nodes_.end());
    for (plan_node& node : made.nodes_) {  // only the values that are left, in the order of the nodes
      const auto first = static_cast<std::uint32_t>(made.values_.size());
      const auto values = values_of(node);
      made.values_.insert(made.values_.end(), values.begin(), values.end());
      if (node.kind == node_kind::compare) node.first_value = first;
    }
    return made;
  }

 private:
  static constexpr std::uint32_t several_columns = static_cast<std::uint32_t>(-1);

  struct part {
    std::uint32_t column = 0;
    std::uint32_t extent = 0;
    std::size_t at = 0;
  };

  void replace(std::size_t opened, node_kind constant) {
    nodes_.resize(opened);
    nodes_.push_back({.kind = constant});
  }
  std::span<const value> values_of(const plan_node& node) const {
    return std::span(values_).subspan(node.first_value, node.value_count);
  }

  // Result: false if one part decides.
  bool list_parts(std::size_t opened, node_kind joining, node_kind dominant, node_kind neutral) {
    parts_.clear();
    for (std::size_t at = opened + 1; at < nodes_.size();) {
      const plan_node& node = nodes_[at];
      if (node.kind == dominant) return false;
      if (node.kind == joining) {
        ++at;  // its parts are parts of this one
        continue;
      }
      if (node.kind != neutral) parts_.push_back({column_of(at), node.extent, at});
      at += node.extent;
    }
    return true;
  }
  std::uint32_t column_of(std::size_t at) const {
    std::uint32_t column = several_columns;
    for (const plan_node& node : std::span(nodes_).subspan(at, nodes_[at].extent)) {
      if (node.kind != node_kind::compare) continue;
      if (column != several_columns && column != node.column) return several_columns;
      column = node.column;
    }
    return column;
  }

  // ---- parts about one column

  // Writes what is joined about one column. Result: false if it decides.
  bool write_run(std::span<const part> run, node_kind joining) {
    if (run.size() == 1 && is_canonical(nodes_[run[0].at])) {
      copy(run[0]);
      return true;
    }
    if ((joining == node_kind::any_of || run.size() == 1) && write_list(run)) return true;
    detail::value_set& joined = set_;
    joined.clear();
    join(run, joining, joined);
    if (joined.is_empty() || joined.is_full()) return joined.is_empty() != (joining == node_kind::all_of);
    writer_.write(joined, run[0].column, joining, written_);
    return true;
  }
  // What is neither a lone comparison nor needs another form. Joining nodes have had theirs since they were closed.
  bool is_canonical(const plan_node& node) const {
    if (node.kind != node_kind::compare || node.op == comparison::is_null || node.op == comparison::is_not_null) return true;
    if (node.value_count == 0) return false;
    const bool is_text = values_[node.first_value].kind == value_kind::string;
    return node.op == comparison::equal && (is_text || values_[node.first_value].kind == value_kind::integer);
  }

  // What most policies are made of, sets of texts or of single numbers, needs no intervals. Result: false if it is something else.
  bool write_list(std::span<const part> run) {
    for (const part& one : run)
      if (const plan_node& node = nodes_[one.at]; !is_set(node)) return false;
    const std::size_t first = values_.size();
    for (const part& one : run)
      for (std::uint32_t i = 0; i < nodes_[one.at].value_count; ++i) {
        const value copied = values_[nodes_[one.at].first_value + i];  // by value: the vector may move
        values_.push_back(copied);
      }
    const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(begin, values_.end(), detail::comes_before);
    values_.erase(std::unique(begin, values_.end(), detail::are_same), values_.end());
    const std::span<const value> listed = std::span<const value>(values_).subspan(first);
    if (!detail::value_set_writer::is_list(listed)) return false;
    written_.push_back({.kind = node_kind::compare,
                        .op = listed.size() == 1 ? comparison::equal : comparison::in,
                        .column = run[0].column,
                        .first_value = static_cast<std::uint32_t>(first),
                        .value_count = static_cast<std::uint32_t>(listed.size())});
    return true;
  }
  bool is_set(const plan_node& node) const {
    if (node.kind != node_kind::compare || (node.op != comparison::equal && node.op != comparison::in) || node.value_count == 0)
      return false;
    const value_kind kind = values_[node.first_value].kind;
    return kind == value_kind::string || kind == value_kind::integer;
  }

  void join(std::span<const part> run, node_kind joining, detail::value_set& joined) const {
    bool is_first = true;
    for (const part& one : run) {
      if (joining == node_kind::any_of || is_first) {
        add_to(joined, one.at);
      } else {
        joined.settle();
        joined.intersect(set_of(one.at));
      }
      is_first = false;
    }
    joined.settle();
  }
  void add_to(detail::value_set& set, std::size_t at) const {
    if (nodes_[at].kind == node_kind::compare) set.add(nodes_[at].op, values_of(nodes_[at]));
    else set.unite(set_of(at));
  }
  // Of a part about one column. Its parts have no parts of their kind, so that this goes no deeper than the form of a set.
  detail::value_set set_of(std::size_t at) const {
    detail::value_set made;
    const plan_node& node = nodes_[at];
    if (node.kind == node_kind::compare) {
      made.add(node.op, values_of(node));
    } else {
      std::vector<part> inner;
      for (std::size_t child = at + 1; child < at + node.extent; child += nodes_[child].extent)
        inner.push_back({0, nodes_[child].extent, child});
      join(inner, node.kind, made);
    }
    made.settle();
    return made;
  }

  // ---- other parts

  void write_mixed(std::span<part> mixed, node_kind joining) {
    if (mixed.size() > 1) std::sort(mixed.begin(), mixed.end(), [this](const part& a, const part& b) { return order(a, b) < 0; });
    for (std::size_t i = 0; i < mixed.size(); ++i)
      if ((i == 0 || order(mixed[i - 1], mixed[i]) != 0) && !is_needless(mixed[i], joining)) copy(mixed[i]);
  }

  void copy(const part& one) {
    written_.insert(written_.end(), nodes_.begin() + static_cast<std::ptrdiff_t>(one.at),
                    nodes_.begin() + static_cast<std::ptrdiff_t>(one.at + one.extent));
  }

  // a | (a & b) is a, and a & (a | b) is a: where what a part says of one column is decided beside it already.
  bool is_needless(const part& mixed, node_kind joining) const {
    const std::size_t end = mixed.at + mixed.extent;
    for (std::size_t child = mixed.at + 1; child < end;) {
      const std::uint32_t column = column_of(child);
      std::size_t next = child + nodes_[child].extent;
      if (column != several_columns) {
        std::vector<part> inner{{column, nodes_[child].extent, child}};
        for (; next < end && column_of(next) == column; next += nodes_[next].extent)
          inner.push_back({column, nodes_[next].extent, next});
        if (decides(column, inner, joining)) return true;
      }
      child = next;
    }
    return false;
  }
  bool decides(std::uint32_t column, std::span<const part> inner, node_kind joining) const {
    const auto is_beside = [column](const part& p) { return p.column == column; };
    const auto first = std::find_if(parts_.begin(), parts_.end(), is_beside);
    if (first == parts_.end()) return false;
    detail::value_set beside;
    join({first, std::find_if_not(first, parts_.end(), is_beside)}, joining, beside);
    detail::value_set within;
    join(inner, joining == node_kind::all_of ? node_kind::any_of : node_kind::all_of, within);
    return joining == node_kind::any_of ? beside.contains(within) : within.contains(beside);
  }

  std::strong_ordering order(const part& a, const part& b) const {
    if (a.extent != b.extent) return a.extent <=> b.extent;
    for (std::size_t i = 0; i < a.extent; ++i) {
      const plan_node& x = nodes_[a.at + i];
      const plan_node& y = nodes_[b.at + i];
      if (x.kind != y.kind) return x.kind <=> y.kind;
      if (x.extent != y.extent) return x.extent <=> y.extent;
      if (x.column != y.column) return x.column <=> y.column;
      if (x.op != y.op) return x.op <=> y.op;
      if (x.value_count != y.value_count) return x.value_count <=> y.value_count;
      for (std::size_t v = 0; v < x.value_count; ++v) {
        const value& of_x = values_[x.first_value + v];
        const value& of_y = values_[y.first_value + v];
        if (detail::comes_before(of_x, of_y)) return std::strong_ordering::less;
        if (detail::comes_before(of_y, of_x)) return std::strong_ordering::greater;
      }
    }
    return std::strong_ordering::equal;
  }

  // ----

  void put_back(std::size_t opened, node_kind neutral) {
    if (written_.empty()) return replace(opened, neutral);
    const bool is_one_part = written_.front().extent == written_.size();
    nodes_.resize(opened + (is_one_part ? 0 : 1));
    nodes_.insert(nodes_.end(), written_.begin(), written_.end());
    if (!is_one_part) nodes_[opened].extent = static_cast<std::uint32_t>(written_.size() + 1);
  }

  std::vector<plan_node> nodes_;
  std::vector<value> values_;
  std::shared_ptr<std::forward_list<std::string>> texts_;  // a list, as its elements stay where they are

  // Memory that one node after the other uses.
  std::vector<part> parts_;
  std::vector<plan_node> written_;
  detail::value_set set_;
  detail::value_set_writer writer_{values_};
};

}  // namespace rowclaim::inline v0_1
