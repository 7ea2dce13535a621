// SPDX-License-Identifier: BSL-1.0
// What a page about health can know of a provider.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/provider_health.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(provider_health)

namespace {

const char* const issuer = "https://a.example";

std::string document(const std::string& named = issuer) {
  return R"({"issuer":")" + named + R"(","authorization_endpoint":"https://a.example/a","token_endpoint":"https://a.example/t",)" +
         R"("jwks_uri":"https://a.example/j","response_types_supported":["code"],"subject_types_supported":["public"],)" +
         R"("id_token_signing_alg_values_supported":["ES256"]})";
}

// RFC 7517 A.1
const std::string keys =
    R"({"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]})";

}  // namespace

BOOST_AUTO_TEST_CASE(a_provider_with_metadata_and_keys_is_available) {
  scripted_transport transport;
  transport.will_answer(document());
  transport.will_answer(keys);
  const auto found = rc::look_at_provider(transport, issuer);
  BOOST_TEST(found.is_available());
  BOOST_TEST(found.keys == 1u);
  BOOST_REQUIRE(transport.requests.size() == 2u);
  BOOST_TEST(transport.requests[0].url == "https://a.example/.well-known/openid-configuration");
  BOOST_TEST(transport.requests[1].url == "https://a.example/j");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_which) {
  scripted_transport transport;
  transport.will_answer(document("https://b.example"));
  const auto other = rc::look_at_provider(transport, issuer);
  BOOST_TEST(!other.is_available());
  BOOST_TEST(outcome(other.metadata.value()) == "issuer_mismatch in discovery");
  BOOST_TEST(!other.key_set.has_value());

  transport.will_answer(document());
  transport.will_answer("{\"keys\":[]}");
  const auto keyless = rc::look_at_provider(transport, issuer);
  BOOST_TEST(!keyless.is_available());
  BOOST_TEST(outcome(keyless.key_set.value()) == "key_set_empty in key_set");
  BOOST_TEST(keyless.keys == 0u);

  const auto silent = rc::look_at_provider(transport, issuer);
  BOOST_TEST(outcome(silent.metadata.value()) == "connection_failed in discovery");
}

BOOST_AUTO_TEST_CASE(metadata_by_hand_need_one_request) {
  scripted_transport transport;
  rc::provider_metadata metadata{
      .issuer = issuer, .authorization_endpoint = "https://a.example/a", .token_endpoint = "https://a.example/t"};
  BOOST_TEST(outcome(rc::look_at_provider(transport, metadata).metadata.value()) ==
             "metadata_missing_member in discovery (jwks_uri)");
  BOOST_TEST(transport.requests.empty());
  metadata.jwks_uri = "https://a.example/j";
  transport.will_answer(keys);
  BOOST_TEST(rc::look_at_provider(transport, metadata).is_available());
  BOOST_TEST(transport.requests.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
