// SPDX-License-Identifier: BSL-1.0
// Tests of restrictions as constants.
#include <rowclaim/policy/restrictions.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;
using rc::col;

BOOST_AUTO_TEST_SUITE(policy_restrictions)

namespace {

struct row {
  int number;
};
using numbers = rc::table<"numbers", rc::column<"Number", &row::number>>;
using others = rc::table<"others", rc::column<"Number", &row::number>>;

constexpr auto listed =
    rc::restrictions(rc::on<numbers>("ROLE_A", col<"Number"> == 1), rc::on<others>("ROLE_B", col<"Number">.isin(1, 2, 3)));
constexpr rc::restrictions_view view = listed.view();
static_assert(view.entries.size() == 2 && view.tokens.size() == 6);
static_assert(view.entries[0].role == "ROLE_A" && view.entries[0].table == &numbers::schema() &&
              view.tokens_of(view.entries[0]).size() == 2);
static_assert(view.entries[1].role == "ROLE_B" && view.entries[1].table == &others::schema() &&
              view.tokens_of(view.entries[1]).size() == 4);
static_assert(view.tokens_of(view.entries[1])[2].literal.integer == 3);
static_assert(rc::restrictions().view().entries.empty());
static_assert(rc::table_combinations().entries.empty());
static_assert(rc::table_combinations(rc::combine_on<others>(rc::combination::any_role)).entries[0].table == &others::schema());
static_assert(rc::deny_unlisted_tables == rc::unlisted_tables::deny);

}  // namespace

BOOST_AUTO_TEST_CASE(B1_each_restriction_keeps_its_role_table_and_condition) {
  BOOST_TEST(view.entries[1].role == "ROLE_B");
  BOOST_TEST(view.tokens_of(view.entries[1]).size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
