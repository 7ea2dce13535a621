// SPDX-License-Identifier: BSL-1.0
// Tests of hierarchies: which columns are one thing.
#include <rowclaim/rows/hierarchy.hpp>
#include <rowclaim/rows/table.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(rows_hierarchy)

namespace {

struct place {
  std::string continent, country, city, currency, bank;
};

using places = rc::table<"places", rc::column<"Continent", &place::continent>, rc::column<"Currency", &place::currency>,
                         rc::hierarchy<"Geography", "Continent", "Country", "City">, rc::column<"Country", &place::country>,
                         rc::column<"City", &place::city>, rc::hierarchy<"Money", "Currency">, rc::column<"Bank", &place::bank>>;

constexpr std::size_t group(std::string_view column) { return places::schema().columns[places::schema().find(column)].group; }

// B9: levels share a group, wherever the declaration stands among the columns.
static_assert(places::schema().problem == rc::table_problem::none);
static_assert(group("Continent") == group("Country") && group("Country") == group("City"));
static_assert(group("Currency") != group("Continent") && group("Bank") != group("Continent") && group("Bank") != group("Currency"));

}  // namespace

BOOST_AUTO_TEST_CASE(B9_a_hierarchy_is_kept_with_its_levels_in_their_order) {
  const auto hierarchies = places::schema().hierarchies;
  BOOST_REQUIRE_EQUAL(hierarchies.size(), 2u);
  BOOST_TEST(hierarchies[0].name == "Geography");
  BOOST_REQUIRE_EQUAL(hierarchies[0].levels.size(), 3u);
  BOOST_TEST(hierarchies[0].levels[0] == "Continent");
  BOOST_TEST(hierarchies[0].levels[2] == "City");
  BOOST_TEST(hierarchies[1].name == "Money");
}

BOOST_AUTO_TEST_CASE(B9_a_hierarchy_adds_no_column) { BOOST_TEST(places::column_count == 5u); }

BOOST_AUTO_TEST_SUITE_END()
