// SPDX-License-Identifier: BSL-1.0
// Keys of OpenSSL as JWK and back.
#include "evp.hpp"

#include "digest.hpp"
#include "encoding.hpp"
#include "jwt.hpp"

#include <boost/json/serialize.hpp>
#include <openssl/core_names.h>

#include <array>

namespace mock_idp::evp {
namespace {

namespace json = boost::json;

constexpr std::array curves{curve{"P-256", "prime256v1", 32, "ES256"}, curve{"P-384", "secp384r1", 48, "ES384"},
                            curve{"P-521", "secp521r1", 66, "ES512"}, curve{"secp256k1", "secp256k1", 32, "ES256K"}};

key from_parameters(const char* type, OSSL_PARAM_BLD* builder) {
  const parameters built(OSSL_PARAM_BLD_to_param(builder));
  const key_context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (!built || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, built.get()) != 1)
    return {};
  return key(made);
}

const curve* curve_of(const EVP_PKEY* from) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  require(EVP_PKEY_get_utf8_string_param(from, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), &size) == 1, "no curve");
  for (const auto& each : curves)
    if (each.group == std::string_view(name.data(), size)) return &each;
  throw std::runtime_error("a key is on a curve that JWK does not name");
}

}  // namespace

std::string number_bytes(const BIGNUM* value, int width) {
  std::string out(static_cast<std::size_t>(width), '\0');
  require(BN_bn2binpad(value, bytes_of(out), width) == width, "a number is too wide");
  return out;
}

std::string number_member(const EVP_PKEY* from, const char* name, int width) {
  BIGNUM* raw = nullptr;
  require(EVP_PKEY_get_bn_param(from, name, &raw) == 1, "OpenSSL does not tell a part of the key");
  const number value(raw);
  return base64url(number_bytes(value.get(), width ? width : BN_num_bytes(value.get())));
}

const curve* curve_named(std::string_view jwk_name) {
  for (const auto& each : curves)
    if (each.jwk_name == jwk_name) return &each;
  return nullptr;
}

key public_key(const json::object& jwk) {
  const auto kind = text_in(jwk, "kty");
  const auto decoded = [&](std::string_view name) { return decode_base64url(text_in(jwk, name)).value_or(""); };
  const parameter_builder builder(OSSL_PARAM_BLD_new());
  require(builder != nullptr, "OpenSSL has no memory");
  if (kind == "RSA") {
    const auto n = decoded("n");
    const auto e = decoded("e");
    const number modulus(BN_bin2bn(bytes_of(n), static_cast<int>(n.size()), nullptr));
    const number exponent(BN_bin2bn(bytes_of(e), static_cast<int>(e.size()), nullptr));
    if (n.empty() || e.empty() || !modulus || !exponent) return {};
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return from_parameters("RSA", builder.get());
  }
  if (kind == "EC") {
    const auto* on = curve_named(text_in(jwk, "crv"));
    const auto x = decoded("x");
    const auto y = decoded("y");
    if (!on || x.size() != static_cast<std::size_t>(on->width) || y.size() != x.size()) return {};
    const auto point = '\4' + x + y;
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, on->group, 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return from_parameters("EC", builder.get());
  }
  if (kind == "OKP" && text_in(jwk, "crv") == "Ed25519") {
    const auto x = decoded("x");
    return key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size()));
  }
  return {};
}

json::object public_members(const EVP_PKEY* from) {
  if (EVP_PKEY_is_a(from, "RSA"))
    return {{"e", number_member(from, OSSL_PKEY_PARAM_RSA_E)}, {"kty", "RSA"}, {"n", number_member(from, OSSL_PKEY_PARAM_RSA_N)}};
  if (EVP_PKEY_is_a(from, "EC")) {
    const auto* on = curve_of(from);
    return {{"crv", on->jwk_name},
            {"kty", "EC"},
            {"x", number_member(from, OSSL_PKEY_PARAM_EC_PUB_X, on->width)},
            {"y", number_member(from, OSSL_PKEY_PARAM_EC_PUB_Y, on->width)}};
  }
  std::string raw(32, '\0');
  std::size_t size = raw.size();
  require(EVP_PKEY_get_raw_public_key(from, bytes_of(raw), &size) == 1, "no public key");
  return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", base64url(raw)}};
}

std::string thumbprint(const json::object& public_members) { return base64url(sha256(json::serialize(public_members))); }

}  // namespace mock_idp::evp
