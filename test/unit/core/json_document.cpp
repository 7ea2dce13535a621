// SPDX-License-Identifier: BSL-1.0
// Tests of whole documents: as strict as the reader underneath, and the value is the one written.
#include <rowclaim/core/json_document.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace rc = rowclaim;
using rc::errc;

BOOST_AUTO_TEST_SUITE(core_json_document)

namespace {

errc refusal(std::string_view text, const rc::json_limits& limits = {}) {
  const auto read = rc::parse_strict_json(text, limits);
  BOOST_REQUIRE_MESSAGE(read.has_error(), "was accepted: " << text);
  return read.error().code;
}

}  // namespace

BOOST_AUTO_TEST_CASE(gives_the_value_that_another_parser_gives) {
  for (const std::string_view text :
       {R"(null)", R"(true)", R"(false)", R"(0)", R"(-1)", R"("")", R"("x")", R"([])", R"({})", R"([[],{},[[]],{"a":{}}])",
        R"({"a":[1,2,{"b":null}],"c":"\u00e9\ud83d\ude00\n","":{"":""}})",
        R"([1.5,-2e3,1E-7,18446744073709551615,-9223372036854775808])", R"( { "spaces" : [ 1 , 2 ] } )"}) {
    const auto read = rc::parse_strict_json(text);
    BOOST_TEST_REQUIRE(read.has_value(), text);
    BOOST_TEST(*read == boost::json::parse({text.data(), text.size()}), text);
  }
}

BOOST_AUTO_TEST_CASE(keeps_the_kind_of_a_number) {
  BOOST_TEST(rc::parse_strict_json("9223372036854775807")->is_int64());
  BOOST_TEST(rc::parse_strict_json("9223372036854775808")->is_uint64());
  BOOST_TEST(rc::parse_strict_json("1.0")->is_double());
}

BOOST_AUTO_TEST_CASE(converts_decimals_to_the_nearest_double) {
  // From Clinger, "How to read floating point numbers accurately", and the numbers that tell a fast path apart.
  BOOST_TEST(rc::parse_strict_json("9007199254740993.0")->get_double() == 9007199254740992.0);
  BOOST_TEST(rc::parse_strict_json("2.2250738585072011e-308")->get_double() == 2.2250738585072011e-308);
  BOOST_TEST(rc::parse_strict_json("1.7976931348623157e308")->get_double() == std::numeric_limits<double>::max());
  BOOST_TEST(rc::parse_strict_json("0.1")->get_double() == 0.1);
}

BOOST_AUTO_TEST_CASE(is_as_strict_as_the_reader) {
  BOOST_TEST((refusal(R"({"a":1,"\u0061":2})") == errc::json_duplicate_member));
  BOOST_TEST((refusal("[1] x") == errc::json_trailing_bytes));
  BOOST_TEST((refusal("[1", {}) == errc::json_syntax));
  BOOST_TEST((refusal("[1e999]") == errc::json_bad_number));
  BOOST_TEST((refusal("\"\xff\"") == errc::json_bad_utf8));
  BOOST_TEST((refusal("[[[]]]", {.depth = 2}) == errc::json_too_deep));
}

BOOST_AUTO_TEST_CASE(a_refusal_in_the_middle_of_nested_values_leaks_nothing) {
  // For the address sanitizer: what was built so far is thrown away.
  BOOST_TEST((refusal(R"({"a":["a string too long to be kept in place, for sure",{"b":[1,2,{"c":"d"}],"b":1}]})") ==
              errc::json_duplicate_member));
}

BOOST_AUTO_TEST_CASE(an_object_is_an_object_and_nothing_else) {
  BOOST_TEST(rc::parse_strict_json_object(R"({"a":1})")->at("a").as_int64() == 1);
  for (const std::string_view text : {"[]", "1", "\"{}\"", "null", "true"}) {
    const auto read = rc::parse_strict_json_object(text);
    BOOST_TEST_REQUIRE(read.has_error(), text);
    BOOST_TEST((read.error() == rc::error{errc::json_wrong_type, rc::step::json}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
