// SPDX-License-Identifier: BSL-1.0
// Each call of OpenSSL's fails once, wherever a key or a token uses it: nothing is accepted then, and the next time all is well.
#include "encryption_keys.hpp"
#include "failing_openssl.hpp"
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/jwe.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/jose/key_generation.hpp>
#include <rowclaim/jose/pem.hpp>
#include <rowclaim/jose/public_jwk.hpp>
#include <rowclaim/jose/random.hpp>
#include <rowclaim/jose/sign.hpp>
#include <rowclaim/jose/verified_token_cache.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

using namespace rowclaim;
using jose_test::outcome;

BOOST_AUTO_TEST_SUITE(openssl_failures)

namespace {

std::set<std::string_view> failed_calls;

/// Runs something again and again, with each of OpenSSL's calls failing once, until it has come to its end without a failure.
/// `run` gives the name of the error, or "ok".
template <class Run>
void fails_at_each_call(std::size_t expected_calls, const Run& run) {
  std::size_t at = 1;
  for (;; ++at) {
    failing_openssl::calls = 0;
    failing_openssl::failed_call = {};
    failing_openssl::fails_at = at;
    const std::string_view ended = run();
    failing_openssl::fails_at = 0;
    if (failing_openssl::failed_call.empty()) {
      BOOST_TEST(ended == "ok");
      break;
    }
    failed_calls.insert(failing_openssl::failed_call);
    BOOST_TEST_CONTEXT(failing_openssl::failed_call << ", call " << at) {
      BOOST_TEST(ended != "ok");
      BOOST_TEST(run() == "ok");
    }
  }
  BOOST_TEST(at > expected_calls);
  BOOST_TEST(ERR_peek_error() == 0u);
}

/// What a function of OpenSSL's writes.
template <class Write>
std::string written(const Write& write) {
  BIO* out = BIO_new(BIO_s_mem());
  jose_test::must(write(out) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(out);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_key_comes_out_of_a_failure) {
  for (const auto& pair : {jose_test::rsa_pair, jose_test::p256_pair, jose_test::x25519_pair}) {
    fails_at_each_call(1, [&] { return outcome(read_encryption_jwk(pair.public_jwk())); });
    fails_at_each_call(3, [&] { return outcome(read_decryption_jwk(pair.private_jwk())); });
  }
}

BOOST_AUTO_TEST_CASE(no_encrypted_token_is_opened_or_written) {
  using enum content_encryption;
  for (const key_management k : jose_test::all_key_managements)
    for (const content_encryption c : {a128gcm, a256cbc_hs512}) {
      const auto candidates = jose_test::keys_for(k, c);
      for (std::size_t chosen = 0; chosen < candidates.size(); chosen += 3) {  // of the curves P-256 and X25519
        const jose_test::two_keys& keys = candidates[chosen];
        const auto recipient = read_encryption_jwk(keys.recipient).value();
        const auto own = read_decryption_jwk(keys.own).value();
        const decryption_rules rules{jose_test::every_key_management};
        const std::string token = encrypt_jwe("x", recipient, k, c).value();
        BOOST_TEST_CONTEXT(name(k) << ' ' << name(c)) {
          fails_at_each_call(6, [&] { return outcome(decrypt_jwe(token, own, rules)); });
          fails_at_each_call(6, [&] { return outcome(encrypt_jwe("x", recipient, k, c)); });
        }
      }
    }
}

// RFC 7516 11.5: the same work is done for a wrong wrapping as for a wrong content, so that the time does not tell them apart.
BOOST_AUTO_TEST_CASE(a_wrong_wrapping_makes_the_calls_of_a_wrong_content) {
  for (const key_management k : {key_management::rsa_oaep, key_management::rsa_oaep_256, key_management::a128gcmkw})
    for (const content_encryption c : jose_test::all_content_encryptions) {
      const auto keys = jose_test::keys_for(k, c).front();
      const auto own = read_decryption_jwk(keys.own).value();
      const std::string token = encrypt_jwe("x", read_encryption_jwk(keys.recipient).value(), k, c).value();
      const auto calls_for = [&](std::size_t changed) {
        std::string other = token;
        other[changed] = other[changed] == 'A' ? 'B' : 'A';
        failing_openssl::calls = 0;
        failing_openssl::fails_at = static_cast<std::size_t>(-1);
        const auto opened = decrypt_jwe(other, own, {jose_test::every_key_management});
        failing_openssl::fails_at = 0;
        BOOST_TEST(outcome(opened) == "decryption_failed");
        return failing_openssl::calls;
      };
      const std::size_t of_wrapping = token.find('.') + 5;
      const std::size_t of_tag = token.rfind('.') + 1;
      BOOST_TEST_CONTEXT(name(k) << ' ' << name(c)) BOOST_TEST(calls_for(of_wrapping) == calls_for(of_tag));
    }
}

BOOST_AUTO_TEST_CASE(no_signature_is_verified) {
  for (const algorithm a : {algorithm::rs256, algorithm::ps256, algorithm::es256, algorithm::eddsa, algorithm::hs256}) {
    const jose_test::signer& by = jose_test::signer_for(a);
    const std::string token = by.token(R"({"alg":")" + std::string(name(a)) + "\"}", "{}", a);
    const std::string jwk = by.jwk();
    // Once with all that a new key needs, and once with the contexts that it has kept.
    BOOST_TEST_CONTEXT(name(a)) {
      fails_at_each_call(3, [&] {
        const auto key = read_jwk(jwk);
        return key ? outcome(verify_jws(token, *key, {a})) : name(key.error().code);
      });
      const auto key = read_jwk(jwk).value();
      BOOST_TEST(outcome(verify_jws(token, key, {a})) == "ok");
      fails_at_each_call(1, [&] { return outcome(verify_jws(token, key, {a})); });
    }
  }
}

BOOST_AUTO_TEST_CASE(no_key_is_made_or_told_by_half) {
  for (const algorithm a : {algorithm::rs256, algorithm::es256}) {
    BOOST_TEST_CONTEXT(name(a)) {
      fails_at_each_call(3, [&] { return outcome(generate_signing_key(a)); });
      const signing_key key = generate_signing_key(a).value();
      fails_at_each_call(2, [&] { return outcome(public_jwk(key)); });
      fails_at_each_call(3, [&] { return outcome(thumbprint(key)); });
    }
  }
  const signing_key key = generate_signing_key(algorithm::eddsa).value();
  fails_at_each_call(1, [&] { return outcome(public_jwk(key)); });
}

BOOST_AUTO_TEST_CASE(no_token_is_signed) {
  // RFC 8037 A.1
  const std::string ed25519 = R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
                              R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
  for (const auto& [a, jwk] : {std::pair{algorithm::rs256, jose_test::rsa_pair.private_jwk()},
                               std::pair{algorithm::ps256, jose_test::rsa_pair.private_jwk()},
                               std::pair{algorithm::es256, jose_test::p256_pair.private_jwk()},
                               std::pair{algorithm::eddsa, ed25519}, std::pair{algorithm::hs256, jose_test::secret_jwk(32)}}) {
    const signing_key key = read_signing_jwk(jwk).value();
    BOOST_TEST_CONTEXT(name(a)) {
      fails_at_each_call(3, [&, by = a] { return outcome(sign_jws(key, {.algorithm = by}, "{}")); });
      if (a != algorithm::hs256) fails_at_each_call(3, [&text = jwk] { return outcome(read_signing_jwk(text)); });
    }
  }
}

BOOST_AUTO_TEST_CASE(no_key_comes_out_of_a_file) {
  EVP_PKEY* key = jose_test::signer_for(algorithm::es256).key();
  const std::string public_pem = written([key](BIO* out) { return PEM_write_bio_PUBKEY(out, key); });
  const std::string private_pem =
      written([key](BIO* out) { return PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
  const std::string certificate_pem = written([key](BIO* out) {
    X509* certificate = X509_new();
    jose_test::must(X509_set_pubkey(certificate, key) == 1 && X509_gmtime_adj(X509_getm_notBefore(certificate), 0) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600) != nullptr &&
                    X509_sign(certificate, key, EVP_sha256()) > 0);
    const int is_written = PEM_write_bio_X509(out, certificate);
    X509_free(certificate);
    return is_written;
  });
  fails_at_each_call(5, [&] { return outcome(read_public_key_pem(public_pem, {algorithm::es256})); });
  fails_at_each_call(5, [&] { return outcome(read_public_key_pem(certificate_pem, {algorithm::es256})); });
  fails_at_each_call(5, [&] { return outcome(read_signing_key_pem(private_pem, {algorithm::es256})); });
}

BOOST_AUTO_TEST_CASE(nothing_is_hashed_or_made_up) {
  fails_at_each_call(3, [] { return outcome(digest(digest_algorithm::sha256, "x")); });
  fails_at_each_call(3, [] { return outcome(digest(digest_algorithm::shake256, "x")); });
  fails_at_each_call(1, [] { return outcome(random_secret()); });
}

// Every function that the headers call and that can fail was among them.
BOOST_AUTO_TEST_CASE(without_random_numbers_nothing_is_held_in_the_cache) {
  struct token {
    token_facts facts() const { return {.issuer = "i", .issued_at = 1000, .expires_at = 2000}; }
  };
  const seconds_since_epoch now = 1000;
  const auto is_held = [&now](std::size_t failing_call) {
    failing_openssl::calls = 0;
    failing_openssl::fails_at = failing_call;
    const auto identity = verifier_identity::make();
    verified_token_cache<token> cache({}, clock::reading(now));
    failing_openssl::fails_at = 0;
    BOOST_TEST(cache.insert("t", identity, 0, token()).has_value());
    return cache.find("t", identity, 0) != nullptr;
  };
  BOOST_TEST(is_held(0));
  BOOST_TEST(!is_held(1));  // the verifier's identity
  BOOST_TEST(!is_held(2));  // the key of the hash
  BOOST_TEST(is_held(3));
}

BOOST_AUTO_TEST_CASE(the_functions_that_failed_are_those_that_are_used) {
  for (const std::string_view name : {"RAND_bytes",
                                      "BN_secure_new",
                                      "BIO_new_mem_buf",
                                      "OSSL_DECODER_CTX_new_for_pkey",
                                      "OSSL_DECODER_from_data",
                                      "EVP_PKEY_get_int_param",
                                      "EVP_PKEY_get_group_name",
                                      "d2i_ECDSA_SIG",
                                      "d2i_X509",
                                      "X509_get_pubkey",
                                      "EVP_DigestFinalXOF",
                                      "BN_bin2bn",
                                      "BN_bn2binpad",
                                      "OSSL_PARAM_BLD_new",
                                      "OSSL_PARAM_BLD_to_param",
                                      "OSSL_PARAM_BLD_push_BN",
                                      "OSSL_PARAM_BLD_push_utf8_string",
                                      "OSSL_PARAM_BLD_push_octet_string",
                                      "EVP_PKEY_CTX_new_from_name",
                                      "EVP_PKEY_CTX_new_from_pkey",
                                      "EVP_PKEY_fromdata_init",
                                      "EVP_PKEY_fromdata",
                                      "EVP_PKEY_check",
                                      "EVP_PKEY_public_check",
                                      "EVP_PKEY_eq",
                                      "EVP_PKEY_new_raw_public_key_ex",
                                      "EVP_PKEY_new_raw_private_key_ex",
                                      "EVP_PKEY_get_raw_public_key",
                                      "EVP_PKEY_get_bn_param",
                                      "EVP_PKEY_get_octet_string_param",
                                      "EVP_PKEY_encrypt_init",
                                      "EVP_PKEY_encrypt",
                                      "EVP_PKEY_decrypt_init",
                                      "EVP_PKEY_decrypt",
                                      "EVP_PKEY_derive_init",
                                      "EVP_PKEY_derive_set_peer",
                                      "EVP_PKEY_derive",
                                      "EVP_PKEY_CTX_set_rsa_padding",
                                      "EVP_PKEY_CTX_set_rsa_oaep_md_name",
                                      "EVP_PKEY_CTX_set_rsa_mgf1_md_name",
                                      "EVP_PKEY_CTX_set_rsa_mgf1_md",
                                      "EVP_PKEY_CTX_set_rsa_pss_saltlen",
                                      "EVP_PKEY_CTX_set_signature_md",
                                      "EVP_PKEY_verify_init",
                                      "EVP_PKEY_verify",
                                      "EVP_PKEY_Q_keygen",
                                      "EVP_CIPHER_fetch",
                                      "EVP_CIPHER_CTX_new",
                                      "EVP_CIPHER_CTX_ctrl",
                                      "EVP_CipherInit_ex2",
                                      "EVP_CipherUpdate",
                                      "EVP_CipherFinal_ex",
                                      "EVP_KDF_fetch",
                                      "EVP_KDF_CTX_new",
                                      "EVP_KDF_derive",
                                      "EVP_MAC_fetch",
                                      "EVP_MAC_CTX_new",
                                      "EVP_MAC_init",
                                      "EVP_MAC_update",
                                      "EVP_MAC_final",
                                      "EVP_MD_fetch",
                                      "EVP_MD_CTX_new",
                                      "EVP_MD_CTX_copy_ex",
                                      "EVP_DigestInit_ex2",
                                      "EVP_DigestUpdate",
                                      "EVP_DigestFinal_ex",
                                      "EVP_DigestVerifyInit_ex",
                                      "EVP_DigestVerify",
                                      "EVP_DigestSignInit_ex",
                                      "EVP_DigestSign"})
    BOOST_TEST(failed_calls.contains(name), name << " has not failed");
}

BOOST_AUTO_TEST_SUITE_END()
