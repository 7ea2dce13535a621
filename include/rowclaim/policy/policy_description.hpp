// SPDX-License-Identifier: BSL-1.0
// A policy as it was written, in plain views: what both doors, the program's constants and a file, turn into first.
#pragma once

#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/policy/required_claims.hpp>
#include <rowclaim/policy/restrictions.hpp>
#include <rowclaim/policy/role_mapping.hpp>
#include <rowclaim/policy/roles.hpp>

#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Everything that a policy can say. The views' owner is the door that made the description.
struct policy_description {
  claim_source name_claim;
  std::span<const claim_source> roles_claims;
  std::span<const required_value> required_claims;
  mapping_view role_mapping;
  mapping_view name_mapping;
  mapping_view individual_roles;
  std::span<const std::string_view> default_roles;
  std::span<const std::string_view> gate;            ///< empty: everybody is let in
  std::string_view admin_role;                       ///< empty: none
  std::span<const std::string_view> run_time_roles;  ///< roles that only a source at run time gives
  std::span<const std::string_view> pass_through;    ///< globs
  mapping_namespaces namespaces = mapping_namespaces::separate;
  rowclaim::combination combination = rowclaim::combination::per_column;
  std::span<const table_combination> table_combinations;
  rowclaim::unlisted_tables unlisted_tables = rowclaim::unlisted_tables::allow;
  restrictions_view restrictions;

  /// How a table's restrictions are combined.
  constexpr rowclaim::combination combination_on(const table_schema& table) const {
    for (const table_combination& own : table_combinations)
      if (own.table->name == table.name) return own.how;
    return combination;
  }
};

}  // namespace rowclaim::inline v0_1
