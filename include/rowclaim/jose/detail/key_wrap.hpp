// SPDX-License-Identifier: BSL-1.0
// Wrapping the key of a token's content for the recipient: by AES, by AES-GCM and by RSA.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/detail/content_cipher.hpp>
#include <rowclaim/jose/detail/openssl_handle.hpp>
#include <rowclaim/jose/encryption.hpp>

#include <openssl/core_names.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/jwe.hpp>

namespace rowclaim::inline v0_1::detail {

inline result<secret> random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(unsigned_data(bytes), static_cast<int>(size)) != 1) return error{errc::random_failed, step::decryption};
  return secret(std::move(bytes));
}

/// The bytes of the AES key with which an algorithm wraps; 0 if it does not.
constexpr std::size_t wrapping_key_bytes(key_management k) noexcept {
  switch (k) {
    case key_management::a128kw:
    case key_management::a128gcmkw:
    case key_management::ecdh_es_a128kw: return 16;
    case key_management::a192kw:
    case key_management::a192gcmkw:
    case key_management::ecdh_es_a192kw: return 24;
    case key_management::a256kw:
    case key_management::a256gcmkw:
    case key_management::ecdh_es_a256kw: return 32;
    case key_management::rsa_oaep:
    case key_management::rsa_oaep_256:
    case key_management::ecdh_es:
    case key_management::dir: break;
  }
  return 0;
}

/// OpenSSL's name of AES Key Wrap with a key of so many bytes.
constexpr const char* wrap_cipher(std::size_t key_bytes) noexcept {
  return key_bytes == 16 ? "AES-128-WRAP" : key_bytes == 24 ? "AES-192-WRAP" : "AES-256-WRAP";
}

/// GCM with a key of so many bytes.
constexpr content_encryption gcm_with(std::size_t key_bytes) noexcept {
  return key_bytes == 16   ? content_encryption::a128gcm
         : key_bytes == 24 ? content_encryption::a192gcm
                           : content_encryption::a256gcm;
}

/// AES Key Wrap with the default initial value. Specification: RFC 7518 section 4.4; RFC 3394 section 2.2.1.
inline result<std::string> aes_wrap(std::string_view wrapping_key, std::string_view key) {
  cipher_run run;
  if (auto begun = run.begin(wrap_cipher(wrapping_key.size()), wrapping_key, {}, cipher_run::direction::encrypt); !begun)
    return begun.error();
  std::string wrapped;
  if (!run.run(key, wrapped)) return encryption_failure("wrap");
  return wrapped;
}

/// Errors: `decryption_failed`; `cryptography_failed`. Specification: RFC 3394 section 2.2.2.
inline result<secret> aes_unwrap(std::string_view wrapping_key, std::string_view wrapped) {
  cipher_run run;
  if (auto begun = run.begin(wrap_cipher(wrapping_key.size()), wrapping_key, {}, cipher_run::direction::decrypt); !begun)
    return begun.error();
  std::string key;
  if (wrapped.empty() || !run.run(wrapped, key)) return decryption_refusal();
  return secret(std::move(key));
}

/// A context for RSA-OAEP or RSA-OAEP-256, whose two hashes are one (RFC 7518 4.3); null after a failure.
inline openssl_handle<EVP_PKEY_CTX> oaep_context(EVP_PKEY* key, key_management k, int (*init)(EVP_PKEY_CTX*)) {
  openssl_handle<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  const char* digest = k == key_management::rsa_oaep_256 ? "SHA2-256" : "SHA1";
  if (!context || init(context.get()) != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md_name(context.get(), digest, nullptr) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md_name(context.get(), digest, nullptr) != 1)
    return nullptr;
  return context;
}

/// Errors: `cryptography_failed`. Specification: RFC 7518 section 4.3.
inline result<std::string> rsa_wrap(EVP_PKEY* recipient, key_management k, std::string_view key) {
  const auto context = oaep_context(recipient, k, [](EVP_PKEY_CTX* c) { return EVP_PKEY_encrypt_init(c); });
  std::size_t size = 0;
  if (!context || EVP_PKEY_encrypt(context.get(), nullptr, &size, unsigned_view(key), key.size()) != 1)
    return encryption_failure("oaep");
  std::string wrapped(size, '\0');
  if (EVP_PKEY_encrypt(context.get(), unsigned_data(wrapped), &size, unsigned_view(key), key.size()) != 1)
    return encryption_failure("oaep");
  wrapped.resize(size);
  return wrapped;
}

/// Errors: `decryption_failed`; `cryptography_failed`.
inline result<secret> rsa_unwrap(EVP_PKEY* own, key_management k, std::string_view wrapped) {
  const auto context = oaep_context(own, k, [](EVP_PKEY_CTX* c) { return EVP_PKEY_decrypt_init(c); });
  if (!context) return encryption_failure("oaep");
  const auto modulus_bytes = static_cast<std::size_t>(EVP_PKEY_get_size(own));
  std::string key(modulus_bytes, '\0');
  std::size_t size = key.size();
  // RFC 8017 7.1.2: the ciphertext is exactly as long as the modulus.
  const bool is_open = wrapped.size() == modulus_bytes &&
                       EVP_PKEY_decrypt(context.get(), unsigned_data(key), &size, unsigned_view(wrapped), wrapped.size()) == 1;
  secret opened(std::move(key));
  if (!is_open) return decryption_refusal();
  return secret(std::string(opened.reveal().substr(0, size)));
}

/// What an unwrapping gave, or random bytes in its place: the content is decrypted either way, so that a sender cannot tell a wrong
/// wrapping from a wrong content by the time that it takes. Specification: RFC 7516 section 11.5; RFC 3218.
class unwrapped_key {
 public:
  /// Errors: `cryptography_failed`, `random_failed`: those that do not depend on what was sent.
  static result<unwrapped_key> of(const result<secret>& unwrapped, std::size_t key_bytes) {
    if (!unwrapped && unwrapped.error().code != errc::decryption_failed) return unwrapped.error();
    auto decoy = random_bytes(key_bytes);
    if (!decoy) return decoy.error();
    const bool is_right = unwrapped && unwrapped->reveal().size() == key_bytes;
    return unwrapped_key(is_right ? *unwrapped : std::move(*decoy), is_right);
  }

  std::string_view bytes() const noexcept { return key_.reveal(); }

  /// Whether the bytes are the sender's.
  bool is_right() const noexcept { return is_right_; }

 private:
  unwrapped_key(secret key, bool is_right) : key_(std::move(key)), is_right_(is_right) {}

  secret key_;
  bool is_right_;
};

}  // namespace rowclaim::inline v0_1::detail
