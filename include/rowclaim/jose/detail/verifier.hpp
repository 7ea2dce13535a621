// SPDX-License-Identifier: BSL-1.0
// OpenSSL's contexts for one key and one algorithm, made once and used for many signatures.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/detail/ecdsa_signature.hpp>
#include <rowclaim/jose/detail/openssl_handle.hpp>
#include <rowclaim/jose/detail/signature_scheme.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

inline const unsigned char* as_unsigned(std::string_view bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

inline error cryptography_failure(std::string_view call) noexcept { return {errc::cryptography_failed, step::signature, call}; }

/// Checks signatures of one key by one algorithm. Used by one thread at a time.
class verifier {
 public:
  /// For a public key, which must be of the algorithm's kind; `curve_of_key` is null unless it is an EC key.
  static result<std::unique_ptr<verifier>> make(EVP_PKEY* key, algorithm a, std::size_t signature_bytes,
                                                const curve* curve_of_key) {
    auto made = std::unique_ptr<verifier>(new verifier(scheme_of(a), signature_bytes, curve_of_key));
    const auto prepared =
        made->scheme_.kind == signature_kind::eddsa ? made->prepare_one_shot(key) : made->prepare_digest_first(key);
    if (!prepared) return prepared.error();
    return made;
  }

  /// For a shared secret and an HMAC algorithm.
  static result<std::unique_ptr<verifier>> make(std::string_view shared, algorithm a) {
    auto made = std::unique_ptr<verifier>(new verifier(scheme_of(a), scheme_of(a).digest_bytes, nullptr));
    if (const auto prepared = made->prepare_mac(shared); !prepared) return prepared.error();
    return made;
  }

  /// Leaves OpenSSL's error queue as it was.
  result<void> verify(std::string_view signed_bytes, std::string_view signature) {
    if (signature.size() != signature_bytes_) return error{errc::signature_malformed, step::signature, "length"};
    switch (scheme_.kind) {
      case signature_kind::rsa_pkcs1:
      case signature_kind::rsa_pss: return verify_digest(signed_bytes, as_unsigned(signature), signature.size());
      case signature_kind::ecdsa: {
        const auto der = der_of(signature, curve_->order);
        if (!der) return error{errc::signature_malformed, step::signature, "range"};
        return verify_digest(signed_bytes, der->bytes.data(), der->size);
      }
      case signature_kind::eddsa: return verify_one_shot(signed_bytes, signature);
      case signature_kind::hmac: return verify_mac(signed_bytes, signature);
    }
    return cryptography_failure("scheme");
  }

 private:
  verifier(signature_scheme scheme, std::size_t signature_bytes, const curve* curve_of_key)
      : scheme_(scheme), signature_bytes_(signature_bytes), curve_(curve_of_key) {}

  result<void> prepare_digest_first(EVP_PKEY* key) {
    digest_.reset(EVP_MD_fetch(nullptr, scheme_.digest, nullptr));
    hash_.reset(EVP_MD_CTX_new());
    check_.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    if (!digest_ || !hash_ || !check_) return cryptography_failure("fetch");
    EVP_PKEY_CTX* check = check_.get();
    if (EVP_PKEY_verify_init(check) != 1) return cryptography_failure("verify_init");
    if (scheme_.kind == signature_kind::rsa_pkcs1 && EVP_PKEY_CTX_set_rsa_padding(check, RSA_PKCS1_PADDING) != 1)
      return cryptography_failure("padding");
    if (scheme_.kind == signature_kind::rsa_pss && EVP_PKEY_CTX_set_rsa_padding(check, RSA_PKCS1_PSS_PADDING) != 1)
      return cryptography_failure("padding");
    if (EVP_PKEY_CTX_set_signature_md(check, digest_.get()) != 1) return cryptography_failure("signature_md");
    // RFC 7518 3.5: MGF1 with the same hash, and a salt exactly as long as it.
    if (scheme_.kind == signature_kind::rsa_pss && (EVP_PKEY_CTX_set_rsa_mgf1_md(check, digest_.get()) != 1 ||
                                                    EVP_PKEY_CTX_set_rsa_pss_saltlen(check, RSA_PSS_SALTLEN_DIGEST) != 1))
      return cryptography_failure("pss");
    return {};
  }

  result<void> prepare_one_shot(EVP_PKEY* key) {
    check_once_.reset(EVP_MD_CTX_new());
    hash_.reset(EVP_MD_CTX_new());
    if (!check_once_ || !hash_) return cryptography_failure("fetch");
    if (EVP_DigestVerifyInit_ex(check_once_.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr) != 1)
      return cryptography_failure("verify_init");
    return {};
  }

  result<void> prepare_mac(std::string_view shared) {
    const openssl_handle<EVP_MAC> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    if (!hmac) return cryptography_failure("fetch");
    mac_.reset(EVP_MAC_CTX_new(hmac.get()));
    if (!mac_) return cryptography_failure("fetch");
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(scheme_.digest), 0), OSSL_PARAM_construct_end()};
    if (EVP_MAC_init(mac_.get(), as_unsigned(shared), shared.size(), parameters.data()) != 1)
      return cryptography_failure("mac_init");
    return {};
  }

  result<void> verify_digest(std::string_view signed_bytes, const unsigned char* signature, std::size_t size) {
    const error_queue_mark mark;
    std::array<unsigned char, max_digest_bytes> digest;
    if (EVP_DigestInit_ex2(hash_.get(), digest_.get(), nullptr) != 1 ||
        EVP_DigestUpdate(hash_.get(), signed_bytes.data(), signed_bytes.size()) != 1 ||
        EVP_DigestFinal_ex(hash_.get(), digest.data(), nullptr) != 1)
      return cryptography_failure("digest");
    return verdict(EVP_PKEY_verify(check_.get(), signature, size, digest.data(), scheme_.digest_bytes));
  }

  result<void> verify_one_shot(std::string_view signed_bytes, std::string_view signature) {
    const error_queue_mark mark;
    // A context serves one signature; a copy of a prepared one costs a tenth of preparing it.
    if (EVP_MD_CTX_copy_ex(hash_.get(), check_once_.get()) != 1) return cryptography_failure("copy");
    return verdict(
        EVP_DigestVerify(hash_.get(), as_unsigned(signature), signature.size(), as_unsigned(signed_bytes), signed_bytes.size()));
  }

  result<void> verify_mac(std::string_view signed_bytes, std::string_view signature) {
    std::array<unsigned char, max_digest_bytes> expected;
    std::size_t size = 0;
    // Without a key the context starts again with the one that it has.
    if (EVP_MAC_init(mac_.get(), nullptr, 0, nullptr) != 1 ||
        EVP_MAC_update(mac_.get(), as_unsigned(signed_bytes), signed_bytes.size()) != 1 ||
        EVP_MAC_final(mac_.get(), expected.data(), &size, expected.size()) != 1 || size != signature.size()) {
      // A mark would cost a twentieth of the whole check, and this only fails where memory has run out.
      ERR_clear_error();
      return cryptography_failure("mac");
    }
    return verdict(CRYPTO_memcmp(expected.data(), signature.data(), size) == 0 ? 1 : 0);
  }

  // OpenSSL says 1 for a match, 0 for none and less than 0 for anything else; only 1 is a success.
  static result<void> verdict(int answer) {
    if (answer == 1) return {};
    if (answer == 0) return error{errc::signature_mismatch, step::signature};
    return cryptography_failure("verify");
  }

  signature_scheme scheme_;
  std::size_t signature_bytes_;
  const curve* curve_;
  openssl_handle<EVP_MD> digest_;
  openssl_handle<EVP_MD_CTX> hash_;
  openssl_handle<EVP_MD_CTX> check_once_;
  openssl_handle<EVP_PKEY_CTX> check_;
  openssl_handle<EVP_MAC_CTX> mac_;
};

/// Verifiers that no thread is using, so that each signature finds one prepared without a lock.
class verifier_pool {
 public:
  verifier_pool() = default;
  verifier_pool(const verifier_pool&) = delete;
  verifier_pool& operator=(const verifier_pool&) = delete;
  ~verifier_pool() {
    for (auto& slot : idle_) delete slot.load(std::memory_order_relaxed);
  }

  /// An idle verifier, or null.
  std::unique_ptr<verifier> take() noexcept {
    for (auto& slot : idle_)
      if (slot.load(std::memory_order_relaxed) != nullptr)
        if (verifier* taken = slot.exchange(nullptr, std::memory_order_acquire)) return std::unique_ptr<verifier>(taken);
    return nullptr;
  }

  void put_back(std::unique_ptr<verifier> idle) noexcept {
    for (auto& slot : idle_) {
      verifier* none = nullptr;
      if (slot.compare_exchange_strong(none, idle.get(), std::memory_order_release, std::memory_order_relaxed)) {
        static_cast<void>(idle.release());
        return;
      }
    }
  }

 private:
  std::array<std::atomic<verifier*>, 8> idle_{};  // more threads than that at one key make their own for the call
};

}  // namespace rowclaim::inline v0_1::detail
