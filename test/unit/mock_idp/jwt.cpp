// SPDX-License-Identifier: BSL-1.0
// The provider's own tokens: what it signs it verifies, what it encrypts it opens, and nothing that was touched.
#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/encoding.hpp>
#include <mock_idp/jwt.hpp>

#include <stdexcept>

BOOST_AUTO_TEST_SUITE(jwt)

namespace {

using namespace mock_idp;
using enum signing_algorithm;

const boost::json::object claims{{"sub", "alice"}};
constexpr const char* secret = "a-secret-that-is-long-enough-for-hs512-a-secret-that-is-long-enough";

std::string with_other_end(std::string text) {
  text[text.size() - 5] = text[text.size() - 5] == 'A' ? 'B' : 'A';
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(verifies_what_a_key_signed_and_nothing_else) {
  for (const auto algorithm : {RS256, PS256, ES256, ES384, ES512, ES256K, EdDSA}) {
    BOOST_TEST_CONTEXT(name_of(algorithm)) {
      const auto key = signing_key::shared(algorithm, 500);
      const auto other = signing_key::shared(algorithm, 501);
      const auto token = parse_signed_jwt(sign_jwt({}, claims, *key)).value();
      BOOST_TEST(token.claims == claims);
      BOOST_TEST(token.algorithm() == name_of(algorithm));
      BOOST_TEST(is_signed_by(token, key->public_jwk()));
      BOOST_TEST(!is_signed_by(token, other->public_jwk()));
      BOOST_TEST(is_signed_by_one_of(token, {{"keys", {other->public_jwk(), key->public_jwk()}}}));
      BOOST_TEST(!is_signed_by(parse_signed_jwt(with_other_end(sign_jwt({}, claims, *key))).value(), key->public_jwk()));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_rsa_key_signs_with_six_algorithms) {
  const auto key = signing_key::shared(RS256, 500);
  auto jwk = key->public_jwk();
  jwk.erase("alg");
  for (const auto algorithm : {RS256, RS384, RS512, PS256, PS384, PS512}) {
    const auto text = base64url(R"({"alg":")" + std::string(name_of(algorithm)) + "\"}") + '.' + base64url("{}");
    const auto token = parse_signed_jwt(text + '.' + base64url(key->sign(text, algorithm))).value();
    BOOST_TEST(is_signed_by(token, jwk));
    BOOST_TEST(!is_signed_by(token, signing_key::shared(ES256, 500)->public_jwk()));
    jwk["use"] = "enc";
    BOOST_TEST(!is_signed_by(token, jwk));
    jwk.erase("use");
  }
}

BOOST_AUTO_TEST_CASE(a_secret_signs_with_three_algorithms) {
  for (const auto algorithm : {HS256, HS384, HS512}) {
    const auto token = parse_signed_jwt(sign_jwt({}, claims, algorithm, secret)).value();
    BOOST_TEST(is_signed_with(token, secret));
    BOOST_TEST(!is_signed_with(token, "another-secret"));
    BOOST_TEST(!is_signed_with(token, ""));
  }
  const auto token = parse_signed_jwt(unsigned_jwt({}, claims)).value();
  BOOST_TEST(token.algorithm() == "none");
  BOOST_TEST(!is_signed_with(token, secret));
  BOOST_TEST(!is_signed_by(token, signing_key::shared(RS256, 500)->public_jwk()));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_signed_token) {
  for (const auto* text :
       {"", ".", "..", "a.b.c", "e30.e30", "e30.e30.e30.e30", "e30.W10.", "e30.e30.a", "e30.e30.A=", "e30.e30.+/"})
    BOOST_TEST(!parse_signed_jwt(text));
  BOOST_TEST(parse_signed_jwt("e30.e30.").has_value());
}

// The example of RFC 7515 A.1.
BOOST_AUTO_TEST_CASE(verifies_the_example_of_the_specification) {
  const auto token = parse_signed_jwt(
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb"
      "290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  const auto key = decode_base64url("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  BOOST_TEST(is_signed_with(token.value(), key.value()));
}

// That other code opens these and is opened here is shown by the tests of oidc: token_decryption and encrypted_for_provider.
BOOST_AUTO_TEST_CASE(opens_what_was_encrypted_to_a_key) {
  for (const auto* alg : {"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"}) {
    const auto key = decryption_key::shared(std::string_view(alg).substr(0, 7) == "ECDH-ES" ? "ECDH-ES" : "RSA-OAEP", 500);
    const auto other = decryption_key::shared(std::string_view(alg).substr(0, 7) == "ECDH-ES" ? "ECDH-ES" : "RSA-OAEP", 501);
    for (const auto* enc : {"A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"}) {
      BOOST_TEST_CONTEXT(alg << ' ' << enc) {
        const auto token = encrypt_for(key->public_jwk(), alg, enc, "the text", {{"cty", "JWT"}});
        BOOST_TEST(is_encrypted(token));
        BOOST_TEST(text_in(header_of_encrypted(token).value(), "cty") == "JWT");
        BOOST_TEST(text_in(header_of_encrypted(token).value(), "kid") == key->id());
        BOOST_TEST(decrypt(token, *key).value_or("nothing") == "the text");
        BOOST_TEST(!decrypt(token, *other));
        BOOST_TEST(!decrypt(with_other_end(token), *key));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(opens_what_was_encrypted_with_a_secret) {
  for (const auto* alg : {"dir", "A128KW", "A192KW", "A256KW"}) {
    for (const auto* enc : {"A128CBC-HS256", "A256CBC-HS512", "A128GCM", "A256GCM"}) {
      const auto token = encrypt_with(secret, alg, enc, "the text");
      BOOST_TEST(decrypt_with(token, secret).value_or("nothing") == "the text");
      BOOST_TEST(!decrypt_with(token, "another-secret"));
      BOOST_TEST(!decrypt_with(with_other_end(token), secret));
    }
  }
}

BOOST_AUTO_TEST_CASE(encrypts_in_no_way_that_it_does_not_know) {
  const auto key = decryption_key::shared("RSA-OAEP", 500);
  BOOST_CHECK_THROW(encrypt_for(key->public_jwk(), "ECDH-ES", "A128GCM", "x"), std::invalid_argument);
  BOOST_CHECK_THROW(encrypt_for(key->public_jwk(), "RSA-OAEP", "A128CTR", "x"), std::invalid_argument);
  BOOST_CHECK_THROW(encrypt_with(secret, "RSA-OAEP", "A128GCM", "x"), std::invalid_argument);
  const auto old = encrypt_for(key->public_jwk(), "RSA1_5", "A128GCM", "x");
  BOOST_TEST(!decrypt(old, *key));
  BOOST_TEST(!is_encrypted("e30.e30.e30"));
}

BOOST_AUTO_TEST_CASE(finds_the_key_to_encrypt_to) {
  const auto rsa = decryption_key::shared("RSA-OAEP", 500)->public_jwk();
  const auto ec = decryption_key::shared("ECDH-ES", 500)->public_jwk();
  const boost::json::object set{{"keys", {signing_key::shared(RS256, 500)->public_jwk(), ec, rsa}}};
  BOOST_REQUIRE(encryption_key_in(set, "RSA-OAEP"));
  BOOST_TEST(*encryption_key_in(set, "RSA-OAEP") == rsa);
  BOOST_TEST(*encryption_key_in(set, "ECDH-ES") == ec);
  BOOST_TEST(!encryption_key_in({{"keys", {ec}}}, "RSA-OAEP"));
}

BOOST_AUTO_TEST_SUITE_END()
