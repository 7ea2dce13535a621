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
  BOOST_TEST(token_hash(digest_algorithm::sha256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y").value() ==
             "77QmUPtjPfzWtF2AnpK9RQ");
  BOOST_TEST(token_hash(digest_algorithm::sha256, "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk").value() ==
             "LDktKdoQak3Pk0cnXxCltA");
}

// The values that implementations agreed on in OpenID Connect's issue 1125; that of Ed448 is 57 bytes of SHAKE256's 114.
BOOST_AUTO_TEST_CASE(takes_half_of_each_hash) {
  constexpr std::string_view token = "YmJiZTAwYmYtMzgyOC00NzhkLTkyOTItNjJjNDM3MGYzOWIy9sFhvH8K_x8UIHj1osisS57f5DduL";
  BOOST_TEST(token_hash(digest_algorithm::sha256, token).value() == "xsZZrUssMXjL3FBlzoSh2g");
  BOOST_TEST(token_hash(digest_algorithm::sha384, token).value() == "adt46pcdiB-l6eTNifgoVM-5AIJAxq84");
  BOOST_TEST(token_hash(digest_algorithm::sha512, token).value() == "p2LHG4H-8pYDc0hyVOo3iIHvZJUqe9tbj3jESOuXbkY");
  BOOST_TEST(token_hash(digest_algorithm::shake256, token).value() ==
             "sB_U72jyb0WgtX8TsVoqJnm6CD295W9gfSDRxkilB3LAL7REi9JYutRW_s1yE4lD8cOfMZf83gi4");
}

BOOST_AUTO_TEST_CASE(hashes_bytes) {
  // FIPS 180-4's "abc"
  BOOST_TEST(encode_base64url(digest(digest_algorithm::sha256, "abc").value()) == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  BOOST_TEST(digest(digest_algorithm::sha384, "").value().size() == 48);
}

BOOST_AUTO_TEST_SUITE_END()
