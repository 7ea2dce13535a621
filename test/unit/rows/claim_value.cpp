// SPDX-License-Identifier: BSL-1.0
// Tests of claims as values of a column: exactly fitting, or not at all.
#include <rowclaim/rows/claim_value.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace rc = rowclaim;
using rc::claim_scalar;
using rc::value;
using rc::value_kind;
using rc::detail::converted_to;

BOOST_AUTO_TEST_SUITE(rows_claim_value)

namespace {

constexpr value_kind all_kinds[] = {value_kind::boolean, value_kind::integer, value_kind::real,      value_kind::string,
                                    value_kind::date,    value_kind::time,    value_kind::timestamp, value_kind::null};

/// Whether a scalar converts to these kinds and no other.
bool converts_only_to(const claim_scalar& scalar, std::initializer_list<value_kind> kinds) {
  for (const value_kind kind : all_kinds) {
    bool is_listed = false;
    for (const value_kind listed : kinds) is_listed = is_listed || listed == kind;
    if (converted_to(scalar, kind).has_value() != is_listed) return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_CASE(B3_text_is_text_or_an_exact_date_or_time) {
  BOOST_TEST(converts_only_to(std::string("France"), {value_kind::string}));
  BOOST_TEST(converts_only_to(std::string("true"), {value_kind::string}));
  BOOST_TEST(converts_only_to(std::string("1"), {value_kind::string}));
  BOOST_TEST(converts_only_to(std::string("2026-11-22"), {value_kind::string, value_kind::date}));
  BOOST_TEST(converts_only_to(std::string("13:45:00"), {value_kind::string, value_kind::time}));
  BOOST_TEST(converts_only_to(std::string("2026-11-22T13:45:00Z"), {value_kind::string, value_kind::timestamp}));
  BOOST_TEST(converts_only_to(std::string("2026-02-30"), {value_kind::string}));
}

BOOST_AUTO_TEST_CASE(B3_numbers_and_truths_are_not_converted_into_one_another) {
  BOOST_TEST(converts_only_to(true, {value_kind::boolean}));
  BOOST_TEST(converts_only_to(std::int64_t{1}, {value_kind::integer, value_kind::real}));
  BOOST_TEST(converts_only_to(1.0, {value_kind::real}));
  BOOST_TEST(converts_only_to(1.5, {value_kind::real}));
}

BOOST_AUTO_TEST_CASE(B3_an_integer_becomes_a_double_only_if_none_is_skipped) {
  constexpr std::int64_t largest = std::int64_t{1} << 53;
  BOOST_TEST(converted_to(largest, value_kind::real).has_value());
  BOOST_TEST(!converted_to(largest + 1, value_kind::real).has_value());
  BOOST_TEST(converted_to(-largest, value_kind::real).has_value());
  BOOST_TEST(!converted_to(-largest - 1, value_kind::real).has_value());
  BOOST_TEST(!converted_to(std::numeric_limits<std::int64_t>::min(), value_kind::real).has_value());
}

BOOST_AUTO_TEST_CASE(a_claim_is_unusable_until_someone_says_otherwise) { BOOST_TEST(!rc::claim_values{}.is_usable); }

BOOST_AUTO_TEST_SUITE_END()
