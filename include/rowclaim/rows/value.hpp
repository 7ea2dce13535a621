// SPDX-License-Identifier: BSL-1.0
// The scalars that columns hold and conditions compare with.
#pragma once

#include <rowclaim/core/hash.hpp>
#include <rowclaim/core/version.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rowclaim::inline v0_1 {

enum class value_kind : std::uint8_t {
  boolean,
  integer,    ///< 64 bits, signed
  real,       ///< double; NaN counts as null
  string,     ///< bytes, compared as bytes
  date,       ///< days since 1970-01-01
  time,       ///< nanoseconds since midnight
  timestamp,  ///< UTC
  null,       ///< only in a condition that compares with a null literal, which is refused
};

constexpr std::string_view name(value_kind kind) {
  switch (kind) {
    case value_kind::boolean: return "bool";
    case value_kind::integer: return "int64";
    case value_kind::real: return "double";
    case value_kind::string: return "string";
    case value_kind::date: return "date";
    case value_kind::time: return "time";
    case value_kind::timestamp: return "timestamp";
    case value_kind::null: return "null";
  }
  return "unknown";
}

/// A point in time: microseconds since 1970-01-01T00:00:00Z, rounded down, and the nanoseconds that remain.
struct instant {
  std::int64_t microseconds = 0;
  std::int32_t nanoseconds = 0;  ///< 0 to 999

  friend constexpr auto operator<=>(const instant&, const instant&) = default;
};

namespace detail {

// Days of the proleptic Gregorian calendar, counted in years that begin in March so that leap days come last.
constexpr std::int64_t days_since_epoch(std::int64_t year, unsigned month, unsigned day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * static_cast<std::int64_t>(month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

constexpr unsigned days_in_month(std::int64_t year, unsigned month) {
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  constexpr unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap ? 29 : days[month - 1];
}

}  // namespace detail

/// A day of the calendar: `date(2026, 11, 22)`. A day that does not exist makes the policy that compares with it unsound.
struct date {
  std::int32_t days = 0;  ///< since 1970-01-01
  bool is_valid = true;

  constexpr date() = default;
  constexpr explicit date(std::int32_t days_since_1970) : days(days_since_1970) {}
  constexpr date(int year, unsigned month, unsigned day)
      : is_valid(year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= detail::days_in_month(year, month)) {
    if (is_valid) days = static_cast<std::int32_t>(detail::days_since_epoch(year, month, day));
  }

  friend constexpr bool operator==(const date&, const date&) = default;
};

/// A time of the day: `time_of_day(13, 45)`.
struct time_of_day {
  std::int64_t nanoseconds = 0;  ///< since midnight
  bool is_valid = true;

  constexpr time_of_day() = default;
  constexpr time_of_day(unsigned hour, unsigned minute, unsigned second = 0, std::uint32_t nanosecond = 0)
      : is_valid(hour < 24 && minute < 60 && second < 60 && nanosecond < 1'000'000'000) {
    if (is_valid) nanoseconds = (static_cast<std::int64_t>(hour) * 3600 + minute * 60 + second) * 1'000'000'000 + nanosecond;
  }

  friend constexpr bool operator==(const time_of_day&, const time_of_day&) = default;
};

/// A point in time in UTC: `timestamp(date(2026, 11, 22), time_of_day(13, 45))`.
struct timestamp {
  instant at{};
  bool is_valid = true;

  constexpr timestamp() = default;
  constexpr explicit timestamp(instant i) : at(i) {}
  constexpr timestamp(date day, time_of_day time)
      : is_valid(day.is_valid && time.is_valid && day.days > -furthest_day && day.days < furthest_day) {
    if (is_valid)
      at = {static_cast<std::int64_t>(day.days) * 86'400'000'000 + time.nanoseconds / 1000,
            static_cast<std::int32_t>(time.nanoseconds % 1000)};
  }

  friend constexpr bool operator==(const timestamp&, const timestamp&) = default;

 private:
  static constexpr std::int32_t furthest_day = 100'000'000;  // what microseconds in 64 bits can hold
};

/// A scalar of any kind. Text is not owned: it lies in the policy, or in what the plan keeps.
struct value {
  value_kind kind = value_kind::null;
  bool is_valid = true;       ///< false for NaN and for dates and times that do not exist
  std::int32_t nanoseconds = 0;  ///< the rest of a timestamp
  std::int64_t integer = 0;   ///< also booleans, days, nanoseconds since midnight, microseconds
  double real = 0;
  std::string_view text = {};

  static constexpr value of(bool truth) { return {.kind = value_kind::boolean, .integer = truth ? 1 : 0}; }
  static constexpr value of(std::int64_t number) { return {.kind = value_kind::integer, .integer = number}; }
  static constexpr value of(double number) {
    return {.kind = value_kind::real, .is_valid = number == number, .real = number};  // NaN alone differs from itself
  }
  static constexpr value of(std::string_view text) { return {.kind = value_kind::string, .text = text}; }
  static constexpr value of(const char* text) { return of(std::string_view(text)); }  // or it would be taken for a truth
  static constexpr value of(date day) { return {.kind = value_kind::date, .is_valid = day.is_valid, .integer = day.days}; }
  static constexpr value of(time_of_day time) {
    return {.kind = value_kind::time, .is_valid = time.is_valid, .integer = time.nanoseconds};
  }
  static constexpr value of(timestamp time) {
    return {.kind = value_kind::timestamp,
            .is_valid = time.is_valid,
            .nanoseconds = time.at.nanoseconds,
            .integer = time.at.microseconds};
  }

  friend constexpr bool operator==(const value& a, const value& b) {
    return a.kind == b.kind && a.nanoseconds == b.nanoseconds && a.integer == b.integer && a.real == b.real && a.text == b.text;
  }
};

namespace detail {

/// An order among values of one kind, for sets without duplicates.
constexpr bool comes_before(const value& a, const value& b) {
  if (a.kind == value_kind::string) return order_of_bytes(a.text, b.text) < 0;
  if (a.kind == value_kind::real) return a.real < b.real;
  return a.integer != b.integer ? a.integer < b.integer : a.nanoseconds < b.nanoseconds;
}
constexpr bool are_same(const value& a, const value& b) { return !comes_before(a, b) && !comes_before(b, a); }

constexpr bool read_digits(std::string_view& text, std::size_t count, unsigned& number) {
  if (text.size() < count) return false;
  number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    number = number * 10 + static_cast<unsigned>(text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}
constexpr bool read_character(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

constexpr std::optional<date> take_date(std::string_view& text) {
  unsigned year = 0;
  unsigned month = 0;
  unsigned day = 0;
  if (!read_digits(text, 4, year) || !read_character(text, '-') || !read_digits(text, 2, month) || !read_character(text, '-') ||
      !read_digits(text, 2, day))
    return std::nullopt;
  const date result(static_cast<int>(year), month, day);
  return result.is_valid ? std::optional(result) : std::nullopt;
}
constexpr std::optional<time_of_day> take_time(std::string_view& text) {
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  if (!read_digits(text, 2, hour) || !read_character(text, ':') || !read_digits(text, 2, minute) || !read_character(text, ':') ||
      !read_digits(text, 2, second))
    return std::nullopt;
  std::uint32_t fraction = 0;
  if (read_character(text, '.')) {
    std::uint32_t unit = 100'000'000;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits) {
      if (digits == 9) return std::nullopt;
      fraction += static_cast<std::uint32_t>(text.front() - '0') * unit;
      unit /= 10;
    }
    if (digits == 0) return std::nullopt;
  }
  const time_of_day result(hour, minute, second, fraction);
  return result.is_valid ? std::optional(result) : std::nullopt;
}

}  // namespace detail

/// Reads `2026-11-22` (ISO 8601, RFC 3339 `full-date`); nothing if it is anything else or no day of the calendar.
constexpr std::optional<date> parse_date(std::string_view text) {
  const auto day = detail::take_date(text);
  return text.empty() ? day : std::nullopt;
}
/// Reads `13:45:00` with up to nine decimals of a second.
constexpr std::optional<time_of_day> parse_time(std::string_view text) {
  const auto time = detail::take_time(text);
  return text.empty() ? time : std::nullopt;
}
/// Reads `2026-11-22T13:45:00Z` (RFC 3339 in UTC).
constexpr std::optional<timestamp> parse_timestamp(std::string_view text) {
  const auto day = detail::take_date(text);
  if (!day || !detail::read_character(text, 'T')) return std::nullopt;
  const auto time = detail::take_time(text);
  if (!time || !detail::read_character(text, 'Z') || !text.empty()) return std::nullopt;
  return timestamp(*day, *time);
}

}  // namespace rowclaim::inline v0_1
