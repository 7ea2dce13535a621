// SPDX-License-Identifier: BSL-1.0
// The whole relying party at the provider: every response type and mode, every way of the request, and what follows a sign-in.
#include "at_provider.hpp"
#include <rowclaim/jose/encryption_key.hpp>
#include <rowclaim/jose/key_generation.hpp>
#include <rowclaim/jose/public_jwk.hpp>
#include <rowclaim/oidc/dpop.hpp>
#include <rowclaim/oidc/pending_sign_ins.hpp>
#include <rowclaim/oidc/relying_party.hpp>
#include <rowclaim/oidc/token_decryption.hpp>

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/provider.hpp>

#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::at_provider;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(flows)

namespace {

constexpr const char* long_secret = "app-secret-that-is-long-enough-for-a-key";

mock_idp::client_registry registered(void (*change)(mock_idp::client&) = nullptr) {
  auto clients = mock_idp::default_clients();
  clients["app"].secret = long_secret;
  if (change != nullptr) change(clients["app"]);
  return clients;
}

rc::relying_party_options client() {
  auto options = at_provider::client();
  options.client.client_secret = rc::secret(long_secret);
  return options;
}

/// The client's key, made once, and what is registered of it.
const rc::signing_key& own_key() {
  static const rc::signing_key made = rc::generate_signing_key(rc::algorithm::es256).value();
  return made;
}
boost::json::object published() { return {{"keys", boost::json::array{rc::public_jwk(own_key()).value()}}}; }

constexpr rc::response_type all_types[] = {rc::response_type::code,           rc::response_type::id_token,
                                           rc::response_type::id_token_token, rc::response_type::code_id_token,
                                           rc::response_type::code_token,     rc::response_type::code_id_token_token};
constexpr rc::response_mode all_modes[] = {rc::response_mode::query,        rc::response_mode::fragment,
                                           rc::response_mode::form_post,    rc::response_mode::query_jwt,
                                           rc::response_mode::fragment_jwt, rc::response_mode::form_post_jwt};

}  // namespace

BOOST_AUTO_TEST_CASE(signs_people_in_by_every_response_type_in_every_mode) {
  at_provider at({.clients = registered()});
  int signed_in = 0;
  for (const auto type : all_types)
    for (const auto mode : all_modes) {
      auto options = client();
      options.response_type = type;
      options.response_mode = mode;
      const auto done = at.sign_in(options);
      const std::string what = std::string(name(type)) + " by " + std::string(name(mode));
      if (!rc::may_come_by(type, mode)) {
        BOOST_TEST(outcome(done) == "client_misconfigured in authorization_request (response_mode)", what);
        continue;
      }
      BOOST_TEST(outcome(done) == "accepted", what);
      if (!done) continue;
      ++signed_in;
      BOOST_TEST(done->id_token.subject() == "alice", what);
      BOOST_TEST(done->access_token.is_empty() == (type == rc::response_type::id_token), what);
      BOOST_TEST(done->userinfo.has_value() == !done->access_token.is_empty(), what);
    }
  BOOST_TEST(signed_in == 26);
}

BOOST_AUTO_TEST_CASE(encrypted_responses_find_the_sign_in_that_waits_for_them) {
  at_provider at({.clients = registered([](mock_idp::client& app) {
                    app.authorization_encrypted_response_alg = "dir";
                    app.authorization_encrypted_response_enc = "A128CBC-HS256";
                  })});
  rc::sign_ins_in_memory store;
  rc::pending_sign_ins sign_ins(store, {}, at.clock);
  for (const auto mode : {rc::response_mode::query_jwt, rc::response_mode::fragment_jwt, rc::response_mode::form_post_jwt}) {
    auto options = client();
    options.response_mode = mode;
    options.response_decryption =
        rc::client_secret_decryption(options.client.client_secret, rc::key_management::dir, rc::content_encryption::a128cbc_hs256)
            .value();
    rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), options, at.transport, at.clock);
    auto started = party.begin_sign_in();
    BOOST_REQUIRE_MESSAGE(started, outcome(started));
    const auto browser = sign_ins.keep(std::move(started->pending), "");
    BOOST_REQUIRE_MESSAGE(browser, outcome(browser));
    const mock_idp::browser_request next = at.provider.answer(started->url, "alice");
    const auto response = next.method == "POST" ? rc::authorization_response::in_form(next.body, next.url)
                                                : rc::authorization_response::at_url(next.url);
    BOOST_TEST(outcome(sign_ins.take(response, browser->reveal())) == "state_missing in callback", name(mode));
    // Who has not the client's key sees nothing.
    options.response_decryption.reset();
    const rc::relying_party without_key(party.provider(), options, at.transport, at.clock);
    BOOST_TEST(outcome(sign_ins.take(response, browser->reveal(), without_key.responses())) == "token_malformed in signature");
    auto pending = sign_ins.take(response, browser->reveal(), party.responses());
    BOOST_REQUIRE_MESSAGE(pending, outcome(pending));
    BOOST_TEST(outcome(party.finish_sign_in(std::move(*pending), response)) == "accepted", name(mode));
    BOOST_TEST(outcome(sign_ins.take(response, browser->reveal(), party.responses())) == "sign_in_unknown in callback");
  }
}

BOOST_AUTO_TEST_CASE(requests_travel_as_signed_tokens_and_through_the_back) {
  const auto with_key = [](mock_idp::client& app) {
    app.jwks = published();
    app.request_object_signing_alg = "ES256";
    app.require_signed_request_object = true;
  };
  at_provider at({.clients = registered(with_key)});
  auto options = client();
  options.request_object = {.object = {.key = own_key()}};
  BOOST_TEST(outcome(at.sign_in(options)) == "accepted");
  options.pushes_requests = true;
  BOOST_TEST(outcome(at.sign_in(options)) == "accepted");
  options.request_object.reset();
  at.provider.forget_requests();
  // The provider is told to take signed requests alone.
  BOOST_TEST(outcome(at.sign_in(options)).starts_with("provider_refused in authorization_request"));
  BOOST_TEST(at.provider.count_requests("/authorize") == 0u);

  at_provider plain({.clients = registered()});
  BOOST_TEST(outcome(plain.sign_in(options)) == "accepted");
  for (const auto& request : plain.provider.requests())
    if (request.path == "/authorize") BOOST_TEST(!request.parameters.has("state"));
}

BOOST_AUTO_TEST_CASE(authenticates_by_assertions) {
  for (const auto method : {rc::client_authentication::client_secret_jwt, rc::client_authentication::private_key_jwt}) {
    auto clients = registered([](mock_idp::client& app) { app.jwks = published(); });
    clients["app"].token_endpoint_auth_method = name(method);
    at_provider at({.clients = std::move(clients)});
    auto options = client();
    options.client.method = method;
    if (method == rc::client_authentication::private_key_jwt) options.client.assertion_key = own_key();
    BOOST_TEST(outcome(at.sign_in(options)) == "accepted", name(method));
  }
}

BOOST_AUTO_TEST_CASE(binds_tokens_to_a_key_also_where_nonces_are_wanted) {
  at_provider at({.clients = registered([](mock_idp::client& app) { app.dpop_bound_access_tokens = true; }),
                  .services = {.demands_dpop_nonce = true, .demands_dpop_nonce_at_resources = true}});
  auto options = client();
  BOOST_TEST(outcome(at.sign_in(options)).starts_with("provider_refused in token_request"));
  at.provider.forget_requests();
  options.dpop = rc::dpop_prover::make(rc::algorithm::es256, at.clock).value();
  const auto done = at.sign_in(options);
  BOOST_TEST(outcome(done) == "accepted");
  BOOST_TEST((done && done->token_type == rc::access_token_type::dpop));
  // Each server says its nonce in its refusal of the first proof.
  BOOST_TEST(at.provider.count_requests("/token") == 2u);
  BOOST_TEST(at.provider.count_requests("/userinfo") == 2u);
}

BOOST_AUTO_TEST_CASE(takes_id_tokens_of_the_client_secret_where_that_was_agreed_alone) {
  at_provider at({.clients = registered(
                      [](mock_idp::client& app) { app.id_token_signed_response_alg = mock_idp::signing_algorithm::HS256; })});
  auto options = client();
  BOOST_TEST(outcome(at.sign_in(options)) == "algorithm_not_allowed in signature (alg)");
  options.id_token_algorithms = {rc::algorithm::hs256};
  BOOST_TEST(outcome(at.sign_in(options)) == "accepted");
}

BOOST_AUTO_TEST_CASE(responses_and_userinfo_may_be_signed_by_the_client_secret_too) {
  at_provider at({.clients = registered([](mock_idp::client& app) {
                    app.authorization_signed_response_alg = "HS256";
                    app.userinfo_signed_response_alg = "HS256";
                  })});
  auto options = client();
  options.response_mode = rc::response_mode::query_jwt;
  BOOST_TEST(outcome(at.sign_in(options)) == "algorithm_not_allowed in signature (alg)");
  options.response_algorithms = {rc::algorithm::hs256};
  options.userinfo_algorithms = rc::algorithm_set{rc::algorithm::hs256};
  const auto done = at.sign_in(options);
  BOOST_TEST(outcome(done) == "accepted");
  BOOST_TEST((done && done->userinfo));
}

BOOST_AUTO_TEST_CASE(userinfo_is_what_was_registered) {
  at_provider at({.clients = registered([](mock_idp::client& app) { app.userinfo_signed_response_alg = "RS256"; })});
  auto options = client();
  BOOST_TEST(outcome(at.sign_in(options)) == "content_type_unexpected in userinfo");
  options.userinfo_algorithms = rc::algorithm_set{rc::algorithm::rs256};
  BOOST_TEST(outcome(at.sign_in(options)) == "accepted");
  options.userinfo_token_place = rc::access_token_place::form_body;
  BOOST_TEST(outcome(at.sign_in(options)) == "accepted");
}

BOOST_AUTO_TEST_CASE(a_session_is_kept_fresh) {
  at_provider at({.clients = registered(), .valid_for = {.access_token = std::chrono::seconds(100)}});
  auto options = client();
  options.scopes = {"openid", "offline_access"};
  rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), options, at.transport, at.clock);
  const auto done = at.sign_in_at(party);
  BOOST_REQUIRE_MESSAGE(done, outcome(done));
  BOOST_REQUIRE(!done->refresh_token.is_empty());
  rc::token_session session = party.make_session(*done);
  const auto first = session.access();
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(first->access_token.matches(done->access_token.reveal()));
  at.time.advance(std::chrono::seconds(90));
  std::vector<std::string> outcomes(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& told : outcomes) threads.emplace_back([&] { told = outcome(session.access()); });
  }
  for (const std::string& told : outcomes) BOOST_TEST(told == "accepted");
  // The code's exchange, and one refresh for all.
  BOOST_TEST(at.provider.count_requests("/token") == 2u);
  BOOST_TEST(!session.access()->access_token.matches(done->access_token.reveal()));
}

BOOST_AUTO_TEST_CASE(a_logout_begins_at_the_provider_and_comes_back) {
  auto clients = registered([](mock_idp::client& app) { app.post_logout_redirect_uris = {"http://127.0.0.1:8080/bye"}; });
  at_provider at({.clients = std::move(clients)});
  auto options = client();
  options.post_logout_redirect_uris = {"http://127.0.0.1:8080/bye"};
  rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), options, at.transport, at.clock);
  const auto done = at.sign_in_at(party);
  BOOST_REQUIRE(done.has_value());
  auto begun = party.begin_logout({.id_token = &done->id_token.encoded(), .post_logout_redirect_uri = "http://127.0.0.1:8080/bye"});
  BOOST_REQUIRE_MESSAGE(begun, outcome(begun));
  BOOST_TEST(begun->url.starts_with(at.provider.issuer() + "/end_session?"));
  BOOST_TEST(outcome(party.begin_logout({.post_logout_redirect_uri = "http://evil.example/"})) ==
             "client_misconfigured in logout (post_logout_redirect_uri)");
}

BOOST_AUTO_TEST_CASE(two_hundred_people_sign_in_at_once) {
  at_provider at({.clients = registered()});
  rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), client(), at.transport, at.clock);
  std::vector<std::string> outcomes(200);
  {
    std::vector<std::jthread> people;
    for (std::string& told : outcomes) people.emplace_back([&] { told = outcome(at.sign_in_at(party)); });
  }
  for (const std::string& told : outcomes) BOOST_TEST(told == "accepted");
  BOOST_TEST(at.provider.count_requests("/jwks") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
