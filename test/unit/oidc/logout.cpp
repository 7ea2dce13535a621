// SPDX-License-Identifier: BSL-1.0
// Logouts that the application asks for.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/logout.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(logout)

namespace {

const std::vector<std::string> registered{"https://app.example/bye", "https://app.example/bye?x=1"};

rc::provider_metadata provider(std::string endpoint = "https://a.example/end") {
  rc::provider_metadata made;
  made.issuer = "https://a.example";
  made.end_session_endpoint = std::move(endpoint);
  return made;
}

rc::result<rc::started_logout> begin(rc::logout_request wanted, std::string endpoint = "https://a.example/end") {
  return rc::make_logout_request(provider(std::move(endpoint)), {.client_id = "app", .post_logout_redirect_uris = registered},
                                 std::move(wanted));
}

std::string url_of(rc::logout_request wanted, std::string endpoint = "https://a.example/end") {
  const auto started = begin(std::move(wanted), std::move(endpoint));
  return started ? started->url : outcome(started.error());
}

rc::pending_logout pending(const char* state = "right") {
  rc::pending_logout made;
  made.state = rc::secret(state);
  return made;
}

std::string returning(const std::string& url) { return outcome(rc::finish_logout(pending(), url)); }

}  // namespace

BOOST_AUTO_TEST_CASE(sends_the_hint_the_client_and_where_to_return) {
  const rc::secret token("a.b.c");
  const auto started = begin({.id_token = &token,
                              .logout_hint = "alice a",
                              .post_logout_redirect_uri = "https://app.example/bye?x=1",
                              .ui_locales = "fr",
                              .extra = {{"own", "1"}}},
                             "https://a.example/end?realm=r");
  BOOST_REQUIRE(started.has_value());
  BOOST_REQUIRE(started->pending.has_value());
  const std::string state(started->pending->state.reveal());
  BOOST_TEST(state.size() == 43u);
  BOOST_TEST(started->url ==
             "https://a.example/end?realm=r&client_id=app&id_token_hint=a.b.c&logout_hint=alice+a&post_logout_redirect_uri="
             "https%3A%2F%2Fapp.example%2Fbye%3Fx%3D1&state=" +
                 state + "&ui_locales=fr&own=1");
  const auto again = begin({.post_logout_redirect_uri = "https://app.example/bye"});
  BOOST_REQUIRE(again.has_value());
  BOOST_TEST(!again->pending->state.matches(state));
}

BOOST_AUTO_TEST_CASE(without_a_return_there_is_no_state) {
  const auto started = begin({});
  BOOST_REQUIRE(started.has_value());
  BOOST_TEST(started->url == "https://a.example/end?client_id=app");
  BOOST_TEST(!started->pending.has_value());
  BOOST_TEST(!started->is_local());
}

BOOST_AUTO_TEST_CASE(a_token_that_the_provider_cannot_read_is_not_sent) {
  const rc::secret encrypted("a.b.c.d.e"), none;
  BOOST_TEST(url_of({.id_token = &encrypted}) == "https://a.example/end?client_id=app");
  BOOST_TEST(url_of({.id_token = &none}) == "https://a.example/end?client_id=app");
}

BOOST_AUTO_TEST_CASE(is_local_at_a_provider_that_has_no_such_endpoint) {
  const rc::secret token("a.b.c");
  const auto started = begin({.id_token = &token, .post_logout_redirect_uri = "https://app.example/bye"}, "");
  BOOST_REQUIRE(started.has_value());
  BOOST_TEST(started->is_local());
  BOOST_TEST(!started->pending.has_value());
}

BOOST_AUTO_TEST_CASE(refuses_what_cannot_be_meant) {
  for (const char* other : {"https://app.example/bye/", "https://app.example/BYE", "https://evil.example/", "/bye"}) {
    BOOST_TEST(url_of({.post_logout_redirect_uri = other}) == "client_misconfigured in logout (post_logout_redirect_uri)");
    BOOST_TEST(url_of({.post_logout_redirect_uri = other}, "") == "client_misconfigured in logout (post_logout_redirect_uri)");
  }
  for (const char* own : {"state", "client_id", "id_token_hint", "post_logout_redirect_uri", "logout_hint", "ui_locales"})
    BOOST_TEST(url_of({.extra = {{own, "x"}}}) == "client_misconfigured in logout (extra parameter)");
  BOOST_TEST(url_of({}, "http://a.example/end") == "url_not_https in logout (end_session_endpoint)");
  BOOST_TEST(url_of({}, "https://a.example/end#x") == "url_malformed in logout (end_session_endpoint)");
  BOOST_TEST(url_of({}, "javascript:x") == "url_not_https in logout (end_session_endpoint)");
  BOOST_TEST(outcome(rc::make_logout_request(provider(), {.client_id = "", .post_logout_redirect_uris = registered}, {})) ==
             "client_misconfigured in logout (client_id)");
  BOOST_TEST(rc::make_logout_request(provider("http://localhost:1/end"),
                                     {.client_id = "app", .post_logout_redirect_uris = registered}, {},
                                     {.allow_plain_http_on_loopback = true})
                 .has_value());
}

BOOST_AUTO_TEST_CASE(a_return_has_its_state) {
  for (const char* good : {"https://app.example/bye?state=right", "/bye?x=1&state=right&y=2&y=3#z", "?state=r%69ght"})
    BOOST_TEST(returning(good) == "accepted");
  for (const char* missing : {"/bye", "/bye?", "/bye?State=right", "/bye#state=right", "/bye?error=x"})
    BOOST_TEST(returning(missing) == "state_missing in logout");
  for (const char* wrong :
       {"/bye?state=right_INVALID", "/bye?state=", "/bye?state=Right", "/bye?state=righ", "/bye?state=right%00"})
    BOOST_TEST(returning(wrong) == "state_mismatch in logout");
  BOOST_TEST(returning("/bye?state=right&state=right") == "parameter_duplicated in logout (state)");
  BOOST_TEST(returning("/bye?state=right&x=%") == "url_malformed in logout (percent encoding)");
  BOOST_TEST(returning("/bye?state=" + std::string(16u << 10, 'x')) == "url_malformed in logout (too long)");
  BOOST_TEST(outcome(rc::finish_logout(pending(""), "/bye?state=")) == "state_missing in logout");
}

BOOST_AUTO_TEST_SUITE_END()
