// SPDX-License-Identifier: BSL-1.0
// What the files that use OpenSSL's keys share: handles that free themselves, and keys read from and written as JWK.
#pragma once

#include <boost/json/object.hpp>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mock_idp::evp {

template <auto Free>
struct freed_by {
  template <typename Handle>
  void operator()(Handle* handle) const {
    Free(handle);
  }
};

using key = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using key_context = std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>>;
using digest_context = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, freed_by<EVP_CIPHER_CTX_free>>;
using number = std::unique_ptr<BIGNUM, freed_by<BN_clear_free>>;
using parameters = std::unique_ptr<OSSL_PARAM, freed_by<OSSL_PARAM_free>>;
using parameter_builder = std::unique_ptr<OSSL_PARAM_BLD, freed_by<OSSL_PARAM_BLD_free>>;

inline void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

inline const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
inline unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// In that many bytes.
std::string number_bytes(const BIGNUM* value, int width);
// A part of a key in base64url; a width of 0 means as many bytes as the number has.
std::string number_member(const EVP_PKEY* from, const char* name, int width = 0);

struct curve {
  // As in a JWK, as OpenSSL names the group, the bytes of a coordinate, and the algorithm that signs with it.
  std::string_view jwk_name;
  const char* group;
  int width;
  std::string_view algorithm;
};
// Null for a curve that is not known.
const curve* curve_named(std::string_view jwk_name);

// The public key of a JWK (RSA, EC or Ed25519); null when it is not one.
key public_key(const boost::json::object& jwk);
// The members that RFC 7638 hashes, in its lexical order.
boost::json::object public_members(const EVP_PKEY* from);
// The RFC 7638 thumbprint in base64url.
std::string thumbprint(const boost::json::object& public_members);

}  // namespace mock_idp::evp
