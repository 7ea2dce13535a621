// SPDX-License-Identifier: BSL-1.0
// The whole chain from claim to row: why a user has which roles, why the plans are what they are, and why a row is visible or not.
#pragma once

#include <rowclaim/policy/claim_change.hpp>
#include <rowclaim/policy/detail/row_values.hpp>
#include <rowclaim/policy/explanation.hpp>
#include <rowclaim/policy/plan_explanation.hpp>
#include <rowclaim/policy/row_explanation.hpp>
#include <rowclaim/policy/smallest_change.hpp>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Why a user sees what the user sees. It owns its texts, and contains values of claims: it is for the user and the administrator,
/// not for logs.
struct access_explanation {
  explanation user;
  std::vector<plan_explanation> plans;
  std::optional<row_explanation> row;  ///< of the table of the first plan
  change_search flip;                  ///< what would show the row, or hide it
};

namespace detail {

template <class Source>
result<access_explanation> explain_one_row(const compiled_policy& policy, std::string_view json, const table_schema& table,
                                           record row, const authorize_options<Source>& options, const change_limits& limits) {
  auto user = explain_user(policy, json, options);
  if (!user) return user.error();
  access_explanation made;
  made.plans.push_back(explain_plan(user->view(policy), table));
  made.row = explain_row(user->view(policy), table, row);
  if (row.size() == table.columns.size())
    made.flip = smallest_changes(policy, json, user->told, table, row, options.limits, limits);
  made.user = std::move(user->told);
  return made;
}

template <class Policy, class... Tables>
constexpr bool may_explain() {
  return opens_for<Policy>() && (... && opens_for<Policy, access_verdict<Policy, Tables>>());
}

}  // namespace detail

/// Says why a user has which roles, and why the plans for these tables are what they are.
/// Errors: those of `authorize`: a sign-in that is refused is explained by its error.
/// Example: `auto why = explain_access<sales_policy, sales, people>(*token);`
template <class Policy, class... Tables, ProvesClaims Token, RoleSource Source = no_role_source>
[[nodiscard]] result<access_explanation> explain_access(const Token& token, const authorize_options<Source>& options = {}) {
  if constexpr (detail::may_explain<Policy, Tables...>()) {
    auto user = detail::explain_user(compiled<Policy>(), token.claims().json(), options);
    if (!user) return user.error();
    access_explanation made;
    (made.plans.push_back(explain_plan(user->view(compiled<Policy>()), Tables::schema())), ...);
    made.user = std::move(user->told);
    return made;
  } else {
    return error{errc::policy_is_not_sound, step::policy};
  }
}

/// Says why a user may or may not see one row, and which smallest change would show or hide it.
/// Errors: those of `authorize`.
/// Complexity: up to `limits.evaluations` evaluations of the claims.
/// Example: `auto why = explain_row<sales_policy, sales>(*token, sale);`
template <class Policy, class Table, ProvesClaims Token, RoleSource Source = no_role_source>
[[nodiscard]] result<access_explanation> explain_row(const Token& token, const typename Table::row_type& row,
                                                     const authorize_options<Source>& options = {},
                                                     const change_limits& limits = {}) {
  if constexpr (detail::may_explain<Policy, Table>()) {
    const detail::row_values values = detail::values_of<Table>(row);
    return detail::explain_one_row(compiled<Policy>(), token.claims().json(), Table::schema(), values.values, options, limits);
  } else {
    return error{errc::policy_is_not_sound, step::policy};
  }
}

}  // namespace rowclaim::inline v0_1
