// SPDX-License-Identifier: BSL-1.0
// Tests of presence: four answers with four names.
#include <rowclaim/claims/presence.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;

static_assert(rc::name(rc::presence::absent) == "absent");
static_assert(rc::name(rc::presence::present) == "present");
static_assert(rc::name(rc::presence::malformed) == "malformed");
static_assert(rc::name(rc::presence::overflowed) == "overflowed");
static_assert(rc::presence{} == rc::presence::absent);

BOOST_AUTO_TEST_SUITE(claims_presence)

BOOST_AUTO_TEST_CASE(A1_has_four_values_and_no_fifth) {
  BOOST_TEST(rc::name(static_cast<rc::presence>(3)) == "overflowed");
  BOOST_TEST(rc::name(static_cast<rc::presence>(4)) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
