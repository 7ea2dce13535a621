// SPDX-License-Identifier: BSL-1.0
// Whether one policy shows more than another: exactly, with roles and a row that show the difference.
#pragma once

#include <rowclaim/live/detail/table_comparer.hpp>
#include <rowclaim/policy/compiled_policy.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// How a new policy relates to an old one.
enum class policy_relation : std::uint8_t {
  equivalent,    ///< it shows the same rows to everybody
  narrower,      ///< it shows somebody less, and nobody more
  wider,         ///< it shows somebody more, and nobody less
  incomparable,  ///< it shows somebody more and somebody less
  undecided,     ///< nothing was found, and not everything was looked at
};

constexpr std::string_view name(policy_relation relation) {
  switch (relation) {
    case policy_relation::equivalent: return "equivalent";
    case policy_relation::narrower: return "narrower";
    case policy_relation::wider: return "wider";
    case policy_relation::incomparable: return "incomparable";
    case policy_relation::undecided: return "undecided";
  }
  return "unknown";
}

/// How two policies relate on one table.
struct table_comparison {
  std::string table;
  policy_relation relation = policy_relation::equivalent;
  std::optional<comparison_witness> wider;     ///< roles and a row that the new policy alone shows
  std::optional<comparison_witness> narrower;  ///< roles and a row that the old policy alone shows
  std::string undecided_because;               ///< empty if all was looked at
};

struct policy_comparison {
  policy_relation relation = policy_relation::equivalent;
  std::vector<table_comparison> tables;  ///< those that either policy restricts, by name
};

namespace detail {

inline policy_relation relation_of(bool is_wider, bool is_narrower, bool is_decided) {
  if (is_wider && is_narrower) return policy_relation::incomparable;
  if (!is_decided && !is_wider && !is_narrower) return policy_relation::undecided;
  return is_wider ? policy_relation::wider : is_narrower ? policy_relation::narrower : policy_relation::equivalent;
}

}  // namespace detail

/// Compares two policies over all sets of roles and all rows, with what the users' claims may say.
///
/// Roles are taken as they are: which users get them is not looked at. Each verdict but `equivalent` and `undecided` has a witness.
/// Where not all could be looked at, because a table's conditions tell too many rows apart or columns differ in type, the table says so;
/// what was found there still holds.
/// Complexity: for tables combined per column, linear in the pieces that conditions cut each column into, times the roles; for the other
///   combinations, the product of the columns' pieces counts, up to `limit`.
[[nodiscard]] inline policy_comparison compare_policies(const compiled_policy& before, const compiled_policy& after,
                                                        std::size_t limit = 100'000) {
  policy_comparison made;
  std::vector<std::string_view> names;
  for (const compiled_policy* policy : {&before, &after})
    for (const compiled_table& table : policy->tables) names.push_back(table.schema->name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  // One more stands for all tables that neither restricts: the gates, the administrators and unlisted tables.
  names.push_back({});
  bool is_wider = false;
  bool is_narrower = false;
  bool is_decided = true;
  for (std::string_view name : names) {
    detail::table_comparer comparer(before, after, name, limit);
    table_comparison table;
    table.table = name;
    table.wider = comparer.shown_by_second_alone();
    table.narrower = comparer.shown_by_first_alone();
    table.undecided_because = comparer.undecided_because();
    table.relation = detail::relation_of(table.wider.has_value(), table.narrower.has_value(), table.undecided_because.empty());
    is_wider = is_wider || table.wider;
    is_narrower = is_narrower || table.narrower;
    is_decided = is_decided && table.undecided_because.empty();
    if (!name.empty() || table.relation != policy_relation::equivalent) made.tables.push_back(std::move(table));
  }
  made.relation = detail::relation_of(is_wider, is_narrower, is_decided);
  return made;
}

}  // namespace rowclaim::inline v0_1
