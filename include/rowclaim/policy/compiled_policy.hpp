// SPDX-License-Identifier: BSL-1.0
// The one representation of a policy that everything evaluates, whichever door it came through.
#pragma once

#include <rowclaim/claims/claim_tree.hpp>
#include <rowclaim/policy/name_table.hpp>
#include <rowclaim/policy/restrictions.hpp>
#include <rowclaim/policy/roles.hpp>
#include <rowclaim/rows/combination.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// A role of the policy by number: its bit in a set of roles.
using role_number = std::uint32_t;

/// The application roles that one key gives: so many from a place in the list of grants.
struct grant {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// A value that a claim may have, with the claim by its number among the compared ones.
struct compiled_requirement {
  std::uint32_t claim = 0;
  std::uint32_t group = 0;
  value accepted;
};

/// A mapping made ready: the key's number leads to its grant.
struct grant_table {
  name_table keys;
  std::span<const grant> grants;
};

/// A role's restriction on a table.
struct table_restriction {
  role_number role = 0;
  compiled_restriction rows;
};

/// A table that has restrictions: so many from a place in the list of restrictions, ordered by role.
struct compiled_table {
  const table_schema* schema = nullptr;
  rowclaim::combination how = rowclaim::combination::per_column;
  std::uint32_t first_restriction = 0;
  std::uint32_t restriction_count = 0;
};

/// A policy ready for use: views of arrays that the door owns, constants of the program or vectors.
struct compiled_policy {
  // The claims are asked for in this order: the three of the identity, the sources of roles, then what columns are compared with.
  static constexpr std::size_t issuer_request = 0;
  static constexpr std::size_t subject_request = 1;
  static constexpr std::size_t name_request = 2;
  static constexpr std::size_t first_role_request = 3;

  claim_tree claims;
  claim_source name_claim;
  std::span<const claim_source> role_sources;
  std::span<const claim_path> compared_claims;  ///< with columns, or with what is required of them
  std::span<const compiled_requirement> requirements;

  name_table roles;
  std::span<const role_number> granted_roles;  ///< what grants point into
  grant_table role_mapping;
  grant_table name_mapping;
  grant_table individual_roles;
  std::span<const role_number> default_roles;
  std::span<const role_number> gate;
  role_number admin = name_table::not_found;
  std::span<const std::string_view> pass_through;
  mapping_namespaces namespaces = mapping_namespaces::separate;

  std::span<const compiled_table> tables;
  std::span<const table_restriction> restrictions;
  compiled_conditions conditions;
  rowclaim::unlisted_tables unlisted_tables = rowclaim::unlisted_tables::allow;

  constexpr std::size_t role_count() const { return roles.names.size(); }
  constexpr std::size_t first_compared_request() const { return first_role_request + role_sources.size(); }
  constexpr std::span<const role_number> roles_of(const grant& given) const {
    return granted_roles.subspan(given.first, given.count);
  }

  constexpr std::span<const table_restriction> restrictions_of(const compiled_table& table) const {
    return restrictions.subspan(table.first_restriction, table.restriction_count);
  }

  /// The table of that name, if any restriction was written for it.
  constexpr const compiled_table* find_table(std::string_view table) const {
    for (const compiled_table& t : tables)
      if (t.schema->name == table) return &t;
    return nullptr;
  }
};

/// How many 64-bit words a set of so many roles takes.
constexpr std::size_t words_for(std::size_t roles) { return (roles + 63) / 64; }

}  // namespace rowclaim::inline v0_1
