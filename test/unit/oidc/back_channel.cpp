// SPDX-License-Identifier: BSL-1.0
// Forms in the client's name and requests with access tokens, and what is answered to a server that wants a nonce.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/back_channel.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::header_of;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(back_channel)

namespace {

constexpr rc::seconds_since_epoch now = 1'700'000'000;
constexpr const char* token_url = "https://a.example/token";
constexpr const char* resource_url = "https://api.example/rows?year=1";

struct fixture {
  scripted_transport transport;
  rc::dpop_prover prover = *rc::dpop_prover::make(rc::algorithm::es256, rc::clock::reading(now));
  rc::secret token{"at"};

  rc::back_channel channel(bool proves = true,
                           rc::client_identification client = {.client_id = "app", .client_secret = rc::secret("word")}) {
    return {transport, "https://a.example", std::move(client), rc::clock::reading(now), proves ? &prover : nullptr};
  }
  void will_answer(int status, std::string body, std::vector<rc::http_header> headers) {
    headers.push_back({"Content-Type", "application/json"});
    transport.answers.push_back(rc::http_response{.status = status, .headers = std::move(headers), .body = std::move(body)});
  }
  std::string nonce_of(std::size_t request) const {
    const std::string proof = header_of(transport.requests.at(request), "DPoP");
    if (proof.empty()) return "no proof";
    const std::size_t first = proof.find('.') + 1;
    const auto claims = boost::json::parse(*rc::decode_base64url(proof.substr(first, proof.rfind('.') - first))).as_object();
    const auto* nonce = claims.if_contains("nonce");
    return nonce == nullptr ? "none" : std::string(nonce->as_string());
  }
  rc::result<rc::http_response> get(rc::access_token_type type, bool proves = true) {
    return channel(proves).request_resource({.url = resource_url, .access_token = token, .token_type = type}, rc::step::userinfo);
  }
};

const std::string wants_nonce = R"({"error":"use_dpop_nonce"})";

}  // namespace

BOOST_FIXTURE_TEST_CASE(posts_a_form_in_the_client_s_name, fixture) {
  will_answer(201, "x", {});
  const auto response = channel(false).post(token_url, {{"a", "b c"}}, rc::step::token_request);
  BOOST_REQUIRE(response.has_value());
  BOOST_TEST(response->status == 201);
  const auto& sent = transport.requests.at(0);
  BOOST_TEST(sent.body == "a=b+c");
  BOOST_TEST(header_of(sent, "Authorization") == "Basic YXBwOndvcmQ=");
  BOOST_TEST(header_of(sent, "Content-Type") == "application/x-www-form-urlencoded");
  BOOST_TEST(header_of(sent, "Accept") == "application/json");
  BOOST_TEST(nonce_of(0) == "no proof");
}

BOOST_FIXTURE_TEST_CASE(says_in_which_step_something_failed, fixture) {
  transport.will_fail(rc::errc::tls_failed);
  BOOST_TEST(outcome(channel().post(token_url, {}, rc::step::token_request)) == "tls_failed in token_request");
  BOOST_TEST(outcome(channel(false, {.client_id = "app"}).post(token_url, {}, rc::step::token_request)) ==
             "client_misconfigured in client_assertion (client_secret)");
  BOOST_TEST(outcome(channel().post("nowhere", {}, rc::step::token_request)) == "url_malformed in token_request");
  BOOST_TEST(transport.requests.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(answers_once_to_a_server_that_wants_a_nonce, fixture) {
  const auto key = rc::generate_signing_key(rc::algorithm::es256);
  auto over = channel(true, {.client_id = "app", .method = rc::client_authentication::private_key_jwt, .assertion_key = *key});
  will_answer(400, wants_nonce, {{"DPoP-Nonce", "n1"}});
  will_answer(200, "{}", {{"DPoP-Nonce", "n2"}});
  BOOST_TEST(over.post(token_url, {{"a", "b"}}, rc::step::token_request)->status == 200);
  BOOST_TEST(nonce_of(0) == "none");
  BOOST_TEST(nonce_of(1) == "n1");
  // Proof and assertion count once, and so does neither here.
  BOOST_TEST(transport.requests[0].body != transport.requests[1].body);
  will_answer(400, wants_nonce, {{"DPoP-Nonce", "n3"}});
  will_answer(400, wants_nonce, {{"DPoP-Nonce", "n4"}});
  BOOST_TEST(over.post(token_url, {}, rc::step::token_request)->status == 400);
  BOOST_TEST(transport.requests.size() == 4u);
  BOOST_TEST(nonce_of(2) == "n2");
  BOOST_TEST(nonce_of(3) == "n3");
  will_answer(200, "{}", {});
  (void)over.post(token_url, {}, rc::step::token_request);
  BOOST_TEST(nonce_of(4) == "n4");
}

BOOST_FIXTURE_TEST_CASE(asks_no_second_time_for_anything_else, fixture) {
  using headers = std::vector<rc::http_header>;
  const headers nonce{{"DPoP-Nonce", "n"}};
  struct answer {
    int status;
    std::string body;
    headers with;
  };
  for (const answer& other : {answer{400, wants_nonce, {}},
                              {400, wants_nonce, {{"DPoP-Nonce", "a"}, {"DPoP-Nonce", "b"}}},
                              {400, wants_nonce, {{"DPoP-Nonce", "a b"}}},
                              {400, R"({"error":"invalid_grant"})", nonce},
                              {400, R"({"error":["use_dpop_nonce"]})", nonce},
                              {400, "use_dpop_nonce", nonce},
                              {500, wants_nonce, nonce},
                              {200, wants_nonce, nonce}}) {
    transport.requests.clear();
    will_answer(other.status, other.body, other.with);
    BOOST_TEST(channel().post(token_url, {}, rc::step::token_request)->status == other.status);
    BOOST_TEST(transport.requests.size() == 1u);
  }
  transport.requests.clear();
  will_answer(400, wants_nonce, nonce);
  (void)channel(false).post(token_url, {}, rc::step::token_request);
  will_answer(400, wants_nonce, nonce);
  (void)channel().post(token_url, {}, rc::step::token_request, {.without_proof = true});
  BOOST_TEST(transport.requests.size() == 2u);
  BOOST_TEST(nonce_of(1) == "no proof");
}

BOOST_FIXTURE_TEST_CASE(brings_a_token_by_its_own_scheme, fixture) {
  will_answer(200, "{}", {});
  BOOST_TEST(get(rc::access_token_type::bearer)->status == 200);
  BOOST_TEST(header_of(transport.requests[0], "Authorization") == "Bearer at");
  BOOST_TEST(nonce_of(0) == "no proof");
  will_answer(200, "{}", {});
  BOOST_TEST(get(rc::access_token_type::dpop)->status == 200);
  BOOST_TEST(header_of(transport.requests[1], "Authorization") == "DPoP at");
  BOOST_TEST(nonce_of(1) == "none");
  BOOST_TEST(transport.requests[1].url == resource_url);
  BOOST_TEST(transport.requests[1].method == "GET");
  will_answer(200, "{}", {});
  (void)channel().request_resource(
      {.url = resource_url, .access_token = token, .method = "POST", .content_type = "text/csv", .body = "a,b"},
      rc::step::userinfo);
  BOOST_TEST(header_of(transport.requests[2], "Content-Type") == "text/csv");
  BOOST_TEST(transport.requests[2].body == "a,b");
}

BOOST_FIXTURE_TEST_CASE(answers_once_to_a_resource_that_wants_a_nonce_in_whatever_case, fixture) {
  for (const char* challenge :
       {R"(DPoP error="use_dpop_nonce", error_description="x")", R"(dPOP realm="a,b", error=use_dpop_nonce)",
        R"(Bearer realm="x", error="invalid_token", DPOP algs="ES256", ERROR = "use_dpop_nonce")",
        R"(Basic YWJj==, dpop error="use_dpop_n\once")"}) {
    transport.requests.clear();
    will_answer(401, "", {{"www-authenticate", challenge}, {"DPoP-Nonce", "r1"}});
    will_answer(200, "{}", {{"DPoP-Nonce", "r2"}});
    BOOST_TEST(get(rc::access_token_type::dpop)->status == 200, challenge);
    BOOST_TEST(nonce_of(1) == "r1");
  }
  will_answer(401, "", {{"WWW-Authenticate", R"(DPoP error="use_dpop_nonce")"}, {"DPoP-Nonce", "r3"}});
  will_answer(401, "", {{"WWW-Authenticate", R"(DPoP error="use_dpop_nonce")"}, {"DPoP-Nonce", "r4"}});
  transport.requests.clear();
  BOOST_TEST(get(rc::access_token_type::dpop)->status == 401);
  BOOST_TEST(transport.requests.size() == 2u);
  BOOST_TEST(nonce_of(0) == "r2");
}

BOOST_FIXTURE_TEST_CASE(asks_a_resource_no_second_time_for_anything_else, fixture) {
  for (const char* challenge :
       {R"(Bearer error="use_dpop_nonce")", R"(DPoP error="invalid_token")", "DPoP", "", R"(DPoP error="use_dpop_nonce)",
        R"(DPoP realm="error=use_dpop_nonce")", R"(DPoP algs="ES256", Bearer error="use_dpop_nonce")"}) {
    transport.requests.clear();
    will_answer(401, "", {{"WWW-Authenticate", challenge}, {"DPoP-Nonce", "r1"}});
    BOOST_TEST(get(rc::access_token_type::dpop)->status == 401);
    BOOST_TEST(transport.requests.size() == 1u, challenge);
  }
  transport.requests.clear();
  will_answer(400, "", {{"WWW-Authenticate", R"(DPoP error="use_dpop_nonce")"}, {"DPoP-Nonce", "r1"}});
  BOOST_TEST(get(rc::access_token_type::dpop)->status == 400);
  BOOST_TEST(transport.requests.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(sends_no_token_that_cannot_be_used, fixture) {
  BOOST_TEST(outcome(get(rc::access_token_type::dpop, false)) == "client_misconfigured in userinfo (dpop)");
  for (const char* text : {"", "a b", "a\r\nX: y", "\xc3\xa9"}) {
    token = rc::secret(text);
    BOOST_TEST(outcome(get(rc::access_token_type::bearer)) == "client_misconfigured in userinfo (access token)");
  }
  BOOST_TEST(transport.requests.empty());
}

BOOST_AUTO_TEST_SUITE_END()
