// SPDX-License-Identifier: BSL-1.0
// The condition of a whole policy on one table, for PostgreSQL to evaluate for whoever asks.
#pragma once

#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/rows/claim_value.hpp>
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/plan_builder.hpp>
#include <rowclaim/rows/sql.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/policy/row_security.hpp>

namespace rowclaim::inline v0_1::sql {

/// What tells the database the roles of whoever asks.
enum class roles_from : std::uint8_t {
  database_roles,   ///< the database's own roles, of the names that they have in the policy, and who is a member of them
  session_setting,  ///< the setting `rowclaim.roles`; see `role_setting`
};

namespace detail {

inline void append_json(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) out.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    else out.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
  }
  out += '"';
}

/// What a claim is called in the setting: by its path, so that a program and a database whose policies differ do not take one for another.
inline std::string claim_key(const claim_path& path) {
  std::string key;
  for (const std::string_view segment : path.segments()) {
    key += key.empty() ? "[" : ",";
    append_json(key, segment);
  }
  return key + "]";
}

/// Writes the condition under which a row of one table is visible, for all users at once: what `make_plan` decides for one of them.
class row_security_writer {
 public:
  row_security_writer(const compiled_policy& policy, roles_from how) : policy_(policy), how_(how) {}

  result<std::string> condition(const table_schema& table) {
    std::string text;
    if (how_ == roles_from::session_setting) text = "(SELECT pg_catalog.jsonb_typeof(" + setting("roles") + ") = 'array')\n  AND ";
    text += any_of(policy_.gate, "TRUE");
    auto rows = condition_of_roles(table);
    if (!rows) return rows.error();
    if (policy_.admin == name_table::not_found) text += "\n  AND " + *rows;
    else text += "\n  AND (" + has(policy_.admin) + "\n    OR " + *rows + ")";
    if (failed_) return *failed_;
    return text;
  }

 private:
  using node_kind = plan_node::node_kind;

  // Behind a transaction that had said something, the setting is empty and no longer null.
  static std::string setting(std::string_view name) {
    return "NULLIF(pg_catalog.current_setting('rowclaim." + std::string(name) + "', TRUE), '')::jsonb";
  }

  // ---- whether somebody has a role; a sub-select by itself is evaluated once in a query, not for each row

  std::string has(role_number role) {
    const std::string name = role_name(role);
    if (how_ == roles_from::session_setting)
      return "(SELECT " + setting("roles") + " @> pg_catalog.jsonb_build_array(" + name + "))";
    return "(SELECT " + is_member_of("rolname = " + name) + (is_default(role) ? " OR " + has_no_role() : "") + ")";
  }
  bool is_default(role_number role) const { return std::ranges::count(policy_.default_roles, role) != 0; }
  // A8: the default roles are for those who have no other.
  std::string has_no_role() {
    std::string of_policy;
    for (role_number other = 0; other < policy_.role_count(); ++other)
      of_policy.append(of_policy.empty() ? "" : ", ").append(role_name(other));
    return "NOT " + is_member_of("rolname IN (" + of_policy + ")");
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
  std::string any_of(std::span<const role_number> roles, std::string_view if_none_is_asked_for) {
    if (roles.empty()) return std::string(if_none_is_asked_for);
    if (roles.size() == 1) return has(roles.front());
    const bool is_listed = how_ == roles_from::database_roles;
    std::string names;
    for (const role_number role : roles) {
      const std::string name = role_name(role);
      names.append(names.empty() ? "" : ", ").append(is_listed ? name : "(" + name + ")");
    }
    if (!is_listed)
      return "(SELECT EXISTS (SELECT FROM (VALUES " + names + ") AS asked (role) WHERE " + setting("roles") +
             " @> pg_catalog.jsonb_build_array(asked.role)))";
    const bool has_default = std::ranges::any_of(roles, [this](role_number role) { return is_default(role); });
    return "(SELECT " + is_member_of("rolname IN (" + names + ")") + (has_default ? " OR " + has_no_role() : "") + ")";
  }

  // ---- what the roles of a table show

  result<std::string> condition_of_roles(const table_schema& table) {
    const compiled_table* known = policy_.find_table(table.name);
    if (known == nullptr) return std::string(policy_.unlisted_tables == unlisted_tables::deny ? "FALSE" : "TRUE");
    if (known->schema != &table) return std::string("FALSE");
    const auto restrictions = policy_.restrictions_of(*known);
    if (known->how == combination::per_column) return per_column(table, restrictions);
    if (known->how == combination::any_role) {
      std::vector<role_part> parts;
      for (const table_restriction& one : restrictions)
        parts.push_back(
            {one.role, {policy_.conditions.factors_of(one.rows).begin(), policy_.conditions.factors_of(one.rows).end()}});
      return unless_none_is_held(table, parts);
    }
    std::string text = "(TRUE";
    for (const table_restriction& one : restrictions) {
      auto rows = condition_of(table, policy_.conditions.factors_of(one.rows));
      if (!rows) return rows;
      text += "\n      AND (NOT " + has(one.role) + " OR " + *rows + ")";
    }
    return text + ")";
  }

  result<std::string> per_column(const table_schema& table, std::span<const table_restriction> restrictions) {
    std::vector<std::uint32_t> groups;
    for (const table_restriction& one : restrictions)
      for (const compiled_factor& factor : policy_.conditions.factors_of(one.rows))
        if (std::ranges::find(groups, factor.group) == groups.end()) groups.push_back(factor.group);
    std::string text = "(TRUE";
    for (const std::uint32_t group : groups) {
      std::vector<role_part> parts;
      for (const table_restriction& one : restrictions) {
        role_part part{one.role, {}};
        for (const compiled_factor& factor : policy_.conditions.factors_of(one.rows))
          if (factor.group == group) part.own.push_back(factor);
        if (!part.own.empty()) parts.push_back(std::move(part));
      }
      const auto united = unless_none_is_held(table, parts);
      if (!united) return united;
      text += "\n      AND " + *united;
    }
    return text + ")";
  }

  /// What one role says of some columns.
  struct role_part {
    role_number role;
    std::vector<compiled_factor> own;
  };

  // True of all rows for whom none of the roles restricts, and else of the rows that one of the user's roles admits.
  result<std::string> unless_none_is_held(const table_schema& table, std::span<const role_part> parts) {
    std::vector<role_number> roles;
    std::string united;
    std::vector<std::string> sets(table.columns.size());
    for (const role_part& part : parts) {
      roles.push_back(part.role);
      if (const plan_node* set = set_of(table, part)) {
        std::string& cells = sets[set->column];
        for (const value& cell : policy_.conditions.values_of(*set))
          cells.append(cells.empty() ? "(" : ", (").append(role_name(part.role) + ", " + literal(cell, postgresql) + ")");
        continue;
      }
      const auto rows = condition_of(table, part.own);
      if (!rows) return rows;
      united += "\n        OR (" + has(part.role) + " AND " + *rows + ")";
    }
    for (std::size_t column = 0; column < sets.size(); ++column)
      if (!sets[column].empty()) united += "\n        OR " + is_in_set_of_held(table.columns[column], sets[column]);
    return "(NOT " + any_of(roles, "FALSE") + united + ")";
  }

  // A role that is one set of one column joins the others that are: a row is then compared with one array, however many roles there are.
  const plan_node* set_of(const table_schema& table, const role_part& part) const {
    if (part.own.size() != 1 || part.own.front().node_count != 1) return nullptr;
    const plan_node& node = policy_.conditions.nodes[part.own.front().first_node];
    if (node.kind != node_kind::compare || (node.op != comparison::equal && node.op != comparison::in)) return nullptr;
    if (how_ == roles_from::database_roles && is_default(part.role)) return nullptr;
    const bool is_plain = std::ranges::all_of(policy_.conditions.values_of(node), [](const value& v) {
      return fit(v, postgresql).where == place::held && (v.kind != value_kind::string || is_utf8(v.text));
    });
    return is_plain && quoted_name(table.columns[node.column].name, postgresql) ? &node : nullptr;
  }
  std::string is_in_set_of_held(const column_info& column, const std::string& cells) const {
    const std::string held = "SELECT held.cell FROM (VALUES " + cells + ") AS held (role, cell) " +
                             (how_ == roles_from::session_setting
                                  ? "WHERE " + setting("roles") + " @> pg_catalog.jsonb_build_array(held.role)"
                                  : "JOIN pg_catalog.pg_roles ON rolname = held.role WHERE pg_catalog.pg_has_role(oid, 'MEMBER')");
    return "(" + *quoted_name(column.name, postgresql) + (column.kind == value_kind::string ? " COLLATE \"C\"" : "") +
           " = ANY ((SELECT ARRAY(" + held + "))::" + std::string(type_of(column.kind, postgresql)) + "[]))";
  }

  // All of some factors of one role; simplified as a plan is, unless it is not the same for everybody.
  result<std::string> condition_of(const table_schema& table, std::span<const compiled_factor> own) const {
    const auto needs_claims = [&](const compiled_factor& factor) {
      return std::ranges::any_of(policy_.conditions.nodes_of(factor),
                                 [](const plan_node& n) { return n.kind == node_kind::compare_with_claim; });
    };
    if (std::ranges::none_of(own, needs_claims)) {
      const compiled_restriction whole{0, static_cast<std::uint32_t>(own.size())};
      return literal_where(
          combine(table, {own, policy_.conditions.nodes, policy_.conditions.values}, {&whole, 1}, combination::all_roles, {}),
          postgresql);
    }
    if (how_ == roles_from::database_roles) return error{errc::row_security_needs_claims, step::policy, table.name};
    std::string text = "(TRUE";
    for (const compiled_factor& factor : own) {
      const auto part = joined(table, policy_.conditions.nodes_of(factor), " AND ", "(TRUE)");
      if (!part) return part;
      text += " AND " + *part;
    }
    return text + ")";
  }

  result<std::string> joined(const table_schema& table, std::span<const plan_node> nodes, std::string_view by,
                             std::string_view if_none) const {
    std::string text;
    for (std::size_t at = 0; at < nodes.size(); at += nodes[at].extent) {
      const auto part = with_claims(table, nodes.subspan(at, nodes[at].extent));
      if (!part) return part;
      text.append(text.empty() ? "(" : by).append(*part);
    }
    return text.empty() ? std::string(if_none) : text + ")";
  }

  result<std::string> with_claims(const table_schema& table, std::span<const plan_node> nodes) const {
    const plan_node& node = nodes.front();
    switch (node.kind) {
      case node_kind::all_of: return joined(table, nodes.subspan(1), " AND ", "TRUE");
      case node_kind::any_of: return joined(table, nodes.subspan(1), " OR ", "FALSE");
      case node_kind::always: return std::string("TRUE");
      case node_kind::never: return std::string("FALSE");
      case node_kind::compare_with_claim: return comparison_with_claim(table, node);
      case node_kind::compare: break;
    }
    plan_builder alone;
    alone.add_comparison(node.op, node.column, policy_.conditions.values_of(node));
    return literal_where(std::move(alone).finish(table), postgresql);
  }

  // What `claims_setting` has made ready: null where the claim is missing or does not fit.
  result<std::string> comparison_with_claim(const table_schema& table, const plan_node& node) const {
    const column_info& column = table.columns[node.column];
    const auto quoted = quoted_name(column.name, postgresql);
    if (!quoted) return error{errc::sql_name_unusable, step::policy, column.name};
    // Others can lie between two values that a column of the database has.
    if (node.op != comparison::equal && node.op != comparison::in)
      return error{errc::row_security_needs_claims, step::policy, table.name};
    const std::string type(type_of(column.kind, postgresql));
    const std::string claim =
        setting("claims") + " -> " + text_literal(claim_key(policy_.compared_claims[node.first_value]), postgresql);
    std::string text = "(" + *quoted + (column.kind == value_kind::string ? " COLLATE \"C\" = " : " = ");
    const std::string kind(name(column.kind));
    if (node.op == comparison::equal) return text + "(SELECT (" + claim + " #>> '{scalar," + kind + "}')::" + type + "))";
    return text + "ANY ((SELECT ARRAY(SELECT one::" + type + " FROM pg_catalog.jsonb_array_elements_text(" + claim + " #> '{list," +
           kind + "}') AS one))::" + type + "[]))";
  }

  const compiled_policy& policy_;
  roles_from how_;
  std::optional<error> failed_;
};

/// The values of one claim as a column of a kind has them; nothing if one does not fit. A value that no column has is equal to none.
inline std::optional<std::vector<std::string>> claim_texts(const claim_values& claim, value_kind kind) {
  std::vector<std::string> texts;
  for (const claim_scalar& scalar : claim.scalars) {
    const std::optional<value> converted = rowclaim::detail::converted_to(scalar, kind);
    if (!converted) return std::nullopt;
    if (fit(*converted, postgresql).where != place::held) continue;
    const bool is_clock = kind == value_kind::date || kind == value_kind::time || kind == value_kind::timestamp;
    texts.push_back(is_clock ? clock_text(*converted, postgresql) : to_text(*converted));
  }
  return texts;
}

/// The compared claims that can be used, each with its values once for each kind of column that they fit.
inline std::string claims_setting(std::span<const claim_path> paths, std::span<const claim_values> claims) {
  std::string out = "{";
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const claim_values& claim = claims[i];
    if (!claim.is_usable) continue;
    if (out.size() > 1) out += ", ";
    append_json(out, claim_key(paths[i]));
    out += claim.is_list ? R"(: {"list": {)" : R"(: {"scalar": {)";
    std::string_view before;
    for (auto kind = value_kind::boolean; kind != value_kind::null; kind = static_cast<value_kind>(static_cast<int>(kind) + 1)) {
      const auto texts = claim_texts(claim, kind);
      if (!texts || texts->empty()) continue;
      out.append(before).append("\"").append(name(kind)).append("\": ");
      before = ", ";
      if (claim.is_list) {
        for (const std::string& one : *texts) {
          out += &one == &texts->front() ? "[" : ", ";
          append_json(out, one);
        }
        out += ']';
      } else {
        append_json(out, texts->front());
      }
    }
    out += "}}";
  }
  return out + "}";
}

}  // namespace detail

}  // namespace rowclaim::inline v0_1::sql
