// SPDX-License-Identifier: BSL-1.0
// Tests of building plans: constants disappear, sets of one column are joined, the form is canonical, and text outlives its source.
#include <rowclaim/rows/plan_builder.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace rc = rowclaim;
using rc::comparison;
using node_kind = rc::plan_node::node_kind;

BOOST_AUTO_TEST_SUITE(rows_plan_builder)

namespace {

struct place {
  std::string country, currency;
  std::int64_t amount = 0;
};
using places = rc::table<"places", rc::column<"Country", &place::country>, rc::column<"Currency", &place::currency>,
                         rc::column<"Amount", &place::amount>>;

rc::value text(std::string_view t) { return rc::value::of(t); }
rc::value number(std::int64_t n) { return rc::value::of(n); }

void compare(rc::plan_builder& builder, std::uint32_t column, std::vector<rc::value> values, comparison op = comparison::in) {
  builder.add_comparison(values.size() == 1 && op == comparison::in ? comparison::equal : op, column, values);
}

/// What is built inside one joining node, in words.
template <class Build>
std::string built(node_kind joining, Build build) {
  rc::plan_builder builder;
  const auto whole = builder.open(joining);
  build(builder);
  builder.close(whole);
  return in_words(std::move(builder).finish(places::schema()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(B13_an_empty_or_shows_nothing_and_nothing_built_shows_nothing) {
  BOOST_TEST(built(node_kind::any_of, [](rc::plan_builder&) {}) == "no row");
  BOOST_TEST(rc::plan_builder().finish(places::schema()).shows_none());
}

BOOST_AUTO_TEST_CASE(constants_decide_or_disappear) {
  const auto with = [](bool constant) {
    return [constant](rc::plan_builder& builder) {
      compare(builder, 0, {text("France")});
      builder.add_constant(constant);
      compare(builder, 1, {text("EUR")});
    };
  };
  BOOST_TEST(built(node_kind::all_of, with(false)) == "no row");
  BOOST_TEST(built(node_kind::any_of, with(true)) == "every row");
  BOOST_TEST(built(node_kind::all_of, with(true)) == "rows where Country is France and Currency is EUR");
  BOOST_TEST(built(node_kind::any_of, with(false)) == "rows where Country is France or Currency is EUR");
}

BOOST_AUTO_TEST_CASE(a_part_alone_stands_for_itself) {
  BOOST_TEST(built(node_kind::all_of, [](rc::plan_builder& builder) {
               const auto inner = builder.open(node_kind::any_of);
               const auto innermost = builder.open(node_kind::all_of);
               compare(builder, 0, {text("France")});
               builder.close(innermost);
               builder.add_constant(false);
               builder.close(inner);
             }) == "rows where Country is France");
}

BOOST_AUTO_TEST_CASE(B6_sets_of_one_column_are_united_without_duplicates) {
  BOOST_TEST(built(node_kind::any_of, [](rc::plan_builder& builder) {
               compare(builder, 0, {text("Norway"), text("France")});
               compare(builder, 1, {text("EUR")});
               compare(builder, 0, {text("France")});
               compare(builder, 0, {text("Germany"), text("Norway")});
             }) == "rows where Country is one of France, Germany, Norway or Currency is EUR");
  BOOST_TEST(built(node_kind::any_of, [](rc::plan_builder& builder) {
               compare(builder, 2, {number(3)});
               compare(builder, 2, {number(3)});
             }) == "rows where Amount is 3");
}

BOOST_AUTO_TEST_CASE(what_is_said_about_one_column_becomes_one_set) {
  BOOST_TEST(built(node_kind::any_of, [](rc::plan_builder& builder) {
               compare(builder, 2, {number(3)});
               compare(builder, 2, {number(9)}, comparison::greater);
               compare(builder, 2, {number(20)});
             }) == "rows where Amount is 3 or Amount is at least 10");
  BOOST_TEST(built(node_kind::any_of, [](rc::plan_builder& builder) {
               compare(builder, 2, {number(9)}, comparison::less);
               compare(builder, 2, {number(5)}, comparison::not_equal);
             }) == "rows where Amount is not null");
  BOOST_TEST(built(node_kind::all_of, [](rc::plan_builder& builder) {
               compare(builder, 2, {number(1), number(3), number(5)});
               compare(builder, 2, {number(5), number(3), number(8)});
               compare(builder, 2, {number(3)}, comparison::greater_equal);
             }) == "rows where Amount is one of 3, 5");
}

BOOST_AUTO_TEST_CASE(B13_what_cannot_be_is_no_row_and_what_must_be_is_every_row) {
  BOOST_TEST(built(node_kind::all_of, [](rc::plan_builder& builder) {
               compare(builder, 2, {number(3)});
               compare(builder, 2, {number(4)});
             }) == "no row");
  BOOST_TEST(built(node_kind::all_of, [](rc::plan_builder& builder) {
               compare(builder, 0, {text("France")});
               compare(builder, 0, {}, comparison::is_null);
             }) == "no row");
  BOOST_TEST(built(node_kind::any_of, [](rc::plan_builder& builder) {
               compare(builder, 0, {text("France")}, comparison::not_equal);
               compare(builder, 1, {text("EUR")});
               compare(builder, 0, {text("France")});
               compare(builder, 0, {}, comparison::is_null);
             }) == "every row");
}

BOOST_AUTO_TEST_CASE(a_part_that_is_decided_beside_it_is_left_out) {
  const auto france_or_paid_there = [](node_kind inner, rc::plan_builder& builder) {
    const auto opened = builder.open(inner);
    compare(builder, 0, {text("France"), text("Norway")});
    compare(builder, 1, {text("EUR")});
    builder.close(opened);
    compare(builder, 0, {text("France"), text("Norway"), text("Japan")});
  };
  BOOST_TEST(built(node_kind::any_of, [&](rc::plan_builder& builder) { france_or_paid_there(node_kind::all_of, builder); }) ==
             "rows where Country is one of France, Japan, Norway");
  BOOST_TEST(built(node_kind::all_of, [](rc::plan_builder& builder) {
               const auto opened = builder.open(node_kind::any_of);
               compare(builder, 0, {text("France"), text("Norway")});
               compare(builder, 1, {text("EUR")});
               builder.close(opened);
               compare(builder, 0, {text("France")});
             }) == "rows where Country is France");
}

BOOST_AUTO_TEST_CASE(joined_alike_is_joined_once_in_one_order_without_repetition) {
  const auto either = [](rc::plan_builder& builder, bool is_turned) {
    const auto inner = builder.open(node_kind::any_of);
    for (const bool first : {!is_turned, is_turned}) {
      const auto both = builder.open(node_kind::all_of);
      compare(builder, first ? 0u : 1u, {text(first ? "France" : "USD")});
      compare(builder, 2, {number(first ? 1 : 2)});
      builder.close(both);
    }
    builder.close(inner);
  };
  const std::string once = built(node_kind::any_of, [&](rc::plan_builder& builder) { either(builder, false); });
  BOOST_TEST(once == "rows where (Country is France and Amount is 1) or (Currency is USD and Amount is 2)");
  BOOST_TEST(built(node_kind::any_of, [&](rc::plan_builder& builder) {
               either(builder, true);
               either(builder, false);
             }) == once);
}

BOOST_AUTO_TEST_CASE(sets_deeper_down_are_left_alone_unless_they_are_decided) {
  BOOST_TEST(built(node_kind::any_of, [](rc::plan_builder& builder) {
               compare(builder, 2, {number(3)});
               const auto inner = builder.open(node_kind::all_of);
               compare(builder, 2, {number(4)});
               compare(builder, 0, {text("France")});
               builder.close(inner);
               compare(builder, 2, {number(1)});
             }) == "rows where Amount is one of 1, 3 or (Country is France and Amount is 4)");
}

BOOST_AUTO_TEST_CASE(kept_text_lives_as_long_as_a_copy_of_the_plan) {
  rc::plan kept;
  {
    rc::plan_builder builder;
    const auto whole = builder.open(node_kind::any_of);
    for (int i = 0; i < 100; ++i) {
      const std::string temporary = "a text that is too long for any small buffer, number " + std::to_string(i);
      compare(builder, 0, {text(builder.keep(temporary))});
    }
    builder.close(whole);
    const rc::plan made = std::move(builder).finish(places::schema());
    kept = made;
  }
  BOOST_TEST(
      in_words(kept).starts_with(R"(rows where Country is one of "a text that is too long for any small buffer, number 0",)"));
}

BOOST_AUTO_TEST_SUITE_END()
