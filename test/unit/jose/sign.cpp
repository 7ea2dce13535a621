// SPDX-License-Identifier: BSL-1.0
// Tokens of our own: verified with the public half, and with a header that says what the caller said.
#include "signing.hpp"
#include <rowclaim/jose/sign.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/pem.h>

#include <string>
#include <string_view>

using namespace rowclaim;
using jose_test::outcome;
using jose_test::signer_for;

BOOST_AUTO_TEST_SUITE(sign)

namespace {

/// The private half of a test key as a JWK, by way of OpenSSL.
signing_key key_for(algorithm a) {
  const jose_test::signer& of = signer_for(a);
  const std::string_view family = name(a).substr(0, 2);
  std::string jwk = of.jwk();
  jwk.pop_back();
  if (family == "HS") return read_signing_jwk(of.jwk()).value();
  if (family == "ES") return read_signing_jwk(jwk + R"(,"d":")" + jose_test::b64(of.number("priv")) + "\"}").value();
  if (family == "Ed") {
    std::string seed(57, '\0');
    std::size_t size = seed.size();
    jose_test::must(EVP_PKEY_get_raw_private_key(of.key(), reinterpret_cast<unsigned char*>(seed.data()), &size) == 1);
    return read_signing_jwk(jwk + R"(,"d":")" + jose_test::b64(seed.substr(0, size)) + "\"}").value();
  }
  return read_signing_jwk(jwk + R"(,"d":")" + jose_test::b64(of.number("d")) + "\"}").value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(signs_every_payload_by_every_algorithm) {
  for (const algorithm a : jose_test::all_algorithms) {
    const signing_key key = key_for(a);
    const verification_key checks = read_jwk(signer_for(a).jwk()).value();
    for (const std::string& payload : {std::string(), std::string("{}"), std::string("\0\xff\x01", 3), std::string(5000, 'x')}) {
      const auto token = sign_jws(key, {.algorithm = a}, payload);
      BOOST_REQUIRE(outcome(token) == "ok");
      const auto verified = verify_jws(*token, checks, {a});
      BOOST_REQUIRE(outcome(verified) == "ok");
      BOOST_TEST((verified->payload == payload));
      BOOST_TEST(!verified->header.key_id.has_value());
    }
  }
}

// r and s are often shorter than a coordinate, and then have zeros in front: one in 128 pairs, by DER's lengths.
BOOST_AUTO_TEST_CASE(ecdsa_signatures_have_their_full_width) {
  const signing_key key = key_for(algorithm::es256);
  const verification_key checks = read_jwk(signer_for(algorithm::es256).jwk()).value();
  bool was_short = false;
  for (int i = 0; i < 3000 && !was_short; ++i) {
    const std::string signature = key.sign(algorithm::es256, std::to_string(i)).value();
    BOOST_REQUIRE(signature.size() == 64u);
    was_short = signature[0] == '\0' || signature[32] == '\0';
    if (was_short) BOOST_TEST(outcome(checks.verify(algorithm::es256, std::to_string(i), signature)) == "ok");
  }
  BOOST_TEST(was_short);
}

BOOST_AUTO_TEST_CASE(the_header_says_what_the_caller_said) {
  const signing_key key = key_for(algorithm::hs256);
  const verification_key checks = read_jwk(signer_for(algorithm::hs256).jwk()).value();
  const std::string odd = "\"\\\n\x01\xc3\xa9\xf0\x9f\x94\x91";
  const auto token =
      sign_jws(key, {.algorithm = algorithm::hs256, .key_id = odd, .type = "oauth-authz-req+jwt", .content_type = ""}, "{}");
  const auto verified = verify_jws(token.value(), checks, {algorithm::hs256});
  BOOST_REQUIRE(outcome(verified) == "ok");
  BOOST_TEST(verified->header.key_id.value() == odd);
  BOOST_TEST(verified->header.type.value() == "oauth-authz-req+jwt");
  BOOST_TEST(verified->header.content_type.value() == "");
}

BOOST_AUTO_TEST_CASE(the_keys_own_name_is_not_put_in) {
  const signing_key key = hmac_signing_key(secret(std::string(32, 'k')), {algorithm::hs256}, "named").value();
  const auto token = sign_jws(key, {.algorithm = algorithm::hs256}, "{}");
  BOOST_TEST(!read_jws_header(token.value())->key_id.has_value());
}

BOOST_AUTO_TEST_CASE(does_not_sign_what_it_would_not_read) {
  const signing_key key = key_for(algorithm::hs256);
  const auto with_id = [&key](const std::string& id) {
    return outcome(sign_jws(key, {.algorithm = algorithm::hs256, .key_id = id}, "{}"));
  };
  BOOST_TEST(with_id("1") == "ok");
  BOOST_TEST(with_id("\xff") == "json_bad_utf8");
  BOOST_TEST(with_id("\xc3") == "json_bad_utf8");
  BOOST_TEST(with_id(std::string(5000, 'x')) == "token_too_large");
}

BOOST_AUTO_TEST_CASE(the_key_must_fit_the_algorithm) {
  const signing_key key = key_for(algorithm::hs256);
  BOOST_TEST(outcome(sign_jws(key, {.algorithm = algorithm::rs256}, "{}")) == "key_does_not_fit");
  BOOST_TEST(outcome(sign_jws(key, {.algorithm = static_cast<algorithm>(200)}, "{}")) == "key_does_not_fit");
}

BOOST_AUTO_TEST_SUITE_END()
