// SPDX-License-Identifier: BSL-1.0
// Names of tables and columns as the databases read them back, whatever characters are in them.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/rows/sql_dialect.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// IWYU pragma: private, include <rowclaim/rows/sql.hpp>

namespace rowclaim::inline v0_1::sql::detail {

/// Quotes a name. Errors: `sql_name_unusable` if the database could not say it, or would take it for another one.
inline result<std::string> quoted_name(std::string_view name, dialect of) {
  // What is longer is cut off by these two, so that it could name another column.
  const std::size_t longest = of == postgresql ? 63 : of == mysql ? 64 : std::string_view::npos;
  if (name.empty() || name.size() > longest || name.find('\0') != std::string_view::npos)
    return error{errc::sql_name_unusable, step::rows};
  // SQLite takes a name in double quotes for text if there is no such column, and text is not null.
  const char quote = of == mysql || of == clickhouse || of == sqlite ? '`' : '"';
  std::string text(1, quote);
  for (const char c : name) {
    if (of == clickhouse && (c == quote || c == '\\')) text += '\\';
    else if (c == quote) text += quote;
    text += c;
  }
  return text + quote;
}

/// What keeps the conditions around a query out of it; nothing where no wording is known that does.
constexpr std::string_view fence(dialect of) {
  switch (of) {
    case dialect::postgresql: return " OFFSET 0";
    case dialect::sqlite: return " LIMIT -1 OFFSET 0";
    case dialect::mysql:
    case dialect::duckdb:
    case dialect::clickhouse: return " LIMIT 9223372036854775807";
    case dialect::ansi: break;
  }
  return {};
}

}  // namespace rowclaim::inline v0_1::sql::detail
