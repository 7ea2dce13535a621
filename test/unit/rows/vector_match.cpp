// SPDX-License-Identifier: BSL-1.0
// Tests of the vector code beneath columns: each path finds the same words and has the same sums as plain loops.
#include "vector_paths.hpp"
#include <rowclaim/rows/detail/vector_match.hpp>
#include <rowclaim/rows/detail/vector_sum.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace rc = rowclaim;
using rc::column_data;
using rc::detail::vector_path;

BOOST_AUTO_TEST_SUITE(rows_vector_match)

BOOST_AUTO_TEST_CASE(paths_that_this_machine_cannot_run_are_named) {
  for (const vector_path path : test::all_paths)
    if (!rc::detail::can_run(path))
      std::cout << "skipped: " << rc::detail::name(path) << ", which this machine has not" << std::endl;
  BOOST_TEST(rc::detail::can_run(vector_path::portable));
}

BOOST_AUTO_TEST_CASE(every_path_finds_the_words_of_random_sets) {
  test::random random(test::chosen_seed());
  const auto check = [&](std::size_t bytes, bool is_signed) {
    const rc::detail::exact_integer count = rc::detail::exact_integer{1} << (8 * bytes);
    const rc::detail::interval all =
        is_signed ? rc::detail::interval{-(count / 2), count / 2 - 1} : rc::detail::interval{0, count - 1};
    const std::size_t intervals = std::array{0u, 1u, 2u, 3u, 8u, 9u, 40u, 300u}[random.below(8)];
    const rc::detail::exact_integer spread = random.below(2) == 0 ? count : std::min<rc::detail::exact_integer>(count, 5000);
    std::vector<rc::detail::exact_integer> ends;
    for (std::size_t i = 0; i < 2 * intervals; ++i)
      ends.push_back(all.first + static_cast<rc::detail::exact_integer>(random.any()) % spread);
    if (!ends.empty() && random.below(3) == 0) ends.front() = all.first;
    if (!ends.empty() && random.below(3) == 0) ends.back() = all.last;
    std::sort(ends.begin(), ends.end());
    rc::detail::interval_set set;
    for (std::size_t i = 0; i < ends.size(); i += 2) set.append({ends[i], random.below(2) == 0 ? ends[i] : ends[i + 1]});
    const rc::detail::word_set words(set, all, bytes);
    std::vector<char> memory(1 + 3 * 64 * bytes);  // not aligned
    std::vector<std::uint64_t> expected(3);
    for (std::size_t i = 0; i < 192; ++i) {
      rc::detail::exact_integer word = all.first + static_cast<rc::detail::exact_integer>(random.any()) % spread;
      if (!ends.empty() && random.below(3) > 0) word = ends[random.below(ends.size())] + static_cast<int>(random.below(3)) - 1;
      if (word < all.first || word > all.last) word = all.last;
      const auto low = static_cast<std::uint64_t>(word);
      std::memcpy(memory.data() + 1 + i * bytes, &low, bytes);  // little end first, as on every machine that the tests run on
      if (set.contains(word)) expected[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    for (const vector_path path : test::runnable_paths()) {
      std::vector<std::uint64_t> found(3);
      rc::detail::matcher_for(bytes, words, path)(words, memory.data() + 1, 3, found.data());
      BOOST_REQUIRE_MESSAGE(found == expected, rc::detail::name(path) << ", " << bytes << " bytes, " << intervals
                                                                      << " intervals, form " << static_cast<int>(words.shape()));
    }
  };
  for (int i = 0; i < 4000; ++i) check(std::size_t{1} << random.below(4), random.below(2) == 0);
}

BOOST_AUTO_TEST_CASE(every_path_has_the_same_sums) {
  test::random random(test::chosen_seed());
  const auto check = [&]<class Number>(Number) {
    std::vector<Number> numbers(640);
    std::vector<std::uint64_t> bits(10);
    for (Number& n : numbers) {
      const std::uint64_t any = random.any();
      std::memcpy(&n, &any, sizeof n);
    }
    if constexpr (std::floating_point<Number>)
      for (Number& n : numbers)
        n = random.below(9) == 0 ? std::numeric_limits<Number>::quiet_NaN() : static_cast<Number>(random.below(1000)) / 7;
    for (std::uint64_t& word : bits) word = std::array{std::uint64_t{0}, ~std::uint64_t{0}, random.any()}[random.below(3)];
    const column_data column = column_data::of(std::span<const Number>(numbers));
    rc::detail::exact_integer integer = 0;
    double real = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if ((bits[i / 64] >> (i % 64) & 1) != 0 && numbers[i] == numbers[i]) {
        if constexpr (std::floating_point<Number>) real += static_cast<double>(numbers[i]);
        else integer += numbers[i];
      }
    std::optional<double> first;
    for (const vector_path path : test::runnable_paths()) {
      const auto sum = rc::detail::summer_for(column.layout(), path)(static_cast<const char*>(column.values()), bits.data(), 10);
      BOOST_REQUIRE_MESSAGE(sum.integer == integer, rc::detail::name(path) << ", " << sizeof(Number) << " bytes");
      BOOST_REQUIRE_MESSAGE(sum.real == first.value_or(sum.real), rc::detail::name(path) << ", " << sizeof(Number) << " bytes");
      BOOST_TEST(std::abs(sum.real - real) <= 1e-9 * std::abs(real));
      first = sum.real;
    }
  };
  for (int i = 0; i < 50; ++i) {
    test::with_each_integer(check);
    check(float{});
    check(double{});
  }
}

BOOST_AUTO_TEST_SUITE_END()
