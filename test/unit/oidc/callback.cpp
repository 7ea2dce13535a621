// SPDX-License-Identifier: BSL-1.0
// Callbacks, good and forged.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/callback.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;

namespace {

constexpr const char* issuer = "https%3A%2F%2Fa.example";

rc::pending_sign_in pending() {
  rc::pending_sign_in made;
  made.issuer = "https://a.example";
  made.state = rc::secret("right");
  return made;
}

std::string reading(const std::string& url, bool promises_issuer = false) {
  const rc::provider_metadata provider{.issuer = "https://a.example",
                                       .authorization_endpoint = {},
                                       .token_endpoint = {},
                                       .jwks_uri = {},
                                       .authorization_response_iss_parameter_supported = promises_issuer};
  const auto code = rc::read_callback(url, pending(), provider);
  return code ? "code " + std::string(code->reveal()) : outcome(code.error());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(callback)

BOOST_AUTO_TEST_CASE(takes_the_code_from_a_url_or_from_path_and_query) {
  BOOST_TEST(reading("https://app.example/callback?code=a%2Bb&state=right") == "code a+b");
  BOOST_TEST(reading("/callback?state=right&code=c#fragment") == "code c");
  BOOST_TEST(reading("?state=right&code=c&session_state=x&unknown=1&unknown=2") == "code c");
}

BOOST_AUTO_TEST_CASE(believes_nothing_before_the_state) {
  BOOST_TEST(reading("/callback") == "state_missing in callback");
  BOOST_TEST(reading("/callback?code=c") == "state_missing in callback");
  BOOST_TEST(reading("/callback?error=access_denied") == "state_missing in callback");
  BOOST_TEST(reading("/callback#code=c&state=right") == "state_missing in callback");
  for (const char* wrong : {"wrong", "", "righ", "right+", "Right", "right%00"})
    BOOST_TEST(reading("/callback?code=c&state=" + std::string(wrong)) == "state_mismatch in callback");
  BOOST_TEST(reading("/callback?error=access_denied&state=wrong") == "state_mismatch in callback");
}

BOOST_AUTO_TEST_CASE(an_empty_pending_state_matches_nothing) {
  const auto code = rc::read_callback("/callback?code=c&state=", rc::pending_sign_in(), {});
  BOOST_TEST(outcome(code) == "state_missing in callback");
}

BOOST_AUTO_TEST_CASE(refuses_repeated_parameters) {
  for (const char* name : {"state", "code", "iss", "error", "id_token", "access_token"}) {
    const std::string twice = std::string(name) + "=right&" + name + "=right";
    BOOST_TEST(reading("/callback?" + twice) == "parameter_duplicated in callback (" + std::string(name) + ")");
  }
  BOOST_TEST(reading("/callback?code=c&state=right&st%61te=right") == "parameter_duplicated in callback (state)");
}

BOOST_AUTO_TEST_CASE(compares_the_issuer_when_it_is_there_and_wants_it_when_promised) {
  const std::string good = "/callback?code=c&state=right";
  BOOST_TEST(reading(good, true) == "response_issuer_missing in callback");
  BOOST_TEST(reading("/callback?error=access_denied&state=right", true) == "response_issuer_missing in callback");
  for (const bool promised : {false, true}) {
    BOOST_TEST(reading(good + "&iss=" + issuer, promised) == "code c");
    BOOST_TEST(reading(good + "&iss=" + issuer + "/", promised) ==
               "response_issuer_mismatch in callback (the one given ends with '/')");
    BOOST_TEST(reading(good + "&iss=", promised) == "response_issuer_mismatch in callback");
  }
}

BOOST_AUTO_TEST_CASE(names_registered_errors_and_no_others) {
  const auto refused = [](const std::string& code) { return reading("/callback?state=right&error=" + code); };
  BOOST_TEST(refused("access_denied") == "provider_refused in callback (access_denied)");
  BOOST_TEST(refused("login_required") == "provider_refused in callback (login_required)");
  BOOST_TEST(refused("canary") == "provider_refused in callback (a code that is not registered)");
  BOOST_TEST(refused("") == "provider_refused in callback (a code that is not registered)");
}

BOOST_AUTO_TEST_CASE(refuses_what_the_code_flow_does_not_send) {
  const std::string good = "/callback?code=c&state=right";
  BOOST_TEST(reading(good + "&id_token=x") == "parameter_unexpected in callback (id_token)");
  BOOST_TEST(reading(good + "&access_token=x") == "parameter_unexpected in callback (access_token)");
  BOOST_TEST(reading(good + "&error=access_denied") == "parameter_unexpected in callback (code)");
  BOOST_TEST(reading("/callback?state=right") == "code_missing in callback");
  BOOST_TEST(reading("/callback?state=right&code=") == "code_missing in callback");
}

BOOST_AUTO_TEST_CASE(refuses_malformed_urls) {
  BOOST_TEST(reading("/callback?state=right&code=%") == "url_malformed in callback (percent encoding)");
  BOOST_TEST(reading("/callback?state=right&code=" + std::string(1u << 20, 'a')) == "url_malformed in callback (too long)");
}

BOOST_AUTO_TEST_SUITE_END()
