// SPDX-License-Identifier: BSL-1.0
// What a user under a loaded policy may see of a table, as SQL.
#pragma once

#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/policy/row_security.hpp>
#include <rowclaim/rows/sql.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1::sql {

/// The condition of the user's plan for a table that the policy declares; `1=0` for any other.
/// Errors: those of `where` for a plan.
[[nodiscard]] inline result<where_clause> where(const live_identity& user, std::string_view table, dialect of,
                                                std::size_t first_parameter = 1) {
  return where(plan_for(user, table), of, first_parameter);
}

/// The condition of the user's plan for a table of the program's, for which the policy must have been read: otherwise `1=0`.
template <class Table>
[[nodiscard]] result<where_clause> where(const live_identity& user, dialect of, std::size_t first_parameter = 1) {
  return where(plan_for<Table>(user), of, first_parameter);
}

/// A query over the rows that the user may see, of a table that the policy declares; no row of any other.
/// Errors: those of `select` for a plan.
[[nodiscard]] inline result<statement> select(const live_identity& user, std::string_view table, dialect of,
                                              const select_options& options = {}) {
  return select(plan_for(user, table), of, table, options);
}

/// The same for a table of the program's.
template <class Table>
[[nodiscard]] result<statement> select(const live_identity& user, dialect of, const select_options& options = {}) {
  return select(plan_for<Table>(user), of, Table::name(), options);
}

/// The statements that install a loaded policy as row security, for all of its tables.
/// Errors: those of `row_security` for a compiled policy.
[[nodiscard]] inline result<std::vector<std::string>> row_security(const loaded_policy& policy,
                                                                   const row_security_options& options = {}) {
  return row_security(policy.compiled(), policy.tables(), options);
}

}  // namespace rowclaim::inline v0_1::sql
