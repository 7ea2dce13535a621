// SPDX-License-Identifier: BSL-1.0
// TLS towards a server whose certificate and name are always verified.
#pragma once

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
