// SPDX-License-Identifier: BSL-1.0
// Tests of changes: each reads as something that could be done.
#include <rowclaim/policy/claim_change.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;
using enum rc::change_kind;

BOOST_AUTO_TEST_SUITE(policy_claim_change)

BOOST_AUTO_TEST_CASE(a_change_reads_as_something_to_do) {
  BOOST_TEST(rc::in_words({add_provider_role, "groups", "a", {"A", "B"}}) == R"(add "a" to claim groups, which gives A, B)");
  BOOST_TEST(rc::in_words({remove_provider_role, "groups", "a", {"A"}}) == R"(take "a" out of claim groups, which gives A)");
  BOOST_TEST(rc::in_words({add_individual_role, "", "A", {"A"}}) == "give the user A by name");
  BOOST_TEST(rc::in_words({set_claim, "countries", "France, Spain", {}}) == "set claim countries to France, Spain");
  BOOST_TEST(rc::in_words({set_claim, "countries", "", {}}) == "empty claim countries");
  BOOST_TEST(rc::in_words({remove_claim, "countries", "", {}}) == "leave out claim countries");
}

BOOST_AUTO_TEST_CASE(each_kind_of_change_has_a_name) {
  for (const rc::change_kind kind : {add_provider_role, add_individual_role, set_claim, remove_provider_role, remove_claim})
    BOOST_TEST(rc::name(kind) != "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
