// SPDX-License-Identifier: BSL-1.0
// Whether one policy shows more than another: exactly, with roles and a row that show the difference.
#pragma once

#include <rowclaim/live/detail/table_comparer.hpp>
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/policy/policy.hpp>

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

/// How two policies relate for those who have one role alone, once they are let in.
struct role_comparison {
  std::string role;
  policy_relation relation = policy_relation::equivalent;
  std::optional<comparison_witness> wider;
  std::optional<comparison_witness> narrower;
};

/// How two policies relate on one table.
struct table_comparison {
  std::string table;  ///< empty for all tables that neither policy restricts
  policy_relation relation = policy_relation::equivalent;
  std::optional<comparison_witness> wider;     ///< roles and a row that the new policy alone shows
  std::optional<comparison_witness> narrower;  ///< roles and a row that the old policy alone shows
  std::string undecided_because;               ///< empty if all was looked at
  std::vector<role_comparison> roles;          ///< those that either policy restricts, by name
};

struct policy_comparison {
  policy_relation relation = policy_relation::equivalent;
  std::vector<table_comparison> tables;  ///< those that either policy restricts, by name
};

namespace detail {

constexpr policy_relation relation_of(bool is_wider, bool is_narrower, bool is_decided) {
  if (is_wider && is_narrower) return policy_relation::incomparable;
  if (!is_decided) return policy_relation::undecided;
  return is_wider ? policy_relation::wider : is_narrower ? policy_relation::narrower : policy_relation::equivalent;
}

/// The tables that either policy restricts, by name, and an empty name for all others: gates, administrators and unlisted tables.
constexpr std::vector<std::string_view> tables_of(const compiled_policy& before, const compiled_policy& after) {
  std::vector<std::string_view> names(1);
  for (const compiled_policy* policy : {&before, &after})
    for (const compiled_table& table : policy->tables) names.push_back(table.schema->name);
  std::sort(names.begin() + 1, names.end());
  names.erase(std::unique(names.begin() + 1, names.end()), names.end());
  std::rotate(names.begin(), names.begin() + 1, names.end());
  return names;
}

/// How many kinds of rows are told apart before a comparison is called too large.
inline constexpr std::size_t comparison_limit = 100'000;

}  // namespace detail

/// Compares two policies over all sets of roles and all rows, with what the users' claims may say.
///
/// Roles are taken as they are: which users get them is not looked at. Each verdict but `equivalent` and `undecided` has a witness.
/// Where not all could be looked at, because a table's conditions tell too many rows apart or columns differ in type, the table says so.
/// What was found elsewhere still holds, but the whole is then `incomparable` or `undecided`.
/// Complexity: for tables combined per column, linear in the pieces that conditions cut each column into, times the roles; for the other
///   combinations, the product of the columns' pieces counts, up to `limit`.
[[nodiscard]] inline policy_comparison compare_policies(const compiled_policy& before, const compiled_policy& after,
                                                        std::size_t limit = detail::comparison_limit) {
  policy_comparison made;
  bool is_wider = false;
  bool is_narrower = false;
  bool is_decided = true;
  for (std::string_view name : detail::tables_of(before, after)) {
    detail::table_comparer comparer(before, after, name, limit);
    const auto compare = [](detail::table_comparer& by, auto& into) {
      if (by.finds(detail::shown_by::second_alone)) into.wider = by.witness();
      if (by.finds(detail::shown_by::first_alone)) into.narrower = by.witness();
      into.relation = detail::relation_of(into.wider.has_value(), into.narrower.has_value(), by.is_decided());
    };
    table_comparison table;
    table.table = name;
    table.undecided_because = comparer.undecided_because();
    compare(comparer, table);
    is_wider = is_wider || table.wider;
    is_narrower = is_narrower || table.narrower;
    is_decided = is_decided && comparer.is_decided();
    for (std::string_view role : comparer.restricted_roles()) {
      detail::table_comparer alone(before, after, name, limit, role);
      role_comparison& own = table.roles.emplace_back();
      own.role = role;
      compare(alone, own);
    }
    if (!name.empty() || table.relation != policy_relation::equivalent) made.tables.push_back(std::move(table));
  }
  made.relation = detail::relation_of(is_wider, is_narrower, is_decided);
  return made;
}

/// The verdict alone, which is a constant expression.
[[nodiscard]] constexpr policy_relation relation_between(const compiled_policy& before, const compiled_policy& after,
                                                         std::size_t limit = detail::comparison_limit) {
  bool is_wider = false;
  bool is_narrower = false;
  bool is_decided = true;
  for (std::string_view name : detail::tables_of(before, after)) {
    detail::table_comparer comparer(before, after, name, limit);
    is_wider = is_wider || comparer.finds(detail::shown_by::second_alone);
    is_narrower = is_narrower || comparer.finds(detail::shown_by::first_alone);
    is_decided = is_decided && comparer.is_decided();
  }
  return detail::relation_of(is_wider, is_narrower, is_decided);
}

/// The same for two policies of the program: `static_assert(relation_between<old_policy, new_policy>() == policy_relation::narrower)`.
/// Compilers count their steps: for large policies they name the option that raises the limit.
template <class Before, class After>
[[nodiscard]] consteval policy_relation relation_between() {
  return relation_between(compiled<Before>(), compiled<After>());
}

}  // namespace rowclaim::inline v0_1
