// SPDX-License-Identifier: BSL-1.0
// Tests of the clock: the caller decides what time it is.
#include <rowclaim/core/clock.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <limits>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(core_clock)

BOOST_AUTO_TEST_CASE(reads_the_callers_variable_at_each_call) {
  rc::seconds_since_epoch now = 1'000;
  const rc::clock injected = rc::clock::reading(now);
  BOOST_TEST(injected.now() == 1'000);
  now = 4'102'444'800;  // 2100, beyond 32 bits
  BOOST_TEST(injected.now() == 4'102'444'800);
  now = -1;
  BOOST_TEST(injected.now() == -1);
}

BOOST_AUTO_TEST_CASE(calls_a_function_with_its_state) {
  const rc::seconds_since_epoch offset = 5;
  const rc::clock shifted([](const void* state) { return 37 + *static_cast<const rc::seconds_since_epoch*>(state); }, &offset);
  BOOST_TEST(shifted.now() == 42);
}

BOOST_AUTO_TEST_CASE(is_the_systems_clock_unless_told_otherwise) {
  const auto before = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const rc::seconds_since_epoch now = rc::clock().now();
  const auto after = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  BOOST_TEST(before <= now);
  BOOST_TEST(now <= after);
}

BOOST_AUTO_TEST_CASE(a_later_time_is_never_an_earlier_one) {
  constexpr rc::seconds_since_epoch first = std::numeric_limits<rc::seconds_since_epoch>::min();
  constexpr rc::seconds_since_epoch last = std::numeric_limits<rc::seconds_since_epoch>::max();
  static_assert(rc::later_by(1'000, 500) == 1'500);
  static_assert(rc::later_by(1'000, -500) == 500);
  static_assert(rc::later_by(1'000, last) == last);
  static_assert(rc::later_by(last - 1, 1) == last);
  static_assert(rc::later_by(last, last) == last);
  static_assert(rc::later_by(last, first) == -1);
  static_assert(rc::later_by(first, last) == -1);
  static_assert(rc::later_by(-1'000, first) == first);
  static_assert(rc::later_by(first, first) == first);
  static_assert(rc::later_by(0, first) == first);
  volatile std::int64_t seconds = last;
  BOOST_TEST(rc::later_by(1'700'000'000, seconds) == last);
  BOOST_TEST(rc::later_by(1'700'000'000, 0) == 1'700'000'000);
}

BOOST_AUTO_TEST_SUITE_END()
