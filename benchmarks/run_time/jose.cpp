// SPDX-License-Identifier: BSL-1.0
// The full check of a token beside OpenSSL's bare check of its signature, and beside other libraries.
#include "allocations.hpp"
#include "peers/peer.hpp"
#include "report.hpp"
#include "sample.hpp"
#include "signing.hpp"
#include <rowclaim/jose/verified_token_cache.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

using jose_test::must;
using jose_test::signer;

constexpr rc::seconds_since_epoch now = 1'790'000'010;
constexpr const char* issuer = "https://sso.example.com/realms/sales";
constexpr const char* audience = "sales-app";
constexpr const char* key_id = "FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE";

const unsigned char* bytes_of(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string sample_token(const signer& by, rc::algorithm a, const std::string& kid = key_id) {
  return by.token(R"({"alg":")" + std::string(rc::name(a)) + R"(","typ":"JWT","kid":")" + kid + "\"}", sample_claims, a);
}

std::string jwk_of(const signer& by, const std::string& kid = key_id) { return by.jwk(R"("kid":")" + kid + "\","); }

rc::id_token_verifier verifier_of(rc::key_set keys, rc::algorithm a) {
  return rc::id_token_verifier({.issuer = issuer, .audience = audience, .algorithms = {a}}, std::move(keys),
                               rc::clock::reading(now));
}

std::string pem_of(EVP_PKEY* key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  must(PEM_write_bio_PUBKEY(out.get(), key) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

/// OpenSSL's check alone, of a signature in its own form: the digest given, the context prepared once and used again and again.
candidate bare_check(const signer& by, rc::algorithm a, const std::string& token) {
  const std::string text = token.substr(0, token.rfind('.'));
  const std::string called = std::string(rc::name(a)) + ", bare OpenSSL";
  if (a == rc::algorithm::hs256) {
    const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free);
    const std::shared_ptr<EVP_MAC_CTX> context(EVP_MAC_CTX_new(hmac.get()), EVP_MAC_CTX_free);
    std::string digest("SHA2-256");
    const std::array<OSSL_PARAM, 2> parameters{OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
                                               OSSL_PARAM_construct_end()};
    must(EVP_MAC_init(context.get(), bytes_of(by.shared_secret()), by.shared_secret().size(), parameters.data()) == 1);
    const std::string expected = by.sign(text, a);
    return {called, [context, text, expected] {
              std::array<unsigned char, 64> code;
              std::size_t size = 0;
              must(EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1 &&
                   EVP_MAC_update(context.get(), bytes_of(text), text.size()) == 1 &&
                   EVP_MAC_final(context.get(), code.data(), &size, code.size()) == 1 && size == expected.size() &&
                   CRYPTO_memcmp(code.data(), expected.data(), size) == 0);
            }};
  }
  if (a == rc::algorithm::eddsa) {
    const std::string signature = by.sign(text, a);
    const std::shared_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    must(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, by.key()) == 1);
    return {called, [context, text, signature] {
              must(EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1);
            }};
  }
  std::array<unsigned char, 32> digest;
  must(EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  const std::shared_ptr<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, by.key(), nullptr), EVP_PKEY_CTX_free);
  const auto prepare = [&](int (*init)(EVP_PKEY_CTX*)) {
    must(init(context.get()) == 1);
    if (a == rc::algorithm::ps256)
      must(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1);
    must(EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1);
  };
  prepare(EVP_PKEY_sign_init);
  std::string signature(512, '\0');
  std::size_t size = signature.size();
  must(EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, digest.data(), digest.size()) == 1);
  signature.resize(size);
  prepare(EVP_PKEY_verify_init);
  return {called, [context, signature, digest] {
            must(EVP_PKEY_verify(context.get(), bytes_of(signature), signature.size(), digest.data(), digest.size()) == 1);
          }};
}

void add_peers(std::vector<candidate>& candidates, const peer_task& task) {
  const auto add = [&candidates](std::optional<candidate> peer) {
    if (peer) candidates.push_back(std::move(*peer));
  };
#ifdef ROWCLAIM_BENCH_LIBJWT
  add(libjwt_check(task));
#endif
#ifdef ROWCLAIM_BENCH_RHONABWY
  add(rhonabwy_check(task));
#endif
#ifdef ROWCLAIM_BENCH_CJOSE
  add(cjose_check(task));
#endif
  static_cast<void>(add);
  static_cast<void>(task);
}

void bench_algorithm(report& out, rc::algorithm a, double target, int calls) {
  const signer by(a);
  const std::string token = sample_token(by, a);
  const std::string name(rc::name(a));
  const rc::id_token_verifier verifier = verifier_of(rc::key_set({rc::read_jwk(jwk_of(by)).value()}), a);
  rc::token_memory memory;
  const auto check = [&] {
    const auto verified = verifier.verify(token, memory);
    if (!verified) throw std::runtime_error(verified.error().message());
    keep(verified->subject());
  };
  check();
  const std::size_t before = allocations();
  check();
  const std::size_t allocated = allocations() - before;

  std::vector<candidate> candidates{
      bare_check(by, a, token),
      {name + ", rowclaim, full check", check},
      {name + ", rowclaim, full check, result with its own memory", [&] { keep(verifier.verify(token).value().subject()); }}};
  add_peers(candidates, {.algorithm = name,
                         .token = token,
                         .issuer = issuer,
                         .audience = audience,
                         .now = now,
                         .jwk = jwk_of(by),
                         .pem = by.key() != nullptr ? pem_of(by.key()) : std::string(),
                         .secret = by.shared_secret()});
  const auto timings = compare(candidates, {.rounds = 41, .calls = calls});
  out.times(timings);
  out.add(name + ", full check, ratio to the bare signature check", "x", timings[1].ratio, target);
  out.add(name + ", allocations on the way of a valid token", "", static_cast<double>(allocated), 0);
}

// HS256, as it is where the finding of the key would show most.
void bench_many_keys(report& out) {
  const signer by(rc::algorithm::hs256);
  std::vector<rc::verification_key> many;
  std::vector<std::string> tokens;
  for (int i = 0; i < 1000; ++i) {
    const std::string kid = std::string(key_id).replace(0, 4, std::to_string(1000 + i));
    many.push_back(rc::read_jwk(jwk_of(by, kid)).value());
    tokens.push_back(sample_token(by, rc::algorithm::hs256, kid));
  }
  const std::string& token = tokens[500];
  const auto of_one = verifier_of(rc::key_set({many[500]}), rc::algorithm::hs256);
  const auto of_many = verifier_of(rc::key_set(many), rc::algorithm::hs256);
  rc::token_memory memory;
  rc::token_memory other_memory;
  rc::token_memory memory_of_all;
  std::size_t next = 0;
  const auto timings =
      compare({{"HS256, one key in the set", [&] { keep(of_one.verify(token, memory).value().subject()); }},
               {"HS256, a thousand keys in the set", [&] { keep(of_many.verify(token, other_memory).value().subject()); }},
               {"HS256, a thousand keys, each token by another",
                [&] { keep(of_many.verify(tokens[next++ % tokens.size()], memory_of_all).value().subject()); }}},
              {.rounds = 61, .calls = 1000});
  out.times(timings);
  out.add("a thousand keys in the set, ratio to one", "x", timings[1].ratio, 1.05);
}

void bench_cache(report& out) {
  const signer by(rc::algorithm::rs256);
  const std::string token = sample_token(by, rc::algorithm::rs256);
  // The clock is the system's, as it is in a program; the token's expiry is moved to where that clock has not been.
  const rc::id_token_verifier verifier = verifier_of(rc::key_set({rc::read_jwk(jwk_of(by)).value()}), rc::algorithm::rs256);
  struct long_lived {
    rc::id_token token;
    rc::token_facts facts() const {
      rc::token_facts said = token.facts();
      said.expires_at = 253'402'300'799;
      said.issued_at = said.expires_at - 1;
      return said;
    }
  };
  rc::verified_token_cache<long_lived> cache;
  if (!cache.insert(token, verifier.identity(), 1, long_lived{verifier.verify(token).value()}))
    throw std::runtime_error("the cache refuses the token");
  const auto timings = compare({{"a repeated token from the cache, " + std::to_string(token.size()) + " bytes",
                                 [&] {
                                   const auto held = cache.find(token, verifier.identity(), 1);
                                   if (!held) throw std::runtime_error("the cache has lost the token");
                                   keep(held->token.subject());
                                 }}},
                               {.rounds = 101, .calls = 5000});
  out.times(timings);
  out.add("a repeated token from the cache", "us", timings[0].nanoseconds / 1000, 0.2);
}

}  // namespace

void bench_jose(report& out) {
  out.begin_group("jose", "a token of " + std::to_string(sample_claims.size()) +
                              " bytes of claims: signature, claims, issuer, audience and times, beside the bare signature check");
  bench_algorithm(out, rc::algorithm::rs256, 1.12, 100);
  bench_algorithm(out, rc::algorithm::ps256, 1.15, 100);
  bench_algorithm(out, rc::algorithm::es256, 1.04, 50);
  bench_algorithm(out, rc::algorithm::eddsa, 1.02, 50);
  bench_algorithm(out, rc::algorithm::hs256, 1.6, 1000);
  bench_many_keys(out);
  bench_cache(out);
}

}  // namespace bench
