// SPDX-License-Identifier: BSL-1.0
// Tests of describing columns in memory: what each maker says, what parts of columns are, and which batches are refused.
#include <rowclaim/rows/column_data.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::column_data;
using rc::column_layout;
using rc::value_kind;

BOOST_AUTO_TEST_SUITE(rows_column_data)

namespace {

struct sale {
  std::int64_t amount = 0;
  std::string country;
};
using sales = rc::table<"sales", rc::column<"Amount", &sale::amount>, rc::column<"Country", &sale::country>>;

template <class Value, std::size_t Size>
std::span<const Value> span_of(const std::array<Value, Size>& values) {
  return values;
}

rc::errc refusal(std::initializer_list<column_data> columns) {
  const auto batch = rc::row_batch::make(sales::schema(), std::span(columns.begin(), columns.size()));
  BOOST_REQUIRE(batch.has_error());
  return batch.error().code;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_maker_says_kind_layout_and_size) {
  const auto is = [](const column_data& c, value_kind kind, column_layout layout, std::size_t size) {
    BOOST_TEST(rc::name(c.kind()) == rc::name(kind));
    BOOST_TEST(static_cast<int>(c.layout()) == static_cast<int>(layout));
    BOOST_TEST(c.size() == size);
  };
  is({}, value_kind::null, column_layout::nothing, 0);
  is(column_data::of_nulls(value_kind::date, 7), value_kind::date, column_layout::nothing, 7);
  is(column_data::of(span_of<std::int8_t>(std::array<std::int8_t, 2>{})), value_kind::integer, column_layout::int8, 2);
  is(column_data::of(span_of<std::uint64_t>(std::array<std::uint64_t, 2>{})), value_kind::integer, column_layout::uint64, 2);
  is(column_data::of(span_of<long long>(std::array<long long, 2>{})), value_kind::integer, column_layout::int64, 2);
  is(column_data::of(span_of<float>(std::array<float, 2>{})), value_kind::real, column_layout::float32, 2);
  is(column_data::of(span_of<bool>(std::array<bool, 2>{})), value_kind::boolean, column_layout::bytes, 2);
  const std::array<std::uint8_t, 2> bits{};
  is(column_data::of_bits(bits, 11), value_kind::boolean, column_layout::bits, 11);
  is(column_data::of_bits(bits, 16), value_kind::boolean, column_layout::bits, 16);
  is(column_data::of_bits(bits, 17), value_kind::boolean, column_layout::bits, 16);
  is(column_data::of_fixed_texts("abcdefg", 3), value_kind::string, column_layout::fixed_text, 2);
  is(column_data::of_fixed_texts("abcdefg", 0), value_kind::string, column_layout::fixed_text, 0);
  is(column_data::of_texts(std::span<const std::int32_t>(), ""), value_kind::string, column_layout::text_32, 0);
  const std::array<std::int64_t, 3> offsets{0, 1, 2};
  is(column_data::of_texts(offsets, "ab"), value_kind::string, column_layout::text_64, 2);
}

BOOST_AUTO_TEST_CASE(times_know_their_unit) {
  using namespace std::chrono;
  const std::array<sys_time<milliseconds>, 1> points{};
  const std::array<nanoseconds, 1> times{};
  const std::array<sys_days, 1> days{};
  BOOST_TEST((column_data::of(span_of<sys_time<milliseconds>>(points)).unit() == rc::time_unit::milliseconds));
  BOOST_TEST((column_data::of(span_of<sys_time<milliseconds>>(points)).kind() == value_kind::timestamp));
  BOOST_TEST((column_data::of(span_of<nanoseconds>(times)).unit() == rc::time_unit::nanoseconds));
  BOOST_TEST((column_data::of(span_of<nanoseconds>(times)).kind() == value_kind::time));
  BOOST_TEST((column_data::of(span_of<sys_days>(days)).unit() == rc::time_unit::days));
  BOOST_TEST((column_data::of(span_of<sys_days>(days)).kind() == value_kind::date));
}

BOOST_AUTO_TEST_CASE(parts_stay_within_their_column) {
  const std::array<std::int32_t, 10> numbers{};
  const column_data whole = column_data::of(span_of<std::int32_t>(numbers));
  const column_data part = whole.slice(2, 5).slice(1, 9);
  BOOST_TEST(part.offset() == 3u);
  BOOST_TEST(part.size() == 4u);
  BOOST_TEST(whole.slice(11, 1).size() == 0u);
  BOOST_TEST(whole.slice(4, static_cast<std::size_t>(-1)).size() == 6u);
}

BOOST_AUTO_TEST_CASE(a_column_ends_where_its_bits_of_validity_end) {
  const std::array<std::int32_t, 10> numbers{};
  const std::array<std::uint8_t, 1> bits{};
  const column_data whole = column_data::of(span_of<std::int32_t>(numbers));
  BOOST_TEST(whole.with_validity(bits).size() == 8u);
  BOOST_TEST(whole.slice(3, 2).with_validity(bits).size() == 2u);
  BOOST_TEST(whole.slice(9, 1).with_validity(bits).size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_batch_has_the_columns_of_its_table) {
  const std::array<std::int32_t, 3> numbers{};
  const std::array<std::string_view, 3> texts{};
  const column_data amount = column_data::of(span_of<std::int32_t>(numbers));
  const column_data country = column_data::of(span_of<std::string_view>(texts));
  const std::array right{amount, country};
  const auto batch = rc::row_batch::make(sales::schema(), right);
  BOOST_REQUIRE(batch.has_value());
  BOOST_TEST(batch->size() == 3u);
  BOOST_TEST(&batch->table() == &sales::schema());

  BOOST_TEST((refusal({amount}) == rc::errc::column_count_mismatch));
  BOOST_TEST((refusal({amount, country, country}) == rc::errc::column_count_mismatch));
  BOOST_TEST((refusal({country, amount}) == rc::errc::column_kind_mismatch));
  BOOST_TEST((refusal({amount, column_data()}) == rc::errc::column_kind_mismatch));
  BOOST_TEST((refusal({amount, country.slice(1, 2)}) == rc::errc::column_size_mismatch));
  const auto wrong = rc::row_batch::make(sales::schema(), std::array{amount, amount});
  BOOST_TEST(wrong.error().message() == "a column holds another kind of value than the table says (Country), in step rows");
}

BOOST_AUTO_TEST_CASE(a_dictionary_has_no_dictionary) {
  const std::array<std::string_view, 3> texts{};
  const std::array<std::uint8_t, 3> codes{};
  const column_data entries = column_data::of(span_of<std::string_view>(texts));
  const column_data once = column_data::of_codes(span_of<std::uint8_t>(codes), entries);
  const column_data twice = column_data::of_codes(span_of<std::uint8_t>(codes), once);
  column_data itself = entries;
  itself = column_data::of_codes(span_of<std::uint8_t>(codes), itself);
  const column_data amount = column_data::of(span_of<std::uint8_t>(codes));
  BOOST_TEST(rc::row_batch::make(sales::schema(), std::array{amount, once}).has_value());
  BOOST_TEST((refusal({amount, twice}) == rc::errc::column_kind_mismatch));
  BOOST_TEST((refusal({amount, itself}) == rc::errc::column_kind_mismatch));
}

BOOST_AUTO_TEST_CASE(a_batch_may_have_rows_that_are_null) {
  const std::array columns{column_data::of_nulls(value_kind::integer, 9), column_data::of_nulls(value_kind::string, 9)};
  const auto batch = rc::row_batch::make(sales::schema(), columns);
  const std::array<std::uint8_t, 2> bits{};
  BOOST_TEST(batch->with_validity(bits).has_value());
  BOOST_TEST(batch->with_validity(bits, 7).has_value());
  BOOST_TEST((batch->with_validity(bits, 8).error().code == rc::errc::column_size_mismatch));
  BOOST_TEST((batch->with_validity(bits, 1000).error().code == rc::errc::column_size_mismatch));
}

BOOST_AUTO_TEST_SUITE_END()
