// SPDX-License-Identifier: BSL-1.0
// A plan as SQL: the condition of a WHERE clause with its values apart, for the dialects of several databases.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

/// A value to bind, in the order of the parameters. It owns its text.
struct bound_value {
  value_kind kind = value_kind::null;
  std::int64_t integer = 0;  ///< also booleans; for SQLite nanoseconds since midnight and microseconds since 1970
  double real = 0;
  std::string text = {};  ///< also dates, times and timestamps, as ISO 8601 writes them; of timestamps in UTC
};

/// A condition and its values. Nothing of a value is in the text.
struct where_clause {
  std::string text;  ///< `1=1` for every row, `1=0` for none
  std::vector<bound_value> values;
};

namespace detail {

using namespace rowclaim::detail;

/// Quotes a name that the policy declares. Errors: `sql_name_unusable` if the database would take it for another one.
inline result<std::string> quoted_name(std::string_view name, dialect of) {
  // What is longer is cut off by these two, so that it could name another column.
  const std::size_t longest = of == postgresql ? 63 : of == mysql ? 64 : std::string_view::npos;
  if (name.empty() || name.size() > longest || name.find('\0') != std::string_view::npos)
    return error{errc::sql_name_unusable, step::rows};
  const char quote = of == mysql || of == clickhouse ? '`' : '"';
  std::string text(1, quote);
  for (const char c : name) {
    if (c == quote || (of == clickhouse && c == '\\')) text += of == clickhouse ? '\\' : quote;
    text += c;
  }
  return text + quote;
}

/// Writes the condition of one plan. A comparison is written so that it is true of the same rows as in memory; whether it is false or
/// unknown of the others makes no difference, as a plan has no negation.
class where_writer {
 public:
  where_writer(const plan& p, dialect of, std::size_t first_parameter) : plan_(p), dialect_(of), next_parameter_(first_parameter) {}

  result<where_clause> write() {
    if (plan_.shows_all()) return where_clause{"1=1", {}};
    if (plan_.shows_none()) return where_clause{"1=0", {}};
    if (auto written = write_node(0); !written) return written.error();
    return std::move(out_);
  }

 private:
  using node_kind = plan_node::node_kind;

  void put(std::string_view text) { out_.text.append(text); }

  result<void> write_node(std::size_t at) {
    const plan_node& node = plan_.nodes()[at];
    if (node.kind == node_kind::compare) return write_comparison(node);
    std::string_view before = "(";
    for (std::size_t part = at + 1; part < at + node.extent; part += plan_.nodes()[part].extent) {
      put(before);
      if (auto written = write_node(part); !written) return written;
      before = node.kind == node_kind::all_of ? " AND " : " OR ";
    }
    put(")");
    return {};
  }

  result<void> write_comparison(const plan_node& node) {
    const column_info& column = plan_.table()->columns[node.column];
    auto quoted = quoted_name(column.name, dialect_);
    if (!quoted) return quoted.error();
    column_ = std::move(*quoted);
    kind_ = column.kind;
    const std::span<const value> values = plan_.values(node);
    switch (node.op) {
      case comparison::is_null: write_is_null(); break;
      case comparison::is_not_null: write_is_not_null(); break;
      case comparison::equal:
      case comparison::in: write_set(values, true); break;
      case comparison::not_equal:
      case comparison::not_in: write_set(values, false); break;
      case comparison::less:
      case comparison::less_equal:
      case comparison::greater:
      case comparison::greater_equal: write_order(node.op, values.front()); break;
      case comparison::starts_with: write_prefix(values.front().text, true); break;
      case comparison::does_not_start_with: write_prefix(values.front().text, false); break;
    }
    return {};
  }

  // ---- NaN, which is null here

  bool may_be_nan() const { return kind_ == value_kind::real && dialect_ != mysql && dialect_ != sqlite; }
  // True of every number, and of no NaN: where NaN is a number to the database, it is the largest.
  void write_is_number() {
    put("(");
    put(column_);
    switch (dialect_) {
      case postgresql:
      case duckdb: put(" <= 'Infinity'::double precision)"); break;
      case clickhouse: put(" <= inf)"); break;
      default: put(" <= CAST('Infinity' AS DOUBLE))"); break;
    }
  }
  void write_is_null() {
    put("(" + column_ + " IS NULL");
    if (may_be_nan()) {
      put(" OR NOT ");
      write_is_number();
    }
    put(")");
  }
  void write_is_not_null() {
    if (may_be_nan()) write_is_number();
    else put("(" + column_ + " IS NOT NULL)");
  }

  // ---- what a database cannot be given, or would round

  // PostgreSQL has no text with zero bytes, and so no row is equal to one.
  bool is_unthinkable(const value& v) const {
    if (kind_ == value_kind::string) return dialect_ == postgresql && v.text.find('\0') != std::string_view::npos;
    if (kind_ == value_kind::real) return dialect_ == mysql && std::isinf(v.real);
    return is_between_ticks(v);
  }
  bool has_microseconds() const { return dialect_ == postgresql || dialect_ == mysql || dialect_ == duckdb; }
  bool is_between_ticks(const value& v) const {
    if (kind_ == value_kind::timestamp) return v.nanoseconds != 0 && (has_microseconds() || dialect_ == sqlite);
    return kind_ == value_kind::time && v.integer % 1000 != 0 && has_microseconds();
  }

  // ---- comparisons

  void write_set(std::span<const value> values, bool is_in) {
    // Sets of ClickHouse tell -0.0 from 0.0; one comparison after the other is the same everywhere.
    std::vector<const value*> thinkable;
    for (const value& v : values)
      if (!is_unthinkable(v)) thinkable.push_back(&v);
    if (thinkable.empty()) return is_in ? put("1=0") : write_is_not_null();
    const bool is_list = thinkable.size() > 1 && kind_ != value_kind::real;
    const bool is_guarded = !is_in && may_be_nan();
    if (is_guarded) {
      put("(");
      write_is_number();
      put(" AND ");
    }
    if (is_list) {
      put("(" + compared_column() + (is_in ? " IN (" : " NOT IN ("));
      for (const value* v : thinkable) {
        if (v != thinkable.front()) put(", ");
        write_parameter(*v);
      }
      put("))");
    } else {
      put("(");
      for (const value* v : thinkable) {
        if (v != thinkable.front()) put(is_in ? " OR " : " AND ");
        put(compared_column() + (is_in ? " = " : " <> "));
        write_parameter(*v);
      }
      put(")");
    }
    if (is_guarded) put(")");
  }

  void write_order(comparison op, const value& v) {
    value bound = v;
    if (kind_ == value_kind::real && is_unthinkable(v)) {
      // No column of MySQL's has infinity: all numbers are on one side of it.
      const bool is_all = (v.real > 0) == (op == comparison::less || op == comparison::less_equal);
      return is_all ? write_is_not_null() : put("1=0");
    }
    if (is_unthinkable(v)) {
      // Between two values that can be there: whatever is up to the lower one is less, and all else greater.
      op = op == comparison::less || op == comparison::less_equal ? comparison::less_equal : comparison::greater;
      if (kind_ == value_kind::string) bound.text = v.text.substr(0, v.text.find('\0'));
      bound.nanoseconds = 0;
      if (kind_ == value_kind::time) bound.integer -= v.integer % 1000;
    }
    const bool is_guarded = may_be_nan() && (op == comparison::greater || op == comparison::greater_equal);
    put("(");
    if (is_guarded) {
      write_is_number();
      put(" AND ");
    }
    put(compared_column() + (op == comparison::less         ? " < "
                             : op == comparison::less_equal ? " <= "
                             : op == comparison::greater    ? " > "
                                                            : " >= "));
    write_parameter(bound);
    put(")");
  }

  // Never LIKE, for which some characters are more than themselves.
  void write_prefix(std::string_view prefix, bool is_wanted) {
    if (prefix.empty()) return is_wanted ? write_is_not_null() : put("1=0");
    const value v = value::of(prefix);
    if (is_unthinkable(v)) return is_wanted ? put("1=0") : write_is_not_null();
    put(is_wanted ? "(" : "(NOT ");
    switch (dialect_) {
      case postgresql:
        put("starts_with(" + compared_column() + ", ");
        write_parameter(v);
        put(")");
        break;
      case duckdb:
        put("starts_with(" + column_ + ", ");
        write_parameter(v);
        put(")");
        break;
      case clickhouse:
        put("startsWith(" + column_ + ", ");
        write_parameter(v);
        put(")");
        break;
      case mysql:
        put("(LEFT(" + compared_column() + ", " + std::to_string(prefix.size()) + ") = ");
        write_parameter(v);
        put(")");
        break;
      case sqlite:
        // The beginning of nothing is null there, which would be unknown under NOT.
        put("(CAST(" + column_ + " AS BLOB) <> x'' AND substr(CAST(" + column_ + " AS BLOB), 1, " + std::to_string(prefix.size()) +
            ") = CAST(");
        write_parameter(v);
        put(" AS BLOB))");
        break;
      case ansi:
        put("(SUBSTRING(" + column_ + " FROM 1 FOR " + std::to_string(code_points(prefix)) + ") = ");
        write_parameter(v);
        put(")");
        break;
    }
    put(")");
  }
  static std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  }

  // C3: texts compare by their bytes, whatever the column's collation.
  std::string compared_column() const {
    if (kind_ != value_kind::string) return column_;
    switch (dialect_) {
      case postgresql: return column_ + " COLLATE \"C\"";
      case mysql: return "CAST(CONVERT(" + column_ + " USING utf8mb4) AS BINARY)";
      case sqlite: return column_ + " COLLATE BINARY";
      default: return column_;
    }
  }

  // ---- parameters

  void write_parameter(const value& v) {
    const std::string number = std::to_string(next_parameter_++);
    switch (dialect_) {
      case postgresql: put("$" + number + "::" + std::string(type_of(v.kind))); break;
      case duckdb: put("CAST($" + number + " AS " + std::string(type_of(v.kind)) + ")"); break;
      case clickhouse: put("{p" + number + ":" + std::string(type_of(v.kind)) + "}"); break;
      case mysql:
        if (v.kind == value_kind::string) put("CAST(CONVERT(? USING utf8mb4) AS BINARY)");
        else if (const std::string_view type = type_of(v.kind); !type.empty()) put("CAST(? AS " + std::string(type) + ")");
        else put("?");
        break;
      case sqlite: put("?" + number); break;
      case ansi: put("CAST(? AS " + std::string(type_of(v.kind)) + ")"); break;
    }
    bound_value bound{v.kind, v.integer, v.real, {}};
    const bool is_number = v.kind == value_kind::boolean || v.kind == value_kind::integer || v.kind == value_kind::real;
    const bool is_clock = v.kind == value_kind::time || v.kind == value_kind::timestamp;
    if (!is_number && !(is_clock && dialect_ == sqlite)) bound.text = to_text(v);
    out_.values.push_back(std::move(bound));
  }

  // What a parameter is taken for; empty where it is what it is.
  std::string_view type_of(value_kind kind) const {
    struct names {
      std::string_view boolean, integer, real, string, date, time, timestamp;
    };
    static constexpr names postgresql_names{"boolean", "bigint", "double precision", "text", "date", "time", "timestamptz"};
    static constexpr names mysql_names{"", "SIGNED", "DOUBLE", "", "DATE", "TIME(6)", "DATETIME(6)"};
    static constexpr names duckdb_names{"BOOLEAN", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIME", "TIMESTAMP"};
    static constexpr names clickhouse_names{"Bool", "Int64", "Float64", "String", "Date32", "String", "DateTime64(9, 'UTC')"};
    static constexpr names ansi_names{"BOOLEAN", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIME(9)", "TIMESTAMP(9)"};
    const names& known = dialect_ == postgresql   ? postgresql_names
                         : dialect_ == mysql      ? mysql_names
                         : dialect_ == duckdb     ? duckdb_names
                         : dialect_ == clickhouse ? clickhouse_names
                                                  : ansi_names;
    switch (kind) {
      case value_kind::boolean: return known.boolean;
      case value_kind::integer: return known.integer;
      case value_kind::real: return known.real;
      case value_kind::string: return known.string;
      case value_kind::date: return known.date;
      case value_kind::time: return known.time;
      case value_kind::timestamp: return known.timestamp;
      case value_kind::null: break;
    }
    return {};
  }

  const plan& plan_;
  dialect dialect_;
  std::size_t next_parameter_;
  where_clause out_;
  std::string column_;
  value_kind kind_ = value_kind::null;
};

}  // namespace detail

/// The condition of a plan, for a WHERE clause or another condition.
///
/// Parameters are numbered from `first_parameter` where the dialect numbers them. Errors: `sql_name_unusable` for a column whose name the
/// dialect cannot say. Complexity: linear in the plan.
[[nodiscard]] inline result<where_clause> where(const plan& p, dialect of, std::size_t first_parameter = 1) {
  return detail::where_writer(p, of, first_parameter).write();
}

}  // namespace rowclaim::inline v0_1::sql
