// SPDX-License-Identifier: BSL-1.0
// Tests of checking conditions against a table, and of splitting them into factors.
#include "plan_of.hpp"
#include <rowclaim/rows/condition_compiler.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace rc = rowclaim;
using rc::col;
using rc::condition_problem;

BOOST_AUTO_TEST_SUITE(rows_condition_compiler)

namespace {

struct line {
  std::string continent, country, currency;
  std::int64_t amount = 0;
  double rate = 0;
  bool is_open = false;
  std::chrono::sys_days day;
};
using lines = rc::table<"lines", rc::column<"Continent", &line::continent>, rc::column<"Country", &line::country>,
                        rc::column<"Currency", &line::currency>, rc::column<"Amount", &line::amount>,
                        rc::column<"Rate", &line::rate>, rc::column<"Open", &line::is_open>, rc::column<"Day", &line::day>,
                        rc::hierarchy<"Geography", "Continent", "Country">>;

template <std::size_t Length>
constexpr condition_problem problem_of(const rc::condition<Length>& c) {
  return rc::detail::check_condition(c.tokens, lines::schema()).problem;
}

static_assert(problem_of(col<"Country"> == "France") == condition_problem::none);
static_assert(problem_of(col<"Rate"> == 1) == condition_problem::none, "an integer that a double holds exactly is a double");

// B2: refused where it is written.
static_assert(problem_of(col<"country"> == "France") == condition_problem::column_is_unknown);
static_assert(problem_of(col<"Country"> == 33) == condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Amount"> == "33") == condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Amount"> == 1.0) == condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Amount"> == true) == condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Open"> == 1) == condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Day"> == "2026-11-22") == condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Day"> == rc::timestamp(rc::date(2026, 11, 22), rc::time_of_day(0, 0))) ==
              condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Rate"> == (std::int64_t{1} << 53) + 1) == condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Country">.isin("France", 33)) == condition_problem::value_has_wrong_type);
static_assert(problem_of(col<"Country"> == nullptr) == condition_problem::value_is_null);
static_assert(problem_of(col<"Country">.isin("France", nullptr)) == condition_problem::value_is_null);
static_assert(problem_of(!col<"Country">.isin("France", nullptr)) == condition_problem::value_is_null);
static_assert(problem_of(col<"Rate"> == std::numeric_limits<double>::quiet_NaN()) == condition_problem::value_does_not_exist);
static_assert(problem_of(col<"Day"> == rc::date(2026, 2, 30)) == condition_problem::value_does_not_exist);
static_assert(problem_of(col<"Amount"> == std::numeric_limits<std::uint64_t>::max()) == condition_problem::value_does_not_exist);
static_assert(problem_of(col<"Country">.isin()) == condition_problem::set_is_empty);
static_assert(problem_of(!col<"Country">.isin()) == condition_problem::set_is_empty);
static_assert(problem_of(col<"Amount">.starts_with("1")) == condition_problem::prefix_needs_text);
static_assert(problem_of(col<"Amount">.starts_with(rc::claim("x"))) == condition_problem::prefix_needs_text);
static_assert(problem_of(col<"Country"> == rc::claim()) == condition_problem::claim_path_is_empty);
static_assert(problem_of(col<"Country"> == rc::claim("1", "2", "3", "4", "5", "6", "7", "8", "9")) ==
              condition_problem::claim_path_is_too_long);

// The first mistake wins, wherever it hides.
static_assert(problem_of((col<"Country"> == "France") & !((col<"Amount"> == 1) | (col<"Contry"> == "UK"))) ==
              condition_problem::column_is_unknown);

}  // namespace

template <std::size_t Length>
test::condition_set compiled(const rc::condition<Length>& c) {
  test::condition_set made(lines::schema());
  made.add(c.tokens);
  return made;
}

BOOST_AUTO_TEST_CASE(B7_the_parts_of_an_and_are_factors_of_their_own) {
  const auto made = compiled((col<"Country"> == "France") & ((col<"Currency"> == "EUR") & (col<"Amount"> > 1)));
  BOOST_REQUIRE_EQUAL(made.factors.size(), 3u);
  BOOST_TEST(made.factors[0].group != made.factors[1].group);
}

BOOST_AUTO_TEST_CASE(B8_a_negated_or_is_an_and_and_splits) {
  const auto made = compiled(!((col<"Country"> == "France") | !(col<"Currency"> == "EUR")));
  BOOST_REQUIRE_EQUAL(made.factors.size(), 2u);
  for (const auto& factor : made.factors) BOOST_TEST(factor.group != rc::compiled_factor::several_groups);
}

BOOST_AUTO_TEST_CASE(B8_an_or_of_different_columns_is_about_several_groups_also_as_a_negated_and) {
  for (const auto& made : {compiled((col<"Country"> == "France") | (col<"Currency"> == "EUR")),
                           compiled(!((col<"Country"> == "France") & (col<"Currency"> == "EUR")))}) {
    BOOST_REQUIRE_EQUAL(made.factors.size(), 1u);
    BOOST_TEST(made.factors[0].group == rc::compiled_factor::several_groups);
  }
}

BOOST_AUTO_TEST_CASE(B9_an_or_within_a_hierarchy_is_about_one_group) {
  const auto made = compiled((col<"Country"> == "France") | (col<"Continent"> == "Asia"));
  BOOST_REQUIRE_EQUAL(made.factors.size(), 1u);
  BOOST_TEST(made.factors[0].group != rc::compiled_factor::several_groups);
}

BOOST_AUTO_TEST_CASE(B11_negation_ends_at_the_comparisons) {
  const auto made = compiled(!((!(col<"Amount"> < 5)) | (!!col<"Country">.is_null())));
  BOOST_REQUIRE_EQUAL(made.nodes.size(), 2u);
  for (const auto& node : made.nodes) BOOST_TEST((node.kind == rc::plan_node::node_kind::compare));
}

BOOST_AUTO_TEST_CASE(integers_become_doubles_where_the_column_is_one) {
  const auto made = compiled(col<"Rate">.isin(1, 2.5));
  BOOST_REQUIRE_EQUAL(made.values.size(), 2u);
  for (const auto& v : made.values) BOOST_TEST((v.kind == rc::value_kind::real));
}

BOOST_AUTO_TEST_CASE(B3_one_claim_has_one_number) {
  test::condition_set made(lines::schema());
  constexpr auto first = col<"Country"> == rc::claim("country");
  constexpr auto second = (col<"Country"> == rc::claim("other")) | (col<"Country"> == rc::claim("country"));
  made.add(first.tokens).add(second.tokens);
  BOOST_TEST(made.claims.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
