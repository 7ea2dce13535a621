// SPDX-License-Identifier: BSL-1.0
// Values as the databases write them, and which values a column of theirs can have at all.
#pragma once

#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/sql_dialect.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

// IWYU pragma: private, include <rowclaim/rows/sql.hpp>

namespace rowclaim::inline v0_1::sql::detail {

using rowclaim::detail::append_date;
using rowclaim::detail::append_padded;
using rowclaim::detail::append_time;
using rowclaim::detail::days_since_epoch;

inline constexpr std::int64_t nanoseconds_of_day = 86'400'000'000'000;
inline constexpr std::int64_t microseconds_of_day = 86'400'000'000;
/// Timestamps count as null from here on, in both directions; see `column_traits`.
inline constexpr std::int64_t furthest_microseconds = (std::int64_t{1} << 43) * 1'000'000;

/// Whether columns of a kind are kept as whole numbers, as the database has no type for them, or none that all its versions know.
constexpr bool is_kept_as_number(value_kind kind, dialect of) {
  if (of == sqlite) return kind == value_kind::time || kind == value_kind::timestamp;
  return of == clickhouse && (kind == value_kind::time || kind == value_kind::date);
}

/// The decimals of a second that times and timestamps of a column may have: 9, or 6.
constexpr bool has_only_microseconds(value_kind kind, dialect of) {
  if (of == postgresql || of == mysql || of == duckdb) return true;
  return of == sqlite && kind == value_kind::timestamp;
}

// ---- where a value lies among those that a column can have

enum class place : std::uint8_t { held, between, below_all, above_all };

struct fitted_value {
  place where = place::held;
  value nearest;  ///< the value itself, or the greatest below it that a column can have
};

struct day_range {
  std::int64_t first = std::numeric_limits<std::int64_t>::min();
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
};
/// The days that the database's dates and timestamps reach.
constexpr day_range days_of(value_kind kind, dialect of) {
  constexpr day_range four_digits{days_since_epoch(0, 1, 1), days_since_epoch(9999, 12, 31)};
  if (is_kept_as_number(kind, of)) return {};
  const bool is_date = kind == value_kind::date;
  switch (of) {
    case postgresql: return {-2'440'588, is_date ? 2'145'042'905 : 106'751'990};  // from Julian day 0
    case duckdb: return is_date ? day_range{-2'147'483'646, 2'147'483'646} : day_range{};
    case clickhouse: return {days_since_epoch(1900, 1, 1), days_since_epoch(2299, 12, 31)};
    case ansi: return {days_since_epoch(1, 1, 1), days_since_epoch(9999, 12, 31)};
    case mysql:
    case sqlite: break;
  }
  return four_digits;
}

inline fitted_value fit_number(const value& v, std::int64_t unit, day_range days) {
  const std::int64_t day = v.integer >= 0 ? v.integer / unit : (v.integer + 1) / unit - 1;
  if (day < days.first) return {place::below_all, v};
  if (day > days.last) return {place::above_all, v};
  return {place::held, v};
}

inline fitted_value fit(const value& v, dialect of) {
  switch (v.kind) {
    case value_kind::string:
      // PostgreSQL has no text with zero bytes: what is up to the part before the zero is less, and all else is greater.
      if (const auto zero = v.text.find('\0'); of == postgresql && zero != std::string_view::npos)
        return {place::between, value::of(v.text.substr(0, zero))};
      return {place::held, v};
    case value_kind::real:
      if (of == mysql && std::isinf(v.real)) return {v.real > 0 ? place::above_all : place::below_all, v};
      return {place::held, v};
    case value_kind::date: return fit_number(v, 1, days_of(v.kind, of));
    case value_kind::time: {
      if (v.integer < 0) return {place::below_all, v};
      if (v.integer >= nanoseconds_of_day) return {place::above_all, v};
      fitted_value fitted{place::held, v};
      if (const std::int64_t rest = v.integer % 1000; rest != 0 && has_only_microseconds(v.kind, of)) {
        fitted.where = place::between;
        fitted.nearest.integer -= rest;
      }
      return fitted;
    }
    case value_kind::timestamp: {
      if (v.integer >= furthest_microseconds) return {place::above_all, v};
      if (v.integer <= -furthest_microseconds) return {place::below_all, v};
      fitted_value fitted = fit_number(v, microseconds_of_day, days_of(v.kind, of));
      if (fitted.where == place::held && v.nanoseconds != 0 && has_only_microseconds(v.kind, of)) {
        fitted.where = place::between;
        fitted.nearest.nanoseconds = 0;
      }
      return fitted;
    }
    case value_kind::boolean:
    case value_kind::integer:
    case value_kind::null: break;
  }
  return {place::held, v};
}

/// Whether bytes are well-formed UTF-8, without which most databases take them for no text.
constexpr bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || text.size() - at < length) return false;
    for (std::size_t i = 1; i < length; ++i)
      if ((byte(i) & 0xc0) != 0x80) return false;
    if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) || (first == 0xf0 && byte(1) < 0x90) ||
        (first == 0xf4 && byte(1) > 0x8f))
      return false;
    at += length;
  }
  return true;
}

// ---- dates and times as text

/// A day with its year before Christ or with more than four digits, if the database reads such years.
inline std::string date_text(std::int64_t days, dialect of, std::string_view behind = {}) {
  constexpr std::int64_t days_of_era = 146'097;
  const std::int64_t since_year_0 = days - days_since_epoch(0, 1, 1);
  const std::int64_t era = since_year_0 >= 0 ? since_year_0 / days_of_era : (since_year_0 + 1) / days_of_era - 1;
  std::string within;
  append_date(within, days - era * days_of_era);
  std::int64_t year = era * 400;
  for (std::size_t i = 0, unit = 1000; i < 4; ++i, unit /= 10) year += static_cast<std::int64_t>(unit) * (within[i] - '0');
  const bool is_before_christ = year < 1 && (of == postgresql || of == duckdb);
  std::string text;
  append_padded(text, is_before_christ ? 1 - year : year, 4);
  text.append(within, 4);
  if (is_before_christ && of == duckdb) text.append(" (BC)");
  text.append(behind);
  if (is_before_christ && of == postgresql) text.append(" BC");
  return text;
}

inline std::string time_text(std::int64_t nanoseconds) {
  std::string text;
  append_time(text, nanoseconds);
  return text;
}

inline std::string timestamp_text(const value& v, dialect of) {
  const std::int64_t days = v.integer >= 0 ? v.integer / microseconds_of_day : (v.integer + 1) / microseconds_of_day - 1;
  std::string time = of == postgresql ? "T" : " ";
  append_time(time, (v.integer - days * microseconds_of_day) * 1000 + v.nanoseconds);
  if (of == postgresql) time += 'Z';
  return date_text(days, of, time);
}

inline std::string clock_text(const value& v, dialect of) {
  return v.kind == value_kind::date   ? date_text(v.integer, of)
         : v.kind == value_kind::time ? time_text(v.integer)
                                      : timestamp_text(v, of);
}

// ---- types

/// What a parameter is taken for; empty where it is what it is.
constexpr std::string_view type_of(value_kind kind, dialect of) {
  struct names {
    std::string_view boolean, integer, real, string, date, time, timestamp;
  };
  constexpr names known[] = {
      {"boolean", "bigint", "double precision", "text", "date", "time", "timestamptz"},
      {"", "SIGNED", "DOUBLE", "", "DATE", "TIME(6)", "DATETIME(6)"},
      {"", "", "", "", "", "", ""},
      {"BOOLEAN", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIME", "TIMESTAMP"},
      {"UInt8", "Int64", "Float64", "String", "Int64", "Int64", "DateTime64(9, 'UTC')"},
      {"BOOLEAN", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIME(9)", "TIMESTAMP(9)"},
  };
  const names& own = known[static_cast<std::size_t>(of)];
  switch (kind) {
    case value_kind::boolean: return own.boolean;
    case value_kind::integer: return own.integer;
    case value_kind::real: return own.real;
    case value_kind::string: return own.string;
    case value_kind::date: return own.date;
    case value_kind::time: return own.time;
    case value_kind::timestamp: return own.timestamp;
    case value_kind::null: break;
  }
  return {};
}

/// Text without any character that needs care, as a value of a type.
inline std::string typed_literal(std::string_view plain, std::string_view type, dialect of) {
  const std::string quoted = "'" + std::string(plain) + "'";
  if (type.empty()) return quoted;  // SQLite's dates are text
  return of == postgresql ? quoted + "::" + std::string(type) : "CAST(" + quoted + " AS " + std::string(type) + ")";
}

// ---- literals

inline std::string integer_literal(std::int64_t number, dialect of) {
  if (of == postgresql) return typed_literal(std::to_string(number), "bigint", of);
  // The sign is an operator, and what is behind it would be too large.
  if (number == std::numeric_limits<std::int64_t>::min()) return "(-9223372036854775807 - 1)";
  return std::to_string(number);
}

/// SQLite rounds decimals in its own way: a whole number times or through powers of two is exact in every database.
inline std::string exact_real_literal(double number) {
  int exponent = 0;
  const auto mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(number, &exponent), 53));
  exponent -= 53;
  std::string text = "(" + std::to_string(mantissa) + ".0";
  const char* const operation = exponent < 0 ? " / " : " * ";
  for (int left = exponent < 0 ? -exponent : exponent; left > 0;) {
    const int step = left < 52 ? left : 52;
    text.append(operation).append(std::to_string(std::int64_t{1} << step)).append(".0");
    left -= step;
  }
  return text + ")";
}

inline std::string real_literal(double number, dialect of) {
  if (std::isinf(number)) {
    const bool is_negative = number < 0;
    if (of == sqlite) return is_negative ? "-9e999" : "9e999";
    if (of == clickhouse) return is_negative ? "-inf" : "inf";
    return typed_literal(is_negative ? "-Infinity" : "Infinity", type_of(value_kind::real, of), of);
  }
  constexpr double largest_whole = 9007199254740992.0;  // all whole numbers up to here are doubles
  if (of == sqlite) {
    if (std::abs(number) <= largest_whole && std::trunc(number) == number)
      return std::to_string(static_cast<std::int64_t>(number)) + ".0";
    return exact_real_literal(number);
  }
  // ClickHouse takes what is too small for a full mantissa for a mistake.
  if (of == clickhouse && std::fpclassify(number) == FP_SUBNORMAL) return exact_real_literal(number);
  char digits[32];
  const std::string text(digits, std::to_chars(digits, digits + sizeof digits, number, std::chars_format::scientific).ptr);
  if (of == mysql || of == clickhouse) return text;  // an exponent makes a double of it
  return typed_literal(text, type_of(value_kind::real, of), of);
}

inline std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

/// Text in quotes, with some characters written by their numbers beside it.
inline std::string spliced_literal(std::string_view text, std::string_view by_number, std::string_view function) {
  std::string out = "'";
  bool is_spliced = false;
  for (const char c : text) {
    if (by_number.find(c) != std::string_view::npos) {
      out.append("' || ").append(function).append("(").append(std::to_string(static_cast<unsigned char>(c))).append(") || '");
      is_spliced = true;
    } else {
      if (c == '\'') out += '\'';
      out += c;
    }
  }
  out += '\'';
  return is_spliced ? "(" + out + ")" : out;
}

inline std::string text_literal(std::string_view text, dialect of) {
  constexpr std::string_view zero("\0", 1);
  constexpr std::string_view unsafe_for_spark("\0'\\", 3);  // it takes a backslash for an escape, and '' for nothing
  switch (of) {
    case postgresql: {
      // With an E, backslashes are escapes whatever standard_conforming_strings says.
      std::string out = "E'";
      for (const char c : text) {
        if (c == '\'' || c == '\\') out += c;
        out += c;
      }
      return out + "'::text";
    }
    case mysql: return "X'" + hexadecimal(text) + "'";  // NO_BACKSLASH_ESCAPES has no say in it
    case sqlite: return spliced_literal(text, zero, "char");
    case duckdb: return spliced_literal(text, zero, "chr");
    case clickhouse: {
      std::string out = "'";
      for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        if (c == '\0') out += "\\0";
        else out += c;
      }
      return out + "'";
    }
    case ansi: return spliced_literal(text, unsafe_for_spark, "chr");
  }
  return "NULL";
}

/// A value as text that needs no parameter. Requires: the column can have it; see `fit`.
inline std::string literal(const value& v, dialect of) {
  switch (v.kind) {
    case value_kind::boolean:
      if (of == sqlite || of == clickhouse) return v.integer != 0 ? "1" : "0";
      return v.integer != 0 ? "TRUE" : "FALSE";
    case value_kind::integer: return integer_literal(v.integer, of);
    case value_kind::real: return real_literal(v.real, of);
    case value_kind::string: return text_literal(v.text, of);
    case value_kind::date:
    case value_kind::time:
    case value_kind::timestamp: {
      if (is_kept_as_number(v.kind, of)) return integer_literal(v.integer, of);
      const std::string text = clock_text(v, of);
      if (of != clickhouse) return typed_literal(text, type_of(v.kind, of), of);
      // An old server has no function for fractions, and no column with any.
      constexpr std::int64_t last_of_short_type = 4'294'967'295'000'000;
      const bool is_short = v.nanoseconds == 0 && v.integer % 1'000'000 == 0 && v.integer >= 0 && v.integer <= last_of_short_type;
      if (is_short) return "toDateTime('" + text + "', 'UTC')";
      return "toDateTime64('" + text + (v.nanoseconds == 0 ? "', 6, 'UTC')" : "', 9, 'UTC')");
    }
    case value_kind::null: break;
  }
  return "NULL";
}

}  // namespace rowclaim::inline v0_1::sql::detail
