// SPDX-License-Identifier: BSL-1.0
// Requests as a server receives them, before anything in them is believed.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/received_request.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(received_request)

namespace {

std::string taking(std::string_view encoded) {
  std::optional<std::string> a, b;
  const auto taken = rc::detail::take_parameters(encoded, {{"a", &a}, {"b", &b}}, rc::step::logout);
  if (!taken) return outcome(taken.error());
  return a.value_or("-") + "," + b.value_or("-");
}

}  // namespace

BOOST_AUTO_TEST_CASE(takes_what_is_wanted_once_and_passes_over_the_rest) {
  BOOST_TEST(taking("") == "-,-");
  BOOST_TEST(taking("b=2&a=1&c=3&c=4") == "1,2");
  BOOST_TEST(taking("a=&b=x%20y+z") == ",x y z");
  BOOST_TEST(taking("A=1") == "-,-");
  BOOST_TEST(taking("a=1&a=1") == "parameter_duplicated in logout (a)");
  BOOST_TEST(taking("a=1&%61=1") == "parameter_duplicated in logout (a)");
  BOOST_TEST(taking("a=%") == "url_malformed in logout (percent encoding)");
  BOOST_TEST(taking("c=%zz") == "url_malformed in logout (percent encoding)");
}

BOOST_AUTO_TEST_CASE(a_query_ends_before_the_fragment) {
  using rc::detail::query_of;
  BOOST_TEST(query_of("https://app.example/a?b=1#c=2") == "b=1");
  BOOST_TEST(query_of("/a?b=1?c") == "b=1?c");
  BOOST_TEST(query_of("/a#x?b=1") == "");
  BOOST_TEST(query_of("/a") == "");
}

BOOST_AUTO_TEST_CASE(a_form_says_that_it_is_one) {
  using rc::detail::is_form;
  for (const char* good : {"application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8",
                           "Application/X-WWW-Form-URLencoded ;x"})
    BOOST_TEST(is_form(good));
  for (const char* other :
       {"", "application/json", "application/x-www-form-urlencodedx", "text/plain;application/x-www-form-urlencoded"})
    BOOST_TEST(!is_form(other));
  const auto checked = [](std::string_view type, std::string_view body) {
    return outcome(rc::detail::body_is_a_form({.method = "POST", .content_type = type, .body = body}, 4, rc::step::logout));
  };
  BOOST_TEST(checked("application/x-www-form-urlencoded", "a=12") == "accepted");
  BOOST_TEST(checked("application/x-www-form-urlencoded", "a=123") == "request_too_large in logout");
  BOOST_TEST(checked("multipart/form-data", "a=1") == "content_type_unexpected in logout");
}

BOOST_AUTO_TEST_CASE(a_parameter_is_one_line_of_a_size_that_somebody_means) {
  const auto checked = [](std::optional<std::string> value) {
    return outcome(rc::detail::parameter_is_sound(value, "a", rc::step::logout));
  };
  BOOST_TEST(checked(std::nullopt) == "accepted");
  BOOST_TEST(checked("x y") == "accepted");
  BOOST_TEST(checked(std::string(2048, 'x')) == "accepted");
  for (const std::string& wrong :
       {std::string(), std::string(2049, 'x'), std::string("a\nb"), std::string("a\0b", 3), std::string("\x7f"), std::string("\r")})
    BOOST_TEST(checked(wrong) == "parameter_malformed in logout (a)");
}

BOOST_AUTO_TEST_SUITE_END()
