// SPDX-License-Identifier: BSL-1.0
// Tests of results: a value or an error, and a caller who does not ask finds out.
#include <rowclaim/core/result.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(core_result)

namespace {

rc::result<int> half_of(int number) {
  if (number % 2 != 0) return rc::error{rc::errc::json_bad_number, rc::step::json};
  return number / 2;
}

}  // namespace

BOOST_AUTO_TEST_CASE(holds_a_value_or_an_error) {
  BOOST_TEST(half_of(4).has_value());
  BOOST_TEST(*half_of(4) == 2);
  BOOST_TEST(half_of(3).has_error());
  BOOST_TEST((half_of(3).error() == rc::error{rc::errc::json_bad_number, rc::step::json}));
}

BOOST_AUTO_TEST_CASE(asking_for_a_value_that_is_not_there_throws_with_the_reason) {
  BOOST_CHECK_EXCEPTION(static_cast<void>(half_of(3).value()), std::logic_error, [](const std::logic_error& e) {
    return std::string(e.what()).find(rc::error{rc::errc::json_bad_number, rc::step::json}.message()) != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(a_result_of_nothing_is_success_or_an_error) {
  const rc::result<void> good;
  const rc::result<void> bad = rc::error{rc::errc::json_syntax};
  BOOST_TEST(good.has_value());
  BOOST_TEST(!bad.has_value());
  BOOST_CHECK_THROW(bad.value(), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
