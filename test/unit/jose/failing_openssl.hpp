// SPDX-License-Identifier: BSL-1.0
// OpenSSL's functions with a switch before them: the nth call of all of them fails. Include it in one file of a program.
#pragma once

#include <dlfcn.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cstdarg>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace failing_openssl {

/// Which call is to fail, counted from 1; none if it is 0.
inline std::size_t fails_at = 0;
inline std::size_t calls = 0;
inline std::string_view failed_call;

/// How deep inside OpenSSL we are: what it calls by itself, and may do without, is not counted.
inline int depth = 0;

struct inside {
  inside() { ++depth; }
  inside(const inside&) = delete;
  inside& operator=(const inside&) = delete;
  ~inside() { --depth; }
};

inline bool must_fail(const char* name) {
  if (fails_at == 0 || depth != 0 || ++calls != fails_at) return false;
  failed_call = name;
  return true;
}

template <class Function>
Function* real_one(const char* name) {
  auto* found = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
  if (found == nullptr) throw std::runtime_error(std::string("there is no ") + name);
  return found;
}

}  // namespace failing_openssl

// The program's own function comes before the library's of that name, and hands on to it.
#define ROWCLAIM_TEST_SWITCH(result, name, parameters, arguments)                  \
  extern "C" result name parameters {                                              \
    static auto* const real = failing_openssl::real_one<result parameters>(#name); \
    if (failing_openssl::must_fail(#name)) return result{};                        \
    const failing_openssl::inside real_call;                                       \
    return real arguments;                                                         \
  }

using bignum_ptr = BIGNUM*;
using bio_ptr = BIO*;
using decoder_ptr = OSSL_DECODER_CTX*;
using ecdsa_ptr = ECDSA_SIG*;
using x509_ptr = X509*;
using cipher_ptr = EVP_CIPHER*;
using cipher_ctx_ptr = EVP_CIPHER_CTX*;
using kdf_ptr = EVP_KDF*;
using kdf_ctx_ptr = EVP_KDF_CTX*;
using mac_ptr = EVP_MAC*;
using mac_ctx_ptr = EVP_MAC_CTX*;
using md_ptr = EVP_MD*;
using md_ctx_ptr = EVP_MD_CTX*;
using pkey_ptr = EVP_PKEY*;
using pkey_ctx_ptr = EVP_PKEY_CTX*;
using param_ptr = OSSL_PARAM*;
using param_bld_ptr = OSSL_PARAM_BLD*;

ROWCLAIM_TEST_SWITCH(int, RAND_bytes, (unsigned char* out, int size), (out, size))
ROWCLAIM_TEST_SWITCH(bignum_ptr, BN_bin2bn, (const unsigned char* in, int size, BIGNUM* out), (in, size, out))
ROWCLAIM_TEST_SWITCH(bignum_ptr, BN_secure_new, (), ())
ROWCLAIM_TEST_SWITCH(int, BN_bn2binpad, (const BIGNUM* in, unsigned char* out, int size), (in, out, size))
ROWCLAIM_TEST_SWITCH(param_bld_ptr, OSSL_PARAM_BLD_new, (), ())
ROWCLAIM_TEST_SWITCH(param_ptr, OSSL_PARAM_BLD_to_param, (OSSL_PARAM_BLD * builder), (builder))
ROWCLAIM_TEST_SWITCH(int, OSSL_PARAM_BLD_push_BN, (OSSL_PARAM_BLD * builder, const char* key, const BIGNUM* value),
                     (builder, key, value))
ROWCLAIM_TEST_SWITCH(int, OSSL_PARAM_BLD_push_utf8_string,
                     (OSSL_PARAM_BLD * builder, const char* key, const char* value, std::size_t size), (builder, key, value, size))
ROWCLAIM_TEST_SWITCH(int, OSSL_PARAM_BLD_push_octet_string,
                     (OSSL_PARAM_BLD * builder, const char* key, const void* value, std::size_t size), (builder, key, value, size))

ROWCLAIM_TEST_SWITCH(pkey_ctx_ptr, EVP_PKEY_CTX_new_from_name, (OSSL_LIB_CTX * in, const char* name, const char* query),
                     (in, name, query))
ROWCLAIM_TEST_SWITCH(pkey_ctx_ptr, EVP_PKEY_CTX_new_from_pkey, (OSSL_LIB_CTX * in, EVP_PKEY* key, const char* query),
                     (in, key, query))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_fromdata_init, (EVP_PKEY_CTX * context), (context))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_fromdata, (EVP_PKEY_CTX * context, EVP_PKEY** key, int selection, OSSL_PARAM* parameters),
                     (context, key, selection, parameters))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_check, (EVP_PKEY_CTX * context), (context))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_public_check, (EVP_PKEY_CTX * context), (context))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_eq, (const EVP_PKEY* a, const EVP_PKEY* b), (a, b))
ROWCLAIM_TEST_SWITCH(pkey_ptr, EVP_PKEY_new_raw_public_key_ex,
                     (OSSL_LIB_CTX * in, const char* kind, const char* query, const unsigned char* bytes, std::size_t size),
                     (in, kind, query, bytes, size))
ROWCLAIM_TEST_SWITCH(pkey_ptr, EVP_PKEY_new_raw_private_key_ex,
                     (OSSL_LIB_CTX * in, const char* kind, const char* query, const unsigned char* bytes, std::size_t size),
                     (in, kind, query, bytes, size))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_get_raw_public_key, (const EVP_PKEY* key, unsigned char* out, std::size_t* size),
                     (key, out, size))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_get_bn_param, (const EVP_PKEY* key, const char* name, BIGNUM** number), (key, name, number))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_get_octet_string_param,
                     (const EVP_PKEY* key, const char* name, unsigned char* out, std::size_t room, std::size_t* size),
                     (key, name, out, room, size))

ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_encrypt_init, (EVP_PKEY_CTX * context), (context))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_encrypt,
                     (EVP_PKEY_CTX * context, unsigned char* out, std::size_t* out_size, const unsigned char* in, std::size_t size),
                     (context, out, out_size, in, size))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_decrypt_init, (EVP_PKEY_CTX * context), (context))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_decrypt,
                     (EVP_PKEY_CTX * context, unsigned char* out, std::size_t* out_size, const unsigned char* in, std::size_t size),
                     (context, out, out_size, in, size))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_derive_init, (EVP_PKEY_CTX * context), (context))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_derive_set_peer, (EVP_PKEY_CTX * context, EVP_PKEY* other), (context, other))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_derive, (EVP_PKEY_CTX * context, unsigned char* out, std::size_t* size), (context, out, size))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX * context, int padding), (context, padding))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_CTX_set_rsa_oaep_md_name, (EVP_PKEY_CTX * context, const char* name, const char* query),
                     (context, name, query))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_CTX_set_rsa_mgf1_md_name, (EVP_PKEY_CTX * context, const char* name, const char* query),
                     (context, name, query))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_CTX_set_rsa_mgf1_md, (EVP_PKEY_CTX * context, const EVP_MD* digest), (context, digest))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_CTX_set_rsa_pss_saltlen, (EVP_PKEY_CTX * context, int size), (context, size))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_CTX_set_signature_md, (EVP_PKEY_CTX * context, const EVP_MD* digest), (context, digest))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_verify_init, (EVP_PKEY_CTX * context), (context))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_verify,
                     (EVP_PKEY_CTX * context, const unsigned char* signature, std::size_t signature_size,
                      const unsigned char* digest, std::size_t size),
                     (context, signature, signature_size, digest, size))

ROWCLAIM_TEST_SWITCH(cipher_ptr, EVP_CIPHER_fetch, (OSSL_LIB_CTX * in, const char* name, const char* query), (in, name, query))
ROWCLAIM_TEST_SWITCH(cipher_ctx_ptr, EVP_CIPHER_CTX_new, (), ())
ROWCLAIM_TEST_SWITCH(int, EVP_CIPHER_CTX_ctrl, (EVP_CIPHER_CTX * context, int command, int size, void* data),
                     (context, command, size, data))
ROWCLAIM_TEST_SWITCH(int, EVP_CipherInit_ex2,
                     (EVP_CIPHER_CTX * context, const EVP_CIPHER* cipher, const unsigned char* key, const unsigned char* iv,
                      int encrypts, const OSSL_PARAM* parameters),
                     (context, cipher, key, iv, encrypts, parameters))
ROWCLAIM_TEST_SWITCH(int, EVP_CipherUpdate,
                     (EVP_CIPHER_CTX * context, unsigned char* out, int* out_size, const unsigned char* in, int size),
                     (context, out, out_size, in, size))
ROWCLAIM_TEST_SWITCH(int, EVP_CipherFinal_ex, (EVP_CIPHER_CTX * context, unsigned char* out, int* size), (context, out, size))
ROWCLAIM_TEST_SWITCH(kdf_ptr, EVP_KDF_fetch, (OSSL_LIB_CTX * in, const char* name, const char* query), (in, name, query))
ROWCLAIM_TEST_SWITCH(kdf_ctx_ptr, EVP_KDF_CTX_new, (EVP_KDF * kdf), (kdf))
ROWCLAIM_TEST_SWITCH(int, EVP_KDF_derive,
                     (EVP_KDF_CTX * context, unsigned char* out, std::size_t size, const OSSL_PARAM* parameters),
                     (context, out, size, parameters))
ROWCLAIM_TEST_SWITCH(mac_ptr, EVP_MAC_fetch, (OSSL_LIB_CTX * in, const char* name, const char* query), (in, name, query))
ROWCLAIM_TEST_SWITCH(mac_ctx_ptr, EVP_MAC_CTX_new, (EVP_MAC * mac), (mac))
ROWCLAIM_TEST_SWITCH(int, EVP_MAC_init,
                     (EVP_MAC_CTX * context, const unsigned char* key, std::size_t size, const OSSL_PARAM* parameters),
                     (context, key, size, parameters))
ROWCLAIM_TEST_SWITCH(int, EVP_MAC_update, (EVP_MAC_CTX * context, const unsigned char* in, std::size_t size), (context, in, size))
ROWCLAIM_TEST_SWITCH(int, EVP_MAC_final, (EVP_MAC_CTX * context, unsigned char* out, std::size_t* size, std::size_t room),
                     (context, out, size, room))
ROWCLAIM_TEST_SWITCH(md_ptr, EVP_MD_fetch, (OSSL_LIB_CTX * in, const char* name, const char* query), (in, name, query))
ROWCLAIM_TEST_SWITCH(md_ctx_ptr, EVP_MD_CTX_new, (), ())
ROWCLAIM_TEST_SWITCH(int, EVP_MD_CTX_copy_ex, (EVP_MD_CTX * out, const EVP_MD_CTX* in), (out, in))
ROWCLAIM_TEST_SWITCH(int, EVP_DigestInit_ex2, (EVP_MD_CTX * context, const EVP_MD* digest, const OSSL_PARAM* parameters),
                     (context, digest, parameters))
ROWCLAIM_TEST_SWITCH(int, EVP_DigestUpdate, (EVP_MD_CTX * context, const void* in, std::size_t size), (context, in, size))
ROWCLAIM_TEST_SWITCH(int, EVP_DigestFinal_ex, (EVP_MD_CTX * context, unsigned char* out, unsigned int* size), (context, out, size))
ROWCLAIM_TEST_SWITCH(int, EVP_DigestVerifyInit_ex,
                     (EVP_MD_CTX * context, EVP_PKEY_CTX** options, const char* digest, OSSL_LIB_CTX* in, const char* query,
                      EVP_PKEY* key, const OSSL_PARAM* parameters),
                     (context, options, digest, in, query, key, parameters))
ROWCLAIM_TEST_SWITCH(int, EVP_DigestVerify,
                     (EVP_MD_CTX * context, const unsigned char* signature, std::size_t signature_size, const unsigned char* in,
                      std::size_t size),
                     (context, signature, signature_size, in, size))
ROWCLAIM_TEST_SWITCH(int, EVP_DigestSignInit_ex,
                     (EVP_MD_CTX * context, EVP_PKEY_CTX** options, const char* digest, OSSL_LIB_CTX* in, const char* query,
                      EVP_PKEY* key, const OSSL_PARAM* parameters),
                     (context, options, digest, in, query, key, parameters))
ROWCLAIM_TEST_SWITCH(int, EVP_DigestSign,
                     (EVP_MD_CTX * context, unsigned char* signature, std::size_t* signature_size, const unsigned char* in,
                      std::size_t size),
                     (context, signature, signature_size, in, size))

ROWCLAIM_TEST_SWITCH(int, EVP_DigestFinalXOF, (EVP_MD_CTX * context, unsigned char* out, std::size_t size), (context, out, size))
ROWCLAIM_TEST_SWITCH(ecdsa_ptr, d2i_ECDSA_SIG, (ECDSA_SIG * *out, const unsigned char** in, long size), (out, in, size))
ROWCLAIM_TEST_SWITCH(x509_ptr, d2i_X509, (X509 * *out, const unsigned char** in, long size), (out, in, size))
ROWCLAIM_TEST_SWITCH(pkey_ptr, X509_get_pubkey, (X509 * certificate), (certificate))
ROWCLAIM_TEST_SWITCH(bio_ptr, BIO_new_mem_buf, (const void* data, int size), (data, size))
ROWCLAIM_TEST_SWITCH(decoder_ptr, OSSL_DECODER_CTX_new_for_pkey,
                     (EVP_PKEY * *key, const char* form, const char* structure, const char* kind, int selection, OSSL_LIB_CTX* in,
                      const char* query),
                     (key, form, structure, kind, selection, in, query))
ROWCLAIM_TEST_SWITCH(int, OSSL_DECODER_from_data, (OSSL_DECODER_CTX * context, const unsigned char** in, std::size_t* size),
                     (context, in, size))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_get_int_param, (const EVP_PKEY* key, const char* name, int* number), (key, name, number))
ROWCLAIM_TEST_SWITCH(int, EVP_PKEY_get_group_name, (const EVP_PKEY* key, char* out, std::size_t room, std::size_t* size),
                     (key, out, room, size))

#undef ROWCLAIM_TEST_SWITCH

extern "C" EVP_PKEY* EVP_PKEY_Q_keygen(OSSL_LIB_CTX* in, const char* query, const char* kind, ...) {
  static auto* const real = failing_openssl::real_one<EVP_PKEY*(OSSL_LIB_CTX*, const char*, const char*, ...)>("EVP_PKEY_Q_keygen");
  if (failing_openssl::must_fail("EVP_PKEY_Q_keygen")) return nullptr;
  const failing_openssl::inside real_call;
  std::va_list more;
  va_start(more, kind);
  EVP_PKEY* made = nullptr;
  if (std::string_view(kind) == "RSA") {
    made = real(in, query, kind, va_arg(more, std::size_t));
  } else if (std::string_view(kind) == "EC") {
    made = real(in, query, kind, va_arg(more, char*));
  } else {
    made = real(in, query, kind);
  }
  va_end(more);
  return made;
}
