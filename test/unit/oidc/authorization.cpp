// SPDX-License-Identifier: BSL-1.0
// The authorization request.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/authorization.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(authorization)

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

/// The same for a client with other habits.
rc::result<rc::started_sign_in> begin_as(rc::response_type type, std::optional<rc::response_mode> mode = std::nullopt,
                                         rc::sign_in_request wanted = {}, const std::vector<std::string>& scopes = {},
                                         std::string_view dpop_jkt = {}) {
  return rc::make_authorization_request({.authorization_endpoint = "https://a.example/authorize",
                                         .issuer = "https://a.example",
                                         .client_id = "app",
                                         .redirect_uri = "https://app.example/callback",
                                         .scopes = scopes,
                                         .response_type = type,
                                         .response_mode = mode,
                                         .dpop_jkt = dpop_jkt},
                                        std::move(wanted), 1000);
}

constexpr rc::response_type every_type[] = {rc::response_type::code,           rc::response_type::id_token,
                                            rc::response_type::id_token_token, rc::response_type::code_id_token,
                                            rc::response_type::code_token,     rc::response_type::code_id_token_token};

std::string misconfigured(const std::string& what) { return "client_misconfigured in authorization_request (" + what + ")"; }

}  // namespace

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
  for (const char* name : {"state", "nonce", "scope", "redirect_uri", "response_type", "code_challenge_method", "request",
                           "max_age", "claims", "dpop_jkt", "client_secret", "client_assertion", "sub", "iss"})
    BOOST_TEST(outcome(begin({.extra = {{name, "x"}}})) == "client_misconfigured in authorization_request (extra parameter)");
}

BOOST_AUTO_TEST_CASE(each_response_type_has_a_nonce_and_pkce_if_a_code_comes_back) {
  for (const rc::response_type type : every_type) {
    const auto started = begin_as(type, {}, {}, {}, "thumbprint");
    BOOST_REQUIRE(started.has_value());
    auto parameters = parameters_of(started->url);
    const rc::pending_sign_in& pending = started->pending;
    BOOST_TEST(parameters["response_type"] == name(type));
    BOOST_TEST(parameters["nonce"].size() == 43);
    BOOST_TEST(pending.nonce.matches(parameters["nonce"]));
    BOOST_TEST(!parameters.contains("response_mode"));
    BOOST_TEST(parameters.contains("code_challenge") == has_code(type));
    BOOST_TEST(parameters.contains("code_challenge_method") == has_code(type));
    BOOST_TEST(pending.code_verifier.is_empty() == !has_code(type));
    BOOST_TEST((parameters["dpop_jkt"] == "thumbprint") == has_code(type));
    BOOST_TEST((pending.response_type == type));
    BOOST_TEST((pending.response_mode == default_mode(type)));
    BOOST_TEST(!started->served.has_value());
  }
}

BOOST_AUTO_TEST_CASE(says_the_response_mode_that_was_chosen) {
  using rc::response_mode;
  using rc::response_type;
  for (const response_type type : every_type)
    for (const auto mode : {response_mode::query, response_mode::fragment, response_mode::form_post, response_mode::query_jwt,
                            response_mode::fragment_jwt, response_mode::form_post_jwt}) {
      const auto started = begin_as(type, mode);
      if (!may_come_by(type, mode)) {
        BOOST_TEST(outcome(started) == misconfigured("response_mode"));
        continue;
      }
      BOOST_REQUIRE(started.has_value());
      auto parameters = parameters_of(started->url);
      BOOST_TEST(parameters["response_mode"] == name(mode));
      BOOST_TEST((started->pending.response_mode == mode));
    }
}

BOOST_AUTO_TEST_CASE(sends_the_rarer_parameters) {
  const std::string claims = R"({"userinfo":{"email":null},"id_token":{"acr":{"essential":true}}})";
  const auto started = begin({.id_token_hint = rc::secret("h.h.h"),
                              .claims_locales = "fr-CA",
                              .display = "popup",
                              .claims = claims,
                              .resources = {"https://api.example/"}});
  BOOST_REQUIRE(started.has_value());
  auto parameters = parameters_of(started->url);
  BOOST_TEST(parameters["id_token_hint"] == "h.h.h");
  BOOST_TEST(parameters["claims_locales"] == "fr-CA");
  BOOST_TEST(parameters["display"] == "popup");
  BOOST_TEST(parameters["claims"] == claims);
  BOOST_TEST(parameters["resource"] == "https://api.example/");
  const auto several = begin({.resources = {"https://api.example/", "urn:example:b"}});
  BOOST_TEST(several->url.ends_with("&resource=https%3A%2F%2Fapi.example%2F&resource=urn%3Aexample%3Ab"));
}

BOOST_AUTO_TEST_CASE(prompt_none_stands_alone) {
  BOOST_TEST(outcome(begin({.prompt = "none"})) == "accepted");
  for (const char* wrong : {"none login", "login none", "none none", " none", "none "})
    BOOST_TEST(outcome(begin({.prompt = wrong})) == misconfigured("prompt"));
  BOOST_TEST(outcome(begin({.max_age = 0, .prompt = "none"})) == misconfigured("max_age"));
  BOOST_TEST(outcome(begin({.max_age = 1, .prompt = "none"})) == "accepted");
  BOOST_TEST(outcome(begin({.max_age = -1})) == misconfigured("max_age"));
}

BOOST_AUTO_TEST_CASE(offline_access_asks_for_consent) {
  const auto prompt = [](const char* wanted, rc::response_type type = rc::response_type::code) {
    return parameters_of(begin_as(type, {}, {.prompt = wanted}, {"offline_access"}).value().url)["prompt"];
  };
  BOOST_TEST(prompt("") == "consent");
  BOOST_TEST(prompt("login") == "login consent");
  BOOST_TEST(prompt("consent login") == "consent login");
  BOOST_TEST(prompt("none") == "none");
  BOOST_TEST(prompt("", rc::response_type::code_id_token) == "consent");
  BOOST_TEST(prompt("", rc::response_type::id_token) == "");
}

BOOST_AUTO_TEST_CASE(the_claims_parameter_is_an_object) {
  for (const char* good : {"{}", R"({"id_token":null})", R"({"userinfo":{"a":{"value":1}},"other":1})"})
    BOOST_TEST(outcome(begin({.claims = good})) == "accepted");
  for (const char* wrong : {"x", "[]", "null", "1", R"({"id_token":[]})", R"({"userinfo":"a"})", R"({"a":1,"a":2})", "{} {}"})
    BOOST_TEST(outcome(begin({.claims = wrong})) == misconfigured("claims"));
  const rc::sign_in_request of_userinfo{.claims = R"({"userinfo":{}})"};
  for (const rc::response_type type : every_type)
    BOOST_TEST(outcome(begin_as(type, {}, of_userinfo)) ==
               (type == rc::response_type::id_token ? misconfigured("claims") : "accepted"));
}

BOOST_AUTO_TEST_CASE(resources_are_absolute_and_have_no_fragment) {
  for (const char* wrong : {"", "api", "/api", "//api.example", "https://api.example/#x", "https://a b/"})
    BOOST_TEST(outcome(begin({.resources = {wrong}})) == misconfigured("resource"));
}

BOOST_AUTO_TEST_CASE(a_pending_sign_in_knows_what_was_asked_for) {
  const auto started = begin({}, "https://a.example/authorize", {"email", "openid", "profile"});
  const std::vector<std::string> expected{"openid", "email", "profile"};
  BOOST_TEST(started->pending.scopes == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_essential_auth_time_is_required) {
  for (const char* claims : {"", "{}", R"({"id_token":null})", R"({"id_token":{"auth_time":null}})",
                             R"({"id_token":{"auth_time":{"essential":false}}})", R"({"id_token":{"auth_time":{"essential":1}}})",
                             R"({"userinfo":{"auth_time":{"essential":true}}})", R"({"id_token":{"acr":{"essential":true}}})"})
    BOOST_TEST(!begin({.claims = claims})->pending.requires_auth_time, claims);
  BOOST_TEST(begin({.claims = R"({"id_token":{"auth_time":{"essential":true}}})"})->pending.requires_auth_time);
}

BOOST_AUTO_TEST_CASE(an_essential_method_is_required) {
  const auto methods = [](const std::string& request, const std::vector<std::string>& asked = {}) {
    const auto started = begin({.acr_values = asked, .claims = R"({"id_token":{"acr":)" + request + "}}"});
    if (!started) return outcome(started.error());
    return rc::detail::joined(started->pending.acr_values);
  };
  BOOST_TEST(methods(R"({"essential":true,"values":["mfa","gold"]})") == "mfa gold");
  BOOST_TEST(methods(R"({"essential":true,"value":"mfa"})") == "mfa");
  // Without values, and where it is no more than a wish, any method will do.
  for (const char* open :
       {"null", "{}", R"({"essential":true})", R"({"essential":false,"values":["mfa"]})", R"({"values":["mfa"]})"})
    BOOST_TEST(methods(open).empty(), open);
  BOOST_TEST(begin({.claims = R"({"userinfo":{"acr":{"essential":true,"value":"mfa"}}})"})->pending.acr_values.empty());
  // Both count.
  BOOST_TEST(methods(R"({"essential":true,"values":["mfa","gold"]})", {"gold", "silver"}) == "gold");
  BOOST_TEST(methods(R"({"essential":true,"value":"mfa"})", {"silver"}) == misconfigured("acr_values"));
  BOOST_TEST(methods("null", {"silver"}) == "silver");
  for (const char* wrong : {R"("values":[])", R"("values":"mfa")", R"("values":["mfa",1])", R"("values":null)", R"("value":1)",
                            R"("value":"")", R"("value":["mfa"])", R"("value":"mfa","values":["mfa"])"})
    BOOST_TEST(methods(std::string(R"({"essential":true,)").append(wrong).append("}")) == misconfigured("claims"), wrong);
  // The provider is still asked for all of it.
  const auto started =
      begin({.acr_values = {"gold", "silver"}, .claims = R"({"id_token":{"acr":{"essential":true,"value":"gold"}}})"});
  BOOST_TEST(parameters_of(started->url)["acr_values"] == "gold silver");
}

BOOST_AUTO_TEST_CASE(one_person_may_be_asked_for) {
  const auto person = [](const std::string& claims) {
    const auto started = begin({.claims = claims});
    return started ? started->pending.subject.value_or("anybody") : outcome(started.error());
  };
  BOOST_TEST(person(R"({"id_token":{"sub":{"value":"alice"}}})") == "alice");
  BOOST_TEST(person(R"({"id_token":{"sub":{"values":["alice"]}}})") == "alice");
  BOOST_TEST(person(R"({"userinfo":{"sub":{"value":"alice"}}})") == "alice");
  BOOST_TEST(person(R"({"id_token":{"sub":{"value":"alice"}},"userinfo":{"sub":{"value":"alice"}}})") == "alice");
  for (const char* anybody : {"", "{}", R"({"id_token":{"sub":null}})", R"({"id_token":{"sub":{"essential":true}}})"})
    BOOST_TEST(person(anybody) == "anybody");
  for (const char* wrong : {R"({"id_token":{"sub":{"value":1}}})", R"({"id_token":{"sub":{"value":""}}})",
                            R"({"id_token":{"sub":{"values":["alice","bob"]}}})",
                            R"({"id_token":{"sub":{"value":"alice"}},"userinfo":{"sub":{"value":"bob"}}})"})
    BOOST_TEST(person(wrong) == misconfigured("claims"), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
