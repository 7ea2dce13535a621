// SPDX-License-Identifier: BSL-1.0
// Signatures as JWS carries them, made with OpenSSL.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/detail/openssl_handle.hpp>
#include <rowclaim/jose/detail/private_key.hpp>
#include <rowclaim/jose/detail/signature_scheme.hpp>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/signing_key.hpp>

namespace rowclaim::inline v0_1::detail {

struct ecdsa_signature_deleter {
  void operator()(ECDSA_SIG* p) const noexcept { ECDSA_SIG_free(p); }
};

/// R || S, each as wide as a coordinate, from OpenSSL's DER (RFC 7518 3.4).
inline result<std::string> fixed_width_of(std::string_view der, std::size_t width) {
  const unsigned char* at = as_unsigned(der);
  const std::unique_ptr<ECDSA_SIG, ecdsa_signature_deleter> numbers(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string signature(2 * width, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  const int size = static_cast<int>(width);
  if (!numbers || BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), out, size) != size ||
      BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), out + width, size) != size)
    return cryptography_failure("DER");
  return signature;
}

/// A private key or a shared secret with what it may sign by. Immutable.
class signing_material {
 public:
  signing_material(private_key key, algorithm_set fits, std::optional<std::string> key_id)
      : fits_(fits), key_id_(std::move(key_id)), key_(std::move(key)), type_(key_.public_half.type) {}
  signing_material(secret shared, algorithm_set fits, std::optional<std::string> key_id)
      : fits_(fits), key_id_(std::move(key_id)), shared_(std::move(shared)) {}

  key_type type() const noexcept { return type_; }
  algorithm_set fits() const noexcept { return fits_; }
  const std::optional<std::string>& key_id() const noexcept { return key_id_; }
  /// Not of a shared secret, which has none.
  const public_key& public_half() const noexcept { return key_.public_half; }

  result<std::string> sign(algorithm a, std::string_view text) const {
    if (!fits_.contains(a)) return error{errc::key_does_not_fit, step::signature};
    const error_queue_mark mark;
    const signature_scheme scheme = scheme_of(a);
    if (scheme.kind == signature_kind::hmac) return mac(scheme, text);
    auto signature = sign_with_key(scheme, text);
    if (signature && scheme.kind == signature_kind::ecdsa) return fixed_width_of(*signature, key_.public_half.on->order.size());
    return signature;
  }

 private:
  result<std::string> sign_with_key(const signature_scheme& scheme, std::string_view text) const {
    const openssl_handle<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), &options, scheme.digest, nullptr, nullptr, key_.handle.get(), nullptr) != 1)
      return cryptography_failure("sign_init");
    if (scheme.kind == signature_kind::rsa_pkcs1 && EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PADDING) != 1)
      return cryptography_failure("padding");
    // RFC 7518 3.5: MGF1 with the same hash, which OpenSSL takes by itself, and a salt exactly as long as it.
    if (scheme.kind == signature_kind::rsa_pss && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
                                                   EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1))
      return cryptography_failure("pss");
    std::size_t size = 0;
    if (EVP_DigestSign(context.get(), nullptr, &size, as_unsigned(text), text.size()) != 1) return cryptography_failure("sign");
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, as_unsigned(text), text.size()) !=
        1)
      return cryptography_failure("sign");
    signature.resize(size);  // DER is often shorter than it may be
    return signature;
  }

  result<std::string> mac(const signature_scheme& scheme, std::string_view text) const {
    const openssl_handle<EVP_MAC> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    const openssl_handle<EVP_MAC_CTX> context(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(scheme.digest), 0), OSSL_PARAM_construct_end()};
    std::string code(scheme.digest_bytes, '\0');
    std::size_t size = 0;
    if (!context || EVP_MAC_init(context.get(), as_unsigned(shared_.reveal()), shared_.reveal().size(), parameters.data()) != 1 ||
        EVP_MAC_update(context.get(), as_unsigned(text), text.size()) != 1 ||
        EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(code.data()), &size, code.size()) != 1 || size != code.size())
      return cryptography_failure("mac");
    return code;
  }

  algorithm_set fits_;
  std::optional<std::string> key_id_;
  private_key key_{};
  secret shared_;
  key_type type_ = key_type::oct;
};

}  // namespace rowclaim::inline v0_1::detail
