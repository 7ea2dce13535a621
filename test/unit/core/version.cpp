// SPDX-License-Identifier: BSL-1.0
// Pins the version, so that changing it is always on purpose.
#include <rowclaim/core/version.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>

static_assert(rowclaim::version.major == 0 && rowclaim::version.minor == 1 && rowclaim::version.patch == 0);
static_assert(std::is_same_v<rowclaim::library_version, rowclaim::v0_1::library_version>, "the namespace spells the version, too");

BOOST_AUTO_TEST_SUITE(core_version)

BOOST_AUTO_TEST_CASE(is_0_1_0) {
  BOOST_TEST(rowclaim::version.major == 0);
  BOOST_TEST(rowclaim::version.minor == 1);
  BOOST_TEST(rowclaim::version.patch == 0);
}

BOOST_AUTO_TEST_SUITE_END()
