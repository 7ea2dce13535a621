// SPDX-License-Identifier: BSL-1.0
// A whole policy as row security of PostgreSQL: the statements that install it, and the one that says whose transaction it is.
#pragma once

#include <rowclaim/policy/identity.hpp>
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/sql.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1::sql {

/// What tells the database the roles of whoever asks.
enum class roles_from : std::uint8_t {
  database_roles,   ///< the database's own roles, of the names that they have in the policy, and who is a member of them
  session_setting,  ///< the setting `rowclaim.roles`; see `role_setting`
};

struct row_security_options {
  roles_from roles = roles_from::database_roles;
  std::string_view schema = {};  ///< of all tables; the search path finds them if it is empty
};

namespace detail {

/// Writes the condition under which a row of one table is visible, for all users at once: what `make_plan` decides for one of them.
class row_security_writer {
 public:
  row_security_writer(const compiled_policy& policy, roles_from how) : policy_(policy), how_(how) {}

  result<std::string> condition(const table_schema& table) {
    std::string text;
    if (how_ == roles_from::session_setting)
      text = "(SELECT pg_catalog.jsonb_typeof(" + std::string(setting) + ") = 'array')\n  AND ";
    text += any_of(policy_.gate, "TRUE");
    auto rows = condition_of_roles(table);
    if (!rows) return rows.error();
    if (policy_.admin == name_table::not_found) text += "\n  AND " + *rows;
    else text += "\n  AND (" + has(policy_.admin) + "\n    OR " + *rows + ")";
    if (failed_) return *failed_;
    return text;
  }

 private:
  static constexpr std::string_view setting = "NULLIF(pg_catalog.current_setting('rowclaim.roles', TRUE), '')::jsonb";

  // ---- whether somebody has a role; a sub-select by itself is evaluated once in a query, not for each row

  std::string has(role_number role) {
    const std::string name = role_name(role);
    if (how_ == roles_from::session_setting)
      return "(SELECT " + std::string(setting) + " @> pg_catalog.jsonb_build_array(" + name + "))";
    const std::string member = is_member_of("rolname = " + name);
    // A8: the default roles are for those who have no other.
    if (!std::ranges::count(policy_.default_roles, role)) return "(SELECT " + member + ")";
    std::string of_policy;
    for (role_number other = 0; other < policy_.role_count(); ++other)
      of_policy.append(of_policy.empty() ? "" : ", ").append(role_name(other));
    return "(SELECT " + member + " OR NOT " + is_member_of("rolname IN (" + of_policy + ")") + ")";
  }
  // Asking by name for a role that the database does not have would be an error; so nobody is a member of it.
  static std::string is_member_of(const std::string& which) {
    return "EXISTS (SELECT FROM pg_catalog.pg_roles WHERE " + which + " AND pg_catalog.pg_has_role(oid, 'MEMBER'))";
  }
  std::string role_name(role_number role) {
    const std::string_view name = policy_.roles.names[role];
    // A database role of a longer name would have been cut, and be another one to it.
    const bool is_usable = how_ == roles_from::session_setting || quoted_name(name, postgresql).has_value();
    if (!is_usable || name.find('\0') != std::string_view::npos || !is_utf8(name))
      failed_ = error{errc::sql_name_unusable, step::policy, name};
    return text_literal(name, postgresql);
  }
  template <class Roles>
  std::string any_of(const Roles& roles, std::string_view if_none_is_asked_for) {
    std::string text;
    for (const role_number role : roles) text.append(text.empty() ? "(" : " OR ").append(has(role));
    return text.empty() ? std::string(if_none_is_asked_for) : text + ")";
  }

  // ---- what the roles of a table show

  result<std::string> condition_of_roles(const table_schema& table) {
    const compiled_table* known = policy_.find_table(table.name);
    if (known == nullptr) return std::string(policy_.unlisted_tables == unlisted_tables::deny ? "FALSE" : "TRUE");
    if (known->schema != &table) return std::string("FALSE");
    const auto restrictions = policy_.restrictions.subspan(known->first_restriction, known->restriction_count);
    if (known->how == combination::per_column) return per_column(table, restrictions);
    std::vector<role_number> roles;
    for (const table_restriction& one : restrictions) roles.push_back(one.role);
    std::string text = known->how == combination::any_role ? "(NOT " + any_of(roles, "FALSE") : "(TRUE";
    for (const table_restriction& one : restrictions) {
      auto rows = condition_of(table, factors(one));
      if (!rows) return rows;
      if (known->how == combination::any_role) text += "\n      OR (" + has(one.role) + " AND " + *rows + ")";
      else text += "\n      AND (NOT " + has(one.role) + " OR " + *rows + ")";
    }
    return text + ")";
  }

  result<std::string> per_column(const table_schema& table, std::span<const table_restriction> restrictions) {
    std::vector<std::uint32_t> groups;
    for (const table_restriction& one : restrictions)
      for (const compiled_factor& factor : factors(one))
        if (std::ranges::find(groups, factor.group) == groups.end()) groups.push_back(factor.group);
    std::string text = "(TRUE";
    for (const std::uint32_t group : groups) {
      std::vector<role_number> roles;
      std::string united;
      for (const table_restriction& one : restrictions) {
        std::vector<compiled_factor> own;
        for (const compiled_factor& factor : factors(one))
          if (factor.group == group) own.push_back(factor);
        if (own.empty()) continue;
        roles.push_back(one.role);
        auto rows = condition_of(table, own);
        if (!rows) return rows;
        united += "\n        OR (" + has(one.role) + " AND " + *rows + ")";
      }
      text += "\n      AND (NOT " + any_of(roles, "FALSE") + united + ")";
    }
    return text + ")";
  }

  std::span<const compiled_factor> factors(const table_restriction& one) const {
    return policy_.conditions.factors.subspan(one.rows.first_factor, one.rows.factor_count);
  }

  // All of some factors of one role, simplified as a plan is.
  result<std::string> condition_of(const table_schema& table, std::span<const compiled_factor> own) const {
    for (const compiled_factor& factor : own)
      for (const plan_node& node : policy_.conditions.nodes.subspan(factor.first_node, factor.node_count))
        if (node.kind == plan_node::node_kind::compare_with_claim)
          return error{errc::row_security_needs_claims, step::policy, table.name};
    const compiled_restriction whole{0, static_cast<std::uint32_t>(own.size())};
    return literal_where(
        combine(table, {own, policy_.conditions.nodes, policy_.conditions.values}, {&whole, 1}, combination::all_roles, {}),
        postgresql);
  }

  const compiled_policy& policy_;
  roles_from how_;
  std::optional<error> failed_;
};

}  // namespace detail

/// The statements that make PostgreSQL show the rows of these tables as the policy says, in a transaction of their own.
///
/// Installed again, they replace what they installed; other policies of a table can narrow what is visible, and none can widen it. Nobody
/// but those whom the database exempts (superusers, BYPASSRLS) sees more, nor do the tables' owners. Writing is refused to all others
/// unless a policy of the database allows it.
/// Errors: `row_security_needs_claims`, with the table's name, for a restriction that compares with a claim, and with no detail for
///   database roles under a policy that requires claims; `sql_name_unusable` and `sql_value_unusable` as for `literal_where`, the former
///   also for roles.
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
  if (user.is_allowed) {
    roles = "[";
    for (const std::string_view role : user.role_names()) {
      roles += roles.size() == 1 ? "\"" : ", \"";
      for (const char c : role) {
        constexpr std::string_view digits = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) roles.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
        else roles.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
      }
      roles += '"';
    }
    roles += ']';
  }
  return {"SELECT pg_catalog.set_config('rowclaim.roles', $1::text, TRUE)", {{value_kind::string, 0, 0, std::move(roles)}}};
}

}  // namespace rowclaim::inline v0_1::sql
