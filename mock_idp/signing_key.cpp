// SPDX-License-Identifier: BSL-1.0
// Making keys, signing with them and writing them as JWK, all through EVP.
#include "signing_key.hpp"

#include "digest.hpp"
#include "encoding.hpp"
#include "evp.hpp"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <map>
#include <mutex>
#include <utility>

namespace mock_idp {
namespace {

namespace json = boost::json;
using evp::bytes_of;
using evp::require;
using enum signing_algorithm;

struct algorithm_entry {
  signing_algorithm value;
  std::string_view name;
  // As OpenSSL names it; null for EdDSA, which hashes by itself.
  const char* hash;
};

constexpr std::array table{algorithm_entry{RS256, "RS256", "SHA256"}, algorithm_entry{RS384, "RS384", "SHA384"},
                           algorithm_entry{RS512, "RS512", "SHA512"}, algorithm_entry{PS256, "PS256", "SHA256"},
                           algorithm_entry{PS384, "PS384", "SHA384"}, algorithm_entry{PS512, "PS512", "SHA512"},
                           algorithm_entry{ES256, "ES256", "SHA256"}, algorithm_entry{ES384, "ES384", "SHA384"},
                           algorithm_entry{ES512, "ES512", "SHA512"}, algorithm_entry{ES256K, "ES256K", "SHA256"},
                           algorithm_entry{EdDSA, "EdDSA", nullptr},  algorithm_entry{HS256, "HS256", "SHA256"},
                           algorithm_entry{HS384, "HS384", "SHA384"}, algorithm_entry{HS512, "HS512", "SHA512"},
                           algorithm_entry{none, "none", "SHA256"}};

const algorithm_entry& entry_of(signing_algorithm algorithm) { return table[static_cast<std::size_t>(algorithm)]; }

constexpr bool is_in_order() {
  for (std::size_t i = 0; i != table.size(); ++i)
    if (static_cast<std::size_t>(table[i].value) != i) return false;
  return true;
}
static_assert(is_in_order(), "the table of algorithms is not in the order of the enumeration");

bool is_pss(signing_algorithm algorithm) { return algorithm == PS256 || algorithm == PS384 || algorithm == PS512; }

EVP_PKEY* make(signing_algorithm algorithm) {
  switch (algorithm) {
    case RS256:
    case RS384:
    case RS512:
    case PS256:
    case PS384:
    case PS512: return EVP_RSA_gen(2048);
    case ES256: return EVP_EC_gen("P-256");
    case ES384: return EVP_EC_gen("P-384");
    case ES512: return EVP_EC_gen("P-521");
    case ES256K: return EVP_EC_gen("secp256k1");
    case EdDSA: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case HS256:
    case HS384:
    case HS512:
    case none: break;
  }
  return nullptr;
}

// DER to the two numbers side by side.
std::string from_der(const std::string& der, int width) {
  const auto* bytes = bytes_of(std::string_view(der));
  const std::unique_ptr<ECDSA_SIG, evp::freed_by<ECDSA_SIG_free>> parts(
      d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  require(parts != nullptr, "OpenSSL made an ECDSA signature that it cannot read");
  return evp::number_bytes(ECDSA_SIG_get0_r(parts.get()), width) + evp::number_bytes(ECDSA_SIG_get0_s(parts.get()), width);
}

}  // namespace

std::string_view name_of(signing_algorithm algorithm) { return entry_of(algorithm).name; }

std::optional<signing_algorithm> signing_algorithm_named(std::string_view name) {
  for (const auto& each : table)
    if (name == each.name) return each.value;
  return std::nullopt;
}

bool uses_secret(signing_algorithm algorithm) { return algorithm == HS256 || algorithm == HS384 || algorithm == HS512; }

bool has_key_pair(signing_algorithm algorithm) { return algorithm != none && !uses_secret(algorithm); }

std::string hash_for(signing_algorithm algorithm, std::string_view text) {
  const auto* hash = entry_of(algorithm).hash;
  return digest_of(hash ? hash : "SHA512", text);
}

struct signing_key::handle {
  evp::key key;
};

signing_key::signing_key(signing_algorithm algorithm) : algorithm_(algorithm), handle_(std::make_unique<handle>()) {
  handle_->key.reset(make(algorithm));
  require(handle_->key != nullptr, "OpenSSL could not generate a key");
  id_ = evp::thumbprint(evp::public_members(handle_->key.get()));
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

std::string signing_key::sign(std::string_view bytes, signing_algorithm algorithm) const {
  const evp::digest_context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* how = nullptr;
  const auto* hash = entry_of(algorithm).hash;
  require(context && EVP_DigestSignInit_ex(context.get(), &how, hash, nullptr, nullptr, handle_->key.get(), nullptr) == 1,
          "cannot sign");
  if (is_pss(algorithm))
    require(EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) == 1,
            "cannot sign");
  std::size_t size = 0;
  require(EVP_DigestSign(context.get(), nullptr, &size, bytes_of(bytes), bytes.size()) == 1, "cannot sign");
  std::string signature(size, '\0');
  require(EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(bytes), bytes.size()) == 1, "cannot sign");
  signature.resize(size);
  if (!EVP_PKEY_is_a(handle_->key.get(), "EC")) return signature;
  return from_der(signature, (EVP_PKEY_get_bits(handle_->key.get()) + 7) / 8);
}

json::object signing_key::public_jwk() const {
  auto jwk = evp::public_members(handle_->key.get());
  jwk["kid"] = id_;
  jwk["use"] = "sig";
  jwk["alg"] = name_of(algorithm_);
  return jwk;
}

json::object signing_key::private_jwk() const {
  auto jwk = public_jwk();
  const auto* key = handle_->key.get();
  if (EVP_PKEY_is_a(key, "RSA")) {
    jwk["d"] = evp::number_member(key, OSSL_PKEY_PARAM_RSA_D);
    jwk["p"] = evp::number_member(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
    jwk["q"] = evp::number_member(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
    jwk["dp"] = evp::number_member(key, OSSL_PKEY_PARAM_RSA_EXPONENT1);
    jwk["dq"] = evp::number_member(key, OSSL_PKEY_PARAM_RSA_EXPONENT2);
    jwk["qi"] = evp::number_member(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
  } else if (EVP_PKEY_is_a(key, "EC")) {
    jwk["d"] = evp::number_member(key, OSSL_PKEY_PARAM_PRIV_KEY, (EVP_PKEY_get_bits(key) + 7) / 8);
  } else {
    std::string raw(32, '\0');
    std::size_t size = raw.size();
    require(EVP_PKEY_get_raw_private_key(key, bytes_of(raw), &size) == 1, "no private key");
    jwk["d"] = base64url(raw);
  }
  return jwk;
}

std::string signing_key::public_pem() const {
  const std::unique_ptr<BIO, evp::freed_by<BIO_free_all>> out(BIO_new(BIO_s_mem()));
  require(out && PEM_write_bio_PUBKEY(out.get(), handle_->key.get()) == 1, "cannot write a public key");
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace mock_idp
