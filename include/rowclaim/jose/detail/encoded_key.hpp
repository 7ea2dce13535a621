// SPDX-License-Identifier: BSL-1.0
// Keys from DER and PEM: OpenSSL reads the encoding, and the numbers in it are then judged as those of a JWK are.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/detail/make_public_key.hpp>
#include <rowclaim/jose/detail/private_key.hpp>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/pem.hpp>

namespace rowclaim::inline v0_1 {

/// What a DER text is; named, not guessed, as one that is taken for another has been an attack.
/// Specification: RFC 5280 section 4.1 (`SubjectPublicKeyInfo`, `Certificate`); RFC 8017 appendix A.1 (`RSAPublicKey`,
///   `RSAPrivateKey`); RFC 5915 section 3 (`ECPrivateKey`); RFC 5958 section 2 (`PrivateKeyInfo`).
enum class der_form : unsigned char {
  public_key_info,
  rsa_public_key,
  certificate,
  private_key_info,
  rsa_private_key,
  ec_private_key
};

namespace detail {

struct encoding_deleter {
  void operator()(BIO* p) const noexcept { BIO_free(p); }
  void operator()(OSSL_DECODER_CTX* p) const noexcept { OSSL_DECODER_CTX_free(p); }
  void operator()(X509* p) const noexcept { X509_free(p); }
  void operator()(char* p) const noexcept { OPENSSL_secure_free(p); }
};

template <class Object>
using encoding_handle = std::unique_ptr<Object, encoding_deleter>;

inline constexpr std::size_t max_encoded_key_bytes = 64u << 10;

constexpr bool is_private(der_form form) noexcept {
  return form == der_form::private_key_info || form == der_form::rsa_private_key || form == der_form::ec_private_key;
}

/// A whole text of DER as a key; null for anything else, and for anything after it.
inline openssl_handle<EVP_PKEY> decode_key(std::string_view der, const char* structure, const char* kind, int selection) {
  EVP_PKEY* key = nullptr;
  const encoding_handle<OSSL_DECODER_CTX> decoder(
      OSSL_DECODER_CTX_new_for_pkey(&key, "DER", structure, kind, selection, nullptr, nullptr));
  const unsigned char* at = as_unsigned(der);
  std::size_t left = der.size();
  const bool is_read = decoder && OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1;
  openssl_handle<EVP_PKEY> read(key);
  if (!is_read || left != 0) return nullptr;
  return read;
}

/// The key of a certificate, about which nothing else is asked than whether it may verify signatures (RFC 5280 4.2.1.3).
inline result<openssl_handle<EVP_PKEY>> key_of_certificate(std::string_view der) {
  const unsigned char* at = as_unsigned(der);
  const encoding_handle<X509> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate || at != as_unsigned(der) + der.size()) return key_refusal(errc::key_malformed, "certificate");
  if ((X509_get_key_usage(certificate.get()) & KU_DIGITAL_SIGNATURE) == 0) return key_refusal(errc::key_unsupported, "key usage");
  openssl_handle<EVP_PKEY> key(X509_get_pubkey(certificate.get()));
  if (!key) return key_refusal(errc::key_unsupported, "certificate");
  return key;
}

/// Whether DER is a sequence that begins with elements of those types, by which the forms differ. OpenSSL's decoders read some forms
/// in the place of others.
inline bool begins_with(std::string_view der, int first, int second) noexcept {
  const unsigned char* at = as_unsigned(der);
  const unsigned char* const end = at + der.size();
  long length = 0;
  int type = 0;
  int kind = 0;
  constexpr int failed = 0x80;
  if ((ASN1_get_object(&at, &length, &type, &kind, end - at) & failed) != 0 || type != V_ASN1_SEQUENCE) return false;
  if ((ASN1_get_object(&at, &length, &type, &kind, end - at) & failed) != 0 || type != first) return false;
  at += length;
  return (ASN1_get_object(&at, &length, &type, &kind, end - at) & failed) == 0 && type == second;
}

inline result<openssl_handle<EVP_PKEY>> key_of_der(std::string_view der, der_form form) {
  if (der.size() > max_encoded_key_bytes) return key_refusal(errc::key_malformed, "size");
  if (form == der_form::certificate) return key_of_certificate(der);
  struct reading {
    der_form form;
    const char* structure;
    const char* kind;
    int first;
    int second;
  };
  static constexpr std::array<reading, 5> readings{
      {{der_form::public_key_info, "SubjectPublicKeyInfo", nullptr, V_ASN1_SEQUENCE, V_ASN1_BIT_STRING},
       {der_form::rsa_public_key, "type-specific", "RSA", V_ASN1_INTEGER, V_ASN1_INTEGER},
       {der_form::private_key_info, "PrivateKeyInfo", nullptr, V_ASN1_INTEGER, V_ASN1_SEQUENCE},
       {der_form::rsa_private_key, "type-specific", "RSA", V_ASN1_INTEGER, V_ASN1_INTEGER},
       {der_form::ec_private_key, "type-specific", "EC", V_ASN1_INTEGER, V_ASN1_OCTET_STRING}}};
  for (const reading& r : readings) {
    if (r.form != form) continue;
    if (!begins_with(der, r.first, r.second)) return key_refusal(errc::key_malformed, "DER");
    auto key = decode_key(der, r.structure, r.kind, is_private(form) ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
    if (!key) return key_refusal(errc::key_malformed, "DER");
    return key;
  }
  return key_refusal(errc::key_unsupported, "form");
}

/// The number of that name, at least so wide; empty after a failure, which is no key.
inline std::string number_of(EVP_PKEY* key, const char* parameter, std::size_t width = 0) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, parameter, &number);
  const openssl_handle<BIGNUM> owned(number);
  if (!owned) return {};
  const auto own_width = static_cast<std::size_t>(BN_num_bytes(number));
  std::string bytes(width > own_width ? width : own_width, '\0');
  const int size = static_cast<int>(bytes.size());
  if (BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size) != size) return {};
  return bytes;
}

/// The public half of a key that OpenSSL has read, made anew from its numbers and judged as that of a JWK.
inline result<public_key> public_half_of(EVP_PKEY* key) {
  const char* type = EVP_PKEY_get0_type_name(key);
  const std::string_view kind = type != nullptr ? type : "";
  if (kind == "RSA") return make_rsa_key(number_of(key, OSSL_PKEY_PARAM_RSA_N), number_of(key, OSSL_PKEY_PARAM_RSA_E));
  if (kind == "EC") {
    int is_explicit = 0;
    std::array<char, 32> group{};
    std::size_t size = 0;
    // A curve that is spelled out instead of named may have a base point of the attacker's choice (CVE-2020-0601).
    if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit) != 1 || is_explicit != 0 ||
        EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1)
      return key_refusal(errc::key_unsupported, "curve");
    const std::string_view name(group.data(), size);
    const curve* on = name == "prime256v1" ? &p256 : name == "secp384r1" ? &p384 : name == "secp521r1" ? &p521 : nullptr;
    if (on == nullptr) return key_refusal(errc::key_unsupported, "curve");
    return make_ec_key(on->name, number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, on->order.size()),
                       number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, on->order.size()));
  }
  struct edwards {
    std::string_view openssl_name;
    std::string_view name;
  };
  static constexpr std::array<edwards, 4> curves{
      {{"ED25519", "Ed25519"}, {"ED448", "Ed448"}, {"X25519", "X25519"}, {"X448", "X448"}}};
  for (const edwards& on : curves) {
    if (kind != on.openssl_name) continue;
    std::string bytes(57, '\0');
    std::size_t size = bytes.size();
    if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1)
      return key_refusal(errc::key_malformed, "DER");
    return make_okp_key(on.name, std::string_view(bytes).substr(0, size));
  }
  return key_refusal(errc::key_unsupported, "kind");
}

/// A public key from DER. Errors: `key_is_private`; `key_malformed`; `key_unsupported`; `key_too_weak`.
inline result<public_key> public_key_of_der(std::string_view der, der_form form) {
  if (is_private(form)) return key_refusal(errc::key_is_private, "DER");
  const error_queue_mark mark;
  const auto key = key_of_der(der, form);
  if (!key) return key.error();
  return public_half_of(key->get());
}

/// A private key from DER, checked against its public half. Errors: `key_is_public`; `key_malformed`; `key_unsupported`; `key_too_weak`.
inline result<private_key> private_key_of_der(std::string_view der, der_form form) {
  if (!is_private(form)) return key_refusal(errc::key_is_public, "DER");
  const error_queue_mark mark;
  auto key = key_of_der(der, form);
  if (!key) return key.error();
  auto public_half = public_half_of(key->get());
  if (!public_half) return public_half.error();
  if (const auto checked = check_pair(key->get()); !checked) return checked.error();
  return private_key{std::move(*public_half), std::move(*key)};
}

/// The one key of a PEM text: its DER, and which form its label says that it has.
struct pem_block {
  secret der;
  der_form form;
};

inline std::size_t beginnings_of_pem(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find("-----BEGIN ", at)) != std::string_view::npos; ++at) ++count;
  return count;
}

/// The text without white space around it, if its first line begins a block and its last one ends one, and else nothing: text around a
/// key was meant for somebody else.
inline std::string_view nothing_but_pem(std::string_view text) noexcept {
  constexpr std::string_view white_space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(white_space) + 1 - first);
  if (!text.starts_with("-----BEGIN ") || !text.substr(text.rfind('\n') + 1).starts_with("-----END ")) return {};
  return text;
}

/// Reads a PEM text that has one key. Errors: `key_malformed` without a key, with several, or with text around it;
///   `key_unsupported` for another label, and for a key under a pass phrase.
/// Specification: RFC 7468 sections 2, 5, 10 and 13; `RSA PUBLIC KEY`, `RSA PRIVATE KEY` and `EC PRIVATE KEY` as OpenSSL writes them.
inline result<pem_block> read_pem(std::string_view file) {
  struct label {
    std::string_view name;
    der_form form;
  };
  static constexpr std::array<label, 6> labels{{{"PUBLIC KEY", der_form::public_key_info},
                                                {"RSA PUBLIC KEY", der_form::rsa_public_key},
                                                {"CERTIFICATE", der_form::certificate},
                                                {"PRIVATE KEY", der_form::private_key_info},
                                                {"RSA PRIVATE KEY", der_form::rsa_private_key},
                                                {"EC PRIVATE KEY", der_form::ec_private_key}}};
  if (file.size() > max_encoded_key_bytes) return key_refusal(errc::key_malformed, "size");
  const std::string_view text = nothing_but_pem(file);
  if (text.empty()) return key_refusal(errc::key_malformed, "PEM");
  const error_queue_mark mark;
  const encoding_handle<BIO> in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!in) return key_refusal(errc::cryptography_failed, "PEM");
  std::optional<pem_block> found;
  std::size_t blocks = 0;
  // `openssl ecparam -genkey` writes the name of the curve in front, which the key says as well.
  for (;; ++blocks) {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    const int is_read = PEM_read_bio_ex(in.get(), &name, &header, &data, &size, PEM_FLAG_SECURE);
    const encoding_handle<char> owned_name(name);
    const encoding_handle<char> owned_header(header);
    secret der(std::string(reinterpret_cast<const char*>(data), data != nullptr ? static_cast<std::size_t>(size) : 0));
    OPENSSL_secure_clear_free(data, static_cast<std::size_t>(size));
    if (is_read != 1) break;
    const std::string_view called(name);
    if (blocks == 0 && called == "EC PARAMETERS") continue;
    if (found) return key_refusal(errc::key_malformed, "several keys");
    if (called == "ENCRYPTED PRIVATE KEY" || *header != '\0') return key_refusal(errc::key_unsupported, "pass phrase");
    for (const label& known : labels)
      if (known.name == called) found.emplace(pem_block{std::move(der), known.form});
    if (!found) return key_refusal(errc::key_unsupported, "label");
  }
  if (!found || blocks != beginnings_of_pem(text)) return key_refusal(errc::key_malformed, "PEM");
  return std::move(*found);
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
