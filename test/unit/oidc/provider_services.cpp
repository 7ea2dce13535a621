// SPDX-License-Identifier: BSL-1.0
// What a provider offers besides signing people in, asked for at the mock provider: finding it, registering at it, its health.
#include "at_provider.hpp"
#include <rowclaim/oidc/provider_health.hpp>
#include <rowclaim/oidc/registration.hpp>
#include <rowclaim/oidc/webfinger.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::at_provider;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(provider_services)

BOOST_AUTO_TEST_CASE(a_person_s_address_or_page_leads_to_the_provider) {
  at_provider at({.tls = true, .issuer_path = "/realms/demo"});
  const std::string issuer = at.provider.issuer();
  const std::string authority = issuer.substr(8, issuer.find('/', 8) - 8);
  for (const std::string& typed : {"acct:joe@" + authority, "https://" + authority + "/joe", authority + "/joe"}) {
    const auto metadata = rc::discover_by_identifier(at.transport, typed);
    BOOST_REQUIRE_MESSAGE(metadata.has_value(), typed << ": " << outcome(metadata));
    BOOST_TEST(metadata->issuer == issuer);
  }
  BOOST_TEST(outcome(rc::find_issuer(at.transport, "https://" + authority + "/joe", {.allowed_hosts = {"example.com"}})) ==
             "host_not_allowed in webfinger (host)");
}

BOOST_AUTO_TEST_CASE(a_client_that_registered_itself_signs_people_in) {
  at_provider at({.services = {.allows_registration = true}});
  const auto metadata = rc::discover(at.transport, at.provider.issuer());
  BOOST_REQUIRE_MESSAGE(metadata.has_value(), outcome(metadata));
  const std::string callback = at_provider::client().redirect_uri;
  const auto registered =
      rc::register_client(at.transport, metadata->registration_endpoint, {.redirect_uris = {callback}, .client_name = "Shop"});
  BOOST_REQUIRE_MESSAGE(registered.has_value(), outcome(registered));
  auto client = registered->identification(at.clock.now());
  BOOST_REQUIRE(client.has_value());
  const auto done = at.sign_in(
      {.client = std::move(*client), .redirect_uri = callback, .id_token_algorithms = registered->id_token_algorithms()});
  BOOST_TEST(outcome(done) == "accepted");

  auto wanted = registered->metadata;
  wanted.client_name = "Shop 2";
  const auto updated = rc::update_registration(at.transport, *registered, wanted);
  BOOST_REQUIRE_MESSAGE(updated.has_value(), outcome(updated));
  const auto seen = rc::read_registration(at.transport, *updated);
  BOOST_REQUIRE_MESSAGE(seen.has_value(), outcome(seen));
  BOOST_TEST(seen->metadata.client_name == "Shop 2");
  BOOST_TEST(outcome(rc::delete_registration(at.transport, *seen)) == "accepted");
  BOOST_TEST(!rc::read_registration(at.transport, *seen).has_value());
}

BOOST_AUTO_TEST_CASE(what_registers_as_a_native_client_signs_people_in_as_one) {
  at_provider at({.services = {.allows_registration = true}});
  const auto metadata = rc::discover(at.transport, at.provider.issuer());
  BOOST_REQUIRE_MESSAGE(metadata.has_value(), outcome(metadata));
  const std::string callback = "com.example.app:/callback";
  const auto registered =
      rc::register_client(at.transport, metadata->registration_endpoint,
                          {.redirect_uris = {callback}, .application_type = "native", .token_endpoint_auth_method = "none"});
  BOOST_REQUIRE_MESSAGE(registered.has_value(), outcome(registered));
  auto client = registered->identification(at.clock.now());
  BOOST_REQUIRE(client.has_value());
  BOOST_TEST(outcome(at.sign_in({.client = std::move(*client), .redirect_uri = callback})) == "accepted");
}

BOOST_AUTO_TEST_CASE(health_is_that_of_the_metadata_and_the_keys) {
  at_provider at;
  BOOST_TEST(rc::look_at_provider(at.transport, at.provider.issuer()).is_available());
  at.provider.misbehave(mock_idp::misbehaviour::server_error_jwks);
  const auto found = rc::look_at_provider(at.transport, at.provider.issuer());
  BOOST_TEST(!found.is_available());
  BOOST_TEST(outcome(found.key_set.value()) == "status_unexpected in key_set");
}

BOOST_AUTO_TEST_SUITE_END()
