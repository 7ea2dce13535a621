// SPDX-License-Identifier: BSL-1.0
// Logouts that a browser brings in a frame of the provider's.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/front_channel_logout.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(front_channel_logout)

namespace {

constexpr const char* issuer = "https://a.example";
constexpr const char* good = "https://app.example/front?keep=1&iss=https%3A%2F%2Fa.example&sid=s1";

struct at_application {
  rc::front_channel_logout_options options{.issuer = issuer};
  rc::signed_in_sessions sessions;

  at_application() {
    for (const char* key : {"s1", "s2"})
      BOOST_REQUIRE(sessions.begin(key, {.issuer = issuer, .subject = "alice", .session_id = key, .issued_at = 1000}));
  }
  std::string get(std::string_view url, std::string_view method = "GET") {
    const auto ended = rc::take_front_channel_logout({.method = method, .url = url}, sessions, options);
    return ended ? std::to_string(*ended) : outcome(ended.error());
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(ends_the_session_of_that_issuer) {
  at_application app;
  BOOST_TEST(app.get(good) == "1");
  BOOST_TEST(!app.sessions.is_signed_in("s1"));
  BOOST_TEST(app.sessions.is_signed_in("s2"));
  BOOST_TEST(app.get(good) == "0");
}

BOOST_AUTO_TEST_CASE(wants_both_or_neither) {
  at_application app;
  BOOST_TEST(app.get("/front?iss=https%3A%2F%2Fa.example") == "parameter_missing in logout (sid)");
  BOOST_TEST(app.get("/front?sid=s1") == "parameter_missing in logout (iss)");
  BOOST_TEST(app.get("/front") == "parameter_missing in logout (iss)");
  BOOST_TEST(app.get("/front#iss=https%3A%2F%2Fa.example&sid=s1") == "parameter_missing in logout (iss)");
  app.options.allow_missing_session = true;
  BOOST_TEST(app.get("/front") == "0");
  BOOST_TEST(app.get("/front?iss=https%3A%2F%2Fa.example") == "parameter_missing in logout (sid)");
  BOOST_TEST(app.get("/front?sid=s1") == "parameter_missing in logout (iss)");
  BOOST_TEST(app.sessions.size() == 2u);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_meant_for_it) {
  at_application app;
  for (const char* method : {"POST", "HEAD", "get", ""}) BOOST_TEST(app.get(good, method) == "method_not_allowed in logout");
  BOOST_TEST(app.get("/?iss=https%3A%2F%2Fb.example&sid=s1") == "issuer_mismatch in logout");
  BOOST_TEST(app.get("/?iss=https%3A%2F%2Fa.example%2F&sid=s1") == "issuer_mismatch in logout (the one given ends with '/')");
  BOOST_TEST(app.get(std::string(good) + "&sid=s2") == "parameter_duplicated in logout (sid)");
  BOOST_TEST(app.get(std::string(good) + "&iss=x") == "parameter_duplicated in logout (iss)");
  BOOST_TEST(app.get("/?iss=https%3A%2F%2Fa.example&sid=") == "parameter_malformed in logout (sid)");
  BOOST_TEST(app.get("/?iss=&sid=") == "parameter_malformed in logout (iss)");
  BOOST_TEST(app.get("/?iss=https%3A%2F%2Fa.example&sid=s1%0d") == "parameter_malformed in logout (sid)");
  BOOST_TEST(app.get("/?iss=https%3A%2F%2Fa.example&sid=%") == "url_malformed in logout (percent encoding)");
  BOOST_TEST(app.get("/?iss=https%3A%2F%2Fa.example&sid=" + std::string(2049, 's')) == "parameter_malformed in logout (sid)");
  BOOST_TEST(app.sessions.size() == 2u);
  app.options.issuer = "";
  BOOST_TEST(app.get(good) == "client_misconfigured in logout (issuer)");
}

BOOST_AUTO_TEST_CASE(an_unknown_session_is_what_the_options_say) {
  at_application app;
  const char* unknown = "/?iss=https%3A%2F%2Fa.example&sid=s9";
  BOOST_TEST(app.get(unknown) == "0");
  app.options.unknown = rc::unknown_session::is_failure;
  BOOST_TEST(app.get(unknown) == "session_unknown in logout");
}

BOOST_AUTO_TEST_CASE(a_directory_that_fails_or_throws_ends_nothing_and_says_so) {
  struct broken_directory {
    bool throws = false;
    rc::result<std::size_t> end_sessions(const rc::logout_notice&) {
      if (throws) throw std::runtime_error("the database's canary");
      return rc::error{rc::errc::connection_failed, rc::step::transport};
    }
  };
  const rc::front_channel_logout_options options{.issuer = issuer};
  for (const bool throws : {false, true}) {
    broken_directory directory{throws};
    const auto ended = rc::take_front_channel_logout({.method = "GET", .url = good}, directory, options);
    BOOST_TEST(outcome(ended.error()) == "session_not_ended in logout");
    const auto answered = rc::answer_front_channel_logout(ended, options);
    BOOST_REQUIRE(answered.has_value());
    BOOST_TEST(answered->status == 400);
    BOOST_TEST(answered->body.find("canary") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(only_the_provider_may_frame_the_answer) {
  const rc::front_channel_logout_options options{.issuer = "https://A.example:8443/realm?x"};
  for (const bool has_ended : {true, false}) {
    const rc::result<std::size_t> ended =
        has_ended ? rc::result<std::size_t>(std::size_t{1}) : rc::error{rc::errc::issuer_mismatch, rc::step::logout, "canary"};
    const auto made = rc::answer_front_channel_logout(ended, options);
    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(made->status == (has_ended ? 200 : 400));
    BOOST_TEST(made->header("Cache-Control").value() == "no-store");
    BOOST_TEST(made->header("Content-Security-Policy").value() == "default-src 'none'; frame-ancestors https://a.example:8443");
    BOOST_TEST(!made->header("X-Frame-Options").has_value());
    BOOST_TEST(made->body.find("canary") == std::string::npos);
  }
  for (const char* wrong : {"", "a.example", "https://a;b.example", "javascript:x", "https://a%20b.example"}) {
    const auto made = rc::answer_front_channel_logout(std::size_t{1}, {.issuer = wrong});
    BOOST_TEST(outcome(made) == "client_misconfigured in logout (issuer)");
  }
}

BOOST_AUTO_TEST_SUITE_END()
