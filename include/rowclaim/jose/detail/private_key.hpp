// SPDX-License-Identifier: BSL-1.0
// Private keys from the members of a JWK: each is checked against its public half before anything uses it.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/detail/jwk_members.hpp>
#include <rowclaim/jose/detail/make_public_key.hpp>

#include <boost/json/object.hpp>
#include <openssl/core_names.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// Both halves of a key. What a public key must be, the public half is.
struct private_key {
  public_key public_half;
  openssl_handle<EVP_PKEY> handle;
};

inline error pair_refusal() noexcept { return key_refusal(errc::key_malformed, "the halves do not belong together"); }

/// A number that OpenSSL wipes, and whose copy among parameters it wipes as well.
inline openssl_handle<BIGNUM> private_number_from(std::string_view bytes) {
  openssl_handle<BIGNUM> number(BN_secure_new());
  if (!number || BN_bin2bn(as_unsigned(bytes), static_cast<int>(bytes.size()), number.get()) == nullptr) return nullptr;
  return number;
}

/// Asks OpenSSL for everything that it can check of a key pair; for RSA that the factors are prime, too.
inline result<void> check_pair(EVP_PKEY* key) {
  const openssl_handle<EVP_PKEY_CTX> check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (!check) return key_refusal(errc::cryptography_failed, "pair");
  if (EVP_PKEY_check(check.get()) != 1) return pair_refusal();
  return {};
}

/// Signs with one half and verifies with the other: all that there is to check in an RSA key without its factors.
inline result<void> check_pair_by_signature(EVP_PKEY* key, const public_key& public_half) {
  constexpr std::string_view text = "rowclaim";
  std::array<unsigned char, max_signature_bytes> signature;
  std::size_t size = signature.size();
  const openssl_handle<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (!context || EVP_DigestSignInit_ex(context.get(), nullptr, "SHA2-256", nullptr, nullptr, key, nullptr) != 1)
    return key_refusal(errc::cryptography_failed, "pair");
  if (EVP_DigestSign(context.get(), signature.data(), &size, as_unsigned(text), text.size()) != 1) return pair_refusal();
  const auto checks = verifier::make(public_half.handle.get(), algorithm::rs256, public_half.signature_bytes, nullptr);
  if (!checks) return checks.error();
  if (!(*checks)->verify(text, {reinterpret_cast<const char*>(signature.data()), size})) return pair_refusal();
  return {};
}

/// RFC 7518 6.3.2: the exponent alone, or with all of the factors' numbers. More than two factors are not read.
inline result<openssl_handle<EVP_PKEY>> rsa_private_key_of(const boost::json::object& jwk, const public_key& public_half) {
  struct private_member {
    std::string_view name;
    const char* parameter;
  };
  static constexpr std::array<private_member, 6> members{{{"d", OSSL_PKEY_PARAM_RSA_D},
                                                          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
                                                          {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},
                                                          {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
                                                          {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2},
                                                          {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}}};
  if (jwk.contains("oth")) return key_refusal(errc::key_unsupported, "oth");
  std::size_t given = 1;
  for (std::size_t i = 1; i < members.size(); ++i)
    if (jwk.contains(boost::json::string_view(members[i].name.data(), members[i].name.size()))) given = members.size();

  std::array<openssl_handle<BIGNUM>, 8> numbers;
  for (std::size_t i = 0; i < given; ++i) {
    const auto bytes = required_jwk_secret(jwk, members[i].name);
    if (!bytes) return bytes.error();
    const std::string_view number = bytes->reveal();
    // Each is smaller than the modulus, and has no leading zeros (RFC 7518 2).
    if (number.empty() || number.front() == '\0' || number.size() > public_half.signature_bytes)
      return key_refusal(errc::key_malformed, members[i].name);
    numbers[i] = private_number_from(number);
    if (!numbers[i]) return key_refusal(errc::cryptography_failed, "RSA");
  }
  BIGNUM* modulus = nullptr;
  BIGNUM* exponent = nullptr;
  const bool has_public_half = EVP_PKEY_get_bn_param(public_half.handle.get(), OSSL_PKEY_PARAM_RSA_N, &modulus) == 1 &&
                               EVP_PKEY_get_bn_param(public_half.handle.get(), OSSL_PKEY_PARAM_RSA_E, &exponent) == 1;
  numbers[6].reset(modulus);
  numbers[7].reset(exponent);
  const openssl_handle<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!has_public_half || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent) != 1)
    return key_refusal(errc::cryptography_failed, "RSA");
  for (std::size_t i = 0; i < given; ++i)
    if (OSSL_PARAM_BLD_push_BN(builder.get(), members[i].parameter, numbers[i].get()) != 1)
      return key_refusal(errc::cryptography_failed, "RSA");
  auto handle = key_from_parameters("RSA", builder.get(), EVP_PKEY_KEYPAIR);
  if (!handle) return pair_refusal();
  const auto checked = given == 1 ? check_pair_by_signature(handle.get(), public_half) : check_pair(handle.get());
  if (!checked) return checked.error();
  return handle;
}

/// RFC 7518 6.2.2: a number between 1 and the order less 1, as wide as the order.
inline result<openssl_handle<EVP_PKEY>> ec_private_key_of(const boost::json::object& jwk, const public_key& public_half) {
  const auto bytes = required_jwk_secret(jwk, "d");
  if (!bytes) return bytes.error();
  if (bytes->reveal().size() != public_half.on->order.size()) return key_refusal(errc::key_malformed, "d");
  const openssl_handle<BIGNUM> number = private_number_from(bytes->reveal());
  std::array<unsigned char, 1 + 2 * 66> point;
  std::size_t size = 0;
  const openssl_handle<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!number || !builder ||
      EVP_PKEY_get_octet_string_param(public_half.handle.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size) != 1 ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, public_half.on->openssl_name, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), size) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) != 1)
    return key_refusal(errc::cryptography_failed, "EC");
  auto handle = key_from_parameters("EC", builder.get(), EVP_PKEY_KEYPAIR);
  if (!handle) return pair_refusal();
  if (const auto checked = check_pair(handle.get()); !checked) return checked.error();
  return handle;
}

/// RFC 8037 2: as many bytes as the public half, which follows from them.
inline result<openssl_handle<EVP_PKEY>> okp_private_key_of(const boost::json::object& jwk, const public_key& public_half) {
  const auto bytes = required_jwk_secret(jwk, "d");
  if (!bytes) return bytes.error();
  const std::string_view seed = bytes->reveal();
  openssl_handle<EVP_PKEY> handle(EVP_PKEY_new_raw_private_key_ex(nullptr, EVP_PKEY_get0_type_name(public_half.handle.get()),
                                                                  nullptr, as_unsigned(seed), seed.size()));
  if (!handle) return key_refusal(errc::key_malformed, "d");
  if (EVP_PKEY_eq(handle.get(), public_half.handle.get()) != 1) return pair_refusal();
  return handle;
}

/// The private key that `kty` and the members of an RSA, EC or OKP key describe. What it is for is not looked at here.
///
/// Errors: those of `public_key_of`; `key_is_public` without private members; `key_malformed` with the member's name, or for halves
///   that do not belong together; `key_unsupported` for `oth`.
/// Complexity: for RSA with factors, about 50 ms at 2048 bits and 350 ms at 4096, as OpenSSL checks that they are prime.
inline result<private_key> private_key_of(const boost::json::object& jwk, std::string_view kind) {
  auto public_half = public_key_of(jwk, kind);
  if (!public_half) return public_half.error();
  if (!jwk.contains("d")) return key_refusal(has_private_member(jwk) ? errc::key_malformed : errc::key_is_public, "d");
  const error_queue_mark mark;
  auto handle = public_half->type == key_type::rsa  ? rsa_private_key_of(jwk, *public_half)
                : public_half->type == key_type::ec ? ec_private_key_of(jwk, *public_half)
                                                    : okp_private_key_of(jwk, *public_half);
  if (!handle) return handle.error();
  return private_key{std::move(*public_half), std::move(*handle)};
}

}  // namespace rowclaim::inline v0_1::detail
