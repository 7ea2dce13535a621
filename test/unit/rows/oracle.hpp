// SPDX-License-Identifier: BSL-1.0
// What conditions and combinations mean, written down a second time without the library's plans: truth tables and sets of rows.
#pragma once

#include <rowclaim/rows/claim_value.hpp>
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/condition.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace oracle {

namespace rc = rowclaim;

enum class truth { no, unknown, yes };

// SQL's tables: the first index is the left operand, the second the right one; no, unknown, yes.
inline constexpr std::array<std::array<truth, 3>, 3> and_table{
    {{truth::no, truth::no, truth::no}, {truth::no, truth::unknown, truth::unknown}, {truth::no, truth::unknown, truth::yes}}};
inline constexpr std::array<std::array<truth, 3>, 3> or_table{
    {{truth::no, truth::unknown, truth::yes}, {truth::unknown, truth::unknown, truth::yes}, {truth::yes, truth::yes, truth::yes}}};
inline constexpr std::array<truth, 3> not_table{truth::yes, truth::unknown, truth::no};

inline truth both(truth a, truth b) { return and_table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
inline truth either(truth a, truth b) { return or_table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
inline truth negated(truth a) { return not_table[static_cast<std::size_t>(a)]; }
inline truth known(bool is_true) { return is_true ? truth::yes : truth::no; }

/// A cell or a literal; dates are their days. Nothing is null.
using scalar = std::variant<std::int64_t, double, std::string>;
using cell = std::optional<scalar>;
using row = std::vector<cell>;

/// A condition as it is written.
struct expression {
  enum class kind { compare, compare_with_claim, all_of, any_of, negate };

  kind is = kind::compare;
  rc::comparison op = rc::comparison::equal;  // the positive ones: what a program can write
  std::size_t column = 0;
  std::vector<scalar> literals;
  std::size_t claim = 0;
  std::vector<expression> parts;
};

/// A claim after conversion to a column's kind. Nothing if it is missing or does not fit.
using fitted_claim = std::optional<std::vector<scalar>>;

template <class Fit>
truth evaluate(const expression& e, const row& r, const Fit& fit) {
  using kind = expression::kind;
  switch (e.is) {
    case kind::all_of: return both(evaluate(e.parts[0], r, fit), evaluate(e.parts[1], r, fit));
    case kind::any_of: return either(evaluate(e.parts[0], r, fit), evaluate(e.parts[1], r, fit));
    case kind::negate: return negated(evaluate(e.parts[0], r, fit));
    case kind::compare:
    case kind::compare_with_claim: break;
  }
  const cell& left = r[e.column];
  if (e.op == rc::comparison::is_null) return known(!left.has_value());
  const fitted_claim right = e.is == kind::compare ? fitted_claim(e.literals) : fit(e);
  if (!right || !left) return truth::unknown;
  if (e.op == rc::comparison::in) {
    for (const scalar& s : *right)
      if (*left == s) return truth::yes;
    return truth::no;
  }
  const scalar& only = right->front();
  switch (e.op) {
    case rc::comparison::equal: return known(*left == only);
    case rc::comparison::not_equal: return known(*left != only);
    case rc::comparison::less: return known(*left < only);
    case rc::comparison::less_equal: return known(*left <= only);
    case rc::comparison::greater: return known(*left > only);
    case rc::comparison::greater_equal: return known(*left >= only);
    case rc::comparison::starts_with: return known(std::get<std::string>(*left).starts_with(std::get<std::string>(only)));
    default: return truth::unknown;  // a program cannot write the others
  }
}

/// What a claim is to a comparison: B3, with nothing empty meaning "all" (B13).
inline fitted_claim fit(const expression& e, const rc::claim_values& claim, rc::value_kind column) {
  if (!claim.is_usable || claim.is_list != (e.op == rc::comparison::in)) return std::nullopt;
  std::vector<scalar> values;
  for (const rc::claim_scalar& s : claim.scalars) {
    const auto* text = std::get_if<std::string>(&s);
    const auto* integer = std::get_if<std::int64_t>(&s);
    const auto* real = std::get_if<double>(&s);
    if (column == rc::value_kind::integer && integer) values.emplace_back(*integer);
    else if (column == rc::value_kind::real && real) values.emplace_back(*real);
    else if (column == rc::value_kind::real && integer && *integer >= -9007199254740992 &&
             *integer <= 9007199254740992)  // no double is skipped
      values.emplace_back(double(*integer));
    else if (column == rc::value_kind::string && text && !(e.op == rc::comparison::starts_with && text->empty()))
      values.emplace_back(*text);
    else return std::nullopt;
  }
  return values;
}

/// The parts of a condition that must each be true by themselves.
inline void factors(const expression& e, bool is_negated, std::vector<std::pair<expression, bool>>& out) {
  using kind = expression::kind;
  if (e.is == kind::negate) return factors(e.parts[0], !is_negated, out);
  if (e.is == (is_negated ? kind::any_of : kind::all_of)) {
    for (const expression& part : e.parts) factors(part, is_negated, out);
    return;
  }
  out.emplace_back(e, is_negated);
}

template <class GroupOf>
void groups(const expression& e, const GroupOf& group_of, std::set<int>& out) {
  if (e.parts.empty()) out.insert(group_of(e.column));
  for (const expression& part : e.parts) groups(part, group_of, out);
}

/// Whether a condition has a factor about several groups of columns (B8).
template <class GroupOf>
bool is_mixed(const expression& e, const GroupOf& group_of) {
  std::vector<std::pair<expression, bool>> parts;
  factors(e, false, parts);
  for (const auto& part : parts) {
    std::set<int> about;
    groups(part.first, group_of, about);
    if (about.size() > 1) return true;
  }
  return false;
}

using row_set = std::set<std::size_t>;

/// The numbers of the rows that roles with these conditions show together, by the definitions B6 to B8 on sets of rows.
/// Requires: at least one condition.
template <class GroupOf, class Fit>
row_set visible(const std::vector<row>& rows, const std::vector<expression>& roles, rc::combination how, const GroupOf& group_of,
                const Fit& fit) {
  const auto rows_where = [&](auto is_true) {
    row_set found;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (is_true(rows[i])) found.insert(i);
    return found;
  };
  const auto intersect = [](const row_set& a, const row_set& b) {
    row_set found;
    for (const std::size_t i : a)
      if (b.contains(i)) found.insert(i);
    return found;
  };
  const row_set all = rows_where([](const row&) { return true; });

  row_set shown = how == rc::combination::any_role ? row_set() : all;
  if (how != rc::combination::per_column) {
    for (const expression& role : roles) {
      row_set of_role = rows_where([&](const row& r) { return evaluate(role, r, fit) == truth::yes; });
      if (how == rc::combination::any_role) shown.merge(of_role);
      else shown = intersect(shown, of_role);
    }
    return shown;
  }
  std::map<int, row_set> of_group;
  for (const expression& role : roles) {
    std::vector<std::pair<expression, bool>> parts;
    factors(role, false, parts);
    std::map<int, row_set> own;  // the role's parts on one group must all be true
    for (const auto& [part, is_negated] : parts) {
      std::set<int> about;
      groups(part, group_of, about);
      const truth wanted = is_negated ? truth::no : truth::yes;
      const row_set passed = rows_where([&](const row& r) { return evaluate(part, r, fit) == wanted; });
      const auto [place, is_first] = own.try_emplace(*about.begin(), passed);
      if (!is_first) place->second = intersect(place->second, passed);
    }
    for (auto& [group, passed] : own) of_group[group].merge(passed);
  }
  for (const auto& [group, passed] : of_group) shown = intersect(shown, passed);
  return shown;
}

}  // namespace oracle
