// SPDX-License-Identifier: BSL-1.0
// Tests of plans: what they start from, and that nothing empty means everything.
#include "plan_of.hpp"
#include <rowclaim/rows/plan.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(rows_plan)

namespace {

struct place {
  std::string country;
};
using places = rc::table<"places", rc::column<"Country", &place::country>>;

}  // namespace

BOOST_AUTO_TEST_CASE(B13_a_plan_from_nothing_shows_nothing) {
  const rc::plan none;
  BOOST_TEST((none.verdict() == rc::plan::kind::deny_all));
  BOOST_TEST(none.shows_none());
  BOOST_TEST(!none.shows_all());
  BOOST_TEST(none.table() == nullptr);
  BOOST_TEST(none.nodes().empty());
}

BOOST_AUTO_TEST_CASE(B13_only_the_word_shows_everything) {
  const rc::plan all = rc::plan::allow_all(places::schema());
  BOOST_TEST(all.shows_all());
  BOOST_TEST(all.nodes().empty());
  BOOST_TEST(all.table() == &places::schema());
  BOOST_TEST(rc::plan::deny_all(places::schema()).shows_none());
}

BOOST_AUTO_TEST_CASE(a_condition_can_be_walked_with_its_values) {
  constexpr auto france = rc::col<"Country"> == "France";
  const rc::plan made = test::plan_of<places>(france);
  BOOST_REQUIRE((made.verdict() == rc::plan::kind::where));
  BOOST_REQUIRE_EQUAL(made.nodes().size(), 1u);
  BOOST_REQUIRE_EQUAL(made.values(made.nodes()[0]).size(), 1u);
  BOOST_TEST(made.values(made.nodes()[0])[0].text == "France");
  BOOST_TEST((made.nodes()[0] == rc::plan_node{.kind = rc::plan_node::node_kind::compare, .value_count = 1}));
}

BOOST_AUTO_TEST_CASE(verdicts_have_names) {
  BOOST_TEST(name(rc::plan::kind::deny_all) == "deny_all");
  BOOST_TEST(name(rc::plan::kind::allow_all) == "allow_all");
  BOOST_TEST(name(rc::plan::kind::where) == "where");
  BOOST_TEST(name(static_cast<rc::plan::kind>(9)) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
