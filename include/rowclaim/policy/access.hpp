// SPDX-License-Identifier: BSL-1.0
// What a user may see of a table: as a plan, as a test of one row, and as a range of rows.
#pragma once

#include <rowclaim/policy/identity.hpp>
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/row_filter.hpp>
#include <rowclaim/rows/visible.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

/// The restrictions of the user's roles on a table.
/// Complexity: for each role of the user, logarithmic in the table's restrictions.
inline std::vector<compiled_restriction> restrictions_of(const identity_view& user, const compiled_table& table) {
  const auto all = user.policy.restrictions_of(table);
  std::vector<compiled_restriction> found;
  for (std::size_t word = 0; word < user.roles.size(); ++word)
    for (std::uint64_t rest = user.roles[word]; rest != 0; rest &= rest - 1) {
      const auto role = static_cast<role_number>(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
      const auto at = std::lower_bound(all.begin(), all.end(), role,
                                       [](const table_restriction& r, role_number sought) { return r.role < sought; });
      if (at != all.end() && at->role == role) found.push_back(at->rows);
    }
  return found;
}

// Stands in for the rows of a range that cannot be filtered, so that the mistake is reported once.
template <class Rows>
constexpr auto no_rows() {
  if constexpr (std::ranges::range<Rows>)
    return std::ranges::empty_view<std::remove_reference_t<std::ranges::range_reference_t<Rows>>>();
  else return std::ranges::empty_view<std::remove_reference_t<Rows>>();
}

}  // namespace detail

/// Makes a user's plan for a table, of whichever door's policy (B5 to B15).
/// Complexity: linear in the conditions of the user's restrictions.
[[nodiscard]] inline plan make_plan(const identity_view& user, const table_schema& table) {
  if (!user.is_allowed) return plan::deny_all(table);
  if (user.policy.admin != name_table::not_found && detail::has_role(user.roles, user.policy.admin)) return plan::allow_all(table);
  const compiled_table* known = user.policy.find_table(table.name);
  if (known == nullptr)
    return user.policy.unlisted_tables == unlisted_tables::deny ? plan::deny_all(table) : plan::allow_all(table);
  if (known->schema != &table) return plan::deny_all(table);  // another table of the same name: what its columns mean is not known
  const auto restrictions = detail::restrictions_of(user, *known);
  if (restrictions.empty()) return plan::allow_all(table);
  return combine(table, user.policy.conditions, restrictions, known->how, user.compared_claims);
}

/// What the user may see of a table.
template <class Table, class Policy>
[[nodiscard]] plan plan_for(const identity<Policy>& user) {
  if constexpr (detail::opens_for<Policy, detail::access_verdict<Policy, Table>>()) return make_plan(user.view(), Table::schema());
  else return plan();
}

/// The user's plan for a table, ready to test rows one by one.
template <class Table, class Policy>
[[nodiscard]] row_filter<Table> filter_for(const identity<Policy>& user) {
  if constexpr (detail::opens_for<Policy, detail::access_verdict<Policy, Table>>())
    return row_filter<Table>(make_plan(user.view(), Table::schema()));
  else return row_filter<Table>(plan());
}

/// Whether the user may see one row. Makes a plan each time; for many rows, take `filter_for` once or pass the range.
template <class Table, class Policy>
[[nodiscard]] bool visible(const identity<Policy>& user, const typename Table::row_type& row) {
  if constexpr (detail::opens_for<Policy, detail::access_verdict<Policy, Table>>()) return filter_for<Table>(user).shows(row);
  else return false;
}

/// The rows of a range that the user may see, in their order, as a range. A range given by reference must outlive the result.
/// Example: `for (const sale& s : visible<sales>(*user, all_sales)) show(s);`
template <class Table, class Policy, class Rows>
  requires(!std::convertible_to<const Rows&, const typename Table::row_type&>)
[[nodiscard]] auto visible(const identity<Policy>& user, Rows&& rows) {
  constexpr bool are_rows = RowsOf<Rows, Table>;
  if constexpr (!detail::opens_for<Policy, detail::access_verdict<Policy, Table>>()) {
    return detail::no_rows<Rows>();
  } else if constexpr (!are_rows) {
    static_assert(are_rows, "the range does not hold rows of this table; pass a range of the struct that the table's columns read");
    return detail::no_rows<Rows>();
  } else {
    return visible_under<Table>(plan_for<Table>(user), std::forward<Rows>(rows));
  }
}

}  // namespace rowclaim::inline v0_1
