// SPDX-License-Identifier: BSL-1.0
// Hashes against the examples of the specifications.
#include <rowclaim/jose/digest.hpp>

#include <boost/test/unit_test.hpp>

using namespace rowclaim;

BOOST_AUTO_TEST_SUITE(digests)

BOOST_AUTO_TEST_CASE(makes_the_code_challenge_of_rfc_7636_appendix_b) {
  BOOST_TEST(code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").value() ==
             "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

BOOST_AUTO_TEST_CASE(makes_the_hashes_of_openid_connect_core_appendix_a) {
  // A.3 (at_hash) and A.6 (c_hash), both with RS256
  BOOST_TEST(token_hash(algorithm::rs256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y").value() == "77QmUPtjPfzWtF2AnpK9RQ");
  BOOST_TEST(token_hash(algorithm::rs256, "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk").value() ==
             "LDktKdoQak3Pk0cnXxCltA");
}

BOOST_AUTO_TEST_CASE(takes_the_hash_that_belongs_to_the_algorithm) {
  // Half of each hash, as base64url
  BOOST_TEST(token_hash(algorithm::es256, "a").value().size() == 22);
  BOOST_TEST(token_hash(algorithm::ps384, "a").value().size() == 32);
  BOOST_TEST(token_hash(algorithm::hs512, "a").value().size() == 43);
  BOOST_TEST(token_hash(algorithm::eddsa, "a").value() == token_hash(algorithm::rs512, "a").value());
}

BOOST_AUTO_TEST_CASE(hashes_bytes) {
  // FIPS 180-4's "abc"
  BOOST_TEST(encode_base64url(digest(digest_algorithm::sha256, "abc").value()) == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  BOOST_TEST(digest(digest_algorithm::sha384, "").value().size() == 48);
}

BOOST_AUTO_TEST_SUITE_END()
