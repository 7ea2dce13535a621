// SPDX-License-Identifier: BSL-1.0
// Building the self-signed certificate.
#include "certificate.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace mock_idp {
namespace {

void require(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL could not make a certificate");
}

void extend(X509* to, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, to, to, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  const bool ok = extension && X509_add_ext(to, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  require(ok);
}

}  // namespace

struct certificate::handle {
  EVP_PKEY* key = nullptr;
  X509* x509 = nullptr;
  SSL_CTX* context = nullptr;

  ~handle() {
    SSL_CTX_free(context);
    X509_free(x509);
    EVP_PKEY_free(key);
  }
};

certificate::certificate() : handle_(std::make_unique<handle>()) {
  handle_->key = EVP_EC_gen("P-256");
  handle_->x509 = X509_new();
  auto* x509 = handle_->x509;
  require(handle_->key && x509);
  constexpr long day = 24 * 60 * 60;
  require(X509_set_version(x509, X509_VERSION_3) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(x509), 1) == 1 &&
          X509_gmtime_adj(X509_getm_notBefore(x509), -day) && X509_gmtime_adj(X509_getm_notAfter(x509), 30 * day) &&
          X509_set_pubkey(x509, handle_->key) == 1);
  auto* name = X509_get_subject_name(x509);
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("mock_idp"), -1, -1, 0) ==
              1 &&
          X509_set_issuer_name(x509, name) == 1);
  extend(x509, NID_basic_constraints, "critical,CA:TRUE");
  extend(x509, NID_key_usage, "critical,digitalSignature,keyCertSign");
  extend(x509, NID_ext_key_usage, "serverAuth");
  extend(x509, NID_subject_key_identifier, "hash");
  extend(x509, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  require(X509_sign(x509, handle_->key, EVP_sha256()) > 0);

  BIO* out = BIO_new(BIO_s_mem());
  require(out && PEM_write_bio_X509(out, x509) == 1);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out, &text);
  pem_.assign(text, static_cast<std::size_t>(size));
  BIO_free_all(out);

  handle_->context = SSL_CTX_new(TLS_server_method());
  require(handle_->context && SSL_CTX_set_min_proto_version(handle_->context, TLS1_2_VERSION) == 1 &&
          SSL_CTX_use_certificate(handle_->context, x509) == 1 && SSL_CTX_use_PrivateKey(handle_->context, handle_->key) == 1);
  // Every client is asked for a certificate and none has to have one. Whether it is the right one is for the endpoints to say, so
  // that a wrong one gets an answer of the protocol.
  SSL_CTX_set_verify(handle_->context, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
  constexpr unsigned char sessions[] = {'m', 'o', 'c', 'k'};
  require(SSL_CTX_set_session_id_context(handle_->context, sessions, sizeof sessions) == 1);
}

certificate::~certificate() = default;

const certificate& certificate::shared() {
  static const certificate only;
  return only;
}

void* certificate::server_context() const { return handle_->context; }

}  // namespace mock_idp
