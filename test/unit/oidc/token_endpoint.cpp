// SPDX-License-Identifier: BSL-1.0
// The exchange of a code.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/token_endpoint.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

namespace rc = rowclaim;
using rowclaim_test::header_of;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(token_endpoint)

namespace {

rc::client_identification client() { return {.client_id = "app", .client_secret = rc::secret("word")}; }

constexpr rc::seconds_since_epoch now = 1'700'000'000;

rc::back_channel channel_over(scripted_transport& transport, const rc::dpop_prover* prover = nullptr) {
  return {transport, "https://a.example", client(), rc::clock::reading(now), prover};
}

rc::result<rc::token_response> redeem(scripted_transport& transport, const rc::token_response_rules& rules = {},
                                      const rc::dpop_prover* prover = nullptr) {
  return rc::redeem_code(channel_over(transport, prover), "https://a.example/token", rc::secret("the code"), rc::secret("verifier"),
                         "https://app.example/callback", rules);
}

std::string answered(const std::string& body, int status = 200, std::string type = "application/json") {
  scripted_transport transport;
  transport.will_answer(body, status, std::move(type));
  const std::string said = outcome(redeem(transport));
  BOOST_TEST(transport.requests.size() == 1u);
  return said;
}

const std::string good =
    R"({"access_token":"at","token_type":"Bearer","id_token":"it","expires_in":300,"scope":"openid","refresh_token":"rt"})";

}  // namespace

BOOST_AUTO_TEST_CASE(sends_the_code_with_its_verifier_and_the_clients_name) {
  scripted_transport transport;
  transport.will_answer(good);
  const auto tokens = redeem(transport);
  BOOST_REQUIRE(tokens.has_value());
  BOOST_TEST(tokens->access_token.reveal() == "at");
  BOOST_TEST(tokens->id_token.reveal() == "it");
  BOOST_TEST(tokens->refresh_token.reveal() == "rt");
  BOOST_TEST(tokens->expires_in.value() == 300);
  BOOST_TEST(tokens->scope == "openid");
  const rc::http_request& sent = transport.requests.at(0);
  BOOST_TEST(sent.method == "POST");
  BOOST_TEST(sent.url == "https://a.example/token");
  BOOST_TEST(header_of(sent, "Content-Type") == "application/x-www-form-urlencoded");
  BOOST_TEST(header_of(sent, "Authorization") == "Basic YXBwOndvcmQ=");
  BOOST_TEST(
      sent.body ==
      "grant_type=authorization_code&code=the+code&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&code_verifier=verifier");
}

BOOST_AUTO_TEST_CASE(takes_bearer_in_any_case_and_does_without_the_optional_members) {
  for (const char* type : {"Bearer", "bearer", "bEARER"})
    BOOST_TEST(answered(R"({"access_token":"at","id_token":"it","token_type":")" + std::string(type) + "\"}") == "accepted");
}

BOOST_AUTO_TEST_CASE(names_what_is_missing) {
  BOOST_TEST(answered(R"({"token_type":"Bearer","id_token":"it"})") == "access_token_missing in token_request");
  BOOST_TEST(answered(R"({"token_type":"Bearer","access_token":"at"})") == "id_token_missing in token_request");
  BOOST_TEST(answered(R"({"access_token":"at","id_token":"it"})") == "token_type_unexpected in token_request");
  BOOST_TEST(answered(R"({"access_token":"at","id_token":"it","token_type":"mac"})") == "token_type_unexpected in token_request");
  BOOST_TEST(answered("{}") == "token_type_unexpected in token_request");
}

BOOST_AUTO_TEST_CASE(names_what_has_another_type) {
  const auto with = [](const std::string& member) {
    return answered(R"({"access_token":"at","id_token":"it","token_type":"Bearer",)" + member + "}");
  };
  for (const char* value : {"\"300\"", "-1", "1.5", "null", "1e400"})
    BOOST_TEST(with(R"("expires_in":)" + std::string(value)) != "accepted", value);
  BOOST_TEST(with(R"("expires_in":"300")") == "json_wrong_type in token_request (expires_in)");
  BOOST_TEST(with(R"("refresh_token":1)") == "json_wrong_type in token_request (refresh_token)");
  BOOST_TEST(with(R"("scope":["a"])") == "json_wrong_type in token_request (scope)");
  BOOST_TEST(with(R"("access_token":"other")") == "json_duplicate_member in token_request");
  BOOST_TEST(answered(R"({"access_token":1,"id_token":"it","token_type":"Bearer"})") ==
             "json_wrong_type in token_request (access_token)");
  BOOST_TEST(answered(R"({"access_token":"at","id_token":{},"token_type":"Bearer"})") ==
             "json_wrong_type in token_request (id_token)");
}

BOOST_AUTO_TEST_CASE(refuses_access_tokens_that_no_header_can_carry) {
  for (const char* token : {"", "a b", "a\\r\\nX: y", "a\\u0000", "\\u00e9"})
    BOOST_TEST(answered(R"({"id_token":"it","token_type":"Bearer","access_token":")" + std::string(token) + "\"}") ==
               "response_malformed in token_request (access_token)");
}

BOOST_AUTO_TEST_CASE(names_the_providers_errors) {
  BOOST_TEST(answered(R"({"error":"invalid_grant","error_description":"canary"})", 400) ==
             "provider_refused in token_request (invalid_grant)");
  BOOST_TEST(answered(R"({"error":"invalid_client"})", 401) == "provider_refused in token_request (invalid_client)");
  BOOST_TEST(answered(R"({"error":"canary"})", 400) == "provider_refused in token_request (a code that is not registered)");
  BOOST_TEST(answered(R"({"error":"invalid_grant","access_token":"at","id_token":"it","token_type":"Bearer"})") ==
             "provider_refused in token_request (invalid_grant)");
  BOOST_TEST(answered(R"({"error":1})") == "json_wrong_type in token_request (error)");
}

BOOST_AUTO_TEST_CASE(refuses_other_answers) {
  for (const int status : {201, 403, 404, 500, 503}) BOOST_TEST(answered(good, status) == "status_unexpected in token_request");
  BOOST_TEST(answered("<html>", 400, "text/html") == "status_unexpected in token_request");
  BOOST_TEST(answered(good, 400) == "status_unexpected in token_request");
  BOOST_TEST(answered(good, 200, "text/plain") == "content_type_unexpected in token_request");
  BOOST_TEST(answered("<html>") == "json_syntax in token_request");
  scripted_transport late;
  late.will_fail(rc::errc::deadline_exceeded);
  BOOST_TEST(outcome(redeem(late)) == "deadline_exceeded in token_request");
}

BOOST_AUTO_TEST_CASE(takes_a_token_bound_to_the_key_that_was_proved_and_no_other) {
  const auto prover = rc::dpop_prover::make();
  const auto typed = [&](const char* type, const rc::dpop_prover* with, rc::token_response_rules rules = {}) {
    scripted_transport transport;
    transport.will_answer(R"({"access_token":"at","id_token":"it","token_type":")" + std::string(type) + "\"}");
    const auto tokens = redeem(transport, rules, with);
    return tokens ? std::string(name(tokens->token_type)) : outcome(tokens);
  };
  for (const char* type : {"DPoP", "dpop", "dPOP"}) BOOST_TEST(typed(type, &*prover) == "DPoP");
  BOOST_TEST(typed("Bearer", &*prover) == "token_type_unexpected in token_request");
  BOOST_TEST(typed("DPoP", nullptr) == "token_type_unexpected in token_request");
  BOOST_TEST(typed("Bearer", &*prover, {.allow_unbound_tokens = true}) == "Bearer");
  BOOST_TEST(typed("mac", &*prover, {.allow_unbound_tokens = true}) == "token_type_unexpected in token_request");
}

BOOST_AUTO_TEST_CASE(a_scope_that_is_not_named_is_the_one_that_was_asked_for) {
  scripted_transport transport;
  transport.will_answer(R"({"access_token":"at","id_token":"it","token_type":"Bearer"})");
  const auto tokens = redeem(transport, {.requested_scope = "openid email"});
  BOOST_REQUIRE(tokens.has_value());
  BOOST_TEST(tokens->scope == "openid email");
  BOOST_TEST(!tokens->expires_in);
}

BOOST_AUTO_TEST_CASE(ignores_members_that_it_does_not_know) {
  BOOST_TEST(answered(R"({"access_token":"at","id_token":"it","token_type":"Bearer","more":{"a":[1]}})") == "accepted");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_of_another_type_or_there_twice_or_too_long) {
  const auto with = [](const std::string& name, const std::string& value) {
    std::string body = R"({"more":0)";
    for (const auto& [member, usual] : std::map<std::string, std::string>{{"access_token", R"("at")"},
                                                                          {"id_token", R"("it")"},
                                                                          {"token_type", R"("Bearer")"},
                                                                          {"refresh_token", R"("rt")"},
                                                                          {"scope", R"("openid")"},
                                                                          {"expires_in", "300"}})
      body.append(",\"").append(member).append("\":").append(member == name ? value : usual);
    return answered(body + "}");
  };
  BOOST_TEST(with("", "") == "accepted");
  for (const char* name : {"access_token", "id_token", "token_type", "refresh_token", "scope"}) {
    for (const char* value : {"1", "null", "true", "[]", "{}", R"(["a"])"})
      BOOST_TEST(with(name, value) == std::string("json_wrong_type in token_request (") + name + ")");
    BOOST_TEST(with(name, "\"" + std::string(70'000, 'x') + "\"") == "json_string_too_long in token_request");
    BOOST_TEST(with("scope", std::string(R"("a",")") + name + R"(":"b")") == "json_duplicate_member in token_request");
  }
  for (const char* value : {"\"300\"", "-1", "1.5", "null", "true", "[]", "{}", "1e3", "18446744073709551615"})
    BOOST_TEST(with("expires_in", value) == "json_wrong_type in token_request (expires_in)");
  BOOST_TEST(with("expires_in", std::string(100, '9')) == "json_bad_number in token_request");
  BOOST_TEST(with("expires_in", "9223372036854775807") == "accepted");
}

BOOST_AUTO_TEST_CASE(refreshes_with_or_without_an_id_token) {
  scripted_transport transport;
  transport.will_answer(R"({"access_token":"at2","token_type":"Bearer","refresh_token":"rt2","expires_in":0})");
  const auto tokens = rc::refresh_tokens(channel_over(transport), "https://a.example/token", rc::secret("rt 1"), "openid");
  BOOST_REQUIRE(tokens.has_value());
  BOOST_TEST(tokens->access_token.reveal() == "at2");
  BOOST_TEST(tokens->id_token.is_empty());
  BOOST_TEST(tokens->refresh_token.reveal() == "rt2");
  BOOST_TEST(tokens->scope == "openid");
  BOOST_TEST(tokens->expires_in.value() == 0);
  BOOST_TEST(transport.requests.at(0).body == "grant_type=refresh_token&refresh_token=rt+1&scope=openid");
  BOOST_TEST(header_of(transport.requests.at(0), "Authorization") == "Basic YXBwOndvcmQ=");

  transport.will_answer(R"({"access_token":"at2","token_type":"Bearer"})");
  BOOST_TEST(outcome(rc::refresh_tokens(channel_over(transport), "https://a.example/token", rc::secret("rt"))) == "accepted");
  BOOST_TEST(transport.requests.at(1).body == "grant_type=refresh_token&refresh_token=rt");
  transport.will_answer(R"({"error":"invalid_grant"})", 400);
  BOOST_TEST(outcome(rc::refresh_tokens(channel_over(transport), "https://a.example/token", rc::secret("rt"))) ==
             "provider_refused in token_request (invalid_grant)");
}

BOOST_AUTO_TEST_CASE(asks_in_its_own_name_and_keeps_no_id_token) {
  scripted_transport transport;
  transport.will_answer(R"({"access_token":"at","token_type":"Bearer","id_token":"it"})");
  const auto tokens = rc::request_client_credentials(channel_over(transport), "https://a.example/token", "read",
                                                     {{"resource", "https://api.example/"}});
  BOOST_REQUIRE(tokens.has_value());
  BOOST_TEST(tokens->id_token.is_empty());
  BOOST_TEST(transport.requests.at(0).body == "grant_type=client_credentials&scope=read&resource=https%3A%2F%2Fapi.example%2F");
  const rc::back_channel public_client(transport, "https://a.example",
                                       {.client_id = "app", .method = rc::client_authentication::none});
  BOOST_TEST(outcome(rc::request_client_credentials(public_client, "https://a.example/token")) ==
             "client_misconfigured in token_request (public client)");
  BOOST_TEST(transport.requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(asks_for_a_device_s_tokens) {
  scripted_transport transport;
  for (const char* code : {"authorization_pending", "slow_down", "expired_token", "access_denied"}) {
    transport.will_answer(R"({"error":")" + std::string(code) + "\"}", 400);
    BOOST_TEST(outcome(rc::poll_device_code(channel_over(transport), "https://a.example/token", rc::secret("dc"))) ==
               "provider_refused in token_request (" + std::string(code) + ")");
  }
  BOOST_TEST(transport.requests.at(0).body == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=dc");
}

BOOST_AUTO_TEST_SUITE_END()
