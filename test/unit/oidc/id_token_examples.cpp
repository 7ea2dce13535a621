// SPDX-License-Identifier: BSL-1.0
// The ID tokens of OpenID Connect Core's appendix A, validated whole, and one whose hash is not in its algorithm's name.
#include "scripted_transport.hpp"
#include <rowclaim/jose/sign.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(id_token_examples)

namespace {

// Appendix A.7
constexpr std::string_view keys_of_core =
    R"({"keys":[{"kty":"RSA","kid":"1e9gdk7","n":"w7Zdfmece8iaB0kiTY8pCtiBtzbptJmP28nSWwtdjRu0f2GFpajvWE4VhfJAjEsOcwYzay7XGN0b-X84BfC8)"
    R"(hmCTOj2b2eHT7NsZegFPKRUQzJ9wW8ipn_aDJWMGDuB1XyqT1E7DYqjUCEOD1b4FLpy_xPn6oV_TYOfQ9fZdbE5HGxJUzekuGcOKqOQ8M7wfYHhHHLxGpQVgL0apWuP2)"
    R"(gDDOdTtpuld4D2LK1MZK99s9gaSjRHE8JDb1Z4IGhEcEyzkxswVdPndUWzfvWBBWXWxtSUvQGBRkuy1BHOa4sP6FKjWEeeF7gm7UMs2Nm2QUgNZw6xvEDGaLk4KASdIx)"
    R"(RQ","e":"AQAB"}]})";
// Appendix A.2 to A.4
constexpr std::string_view token_with_claims =
    "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0ODI4O"
    "Tc2MTAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpYXQiOiAxM"
    "zExMjgwOTcwLAogIm5hbWUiOiAiSmFuZSBEb2UiLAogImdpdmVuX25hbWUiOiAiSmFuZSIsCiAiZmFtaWx5X25hbWUiOiAiRG9lIiwKICJnZW5kZXIiO"
    "iAiZmVtYWxlIiwKICJiaXJ0aGRhdGUiOiAiMDAwMC0xMC0zMSIsCiAiZW1haWwiOiAiamFuZWRvZUBleGFtcGxlLmNvbSIsCiAicGljdHVyZSI6ICJod"
    "HRwOi8vZXhhbXBsZS5jb20vamFuZWRvZS9tZS5qcGciCn0.NTibBYW_ZoNHGm4ZrWCqYA9oJaxr1AVrJCze6FEcac4t_EOQiJFbD2nVEPkUXPuMshKjj"
    "Tn7ESLIFUnfHq8UKTGibIC8uqrBgQAcUQFMeWeg-PkLvDTHk43Dn4_aNrxhmWwMNQfkjqx3wd2Fvta9j8yG2Qn790Gwb5psGcmBhqMJUUnFrGpyxQDhF"
    "IzzodmPokM7tnUxBNj-JuES_4CE-BvZICH4jKLp0TMu-WQsVst0ss-vY2RPdU1MzL59mq_eKk8Rv9XhxIr3WteA2ZlrgVyT0cwH3hlCnRUsLfHtIEb8k"
    "1Y_WaqKUu3DaKPxqRi6u0rN7RO2uZYPzC454xe-mg";
constexpr std::string_view token_with_access_token_hash =
    "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0ODI4O"
    "Tc2MTAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpYXQiOiAxM"
    "zExMjgwOTcwLAogImF0X2hhc2giOiAiNzdRbVVQdGpQZnpXdEYyQW5wSzlSUSIKfQ.kdqTmftlaXg5WBYBr1wkxhkqCGZPc0k8vTiV5g2jj67jQ7XkrD"
    "amYx2bOkZLdZrpMPIzkdYB1nZI_G8vQGQuamRhJcEIt21kblGPZ-yhEhdkAiZIZLu38rChalDS2Mh0glE_rke5XXRhmqqoEFFdziFdnO3p61-7y51co8"
    "4OEAZvARSINQaOWIzvioRfs4zwIFOaT33Vpxfqr8HDyh31zo9eBW2dSQuCa071z0ENWChWoPliK1JCo_Bk9eDg2uwo2ZwhsvHzj6TMQ0lYOTzufSlSmX"
    "IKfjlOsb3nftQeR697_hA-nMZyAdL8_NRfaC37XnAbW8WB9wCfECp7cuNuOg";
constexpr std::string_view token_with_code_hash =
    "eyJraWQiOiIxZTlnZGs3IiwiYWxnIjoiUlMyNTYifQ.ewogImlzcyI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsCiAic3ViIjogIjI0ODI4O"
    "Tc2MTAwMSIsCiAiYXVkIjogInM2QmhkUmtxdDMiLAogIm5vbmNlIjogIm4tMFM2X1d6QTJNaiIsCiAiZXhwIjogMTMxMTI4MTk3MCwKICJpYXQiOiAxM"
    "zExMjgwOTcwLAogImNfaGFzaCI6ICJMRGt0S2RvUWFrM1BrMGNuWHhDbHRBIgp9.MRPihYtNIcwKTZ_mcMSPfreVytGR4jfl1Tzbv4tH5Jr4WqONs2lU"
    "WrIEpZ2joKbZfAGlouAqwqSYpfR3FQYKYvdgnZ3kjIJ_5M4fAARXHVSciGyhfqB-OhDUMXSHzFHiGKNY9TKSgRfiXf_314WRujpqaDtj2uoXbppobYXv"
    "AZIxWtsOein0-t91LDS39EW4frNWAopKTBBi_XJPlpLVynWTDvNleEBP6UxIMgYJBKlqsP7RGfHTGk3ReXDacR7RGZlIVGa-0qRyDzvNqD7xfu9aYufU"
    "P0oBGqdBGgFVNmwJ7rmB0gdPtC2eJsXq9svCgBBfhRQZxhx1iLJjNc9nSw";

// RFC 8032 7.4, the key of the first vectors.
constexpr std::string_view ed448_pair =
    R"({"kty":"OKP","crv":"Ed448","kid":"1","x":"X9dEm1m0Yf0s54fsYWrUah2hNCSFpw4fig6nXYDpZ3jt8SR2m0bHBhvWeD3x5Q9s0foavq_oJWGA",)"
    R"("d":"bIKlYsuAjRDWMr6JyFE-v2ySnzTd-oyfY8mWDvbjSKNSjIo_zC8ETjmj_FuUSS-PAy51SaIAmPlb"})";

/// What a token is worth at a time of the examples: from 1311280970 to 1311281970.
rc::result<rc::id_token> verifying(std::string_view token, const rc::id_token_context& context = {},
                                   rc::seconds_since_epoch now = 1'311'281'000, std::string_view keys = keys_of_core,
                                   rc::algorithm_set algorithms = {rc::algorithm::rs256}) {
  rc::key_source source(rc::read_key_set(keys).value());
  const rc::id_token_verifier verifier({.issuer = "https://server.example.com", .audience = "s6BhdRkqt3", .algorithms = algorithms},
                                       source, rc::clock::reading(now));
  return verifier.verify(token, context);
}

}  // namespace

BOOST_AUTO_TEST_CASE(accepts_those_of_the_specification) {
  const rc::secret nonce("n-0S6_WzA2Mj");
  const rc::secret access_token("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
  const rc::id_token_context asked{.nonce = &nonce, .access_token = &access_token};
  for (const std::string_view token : {token_with_claims, token_with_access_token_hash, token_with_code_hash}) {
    const auto accepted = verifying(token, asked);
    BOOST_REQUIRE(accepted.has_value());
    BOOST_TEST(accepted->subject() == "248289761001");
    BOOST_TEST(accepted->issuer() == "https://server.example.com");
    BOOST_TEST(outcome(verifying(token, asked, 1'311'281'970 + 60)) == "expired in id_token");
  }
  const rc::secret another("another access token");
  BOOST_TEST(outcome(verifying(token_with_access_token_hash, {.nonce = &nonce, .access_token = &another})) ==
             "access_token_hash_mismatch in id_token");
  BOOST_TEST(outcome(verifying(token_with_claims, {.nonce = &another})) == "nonce_mismatch in id_token");
}

// The hash of Ed448 is half of SHAKE256's 114 bytes; the values are those of OpenID Connect's issue 1125.
BOOST_AUTO_TEST_CASE(takes_the_hash_of_the_keys_curve) {
  const rc::secret access_token("YmJiZTAwYmYtMzgyOC00NzhkLTkyOTItNjJjNDM3MGYzOWIy9sFhvH8K_x8UIHj1osisS57f5DduL");
  const rc::id_token_context came{.access_token = &access_token};
  const std::string_view with_shake256 = "sB_U72jyb0WgtX8TsVoqJnm6CD295W9gfSDRxkilB3LAL7REi9JYutRW_s1yE4lD8cOfMZf83gi4";
  const std::string_view with_sha512 = "p2LHG4H-8pYDc0hyVOo3iIHvZJUqe9tbj3jESOuXbkY";
  const auto key = rc::read_signing_jwk(ed448_pair).value();
  const std::string published = R"({"keys":[)" + std::string(ed448_pair.substr(0, ed448_pair.find(R"(,"d":)"))) + "}]}";
  for (const rc::algorithm a : {rc::algorithm::eddsa, rc::algorithm::ed448}) {
    const auto with = [&](std::string_view hash) {
      const std::string claims = R"({"iss":"https://server.example.com","sub":"alice","aud":"s6BhdRkqt3","iat":1311280970,)"
                                 R"("exp":1311281970,"at_hash":")" +
                                 std::string(hash) + "\"}";
      const auto token = rc::sign_jws(key, {.algorithm = a, .key_id = "1"}, claims);
      return outcome(verifying(token.value(), came, 1'311'281'000, published, {a}));
    };
    BOOST_TEST(with(with_shake256) == "accepted");
    BOOST_TEST(with(with_sha512) == "access_token_hash_mismatch in id_token");
  }
}

BOOST_AUTO_TEST_SUITE_END()
