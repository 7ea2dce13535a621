// SPDX-License-Identifier: BSL-1.0
// Keys that are made here sign what their public halves verify.
#include <rowclaim/jose/jwk.hpp>
#include <rowclaim/jose/key_generation.hpp>
#include <rowclaim/jose/public_jwk.hpp>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace rowclaim;

BOOST_AUTO_TEST_SUITE(key_generation)

BOOST_AUTO_TEST_CASE(makes_a_key_for_each_asymmetric_algorithm) {
  for (std::size_t i = 0; i < detail::algorithm_count; ++i) {
    const auto by = static_cast<algorithm>(i);
    if (!asymmetric_algorithms.contains(by)) continue;
    BOOST_TEST_CONTEXT(name(by)) {
      const auto key = generate_signing_key(by);
      BOOST_REQUIRE(key);
      BOOST_TEST((key->algorithms() == algorithm_set{by}));
      BOOST_TEST(!key->key_id());
      const auto jwk = public_jwk(*key);
      BOOST_REQUIRE(jwk);
      const auto public_half = read_jwk(boost::json::serialize(*jwk));
      BOOST_REQUIRE(public_half);
      const auto signature = key->sign(by, "text");
      BOOST_REQUIRE(signature);
      BOOST_TEST(public_half->verify(by, "text", *signature).has_value());
      BOOST_TEST(!public_half->verify(by, "another", *signature).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(makes_no_key_twice) {
  const auto one = generate_signing_key(algorithm::es256);
  const auto other = generate_signing_key(algorithm::es256);
  BOOST_TEST(*thumbprint(*one) != *thumbprint(*other));
}

BOOST_AUTO_TEST_CASE(makes_no_shared_secrets) {
  for (const algorithm by : {algorithm::hs256, algorithm::hs384, algorithm::hs512})
    BOOST_TEST((generate_signing_key(by).error() == error{errc::key_unsupported, step::key}));
}

BOOST_AUTO_TEST_SUITE_END()
