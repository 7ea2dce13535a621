// SPDX-License-Identifier: BSL-1.0
// Tests of scalars: which exist, how they compare, and how dates and times are read from text.
#include <rowclaim/rows/value.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>

namespace rc = rowclaim;
using rc::value;

BOOST_AUTO_TEST_SUITE(rows_value)

namespace {

static_assert(value::of(true).kind == rc::value_kind::boolean);
static_assert(value::of(std::int64_t{1}).kind == rc::value_kind::integer);
static_assert(value::of(1.0).kind == rc::value_kind::real);
static_assert(value::of(std::string_view("1")).kind == rc::value_kind::string);
static_assert(value::of("1") == value::of(std::string_view("1")));
static_assert(value{}.kind == rc::value_kind::null);

// One spelling in two kinds is two values.
static_assert(!(value::of(true) == value::of(std::int64_t{1})));
static_assert(!(value::of(1.0) == value::of(std::int64_t{1})));

// B2: what no row can have does not exist.
static_assert(!value::of(std::numeric_limits<double>::quiet_NaN()).is_valid);
static_assert(value::of(std::numeric_limits<double>::infinity()).is_valid);
static_assert(!value::of(rc::date(2026, 2, 29)).is_valid);
static_assert(!value::of(rc::time_of_day(24, 0)).is_valid);
static_assert(!value::of(rc::timestamp(rc::date(2026, 2, 30), rc::time_of_day(0, 0))).is_valid);
static_assert(!value::of(rc::timestamp(rc::date(2026, 2, 28), rc::time_of_day(0, 60))).is_valid);

static_assert(rc::date(1970, 1, 1).days == 0);
static_assert(rc::date(1969, 12, 31).days == -1);
static_assert(rc::date(2000, 2, 29).is_valid && !rc::date(1900, 2, 29).is_valid);
static_assert(!rc::date(2026, 0, 1).is_valid && !rc::date(2026, 13, 1).is_valid && !rc::date(2026, 1, 0).is_valid);
static_assert(!rc::date(-1, 1, 1).is_valid && !rc::date(10000, 1, 1).is_valid);
static_assert(rc::time_of_day(23, 59, 59, 999'999'999).nanoseconds == 86'399'999'999'999);
static_assert(!rc::time_of_day(0, 0, 60).is_valid && !rc::time_of_day(0, 0, 0, 1'000'000'000).is_valid);

// Numbers beyond all sense are refused, not computed with.
static_assert(!rc::time_of_day(4'294'967'295u, 0).is_valid);
static_assert(!rc::timestamp(rc::date(std::numeric_limits<std::int32_t>::max()), rc::time_of_day(0, 0)).is_valid);
static_assert(!rc::timestamp(rc::date(std::numeric_limits<std::int32_t>::min()), rc::time_of_day(0, 0)).is_valid);

// Nanoseconds are kept, also before 1970.
constexpr rc::timestamp late(rc::date(1969, 12, 31), rc::time_of_day(23, 59, 59, 999'999'999));
static_assert(late.at.microseconds == -1 && late.at.nanoseconds == 999);
static_assert(rc::instant{-1, 999} < rc::instant{0, 0} && rc::instant{0, 0} < rc::instant{0, 1});

static_assert(rc::parse_date("2026-11-22") == rc::date(2026, 11, 22));
static_assert(rc::parse_time("13:45:00") == rc::time_of_day(13, 45));
static_assert(rc::parse_time("13:45:00.000000001") == rc::time_of_day(13, 45, 0, 1));
static_assert(rc::parse_time("13:45:00.5") == rc::time_of_day(13, 45, 0, 500'000'000));
static_assert(rc::parse_timestamp("2026-11-22T13:45:00Z") == rc::timestamp(rc::date(2026, 11, 22), rc::time_of_day(13, 45)));

}  // namespace

BOOST_AUTO_TEST_CASE(days_agree_with_the_standard_library_for_every_date) {
  using namespace std::chrono;
  for (int year = 0; year <= 9999; year += year % 400 == 399 ? 1 : 7)
    for (unsigned month = 1; month <= 12; ++month)
      for (unsigned day : {1u, 27u, 28u, 29u, 30u, 31u}) {
        const year_month_day expected{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
        const rc::date found(year, month, day);
        BOOST_REQUIRE_EQUAL(found.is_valid, expected.ok());
        if (expected.ok()) BOOST_REQUIRE_EQUAL(found.days, sys_days(expected).time_since_epoch().count());
      }
}

BOOST_AUTO_TEST_CASE(text_that_is_no_date_gives_nothing) {
  for (const std::string_view text :
       {"", "2026-11-2", "2026-11-222", "2026-1-22", "26-11-22", "2026/11/22", "2026-11-31", "2026-00-01", "2026-02-29",
        " 2026-11-22", "2026-11-22 ", "2026-11-22T00:00:00Z", "+026-11-22", "-026-11-22", "20261122"})
    BOOST_TEST(!rc::parse_date(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(text_that_is_no_time_gives_nothing) {
  for (const std::string_view text : {"", "13:45", "24:00:00", "23:60:00", "23:59:60", "1:45:00", "13:45:00.",
                                      "13:45:00.1234567890", "13:45:00Z", "13-45-00", "13:45:00,5", "13:45:0a"})
    BOOST_TEST(!rc::parse_time(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(text_that_is_no_utc_timestamp_gives_nothing) {
  for (const std::string_view text :
       {"", "2026-11-22", "2026-11-22T13:45:00", "2026-11-22 13:45:00Z", "2026-11-22t13:45:00z", "2026-11-22T13:45:00+00:00",
        "2026-11-22T13:45:00+02:00", "2026-11-22T13:45:00ZZ", "2026-02-30T13:45:00Z"})
    BOOST_TEST(!rc::parse_timestamp(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(kinds_have_the_names_that_messages_use) {
  BOOST_TEST(rc::name(rc::value_kind::boolean) == "bool");
  BOOST_TEST(rc::name(rc::value_kind::integer) == "int64");
  BOOST_TEST(rc::name(rc::value_kind::real) == "double");
  BOOST_TEST(rc::name(rc::value_kind::string) == "string");
  BOOST_TEST(rc::name(rc::value_kind::date) == "date");
  BOOST_TEST(rc::name(rc::value_kind::time) == "time");
  BOOST_TEST(rc::name(rc::value_kind::timestamp) == "timestamp");
  BOOST_TEST(rc::name(rc::value_kind::null) == "null");
  BOOST_TEST(rc::name(static_cast<rc::value_kind>(99)) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
