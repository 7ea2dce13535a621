// SPDX-License-Identifier: BSL-1.0
// X.509 by OpenSSL: names, thumbprints and self-signed certificates of clients.
#include "client_certificate.hpp"

#include "digest.hpp"
#include "encoding.hpp"

#include <boost/json/array.hpp>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace mock_idp {
namespace {

namespace json = boost::json;

template <auto Free>
struct freed_by {
  template <typename Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};

using x509_handle = std::unique_ptr<X509, freed_by<X509_free>>;
using key_handle = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using bio_handle = std::unique_ptr<BIO, freed_by<BIO_free_all>>;

void require(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL could not make a client certificate");
}

x509_handle parse(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  return x509_handle(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
}

std::string contents_of(BIO* memory) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory, &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string subject_of(const X509* of) {
  const bio_handle out(BIO_new(BIO_s_mem()));
  require(out && X509_NAME_print_ex(out.get(), X509_get_subject_name(of), 0, XN_FLAG_RFC2253) >= 0);
  return contents_of(out.get());
}

std::string coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &raw) == 1);
  const std::unique_ptr<BIGNUM, freed_by<BN_free>> number(raw);
  std::string bytes(32, '\0');
  require(BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()), 32) == 32);
  return base64url(bytes);
}

std::string der_of(const X509* of) {
  const int size = i2d_X509(of, nullptr);
  require(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* to = reinterpret_cast<unsigned char*>(der.data());
  require(i2d_X509(of, &to) == size);
  return der;
}

void add_dns_name(X509* to, const std::string& name) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, to, to, nullptr, nullptr, 0);
  const auto value = "DNS:" + name;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, NID_subject_alt_name, value.c_str());
  const bool ok = extension && X509_add_ext(to, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  require(ok);
}

}  // namespace

client_certificate make_client_certificate(std::string_view common_name) {
  const key_handle key(EVP_EC_gen("P-256"));
  const x509_handle x509(X509_new());
  require(key && x509);
  constexpr long day = 24 * 60 * 60;
  require(X509_set_version(x509.get(), X509_VERSION_3) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1) == 1 &&
          X509_gmtime_adj(X509_getm_notBefore(x509.get()), -day) && X509_gmtime_adj(X509_getm_notAfter(x509.get()), 30 * day) &&
          X509_set_pubkey(x509.get(), key.get()) == 1);
  auto* name = X509_get_subject_name(x509.get());
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(common_name.data()),
                                     static_cast<int>(common_name.size()), -1, 0) == 1 &&
          X509_set_issuer_name(x509.get(), name) == 1);
  add_dns_name(x509.get(), std::string(common_name));
  require(X509_sign(x509.get(), key.get(), EVP_sha256()) > 0);

  client_certificate made;
  const bio_handle pem(BIO_new(BIO_s_mem()));
  require(pem && PEM_write_bio_X509(pem.get(), x509.get()) == 1);
  made.certificate_pem = contents_of(pem.get());
  const bio_handle private_pem(BIO_new(BIO_s_mem()));
  require(private_pem && PEM_write_bio_PrivateKey(private_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  made.private_key_pem = contents_of(private_pem.get());
  const auto der = der_of(x509.get());
  made.x5c = base64(der);
  made.jwk = {{"kty", "EC"},
              {"crv", "P-256"},
              {"use", "sig"},
              {"kid", thumbprint_of_certificate(der)},
              {"x", coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_X)},
              {"y", coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y)},
              {"x5c", json::array{json::string(made.x5c)}}};
  return made;
}

std::string thumbprint_of_certificate(std::string_view der) { return base64url(sha256(der)); }

bool has_registered_subject(std::string_view der, const client& party) {
  const auto x509 = parse(der);
  if (!x509) return false;
  if (!party.tls_client_auth_subject_dn.empty()) return subject_of(x509.get()) == party.tls_client_auth_subject_dn;
  constexpr unsigned exact = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_WILDCARDS;
  if (const auto& name = party.tls_client_auth_san_dns; !name.empty())
    return X509_check_host(x509.get(), name.data(), name.size(), exact, nullptr) == 1;
  if (const auto& name = party.tls_client_auth_san_email; !name.empty())
    return X509_check_email(x509.get(), name.data(), name.size(), exact) == 1;
  if (const auto& name = party.tls_client_auth_san_ip; !name.empty()) return X509_check_ip_asc(x509.get(), name.c_str(), 0) == 1;
  if (party.tls_client_auth_san_uri.empty()) return false;
  const std::unique_ptr<GENERAL_NAMES, freed_by<GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(x509.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* each = sk_GENERAL_NAME_value(names.get(), i);
    if (each->type != GEN_URI) continue;
    const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(each->d.uniformResourceIdentifier));
    const auto size = static_cast<std::size_t>(ASN1_STRING_length(each->d.uniformResourceIdentifier));
    if (std::string_view(text, size) == party.tls_client_auth_san_uri) return true;
  }
  return false;
}

bool is_in_key_set(std::string_view der, const json::object& jwks) {
  const auto* keys = jwks.if_contains("keys");
  if (!keys || !keys->is_array()) return false;
  const auto wanted = base64(der);
  for (const auto& key : keys->get_array()) {
    const auto* chain = key.is_object() ? key.get_object().if_contains("x5c") : nullptr;
    if (chain && chain->is_array() && !chain->get_array().empty() && chain->get_array().front() == json::value(wanted)) return true;
  }
  return false;
}

}  // namespace mock_idp
