// SPDX-License-Identifier: BSL-1.0
// What a user may see of a table, as SQL: a condition, or a query over the visible rows.
#pragma once

#include <rowclaim/policy/access.hpp>
#include <rowclaim/rows/sql.hpp>

#include <cstddef>

namespace rowclaim::inline v0_1::sql {

/// The condition of the user's plan for a table, with its values apart.
/// Errors: those of `where` for a plan. Example: `auto where = sql::where<sales>(*user, sql::postgresql);`
template <class Table, class Policy>
[[nodiscard]] result<where_clause> where(const identity<Policy>& user, dialect of, std::size_t first_parameter = 1) {
  if constexpr (rowclaim::detail::opens_for<Policy, rowclaim::detail::access_verdict<Policy, Table>>())
    return where(make_plan(user.view(), Table::schema()), of, first_parameter);
  else return where_clause{"1=0", {}};
}

/// A query over the rows of a table that the user may see; in the database it has the name that it has in the program.
/// Errors: those of `select` for a plan. Example: `auto query = sql::select<sales>(*user, sql::postgresql, {.schema = "shop"});`
template <class Table, class Policy>
[[nodiscard]] result<statement> select(const identity<Policy>& user, dialect of, const select_options& options = {}) {
  if constexpr (rowclaim::detail::opens_for<Policy, rowclaim::detail::access_verdict<Policy, Table>>())
    return select(make_plan(user.view(), Table::schema()), of, Table::name(), options);
  else return error{errc::policy_is_not_sound, step::policy};
}

}  // namespace rowclaim::inline v0_1::sql
