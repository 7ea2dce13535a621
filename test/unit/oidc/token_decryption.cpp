// SPDX-License-Identifier: BSL-1.0
// Tokens that are encrypted for the client, made by code that shares nothing with the library.
#include "scripted_transport.hpp"
#include "signed_tokens.hpp"
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/token_decryption.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <mock_idp/jwt.hpp>

#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::key_set_json;
using rowclaim_test::outcome;
using rowclaim_test::signed_token;

BOOST_AUTO_TEST_SUITE(token_decryption)

namespace {

constexpr rc::seconds_since_epoch now = 1'700'000'000;
constexpr const char* client_secret = "app-secret-app-secret-app-secret-0123";

// RFC 7518 appendix C
constexpr const char* public_key = R"({"kty":"EC","crv":"P-256","kid":"e1","use":"enc",
    "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"})";
constexpr const char* private_key = R"({"kty":"EC","crv":"P-256","kid":"e1","use":"enc",
    "d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
    "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"})";

std::string signed_id_token() {
  return signed_token({{"iss", "https://a.example"}, {"sub", "alice"}, {"aud", "app"}, {"iat", now}, {"exp", now + 300}});
}

rc::token_decryption by_ecdh() {
  return {.keys = rc::decryption_key_set({rc::read_decryption_jwk(private_key).value()}),
          .management = {rc::key_management::ecdh_es}};
}

rc::result<rc::id_token> verified(const std::string& token, std::optional<rc::token_decryption> decryption) {
  const rc::id_token_verifier verifier({.issuer = "https://a.example", .audience = "app", .decryption = std::move(decryption)},
                                       rc::read_key_set(key_set_json()).value(), rc::clock::reading(now));
  return verifier.verify(token);
}

std::string verifying(const std::string& token, std::optional<rc::token_decryption> decryption = by_ecdh()) {
  return outcome(verified(token, std::move(decryption)));
}

std::string for_the_key(const std::string& plain, const char* enc = "A128CBC-HS256", const char* cty = "JWT") {
  return mock_idp::encrypt_for(json::parse(public_key).as_object(), "ECDH-ES", enc, plain, {{"cty", cty}});
}

}  // namespace

BOOST_AUTO_TEST_CASE(opens_what_was_signed_and_then_encrypted) {
  const std::string inner = signed_id_token();
  const auto token = verified(for_the_key(inner), by_ecdh());
  BOOST_TEST_REQUIRE(outcome(token) == "accepted");
  BOOST_TEST(token->subject() == "alice");
  // A hint is what the provider signed, not what only this client can read.
  BOOST_TEST((token->encoded().reveal() == inner));
}

BOOST_AUTO_TEST_CASE(opens_with_keys_from_the_client_secret) {
  struct {
    const char* alg;
    const char* enc;
  } const agreed[] = {{"dir", "A128CBC-HS256"}, {"dir", "A256CBC-HS512"}, {"A128KW", "A128CBC-HS256"}, {"A256KW", "A256GCM"}};
  for (const auto& [alg, enc] : agreed) {
    const auto management = rc::key_management_named(alg).value();
    const auto encryption = rc::content_encryption_named(enc).value();
    const std::string token = mock_idp::encrypt_with(client_secret, alg, enc, signed_id_token(), {{"cty", "JWT"}});
    const auto decryption = rc::client_secret_decryption(rc::secret(client_secret), management, encryption);
    BOOST_TEST_REQUIRE(decryption.has_value());
    BOOST_TEST(verifying(token, *decryption) == "accepted", alg);
    const auto other = rc::client_secret_decryption(rc::secret("another secret of the same length 123"), management, encryption);
    BOOST_TEST(verifying(token, *other) == "decryption_failed in decryption", alg);
  }
  BOOST_TEST(outcome(rc::client_secret_decryption(rc::secret(), rc::key_management::dir, rc::content_encryption::a128gcm)) ==
             "client_misconfigured in key (client_secret)");
  BOOST_TEST(outcome(rc::client_secret_decryption(rc::secret("x"), rc::key_management::rsa_oaep,
                                                  rc::content_encryption::a128gcm)) == "key_does_not_fit in key");
}

BOOST_AUTO_TEST_CASE(encryption_that_was_agreed_is_not_left_out) {
  BOOST_TEST(verifying(signed_id_token()) == "encryption_missing in id_token");
  rc::token_decryption lenient = by_ecdh();
  lenient.allow_unencrypted = true;
  BOOST_TEST(verifying(signed_id_token(), lenient) == "accepted");
  BOOST_TEST(verifying(for_the_key(signed_id_token()), lenient) == "accepted");
}

BOOST_AUTO_TEST_CASE(encryption_that_was_not_agreed_is_refused) {
  BOOST_TEST(verifying(for_the_key(signed_id_token()), std::nullopt) == "token_malformed in signature");
  BOOST_TEST(verifying(for_the_key(signed_id_token(), "A256GCM")) == "algorithm_not_allowed in decryption (enc)");
  rc::token_decryption other = by_ecdh();
  other.management = {rc::key_management::rsa_oaep};
  BOOST_TEST(verifying(for_the_key(signed_id_token()), other) == "algorithm_not_allowed in decryption (alg)");
  other.management = {};
  BOOST_TEST(verifying(for_the_key(signed_id_token()), other) == "algorithm_not_allowed in decryption (alg)");
}

BOOST_AUTO_TEST_CASE(there_is_no_rsa1_5) {
  const std::string header = rc::encode_base64url(R"({"alg":"RSA1_5","enc":"A128CBC-HS256","cty":"JWT"})");
  BOOST_TEST(verifying(header + ".AAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA") ==
             "algorithm_unknown in decryption (alg)");
}

BOOST_AUTO_TEST_CASE(what_is_inside_is_verified_like_any_other) {
  std::string forged = signed_id_token();
  forged[forged.size() - 3] = forged[forged.size() - 3] == 'A' ? 'B' : 'A';
  BOOST_TEST(verifying(for_the_key(forged)) == "signature_mismatch in signature");
  BOOST_TEST(verifying(for_the_key(R"({"iss":"https://a.example"})")) == "token_malformed in decryption");
  BOOST_TEST(verifying(for_the_key(signed_id_token(), "A128CBC-HS256", "")) == "token_type_mismatch in decryption (cty)");
  BOOST_TEST(verifying(for_the_key(for_the_key(signed_id_token()))) == "nested_too_deeply in decryption");
  const std::string unsigned_token = mock_idp::unsigned_jwt({{"alg", "none"}}, {{"sub", "alice"}});
  BOOST_TEST(verifying(for_the_key(unsigned_token)).starts_with("token_malformed") == true);
}

BOOST_AUTO_TEST_CASE(says_nothing_about_what_is_wrong_with_a_ciphertext) {
  const std::string good = for_the_key(signed_id_token());
  for (const std::size_t from_end : {3u, 40u, 100u}) {
    std::string bad = good;
    char& c = bad[bad.size() - from_end];
    c = c == 'A' ? 'B' : 'A';
    BOOST_TEST(verifying(bad) == "decryption_failed in decryption");
  }
  BOOST_TEST(verifying("") == "token_malformed in decryption");
  BOOST_TEST(verifying("a.b") == "token_malformed in decryption");
  BOOST_TEST(verifying(std::string(1u << 20, '.')) == "token_too_large in decryption");
}

BOOST_AUTO_TEST_CASE(nothing_of_one_token_stays_for_the_next) {
  const rc::id_token_verifier strict({.issuer = "https://a.example", .audience = "app", .decryption = by_ecdh()},
                                     rc::read_key_set(key_set_json()).value(), rc::clock::reading(now));
  const rc::id_token_verifier plain({.issuer = "https://a.example", .audience = "app"}, rc::read_key_set(key_set_json()).value(),
                                    rc::clock::reading(now));
  rc::token_memory memory;
  BOOST_TEST(outcome(strict.verify(for_the_key(signed_id_token()), memory)) == "accepted");
  BOOST_TEST(outcome(strict.verify(signed_id_token(), memory)) == "encryption_missing in id_token");
  BOOST_TEST(outcome(plain.verify(signed_id_token(), memory)) == "accepted");
  BOOST_TEST(outcome(strict.verify("", memory)) == "token_malformed in decryption");
}

BOOST_AUTO_TEST_SUITE_END()
