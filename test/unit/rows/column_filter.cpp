// SPDX-License-Identifier: BSL-1.0
// Tests of executing plans on columns: every layout with its edges on every vector path, and random plans against records.
#include "memory_column.hpp"
#include "vector_paths.hpp"
#include <rowclaim/rows/column_filter.hpp>
#include <rowclaim/rows/plan_builder.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::column_data;
using rc::comparison;
using rc::value;
using rc::value_kind;
using rc::detail::vector_path;
using test::runnable_paths;

BOOST_AUTO_TEST_SUITE(rows_column_filter)

namespace {

rc::plan plan_of(const rc::table_schema& table, comparison op, const std::vector<value>& values) {
  rc::plan_builder builder;
  builder.add_comparison(op, 0, values);
  return std::move(builder).finish(table);
}

std::vector<std::uint64_t> selected(const rc::plan& plan, const rc::row_batch& batch, vector_path path) {
  std::vector<rc::detail::column_comparison> comparisons;
  for (const rc::plan_node& node : plan.nodes())
    comparisons.push_back(node.kind == rc::plan_node::node_kind::compare
                              ? rc::detail::column_comparison(node.op, plan.table()->columns[node.column].kind, plan.values(node))
                              : rc::detail::column_comparison());
  const rc::detail::column_program program(plan, comparisons, batch, path);
  std::vector<std::uint64_t> words(rc::detail::words_for(batch.size()));
  std::vector<std::uint64_t> scratch(program.scratch_words());
  constexpr std::size_t tile = rc::detail::column_program::words_in_tile;
  for (std::size_t i = 0; i < words.size(); i += tile)
    program.run(i, std::min(tile, words.size() - i), words.data() + i, scratch.data());
  return words;
}

/// For each row `1` or `0`, as a comparison with the only column shows it or not, on all paths.
std::string shown(const column_data& column, comparison op, const std::vector<value>& values = {}) {
  const test::made_table table(std::array{column.kind()});
  const rc::plan plan = plan_of(table.schema(), op, values);
  const auto batch = rc::row_batch::make(table.schema(), std::span(&column, 1));
  BOOST_REQUIRE(batch.has_value());
  const rc::selection found = rc::column_filter(plan).select(*batch);
  for (const vector_path path : runnable_paths())
    BOOST_TEST(std::ranges::equal(selected(plan, *batch, path), found.words()), "on " << rc::detail::name(path));
  std::string text;
  for (std::size_t i = 0; i < found.size(); ++i) text += found.contains(i) ? '1' : '0';
  return text;
}

template <class Value, std::size_t Size>
std::span<const Value> span_of(const std::array<Value, Size>& values) {
  return values;
}

value number(std::int64_t n) { return value::of(n); }

/// All operators against a middle value, on a column of (less, equal, greater, null) and on parts of it.
void check_operators(const column_data& column, const value& middle) {
  const auto is = [&](comparison op, std::string_view expected, std::vector<value> values) {
    BOOST_TEST(shown(column, op, values) == expected, static_cast<int>(op) << " of layout " << static_cast<int>(column.layout()));
    BOOST_TEST(shown(column.slice(1, 2), op, values) == expected.substr(1, 2));
    BOOST_TEST(shown(column.slice(3, 9), op, values) == expected.substr(3));
  };
  is(comparison::equal, "0100", {middle});
  is(comparison::not_equal, "1010", {middle});
  is(comparison::less, "1000", {middle});
  is(comparison::less_equal, "1100", {middle});
  is(comparison::greater, "0010", {middle});
  is(comparison::greater_equal, "0110", {middle});
  is(comparison::in, "0100", {middle, middle});
  is(comparison::not_in, "1010", {middle, middle});
  is(comparison::in, "0000", {});
  is(comparison::not_in, "1110", {});
  is(comparison::is_null, "0001", {});
  is(comparison::is_not_null, "1110", {});
}

constexpr std::array<std::uint8_t, 1> first_three{0b0111};

template <class Integer>
void check_integers() {
  using limits = std::numeric_limits<Integer>;
  constexpr auto most = static_cast<Integer>(std::min<std::uint64_t>(limits::max(), std::numeric_limits<std::int64_t>::max()));
  const auto check = [](Integer less, Integer equal, Integer greater) {
    const std::array<Integer, 4> values{less, equal, greater, equal};
    check_operators(column_data::of(span_of(values)).with_validity(first_three), number(static_cast<std::int64_t>(equal)));
  };
  check(limits::min(), static_cast<Integer>(limits::min() + 1), most);
  check(4, 5, 6);
  check(limits::min(), static_cast<Integer>(most - 1), most);
  // Bounds that no value of the type can reach.
  const std::array<Integer, 3> ends{limits::min(), 1, limits::max()};
  const column_data column = column_data::of(span_of(ends));
  if constexpr (sizeof(Integer) < 8) {
    BOOST_TEST(shown(column, comparison::less, {number(std::int64_t{limits::max()} + 1)}) == "111");
    BOOST_TEST(shown(column, comparison::equal, {number(std::int64_t{limits::max()} + 1)}) == "000");
    BOOST_TEST(shown(column, comparison::not_equal, {number(std::int64_t{limits::min()} - 1)}) == "111");
    BOOST_TEST(shown(column, comparison::greater, {number(std::int64_t{limits::min()} - 1)}) == "111");
  }
  BOOST_TEST(shown(column, comparison::less_equal, {number(std::numeric_limits<std::int64_t>::min())}) ==
             (std::same_as<Integer, std::int64_t> ? "100" : "000"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(integers_of_every_width) {
  check_integers<std::int8_t>();
  check_integers<std::int16_t>();
  check_integers<std::int32_t>();
  check_integers<std::int64_t>();
  check_integers<std::uint8_t>();
  check_integers<std::uint16_t>();
  check_integers<std::uint32_t>();
  check_integers<std::uint64_t>();
}

// A plan reckons with signed numbers: "at most the largest of them" is "not null" to it.
BOOST_AUTO_TEST_CASE(unsigned_numbers_above_all_signed_ones_are_null) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  const std::array<std::uint64_t, 4> values{0, most, most + 1, std::numeric_limits<std::uint64_t>::max()};
  const column_data column = column_data::of(span_of(values));
  const value highest = number(std::numeric_limits<std::int64_t>::max());
  BOOST_TEST(shown(column, comparison::greater, {highest}) == "0000");
  BOOST_TEST(shown(column, comparison::greater_equal, {number(-1)}) == "1100");
  BOOST_TEST(shown(column, comparison::less_equal, {highest}) == "1100");
  BOOST_TEST(shown(column, comparison::not_equal, {highest}) == "1000");
  BOOST_TEST(shown(column, comparison::not_in, {number(0), highest}) == "0000");
  BOOST_TEST(shown(column, comparison::less, {number(-1)}) == "0000");
  BOOST_TEST(shown(column, comparison::equal, {number(-1)}) == "0000");
  BOOST_TEST(shown(column, comparison::is_not_null) == "1100");
  BOOST_TEST(shown(column, comparison::is_null) == "0011");
}

BOOST_AUTO_TEST_CASE(reals_with_both_zeros_infinities_and_no_numbers) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
  const std::array<double, 9> values{-infinity, -1, -0.0, 0.0, 5e-324, 1, infinity, no_number, -no_number};
  const std::array<float, 9> narrow{-std::numeric_limits<float>::infinity(),
                                    -1,
                                    -0.0f,
                                    0.0f,
                                    1e-45f,
                                    1,
                                    std::numeric_limits<float>::infinity(),
                                    std::numeric_limits<float>::quiet_NaN(),
                                    -std::numeric_limits<float>::quiet_NaN()};
  for (const column_data& column : {column_data::of(span_of(values)), column_data::of(span_of(narrow))}) {
    const auto is = [&](comparison op, double bound, std::string_view expected) {
      BOOST_TEST(shown(column, op, {value::of(bound)}) == expected, static_cast<int>(op) << " " << bound);
    };
    for (const double zero : {0.0, -0.0}) {
      is(comparison::equal, zero, "001100000");
      is(comparison::not_equal, zero, "110011100");
      is(comparison::less, zero, "110000000");
      is(comparison::less_equal, zero, "111100000");
      is(comparison::greater, zero, "000011100");
      is(comparison::greater_equal, zero, "001111100");
    }
    is(comparison::less, infinity, "111111000");
    is(comparison::less_equal, infinity, "111111100");
    is(comparison::greater_equal, -infinity, "111111100");
    is(comparison::less_equal, -infinity, "100000000");
    is(comparison::greater, -1, "001111100");
    is(comparison::equal, no_number, "000000000");
    is(comparison::less, no_number, "000000000");
    BOOST_TEST(shown(column, comparison::in, {value::of(1.0), value::of(-1.0), value::of(0.0)}) == "011101000");
    BOOST_TEST(shown(column, comparison::not_in, {value::of(1.0), value::of(-1.0), value::of(0.0)}) == "100010100");
    BOOST_TEST(shown(column, comparison::is_null) == "000000011");
    BOOST_TEST(shown(column, comparison::is_not_null) == "111111100");
    check_operators(column_data::of(span_of(std::array{1.0f, 2.0f, 3.0f, std::numeric_limits<float>::quiet_NaN()})),
                    value::of(2.0));
  }
}

BOOST_AUTO_TEST_CASE(narrow_reals_are_compared_exactly_with_wide_ones) {
  constexpr float most = std::numeric_limits<float>::max();
  const float third = 1.0f / 3;  // not the double nearest to a third
  const std::array<float, 5> values{-most, third, std::nextafter(third, 1.0f), most, std::numeric_limits<float>::infinity()};
  const column_data column = column_data::of(span_of(values));
  const auto is = [&](comparison op, double bound, std::string_view expected) {
    BOOST_TEST(shown(column, op, {value::of(bound)}) == expected, static_cast<int>(op) << " " << bound);
  };
  const double above = std::nextafter(static_cast<double>(third), 1.0);
  const double below = std::nextafter(static_cast<double>(third), 0.0);
  is(comparison::equal, above, "00000");
  is(comparison::less, above, "11000");
  is(comparison::less_equal, below, "10000");
  is(comparison::greater, below, "01111");
  is(comparison::greater_equal, above, "00111");
  is(comparison::not_equal, above, "11111");
  is(comparison::less, 1e300, "11110");
  is(comparison::greater, 1e300, "00001");
  is(comparison::equal, 1e300, "00000");
  is(comparison::less_equal, -1e300, "00000");
  is(comparison::greater_equal, -1e300, "11111");
}

BOOST_AUTO_TEST_CASE(truths_as_bytes_and_as_bits) {
  const std::array<std::uint8_t, 6> bytes{0, 1, 2, 255, 0, 1};
  const std::array<std::uint8_t, 2> bits{0b10101110, 0b1};  // the same behind one more
  const std::array<std::uint8_t, 1> known{0b00001111};
  const std::array<std::uint8_t, 1> known_later{0b00011111};
  for (const column_data& column : {column_data::of_truths(bytes).with_validity(known),
                                    column_data::of_bits(bits, 9).slice(0, 7).with_validity(known_later).slice(0, 6)}) {
    const bool is_bits = column.layout() == rc::column_layout::bits;
    const column_data shifted = is_bits ? column.slice(0, 5) : column;
    BOOST_TEST(shown(shifted, comparison::equal, {value::of(true)}) == (is_bits ? "01110" : "011100"));
    BOOST_TEST(shown(shifted, comparison::not_equal, {value::of(true)}) == (is_bits ? "10001" : "100000"));
    BOOST_TEST(shown(shifted, comparison::in, {value::of(true), value::of(false)}) == (is_bits ? "11111" : "111100"));
    BOOST_TEST(shown(shifted, comparison::is_null) == (is_bits ? "00000" : "000011"));
  }
}

BOOST_AUTO_TEST_CASE(dates_in_days_and_finer) {
  const auto day = [](int d) { return value::of(rc::date(1970, 1, static_cast<unsigned>(d))); };
  const std::array<std::int32_t, 4> days{0, 1, 2, 1};
  check_operators(column_data::of_dates(span_of(days)).with_validity(first_three), day(2));
  constexpr std::int64_t ms = 86'400'000;
  const std::array<std::int64_t, 4> early{0, ms, 2 * ms, ms};
  const std::array<std::int64_t, 4> late{ms - 1, 2 * ms - 1, 3 * ms - 1, ms};
  check_operators(column_data::of_dates(span_of(early), rc::time_unit::milliseconds).with_validity(first_three), day(2));
  check_operators(column_data::of_dates(span_of(late), rc::time_unit::milliseconds).with_validity(first_three), day(2));
  const std::array<std::int64_t, 2> before{-1, -ms};
  BOOST_TEST(shown(column_data::of_dates(span_of(before), rc::time_unit::milliseconds), comparison::equal,
                   {value::of(rc::date(1969, 12, 31))}) == "11");
}

BOOST_AUTO_TEST_CASE(times_between_ticks_and_beyond_the_day) {
  const std::array<std::int32_t, 5> seconds{-1, 0, 43'200, 86'399, 86'400};
  const column_data column = column_data::of_times(span_of(seconds), rc::time_unit::seconds);
  const auto noon = [](std::uint32_t nanosecond) { return value::of(rc::time_of_day(12, 0, 0, nanosecond)); };
  BOOST_TEST(shown(column, comparison::less, {noon(500'000'000)}) == "01100");
  BOOST_TEST(shown(column, comparison::less_equal, {noon(0)}) == "01100");
  BOOST_TEST(shown(column, comparison::less, {noon(0)}) == "01000");
  BOOST_TEST(shown(column, comparison::greater_equal, {noon(1)}) == "00010");
  BOOST_TEST(shown(column, comparison::equal, {noon(1)}) == "00000");
  BOOST_TEST(shown(column, comparison::not_equal, {noon(1)}) == "01110");
  BOOST_TEST(shown(column, comparison::not_in, {noon(0), noon(1)}) == "01010");
  BOOST_TEST(shown(column, comparison::is_null) == "10001");
  BOOST_TEST(shown(column, comparison::is_not_null) == "01110");
  const std::array<std::int64_t, 3> finest{86'399'999'999'999, 86'400'000'000'000, std::numeric_limits<std::int64_t>::min()};
  BOOST_TEST(shown(column_data::of_times(span_of(finest), rc::time_unit::nanoseconds), comparison::is_null) == "011");
}

BOOST_AUTO_TEST_CASE(timestamps_of_every_unit) {
  const rc::timestamp middle(rc::date(1969, 12, 31), rc::time_of_day(23, 59, 58));
  const auto check = [&](rc::time_unit unit, std::int64_t ticks) {
    const std::array<std::int64_t, 4> values{-2 * ticks - 1, -2 * ticks, -2 * ticks + 1, 0};
    check_operators(column_data::of_timestamps(span_of(values), unit).with_validity(first_three), value::of(middle));
  };
  check(rc::time_unit::seconds, 1);
  check(rc::time_unit::milliseconds, 1'000);
  check(rc::time_unit::microseconds, 1'000'000);
  check(rc::time_unit::nanoseconds, 1'000'000'000);
  const value between = value::of(rc::timestamp(rc::instant{-1, 1}));
  const std::array<std::int64_t, 3> micros{-1, 0, 1};
  BOOST_TEST(shown(column_data::of_timestamps(span_of(micros), rc::time_unit::microseconds), comparison::less, {between}) == "100");
  BOOST_TEST(shown(column_data::of_timestamps(span_of(micros), rc::time_unit::nanoseconds), comparison::less, {between}) == "000");
  constexpr std::int64_t furthest = std::int64_t{1} << 43;
  const std::array<std::int64_t, 4> far{-furthest, -furthest + 1, furthest - 1, furthest};
  BOOST_TEST(shown(column_data::of_timestamps(span_of(far), rc::time_unit::seconds), comparison::is_null) == "1001");
  BOOST_TEST(shown(column_data::of_timestamps(span_of(far), rc::time_unit::seconds), comparison::less, {between}) == "0100");
}

BOOST_AUTO_TEST_CASE(codes_without_an_entry_are_null) {
  const std::array<std::string_view, 4> texts{"a", "b", "c", ""};
  const std::array<std::uint8_t, 1> no_last{0b0111};
  const column_data entries = column_data::of(span_of(texts)).with_validity(no_last);
  const auto check = [&]<class Code>(Code) {
    const std::array<Code, 4> codes{0, 1, 2, static_cast<Code>(std::numeric_limits<Code>::max())};
    check_operators(column_data::of_codes(span_of(codes), entries), value::of("b"));
    const std::array<Code, 4> null_entry{0, 1, 2, 3};
    check_operators(column_data::of_codes(span_of(null_entry), entries), value::of("b"));
    const std::array<Code, 4> null_code{0, 1, 2, 1};
    check_operators(column_data::of_codes(span_of(null_code), entries).with_validity(first_three), value::of("b"));
    if constexpr (std::signed_integral<Code>) {
      const std::array<Code, 4> negative{0, 1, 2, -1};
      check_operators(column_data::of_codes(span_of(negative), entries), value::of("b"));
    }
  };
  test::with_each_integer(check);
  const std::array<std::uint8_t, 2> codes{0, 1};
  const column_data nothing = column_data::of_nulls(value_kind::string, 2);
  BOOST_TEST(shown(column_data::of_codes(span_of(codes), nothing), comparison::is_null) == "11");
  BOOST_TEST(shown(column_data::of_codes(span_of(codes), nothing), comparison::not_equal, {value::of("")}) == "00");
  const column_data empty = entries.slice(0, 0);
  BOOST_TEST(shown(column_data::of_codes(span_of(codes), empty), comparison::is_null) == "11");
}

BOOST_AUTO_TEST_CASE(more_entries_than_codes) {
  std::vector<std::int64_t> entries(1000);
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = static_cast<std::int64_t>(i % 7);
  const column_data dictionary = column_data::of(std::span<const std::int64_t>(entries));
  const std::array<std::uint8_t, 3> codes{7, 128, 255};
  BOOST_TEST(shown(column_data::of_codes(span_of(codes), dictionary), comparison::less, {number(3)}) == "110");
}

BOOST_AUTO_TEST_CASE(texts_of_every_layout) {
  constexpr std::string_view bytes = "abbbcb";
  const std::array<std::int32_t, 5> narrow{0, 1, 3, 5, 6};
  const std::array<std::int64_t, 5> wide{0, 1, 3, 5, 6};
  const value middle = value::of("bb");
  check_operators(column_data::of_texts(narrow, bytes).with_validity(first_three), middle);
  check_operators(column_data::of_texts(wide, bytes).with_validity(first_three), middle);
  using namespace std::string_view_literals;
  check_operators(column_data::of_fixed_texts("a\0\0bb\0bc\0bb\0"sv, 3).with_validity(first_three), middle);
  const std::array<std::string_view, 4> views{"a", "bb", "bc", "bb"};
  check_operators(column_data::of(span_of(views)).with_validity(first_three), middle);
  const std::array<std::string, 4> strings{"a", "bb", "bc", "bb"};
  check_operators(column_data::of(span_of(strings)).with_validity(first_three), middle);
  check_operators(column_data::of_texts(narrow, bytes).with_validity(first_three), middle);
  BOOST_TEST(shown(column_data::of(span_of(views)), comparison::starts_with, {value::of("b")}) == "0111");
  BOOST_TEST(shown(column_data::of(span_of(views)), comparison::does_not_start_with, {value::of("b")}) == "1000");
  BOOST_TEST(shown(column_data::of(span_of(views)), comparison::equal, {number(1)}) == "0000");
  BOOST_TEST(shown(column_data::of(span_of(views)), comparison::not_equal, {number(1)}) == "0000");
}

BOOST_AUTO_TEST_CASE(texts_that_leave_their_bytes_are_null) {
  const std::array<std::int32_t, 6> offsets{0, 2, 1, 99, -1, 0};
  const column_data column = column_data::of_texts(offsets, "abc");
  BOOST_TEST(shown(column, comparison::is_null) == "01111");
  BOOST_TEST(shown(column, comparison::not_equal, {value::of("x")}) == "10000");
}

BOOST_AUTO_TEST_CASE(nulls_alone) {
  const column_data column = column_data::of_nulls(value_kind::integer, 3);
  BOOST_TEST(shown(column, comparison::is_null) == "111");
  BOOST_TEST(shown(column, comparison::not_equal, {number(1)}) == "000");
}

BOOST_AUTO_TEST_CASE(short_cuts_other_tables_and_hidden_rows) {
  const test::made_table table(std::array{value_kind::integer});
  const test::made_table other(std::array{value_kind::integer});
  std::vector<std::int16_t> values(130, 1);
  const column_data column = column_data::of(std::span<const std::int16_t>(values));
  const auto batch = rc::row_batch::make(table.schema(), std::span(&column, 1));
  const auto count = [&](const rc::plan& plan) { return rc::column_filter(plan).count_visible(*batch); };
  BOOST_TEST(count(rc::plan::allow_all(table.schema())) == 130u);
  BOOST_TEST(count(rc::plan::deny_all(table.schema())) == 0u);
  BOOST_TEST(count(rc::plan()) == 0u);
  BOOST_TEST(count(rc::plan::allow_all(other.schema())) == 0u);
  BOOST_TEST(count(plan_of(other.schema(), comparison::equal, {number(1)})) == 0u);
  BOOST_TEST(count(plan_of(table.schema(), comparison::equal, {number(1)})) == 130u);
  std::vector<std::uint8_t> bits(18, 0);
  bits[0] = 0b1000;
  bits[16] = 0xff;
  const auto hidden = batch->with_validity(bits, 3);
  BOOST_REQUIRE(hidden.has_value());
  const rc::selection some = rc::column_filter(rc::plan::allow_all(table.schema())).select(*hidden);
  BOOST_TEST(some.rows() == (std::vector<std::size_t>{0, 125, 126, 127, 128, 129}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_form_of_result_agrees_for_every_size_and_number_of_threads) {
  const test::made_table table(std::array{value_kind::integer});
  const rc::column_filter filter(plan_of(table.schema(), comparison::less, {number(3)}));
  for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 16'383u, 16'384u, 16'385u, 50'000u}) {
    std::vector<std::int64_t> values(size);
    std::vector<double> measures(size);
    for (std::size_t i = 0; i < size; ++i) {
      values[i] = static_cast<std::int64_t>(i * 7919 % 10);
      measures[i] = 1.0 / static_cast<double>(i + 1);
    }
    const column_data column = column_data::of(std::span<const std::int64_t>(values));
    const column_data measure = column_data::of(std::span<const double>(measures));
    const auto batch = rc::row_batch::make(table.schema(), std::span(&column, 1));
    const rc::selection found = filter.select(*batch);
    BOOST_TEST(found.size() == size);
    std::vector<std::size_t> expected;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < size; ++i)
      if (values[i] < 3) {
        expected.push_back(i);
        sum += values[i];
      }
    BOOST_TEST(found.rows() == expected, boost::test_tools::per_element());
    std::vector<std::size_t> visited;
    filter.for_each_visible(*batch, [&](std::size_t row) { visited.push_back(row); });
    BOOST_TEST(visited == expected, boost::test_tools::per_element());
    std::vector<std::uint64_t> words(found.words().size());
    BOOST_TEST(filter.select(*batch, words).value() == words.size());
    BOOST_TEST(std::ranges::equal(words, found.words()));
    if (size > 0)
      BOOST_TEST((filter.select(*batch, std::span(words).first(words.size() - 1)).error().code == rc::errc::column_size_mismatch));
    const value reals = filter.sum_visible(*batch, measure).value();
    for (const unsigned threads : {0u, 1u, 2u, 3u, 7u}) {
      BOOST_TEST((filter.select(*batch, {.threads = threads}) == found));
      BOOST_TEST(filter.count_visible(*batch, {.threads = threads}) == expected.size());
      BOOST_TEST(filter.sum_visible(*batch, column, {.threads = threads})->integer == sum);
      BOOST_TEST(filter.sum_visible(*batch, measure, {.threads = threads})->real == reals.real);
    }
  }
}

BOOST_AUTO_TEST_CASE(sums_leave_out_nulls_and_are_exact) {
  const test::made_table table(std::array{value_kind::integer});
  const std::array<std::int64_t, 4> keys{1, 1, 1, 2};
  const column_data key = column_data::of(span_of(keys));
  const auto batch = rc::row_batch::make(table.schema(), std::span(&key, 1));
  const rc::column_filter filter(plan_of(table.schema(), comparison::equal, {number(1)}));
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto sum = [&](const column_data& measure) { return filter.sum_visible(*batch, measure); };
  const std::array<std::int64_t, 4> balanced{most, most, -most, 0};
  BOOST_TEST(sum(column_data::of(span_of(balanced)))->integer == most);
  const std::array<std::int64_t, 4> high{most, 1, 0, 0};
  BOOST_TEST((sum(column_data::of(span_of(high))).error().code == rc::errc::sum_out_of_range));
  const std::array<std::int64_t, 4> low{-most, -2, 0, 0};
  BOOST_TEST((sum(column_data::of(span_of(low))).error().code == rc::errc::sum_out_of_range));
  const std::array<std::uint8_t, 1> but_second{0b1101};
  BOOST_TEST(sum(column_data::of(span_of(high)).with_validity(but_second))->integer == most);
  const std::array<std::uint64_t, 4> huge{std::numeric_limits<std::uint64_t>::max(), 0, 0, 0};
  BOOST_TEST((sum(column_data::of(span_of(huge))).error().code == rc::errc::sum_out_of_range));
  const std::array<double, 4> reals{1.5, std::numeric_limits<double>::quiet_NaN(), 2, std::numeric_limits<double>::infinity()};
  BOOST_TEST(sum(column_data::of(span_of(reals)))->real == 3.5);
  BOOST_TEST(sum(column_data::of_nulls(value_kind::real, 4))->real == 0);
  BOOST_TEST((sum(column_data::of_nulls(value_kind::integer, 5)).error().code == rc::errc::column_size_mismatch));
  BOOST_TEST((sum(column_data::of_nulls(value_kind::string, 4)).error().code == rc::errc::column_kind_mismatch));
  BOOST_TEST((sum(column_data::of_codes(span_of(keys), key)).error().code == rc::errc::column_kind_mismatch));
}

BOOST_AUTO_TEST_CASE(random_plans_on_random_columns_agree_with_records_one_by_one) {
  const std::uint64_t seed = test::chosen_seed();
  std::cout << "ROWCLAIM_TEST_SEED=" << seed << std::endl;
  std::size_t mixed = 0;
  for (std::uint64_t i = 0; i < 3000; ++i) BOOST_TEST_CONTEXT("ROWCLAIM_TEST_SEED=" << seed << ", case " << i) {
      test::random random(seed + i);
      const std::size_t few = std::array<std::size_t, 10>{0, 1, 63, 64, 65, 100, 128, 129, 300, 700}[random.below(10)];
      const std::size_t rows = random.one_in(150) ? 16'000 + random.below(20'000) : few;  // some tiles, and several threads
      std::vector<test::memory_column> columns;
      std::vector<value_kind> kinds;
      for (std::size_t c = 0; c < 1 + random.below(4); ++c) {
        columns.push_back(test::random_column(random, rows));
        kinds.push_back(columns.back().data().kind());
      }
      const test::made_table table(kinds);
      const rc::plan plan = test::random_plan(random, table.schema(), columns);
      std::vector<column_data> described;
      for (const test::memory_column& column : columns) described.push_back(column.data());
      const auto batch = rc::row_batch::make(table.schema(), described);
      BOOST_REQUIRE(batch.has_value());
      std::vector<std::uint64_t> expected(rc::detail::words_for(rows));
      std::vector<value> record(columns.size());
      std::size_t visible = 0;
      for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t c = 0; c < columns.size(); ++c) record[c] = columns[c].cells()[row];
        if (rc::evaluate(plan, record) != rc::truth::is_true) continue;
        expected[row / 64] |= std::uint64_t{1} << (row % 64);
        ++visible;
      }
      if (visible != 0 && visible != rows) ++mixed;
      for (const vector_path path : runnable_paths())
        BOOST_REQUIRE_MESSAGE(selected(plan, *batch, path) == expected, "on " << rc::detail::name(path));
      BOOST_REQUIRE(std::ranges::equal(rc::column_filter(plan).select(*batch, {.threads = 3}).words(), expected));
    }
  std::cout << mixed << " plans showed some rows and hid others" << std::endl;
  BOOST_TEST(mixed > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
