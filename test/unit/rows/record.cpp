// SPDX-License-Identifier: BSL-1.0
// Tests of rows as values: every operator on every kind, three truths, and rows that are not what the table says.
#include "plan_of.hpp"
#include <rowclaim/rows/column.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::col;
using rc::value;

BOOST_AUTO_TEST_SUITE(rows_record)

namespace {

template <class Type>
struct cell {
  Type held{};
};
template <class Type>
using cells = rc::table<"cells", rc::column<"C", &cell<Type>::held>>;

struct pair {
  std::optional<std::int64_t> a;
  std::optional<std::string> s;
};
using pairs = rc::table<"pairs", rc::column<"A", &pair::a>, rc::column<"S", &pair::s>>;

constexpr value null{};
constexpr value not_a_number = value::of(std::numeric_limits<double>::quiet_NaN());
constexpr value no_day = value::of(rc::date(2026, 2, 30));

char letter(rc::truth truth) {
  switch (truth) {
    case rc::truth::is_false: return '0';
    case rc::truth::is_unknown: return '?';
    case rc::truth::is_true: return '1';
  }
  return '!';
}

/// The truth of a plan for each row as a letter; the filter must show exactly the rows of which it is true.
std::string truths(const rc::plan& plan, std::initializer_list<std::vector<value>> rows) {
  const rc::record_filter filter(plan);
  std::string text;
  for (const std::vector<value>& row : rows) {
    text += letter(rc::evaluate(plan, row));
    BOOST_TEST(filter.shows(row) == (text.back() == '1'), "at row " << text.size());
  }
  return text;
}

/// All operators against a middle value, on (less, equal, greater, null).
template <class Type, class Literal>
void check_kind(const value& less, const value& equal, const value& greater, const Literal& middle, const value& nothing = null) {
  const auto is = [&](const auto& condition, std::string_view expected) {
    const auto found = truths(test::plan_of<cells<Type>>(condition), {{less}, {equal}, {greater}, {nothing}});
    BOOST_TEST(found == expected);
  };
  is(col<"C"> == middle, "010?");
  is(col<"C"> != middle, "101?");
  is(col<"C"> < middle, "100?");
  is(col<"C"> <= middle, "110?");
  is(col<"C"> > middle, "001?");
  is(col<"C"> >= middle, "011?");
  is(col<"C">.isin(middle), "010?");
  is(!col<"C">.isin(middle), "101?");
  is(!(col<"C"> < middle), "011?");
  is(col<"C">.is_null(), "0001");
  is(!col<"C">.is_null(), "1110");
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_operator_on_every_kind_with_null) {
  using std::int64_t;
  using limits = std::numeric_limits<int64_t>;
  const auto at = [](unsigned second, std::uint32_t nanosecond) {
    return rc::timestamp(rc::date(2026, 11, 22), rc::time_of_day(12, 0, second, nanosecond));
  };
  check_kind<int64_t>(value::of(int64_t{4}), value::of(int64_t{5}), value::of(int64_t{6}), 5);
  check_kind<int64_t>(value::of(limits::min()), value::of(limits::max() - 1), value::of(limits::max()), limits::max() - 1);
  check_kind<double>(value::of(-0.5), value::of(-0.0), value::of(0.5), 0.0, not_a_number);
  check_kind<double>(value::of(0.5), value::of(1.0), value::of(1.5), 1, {.kind = rc::value_kind::real, .real = not_a_number.real});
  check_kind<std::string>(value::of("a"), value::of("b"), value::of("\xc3\xa9"), "b");
  check_kind<rc::date>(value::of(rc::date(1969, 12, 31)), value::of(rc::date(1970, 1, 1)), value::of(rc::date(1970, 1, 2)),
                       rc::date(1970, 1, 1), no_day);
  check_kind<rc::time_of_day>(value::of(rc::time_of_day(0, 0)), value::of(rc::time_of_day(8, 0)),
                              value::of(rc::time_of_day(23, 59)), rc::time_of_day(8, 0));
  check_kind<rc::timestamp>(value::of(at(0, 1000)), value::of(at(0, 1001)), value::of(at(1, 0)), at(0, 1001));
  const auto truth_is = [](const auto& condition) {
    return truths(test::plan_of<cells<bool>>(condition), {{value::of(false)}, {value::of(true)}, {null}});
  };
  BOOST_TEST(truth_is(col<"C"> == true) == "01?");
  BOOST_TEST(truth_is(col<"C"> != true) == "10?");
}

BOOST_AUTO_TEST_CASE(sets_and_prefixes) {
  const auto text_is = [](const auto& condition) {
    return truths(test::plan_of<cells<std::string>>(condition),
                  {{value::of("France")}, {value::of("Fr")}, {value::of("")}, {value::of("ten")}, {null}});
  };
  BOOST_TEST(text_is(col<"C">.starts_with("Fr")) == "1100?");
  BOOST_TEST(text_is(!col<"C">.starts_with("Fr")) == "0011?");
  BOOST_TEST(text_is(col<"C">.isin("France", "ten")) == "1001?");
  BOOST_TEST(text_is(!col<"C">.isin("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")) == "1100?");
  const auto number_is = [](const auto& condition) {
    return truths(test::plan_of<cells<std::int64_t>>(condition),
                  {{value::of(std::int64_t{-3})}, {value::of(std::int64_t{5})}, {value::of(std::int64_t{6})}, {null}});
  };
  BOOST_TEST(number_is(col<"C">.isin(5, -3)) == "110?");
  BOOST_TEST(number_is(col<"C">.isin(9, 8, 7, 6, 5, 4)) == "011?");
  BOOST_TEST(number_is(!col<"C">.isin(9, 8, 7, 6, 5, 4)) == "100?");
}

BOOST_AUTO_TEST_CASE(joined_parts_have_three_truths) {
  const auto a = [](std::int64_t number) { return value::of(number); };
  const auto of_all = [&](const auto& condition) {
    return truths(
        test::plan_of<pairs>(condition),
        {{a(1), value::of("x")}, {a(1), null}, {null, value::of("x")}, {a(2), null}, {null, value::of("y")}, {null, null}});
  };
  BOOST_TEST(of_all((col<"A"> == 1) & (col<"S"> == "x")) == "1??00?");
  BOOST_TEST(of_all((col<"A"> == 1) | (col<"S"> == "x")) == "111???");
  BOOST_TEST(of_all(!((col<"A"> == 1) & (col<"S"> == "x"))) == "0??11?");
}

BOOST_AUTO_TEST_CASE(a_part_of_a_condition_has_a_truth_of_its_own) {
  constexpr auto condition = (col<"A"> == 1) & (col<"S"> == "x");
  const rc::plan plan = test::plan_of<pairs>(condition);
  const std::array row{value::of(std::int64_t{1}), value::of("y")};
  BOOST_REQUIRE_EQUAL(plan.nodes().size(), 3u);
  BOOST_TEST((rc::evaluate(plan, row, 0) == rc::truth::is_false));
  BOOST_TEST((rc::evaluate(plan, row, 1) == rc::truth::is_true));
  BOOST_TEST((rc::evaluate(plan, row, 2) == rc::truth::is_false));
}

BOOST_AUTO_TEST_CASE(a_cell_of_another_kind_makes_every_comparison_unknown) {
  const auto of_others = [](const auto& condition) {
    return truths(test::plan_of<cells<std::int64_t>>(condition), {{value::of("5")}, {value::of(5.0)}, {value::of(true)}, {no_day}});
  };
  BOOST_TEST(of_others(col<"C"> == 5) == "????");
  BOOST_TEST(of_others(col<"C"> != 5) == "????");
  BOOST_TEST(of_others(!col<"C">.isin(5, 6)) == "????");
  BOOST_TEST(of_others(col<"C">.is_null()) == "????");
  BOOST_TEST(of_others(!col<"C">.is_null()) == "????");
  const std::array wanted{value::of(std::int64_t{5})};
  BOOST_TEST((rc::compare_cell(value::of("5"), rc::comparison::not_in, wanted) == rc::truth::is_unknown));
}

BOOST_AUTO_TEST_CASE(a_row_of_another_length_is_not_shown) {
  constexpr auto condition = col<"A"> == 1;
  const value one = value::of(std::int64_t{1});
  BOOST_TEST(truths(test::plan_of<pairs>(condition), {{}, {one}, {one, null}, {one, null, null}}) == "??1?");
  BOOST_TEST(truths(rc::plan::allow_all(pairs::schema()), {{}, {one}, {one, null}, {one, null, null}}) == "??1?");
}

BOOST_AUTO_TEST_CASE(plans_without_a_condition) {
  BOOST_TEST(truths(rc::plan::allow_all(pairs::schema()), {{null, null}, {value::of("of another kind"), null}}) == "11");
  BOOST_TEST(truths(rc::plan::deny_all(pairs::schema()), {{null, null}, {}}) == "00");
  BOOST_TEST(truths(rc::plan(), {{null, null}, {}}) == "00");
}

BOOST_AUTO_TEST_SUITE_END()
