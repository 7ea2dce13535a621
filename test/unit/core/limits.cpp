// SPDX-License-Identifier: BSL-1.0
// Tests of the limits' values; that each of them is kept is tested with the reader.
#include <rowclaim/core/limits.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;

static_assert(rc::json_limits{}.depth == 32);
static_assert(rc::json_limits{}.number_characters == 64);
static_assert(rc::claims_limits.bytes == 16 * 1024);
static_assert(rc::claims_limits.members == 256);
static_assert(rc::claims_limits.depth == 32);

BOOST_AUTO_TEST_SUITE(core_limits)

BOOST_AUTO_TEST_CASE(claims_are_limited_more_tightly_than_other_json) {
  const rc::json_limits usual;
  BOOST_TEST(rc::claims_limits.bytes < usual.bytes);
  BOOST_TEST(rc::claims_limits.members < usual.members);
  BOOST_TEST(rc::claims_limits.string_bytes < usual.string_bytes);
}

BOOST_AUTO_TEST_SUITE_END()
