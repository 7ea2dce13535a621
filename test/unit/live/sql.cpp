// SPDX-License-Identifier: BSL-1.0
// Tests of SQL for users under a loaded policy.
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/live/sql.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace rc = rowclaim;
namespace sql = rowclaim::sql;

BOOST_AUTO_TEST_SUITE(live_sql)

namespace {

struct sale {
  std::string country;
  std::int64_t amount;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>>;

constexpr std::string_view sales_file = R"({
  "version": 1, "name_claim": ["name"], "roles_claims": [["groups"]], "role_mapping": {"staff": ["ROLE_USER"], "France": ["ROLE_FRANCE"]},
  "tables": {"sales": {"columns": {"Country": "string", "Amount": "int64"}, "restrictions": {"ROLE_FRANCE": {"Country": "France"}}}}})";

rc::live_identity french(const rc::policy_reading& read) {
  return *rc::authorize(read.policy,
                        rc::verified_claims::assume_verified(R"({"sub":"1","name":"Jane","groups":["staff","France"]})"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_table_of_the_file_by_its_name) {
  const auto user = french(rc::read_policy(std::string(sales_file)));
  const auto clause = sql::where(user, "sales", sql::clickhouse, 3).value();
  BOOST_TEST(clause.text == "(`Country` = {p3:String})");
  BOOST_TEST(clause.values.at(0).text == "France");
  BOOST_TEST(sql::where(user, "stores", sql::clickhouse).value().text == "1=0");
  BOOST_TEST(sql::select(user, "sales", sql::duckdb, {.order = sql::evaluation::any_order}).value().text ==
             R"(SELECT * FROM (SELECT * FROM "sales" WHERE ("Country" COLLATE "C" = CAST($1 AS VARCHAR))) AS "sales")");
}

BOOST_AUTO_TEST_CASE(a_table_of_the_programs_by_its_type) {
  const auto user = french(rc::read_policy_for<sales>(std::string(sales_file)));
  BOOST_TEST(sql::where<sales>(user, sql::ansi).value().text == R"(("Country" = CAST(? AS VARCHAR)))");
  BOOST_TEST(sql::select<sales>(user, sql::postgresql).value().text ==
             R"(SELECT * FROM (SELECT * FROM "sales" WHERE ("Country" COLLATE "C" = $1::text) OFFSET 0) AS "sales")");
  const auto other = french(rc::read_policy(std::string(sales_file)));
  BOOST_TEST(sql::where<sales>(other, sql::ansi).value().text == "1=0");  // its columns may mean something else
}

BOOST_AUTO_TEST_CASE(a_policy_is_installed_for_all_of_its_tables) {
  const auto read = rc::read_policy(R"({"version": 1, "name_claim": ["name"], "roles_claims": [["groups"]],
    "role_mapping": {"staff": ["ROLE_USER"], "France": ["ROLE_FRANCE"]}, "unlisted_tables": "deny",
    "tables": {"sales": {"columns": {"Country": "string"}, "restrictions": {"ROLE_FRANCE": {"Country": "France"}}},
               "stores": {"columns": {"Country": "string"}}}})");
  const auto statements = sql::row_security(*read.policy).value();
  BOOST_TEST(statements.size() == 14u);
  BOOST_TEST(statements.at(10).find(R"(ON "stores")") != std::string::npos);
  BOOST_TEST(statements.at(10).find("FALSE") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
