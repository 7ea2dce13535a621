// SPDX-License-Identifier: BSL-1.0
// Tests of executing plans on rows: every operator on every type, null, failures, large sets, and blocks as single rows.
#include "plan_of.hpp"
#include <rowclaim/rows/row_filter.hpp>

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
using rc::col;

BOOST_AUTO_TEST_SUITE(rows_row_filter)

namespace {

/// A table of one column, and the values of its rows.
template <class Type>
struct cell {
  Type value{};
};
template <class Type>
using cells = rc::table<"cells", rc::column<"C", &cell<Type>::value>>;

/// For each value `1` or `0`, as the condition shows it or not; one by one and in a block must agree.
template <class Table, std::size_t Length>
std::string shown(const rc::condition<Length>& condition, const std::vector<typename Table::row_type>& rows) {
  BOOST_REQUIRE_EQUAL(static_cast<int>(rc::detail::check_condition(condition.tokens, Table::schema()).problem), 0);
  const rc::row_filter<Table> filter(test::plan_of<Table>(condition));
  std::string text;
  for (const auto& row : rows) text += filter.shows(row) ? '1' : '0';
  BOOST_REQUIRE_LE(rows.size(), 64u);
  const std::uint64_t block = filter.shows_each(rows.data(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) BOOST_REQUIRE_EQUAL(block >> i & 1, text[i] == '1' ? 1u : 0u);
  if (rows.size() < 64) BOOST_REQUIRE_EQUAL(block >> rows.size(), 0u);
  return text;
}

template <class Type, std::size_t Length>
std::string shown(const rc::condition<Length>& condition, std::initializer_list<Type> values) {
  std::vector<cell<Type>> rows;
  for (const Type& v : values) rows.push_back({v});
  return shown<cells<Type>>(condition, rows);
}

/// All ordering operators against a middle value, on (less, equal, greater, null), with their negations (B11).
template <class Type, class Literal>
void check_operators(Type less, Type equal, Type greater, std::optional<Type> null, const Literal& middle) {
  std::vector<cell<Type>> rows{{less}, {equal}, {greater}};
  if (null) rows.push_back({*null});
  const auto is = [&](const auto& condition, std::string_view expected) {
    BOOST_TEST(shown<cells<Type>>(condition, rows) == expected.substr(0, rows.size()));
  };
  is(col<"C"> == middle, "0100");
  is(col<"C"> != middle, "1010");
  is(col<"C"> < middle, "1000");
  is(col<"C"> <= middle, "1100");
  is(col<"C"> > middle, "0010");
  is(col<"C"> >= middle, "0110");
  is(col<"C">.isin(middle), "0100");
  is(col<"C">.between(middle, middle), "0100");
  is(col<"C">.is_null(), "0001");
  is(!(col<"C"> == middle), "1010");
  is(!(col<"C"> != middle), "0100");
  is(!(col<"C"> < middle), "0110");
  is(!(col<"C"> <= middle), "0010");
  is(!(col<"C"> > middle), "1100");
  is(!(col<"C"> >= middle), "1000");
  is(!col<"C">.isin(middle), "1010");
  is(!col<"C">.between(middle, middle), "1010");
  is(!col<"C">.is_null(), "1110");
  is(!!(col<"C"> < middle), "1000");
}

/// The same for the type and for an optional of it.
template <class Type, class Literal>
void check_type(Type less, Type equal, Type greater, const Literal& middle, std::optional<Type> null = {}) {
  check_operators<Type>(less, equal, greater, null, middle);
  check_operators<std::optional<Type>>(less, equal, greater, std::optional<Type>{}, middle);
}

}  // namespace

BOOST_AUTO_TEST_CASE(B3_B11_every_operator_on_every_type_with_null) {
  using namespace std::chrono;
  using namespace std::chrono_literals;
  check_type<std::int64_t>(4, 5, 6, 5);
  check_type<std::int8_t>(-1, 0, 1, 0);
  check_type<std::uint32_t>(0, 4'294'967'294u, 4'294'967'295u, 4'294'967'294u);
  check_type<double>(0.5, 1, 1.5, 1, std::numeric_limits<double>::quiet_NaN());
  check_type<float>(0.5f, 1.0f, 1.5f, 1.0, std::numeric_limits<float>::quiet_NaN());
  check_type<std::string>("a", "b", "c", "b");
  check_type<std::string_view>("B", "a", "\xc3\xa9", "a");  // C3: by bytes, those beyond 127 last
  check_type<const char*>("a", "b", "c", "b", static_cast<const char*>(nullptr));
  check_type<rc::date>(rc::date(1969, 12, 31), rc::date(1970, 1, 1), rc::date(1970, 1, 2), rc::date(1970, 1, 1),
                       rc::date(2026, 2, 30));
  check_type<sys_days>(2026y / 11 / 21, 2026y / 11 / 22, 2026y / 11 / 23, rc::date(2026, 11, 22));
  check_type<year_month_day>(2026y / 11 / 21, 2026y / 11 / 22, 2026y / 11 / 23, rc::date(2026, 11, 22), 2026y / 2 / 30);
  check_type<rc::time_of_day>(rc::time_of_day(0, 0), rc::time_of_day(8, 0), rc::time_of_day(23, 59), rc::time_of_day(8, 0),
                              rc::time_of_day(24, 0));
  check_type<seconds>(0s, 8h, 24h - 1s, rc::time_of_day(8, 0), 24h);
  check_type<nanoseconds>(8h - 1ns, 8h, 8h + 1ns, rc::time_of_day(8, 0), -1ns);
  const sys_days day = 2026y / 11 / 22;
  const rc::timestamp noon(rc::date(2026, 11, 22), rc::time_of_day(12, 0));
  check_type<sys_seconds>(day + 12h - 1s, day + 12h, day + 12h + 1s, noon, sys_seconds(seconds::max()));
  check_type<sys_time<milliseconds>>(day + 12h - 1ms, day + 12h, day + 12h + 1ms, noon);
  check_type<sys_time<nanoseconds>>(day + 12h - 1ns, day + 12h, day + 12h + 1ns, noon);
  check_type<rc::timestamp>(rc::timestamp(rc::date(2026, 11, 22), rc::time_of_day(11, 59)), noon,
                            rc::timestamp(rc::date(2026, 11, 22), rc::time_of_day(12, 0, 0, 1)), noon,
                            rc::timestamp(rc::date(2026, 2, 30), rc::time_of_day(0, 0)));
}

BOOST_AUTO_TEST_CASE(B3_truths_compare_as_false_before_true) {
  BOOST_TEST(shown<bool>(col<"C"> == true, {false, true}) == "01");
  BOOST_TEST(shown<bool>(col<"C"> != true, {false, true}) == "10");
  BOOST_TEST(shown<bool>(col<"C"> < true, {false, true}) == "10");
  BOOST_TEST(shown<std::optional<bool>>(!(col<"C"> == true), {false, true, std::nullopt}) == "100");
}

BOOST_AUTO_TEST_CASE(extreme_numbers_compare_exactly) {
  using limits = std::numeric_limits<std::int64_t>;
  BOOST_TEST(shown<std::int64_t>(col<"C"> == limits::min(), {limits::min(), limits::min() + 1, 0, limits::max()}) == "1000");
  BOOST_TEST(shown<std::int64_t>(col<"C"> >= limits::max(), {limits::min(), limits::max() - 1, limits::max()}) == "001");
  BOOST_TEST(shown<std::int64_t>(col<"C"> > limits::max(), {limits::min(), limits::max()}) == "00");
  BOOST_TEST(shown<std::int64_t>(col<"C"> < limits::min(), {limits::min(), limits::max()}) == "00");
  // Neighbours that a double would confuse.
  BOOST_TEST(shown<std::int64_t>(col<"C"> == (std::int64_t{1} << 53), {(std::int64_t{1} << 53), (std::int64_t{1} << 53) + 1}) ==
             "10");
  using reals = std::numeric_limits<double>;
  BOOST_TEST(shown<double>(col<"C"> <= reals::infinity(),
                           {-reals::infinity(), reals::max(), reals::infinity(), reals::quiet_NaN()}) == "1110");
  BOOST_TEST(shown<double>(col<"C"> == 0, {0.0, -0.0, reals::denorm_min()}) == "110");
}

BOOST_AUTO_TEST_CASE(C4_a_prefix_has_no_wildcards_and_keeps_every_byte) {
  const auto starts = [](const auto& condition, std::initializer_list<std::string> values) {
    return shown<std::string>(condition, values);
  };
  BOOST_TEST(starts(col<"C">.starts_with("Fr"), {"France", "Fr", "F", "", "fr", " France"}) == "110000");
  BOOST_TEST(starts(col<"C">.starts_with("50%"), {"50%", "50% off", "500", "50"}) == "1100");
  BOOST_TEST(starts(col<"C">.starts_with("a_c"), {"a_c", "abc"}) == "10");
  BOOST_TEST(starts(col<"C">.starts_with("[ab]*\\"), {"[ab]*\\x", "a"}) == "10");
  BOOST_TEST(starts(col<"C">.starts_with("a\0b"), {std::string("a\0bc", 4), std::string("a\0c", 3), "a"}) == "100");
  BOOST_TEST(starts(!col<"C">.starts_with("Fr"), {"France", "F", ""}) == "011");
  BOOST_TEST(shown<std::optional<std::string>>(!col<"C">.starts_with("Fr"), {"France", "F", std::nullopt}) == "010");
  BOOST_TEST(shown<std::optional<std::string>>(col<"C">.starts_with(""), {"France", "", std::nullopt}) == "110");
}

BOOST_AUTO_TEST_CASE(C3_text_compares_by_bytes_zeros_and_length_included) {
  const std::string long_text(1000, 'x');
  BOOST_TEST(shown<std::string>(col<"C"> == "a\0b", {std::string("a\0b", 3), "a", std::string("a\0c", 3)}) == "100");
  BOOST_TEST(shown<std::string>(col<"C"> == "", {"", std::string("\0", 1), " "}) == "100");
  BOOST_TEST(shown<std::string>(col<"C"> == "France", {"France", "france", "France ", "Francf", "Franc"}) == "10000");
  BOOST_TEST(shown<std::string_view>(col<"C"> == "", {std::string_view(), std::string_view("")}) == "11");
  BOOST_TEST(shown<std::string>(col<"C"> != std::string_view(long_text),
                                {long_text, long_text + "x", std::string(999, 'x') + "y"}) == "011");
}

BOOST_AUTO_TEST_CASE(texts_of_every_length_differ_in_every_byte) {
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string wanted(size, 'm');
    std::vector<std::string> others{wanted + "m"};
    if (size > 0) others.push_back(wanted.substr(1));
    for (std::size_t at = 0; at < size; ++at) (others.push_back(wanted), others.back()[at] = 'n');
    const auto condition = col<"C"> == std::string_view(wanted);
    const rc::row_filter<cells<std::string>> filter(test::plan_of<cells<std::string>>(condition));
    BOOST_TEST(filter.shows({wanted}));
    for (const std::string& other : others) BOOST_TEST(!filter.shows({other}));
  }
}

BOOST_AUTO_TEST_CASE(sets_of_any_size_contain_exactly_their_values) {
  // Up to eight values are walked, more are looked up: text by hash, anything else in order.
  constexpr auto numbers = col<"C">.isin(40, -3, 17, 9'000'000'000, 0, 5, 5, -9'000'000'000, 100, 2, 8);
  constexpr auto words =
      col<"C">.isin("one", "two", "three", "", "a\0b", "six and a text that is not short at all", "eight", "nine", "ten", "one");
  constexpr auto reals = col<"C">.isin(0.5, -0.0, 1e300, 3, -7.25, 2, 4, 5, 6, 8);
  const auto times =
      col<"C">.isin(rc::timestamp(rc::instant{5, 1}), rc::timestamp(rc::instant{5, 0}), rc::timestamp(rc::instant{-1, 999}),
                    rc::timestamp(rc::instant{7, 0}), rc::timestamp(rc::instant{8, 0}), rc::timestamp(rc::instant{9, 0}),
                    rc::timestamp(rc::instant{10, 0}), rc::timestamp(rc::instant{11, 0}), rc::timestamp(rc::instant{12, 0}));
  using optional_int = std::optional<std::int64_t>;
  BOOST_TEST(shown<optional_int>(numbers, {40, -3, 17, 9'000'000'000, 0, 5, 2, 8, 1, -4, 101, 9'000'000'001, std::nullopt}) ==
             "1111111100000");
  BOOST_TEST(shown<optional_int>(!numbers, {40, -3, 17, 9'000'000'000, 0, 5, 2, 8, 1, -4, 101, 9'000'000'001, std::nullopt}) ==
             "0000000011110");
  using optional_text = std::optional<std::string>;
  BOOST_TEST(shown<optional_text>(words, {"one", "ten", "", std::string("a\0b", 3), "a", "six and a text that is not short at all",
                                          "elf", "six and a text that is not short at alL", std::nullopt}) == "111101000");
  BOOST_TEST(shown<optional_text>(!words, {"one", "ten", "", std::string("a\0b", 3), "a", "six and a text that is not short at all",
                                           "elf", "six and a text that is not short at alL", std::nullopt}) == "000010110");
  BOOST_TEST(shown<double>(reals, {0.5, 0.0, -0.0, 1e300, 3.0, 3.5, std::numeric_limits<double>::quiet_NaN()}) == "1111100");
  BOOST_TEST(shown<rc::timestamp>(
                 times, {rc::timestamp(rc::instant{5, 1}), rc::timestamp(rc::instant{5, 2}), rc::timestamp(rc::instant{5, 0}),
                         rc::timestamp(rc::instant{-1, 999}), rc::timestamp(rc::instant{-1, 998})}) == "10110");
}

BOOST_AUTO_TEST_CASE(sets_of_thousands_of_texts_contain_exactly_their_values) {
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) texts.push_back("value number " + std::to_string(i * 2));
  std::vector<rc::value> values;
  for (const std::string& t : texts) values.push_back(rc::value::of(std::string_view(t)));
  rc::plan_builder builder;
  builder.add_comparison(rc::comparison::in, 0, values);
  const rc::row_filter<cells<std::string>> filter(std::move(builder).finish(cells<std::string>::schema()));
  for (int i = 0; i < 6000; ++i) BOOST_REQUIRE_EQUAL(filter.shows({"value number " + std::to_string(i)}), i % 2 == 0);
}

namespace {

struct fragile {
  std::string name;
  int fails_at_even = 0;

  int checked() const {
    if (fails_at_even % 2 == 0) throw std::runtime_error("even");
    return fails_at_even;
  }
  std::optional<std::string> checked_name() const {
    if (name.empty()) throw std::runtime_error("no name");
    return name;
  }
};
using fragiles = rc::table<"fragiles", rc::column<"Name", &fragile::name>, rc::column<"Checked", &fragile::checked>,
                           rc::column<"CheckedName", &fragile::checked_name>,
                           rc::column<"Lambda", [](const fragile& f) { return f.name.empty() ? throw 1 : f.name + f.name; }>>;

struct fragile_text {
  bool fails = false;
  operator std::string_view() const { return fails ? throw 1 : std::string_view("text"); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(B12_a_column_that_fails_hides_its_row_also_under_negation) {
  const std::vector<fragile> rows{{"a", 1}, {"b", 2}, {"c", 3}, {"", 4}};
  BOOST_TEST(shown<fragiles>(col<"Checked"> >= 0, rows) == "1010");
  BOOST_TEST(shown<fragiles>(!(col<"Checked"> < 0), rows) == "1010");
  BOOST_TEST(shown<fragiles>(!(col<"Checked"> == 2), rows) == "1010");
  BOOST_TEST(shown<fragiles>(!(col<"Checked"> >= 0), rows) == "0000");
  BOOST_TEST(shown<fragiles>(col<"Checked">.is_null(), rows) == "0000");
  BOOST_TEST(shown<fragiles>(!col<"Checked">.is_null(), rows) == "1010");
  BOOST_TEST(shown<fragiles>(col<"CheckedName">.is_null(), rows) == "0000");
  BOOST_TEST(shown<fragiles>(!(col<"CheckedName"> == "a"), rows) == "0110");
  BOOST_TEST(shown<fragiles>(!(col<"Lambda"> == "aa"), rows) == "0110");
}

BOOST_AUTO_TEST_CASE(B12_a_failure_counts_as_unknown_and_leaves_other_parts_their_say) {
  const std::vector<fragile> rows{{"a", 1}, {"b", 2}};
  BOOST_TEST(shown<fragiles>((col<"Checked"> == 1) | (col<"Name"> == "b"), rows) == "11");
  BOOST_TEST(shown<fragiles>((col<"Name"> == "b") | (col<"Checked"> == 1), rows) == "11");
  BOOST_TEST(shown<fragiles>(!((col<"Checked"> == 1) | (col<"Name"> == "x")), rows) == "00");
}

BOOST_AUTO_TEST_CASE(B12_text_that_fails_when_it_is_read_hides_its_row) {
  BOOST_TEST(shown<fragile_text>(col<"C"> == "text", {{false}, {true}}) == "10");
  BOOST_TEST(shown<fragile_text>(!(col<"C"> == "other"), {{false}, {true}}) == "10");
  BOOST_TEST(shown<std::optional<fragile_text>>(!col<"C">.is_null(), {fragile_text{false}, fragile_text{true}, std::nullopt}) ==
             "100");
}

BOOST_AUTO_TEST_CASE(text_that_a_function_returns_lives_until_it_is_compared) {
  const std::string long_name(200, 'n');
  const auto twice = col<"Lambda"> == std::string_view(long_name);
  const rc::row_filter<fragiles> filter(test::plan_of<fragiles>(twice));
  BOOST_TEST(filter.shows({std::string(100, 'n'), 1}));
  BOOST_TEST(!filter.shows({std::string(101, 'n'), 1}));
  BOOST_TEST(shown<fragiles>(col<"CheckedName"> == "short", {{"short", 1}, {"long", 1}}) == "10");
}

namespace {

struct entity {
  std::int64_t id = 0;
};
struct account : entity {
  std::string owner;
  account(std::int64_t i, std::string o) : entity{i}, owner(std::move(o)) {}
};
using accounts = rc::table<"accounts", rc::column<"Id", &entity::id>, rc::column<"Owner", &account::owner>>;

}  // namespace

BOOST_AUTO_TEST_CASE(columns_of_a_base_are_read_from_the_right_row_of_an_array) {
  const std::vector<account> rows{{1, "x"}, {2, "y"}, {3, "x"}, {4, "y"}};
  BOOST_TEST(shown<accounts>(col<"Id">.isin(2, 3), rows) == "0110");
  BOOST_TEST(shown<accounts>((col<"Id"> > 1) & (col<"Owner"> == "x"), rows) == "0010");
}

BOOST_AUTO_TEST_CASE(B13_plans_without_a_condition_and_plans_of_other_tables) {
  const std::vector<cell<int>> rows{{1}, {2}};
  const auto both = [&](rc::plan p) {
    const rc::row_filter<cells<int>> filter(std::move(p));
    BOOST_TEST(filter.shows(rows[0]) == (filter.shows_each(rows.data(), 2) == 3u));
    return filter.shows(rows[0]);
  };
  BOOST_TEST(both(rc::plan::allow_all(cells<int>::schema())));
  BOOST_TEST(!both(rc::plan::deny_all(cells<int>::schema())));
  BOOST_TEST(!both(rc::plan()));
  BOOST_TEST(!both(rc::plan::allow_all(cells<long>::schema())), "a plan for another table of the same name");
}

BOOST_AUTO_TEST_CASE(blocks_of_every_size_answer_for_their_own_rows_alone) {
  std::vector<cell<int>> rows;
  for (int i = 0; i < 64; ++i) rows.push_back({i});
  constexpr auto odd_or_large = col<"C">.isin(1, 3, 5, 7, 9, 11, 13, 15, 17, 19) | ((col<"C"> > 30) & (col<"C"> != 63));
  const rc::row_filter<cells<int>> filter(test::plan_of<cells<int>>(odd_or_large));
  const rc::row_filter<cells<int>> all(rc::plan::allow_all(cells<int>::schema()));
  for (std::size_t size = 0; size <= 64; ++size) {
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < size; ++i) expected |= static_cast<std::uint64_t>(filter.shows(rows[i])) << i;
    BOOST_TEST(filter.shows_each(rows.data(), size) == expected);
    BOOST_TEST(all.shows_each(rows.data(), size) == (size == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << size) - 1));
  }
}

BOOST_AUTO_TEST_SUITE_END()
