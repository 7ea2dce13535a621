// SPDX-License-Identifier: BSL-1.0
// Tests of Arrow record batches as rows of a table: every type, slices, nulls, what is refused by name, and arrays that cannot be right.
#include "arrow_arrays.hpp"
#include "plan_of.hpp"
#include <rowclaim/rows/arrow.hpp>
#include <rowclaim/rows/column_filter.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace rc = rowclaim;
using rc::col;
using test::nullable;

BOOST_AUTO_TEST_SUITE(rows_arrow)

namespace {

struct thing {
  bool truth = false;
  std::int64_t number = 0;
  double real = 0;
  std::string text;
  rc::date day;
  rc::time_of_day time;
  rc::timestamp at;
};
using things = rc::table<"things", rc::column<"Truth", &thing::truth>, rc::column<"Number", &thing::number>,
                         rc::column<"Real", &thing::real>, rc::column<"Text", &thing::text>, rc::column<"Day", &thing::day>,
                         rc::column<"Time", &thing::time>, rc::column<"At", &thing::at>>;

constexpr std::nullopt_t null = std::nullopt;
constexpr auto min64 = std::numeric_limits<std::int64_t>::min();
constexpr auto max64 = std::numeric_limits<std::int64_t>::max();

/// Which rows are visible as ones and zeros, or the name of the refusal.
std::string shown(const rc::plan& plan, const test::arrow_field& batch) {
  const auto reader = rc::arrow::batch_reader::make(plan, batch.schema);
  if (!reader) return std::string(rc::name(reader.error().code));
  const auto rows = reader->read(batch.array);
  if (!rows) return std::string(rc::name(rows.error().code));
  const rc::selection visible = rc::column_filter(plan).select(rows->rows());
  std::string text;
  for (std::size_t i = 0; i < visible.size(); ++i) text += visible.contains(i) ? '1' : '0';
  return text;
}
template <std::size_t Length>
std::string shown(const rc::condition<Length>& condition, const test::arrow_field& batch) {
  return shown(test::plan_of<things>(condition), batch);
}
/// The same of one column.
template <std::size_t Length>
std::string shown_of(const rc::condition<Length>& condition, test::arrow_field_ptr field) {
  const auto length = static_cast<std::size_t>(field->array.length);
  return shown(condition, *test::arrow_batch(length, std::move(field)));
}

/// Why reading one column is refused.
template <std::size_t Length>
std::string message(const rc::condition<Length>& condition, test::arrow_field_ptr field) {
  const auto plan = test::plan_of<things>(condition);
  const auto length = static_cast<std::size_t>(field->array.length);
  const auto batch = test::arrow_batch(length, std::move(field));
  const auto reader = rc::arrow::batch_reader::make(plan, batch->schema);
  if (!reader) return reader.error().message();
  const auto rows = reader->read(batch->array);
  return rows ? "" : rows.error().message();
}

constexpr auto is_42 = col<"Number"> == 42;
constexpr auto is_no_42 = col<"Number"> != 42;
constexpr auto is_france = col<"Text"> == "France";
constexpr auto is_not_france = col<"Text"> != "France";

template <class Number>
void check_integers(const std::string& format) {
  BOOST_TEST_CONTEXT("format " << format) {
    constexpr Number least = std::numeric_limits<Number>::min();
    constexpr auto most = static_cast<Number>(std::min<std::uint64_t>(std::numeric_limits<Number>::max(), max64));
    const nullable<Number> values{Number{42}, null, least, most, Number{41}};
    BOOST_TEST(shown_of(is_42, test::arrow_numbers<Number>("Number", format, values)) == "10000");
    BOOST_TEST(shown_of(is_no_42, test::arrow_numbers<Number>("Number", format, values)) == "00111");
    BOOST_TEST(shown_of(!(col<"Number"> > 41), test::arrow_numbers<Number>("Number", format, values)) == "00101");
    BOOST_TEST(shown_of(col<"Number">.is_null(), test::arrow_numbers<Number>("Number", format, values)) == "01000");
  }
}

const nullable<std::string> texts{"France", null, "", "Fran", "France and a good deal more", "FRANCE"};

void check_texts(const std::string& format, test::arrow_field_ptr (*make)(std::string, std::string, const nullable<std::string>&)) {
  BOOST_TEST_CONTEXT("format " << format) {
    BOOST_TEST(shown_of(is_france, make("Text", format, texts)) == "100000");
    BOOST_TEST(shown_of(is_not_france, make("Text", format, texts)) == "001111");
    BOOST_TEST(shown_of(col<"Text">.isin("France and a good deal more", ""), make("Text", format, texts)) == "001010");
    BOOST_TEST(shown_of(col<"Text">.starts_with("France"), make("Text", format, texts)) == "100010");
    BOOST_TEST(shown_of(!col<"Text">.starts_with("France and a good d"), make("Text", format, texts)) == "101101");
    BOOST_TEST(shown_of(col<"Text"> < "France", make("Text", format, texts)) == "001101");
    BOOST_TEST(shown_of(col<"Text">.is_null(), make("Text", format, texts)) == "010000");
  }
}

constexpr auto at_noon = rc::timestamp(rc::date(1970, 1, 1), rc::time_of_day(12, 0));

}  // namespace

BOOST_AUTO_TEST_CASE(integers_of_all_widths) {
  check_integers<std::int8_t>("c");
  check_integers<std::int16_t>("s");
  check_integers<std::int32_t>("i");
  check_integers<std::int64_t>("l");
  check_integers<std::uint8_t>("C");
  check_integers<std::uint16_t>("S");
  check_integers<std::uint32_t>("I");
  check_integers<std::uint64_t>("L");
  // Beyond every signed number is null, not below.
  const nullable<std::uint64_t> large{std::numeric_limits<std::uint64_t>::max(), std::uint64_t{1} << 63,
                                      static_cast<std::uint64_t>(max64)};
  BOOST_TEST(shown_of(col<"Number"> < max64, test::arrow_numbers<std::uint64_t>("Number", "L", large)) == "000");
  BOOST_TEST(shown_of(col<"Number"> == max64, test::arrow_numbers<std::uint64_t>("Number", "L", large)) == "001");
  BOOST_TEST(shown_of(col<"Number"> == min64, test::arrow_numbers<std::uint64_t>("Number", "L", large)) == "000");
  BOOST_TEST(shown_of(col<"Number">.is_null(), test::arrow_numbers<std::uint64_t>("Number", "L", large)) == "110");
}

BOOST_AUTO_TEST_CASE(floats_and_truths) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto halves = [&] { return test::arrow_numbers<double>("Real", "g", {0.5, -0.0, nan, null, 1.5}); };
  BOOST_TEST(shown_of(col<"Real"> == 0.0, halves()) == "01000");
  BOOST_TEST(shown_of(col<"Real"> != 0.0, halves()) == "10001");
  BOOST_TEST(shown_of(col<"Real">.is_null(), halves()) == "00110");
  BOOST_TEST(shown_of(col<"Real"> < 1.0, test::arrow_numbers<float>("Real", "f", {0.5F, null, 1.0F, -1.0F})) == "1001");
  const auto truths = [] { return test::arrow_truths("Truth", {true, false, null, true, true, false, true, false, null, true}); };
  BOOST_TEST(shown_of(col<"Truth"> == true, truths()) == "1001101001");
  BOOST_TEST(shown_of(col<"Truth"> != true, truths()) == "0100010100");
}

BOOST_AUTO_TEST_CASE(texts_in_all_layouts) {
  check_texts("u", &test::arrow_texts<std::int32_t>);
  check_texts("U", &test::arrow_texts<std::int64_t>);
  check_texts("vu", &test::arrow_views);
  check_texts("z", &test::arrow_texts<std::int32_t>);
  check_texts("Z", &test::arrow_texts<std::int64_t>);
  check_texts("vz", &test::arrow_views);
}

BOOST_AUTO_TEST_CASE(dates_times_and_timestamps) {
  constexpr auto after_first = col<"Day"> > rc::date(1970, 1, 1);
  constexpr std::int64_t day = 86'400'000;
  BOOST_TEST(shown_of(after_first, test::arrow_numbers<std::int32_t>("Day", "tdD", {0, 1, null, -1})) == "0100");
  BOOST_TEST(shown_of(after_first, test::arrow_numbers<std::int64_t>("Day", "tdm", {0, day, null, -1, day - 1})) == "01000");

  constexpr auto till_noon = col<"Time"> < rc::time_of_day(12, 0, 0, 500'000'000);
  constexpr std::int32_t noon = 12 * 3600;
  BOOST_TEST(shown_of(till_noon, test::arrow_numbers<std::int32_t>("Time", "tts", {noon, noon + 1, null, -1, 86'400})) == "10000");
  BOOST_TEST(shown_of(till_noon, test::arrow_numbers<std::int32_t>("Time", "ttm", {noon * 1000, noon * 1000 + 500})) == "10");
  const std::int64_t micro = std::int64_t{noon} * 1'000'000;
  BOOST_TEST(shown_of(till_noon, test::arrow_numbers<std::int64_t>("Time", "ttu", {micro + 499'999, micro + 500'000})) == "10");
  BOOST_TEST(shown_of(till_noon, test::arrow_numbers<std::int64_t>("Time", "ttn", {micro * 1000 + 499'999'999, max64})) == "10");

  constexpr auto from_noon = col<"At"> >= at_noon;
  BOOST_TEST(shown_of(from_noon, test::arrow_numbers<std::int64_t>("At", "tss:UTC", {noon, noon - 1, null, min64, max64})) ==
             "10000");
  BOOST_TEST(shown_of(from_noon, test::arrow_numbers<std::int64_t>("At", "tsm:Europe/Paris", {noon * 1000L, noon * 1000L - 1})) ==
             "10");
  BOOST_TEST(shown_of(from_noon, test::arrow_numbers<std::int64_t>("At", "tsu:", {micro, micro - 1})) == "10");
  BOOST_TEST(shown_of(from_noon, test::arrow_numbers<std::int64_t>("At", "tsn:+02:00", {micro * 1000, micro * 1000 - 1, min64})) ==
             "100");
}

BOOST_AUTO_TEST_CASE(nulls_alone) {
  BOOST_TEST(shown_of(is_42, test::arrow_nulls("Number", 3)) == "000");
  BOOST_TEST(shown_of(is_no_42, test::arrow_nulls("Number", 3)) == "000");
  BOOST_TEST(shown_of(col<"Number">.is_null(), test::arrow_nulls("Number", 3)) == "111");
}

BOOST_AUTO_TEST_CASE(dictionaries_with_codes_of_all_widths) {
  const auto countries = [] { return test::arrow_texts<std::int32_t>("", "u", {"Norway", "France", null, "France"}); };
  const auto check = [&]<class Code>(Code, const std::string& format) {
    const nullable<Code> codes{Code{0}, Code{1}, Code{2}, Code{3}, Code{4}, Code{100}, null, static_cast<Code>(-1)};
    BOOST_TEST_CONTEXT("format " << format) {
      BOOST_TEST(shown_of(is_france, test::arrow_codes("Text", format, codes, countries())) == "01010000");
      BOOST_TEST(shown_of(is_not_france, test::arrow_codes("Text", format, codes, countries())) == "10000000");
    }
  };
  check(std::int8_t{}, "c");
  check(std::uint8_t{}, "C");
  check(std::int16_t{}, "s");
  check(std::uint16_t{}, "S");
  check(std::int32_t{}, "i");
  check(std::uint32_t{}, "I");
  check(std::int64_t{}, "l");
  check(std::uint64_t{}, "L");

  auto views = test::arrow_views("", "vu", {"France and a good deal more", "France"});
  BOOST_TEST(shown_of(is_france, test::arrow_codes<std::int8_t>("Text", "c", {1, 0, 1}, std::move(views))) == "101");
  auto sliced = countries();
  sliced->array.offset = 1;
  sliced->array.length = 2;
  BOOST_TEST(shown_of(is_france, test::arrow_codes<std::int8_t>("Text", "c", {0, 1, 2, 3}, std::move(sliced))) == "1000");
  auto days = test::arrow_numbers<std::int32_t>("", "tdD", {0, 1});
  BOOST_TEST(shown_of(col<"Day"> == rc::date(1970, 1, 2),
                      test::arrow_codes<std::uint8_t>("Day", "C", {1, 0, 1}, std::move(days))) == "101");
  BOOST_TEST(shown_of(is_france, test::arrow_codes<std::int8_t>("Text", "c", {}, test::arrow_nulls("", 0))) == "");
  BOOST_TEST(shown_of(is_not_france, test::arrow_codes<std::int8_t>("Text", "c", {0}, test::arrow_nulls("", 1))) == "0");
}

BOOST_AUTO_TEST_CASE(offsets_of_batch_and_column_add_up) {
  const auto check = [](std::string_view what, auto make, const auto& condition, std::string_view whole) {
    for (std::size_t outer = 0; outer < 12; ++outer)
      for (std::size_t inner = 0; inner < 12; ++inner)
        for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{9}, std::size_t{70}}) {
          auto field = make();
          field->array.length -= static_cast<std::int64_t>(inner);
          field->array.offset = static_cast<std::int64_t>(inner);
          if (outer + inner + length > whole.size()) continue;
          auto batch = test::arrow_batch(length, std::move(field));
          batch->array.offset = static_cast<std::int64_t>(outer);
          BOOST_TEST(shown(condition, *batch) == whole.substr(outer + inner, length), what << ", " << outer << " and " << inner);
        }
  };
  std::string expected;
  nullable<std::int32_t> numbers;
  nullable<std::string> names;
  nullable<bool> truths;
  for (int i = 0; i < 90; ++i) {
    expected += i % 3 == 1 && i % 7 != 3 ? '1' : '0';
    const bool is_null = i % 7 == 3;
    numbers.push_back(is_null ? std::optional<std::int32_t>() : i % 3 == 1 ? 42 : i);
    if (i % 3 != 1 && i == 42) numbers.back() = 43;
    names.push_back(is_null      ? std::optional<std::string>()
                    : i % 3 == 1 ? "France"
                                 : std::string(static_cast<std::size_t>(i) % 20, 'x'));
    truths.push_back(is_null ? std::optional<bool>() : i % 3 == 1);
  }
  check(
      "numbers", [&] { return test::arrow_numbers("Number", "i", numbers); }, is_42, expected);
  check(
      "texts", [&] { return test::arrow_texts<std::int32_t>("Text", "u", names); }, is_france, expected);
  check(
      "large texts", [&] { return test::arrow_texts<std::int64_t>("Text", "U", names); }, is_france, expected);
  check(
      "views", [&] { return test::arrow_views("Text", "vu", names); }, is_france, expected);
  check(
      "truths", [&] { return test::arrow_truths("Truth", truths); }, col<"Truth"> == true, expected);
}

BOOST_AUTO_TEST_CASE(rows_that_the_batch_calls_null_are_hidden) {
  auto batch = test::arrow_batch(4, test::arrow_numbers<std::int64_t>("Number", "l", {1, 42, 42, 42, 42, null}));
  const std::uint8_t validity = 0b00010110;
  batch->buffers[0] = &validity;
  batch->array.offset = 2;
  batch->array.null_count = -1;
  BOOST_TEST(shown(is_42, *batch) == "1010");
  BOOST_TEST(shown(rc::plan::allow_all(things::schema()), *batch) == "1010");
  BOOST_TEST(shown(rc::plan::deny_all(things::schema()), *batch) == "0000");
}

BOOST_AUTO_TEST_CASE(columns_that_are_not_compared_are_not_looked_at) {
  auto unreadable = test::make_arrow("Text", "+w:3");
  unreadable->finish(99);
  unreadable->array.length = -7;
  auto batch = test::arrow_batch(2, std::move(unreadable), test::arrow_numbers<std::int16_t>("Number", "s", {41, 42}),
                                 test::arrow_nulls("Something else", 2), test::arrow_nulls("Something else", 2));
  batch->schema.children[2]->name = nullptr;
  BOOST_TEST(shown(is_42, *batch) == "01");
  BOOST_TEST(shown(rc::plan::allow_all(things::schema()), *batch) == "11");
}

BOOST_AUTO_TEST_CASE(types_that_do_not_fit_are_refused_by_name) {
  const auto unsupported = "a column that the plan compares has an Arrow type that no condition reads (Number): ";
  const auto of_format = [](const std::string& format) {
    auto made = test::make_arrow("Number", format);
    made->finish(0);
    return message(is_42, std::move(made));
  };
  BOOST_TEST(of_format("e") == std::string(unsupported) + "float16, 'e'");
  BOOST_TEST(of_format("d:19,10") == std::string(unsupported) + "decimal, 'd:19,10'");
  BOOST_TEST(of_format("w:16") == std::string(unsupported) + "fixed-size binary, 'w:16'");
  BOOST_TEST(of_format("tDs") == std::string(unsupported) + "duration, 'tDs'");
  BOOST_TEST(of_format("tin") == std::string(unsupported) + "interval, 'tin'");
  BOOST_TEST(of_format("+l") == std::string(unsupported) + "list, '+l'");
  BOOST_TEST(of_format("+vl") == std::string(unsupported) + "list view, '+vl'");
  BOOST_TEST(of_format("+us:1,2") == std::string(unsupported) + "union, '+us:1,2'");
  BOOST_TEST(of_format("+r") == std::string(unsupported) + "run-end encoded, '+r'");
  BOOST_TEST(of_format("") == std::string(unsupported) + "unknown, ''");
  BOOST_TEST(of_format("tsu") == std::string(unsupported) + "unknown, 'tsu'");
  BOOST_TEST(of_format("\x1b[2J" + std::string(60, 'x')) ==
             std::string(unsupported) + "unknown, '?[2J" + std::string(36, 'x') + "...'");
  BOOST_TEST(of_format("g") == "a column holds another kind of value than the table says (Number): float64, 'g'");
  BOOST_TEST(message(is_42, test::arrow_codes<std::int8_t>("Number", "c", {0}, test::arrow_texts<std::int32_t>("", "u", {"42"}))) ==
             "a column holds another kind of value than the table says (Number): utf8, 'u'");
  BOOST_TEST(message(is_42, test::arrow_numbers<std::int64_t>("number", "l", {42})) ==
             "a column that the plan compares is missing (Number)");
  BOOST_TEST(shown(is_42, *test::arrow_batch(1, test::arrow_numbers<std::int64_t>("Number", "l", {42}),
                                             test::arrow_numbers<std::int64_t>("Number", "l", {42}))) == "column_ambiguous");
  BOOST_TEST(
      message(is_42, test::arrow_codes<double>("Number", "g", {0.0}, test::arrow_numbers<std::int64_t>("", "l", {42}))) ==
      "the Arrow structures contradict each other or their specification (Number): the places in a dictionary are no integers");
  auto nested = test::arrow_codes<std::int8_t>("", "c", {0}, test::arrow_numbers<std::int64_t>("", "l", {42}));
  BOOST_TEST(message(is_42, test::arrow_codes<std::int8_t>("Number", "c", {0}, std::move(nested))) ==
             std::string(unsupported) + "dictionary of a dictionary");
}

BOOST_AUTO_TEST_CASE(schemas_that_contradict_themselves_are_refused) {
  const auto refused = [](auto change) {
    auto batch = test::arrow_batch(1, test::arrow_numbers<std::int64_t>("Number", "l", {42}));
    change(batch->schema);
    BOOST_TEST(shown(is_42, *batch) == "arrow_malformed");
  };
  refused([](ArrowSchema& s) { s.release = nullptr; });
  refused([](ArrowSchema& s) { s.format = nullptr; });
  refused([](ArrowSchema& s) { s.format = "l"; });
  refused([](ArrowSchema& s) { s.n_children = -1; });
  refused([](ArrowSchema& s) { s.children = nullptr; });
  refused([](ArrowSchema& s) { s.children[0]->format = nullptr; });
  const auto batch = test::arrow_batch(1, test::arrow_numbers<std::int64_t>("Number", "l", {42}));
  BOOST_TEST(shown(rc::plan(), *batch) == "arrow_malformed");
}

BOOST_AUTO_TEST_CASE(arrays_that_cannot_be_right_are_refused) {
  const auto refused_of = [](auto make, const auto& condition, auto change) {
    auto batch = test::arrow_batch(2, make());
    change(batch->array);
    BOOST_TEST(shown(condition, *batch) == "arrow_malformed");
  };
  const auto refused = [&](auto change) {
    refused_of([] { return test::arrow_numbers<std::int64_t>("Number", "l", {42, null, 42}); }, is_42, change);
  };
  refused([](ArrowArray& a) { a.release = nullptr; });
  refused([](ArrowArray& a) { a.length = -1; });
  refused([](ArrowArray& a) { a.offset = -1; });
  refused([](ArrowArray& a) { a.length = 4; });
  refused([](ArrowArray& a) { a.offset = 2; });
  refused([](ArrowArray& a) { a.offset = max64; });
  refused([](ArrowArray& a) { a.length = max64; });
  refused([](ArrowArray& a) { a.n_children = 0; });
  refused([](ArrowArray& a) { a.children = nullptr; });
  refused([](ArrowArray& a) { a.children[0] = nullptr; });
  refused([](ArrowArray& a) { a.n_buffers = 0; });
  refused([](ArrowArray& a) { a.buffers = nullptr; });
  refused([](ArrowArray& a) { a.null_count = 1; });
  refused([](ArrowArray& a) { a.children[0]->release = nullptr; });
  refused([](ArrowArray& a) { a.children[0]->length = -1; });
  refused([](ArrowArray& a) { a.children[0]->offset = -1; });
  refused([](ArrowArray& a) { a.children[0]->offset = max64; });
  refused([](ArrowArray& a) { a.children[0]->length = 1; });
  refused([](ArrowArray& a) { a.children[0]->n_buffers = 1; });
  refused([](ArrowArray& a) { a.children[0]->n_buffers = 3; });
  refused([](ArrowArray& a) { a.children[0]->buffers = nullptr; });
  refused([](ArrowArray& a) { a.children[0]->buffers[0] = nullptr; });
  refused([](ArrowArray& a) { a.children[0]->buffers[1] = nullptr; });

  const auto refused_texts = [&](auto change) {
    refused_of(
        [] {
          return test::arrow_texts<std::int32_t>("Text", "u", {"France", "Norway"});
        },
        is_france, [&](ArrowArray& a) { change(*a.children[0]); });
  };
  refused_texts([](ArrowArray& a) { a.n_buffers = 2; });
  refused_texts([](ArrowArray& a) { a.buffers[1] = nullptr; });
  refused_texts([](ArrowArray& a) { a.buffers[2] = nullptr; });
  static constexpr std::int32_t negative[]{0, 6, -1};
  refused_texts([](ArrowArray& a) { a.buffers[1] = negative; });

  const auto refused_views = [&](auto change) {
    refused_of(
        [] {
          return test::arrow_views("Text", "vu", {"France", "France and a good deal more"});
        },
        is_france, [&](ArrowArray& a) { change(*a.children[0]); });
  };
  refused_views([](ArrowArray& a) { a.n_buffers = 2; });
  refused_views([](ArrowArray& a) { a.n_buffers = -5; });
  refused_views([](ArrowArray& a) { a.buffers[1] = nullptr; });
  refused_views([](ArrowArray& a) { a.buffers[3] = nullptr; });
  refused_views([](ArrowArray& a) { a.buffers[4] = nullptr; });
  static constexpr std::int64_t no_size[]{27, -1};
  refused_views([](ArrowArray& a) { a.buffers[4] = no_size; });

  const auto refused_codes = [&](auto change) {
    refused_of(
        [] {
          return test::arrow_codes<std::int8_t>("Text", "c", {0, null}, test::arrow_texts<std::int32_t>("", "u", {"France"}));
        },
        is_france, [&](ArrowArray& a) { change(*a.children[0]); });
  };
  refused_codes([](ArrowArray& a) { a.dictionary = nullptr; });
  refused_codes([](ArrowArray& a) { a.buffers[0] = nullptr; });
  refused_codes([](ArrowArray& a) { a.buffers[1] = nullptr; });
  refused_codes([](ArrowArray& a) { a.n_buffers = 3; });
  refused_codes([](ArrowArray& a) { a.dictionary->release = nullptr; });
  refused_codes([](ArrowArray& a) { a.dictionary->length = -1; });
  refused_codes([](ArrowArray& a) { a.dictionary->n_buffers = 2; });
}

BOOST_AUTO_TEST_CASE(texts_that_cannot_be_right_are_null) {
  const auto with_offsets = [](const std::vector<std::int32_t>& offsets) {
    auto made = test::make_arrow("Text", "u");
    made->buffers.push_back(nullptr);
    made->add(offsets);
    made->add("FranceNorway", 12);
    made->finish(offsets.size() - 1);
    return made;
  };
  BOOST_TEST(shown_of(is_not_france, with_offsets({0, 6, 3, 12})) == "001");  // the second goes backwards
  BOOST_TEST(shown_of(is_not_france, with_offsets({0, 100, 6, 12})) ==
             "001");  // the first ends beyond the bytes, and the second begins there
  BOOST_TEST(shown_of(is_not_france, with_offsets({-4, 6, 12})) == "01");  // the first begins before them
  BOOST_TEST(shown_of(col<"Text">.is_null(), with_offsets({-4, 6, 12})) == "10");

  const auto with_view = [](std::int32_t size, std::int32_t buffer, std::int32_t offset) {
    auto made = test::arrow_views("Text", "vu", {"France and a good deal more"});
    const rc::text_view view{size, {'F', 'r', 'a', 'n'}, buffer, offset};
    made->memory.emplace_back(new std::byte[sizeof view]);
    std::memcpy(made->memory.back().get(), &view, sizeof view);
    made->buffers[1] = made->memory.back().get();
    return made;
  };
  BOOST_TEST(shown_of(is_not_france, with_view(27, 0, 0)) == "1");
  BOOST_TEST(shown_of(is_not_france, with_view(26, 0, 1)) == "1");
  BOOST_TEST(shown_of(is_not_france, with_view(27, 0, 1)) == "0");
  BOOST_TEST(shown_of(is_not_france, with_view(27, 0, -1)) == "0");
  BOOST_TEST(shown_of(is_not_france, with_view(27, 1, 0)) == "0");
  BOOST_TEST(shown_of(is_not_france, with_view(27, 2, 0)) == "0");
  BOOST_TEST(shown_of(is_not_france, with_view(27, -1, 0)) == "0");
  BOOST_TEST(shown_of(is_not_france, with_view(-1, 0, 0)) == "0");
  BOOST_TEST(shown_of(is_not_france, with_view(std::numeric_limits<std::int32_t>::max(), 0, 0)) == "0");
}

BOOST_AUTO_TEST_CASE(nothing_needs_no_buffers) {
  const auto empty = [](const std::string& name, const std::string& format, std::size_t buffers) {
    auto made = test::make_arrow(name, format);
    made->buffers.assign(buffers, nullptr);
    made->finish(0);
    return made;
  };
  BOOST_TEST(shown_of(is_42, empty("Number", "l", 2)) == "");
  BOOST_TEST(shown_of(is_france, empty("Text", "u", 3)) == "");
  BOOST_TEST(shown_of(is_france, empty("Text", "vu", 3)) == "");
  BOOST_TEST(shown_of(col<"Truth"> == true, empty("Truth", "b", 2)) == "");
  // Texts without a byte need no buffer for bytes.
  auto made = test::arrow_texts<std::int32_t>("Text", "u", {"", ""});
  made->buffers[2] = nullptr;
  BOOST_TEST(shown_of(is_not_france, std::move(made)) == "11");
}

BOOST_AUTO_TEST_CASE(a_batch_can_be_moved_and_outlives_its_reader) {
  const auto plan = test::plan_of<things>(is_france);
  const auto batch = test::arrow_batch(
      2,
      test::arrow_codes<std::int8_t>("Text", "c", {1, 0}, test::arrow_views("", "vu", {"Norway and a good deal more", "France"})));
  auto rows = [&] { return rc::arrow::batch_reader::make(plan, batch->schema)->read(batch->array); }();
  BOOST_REQUIRE(rows.has_value());
  const rc::arrow::record_batch moved = *std::move(rows);
  BOOST_TEST(moved.size() == 2u);
  BOOST_TEST(rc::column_filter(plan).select(moved.rows()).rows().size() == 1u);
}

BOOST_AUTO_TEST_CASE(owners_release_once) {
  const int before = test::releases();
  {
    ArrowArray given{};
    given.length = 7;
    given.release = test::release_nothing<ArrowArray>;
    rc::arrow::unique_array first(std::move(given));
    BOOST_TEST((given.release == nullptr));
    rc::arrow::unique_array second(std::move(first));
    BOOST_TEST(!first);
    BOOST_TEST((second && second->length == 7));
    first = std::move(second);
    BOOST_TEST((first && !second));
    BOOST_TEST(test::releases() == before);
    first.out()->release = test::release_nothing<ArrowArray>;
    BOOST_TEST(test::releases() == before + 1);
  }
  BOOST_TEST(test::releases() == before + 2);
}

BOOST_AUTO_TEST_CASE(a_refusal_that_nobody_asked_about_throws) {
  const auto batch = test::arrow_batch(0);
  BOOST_CHECK_THROW(static_cast<void>(rc::arrow::batch_reader::make(test::plan_of<things>(is_42), batch->schema).value()),
                    std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
