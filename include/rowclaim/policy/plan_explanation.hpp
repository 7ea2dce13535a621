// SPDX-License-Identifier: BSL-1.0
// Why a user's plan for a table is what it is: which restrictions counted, and how they were combined.
#pragma once

#include <rowclaim/policy/access.hpp>
#include <rowclaim/policy/detail/condition_teller.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What decided a plan.
enum class plan_reason : std::uint8_t {
  not_let_in,      ///< the gate keeps the user out (A9)
  administrator,   ///< the user has the administrator's role (B10)
  unlisted,        ///< no restriction was written for the table (B15)
  another_table,   ///< the policy restricts another table of the same name
  unknown_table,   ///< a policy that was loaded declares no such table
  not_restricted,  ///< none of the user's roles is restricted on the table (B5)
  combined,        ///< the restrictions of the user's roles were combined (B6 to B9)
};

constexpr std::string_view name(plan_reason reason) {
  switch (reason) {
    case plan_reason::not_let_in: return "not_let_in";
    case plan_reason::administrator: return "administrator";
    case plan_reason::unlisted: return "unlisted";
    case plan_reason::another_table: return "another_table";
    case plan_reason::unknown_table: return "unknown_table";
    case plan_reason::not_restricted: return "not_restricted";
    case plan_reason::combined: return "combined";
  }
  return "unknown";
}

/// A role's condition, or what of it is about one group of columns, in words.
struct role_condition {
  std::string role;
  std::string condition;
  std::vector<std::string> claims;  ///< the claims that it compares columns with
};

/// Columns whose conditions are united: one column, the levels of a hierarchy, or all columns where roles are taken as a whole.
struct column_group {
  std::string columns;  ///< the name of the column or of the hierarchy; empty for all columns
  std::vector<role_condition> conditions;
};

/// Why a plan is what it is.
struct plan_explanation {
  std::string table;
  plan::kind verdict = plan::kind::deny_all;
  plan_reason reason = plan_reason::unknown_table;
  std::string administrator;  ///< the administrator's role, if the user has it
  combination how = combination::per_column;
  std::vector<role_condition> restrictions;  ///< of the user's roles on this table, each as a whole
  std::vector<column_group> groups;          ///< the same as they were combined
  std::string condition;                     ///< of the plan, in words; empty for a plan without one
};

namespace detail {

/// A restriction of one of the user's roles, and the parts of it that go into one group.
struct restriction_part {
  role_number role = 0;
  std::vector<compiled_factor> factors;
};
struct restriction_group {
  std::string columns;
  std::vector<restriction_part> parts;
};

inline plan_reason reason_of(const identity_view& user, const table_schema& table) {
  if (!user.is_allowed) return plan_reason::not_let_in;
  if (user.policy.admin != name_table::not_found && has_role(user.roles, user.policy.admin)) return plan_reason::administrator;
  const compiled_table* known = user.policy.find_table(table.name);
  if (known == nullptr) return plan_reason::unlisted;
  if (known->schema != &table) return plan_reason::another_table;
  return restrictions_of(user, *known).empty() ? plan_reason::not_restricted : plan_reason::combined;
}

/// The restrictions of the user's roles on a table, each as a whole.
inline std::vector<restriction_part> parts_of(const identity_view& user, const compiled_table& table) {
  std::vector<restriction_part> found;
  for (const table_restriction& one : user.policy.restrictions_of(table)) {
    if (!has_role(user.roles, one.role)) continue;
    const auto factors = user.policy.conditions.factors_of(one.rows);
    found.push_back({one.role, {factors.begin(), factors.end()}});
  }
  return found;
}

inline std::string group_name(const table_schema& table, std::uint32_t group) {
  return std::string(group < table.columns.size() ? table.columns[group].name
                                                  : table.hierarchies[group - table.columns.size()].name);
}

/// The parts as `combine` puts them together: by group of columns, or all in one group.
inline std::vector<restriction_group> groups_of(const std::vector<restriction_part>& parts, const compiled_table& table) {
  if (table.how != combination::per_column) return {{{}, parts}};
  std::vector<std::uint32_t> numbers;
  for (const restriction_part& part : parts)
    for (const compiled_factor& factor : part.factors)
      if (std::ranges::find(numbers, factor.group) == numbers.end()) numbers.push_back(factor.group);
  std::vector<restriction_group> groups;
  for (std::uint32_t number : numbers) {
    restriction_group& group = groups.emplace_back();
    group.columns = group_name(*table.schema, number);
    for (const restriction_part& part : parts) {
      restriction_part own{part.role, {}};
      for (const compiled_factor& factor : part.factors)
        if (factor.group == number) own.factors.push_back(factor);
      if (!own.factors.empty()) group.parts.push_back(std::move(own));
    }
  }
  return groups;
}

inline role_condition worded(const identity_view& user, const restriction_part& part, told_condition&& told) {
  role_condition made{std::string(user.policy.roles.names[part.role]), std::move(told.words), {}};
  for (told_comparison& one : told.comparisons)
    if (!one.claim.empty() && std::ranges::find(made.claims, one.claim) == made.claims.end())
      made.claims.push_back(std::move(one.claim));
  return made;
}

}  // namespace detail

/// Says why a user's plan for a table is what it is, of whichever door's policy.
/// The result contains values of claims: it is for the user and the administrator, not for logs.
[[nodiscard]] inline plan_explanation explain_plan(const identity_view& user, const table_schema& table) {
  plan_explanation told;
  const plan made = make_plan(user, table);
  told.table = table.name;
  told.verdict = made.verdict();
  told.reason = detail::reason_of(user, table);
  told.condition = condition_text(made);
  if (told.reason == plan_reason::administrator) told.administrator = user.policy.roles.names[user.policy.admin];
  if (told.reason != plan_reason::combined) return told;
  const compiled_table& known = *user.policy.find_table(table.name);
  told.how = known.how;
  const detail::condition_teller teller(user, table);
  const auto in_conditions = [&](const std::vector<detail::restriction_part>& parts) {
    std::vector<role_condition> conditions;
    for (const detail::restriction_part& part : parts) conditions.push_back(detail::worded(user, part, teller.tell(part.factors)));
    return conditions;
  };
  const auto parts = detail::parts_of(user, known);
  told.restrictions = in_conditions(parts);
  for (const detail::restriction_group& group : detail::groups_of(parts, known))
    told.groups.push_back({group.columns, in_conditions(group.parts)});
  return told;
}

}  // namespace rowclaim::inline v0_1
