// SPDX-License-Identifier: BSL-1.0
// Form encoding, both ways.
#include <rowclaim/oidc/form.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(form)

BOOST_AUTO_TEST_CASE(encodes_the_example_of_rfc_6749_appendix_b) {
  BOOST_TEST(rc::form_encode(" %&+\xc2\xa3\xe2\x82\xac") == "+%25%26%2B%C2%A3%E2%82%AC");
}

BOOST_AUTO_TEST_CASE(encodes_parameters) {
  BOOST_TEST(rc::form_encode(rc::form_parameters{{"a", "b c"}, {"d&e", "f=g"}}) == "a=b+c&d%26e=f%3Dg");
  BOOST_TEST(rc::form_encode(rc::form_parameters{}) == "");
}

BOOST_AUTO_TEST_CASE(reads_what_it_writes) {
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  const auto read = rc::read_form(rc::form_encode(rc::form_parameters{{every, every}}));
  BOOST_REQUIRE(read.has_value());
  BOOST_REQUIRE(read->size() == 1);
  BOOST_TEST((*read)[0].name == every);
  BOOST_TEST((*read)[0].value == every);
}

BOOST_AUTO_TEST_CASE(keeps_order_repetitions_and_empty_values) {
  const auto read = rc::read_form("&b=1&a&b=2&&=x&c=d=e&");
  BOOST_REQUIRE(read.has_value());
  std::string text;
  for (const auto& parameter : *read) text += parameter.name + ":" + parameter.value + ";";
  BOOST_TEST(text == "b:1;a:;b:2;:x;c:d=e;");
}

BOOST_AUTO_TEST_CASE(refuses_percent_signs_without_two_digits) {
  for (const char* text : {"%", "a=%", "a=%1", "a=%g0", "a=%0g", "%=a", "a=%%41"}) {
    const auto read = rc::read_form(text);
    BOOST_TEST(!read.has_value(), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
