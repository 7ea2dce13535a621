// SPDX-License-Identifier: BSL-1.0
// Tests of reading C++ types as column values: what is null, what fits, and what is not supported.
#include <rowclaim/rows/column.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::column_traits;
using rc::value_kind;

namespace {

/// What reading gives, with null as nothing.
template <class Type>
constexpr std::optional<typename column_traits<Type>::cell> read(const Type& stored) {
  typename column_traits<Type>::cell cell{};
  if (!column_traits<Type>::read(stored, cell)) return std::nullopt;
  return cell;
}

template <class Type>
constexpr value_kind kind = column_traits<Type>::kind;

static_assert(kind<bool> == value_kind::boolean);
static_assert(kind<char> == value_kind::integer && kind<std::int8_t> == value_kind::integer &&
              kind<std::uint32_t> == value_kind::integer);
static_assert(kind<long long> == value_kind::integer && kind<long> == value_kind::integer);
static_assert(kind<float> == value_kind::real && kind<double> == value_kind::real);
static_assert(kind<std::string> == value_kind::string && kind<std::string_view> == value_kind::string &&
              kind<const char*> == value_kind::string);
static_assert(kind<char[4]> == value_kind::string);
static_assert(kind<std::chrono::sys_days> == value_kind::date && kind<std::chrono::year_month_day> == value_kind::date);
static_assert(kind<std::chrono::seconds> == value_kind::time && kind<rc::time_of_day> == value_kind::time);
static_assert(kind<std::chrono::sys_seconds> == value_kind::timestamp &&
              kind<std::chrono::system_clock::time_point> == value_kind::timestamp);
static_assert(kind<std::optional<std::string>> == value_kind::string &&
              kind<std::optional<std::chrono::sys_days>> == value_kind::date);

// B2: an unsigned 64-bit number may not fit, and what has no order and no text is no scalar.
static_assert(!column_traits<std::uint64_t>::is_supported);
static_assert(!column_traits<long double>::is_supported);
static_assert(!column_traits<std::vector<int>>::is_supported);
static_assert(!column_traits<void*>::is_supported);
static_assert(!column_traits<std::chrono::duration<double>>::is_supported);
static_assert(!column_traits<std::chrono::duration<int, std::pico>>::is_supported);
static_assert(!column_traits<std::chrono::duration<int, std::ratio<1, 3>>>::is_supported,
              "a third of a second is no number of nanoseconds");

static_assert(read(std::numeric_limits<std::int64_t>::min()) == std::numeric_limits<std::int64_t>::min());
static_assert(read(std::numeric_limits<std::uint32_t>::max()) == 4294967295);
static_assert(read(0.5f) == 0.5);
static_assert(!read(std::numeric_limits<double>::quiet_NaN()) && !read(std::numeric_limits<float>::quiet_NaN()));
static_assert(!read(static_cast<const char*>(nullptr)) && read<const char*>("yes") == "yes");
static_assert(!read(std::optional<int>{}) && read(std::optional<int>{7}) == 7);
static_assert(!read(std::optional<double>{std::numeric_limits<double>::quiet_NaN()}));
static_assert(!read(std::optional<std::optional<int>>{std::optional<int>{}}));

// B11: a date or time that does not exist is unknown.
static_assert(!read(rc::date(2026, 2, 30)) && !read(rc::time_of_day(24, 0)));
static_assert(!read(rc::timestamp(rc::date(2026, 2, 30), rc::time_of_day(1, 0))));

using namespace std::chrono_literals;
static_assert(read(std::chrono::sys_days{2026y / 11 / 22}) == rc::date(2026, 11, 22).days);
static_assert(read(2026y / std::chrono::November / 22) == rc::date(2026, 11, 22).days);
static_assert(!read(2026y / std::chrono::February / 30));

static_assert(read(13h) == rc::time_of_day(13, 0).nanoseconds && read(90min) == rc::time_of_day(1, 30).nanoseconds);
static_assert(read(86399999999999ns) == 86399999999999 && !read(86400000000000ns) && !read(-1ns) && !read(24h) &&
              !read(std::chrono::hours::max()));
static_assert(!read(std::chrono::minutes::min()) && !read(std::chrono::duration<std::int64_t, std::ratio<3600>>::max()));
static_assert(read(std::chrono::duration<std::uint8_t, std::ratio<3600>>{23}) == 23'000'000'000 * 3600);

// Every precision gives the same instant; before 1970 the remainder still counts upwards.
constexpr std::chrono::sys_days day{2026y / 11 / 22};
constexpr rc::instant noon = rc::timestamp(rc::date(2026, 11, 22), rc::time_of_day(12, 0)).at;
static_assert(read(std::chrono::sys_time<std::chrono::hours>(day + 12h)) == noon);
static_assert(read(std::chrono::sys_seconds(day + 12h)) == noon);
static_assert(read(std::chrono::sys_time<std::chrono::milliseconds>(day + 12h)) == noon);
static_assert(read(std::chrono::sys_time<std::chrono::microseconds>(day + 12h)) == noon);
static_assert(read(std::chrono::sys_time<std::chrono::nanoseconds>(day + 12h)) == noon);
static_assert(read(std::chrono::sys_time<std::chrono::nanoseconds>(day + 12h + 1ns)) == rc::instant{noon.microseconds, 1});
static_assert(read(std::chrono::sys_time<std::chrono::nanoseconds>(-1ns)) == rc::instant{-1, 999});
static_assert(read(std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds::min())) ==
              rc::instant{-9223372036854776, 192});
static_assert(read(std::chrono::sys_time<std::chrono::weeks>(std::chrono::weeks(1))) == rc::instant{604'800'000'000, 0});

// What 64 bits of microseconds cannot hold is unknown, in whatever unit it comes.
static_assert(!read(std::chrono::sys_seconds(std::chrono::seconds::max())) &&
              !read(std::chrono::sys_seconds(std::chrono::seconds::min())));
using int64_hours = std::chrono::duration<std::int64_t, std::ratio<3600>>;
static_assert(!read(std::chrono::sys_time<int64_hours>(int64_hours::max())) &&
              !read(std::chrono::sys_time<int64_hours>(int64_hours::min())));

/// Text of a library of its own, which may fail.
struct fragile_text {
  std::string text;
  operator std::string_view() const {
    if (text.empty()) throw std::runtime_error("no text");
    return text;
  }
};
static_assert(kind<fragile_text> == value_kind::string);
static_assert(noexcept(column_traits<std::string>::read(std::string(), std::declval<std::string_view&>())));
// B12: a type whose reading can fail says so, and the test of a cell minds it.
static_assert(!noexcept(column_traits<fragile_text>::read(fragile_text(), std::declval<std::string_view&>())));
static_assert(!noexcept(column_traits<std::optional<fragile_text>>::read(std::optional<fragile_text>(),
                                                                         std::declval<std::string_view&>())));

enum class colour : std::uint8_t { red, green };

}  // namespace

template <>
struct rowclaim::column_traits<colour> {
  static constexpr bool is_supported = true;
  static constexpr value_kind kind = value_kind::string;
  using cell = std::string_view;
  static constexpr bool read(colour stored, cell& out) noexcept {
    out = stored == colour::red ? "red" : "green";
    return true;
  }
};

static_assert(rc::column_traits<std::optional<colour>>::kind == value_kind::string);

BOOST_AUTO_TEST_SUITE(rows_column)

BOOST_AUTO_TEST_CASE(fixed_size_text_ends_at_its_first_zero_or_at_its_end) {
  struct stock {
    char code[4];
    char next_to_it[4];
  };
  const stock full{{'A', 'B', 'C', 'D'}, {'X', 'X', 'X', 'X'}};
  const stock half{{'A', 'B', '\0', 'D'}, {}};
  const stock none{};
  BOOST_TEST(read(full.code).value() == "ABCD");
  BOOST_TEST(read(half.code).value() == "AB");
  BOOST_TEST(read(none.code).value() == "");
}

BOOST_AUTO_TEST_CASE(text_keeps_its_zeros) {
  const std::string text("a\0b", 3);
  BOOST_TEST((read(text).value() == std::string_view("a\0b", 3)));
}

BOOST_AUTO_TEST_CASE(types_of_the_user_can_be_taught) {
  BOOST_TEST(read(colour::green).value() == "green");
  BOOST_TEST(!read(std::optional<colour>()).has_value());
}

BOOST_AUTO_TEST_CASE(nan_reads_as_null_and_infinity_does_not) {
  BOOST_TEST(!read(std::numeric_limits<double>::signaling_NaN()).has_value());
  BOOST_TEST(read(std::numeric_limits<double>::infinity()).value() == std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_SUITE_END()
