// SPDX-License-Identifier: BSL-1.0
// What a person may see of a table: everything, nothing, or the rows for which a condition is true.
#pragma once

#include <rowclaim/core/hash.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/table.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <bit>
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

/// One node of a condition in prefix order: a joining node stands before its parts.
///
/// There is no negation: it has been pushed down to the comparisons, each of which has an opposite that is unknown for the same rows.
/// So a row is visible (TRUE in three-valued logic) exactly if the tree is true when "unknown" is taken for "false" at each leaf.
struct plan_node {
  enum class node_kind : std::uint8_t {
    all_of,
    any_of,
    compare,
    compare_with_claim,  ///< only before a plan is made: `first_value` is the number of the claim
    always,
    never,
  };

  node_kind kind = node_kind::never;
  comparison op = comparison::equal;
  std::uint32_t extent = 1;  ///< nodes of this part, itself included
  std::uint32_t column = 0;
  std::uint32_t first_value = 0;
  std::uint32_t value_count = 0;

  friend constexpr bool operator==(const plan_node&, const plan_node&) = default;
};

/// A person's view of one table. Made once, executed as often as needed, by any executor.
class plan {
 public:
  enum class kind : std::uint8_t { deny_all, allow_all, where };

  /// A plan that shows nothing: what everything starts from.
  plan() = default;

  static plan deny_all(const table_schema& table) { return plan(kind::deny_all, table); }
  static plan allow_all(const table_schema& table) { return plan(kind::allow_all, table); }

  kind verdict() const noexcept { return kind_; }
  bool shows_all() const noexcept { return kind_ == kind::allow_all; }
  bool shows_none() const noexcept { return kind_ == kind::deny_all; }

  /// The table that the plan is for; null for a plan made from nothing, which shows nothing.
  const table_schema* table() const noexcept { return table_; }

  /// The condition, in prefix order; empty unless the verdict is `where`.
  std::span<const plan_node> nodes() const noexcept { return nodes_; }
  /// The values of a comparison.
  std::span<const value> values(const plan_node& node) const noexcept {
    return std::span(values_).subspan(node.first_value, node.value_count);
  }

  /// A number that is the same for equal plans, in every process. Two plans may share it by chance, and whoever chooses claims may choose
  /// them so: what is kept under it must be kept with the plan, and compared. Complexity: linear in the values' bytes.
  std::uint64_t hash() const noexcept {
    std::uint64_t mixed =
        detail::mix(static_cast<std::uint64_t>(kind_) + 1, table_ != nullptr ? detail::hash_bytes(table_->name) : 0);
    const auto add = [&mixed](std::uint64_t word) { mixed = detail::mix(mixed ^ word, 0x9e3779b97f4a7c15u); };
    for (const plan_node& node : nodes_) {
      add(static_cast<std::uint64_t>(node.kind) << 8 | static_cast<std::uint64_t>(node.op));
      add(std::uint64_t{node.column} << 32 | node.extent);
    }
    for (const value& v : values_) {
      add(static_cast<std::uint64_t>(v.integer) + static_cast<std::uint64_t>(v.nanoseconds));
      add(std::bit_cast<std::uint64_t>(v.real));
      add(detail::hash_bytes(v.text));
    }
    return mixed;
  }

  /// Whether both show the same rows of the same table because they say the same: the conditions' forms are canonical, so that neither
  /// order nor repetition nor another way to say a set of values makes plans differ. Tables are the same if their columns are.
  friend bool operator==(const plan& a, const plan& b) noexcept {
    if (a.kind_ != b.kind_ || a.nodes_ != b.nodes_ || a.values_ != b.values_) return false;
    if (a.table_ == b.table_ || a.table_ == nullptr || b.table_ == nullptr) return a.table_ == b.table_;
    return a.table_->name == b.table_->name &&
           std::ranges::equal(a.table_->columns, b.table_->columns,
                              [](const column_info& x, const column_info& y) { return x.name == y.name && x.kind == y.kind; });
  }

 private:
  friend class plan_builder;

  plan(kind k, const table_schema& table) : kind_(k), table_(&table) {}

  kind kind_ = kind::deny_all;
  const table_schema* table_ = nullptr;
  std::vector<plan_node> nodes_;
  std::vector<value> values_;
  std::shared_ptr<const std::forward_list<std::string>> texts_;  // of claims; other text lies in the policy
};

constexpr std::string_view name(plan::kind kind) {
  switch (kind) {
    case plan::kind::deny_all: return "deny_all";
    case plan::kind::allow_all: return "allow_all";
    case plan::kind::where: return "where";
  }
  return "unknown";
}

}  // namespace rowclaim::inline v0_1

/// For maps from plans to what was made from them.
template <>
struct std::hash<rowclaim::plan> {
  std::size_t operator()(const rowclaim::plan& p) const noexcept { return static_cast<std::size_t>(p.hash()); }
};
