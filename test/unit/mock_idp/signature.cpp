// SPDX-License-Identifier: BSL-1.0
// Verifying a JWS with EVP: keys from JWK members, ES256 signatures back to DER.
#include "relying_party.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <stdexcept>

namespace relying_party {
namespace {

using pkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

pkey from_parameters(const char* type, OSSL_PARAM_BLD* builder) {
  OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(builder);
  EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr);
  EVP_PKEY* key = nullptr;
  const bool ok = EVP_PKEY_fromdata_init(context) == 1 && EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1;
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(builder);
  if (!ok) throw std::runtime_error("OpenSSL refuses the JWK");
  return {key, &EVP_PKEY_free};
}

pkey key_of(const boost::json::object& jwk) {
  const auto member = [&](const char* name) { return decode_base64url(std::string_view(jwk.at(name).as_string())); };
  const std::string_view kind = jwk.at("kty").as_string();
  auto* builder = OSSL_PARAM_BLD_new();
  if (kind == "RSA") {
    const auto n = member("n");
    const auto e = member("e");
    BIGNUM* modulus = BN_bin2bn(bytes_of(n), static_cast<int>(n.size()), nullptr);
    BIGNUM* exponent = BN_bin2bn(bytes_of(e), static_cast<int>(e.size()), nullptr);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent);
    auto key = from_parameters("RSA", builder);
    BN_free(modulus);
    BN_free(exponent);
    return key;
  }
  if (kind == "EC") {
    const auto point = '\4' + member("x") + member("y");
    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return from_parameters("EC", builder);
  }
  OSSL_PARAM_BLD_free(builder);
  const auto x = member("x");
  return {EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size()), &EVP_PKEY_free};
}

std::string to_der(const std::string& raw) {
  if (raw.size() != 64) return {};
  ECDSA_SIG* signature = ECDSA_SIG_new();
  ECDSA_SIG_set0(signature, BN_bin2bn(bytes_of(raw), 32, nullptr), BN_bin2bn(bytes_of(raw) + 32, 32, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature, &der);
  std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  ECDSA_SIG_free(signature);
  return out;
}

}  // namespace

bool is_signed_by(const std::string& jws, const boost::json::object& jwk) {
  const auto dot = jws.rfind('.');
  const auto signed_text = jws.substr(0, dot);
  auto signature = decode_base64url(std::string_view(jws).substr(dot + 1));
  const std::string_view kind = jwk.at("kty").as_string();
  if (kind == "EC") signature = to_der(signature);
  const auto key = key_of(jwk);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const bool ok = EVP_DigestVerifyInit(context, nullptr, kind == "OKP" ? nullptr : EVP_sha256(), nullptr, key.get()) == 1 &&
                  EVP_DigestVerify(context, bytes_of(signature), signature.size(), bytes_of(signed_text), signed_text.size()) == 1;
  EVP_MD_CTX_free(context);
  return ok;
}

std::string base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  out.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes), static_cast<int>(bytes.size()))));
  return out;
}

std::string decode_base64url(std::string_view text) {
  std::string padded(text);
  for (char& c : padded) c = c == '-' ? '+' : c == '_' ? '/' : c;
  std::size_t padding = 0;
  for (; padded.size() % 4 != 0; ++padding) padded += '=';
  std::string out(padded.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(padded), static_cast<int>(padded.size())) < 0)
    throw std::runtime_error("this is not base64url");
  out.resize(out.size() - padding);
  return out;
}

}  // namespace relying_party
