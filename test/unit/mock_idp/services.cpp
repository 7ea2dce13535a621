// SPDX-License-Identifier: BSL-1.0
// What clients do without a browser: authentication in seven ways, refreshing, devices, registration, and what access tokens are for.
#include "relying_party.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/client_certificate.hpp>
#include <mock_idp/digest.hpp>
#include <mock_idp/dpop.hpp>
#include <mock_idp/http_client.hpp>
#include <mock_idp/jwt.hpp>

namespace rp = relying_party;
namespace json = boost::json;
using mock_idp::provider;
using mock_idp::signing_algorithm;

BOOST_AUTO_TEST_SUITE(services)

namespace {

constexpr std::int64_t now = 1'700'000'000;
constexpr const char* long_secret = "a-secret-of-forty-characters-for-hs256-x";

std::string text(const json::object& from, std::string_view name) { return mock_idp::text_in(from, name); }
std::string error_of(const rp::answer& from) { return text(from.json(), "error"); }

const mock_idp::signing_key& key_of_client() { return *mock_idp::signing_key::shared(signing_algorithm::ES256, 777); }

mock_idp::client_registry clients_with(mock_idp::client party) {
  party.redirect_uris = {rp::redirect_uri};
  return {{"app", std::move(party)}};
}

std::string fresh_code(provider& p, const rp::changes& different = {}) {
  return rp::in_query(p.sign_in(rp::authorization_url(p, different), "alice"), "code").value();
}

rp::answer post_token(const provider& p, const rp::changes& form, const rp::header_map& headers = {}) {
  mock_idp::parameter_list sent;
  for (const auto& [name, value] : form) sent.add(name, *value);
  return rp::post(p.issuer() + "/token", mock_idp::to_form(sent), headers);
}

json::object assertion_claims(const provider& p) {
  return {{"iss", "app"}, {"sub", "app"}, {"aud", p.issuer()}, {"jti", mock_idp::random_text(12)}, {"iat", now}, {"exp", now + 60}};
}

rp::answer redeem_with_assertion(provider& p, const std::string& assertion) {
  return rp::post(
      p.issuer() + "/token",
      rp::token_form(fresh_code(p), {{"client_assertion", assertion},
                                     {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}));
}

std::string proof(const std::string& method, const std::string& url, const json::object& more = {},
                  const mock_idp::signing_key& key = key_of_client()) {
  auto jwk = key.public_jwk();
  json::object claims{{"jti", mock_idp::random_text(12)}, {"htm", method}, {"htu", url}, {"iat", now}};
  for (const auto& [name, value] : more) claims[name] = value;
  return mock_idp::sign_jwt({{"typ", "dpop+jwt"}, {"jwk", jwk}}, claims, key);
}

json::object ath(const std::string& token) { return {{"ath", mock_idp::base64url(mock_idp::sha256(token))}}; }

mock_idp::received_answer send_json(const std::string& method, const std::string& url, const json::object& body,
                                    const std::string& token = "") {
  mock_idp::outgoing_request request{
      .method = method, .url = url, .body = json::serialize(body), .content_type = "application/json"};
  if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
  return mock_idp::send(request);
}

json::object object_in(const mock_idp::received_answer& from) { return json::parse(from.body).as_object(); }

}  // namespace

BOOST_AUTO_TEST_CASE(authenticates_a_client_by_its_key_and_by_a_mac_of_its_secret) {
  const mock_idp::manual_clock clock(now);
  provider by_key({.clients = clients_with({.token_endpoint_auth_method = "private_key_jwt",
                                            .jwks = {{"keys", json::array{key_of_client().public_jwk()}}}}),
                   .clock = clock});
  const auto good = mock_idp::sign_jwt({}, assertion_claims(by_key), key_of_client());
  BOOST_TEST(redeem_with_assertion(by_key, good).status == 200);
  BOOST_TEST(error_of(redeem_with_assertion(by_key, good)) == "invalid_client");  // its jti again
  const auto refused = [&](const char* name, json::value value) {
    auto claims = assertion_claims(by_key);
    claims[name] = std::move(value);
    return error_of(redeem_with_assertion(by_key, mock_idp::sign_jwt({}, claims, key_of_client())));
  };
  BOOST_TEST(refused("aud", "https://other.example") == "invalid_client");
  BOOST_TEST(refused("exp", now) == "invalid_client");
  BOOST_TEST(refused("iss", "other") == "invalid_client");
  BOOST_TEST(refused("jti", nullptr) == "invalid_client");
  const auto foreign = mock_idp::signing_key::shared(signing_algorithm::ES256, 778);
  BOOST_TEST(error_of(redeem_with_assertion(by_key, mock_idp::sign_jwt({}, assertion_claims(by_key), *foreign))) ==
             "invalid_client");
  BOOST_TEST(error_of(rp::redeem(by_key, fresh_code(by_key))) == "invalid_client");

  provider by_secret(
      {.clients = clients_with({.secret = long_secret, .token_endpoint_auth_method = "client_secret_jwt"}), .clock = clock});
  const auto with = [&](const char* secret) {
    return redeem_with_assertion(by_secret, mock_idp::sign_jwt({}, assertion_claims(by_secret), signing_algorithm::HS256, secret))
        .status;
  };
  BOOST_TEST(with(long_secret) == 200);
  BOOST_TEST(with("another-secret-of-forty-characters-for-x") == 401);
}

BOOST_AUTO_TEST_CASE(authenticates_a_client_by_its_certificate_at_the_alias_alone) {
  const auto mine = mock_idp::make_client_certificate("client.example");
  const auto other = mock_idp::make_client_certificate("other.example");
  provider by_name({.clients = clients_with({.token_endpoint_auth_method = "tls_client_auth",
                                             .tls_client_auth_subject_dn = "CN=client.example",
                                             .tls_client_certificate_bound_access_tokens = true}),
                    .tls = true});
  const auto form = [&](provider& p) { return rp::token_form(fresh_code(p), {{"client_id", "app"}}); };
  const auto post = [&](provider& p, const std::string& path, const mock_idp::client_certificate& shown) {
    return rp::post_with_certificate(p.issuer() + path, form(p), shown.certificate_pem, shown.private_key_pem);
  };
  const auto answer = post(by_name, "/mtls/token", mine);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(error_of(post(by_name, "/token", mine)) == "invalid_client");
  BOOST_TEST(error_of(post(by_name, "/mtls/token", other)) == "invalid_client");
  // The access token works with the certificate alone.
  const auto token = "access_token=" + text(answer.json(), "access_token");
  const auto userinfo = [&](const mock_idp::client_certificate& shown) {
    return rp::post_with_certificate(by_name.issuer() + "/mtls/userinfo", token, shown.certificate_pem, shown.private_key_pem)
        .status;
  };
  BOOST_TEST(userinfo(mine) == 200);
  BOOST_TEST(userinfo(other) == 401);

  provider by_certificate({.clients = clients_with({.token_endpoint_auth_method = "self_signed_tls_client_auth",
                                                    .jwks = {{"keys", json::array{mine.jwk}}}}),
                           .tls = true});
  BOOST_TEST(post(by_certificate, "/mtls/token", mine).status == 200);
  BOOST_TEST(error_of(post(by_certificate, "/mtls/token", other)) == "invalid_client");
}

BOOST_AUTO_TEST_CASE(binds_tokens_to_the_key_of_a_dpop_proof_and_wants_its_nonce) {
  const mock_idp::manual_clock clock(now);
  provider p({.clock = clock, .services = {.demands_dpop_nonce = true, .demands_dpop_nonce_at_resources = true}});
  const auto token_url = p.issuer() + "/token";
  const auto redeem = [&](const std::string& code, const json::object& more) {
    return rp::post(token_url, rp::token_form(code),
                    {{"Authorization", rp::basic("app", "app-secret")}, {"DPoP", proof("POST", token_url, more)}});
  };
  const auto code = fresh_code(p);
  const auto first = redeem(code, {});
  BOOST_TEST(error_of(first) == "use_dpop_nonce");
  const auto second = redeem(code, {{"nonce", first.header("dpop-nonce")}});
  BOOST_TEST(second.status == 200);
  BOOST_TEST(text(second.json(), "token_type") == "DPoP");
  const auto token = text(second.json(), "access_token");

  const auto url = p.issuer() + "/resource";
  const auto ask = [&](const std::string& scheme, json::object more, const mock_idp::signing_key& key = key_of_client()) {
    return rp::get(url, {{"Authorization", scheme + " " + token}, {"DPoP", proof("GET", url, more, key)}});
  };
  const auto bare = ask("DPoP", ath(token));
  BOOST_TEST(bare.status == 401);
  BOOST_TEST(bare.header("www-authenticate").find("use_dpop_nonce") != std::string::npos);
  auto good = ath(token);
  good["nonce"] = bare.header("dpop-nonce");
  BOOST_TEST(ask("DPoP", good).status == 200);
  BOOST_TEST(ask("Bearer", good).status == 401);
  BOOST_TEST(ask("DPoP", {{"nonce", good.at("nonce")}}).status == 401);
  BOOST_TEST(ask("DPoP", good, *mock_idp::signing_key::shared(signing_algorithm::ES256, 778)).status == 401);
  auto old = good;
  old["iat"] = now - 300;
  BOOST_TEST(ask("DPoP", old).status == 401);
}

BOOST_AUTO_TEST_CASE(rotates_refresh_tokens_and_takes_everything_back_when_one_is_seen_again) {
  provider p({.services = {.resource_refusals = 1}});
  const rp::header_map client{{"Authorization", rp::basic("app", "app-secret")}};
  const auto first = rp::redeem(p, fresh_code(p, {{"scope", "openid offline_access"}})).json();
  const auto refresh = [&](const json::object& with) {
    return post_token(p, {{"grant_type", "refresh_token"}, {"refresh_token", text(with, "refresh_token")}}, client);
  };
  const auto second = refresh(first).json();
  BOOST_TEST(text(second, "refresh_token") != text(first, "refresh_token"));
  BOOST_TEST(!rp::payload_of(text(second, "id_token")).contains("nonce"));
  const auto resource = [&] {
    return rp::get(p.issuer() + "/resource", {{"Authorization", "Bearer " + text(second, "access_token")}}).status;
  };
  BOOST_TEST(resource() == 401);  // once, on demand
  BOOST_TEST(resource() == 200);
  BOOST_TEST(error_of(post_token(
                 p, {{"grant_type", "refresh_token"}, {"refresh_token", text(second, "refresh_token")}, {"scope", "openid more"}},
                 client)) == "invalid_scope");
  BOOST_TEST(error_of(refresh(first)) == "invalid_grant");
  BOOST_TEST(error_of(refresh(second)) == "invalid_grant");
  BOOST_TEST(resource() == 401);
  BOOST_TEST(!rp::redeem(p, fresh_code(p)).json().contains("refresh_token"));
}

BOOST_AUTO_TEST_CASE(gives_a_client_a_token_of_its_own_tells_about_it_and_takes_it_back) {
  provider p;
  const rp::header_map client{{"Authorization", rp::basic("app", "app-secret")}};
  const auto given = post_token(p, {{"grant_type", "client_credentials"}, {"scope", "reports"}}, client).json();
  BOOST_TEST(!given.contains("id_token"));
  BOOST_TEST(!given.contains("refresh_token"));
  const auto form = "token=" + text(given, "access_token");
  const auto told = rp::post(p.issuer() + "/introspect", form, client).json();
  BOOST_TEST(told.at("active").as_bool());
  BOOST_TEST(text(told, "scope") == "reports");
  const auto signed_answer =
      rp::post(p.issuer() + "/introspect", form,
               {{"Authorization", rp::basic("app", "app-secret")}, {"Accept", "application/token-introspection+jwt"}});
  BOOST_TEST(text(rp::header_of(signed_answer.body), "typ") == "token-introspection+jwt");
  BOOST_TEST(rp::is_signed_by(signed_answer.body, rp::key_for(p, signed_answer.body)));
  BOOST_TEST(rp::payload_of(signed_answer.body).at("token_introspection").at("active").as_bool());
  BOOST_TEST(rp::post(p.issuer() + "/introspect", form).status == 401);
  BOOST_TEST(rp::post(p.issuer() + "/revoke", form, client).status == 200);
  BOOST_TEST(json::serialize(rp::post(p.issuer() + "/introspect", form, client).json()) == R"({"active":false})");
  BOOST_TEST(error_of(post_token(p, {{"grant_type", "password"}}, client)) == "unsupported_grant_type");
}

BOOST_AUTO_TEST_CASE(connects_a_device_when_the_person_agrees) {
  mock_idp::manual_clock clock(now);
  provider p({.clock = clock});
  const rp::header_map client{{"Authorization", rp::basic("app", "app-secret")}};
  const auto begun = rp::post(p.issuer() + "/device_authorization", "scope=openid", client).json();
  const auto poll = [&](const json::object& of) {
    return post_token(p, {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"}, {"device_code", text(of, "device_code")}},
                      client);
  };
  BOOST_TEST(error_of(poll(begun)) == "authorization_pending");
  BOOST_TEST(error_of(poll(begun)) == "slow_down");
  clock.advance(std::chrono::seconds(10));
  BOOST_TEST(error_of(poll(begun)) == "authorization_pending");
  BOOST_TEST(!p.approve_device("WRONG", "alice"));
  BOOST_TEST(p.approve_device(text(begun, "user_code"), "alice"));
  const auto given = poll(begun).json();
  BOOST_TEST(text(rp::payload_of(text(given, "id_token")), "sub") == "alice");
  BOOST_TEST(error_of(poll(begun)) == "invalid_grant");

  const auto refused = rp::post(p.issuer() + "/device_authorization", "", client).json();
  const auto typed = "&username=bob&password=password&decision=deny";
  BOOST_TEST(rp::post(p.issuer() + "/device", "user_code=" + text(refused, "user_code") + typed).status == 200);
  BOOST_TEST(error_of(poll(refused)) == "access_denied");
}

BOOST_AUTO_TEST_CASE(puts_userinfo_in_the_envelope_that_the_client_registered) {
  auto users = mock_idp::default_users();
  users.at("alice").userinfo_claims = {{"email", "a@example.com"}, {"phone_number", "1"}};
  users.at("alice").aggregated_claims = {{"age", 30}};
  users.at("alice").distributed_claims = {{"credit_score", 650}};
  provider p({.users = users,
              .clients = clients_with({.secret = long_secret,
                                       .userinfo_signed_response_alg = "RS256",
                                       .userinfo_encrypted_response_alg = "dir",
                                       .userinfo_encrypted_response_enc = "A128CBC-HS256"}),
              .services = {.releases_claims_by_scope = true}});
  const auto tokens = rp::post(p.issuer() + "/token", rp::token_form(fresh_code(p, {{"scope", "openid email"}})),
                               {{"Authorization", rp::basic("app", long_secret)}})
                          .json();
  const auto answer = rp::get(p.issuer() + "/userinfo", {{"Authorization", "Bearer " + text(tokens, "access_token")}});
  BOOST_TEST(answer.header("content-type") == "application/jwt");
  const auto inner = mock_idp::decrypt_with(answer.body, long_secret);
  BOOST_REQUIRE(inner.has_value());
  BOOST_TEST(rp::is_signed_by(*inner, rp::key_for(p, *inner)));
  const auto claims = rp::payload_of(*inner);
  BOOST_TEST(text(claims, "iss") == p.issuer());
  BOOST_TEST(text(claims, "aud") == "app");
  BOOST_TEST(text(claims, "email") == "a@example.com");
  BOOST_TEST(!claims.contains("phone_number"));
  const auto& sources = claims.at("_claim_sources");
  const std::string aggregated(sources.at("src1").at("JWT").as_string());
  BOOST_TEST(rp::payload_of(aggregated).at("age") == 30);
  const std::string endpoint(sources.at("src2").at("endpoint").as_string());
  const std::string token(sources.at("src2").at("access_token").as_string());
  BOOST_TEST(rp::payload_of(rp::get(endpoint, {{"Authorization", "Bearer " + token}}).body).at("credit_score") == 650);
  BOOST_TEST(rp::get(endpoint, {{"Authorization", "Bearer x"}}).status == 401);
}

BOOST_AUTO_TEST_CASE(registers_a_client_that_then_signs_people_in_and_looks_after_itself) {
  provider p;
  const auto at = p.issuer() + "/register";
  const json::object wanted{{"redirect_uris", json::array{rp::redirect_uri}}, {"client_name", "Sales"}};
  const auto answer = send_json("POST", at, wanted);
  BOOST_TEST(answer.status == 201);
  const auto made = object_in(answer);
  BOOST_TEST(text(made, "client_name") == "Sales");
  BOOST_TEST(text(made, "token_endpoint_auth_method") == "client_secret_basic");
  const auto id = text(made, "client_id");
  const auto code = fresh_code(p, {{"client_id", id}});
  BOOST_TEST(rp::post(p.issuer() + "/token", rp::token_form(code), {{"Authorization", rp::basic(id, text(made, "client_secret"))}})
                 .status == 200);

  const auto mine = text(made, "registration_client_uri");
  const auto token = text(made, "registration_access_token");
  BOOST_TEST(send_json("GET", mine, {}).status == 401);
  BOOST_TEST(text(object_in(send_json("GET", mine, {}, token)), "client_id") == id);
  auto changed = wanted;
  changed["client_id"] = id;
  changed["client_name"] = "More sales";
  BOOST_TEST(text(object_in(send_json("PUT", mine, changed, token)), "client_name") == "More sales");
  BOOST_TEST(send_json("DELETE", mine, {}, token).status == 204);
  BOOST_TEST(!p.clients().contains(id));

  const auto refused = [&](const json::object& different) {
    auto metadata = wanted;
    for (const auto& [name, value] : different) metadata[name] = value;
    const auto refusal = send_json("POST", at, metadata);
    return refusal.status == 400 ? text(object_in(refusal), "error") : std::to_string(refusal.status);
  };
  BOOST_TEST(refused({{"redirect_uris", json::array{"http://app.example/cb"}}}) == "invalid_redirect_uri");
  BOOST_TEST(refused({{"response_types", json::array{"code id_token"}}}) == "invalid_client_metadata");
  BOOST_TEST(refused({{"userinfo_signed_response_alg", "XX256"}}) == "invalid_client_metadata");
  BOOST_TEST(refused({{"userinfo_encrypted_response_enc", "A128GCM"}}) == "invalid_client_metadata");
  BOOST_TEST(refused({{"token_endpoint_auth_method", "private_key_jwt"}}) == "invalid_client_metadata");
  BOOST_TEST(refused({{"jwks", {{"keys", json::array()}}}, {"jwks_uri", "https://a.example/jwks"}}) == "invalid_client_metadata");
  BOOST_TEST(refused({{"initiate_login_uri", "http://a.example/"}}) == "invalid_client_metadata");
  BOOST_TEST(refused({{"default_max_age", "soon"}}) == "invalid_client_metadata");
}

BOOST_AUTO_TEST_CASE(webfinger_at_the_origin_names_the_issuer) {
  provider p({.issuer_path = "/realms/demo"});
  const auto origin = p.issuer().substr(0, p.issuer().find("/realms"));
  const auto ask = [&](const std::string& resource) {
    return rp::get(origin + "/.well-known/webfinger?rel=http%3A%2F%2Fopenid.net%2Fspecs%2Fconnect%2F1.0%2Fissuer&resource=" +
                   mock_idp::percent_encode(resource));
  };
  for (const auto& resource : {std::string("acct:alice@127.0.0.1"), origin + "/alice"}) {
    const auto found = ask(resource);
    BOOST_TEST(found.header("content-type") == "application/jrd+json");
    BOOST_TEST(text(found.json(), "subject") == resource);
    BOOST_TEST(found.json().at("links").at(0).at("href").as_string() == p.issuer());
  }
  BOOST_TEST(ask("acct:alice@elsewhere.example").status == 404);
  BOOST_TEST(ask("").status == 400);
}

BOOST_AUTO_TEST_CASE(metadata_names_the_services_and_the_aliases_for_certificates) {
  provider p({.tls = true});
  const mock_idp::received_answer answer = mock_idp::get(p.issuer() + "/.well-known/openid-configuration");
  const auto metadata = object_in(answer);
  for (const auto* member : {"introspection_endpoint", "revocation_endpoint", "device_authorization_endpoint",
                             "registration_endpoint", "pushed_authorization_request_endpoint", "end_session_endpoint"})
    BOOST_TEST(metadata.contains(member), member);
  BOOST_TEST(text(metadata.at("mtls_endpoint_aliases").as_object(), "token_endpoint") == p.issuer() + "/mtls/token");
  BOOST_TEST(metadata.at("token_endpoint_auth_methods_supported").as_array().size() == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
