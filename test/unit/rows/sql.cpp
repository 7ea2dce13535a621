// SPDX-License-Identifier: BSL-1.0
// Tests of plans as SQL: what is written for each database, and that no value can leave its place.
#include "plan_of.hpp"
#include <rowclaim/rows/sql.hpp>
#include <rowclaim/rows/table.hpp>

#include <boost/test/unit_test.hpp>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
namespace sql = rowclaim::sql;
using namespace std::string_view_literals;
using rc::col;
using rc::value;

BOOST_AUTO_TEST_SUITE(rows_sql)

namespace {

struct sale {
  std::string country;
  std::int64_t amount = 0;
  double rate = 0;
  bool is_open = false;
  rc::date day;
  rc::time_of_day hour;
  rc::timestamp booked;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>,
                        rc::column<"Rate", &sale::rate>, rc::column<"Open", &sale::is_open>, rc::column<"Day", &sale::day>,
                        rc::column<"Hour", &sale::hour>, rc::column<"Booked", &sale::booked>>;

template <std::size_t Length>
sql::where_clause where(const rc::condition<Length>& condition, sql::dialect of, std::size_t first_parameter = 1) {
  const rc::plan plan = test::plan_of<sales>(condition);
  return sql::where(plan, of, first_parameter).value();
}
template <std::size_t Length>
std::string text(const rc::condition<Length>& condition, sql::dialect of) {
  return where(condition, of).text;
}
template <std::size_t Length>
std::string literals(const rc::condition<Length>& condition, sql::dialect of) {
  const rc::plan plan = test::plan_of<sales>(condition);
  return sql::literal_where(plan, of).value();
}

rc::timestamp at(int year, unsigned month, unsigned day, unsigned hour = 0, std::uint32_t nanosecond = 0) {
  return {rc::date(year, month, day), rc::time_of_day(hour, 0, 0, nanosecond)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(C2_all_and_nothing_are_conditions_too) {
  for (const sql::dialect of : sql::dialects) {
    BOOST_TEST((sql::where(rc::plan::allow_all(sales::schema()), of).value() == sql::where_clause{"1=1", {}}));
    BOOST_TEST((sql::where(rc::plan::deny_all(sales::schema()), of).value() == sql::where_clause{"1=0", {}}));
    BOOST_TEST((sql::where(rc::plan(), of).value() == sql::where_clause{"1=0", {}}));
    BOOST_TEST(sql::literal_where(rc::plan::allow_all(sales::schema()), of).value() == "1=1");
  }
}

BOOST_AUTO_TEST_CASE(C2_values_are_bound_in_the_order_of_the_parameters) {
  const auto clause = where((col<"Country"> == "O'Brien") & (col<"Amount"> >= 1000), sql::postgresql, 7);
  const bool is_in_order = clause.values.at(0).kind == rc::value_kind::string;
  BOOST_TEST(clause.text.find("$7") < clause.text.find("$8"));
  BOOST_TEST(clause.text.find("O'Brien") == std::string::npos);
  const sql::bound_value& name = clause.values.at(is_in_order ? 0 : 1);
  const sql::bound_value& amount = clause.values.at(is_in_order ? 1 : 0);
  BOOST_TEST((name == sql::bound_value{rc::value_kind::string, 0, 0, "O'Brien"}));
  BOOST_TEST((amount == sql::bound_value{rc::value_kind::integer, 1000, 0, {}}));
}

BOOST_AUTO_TEST_CASE(C3_texts_compare_by_their_bytes_in_each_dialect) {
  constexpr auto condition = col<"Country"> == "x";
  BOOST_TEST(text(condition, sql::postgresql) == R"(("Country" COLLATE "C" = $1::text))");
  BOOST_TEST(text(condition, sql::mysql) ==
             "(CAST(CONVERT(`Country` USING utf8mb4) AS BINARY) = CAST(CONVERT(? USING utf8mb4) AS BINARY))");
  BOOST_TEST(text(condition, sql::sqlite) == "(`Country` COLLATE BINARY = ?1)");
  BOOST_TEST(text(condition, sql::duckdb) == R"(("Country" COLLATE "C" = CAST($1 AS VARCHAR)))");
  BOOST_TEST(text(condition, sql::clickhouse) == "(`Country` = {p1:String})");
  BOOST_TEST(text(col<"Country"> >= "x", sql::clickhouse) == "(NOT `Country` < {p1:String})");
  BOOST_TEST(text(condition, sql::ansi) == R"(("Country" = CAST(? AS VARCHAR)))");
}

BOOST_AUTO_TEST_CASE(C4_a_prefix_has_no_wildcards) {
  constexpr auto condition = col<"Country">.starts_with("100%_\\[");
  for (const sql::dialect of : sql::dialects) {
    const auto clause = where(condition, of);
    BOOST_TEST(clause.text.find("LIKE") == std::string::npos);
    BOOST_TEST(clause.values.at(0).text == "100%_\\[");
  }
  BOOST_TEST(text(condition, sql::postgresql) == R"((starts_with("Country" COLLATE "C", $1::text)))");
  BOOST_TEST(text(condition, sql::duckdb) == R"((starts_with("Country" COLLATE "C", CAST($1 AS VARCHAR))))");
  BOOST_TEST(text(col<"Country">.starts_with("caf\xc3\xa9"), sql::ansi).find("FROM 1 FOR 4)") != std::string::npos);
  BOOST_TEST(text(col<"Country">.starts_with("caf\xc3\xa9"), sql::sqlite).find("1, 5)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(B11_nan_is_null_where_the_database_has_it_for_a_number) {
  BOOST_TEST(text(col<"Rate">.is_null(), sql::postgresql) == R"(("Rate" IS NULL OR NOT ("Rate" <= 'Infinity'::double precision)))");
  BOOST_TEST(text(col<"Rate"> > 1.5, sql::postgresql) ==
             R"((("Rate" <= 'Infinity'::double precision) AND "Rate" > $1::double precision))");
  BOOST_TEST(text(col<"Rate"> < 1.5, sql::postgresql) == R"(("Rate" < $1::double precision))");
  BOOST_TEST(text(!(col<"Rate"> == 1.5), sql::clickhouse) == "((`Rate` <= inf) AND `Rate` IS NOT NULL AND `Rate` <> {p1:Float64})");
  BOOST_TEST(text(!(col<"Rate"> == 1.5), sql::sqlite) == "(`Rate` <> ?1)");
  BOOST_TEST(text(col<"Rate">.isin(0.0, 1.5), sql::clickhouse) == "((`Rate` >= 0 AND `Rate` <= 0) OR `Rate` = {p1:Float64})");
  BOOST_TEST(text(col<"Rate">.is_null(), sql::mysql) == "(`Rate` IS NULL)");
}

BOOST_AUTO_TEST_CASE(no_column_of_mysqls_is_infinite) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(text(col<"Rate"> == infinity, sql::mysql) == "1=0");
  BOOST_TEST(text(col<"Rate"> < infinity, sql::mysql) == "(`Rate` IS NOT NULL)");
  BOOST_TEST(text(col<"Rate"> >= infinity, sql::mysql) == "1=0");
  BOOST_TEST(text(col<"Rate"> > -infinity, sql::mysql) == "(`Rate` IS NOT NULL)");
}

BOOST_AUTO_TEST_CASE(what_lies_between_two_ticks_is_compared_exactly) {
  const rc::time_of_day between(12, 0, 0, 1'500);
  BOOST_TEST(text(col<"Hour"> < between, sql::postgresql) == R"(("Hour" <= $1::time))");
  BOOST_TEST(where(col<"Hour"> < between, sql::postgresql).values.at(0).text == "12:00:00.000001");
  BOOST_TEST(text(col<"Hour"> >= between, sql::postgresql) == R"((("Hour" <= '23:59:59.999999'::time) AND "Hour" > $1::time))");
  BOOST_TEST(text(col<"Hour"> == between, sql::mysql) == "1=0");
  BOOST_TEST(text(col<"Hour"> <= between, sql::ansi) == R"(("Hour" <= CAST(? AS TIME(9))))");
  BOOST_TEST((where(col<"Hour"> == between, sql::sqlite).values.at(0) ==
              sql::bound_value{rc::value_kind::integer, 43'200'000'001'500, 0, {}}));
  const auto booked = where(col<"Booked"> <= at(1969, 12, 31, 23, 1), sql::sqlite);
  BOOST_TEST(booked.text == "((`Booked` > -8796093022208000000) AND `Booked` <= ?1)");
  BOOST_TEST(booked.values.at(0).integer == -3'600'000'000);
}

BOOST_AUTO_TEST_CASE(days_and_times_are_written_as_each_database_reads_them) {
  const auto bound = [](const auto& condition, sql::dialect of) { return where(condition, of).values.at(0).text; };
  const auto day = col<"Day"> == rc::date(2026, 11, 2);
  for (const sql::dialect of : {sql::postgresql, sql::mysql, sql::sqlite, sql::duckdb, sql::ansi})
    BOOST_TEST(bound(day, of) == "2026-11-02");
  BOOST_TEST((where(day, sql::clickhouse) ==
              sql::where_clause{"(toInt32(`Day`) = {p1:Int64})", {{rc::value_kind::integer, 20'759, 0, {}}}}));
  const auto instant = col<"Booked"> == at(2026, 11, 2, 3, 120'000'000);
  BOOST_TEST(bound(instant, sql::postgresql) == "2026-11-02T03:00:00.12Z");
  for (const sql::dialect of : {sql::mysql, sql::duckdb, sql::clickhouse, sql::ansi})
    BOOST_TEST(bound(instant, of) == "2026-11-02 03:00:00.12");
  BOOST_TEST(literals(instant, sql::clickhouse) == "(`Booked` = toDateTime64('2026-11-02 03:00:00.12', 6, 'UTC'))");
  BOOST_TEST(literals(col<"Booked"> == at(2026, 11, 2), sql::clickhouse) ==
             "(`Booked` = toDateTime('2026-11-02 00:00:00', 'UTC'))");
}

BOOST_AUTO_TEST_CASE(years_before_the_first_and_beyond_the_last_are_compared_as_far_as_a_column_goes) {
  const rc::date before(0, 3, 15);
  const rc::date far(std::numeric_limits<std::int32_t>::max());
  const rc::date later(2'932'897);  // the first day of the year 10000
  BOOST_TEST(literals(col<"Day"> == before, sql::postgresql) == R"(("Day" = '0001-03-15 BC'::date))");
  BOOST_TEST(literals(col<"Day"> == before, sql::duckdb) == R"(("Day" = CAST('0001-03-15 (BC)' AS DATE)))");
  BOOST_TEST(literals(col<"Day"> == later, sql::postgresql) == R"(("Day" = '10000-01-01'::date))");
  BOOST_TEST(literals(col<"Day"> == later, sql::mysql) == "1=0");
  BOOST_TEST(literals(col<"Day"> <= later, sql::mysql) == "(`Day` >= CAST('0000-01-01' AS DATE))");
  BOOST_TEST(literals(col<"Day"> > before, sql::ansi) == R"(("Day" IS NOT NULL))");
  BOOST_TEST(literals(col<"Day"> <= far, sql::postgresql) == R"(("Day" > '-infinity'::date AND "Day" < 'infinity'::date))");
  BOOST_TEST(literals(col<"Day"> > far, sql::duckdb) == "1=0");
  BOOST_TEST(literals(!(col<"Day"> == later), sql::sqlite) == "(`Day` = coalesce(date(`Day`, '+0 days'), x''))");
  BOOST_TEST(literals(col<"Day"> == rc::date(2026, 11, 2), sql::sqlite) == "(`Day` = '2026-11-02')");
}

BOOST_AUTO_TEST_CASE(names_are_quoted_and_those_that_would_be_cut_are_refused) {
  using odd = rc::table<"odd", rc::column<"a\"b`c\\d", &sale::country>>;
  const rc::plan plan = test::plan_of<odd>(col<"a\"b`c\\d">.is_null());
  BOOST_TEST(sql::where(plan, sql::postgresql).value().text == R"(("a""b`c\d" IS NULL))");
  BOOST_TEST(sql::where(plan, sql::mysql).value().text == R"((`a"b``c\d` IS NULL))");
  BOOST_TEST(sql::where(plan, sql::sqlite).value().text == R"((`a"b``c\d` IS NULL))");
  BOOST_TEST(sql::where(plan, sql::clickhouse).value().text == R"((`a"b\`c\\d` IS NULL))");
  using of_64 = rc::table<"t", rc::column<"x234567890123456789012345678901234567890123456789012345678901234", &sale::country>>;
  const rc::plan too_long = test::plan_of<of_64>(col<"x234567890123456789012345678901234567890123456789012345678901234">.is_null());
  BOOST_TEST((sql::where(too_long, sql::postgresql).error().code == rc::errc::sql_name_unusable));
  BOOST_TEST(sql::where(too_long, sql::mysql).has_value());
  using with_zero = rc::table<"t", rc::column<"a\0b", &sale::country>>;
  const rc::plan zero = test::plan_of<with_zero>(col<"a\0b">.is_null());
  for (const sql::dialect of : sql::dialects) BOOST_TEST((sql::where(zero, of).error().code == rc::errc::sql_name_unusable));
}

BOOST_AUTO_TEST_CASE(text_that_a_database_cannot_have_is_refused_or_equal_to_nothing) {
  const rc::plan broken = test::plan_of<sales>(col<"Country"> == "caf\xe9");
  for (const sql::dialect of : {sql::postgresql, sql::mysql, sql::duckdb, sql::ansi})
    BOOST_TEST((sql::where(broken, of).error().code == rc::errc::sql_value_unusable));
  for (const sql::dialect of : {sql::sqlite, sql::clickhouse}) BOOST_TEST(sql::where(broken, of).has_value());
  BOOST_TEST(text(col<"Country"> == "a\0b", sql::postgresql) == "1=0");
  BOOST_TEST(text(col<"Country"> < "a\0b", sql::postgresql) == R"(("Country" COLLATE "C" <= $1::text))");
  BOOST_TEST(where(col<"Country"> < "a\0b", sql::postgresql).values.at(0).text == "a");
  BOOST_TEST(where(col<"Country"> == "a\0b", sql::sqlite).values.at(0).text == "a\0b"sv);
}

BOOST_AUTO_TEST_CASE(utf8_is_told_from_other_bytes) {
  using sql::detail::is_utf8;
  for (const std::string_view good : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                                      "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    BOOST_TEST(is_utf8(good));
  for (const std::string_view bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xed\xa0\x80",
                                     "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "a\xff"})
    BOOST_TEST(!is_utf8(bad));
}

BOOST_AUTO_TEST_CASE(the_filter_is_the_innermost_query) {
  const rc::plan plan = test::plan_of<sales>(col<"Amount"> >= 5);
  const auto strict = sql::select(plan, sql::postgresql, "sales").value();
  BOOST_TEST(strict.text == R"(SELECT * FROM (SELECT * FROM "sales" WHERE ("Amount" >= $1::bigint) OFFSET 0) AS "sales")");
  BOOST_TEST(strict.values.size() == 1u);
  const auto elsewhere =
      sql::select(plan, sql::clickhouse, "sa`les", {.schema = "shop", .first_parameter = 3, .order = sql::evaluation::any_order});
  BOOST_TEST(elsewhere.value().text ==
             R"(SELECT * FROM (SELECT * FROM `shop`.`sa\`les` WHERE (`Amount` >= {p3:Int64})) AS `sa\`les`)");
  BOOST_TEST(sql::select(plan, sql::sqlite, "sales").value().text.ends_with("LIMIT -1 OFFSET 0) AS `sales`"));
  BOOST_TEST(sql::select(rc::plan(), sql::mysql, "sales").value().text ==
             "SELECT * FROM (SELECT * FROM `sales` WHERE 1=0 LIMIT 9223372036854775807) AS `sales`");
  for (const sql::dialect of : {sql::mysql, sql::duckdb, sql::clickhouse})
    BOOST_TEST(sql::select(plan, of, "sales").value().text.find(" LIMIT 9223372036854775807) AS ") != std::string::npos);
  BOOST_TEST(sql::select(plan, sql::ansi, "sales").value().text.ends_with(R"(CAST(? AS BIGINT))) AS "sales")"));
  BOOST_TEST((sql::select(plan, sql::duckdb, "").error().code == rc::errc::sql_name_unusable));
  BOOST_TEST((sql::select(plan, sql::duckdb, "a", {.schema = "b\0"sv}).error().code == rc::errc::sql_name_unusable));
}

BOOST_AUTO_TEST_CASE(literals_of_texts_have_no_way_out_of_their_quotes) {
  const auto quoted = [](std::string_view given, sql::dialect of) { return sql::detail::text_literal(given, of); };
  BOOST_TEST(quoted("a'b\\c", sql::postgresql) == R"(E'a''b\\c'::text)");
  BOOST_TEST(quoted("a'b\\c", sql::mysql) == "X'6127625c63'");
  BOOST_TEST(quoted("a'b\\c", sql::sqlite) == R"('a''b\c')");
  BOOST_TEST(quoted("a'\0c"sv, sql::sqlite) == "('a''' || char(0) || 'c')");
  BOOST_TEST(quoted("a'b\\c", sql::duckdb) == R"('a''b\c')");
  BOOST_TEST(quoted("a'b\\c\0"sv, sql::clickhouse) == R"('a\'b\\c\0')");
  BOOST_TEST(quoted("a'b\\c", sql::ansi) == "('a' || chr(39) || 'b' || chr(92) || 'c')");
  BOOST_TEST(quoted("", sql::mysql) == "X''");
}

namespace {

// Reads a literal of text back as the database would, and wants nothing behind it.
std::optional<std::string> read_back(std::string_view written, sql::dialect of) {
  const auto drop = [&](std::string_view before, std::string_view behind) {
    if (!written.starts_with(before) || !written.ends_with(behind) || written.size() < before.size() + behind.size()) return false;
    written.remove_prefix(before.size());
    written.remove_suffix(behind.size());
    return true;
  };
  std::string read;
  if (of == sql::mysql) {
    if (!drop("X'", "'") || written.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < written.size(); i += 2) {
      unsigned byte = 0;
      const char* const end = written.data() + i + 2;
      if (std::from_chars(written.data() + i, end, byte, 16).ptr != end) return std::nullopt;
      read += static_cast<char>(byte);
    }
    return read;
  }
  const bool has_escapes = of == sql::postgresql || of == sql::clickhouse;
  if (of == sql::postgresql && !drop("E", "::text")) return std::nullopt;
  if (written.starts_with('(') && !drop("(", ")")) return std::nullopt;
  for (;;) {
    if (written.starts_with('\'')) {
      written.remove_prefix(1);
      for (;;) {
        if (written.empty()) return std::nullopt;
        char c = written.front();
        written.remove_prefix(1);
        if (c == '\'') {
          if (!written.starts_with('\'') || of == sql::clickhouse) break;
          written.remove_prefix(1);
        } else if (c == '\\' && has_escapes) {
          if (written.empty()) return std::nullopt;
          c = written.front() == '0' ? '\0' : written.front();
          written.remove_prefix(1);
        } else if (c == '\0' || ((c == '\\' || c == '\'') && of == sql::ansi)) {
          return std::nullopt;
        }
        read += c;
      }
    } else {
      const std::size_t open = written.find('(');
      const std::size_t close = written.find(')');
      if ((!written.starts_with("chr(") && !written.starts_with("char(")) || close == std::string_view::npos) return std::nullopt;
      int byte = -1;
      std::from_chars(written.data() + open + 1, written.data() + close, byte);
      read += static_cast<char>(byte);
      written.remove_prefix(close + 1);
    }
    if (written.empty()) return read;
    if (!written.starts_with(" || ")) return std::nullopt;
    written.remove_prefix(4);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_texts_are_read_back_from_their_literals) {
  std::mt19937_64 random(20'261'122);
  constexpr std::string_view pieces[] = {
      "'",           "\\",     "\0"sv, "\"", "`",  "''",   "\\'", "0", "n", "$1",       "?",
      "{p1:String}", "--",     "/*",   ";",  "\n", "\x1a", "%",   "_", "a", "\xc3\xa9", "\xf0\x9f\x98\x80",
      " || ",        "::text", "x27"};
  for (int i = 0; i < 20'000; ++i) {
    std::string given;
    for (std::uint64_t left = random() % 9; left > 0; --left) given += pieces[random() % std::size(pieces)];
    for (const sql::dialect of : sql::dialects) {
      if (of == sql::postgresql && given.find('\0') != std::string::npos) continue;  // never written; see `fit`
      const std::string written = sql::detail::text_literal(given, of);
      const auto read = read_back(written, of);
      BOOST_TEST_REQUIRE((read && *read == given), sql::name(of) << ": " << written);
    }
  }
}

BOOST_AUTO_TEST_CASE(literals_of_numbers_are_exact_at_the_edges) {
  constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
  using sql::detail::integer_literal;
  using sql::detail::real_literal;
  BOOST_TEST(integer_literal(smallest, sql::postgresql) == "'-9223372036854775808'::bigint");
  BOOST_TEST(integer_literal(smallest, sql::mysql) == "(-9223372036854775807 - 1)");
  BOOST_TEST(integer_literal(smallest + 1, sql::sqlite) == "-9223372036854775807");
  BOOST_TEST(real_literal(0.1, sql::postgresql) == "'1e-01'::double precision");
  BOOST_TEST(real_literal(0.1, sql::mysql) == "1e-01");
  BOOST_TEST(real_literal(-HUGE_VAL, sql::sqlite) == "-9e999");
  BOOST_TEST(real_literal(-HUGE_VAL, sql::duckdb) == "CAST('-Infinity' AS DOUBLE)");
  BOOST_TEST(real_literal(HUGE_VAL, sql::clickhouse) == "inf");
  BOOST_TEST(real_literal(5e-324, sql::clickhouse).starts_with("(4503599627370496.0 / "));
  BOOST_TEST(real_literal(3, sql::sqlite) == "3.0");
}

BOOST_AUTO_TEST_CASE(random_reals_are_read_back_from_their_literals) {
  std::mt19937_64 random(22);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = i % 2 == 0 ? random() : random() & 0x800f'ffff'ffff'ffff;  // of them half subnormal
    double given = 0;
    std::memcpy(&given, &bits, sizeof given);
    if (!std::isfinite(given)) continue;
    double read = 0;
    const std::string written = sql::detail::real_literal(given, sql::mysql);
    std::from_chars(written.data(), written.data() + written.size(), read);
    BOOST_TEST_REQUIRE(read == given, written);
    // SQLite's is a whole number, and powers of two on one side of it.
    const std::string exact = sql::detail::real_literal(given, sql::sqlite);
    std::string_view left = exact;
    if (left.starts_with('(')) left = left.substr(1, left.size() - 2);
    char operation = '*';
    read = 1;
    for (;;) {
      double operand = 0;
      const char* const end = std::from_chars(left.data(), left.data() + left.size(), operand).ptr;
      BOOST_TEST_REQUIRE((operand == std::trunc(operand) && std::abs(operand) <= 9007199254740992.0), exact);
      read = operation == '*' ? read * operand : read / operand;
      left.remove_prefix(static_cast<std::size_t>(end - left.data()));
      if (left.empty()) break;
      operation = left[1];
      left.remove_prefix(3);
    }
    BOOST_TEST_REQUIRE(read == given, exact);
  }
}

BOOST_AUTO_TEST_SUITE_END()
