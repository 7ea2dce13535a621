// SPDX-License-Identifier: BSL-1.0
// Random schemas, policies, users and rows.
#include "generator.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

namespace property {

namespace {

constexpr std::int64_t day_in_seconds = 86'400;
constexpr std::int64_t day_in_nanoseconds = day_in_seconds * 1'000'000'000;

std::int64_t first_day_of(int year) { return *oracle::days_until(year, 1, 1); }
std::int64_t last_day_of(int year) { return *oracle::days_until(year, 12, 31); }

std::int64_t rounded_down(std::int64_t number, std::int64_t tick) { return number - number % tick; }

std::string padded(std::int64_t number, int width) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%0*lld", width, static_cast<long long>(number));
  return digits;
}

std::string day_text(std::int64_t days) {
  int year = 1970 + static_cast<int>(days / 366) - 1;
  while (year < 9999 && first_day_of(year + 1) <= days) ++year;
  while (year > 0 && first_day_of(year) > days) --year;
  int month = 12;
  while (*oracle::days_until(year, month, 1) > days) --month;
  return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(days - *oracle::days_until(year, month, 1) + 1, 2);
}

std::string clock_text(std::int64_t nanoseconds) {
  const std::int64_t seconds = nanoseconds / 1'000'000'000;
  std::string text = padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2);
  if (nanoseconds % 1'000'000'000 != 0) text += "." + padded(nanoseconds % 1'000'000'000, 9);
  return text;
}

std::int64_t floor_of(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// What a claim could say for this value. Days and times arrive as text, whole numbers sometimes for reals.
oracle::claim_scalar as_claim(const oracle::scalar& s) {
  if (const auto* truth = std::get_if<bool>(&s)) return *truth;
  if (const auto* integer = std::get_if<std::int64_t>(&s)) return *integer;
  if (const auto* text = std::get_if<std::string>(&s)) return *text;
  if (const auto* days = std::get_if<oracle::day>(&s)) return day_text(days->count);
  if (const auto* time = std::get_if<oracle::clock>(&s)) return clock_text(time->count);
  if (const auto* at = std::get_if<oracle::moment>(&s)) {
    const std::int64_t days = floor_of(at->seconds, day_in_seconds);
    return day_text(days) + "T" + clock_text((at->seconds - days * day_in_seconds) * 1'000'000'000 + at->nanoseconds) + "Z";
  }
  const double real = std::get<double>(s);
  if (real == std::floor(real) && std::abs(real) < 1e15 && !std::signbit(real)) return static_cast<std::int64_t>(real);
  return real;
}

}  // namespace

std::int64_t generator::integer() {
  using limits = std::numeric_limits<std::int64_t>;
  static constexpr std::int64_t rare[] = {limits::min(),
                                          limits::max(),
                                          limits::min() + 1,
                                          limits::max() - 1,
                                          1LL << 53,
                                          (1LL << 53) + 1,
                                          -(1LL << 53) - 1,
                                          1LL << 31,
                                          -(1LL << 31),
                                          (1LL << 31) - 1,
                                          255,
                                          256,
                                          -128,
                                          1'000'000'000'000};
  return one_in(5) ? rare[below(14)] : below(6) - 2;
}

double generator::real() {
  using limits = std::numeric_limits<double>;
  static constexpr double rare[] = {limits::infinity(),
                                    -limits::infinity(),
                                    limits::max(),
                                    limits::lowest(),
                                    limits::min(),
                                    limits::denorm_min(),
                                    -limits::denorm_min(),
                                    9007199254740992.0,
                                    9007199254740994.0,
                                    1e300,
                                    123456789.125,
                                    1e-7,
                                    16777217.0,
                                    0.1 + 0.2,
                                    0.3,
                                    -0.0};
  static constexpr double usual[] = {-0.0, 0.0, 0.5, 0.1, 0.3, 0.1 + 0.2, 1, 2, -1, -2.5};
  return one_in(4) ? rare[below(16)] : usual[below(10)];
}

std::string generator::text() {
  static const std::string usual[] = {"", "a", "ab", "abc", "b", "B", "A", "Ab", "a ", " a", "FR", "France"};
  static const std::string rare[] = {"'",
                                     "''",
                                     "\"",
                                     "`",
                                     "\\",
                                     "\\'",
                                     "\\0",
                                     "%",
                                     "a%",
                                     "_",
                                     "a_",
                                     "[a]",
                                     "]",
                                     "?",
                                     "$1",
                                     "{p1}",
                                     "{p1:String}",
                                     ":a",
                                     "@a",
                                     "--",
                                     ";",
                                     "/*",
                                     "#",
                                     "\n",
                                     "\t",
                                     "\r\n",
                                     "\b",
                                     "\x1a",
                                     "\x7f",
                                     "null",
                                     "NULL",
                                     "true",
                                     "1",
                                     "0",
                                     "-0",
                                     "1e5",
                                     "NaN",
                                     "\xc3\xa9",  // e with an acute accent, and the same of two characters
                                     "e\xcc\x81",
                                     "\xc3\x9f",
                                     "ss",
                                     "SS",
                                     "\xe1\xba\x9e",  // sharp s
                                     "\xc4\xb0",
                                     "i",
                                     "I",
                                     "\xc4\xb1",  // dotted and dotless i
                                     "\xef\xbb\xbf"
                                     "a",  // a byte order mark
                                     "\xef\xbf\xbf",
                                     "\xef\xbf\xbd",
                                     "\xee\x80\x80",
                                     "\xed\x9f\xbf",
                                     "\xf0\x9f\x98\x80",
                                     "\xf4\x8f\xbf\xbf",
                                     "\xf0\x9d\x94\xb8",  // beyond the first plane
                                     "\xd7\xa9\xd7\x9c",
                                     "\xe2\x80\x8f"
                                     "a",
                                     "a\xe2\x80\x8b",
                                     "\xc2\xa0"
                                     "a",
                                     "a\xc2\xa0",
                                     "\xc2\xad",
                                     "\xe3\x80\x80",
                                     "\xef\xbc\xa1",
                                     "\xe2\x84\xaa",
                                     "K",
                                     "k",
                                     "\xce\xa3",
                                     "\xcf\x82",
                                     "\xcf\x83",
                                     std::string(15, 'x'),
                                     std::string(16, 'x'),
                                     std::string(17, 'x'),
                                     std::string(300, 'y'),
                                     std::string(299, 'y') + "\xc3\xa9",
                                     "\xc2\x80"};
  if (one_in(40) && can_.has_zero_bytes)
    return one_in(2) ? std::string("a\0b", 3) : one_in(2) ? std::string(1, '\0') : std::string("a\0", 2);
  if (!one_in(4)) return usual[below(12)];
  const std::string& chosen = rare[below(static_cast<int>(std::size(rare)))];
  return one_in(4) ? chosen + usual[below(12)] : chosen;
}

std::int64_t generator::day(int first_year, int last_year) {
  switch (below(8)) {
    case 0: return first_day_of(first_year) + below(2);
    case 1: return last_day_of(last_year) - below(2);
    case 2: return *oracle::days_until(2000, 2, 28) + below(3);
    case 3: return *oracle::days_until(2100, 2, 28) + below(2);
    case 4: return std::max(first_day_of(first_year), std::int64_t{-1});
    default: return below(5);
  }
}

std::int64_t generator::clock() {
  static constexpr std::int64_t some[] = {0,
                                          1,
                                          999,
                                          1000,
                                          1001,
                                          999'999,
                                          1'000'000,
                                          43'200'000'000'000,
                                          43'200'000'000'001,
                                          43'200'500'000'000,
                                          43'199'999'999'999,
                                          day_in_nanoseconds - 1,
                                          day_in_nanoseconds - 1000,
                                          day_in_nanoseconds - 1'000'000'000};
  return one_in(3) ? some[below(14)] : (12 * 3600 + below(3)) * 1'000'000'000LL;
}

oracle::moment generator::moment(int first_year, int last_year) {
  const std::int64_t nanoseconds = one_in(2) ? 0 : one_in(3) ? 999'999'999 : one_in(2) ? 1 : one_in(2) ? 500'000'000 : 1000;
  const std::int64_t first = first_day_of(first_year) * day_in_seconds;
  switch (below(10)) {
    case 0: return {first, nanoseconds};
    case 1: return {last_day_of(last_year) * day_in_seconds + day_in_seconds - 1, nanoseconds};
    case 2: return {std::max(first, std::int64_t{-1}), nanoseconds};
    case 3: return {(1LL << 31) - 1 + below(2), nanoseconds};
    case 4:
      return {*oracle::days_until(2026, 3, 29) * day_in_seconds + 3600 - below(2), nanoseconds};  // Europe's clocks go forward
    default: return {below(4), nanoseconds};
  }
}

oracle::scalar generator::any(oracle::kind kind, bool is_stored) {
  switch (kind) {
    case oracle::kind::boolean: return one_in(2);
    case oracle::kind::integer: return integer();
    case oracle::kind::real: return real();
    case oracle::kind::text: return text();
    case oracle::kind::day: return is_stored ? oracle::day{day(can_.first_year, can_.last_year)} : oracle::day{day(0, 9999)};
    case oracle::kind::clock: return oracle::clock{clock()};
    case oracle::kind::moment: {
      const bool is_held_back = is_stored || !can_.has_other_moments;
      oracle::moment at = is_held_back ? moment(can_.first_year, can_.last_year) : moment(0, 9999);
      if (is_held_back) at.nanoseconds = rounded_down(at.nanoseconds, can_.moment_tick);
      return at;
    }
  }
  return false;
}

oracle::scalar generator::storable(slot where) {
  oracle::scalar made = any(info(where).kind, true);
  if (auto* number = std::get_if<double>(&made)) {
    if (where == slot::single) {
      if (std::abs(*number) > 1e38 && std::isfinite(*number))
        *number = std::copysign(static_cast<double>(std::numeric_limits<float>::max()), *number);
      *number = static_cast<double>(static_cast<float>(*number));
    }
    if (std::isinf(*number) && !can_.has_infinity) *number = 3;
  }
  if (auto* number = std::get_if<std::int64_t>(&made); number != nullptr && where == slot::small)
    *number = std::clamp<std::int64_t>(*number, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max());
  if (auto* time = std::get_if<oracle::clock>(&made))
    time->count = rounded_down(time->count, where == slot::millisecond ? 1'000'000 : can_.clock_tick);
  if (auto* at = std::get_if<oracle::moment>(&made)) {
    if (where == slot::second) at->nanoseconds = 0;
    if (where == slot::nanosecond) at->seconds = std::clamp<std::int64_t>(at->seconds, -9'000'000'000, 9'000'000'000);
    if (where == slot::moment && can_.has_extreme_moments && one_in(30))
      *at = {(one_in(2) ? -1 : 1) * ((1LL << 43) - 1), at->nanoseconds};
  }
  return made;
}

std::string generator::column_name(std::size_t position) {
  static const std::string odd[] = {
      "select", "Group", "a b", "it's", "\"quoted\"",  "back`tick", "%d_%s", "$1", "?", "\xc3\xa9t\xc3\xa9",
      "UPPER",  "upper", ".",   "a.b",  "{p1:String}", "x--y"};
  const std::string plain = "c" + std::to_string(position);
  return one_in(3) ? odd[below(16)] + plain : plain;
}

void generator::make_table(test_case& c) {
  std::vector<slot> choice;
  for (const slot_info& s : slots)
    if (s.is != slot::single || can_.has_single) choice.push_back(s.is);
  std::shuffle(choice.begin(), choice.end(), random_);
  choice.resize(static_cast<std::size_t>(1 + below(6)));
  c.columns.clear();
  for (std::size_t i = 0; i < choice.size(); ++i) c.columns.push_back({column_name(i), choice[i]});
  c.hierarchies = below(3);
  c.rows.clear();
  const int size = can_.has_many_rows && one_in(200) ? 4000 + below(2000) : one_in(20) ? below(3) : 10 + below(70);
  for (int i = 0; i < size; ++i) {
    oracle::row r;
    for (const column& stored : c.columns) {
      const slot_info& s = info(stored.stored);
      if (s.is == slot::real && can_.has_nan && one_in(12)) r.emplace_back(std::numeric_limits<double>::quiet_NaN());
      else if (s.has_null && one_in(5)) r.emplace_back();
      else r.emplace_back(storable(s.is));
    }
    c.rows.push_back(std::move(r));
  }
}

oracle::scalar generator::literal(const test_case& c, std::size_t column) {
  const oracle::kind kind = info(c.columns[column].stored).kind;
  if (one_in(2) && !c.rows.empty()) {  // one that meets a row
    const oracle::cell& met = c.rows[static_cast<std::size_t>(below(static_cast<int>(c.rows.size())))][column];
    // A timestamp of a condition is written with a year of four digits.
    const auto is_writable = [](const oracle::moment& at) {
      return at.seconds >= first_day_of(0) * day_in_seconds && at.seconds < (last_day_of(9999) + 1) * day_in_seconds;
    };
    if (!oracle::is_null(met) && (kind != oracle::kind::moment || is_writable(std::get<oracle::moment>(*met)))) return *met;
  }
  return any(kind);
}

oracle::condition generator::comparison_of(const test_case& c, std::optional<int> only_group) {
  using enum oracle::comparison;
  oracle::condition made;
  const oracle::surroundings about = c.surroundings();
  std::vector<std::size_t> choice;
  for (std::size_t i = 0; i < c.columns.size(); ++i)
    if (!only_group || about.groups[i] == *only_group) choice.push_back(i);
  made.column = choice[static_cast<std::size_t>(below(static_cast<int>(choice.size())))];
  const oracle::kind kind = about.kinds[made.column];
  static constexpr oracle::comparison ops[] = {equal,   not_equal,     not_equal, less, less_equal,
                                               greater, greater_equal, in,        in,   is_null};
  made.op = kind == oracle::kind::text && one_in(4) ? starts_with : ops[below(10)];
  if (made.op == is_null) return made;
  if (one_in(4)) {
    made.is = oracle::condition::form::compare_with_claim;
    made.claim = static_cast<std::size_t>(below(static_cast<int>(c.claims.size())));
    return made;
  }
  const int count = made.op != in ? 1 : one_in(6) ? 20 : 1 + below(5);
  for (int i = 0; i < count; ++i) made.literals.push_back(literal(c, made.column));
  if (made.op == starts_with) {
    auto& prefix = std::get<std::string>(made.literals[0]);
    if (one_in(2)) {
      prefix.resize(std::min<std::size_t>(prefix.size(), static_cast<std::size_t>(1 + below(4))));
      // A prefix is text, too: what was broken off goes.
      while (!prefix.empty() && (static_cast<unsigned char>(prefix.back()) & 0x80) != 0) prefix.pop_back();
    }
  }
  return made;
}

// Much negation and conjunction: what becomes of "unknown" under them is where executors differ.
oracle::condition generator::condition(const test_case& c, int depth, std::optional<int> only_group) {
  using enum oracle::condition::form;
  const int choice = depth == 0 ? 99 : below(100);
  if (choice >= 70) return comparison_of(c, only_group);
  oracle::condition made;
  made.is = choice < 25 ? negate : choice < 52 ? all_of : any_of;
  if (made.is == negate) {
    made.parts.push_back(condition(c, depth - 1, only_group));
    return made;
  }
  // Most alternatives are about one group of columns, as they must be where roles are combined per column.
  if (!only_group && !one_in(5)) {
    const std::vector<int> groups = c.surroundings().groups;
    if (made.is == any_of || one_in(2)) only_group = groups[static_cast<std::size_t>(below(static_cast<int>(groups.size())))];
  }
  for (int i = 0, count = one_in(5) ? 3 : 2; i < count; ++i) made.parts.push_back(condition(c, depth - 1, only_group));
  return made;
}

oracle::claim generator::claim(const test_case& c) {
  oracle::claim made;
  made.is_there = !one_in(6);
  made.is_list = one_in(2);
  // Usually of one kind, and sometimes with one value that does not fit.
  const std::size_t column = static_cast<std::size_t>(below(static_cast<int>(c.columns.size())));
  for (int i = 0, count = made.is_list ? below(5) : 1; i < count; ++i)
    made.values.push_back(as_claim(one_in(12) ? any(static_cast<oracle::kind>(below(7))) : literal(c, column)));
  return made;
}

void generator::draw_policy(test_case& c) {
  c.how = static_cast<oracle::combination>(below(3));
  c.claims.clear();
  for (int i = 0; i < 4; ++i) c.claims.push_back(claim(c));
  c.roles.clear();
  for (int i = 0, count = 1 + below(5); i < count; ++i) c.roles.push_back({condition(c, below(4), {}), !one_in(4)});
  c.is_admin = one_in(40);
  c.is_allowed = !one_in(40);
}

void generator::make_policy(test_case& c) {
  for (int attempt = 0; attempt < 5; ++attempt) {
    draw_policy(c);
    if (is_mixed(c)) {
      if (one_in(3)) return;  // refusals are part of the rules
      continue;
    }
    const std::size_t shown = expected_rows(c).size();
    if ((shown > 0 && shown < c.rows.size()) || one_in(4)) return;
  }
}

}  // namespace property
