// SPDX-License-Identifier: BSL-1.0
// What the format strings of the Arrow C data interface mean for a column, and what they are called.
#pragma once

#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/value.hpp>

#include <cstdint>
#include <string_view>

// IWYU pragma: private, include <rowclaim/rows/arrow.hpp>

namespace rowclaim::inline v0_1::detail {

/// A type of Arrow's that columns can have.
struct arrow_type {
  std::string_view format;
  std::string_view name;
  value_kind kind = value_kind::null;
  column_layout layout = column_layout::nothing;
  time_unit unit = time_unit::days;
};

// Bytes are texts, too: texts compare by bytes, and some producers call texts so.
inline constexpr arrow_type arrow_types[] = {
    {"n", "null"},
    {"b", "boolean", value_kind::boolean, column_layout::bits},
    {"c", "int8", value_kind::integer, column_layout::int8},
    {"C", "uint8", value_kind::integer, column_layout::uint8},
    {"s", "int16", value_kind::integer, column_layout::int16},
    {"S", "uint16", value_kind::integer, column_layout::uint16},
    {"i", "int32", value_kind::integer, column_layout::int32},
    {"I", "uint32", value_kind::integer, column_layout::uint32},
    {"l", "int64", value_kind::integer, column_layout::int64},
    {"L", "uint64", value_kind::integer, column_layout::uint64},
    {"f", "float32", value_kind::real, column_layout::float32},
    {"g", "float64", value_kind::real, column_layout::float64},
    {"u", "utf8", value_kind::string, column_layout::text_32},
    {"U", "large utf8", value_kind::string, column_layout::text_64},
    {"vu", "utf8 view", value_kind::string, column_layout::text_views},
    {"z", "binary", value_kind::string, column_layout::text_32},
    {"Z", "large binary", value_kind::string, column_layout::text_64},
    {"vz", "binary view", value_kind::string, column_layout::text_views},
    {"tdD", "date32", value_kind::date, column_layout::int32, time_unit::days},
    {"tdm", "date64", value_kind::date, column_layout::int64, time_unit::milliseconds},
    {"tts", "time32 in seconds", value_kind::time, column_layout::int32, time_unit::seconds},
    {"ttm", "time32 in milliseconds", value_kind::time, column_layout::int32, time_unit::milliseconds},
    {"ttu", "time64 in microseconds", value_kind::time, column_layout::int64, time_unit::microseconds},
    {"ttn", "time64 in nanoseconds", value_kind::time, column_layout::int64, time_unit::nanoseconds},
    // With any zone behind the colon or none: the number is a point in time in UTC.
    {"tss:", "timestamp in seconds", value_kind::timestamp, column_layout::int64, time_unit::seconds},
    {"tsm:", "timestamp in milliseconds", value_kind::timestamp, column_layout::int64, time_unit::milliseconds},
    {"tsu:", "timestamp in microseconds", value_kind::timestamp, column_layout::int64, time_unit::microseconds},
    {"tsn:", "timestamp in nanoseconds", value_kind::timestamp, column_layout::int64, time_unit::nanoseconds},
};

/// The type that a format string stands for; null for one that no column has.
constexpr const arrow_type* find_arrow_type(std::string_view format) {
  for (const arrow_type& type : arrow_types)
    if (type.format.ends_with(':') ? format.starts_with(type.format) : format == type.format) return &type;
  return nullptr;
}

/// What Arrow calls the types that no column has.
constexpr std::string_view name_of_other_arrow_type(std::string_view format) {
  struct named {
    std::string_view beginning;
    std::string_view name;
  };
  constexpr named others[] = {
      {"e", "float16"},
      {"d:", "decimal"},
      {"w:", "fixed-size binary"},
      {"tD", "duration"},
      {"ti", "interval"},
      {"+l", "list"},
      {"+L", "large list"},
      {"+vl", "list view"},
      {"+vL", "large list view"},
      {"+w:", "fixed-size list"},
      {"+s", "struct"},
      {"+m", "map"},
      {"+u", "union"},
      {"+r", "run-end encoded"},
  };
  for (const named& other : others)
    if (format.starts_with(other.beginning)) return other.name;
  return "unknown";
}

constexpr bool is_integer(column_layout layout) { return layout >= column_layout::int8 && layout <= column_layout::uint64; }

}  // namespace rowclaim::inline v0_1::detail
