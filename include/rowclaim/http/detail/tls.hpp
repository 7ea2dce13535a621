// SPDX-License-Identifier: BSL-1.0
// TLS towards a server whose certificate and name are always verified.
#pragma once

#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/detail/socket.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/opensslv.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <climits>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/http/httplib_transport.hpp>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "rowclaim needs OpenSSL 3.0 or later"
#endif

namespace rowclaim::inline v0_1::detail {

struct tls_deleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* connection) const { SSL_free(connection); }
  void operator()(BIO* memory) const { BIO_free(memory); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using tls_context = std::unique_ptr<SSL_CTX, tls_deleter>;
using tls_connection = std::unique_ptr<SSL, tls_deleter>;

/// Adds every certificate of a PEM text; false if there is none or one is malformed.
[[nodiscard]] inline bool trust_pem(SSL_CTX& context, const std::string& pem) {
  if (pem.size() > INT_MAX) return false;
  const std::unique_ptr<BIO, tls_deleter> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!memory) return false;
  bool has_any = false;
  for (;;) {
    const std::unique_ptr<X509, tls_deleter> certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), certificate.get()) != 1) return false;
    has_any = true;
  }
  const bool is_at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  return has_any && is_at_end;
}

/// Keeps OpenSSL from asking at the terminal.
inline int no_pass_phrase(char*, int, int, void*) { return -1; }

/// Takes the first certificate of a PEM text for our own and those after it for its chain; false if there is none or one is malformed.
[[nodiscard]] inline bool use_certificate_pem(SSL_CTX& context, const std::string& pem) {
  if (pem.size() > INT_MAX) return false;
  const std::unique_ptr<BIO, tls_deleter> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!memory) return false;
  bool has_any = false;
  for (;;) {
    std::unique_ptr<X509, tls_deleter> certificate(PEM_read_bio_X509(memory.get(), nullptr, no_pass_phrase, nullptr));
    if (!certificate) break;
    if (!has_any && SSL_CTX_use_certificate(&context, certificate.get()) != 1) return false;
    // SSL_CTX_add0_chain_cert without its old-style cast; it takes the certificate over.
    if (has_any && SSL_CTX_ctrl(&context, SSL_CTRL_CHAIN_CERT, 0, certificate.get()) != 1) return false;
    if (has_any) static_cast<void>(certificate.release());
    has_any = true;
  }
  return has_any && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

[[nodiscard]] inline bool use_key_pem(SSL_CTX& context, const secret& pem) {
  const std::string_view text = pem.reveal();
  if (text.size() > INT_MAX) return false;
  const std::unique_ptr<BIO, tls_deleter> memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!memory) return false;
  const std::unique_ptr<EVP_PKEY, tls_deleter> key(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_pass_phrase, nullptr));
  return key && SSL_CTX_use_PrivateKey(&context, key.get()) == 1;
}

/// The certificate that a client shows, as PEM texts or as files of them; all empty for a client without one.
struct client_certificate_source {
  const std::string& certificate_pem;
  const std::string& certificate_file;
  const secret& key_pem;
  const std::string& key_file;

  bool is_empty() const { return certificate_pem.empty() && certificate_file.empty() && key_pem.is_empty() && key_file.empty(); }
};

/// Shows a certificate to servers that ask for one. Result: false unless there is one certificate with its own key.
[[nodiscard]] inline bool show_certificate(SSL_CTX& context, const client_certificate_source& source) {
  const bool has_one_certificate = source.certificate_pem.empty() != source.certificate_file.empty();
  const bool has_one_key = source.key_pem.is_empty() != source.key_file.empty();
  if (!has_one_certificate || !has_one_key) return false;
  ERR_clear_error();
  SSL_CTX_set_default_passwd_cb(&context, no_pass_phrase);
  bool is_usable = source.certificate_file.empty()
                       ? use_certificate_pem(context, source.certificate_pem)
                       : SSL_CTX_use_certificate_chain_file(&context, source.certificate_file.c_str()) == 1;
  is_usable = is_usable &&
              (source.key_file.empty() ? use_key_pem(context, source.key_pem)
                                       : SSL_CTX_use_PrivateKey_file(&context, source.key_file.c_str(), SSL_FILETYPE_PEM) == 1) &&
              SSL_CTX_check_private_key(&context) == 1;
  ERR_clear_error();
  return is_usable;
}

/// A context that trusts the system's authorities, or only the given ones. Result: null if they cannot be read.
[[nodiscard]] inline tls_context make_tls_context(const std::string& ca_pem, const std::string& ca_file) {
  ERR_clear_error();
  tls_context context(SSL_CTX_new(TLS_client_method()));
  bool is_usable = context && SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1;
  if (is_usable && ca_pem.empty() && ca_file.empty()) is_usable = SSL_CTX_set_default_verify_paths(context.get()) == 1;
  if (is_usable && !ca_pem.empty()) is_usable = trust_pem(*context, ca_pem);
  if (is_usable && !ca_file.empty()) is_usable = SSL_CTX_load_verify_file(context.get(), ca_file.c_str()) == 1;
  if (is_usable) SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  ERR_clear_error();
  return is_usable ? std::move(context) : nullptr;
}

/// Waits for what a TLS call said it wants. Errors: `deadline_exceeded`; `cause` for everything that is not waiting.
[[nodiscard]] inline result<void> wait_for_tls(SSL& connection, int returned, int socket, deadline until, errc cause) {
  switch (SSL_get_error(&connection, returned)) {
    case SSL_ERROR_WANT_READ: return wait_for(socket, POLLIN, until);
    case SSL_ERROR_WANT_WRITE: return wait_for(socket, POLLOUT, until);
    default: return error{cause, step::transport};
  }
}

/// Names the peer that the certificate must be for (RFC 6125, RFC 9110 4.3.4): a host name or an IP address.
[[nodiscard]] inline bool expect_host(SSL& connection, const std::string& host) {
  SSL_set_hostflags(&connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(&connection), host.c_str()) == 1) return true;
  ERR_clear_error();
  // SSL_set_tlsext_host_name is this call with an old-style cast.
  return SSL_set1_host(&connection, host.c_str()) == 1 &&
         SSL_ctrl(&connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str())) == 1;
}

/// Shakes hands. Errors: `tls_failed`, saying whether the certificate or its host name was refused; `deadline_exceeded`.
[[nodiscard]] inline result<tls_connection> shake_hands(SSL_CTX& context, const std::string& host, int socket, deadline until) {
  ERR_clear_error();
  tls_connection connection(SSL_new(&context));
  if (!connection || !expect_host(*connection, host) || SSL_set_fd(connection.get(), socket) != 1) {
    ERR_clear_error();
    return error{errc::tls_failed, step::transport, "set-up"};
  }
  for (;;) {
    ERR_clear_error();
    const int returned = SSL_connect(connection.get());
    if (returned == 1) return connection;
    auto waited = wait_for_tls(*connection, returned, socket, until, errc::tls_failed);
    if (waited) continue;
    ERR_clear_error();
    error why = waited.error();
    if (why.code == errc::tls_failed) {
      const long verdict = SSL_get_verify_result(connection.get());
      why.detail = verdict == X509_V_OK                                                                   ? "handshake"
                   : verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH ? "host name"
                   : verdict == X509_V_ERR_CERT_HAS_EXPIRED ? "the certificate has expired"
                                                            : "certificate";
    }
    return why;
  }
}

}  // namespace rowclaim::inline v0_1::detail
