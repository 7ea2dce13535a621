// SPDX-License-Identifier: BSL-1.0
// Registering a client, and taking of the answer what can be worked with.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/registration.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::header_of;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(registration)

namespace {

const char* const endpoint = "https://op.example/register";

rc::client_metadata usual() { return {.redirect_uris = {"https://app.example/callback"}, .client_name = "Shop"}; }

json::object answer() {
  return {{"client_id", "c1"},
          {"client_secret", "word"},
          {"client_secret_expires_at", 2000},
          {"client_id_issued_at", 1000},
          {"registration_access_token", "rat"},
          {"registration_client_uri", "https://op.example/clients?id=c1"},
          {"redirect_uris", json::array{"https://app.example/callback"}},
          {"something_else", {{"a", 1}}}};
}

std::string registering(const char* name, const json::value& value, rc::client_metadata asked = usual(),
                        const rc::registration_options& options = {}) {
  json::object body = answer();
  if (name != nullptr) body[name] = value;
  scripted_transport transport;
  transport.will_answer(json::serialize(body), 201);
  return outcome(rc::register_client(transport, endpoint, asked, options));
}

std::string without(const char* name) {
  json::object body = answer();
  body.erase(name);
  scripted_transport transport;
  transport.will_answer(json::serialize(body), 201);
  return outcome(rc::register_client(transport, endpoint, usual()));
}

std::string unacceptable(const std::string& what) { return "registration_unacceptable in registration (" + what + ")"; }

}  // namespace

BOOST_AUTO_TEST_CASE(registers_and_uses_what_was_returned) {
  scripted_transport transport;
  json::object body = answer();
  body["client_name"] = "Shop (checked)";
  body["response_types"] = {"code", "code id_token"};
  body["id_token_signed_response_alg"] = "RS256";
  transport.will_answer(json::serialize(body), 201);
  const auto client = rc::register_client(transport, endpoint, usual(), {.initial_access_token = rc::secret("first")});
  BOOST_REQUIRE_MESSAGE(client.has_value(), outcome(client));
  BOOST_TEST(client->client_id == "c1");
  BOOST_TEST(client->client_secret.matches("word"));
  BOOST_TEST(client->client_secret_expires_at.value() == 2000);
  BOOST_TEST(client->client_id_issued_at.value() == 1000);
  BOOST_TEST(client->registration_client_uri == "https://op.example/clients?id=c1");
  BOOST_TEST(client->metadata.client_name == "Shop (checked)");
  BOOST_TEST(client->metadata.response_types.size() == 2u);
  BOOST_TEST(client->metadata.application_type == "web");
  BOOST_TEST((client->id_token_algorithms() == rc::algorithm_set{rc::algorithm::rs256}));
  const rc::http_request& sent = transport.requests.at(0);
  BOOST_TEST(sent.method == "POST");
  BOOST_TEST(sent.url == endpoint);
  BOOST_TEST(header_of(sent, "Authorization") == "Bearer first");
  BOOST_TEST(header_of(sent, "Content-Type") == "application/json");
  BOOST_TEST(json::parse(sent.body).at("redirect_uris") == json::array{"https://app.example/callback"});
}

BOOST_AUTO_TEST_CASE(sends_nothing_that_is_unsound) {
  scripted_transport transport;
  BOOST_TEST(outcome(rc::register_client(transport, endpoint, {.redirect_uris = {}})) ==
             "client_metadata_unsound in registration (redirect_uris)");
  BOOST_TEST(outcome(rc::register_client(transport, "", usual())) ==
             "metadata_unsupported in registration (registration_endpoint)");
  BOOST_TEST(transport.requests.empty());
}

BOOST_AUTO_TEST_CASE(a_secret_serves_until_it_expires) {
  scripted_transport transport;
  transport.will_answer(json::serialize(answer()), 201);
  const auto client = rc::register_client(transport, endpoint, usual());
  BOOST_REQUIRE(client.has_value());
  const auto now = client->identification(1999);
  BOOST_REQUIRE(now.has_value());
  BOOST_TEST(now->client_id == "c1");
  BOOST_TEST(now->client_secret.matches("word"));
  BOOST_TEST((now->method == rc::client_authentication::client_secret_basic));
  BOOST_TEST(outcome(client->identification(2000)) == "client_secret_expired in registration");
  json::object lasting = answer();
  lasting["client_secret_expires_at"] = 0;
  transport.will_answer(json::serialize(lasting), 201);
  BOOST_TEST(outcome(rc::register_client(transport, endpoint, usual())->identification(1LL << 40)) == "accepted");
}

BOOST_AUTO_TEST_CASE(requires_what_belongs_together) {
  BOOST_TEST(without("client_id") == "json_missing_member in registration (client_id)");
  BOOST_TEST(registering("client_id", "") == "json_missing_member in registration (client_id)");
  BOOST_TEST(without("client_secret_expires_at") == "json_missing_member in registration (client_secret_expires_at)");
  BOOST_TEST(without("client_secret") == unacceptable("client_secret"));
  BOOST_TEST(without("registration_access_token") == "json_missing_member in registration (registration_access_token)");
  BOOST_TEST(without("registration_client_uri") == "json_missing_member in registration (registration_client_uri)");
  BOOST_TEST(without("client_id_issued_at") == "accepted");
  BOOST_TEST(registering("registration_client_uri", "http://op.example/") ==
             "url_not_https in registration (registration_client_uri)");
  BOOST_TEST(registering("registration_access_token", "a\nb") == "response_malformed in registration (registration_access_token)");
}

BOOST_AUTO_TEST_CASE(refuses_members_of_another_type) {
  const json::value others[] = {
      json::value(true),          json::value(-1), json::value(1.5), json::value("text"), json::value(json::array{1}),
      json::value(json::object{})};
  const auto refuses = [&](std::string_view name, auto is_right) {
    for (const json::value& wrong : others)
      if (!is_right(wrong))
        BOOST_TEST(registering(std::string(name).c_str(), wrong) == "json_wrong_type in registration (" + std::string(name) + ")");
  };
  const auto is_text = [](const json::value& value) { return value.is_string(); };
  for (const char* name : {"client_id", "client_secret", "registration_access_token", "registration_client_uri"})
    refuses(name, is_text);
  for (const char* name : {"client_secret_expires_at", "client_id_issued_at", "default_max_age"})
    refuses(name, [](const json::value&) { return false; });
  for (const auto& [name, place] : rc::detail::client_texts) refuses(name, is_text);
  for (const auto& [name, place] : rc::detail::client_lists) refuses(name, [](const json::value&) { return false; });
  for (const auto& [name, place] : rc::detail::client_flags)
    refuses(name, [](const json::value& value) { return value.is_bool(); });
  BOOST_TEST(registering("client_id", json::string(70'000, 'a')) == "json_string_too_long in registration");
}

// As in metadata of providers: some servers say null for what is not registered.
BOOST_AUTO_TEST_CASE(a_member_that_is_null_is_not_there) {
  for (const auto& [name, place] : rc::detail::client_texts)
    BOOST_TEST(registering(std::string(name).c_str(), nullptr) == "accepted", name);
  for (const auto& [name, place] : rc::detail::client_lists)
    BOOST_TEST(registering(std::string(name).c_str(), nullptr) == "accepted", name);
  for (const auto& [name, place] : rc::detail::client_flags)
    BOOST_TEST(registering(std::string(name).c_str(), nullptr) == "accepted", name);
  for (const char* name : {"client_id_issued_at", "default_max_age"}) BOOST_TEST(registering(name, nullptr) == "accepted");
  BOOST_TEST(registering("client_id", nullptr) == "json_missing_member in registration (client_id)");
  BOOST_TEST(registering("client_secret", nullptr) == unacceptable("client_secret"));
  BOOST_TEST(registering("client_secret_expires_at", nullptr) == "json_missing_member in registration (client_secret_expires_at)");
  BOOST_TEST(registering("registration_access_token", nullptr) ==
             "json_missing_member in registration (registration_access_token)");
}

BOOST_AUTO_TEST_CASE(takes_no_other_addresses_kinds_and_ages_than_it_asked_for) {
  rc::client_metadata asked = usual();
  asked.jwks_uri = "https://app.example/keys";
  asked.subject_type = "pairwise";
  asked.sector_identifier_uri = "https://app.example/sector";
  asked.initiate_login_uri = "https://app.example/begin";
  asked.frontchannel_logout_uri = "https://app.example/front";
  asked.backchannel_logout_uri = "https://app.example/back";
  asked.tls_client_auth_subject_dn = "CN=app";
  asked.tls_client_auth_san_dns = "app.example";
  asked.default_max_age = 60;
  asked.post_logout_redirect_uris = {"https://app.example/bye", "https://app.example/ended"};
  asked.request_uris = {"https://app.example/request"};
  for (const char* name : {"jwks_uri", "sector_identifier_uri", "initiate_login_uri", "frontchannel_logout_uri",
                           "backchannel_logout_uri", "tls_client_auth_subject_dn", "tls_client_auth_san_dns"}) {
    BOOST_TEST(registering(name, "https://evil.example/", asked) == unacceptable(name));
    BOOST_TEST(registering(name, "", asked) == unacceptable(name));
    BOOST_TEST(registering(name, "https://provider.example/default") == "accepted", name);
  }
  BOOST_TEST(registering("subject_type", "public", asked) == unacceptable("subject_type"));
  BOOST_TEST(registering("subject_type", "public") == "accepted");
  BOOST_TEST(registering("application_type", "native", asked) == unacceptable("application_type"));
  BOOST_TEST(registering("default_max_age", 999'999, asked) == unacceptable("default_max_age"));
  BOOST_TEST(registering("default_max_age", 60, asked) == "accepted");
  BOOST_TEST(registering("default_max_age", 999'999) == "accepted");
  for (const char* name : {"post_logout_redirect_uris", "request_uris"}) {
    BOOST_TEST(registering(name, json::array{"https://evil.example/"}, asked) == unacceptable(name));
    BOOST_TEST(registering(name, json::array{}, asked) == unacceptable(name));
    BOOST_TEST(registering(name, json::array{"https://app.example/more"}) == "accepted", name);
  }
  BOOST_TEST(registering("post_logout_redirect_uris",
                         json::array{"https://app.example/more", "https://app.example/ended", "https://app.example/bye"},
                         asked) == "accepted");
  // 3.2: what is left out is registered as it was asked for.
  BOOST_TEST(registering(nullptr, nullptr, asked) == "accepted");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_less_than_it_asked_for) {
  BOOST_TEST(registering("redirect_uris", json::array{"https://other.example/"}) == unacceptable("redirect_uris"));
  BOOST_TEST(registering("redirect_uris", json::array{}) == unacceptable("redirect_uris"));
  BOOST_TEST(registering("response_types", json::array{"id_token"}) == unacceptable("response_types"));
  BOOST_TEST(registering("token_endpoint_auth_method", "client_secret_post") == unacceptable("token_endpoint_auth_method"));
  BOOST_TEST(registering("token_endpoint_auth_method", "none") == unacceptable("token_endpoint_auth_method"));
  BOOST_TEST(registering("token_endpoint_auth_method", "magic") == unacceptable("token_endpoint_auth_method"));
  BOOST_TEST(registering("token_endpoint_auth_method", "client_secret_post", usual(),
                         {.accepted_methods = {rc::client_authentication::client_secret_post}}) == "accepted");
  BOOST_TEST(registering("id_token_signed_response_alg", "none") == unacceptable("id_token_signed_response_alg"));
  BOOST_TEST(registering("id_token_signed_response_alg", "HS256") == unacceptable("id_token_signed_response_alg"));
  rc::client_metadata asked = usual();
  asked.id_token_signed_response_alg = "ES256";
  BOOST_TEST(registering("id_token_signed_response_alg", "RS256", asked) == "accepted");
  BOOST_TEST(registering("id_token_signed_response_alg", "RS256", asked, {.accepted_id_token_algorithms = {}}) ==
             unacceptable("id_token_signed_response_alg"));
  BOOST_TEST(registering("userinfo_signed_response_alg", "none") == "accepted");
  BOOST_TEST(registering("userinfo_signed_response_alg", "RS256") == unacceptable("userinfo_signed_response_alg"));
  BOOST_TEST(registering("id_token_encrypted_response_alg", "RSA-OAEP") == unacceptable("id_token_encrypted_response_alg"));
  BOOST_TEST(registering("authorization_signed_response_alg", "RS256") == "accepted");
  asked.userinfo_signed_response_alg = "RS256";
  BOOST_TEST(registering("userinfo_signed_response_alg", "none", asked) == unacceptable("userinfo_signed_response_alg"));
  BOOST_TEST(registering("userinfo_signed_response_alg", "ES256", asked) == unacceptable("userinfo_signed_response_alg"));
  asked.dpop_bound_access_tokens = true;
  BOOST_TEST(registering("dpop_bound_access_tokens", false, asked) == unacceptable("dpop_bound_access_tokens"));
  BOOST_TEST(registering("require_pushed_authorization_requests", true) == "accepted");
}

BOOST_AUTO_TEST_CASE(names_the_error_of_the_provider) {
  const auto answered = [](std::string body, int status, std::string type = "application/json") {
    scripted_transport transport;
    transport.will_answer(std::move(body), status, std::move(type));
    return outcome(rc::register_client(transport, endpoint, usual()));
  };
  BOOST_TEST(answered(R"({"error":"invalid_redirect_uri"})", 400) == "provider_refused in registration (invalid_redirect_uri)");
  BOOST_TEST(answered(R"({"error":"invalid_client_metadata"})", 400) ==
             "provider_refused in registration (invalid_client_metadata)");
  BOOST_TEST(answered(R"({"error":"canary"})", 401) == "provider_refused in registration (a code that is not registered)");
  BOOST_TEST(answered(R"({"error":1})", 403) == "provider_refused in registration (a code that is not registered)");
  BOOST_TEST(answered("no", 403, "text/plain") == "provider_refused in registration (a code that is not registered)");
  BOOST_TEST(answered("{}", 500) == "status_unexpected in registration");
  BOOST_TEST(answered("", 204) == "status_unexpected in registration");
  BOOST_TEST(answered(json::serialize(answer()), 201, "text/html") == "content_type_unexpected in registration");
  BOOST_TEST(answered("[", 201) == "json_syntax in registration (the text ends too early)");
  BOOST_TEST(answered(R"({"client_id":"a","client_id":"b"})", 201) == "json_duplicate_member in registration");
}

BOOST_AUTO_TEST_CASE(looks_at_changes_and_removes_what_is_registered) {
  scripted_transport transport;
  transport.will_answer(json::serialize(answer()), 201);
  const auto client = rc::register_client(transport, endpoint, usual());
  BOOST_REQUIRE(client.has_value());

  transport.will_answer(R"({"client_id":"c1","client_name":"Other"})");
  const auto seen = rc::read_registration(transport, *client);
  BOOST_REQUIRE_MESSAGE(seen.has_value(), outcome(seen));
  BOOST_TEST(seen->metadata.client_name == "Other");
  BOOST_TEST(seen->client_secret.matches("word"));
  BOOST_TEST(seen->registration_access_token.matches("rat"));

  json::object changed = answer();
  changed["registration_access_token"] = "rat2";
  changed["client_secret"] = "word2";
  transport.will_answer(json::serialize(changed));
  rc::client_metadata wanted = usual();
  wanted.client_name = "Third";
  const auto updated = rc::update_registration(transport, *seen, wanted);
  BOOST_REQUIRE_MESSAGE(updated.has_value(), outcome(updated));
  BOOST_TEST(updated->registration_access_token.matches("rat2"));
  BOOST_TEST(updated->client_secret.matches("word2"));

  transport.will_answer("", 204, "");
  BOOST_TEST(outcome(rc::delete_registration(transport, *updated)) == "accepted");

  const std::pair<const char*, const char*> sent[] = {
      {"POST", ""}, {"GET", "Bearer rat"}, {"PUT", "Bearer rat"}, {"DELETE", "Bearer rat2"}};
  BOOST_REQUIRE(transport.requests.size() == std::size(sent));
  for (std::size_t i = 0; i < std::size(sent); ++i) {
    BOOST_TEST(transport.requests[i].method == sent[i].first);
    BOOST_TEST(header_of(transport.requests[i], "Authorization") == sent[i].second);
    if (i > 0) BOOST_TEST(transport.requests[i].url == "https://op.example/clients?id=c1");
  }
  const json::value put = json::parse(transport.requests[2].body);
  BOOST_TEST(put.at("client_id") == "c1");
  BOOST_TEST(put.at("client_secret") == "word");
  BOOST_TEST(put.at("client_name") == "Third");

  transport.will_answer(R"({"client_id":"c2"})");
  BOOST_TEST(outcome(rc::read_registration(transport, *client)) == unacceptable("client_id"));
  const rc::registered_client unmanaged{.client_id = "c1"};
  BOOST_TEST(outcome(rc::read_registration(transport, unmanaged)) ==
             "client_misconfigured in registration (no registration_client_uri)");
  BOOST_TEST(outcome(rc::delete_registration(transport, unmanaged)) ==
             "client_misconfigured in registration (no registration_client_uri)");
}

BOOST_AUTO_TEST_SUITE_END()
