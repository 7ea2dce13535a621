// SPDX-License-Identifier: BSL-1.0
// Tests of conditions as they are written: each operator becomes its tokens, and literals keep every byte.
#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/rows/condition.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace rc = rowclaim;
using rc::col;
using rc::comparison;
using rc::detail::token_kind;

BOOST_AUTO_TEST_SUITE(rows_condition)

namespace {

template <std::size_t Length>
constexpr bool compares(const rc::condition<Length>& c, comparison op, const rc::value& literal) {
  return Length == 2 && c.tokens[0].kind == token_kind::literal && c.tokens[0].literal == literal &&
         c.tokens[1].kind == token_kind::compare && c.tokens[1].op == op && c.tokens[1].operands == 1 && c.tokens[1].column == "C";
}
constexpr rc::value one = rc::value::of(std::int64_t{1});

// B2, B3: the operators.
static_assert(compares(col<"C"> == 1, comparison::equal, one));
static_assert(compares(col<"C"> != 1, comparison::not_equal, one));
static_assert(compares(col<"C"> < 1, comparison::less, one));
static_assert(compares(col<"C"> <= 1, comparison::less_equal, one));
static_assert(compares(col<"C"> > 1, comparison::greater, one));
static_assert(compares(col<"C"> >= 1, comparison::greater_equal, one));
static_assert(compares(col<"C">.starts_with("x"), comparison::starts_with, rc::value::of(std::string_view("x"))));

// Every scalar of B2.
static_assert(compares(col<"C"> == true, comparison::equal, rc::value::of(true)));
static_assert(compares(col<"C"> == 1u, comparison::equal, one));
static_assert(compares(col<"C"> == std::uint64_t{1}, comparison::equal, one));
static_assert(compares(col<"C"> == 1.5f, comparison::equal, rc::value::of(1.5)));
static_assert(compares(col<"C"> == std::string_view("x"), comparison::equal, rc::value::of(std::string_view("x"))));
static_assert(compares(col<"C"> == rc::date(2026, 11, 22), comparison::equal, rc::value::of(rc::date(2026, 11, 22))));
static_assert(compares(col<"C"> == rc::time_of_day(13, 45), comparison::equal, rc::value::of(rc::time_of_day(13, 45))));
static_assert(compares(col<"C"> == rc::timestamp(rc::instant{5, 6}), comparison::equal,
                       rc::value::of(rc::timestamp(rc::instant{5, 6}))));

// A number beyond 64 bits with sign does not exist as a value, rather than wrapping round.
static_assert(!(col<"C"> == std::numeric_limits<std::uint64_t>::max()).tokens[0].literal.is_valid);
static_assert((col<"C"> == std::numeric_limits<std::int64_t>::min()).tokens[0].literal.integer ==
              std::numeric_limits<std::int64_t>::min());
static_assert((col<"C"> == nullptr).tokens[0].literal.kind == rc::value_kind::null);

// C3: zeros are bytes; a prefix that ended at its first zero would show more rows than were meant.
static_assert((col<"C"> == "a\0b").tokens[0].literal.text == std::string_view("a\0b", 3));
static_assert(col<"C">.starts_with("a\0b").tokens[0].literal.text == std::string_view("a\0b", 3));
static_assert(col<"C">.isin("a\0b").tokens[0].literal.text == std::string_view("a\0b", 3));

// isin keeps its values in their order.
constexpr auto in = col<"C">.isin("x", "y", "z");
static_assert(in.tokens.size() == 4 && in.tokens[0].literal.text == "x" && in.tokens[2].literal.text == "z");
static_assert(in.tokens[3].op == comparison::in && in.tokens[3].operands == 3);
static_assert(col<"C">.isin().tokens.size() == 1, "it is written here and refused by the policy's check");

// A range is two comparisons, both ends included.
constexpr auto range = col<"C">.between(1, 5);
static_assert(range.tokens.size() == 5 && range.tokens[1].op == comparison::greater_equal &&
              range.tokens[3].op == comparison::less_equal);
static_assert(range.tokens[4].kind == token_kind::all_of);

// Joining is postfix.
constexpr auto joined = (!((col<"A"> == 1) & (col<"B"> == 2))) | col<"C">.is_null();
static_assert(joined.tokens.size() == 8);
static_assert(joined.tokens[1].column == "A" && joined.tokens[3].column == "B" && joined.tokens[4].kind == token_kind::all_of);
static_assert(joined.tokens[5].kind == token_kind::negate && joined.tokens[6].op == comparison::is_null &&
              joined.tokens[7].kind == token_kind::any_of);

// B3: claims.
constexpr auto with_claim = col<"C"> == rc::claim("org", "country");
static_assert(with_claim.tokens.back().kind == token_kind::compare_with_claim && with_claim.tokens.back().operands == 2);
static_assert(with_claim.tokens[0].literal.text == "org" && with_claim.tokens[1].literal.text == "country");
static_assert(col<"C">.isin(rc::claim("regions")).tokens.back().op == comparison::in);
static_assert(col<"C">.starts_with(rc::claim("prefix")).tokens.back().op == comparison::starts_with);
static_assert((col<"C"> != rc::claim("x")).tokens.back().op == comparison::not_equal);

// One type for one length: many conditions share few types.
static_assert(std::is_same_v<decltype(col<"A"> == 1), decltype(col<"Other"> >= "text")>);

constexpr comparison all[] = {
    comparison::equal,       comparison::not_equal,           comparison::less,    comparison::greater_equal,
    comparison::greater,     comparison::less_equal,          comparison::in,      comparison::not_in,
    comparison::starts_with, comparison::does_not_start_with, comparison::is_null, comparison::is_not_null};

// B11: what is true where the other is false, known where it is known.
static_assert(rc::opposite(comparison::equal) == comparison::not_equal &&
              rc::opposite(comparison::less) == comparison::greater_equal);
static_assert(rc::opposite(comparison::greater) == comparison::less_equal && rc::opposite(comparison::in) == comparison::not_in);
static_assert(rc::opposite(comparison::starts_with) == comparison::does_not_start_with);
static_assert(rc::opposite(comparison::is_null) == comparison::is_not_null);

}  // namespace

BOOST_AUTO_TEST_CASE(B11_the_opposite_of_the_opposite_is_the_same) {
  for (const comparison op : all) {
    BOOST_TEST((rc::opposite(rc::opposite(op)) == op));
    BOOST_TEST((rc::opposite(op) != op));
  }
}

BOOST_AUTO_TEST_CASE(the_checks_of_this_file_can_fail) {
  BOOST_TEST(!compares(col<"C"> == 2, comparison::equal, one));
  BOOST_TEST(!compares(col<"D"> == 1, comparison::equal, one));
  BOOST_TEST(!compares(col<"C"> != 1, comparison::equal, one));
}

BOOST_AUTO_TEST_CASE(literals_of_the_same_text_and_number_differ) {
  BOOST_TEST(!compares(col<"C"> == "1", comparison::equal, one));
}

BOOST_AUTO_TEST_SUITE_END()
