// SPDX-License-Identifier: BSL-1.0
// The state that a response claims, wherever it stands.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/claimed_state.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(claimed_state)

namespace {

std::string of(const rc::authorization_response& response) {
  const auto state = rc::claimed_state(response);
  return state ? *state : outcome(state.error());
}

std::string token(const std::string& claims) { return "e30." + rc::encode_base64url(claims) + ".AAAA"; }

const std::string missing = "state_missing in callback";

}  // namespace

BOOST_AUTO_TEST_CASE(stands_in_the_query_the_fragment_or_the_form) {
  BOOST_TEST(of("https://app.example/cb?code=c&state=a%2Bb") == "a+b");
  BOOST_TEST(of("/cb#id_token=x&state=s") == "s");
  BOOST_TEST(of("/cb?keep=1#state=s") == "s");
  BOOST_TEST(of(rc::authorization_response::in_form("state=s&error=access_denied")) == "s");
  BOOST_TEST(of(rc::authorization_response::in_fragment("#state=s")) == "s");
  for (const char* none : {"", "/cb", "/cb?code=c", "/cb?state=", "/cb?State=s", "state=s"}) BOOST_TEST(of(none) == missing);
}

BOOST_AUTO_TEST_CASE(stands_inside_a_signed_response) {
  const std::string claims = R"({"iss":"https://a.example","state":"s","code":"c"})";
  BOOST_TEST(of("/cb?response=" + token(claims)) == "s");
  BOOST_TEST(of("/cb#response=" + token(claims)) == "s");
  BOOST_TEST(of(rc::authorization_response::in_form("response=" + token(claims))) == "s");
  for (const std::string& none : {std::string("x"), std::string(".."), token(""), token("[]"), token("{}"), token(R"({"state":1})"),
                                  token(R"({"state":""})"), token(R"({"state":"s","state":"t"})"), token(claims) + ".AAAA.AAAA",
                                  std::string("e30.%2B.AAAA"), std::string("e30.=.AAAA")})
    BOOST_TEST(of("/cb?response=" + none) == missing);
}

BOOST_AUTO_TEST_CASE(stands_beside_all_that_a_signed_response_may_have) {
  const auto with_id_token = [](std::size_t bytes) {
    return token(R"({"id_token":")" + std::string(bytes, 'i') + R"(","state":"s"})");
  };
  BOOST_TEST(of("/cb#response=" + with_id_token(9'000)) == "s");
  BOOST_TEST(of("/cb#response=" + with_id_token(32u << 10)) == "s");
  BOOST_TEST(of("/cb#response=" + with_id_token((32u << 10) + 1)) == missing);
}

BOOST_AUTO_TEST_CASE(stands_there_once) {
  const std::string twice = "parameter_duplicated in callback (state)";
  BOOST_TEST(of("/cb?state=s&state=s") == twice);
  BOOST_TEST(of("/cb?state=s#state=s") == twice);
  BOOST_TEST(of("/cb?state=s#response=" + token(R"({"state":"s"})")) == twice);
  BOOST_TEST(of("/cb?code=c&code=c&state=s") == "parameter_duplicated in callback (code)");
  BOOST_TEST(of("/cb?state=s#%") == "s");
  BOOST_TEST(of("/cb?state=%") == "url_malformed in callback (percent encoding)");
  BOOST_TEST(of("/cb?state=" + std::string(64u << 10, 's')) == "url_malformed in callback (too long)");
}

BOOST_AUTO_TEST_SUITE_END()
