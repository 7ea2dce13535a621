// SPDX-License-Identifier: BSL-1.0
// Making keys, signing with them and writing them as JWK, all through EVP.
#include "signing_key.hpp"

#include "digest.hpp"
#include "encoding.hpp"

#include <boost/json/serialize.hpp>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

template <auto Free>
struct freed_by {
  template <typename Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};

std::string number_bytes(const BIGNUM* number, int width) {
  std::string out(static_cast<std::size_t>(width), '\0');
  require(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(out.data()), width) == width, "a number is too wide");
  return out;
}

// A width of 0 means as many bytes as the number has.
std::string number_member(const EVP_PKEY* key, const char* name, int width = 0) {
  BIGNUM* raw = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &raw) == 1, "OpenSSL does not tell a part of the key");
  const std::unique_ptr<BIGNUM, freed_by<BN_clear_free>> number(raw);
  return base64url(number_bytes(number.get(), width ? width : BN_num_bytes(number.get())));
}

std::string from_der(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, freed_by<ECDSA_SIG_free>> parts(d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  require(parts != nullptr, "OpenSSL made an ECDSA signature that it cannot read");
  return number_bytes(ECDSA_SIG_get0_r(parts.get()), 32) + number_bytes(ECDSA_SIG_get0_s(parts.get()), 32);
}

EVP_PKEY* make(signing_algorithm algorithm) {
  switch (algorithm) {
    case signing_algorithm::RS256: return EVP_RSA_gen(2048);
    case signing_algorithm::ES256: return EVP_EC_gen("P-256");
    case signing_algorithm::EdDSA: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  }
  return nullptr;
}

// The members that RFC 7638 hashes, in its lexical order.
json::object required_members(const EVP_PKEY* key, signing_algorithm algorithm) {
  switch (algorithm) {
    case signing_algorithm::RS256:
      return {{"e", number_member(key, OSSL_PKEY_PARAM_RSA_E)}, {"kty", "RSA"}, {"n", number_member(key, OSSL_PKEY_PARAM_RSA_N)}};
    case signing_algorithm::ES256:
      return {{"crv", "P-256"},
              {"kty", "EC"},
              {"x", number_member(key, OSSL_PKEY_PARAM_EC_PUB_X, 32)},
              {"y", number_member(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
    case signing_algorithm::EdDSA: {
      std::string raw(32, '\0');
      std::size_t size = raw.size();
      require(EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size) == 1, "no public key");
      return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", base64url(raw)}};
    }
  }
  return {};
}

}  // namespace

std::string_view name_of(signing_algorithm algorithm) {
  switch (algorithm) {
    case signing_algorithm::RS256: return "RS256";
    case signing_algorithm::ES256: return "ES256";
    case signing_algorithm::EdDSA: return "EdDSA";
  }
  return {};
}

std::optional<signing_algorithm> signing_algorithm_named(std::string_view name) {
  for (const auto each : {signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::EdDSA})
    if (name == name_of(each)) return each;
  return std::nullopt;
}

struct signing_key::handle {
  std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>> key;
};

signing_key::signing_key(signing_algorithm algorithm) : algorithm_(algorithm), handle_(std::make_unique<handle>()) {
  handle_->key.reset(make(algorithm));
  require(handle_->key != nullptr, "OpenSSL could not generate a key");
  id_ = base64url(sha256(json::serialize(required_members(handle_->key.get(), algorithm))));
}

signing_key::~signing_key() = default;

std::shared_ptr<const signing_key> signing_key::generate(signing_algorithm algorithm) {
  return std::shared_ptr<const signing_key>(new signing_key(algorithm));
}

std::shared_ptr<const signing_key> signing_key::shared(signing_algorithm algorithm, int generation) {
  static std::mutex mutex;
  static std::map<std::pair<signing_algorithm, int>, std::shared_ptr<const signing_key>> keys;
  const std::lock_guard lock(mutex);
  auto& key = keys[{algorithm, generation}];
  if (!key) key = generate(algorithm);
  return key;
}

std::string signing_key::sign(std::string_view bytes) const {
  const std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  const auto* digest = algorithm_ == signing_algorithm::EdDSA ? nullptr : EVP_sha256();
  require(context && EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, handle_->key.get()) == 1, "cannot sign");
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t size = 0;
  require(EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) == 1, "cannot sign");
  std::string signature(size, '\0');
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, bytes.size()) == 1,
          "cannot sign");
  signature.resize(size);
  return algorithm_ == signing_algorithm::ES256 ? from_der(signature) : signature;
}

json::object signing_key::public_jwk() const {
  auto jwk = required_members(handle_->key.get(), algorithm_);
  jwk["kid"] = id_;
  jwk["use"] = "sig";
  jwk["alg"] = name_of(algorithm_);
  return jwk;
}

json::object signing_key::private_jwk() const {
  auto jwk = public_jwk();
  const auto* key = handle_->key.get();
  switch (algorithm_) {
    case signing_algorithm::RS256:
      jwk["d"] = number_member(key, OSSL_PKEY_PARAM_RSA_D);
      jwk["p"] = number_member(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
      jwk["q"] = number_member(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
      jwk["dp"] = number_member(key, OSSL_PKEY_PARAM_RSA_EXPONENT1);
      jwk["dq"] = number_member(key, OSSL_PKEY_PARAM_RSA_EXPONENT2);
      jwk["qi"] = number_member(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
      break;
    case signing_algorithm::ES256: jwk["d"] = number_member(key, OSSL_PKEY_PARAM_PRIV_KEY, 32); break;
    case signing_algorithm::EdDSA: {
      std::string raw(32, '\0');
      std::size_t size = raw.size();
      require(EVP_PKEY_get_raw_private_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size) == 1, "no private key");
      jwk["d"] = base64url(raw);
    }
  }
  return jwk;
}

std::string signing_key::public_pem() const {
  const std::unique_ptr<BIO, freed_by<BIO_free_all>> out(BIO_new(BIO_s_mem()));
  require(out && PEM_write_bio_PUBKEY(out.get(), handle_->key.get()) == 1, "cannot write a public key");
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace mock_idp
