// SPDX-License-Identifier: BSL-1.0
// What a browser is shown: the page, its errors, its escaping and the session that follows.
#include "raw_exchange.hpp"
#include "relying_party.hpp"

#include <boost/test/unit_test.hpp>

namespace rp = relying_party;
using mock_idp::provider;

BOOST_AUTO_TEST_SUITE(sign_in_page)

namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_CASE(shows_a_form_that_carries_the_request_along) {
  provider p;
  const auto page = rp::get(rp::authorization_url(p, {{"login_hint", "alice"}}));
  BOOST_TEST(page.status == 200);
  BOOST_TEST(page.header("content-type") == "text/html; charset=utf-8");
  BOOST_TEST(page.header("cache-control") == "no-store");
  BOOST_TEST(contains(page.header("content-security-policy"), "frame-ancestors 'none'"));
  BOOST_TEST(contains(page.body, "name=\"state\" value=\"state-1\""));
  BOOST_TEST(contains(page.body, "name=\"username\""));
  BOOST_TEST(contains(page.body, "value=\"alice\""));
  BOOST_TEST(!contains(page.body, "role=\"alert\""));
}

BOOST_AUTO_TEST_CASE(says_so_when_the_password_is_wrong_and_gives_no_code) {
  provider p;
  for (const auto* user : {"alice", "nobody"}) {
    const auto page = rp::post(p.issuer() + "/authorize", rp::authorization_form({{"username", user}, {"password", "guess-1"}}));
    BOOST_TEST(page.status == 403);
    BOOST_TEST(page.header("location").empty());
    BOOST_TEST(contains(page.body, "role=\"alert\""));
    BOOST_TEST(contains(page.body, "do not belong together"));
    BOOST_TEST(!contains(page.body, "guess-1"));
  }
}

BOOST_AUTO_TEST_CASE(escapes_everything_that_comes_from_outside) {
  provider p;
  const std::string attack = "\"><script>alert('x')</script>&";
  const std::string escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;";
  for (const auto* parameter : {"state", "nonce", "login_hint", attack.c_str()}) {
    const auto page = rp::get(rp::authorization_url(p, {{parameter, attack}}));
    BOOST_TEST(page.status == 200);
    BOOST_TEST(!contains(page.body, "<script"));
    BOOST_TEST(contains(page.body, escaped));
  }
  const auto again = rp::post(p.issuer() + "/authorize", rp::authorization_form({{"username", attack}, {"password", "x"}}));
  BOOST_TEST(!contains(again.body, "<script"));
  BOOST_TEST(contains(again.body, escaped));
  for (const auto* parameter : {"client_id", "redirect_uri"}) {
    const auto page = rp::get(rp::authorization_url(p, {{parameter, attack}}));
    BOOST_TEST(page.status == 400);
    BOOST_TEST(!contains(page.body, "<script"));
    BOOST_TEST(contains(page.body, escaped));
  }
}

BOOST_AUTO_TEST_CASE(a_callback_cannot_gain_a_header_or_parameter_from_the_state) {
  provider p;
  const std::string attack = "x\r\nX-Injected: 1&code=stolen";
  const auto form = rp::authorization_form({{"username", "alice"}, {"password", "password"}, {"state", attack}});
  // A bare socket, because cpp-httplib 0.11 percent-decodes the values of the headers that it reads.
  const auto answer = raw::exchange(raw::port_of(p.issuer()), raw::post_request("/authorize", form), std::chrono::seconds(10));
  BOOST_TEST(!answer.has("\r\nX-Injected"));
  BOOST_TEST(answer.has("&state=x%0D%0AX-Injected%3A%201%26code%3Dstolen&iss="));
  BOOST_TEST(rp::in_query(p.sign_in(rp::authorization_url(p, {{"state", attack}}), "alice"), "state").value() == attack);
}

BOOST_AUTO_TEST_CASE(remembers_the_browser_until_it_is_asked_to_sign_in_again) {
  provider p;
  const auto first = rp::post(p.issuer() + "/authorize", rp::authorization_form({{"username", "bob"}, {"password", "password"}}));
  const auto cookie = first.header("set-cookie");
  BOOST_TEST(contains(cookie, "HttpOnly"));
  const rp::header_map browser{{"Cookie", "other=1; " + cookie.substr(0, cookie.find(';'))}};
  const auto again = rp::get(rp::authorization_url(p), browser);
  BOOST_TEST(again.status == 302);
  BOOST_TEST(rp::in_query(again.header("location"), "code").has_value());
  BOOST_TEST(rp::get(rp::authorization_url(p, {{"prompt", "none"}}), browser).status == 302);
  BOOST_TEST(rp::get(rp::authorization_url(p, {{"prompt", "login"}}), browser).status == 200);
  const auto stranger = rp::get(rp::authorization_url(p, {{"prompt", "none"}}));
  BOOST_TEST(rp::in_query(stranger.header("location"), "error").value() == "login_required");
}

BOOST_AUTO_TEST_CASE(takes_no_password_from_a_url) {
  provider p;
  BOOST_TEST(rp::get(rp::authorization_url(p, {{"username", "alice"}, {"password", "password"}})).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
