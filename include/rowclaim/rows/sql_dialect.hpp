// SPDX-License-Identifier: BSL-1.0
// The databases that a plan can be written for, and what is handed to them: text with its values apart.
#pragma once

#include <rowclaim/rows/value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1::sql {

/// Whose SQL to write. How columns must be declared for each is in docs/reference/rows.md.
enum class dialect : std::uint8_t {
  postgresql,
  mysql,  ///< MariaDB, too
  sqlite,
  duckdb,
  clickhouse,
  ansi,  ///< Trino and Spark
};
using enum dialect;

inline constexpr std::array dialects{postgresql, mysql, sqlite, duckdb, clickhouse, ansi};

constexpr std::string_view name(dialect of) {
  switch (of) {
    case dialect::postgresql: return "postgresql";
    case dialect::mysql: return "mysql";
    case dialect::sqlite: return "sqlite";
    case dialect::duckdb: return "duckdb";
    case dialect::clickhouse: return "clickhouse";
    case dialect::ansi: return "ansi";
  }
  return "unknown";
}

/// The dialect of that name; nothing if there is none.
constexpr std::optional<dialect> dialect_named(std::string_view sought) {
  for (const dialect one : dialects)
    if (name(one) == sought) return one;
  return std::nullopt;
}

/// A value to bind, in the order of the parameters. It owns its text.
///
/// The kind says how it is bound: booleans and integers as `integer`, reals as `real`, all others as `text`. A time that a database
/// keeps as a number is an integer here.
struct bound_value {
  value_kind kind = value_kind::null;
  std::int64_t integer = 0;  ///< also booleans
  double real = 0;
  std::string text = {};  ///< also dates, times and timestamps, as the database reads them; timestamps are in UTC

  friend bool operator==(const bound_value&, const bound_value&) = default;
};

/// A condition and its values. Nothing of a value is in the text.
struct where_clause {
  std::string text;  ///< `1=1` for every row, `1=0` for none
  std::vector<bound_value> values;

  friend bool operator==(const where_clause&, const where_clause&) = default;
};

/// A whole query and its values.
struct statement {
  std::string text;
  std::vector<bound_value> values;

  friend bool operator==(const statement&, const statement&) = default;
};

}  // namespace rowclaim::inline v0_1::sql
