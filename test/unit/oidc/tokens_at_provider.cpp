// SPDX-License-Identifier: BSL-1.0
// The back channel at the mock provider: each way of authentication, proofs, certificates, refreshing, introspection and devices.
#include "at_provider.hpp"
#include <rowclaim/oidc/device_authorization.hpp>
#include <rowclaim/oidc/introspection.hpp>
#include <rowclaim/oidc/provider_endpoint.hpp>
#include <rowclaim/oidc/refresh.hpp>
#include <rowclaim/oidc/revocation.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/client_certificate.hpp>

#include <memory>
#include <string>
#include <utility>

namespace rc = rowclaim;
using namespace rowclaim_test;
using rc::client_authentication;

BOOST_AUTO_TEST_SUITE(tokens_at_provider)

namespace {

const std::string word = "a secret of 64 bytes, so that it is long enough for HS512, too..";
const rc::secret word_of_client(word);

mock_idp::client registered(std::string_view method) {
  mock_idp::client client;
  client.redirect_uris = {"http://127.0.0.1:8080/callback"};
  client.token_endpoint_auth_method = method;
  if (method.starts_with("client_secret")) client.secret = word;
  return client;
}

mock_idp::provider_options with_client(mock_idp::client client, mock_idp::service_options services = {}) {
  mock_idp::provider_options options;
  options.clients = {{"app", std::move(client)}};
  options.services = std::move(services);
  return options;
}

struct client_at : at_provider {
  rc::provider_metadata metadata;
  rc::client_identification client;

  client_at(mock_idp::provider_options options, rc::client_identification who)
      : at_provider(std::move(options)), metadata(rc::discover(transport, provider.issuer()).value()), client(std::move(who)) {}

  const std::string& at(rc::provider_endpoint endpoint) const { return rc::address_of(endpoint, metadata, client); }
  rc::back_channel channel(const rc::dpop_prover* prover = nullptr) const {
    return {transport, metadata.issuer, client, clock, prover};
  }
  rc::result<rc::token_response> own_tokens(const rc::dpop_prover* prover = nullptr) const {
    return rc::request_client_credentials(channel(prover), at(rc::provider_endpoint::token), "rows");
  }
  std::string resource() const { return metadata.issuer + "/resource"; }
  std::string of_resource(const rc::token_response& tokens, const rc::dpop_prover* prover) const {
    const auto response = channel(prover).request_resource(
        {.url = resource(), .access_token = tokens.access_token, .token_type = tokens.token_type}, rc::step::userinfo);
    return response ? std::to_string(response->status) : outcome(response);
  }
};

rc::client_identification by_secret(client_authentication method) {
  return {.client_id = "app", .client_secret = word_of_client, .method = method};
}

boost::json::object key_set_of(const rc::signing_key& key) { return {{"keys", boost::json::array{*rc::public_jwk(key)}}}; }

}  // namespace

BOOST_AUTO_TEST_CASE(is_known_by_its_secret_in_three_ways) {
  for (const auto method : {client_authentication::client_secret_basic, client_authentication::client_secret_post,
                            client_authentication::client_secret_jwt}) {
    client_at here(with_client(registered(name(method))), by_secret(method));
    BOOST_TEST_CONTEXT(name(method)) {
      BOOST_TEST(outcome(here.own_tokens()) == "accepted");
      BOOST_TEST(outcome(here.own_tokens()) == "accepted");
      here.client.client_secret = rc::secret(std::string(64, 'x'));
      BOOST_TEST(outcome(here.own_tokens()) == "provider_refused in token_request (invalid_client)");
    }
  }
  for (const auto by : {rc::algorithm::hs256, rc::algorithm::hs384, rc::algorithm::hs512}) {
    auto client = registered("client_secret_jwt");
    client.token_endpoint_auth_signing_alg = name(by);
    auto who = by_secret(client_authentication::client_secret_jwt);
    who.assertion_algorithm = by;
    BOOST_TEST(outcome(client_at(with_client(client), who).own_tokens()) == "accepted");
  }
}

BOOST_AUTO_TEST_CASE(is_known_by_its_private_key) {
  for (const auto by : {rc::algorithm::rs256, rc::algorithm::ps256, rc::algorithm::es256, rc::algorithm::eddsa}) {
    const auto key = *rc::generate_signing_key(by, "k1");
    auto client = registered("private_key_jwt");
    client.jwks = key_set_of(key);
    client_at here(with_client(client),
                   {.client_id = "app", .method = client_authentication::private_key_jwt, .assertion_key = key});
    BOOST_TEST_CONTEXT(name(by)) {
      BOOST_TEST(outcome(here.own_tokens()) == "accepted");
      here.client.assertion_audience = "https://other.example";
      BOOST_TEST(outcome(here.own_tokens()) == "provider_refused in token_request (invalid_client)");
      here.client.assertion_audience.clear();
      here.client.assertion_key = *rc::generate_signing_key(by, "k1");
      BOOST_TEST(outcome(here.own_tokens()) == "provider_refused in token_request (invalid_client)");
    }
  }
}

BOOST_AUTO_TEST_CASE(is_known_by_its_certificate_at_the_addresses_for_it) {
  const auto own = mock_idp::make_client_certificate("app.example");
  const auto other = mock_idp::make_client_certificate("other.example");
  for (const auto method : {client_authentication::tls_client_auth, client_authentication::self_signed_tls_client_auth}) {
    auto client = registered(name(method));
    if (method == client_authentication::tls_client_auth) client.tls_client_auth_san_dns = "app.example";
    else client.jwks = {{"keys", boost::json::array{own.jwk}}};
    client.tls_client_certificate_bound_access_tokens = true;
    auto options = with_client(client);
    options.tls = true;
    client_at here(std::move(options), {.client_id = "app", .method = method});
    BOOST_TEST_CONTEXT(name(method)) {
      const auto outcome_with = [&](const mock_idp::client_certificate& shown, const std::string& endpoint) {
        const rc::httplib_transport transport({.ca_pem = here.provider.ca_certificate_pem(),
                                               .client_certificate_pem = shown.certificate_pem,
                                               .client_key_pem = rc::secret(shown.private_key_pem)});
        const rc::back_channel channel(transport, here.metadata.issuer, here.client, here.clock);
        return outcome(rc::request_client_credentials(channel, endpoint, "rows"));
      };
      const std::string& endpoint = here.at(rc::provider_endpoint::token);
      BOOST_TEST(endpoint != here.metadata.token_endpoint);
      BOOST_TEST(outcome_with(own, endpoint) == "accepted");
      BOOST_TEST(outcome_with(other, endpoint) == "provider_refused in token_request (invalid_client)");
      BOOST_TEST(outcome_with(own, here.metadata.token_endpoint) == "provider_refused in token_request (invalid_client)");
      BOOST_TEST(outcome(here.own_tokens()) == "provider_refused in token_request (invalid_client)");
    }
  }
}

BOOST_AUTO_TEST_CASE(proves_its_key_with_and_without_nonces_and_in_whatever_case) {
  const std::vector<mock_idp::service_options> kinds{
      {},
      {.demands_dpop_nonce = true},
      {.demands_dpop_nonce = true, .demands_dpop_nonce_at_resources = true, .dpop_scheme = "dPoP"}};
  for (const auto& services : kinds) {
    auto client = registered("client_secret_basic");
    client.dpop_bound_access_tokens = true;
    client_at here(with_client(client, services), by_secret(client_authentication::client_secret_basic));
    const auto prover = *rc::dpop_prover::make(rc::algorithm::es256, here.clock);
    const auto tokens = here.own_tokens(&prover);
    BOOST_REQUIRE(outcome(tokens) == "accepted");
    BOOST_TEST((tokens->token_type == rc::access_token_type::dpop));
    BOOST_TEST(here.of_resource(*tokens, &prover) == "200");
    BOOST_TEST(here.of_resource(*tokens, &prover) == "200");
    const auto thief = *rc::dpop_prover::make(rc::algorithm::es256, here.clock);
    BOOST_TEST(here.of_resource(*tokens, &thief) == "401");
    rc::token_response as_bearer = *tokens;
    as_bearer.token_type = rc::access_token_type::bearer;
    BOOST_TEST(here.of_resource(as_bearer, nullptr) == "401");
    BOOST_TEST(outcome(here.own_tokens()) == "provider_refused in token_request (invalid_dpop_proof)");
    // The nonce that was learnt is used at once: one request, and no more.
    here.provider.forget_requests();
    BOOST_TEST(outcome(here.own_tokens(&prover)) == "accepted");
    BOOST_TEST(here.provider.count_requests("/token") == 1u);
  }
}

BOOST_AUTO_TEST_CASE(refreshes_each_time_with_the_newest_token_and_is_over_after_one_that_was_used) {
  client_at here(with_client(registered("client_secret_basic"), {.always_gives_refresh_token = true, .resource_refusals = 2}),
                 by_secret(client_authentication::client_secret_basic));
  rc::relying_party party(here.metadata, {.client = here.client, .redirect_uri = "http://127.0.0.1:8080/callback"}, here.transport,
                          here.clock);
  const auto done = here.sign_in_at(party);
  BOOST_REQUIRE(outcome(done) == "accepted");
  const auto channel = here.channel();
  const auto session_of = [&](rc::session_tokens tokens) {
    return std::make_unique<rc::token_session>(
        channel, party.id_tokens(), rc::token_session_options{.token_endpoint = here.metadata.token_endpoint}, std::move(tokens));
  };
  rc::session_tokens first{.access_token = done->access_token,
                           .refresh_token = done->refresh_token,
                           .id_token = done->id_token.encoded(),
                           .scope = done->scope,
                           .original = done->id_token};
  auto session = session_of(first);
  // Refused, renewed once, and refused again.
  const rc::session_request wanted{.url = here.resource()};
  BOOST_TEST(session->request(wanted, rc::step::userinfo)->status == 401);
  BOOST_TEST(session->revision() == 1u);
  BOOST_TEST(outcome(session->access_instead_of(session->tokens().access_token)) == "token_refresh_too_soon in token_request");
  BOOST_TEST(outcome(session->renew()) == "accepted");
  BOOST_TEST(session->revision() == 2u);
  BOOST_TEST(session->request(wanted, rc::step::userinfo)->status == 200);
  BOOST_TEST(session->tokens().id_token.reveal() != first.id_token.reveal());
  // A refresh token that was used already is a theft, and ends both sessions.
  auto stale = session_of(first);
  BOOST_TEST(outcome(stale->access_instead_of(first.access_token)) == "session_over in token_request (invalid_grant)");
  here.time.advance(std::chrono::seconds(300));
  BOOST_TEST(outcome(session->access()) == "session_over in token_request (invalid_grant)");
}

BOOST_AUTO_TEST_CASE(asks_about_tokens_and_revokes_them) {
  client_at here(with_client(registered("client_secret_basic")), by_secret(client_authentication::client_secret_basic));
  const auto tokens = here.own_tokens();
  BOOST_REQUIRE(outcome(tokens) == "accepted");
  const auto channel = here.channel();
  rc::key_source keys(here.transport, here.metadata.jwks_uri, here.clock);
  const rc::introspection_options options{.audience = "app", .required_scopes = {"rows"}, .cached_for = 0};
  rc::introspector plain(channel, here.at(rc::provider_endpoint::introspection), options);
  rc::introspector with_signature(channel, here.at(rc::provider_endpoint::introspection), options, {.keys = keys});
  const std::string token(tokens->access_token.reveal());
  for (rc::introspector* asks : {&plain, &with_signature}) {
    const auto active = asks->introspect(token);
    BOOST_REQUIRE(outcome(active) == "accepted");
    BOOST_TEST((*active)->client_id() == "app");
    BOOST_TEST(outcome(asks->introspect("another")) == "token_inactive in introspection");
  }
  BOOST_TEST(outcome(rc::revoke_token(channel, here.at(rc::provider_endpoint::revocation), tokens->access_token)) == "accepted");
  for (rc::introspector* asks : {&plain, &with_signature})
    BOOST_TEST(outcome(asks->introspect(token)) == "token_inactive in introspection");
}

BOOST_AUTO_TEST_CASE(a_bound_token_is_active_for_whoever_has_its_key) {
  client_at here(with_client(registered("client_secret_basic")), by_secret(client_authentication::client_secret_basic));
  const auto prover = *rc::dpop_prover::make(rc::algorithm::es256, here.clock);
  const auto tokens = here.own_tokens(&prover);
  BOOST_REQUIRE(outcome(tokens) == "accepted");
  const auto channel = here.channel();
  rc::introspector asks(channel, here.at(rc::provider_endpoint::introspection), {.audience = "app"});
  const std::string token(tokens->access_token.reveal());
  BOOST_TEST(outcome(asks.introspect(token, {.key_thumbprint = prover.thumbprint()})) == "accepted");
  BOOST_TEST(outcome(asks.introspect(token)) == "possession_not_proved in introspection (key)");
}

BOOST_AUTO_TEST_CASE(signs_a_device_in) {
  client_at here(with_client(registered("client_secret_basic")), by_secret(client_authentication::client_secret_basic));
  const auto channel = here.channel();
  auto begun = rc::start_device_authorization(channel, here.at(rc::provider_endpoint::device_authorization), "openid");
  BOOST_REQUIRE(outcome(begun) == "accepted");
  const std::string user_code = begun->user_code;
  rc::device_grant device(std::move(*begun), here.clock.now());
  const auto poll = [&]() -> std::string {
    here.time.advance(std::chrono::seconds(device.next_poll_at() - here.clock.now()));
    const auto tokens = device.poll(channel, here.at(rc::provider_endpoint::token));
    if (!tokens) return outcome(tokens);
    return *tokens ? "signed in" : "open";
  };
  BOOST_TEST(poll() == "open");
  BOOST_TEST(here.provider.approve_device(user_code, "alice"));
  BOOST_TEST(poll() == "signed in");
}

BOOST_AUTO_TEST_SUITE_END()
