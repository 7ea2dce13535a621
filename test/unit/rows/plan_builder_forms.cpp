// SPDX-License-Identifier: BSL-1.0
// The canonical form of conditions on one column: two of them are equal exactly if they are true of the same values.
#include "../policy/random_claims.hpp"
#include "plan_of.hpp"
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rc = rowclaim;
using namespace std::string_view_literals;
using rc::comparison;
using rc::value;
using node_kind = rc::plan_node::node_kind;

BOOST_AUTO_TEST_SUITE(rows_plan_builder_forms)

namespace {

struct cells {
  bool flag = false;
  std::int64_t number = 0;
  double ratio = 0;
  std::string text;
  rc::date day;
  rc::time_of_day time;
  rc::timestamp moment;
};
using table = rc::table<"cells", rc::column<"Flag", &cells::flag>, rc::column<"Number", &cells::number>,
                        rc::column<"Ratio", &cells::ratio>, rc::column<"Text", &cells::text>, rc::column<"Day", &cells::day>,
                        rc::column<"Time", &cells::time>, rc::column<"Moment", &cells::moment>>;

/// What conditions compare with, and cells on both sides of each of them. Text lies in `texts`.
struct samples {
  std::vector<value> operands;
  std::vector<value> cells;
};

constexpr std::uint32_t text_column = 3;
// No text here is the first one behind those that begin with another, as "b" is behind "a...": that is not made use of.
const std::string texts[] = {"", "a", "ab", "aba", "abd", "ae", "d", "\xff", "a\xff", "a\xff\xff"};

samples samples_of(std::uint32_t column) {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  samples made;
  const auto both = [&](value v) {
    made.operands.push_back(v);
    made.cells.push_back(v);
  };
  switch (column) {
    case 0: both(value::of(false)), both(value::of(true)); break;
    case 1:
      for (const std::int64_t n : {least, least + 1, std::int64_t{0}, std::int64_t{7}, most}) both(value::of(n));
      for (std::int64_t n = -1; n < 13; ++n) made.cells.push_back(value::of(n));
      for (std::int64_t n = 2; n < 6; ++n) made.operands.push_back(value::of(n));
      for (const std::int64_t n : {least + 2, least + 9, most - 9, most - 1}) made.cells.push_back(value::of(n));
      break;
    case 2:
      for (const double r : {-infinity, -1.5, -0.0, 0.0, 1.0, infinity}) both(value::of(r));
      for (const double r : {-1e300, -1.0, 5e-324, 0.5, 1.5, 1e300}) made.cells.push_back(value::of(r));
      break;
    case text_column:
      for (const std::string& text : texts) both(value::of(std::string_view(text)));
      for (const std::string_view text :
           {"aa"sv,    "aaa"sv,   "abaa"sv, "abc"sv, "abdd"sv,   "abe"sv,     "ac"sv,         "aef"sv,
            "af"sv,    "b"sv,     "da"sv,   "e"sv,   "A"sv,      "\0"sv,      "a\0"sv,        "ab\0"sv,
            "aba\0"sv, "abd\0"sv, "ae\0"sv, "d\0"sv, "\xff\0"sv, "a\xff\0"sv, "a\xff\xff\0"sv})
        made.cells.push_back(value::of(text));
      break;
    case 4:
      for (int day = 0; day < 14; ++day) made.cells.push_back(value::of(rc::date(day - 3)));
      for (int day = 0; day < 7; ++day) made.operands.push_back(value::of(rc::date(day)));
      for (const rc::date edge : {rc::date(0, 1, 1), rc::date(9999, 12, 31)}) {
        both(value::of(edge));
        for (const int beside : {-1, 1}) made.cells.push_back(value::of(rc::date(edge.days + beside)));
      }
      break;
    case 5:
      for (unsigned hour = 0; hour < 24; hour += 4) both(value::of(rc::time_of_day(hour, 0)));
      for (unsigned hour = 0; hour < 24; hour += 4) made.cells.push_back(value::of(rc::time_of_day(hour, 1)));
      both(value::of(rc::time_of_day(23, 59, 59, 999'999'999)));
      for (const std::int64_t out_of_the_day : {std::int64_t{-5}, std::int64_t{86'400'000'000'000}})
        made.cells.push_back({.kind = rc::value_kind::time, .integer = out_of_the_day});
      break;
    default:
      made.cells.push_back(value::of(rc::timestamp({-9, 0})));
      for (int i = -2; i < 3; ++i) {
        both(value::of(rc::timestamp({i, 500})));
        both(value::of(rc::timestamp({i, 0})));
        made.cells.push_back(value::of(rc::timestamp({i, 250})));
        made.cells.push_back(value::of(rc::timestamp({i, 750})));
      }
  }
  made.cells.push_back({});
  return made;
}

class generator {
 public:
  generator(std::uint64_t seed, std::uint32_t column) : random_(seed), column_(column), samples_(samples_of(column)) {}

  struct expression {
    node_kind is = node_kind::compare;
    comparison op = comparison::equal;
    std::vector<value> values = {};
    std::vector<expression> parts = {};
  };

  expression condition() {
    expression whole{.is = joining()};
    add_parts(whole, 1 + below(3));
    return whole;
  }

  rc::plan plan_of(const expression& e) const {
    rc::plan_builder builder;
    build(builder, e);
    return std::move(builder).finish(table::schema());
  }

  /// For each cell whether the condition is true of it as it was written.
  std::vector<bool> truths(const expression& e) const {
    std::vector<bool> found;
    for (const value& cell : samples_.cells) found.push_back(is_true(e, cell));
    return found;
  }
  /// The same for the plan.
  std::vector<bool> truths(const rc::plan& p) const {
    std::vector<bool> found;
    std::vector<value> row(table::column_count);
    for (const value& cell : samples_.cells) {
      row[column_] = cell;
      found.push_back(rc::evaluate(p, row) == rc::truth::is_true);
    }
    return found;
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }

  node_kind joining() { return below(2) == 0 ? node_kind::all_of : node_kind::any_of; }

  void add_parts(expression& joined, int depth) {
    for (int i = 1 + below(3); i > 0; --i) {
      if (depth == 0 || below(3) == 0) {
        joined.parts.push_back(leaf());
      } else {
        joined.parts.push_back({.is = joining()});
        add_parts(joined.parts.back(), depth - 1);
      }
    }
  }
  expression leaf() {
    constexpr comparison ops[] = {comparison::equal,       comparison::not_equal,     comparison::less,
                                  comparison::in,          comparison::not_in,        comparison::less_equal,
                                  comparison::greater,     comparison::greater_equal, comparison::is_null,
                                  comparison::is_not_null, comparison::starts_with,   comparison::does_not_start_with};
    expression made{.op = ops[below(column_ == text_column ? 12 : 10)]};
    const bool is_set = made.op == comparison::in || made.op == comparison::not_in;
    int count = is_set ? 1 + below(4) : 1;
    if (made.op == comparison::is_null || made.op == comparison::is_not_null) count = 0;
    for (; count > 0; --count)
      made.values.push_back(samples_.operands[static_cast<std::size_t>(below(static_cast<int>(samples_.operands.size())))]);
    return made;
  }

  void build(rc::plan_builder& builder, const expression& e) const {
    if (e.is == node_kind::compare) return builder.add_comparison(e.op, column_, e.values);
    const std::size_t opened = builder.open(e.is);
    for (const expression& part : e.parts) build(builder, part);
    builder.close(opened);
  }
  static bool is_true(const expression& e, const value& cell) {
    if (e.is == node_kind::compare) return rc::compare_cell(cell, e.op, e.values) == rc::truth::is_true;
    const auto is = [&](const expression& part) { return is_true(part, cell); };
    return e.is == node_kind::all_of ? std::ranges::all_of(e.parts, is) : std::ranges::any_of(e.parts, is);
  }

  std::mt19937_64 random_;
  std::uint32_t column_;
  samples samples_;
};

bool can_be_read_back(const value& v) {
  if (v.kind == rc::value_kind::date) return rc::parse_date(to_text(v)).has_value();
  return v.kind != rc::value_kind::time || rc::parse_time(to_text(v)).has_value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(on_one_column_equal_meaning_is_equal_form_and_equal_hash) {
  for (std::uint32_t column = 0; column < table::column_count; ++column) {
    generator g(test::seed() + column, column);
    std::map<std::vector<bool>, rc::plan> forms;
    std::unordered_map<rc::plan, std::vector<bool>> meanings;
    for (int i = 0; i < 4000; ++i) {
      const generator::expression written = g.condition();
      const rc::plan made = g.plan_of(written);
      const std::vector<bool> truths = g.truths(written);
      BOOST_REQUIRE_MESSAGE(g.truths(made) == truths, in_words(made));
      const auto [form, is_new_form] = forms.try_emplace(truths, made);
      const auto [meaning, is_new_meaning] = meanings.try_emplace(made, truths);
      BOOST_REQUIRE_MESSAGE(form->second == made, in_words(form->second) << " and " << in_words(made));
      BOOST_REQUIRE_MESSAGE(meaning->second == truths, in_words(made));
      BOOST_REQUIRE_EQUAL(form->second.hash(), made.hash());
      for (const rc::plan_node& node : made.nodes())
        for (const value& v : made.values(node)) BOOST_REQUIRE_MESSAGE(can_be_read_back(v), in_words(made));
    }
    BOOST_TEST(forms.size() == meanings.size());
    BOOST_TEST(forms.size() >= 4u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
