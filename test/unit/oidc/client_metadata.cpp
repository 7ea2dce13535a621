// SPDX-License-Identifier: BSL-1.0
// What a client may register, rule by rule.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/client_metadata.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(client_metadata)

namespace {

rc::client_metadata usual() { return {.redirect_uris = {"https://app.example/callback"}}; }

std::string with(auto change) {
  rc::client_metadata client = usual();
  change(client);
  return outcome(rc::check_client_metadata(client));
}

std::string unsound(const std::string& what) { return "client_metadata_unsound in registration (" + what + ")"; }

std::string redirecting_to(const char* uri, std::vector<std::string> types = {"code"}, const char* application = "web") {
  return with([&](rc::client_metadata& client) {
    client.redirect_uris = {uri};
    client.response_types = types;
    client.application_type = application;
  });
}

// RFC 7517 A.1
const std::string ec =
    R"("kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM")";

std::string with_keys(const std::string& keys) {
  return with([&](rc::client_metadata& client) { client.jwks = "{\"keys\":[" + keys + "]}"; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(writes_what_was_said_and_the_grants_that_it_needs) {
  rc::client_metadata client = usual();
  client.client_name = "Shop";
  client.in_other_languages = {{"client_name#sv", "Butik"}};
  client.default_max_age = 60;
  client.require_auth_time = false;
  client.require_signed_request_object = true;
  const auto written = rc::client_metadata_json(client);
  BOOST_REQUIRE(written.has_value());
  BOOST_TEST(json::value(*written) == json::parse(R"({"redirect_uris":["https://app.example/callback"],"response_types":["code"],
      "grant_types":["authorization_code"],"application_type":"web","token_endpoint_auth_method":"client_secret_basic",
      "client_name":"Shop","client_name#sv":"Butik","default_max_age":60,"require_auth_time":false,"require_signed_request_object":true})"));
  client.response_types = {"code id_token", "id_token token"};
  client.jwks = "{\"keys\":[{" + ec + "}]}";
  const auto hybrid = rc::client_metadata_json(client);
  BOOST_REQUIRE(hybrid.has_value());
  BOOST_TEST(hybrid->at("grant_types") == (json::array{"authorization_code", "implicit"}));
  BOOST_TEST(hybrid->at("jwks").at("keys").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(redirect_uris_are_of_the_application_s_kind) {
  BOOST_TEST(with([](rc::client_metadata& client) { client.redirect_uris.clear(); }) == unsound("redirect_uris"));
  for (const char* bad : {"", "/callback", "https://app.example/#a", "http://app.example/", "javascript:alert(1)", "https://a b/"})
    BOOST_TEST(redirecting_to(bad) == unsound("redirect_uris"), bad);
  BOOST_TEST(redirecting_to("https://app.example/?a=b") == "accepted");
  BOOST_TEST(redirecting_to("http://127.0.0.1:8080/callback") == "accepted");
  // A token in the front channel comes over https, and not to this machine.
  BOOST_TEST(redirecting_to("http://127.0.0.1:8080/callback", {"id_token"}) == unsound("redirect_uris"));
  BOOST_TEST(redirecting_to("https://localhost/callback", {"code id_token"}) == unsound("redirect_uris"));
  BOOST_TEST(redirecting_to("https://app.example/callback", {"id_token token"}) == "accepted");
  BOOST_TEST(redirecting_to("com.example.app:/callback", {"code"}, "native") == "accepted");
  BOOST_TEST(redirecting_to("http://[::1]:1/callback", {"code"}, "native") == "accepted");
  BOOST_TEST(redirecting_to("https://app.example/callback", {"code"}, "native") == unsound("redirect_uris"));
  BOOST_TEST(redirecting_to("http://app.example/callback", {"code"}, "native") == unsound("redirect_uris"));
  BOOST_TEST(redirecting_to("https://app.example/callback", {"code"}, "Web") == unsound("application_type"));
  BOOST_TEST(redirecting_to("https://app.example/callback", {}) == unsound("response_types"));
}

BOOST_AUTO_TEST_CASE(grants_fit_the_response_types) {
  const auto granting = [](std::vector<std::string> types, std::vector<std::string> grants) {
    return with([&](rc::client_metadata& client) {
      client.response_types = types;
      client.grant_types = grants;
    });
  };
  BOOST_TEST(granting({"code"}, {"authorization_code", "refresh_token"}) == "accepted");
  BOOST_TEST(granting({"code"}, {"implicit"}) == unsound("grant_types"));
  BOOST_TEST(granting({"id_token"}, {"authorization_code"}) == unsound("grant_types"));
  BOOST_TEST(granting({"code token"}, {"authorization_code"}) == unsound("grant_types"));
  BOOST_TEST(granting({"code token"}, {"implicit", "authorization_code"}) == "accepted");
}

BOOST_AUTO_TEST_CASE(keys_are_public_and_told_apart) {
  BOOST_TEST(with_keys("{" + ec + "}") == "accepted");
  BOOST_TEST(with_keys("{\"use\":\"sig\",\"kid\":\"a\"," + ec + "},{\"use\":\"enc\",\"kid\":\"b\"," + ec + "}") == "accepted");
  BOOST_TEST(with_keys("{\"kid\":\"a\"," + ec + "},{\"use\":\"enc\",\"kid\":\"b\"," + ec + "}") ==
             unsound("jwks has keys without use"));
  BOOST_TEST(with_keys("{\"kid\":\"a\"," + ec + "},{\"kid\":\"a\"," + ec + "}") == unsound("jwks has a kid twice"));
  BOOST_TEST(with_keys("{" + ec + R"(,"d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"})") == unsound("jwks has a secret"));
  BOOST_TEST(with_keys(R"({"kty":"oct","k":"AAAA"})") == unsound("jwks has a secret"));
  // A kind that we do not use has its secrets, too.
  BOOST_TEST(with_keys("{" + ec + R"(},{"kty":"AKP","alg":"ML-DSA-44","pub":"AA"})") == "accepted");
  BOOST_TEST(with_keys("{" + ec + R"(},{"kty":"AKP","alg":"ML-DSA-44","pub":"AA","priv":"AA"})") == unsound("jwks has a secret"));
  BOOST_TEST(with_keys("") == unsound("jwks"));
  BOOST_TEST(with_keys("1") == unsound("jwks"));
  BOOST_TEST(with([](rc::client_metadata& client) { client.jwks = "{"; }) == unsound("jwks"));
  BOOST_TEST(with([](rc::client_metadata& client) {
               client.jwks = "{\"keys\":[{" + ec + "}]}";
               client.jwks_uri = "https://app.example/jwks";
             }) == unsound("jwks and jwks_uri"));
  BOOST_TEST(with([](rc::client_metadata& client) { client.token_endpoint_auth_method = "private_key_jwt"; }) ==
             unsound("private_key_jwt without keys"));
}

BOOST_AUTO_TEST_CASE(algorithms_exist_and_go_together) {
  using client = rc::client_metadata;
  for (const auto member : {&client::id_token_signed_response_alg, &client::userinfo_signed_response_alg,
                            &client::authorization_signed_response_alg, &client::token_endpoint_auth_signing_alg}) {
    BOOST_TEST(with([&](client& one) { one.*member = "ES256"; }) == "accepted");
    for (const char* bad : {"none", "es256", "RS1", "None"})
      BOOST_TEST(with([&](client& one) { one.*member = bad; }).starts_with("client_metadata_unsound"), bad);
  }
  BOOST_TEST(with([](client& one) { one.request_object_signing_alg = "none"; }) == "accepted");
  BOOST_TEST(with([](client& one) { one.request_object_signing_alg = "RS1"; }) == unsound("request_object_signing_alg"));
  for (const auto& [alg, enc] :
       {std::pair{&client::id_token_encrypted_response_alg, &client::id_token_encrypted_response_enc},
        std::pair{&client::userinfo_encrypted_response_alg, &client::userinfo_encrypted_response_enc},
        std::pair{&client::authorization_encrypted_response_alg, &client::authorization_encrypted_response_enc},
        std::pair{&client::request_object_encryption_alg, &client::request_object_encryption_enc}}) {
    BOOST_TEST(with([&](client& one) { one.*alg = "RSA-OAEP"; }) == "accepted");
    BOOST_TEST(with([&](client& one) { one.*alg = "RSA1_5"; }) == unsound("encryption of a key"));
    BOOST_TEST(with([&](client& one) { one.*enc = "A128GCM"; }) == unsound("encryption of the content without one of its key"));
    BOOST_TEST(with([&](client& one) {
                 one.*alg = "RSA-OAEP";
                 one.*enc = "A128";
               }) == unsound("encryption of the content"));
  }
}

BOOST_AUTO_TEST_CASE(addresses_are_https) {
  using client = rc::client_metadata;
  for (const auto member :
       {&client::jwks_uri, &client::sector_identifier_uri, &client::initiate_login_uri, &client::backchannel_logout_uri,
        &client::frontchannel_logout_uri, &client::logo_uri, &client::client_uri, &client::policy_uri, &client::tos_uri})
    for (const char* bad : {"http://app.example/", "app.example", "https://app.example/#a"})
      BOOST_TEST(with([&](client& one) { one.*member = bad; }).starts_with("client_metadata_unsound"), bad);
  BOOST_TEST(with([](client& one) { one.request_uris = {"https://app.example/r#hash"}; }) == "accepted");
  BOOST_TEST(with([](client& one) { one.request_uris = {"http://app.example/r"}; }) == unsound("request_uris"));
  BOOST_TEST(with([](client& one) { one.subject_type = "Public"; }) == unsound("subject_type"));
  BOOST_TEST(with([](client& one) { one.default_max_age = -1; }) == unsound("default_max_age"));
  for (const char* name : {"client_name", "#sv", "client_name#"})
    BOOST_TEST(with([&](client& one) { one.in_other_languages = {{name, "Butik"}}; }) == unsound("in_other_languages"), name);
}

BOOST_AUTO_TEST_CASE(a_front_channel_logout_comes_to_where_sign_ins_come) {
  const auto ending_at = [](const char* uri) {
    return with([uri](rc::client_metadata& client) { client.frontchannel_logout_uri = uri; });
  };
  for (const char* good : {"https://app.example/end", "https://APP.example:443/end?a=b"}) BOOST_TEST(ending_at(good) == "accepted");
  for (const char* bad : {"https://other.example/end", "https://app.example:8443/end", "http://app.example/end",
                          "https://sub.app.example/end", "https://app.example.evil/end"})
    BOOST_TEST(ending_at(bad) == unsound("frontchannel_logout_uri"), bad);
}

BOOST_AUTO_TEST_CASE(a_sector_identifier_names_every_redirect_uri) {
  rc::client_metadata client = usual();
  client.redirect_uris.push_back("https://other.example/");
  const auto checking = [&](const char* document) { return outcome(rc::check_sector_identifier(document, client)); };
  BOOST_TEST(checking(R"(["https://other.example/","https://app.example/callback",1])") == "accepted");
  BOOST_TEST(checking(R"(["https://app.example/callback"])") == unsound("sector_identifier_uri"));
  BOOST_TEST(checking(R"({"a":1})") == unsound("sector_identifier_uri"));
  BOOST_TEST(checking("<html>") == "json_syntax in registration");
}

BOOST_AUTO_TEST_SUITE_END()
