// SPDX-License-Identifier: BSL-1.0
// Two units share one copy of everything; two libraries agree with them on values and can throw across the border.
#include "facts.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_CASE(two_units_share_one_copy) {
  const auto one = facts_of_unit_one();
  const auto two = facts_of_unit_two();
  BOOST_TEST(one.variable == two.variable);
  BOOST_TEST((one.function == two.function));
  BOOST_TEST((one.variable == &rowclaim::version));
}

BOOST_AUTO_TEST_CASE(libraries_agree_on_errors_whatever_their_visibility) {
  const auto here = facts_of_unit_one();
  BOOST_TEST((here.refusal.code == rowclaim::errc::json_duplicate_member));
  for (const auto& there : {facts_of_default_library(), facts_of_hidden_library()}) {
    BOOST_TEST((there.refusal == here.refusal));
    BOOST_TEST(there.message == here.message);
  }
}

BOOST_AUTO_TEST_CASE(libraries_can_throw_whatever_their_visibility) {
  BOOST_CHECK_THROW(throw_from_default_library(), std::logic_error);
  BOOST_CHECK_THROW(throw_from_hidden_library(), std::logic_error);
}
