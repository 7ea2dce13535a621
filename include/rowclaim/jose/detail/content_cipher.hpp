// SPDX-License-Identifier: BSL-1.0
// Encrypting and authenticating a token's content: AES-GCM, and AES-CBC with HMAC.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/detail/openssl_handle.hpp>
#include <rowclaim/jose/encryption.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/jwe.hpp>

namespace rowclaim::inline v0_1::detail {

struct content_scheme {
  const char* cipher;     // OpenSSL's names
  const char* digest;     // null for GCM, which authenticates by itself
  std::size_t key_bytes;  // with HMAC, the first half is its key and the second that of AES (RFC 7518 5.2.2.1)
  std::size_t iv_bytes;
  std::size_t tag_bytes;
};

constexpr content_scheme scheme_of(content_encryption c) noexcept {
  switch (c) {
    case content_encryption::a128gcm: return {"AES-128-GCM", nullptr, 16, 12, 16};
    case content_encryption::a192gcm: return {"AES-192-GCM", nullptr, 24, 12, 16};
    case content_encryption::a256gcm: return {"AES-256-GCM", nullptr, 32, 12, 16};
    case content_encryption::a128cbc_hs256: return {"AES-128-CBC", "SHA2-256", 32, 16, 16};
    case content_encryption::a192cbc_hs384: return {"AES-192-CBC", "SHA2-384", 48, 16, 24};
    case content_encryption::a256cbc_hs512: return {"AES-256-CBC", "SHA2-512", 64, 16, 32};
  }
  return {"", nullptr, 0, 0, 0};
}

/// What an encrypted content consists of, besides the bytes that are authenticated and not encrypted.
struct sealed_content {
  std::string iv;
  std::string ciphertext;
  std::string tag;
};

/// The one refusal of whatever went wrong with a sender's bytes: it does not say what, as each difference that a sender can see tells
/// something about the key (RFC 7516 11.5).
inline error decryption_refusal() noexcept { return {errc::decryption_failed, step::decryption}; }

/// OpenSSL did not do what does not depend on the sender's bytes.
inline error encryption_failure(std::string_view call) noexcept { return {errc::cryptography_failed, step::decryption, call}; }

inline const unsigned char* unsigned_view(std::string_view bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* unsigned_data(std::string& bytes) noexcept { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// One AES operation over one text.
class cipher_run {
 public:
  enum class direction : int { decrypt = 0, encrypt = 1 };

  /// OpenSSL counts in int; no token is so long.
  static constexpr std::size_t max_bytes = std::numeric_limits<int>::max() / 2;

  result<void> begin(const char* cipher, std::string_view key, std::string_view iv, direction d) {
    cipher_.reset(EVP_CIPHER_fetch(nullptr, cipher, nullptr));
    context_.reset(EVP_CIPHER_CTX_new());
    if (!cipher_ || !context_) return encryption_failure("cipher");
    // Key wrapping is off in a context unless it is asked for.
    EVP_CIPHER_CTX_set_flags(context_.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (static_cast<std::size_t>(EVP_CIPHER_get_key_length(cipher_.get())) != key.size()) return encryption_failure("key length");
    if (EVP_CipherInit_ex2(context_.get(), cipher_.get(), unsigned_view(key), iv.empty() ? nullptr : unsigned_view(iv),
                           static_cast<int>(d), nullptr) != 1)
      return encryption_failure("cipher_init");
    return {};
  }

  bool authenticate(std::string_view bytes) {
    int size = 0;
    return bytes.size() <= max_bytes &&
           EVP_CipherUpdate(context_.get(), nullptr, &size, unsigned_view(bytes), static_cast<int>(bytes.size())) == 1;
  }

  bool expect_tag(std::string tag) {
    return EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), tag.data()) == 1;
  }

  bool read_tag(std::string& tag) {
    return EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()) == 1;
  }

  /// The output for all of the input, with padding or a tag checked; false if any of it is refused.
  bool run(std::string_view in, std::string& out) {
    if (in.size() > max_bytes) return false;
    out.assign(in.size() + 2 * EVP_MAX_BLOCK_LENGTH, '\0');
    int size = 0;
    int rest = 0;
    // Wrapping ends with its only update, and takes an empty one for a question.
    const bool is_run = (in.empty() || EVP_CipherUpdate(context_.get(), unsigned_data(out), &size, unsigned_view(in),
                                                        static_cast<int>(in.size())) == 1) &&
                        EVP_CipherFinal_ex(context_.get(), unsigned_data(out) + size, &rest) == 1;
    if (!is_run) {
      OPENSSL_cleanse(out.data(), out.size());
      out.clear();
      return false;
    }
    out.resize(static_cast<std::size_t>(size) + static_cast<std::size_t>(rest));
    return true;
  }

 private:
  openssl_handle<EVP_CIPHER> cipher_;
  openssl_handle<EVP_CIPHER_CTX> context_;
};

/// The tag of AES-CBC with HMAC: the front half of HMAC over A || IV || E || AL. Specification: RFC 7518 section 5.2.2.1.
inline result<std::string> cbc_tag(const content_scheme& scheme, std::string_view mac_key, std::string_view authenticated,
                                   std::string_view iv, std::string_view ciphertext) {
  const openssl_handle<EVP_MAC> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  const openssl_handle<EVP_MAC_CTX> context(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
  if (!context) return encryption_failure("mac");
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(scheme.digest), 0), OSSL_PARAM_construct_end()};
  std::array<unsigned char, 8> bits;
  for (std::size_t i = 0; i < bits.size(); ++i)
    bits[i] = static_cast<unsigned char>(std::uint64_t{authenticated.size()} * 8 >> (56 - 8 * i));
  std::string tag(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  if (EVP_MAC_init(context.get(), unsigned_view(mac_key), mac_key.size(), parameters.data()) != 1 ||
      EVP_MAC_update(context.get(), unsigned_view(authenticated), authenticated.size()) != 1 ||
      EVP_MAC_update(context.get(), unsigned_view(iv), iv.size()) != 1 ||
      EVP_MAC_update(context.get(), unsigned_view(ciphertext), ciphertext.size()) != 1 ||
      EVP_MAC_update(context.get(), bits.data(), bits.size()) != 1 ||
      EVP_MAC_final(context.get(), unsigned_data(tag), &size, tag.size()) != 1 || size < scheme.tag_bytes)
    return encryption_failure("mac");
  tag.resize(scheme.tag_bytes);
  return tag;
}

/// Requires: a key of the scheme's length.
/// Errors: `decryption_failed` for a wrong length of the other parts, a wrong tag or padding; `cryptography_failed`.
/// Specification: RFC 7518 sections 5.2.2.2 and 5.3.
inline result<secret> open_content(content_encryption c, std::string_view key, const sealed_content& sealed,
                                   std::string_view authenticated) {
  const content_scheme scheme = scheme_of(c);
  if (sealed.iv.size() != scheme.iv_bytes || sealed.tag.size() != scheme.tag_bytes) return decryption_refusal();
  std::string plaintext;
  cipher_run run;
  if (scheme.digest == nullptr) {
    if (auto begun = run.begin(scheme.cipher, key, sealed.iv, cipher_run::direction::decrypt); !begun) return begun.error();
    if (!run.authenticate(authenticated) || !run.expect_tag(sealed.tag)) return encryption_failure("gcm");
    if (!run.run(sealed.ciphertext, plaintext)) return decryption_refusal();
    return secret(std::move(plaintext));
  }
  // The tag first: padding is looked at only in bytes that somebody with the key has written.
  const auto tag = cbc_tag(scheme, key.substr(0, key.size() / 2), authenticated, sealed.iv, sealed.ciphertext);
  if (!tag) return tag.error();
  if (CRYPTO_memcmp(tag->data(), sealed.tag.data(), scheme.tag_bytes) != 0) return decryption_refusal();
  if (auto begun = run.begin(scheme.cipher, key.substr(key.size() / 2), sealed.iv, cipher_run::direction::decrypt); !begun)
    return begun.error();
  if (!run.run(sealed.ciphertext, plaintext)) return decryption_refusal();
  return secret(std::move(plaintext));
}

/// Requires: a key of the scheme's length, and an initialization vector of its length that never was used with this key.
/// Errors: `cryptography_failed`.
/// Specification: RFC 7518 sections 5.2.2.1 and 5.3.
inline result<sealed_content> seal_content(content_encryption c, std::string_view key, std::string iv, std::string_view plaintext,
                                           std::string_view authenticated) {
  const content_scheme scheme = scheme_of(c);
  if (iv.size() != scheme.iv_bytes) return encryption_failure("iv");
  sealed_content sealed{std::move(iv), {}, std::string(scheme.tag_bytes, '\0')};
  cipher_run run;
  const std::string_view aes_key = scheme.digest == nullptr ? key : key.substr(key.size() / 2);
  if (auto begun = run.begin(scheme.cipher, aes_key, sealed.iv, cipher_run::direction::encrypt); !begun) return begun.error();
  if (scheme.digest == nullptr) {
    if (!run.authenticate(authenticated) || !run.run(plaintext, sealed.ciphertext) || !run.read_tag(sealed.tag))
      return encryption_failure("gcm");
    return sealed;
  }
  if (!run.run(plaintext, sealed.ciphertext)) return encryption_failure("cbc");
  auto tag = cbc_tag(scheme, key.substr(0, key.size() / 2), authenticated, sealed.iv, sealed.ciphertext);
  if (!tag) return tag.error();
  sealed.tag = std::move(*tag);
  return sealed;
}

}  // namespace rowclaim::inline v0_1::detail
