// SPDX-License-Identifier: BSL-1.0
// Tests of combining restrictions: the reference table, the three combinations, and claims as values.
#include "nations.hpp"
#include "plan_of.hpp"
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/visible.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::col;
using rc::combination;
using test::all_nations;
using test::everyone;

BOOST_AUTO_TEST_SUITE(rows_combination)

namespace {

/// What roles with these conditions show of the nations.
template <class Table, class... Conditions>
std::string shown(combination how, const Conditions&... conditions) {
  test::condition_set set(Table::schema());
  (set.add(conditions.tokens), ...);
  return test::countries(rc::visible_under<Table>(set.plan(how), all_nations));
}
template <class... Conditions>
std::string with_hierarchy(const Conditions&... conditions) {
  return shown<test::nations>(combination::per_column, conditions...);
}
template <class... Conditions>
std::string without_hierarchy(const Conditions&... conditions) {
  return shown<test::flat_nations>(combination::per_column, conditions...);
}

/// What one condition with a claim in it shows, in words; the claim is the first that the condition names.
template <std::size_t Length>
std::string with_claim(const rc::condition<Length>& condition, const rc::claim_values& claim) {
  return in_words(test::plan_of<test::nations>(condition, std::span(&claim, 1)));
}
rc::claim_values scalar(rc::claim_scalar value) { return {true, false, {std::move(value)}}; }
rc::claim_values list(std::vector<rc::claim_scalar> values) { return {true, true, std::move(values)}; }

constexpr auto country_is_claim = col<"Country"> == rc::claim("country");
constexpr auto country_is_not_claim = !country_is_claim;
constexpr auto country_in_claim = col<"Country">.isin(rc::claim("countries"));
constexpr auto country_not_in_claim = !country_in_claim;
constexpr auto country_starts_with_claim = col<"Country">.starts_with(rc::claim("prefix"));
constexpr auto country_does_not_start_with_claim = !country_starts_with_claim;

}  // namespace

BOOST_AUTO_TEST_CASE(B6_B9_the_reference_table_line_by_line) {
  using namespace test;
  BOOST_TEST(with_hierarchy(in_france) == "France");
  BOOST_TEST(with_hierarchy(in_france, in_germany) == "France Germany");
  BOOST_TEST(with_hierarchy(in_france, in_germany, is_nordic) == "France Germany Norway Sweden");
  BOOST_TEST(with_hierarchy(in_france, in_germany, is_nordic, in_asia) == everyone);
  BOOST_TEST(with_hierarchy(in_france, in_germany, is_nordic, in_asia, pays_in_euro) == "France Germany");
  BOOST_TEST(with_hierarchy(is_nordic, in_asia, pays_in_euro) == "");

  BOOST_TEST(without_hierarchy(in_france) == "France");
  BOOST_TEST(without_hierarchy(in_france, in_germany) == "France Germany");
  BOOST_TEST(without_hierarchy(in_france, in_germany, is_nordic) == "France Germany Norway Sweden");
  BOOST_TEST(without_hierarchy(in_france, in_germany, is_nordic, in_asia) == "");
  BOOST_TEST(without_hierarchy(in_france, in_germany, is_nordic, in_asia, pays_in_euro) == "");
  BOOST_TEST(without_hierarchy(is_nordic, in_asia, pays_in_euro) == "");
}

BOOST_AUTO_TEST_CASE(B6_a_further_role_can_narrow) {
  BOOST_TEST(with_hierarchy(test::pays_in_euro) == "France Germany");
  BOOST_TEST(with_hierarchy(test::in_france, test::pays_in_euro) == "France");
}

BOOST_AUTO_TEST_CASE(B7_columns_of_one_role_are_united_with_those_of_another_each_by_itself) {
  struct sale {
    std::string country, currency;
  };
  using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Currency", &sale::currency>>;
  constexpr auto a = (col<"Country"> == "France") & (col<"Currency"> == "EUR");
  constexpr auto b = col<"Country"> == "USA";
  const rc::plan made = test::condition_set(sales::schema()).add(a.tokens).add(b.tokens).plan(combination::per_column);
  BOOST_TEST(in_words(made) == "rows where Country is one of France, USA and Currency is EUR");
  const rc::row_filter<sales> filter(made);
  BOOST_TEST(!filter.shows({"USA", "USD"}));
  BOOST_TEST(filter.shows({"USA", "EUR"}));
  BOOST_TEST(filter.shows({"France", "EUR"}));
}

BOOST_AUTO_TEST_CASE(B7_within_one_role_conditions_on_one_column_must_all_be_true) {
  constexpr auto narrow = col<"Country">.starts_with("Fr") & (col<"Country"> != "France");
  BOOST_TEST(with_hierarchy(narrow) == "");
  BOOST_TEST(with_hierarchy(narrow, test::in_germany) == "Germany");
}

BOOST_AUTO_TEST_CASE(B8_any_role_shows_what_one_role_admits) {
  constexpr auto euro_in_asia = test::pays_in_euro & test::in_asia;
  constexpr auto yen_or_germany = (col<"Currency"> == "JPY") | test::in_germany;
  const auto any = [](const auto&... c) { return shown<test::flat_nations>(combination::any_role, c...); };
  BOOST_TEST(any(test::in_france, test::in_asia) == "Korea Japan France");
  BOOST_TEST(any(test::pays_in_euro, test::is_nordic) == "France Germany Norway Sweden");
  BOOST_TEST(any(euro_in_asia) == "");
  BOOST_TEST(any(euro_in_asia, yen_or_germany) == "Japan Germany");
}

BOOST_AUTO_TEST_CASE(B8_all_roles_shows_what_every_role_admits) {
  constexpr auto yen_or_germany = (col<"Currency"> == "JPY") | test::in_germany;
  const auto all = [](const auto&... c) { return shown<test::flat_nations>(combination::all_roles, c...); };
  BOOST_TEST(all(test::in_france, test::in_asia) == "");
  BOOST_TEST(all(test::pays_in_euro, yen_or_germany) == "Germany");
  BOOST_TEST(all(test::pays_in_euro) == "France Germany");
}

BOOST_AUTO_TEST_CASE(combinations_have_names) {
  BOOST_TEST(name(combination::per_column) == "per_column");
  BOOST_TEST(name(combination::any_role) == "any_role");
  BOOST_TEST(name(combination::all_roles) == "all_roles");
  BOOST_TEST(name(static_cast<combination>(9)) == "unknown");
}

BOOST_AUTO_TEST_CASE(B3_a_claim_takes_the_place_of_a_value) {
  BOOST_TEST(with_claim(country_is_claim, scalar("France")) == "rows where Country is France");
  BOOST_TEST(with_claim(country_is_not_claim, scalar("France")) == "rows where Country is not France");
  BOOST_TEST(with_claim(country_in_claim, list({"France", "Norway"})) == "rows where Country is one of France, Norway");
  BOOST_TEST(with_claim(country_not_in_claim, list({"France", "Norway"})) == "rows where Country is none of France, Norway");
  BOOST_TEST(with_claim(country_starts_with_claim, scalar("Fr")) == "rows where Country starts with Fr");
  BOOST_TEST(with_claim(country_does_not_start_with_claim, scalar("Fr")) == "rows where Country does not start with Fr");
}

BOOST_AUTO_TEST_CASE(B3_a_claim_that_is_missing_shows_nothing_also_under_negation) {
  const rc::claim_values missing;
  BOOST_TEST(with_claim(country_is_claim, missing) == "no row");
  BOOST_TEST(with_claim(country_is_not_claim, missing) == "no row");
  BOOST_TEST(with_claim(country_in_claim, missing) == "no row");
  BOOST_TEST(with_claim(country_not_in_claim, missing) == "no row");
  BOOST_TEST(with_claim(country_starts_with_claim, missing) == "no row");
  BOOST_TEST(with_claim(country_does_not_start_with_claim, missing) == "no row");
  BOOST_TEST(in_words(test::plan_of<test::nations>(country_is_not_claim)) == "no row");  // no claims at all
}

BOOST_AUTO_TEST_CASE(B3_a_claim_of_another_type_shows_nothing_also_under_negation) {
  for (const rc::claim_values& wrong : {scalar(std::int64_t{1}), scalar(1.5), scalar(true), list({"France"})}) {
    BOOST_TEST(with_claim(country_is_claim, wrong) == "no row");
    BOOST_TEST(with_claim(country_is_not_claim, wrong) == "no row");
    BOOST_TEST(with_claim(country_starts_with_claim, wrong) == "no row");
    BOOST_TEST(with_claim(country_does_not_start_with_claim, wrong) == "no row");
  }
  for (const rc::claim_values& wrong :
       {scalar("France"), list({std::int64_t{1}}), list({"France", std::int64_t{1}}), list({true})}) {
    BOOST_TEST(with_claim(country_in_claim, wrong) == "no row");
    BOOST_TEST(with_claim(country_not_in_claim, wrong) == "no row");
  }
}

BOOST_AUTO_TEST_CASE(B11_B13_an_empty_claim_never_means_everything) {
  BOOST_TEST(with_claim(country_in_claim, list({})) == "no row");
  BOOST_TEST(with_claim(country_not_in_claim, list({})) == "rows where Country is not null");
  BOOST_TEST(with_claim(country_starts_with_claim, scalar("")) == "no row");
  BOOST_TEST(with_claim(country_does_not_start_with_claim, scalar("")) == "no row");
  BOOST_TEST(with_claim(country_is_claim, scalar("")) == R"(rows where Country is "")");
}

BOOST_AUTO_TEST_CASE(B3_an_unknown_comparison_hides_its_own_part_alone) {
  constexpr auto either = country_is_claim | test::in_germany;
  constexpr auto both = country_is_claim & test::in_germany;
  constexpr auto neither = !either;
  const rc::claim_values missing;
  BOOST_TEST(with_claim(either, missing) == "rows where Country is Germany");
  BOOST_TEST(with_claim(both, missing) == "no row");
  BOOST_TEST(with_claim(neither, missing) == "no row");
}

BOOST_AUTO_TEST_CASE(B3_claims_fit_numbers_dates_and_times_exactly) {
  struct shift {
    std::int64_t site = 0;
    double rate = 0;
    bool is_night = false;
    rc::date day;
    rc::time_of_day start;
    rc::timestamp made;
  };
  using shifts =
      rc::table<"shifts", rc::column<"Site", &shift::site>, rc::column<"Rate", &shift::rate>, rc::column<"Night", &shift::is_night>,
                rc::column<"Day", &shift::day>, rc::column<"Start", &shift::start>, rc::column<"Made", &shift::made>>;
  const auto words = [](const auto& condition, rc::claim_scalar value) {
    const rc::claim_values claim = scalar(std::move(value));
    return in_words(test::plan_of<shifts>(condition, std::span(&claim, 1)));
  };
  const auto c = rc::claim("c");
  BOOST_TEST(words(col<"Site"> == c, std::int64_t{7}) == "rows where Site is 7");
  BOOST_TEST(words(col<"Site"> == c, 7.0) == "no row");
  BOOST_TEST(words(col<"Site"> == c, "7") == "no row");
  BOOST_TEST(words(col<"Rate"> >= c, std::int64_t{7}) == "rows where Rate is at least 7");
  BOOST_TEST(words(col<"Rate"> < c, 0.5) == "rows where Rate is less than 0.5");
  BOOST_TEST(words(col<"Night"> == c, true) == "rows where Night is true");
  BOOST_TEST(words(col<"Night"> == c, std::int64_t{1}) == "no row");
  BOOST_TEST(words(col<"Day"> > c, "2026-11-22") == "rows where Day is at least 2026-11-23");
  BOOST_TEST(words(col<"Day"> > c, "2026-02-30") == "no row");
  BOOST_TEST(words(col<"Start"> <= c, "08:00:00") == "rows where Start is at most 08:00:00");
  BOOST_TEST(words(col<"Made"> != c, "2026-11-22T08:00:00Z") == "rows where Made is not 2026-11-22T08:00:00Z");
}

BOOST_AUTO_TEST_CASE(text_of_claims_lives_as_long_as_the_plan) {
  rc::plan made;
  {
    const rc::claim_values claim = list({std::string(100, 'x'), std::string(100, 'y')});
    made = test::plan_of<test::nations>(country_in_claim, std::span(&claim, 1));
  }
  const rc::row_filter<test::nations> filter(std::move(made));
  BOOST_TEST(filter.shows({"", std::string(100, 'y'), ""}));
  BOOST_TEST(!filter.shows({"", std::string(100, 'z'), ""}));
}

BOOST_AUTO_TEST_SUITE_END()
