// SPDX-License-Identifier: BSL-1.0
// Tests of plans and values in words.
#include "plan_of.hpp"
#include <rowclaim/rows/plan_text.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

namespace rc = rowclaim;
using rc::col;
using rc::value;

BOOST_AUTO_TEST_SUITE(rows_plan_text)

namespace {

struct sale {
  std::string country;
  std::int64_t amount = 0;
  double rate = 0;
  bool is_open = false;
  std::chrono::sys_days day;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>,
                        rc::column<"Rate", &sale::rate>, rc::column<"Open", &sale::is_open>, rc::column<"Day", &sale::day>>;

}  // namespace

BOOST_AUTO_TEST_CASE(values_read_as_they_would_be_written) {
  BOOST_TEST(to_text(value::of(true)) == "true");
  BOOST_TEST(to_text(value::of(false)) == "false");
  BOOST_TEST(to_text(value::of(std::numeric_limits<std::int64_t>::min())) == "-9223372036854775808");
  BOOST_TEST(to_text(value::of(0.1)) == "0.1");
  BOOST_TEST(to_text(value::of(-std::numeric_limits<double>::max())) == "-1.7976931348623157e+308");
  BOOST_TEST(to_text(value::of(std::numeric_limits<double>::infinity())) == "inf");
  BOOST_TEST(to_text(value::of(std::string_view("Cote d'Ivoire"))) == "Cote d'Ivoire");
  BOOST_TEST(to_text(value{}) == "null");
}

BOOST_AUTO_TEST_CASE(dates_and_times_read_as_iso_8601_and_parse_back) {
  BOOST_TEST(to_text(value::of(rc::date(2026, 11, 2))) == "2026-11-02");
  BOOST_TEST(to_text(value::of(rc::date(0, 1, 1))) == "0000-01-01");
  BOOST_TEST(to_text(value::of(rc::date(9999, 12, 31))) == "9999-12-31");
  BOOST_TEST(to_text(value::of(rc::time_of_day(3, 4, 5))) == "03:04:05");
  BOOST_TEST(to_text(value::of(rc::time_of_day(3, 4, 5, 120'000'000))) == "03:04:05.12");
  BOOST_TEST(to_text(value::of(rc::time_of_day(3, 4, 5, 1))) == "03:04:05.000000001");
  BOOST_TEST(to_text(value::of(rc::timestamp(rc::date(1969, 12, 31), rc::time_of_day(23, 59, 59, 999'999'999)))) ==
             "1969-12-31T23:59:59.999999999Z");
  for (int days = -719'528; days < 2'932'896; days += 997) {
    const rc::date day(days);
    BOOST_REQUIRE((rc::parse_date(to_text(value::of(day))) == day));
  }
}

BOOST_AUTO_TEST_CASE(a_plan_is_a_sentence) {
  constexpr auto condition = ((col<"Country">.isin("France", "Spain")) | (col<"Country">.starts_with("U"))) &
                             (col<"Amount"> >= 1000) & !(col<"Rate"> < 0.5) & (col<"Open"> == true) & !col<"Day">.is_null() &
                             (col<"Day"> < rc::date(2026, 1, 1));
  BOOST_TEST(in_words(test::plan_of<sales>(condition)) ==
             "rows where (Country is one of France, Spain or Country starts with U) and Amount is at least 1000 and Rate is at "
             "least 0.5 and "
             "Open is true and Day is at most 2025-12-31");
  BOOST_TEST(in_words(rc::plan()) == "no row");
  BOOST_TEST(in_words(rc::plan::allow_all(sales::schema())) == "every row");
  BOOST_TEST(condition_text(rc::plan::allow_all(sales::schema())) == "");
}

BOOST_AUTO_TEST_CASE(every_comparison_has_a_phrase) {
  for (int op = 0; op <= static_cast<int>(rc::comparison::is_not_null); ++op)
    BOOST_TEST(rc::phrase(static_cast<rc::comparison>(op)) != "?");
  BOOST_TEST(rc::phrase(static_cast<rc::comparison>(99)) == "?");
}

BOOST_AUTO_TEST_SUITE_END()
