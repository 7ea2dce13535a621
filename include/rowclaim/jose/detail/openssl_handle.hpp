// SPDX-License-Identifier: BSL-1.0
// Owners of OpenSSL's objects, and a mark that keeps its error queue as it was found.
#pragma once

#include <rowclaim/core/version.hpp>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/opensslv.h>
#include <openssl/param_build.h>

#include <memory>

// IWYU pragma: private

#if OPENSSL_VERSION_MAJOR < 3
#error "rowclaim needs OpenSSL 3.0 or later"
#endif

namespace rowclaim::inline v0_1::detail {

struct openssl_deleter {
  void operator()(BIGNUM* p) const noexcept { BN_free(p); }
  void operator()(EVP_CIPHER* p) const noexcept { EVP_CIPHER_free(p); }
  void operator()(EVP_CIPHER_CTX* p) const noexcept { EVP_CIPHER_CTX_free(p); }
  void operator()(EVP_KDF* p) const noexcept { EVP_KDF_free(p); }
  void operator()(EVP_KDF_CTX* p) const noexcept { EVP_KDF_CTX_free(p); }
  void operator()(EVP_MAC* p) const noexcept { EVP_MAC_free(p); }
  void operator()(EVP_MAC_CTX* p) const noexcept { EVP_MAC_CTX_free(p); }
  void operator()(EVP_MD* p) const noexcept { EVP_MD_free(p); }
  void operator()(EVP_MD_CTX* p) const noexcept { EVP_MD_CTX_free(p); }
  void operator()(EVP_PKEY* p) const noexcept { EVP_PKEY_free(p); }
  void operator()(EVP_PKEY_CTX* p) const noexcept { EVP_PKEY_CTX_free(p); }
  void operator()(OSSL_PARAM* p) const noexcept { OSSL_PARAM_free(p); }
  void operator()(OSSL_PARAM_BLD* p) const noexcept { OSSL_PARAM_BLD_free(p); }
};

template <class Object>
using openssl_handle = std::unique_ptr<Object, openssl_deleter>;

/// While it lives, what OpenSSL adds to this thread's error queue; it leaves with the mark, and what the program had there stays.
class error_queue_mark {
 public:
  error_queue_mark() noexcept { ERR_set_mark(); }
  error_queue_mark(const error_queue_mark&) = delete;
  error_queue_mark& operator=(const error_queue_mark&) = delete;
  ~error_queue_mark() { ERR_pop_to_mark(); }
};

}  // namespace rowclaim::inline v0_1::detail
