// SPDX-License-Identifier: BSL-1.0
// Why a user has which roles and sees which rows, under a policy that was loaded.
#pragma once

#include <rowclaim/live/loaded_policy.hpp>
#include <rowclaim/policy/access_explanation.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// Says where each role of a user comes from. Errors: those of `authorize`.
template <ProvesClaims Token, RoleSource Source = no_role_source>
[[nodiscard]] result<explanation> explain(const std::shared_ptr<const loaded_policy>& policy, const Token& token,
                                          const authorize_options<Source>& options = {}) {
  if (policy == nullptr) return error{errc::policy_is_not_sound, step::policy};
  return detail::explain_claims(policy->compiled(), token.claims().json(), options);
}

/// Says why a user has which roles, and why the plans for the policy's tables are what they are. Errors: those of `authorize`.
template <ProvesClaims Token, RoleSource Source = no_role_source>
[[nodiscard]] result<access_explanation> explain_access(const std::shared_ptr<const loaded_policy>& policy, const Token& token,
                                                        const authorize_options<Source>& options = {}) {
  if (policy == nullptr) return error{errc::policy_is_not_sound, step::policy};
  auto user = detail::explain_user(policy->compiled(), token.claims().json(), options);
  if (!user) return user.error();
  access_explanation made;
  for (const table_schema* table : policy->tables()) made.plans.push_back(explain_plan(user->view(policy->compiled()), *table));
  made.user = std::move(user->told);
  return made;
}

/// Says why a user may or may not see one row, and which smallest change would show or hide it. A table that the policy does not declare
/// shows nothing, and its plan says so.
/// Requires: a value for each column of the table, in their order; a row of another size is not visible.
/// Errors: those of `authorize`.
/// Complexity: up to `limits.evaluations` evaluations of the claims.
template <ProvesClaims Token, RoleSource Source = no_role_source>
[[nodiscard]] result<access_explanation> explain_row(const std::shared_ptr<const loaded_policy>& policy, const Token& token,
                                                     std::string_view table, record row,
                                                     const authorize_options<Source>& options = {},
                                                     const change_limits& limits = {}) {
  if (policy == nullptr) return error{errc::policy_is_not_sound, step::policy};
  if (const table_schema* known = policy->find_table(table); known != nullptr)
    return detail::explain_one_row(policy->compiled(), token.claims().json(), *known, row, options, limits);
  auto user = explain(policy, token, options);
  if (!user) return user.error();
  access_explanation made;
  made.user = std::move(*user);
  made.plans.emplace_back().table = table;
  made.row.emplace().table = table;
  return made;
}

}  // namespace rowclaim::inline v0_1
