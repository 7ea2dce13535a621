// SPDX-License-Identifier: BSL-1.0
// Which address a client uses.
#include <rowclaim/oidc/provider_endpoint.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(provider_endpoint)

BOOST_AUTO_TEST_CASE(clients_with_certificates_have_addresses_of_their_own_where_there_are_any) {
  using enum rc::provider_endpoint;
  rc::provider_metadata provider;
  provider.token_endpoint = "token";
  provider.userinfo_endpoint = "userinfo";
  provider.revocation_endpoint = "revocation";
  provider.introspection_endpoint = "introspection";
  provider.registration_endpoint = "registration";
  provider.pushed_authorization_request_endpoint = "par";
  provider.device_authorization_endpoint = "device";
  rc::mtls_endpoints& aliases = provider.mtls_endpoint_aliases;
  aliases.token_endpoint = "mtls/token";
  aliases.userinfo_endpoint = "mtls/userinfo";
  aliases.revocation_endpoint = "mtls/revocation";
  aliases.introspection_endpoint = "mtls/introspection";
  aliases.registration_endpoint = "mtls/registration";
  aliases.pushed_authorization_request_endpoint = "mtls/par";
  aliases.device_authorization_endpoint = "mtls/device";
  const auto addresses = [&](const rc::client_identification& client) {
    std::string all;
    for (const auto endpoint :
         {token, userinfo, revocation, introspection, registration, pushed_authorization_request, device_authorization})
      all.append(rc::address_of(endpoint, provider, client)).append(" ");
    return all;
  };
  const std::string usual = "token userinfo revocation introspection registration par device ";
  const std::string with_certificate =
      "mtls/token mtls/userinfo mtls/revocation mtls/introspection mtls/registration mtls/par mtls/device ";
  BOOST_TEST(addresses({.client_id = "app"}) == usual);
  BOOST_TEST(addresses({.client_id = "app", .method = rc::client_authentication::private_key_jwt}) == usual);
  BOOST_TEST(addresses({.client_id = "app", .method = rc::client_authentication::tls_client_auth}) == with_certificate);
  BOOST_TEST(addresses({.client_id = "app", .method = rc::client_authentication::self_signed_tls_client_auth}) == with_certificate);
  BOOST_TEST(addresses({.client_id = "app", .certificate_bound_tokens = true}) == with_certificate);
  provider.mtls_endpoint_aliases = {};
  BOOST_TEST(addresses({.client_id = "app", .certificate_bound_tokens = true}) == usual);
}

BOOST_AUTO_TEST_SUITE_END()
