// SPDX-License-Identifier: BSL-1.0
// Builds the condition of a plan part by part, and simplifies as it goes.
#pragma once

#include <rowclaim/rows/plan.hpp>

#include <algorithm>
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

/// Takes the parts of a condition in prefix order: `open`, the parts, `close`.
class plan_builder {
 public:
  using node_kind = plan_node::node_kind;

  /// Begins a joining node. Result: what to hand to `close`.
  std::size_t open(node_kind joining) {
    nodes_.push_back({.kind = joining});
    return nodes_.size() - 1;
  }

  /// Ends a joining node: constants disappear, a part alone stands for itself, sets of one column are united.
  void close(std::size_t opened) {
    const node_kind joining = nodes_[opened].kind;
    const node_kind neutral = joining == node_kind::all_of ? node_kind::always : node_kind::never;
    const node_kind dominant = joining == node_kind::all_of ? node_kind::never : node_kind::always;

    std::size_t kept = opened + 1;  // parts move up over the ones that are dropped
    std::size_t parts = 0;
    for (std::size_t at = opened + 1; at < nodes_.size();) {
      const std::size_t extent = nodes_[at].extent;
      if (nodes_[at].kind == dominant) {
        replace(opened, dominant);
        return;
      }
      if (nodes_[at].kind != neutral) {
        for (std::size_t i = 0; i < extent; ++i) nodes_[kept++] = nodes_[at + i];
        ++parts;
      }
      at += extent;
    }
    nodes_.resize(kept);
    if (joining == node_kind::any_of && parts > 1) parts = unite_sets(opened);
    if (parts == 0) {
      replace(opened, neutral);
    } else if (parts == 1) {
      nodes_.erase(nodes_.begin() + static_cast<std::ptrdiff_t>(opened));
    } else {
      nodes_[opened].extent = static_cast<std::uint32_t>(nodes_.size() - opened);
    }
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

  /// The plan for the condition built so far.
  plan finish(const table_schema& table) && {
    if (nodes_.empty() || nodes_.front().kind == node_kind::never) return plan::deny_all(table);
    if (nodes_.front().kind == node_kind::always) return plan::allow_all(table);
    plan made(plan::kind::where, table);
    made.texts_ = std::move(texts_);
    made.nodes_ = std::move(nodes_);
    made.values_ = std::move(values_);
    return made;
  }

 private:
  void replace(std::size_t opened, node_kind constant) {
    nodes_.resize(opened);
    nodes_.push_back({.kind = constant});
  }

  static bool is_set(const plan_node& node) {
    return node.kind == node_kind::compare && (node.op == comparison::equal || node.op == comparison::in);
  }

  // Direct parts that are sets of one column become one sorted set. Result: the number of parts left.
  std::size_t unite_sets(std::size_t opened) {
    std::size_t parts = 0;
    for (std::size_t at = opened + 1; at < nodes_.size(); at += nodes_[at].extent, ++parts) {
      if (!is_set(nodes_[at])) continue;
      const auto first_value = static_cast<std::uint32_t>(values_.size());
      bool has_joined = false;
      for (std::size_t other = at + 1; other < nodes_.size();) {
        if (!is_set(nodes_[other]) || nodes_[other].column != nodes_[at].column) {
          other += nodes_[other].extent;
          continue;
        }
        if (!has_joined) append_values(nodes_[at]);
        has_joined = true;
        append_values(nodes_[other]);
        nodes_.erase(nodes_.begin() + static_cast<std::ptrdiff_t>(other));
      }
      if (!has_joined) continue;
      const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(first_value);
      std::sort(begin, values_.end(), detail::comes_before);
      values_.erase(std::unique(begin, values_.end(), detail::are_same), values_.end());
      nodes_[at].first_value = first_value;
      nodes_[at].value_count = static_cast<std::uint32_t>(values_.size() - first_value);
      nodes_[at].op = nodes_[at].value_count == 1 ? comparison::equal : comparison::in;
    }
    return parts;
  }
  void append_values(const plan_node& node) {
    for (std::uint32_t i = 0; i < node.value_count; ++i) {
      const value copied = values_[node.first_value + i];  // by value: the vector may move
      values_.push_back(copied);
    }
  }

  std::vector<plan_node> nodes_;
  std::vector<value> values_;
  std::shared_ptr<std::forward_list<std::string>> texts_;  // a list, as its elements stay where they are
};

}  // namespace rowclaim::inline v0_1
