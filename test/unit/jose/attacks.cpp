// SPDX-License-Identifier: BSL-1.0
// The attacks on signed tokens and their keys that have worked elsewhere, one case each, with the exact error that each ends in.
#include "signing.hpp"
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/jose/pem.hpp>
#include <rowclaim/jose/verified_token_cache.hpp>

#include <boost/test/unit_test.hpp>
#include <openssl/bn.h>
#include <openssl/pem.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

using namespace rowclaim;
using jose_test::b64;
using jose_test::every_algorithm;
using jose_test::must;
using jose_test::signer;
using jose_test::signer_for;

BOOST_AUTO_TEST_SUITE(attacks)

namespace {

/// "ok", or the cause and the step.
template <class Value>
std::string outcome(const result<Value>& r) {
  return r ? "ok" : std::string(name(r.error().code)).append(" in ").append(name(r.error().where));
}

key_set set_of(std::initializer_list<std::string> jwks) {
  std::string text;
  for (const std::string& jwk : jwks) text.append(text.empty() ? "" : ",").append(jwk);
  return read_key_set(R"({"keys":[)" + text + "]}").value();
}

const signer& provider = signer_for(algorithm::rs256);
const signer& ec_provider = signer_for(algorithm::es256);

key_set published() { return set_of({provider.jwk(R"("kid":"rsa",)"), ec_provider.jwk(R"("kid":"ec",)")}); }

/// A token that nobody's key has signed, with something where a signature is due.
std::string forged(std::string_view header, std::string_view signature = "x") {
  return b64(header) + '.' + b64(R"({"sub":"admin"})") + '.' + b64(signature);
}

std::string verified(const std::string& token, const algorithm_set& allowed = every_algorithm) {
  return outcome(verify_jws(token, published(), allowed));
}

std::string with_signature(const std::string& token, std::string_view signature) {
  return token.substr(0, token.rfind('.') + 1) + b64(signature);
}

std::string signature_of(const std::string& token) { return decode_base64url(token.substr(token.rfind('.') + 1)).value(); }

}  // namespace

// CVE-2015-9235, CVE-2020-15957: unsigned tokens, under every name that has been taken for one.
BOOST_AUTO_TEST_CASE(J1_no_token_is_unsigned) {
  for (const std::string none : {"none", "None", "NONE", "nOnE", "noNe", " none", "none\\u0000", ""}) {
    BOOST_TEST(verified(forged(R"({"alg":")" + none + "\"}")) == "algorithm_unknown in signature", none);
    BOOST_TEST(verified(b64(R"({"alg":")" + none + "\"}") + ".e30.") == "token_malformed in signature", none);
  }
  for (const auto header :
       {R"({"alg":null})", R"({"alg":false})", R"({"alg":[]})", R"({"alg":["none"]})", R"({"typ":"JWT"})", "{}"})
    BOOST_TEST(verified(forged(header)) == "header_malformed in signature", header);
  BOOST_TEST(!algorithm_named("none"));
}

// CVE-2016-10555, CVE-2022-29217, CVE-2024-33663, CVE-2026-34950: the public key, in whatever encoding, as the secret of an HMAC.
BOOST_AUTO_TEST_CASE(J2_a_public_key_is_never_a_secret) {
  std::vector<std::string> secrets{provider.jwk(), provider.number("n")};
  BIO* out = BIO_new(BIO_s_mem());
  must(PEM_write_bio_PUBKEY(out, provider.key()) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  const std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(out);
  for (const std::string& variant : {pem, " " + pem, "\n" + pem, pem.substr(0, pem.size() - 1)}) secrets.push_back(variant);
  for (const std::string& secret_bytes : secrets) {
    const std::string text = b64(R"({"alg":"HS256","kid":"rsa"})") + '.' + b64(R"({"sub":"admin"})");
    const std::string token = text + '.' + b64(signer::mac(secret_bytes, EVP_sha256(), text));
    BOOST_TEST(verified(token) == "key_does_not_fit in key_set");
    BOOST_TEST(verified(token, asymmetric_algorithms) == "algorithm_not_allowed in signature");
    BOOST_TEST(outcome(verify_jws(token, read_public_key_pem(pem, {algorithm::rs256}).value(), every_algorithm)) ==
               "key_does_not_fit in signature");
  }
  // Nor does a key that somebody reads for both ways exist.
  BOOST_TEST(outcome(read_public_key_pem(pem, {algorithm::rs256, algorithm::hs256})) == "key_does_not_fit in key");
  BOOST_TEST(outcome(read_key_set(R"({"keys":[{"kty":"oct","k":")" + b64(pem) + "\"}]}")) == "key_set_has_secret in key_set");
}

// The key is chosen before the algorithm counts, and says itself what it is for.
BOOST_AUTO_TEST_CASE(J3_the_chosen_key_must_fit_the_algorithm) {
  BOOST_TEST(verified(provider.token(R"({"alg":"RS256","kid":"ec"})")) == "key_does_not_fit in key_set");
  BOOST_TEST(verified(ec_provider.token(R"({"alg":"ES256","kid":"rsa"})")) == "key_does_not_fit in key_set");
  const auto with = [](const std::string& members, algorithm a) {
    const std::string header = R"({"alg":")" + std::string(name(a)) + R"(","kid":"1"})";
    return outcome(verify_jws(provider.token(header, "{}", a), set_of({provider.jwk(R"("kid":"1",)" + members), ec_provider.jwk()}),
                              every_algorithm));
  };
  BOOST_TEST(with("", algorithm::ps256) == "ok");
  BOOST_TEST(with(R"("alg":"RS256",)", algorithm::rs256) == "ok");
  for (const algorithm a : {algorithm::rs384, algorithm::rs512, algorithm::ps256, algorithm::ps384, algorithm::ps512})
    BOOST_TEST(with(R"("alg":"RS256",)", a) == "key_does_not_fit in key_set", name(a));
  for (const auto* other : {R"("use":"enc",)", R"("key_ops":["encrypt"],)", R"("key_ops":["sign"],)", R"("alg":"RSA-OAEP",)"})
    BOOST_TEST(with(other, algorithm::rs256) == "key_does_not_fit in key_set", other);
}

// GHSA-jc38-x7x8-2xc8: headers that no signature covers are only in JSON serializations, which are not read.
BOOST_AUTO_TEST_CASE(J4_there_is_no_unprotected_header) {
  const std::string token = provider.plain_token();
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  const std::string parts =
      R"("protected":")" + token.substr(0, first) + R"(","signature":")" + token.substr(last + 1) + R"(","header":{"alg":"none"})";
  const std::string payload = R"("payload":")" + token.substr(first + 1, last - first - 1) + "\"";
  for (const std::string& json : {"{" + payload + "," + parts + "}", "{" + payload + R"(,"signatures":[{)" + parts + "}]}"})
    BOOST_TEST(verified(json) == "token_malformed in signature");
}

// CVE-2018-0114, CVE-2026-27962: the attacker's key in the token's own header.
BOOST_AUTO_TEST_CASE(J5_a_key_in_the_header_is_not_read) {
  const signer attacker(algorithm::es256);
  BOOST_TEST(verified(attacker.token(R"({"alg":"ES256","kid":"ec","jwk":)" + attacker.jwk(R"("kid":"ec",)") + "}")) ==
             "signature_mismatch in signature");
  BOOST_TEST(verified(attacker.token(R"({"alg":"ES256","kid":"new","jwk":)" + attacker.jwk(R"("kid":"new",)") + "}")) ==
             "key_not_found in key_set");
  BOOST_TEST(verified(ec_provider.token(R"({"alg":"ES256","kid":"ec","jwk":"nothing that anybody reads"})")) == "ok");
}

BOOST_AUTO_TEST_CASE(J6_no_address_or_certificate_in_the_header_is_followed) {
  const signer attacker(algorithm::es256);
  for (const auto* member : {R"("jku":"https://attacker.example/keys")", R"("x5u":"http://169.254.169.254/")", R"("x5c":["MIIB"])",
                             R"("x5t#S256":"AAAA")"}) {
    BOOST_TEST(verified(attacker.token(R"({"alg":"ES256","kid":"ec",)" + std::string(member) + "}")) ==
               "signature_mismatch in signature");
    BOOST_TEST(verified(attacker.token(R"({"alg":"ES256","kid":"new",)" + std::string(member) + "}")) ==
               "key_not_found in key_set");
    BOOST_TEST(verified(ec_provider.token(R"({"alg":"ES256","kid":"ec",)" + std::string(member) + "}")) == "ok");
  }
}

BOOST_AUTO_TEST_CASE(J7_a_kid_is_bytes_to_compare_and_nothing_else) {
  for (const std::string kid : {"../../../../dev/null", "/dev/null", "rsa' UNION SELECT 'secret' --", "rsa;sleep 10", "rsa\\u0000",
                                "RSA", "rsa ", "", "$(id)", "%72sa"}) {
    const std::string token = provider.token(R"({"alg":"RS256","kid":")" + kid + "\"}");
    BOOST_TEST(verified(token) == "key_not_found in key_set", kid);
  }
  BOOST_TEST(verified(provider.token(R"({"alg":"RS256","kid":")" + std::string(4096, 'k') + "\"}")) ==
             "token_too_large in signature");
  BOOST_TEST(verified(provider.token(R"({"alg":"RS256","kid":["rsa"]})")) == "header_malformed in signature");
  BOOST_TEST(verified(provider.token(R"({"alg":"RS256","kid":"r\u0073a"})")) == "ok");  // the same string, and so the same key
}

BOOST_AUTO_TEST_CASE(J8_without_a_kid_one_key_alone_must_fit) {
  BOOST_TEST(verified(provider.token(R"({"alg":"RS256"})")) == "ok");
  const signer second(algorithm::rs256);
  const std::string token = provider.token(R"({"alg":"RS256"})");
  for (const key_set& keys :
       {set_of({provider.jwk(R"("kid":"1",)"), second.jwk(R"("kid":"2",)")}),
        set_of({second.jwk(R"("kid":"1",)"), provider.jwk(R"("kid":"2",)")}), set_of({provider.jwk(), second.jwk()})})
    BOOST_TEST(outcome(verify_jws(token, keys, every_algorithm)) == "key_ambiguous in key_set");
  BOOST_TEST(outcome(verify_jws(token, set_of({ec_provider.jwk()}), every_algorithm)) == "key_not_found in key_set");
}

BOOST_AUTO_TEST_CASE(J9_one_kid_for_two_keys_is_ambiguous) {
  const signer attacker(algorithm::rs256);
  const std::string token = provider.token(R"({"alg":"RS256","kid":"1"})");
  for (const key_set& keys : {set_of({provider.jwk(R"("kid":"1",)"), attacker.jwk(R"("kid":"1",)")}),
                              set_of({attacker.jwk(R"("kid":"1",)"), provider.jwk(R"("kid":"1",)")})})
    BOOST_TEST(outcome(verify_jws(token, keys, every_algorithm)) == "key_ambiguous in key_set");
  // Unless only one of them could be meant.
  BOOST_TEST(outcome(verify_jws(token, set_of({provider.jwk(R"("kid":"1",)"), ec_provider.jwk(R"("kid":"1",)")}),
                                every_algorithm)) == "ok");
}

// CVE-2019-20933, CVE-2020-28637, GHSA-gmvf-9v4p-v8jc: a secret that is missing, empty or short.
BOOST_AUTO_TEST_CASE(J10_no_secret_is_empty_or_shorter_than_the_hash) {
  for (const std::size_t size : {0u, 1u, 31u}) {
    BOOST_TEST(outcome(hmac_key(secret(std::string(size, 's')), {algorithm::hs256})) == "key_too_weak in key");
    BOOST_TEST(outcome(hmac_signing_key(secret(std::string(size, 's')), {algorithm::hs256})) == "key_too_weak in key");
    BOOST_TEST(outcome(read_jwk(R"({"kty":"oct","k":")" + b64(std::string(size, 's')) + "\"}")) == "key_too_weak in key");
  }
  BOOST_TEST(outcome(hmac_key(secret(std::string(47, 's')), {algorithm::hs384})) == "key_too_weak in key");
  BOOST_TEST(outcome(hmac_key(secret(std::string(63, 's')), {algorithm::hs512})) == "key_too_weak in key");
  BOOST_TEST(outcome(read_jwk(R"({"kty":"oct"})")) == "key_malformed in key");
  const std::string text = b64(R"({"alg":"HS256"})") + ".e30";
  const std::string token = text + '.' + b64(signer::mac("", EVP_sha256(), text));
  BOOST_TEST(outcome(verify_jws(token, key_set({}), every_algorithm)) == "key_not_found in key_set");
  BOOST_TEST(verified(token) == "key_not_found in key_set");
}

// CVE-2022-23539 to 23541, CVE-2017-15361 and moduli that only cost time: refused when the key is read, not when a token comes.
BOOST_AUTO_TEST_CASE(J11_rsa_keys_have_sane_numbers) {
  const auto rsa = [](const std::string& n, const std::string& e) {
    return outcome(read_jwk(R"({"kty":"RSA","n":")" + b64(n) + R"(","e":")" + b64(e) + "\"}"));
  };
  const std::string good = provider.number("n");
  const std::string three("\x01\x00\x01", 3);
  BOOST_TEST(rsa(good, three) == "ok");
  BOOST_TEST(rsa(std::string(64, '\xf1'), three) == "key_too_weak in key");
  BOOST_TEST(rsa('\x7f' + good.substr(1), three) == "key_too_weak in key");  // 2047 bits
  BOOST_TEST(rsa(std::string(2049, '\xf1'), three) == "key_unsupported in key");
  BOOST_TEST(rsa(good.substr(0, 255) + '\x02', three) == "key_malformed in key");
  BOOST_TEST(rsa('\0' + good, three) == "key_malformed in key");
  BOOST_TEST(rsa("", three) == "key_malformed in key");
  BOOST_TEST(rsa(good, "\x01") == "key_too_weak in key");
  for (const std::string& e : {std::string(), std::string(1, '\0'), std::string("\x02"), std::string("\x01\x00", 2)})
    BOOST_TEST(rsa(good, e) == "key_malformed in key");
  BOOST_TEST(rsa(good, std::string(9, '\x01')) == "key_unsupported in key");
}

BOOST_AUTO_TEST_CASE(J12_ec_points_are_on_their_curve_and_curves_fit_their_algorithm) {
  const std::string x = ec_provider.number(OSSL_PKEY_PARAM_EC_PUB_X);
  const std::string y = ec_provider.number(OSSL_PKEY_PARAM_EC_PUB_Y);
  const auto ec = [](std::string_view curve, const std::string& at_x, const std::string& at_y, std::string_view more = "") {
    return outcome(read_jwk(R"({"kty":"EC","crv":")" + std::string(curve) + R"(","x":")" + b64(at_x) + R"(","y":")" + b64(at_y) +
                            "\"" + std::string(more) + "}"));
  };
  BOOST_TEST(ec("P-256", x, y) == "ok");
  BOOST_TEST(ec("P-256", y, x) == "key_malformed in key");
  BOOST_TEST(ec("P-256", std::string(32, '\0'), std::string(32, '\0')) == "key_malformed in key");
  BOOST_TEST(ec("P-256", x.substr(1), y) == "key_malformed in key");
  BOOST_TEST(ec("P-256", x, '\0' + y) == "key_malformed in key");
  BOOST_TEST(ec("P-384", x, y) == "key_malformed in key");
  BOOST_TEST(ec("secp256k1", x, y) == "key_unsupported in key");
  BOOST_TEST(ec("P-256", x, y, R"(,"alg":"ES512")") == "key_malformed in key");
  BOOST_TEST(verified(ec_provider.token(R"({"alg":"ES384","kid":"ec"})", "{}", algorithm::es384)) == "key_does_not_fit in key_set");
}

// CVE-2022-21449: r = s = 0, which a verifier that forgot to look accepts for everything; and DER in the place of R || S.
BOOST_AUTO_TEST_CASE(J13_ecdsa_signatures_have_their_length_and_range) {
  const std::string token = ec_provider.token(R"({"alg":"ES256","kid":"ec"})");
  const std::string order = ec_provider.number(OSSL_PKEY_PARAM_EC_ORDER);
  const std::string good = signature_of(token);
  const std::string zero(32, '\0');
  for (const std::string& bad :
       {zero + zero, zero + good.substr(32), good.substr(0, 32) + zero, order + order, order + good.substr(32),
        good.substr(0, 32) + order, std::string(64, '\xff'), std::string(1, '\0'), good.substr(0, 63), good + '\0', zero + good})
    BOOST_TEST(verified(with_signature(token, bad)) == "signature_malformed in signature");
  const std::string der = "\x30\x44\x02\x20" + good.substr(0, 32) + "\x02\x20" + good.substr(32);
  BOOST_TEST(verified(with_signature(token, der)) == "signature_malformed in signature");
  BOOST_TEST(verified(token) == "ok");
}

namespace {

struct known_token {
  std::string id;
  token_facts facts() const { return {"issuer", "alice", id, {}, 1000, 1200}; }
};

/// The other signature that is as good: n - s in the place of s.
std::string twin_of(const std::string& signature, const std::string& order) {
  BIGNUM* s = BN_bin2bn(reinterpret_cast<const unsigned char*>(signature.data()) + 32, 32, nullptr);
  BIGNUM* n = BN_bin2bn(reinterpret_cast<const unsigned char*>(order.data()), 32, nullptr);
  must(BN_sub(s, n, s) == 1);
  const std::string twin = signature.substr(0, 32) + jose_test::bytes_of(s, 32);
  BN_free(s);
  BN_free(n);
  return twin;
}

}  // namespace

// Anybody can write a token anew that is as good as the first. So nothing may go by a token's bytes: what is revoked is its `jti`.
BOOST_AUTO_TEST_CASE(J14_the_twin_of_a_revoked_token_is_revoked) {
  const std::string token = ec_provider.token(R"({"alg":"ES256","kid":"ec"})");
  const std::string twin = with_signature(token, twin_of(signature_of(token), ec_provider.number(OSSL_PKEY_PARAM_EC_ORDER)));
  BOOST_REQUIRE(twin != token);
  BOOST_TEST(verified(twin) == "ok");
  seconds_since_epoch now = 1000;
  rowclaim::verified_token_cache<known_token> cache({}, clock::reading(now));
  const verifier_identity verifier = verifier_identity::make();
  BOOST_TEST(outcome(cache.insert(token, verifier, 0, {"1"})) == "ok");
  BOOST_TEST((cache.find(token, verifier, 0) != nullptr));
  BOOST_TEST((cache.find(twin, verifier, 0) == nullptr));  // known by all of its bytes
  cache.revoke_token("issuer", "1");
  BOOST_TEST((cache.find(token, verifier, 0) == nullptr));
  for (const std::string& again : {token, twin}) {
    const auto refused = cache.insert(again, verifier, 0, {"1"});
    BOOST_REQUIRE(!refused);
    BOOST_TEST(name(refused.error().code) == "token_revoked");
  }
}

BOOST_AUTO_TEST_CASE(J43_a_published_set_has_no_secrets_and_its_other_keys_are_left_alone) {
  const auto read = [](const std::string& other) {
    return outcome(read_key_set(R"({"keys":[)" + provider.jwk(R"("kid":"1",)") + "," + other + "]}"));
  };
  std::string pair = ec_provider.jwk();
  pair.insert(1, R"("d":")" + b64(ec_provider.number("priv")) + "\",");
  BOOST_TEST(read(pair) == "key_set_has_secret in key_set");
  BOOST_TEST(read(signer_for(algorithm::hs256).jwk()) == "key_set_has_secret in key_set");
  BOOST_TEST(read(signer_for(algorithm::hs256).jwk(R"("use":"enc",)")) == "key_set_has_secret in key_set");
  for (const std::string& other :
       {ec_provider.jwk(R"("use":"enc",)"), ec_provider.jwk(R"("x5c":["no certificate"],"x5u":1,"x5t":{},)"),
        std::string(R"({"kty":"new","alg":"??"})"), std::string("null"), std::string(R"({"kty":"RSA","n":"!"})")})
    BOOST_TEST(read(other) == "ok");
}

BOOST_AUTO_TEST_SUITE_END()
