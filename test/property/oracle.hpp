// SPDX-License-Identifier: BSL-1.0
// What restrictions mean, written down a second time: truth tables and sets of rows. Nothing of the library is included here.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace oracle {

enum class kind { boolean, integer, real, text, day, clock, moment };

/// Days since 1970-01-01.
struct day {
  std::int64_t count = 0;
  friend auto operator<=>(const day&, const day&) = default;
};
/// Nanoseconds since midnight.
struct clock {
  std::int64_t count = 0;
  friend auto operator<=>(const clock&, const clock&) = default;
};
/// Seconds since 1970 in UTC, rounded down, and the nanoseconds that remain.
struct moment {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  friend auto operator<=>(const moment&, const moment&) = default;
};

using scalar = std::variant<bool, std::int64_t, double, std::string, day, clock, moment>;
/// Nothing is null.
using cell = std::optional<scalar>;
using row = std::vector<cell>;

inline kind kind_of(const scalar& s) { return static_cast<kind>(s.index()); }

// ---- comparing

enum class comparison { equal, not_equal, less, less_equal, greater, greater_equal, in, starts_with, is_null };

enum class truth { no, unknown, yes };

// SQL's tables: the first index is the left operand, the second the right one; no, unknown, yes.
inline constexpr std::array<std::array<truth, 3>, 3> and_table{
    {{truth::no, truth::no, truth::no}, {truth::no, truth::unknown, truth::unknown}, {truth::no, truth::unknown, truth::yes}}};
inline constexpr std::array<std::array<truth, 3>, 3> or_table{
    {{truth::no, truth::unknown, truth::yes}, {truth::unknown, truth::unknown, truth::yes}, {truth::yes, truth::yes, truth::yes}}};
inline constexpr std::array<truth, 3> not_table{truth::yes, truth::unknown, truth::no};

constexpr truth both(truth a, truth b) { return and_table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
constexpr truth either(truth a, truth b) { return or_table[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)]; }
constexpr truth negated(truth a) { return not_table[static_cast<std::size_t>(a)]; }
constexpr truth known(bool is_true) { return is_true ? truth::yes : truth::no; }

/// A number that is none is null.
inline bool is_null(const cell& c) {
  if (!c) return true;
  const auto* real = std::get_if<double>(&*c);
  return real != nullptr && std::isnan(*real);
}

/// Less than, equal to or greater than zero. Text compares byte by byte, and bytes have no sign.
inline int compare(const scalar& a, const scalar& b) {
  if (const auto* text = std::get_if<std::string>(&a)) {
    const std::string& other = std::get<std::string>(b);
    for (std::size_t i = 0; i < text->size() && i < other.size(); ++i) {
      const int left = static_cast<unsigned char>((*text)[i]);
      const int right = static_cast<unsigned char>(other[i]);
      if (left != right) return left - right;
    }
    return text->size() < other.size() ? -1 : text->size() > other.size() ? 1 : 0;
  }
  return a < b ? -1 : b < a ? 1 : 0;
}

inline bool begins_with(const std::string& text, const std::string& prefix) {
  for (std::size_t i = 0; i < prefix.size(); ++i)
    if (i >= text.size() || text[i] != prefix[i]) return false;
  return true;
}

/// `operands` is nothing if there is no usable value to compare with.
inline truth compare(const cell& left, comparison op, const std::optional<std::vector<scalar>>& operands) {
  if (op == comparison::is_null) return known(is_null(left));
  if (is_null(left) || !operands) return truth::unknown;
  if (op == comparison::in) {
    for (const scalar& one : *operands)
      if (compare(*left, one) == 0) return truth::yes;
    return truth::no;
  }
  const scalar& right = operands->front();
  switch (op) {
    case comparison::equal: return known(compare(*left, right) == 0);
    case comparison::not_equal: return known(compare(*left, right) != 0);
    case comparison::less: return known(compare(*left, right) < 0);
    case comparison::less_equal: return known(compare(*left, right) <= 0);
    case comparison::greater: return known(compare(*left, right) > 0);
    case comparison::greater_equal: return known(compare(*left, right) >= 0);
    case comparison::starts_with: return known(begins_with(std::get<std::string>(*left), std::get<std::string>(right)));
    case comparison::in:
    case comparison::is_null: break;  // done above
  }
  return truth::unknown;
}

// ---- claims

using claim_scalar = std::variant<bool, std::int64_t, double, std::string>;

struct claim {
  bool is_there = false;  ///< one that is missing, or no value and no list of values, is as if it were not
  bool is_list = false;
  std::vector<claim_scalar> values;
};

/// Days since 1970 of a day of the calendar, counted year by year; nothing if there is no such day.
inline std::optional<std::int64_t> days_until(int year, int month, int day_of_month) {
  const auto is_leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
  const auto length = [&](int m) { return m == 2 ? (is_leap(year) ? 29 : 28) : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31; };
  if (year < 0 || year > 9999 || month < 1 || month > 12 || day_of_month < 1 || day_of_month > length(month)) return std::nullopt;
  std::int64_t days = 0;
  for (int y = 1970; y < year; ++y) days += is_leap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) days -= is_leap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) days += length(m);
  return days + day_of_month - 1;
}

/// Text against a pattern in which `0` is a digit and anything else itself; the digits, as numbers of neighbouring ones.
inline std::optional<std::vector<int>> digits_of(const std::string& text, const std::string& pattern) {
  if (text.size() != pattern.size()) return std::nullopt;
  std::vector<int> numbers;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (pattern[i] != '0') {
      if (text[i] != pattern[i]) return std::nullopt;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    if (i == 0 || pattern[i - 1] != '0') numbers.push_back(0);
    numbers.back() = numbers.back() * 10 + (text[i] - '0');
  }
  return numbers;
}

inline std::optional<scalar> day_in(const std::string& text) {
  const auto numbers = digits_of(text, "0000-00-00");
  if (!numbers) return std::nullopt;
  const auto days = days_until((*numbers)[0], (*numbers)[1], (*numbers)[2]);
  return days ? std::optional<scalar>(day{*days}) : std::nullopt;
}

inline std::optional<scalar> clock_in(const std::string& text) {
  const std::size_t point = text.find('.');
  const auto numbers = digits_of(text.substr(0, point), "00:00:00");
  if (!numbers || (*numbers)[0] > 23 || (*numbers)[1] > 59 || (*numbers)[2] > 59) return std::nullopt;
  std::int64_t nanoseconds = 0;
  if (point != std::string::npos) {
    std::string decimals = text.substr(point + 1);
    if (decimals.empty() || decimals.size() > 9) return std::nullopt;
    const auto fraction = digits_of(decimals, std::string(decimals.size(), '0'));
    if (!fraction) return std::nullopt;
    nanoseconds = (*fraction)[0];
    for (std::size_t i = decimals.size(); i < 9; ++i) nanoseconds *= 10;
  }
  const std::int64_t seconds = (*numbers)[0] * 3600 + (*numbers)[1] * 60 + (*numbers)[2];
  return scalar(clock{seconds * 1'000'000'000 + nanoseconds});
}

inline std::optional<scalar> moment_in(const std::string& text) {
  if (text.size() < 20 || text[10] != 'T' || text.back() != 'Z') return std::nullopt;
  const auto date = day_in(text.substr(0, 10));
  const auto time = clock_in(text.substr(11, text.size() - 12));
  if (!date || !time) return std::nullopt;
  const std::int64_t nanoseconds = std::get<clock>(*time).count;
  return scalar(moment{std::get<day>(*date).count * 86'400 + nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000});
}

/// One value of a claim as a column's kind; nothing if it does not fit exactly.
inline std::optional<scalar> fitted(const claim_scalar& value, kind column) {
  const auto* text = std::get_if<std::string>(&value);
  const auto* integer = std::get_if<std::int64_t>(&value);
  switch (column) {
    case kind::boolean:
      if (const auto* truth_value = std::get_if<bool>(&value)) return scalar(*truth_value);
      return std::nullopt;
    case kind::integer: return integer ? std::optional<scalar>(*integer) : std::nullopt;
    case kind::real:
      if (const auto* real = std::get_if<double>(&value)) return scalar(*real);
      if (integer && *integer >= -9007199254740992 && *integer <= 9007199254740992)  // no double is skipped
        return scalar(static_cast<double>(*integer));
      return std::nullopt;
    case kind::text: return text ? std::optional<scalar>(*text) : std::nullopt;
    case kind::day: return text ? day_in(*text) : std::nullopt;
    case kind::clock: return text ? clock_in(*text) : std::nullopt;
    case kind::moment: return text ? moment_in(*text) : std::nullopt;
  }
  return std::nullopt;
}

/// What a claim is to a comparison: B3, with nothing empty meaning "all" (B13).
inline std::optional<std::vector<scalar>> fitted(const claim& c, comparison op, kind column) {
  if (!c.is_there || c.is_list != (op == comparison::in)) return std::nullopt;
  std::vector<scalar> values;
  for (const claim_scalar& one : c.values) {
    const auto value = fitted(one, column);
    if (!value) return std::nullopt;
    if (op == comparison::starts_with && std::get<std::string>(*value).empty()) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

// ---- conditions

/// A condition as it is written.
struct condition {
  enum class form { compare, compare_with_claim, all_of, any_of, negate };

  form is = form::compare;
  comparison op = comparison::equal;
  std::size_t column = 0;
  std::vector<scalar> literals;
  std::size_t claim = 0;
  std::vector<condition> parts;
};

/// What a condition needs to know besides the row.
struct surroundings {
  std::vector<kind> kinds;    ///< of the columns
  std::vector<int> groups;    ///< of the columns: levels of one hierarchy have the same number
  std::vector<claim> claims;
};

inline truth evaluate(const condition& c, const row& r, const surroundings& about) {
  switch (c.is) {
    case condition::form::all_of: {
      truth joined = truth::yes;
      for (const condition& part : c.parts) joined = both(joined, evaluate(part, r, about));
      return joined;
    }
    case condition::form::any_of: {
      truth joined = truth::no;
      for (const condition& part : c.parts) joined = either(joined, evaluate(part, r, about));
      return joined;
    }
    case condition::form::negate: return negated(evaluate(c.parts[0], r, about));
    case condition::form::compare: return compare(r[c.column], c.op, c.literals);
    case condition::form::compare_with_claim:
      return compare(r[c.column], c.op, fitted(about.claims[c.claim], c.op, about.kinds[c.column]));
  }
  return truth::unknown;
}

// ---- roles together

enum class combination { per_column, any_role, all_roles };

/// A part of a condition that must be true by itself, or false if it is negated.
struct factor {
  condition part;
  bool is_negated = false;
};

inline void append_factors(const condition& c, bool is_negated, std::vector<factor>& out) {
  if (c.is == condition::form::negate) return append_factors(c.parts[0], !is_negated, out);
  if (c.is == (is_negated ? condition::form::any_of : condition::form::all_of)) {
    for (const condition& part : c.parts) append_factors(part, is_negated, out);
    return;
  }
  out.push_back({c, is_negated});
}

inline std::vector<factor> factors_of(const condition& c) {
  std::vector<factor> found;
  append_factors(c, false, found);
  return found;
}

/// The groups of columns that a condition is about.
inline std::set<int> groups_of(const condition& c, const surroundings& about) {
  if (c.is == condition::form::compare || c.is == condition::form::compare_with_claim) return {about.groups[c.column]};
  std::set<int> found;
  for (const condition& part : c.parts) found.merge(groups_of(part, about));
  return found;
}

/// Whether a condition cannot be combined per column, as one of its factors is about several groups of columns (B8).
inline bool is_mixed(const condition& c, const surroundings& about) {
  return std::ranges::any_of(factors_of(c), [&](const factor& f) { return groups_of(f.part, about).size() > 1; });
}

using row_set = std::set<std::size_t>;

inline row_set in_both(const row_set& a, const row_set& b) {
  row_set found;
  for (const std::size_t i : a)
    if (b.contains(i)) found.insert(i);
  return found;
}

template <class Predicate>
row_set rows_where(const std::vector<row>& rows, const Predicate& is_true) {
  row_set found;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (is_true(rows[i])) found.insert(i);
  return found;
}

/// The numbers of the rows that roles with these conditions show together, by the definitions B6 to B8 on sets of rows.
/// Requires: at least one condition, and for `per_column` none that is mixed.
inline row_set visible(const std::vector<row>& rows, const std::vector<condition>& roles, combination how,
                       const surroundings& about) {
  const row_set all = rows_where(rows, [](const row&) { return true; });
  const auto shown_by = [&](const condition& role) {
    return rows_where(rows, [&](const row& r) { return evaluate(role, r, about) == truth::yes; });
  };

  row_set shown = how == combination::any_role ? row_set() : all;
  if (how == combination::any_role) {
    for (const condition& role : roles) shown.merge(shown_by(role));
    return shown;
  }
  if (how == combination::all_roles) {
    for (const condition& role : roles) shown = in_both(shown, shown_by(role));
    return shown;
  }
  std::map<int, row_set> shown_by_group;
  for (const condition& role : roles) {
    std::map<int, row_set> own;  // all of the role's factors about one group must hold
    for (const factor& f : factors_of(role)) {
      const truth wanted = f.is_negated ? truth::no : truth::yes;
      const row_set passed = rows_where(rows, [&](const row& r) { return evaluate(f.part, r, about) == wanted; });
      const auto [place, is_first] = own.try_emplace(*groups_of(f.part, about).begin(), passed);
      if (!is_first) place->second = in_both(place->second, passed);
    }
    for (auto& [group, passed] : own) shown_by_group[group].merge(passed);
  }
  for (const auto& [group, passed] : shown_by_group) shown = in_both(shown, passed);
  return shown;
}

}  // namespace oracle
