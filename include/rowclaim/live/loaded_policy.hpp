// SPDX-License-Identifier: BSL-1.0
// A policy that was loaded while the program ran: it owns everything that the engine looks at.
#pragma once

#include <rowclaim/policy/policy_compiler.hpp>
#include <rowclaim/policy/policy_description.hpp>
#include <rowclaim/rows/table.hpp>

#include <cstdint>
#include <deque>
#include <forward_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

/// A mapping whose arrays grow.
struct loaded_mapping {
  std::vector<mapping_entry> entries;
  std::vector<std::string_view> roles;

  mapping_view view() const { return {entries, roles}; }
};

/// A table that a policy file declares. It stays where it is, as plans refer to its schema.
struct loaded_table {
  loaded_table() = default;
  loaded_table(const loaded_table&) = delete;
  loaded_table& operator=(const loaded_table&) = delete;

  std::vector<column_info> columns;
  std::deque<std::vector<std::string_view>> levels;
  std::vector<hierarchy_info> hierarchies;
  table_schema schema;
};

/// What a policy says, with its owners: texts lie in `source`, or in `unescaped` if they were written with escapes.
struct policy_parts {
  std::string source;
  std::forward_list<std::string> unescaped;
  std::optional<std::int64_t> revision;
  claim_source name_claim;
  std::vector<claim_source> roles_claims;
  std::vector<required_value> required_claims;
  loaded_mapping role_mapping;
  loaded_mapping name_mapping;
  loaded_mapping individual_roles;
  std::vector<std::string_view> default_roles;
  std::vector<std::string_view> gate;
  std::string_view admin_role;
  std::vector<std::string_view> pass_through;
  rowclaim::combination combination = rowclaim::combination::per_column;
  std::vector<table_combination> table_combinations;
  rowclaim::unlisted_tables unlisted_tables = rowclaim::unlisted_tables::allow;
  std::deque<loaded_table> tables;            // that the program does not have as types
  std::vector<const table_schema*> schemas;   // of all tables: of the program's own, or of those above
  std::vector<restriction_entry> restrictions;
  std::vector<condition_token> tokens;

  policy_description description() const {
    policy_description d;
    d.name_claim = name_claim;
    d.roles_claims = roles_claims;
    d.required_claims = required_claims;
    d.role_mapping = role_mapping.view();
    d.name_mapping = name_mapping.view();
    d.individual_roles = individual_roles.view();
    d.default_roles = default_roles;
    d.gate = gate;
    d.admin_role = admin_role;
    d.pass_through = pass_through;
    d.combination = combination;
    d.table_combinations = table_combinations;
    d.unlisted_tables = unlisted_tables;
    d.restrictions = {restrictions, tokens};
    return d;
  }
};

using loaded_arrays = policy_arrays<growing_vector, policy_sizes{}>;

struct policy_maker;

}  // namespace detail

/// Immutable, and safe to use from several threads. Whoever holds it by a `shared_ptr` keeps all that identities and plans refer to.
class loaded_policy {
 public:
  loaded_policy(const loaded_policy&) = delete;
  loaded_policy& operator=(const loaded_policy&) = delete;

  /// What the engine evaluates.
  const compiled_policy& compiled() const noexcept { return compiled_; }

  /// What was read.
  const policy_description& description() const noexcept { return description_; }
  /// The text that it was read from.
  std::string_view text() const noexcept { return parts_->source; }

  /// What the file calls its revision.
  std::optional<std::int64_t> revision() const noexcept { return parts_->revision; }

  /// All tables, in the order of the file.
  std::span<const table_schema* const> tables() const noexcept { return parts_->schemas; }

  /// The table of that name as plans know it; null if the policy has none. Complexity: linear in the tables.
  const table_schema* find_table(std::string_view name) const noexcept {
    for (const table_schema* table : parts_->schemas)
      if (table->name == name) return table;
    return nullptr;
  }

 private:
  friend struct detail::policy_maker;

  explicit loaded_policy(std::unique_ptr<const detail::policy_parts> parts)
      : parts_(std::move(parts)), description_(parts_->description()) {}

  std::unique_ptr<const detail::policy_parts> parts_;
  policy_description description_;
  detail::loaded_arrays arrays_;
  compiled_policy compiled_;
};

}  // namespace rowclaim::inline v0_1
