// SPDX-License-Identifier: BSL-1.0
// The correct provider: discovery, sign-in over plain HTTP and by script, the code's exchange, the ID token and userinfo.
#include "relying_party.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace rp = relying_party;
namespace json = boost::json;
using mock_idp::provider;
using mock_idp::signing_algorithm;

BOOST_AUTO_TEST_SUITE(code_flow)

namespace {

std::string fresh_code(provider& p, const rp::changes& different = {}) {
  return rp::in_query(p.sign_in(rp::authorization_url(p, different), "alice"), "code").value();
}

std::string error_of(const rp::answer& from) { return std::string(from.json().at("error").as_string()); }

}  // namespace

BOOST_AUTO_TEST_CASE(signs_a_person_in_over_http_and_signs_the_id_token_with_each_algorithm) {
  for (const auto algorithm : {signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::EdDSA}) {
    BOOST_TEST_CONTEXT(name_of(algorithm)) {
      const mock_idp::manual_clock clock(1'700'000'000);
      provider p({.clock = clock, .algorithm = algorithm});
      const auto metadata = rp::get(p.issuer() + "/.well-known/openid-configuration").json();
      BOOST_TEST(metadata.at("issuer").as_string() == p.issuer());

      const auto callback = rp::post(std::string(metadata.at("authorization_endpoint").as_string()),
                                     rp::authorization_form({{"username", "alice"}, {"password", "password"}}));
      BOOST_TEST(callback.status == 303);
      const auto location = callback.header("location");
      BOOST_TEST(location.starts_with(rp::redirect_uri));
      BOOST_TEST(rp::in_query(location, "state").value() == rp::state);
      BOOST_TEST(rp::in_query(location, "iss").value() == p.issuer());

      const auto response = rp::redeem(p, rp::in_query(location, "code").value());
      BOOST_TEST(response.status == 200);
      BOOST_TEST(response.header("cache-control") == "no-store");
      BOOST_TEST(response.json().at("token_type").as_string() == "Bearer");
      const std::string id_token(response.json().at("id_token").as_string());
      BOOST_TEST(rp::header_of(id_token).at("alg").as_string() == name_of(algorithm));
      BOOST_TEST(rp::is_signed_by(id_token, rp::key_for(p, id_token)));
      BOOST_TEST(!rp::is_signed_by(id_token + "AAAA", rp::key_for(p, id_token)));

      const auto claims = rp::payload_of(id_token);
      BOOST_TEST(claims.at("iss").as_string() == p.issuer());
      BOOST_TEST(claims.at("sub").as_string() == "alice");
      BOOST_TEST(claims.at("aud").as_string() == "app");
      BOOST_TEST(claims.at("nonce").as_string() == rp::nonce);
      BOOST_TEST(claims.at("iat").as_int64() == 1'700'000'000);
      BOOST_TEST(claims.at("auth_time").as_int64() == 1'700'000'000);
      BOOST_TEST(claims.at("exp").as_int64() == 1'700'000'300);
      BOOST_TEST(claims.contains("at_hash"));
      BOOST_TEST(claims.at("email").as_string() == "alice@example.com");
    }
  }
}

BOOST_AUTO_TEST_CASE(metadata_is_complete_and_has_every_algorithm_in_the_key_set) {
  provider p;
  const auto metadata = rp::get(p.issuer() + "/.well-known/openid-configuration").json();
  for (const auto* member : {"issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri",
                             "response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported",
                             "scopes_supported", "claims_supported", "token_endpoint_auth_methods_supported",
                             "code_challenge_methods_supported", "authorization_response_iss_parameter_supported"})
    BOOST_TEST(metadata.contains(member), member);
  const auto key_set = rp::get(std::string(metadata.at("jwks_uri").as_string())).json();
  const auto& keys = key_set.at("keys").as_array();
  BOOST_TEST(keys.size() == 3u);
  for (const auto& key : keys) {
    BOOST_TEST(key.as_object().contains("kid"));
    BOOST_TEST(key.at("use").as_string() == "sig");
    BOOST_TEST(!key.as_object().contains("d"));
  }
}

BOOST_AUTO_TEST_CASE(refuses_a_wrong_or_missing_code_verifier) {
  provider p;
  BOOST_TEST(error_of(rp::redeem(p, fresh_code(p), {{"code_verifier", std::string(43, 'a')}})) == "invalid_grant");
  BOOST_TEST(error_of(rp::redeem(p, fresh_code(p), {{"code_verifier", std::nullopt}})) == "invalid_grant");
  BOOST_TEST(error_of(rp::redeem(p, fresh_code(p), {{"code_verifier", "short"}})) == "invalid_grant");
}

BOOST_AUTO_TEST_CASE(refuses_a_code_verifier_whose_challenge_was_taken_away) {
  provider p;
  const auto code = fresh_code(p, {{"code_challenge", std::nullopt}, {"code_challenge_method", std::nullopt}});
  BOOST_TEST(error_of(rp::redeem(p, code)) == "invalid_grant");
}

BOOST_AUTO_TEST_CASE(demands_a_code_challenge_from_a_client_that_must_send_one) {
  auto clients = mock_idp::default_clients();
  clients.at("app").must_use_pkce = true;
  provider p({.clients = clients});
  const auto callback =
      p.sign_in(rp::authorization_url(p, {{"code_challenge", std::nullopt}, {"code_challenge_method", std::nullopt}}), "alice");
  BOOST_TEST(rp::in_query(callback, "error").value() == "invalid_request");
}

BOOST_AUTO_TEST_CASE(refuses_a_code_seen_before_and_takes_its_access_token_away) {
  provider p;
  const auto code = fresh_code(p);
  const auto first = rp::redeem(p, code).json();
  const rp::header_map bearer{{"Authorization", "Bearer " + std::string(first.at("access_token").as_string())}};
  BOOST_TEST(rp::get(p.issuer() + "/userinfo", bearer).status == 200);
  BOOST_TEST(error_of(rp::redeem(p, code)) == "invalid_grant");
  BOOST_TEST(rp::get(p.issuer() + "/userinfo", bearer).status == 401);
}

BOOST_AUTO_TEST_CASE(refuses_a_code_of_another_client_or_redirect_uri) {
  auto clients = mock_idp::default_clients();
  clients["other"] = {.secret = "other-secret", .redirect_uris = {rp::redirect_uri}};
  provider p({.clients = clients});
  const auto code = fresh_code(p);
  const auto stolen =
      rp::post(p.issuer() + "/token", rp::token_form(code), {{"Authorization", rp::basic("other", "other-secret")}});
  BOOST_TEST(error_of(stolen) == "invalid_grant");
  BOOST_TEST(rp::redeem(p, code).status == 200);
  BOOST_TEST(error_of(rp::redeem(p, fresh_code(p), {{"redirect_uri", "http://127.0.0.1:8080/other"}})) == "invalid_grant");
}

BOOST_AUTO_TEST_CASE(codes_and_access_tokens_expire_by_the_injected_clock) {
  mock_idp::manual_clock clock(1'700'000'000);
  provider p({.clock = clock});
  const auto code = fresh_code(p);
  clock.advance(std::chrono::seconds(60));
  BOOST_TEST(error_of(rp::redeem(p, code)) == "invalid_grant");

  const auto token = rp::sign_in(p).access_token;
  clock.advance(std::chrono::seconds(299));
  BOOST_TEST(rp::get(p.issuer() + "/userinfo", {{"Authorization", "Bearer " + token}}).status == 200);
  clock.advance(std::chrono::seconds(1));
  const auto late = rp::get(p.issuer() + "/userinfo", {{"Authorization", "Bearer " + token}});
  BOOST_TEST(late.status == 401);
  BOOST_TEST(late.header("www-authenticate").find("invalid_token") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(client_credentials_are_percent_decoded) {
  const std::string secret = "a:b+c %/\xc3\xa9";
  provider p({.clients = {{"my app", {.secret = secret, .redirect_uris = {rp::redirect_uri}}}}});
  const auto code = fresh_code(p, {{"client_id", "my app"}});
  const auto response =
      rp::post(p.issuer() + "/token", rp::token_form(code), {{"Authorization", rp::basic("my+app", "a%3Ab%2Bc+%25%2F%C3%A9")}});
  BOOST_TEST(response.status == 200);
  const auto again = fresh_code(p, {{"client_id", "my app"}});
  BOOST_TEST(rp::post(p.issuer() + "/token", rp::token_form(again, {{"client_id", "my app"}, {"client_secret", secret}})).status ==
             200);
}

BOOST_AUTO_TEST_CASE(refuses_a_wrong_client_secret_and_two_ways_of_authenticating) {
  provider p;
  const auto form = rp::token_form(fresh_code(p));
  const auto wrong = rp::post(p.issuer() + "/token", form, {{"Authorization", rp::basic("app", "guess")}});
  BOOST_TEST(wrong.status == 401);
  BOOST_TEST(error_of(wrong) == "invalid_client");
  BOOST_TEST(wrong.header("www-authenticate").starts_with("Basic"));
  BOOST_TEST(rp::post(p.issuer() + "/token", form + "&client_id=app&client_secret=guess").status == 401);
  const auto both =
      rp::post(p.issuer() + "/token", form + "&client_secret=app-secret", {{"Authorization", rp::basic("app", "app-secret")}});
  BOOST_TEST(error_of(both) == "invalid_request");
}

BOOST_AUTO_TEST_CASE(holds_a_client_to_its_registered_authentication_method) {
  auto clients = mock_idp::default_clients();
  clients.at("app").token_endpoint_auth_method = "client_secret_post";
  provider p({.clients = clients});
  BOOST_TEST(error_of(rp::redeem(p, fresh_code(p))) == "invalid_client");
}

BOOST_AUTO_TEST_CASE(protocol_errors_go_to_the_redirect_uri_with_state) {
  provider p;
  const auto error = [&](const rp::changes& different) {
    const auto callback = p.sign_in(rp::authorization_url(p, different), "alice");
    BOOST_TEST(rp::in_query(callback, "state").value() == rp::state);
    BOOST_TEST(!rp::in_query(callback, "code"));
    return rp::in_query(callback, "error").value_or("");
  };
  BOOST_TEST(error({{"response_type", "token"}}) == "unsupported_response_type");
  BOOST_TEST(error({{"scope", "profile"}}) == "invalid_scope");
  BOOST_TEST(error({{"code_challenge_method", "plain"}}) == "invalid_request");
  BOOST_TEST(error({{"prompt", "none"}}) == "login_required");
  BOOST_TEST(error({{"prompt", "none login"}}) == "invalid_request");
  BOOST_TEST(error({{"max_age", "-1"}}) == "invalid_request");
  BOOST_TEST(error({{"request", "x"}}) == "invalid_request_object");
}

BOOST_AUTO_TEST_CASE(never_redirects_to_a_uri_that_is_not_registered) {
  provider p;
  for (const auto* uri : {"http://127.0.0.1:8080/callback/", "http://127.0.0.1:8080/callback?x=1", "https://evil.example/"}) {
    const auto page = rp::get(rp::authorization_url(p, {{"redirect_uri", uri}}));
    BOOST_TEST(page.status == 400);
    BOOST_TEST(page.header("location").empty());
    BOOST_CHECK_THROW(p.sign_in(rp::authorization_url(p, {{"redirect_uri", uri}}), "alice"), std::invalid_argument);
  }
  BOOST_TEST(rp::get(rp::authorization_url(p, {{"client_id", "nobody"}})).status == 400);
}

BOOST_AUTO_TEST_CASE(prompt_none_succeeds_for_a_person_signed_in_recently_enough) {
  mock_idp::manual_clock clock(1'700'000'000);
  provider p({.clock = clock});
  rp::sign_in(p);
  clock.advance(std::chrono::seconds(100));
  const auto silent = rp::sign_in(p, "alice", {{"prompt", "none"}, {"max_age", "100"}});
  BOOST_TEST(rp::payload_of(silent.id_token).at("auth_time").as_int64() == 1'700'000'000);
  clock.advance(std::chrono::seconds(1));
  const auto late = p.sign_in(rp::authorization_url(p, {{"prompt", "none"}, {"max_age", "100"}}), "alice");
  BOOST_TEST(rp::in_query(late, "error").value() == "login_required");
}

BOOST_AUTO_TEST_CASE(claims_of_any_shape_appear_where_the_user_says) {
  const json::object roles{{"sales-app", {{"roles", {"a", "b"}}}}};
  provider p({.users = {{"in_token", {.claims = {{"resource_access", roles}, {"n", 1}}, .userinfo_claims = {{"phone", "1"}}}},
                        {"in_userinfo",
                         {.claims = {{"resource_access", roles}, {"sub", "subject-7"}},
                          .claims_in = mock_idp::claims_placement::userinfo}}}});
  const auto one = rp::sign_in(p, "in_token");
  const auto userinfo_of = [&](const rp::tokens& of) {
    return rp::get(p.issuer() + "/userinfo", {{"Authorization", "Bearer " + of.access_token}}).json();
  };
  BOOST_TEST(rp::payload_of(one.id_token).at("resource_access") == roles);
  BOOST_TEST(json::serialize(userinfo_of(one)) == R"({"phone":"1","sub":"in_token"})");
  const auto two = rp::sign_in(p, "in_userinfo");
  BOOST_TEST(!rp::payload_of(two.id_token).contains("resource_access"));
  BOOST_TEST(rp::payload_of(two.id_token).at("sub").as_string() == "subject-7");
  BOOST_TEST(userinfo_of(two).at("resource_access") == roles);
}

BOOST_AUTO_TEST_CASE(rotation_replaces_the_keys_and_their_ids) {
  provider p;
  const auto before = rp::sign_in(p).id_token;
  p.rotate_keys();
  BOOST_CHECK_THROW(rp::key_for(p, before), std::runtime_error);
  const auto after = rp::sign_in(p).id_token;
  BOOST_TEST(rp::is_signed_by(after, rp::key_for(p, after)));
}

BOOST_AUTO_TEST_CASE(records_requests_without_their_secrets) {
  provider p;
  const auto tokens = rp::sign_in(p);
  rp::get(p.issuer() + "/userinfo", {{"Authorization", "Bearer " + tokens.access_token}});
  BOOST_TEST(p.count_requests("/token") == 1u);
  const auto all = p.requests();
  BOOST_REQUIRE(all.size() == 3u);
  BOOST_TEST(all[0].path == "/authorize");
  BOOST_TEST(all[0].parameters.value("nonce") == rp::nonce);
  BOOST_TEST(all[1].method == "POST");
  BOOST_TEST(all[1].authorization_scheme == "Basic");
  BOOST_TEST(all[1].parameters.value("code") == mock_idp::hidden_value);
  BOOST_TEST(all[1].parameters.value("code_verifier") == mock_idp::hidden_value);
  BOOST_TEST(all[2].authorization_scheme == "Bearer");
  p.forget_requests();
  BOOST_TEST(p.requests().empty());
}

BOOST_AUTO_TEST_CASE(userinfo_refuses_a_request_without_or_with_a_wrong_token) {
  provider p;
  const auto bare = rp::get(p.issuer() + "/userinfo");
  BOOST_TEST(bare.status == 401);
  BOOST_TEST(bare.header("www-authenticate") == "Bearer realm=\"mock_idp\"");
  BOOST_TEST(rp::get(p.issuer() + "/userinfo", {{"Authorization", "Bearer x"}}).status == 401);
  BOOST_TEST(rp::get(p.issuer() + "/userinfo?access_token=" + rp::sign_in(p).access_token).status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
