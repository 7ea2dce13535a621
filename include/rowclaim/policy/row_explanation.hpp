// SPDX-License-Identifier: BSL-1.0
// Why a user may or may not see one row: what each role's restriction, and each comparison in it, is of the row.
#pragma once

#include <rowclaim/policy/detail/condition_teller.hpp>
#include <rowclaim/policy/plan_explanation.hpp>
#include <rowclaim/rows/record.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

constexpr std::string_view name(truth met) {
  switch (met) {
    case truth::is_true: return "true";
    case truth::is_false: return "false";
    case truth::is_unknown: return "unknown";
  }
  return "unknown";
}

/// A cell of the row as text.
struct explained_cell {
  std::string column;
  std::string value;  ///< as text; empty for null
  bool is_null = false;
};

/// One comparison of a restriction with a cell of the row.
struct explained_comparison {
  std::string column;
  std::string asks;   ///< "is one of France, Spain"
  std::string claim;  ///< the claim that the cell is compared with; empty for none
  truth met = truth::is_unknown;
  std::string because;  ///< why it is not true: "Country is null"; empty if it is
};

/// A role's condition, or what of it is about one group of columns, and what it is of the row.
struct explained_condition {
  std::string role;
  std::string condition;
  truth met = truth::is_unknown;
  std::vector<explained_comparison> comparisons;
};

/// The conditions of a group of columns: see `column_group`.
struct explained_group {
  std::string columns;
  truth met = truth::is_unknown;  ///< one of the conditions is enough, but under `all_roles`, which asks for every one
  std::vector<explained_condition> conditions;
};

/// Why a row is visible or not.
struct row_explanation {
  std::string table;
  bool is_visible = false;
  truth met = truth::is_false;  ///< what the whole condition is of the row; only true shows it (B11)
  std::vector<explained_cell> cells;
  std::vector<explained_group> groups;  ///< empty if the plan was not combined from restrictions
};

namespace detail {

inline explained_condition explained(const identity_view& user, const table_schema& table, const restriction_part& part,
                                     told_condition&& told) {
  explained_condition made{std::string(user.policy.roles.names[part.role]), std::move(told.words), told.met, {}};
  for (told_comparison& one : told.comparisons)
    made.comparisons.push_back(
        {std::string(table.columns[one.column].name), std::move(one.asks), std::move(one.claim), one.met, std::move(one.because)});
  return made;
}

}  // namespace detail

/// Says why a user may or may not see a row, of whichever door's policy.
/// Requires: a value for each column, in their order; a row of another size is not visible, and nothing more is said.
[[nodiscard]] inline row_explanation explain_row(const identity_view& user, const table_schema& table, record row) {
  row_explanation told;
  told.table = table.name;
  if (row.size() != table.columns.size()) return told;
  told.is_visible = record_filter(make_plan(user, table)).shows(row);
  told.met = told.is_visible ? truth::is_true : truth::is_false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool is_null = row[i].kind == value_kind::null || !row[i].is_valid;
    told.cells.push_back({std::string(table.columns[i].name), is_null ? std::string() : to_text(row[i]), is_null});
  }
  if (detail::reason_of(user, table) != plan_reason::combined) return told;
  const compiled_table& known = *user.policy.find_table(table.name);
  const detail::condition_teller teller(user, table, row);
  told.met = truth::is_true;
  for (const detail::restriction_group& group : detail::groups_of(detail::parts_of(user, known), known)) {
    const bool is_one_enough = known.how != combination::all_roles;
    explained_group& made = told.groups.emplace_back();
    made.columns = group.columns;
    made.met = is_one_enough ? truth::is_false : truth::is_true;
    for (const detail::restriction_part& part : group.parts) {
      made.conditions.push_back(detail::explained(user, table, part, teller.tell(part.factors)));
      const truth met = made.conditions.back().met;
      made.met = is_one_enough ? std::max(made.met, met) : std::min(made.met, met);
    }
    told.met = std::min(told.met, made.met);
  }
  return told;
}

}  // namespace rowclaim::inline v0_1
