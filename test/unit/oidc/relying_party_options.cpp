// SPDX-License-Identifier: BSL-1.0
// What a client can choose, and what the provider must then support.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/relying_party.hpp>
#include <rowclaim/oidc/relying_party_options.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

namespace rc = rowclaim;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(relying_party_options)

namespace {

rc::provider_metadata metadata() {
  return {.issuer = "https://a.example",
          .authorization_endpoint = "https://a.example/authorize",
          .token_endpoint = "https://a.example/token",
          .jwks_uri = "https://a.example/jwks"};
}

std::string checking(rc::relying_party_options options, rc::provider_metadata provider = metadata()) {
  scripted_transport transport;
  const rc::relying_party party(std::move(provider), std::move(options), transport);
  const std::string begun = outcome(party.begin_sign_in());
  BOOST_TEST(begun == outcome(party.check()));
  return begun;
}

rc::relying_party_options sound() {
  return {.client = {.client_id = "app", .client_secret = rc::secret("word")}, .redirect_uri = "https://app.example/callback"};
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_the_client) {
  BOOST_TEST(checking(sound()) == "accepted");
  auto options = sound();
  options.client.client_id.clear();
  BOOST_TEST(checking(options) == "client_misconfigured in authorization_request (client_id)");
  options = sound();
  options.client.client_secret = {};
  BOOST_TEST(checking(options) == "client_misconfigured in authorization_request (client_secret)");
  for (const char* uri : {"", "/callback", "http://app.example/callback", "https://app.example/callback#here",
                          "javascript:alert(1)", "app:/callback", "com.example.app:/callback#here", "com.example.app"}) {
    options = sound();
    options.redirect_uri = uri;
    BOOST_TEST(checking(options) == "client_misconfigured in authorization_request (redirect_uri)");
  }
  // RFC 8252 7.1: an application on a device comes back to a scheme of its own.
  options = sound();
  options.redirect_uri = "com.example.app:/callback";
  BOOST_TEST(checking(options) == "accepted");
  auto provider = metadata();
  provider.authorization_endpoint = "http://a.example/authorize";
  BOOST_TEST(checking(sound(), provider) == "client_misconfigured in authorization_request (authorization_endpoint)");
}

BOOST_AUTO_TEST_CASE(all_that_is_signed_is_signed_by_keys_or_by_a_secret_that_will_do) {
  using enum rc::algorithm;
  struct place {
    const char* name;
    void (*put)(rc::relying_party_options&, rc::algorithm_set);
  };
  const place places[] = {
      {"id_token_algorithms", [](rc::relying_party_options& options, rc::algorithm_set by) { options.id_token_algorithms = by; }},
      {"response_algorithms", [](rc::relying_party_options& options, rc::algorithm_set by) { options.response_algorithms = by; }},
      {"userinfo_algorithms", [](rc::relying_party_options& options, rc::algorithm_set by) { options.userinfo_algorithms = by; }}};
  for (const place& one : places) {
    const std::string misconfigured = "client_misconfigured in authorization_request (" + std::string(one.name) + ")";
    for (const rc::algorithm_set wrong : {rc::algorithm_set{}, rc::algorithm_set{rs256, hs256}}) {
      auto options = sound();
      one.put(options, wrong);
      BOOST_TEST(checking(options) == misconfigured);
    }
    auto options = sound();
    one.put(options, {hs256});
    BOOST_TEST(checking(options) == "key_too_weak in authorization_request (client_secret)", one.name);
    options.client.client_secret = rc::secret(std::string(32, 'w'));
    BOOST_TEST(checking(options) == "accepted", one.name);
    options.client.method = rc::client_authentication::none;
    BOOST_TEST(checking(options) == misconfigured);
  }
}

BOOST_AUTO_TEST_CASE(says_what_the_provider_does_not_support) {
  auto provider = metadata();
  provider.response_types_supported = {"id_token"};
  BOOST_TEST(checking(sound(), provider) == "metadata_unsupported in discovery (response_types_supported)");
  provider = metadata();
  auto options = sound();
  options.client.method = rc::client_authentication::client_secret_post;
  BOOST_TEST(checking(options, provider) == "metadata_unsupported in discovery (token_endpoint_auth_methods_supported)");
  provider.token_endpoint_auth_methods_supported = {"private_key_jwt", "client_secret_post"};
  BOOST_TEST(checking(options, provider) == "accepted");
}

BOOST_AUTO_TEST_CASE(every_address_of_a_provider_is_https_also_where_it_was_written_by_hand) {
  for (const auto& [name, place] : rc::detail::metadata_urls) {
    if (name == "authorization_endpoint" || name == "token_endpoint") continue;
    auto provider = metadata();
    provider.*place = "http://a.example/plain";
    BOOST_TEST(checking(sound(), provider) == "url_not_https in discovery (" + std::string(name) + ")");
    provider.*place = "https://a.example/#here";
    BOOST_TEST(checking(sound(), provider) == "url_malformed in discovery (" + std::string(name) + ")");
  }
  for (const auto& [name, place] : rc::detail::metadata_aliases) {
    auto provider = metadata();
    provider.mtls_endpoint_aliases.*place = "http://a.example/plain";
    BOOST_TEST(checking(sound(), provider) == "url_not_https in discovery (" + std::string(name) + ")");
  }
  auto provider = metadata();
  provider.token_endpoint = "http://a.example/token";
  BOOST_TEST(checking(sound(), provider) == "client_misconfigured in authorization_request (token_endpoint)");
  auto options = sound();
  options.response_type = rc::response_type::id_token;
  provider.response_types_supported = {"id_token"};
  BOOST_TEST(checking(options, provider) == "url_not_https in discovery (token_endpoint)");
}

BOOST_AUTO_TEST_CASE(says_what_ways_of_asking_the_provider_does_not_support) {
  auto options = sound();
  options.pushes_requests = true;
  BOOST_TEST(checking(options) == "metadata_unsupported in discovery (pushed_authorization_request_endpoint)");
  options = sound();
  options.request_object.emplace();
  BOOST_TEST(checking(options) == "metadata_unsupported in discovery (request_parameter_supported)");
  auto provider = metadata();
  provider.require_pushed_authorization_requests = true;
  BOOST_TEST(checking(sound(), provider) == "metadata_unsupported in discovery (pushed_authorization_request_endpoint)");
  provider = metadata();
  provider.require_signed_request_object = true;
  BOOST_TEST(checking(sound(), provider) == "client_misconfigured in authorization_request (request_object)");
  provider = metadata();
  provider.response_modes_supported = {"query"};
  options = sound();
  options.response_mode = rc::response_mode::form_post;
  BOOST_TEST(checking(options, provider) == "metadata_unsupported in discovery (response_modes_supported)");
  options.response_mode = rc::response_mode::query;
  BOOST_TEST(checking(options, provider) == "accepted");
  options = sound();
  options.response_type = rc::response_type::id_token;
  options.response_mode = rc::response_mode::query;
  BOOST_TEST(checking(options) == "client_misconfigured in authorization_request (response_mode)");
}

BOOST_AUTO_TEST_SUITE_END()
