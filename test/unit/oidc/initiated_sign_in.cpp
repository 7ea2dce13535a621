// SPDX-License-Identifier: BSL-1.0
// Sign-ins that somebody else asks for.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/initiated_sign_in.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(initiated_sign_in)

namespace {

const rc::initiated_sign_in_rules rules{
    .issuers = {"https://a.example", "https://b.example/realm", "http://c.example", "http://localhost:1"},
    .targets = {.folders = {"/"}, .site = "https://app.example"}};

std::string told(const rc::result<rc::initiated_sign_in>& read) {
  if (!read) return outcome(read.error());
  return read->issuer + "|" + read->login_hint + "|" + read->target;
}
std::string get(const std::string& query, const rc::initiated_sign_in_rules& by = rules) {
  return told(rc::read_initiated_sign_in({.method = "GET", .url = "https://app.example/begin?" + query}, by));
}
std::string post(const std::string& body, std::string_view type = "application/x-www-form-urlencoded") {
  return told(
      rc::read_initiated_sign_in({.method = "POST", .url = "/begin?iss=ignored", .content_type = type, .body = body}, rules));
}

}  // namespace

BOOST_AUTO_TEST_CASE(takes_what_a_known_issuer_is_named_with) {
  BOOST_TEST(get("iss=https%3A%2F%2Fa.example") == "https://a.example||");
  const std::string all =
      "x=1&iss=https://b.example/realm&login_hint=alice+a&target_link_uri=https%3A%2F%2Fapp.example%2Fr%3Fa&x=2";
  BOOST_TEST(get(all) == "https://b.example/realm|alice a|/r?a");
  BOOST_TEST(post(all) == "https://b.example/realm|alice a|/r?a");
}

BOOST_AUTO_TEST_CASE(knows_issuers_byte_by_byte_and_over_https) {
  for (const char* issuer : {"https://a.example/", "https://A.example", "https://a.example.evil.example", "https://evil.example",
                             "a.example", "https://a.exampl"})
    BOOST_TEST(get("iss=" + rc::form_encode(issuer)) == "issuer_unknown in initiated_sign_in");
  BOOST_TEST(get("iss=http://c.example") == "url_not_https in initiated_sign_in (iss)");
  BOOST_TEST(get("iss=http://localhost:1") == "url_not_https in initiated_sign_in (iss)");
  auto at_home = rules;
  at_home.urls.allow_plain_http_on_loopback = true;
  BOOST_TEST(get("iss=http://localhost:1", at_home) == "http://localhost:1||");
  BOOST_TEST(get("iss=http://c.example", at_home) == "url_not_https in initiated_sign_in (iss)");
  BOOST_TEST(get("") == "parameter_missing in initiated_sign_in (iss)");
  BOOST_TEST(get("iss=") == "parameter_malformed in initiated_sign_in (iss)");
  BOOST_TEST(get("iss=https://a.example", {}) == "issuer_unknown in initiated_sign_in");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_twice_malformed_or_too_large) {
  const std::string good = "iss=https://a.example";
  BOOST_TEST(get(good + "&" + good) == "parameter_duplicated in initiated_sign_in (iss)");
  BOOST_TEST(get(good + "&login_hint=a&login_hint=a") == "parameter_duplicated in initiated_sign_in (login_hint)");
  BOOST_TEST(get(good + "&target_link_uri=/&target_link_uri=/") == "parameter_duplicated in initiated_sign_in (target_link_uri)");
  BOOST_TEST(get(good + "&login_hint=") == "parameter_malformed in initiated_sign_in (login_hint)");
  BOOST_TEST(get(good + "&login_hint=a%0d%0ab") == "parameter_malformed in initiated_sign_in (login_hint)");
  BOOST_TEST(get(good + "&x=%") == "url_malformed in initiated_sign_in (percent encoding)");
  BOOST_TEST(get(good + "&x=" + std::string(16u << 10, 'x')) == "request_too_large in initiated_sign_in");
  BOOST_TEST(post(good + "&x=" + std::string(16u << 10, 'x')) == "request_too_large in initiated_sign_in");
  BOOST_TEST(post(good, "text/plain") == "content_type_unexpected in initiated_sign_in");
  for (const char* method : {"PUT", "HEAD", "get", ""})
    BOOST_TEST(told(rc::read_initiated_sign_in({.method = method, .url = "/?" + good}, rules)) ==
               "method_not_allowed in initiated_sign_in");
}

BOOST_AUTO_TEST_CASE(leads_nowhere_but_where_it_may) {
  for (const char* target : {"https://evil.example/", "//evil.example", "/\\evil.example", "", "/%2f/evil.example", "javascript:1"})
    BOOST_TEST(get("iss=https://a.example&target_link_uri=" + rc::form_encode(target)) ==
               "target_not_allowed in initiated_sign_in (target_link_uri)");
}

BOOST_AUTO_TEST_CASE(answers_outside_of_frames) {
  const auto on = rc::answer_initiated_sign_in("https://a.example/authorize?x=1");
  BOOST_REQUIRE(on.has_value());
  const auto refused = rc::refuse_initiated_sign_in({rc::errc::issuer_unknown, rc::step::initiated_sign_in});
  BOOST_TEST(on->status == 303);
  BOOST_TEST(on->header("Location").value() == "https://a.example/authorize?x=1");
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(refused.body.find("no provider with this issuer is known") != std::string::npos);
  for (const rc::http_response* one : {&*on, &refused}) {
    BOOST_TEST(one->header("X-Frame-Options").value() == "DENY");
    BOOST_TEST(one->header("Content-Security-Policy").value() == "default-src 'none'; frame-ancestors 'none'");
    BOOST_TEST(one->header("Cache-Control").value() == "no-store");
    BOOST_TEST(one->header("Referrer-Policy").value() == "no-referrer");
  }
  for (const char* wrong : {"", "https://a.example/\r\nSet-Cookie: a=b", "https://a.example/ b", "https://a.example/\n"})
    BOOST_TEST(outcome(rc::answer_initiated_sign_in(wrong)) == "url_malformed in initiated_sign_in");
}

BOOST_AUTO_TEST_SUITE_END()
