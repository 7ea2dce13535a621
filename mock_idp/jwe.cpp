// SPDX-License-Identifier: BSL-1.0
// Encrypted tokens (RFC 7516, RFC 7518 4 and 5): every step is OpenSSL's, this file only puts the parts in their places.
#include "digest.hpp"
#include "encoding.hpp"
#include "evp.hpp"
#include "jwt.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <array>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace mock_idp {
namespace {

namespace json = boost::json;
using evp::bytes_of;
using evp::require;

struct content_encryption {
  std::string_view name;
  const char* cipher;
  std::size_t key_bytes;
  std::size_t iv_bytes;
  // Of the HMAC; null for GCM, which authenticates by itself.
  const char* hash;
};

constexpr std::array contents{content_encryption{"A128CBC-HS256", "AES-128-CBC", 32, 16, "SHA256"},
                              content_encryption{"A192CBC-HS384", "AES-192-CBC", 48, 16, "SHA384"},
                              content_encryption{"A256CBC-HS512", "AES-256-CBC", 64, 16, "SHA512"},
                              content_encryption{"A128GCM", "AES-128-GCM", 16, 12, nullptr},
                              content_encryption{"A192GCM", "AES-192-GCM", 24, 12, nullptr},
                              content_encryption{"A256GCM", "AES-256-GCM", 32, 12, nullptr}};

const content_encryption* content_named(std::string_view name) {
  for (const auto& each : contents)
    if (each.name == name) return &each;
  return nullptr;
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  require(RAND_bytes(bytes_of(out), static_cast<int>(count)) == 1, "OpenSSL has no random bytes");
  return out;
}

std::string big_endian(std::uint64_t number, std::size_t bytes) {
  std::string out(bytes, '\0');
  for (std::size_t i = bytes; i-- > 0; number >>= 8) out[i] = static_cast<char>(number & 0xFF);
  return out;
}

// ---- the content

struct sealed {
  std::string iv;
  std::string ciphertext;
  std::string tag;
};

using cipher = std::unique_ptr<EVP_CIPHER, evp::freed_by<EVP_CIPHER_free>>;

// Encrypts or decrypts in one go; nothing when the padding or the tag is wrong.
std::optional<std::string> run_cipher(const content_encryption& how, bool encrypts, std::string_view key, std::string_view iv,
                                      std::string_view additional, std::string_view input, std::string& tag) {
  const cipher kind(EVP_CIPHER_fetch(nullptr, how.cipher, nullptr));
  const evp::cipher_context context(EVP_CIPHER_CTX_new());
  require(kind && context, "OpenSSL does not have a cipher");
  require(EVP_CipherInit_ex2(context.get(), kind.get(), bytes_of(key), bytes_of(iv), encrypts, nullptr) == 1,
          "a cipher does not start");
  int size = 0;
  const bool is_gcm = !how.hash;
  if (is_gcm)
    require(EVP_CipherUpdate(context.get(), nullptr, &size, bytes_of(additional), static_cast<int>(additional.size())) == 1,
            "a cipher refuses its additional data");
  std::string out(input.size() + 32, '\0');
  if (EVP_CipherUpdate(context.get(), bytes_of(out), &size, bytes_of(input), static_cast<int>(input.size())) != 1)
    return std::nullopt;
  if (is_gcm && !encrypts && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, 16, tag.data()) != 1) return std::nullopt;
  int last = 0;
  if (EVP_CipherFinal_ex(context.get(), bytes_of(out) + size, &last) != 1) return std::nullopt;
  out.resize(static_cast<std::size_t>(size + last));
  if (is_gcm && encrypts) {
    tag.resize(16);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 16, tag.data()) == 1, "a cipher has no tag");
  }
  return out;
}

// RFC 7518 5.2.2.1: the first half of the key authenticates, the second encrypts, and the tag is half of the HMAC.
std::string hmac_tag(const content_encryption& how, std::string_view key, std::string_view additional, std::string_view iv,
                     std::string_view ciphertext) {
  const auto whole =
      hmac(how.hash, key.substr(0, key.size() / 2),
           std::string(additional) + std::string(iv) + std::string(ciphertext) + big_endian(additional.size() * 8, 8));
  return whole.substr(0, whole.size() / 2);
}

sealed seal(const content_encryption& how, std::string_view key, std::string_view additional, std::string_view plain) {
  sealed out{random_bytes(how.iv_bytes), {}, {}};
  const auto cipher_key = how.hash ? key.substr(key.size() / 2) : key;
  out.ciphertext = run_cipher(how, true, cipher_key, out.iv, additional, plain, out.tag).value();
  if (how.hash) out.tag = hmac_tag(how, key, additional, out.iv, out.ciphertext);
  return out;
}

std::optional<std::string> open(const content_encryption& how, std::string_view key, std::string_view additional, sealed from) {
  if (key.size() != how.key_bytes || from.iv.size() != how.iv_bytes) return std::nullopt;
  if (how.hash && !is_same_secret(from.tag, hmac_tag(how, key, additional, from.iv, from.ciphertext))) return std::nullopt;
  if (!how.hash && from.tag.size() != 16) return std::nullopt;
  const auto cipher_key = how.hash ? key.substr(key.size() / 2) : key;
  return run_cipher(how, false, cipher_key, from.iv, additional, from.ciphertext, from.tag);
}

// ---- the key

std::string wrap(bool wraps, std::string_view with, std::string_view input) {
  const auto* name = with.size() == 16 ? "AES-128-WRAP" : with.size() == 24 ? "AES-192-WRAP" : "AES-256-WRAP";
  const cipher kind(EVP_CIPHER_fetch(nullptr, name, nullptr));
  const evp::cipher_context context(EVP_CIPHER_CTX_new());
  require(kind && context, "OpenSSL does not have a cipher");
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  require(EVP_CipherInit_ex2(context.get(), kind.get(), bytes_of(with), nullptr, wraps, nullptr) == 1, "a cipher does not start");
  std::string out(input.size() + 16, '\0');
  int size = 0;
  int last = 0;
  // An empty key is what a wrong wrapping gives; no content is encrypted with it.
  if (EVP_CipherUpdate(context.get(), bytes_of(out), &size, bytes_of(input), static_cast<int>(input.size())) != 1) return {};
  if (EVP_CipherFinal_ex(context.get(), bytes_of(out) + size, &last) != 1) return {};
  out.resize(static_cast<std::size_t>(size + last));
  return out;
}

std::size_t wrapping_bytes(std::string_view alg) {
  if (alg.ends_with("A128KW")) return 16;
  if (alg.ends_with("A192KW")) return 24;
  return alg.ends_with("A256KW") ? 32 : 0;
}

// RFC 7518 4.6.2: the Concat KDF, which OpenSSL calls SSKDF.
std::string agreed_key(EVP_PKEY* ours, EVP_PKEY* theirs, std::string_view algorithm, std::size_t bytes) {
  const evp::key_context context(EVP_PKEY_CTX_new_from_pkey(nullptr, ours, nullptr));
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 || EVP_PKEY_derive_set_peer(context.get(), theirs) != 1) return {};
  std::size_t size = 0;
  if (EVP_PKEY_derive(context.get(), nullptr, &size) != 1) return {};
  std::string shared(size, '\0');
  if (EVP_PKEY_derive(context.get(), bytes_of(shared), &size) != 1) return {};
  // apu and apv are empty.
  auto info =
      big_endian(algorithm.size(), 4) + std::string(algorithm) + big_endian(0, 4) + big_endian(0, 4) + big_endian(bytes * 8, 4);
  const std::unique_ptr<EVP_KDF, evp::freed_by<EVP_KDF_free>> kind(EVP_KDF_fetch(nullptr, "SSKDF", nullptr));
  const std::unique_ptr<EVP_KDF_CTX, evp::freed_by<EVP_KDF_CTX_free>> kdf(EVP_KDF_CTX_new(kind.get()));
  require(kdf != nullptr, "OpenSSL does not have the key derivation");
  std::string hash = "SHA256";
  const std::array<OSSL_PARAM, 4> parameters{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash.data(), 0),
                                             OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, shared.data(), shared.size()),
                                             OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
                                             OSSL_PARAM_construct_end()};
  std::string out(bytes, '\0');
  require(EVP_KDF_derive(kdf.get(), bytes_of(out), bytes, parameters.data()) == 1, "a key cannot be derived");
  return out;
}

bool set_padding(EVP_PKEY_CTX* context, std::string_view alg) {
  if (alg == "RSA1_5") return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  const auto* hash = alg == "RSA-OAEP-256" ? "SHA256" : "SHA1";
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_oaep_md_name(context, hash, nullptr) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, hash, nullptr) == 1;
}

bool is_rsa(std::string_view alg) { return alg == "RSA-OAEP" || alg == "RSA-OAEP-256" || alg == "RSA1_5"; }
bool is_agreement(std::string_view alg) { return alg == "ECDH-ES" || alg == "ECDH-ES+A128KW" || alg == "ECDH-ES+A256KW"; }

// OpenID Connect Core 10.2: the left part of a hash of the secret that is long enough.
std::string derived_key(std::string_view secret, std::size_t bytes) {
  const auto* hash = bytes <= 32 ? "SHA256" : bytes <= 48 ? "SHA384" : "SHA512";
  return digest_of(hash, secret).substr(0, bytes);
}

std::string compact_form(const json::object& header, std::string_view encrypted_key, const content_encryption& how,
                         std::string_view content_key, std::string_view plain) {
  const auto first = base64url(json::serialize(header));
  const auto content = seal(how, content_key, first, plain);
  return first + '.' + base64url(encrypted_key) + '.' + base64url(content.iv) + '.' + base64url(content.ciphertext) + '.' +
         base64url(content.tag);
}

json::object header_with(const json::object& further, std::string_view alg, std::string_view enc) {
  json::object header{{"alg", alg}, {"enc", enc}};
  for (const auto& [name, value] : further) header[name] = value;
  return header;
}

const content_encryption& require_content(std::string_view enc) {
  const auto* how = content_named(enc);
  if (!how) throw std::invalid_argument("this content encryption is not known");
  return *how;
}

struct parts {
  json::object header;
  std::string header_text;
  std::string encrypted_key;
  sealed content;
};

std::optional<parts> take_apart(std::string_view compact) {
  std::array<std::string_view, 5> texts;
  for (std::size_t i = 0; i != texts.size(); ++i) {
    const auto end = compact.find('.');
    if ((end == std::string_view::npos) != (i + 1 == texts.size())) return std::nullopt;
    texts[i] = compact.substr(0, end);
    compact.remove_prefix(end == std::string_view::npos ? compact.size() : end + 1);
  }
  std::array<std::string, 5> decoded;
  for (std::size_t i = 0; i != texts.size(); ++i) {
    auto bytes = decode_base64url(texts[i]);
    if (!bytes) return std::nullopt;
    decoded[i] = std::move(*bytes);
  }
  boost::system::error_code error;
  auto header = json::parse(decoded[0], error);
  if (error || !header.is_object()) return std::nullopt;
  return parts{std::move(header.get_object()),
               std::string(texts[0]),
               std::move(decoded[1]),
               {std::move(decoded[2]), std::move(decoded[3]), std::move(decoded[4])}};
}

}  // namespace

bool is_encrypted(std::string_view compact) { return take_apart(compact).has_value(); }

std::optional<json::object> header_of_encrypted(std::string_view compact) {
  auto all = take_apart(compact);
  return all ? std::optional(std::move(all->header)) : std::nullopt;
}

bool is_symmetric_encryption(std::string_view alg) { return alg == "dir" || alg == "A128KW" || alg == "A192KW" || alg == "A256KW"; }

const json::object* encryption_key_in(const json::object& jwks, std::string_view alg) {
  const auto* keys = jwks.if_contains("keys");
  if (!keys || !keys->is_array()) return nullptr;
  const auto wanted = is_rsa(alg) ? "RSA" : "EC";
  for (const auto& each : keys->get_array()) {
    if (!each.is_object()) continue;
    const auto& jwk = each.get_object();
    if (text_in(jwk, "kty") != wanted || text_in(jwk, "use") == "sig") continue;
    // Nobody registers a key for RSA1_5; whoever is to be attacked with it gets it under the key that there is.
    if (jwk.contains("alg") && text_in(jwk, "alg") != alg && alg != "RSA1_5") continue;
    return &jwk;
  }
  return nullptr;
}

std::string encrypt_for(const json::object& jwk, std::string_view alg, std::string_view enc, std::string_view plain,
                        const json::object& further) {
  const auto& how = require_content(enc);
  const auto key = evp::public_key(jwk);
  auto header = header_with(further, alg, enc);
  if (jwk.contains("kid")) header["kid"] = jwk.at("kid");
  if (is_rsa(alg) && key && EVP_PKEY_is_a(key.get(), "RSA")) {
    const auto content_key = random_bytes(how.key_bytes);
    const evp::key_context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    require(context && EVP_PKEY_encrypt_init(context.get()) == 1 && set_padding(context.get(), alg), "cannot encrypt");
    std::size_t size = 0;
    require(EVP_PKEY_encrypt(context.get(), nullptr, &size, bytes_of(content_key), content_key.size()) == 1, "cannot encrypt");
    std::string encrypted(size, '\0');
    require(EVP_PKEY_encrypt(context.get(), bytes_of(encrypted), &size, bytes_of(content_key), content_key.size()) == 1,
            "cannot encrypt");
    encrypted.resize(size);
    return compact_form(header, encrypted, how, content_key, plain);
  }
  if (is_agreement(alg) && key && EVP_PKEY_is_a(key.get(), "EC")) {
    const evp::key once(EVP_EC_gen(evp::curve_named(text_in(jwk, "crv"))->group));
    require(once != nullptr, "OpenSSL could not generate a key");
    header["epk"] = evp::public_members(once.get());
    const auto wrapping = wrapping_bytes(alg);
    const auto agreed = agreed_key(once.get(), key.get(), wrapping ? alg : enc, wrapping ? wrapping : how.key_bytes);
    require(!agreed.empty(), "no key can be agreed on");
    if (!wrapping) return compact_form(header, "", how, agreed, plain);
    const auto content_key = random_bytes(how.key_bytes);
    return compact_form(header, wrap(true, agreed, content_key), how, content_key, plain);
  }
  throw std::invalid_argument("this key encryption is not known, or the key does not fit it");
}

std::string encrypt_with(std::string_view secret, std::string_view alg, std::string_view enc, std::string_view plain,
                         const json::object& further) {
  const auto& how = require_content(enc);
  if (!is_symmetric_encryption(alg)) throw std::invalid_argument("this encryption does not use a secret");
  const auto header = header_with(further, alg, enc);
  if (alg == "dir") return compact_form(header, "", how, derived_key(secret, how.key_bytes), plain);
  const auto content_key = random_bytes(how.key_bytes);
  return compact_form(header, wrap(true, derived_key(secret, wrapping_bytes(alg)), content_key), how, content_key, plain);
}

std::string encrypt_with_password(std::string_view password, std::int64_t iterations, std::string_view enc, std::string_view plain,
                                  const json::object& further) {
  constexpr std::string_view alg = "PBES2-HS256+A128KW";
  const auto& how = require_content(enc);
  const auto salt_input = random_bytes(16);
  auto header = header_with(further, alg, enc);
  header["p2s"] = base64url(salt_input);
  header["p2c"] = iterations;
  // 4.8.1.1: the algorithm's name belongs to the salt.
  const auto salt = std::string(alg) + '\0' + salt_input;
  std::string wrapping(16, '\0');
  require(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(std::string_view(salt)),
                            static_cast<int>(salt.size()), static_cast<int>(iterations), EVP_sha256(),
                            static_cast<int>(wrapping.size()), bytes_of(wrapping)) == 1,
          "a key cannot be derived");
  const auto content_key = random_bytes(how.key_bytes);
  return compact_form(header, wrap(true, wrapping, content_key), how, content_key, plain);
}

struct decryption_key::handle {
  evp::key key;
};

decryption_key::decryption_key(std::string_view algorithm) : algorithm_(algorithm), handle_(std::make_unique<handle>()) {
  handle_->key.reset(is_rsa(algorithm) ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"));
  require(handle_->key != nullptr, "OpenSSL could not generate a key");
  id_ = evp::thumbprint(evp::public_members(handle_->key.get()));
}

decryption_key::~decryption_key() = default;

std::shared_ptr<const decryption_key> decryption_key::generate(std::string_view algorithm) {
  return std::shared_ptr<const decryption_key>(new decryption_key(algorithm));
}

std::shared_ptr<const decryption_key> decryption_key::shared(std::string_view algorithm, int generation) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, int>, std::shared_ptr<const decryption_key>> keys;
  const std::lock_guard lock(mutex);
  auto& key = keys[{std::string(algorithm), generation}];
  if (!key) key = generate(algorithm);
  return key;
}

json::object decryption_key::public_jwk() const {
  auto jwk = evp::public_members(handle_->key.get());
  jwk["kid"] = id_;
  jwk["use"] = "enc";
  jwk["alg"] = algorithm_;
  return jwk;
}

std::optional<std::string> decrypt(std::string_view compact, const decryption_key& key) {
  const auto all = take_apart(compact);
  const auto* how = all ? content_named(text_in(all->header, "enc")) : nullptr;
  if (!how || all->header.contains("zip") || all->header.contains("crit")) return std::nullopt;
  const auto alg = text_in(all->header, "alg");
  auto* ours = key.handle_->key.get();
  std::string content_key;
  if (is_rsa(alg) && alg != "RSA1_5" && EVP_PKEY_is_a(ours, "RSA")) {
    const evp::key_context context(EVP_PKEY_CTX_new_from_pkey(nullptr, ours, nullptr));
    if (!context || EVP_PKEY_decrypt_init(context.get()) != 1 || !set_padding(context.get(), alg)) return std::nullopt;
    content_key.resize(static_cast<std::size_t>(EVP_PKEY_get_size(ours)));
    std::size_t size = content_key.size();
    const std::string_view encrypted = all->encrypted_key;
    if (EVP_PKEY_decrypt(context.get(), bytes_of(content_key), &size, bytes_of(encrypted), encrypted.size()) != 1)
      return std::nullopt;
    content_key.resize(size);
  } else if (is_agreement(alg) && EVP_PKEY_is_a(ours, "EC")) {
    const auto* epk = all->header.if_contains("epk");
    const auto theirs = epk && epk->is_object() ? evp::public_key(epk->get_object()) : evp::key();
    if (!theirs || !EVP_PKEY_is_a(theirs.get(), "EC")) return std::nullopt;
    if (!text_in(all->header, "apu").empty() || !text_in(all->header, "apv").empty()) return std::nullopt;
    const auto wrapping = wrapping_bytes(alg);
    content_key =
        agreed_key(ours, theirs.get(), wrapping ? std::string_view(alg) : how->name, wrapping ? wrapping : how->key_bytes);
    if (wrapping) content_key = wrap(false, content_key, all->encrypted_key);
  }
  return open(*how, content_key, all->header_text, all->content);
}

std::optional<std::string> decrypt_with(std::string_view compact, std::string_view secret) {
  const auto all = take_apart(compact);
  const auto* how = all ? content_named(text_in(all->header, "enc")) : nullptr;
  const auto alg = all ? text_in(all->header, "alg") : std::string();
  if (!how || !is_symmetric_encryption(alg) || secret.empty()) return std::nullopt;
  const auto content_key = alg == "dir" ? derived_key(secret, how->key_bytes)
                                        : wrap(false, derived_key(secret, wrapping_bytes(alg)), all->encrypted_key);
  return open(*how, content_key, all->header_text, all->content);
}

}  // namespace mock_idp
