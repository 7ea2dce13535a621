// SPDX-License-Identifier: BSL-1.0
// Attacks on signed tokens, each with the error that it must end in.
#include "signing.hpp"
#include <rowclaim/jose/jws.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace rowclaim;
using jose_test::all_algorithms;
using jose_test::b64;
using jose_test::every_algorithm;
using jose_test::outcome;
using jose_test::signer;
using jose_test::signer_for;

BOOST_AUTO_TEST_SUITE(jws)

namespace {

key_set set_of(const std::string& jwk) { return key_set({read_jwk(jwk).value()}); }

/// The public key as files hold it.
std::vector<std::string> encodings_of(EVP_PKEY* key) {
  std::vector<std::string> encodings;
  for (int form = 0; form < 4; ++form) {
    BIO* out = BIO_new(BIO_s_mem());
    if (form == 0) jose_test::must(PEM_write_bio_PUBKEY(out, key) == 1);
    if (form == 1) jose_test::must(i2d_PUBKEY_bio(out, key) == 1);
    if (form == 2) jose_test::must(PEM_write_bio_PUBKEY(out, key) == 1 && BIO_puts(out, "\n ") > 0);
    if (form == 3) {
      unsigned char* der = nullptr;
      const int size = i2d_PublicKey(key, &der);
      jose_test::must(size > 0 && BIO_write(out, der, size) == size);
      OPENSSL_free(der);
    }
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    encodings.emplace_back(data, static_cast<std::size_t>(size));
    BIO_free(out);
  }
  encodings.push_back(" \n" + encodings[0]);
  return encodings;
}

std::string replace_signature(const std::string& token, std::string_view signature) {
  return token.substr(0, token.rfind('.') + 1) + b64(signature);
}

}  // namespace

BOOST_AUTO_TEST_CASE(verifies_every_algorithm_with_every_kind_of_payload) {
  for (const algorithm a : all_algorithms)
    for (const std::string& payload : {std::string(), std::string("{}"), std::string("\0\xff\x01", 3), std::string(5000, 'x')}) {
      const auto verified = verify_jws(signer_for(a).token(R"({"alg":")" + std::string(name(a)) + "\"}", payload, a),
                                       set_of(signer_for(a).jwk()), {a});
      BOOST_REQUIRE(outcome(verified) == "ok");
      BOOST_TEST((verified->payload == payload));
    }
  const signer ed448(algorithm::eddsa, "ED448");
  BOOST_TEST(outcome(verify_jws(ed448.plain_token(), set_of(ed448.jwk()), {algorithm::eddsa})) == "ok");
}

BOOST_AUTO_TEST_CASE(says_which_hash_goes_with_the_signature) {
  for (const algorithm a : all_algorithms) {
    const std::string_view called = name(a);
    const digest_algorithm expected = a == algorithm::ed448     ? digest_algorithm::shake256
                                      : called.ends_with("256") ? digest_algorithm::sha256
                                      : called.ends_with("384") ? digest_algorithm::sha384
                                                                : digest_algorithm::sha512;
    const std::string header = R"({"alg":")" + std::string(called) + "\"}";
    BOOST_TEST((verify_jws(signer_for(a).token(header, "", a), set_of(signer_for(a).jwk()), {a})->digest == expected), called);
  }
  // With the name that leaves the curve to the key, the key decides.
  const signer& ed448 = signer_for(algorithm::ed448);
  BOOST_TEST((verify_jws(ed448.token(R"({"alg":"EdDSA"})", ""), set_of(ed448.jwk()), {algorithm::eddsa})->digest ==
              digest_algorithm::shake256));
}

BOOST_AUTO_TEST_CASE(a_name_that_says_the_curve_is_for_keys_on_that_curve) {
  const signer& ed25519 = signer_for(algorithm::ed25519);
  const signer& ed448 = signer_for(algorithm::ed448);
  const std::string token = ed25519.token(R"({"alg":"Ed25519"})");
  BOOST_TEST(outcome(verify_jws(token, read_jwk(ed25519.jwk()).value(), every_algorithm)) == "ok");
  BOOST_TEST(outcome(verify_jws(token, read_jwk(ed448.jwk()).value(), every_algorithm)) == "key_does_not_fit");
  BOOST_TEST(outcome(verify_jws(token, read_jwk(ed25519.jwk(R"("alg":"EdDSA",)")).value(), every_algorithm)) == "key_does_not_fit");
  BOOST_TEST(outcome(verify_jws(token, read_jwk(ed25519.jwk()).value(), {algorithm::eddsa})) == "algorithm_not_allowed");
  BOOST_TEST(outcome(read_jwk(ed25519.jwk(R"("alg":"Ed448",)"))) == "key_malformed");
}

BOOST_AUTO_TEST_CASE(a_public_key_is_never_an_hmac_secret) {
  const signer& provider = signer_for(algorithm::rs256);
  std::vector<std::string> secrets = encodings_of(provider.key());
  secrets.push_back(provider.jwk());
  secrets.push_back(provider.number("n"));
  const key_set keys = set_of(provider.jwk(R"("kid":"1",)"));
  for (const std::string& secret_bytes : secrets)
    for (const std::string kid : {R"(,"kid":"1")", ""}) {
      const std::string text = b64(R"({"alg":"HS256")" + kid + "}") + '.' + b64(R"({"sub":"admin"})");
      const std::string token = text + '.' + b64(signer::mac(secret_bytes, EVP_sha256(), text));
      BOOST_TEST(outcome(verify_jws(token, keys, {algorithm::rs256})) == "algorithm_not_allowed");
      BOOST_TEST(outcome(verify_jws(token, keys, every_algorithm)) == (kid.empty() ? "key_not_found" : "key_does_not_fit"));
      BOOST_TEST(outcome(verify_jws(token, read_jwk(provider.jwk()).value(), every_algorithm)) == "key_does_not_fit");
    }
}

BOOST_AUTO_TEST_CASE(the_key_must_fit_the_algorithm) {
  const signer& rsa = signer_for(algorithm::rs256);
  const key_set only_rs256 = set_of(rsa.jwk(R"("kid":"1","alg":"RS256",)"));
  BOOST_TEST(outcome(verify_jws(rsa.token(R"({"alg":"PS256","kid":"1"})", "{}", algorithm::ps256), only_rs256, every_algorithm)) ==
             "key_does_not_fit");
  BOOST_TEST(outcome(verify_jws(rsa.token(R"({"alg":"PS256"})", "{}", algorithm::ps256), only_rs256, every_algorithm)) ==
             "key_not_found");
  // The header may lie about how it was signed.
  BOOST_TEST(outcome(verify_jws(rsa.token(R"({"alg":"RS256","kid":"1"})", "{}", algorithm::ps256), only_rs256, every_algorithm)) ==
             "signature_mismatch");
  BOOST_TEST(outcome(verify_jws(rsa.token(R"({"alg":"RS512"})", "{}", algorithm::rs256), set_of(rsa.jwk()), every_algorithm)) ==
             "signature_mismatch");
  const signer& ec = signer_for(algorithm::es256);
  BOOST_TEST(outcome(verify_jws(ec.token(R"({"alg":"ES384","kid":"1"})", "{}", algorithm::es384), set_of(ec.jwk(R"("kid":"1",)")),
                                every_algorithm)) == "key_does_not_fit");
}

BOOST_AUTO_TEST_CASE(another_key_does_not_verify) {
  for (const algorithm a : {algorithm::rs256, algorithm::es256, algorithm::eddsa}) {
    const signer other(a);
    BOOST_TEST(outcome(verify_jws(other.plain_token(), set_of(signer_for(a).jwk()), {a})) == "signature_mismatch");
  }
}

BOOST_AUTO_TEST_CASE(chooses_the_key_before_it_verifies) {
  const signer& mine = signer_for(algorithm::es256);
  const signer other(algorithm::es256);
  const std::string two = mine.jwk(R"("kid":"1",)") + "," + other.jwk(R"("kid":"2",)");
  const auto keys = read_key_set(R"({"keys":[)" + two + "]}").value();
  const auto verify = [&](std::string_view header) { return outcome(verify_jws(mine.token(header), keys, {algorithm::es256})); };
  BOOST_TEST(verify(R"({"alg":"ES256","kid":"1"})") == "ok");
  BOOST_TEST(verify(R"({"alg":"ES256","kid":"2"})") == "signature_mismatch");
  BOOST_TEST(verify(R"({"alg":"ES256","kid":"3"})") == "key_not_found");
  BOOST_TEST(verify(R"({"alg":"ES256"})") == "key_ambiguous");
  const auto same = read_key_set(R"({"keys":[)" + mine.jwk(R"("kid":"1",)") + "," + other.jwk(R"("kid":"1",)") + "]}").value();
  BOOST_TEST(outcome(verify_jws(mine.token(R"({"alg":"ES256","kid":"1"})"), same, {algorithm::es256})) == "key_ambiguous");
}

BOOST_AUTO_TEST_CASE(a_key_that_the_caller_names_is_used_whatever_the_kid) {
  const signer& mine = signer_for(algorithm::hs256);
  const auto key = hmac_key(secret(mine.shared_secret()), {algorithm::hs256}).value();
  BOOST_TEST(outcome(verify_jws(mine.token(R"({"alg":"HS256","kid":"any"})"), key, {algorithm::hs256})) == "ok");
  BOOST_TEST(outcome(verify_jws(mine.token(R"({"alg":"HS512"})", "{}", algorithm::hs512), key, every_algorithm)) ==
             "key_does_not_fit");
}

BOOST_AUTO_TEST_CASE(ecdsa_signatures_have_their_exact_length_and_range) {
  for (const algorithm a : {algorithm::es256, algorithm::es384, algorithm::es512}) {
    const signer& by = signer_for(a);
    const std::size_t width = by.coordinate_bytes();
    const std::string order = by.number(OSSL_PKEY_PARAM_EC_ORDER);  // OpenSSL's own, against which ours is checked
    std::string last = order;
    last.back() = static_cast<char>(last.back() - 1);
    const std::string zero(width, '\0');
    const std::string one = std::string(width - 1, '\0') + '\x01';
    const std::string most(width, '\xff');
    const auto verify = [&](const std::string& signature) {
      return outcome(verify_jws(replace_signature(by.plain_token(), signature), set_of(by.jwk()), {a}));
    };
    for (const std::string& bad : {zero, order, most}) {
      BOOST_TEST(verify(bad + bad) == "signature_malformed");
      BOOST_TEST(verify(bad + one) == "signature_malformed");
      BOOST_TEST(verify(one + bad) == "signature_malformed");
    }
    for (const std::string& in_range : {one + one, last + last, one + last, last + one})
      BOOST_TEST(verify(in_range) == "signature_mismatch");
    for (const std::string& bad : {one, one + one + "\x01", one + std::string(width - 1, '\x01'), zero + one + one})
      BOOST_TEST(verify(bad) == "signature_malformed");
    // DER, as OpenSSL writes it: 30 .. 02 .. 02 ..
    const std::string der = "\x30" + std::string(1, static_cast<char>(2 * width + 4)) + "\x02" +
                            std::string(1, static_cast<char>(width)) + last + "\x02" + std::string(1, static_cast<char>(width)) +
                            last;
    BOOST_TEST(verify(der) == "signature_malformed");
  }
}

BOOST_AUTO_TEST_CASE(accepts_small_and_large_integers_in_ecdsa_signatures) {
  // Signatures whose r or s begins with zeros or with a set bit exercise every form of the DER that OpenSSL is given.
  for (int i = 0; i < 600; ++i) {
    const signer& by = signer_for(algorithm::es256);
    BOOST_REQUIRE(outcome(verify_jws(by.token(R"({"alg":"ES256"})", std::to_string(i)), read_jwk(by.jwk()).value(),
                                     {algorithm::es256})) == "ok");
  }
}

BOOST_AUTO_TEST_CASE(other_signatures_have_their_exact_length) {
  for (const algorithm a : {algorithm::rs256, algorithm::ps256, algorithm::eddsa, algorithm::hs256}) {
    const std::string token = signer_for(a).token(R"({"alg":")" + std::string(name(a)) + "\"}", "{}", a);
    const std::string signature = decode_base64url(token.substr(token.rfind('.') + 1)).value();
    const auto verify = [&](const std::string& s) {
      return outcome(verify_jws(replace_signature(token, s), set_of(signer_for(a).jwk()), {a}));
    };
    BOOST_TEST(verify(signature) == "ok");
    BOOST_TEST(verify(signature.substr(1)) == "signature_malformed");
    BOOST_TEST(verify(signature.substr(0, 1)) == "signature_malformed");
    BOOST_TEST(verify('\0' + signature) == "signature_malformed");
    BOOST_TEST(verify(signature + '\0') == "signature_malformed");
    BOOST_TEST(verify(std::string(3000, 'x')) == "signature_malformed");
    BOOST_TEST(verify(std::string(signature.size(), '\0')) == "signature_mismatch");
    BOOST_TEST(verify(std::string(signature.size(), '\xff')) == "signature_mismatch");
  }
}

BOOST_AUTO_TEST_CASE(a_salt_of_another_length_does_not_verify) {
  const signer& by = signer_for(algorithm::ps256);
  const std::string text = b64(R"({"alg":"PS256"})") + ".e30";
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  std::string signature(256, '\0');
  std::size_t size = signature.size();
  jose_test::must(EVP_DigestSignInit(context, &options, EVP_sha256(), nullptr, by.key()) == 1 &&
                  EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                  EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 20) == 1 &&
                  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                                 reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
  EVP_MD_CTX_free(context);
  BOOST_TEST(outcome(verify_jws(text + '.' + b64(signature), set_of(by.jwk()), {algorithm::ps256})) == "signature_mismatch");
}

BOOST_AUTO_TEST_CASE(a_token_has_three_parts) {
  const signer& by = signer_for(algorithm::es256);
  const std::string token = by.plain_token();
  const std::string header = token.substr(0, token.find('.'));
  const std::string signature = token.substr(token.rfind('.') + 1);
  for (const std::string& bad : {std::string(), std::string("."), std::string(".."), std::string("..."), std::string("...."),
                                 header, header + ".", header + "..", header + ".e30", header + ".e30.", "." + token, token + ".",
                                 token + "." + signature, token + "." + signature + "." + signature, ".e30." + signature})
    BOOST_TEST(outcome(verify_jws(bad, set_of(by.jwk()), {algorithm::es256})) == "token_malformed", bad);
}

BOOST_AUTO_TEST_CASE(each_part_is_exact_base64url) {
  const signer& by = signer_for(algorithm::hs256);
  const key_set keys = set_of(by.jwk());
  const auto signed_as = [&](const std::string& text) {
    return outcome(verify_jws(text + '.' + b64(by.sign(text, algorithm::hs256)), keys, {algorithm::hs256}));
  };
  const std::string header = b64(R"({"alg":"HS256"})");
  BOOST_TEST(signed_as(header + ".e30") == "ok");
  for (const std::string bad : {"=", "==", " ", "\n", "\r\n", "+", "/", "\t"}) {
    BOOST_TEST(signed_as(header + bad + ".e30") == "base64url_malformed", bad);
    BOOST_TEST(signed_as(header + ".e30" + bad) == "base64url_malformed", bad);
    BOOST_TEST(outcome(verify_jws(by.plain_token() + bad, keys, {algorithm::hs256})) == "base64url_malformed", bad);
  }
  BOOST_TEST(signed_as(header + ".e31") == "base64url_malformed");  // unused bits
  BOOST_TEST(signed_as(header + ".e30A") == "ok");
  BOOST_TEST(signed_as(header + ".e30AA") == "base64url_malformed");
  std::string tail = by.plain_token();
  tail.back() = static_cast<char>(tail.back() + 1);  // the last character of 32 bytes has two unused bits
  BOOST_TEST(outcome(verify_jws(tail, keys, {algorithm::hs256})) == "base64url_malformed");
}

BOOST_AUTO_TEST_CASE(no_error_contains_anything_of_the_token) {
  const signer& by = signer_for(algorithm::es256);
  const std::string canary = "CANARY";
  const std::string header = R"({"alg":"ES256","kid":"CANARY","typ":"CANARY"})";
  std::string wrong = by.token(header, R"({"sub":"CANARY"})");
  wrong[wrong.size() - 10] = wrong[wrong.size() - 10] == 'A' ? 'B' : 'A';
  for (const std::string& token : {wrong, by.token(R"({"alg":"CANARY"})"), by.token(R"({"alg":"ES256","CANARY":1,"CANARY":2})"),
                                   by.token(R"({"alg":"ES256","crit":["CANARY"]})"), by.token(header), std::string("CANARY"),
                                   std::string("CANARY.CANARY.CANARY*")}) {
    const auto verified = verify_jws(token, set_of(by.jwk(R"("kid":"1",)")), {algorithm::es256});
    BOOST_REQUIRE(!verified.has_value());
    BOOST_TEST(verified.error().message().find(canary) == std::string::npos);
    BOOST_TEST((verified.error().where == step::signature || verified.error().where == step::key_set));
  }
}

BOOST_AUTO_TEST_CASE(leaves_openssls_error_queue_as_it_was) {
  const signer& by = signer_for(algorithm::rs256);
  const std::string bad = replace_signature(by.plain_token(), std::string(256, '\xff'));
  ERR_clear_error();
  BOOST_TEST(outcome(verify_jws(bad, set_of(by.jwk()), {algorithm::rs256})) == "signature_mismatch");
  BOOST_TEST(ERR_peek_error() == 0u);
  ERR_raise(ERR_LIB_USER, 77);
  const unsigned long before = ERR_peek_last_error();
  BOOST_TEST(outcome(verify_jws(bad, set_of(by.jwk()), {algorithm::rs256})) == "signature_mismatch");
  BOOST_TEST(ERR_peek_last_error() == before);
  ERR_clear_error();
}

BOOST_AUTO_TEST_SUITE_END()
