// SPDX-License-Identifier: BSL-1.0
// `rowclaim sql`: what a user may see of a table, as a condition for a database.
#include "arguments.hpp"
#include "dialect.hpp"
#include "lines.hpp"
#include "policy_file.hpp"
#include "verb.hpp"
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/sql.hpp>

#include <array>
#include <cmath>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help = R"page(usage: rowclaim sql --policy FILE --claims FILE --table TABLE --dialect DIALECT

Writes what a user may see of a table that the policy declares as the condition of a WHERE clause, with its values apart:

  {"plan":"where","where":"(\"Country\" COLLATE \"C\" = $1::text)","values":["France"]}

  --policy FILE      a policy file
  --claims FILE      the user's claims, taken as verified: one object, or several of which the first line counts
  --table TABLE      the table of the policy
  --dialect DIALECT  postgresql, mysql (also for MariaDB), sqlite, duckdb, clickhouse, or ansi (Trino, Spark)

A plan is "allow_all", "deny_all" or "where". Values stand in the order of the parameters: numbers, truths and texts, days and times as text
in UTC, and what the database keeps as a number as a number; a double is written with a point or an exponent. The exit status is 0 if the
claims were accepted, also if no row may be seen; 1 if they were refused, or if the database cannot say the condition; 2 for wrong usage, a
policy with mistakes or unreadable input.
)page";

std::string json(const sql::bound_value& bound) {
  switch (bound.kind) {
    case value_kind::boolean: return bound.integer != 0 ? "true" : "false";
    case value_kind::integer: return std::to_string(bound.integer);
    case value_kind::real: {
      if (std::isinf(bound.real)) return bound.real > 0 ? "\"Infinity\"" : "\"-Infinity\"";
      std::string text = to_text(value::of(bound.real));
      return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
    }
    case value_kind::string:
    case value_kind::date:
    case value_kind::time:
    case value_kind::timestamp:
    case value_kind::null: break;
  }
  return json_string(bound.text);
}

status run(std::span<const std::string_view> words) {
  constexpr std::array options{option{"--policy"}, option{"--claims"}, option{"--table"}, option{"--dialect"}};
  const arguments given(words, options);
  const std::string policy_file = given.required("--policy");
  const std::string claims_file = given.required("--claims");
  const std::string table_name = given.required("--table");
  const sql::dialect dialect = dialect_named(given.required("--dialect"));
  if (!given.files().empty()) throw complaint("it takes no files besides those of its options");
  only_one_is_standard_input({policy_file, claims_file});

  const auto policy = policy_in(policy_file);
  const table_schema& table = table_named(table_name, *policy);
  const auto user = authorize(policy, verified_claims::assume_verified(claims_in(claims_file)));
  if (!user) {
    std::cout << refusal(user.error());
    return status::something_refused;
  }
  const plan allowed = plan_for(*user, table.name);
  const auto clause = sql::where(allowed, dialect);
  if (!clause) {
    std::cout << refusal(clause.error());
    return status::something_refused;
  }
  std::cout << R"({"plan":")" << name(allowed.verdict()) << R"(","where":)" << json_string(clause->text) << R"(,"values":[)";
  std::string_view before;
  for (const sql::bound_value& bound : clause->values) {
    std::cout << before << json(bound);
    before = ",";
  }
  std::cout << "]}\n";
  return status::all_well;
}

}  // namespace

const verb sql_verb{"sql", "write what a user may see as a condition for a database", help, run};

}  // namespace rowclaim_command
