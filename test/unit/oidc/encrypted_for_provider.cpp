// SPDX-License-Identifier: BSL-1.0
// Tokens that the library encrypts for a provider, opened by code that shares nothing with it.
#include <rowclaim/jose/encryption_key.hpp>
#include <rowclaim/jose/jwe.hpp>

#include <boost/test/unit_test.hpp>
#include <mock_idp/jwt.hpp>

#include <array>
#include <string>

namespace rc = rowclaim;
using rc::content_encryption;
using rc::key_management;

BOOST_AUTO_TEST_SUITE(encrypted_for_provider)

BOOST_AUTO_TEST_CASE(is_opened_by_the_provider_with_every_algorithm_that_both_have) {
  constexpr std::array contents{content_encryption::a128gcm,       content_encryption::a192gcm,
                                content_encryption::a256gcm,       content_encryption::a128cbc_hs256,
                                content_encryption::a192cbc_hs384, content_encryption::a256cbc_hs512};
  for (const auto management : {key_management::rsa_oaep, key_management::rsa_oaep_256, key_management::ecdh_es,
                                key_management::ecdh_es_a128kw, key_management::ecdh_es_a256kw}) {
    const auto kind = rc::name(management).starts_with("ECDH-ES") ? "ECDH-ES" : "RSA-OAEP";
    const auto key = mock_idp::decryption_key::shared(kind, 800);
    auto jwk = key->public_jwk();
    jwk.erase("alg");
    const auto recipient = rc::read_encryption_jwk(jwk);
    BOOST_REQUIRE(recipient);
    for (const auto content : contents) {
      BOOST_TEST_CONTEXT(rc::name(management) << ' ' << rc::name(content)) {
        const auto token = rc::encrypt_jwe("the text", *recipient, management, content, {.content_type = "JWT"});
        BOOST_REQUIRE(token);
        BOOST_TEST(mock_idp::decrypt(*token, *key).value_or("nothing") == "the text");
        BOOST_TEST(mock_idp::text_in(mock_idp::header_of_encrypted(*token).value(), "kid") == key->id());
        BOOST_TEST(!mock_idp::decrypt(*token, *mock_idp::decryption_key::shared(kind, 801)));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
