// SPDX-License-Identifier: BSL-1.0
// Looks for mistakes in a policy as it was written; the same search for both doors.
#pragma once

#include <rowclaim/policy/nearest_name.hpp>
#include <rowclaim/policy/policy_compiler.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// What is wrong with a policy. One enumerator a sentence; the sentences are in `docs/diagnostics.md`.
enum class policy_problem : std::uint8_t {
  none,
  member_is_misspelt,
  name_claim_is_empty,
  roles_claim_is_empty,
  claim_path_is_too_long,
  member_is_not_named,
  required_claim_is_empty,
  required_value_is_no_value,
  too_many_claims,
  mapping_has_key_twice,
  mapping_has_too_many_roles,
  role_name_is_empty,
  table_part_is_unknown,
  table_has_no_columns,
  column_is_declared_twice,
  column_cannot_be_read,
  column_type_is_not_supported,
  columns_read_different_rows,
  hierarchy_has_no_levels,
  hierarchy_level_is_unknown,
  column_is_in_two_hierarchies,
  table_is_declared_twice,
  role_is_reserved,
  role_is_granted_by_nothing,
  role_is_restricted_twice,
  column_is_unknown,
  value_has_wrong_type,
  value_is_null,
  value_does_not_exist,
  set_is_empty,
  prefix_needs_text,
  compared_claim_is_empty,
  columns_are_mixed,
};

/// The first mistake found: what, where, and what was probably meant.
struct policy_finding {
  policy_problem problem = policy_problem::none;
  std::string_view offender = {};  ///< the column, role, key or claim
  std::string_view role = {};      ///< whose restriction it is about, if it is about one
  std::string_view table = {};
  std::string_view nearest = {};   ///< the known name that is most like the offender
};

namespace detail {

constexpr policy_problem from(table_problem problem) {
  switch (problem) {
    case table_problem::none: return policy_problem::none;
    case table_problem::part_is_unknown: return policy_problem::table_part_is_unknown;
    case table_problem::no_columns: return policy_problem::table_has_no_columns;
    case table_problem::column_declared_twice: return policy_problem::column_is_declared_twice;
    case table_problem::column_cannot_be_read: return policy_problem::column_cannot_be_read;
    case table_problem::column_type_is_not_supported: return policy_problem::column_type_is_not_supported;
    case table_problem::rows_differ: return policy_problem::columns_read_different_rows;
    case table_problem::hierarchy_has_no_levels: return policy_problem::hierarchy_has_no_levels;
    case table_problem::hierarchy_level_is_unknown: return policy_problem::hierarchy_level_is_unknown;
    case table_problem::column_in_two_hierarchies: return policy_problem::column_is_in_two_hierarchies;
  }
  return policy_problem::none;
}

constexpr policy_problem from(condition_problem problem) {
  switch (problem) {
    case condition_problem::none: return policy_problem::none;
    case condition_problem::column_is_unknown: return policy_problem::column_is_unknown;
    case condition_problem::value_has_wrong_type: return policy_problem::value_has_wrong_type;
    case condition_problem::value_is_null: return policy_problem::value_is_null;
    case condition_problem::value_does_not_exist: return policy_problem::value_does_not_exist;
    case condition_problem::set_is_empty: return policy_problem::set_is_empty;
    case condition_problem::prefix_needs_text: return policy_problem::prefix_needs_text;
    case condition_problem::claim_path_is_empty: return policy_problem::compared_claim_is_empty;
    case condition_problem::claim_path_is_too_long: return policy_problem::claim_path_is_too_long;
    case condition_problem::columns_are_mixed: return policy_problem::columns_are_mixed;
  }
  return policy_problem::none;
}

// Throw-away arrays and claim numbers, to compile one condition and see what columns its factors are about.
struct scratch_factors {
  template <class Value>
  struct last_only {
    std::size_t count = 0;
    Value last{};
    constexpr void push_back(const Value& v) {
      last = v;
      ++count;
    }
    constexpr std::size_t size() const { return count; }
    constexpr Value& operator[](std::size_t) { return last; }
  };
  struct group_watch {
    std::size_t count = 0;
    bool is_mixed = false;
    constexpr void push_back(const compiled_factor& factor) {
      ++count;
      is_mixed = is_mixed || factor.group == compiled_factor::several_groups;
    }
    constexpr std::size_t size() const { return count; }
  };
  group_watch factors;
  last_only<plan_node> nodes;
  last_only<value> values;
  constexpr std::uint32_t number_of(std::span<const std::string_view>) { return 0; }
};

constexpr bool mixes_columns(std::span<const condition_token> tokens, const table_schema& table) {
  scratch_factors scratch;
  condition_compiler<scratch_factors, scratch_factors>(tokens, table, scratch, scratch).compile();
  return scratch.factors.is_mixed;
}

constexpr policy_finding check_claims(const policy_description& p) {
  if (p.name_claim.path.size == 0) return {policy_problem::name_claim_is_empty};
  if (p.name_claim.path.size > claim_path::max_segments)
    return {policy_problem::claim_path_is_too_long, p.name_claim.path.names[0]};
  for (const claim_source& source : p.roles_claims) {
    if (source.path.size == 0) return {policy_problem::roles_claim_is_empty};
    if (source.path.size > claim_path::max_segments) return {policy_problem::claim_path_is_too_long, source.path.names[0]};
    if (source.shape == claim_shape::object_member && source.member.empty())
      return {policy_problem::member_is_not_named, source.path.names[0]};
  }
  for (const required_value& required : p.required_claims) {
    if (required.path.size == 0) return {policy_problem::required_claim_is_empty};
    if (required.path.size > claim_path::max_segments) return {policy_problem::claim_path_is_too_long, required.path.names[0]};
    const value_kind kind = required.accepted.kind;
    if (kind != value_kind::string && kind != value_kind::integer && kind != value_kind::boolean)
      return {policy_problem::required_value_is_no_value, required.path.names[0]};
  }
  if (sizes_of(p).claim_requests > claim_tree::max_requests) return {policy_problem::too_many_claims};
  return {};
}

template <class Arrays>
constexpr policy_finding check_roles(const policy_description& p, const Arrays& made) {
  for (const mapping_view* lines : {&p.role_mapping, &p.name_mapping, &p.individual_roles})
    if (!lines->is_complete) return {policy_problem::mapping_has_too_many_roles};
  if (made.role_mapping.repeats) return {policy_problem::mapping_has_key_twice, made.role_mapping.repeated_key};
  if (made.name_mapping.repeats) return {policy_problem::mapping_has_key_twice, made.name_mapping.repeated_key};
  if (made.individual_roles.repeats) return {policy_problem::mapping_has_key_twice, made.individual_roles.repeated_key};
  if (name_table{made.role_slots.span(), made.role_names.span()}.find("") != name_table::not_found)
    return {policy_problem::role_name_is_empty};
  return {};
}

/// Whether no policy, or at least not this one, may restrict a role.
constexpr bool is_reserved(const policy_description& p, std::string_view role) {
  bool is = role == p.admin_role;
  for (std::string_view reserved : reserved_roles) is = is || role == reserved;
  return is;
}

template <class Arrays>
constexpr policy_finding check_restriction(const policy_description& p, const Arrays& made, std::size_t index) {
  const restriction_entry& entry = p.restrictions.entries[index];
  const table_schema& table = *entry.table;
  if (table.problem != table_problem::none) return {from(table.problem), table.offender, {}, table.name};
  if (is_reserved(p, entry.role)) return {policy_problem::role_is_reserved, entry.role, {}, table.name};

  const name_table roles{made.role_slots.span(), made.role_names.span()};
  if (!made.is_granted[roles.find(entry.role)]) {
    nearest_name nearest(entry.role);
    for (std::size_t i = 0; i < made.role_names.size(); ++i)
      if (made.is_granted[i]) nearest.consider(made.role_names[i]);
    return {policy_problem::role_is_granted_by_nothing, entry.role, {}, table.name, nearest.name()};
  }
  for (std::size_t i = 0; i < index; ++i) {  // quadratic in the restrictions, which are few and written by hand here
    const restriction_entry& other = p.restrictions.entries[i];
    if (other.table->name != table.name) continue;
    if (other.table != entry.table) return {policy_problem::table_is_declared_twice, table.name, entry.role, table.name};
    if (other.role == entry.role) return {policy_problem::role_is_restricted_twice, entry.role, {}, table.name};
  }
  const auto tokens = p.restrictions.tokens_of(entry);
  const condition_finding found = check_condition(tokens, table);
  if (found.problem == condition_problem::column_is_unknown) {
    nearest_name nearest(found.column);
    for (const column_info& column : table.columns) nearest.consider(column.name);
    return {policy_problem::column_is_unknown, found.column, entry.role, table.name, nearest.name()};
  }
  if (found.problem != condition_problem::none) return {from(found.problem), found.column, entry.role, table.name};
  if (p.combination_on(table) == combination::per_column && mixes_columns(tokens, table))
    return {policy_problem::columns_are_mixed, entry.role, entry.role, table.name};
  return {};
}

/// The first mistake of a policy whose roles have been compiled.
template <class Arrays>
constexpr policy_finding find_problem(const policy_description& p, const Arrays& made) {
  policy_finding found = check_claims(p);
  if (found.problem == policy_problem::none) found = check_roles(p, made);
  for (std::size_t i = 0; found.problem == policy_problem::none && i < p.restrictions.entries.size(); ++i)
    found = check_restriction(p, made, i);
  return found;
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
