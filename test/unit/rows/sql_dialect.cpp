// SPDX-License-Identifier: BSL-1.0
// Tests of the names of databases, and of values that are bound.
#include <rowclaim/rows/sql_dialect.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string_view>

namespace sql = rowclaim::sql;

BOOST_AUTO_TEST_SUITE(rows_sql_dialect)

BOOST_AUTO_TEST_CASE(every_dialect_has_a_name_of_its_own_and_is_found_by_it) {
  std::set<std::string_view> names;
  for (const sql::dialect one : sql::dialects) {
    names.insert(sql::name(one));
    BOOST_TEST((sql::dialect_named(sql::name(one)) == one));
  }
  BOOST_TEST(names.size() == sql::dialects.size());
  BOOST_TEST(!sql::dialect_named("PostgreSQL").has_value());
  BOOST_TEST(!sql::dialect_named("").has_value());
}

BOOST_AUTO_TEST_CASE(clauses_are_equal_if_text_and_values_are) {
  const sql::where_clause one{"a = ?", {{rowclaim::value_kind::integer, 1, 0, {}}}};
  sql::where_clause other = one;
  BOOST_TEST((one == other));
  other.values[0].integer = 2;
  BOOST_TEST((one != other));
}

BOOST_AUTO_TEST_SUITE_END()
