// SPDX-License-Identifier: BSL-1.0
// Tests of comparing without case: letters of ASCII, and no other bytes.
#include <rowclaim/core/ascii.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string_view>

using rowclaim::detail::ascii_lower;
using rowclaim::detail::equals_ignoring_case;

BOOST_AUTO_TEST_SUITE(core_ascii)

BOOST_AUTO_TEST_CASE(only_letters_of_ascii_have_a_case) {
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const std::size_t which = std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ").find(c);
    BOOST_TEST(ascii_lower(c) == (which == std::string_view::npos ? c : "abcdefghijklmnopqrstuvwxyz"[which]));
  }
}

BOOST_AUTO_TEST_CASE(texts_compare_without_case) {
  BOOST_TEST(equals_ignoring_case("Content-Type", "content-TYPE"));
  BOOST_TEST(equals_ignoring_case("", ""));
  BOOST_TEST(!equals_ignoring_case("a", ""));
  BOOST_TEST(!equals_ignoring_case("ab", "abc"));
  BOOST_TEST(!equals_ignoring_case("\xc3\x89", "\xc3\xa9"));  // e with an accent, whose letters are beyond ASCII
  BOOST_TEST(!equals_ignoring_case("@", "`"));
}

BOOST_AUTO_TEST_CASE(application_may_be_left_out_of_a_type) {
  using rowclaim::detail::is_application_type;
  for (const std::string_view type : {"JWT", "jwt", "application/jwt", "APPLICATION/JWT"})
    BOOST_TEST(is_application_type(type, "JWT"));
  for (const std::string_view type :
       {"", "application/", "application", "application/at+jwt", "text/jwt", "application/application/jwt", "jwt "})
    BOOST_TEST(!is_application_type(type, "JWT"));
}

BOOST_AUTO_TEST_SUITE_END()
