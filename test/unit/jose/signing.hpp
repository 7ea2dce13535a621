// SPDX-License-Identifier: BSL-1.0
// Makes keys and signatures for the tests with OpenSSL directly, so that the library is not checked with itself.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace jose_test {

using rowclaim::algorithm;

inline constexpr std::array<algorithm, 15> all_algorithms{
    algorithm::rs256,   algorithm::rs384, algorithm::rs512, algorithm::ps256, algorithm::ps384,
    algorithm::ps512,   algorithm::es256, algorithm::es384, algorithm::es512, algorithm::eddsa,
    algorithm::ed25519, algorithm::ed448, algorithm::hs256, algorithm::hs384, algorithm::hs512,
};
inline constexpr rowclaim::algorithm_set every_algorithm = rowclaim::asymmetric_algorithms | rowclaim::symmetric_algorithms;

/// What a test compares: "ok", or the cause's name.
template <class Value>
std::string_view outcome(const rowclaim::result<Value>& r) {
  return r.has_value() ? std::string_view("ok") : rowclaim::name(r.error().code);
}

inline void must(bool happened) {
  if (!happened) throw std::runtime_error("OpenSSL refused what the test needs");
}

struct freed {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
  void operator()(ECDSA_SIG* p) const { ECDSA_SIG_free(p); }
};

/// base64url by OpenSSL's encoder.
inline std::string b64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  while (text.ends_with('=')) text.pop_back();
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

inline std::string bytes_of(const BIGNUM* number, std::size_t width) {
  std::string bytes(width, '\0');
  must(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(width)) >= 0);
  return bytes;
}

/// A key pair or shared secret of one of the algorithms.
class signer {
 public:
  explicit signer(algorithm a, const char* edwards_curve = "ED25519") : algorithm_(a) {
    const std::string_view family = name(a).substr(0, 2);
    if (family == "RS" || family == "PS") key_.reset(EVP_RSA_gen(2048));
    if (family == "ES") key_.reset(EVP_EC_gen(curve()));
    if (family == "Ed") key_.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, edwards_curve));
    if (family == "HS") secret_ = std::string(64, 's');
    must(key_ || !secret_.empty());
  }

  EVP_PKEY* key() const { return key_.get(); }
  const std::string& shared_secret() const { return secret_; }
  const char* curve() const {
    return algorithm_ == algorithm::es256 ? "P-256" : algorithm_ == algorithm::es384 ? "P-384" : "P-521";
  }
  std::size_t coordinate_bytes() const { return algorithm_ == algorithm::es256 ? 32 : algorithm_ == algorithm::es384 ? 48 : 66; }

  /// The public key (or the secret) as a JWK, with `more` in front, for example `"kid":"1",`.
  std::string jwk(std::string_view more = {}) const {
    std::string text("{");
    text.append(more);
    const std::string_view family = name(algorithm_).substr(0, 2);
    if (family == "HS") return text + R"("kty":"oct","k":")" + b64(secret_) + "\"}";
    if (family == "ES")
      return text + R"("kty":"EC","crv":")" + curve() + R"(","x":")" + b64(number(OSSL_PKEY_PARAM_EC_PUB_X)) + R"(","y":")" +
             b64(number(OSSL_PKEY_PARAM_EC_PUB_Y)) + "\"}";
    if (family == "Ed") {
      std::string bytes(57, '\0');
      std::size_t size = bytes.size();
      must(EVP_PKEY_get_raw_public_key(key(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1);
      bytes.resize(size);
      return text + R"("kty":"OKP","crv":")" + (size == 32 ? "Ed25519" : "Ed448") + R"(","x":")" + b64(bytes) + "\"}";
    }
    return text + R"("kty":"RSA","n":")" + b64(number(OSSL_PKEY_PARAM_RSA_N)) + R"(","e":"AQAB"})";
  }

  /// A signature in the form of JWS. `a` may be another algorithm of the same kind of key.
  std::string sign(std::string_view text, algorithm a) const {
    const std::string_view called = name(a);
    const EVP_MD* digest = called.starts_with("Ed")  ? nullptr
                           : called.ends_with("256") ? EVP_sha256()
                           : called.ends_with("384") ? EVP_sha384()
                                                     : EVP_sha512();
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    if (!secret_.empty()) return mac(secret_, digest, text);
    const std::unique_ptr<EVP_MD_CTX, freed> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;
    must(EVP_DigestSignInit(context.get(), &options, digest, nullptr, key()) == 1);
    if (called.starts_with("PS")) {
      must(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1);
      must(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
    std::string signature(1024, '\0');
    std::size_t size = signature.size();
    must(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, text.size()) == 1);
    signature.resize(size);
    return called.starts_with("ES") ? fixed_width(signature) : signature;
  }

  static std::string mac(std::string_view key, const EVP_MD* digest, std::string_view text) {
    std::string code(64, '\0');
    unsigned size = 0;
    must(HMAC(digest, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
              reinterpret_cast<unsigned char*>(code.data()), &size) != nullptr);
    code.resize(size);
    return code;
  }

  /// A token whose header is exactly that text.
  std::string token(std::string_view header, std::string_view payload, algorithm a) const {
    const std::string text = b64(header) + '.' + b64(payload);
    return text + '.' + b64(sign(text, a));
  }
  std::string token(std::string_view header, std::string_view payload = R"({"sub":"alice"})") const {
    return token(header, payload, algorithm_);
  }
  std::string plain_token() const { return token(R"({"alg":")" + std::string(name(algorithm_)) + "\"}"); }

  /// The number of that name, as wide as it is (RSA) or as a coordinate (EC).
  std::string number(const char* parameter) const {
    BIGNUM* value = nullptr;
    must(EVP_PKEY_get_bn_param(key(), parameter, &value) == 1);
    const bool is_ec = EVP_PKEY_is_a(key(), "EC") == 1;
    std::string bytes = bytes_of(value, is_ec ? coordinate_bytes() : static_cast<std::size_t>(BN_num_bytes(value)));
    BN_free(value);
    return bytes;
  }

 private:
  std::string fixed_width(std::string_view der) const {
    const auto* in = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, freed> signature(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())));
    must(signature != nullptr);
    return bytes_of(ECDSA_SIG_get0_r(signature.get()), coordinate_bytes()) +
           bytes_of(ECDSA_SIG_get0_s(signature.get()), coordinate_bytes());
  }

  algorithm algorithm_;
  std::unique_ptr<EVP_PKEY, freed> key_;
  std::string secret_;
};

/// One signer for each algorithm, made once: RSA keys take time.
inline const signer& signer_for(algorithm a) {
  static const signer rsa(algorithm::rs256);
  static const signer es256(algorithm::es256);
  static const signer es384(algorithm::es384);
  static const signer es512(algorithm::es512);
  static const signer ed25519(algorithm::eddsa);
  static const signer ed448(algorithm::ed448, "ED448");
  static const signer hmac(algorithm::hs256);
  switch (a) {
    case algorithm::es256: return es256;
    case algorithm::es384: return es384;
    case algorithm::es512: return es512;
    case algorithm::eddsa:
    case algorithm::ed25519: return ed25519;
    case algorithm::ed448: return ed448;
    case algorithm::hs256:
    case algorithm::hs384:
    case algorithm::hs512: return hmac;
    default: return rsa;
  }
}

}  // namespace jose_test
