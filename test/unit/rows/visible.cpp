// SPDX-License-Identifier: BSL-1.0
// Tests of visible rows as a range: over every kind of range, of every size, and as a part of a pipeline.
#include "plan_of.hpp"
#include <rowclaim/rows/visible.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <forward_list>
#include <istream>
#include <iterator>
#include <list>
#include <memory>
#include <ranges>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(rows_visible)

namespace {

struct item {
  int number = 0;
  friend std::istream& operator>>(std::istream& in, item& i) { return in >> i.number; }
};
using items = rc::table<"items", rc::column<"Number", &item::number>>;

constexpr auto is_small = rc::col<"Number"> < 3;
constexpr auto is_seven = rc::col<"Number"> == 7;

rc::plan small() { return test::plan_of<items>(is_small); }

std::vector<item> numbered(int count) {
  std::vector<item> made;
  for (int i = 0; i < count; ++i) made.push_back({i});
  return made;
}

template <class Rows>
std::vector<int> numbers(Rows&& rows) {
  std::vector<int> found;
  for (const item& i : rows) found.push_back(i.number);
  return found;
}
const std::vector<int> first_three{0, 1, 2};

// What it is as a range follows from what it is over.
template <class Rows>
using over = decltype(rc::visible_under<items>(rc::plan(), std::declval<Rows>()));
static_assert(std::ranges::forward_range<over<const std::vector<item>&>> && std::ranges::view<over<const std::vector<item>&>>);
static_assert(std::ranges::forward_range<over<std::list<item>&>> && std::ranges::forward_range<over<std::forward_list<item>&>>);
static_assert(std::ranges::forward_range<over<std::span<const item>>>);
static_assert(std::ranges::input_range<over<std::ranges::istream_view<item>>> &&
              !std::ranges::forward_range<over<std::ranges::istream_view<item>>>);
static_assert(std::ranges::view<over<std::vector<item>>>, "a temporary moves in");
static_assert(!std::ranges::borrowed_range<over<std::vector<item>&>>, "its iterators need the filter that it holds");
static_assert(std::copyable<over<const std::vector<item>&>> && std::movable<over<std::vector<item>>>);
static_assert(std::is_same_v<std::ranges::range_reference_t<over<const std::vector<item>&>>, const item&>);
static_assert(std::is_same_v<std::ranges::range_reference_t<over<std::vector<item>&>>, item&>);

static_assert(rc::RowsOf<std::vector<item>, items> && rc::RowsOf<const std::list<item>&, items>);
static_assert(!rc::RowsOf<std::vector<int>, items> && !rc::RowsOf<std::vector<const item*>, items> && !rc::RowsOf<item, items>);

}  // namespace

BOOST_AUTO_TEST_CASE(every_kind_of_range_shows_the_same_rows_in_their_order) {
  const std::vector<item> vector = numbered(10);
  const std::list<item> list(vector.begin(), vector.end());
  const std::forward_list<item> forward(vector.begin(), vector.end());
  std::array<item, 10> array;
  std::copy(vector.begin(), vector.end(), array.begin());
  const auto shared = std::make_unique<item[]>(10);
  std::copy(vector.begin(), vector.end(), shared.get());
  std::istringstream stream("0 1 2 3 4 5 6 7 8 9");

  BOOST_TEST(numbers(rc::visible_under<items>(small(), vector)) == first_three);
  BOOST_TEST(numbers(rc::visible_under<items>(small(), list)) == first_three);
  BOOST_TEST(numbers(rc::visible_under<items>(small(), forward)) == first_three);
  BOOST_TEST(numbers(rc::visible_under<items>(small(), array)) == first_three);
  BOOST_TEST(numbers(rc::visible_under<items>(small(), std::span<const item>(shared.get(), 10))) == first_three);
  BOOST_TEST(numbers(rc::visible_under<items>(small(), std::views::istream<item>(stream))) == first_three);
  BOOST_TEST(numbers(rc::visible_under<items>(small(), std::vector<item>(vector))) == first_three);
  BOOST_TEST(numbers(rc::visible_under<items>(small(), vector | std::views::reverse)) == (std::vector<int>{2, 1, 0}));
  BOOST_TEST(numbers(rc::visible_under<items>(small(), vector | std::views::filter([](const item& i) {
                                                         return i.number % 2 == 0;
                                                       }))) == (std::vector<int>{0, 2}));
  BOOST_TEST(numbers(rc::visible_under<items>(
                 small(), std::views::iota(0, 10) | std::views::transform([](int i) { return item{i}; }))) == first_three);
}

BOOST_AUTO_TEST_CASE(ranges_of_every_size_around_a_block_are_complete) {
  for (const int size : {0, 1, 2, 62, 63, 64, 65, 66, 127, 128, 129, 192, 300}) {
    const std::vector<item> rows = numbered(size);
    const auto expect = [&](const auto& condition, auto is_shown) {
      std::vector<int> expected;
      for (const item& i : rows)
        if (is_shown(i.number)) expected.push_back(i.number);
      BOOST_TEST(numbers(rc::visible_under<items>(test::plan_of<items>(condition), rows)) == expected);
    };
    expect(rc::col<"Number"> >= 0, [](int) { return true; });
    expect(rc::col<"Number"> < 0, [](int) { return false; });
    expect(rc::col<"Number"> == size - 1, [&](int n) { return n == size - 1; });
    expect(rc::col<"Number"> == 0, [](int n) { return n == 0; });
    expect(rc::col<"Number">.isin(0, 62, 63, 64, 65, 127, 128, 129, 191, 192, 299),
           [](int n) { return n == 0 || (n >= 62 && n <= 65) || (n >= 127 && n <= 129) || n == 191 || n == 192 || n == 299; });
    expect(rc::col<"Number"> > 64, [](int n) { return n > 64; });
    BOOST_TEST(numbers(rc::visible_under<items>(rc::plan::allow_all(items::schema()), rows)).size() == rows.size());
    BOOST_TEST(numbers(rc::visible_under<items>(rc::plan(), rows)).empty());
  }
}

BOOST_AUTO_TEST_CASE(empty_ranges_have_no_rows) {
  const std::vector<item> none;
  BOOST_TEST(numbers(rc::visible_under<items>(rc::plan::allow_all(items::schema()), none)).empty());
  BOOST_TEST(numbers(rc::visible_under<items>(rc::plan::allow_all(items::schema()), std::span<item>())).empty());
  BOOST_TEST(numbers(rc::visible_under<items>(rc::plan::allow_all(items::schema()), std::views::empty<item>)).empty());
  BOOST_TEST(rc::visible_under<items>(small(), none).empty());
}

BOOST_AUTO_TEST_CASE(it_is_a_part_of_pipelines_and_of_algorithms) {
  const std::vector<item> rows = numbered(100);
  auto doubled = rc::visible_under<items>(small(), rows) | std::views::transform([](const item& i) { return i.number * 2; });
  std::vector<int> found;
  for (const int n : doubled) found.push_back(n);
  BOOST_TEST(found == (std::vector<int>{0, 2, 4}));
  auto shown = rc::visible_under<items>(small(), rows);
  BOOST_TEST(std::ranges::distance(shown) == 3);
  BOOST_TEST(std::ranges::max(shown, {}, &item::number).number == 2);
  BOOST_TEST((std::ranges::find(shown, 2, &item::number) != shown.end()));
  BOOST_TEST((std::ranges::find(shown, 3, &item::number) == shown.end()));
  BOOST_TEST(numbers(shown | std::views::take(2)) == (std::vector<int>{0, 1}));
  BOOST_TEST(shown.front().number == 0);
}

BOOST_AUTO_TEST_CASE(copies_of_iterators_go_their_own_way) {
  const std::vector<item> rows = numbered(200);
  constexpr auto some = rc::col<"Number">.isin(3, 70, 140);
  auto shown = rc::visible_under<items>(test::plan_of<items>(some), rows);
  auto first = shown.begin();
  auto second = first;
  BOOST_TEST((first == second));
  ++first;
  BOOST_TEST((first != second));
  BOOST_TEST((*second).number == 3);
  BOOST_TEST((*first).number == 70);
  const auto before = second++;
  BOOST_TEST((*before).number == 3);
  BOOST_TEST((first == second));
  ++first;
  ++first;
  BOOST_TEST((first == shown.end()));
  BOOST_TEST((*second).number == 70);
  decltype(first) none;
  none = second;
  BOOST_TEST((*none).number == 70);
}

BOOST_AUTO_TEST_CASE(copies_of_the_view_outlive_the_original) {
  const std::vector<item> rows = numbered(10);
  using view = over<const std::vector<item>&>;
  std::unique_ptr<view> original = std::make_unique<view>(rc::visible_under<items>(small(), rows));
  view copy = *original;
  original.reset();
  BOOST_TEST(numbers(copy) == first_three);
  BOOST_TEST(numbers(copy) == first_three);
}

BOOST_AUTO_TEST_CASE(rows_can_be_changed_where_they_stand) {
  std::vector<item> rows = numbered(10);
  for (item& i : rc::visible_under<items>(test::plan_of<items>(is_seven), rows)) i.number = 70;
  BOOST_TEST(rows[7].number == 70);
}

BOOST_AUTO_TEST_CASE(C1_neighbours_in_memory_and_single_rows_agree) {
  for (int size : {0, 5, 64, 65, 200}) {
    const std::vector<item> vector = numbered(size);
    const std::list<item> list(vector.begin(), vector.end());
    constexpr auto some = (rc::col<"Number"> > 10) & !rc::col<"Number">.between(20, 130);
    BOOST_TEST(numbers(rc::visible_under<items>(test::plan_of<items>(some), vector)) ==
               numbers(rc::visible_under<items>(test::plan_of<items>(some), list)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
