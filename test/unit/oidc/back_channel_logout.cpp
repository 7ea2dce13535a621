// SPDX-License-Identifier: BSL-1.0
// Logout tokens as a provider posts them, and what becomes of the sessions.
#include "kinds_of_token.hpp"
#include <rowclaim/oidc/back_channel_logout.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(back_channel_logout)

namespace {

constexpr const char* form_type = "application/x-www-form-urlencoded";

std::string good_token() { return typed_token("logout+jwt", logout_token_claims()); }

std::string outcome_of(const rc::result<std::size_t>& ended) { return ended ? std::to_string(*ended) : outcome(ended.error()); }

std::string header_of(const rc::http_response& response, std::string_view name) {
  return std::string(response.header(name).value_or(""));
}

struct at_application {
  rc::seconds_since_epoch now = kinds_now;
  rc::logout_token_verifier verifier{{.issuer = kinds_issuer, .audience = "app"}, kinds_keys(), rc::clock::reading(now)};
  rc::signed_in_sessions sessions{{}, rc::clock::reading(now)};
  rc::back_channel_logout<rc::signed_in_sessions> logout;

  explicit at_application(rc::back_channel_logout_options options = {})
      : logout(verifier, sessions, options, rc::clock::reading(now)) {
    begin("here", "s1");
    begin("there", "s2");
  }

  void begin(std::string_view key, std::string_view session_id) {
    const auto begun = sessions.begin(
        key, {.issuer = kinds_issuer, .subject = kinds_issuer, .session_id = session_id, .issued_at = kinds_now - 10});
    BOOST_REQUIRE(begun);
  }
  std::string take(const std::string& body, std::string_view method = "POST", std::string_view type = form_type) {
    return outcome_of(logout.take({.method = method, .url = "/logout", .content_type = type, .body = body}));
  }
  std::string post(const std::string& token) { return take("logout_token=" + token); }
  std::string with(const char* name, const char* value) {
    return post(typed_token("logout+jwt", changed(logout_token_claims(), name, value)));
  }
  bool is_untouched() const { return sessions.is_signed_in("here") && sessions.is_signed_in("there"); }
};

struct failing_directory {
  rc::signed_in_sessions& sessions;
  bool is_down = true;

  rc::result<std::size_t> end_sessions(const rc::logout_notice& notice) {
    if (is_down) return rc::error{rc::errc::connection_failed, rc::step::transport};
    return sessions.end_sessions(notice);
  }
};

struct throwing_directory {
  rc::signed_in_sessions& sessions;
  bool is_down = true;

  rc::result<std::size_t> end_sessions(const rc::logout_notice& notice) {
    if (is_down) throw std::runtime_error("the database's canary");
    return sessions.end_sessions(notice);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(ends_the_session_that_the_token_names) {
  at_application app;
  BOOST_TEST(app.take("unknown=1&logout_token=" + good_token() + "&more=2&more=3") == "1");
  BOOST_TEST(!app.sessions.is_signed_in("here"));
  BOOST_TEST(app.sessions.is_signed_in("there"));
}

BOOST_AUTO_TEST_CASE(ends_all_sessions_of_the_subject_without_a_session) {
  at_application app;
  BOOST_TEST(app.with("sid", nullptr) == "2");
  at_application other;
  BOOST_TEST(other.with("sub", nullptr) == "1");
  at_application mixed;
  BOOST_TEST(mixed.with("sub", R"("somebody else")") == "0");
  BOOST_TEST(mixed.is_untouched());
}

BOOST_AUTO_TEST_CASE(sessions_that_began_after_the_logout_go_on) {
  at_application app;
  BOOST_REQUIRE(
      app.sessions.begin("new", {.issuer = kinds_issuer, .subject = kinds_issuer, .session_id = "s3", .issued_at = kinds_now + 1}));
  BOOST_TEST(app.with("sid", nullptr) == "2");
  BOOST_TEST(app.sessions.is_signed_in("new"));
}

BOOST_AUTO_TEST_CASE(takes_a_form_that_is_posted_and_nothing_else) {
  at_application app;
  const std::string body = "logout_token=" + good_token();
  for (const char* method : {"GET", "HEAD", "PUT", "post", ""})
    BOOST_TEST(app.take(body, method) == "method_not_allowed in logout");
  for (const char* type : {"", "application/jwt", "application/json", "multipart/form-data", "text/plain"})
    BOOST_TEST(app.take(body, "POST", type) == "content_type_unexpected in logout");
  BOOST_TEST(app.take("") == "parameter_missing in logout (logout_token)");
  BOOST_TEST(app.take("logout_token=") == "parameter_missing in logout (logout_token)");
  BOOST_TEST(app.take("Logout_token=" + good_token()) == "parameter_missing in logout (logout_token)");
  BOOST_TEST(app.take(body + "&" + body) == "parameter_duplicated in logout (logout_token)");
  BOOST_TEST(app.take(body + "&logout%5Ftoken=") == "parameter_duplicated in logout (logout_token)");
  BOOST_TEST(app.take(body + "&x=%") == "url_malformed in logout (percent encoding)");
  BOOST_TEST(app.take(body + "&x=" + std::string(24u << 10, 'x')) == "request_too_large in logout");
  BOOST_TEST(app.is_untouched());
  // A token in the address is nobody's.
  const std::string url = "/logout?" + body;
  BOOST_TEST(outcome_of(app.logout.take({.method = "POST", .url = url, .content_type = form_type})) ==
             "parameter_missing in logout (logout_token)");
}

BOOST_AUTO_TEST_CASE(each_wrong_token_leaves_the_sessions_as_they_are) {
  at_application app;
  BOOST_TEST(app.with("iss", R"("https://a.exampleINVALID")") == "issuer_mismatch in logout_token");
  BOOST_TEST(app.with("aud", R"("appINVALID")") == "audience_mismatch in logout_token");
  BOOST_TEST(app.with("events", nullptr) == "token_type_mismatch in logout_token (events)");
  BOOST_TEST(app.with("events", R"({"http://schemas.openid.net/event/foobar":{}})") ==
             "token_type_mismatch in logout_token (events)");
  BOOST_TEST(app.with("nonce", R"("n")") == "token_type_mismatch in logout_token (nonce)");
  BOOST_TEST(app.with("exp", nullptr) == "expiry_missing in logout_token");
  BOOST_TEST(app.with("exp", "1699999900") == "expired in logout_token");
  BOOST_TEST(app.with("jti", nullptr) == "token_id_missing in logout_token");
  // An ID token, an access token and others under a name of their own.
  BOOST_TEST(app.post(typed_token("JWT", claims_with(R"({"exp":1700000300,"iat":1700000000,"sid":"s1","nonce":"n"})"))) ==
             "token_type_mismatch in logout_token (events)");
  BOOST_TEST(app.post(typed_token("at+jwt", logout_token_claims())) == "token_type_mismatch in logout_token (typ)");
  BOOST_TEST(app.post(typed_token("secevent+jwt", logout_token_claims())) == "token_type_mismatch in logout_token (typ)");
  BOOST_TEST(app.post("x") == "token_malformed in signature");
  BOOST_TEST(app.is_untouched());
}

BOOST_AUTO_TEST_CASE(the_algorithm_is_the_one_of_the_clients_id_tokens) {
  at_application app;
  const auto signed_with = [](signing_algorithm algorithm) { return signed_token(logout_token_claims(), signing_key(algorithm)); };
  BOOST_TEST(app.post(signed_with(signing_algorithm::ES256)) == "algorithm_not_allowed in signature (alg)");
  const std::string none =
      rc::encode_base64url(R"({"alg":"none"})") + "." + rc::encode_base64url(boost::json::serialize(logout_token_claims())) + ".";
  BOOST_TEST(app.post(none) == "token_malformed in signature");
  BOOST_TEST(app.post(none + "AAAA") == "algorithm_unknown in signature (alg)");
  const std::string token = good_token();
  std::string forged = token;
  forged[token.rfind('.') + 5] = forged[token.rfind('.') + 5] == 'A' ? 'B' : 'A';
  BOOST_TEST(app.post(forged) == "signature_mismatch in signature");
  BOOST_TEST(app.is_untouched());
  BOOST_TEST(app.post(signed_with(signing_algorithm::RS256)) == "1");
}

BOOST_AUTO_TEST_CASE(a_token_counts_once) {
  at_application app;
  BOOST_TEST(app.post(good_token()) == "1");
  app.begin("again", "s1 again");
  BOOST_TEST(app.post(good_token()) == "token_replayed in logout_token");
  // Until nobody would accept it any more.
  app.now = kinds_now + 159;
  BOOST_TEST(app.post(good_token()) == "token_replayed in logout_token");
  app.now = kinds_now + 160;
  BOOST_TEST(app.post(good_token()) == "expired in logout_token");
}

BOOST_AUTO_TEST_CASE(a_token_without_an_expiry_is_remembered_as_long_as_it_is_accepted) {
  at_application app;
  const rc::logout_token_verifier lenient(
      {.issuer = kinds_issuer, .audience = "app", .issued_within = 100, .allow_missing_expiry = true}, kinds_keys(),
      rc::clock::reading(app.now));
  rc::back_channel_logout logout(lenient, app.sessions, {}, rc::clock::reading(app.now));
  const std::string body = "logout_token=" + typed_token("logout+jwt", changed(logout_token_claims(), "exp", nullptr));
  const auto post = [&] { return outcome_of(logout.take({.method = "POST", .content_type = form_type, .body = body})); };
  BOOST_TEST(post() == "1");
  app.now = kinds_now + 160;
  BOOST_TEST(post() == "token_replayed in logout_token");
  app.now = kinds_now + 161;
  BOOST_TEST(post() == "issued_too_long_ago in logout_token");
}

BOOST_AUTO_TEST_CASE(a_token_that_is_accepted_for_ever_is_remembered_for_ever) {
  at_application app;
  const rc::logout_token_verifier lenient({.issuer = kinds_issuer,
                                           .audience = "app",
                                           .issued_within = std::numeric_limits<std::int64_t>::max(),
                                           .allow_missing_expiry = true},
                                          kinds_keys(), rc::clock::reading(app.now));
  rc::back_channel_logout logout(lenient, app.sessions, {}, rc::clock::reading(app.now));
  const std::string body = "logout_token=" + typed_token("logout+jwt", changed(logout_token_claims(), "exp", nullptr));
  const auto post = [&] { return outcome_of(logout.take({.method = "POST", .content_type = form_type, .body = body})); };
  BOOST_TEST(post() == "1");
  for (int year = 0; year < 3; ++year) {
    BOOST_TEST(post() == "token_replayed in logout_token");
    app.now += 31'536'000;
  }
}

BOOST_AUTO_TEST_CASE(ends_sessions_whose_id_token_named_none) {
  at_application app;
  app.begin("nameless", "");
  BOOST_TEST(app.post(good_token()) == "2");
  BOOST_TEST(!app.sessions.is_signed_in("here"));
  BOOST_TEST(!app.sessions.is_signed_in("nameless"));
  BOOST_TEST(app.sessions.is_signed_in("there"));
}

BOOST_AUTO_TEST_CASE(an_unknown_session_is_what_the_options_say) {
  at_application app;
  BOOST_TEST(app.with("sid", R"("other")") == "0");
  at_application strict({.unknown = rc::unknown_session::is_failure});
  BOOST_TEST(strict.with("sid", R"("other")") == "session_unknown in logout");
  BOOST_TEST(strict.post(good_token()) == "1");
}

BOOST_AUTO_TEST_CASE(after_a_failure_of_the_directory_the_token_may_come_again) {
  at_application app;
  failing_directory directory{app.sessions};
  rc::back_channel_logout logout(app.verifier, directory, {}, rc::clock::reading(app.now));
  const std::string body = "logout_token=" + good_token();
  const rc::received_request request{.method = "POST", .content_type = form_type, .body = body};
  BOOST_TEST(outcome_of(logout.take(request)) == "session_not_ended in logout");
  BOOST_TEST(app.is_untouched());
  const auto answer = logout.answer(request);
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.body.find("server_error") != std::string::npos);
  directory.is_down = false;
  BOOST_TEST(outcome_of(logout.take(request)) == "1");
}

BOOST_AUTO_TEST_CASE(a_directory_that_throws_has_failed) {
  at_application app;
  throwing_directory directory{app.sessions};
  rc::back_channel_logout logout(app.verifier, directory, {}, rc::clock::reading(app.now));
  const std::string body = "logout_token=" + good_token();
  const rc::received_request request{.method = "POST", .content_type = form_type, .body = body};
  BOOST_TEST(outcome_of(logout.take(request)) == "session_not_ended in logout");
  const auto answer = logout.answer(request);
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(answer.body.find("server_error") != std::string::npos);
  BOOST_TEST(answer.body.find("canary") == std::string::npos);
  BOOST_TEST(app.is_untouched());
  directory.is_down = false;
  BOOST_TEST(outcome_of(logout.take(request)) == "1");
  BOOST_TEST(outcome_of(logout.take(request)) == "token_replayed in logout_token");
}

BOOST_AUTO_TEST_CASE(answers_without_a_word_of_what_came) {
  at_application app;
  const std::string good = "logout_token=" + good_token();
  const auto done = app.logout.answer({.method = "POST", .content_type = form_type, .body = good});
  BOOST_TEST(done.status == 200);
  BOOST_TEST(done.body == "");
  BOOST_TEST(header_of(done, "Cache-Control") == "no-store");
  for (const std::string& canary : {std::string("canary-canary"), typed_token("canary-type", logout_token_claims())}) {
    const std::string body = "logout_token=" + canary;
    const auto refused = app.logout.answer({.method = "POST", .content_type = form_type, .body = body});
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(header_of(refused, "Cache-Control") == "no-store");
    BOOST_TEST(header_of(refused, "Content-Type") == "application/json");
    BOOST_TEST(refused.body.starts_with(R"({"error":"invalid_request","error_description":")"));
    BOOST_TEST(refused.body.find("canary") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(of_many_requests_with_one_token_one_is_heard) {
  at_application app;
  const std::string body = "logout_token=" + good_token();
  std::atomic<int> heard = 0, replayed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        const auto ended = app.logout.take({.method = "POST", .content_type = form_type, .body = body});
        if (ended) ++heard;
        else replayed += ended.error().code == rc::errc::token_replayed ? 1 : 0;
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(heard == 1);
  BOOST_TEST(replayed == 39);
}

BOOST_AUTO_TEST_SUITE_END()
