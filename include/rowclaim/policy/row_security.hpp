// SPDX-License-Identifier: BSL-1.0
// A whole policy as row security of PostgreSQL: the statements that install it, and the one that says whose transaction it is.
#pragma once

#include <rowclaim/policy/detail/row_security_writer.hpp>
#include <rowclaim/policy/identity.hpp>
#include <rowclaim/rows/sql.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1::sql {

struct row_security_options {
  roles_from roles = roles_from::database_roles;
  std::string_view schema = {};  ///< of all tables; the search path finds them if it is empty
};

/// The statements that make PostgreSQL show the rows of these tables as the policy says, in a transaction of their own.
///
/// Installed again, they replace what they installed; other policies of a table can narrow what is visible, and none can widen it. Nobody
/// but those whom the database exempts (superusers, BYPASSRLS) sees more, nor do the tables' owners. Writing is refused to all others
/// unless a policy of the database allows it.
/// Errors: `row_security_needs_claims`, with the table's name, for a restriction that compares with a claim, unless it does so with `==` or
///   `in` and the session says its roles; with no detail for database roles under a policy that requires claims; `sql_name_unusable` and
///   `sql_value_unusable` as for `literal_where`, the former also for roles.
/// Complexity: linear in the policy's restrictions, times the columns that they name.
[[nodiscard]] inline result<std::vector<std::string>> row_security(const compiled_policy& policy,
                                                                   std::span<const table_schema* const> tables,
                                                                   const row_security_options& options = {}) {
  if (options.roles == roles_from::database_roles && !policy.requirements.empty())
    return error{errc::row_security_needs_claims, step::policy};
  std::vector<std::string> statements{"BEGIN"};
  for (const table_schema* table : tables) {
    const auto name = detail::quoted_name(table->name, postgresql);
    if (!name) return error{errc::sql_name_unusable, step::policy, table->name};
    std::string target = *name;
    if (!options.schema.empty()) {
      const auto schema = detail::quoted_name(options.schema, postgresql);
      if (!schema) return schema.error();
      target = *schema + "." + target;
    }
    const auto condition = detail::row_security_writer(policy, options.roles).condition(*table);
    if (!condition) return condition.error();
    statements.push_back("ALTER TABLE " + target + " ENABLE ROW LEVEL SECURITY");
    statements.push_back("ALTER TABLE " + target + " FORCE ROW LEVEL SECURITY");
    // The same condition twice, which the server finds out: the one shows rows, and the other lets no other policy show more.
    for (const auto& [policy_name, kind] : {std::pair("rowclaim", "PERMISSIVE"), std::pair("rowclaim_limit", "RESTRICTIVE")}) {
      statements.push_back("DROP POLICY IF EXISTS " + std::string(policy_name) + " ON " + target);
      statements.push_back("CREATE POLICY " + std::string(policy_name) + " ON " + target + " AS " + kind +
                           " FOR SELECT TO PUBLIC USING (\n  " + *condition + ")");
    }
  }
  statements.push_back("COMMIT");
  return statements;
}

/// The same for a policy of the program's: for the tables that it restricts, and for others that it may have an opinion of.
template <class Policy, class... Tables>
[[nodiscard]] result<std::vector<std::string>> row_security(const row_security_options& options = {}) {
  if constexpr (rowclaim::detail::opens_for<Policy>()) {
    std::vector<const table_schema*> tables;
    for (const compiled_table& table : compiled<Policy>().tables) tables.push_back(table.schema);
    for (const table_schema* more : std::initializer_list<const table_schema*>{&Tables::schema()...})
      if (std::ranges::find(tables, more) == tables.end()) tables.push_back(more);
    return row_security(compiled<Policy>(), tables, options);
  } else {
    return error{errc::policy_is_not_sound, step::policy};
  }
}

/// What a transaction runs first, so that row security with `roles_from::session_setting` knows its user; it is forgotten where the
/// transaction ends, and without it no row is visible. Requires: whoever else writes statements for the session cannot set anything.
[[nodiscard]] inline statement role_setting(const identity_view& user) {
  std::string roles;
  std::string claims;
  if (user.is_allowed) {
    for (const std::string_view role : user.role_names()) {
      roles += roles.empty() ? "[" : ", ";
      detail::append_json(roles, role);
    }
    roles += roles.empty() ? "[]" : "]";
    claims = detail::claims_setting(user.policy.compared_claims, user.compared_claims);
  }
  return {
      "SELECT pg_catalog.set_config('rowclaim.roles', $1::text, TRUE), pg_catalog.set_config('rowclaim.claims', $2::text, TRUE)",
      {{value_kind::string, 0, 0, std::move(roles)}, {value_kind::string, 0, 0, std::move(claims)}}};
}

}  // namespace rowclaim::inline v0_1::sql
