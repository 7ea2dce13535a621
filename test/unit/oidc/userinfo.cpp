// SPDX-License-Identifier: BSL-1.0
// Userinfo, about the right person or about nobody.
#include "scripted_transport.hpp"
#include "signed_tokens.hpp"
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/userinfo.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::header_of;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

namespace {

rc::id_token alice() {
  rc::key_source keys(rc::read_key_set(rowclaim_test::key_set_json()).value());
  const rc::seconds_since_epoch now = 1000;
  return rc::id_token_verifier({.issuer = "i", .audience = "app"}, keys, rc::clock::reading(now))
      .verify(rowclaim_test::signed_token({{"iss", "i"}, {"sub", "alice"}, {"aud", "app"}, {"iat", 1000}, {"exp", 1300}}))
      .value();
}

rc::result<rc::userinfo> fetch(scripted_transport& transport) {
  return rc::fetch_userinfo(transport, "https://a.example/userinfo", rc::secret("at"), alice());
}

std::string answered(const std::string& body, int status = 200, std::string type = "application/json") {
  scripted_transport transport;
  transport.will_answer(body, status, std::move(type));
  return outcome(fetch(transport));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(userinfo)

BOOST_AUTO_TEST_CASE(asks_with_the_token_in_the_header) {
  scripted_transport transport;
  transport.will_answer(R"({"sub":"alice","email":"a@a.example"})");
  const auto more = fetch(transport);
  BOOST_REQUIRE(more.has_value());
  BOOST_TEST(more->subject() == "alice");
  BOOST_TEST(more->claims().json() == R"({"sub":"alice","email":"a@a.example"})");
  const rc::http_request& sent = transport.requests.at(0);
  BOOST_TEST(sent.method == "GET");
  BOOST_TEST(sent.url == "https://a.example/userinfo");
  BOOST_TEST(header_of(sent, "Authorization") == "Bearer at");
}

BOOST_AUTO_TEST_CASE(refuses_claims_about_anybody_else) {
  BOOST_TEST(answered(R"({"sub":"bob"})") == "subject_mismatch in userinfo");
  BOOST_TEST(answered(R"({"sub":"Alice"})") == "subject_mismatch in userinfo");
  BOOST_TEST(answered(R"({"sub":"alice "})") == "subject_mismatch in userinfo");
  BOOST_TEST(answered(R"({"email":"alice@a.example"})") == "subject_missing in userinfo");
  BOOST_TEST(answered(R"({"sub":["alice"]})") == "subject_malformed in userinfo (not a string)");
  BOOST_TEST(answered(R"({"sub":"alice","sub":"alice"})") == "json_duplicate_member in userinfo");
}

BOOST_AUTO_TEST_CASE(refuses_other_answers) {
  BOOST_TEST(answered(R"({"sub":"alice"})", 200, "application/jwt") == "content_type_unexpected in userinfo");
  BOOST_TEST(answered(R"({"sub":"alice"})", 200, "text/html") == "content_type_unexpected in userinfo");
  BOOST_TEST(answered(R"({"sub":"alice"})", 500) == "status_unexpected in userinfo");
  BOOST_TEST(answered("{") == "json_syntax in userinfo (the text ends too early)");
  BOOST_TEST(answered("[]") == "json_wrong_type in userinfo (object)");
  scripted_transport silent;
  BOOST_TEST(outcome(fetch(silent)) == "connection_failed in userinfo");
}

BOOST_AUTO_TEST_CASE(names_the_error_of_the_challenge) {
  const auto challenged = [](const std::string& challenge) {
    scripted_transport transport;
    transport.answers.push_back(rc::http_response{.status = 401, .headers = {{"WWW-Authenticate", challenge}}});
    return outcome(fetch(transport));
  };
  BOOST_TEST(challenged(R"(Bearer realm="a", error="invalid_token")") == "provider_refused in userinfo (invalid_token)");
  BOOST_TEST(challenged(R"(Bearer error="canary")") == "provider_refused in userinfo (a code that is not registered)");
  BOOST_TEST(challenged(R"(Bearer error=")") == "provider_refused in userinfo (a code that is not registered)");
  BOOST_TEST(challenged("") == "provider_refused in userinfo (a code that is not registered)");
}

BOOST_AUTO_TEST_SUITE_END()
