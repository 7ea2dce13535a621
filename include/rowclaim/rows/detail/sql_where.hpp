// SPDX-License-Identifier: BSL-1.0
// Writes the condition of a plan so that a database shows the same rows as memory would.
#pragma once

#include <rowclaim/rows/detail/sql_names.hpp>
#include <rowclaim/rows/detail/sql_values.hpp>
#include <rowclaim/rows/plan.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/sql.hpp>

namespace rowclaim::inline v0_1::sql::detail {

enum class values_are : std::uint8_t { parameters, literals };

/// A comparison is written so that it is true of the same rows as in memory; whether it is false or unknown of the others makes no
/// difference, as a plan has no negation.
class where_writer {
 public:
  where_writer(const plan& p, dialect of, values_are how, std::size_t first_parameter)
      : plan_(p), dialect_(of), how_(how), next_parameter_(first_parameter) {}

  result<where_clause> write() && {
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
    if (node.kind != node_kind::all_of && node.kind != node_kind::any_of) {
      put(node.kind == node_kind::always ? "1=1" : "1=0");
      return {};
    }
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
    if (!quoted) return error{errc::sql_name_unusable, step::rows, column.name};
    column_ = std::move(*quoted);
    kind_ = column.kind;
    const std::span<const value> values = plan_.values(node);
    if (dialect_ != sqlite && dialect_ != clickhouse)
      for (const value& v : values)
        if (kind_ == value_kind::string && !is_utf8(v.text)) return error{errc::sql_value_unusable, step::rows, column.name};
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

  // ---- what a database keeps in a column, and is null here: NaN, infinite days, times beyond the day

  /// What must hold of a column besides: below all values that count, or above them.
  struct bounds {
    std::string low;
    std::string high;

    bool are_none() const { return low.empty() && high.empty(); }
  };

  bounds bounds_of_column() const {
    switch (kind_) {
      case value_kind::real: return bounds_of_reals();
      case value_kind::date: return bounds_of_dates();
      case value_kind::time: return bounds_of_times();
      case value_kind::timestamp: return bounds_of_timestamps();
      case value_kind::boolean:
      case value_kind::integer:
      case value_kind::string:
      case value_kind::null: break;
    }
    return {};
  }
  bounds bounds_of_reals() const {
    // Where NaN is a number to the database, it is the largest.
    if (dialect_ == mysql || dialect_ == sqlite) return {};
    return {{}, " <= " + real_literal(HUGE_VAL, dialect_)};
  }
  bounds bounds_of_dates() const {
    if (dialect_ == postgresql || dialect_ == duckdb)
      return {" > " + typed_literal("-infinity", type_of(kind_, dialect_), dialect_),
              " < " + typed_literal("infinity", type_of(kind_, dialect_), dialect_)};
    if (dialect_ == mysql) return {" >= CAST('0000-01-01' AS DATE)", {}};  // 0000-00-00 is no day
    if (dialect_ == sqlite) {
      // Without moving by no day, 30 February would stay as it is. To what is no day at all nothing is equal, and not unknown.
      const std::string itself = " = coalesce(date(" + column_ + ", '+0 days'), x'')";
      return {itself, itself};
    }
    return {};
  }
  bounds bounds_of_times() const {
    if (is_kept_as_number(kind_, dialect_)) return {" >= 0", " < " + std::to_string(nanoseconds_of_day)};
    const std::string last = " <= " + typed_literal("23:59:59.999999", type_of(kind_, dialect_), dialect_);
    if (dialect_ == postgresql || dialect_ == duckdb) return {{}, last};  // 24:00:00
    if (dialect_ == mysql) return {" >= CAST('00:00:00' AS TIME(6))", last};
    return {};
  }
  bounds bounds_of_timestamps() const {
    const std::string furthest = std::to_string(furthest_microseconds);
    if (dialect_ == sqlite) return {" > -" + furthest, " < " + furthest};
    if (dialect_ == mysql) return {" >= CAST('0000-01-01 00:00:00' AS DATETIME(6))", {}};
    if (dialect_ != postgresql && dialect_ != duckdb) return {};
    const auto at = [&](std::int64_t microseconds) {
      return literal({.kind = value_kind::timestamp, .integer = microseconds}, dialect_);
    };
    if (dialect_ == postgresql) return {" > '-infinity'::timestamptz", " < " + at(furthest_microseconds)};
    return {" > " + at(-furthest_microseconds), " < " + at(furthest_microseconds)};
  }

  void write_bounds(const bounds& b) {
    put("(" + column_ + b.low);
    if (!b.low.empty() && !b.high.empty() && b.low != b.high) put(" AND " + column_);
    if (b.low != b.high) put(b.high);
    put(")");
  }
  void write_is_null() {
    const bounds b = bounds_of_column();
    put("(" + column_ + " IS NULL");
    if (!b.are_none()) {
      put(" OR NOT ");
      write_bounds(b);
    }
    put(")");
  }
  void write_is_not_null() {
    const bounds b = bounds_of_column();
    if (b.are_none()) put("(" + column_ + " IS NOT NULL)");
    else write_bounds(b);
  }
  /// Opens a parenthesis, and says in it what must hold besides.
  void open_with(const bounds& b) {
    put("(");
    if (b.are_none()) return;
    write_bounds(b);
    put(" AND ");
  }

  // ---- comparisons

  void write_set(std::span<const value> values, bool is_in) {
    std::vector<value> held;
    for (const value& v : values)
      if (fit(v, dialect_).where == place::held) held.push_back(v);
    if (held.empty()) return is_in ? put("1=0") : write_is_not_null();
    open_with(is_in ? bounds{} : bounds_of_column());
    // Null is outside of a set of ClickHouse's.
    if (dialect_ == clickhouse && !is_in) put(column_ + " IS NOT NULL AND ");
    const bool is_list = held.size() > 1 && kind_ != value_kind::real;
    std::string_view before = is_list ? is_in ? " IN (" : " NOT IN (" : "";
    if (is_list) put(compared_column());
    for (const value& v : held) {
      put(before);
      if (kind_ == value_kind::real && dialect_ == clickhouse && v.real == 0) {
        // It makes a set of comparisons in a row, and to its sets -0.0 and 0.0 are two.
        put(is_in ? "(" + column_ + " >= 0 AND " + column_ + " <= 0)" : "(" + column_ + " < 0 OR " + column_ + " > 0)");
      } else {
        if (!is_list) put(compared_column() + (is_in ? " = " : " <> "));
        write_value(v);
      }
      before = is_list ? ", " : is_in ? " OR " : " AND ";
    }
    put(is_list ? "))" : ")");
  }

  void write_order(comparison op, const value& v) {
    const bool is_below = op == comparison::less || op == comparison::less_equal;
    const fitted_value fitted = fit(v, dialect_);
    if (fitted.where == place::below_all || fitted.where == place::above_all)
      return is_below == (fitted.where == place::above_all) ? write_is_not_null() : put("1=0");
    // Between two values that can be there: whatever is up to the lower one is less, and all else greater.
    if (fitted.where == place::between) op = is_below ? comparison::less_equal : comparison::greater;
    bounds needed = bounds_of_column();
    (is_below ? needed.high : needed.low).clear();
    open_with(needed);
    if (kind_ == value_kind::string && dialect_ == clickhouse &&
        (op == comparison::less_equal || op == comparison::greater_equal)) {
      // Old servers take a zero byte at the end for none in <= and >=, and only there.
      put("NOT ");
      op = opposite(op);
    }
    put(compared_column() + (op == comparison::less         ? " < "
                             : op == comparison::less_equal ? " <= "
                             : op == comparison::greater    ? " > "
                                                            : " >= "));
    write_value(fitted.nearest);
    put(")");
  }

  // Never LIKE, for which some characters are more than themselves.
  void write_prefix(std::string_view prefix, bool is_wanted) {
    if (prefix.empty()) return is_wanted ? write_is_not_null() : put("1=0");
    const value v = value::of(prefix);
    if (fit(v, dialect_).where != place::held) return is_wanted ? put("1=0") : write_is_not_null();
    put(is_wanted ? "(" : "(NOT ");
    const auto call = [&](std::string_view function, const std::string& column) {
      put(std::string(function) + "(" + column + ", ");
      write_value(v);
      put(")");
    };
    switch (dialect_) {
      case postgresql: call("starts_with", compared_column()); break;
      case duckdb: call("starts_with", compared_column()); break;
      case clickhouse: call("startsWith", column_); break;
      case mysql:
        put("(LEFT(" + compared_column() + ", " + std::to_string(prefix.size()) + ") = ");
        write_value(v);
        put(")");
        break;
      case sqlite:
        // The beginning of nothing is null there, which would be unknown under NOT.
        put("(CAST(" + column_ + " AS BLOB) <> x'' AND substr(CAST(" + column_ + " AS BLOB), 1, " + std::to_string(prefix.size()) +
            ") = CAST(");
        write_value(v);
        put(" AS BLOB))");
        break;
      case ansi:
        put("(SUBSTRING(" + column_ + " FROM 1 FOR " + std::to_string(code_points(prefix)) + ") = ");
        write_value(v);
        put(")");
        break;
    }
    put(")");
  }
  static std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  }

  // C3: texts compare by their bytes, whatever the column's collation. ClickHouse has two types of days, whose numbers are the same.
  std::string compared_column() const {
    if (dialect_ == clickhouse && kind_ == value_kind::date) return "toInt32(" + column_ + ")";
    if (kind_ != value_kind::string) return column_;
    switch (dialect_) {
      case postgresql: return column_ + " COLLATE \"C\"";
      case mysql: return "CAST(CONVERT(" + column_ + " USING utf8mb4) AS BINARY)";
      case sqlite: return column_ + " COLLATE BINARY";
      case duckdb: return column_ + " COLLATE \"C\"";
      case clickhouse:
      case ansi: break;
    }
    return column_;
  }

  // ---- values

  void write_value(const value& v) {
    if (how_ == values_are::literals) return put(literal(v, dialect_));
    const std::string number = std::to_string(next_parameter_++);
    const std::string type(type_of(v.kind, dialect_));
    switch (dialect_) {
      case postgresql: put("$" + number + "::" + type); break;
      case duckdb: put("CAST($" + number + " AS " + type + ")"); break;
      case clickhouse: put("{p" + number + ":" + type + "}"); break;
      case mysql:
        if (v.kind == value_kind::string) put("CAST(CONVERT(? USING utf8mb4) AS BINARY)");
        else put(type.empty() ? "?" : "CAST(? AS " + type + ")");
        break;
      case sqlite: put("?" + number); break;
      case ansi: put("CAST(? AS " + type + ")"); break;
    }
    out_.values.push_back(bound(v));
  }

  bound_value bound(const value& v) const {
    switch (v.kind) {
      case value_kind::boolean:
      case value_kind::integer: return {v.kind, v.integer, 0, {}};
      case value_kind::real: return {v.kind, 0, v.real, {}};
      case value_kind::string: return {v.kind, 0, 0, std::string(v.text)};
      case value_kind::date:
      case value_kind::time:
      case value_kind::timestamp:
        if (is_kept_as_number(v.kind, dialect_)) return {value_kind::integer, v.integer, 0, {}};
        return {v.kind, 0, 0, clock_text(v, dialect_)};
      case value_kind::null: break;
    }
    return {};
  }

  const plan& plan_;
  dialect dialect_;
  values_are how_;
  std::size_t next_parameter_;
  where_clause out_;
  std::string column_;
  value_kind kind_ = value_kind::null;
};

}  // namespace rowclaim::inline v0_1::sql::detail
