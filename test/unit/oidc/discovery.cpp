// SPDX-License-Identifier: BSL-1.0
// Discovery: one request, and an issuer that must be the one asked for.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/discovery.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(discovery)

namespace {

std::string document(const std::string& issuer) {
  return R"({"issuer":")" + issuer + R"(","authorization_endpoint":"https://a.example/a","token_endpoint":"https://a.example/t",)" +
         R"("jwks_uri":"https://a.example/j","response_types_supported":["code"],"subject_types_supported":["public"],)" +
         R"("id_token_signing_alg_values_supported":["RS256"]})";
}

std::string discovering(const std::string& issuer, const std::string& body, int status = 200,
                        std::string type = "application/json") {
  scripted_transport transport;
  transport.will_answer(body, status, std::move(type));
  return outcome(rc::discover(transport, issuer));
}

}  // namespace

BOOST_AUTO_TEST_CASE(asks_where_the_specification_says) {
  BOOST_TEST(rc::discovery_url("https://a.example") == "https://a.example/.well-known/openid-configuration");
  BOOST_TEST(rc::discovery_url("https://a.example/") == "https://a.example/.well-known/openid-configuration");
  BOOST_TEST(rc::discovery_url("https://a.example/b") == "https://a.example/b/.well-known/openid-configuration");
  scripted_transport transport;
  transport.will_answer(document("https://a.example/b"), 200, "Application/JSON;charset=UTF-8");
  BOOST_TEST(outcome(rc::discover(transport, "https://a.example/b")) == "accepted");
  BOOST_REQUIRE(transport.requests.size() == 1);
  BOOST_TEST(transport.requests[0].method == "GET");
  BOOST_TEST(transport.requests[0].url == "https://a.example/b/.well-known/openid-configuration");
}

BOOST_AUTO_TEST_CASE(refuses_any_other_issuer) {
  const auto given = [](const std::string& issuer) { return discovering("https://a.example", document(issuer)); };
  BOOST_TEST(given("https://a.example") == "accepted");
  BOOST_TEST(given("https://a.example/") == "issuer_mismatch in discovery (the one given ends with '/')");
  BOOST_TEST(given("https://A.example") == "issuer_mismatch in discovery (they differ in upper and lower case)");
  BOOST_TEST(given("https://a.example:443") == "issuer_mismatch in discovery");
  BOOST_TEST(given("https://a.exampl") == "issuer_mismatch in discovery");
  BOOST_TEST(discovering("https://a.example/", document("https://a.example")) ==
             "issuer_mismatch in discovery (the one expected ends with '/')");
}

BOOST_AUTO_TEST_CASE(asks_nobody_about_an_issuer_that_is_none) {
  scripted_transport transport;
  for (const char* issuer : {"", "a.example", "http://a.example", "http://127.0.0.1", "https://a.example?b", "https://a.example#b"})
    BOOST_TEST(!rc::discover(transport, issuer).has_value(), issuer);
  BOOST_TEST(outcome(rc::discover(transport, "https://a.example?b")) == "url_malformed in discovery (issuer)");
  BOOST_TEST(outcome(rc::discover(transport, "http://a.example")) == "url_not_https in discovery (issuer)");
  BOOST_TEST(transport.requests.empty());
}

BOOST_AUTO_TEST_CASE(refuses_other_answers) {
  const std::string issuer = "https://a.example";
  BOOST_TEST(discovering(issuer, document(issuer), 201) == "status_unexpected in discovery");
  BOOST_TEST(discovering(issuer, document(issuer), 500) == "status_unexpected in discovery");
  BOOST_TEST(discovering(issuer, document(issuer), 200, "text/html") == "content_type_unexpected in discovery");
  BOOST_TEST(discovering(issuer, document(issuer), 200, "") == "content_type_unexpected in discovery");
  BOOST_TEST(discovering(issuer, "<html>") == "json_syntax in discovery");
  scripted_transport silent;
  BOOST_TEST(outcome(rc::discover(silent, issuer)) == "connection_failed in discovery");
}

BOOST_AUTO_TEST_SUITE_END()
