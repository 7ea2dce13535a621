// SPDX-License-Identifier: BSL-1.0
// What is told of a key that signs.
#include "example_keys.hpp"
#include <rowclaim/jose/key_generation.hpp>
#include <rowclaim/jose/public_jwk.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace rowclaim;

BOOST_AUTO_TEST_SUITE(public_jwks)

BOOST_AUTO_TEST_CASE(tells_the_public_half_of_the_specifications_keys) {
  // RFC 8037 A.1 to A.3
  const std::string ed25519 = R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
  // RFC 7517 A.2
  const std::string ec =
      R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})";
  const auto okp_key = read_signing_jwk(jose_test::with_private_members(ed25519, jose_test::rfc8037_a1_private));
  const auto ec_key = read_signing_jwk(jose_test::with_private_members(ec, jose_test::rfc7517_a2_ec_private));
  BOOST_REQUIRE((okp_key && ec_key));
  BOOST_TEST((*public_jwk(*okp_key) == boost::json::parse(ed25519)));
  BOOST_TEST((*public_jwk(*ec_key) == boost::json::parse(ec)));
  BOOST_TEST(*thumbprint(*okp_key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

BOOST_AUTO_TEST_CASE(tells_nothing_private_and_the_key_s_name) {
  const auto key = generate_signing_key(algorithm::rs256, "mine");
  BOOST_REQUIRE(key);
  const auto jwk = public_jwk(*key);
  BOOST_REQUIRE(jwk);
  BOOST_TEST(jwk->size() == 4u);
  BOOST_TEST(jwk->at("kty").as_string() == "RSA");
  BOOST_TEST(jwk->at("e").as_string() == "AQAB");
  BOOST_TEST(jwk->at("kid").as_string() == "mine");
  BOOST_TEST(read_jwk(*jwk)->fits(algorithm::rs256));
}

BOOST_AUTO_TEST_CASE(has_no_word_for_a_shared_secret) {
  const auto key = hmac_signing_key(secret(std::string(32, 'x')), {algorithm::hs256});
  BOOST_TEST((public_jwk(*key).error() == error{errc::key_unsupported, step::key}));
  BOOST_TEST((thumbprint(*key).error() == error{errc::key_unsupported, step::key}));
}

BOOST_AUTO_TEST_SUITE_END()
