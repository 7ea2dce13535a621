// SPDX-License-Identifier: BSL-1.0
// Userinfo is made by those who check it, and is about somebody.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/userinfo.hpp>

#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <type_traits>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::outcome;

static_assert(!std::is_constructible_v<rc::userinfo, std::string, rc::verified_claims>);
static_assert(!std::is_default_constructible_v<rc::userinfo>);
static_assert(rc::ProvesClaims<rc::userinfo>);

BOOST_AUTO_TEST_SUITE(userinfo)

BOOST_AUTO_TEST_CASE(a_subject_is_one_line_of_text) {
  const auto of = [](const json::value& subject) { return outcome(rc::detail::userinfo_subject({{"sub", subject}})); };
  BOOST_TEST(of("alice") == "accepted");
  BOOST_TEST(of(json::string(255, 'a')) == "accepted");
  BOOST_TEST(of(json::string(256, 'a')) == "subject_malformed in userinfo (length)");
  BOOST_TEST(of("") == "subject_malformed in userinfo (length)");
  BOOST_TEST(of("a\nb") == "subject_malformed in userinfo (control character)");
  for (const json::value& wrong : {json::value(nullptr), json::value(true), json::value(1), json::value(json::array{"alice"}),
                                   json::value(json::object{{"a", 1}})})
    BOOST_TEST(of(wrong) == "subject_malformed in userinfo (not a string)");
  BOOST_TEST(outcome(rc::detail::userinfo_subject({})) == "subject_missing in userinfo");
}

BOOST_AUTO_TEST_SUITE_END()
