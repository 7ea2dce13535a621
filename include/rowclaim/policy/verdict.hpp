// SPDX-License-Identifier: BSL-1.0
// What the compiler finds wrong with a policy, as types that name the offender, and the doors where it says so.
#pragma once

#include <rowclaim/core/static_name.hpp>
#include <rowclaim/policy/check.hpp>

#include <string_view>
#include <type_traits>

namespace rowclaim::inline v0_1 {

/// Nothing is wrong.
struct sound {};

template <static_name Role>
struct for_role {};
template <static_name Table>
struct in_table {};
template <static_name Name>
struct did_you_mean {};

/// A problem with its particulars, as they appear in a compiler's message: the offender, then where it stands and what was meant.
template <policy_problem Problem, static_name Offender, class... Particulars>
struct refused {};

namespace detail {

// Lifts text that was found while checking into types; what is empty is left out.
template <const policy_finding& Found>
consteval auto make_verdict() {
  if constexpr (Found.problem == policy_problem::none) {
    return sound{};
  } else {
    constexpr static_name<Found.offender.size() + 1> offender(Found.offender);
    constexpr static_name<Found.role.size() + 1> role(Found.role);
    constexpr static_name<Found.table.size() + 1> table(Found.table);
    constexpr static_name<Found.nearest.size() + 1> nearest(Found.nearest);
    constexpr bool has_role = !Found.role.empty();
    constexpr bool has_nearest = !Found.nearest.empty();
    if constexpr (Found.table.empty()) return refused<Found.problem, offender>{};
    else if constexpr (has_role && has_nearest)
      return refused<Found.problem, offender, for_role<role>, in_table<table>, did_you_mean<nearest>>{};
    else if constexpr (has_role) return refused<Found.problem, offender, for_role<role>, in_table<table>>{};
    else if constexpr (has_nearest) return refused<Found.problem, offender, in_table<table>, did_you_mean<nearest>>{};
    else return refused<Found.problem, offender, in_table<table>>{};
  }
}

template <policy_problem Problem, class Verdict>
inline constexpr bool is_free_of = true;
template <policy_problem Problem, static_name Offender, class... Particulars>
inline constexpr bool is_free_of<Problem, refused<Problem, Offender, Particulars...>> = false;

template <class Policy>
struct static_policy;

/// The door: says what is wrong with a policy, or with what it is asked about, once, in a sentence with the remedy, and tells the
/// caller whether to go on. Doors call it directly, as each function between makes the compiler's message longer.
template <class Policy, class Verdict = typename static_policy<Policy>::verdict>
consteval bool opens_for() {
  using enum policy_problem;
  static_assert(
      is_free_of<member_is_misspelt, Verdict>,
      "the policy has a member whose name is nearly one of the known ones; see docs/reference/policy.md for the spelling");
  static_assert(is_free_of<name_claim_is_empty, Verdict>,
                "the name claim has an empty path; name the claim, for example rowclaim::claim(\"email\")");
  static_assert(is_free_of<roles_claim_is_empty, Verdict>,
                "a roles claim has an empty path; name the claim, for example rowclaim::claim(\"groups\")");
  static_assert(is_free_of<claim_path_is_too_long, Verdict>,
                "a claim path has more than 8 segments; no provider nests claims so deeply, check the path");
  static_assert(is_free_of<member_is_not_named, Verdict>,
                "a claim of objects does not say which member is the role; write member_of_each(\"name\")");
  static_assert(is_free_of<required_claim_is_empty, Verdict>,
                "a required claim has an empty path; name the claim, for example rowclaim::claim(\"hd\")");
  static_assert(is_free_of<required_value_is_no_value, Verdict>,
                "a claim is required to be something that is no text, whole number or bool; write one of these");
  static_assert(is_free_of<too_many_claims, Verdict>, "the policy reads more than 61 claims; remove the ones that carry no roles");
  static_assert(is_free_of<mapping_has_key_twice, Verdict>,
                "a mapping has one key twice; write the key once, with all of its roles");
  static_assert(is_free_of<mapping_has_too_many_roles, Verdict>,
                "a mapping gives more roles than there is room for; say how many there are in all, as in role_mapping<200>({...})");
  static_assert(is_free_of<role_name_is_empty, Verdict>, "a role has an empty name; give it a name or remove it");
  static_assert(is_free_of<table_part_is_unknown, Verdict>,
                "a table has a part that is neither a column nor a hierarchy; write rowclaim::column<\"Name\", &row::member>");
  static_assert(is_free_of<table_has_no_columns, Verdict>, "a table has no columns; declare at least one with rowclaim::column");
  static_assert(is_free_of<column_is_declared_twice, Verdict>, "a table declares one column twice; remove or rename one of them");
  static_assert(is_free_of<column_cannot_be_read, Verdict>,
                "a column cannot be read; give it a data member, a const member function, or a function of one row");
  static_assert(is_free_of<column_type_is_not_supported, Verdict>,
                "a column has a C++ type that is not supported; use another member or specialise rowclaim::column_traits");
  static_assert(is_free_of<columns_read_different_rows, Verdict>,
                "the columns of a table read rows of different types; take all of them from one struct");
  static_assert(is_free_of<hierarchy_has_no_levels, Verdict>, "a hierarchy has no levels; name at least one column of the table");
  static_assert(is_free_of<hierarchy_level_is_unknown, Verdict>,
                "a hierarchy names a column that the table does not have; use the names of the table's columns");
  static_assert(is_free_of<column_is_in_two_hierarchies, Verdict>, "a column is in two hierarchies; leave it in one of them");
  static_assert(is_free_of<table_is_declared_twice, Verdict>, "two tables have the same name; rename one of them");
  static_assert(is_free_of<role_is_reserved, Verdict>,
                "a restriction names a reserved role; restrict a role of your own, as ROLE_ADMIN, ROLE_USER and ROLE_ANONYMOUS "
                "cannot be restricted");
  static_assert(is_free_of<role_is_granted_by_nothing, Verdict>,
                "a restriction names a role that nothing grants; map it, make it a default, or list it in run_time_roles");
  static_assert(is_free_of<role_is_restricted_twice, Verdict>,
                "a role has two restrictions on one table; join their conditions with & or |");
  static_assert(is_free_of<column_is_unknown, Verdict>,
                "a restriction names a column that its table does not have; use one of the table's columns");
  static_assert(is_free_of<value_has_wrong_type, Verdict>,
                "a restriction compares a column with a value of another type; write a value of the column's type");
  static_assert(is_free_of<value_is_null, Verdict>, "a restriction compares a column with null; use is_null() instead");
  static_assert(is_free_of<value_does_not_exist, Verdict>,
                "a restriction has a value that does not exist, such as NaN or 30 February; write a value that a row can have");
  static_assert(is_free_of<set_is_empty, Verdict>, "isin() has no values and would show nothing; list at least one value");
  static_assert(is_free_of<prefix_needs_text, Verdict>,
                "starts_with() is used on a column that is not text; compare with < and >= instead");
  static_assert(is_free_of<compared_claim_is_empty, Verdict>,
                "a column is compared with a claim that has an empty path; name the claim");
  static_assert(
      is_free_of<columns_are_mixed, Verdict>,
      "a condition joins different columns with | or !, which cannot be combined per column; set combination to any_role");
  return std::is_same_v<Verdict, sound>;
}

template <class Table>
inline constexpr policy_finding table_finding{from(Table::schema().problem), Table::schema().offender, {}, Table::schema().name};

/// What is wrong with a policy, or else with a table, for which no restriction need be written.
template <class Policy, class Table>
using access_verdict = typename std::conditional_t<std::is_same_v<typename static_policy<Policy>::verdict, sound>,
                                                   std::type_identity<decltype(make_verdict<table_finding<Table>>())>,
                                                   std::type_identity<typename static_policy<Policy>::verdict>>::type;

}  // namespace detail
}  // namespace rowclaim::inline v0_1
