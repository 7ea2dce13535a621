// SPDX-License-Identifier: BSL-1.0
// Revoking tokens.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/revocation.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::header_of;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(revocation)

namespace {

struct fixture {
  scripted_transport transport;
  rc::dpop_prover prover = *rc::dpop_prover::make();
  rc::back_channel channel{transport, "https://a.example", {.client_id = "app", .client_secret = rc::secret("word")}, {}, &prover};

  std::string revoked(std::string body, int status, rc::token_type_hint hint = rc::token_type_hint::none) {
    transport.will_answer(std::move(body), status);
    return outcome(rc::revoke_token(channel, "https://a.example/revoke", rc::secret("a token"), hint));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(posts_the_token_in_the_client_s_name, fixture) {
  BOOST_TEST(revoked("", 200, rc::token_type_hint::refresh_token) == "accepted");
  const auto& sent = transport.requests.at(0);
  BOOST_TEST(sent.body == "token=a+token&token_type_hint=refresh_token");
  BOOST_TEST(header_of(sent, "Authorization") == "Basic YXBwOndvcmQ=");
  BOOST_TEST(header_of(sent, "DPoP").empty());
  BOOST_TEST(revoked("whatever", 200, rc::token_type_hint::access_token) == "accepted");
  BOOST_TEST(transport.requests.at(1).body == "token=a+token&token_type_hint=access_token");
  BOOST_TEST(revoked("", 200) == "accepted");
  BOOST_TEST(transport.requests.at(2).body == "token=a+token");
}

BOOST_FIXTURE_TEST_CASE(says_why_the_token_may_be_in_use_still, fixture) {
  BOOST_TEST(revoked(R"({"error":"unsupported_token_type"})", 400) == "provider_refused in revocation (unsupported_token_type)");
  BOOST_TEST(revoked(R"({"error":"invalid_client"})", 401) == "provider_refused in revocation (invalid_client)");
  BOOST_TEST(revoked(R"({"error":"canary"})", 400) == "provider_refused in revocation (a code that is not registered)");
  for (const char* body : {"", "{}", "[]", R"({"error":1})", "<html>"})
    BOOST_TEST(revoked(body, 400) == "status_unexpected in revocation");
  for (const int status : {201, 204, 403, 500, 503}) BOOST_TEST(revoked("", status) == "status_unexpected in revocation");
  transport.will_fail(rc::errc::connection_failed);
  BOOST_TEST(outcome(rc::revoke_token(channel, "https://a.example/revoke", rc::secret("t"))) == "connection_failed in revocation");
  transport.requests.clear();
  BOOST_TEST(outcome(rc::revoke_token(channel, "https://a.example/revoke", rc::secret())) ==
             "client_misconfigured in revocation (token)");
  BOOST_TEST(transport.requests.empty());
}

BOOST_AUTO_TEST_SUITE_END()
