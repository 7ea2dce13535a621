// SPDX-License-Identifier: BSL-1.0
// The authorization request.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/authorization.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <set>
#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;

namespace {

rc::result<rc::started_sign_in> begin(rc::sign_in_request wanted = {}, std::string_view endpoint = "https://a.example/authorize",
                                      const std::vector<std::string>& scopes = {"email", "openid"}) {
  return rc::make_authorization_request({.authorization_endpoint = endpoint,
                                         .issuer = "https://a.example",
                                         .client_id = "app&1",
                                         .redirect_uri = "https://app.example/callback?x=1",
                                         .scopes = scopes},
                                        std::move(wanted), 1000);
}

std::map<std::string, std::string> parameters_of(const std::string& url) {
  std::map<std::string, std::string> found;
  for (auto& parameter : rc::read_form(std::string_view(url).substr(url.find('?') + 1)).value()) {
    BOOST_TEST(!found.contains(parameter.name), parameter.name);
    found[parameter.name] = parameter.value;
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(authorization)

BOOST_AUTO_TEST_CASE(asks_for_a_code_with_state_nonce_and_pkce) {
  const auto started = begin();
  BOOST_REQUIRE(started.has_value());
  BOOST_TEST(started->url.starts_with("https://a.example/authorize?"));
  auto parameters = parameters_of(started->url);
  BOOST_TEST(parameters["response_type"] == "code");
  BOOST_TEST(parameters["client_id"] == "app&1");
  BOOST_TEST(parameters["redirect_uri"] == "https://app.example/callback?x=1");
  BOOST_TEST(parameters["scope"] == "openid email");
  BOOST_TEST(parameters["code_challenge_method"] == "S256");
  const rc::pending_sign_in& pending = started->pending;
  BOOST_TEST(pending.state.matches(parameters["state"]));
  BOOST_TEST(pending.nonce.matches(parameters["nonce"]));
  BOOST_TEST(parameters["code_challenge"] == rc::code_challenge(pending.code_verifier.reveal()).value());
  BOOST_TEST(started->url.find(pending.code_verifier.reveal()) == std::string::npos);
  BOOST_TEST(pending.issuer == "https://a.example");
  BOOST_TEST(pending.redirect_uri == "https://app.example/callback?x=1");
  BOOST_TEST(pending.started_at == 1000);
  BOOST_TEST(parameters.size() == 8);
}

BOOST_AUTO_TEST_CASE(never_uses_a_value_twice) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto started = begin();
    for (const rc::secret* value : {&started->pending.state, &started->pending.nonce, &started->pending.code_verifier}) {
      BOOST_TEST(value->reveal().size() == 43);
      seen.emplace(value->reveal());
    }
  }
  BOOST_TEST(seen.size() == 300);
}

BOOST_AUTO_TEST_CASE(sends_what_the_sign_in_asks_for) {
  const auto started = begin({.max_age = 0,
                              .acr_values = {"gold", "silver"},
                              .prompt = "login",
                              .login_hint = "a b",
                              .ui_locales = "fr",
                              .extra = {{"kc_idp_hint", "x&y"}}});
  BOOST_REQUIRE(started.has_value());
  auto parameters = parameters_of(started->url);
  BOOST_TEST(parameters["max_age"] == "0");
  BOOST_TEST(parameters["acr_values"] == "gold silver");
  BOOST_TEST(parameters["prompt"] == "login");
  BOOST_TEST(parameters["login_hint"] == "a b");
  BOOST_TEST(parameters["ui_locales"] == "fr");
  BOOST_TEST(parameters["kc_idp_hint"] == "x&y");
  BOOST_TEST(started->pending.max_age.value() == 0);
  BOOST_TEST(started->pending.acr_values.size() == 2);
}

BOOST_AUTO_TEST_CASE(keeps_the_query_of_the_endpoint) {
  const auto started = begin({}, "https://a.example/authorize?tenant=1");
  BOOST_TEST(started->url.starts_with("https://a.example/authorize?tenant=1&response_type=code&"));
}

BOOST_AUTO_TEST_CASE(refuses_to_replace_the_protocols_own_parameters) {
  for (const char* name :
       {"state", "nonce", "scope", "redirect_uri", "response_type", "code_challenge_method", "request", "max_age"})
    BOOST_TEST(outcome(begin({.extra = {{name, "x"}}})) == "client_misconfigured in authorization_request (extra parameter)");
}

BOOST_AUTO_TEST_SUITE_END()
