// SPDX-License-Identifier: BSL-1.0
// Random values have the size and the letters that the protocols want, and never come twice.
#include <rowclaim/jose/random.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace rowclaim;

BOOST_AUTO_TEST_SUITE(random_values)

BOOST_AUTO_TEST_CASE(makes_43_characters_that_differ_each_time) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto made = random_secret();
    BOOST_TEST_REQUIRE(made.has_value());
    BOOST_TEST_REQUIRE(made->reveal().size() == 43);
    BOOST_TEST_REQUIRE(decode_base64url(made->reveal()).value().size() == 32);
    seen.emplace(made->reveal());
  }
  BOOST_TEST(seen.size() == 1000);
}

BOOST_AUTO_TEST_SUITE_END()
