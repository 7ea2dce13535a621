// SPDX-License-Identifier: BSL-1.0
// A plan as SQL: the condition of a WHERE clause, or a query whose rows it has filtered, for the dialects of several databases.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/rows/detail/sql_names.hpp>
#include <rowclaim/rows/detail/sql_where.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/sql_dialect.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1::sql {

/// The condition of a plan, for a WHERE clause or another condition.
///
/// Parameters are numbered from `first_parameter` where the dialect numbers them. Errors, with the column's name: `sql_name_unusable` for
/// a name that the dialect cannot say, `sql_value_unusable` for text that is not UTF-8 where the database has no other.
/// Complexity: linear in the plan.
[[nodiscard]] inline result<where_clause> where(const plan& p, dialect of, std::size_t first_parameter = 1) {
  return detail::where_writer(p, of, detail::values_are::parameters, first_parameter).write();
}

/// The condition of a plan with its values as literals, for what has no parameters: the definition of a view or of a policy.
///
/// Prefer `where` for queries. Errors: those of `where`.
[[nodiscard]] inline result<std::string> literal_where(const plan& p, dialect of) {
  auto written = detail::where_writer(p, of, detail::values_are::literals, 1).write();
  if (!written) return written.error();
  return std::move(written->text);
}

/// Whether the database may look at a query's own conditions before it has left out the hidden rows.
enum class evaluation : std::uint8_t {
  hidden_rows_first,  ///< never: they meet visible rows alone, and no index that they would need is used
  any_order,  ///< it may, if it finds that faster; a condition that fails or tells of the rows it meets then meets hidden ones
};

struct select_options {
  std::string_view schema = {};  ///< or the database, or the catalogue: what stands before the table's name; nothing if empty
  std::size_t first_parameter = 1;
  evaluation order = evaluation::hidden_rows_first;
};

/// A query over the visible rows of a table, to which a caller adds conditions, an order or a limit, or which stands where a table would.
///
/// Result: `SELECT * FROM (SELECT * FROM "sales" WHERE ...) AS "sales"`. Errors: those of `where`, also for the table's name.
[[nodiscard]] inline result<statement> select(const plan& p, dialect of, std::string_view table,
                                              const select_options& options = {}) {
  auto name = detail::quoted_name(table, of);
  if (!name) return name.error();
  std::string source = *name;
  if (!options.schema.empty()) {
    const auto schema = detail::quoted_name(options.schema, of);
    if (!schema) return schema.error();
    source = *schema + "." + source;
  }
  auto condition = where(p, of, options.first_parameter);
  if (!condition) return condition.error();
  std::string text = "SELECT * FROM (SELECT * FROM " + source + " WHERE " + condition->text;
  // No optimiser moves a condition into a query that counts rows.
  if (options.order == evaluation::hidden_rows_first) text += detail::fence(of);
  return statement{text + ") AS " + *name, std::move(condition->values)};
}

}  // namespace rowclaim::inline v0_1::sql
