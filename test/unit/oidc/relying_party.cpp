// SPDX-License-Identifier: BSL-1.0
// Whole sign-ins at the mock provider.
#include "at_provider.hpp"
#include <rowclaim/oidc/relying_party.hpp>

#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using mock_idp::signing_algorithm;
using rowclaim_test::at_provider;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(relying_party)

namespace {

std::string contents(const rc::verified_claims& claims) { return std::string(claims.json()); }

}  // namespace

BOOST_AUTO_TEST_CASE(signs_people_in_with_each_algorithm_and_client_authentication) {
  for (const auto algorithm : {signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::EdDSA})
    for (const auto method : {rc::client_authentication::client_secret_basic, rc::client_authentication::client_secret_post}) {
      auto clients = mock_idp::default_clients();
      clients["app"].token_endpoint_auth_method = name(method);
      clients["app"].must_use_pkce = true;
      at_provider at({.clients = clients, .algorithm = algorithm});
      auto client = at_provider::client();
      client.client.method = method;
      client.id_token_algorithms = {rc::algorithm_named(name_of(algorithm)).value()};
      const auto done = at.sign_in(client);
      BOOST_TEST(outcome(done) == "accepted", name_of(algorithm) << " " << name(method));
      if (!done) continue;
      BOOST_TEST(done->id_token.subject() == "alice");
      BOOST_TEST(done->id_token.issuer() == at.provider.issuer());
      BOOST_TEST(!done->access_token.is_empty());
      BOOST_REQUIRE(done->userinfo.has_value());
      BOOST_TEST(done->userinfo->subject() == "alice");
      BOOST_TEST(contents(done->claims()).find("alice@example.com") != std::string::npos);
      BOOST_TEST(at.provider.count_requests("/userinfo") == 1);
      BOOST_TEST(at.provider.count_requests("/jwks") == 1);
    }
}

BOOST_AUTO_TEST_CASE(signs_people_in_over_tls) {
  at_provider at({.tls = true});
  BOOST_TEST(at.provider.issuer().starts_with("https://"));
  BOOST_TEST(outcome(at.sign_in()) == "accepted");
}

BOOST_AUTO_TEST_CASE(signs_people_in_at_an_issuer_with_a_path) {
  at_provider at({.issuer_path = "/realms/demo"});
  BOOST_TEST(outcome(at.sign_in()) == "accepted");
}

BOOST_AUTO_TEST_CASE(a_public_client_needs_no_secret) {
  auto clients = mock_idp::default_clients();
  clients["app"].secret.clear();
  at_provider at({.clients = clients});
  auto client = at_provider::client();
  client.client.client_secret = {};
  client.client.method = rc::client_authentication::none;
  BOOST_TEST(outcome(at.sign_in(client)) == "accepted");
}

BOOST_AUTO_TEST_CASE(unites_claims_so_that_the_id_token_counts) {
  mock_idp::user_directory users;
  users["dave"] = {.claims = {{"city", "token"}, {"level", 1}},
                   .userinfo_claims = {{"city", "userinfo"}, {"iss", "https://evil.example"}, {"country", "userinfo"}}};
  at_provider at({.users = users});
  const auto done = at.sign_in(at_provider::client(), {}, "dave");
  BOOST_REQUIRE(done.has_value());
  const auto claims = rc::parse_strict_json_object(done->claims().json()).value();
  BOOST_TEST(claims.at("city").as_string() == "token");
  BOOST_TEST(claims.at("country").as_string() == "userinfo");
  BOOST_TEST(claims.at("iss").as_string() == at.provider.issuer());
  BOOST_TEST(claims.at("sub").as_string() == "dave");
  BOOST_TEST(contents(done->id_token.claims()).find("country") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(asks_for_userinfo_only_when_wanted) {
  at_provider at;
  auto client = at_provider::client();
  client.asks_for_userinfo = false;
  const auto done = at.sign_in(client);
  BOOST_REQUIRE(done.has_value());
  BOOST_TEST(!done->userinfo.has_value());
  BOOST_TEST(contents(done->claims()) == contents(done->id_token.claims()));
  BOOST_TEST(at.provider.count_requests("/userinfo") == 0);
}

BOOST_AUTO_TEST_CASE(a_callback_does_for_its_own_sign_in_alone) {
  at_provider at;
  rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), at_provider::client(), at.transport, at.clock);
  auto first = party.begin_sign_in();
  auto second = party.begin_sign_in();
  const std::string callback = at.provider.sign_in(first->url, "alice");
  BOOST_TEST(outcome(party.finish_sign_in(std::move(second->pending), callback)) == "state_mismatch in callback");
  BOOST_TEST(outcome(party.finish_sign_in(std::move(first->pending), callback)) == "accepted");
  // The sign-in is used up: what was moved away answers nothing.
  BOOST_TEST(!party.finish_sign_in(std::move(first->pending), callback).has_value());  // NOLINT(bugprone-use-after-move)
  BOOST_TEST(at.provider.count_requests("/token") == 1);
}

BOOST_AUTO_TEST_CASE(a_stored_sign_in_can_be_put_together_again) {
  at_provider at;
  rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), at_provider::client(), at.transport, at.clock);
  const auto started = party.begin_sign_in();
  rc::pending_sign_in again;
  again.issuer = started->pending.issuer;
  again.redirect_uri = started->pending.redirect_uri;
  again.state = rc::secret(std::string(started->pending.state.reveal()));
  again.nonce = rc::secret(std::string(started->pending.nonce.reveal()));
  again.code_verifier = rc::secret(std::string(started->pending.code_verifier.reveal()));
  again.started_at = started->pending.started_at;
  BOOST_TEST(outcome(party.finish_sign_in(std::move(again), at.provider.sign_in(started->url, "bob"))) == "accepted");
}

BOOST_AUTO_TEST_CASE(a_sign_in_expires) {
  at_provider at;
  rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), at_provider::client(), at.transport, at.clock);
  auto started = party.begin_sign_in();
  at.time.advance(std::chrono::seconds(600));
  BOOST_TEST(outcome(party.finish_sign_in(std::move(started->pending), "/callback")) == "sign_in_expired in callback");
  auto early = party.begin_sign_in();
  at.time.advance(std::chrono::seconds(-61));
  BOOST_TEST(outcome(party.finish_sign_in(std::move(early->pending), "/callback")) == "sign_in_expired in callback");
  auto forged = party.begin_sign_in();
  forged->pending.started_at = std::numeric_limits<rc::seconds_since_epoch>::min();
  BOOST_TEST(outcome(party.finish_sign_in(std::move(forged->pending), "/callback")) == "sign_in_expired in callback");
}

BOOST_AUTO_TEST_CASE(what_was_begun_with_one_provider_is_not_finished_with_another) {
  at_provider here;
  at_provider there;
  rc::relying_party party(rc::discover(here.transport, here.provider.issuer()).value(), at_provider::client(), here.transport,
                          here.clock);
  rc::relying_party other(rc::discover(there.transport, there.provider.issuer()).value(), at_provider::client(), there.transport,
                          there.clock);
  auto started = party.begin_sign_in();
  const std::string callback = here.provider.sign_in(started->url, "alice");
  BOOST_TEST(outcome(other.finish_sign_in(std::move(started->pending), callback)) ==
             "issuer_mismatch in callback (the sign-in was begun with another)");
  BOOST_TEST(there.provider.count_requests("/token") == 0);
}

BOOST_AUTO_TEST_CASE(a_provider_gets_no_code_of_another_that_says_nothing_about_its_issuer) {
  const auto silent = [](const char* redirect_uri) {
    auto clients = mock_idp::default_clients();
    clients["app"].redirect_uris = {redirect_uri};
    mock_idp::provider_options options{.clients = std::move(clients),
                                       .misbehave = mock_idp::misbehaviour::missing_issuer_in_callback};
    options.alter.discovery = [](boost::json::object& document) {
      document.erase("authorization_response_iss_parameter_supported");
    };
    return options;
  };
  const char* at_evil = "http://127.0.0.1:8080/callback/evil";
  const char* at_honest = "http://127.0.0.1:8080/callback/honest";
  at_provider evil(silent(at_evil));
  at_provider honest(silent(at_honest));
  const auto party_at = [](at_provider& at, const char* redirect_uri) {
    auto options = at_provider::client();
    options.redirect_uri = redirect_uri;
    auto metadata = rc::discover(at.transport, at.provider.issuer()).value();
    return std::make_unique<rc::relying_party>(std::move(metadata), std::move(options), at.transport, at.clock);
  };
  const auto of_evil = party_at(evil, at_evil);
  const auto of_honest = party_at(honest, at_honest);
  // Begun at one provider, which sends the browser on to the other as if the client had.
  const auto mixed_up = [&](const rc::started_sign_in& started) {
    std::string url = honest.provider.issuer() + "/authorize?";
    rc::form_parameters sent = rc::read_form(started.url.substr(started.url.find('?') + 1)).value();
    for (rc::form_parameter& one : sent)
      if (one.name == "redirect_uri") one.value = at_honest;
    const std::string callback = honest.provider.sign_in(url + rc::form_encode(sent), "alice");
    BOOST_TEST(callback.starts_with(at_honest));
    BOOST_TEST(callback.find("iss=") == std::string::npos);
    return callback;
  };
  auto by_issuer = of_evil->begin_sign_in();
  const std::string callback = mixed_up(*by_issuer);
  BOOST_TEST(outcome(of_evil->finish_sign_in(std::move(by_issuer->pending), callback)) == "redirect_uri_mismatch in callback");
  auto by_address = of_evil->begin_sign_in();
  const std::string again = mixed_up(*by_address);
  BOOST_TEST(outcome(of_honest->finish_sign_in(std::move(by_address->pending), again)) ==
             "issuer_mismatch in callback (the sign-in was begun with another)");
  BOOST_TEST(evil.provider.count_requests("/token") == 0);
  BOOST_TEST(honest.provider.count_requests("/token") == 0);
  BOOST_TEST(outcome(evil.sign_in_at(*of_evil)) == "accepted");
  BOOST_TEST(outcome(honest.sign_in_at(*of_honest)) == "accepted");
}

BOOST_AUTO_TEST_CASE(callbacks_that_a_proxy_rewrites_count_where_that_is_said) {
  at_provider at({.misbehave = mock_idp::misbehaviour::missing_issuer_in_callback});
  auto metadata = rc::discover(at.transport, at.provider.issuer()).value();
  metadata.authorization_response_iss_parameter_supported = false;
  for (const bool is_allowed : {false, true}) {
    auto options = at_provider::client();
    options.allow_rewritten_callback = is_allowed;
    rc::relying_party party(metadata, options, at.transport, at.clock);
    auto started = party.begin_sign_in();
    const std::string callback = at.provider.sign_in(started->url, "alice");
    const std::string rewritten = "/app" + callback.substr(callback.find("/callback"));
    BOOST_TEST(outcome(party.finish_sign_in(std::move(started->pending), rewritten)) ==
               (is_allowed ? "accepted" : "redirect_uri_mismatch in callback"));
  }
}

BOOST_AUTO_TEST_CASE(max_age_is_sent_and_enforced) {
  at_provider at;
  BOOST_TEST(outcome(at.sign_in(at_provider::client(), {.max_age = 100})) == "accepted");
  at.provider.misbehave(mock_idp::misbehaviour::stale_authentication);
  BOOST_TEST(outcome(at.sign_in(at_provider::client(), {.max_age = 100})) == "authentication_too_old in id_token");
  auto options = at_provider::client();
  options.default_max_age = 100;
  BOOST_TEST(outcome(at.sign_in(options)) == "authentication_too_old in id_token");
  BOOST_TEST(outcome(at.sign_in(options, {.max_age = 1'000'000'000})) == "accepted");
}

BOOST_AUTO_TEST_CASE(the_time_of_the_sign_in_is_there_where_it_was_registered_or_essential) {
  // In a module the provider says it only to those who ask, and nobody told it what the client has registered.
  at_provider at({.module = "oidcc-client-test"});
  auto options = at_provider::client();
  options.client.client_secret = rc::secret("app-secret-app-secret-app-secret-0123");
  const auto plain = at.sign_in(options);
  BOOST_TEST(outcome(plain) == "accepted");
  BOOST_TEST((plain && !plain->id_token.authenticated_at()));
  options.requires_auth_time = true;
  BOOST_TEST(outcome(at.sign_in(options)) == "auth_time_missing in id_token");
  options.response_type = rc::response_type::code_id_token;
  BOOST_TEST(outcome(at.sign_in(options)) == "auth_time_missing in id_token");
}

BOOST_AUTO_TEST_CASE(what_the_claims_parameter_demands_is_enforced_if_somebody_takes_it_out_of_the_url) {
  at_provider at;
  for (const auto type : {rc::response_type::code, rc::response_type::code_id_token}) {
    auto options = at_provider::client();
    options.response_type = type;
    rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), options, at.transport, at.clock);
    const auto signing_in = [&](const std::string& claims, bool is_taken_out, const char* user = "alice") {
      auto started = party.begin_sign_in({.claims = claims});
      if (!started) return outcome(started.error());
      const std::size_t question = started->url.find('?') + 1;
      rc::form_parameters sent = rc::read_form(started->url.substr(question)).value();
      if (is_taken_out) std::erase_if(sent, [](const rc::form_parameter& one) { return one.name == "claims"; });
      const std::string callback = at.provider.answer(started->url.substr(0, question) + rc::form_encode(sent), user).url;
      return outcome(party.finish_sign_in(std::move(started->pending), callback));
    };
    const char* with_method = R"({"id_token":{"acr":{"essential":true,"values":["mfa"]}}})";
    BOOST_TEST(signing_in(with_method, false) == "accepted");
    BOOST_TEST(signing_in(with_method, true) == "context_class_mismatch in id_token");
    const char* alice_alone = R"({"id_token":{"sub":{"value":"alice"}}})";
    BOOST_TEST(signing_in(alice_alone, true) == "accepted");
    BOOST_TEST(signing_in(alice_alone, true, "bob") == "subject_mismatch in id_token (another than was asked for)");
  }
}

BOOST_AUTO_TEST_CASE(several_threads_sign_in_at_once) {
  at_provider at;
  rc::relying_party party(rc::discover(at.transport, at.provider.issuer()).value(), at_provider::client(), at.transport, at.clock);
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) good += at.sign_in_at(party).has_value() ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(good == 20);
  BOOST_TEST(at.provider.count_requests("/jwks") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
