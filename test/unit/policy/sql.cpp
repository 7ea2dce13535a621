// SPDX-License-Identifier: BSL-1.0
// Tests of the door to SQL: the same plan as every other door has.
#include "signed_in.hpp"
#include <rowclaim/policy/sql.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace rc = rowclaim;
namespace sql = rowclaim::sql;

BOOST_AUTO_TEST_SUITE(policy_sql)

namespace {

struct sale {
  std::string country;
  std::int64_t amount;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>>;

struct example {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping =
      rc::role_mapping({{"user", {"ROLE_USER"}}, {"fr", {"ROLE_FRANCE"}}, {"own", {"ROLE_OWN"}}, {"admin", {"ROLE_ADMIN"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"),
                                                        rc::on<sales>("ROLE_OWN", rc::col<"Country"> == rc::claim("country")));
};

rc::identity<example> user(std::string_view groups, std::string_view more = {}) {
  return *test::sign_in<example>(R"({"sub":"x","groups":[)" + std::string(groups) + "]" + std::string(more) + "}");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_users_condition_has_its_values_apart) {
  const auto french = sql::where<sales>(user(R"("user","fr")"), sql::postgresql).value();
  BOOST_TEST(french.text == R"(("Country" COLLATE "C" = $1::text))");
  BOOST_TEST(french.values.at(0).text == "France");
  BOOST_TEST(sql::where<sales>(user(R"("admin","fr")"), sql::mysql).value().text == "1=1");
  BOOST_TEST(sql::where<sales>(user(R"("fr")"), sql::mysql).value().text == "1=0");
}

BOOST_AUTO_TEST_CASE(a_claim_is_a_value_whatever_is_in_it) {
  const auto own = user(R"("user","own")", R"(,"country":"x' OR '1'='1")");
  for (const sql::dialect of : sql::dialects) {
    const auto clause = sql::where<sales>(own, of).value();
    BOOST_TEST(clause.text.find("OR") == std::string::npos);
    BOOST_TEST(clause.values.at(0).text == "x' OR '1'='1");
  }
  BOOST_TEST(sql::where<sales>(user(R"("user","own")"), sql::sqlite).value().text == "1=0");
}

BOOST_AUTO_TEST_CASE(a_query_names_the_table_and_filters_inside) {
  const auto query = sql::select<sales>(user(R"("user","fr")"), sql::sqlite, {.first_parameter = 2}).value();
  BOOST_TEST(query.text ==
             "SELECT * FROM (SELECT * FROM `sales` WHERE (`Country` COLLATE BINARY = ?2) LIMIT -1 OFFSET 0) AS `sales`");
  BOOST_TEST(query.values.at(0).text == "France");
}

BOOST_AUTO_TEST_SUITE_END()
