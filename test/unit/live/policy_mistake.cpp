// SPDX-License-Identifier: BSL-1.0
// Tests of how a mistake reads.
#include <rowclaim/live/policy_mistake.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_policy_mistake)

BOOST_AUTO_TEST_CASE(a_mistake_is_one_line_with_its_place_and_its_keys) {
  BOOST_TEST((rc::policy_mistake{{12, 7}, "tables.sales", "a table is an object"}.text()) ==
             "line 12, column 7: tables.sales: a table is an object");
  BOOST_TEST((rc::policy_mistake{{1, 1}, "", "a policy is an object"}.text()) == "line 1, column 1: a policy is an object");
  BOOST_TEST((rc::policy_mistake{rc::text_place::none(), "gate", "roles are a list"}.text()) == "gate: roles are a list");
}

BOOST_AUTO_TEST_SUITE_END()
