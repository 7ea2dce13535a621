// SPDX-License-Identifier: BSL-1.0
// The library's SQL beside the oracle's rows, for scripts that have the engines.
#include "engine_cases.hpp"

#include "policy_of.hpp"
#include <rowclaim/rows/sql.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace property {

namespace json = boost::json;

namespace {

constexpr int policies_of_table = 20;

rc::sql::dialect dialect_of(std::string_view engine) {
  const auto known = rc::sql::dialect_named(engine == "mariadb" ? "mysql" : engine);
  if (!known) throw std::runtime_error("there is no such engine: " + std::string(engine));
  return *known;
}

json::array written(const std::vector<rc::sql::bound_value>& values) {
  json::array out;
  for (const rc::sql::bound_value& v : values) {
    json::value held;
    if (v.kind == rc::value_kind::integer || v.kind == rc::value_kind::boolean) {
      held = v.integer;
    } else if (v.kind == rc::value_kind::real) {
      char digits[64];
      std::snprintf(digits, sizeof digits, "%a", v.real);
      held = json::object{{"real", digits}};
    } else {
      held = v.text;
    }
    const std::string_view kind = rc::name(v.kind);
    out.push_back(json::array{json::string_view(kind.data(), kind.size()), std::move(held)});
  }
  return out;
}

test_case table_of(std::string_view engine, std::uint64_t seed) {
  generator g(seed, abilities_of(engine));
  test_case c;
  c.seed = seed;
  g.make_table(c);
  return c;
}

/// Another policy for the case's table, not refused.
void give_policy(test_case& c, std::string_view engine, int number) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    generator g(c.seed + (static_cast<std::uint64_t>(number) + 1) * 1'000'003 + attempt * 1'000'000'007, abilities_of(engine));
    g.make_policy(c);
    if (!is_mixed(c)) return;
  }
}

std::string line_of(const test_case& c, std::string_view engine, const std::string& seed) {
  const schema_of table(c);
  std::vector<std::string_view> names;
  for (const column& one : c.columns) names.emplace_back(one.name);
  const policy_of policy(c, table.schema(), names);
  if (policy.problem() != rc::policy_problem::none) throw std::runtime_error("the policy was refused");
  const rc::plan plan = policy.plan();
  const rc::sql::dialect dialect = dialect_of(engine);
  const auto where = rc::sql::where(plan, dialect).value();
  const auto select = rc::sql::select(plan, dialect, "entries").value();
  json::object out{{"seed", seed}, {"where", where.text}, {"select", select.text}};
  out["values"] = written(where.values);
  out["select_values"] = written(select.values);
  out["literal"] = rc::sql::literal_where(plan, dialect).value();
  json::array& expected = out["expected"].emplace_array();
  for (const std::size_t row : expected_rows(c)) expected.push_back(row);
  return json::serialize(out);
}

}  // namespace

abilities abilities_of(std::string_view engine) {
  abilities can;
  can.has_many_rows = false;  // which are sent one by one
  if (engine == "postgresql") {
    can.has_zero_bytes = false;
    can.has_extreme_moments = false;
    can.clock_tick = can.moment_tick = 1000;
  } else if (engine == "mariadb") {
    can.has_infinity = can.has_nan = false;
    can.has_extreme_moments = false;
    can.has_single = false;
    can.clock_tick = can.moment_tick = 1000;
  } else if (engine == "sqlite") {
    can.moment_tick = 1000;
  } else if (engine == "duckdb") {
    can.clock_tick = can.moment_tick = 1000;
  } else if (engine == "clickhouse") {  // as old as Debian's, whose moments have no fractions
    can.has_extreme_moments = false;
    can.moment_tick = 1'000'000'000;
    can.first_year = 1970;
    can.last_year = 2105;
    can.has_other_moments = false;
  } else {
    throw std::runtime_error("there is no such engine: " + std::string(engine));
  }
  return can;
}

std::string table_line(const test_case& c) {
  static constexpr std::string_view kinds[] = {"bool", "int64", "double", "string", "date", "time", "timestamp"};
  json::array columns;
  for (const column& one : c.columns) {
    const std::string_view kind = kinds[static_cast<std::size_t>(info(one.stored).kind)];
    const std::string_view stored = info(one.stored).name;
    columns.push_back(json::object{{"name", one.name}, {"kind", std::string(kind)}, {"stored", std::string(stored)}});
  }
  return "{\"columns\":" + json::serialize(columns) + ",\"rows\":" + rows_json(c) + "}";
}

std::string condition_line(const test_case& c, std::string_view engine) { return line_of(c, engine, std::to_string(c.seed)); }

void write_cases(std::string_view engine, int count, std::uint64_t seed, const std::function<void(const std::string&)>& write) {
  for (int made = 0; made < count; ++seed) {
    test_case c = table_of(engine, seed);
    write(table_line(c));
    for (int number = 0; number < policies_of_table && made < count; ++number, ++made) {
      give_policy(c, engine, number);
      write(line_of(c, engine, std::to_string(seed) + "/" + std::to_string(number)));
    }
  }
}

test_case engine_case_of(std::string_view engine, std::string_view seed) {
  const std::size_t slash = seed.find('/');
  std::uint64_t table = 0;
  int number = 0;
  std::from_chars(seed.data(), seed.data() + std::min(slash, seed.size()), table);
  if (slash != std::string_view::npos) std::from_chars(seed.data() + slash + 1, seed.data() + seed.size(), number);
  test_case c = table_of(engine, table);
  give_policy(c, engine, number);
  return c;
}

}  // namespace property
