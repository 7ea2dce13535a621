// SPDX-License-Identifier: BSL-1.0
// Tests of comparing texts by the block: every operator and way to lie in memory, against one cell at a time.
#include <rowclaim/rows/detail/text_kernel.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using rc::column_data;
using rc::comparison;
using rc::value;

BOOST_AUTO_TEST_SUITE(rows_text_kernel)

namespace {

constexpr comparison all_operators[] = {
    comparison::equal,       comparison::not_equal,           comparison::less,    comparison::greater_equal,
    comparison::greater,     comparison::less_equal,          comparison::in,      comparison::not_in,
    comparison::starts_with, comparison::does_not_start_with, comparison::is_null, comparison::is_not_null,
};

/// Texts that differ little: at the ends, in the middle, in size, by zeros and by bytes above 127.
class texts_for_sets {
 public:
  explicit texts_for_sets(std::uint64_t seed) : engine_(seed) {}

  std::string one() {
    constexpr std::size_t sizes[] = {0, 1, 2, 3, 4, 7, 8, 9, 12, 13, 15, 16, 17, 24, 40};
    std::string text(sizes[below(std::size(sizes))], 'a');
    constexpr char changes[] = {'a', 'b', '\0', '\xff', '\x7f'};
    for (std::size_t i = below(3); i > 0 && !text.empty(); --i) text[below(text.size())] = changes[below(std::size(changes))];
    return text;
  }
  std::vector<std::string> many(std::size_t count) {
    std::vector<std::string> made;
    for (std::size_t i = 0; i < count; ++i) made.push_back(one());
    return made;
  }
  std::size_t below(std::size_t bound) { return engine_() % bound; }

 private:
  std::mt19937_64 engine_;
};

/// The same texts in each way that texts can lie in memory, which ends where the last text ends.
class layouts {
 public:
  explicit layouts(const std::vector<std::string>& texts) : strings_(texts), views_(texts.begin(), texts.end()) {
    std::size_t size = 0;
    for (const std::string& text : texts) size += text.size();
    bytes_.reset(new char[size]);
    std::size_t end = 0;
    for (const std::string& text : texts) {
      rc::text_view view{static_cast<std::int32_t>(text.size()), {}, 0, static_cast<std::int32_t>(end)};
      char* const in_place = reinterpret_cast<char*>(&view) + sizeof view.size;
      if (text.size() <= 12) std::memset(in_place, 0x5a, 12);  // what is behind a text in place is anything
      text.copy(in_place, text.size() <= 12 ? 12 : 4);
      arrow_views_.push_back(view);
      end += text.copy(bytes_.get() + end, text.size());
      offsets_32_.push_back(static_cast<std::int32_t>(end));
      offsets_64_.push_back(static_cast<std::int64_t>(end));
    }
    whole_ = {bytes_.get(), size};
  }

  std::vector<column_data> columns() const {
    return {column_data::of_texts(std::span(offsets_32_), whole_), column_data::of_texts(std::span(offsets_64_), whole_),
            column_data::of_texts(std::span(arrow_views_), std::span(&whole_, 1)), column_data::of(std::span(strings_)),
            column_data::of(std::span(views_))};
  }

 private:
  std::vector<std::string> strings_;
  std::vector<std::string_view> views_;
  std::unique_ptr<char[]> bytes_;
  std::string_view whole_;
  std::vector<std::int32_t> offsets_32_{0};
  std::vector<std::int64_t> offsets_64_{0};
  std::vector<rc::text_view> arrow_views_;
};

/// Values that refer to texts, which must stay.
std::vector<value> values_of(const std::vector<std::string>& texts) {
  std::vector<value> values;
  for (const std::string& text : texts) values.push_back(value::of(std::string_view(text)));
  return values;
}

/// How many rows of a column a comparison does not say the same of as the comparison of single cells.
std::size_t differences(const rc::detail::text_test& test, comparison op, std::span<const value> values, const column_data& column,
                        const std::vector<std::string>& texts, std::size_t first, std::size_t count) {
  std::vector<std::uint64_t> words((count + 63) / 64, ~std::uint64_t{0});
  test.run(column, first, count, words.data());
  std::size_t different = 0;
  for (std::size_t i = 0; i < words.size() * 64; ++i) {
    const bool expected =
        i < count && rc::compare_cell(value::of(std::string_view(texts[first + i])), op, values) == rc::truth::is_true;
    different += (words[i / 64] >> i % 64 & 1) != expected;
  }
  return different;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_operator_and_layout_agrees_with_single_cells) {
  constexpr std::uint64_t seed = 42;
  BOOST_TEST_MESSAGE("seed " << seed);
  texts_for_sets random(seed);
  std::size_t matches = 0;
  for (int round = 0; round < 60; ++round) {
    const auto texts = random.many(64 * random.below(4) + random.below(70));
    const layouts memory(texts);
    const std::size_t first = random.below(texts.size() + 1);
    for (const comparison op : all_operators) {
      const bool is_set = op == comparison::in || op == comparison::not_in;
      constexpr std::size_t set_sizes[] = {1, 2, 3, 8, 64, 400};
      const auto operands = random.many(is_set ? set_sizes[random.below(std::size(set_sizes))] : 1);
      const auto values = values_of(operands);
      const rc::detail::text_test test(op, values);
      for (const column_data& column : memory.columns()) {
        const std::size_t different = differences(test, op, values, column, texts, first, texts.size() - first);
        BOOST_TEST(different == 0u, "operator " << static_cast<int>(op) << ", layout " << static_cast<int>(column.layout())
                                                << ", round " << round << ", " << operands.size() << " values");
        const column_data part = column.slice(first, texts.size());
        const std::vector<std::string> rest(texts.begin() + static_cast<std::ptrdiff_t>(first), texts.end());
        BOOST_TEST(differences(test, op, values, part, rest, 0, rest.size()) == 0u);
      }
      if (is_set)
        for (const std::string& text : texts)
          matches += rc::compare_cell(value::of(std::string_view(text)), comparison::in, values) == rc::truth::is_true;
    }
  }
  BOOST_TEST(matches > 500u);  // else nothing was found out
}

BOOST_AUTO_TEST_CASE(offsets_and_views_that_cannot_be_right_are_null_within_right_ones) {
  constexpr std::uint64_t seed = 43;
  BOOST_TEST_MESSAGE("seed " << seed);
  texts_for_sets random(seed);
  constexpr std::int32_t odd[] = {
      0, -1, 1, 7, 1 << 20, std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::min()};
  std::size_t nulls = 0;
  for (int round = 0; round < 200; ++round) {
    const std::size_t size = 64 + random.below(140);
    const std::unique_ptr<char[]> bytes(new char[10 * size]);  // as large as it is said to be, and no byte larger
    const std::string_view whole(bytes.get(), 10 * size);
    std::fill_n(bytes.get(), whole.size(), 'a');
    std::vector<std::int32_t> offsets;
    std::vector<rc::text_view> views;
    for (std::size_t i = 0; i <= size; ++i) {
      offsets.push_back(static_cast<std::int32_t>(10 * i));
      views.push_back({static_cast<std::int32_t>(13 + i % 5),
                       {'a', 'a', 'a', 'a'},
                       0,
                       static_cast<std::int32_t>(random.below(10 * size - 20))});
    }
    for (std::size_t broken = random.below(4); broken > 0; --broken) {
      offsets[random.below(offsets.size())] += odd[random.below(std::size(odd))] / 2;
      rc::text_view& view = views[random.below(views.size())];
      std::int32_t* const members[] = {&view.size, &view.buffer, &view.offset};
      *members[random.below(3)] = odd[random.below(std::size(odd))];
    }
    views.pop_back();
    const std::vector<std::int64_t> large(offsets.begin(), offsets.end());

    std::vector<value> plain_offsets(size);
    std::vector<value> plain_views(size);
    for (std::size_t i = 0; i < size; ++i) {
      const bool is_right =
          offsets[i] >= 0 && offsets[i] <= offsets[i + 1] && offsets[i + 1] <= static_cast<std::int32_t>(whole.size());
      if (is_right)
        plain_offsets[i] =
            value::of(whole.substr(static_cast<std::size_t>(offsets[i]), static_cast<std::size_t>(offsets[i + 1] - offsets[i])));
      const rc::text_view& view = views[i];
      const auto place = static_cast<std::size_t>(view.offset);
      const auto length = static_cast<std::size_t>(view.size);
      if (view.size >= 0 && view.size <= 12)
        plain_views[i] = value::of(std::string_view(reinterpret_cast<const char*>(&view) + sizeof view.size, length));
      else if (view.size > 12 && view.buffer == 0 && view.offset >= 0 && place + length <= whole.size())
        plain_views[i] = value::of(whole.substr(place, length));
      for (const value& cell : {plain_offsets[i], plain_views[i]}) nulls += cell.kind == rc::value_kind::null;
    }
    const std::vector<value> one{value::of("aaaaaaaaaa")};
    const std::vector<value> long_one{value::of("aaaaaaaaaaaaaaaaa")};
    for (const comparison op : all_operators) {
      const auto check = [&](const column_data& column, const std::vector<value>& values, const std::vector<value>& cells) {
        std::vector<std::uint64_t> words((size + 63) / 64);
        rc::detail::text_test(op, values).run(column, 0, size, words.data());
        std::size_t different = 0;
        for (std::size_t i = 0; i < size; ++i)
          different += (words[i / 64] >> i % 64 & 1) != (rc::compare_cell(cells[i], op, values) == rc::truth::is_true);
        BOOST_TEST(different == 0u, "operator " << static_cast<int>(op) << ", round " << round);
      };
      check(column_data::of_texts(std::span<const std::int32_t>(offsets), whole), one, plain_offsets);
      check(column_data::of_texts(std::span<const std::int64_t>(large), whole), one, plain_offsets);
      check(column_data::of_texts(std::span<const rc::text_view>(views), std::span(&whole, 1)), long_one, plain_views);
    }
  }
  BOOST_TEST(nulls > 100u);
}

BOOST_AUTO_TEST_CASE(texts_of_one_width_end_at_the_first_zero) {
  const std::string bytes("abc\0def\0\0\0\0\0abcdabcX", 20);
  const std::vector<std::string> texts{"abc", "def", "", "abcd", "abcX"};
  const auto column = column_data::of_fixed_texts(bytes, 4);
  const std::vector<value> values{value::of("abc")};
  for (const comparison op : all_operators) {
    BOOST_TEST(differences(rc::detail::text_test(op, values), op, values, column, texts, 0, texts.size()) == 0u);
  }
}

BOOST_AUTO_TEST_CASE(long_texts_that_are_alike_at_both_ends_differ) {
  std::vector<std::string> texts;
  for (char c = '0'; c <= '9'; ++c)
    for (int i = 0; i < 20; ++i) texts.push_back("https://example.com/" + std::string(1, c) + "/users/all");
  const layouts memory(texts);
  for (const std::size_t size : {1u, 2u, 5u}) {
    std::vector<std::string> operands;
    for (std::size_t i = 0; i < size; ++i) operands.push_back(texts[i * 40]);
    const auto values = values_of(operands);
    for (const comparison op : {comparison::in, comparison::not_in})
      for (const column_data& column : memory.columns())
        BOOST_TEST(differences(rc::detail::text_test(op, values), op, values, column, texts, 0, texts.size()) == 0u);
  }
}

BOOST_AUTO_TEST_CASE(a_set_may_be_empty_or_say_a_value_twice) {
  const std::vector<std::string> texts(70, "France");
  const layouts memory(texts);
  for (const auto& operands : {std::vector<std::string>{}, std::vector<std::string>{"France", "Norway", "France"}}) {
    const auto values = values_of(operands);
    for (const comparison op : {comparison::in, comparison::not_in})
      for (const column_data& column : memory.columns())
        BOOST_TEST(differences(rc::detail::text_test(op, values), op, values, column, texts, 0, texts.size()) == 0u);
  }
}

BOOST_AUTO_TEST_CASE(of_what_is_no_text_all_is_null) {
  const std::vector<std::uint64_t> all(2, ~std::uint64_t{0});
  const std::vector<value> values{value::of("France")};
  for (const comparison op : all_operators) {
    std::vector<std::uint64_t> words = all;
    rc::detail::text_test(op, values).run(column_data::of_nulls(rc::value_kind::string, 70), 0, 70, words.data());
    BOOST_TEST(words[0] == (op == comparison::is_null ? ~std::uint64_t{0} : 0));
    BOOST_TEST(words[1] == (op == comparison::is_null ? std::uint64_t{63} : 0));
  }
}

BOOST_AUTO_TEST_SUITE_END()
