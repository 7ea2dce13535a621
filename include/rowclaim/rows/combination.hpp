// SPDX-License-Identifier: BSL-1.0
// How the restrictions of a person's roles are combined into one plan.
#pragma once

#include <rowclaim/rows/claim_value.hpp>
#include <rowclaim/rows/plan_builder.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What several restricted roles mean together.
enum class combination : std::uint8_t {
  per_column,  ///< united on one column or hierarchy, intersected across them: a further role can narrow
  any_role,    ///< a row is visible if one of the roles admits it
  all_roles,   ///< a row is visible if every one of the roles admits it
};

constexpr std::string_view name(combination c) {
  switch (c) {
    case combination::per_column: return "per_column";
    case combination::any_role: return "any_role";
    case combination::all_roles: return "all_roles";
  }
  return "unknown";
}

/// A part of a role's condition that must be true by itself, and the group of columns that it is about.
struct compiled_factor {
  static constexpr std::uint32_t several_groups = static_cast<std::uint32_t>(-1);

  std::uint32_t group = 0;
  std::uint32_t first_node = 0;
  std::uint32_t node_count = 0;
};

/// A role's condition on one table: all of its factors.
struct compiled_restriction {
  std::uint32_t first_factor = 0;
  std::uint32_t factor_count = 0;
};

/// Where the parts of compiled restrictions lie.
struct compiled_conditions {
  std::span<const compiled_factor> factors;
  std::span<const plan_node> nodes;
  std::span<const value> values;

  constexpr std::span<const compiled_factor> factors_of(const compiled_restriction& restriction) const {
    return factors.subspan(restriction.first_factor, restriction.factor_count);
  }
  constexpr std::span<const plan_node> nodes_of(const compiled_factor& factor) const {
    return nodes.subspan(factor.first_node, factor.node_count);
  }
  constexpr std::span<const value> values_of(const plan_node& node) const {
    return values.subspan(node.first_value, node.value_count);
  }
};

namespace detail {

class combiner {
 public:
  using node_kind = plan_node::node_kind;

  combiner(const table_schema& table, const compiled_conditions& conditions, std::span<const claim_values> claims)
      : table_(table), conditions_(conditions), claims_(claims) {}

  plan combine(std::span<const compiled_restriction> restrictions, combination how) && {
    if (how == combination::per_column) {
      per_column(restrictions);
    } else {
      const std::size_t whole = builder_.open(how == combination::any_role ? node_kind::any_of : node_kind::all_of);
      for (const compiled_restriction& restriction : restrictions)
        add_factors(restriction, [](const compiled_factor&) { return true; });
      builder_.close(whole);
    }
    return std::move(builder_).finish(table_);
  }

 private:
  void per_column(std::span<const compiled_restriction> restrictions) {
    std::vector<std::uint32_t> groups;
    for (const compiled_restriction& restriction : restrictions)
      for (const compiled_factor& factor : conditions_.factors_of(restriction))
        if (std::find(groups.begin(), groups.end(), factor.group) == groups.end()) groups.push_back(factor.group);

    const std::size_t whole = builder_.open(node_kind::all_of);
    for (std::uint32_t group : groups) {
      const auto is_of_group = [group](const compiled_factor& factor) { return factor.group == group; };
      const std::size_t united = builder_.open(node_kind::any_of);
      for (const compiled_restriction& restriction : restrictions) {
        const auto own = conditions_.factors_of(restriction);
        if (std::any_of(own.begin(), own.end(), is_of_group)) add_factors(restriction, is_of_group);
      }
      builder_.close(united);
    }
    builder_.close(whole);
  }

  template <class Choose>
  void add_factors(const compiled_restriction& restriction, Choose choose) {
    const std::size_t own = builder_.open(node_kind::all_of);
    for (const compiled_factor& factor : conditions_.factors_of(restriction))
      if (choose(factor)) add_nodes(conditions_.nodes_of(factor));
    builder_.close(own);
  }

  // Copies a condition, putting in the user's claims.
  void add_nodes(std::span<const plan_node> nodes) {
    for (std::size_t at = 0; at < nodes.size();) {
      const plan_node& node = nodes[at];
      if (node.kind == node_kind::all_of || node.kind == node_kind::any_of) {
        const std::size_t opened = builder_.open(node.kind);
        add_nodes(nodes.subspan(at + 1, node.extent - 1));
        builder_.close(opened);
      } else if (node.kind == node_kind::compare) {
        builder_.add_comparison(node.op, node.column, conditions_.values_of(node));
      } else if (node.kind == node_kind::compare_with_claim) {
        bind_claim(node);
      } else {
        builder_.add_constant(node.kind == node_kind::always);
      }
      at += node.extent;
    }
  }

  // B3: a claim that is missing or does not fit makes the comparison unknown, and unknown never shows a row.
  void bind_claim(const plan_node& node) {
    const value_kind kind = table_.columns[node.column].kind;
    const bool is_prefix = node.op == comparison::starts_with || node.op == comparison::does_not_start_with;
    const bool wants_list = node.op == comparison::in || node.op == comparison::not_in;
    if (node.first_value >= claims_.size()) return builder_.add_constant(false);
    const claim_values& claim = claims_[node.first_value];
    if (!claim.is_usable || claim.is_list != wants_list) return builder_.add_constant(false);
    std::vector<value> bound;
    for (const claim_scalar& scalar : claim.scalars) {
      std::optional<value> converted = converted_to(scalar, kind);
      if (!converted) return builder_.add_constant(false);
      // B13: no empty value means "all", and every text begins with the empty one.
      if (is_prefix && converted->text.empty()) return builder_.add_constant(false);
      if (kind == value_kind::string) converted->text = builder_.keep(converted->text);
      bound.push_back(*converted);
    }
    if (bound.empty() && node.op == comparison::in) return builder_.add_constant(false);
    // B11: null is not known to be outside of a set, not even of an empty one; nor does an empty list mean "all" (B13).
    if (bound.empty()) return builder_.add_comparison(comparison::is_not_null, node.column, {});
    builder_.add_comparison(node.op, node.column, bound);
  }

  const table_schema& table_;
  const compiled_conditions& conditions_;
  std::span<const claim_values> claims_;
  plan_builder builder_;
};

}  // namespace detail

/// Combines restrictions of one table into a plan. Requires: at least one restriction; without any, the caller decides (B5).
/// Complexity: linear in the restrictions' conditions, times the number of columns that they name.
[[nodiscard]] inline plan combine(const table_schema& table, const compiled_conditions& conditions,
                                  std::span<const compiled_restriction> restrictions, combination how,
                                  std::span<const claim_values> claims) {
  return detail::combiner(table, conditions, claims).combine(restrictions, how);
}

}  // namespace rowclaim::inline v0_1
