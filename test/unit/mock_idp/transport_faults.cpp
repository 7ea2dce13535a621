// SPDX-License-Identifier: BSL-1.0
// Each transport fault really happens at each of the four endpoints, seen from a bare socket.
#include "raw_exchange.hpp"
#include "relying_party.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace rp = relying_party;
using mock_idp::endpoint;
using mock_idp::fault;
using mock_idp::provider;

BOOST_AUTO_TEST_SUITE(transport_faults)

namespace {

bool is_json(const std::string& text) {
  boost::system::error_code error;
  boost::json::parse(text, error);
  return !error;
}

std::string place_of(endpoint where) {
  switch (where) {
    case endpoint::discovery: return "/.well-known/openid-configuration";
    case endpoint::jwks: return "/jwks";
    case endpoint::token: return "/token";
    case endpoint::userinfo: return "/userinfo";
    case endpoint::none: break;
  }
  return "";
}

// A request that the correct provider answers with 200 and a JSON object.
std::string request_to(endpoint where, provider& p, const std::string& access_token) {
  if (where == endpoint::token) {
    const auto code = rp::in_query(p.sign_in(rp::authorization_url(p), "alice"), "code").value();
    return raw::post_request("/token", rp::token_form(code), "Authorization: " + rp::basic("app", "app-secret") + "\r\n");
  }
  return raw::get_request(place_of(where), where == endpoint::userinfo ? "Authorization: Bearer " + access_token + "\r\n" : "");
}

bool is_correct(const raw::outcome& seen) {
  return seen.has(" 200 OK") && seen.has("Content-Type: application/json") && is_json(seen.body()) && seen.body().size() < 10'000 &&
         seen.was_closed;
}

std::string first_member(const std::string& object) { return object.substr(1, object.find(':')); }

bool is_seen(fault what, const raw::outcome& seen) {
  const auto body = seen.body();
  switch (what) {
    case fault::redirecting: return seen.has(" 307 ") && seen.has("/moved\r\n");
    case fault::oversized: return seen.has(" 200 ") && body.size() > 100'000 && is_json(body);
    case fault::malformed: return seen.has(" 200 ") && !body.empty() && !is_json(body) && is_json(body + '}');
    case fault::duplicate_member: return is_json(body) && body.find(first_member(body), 2) != std::string::npos;
    case fault::html: return seen.has(" 200 ") && seen.has("Content-Type: text/html") && body.starts_with("<!doctype html>");
    case fault::wrong_content_type: return seen.has(" 200 ") && seen.has("Content-Type: text/plain") && is_json(body);
    case fault::server_error: return seen.has(" 500 ");
    case fault::slow: return seen.timed_out && seen.bytes.empty();
    case fault::dripping: return seen.timed_out && seen.bytes.size() == 1;
    case fault::truncated: return seen.was_closed && !body.empty() && !is_json(body) && seen.has(" 200 ");
    case fault::reset: return seen.was_reset && seen.bytes.empty();
    case fault::none: break;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_is_seen_at_its_endpoint_and_nowhere_else) {
  provider p({.slow_delay = std::chrono::hours(1), .drip_interval = std::chrono::hours(1), .oversized_bytes = 200'000});
  const auto port = raw::port_of(p.issuer());
  const auto access_token = rp::sign_in(p).access_token;
  std::size_t tested = 0;
  for (const auto& entry : mock_idp::all_misbehaviours()) {
    if (entry.fault == fault::none) continue;
    BOOST_TEST_CONTEXT(entry.name) {
      // An answer that is meant to stay away is not waited for as long as one that is meant to come.
      const bool stalls = entry.fault == fault::slow || entry.fault == fault::dripping;
      p.misbehave(entry.value);
      const auto seen =
          raw::exchange(port, request_to(entry.where, p, access_token), std::chrono::milliseconds(stalls ? 100 : 10'000));
      BOOST_TEST(is_seen(entry.fault, seen), seen.bytes.substr(0, 500));
      const auto elsewhere = entry.where == endpoint::jwks ? endpoint::discovery : endpoint::jwks;
      BOOST_TEST(is_correct(raw::exchange(port, request_to(elsewhere, p, access_token), std::chrono::seconds(10))));
      p.misbehave({});
      const auto correct = raw::exchange(port, request_to(entry.where, p, access_token), std::chrono::seconds(10));
      BOOST_TEST(is_correct(correct));
      BOOST_TEST(!is_seen(entry.fault, correct));
      ++tested;
    }
  }
  BOOST_TEST(tested == 44u);
}

BOOST_AUTO_TEST_CASE(a_redirect_leads_to_the_right_document_and_following_it_is_recorded) {
  provider p({.misbehave = mock_idp::misbehaviour::redirecting_jwks});
  const auto first = rp::get(p.issuer() + "/jwks");
  BOOST_TEST(first.status == 307);
  BOOST_TEST(rp::get(first.header("location")).json().contains("keys"));
  BOOST_TEST(p.count_requests("/jwks/moved") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
