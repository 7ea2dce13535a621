// SPDX-License-Identifier: BSL-1.0
// Public keys from the numbers of a JWK, checked before anything trusts them.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/detail/key_material.hpp>
#include <rowclaim/jose/detail/roca.hpp>

#include <openssl/core_names.h>

#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

inline error key_refusal(errc code, std::string_view what) noexcept { return {code, step::key, what}; }

inline openssl_handle<EVP_PKEY> key_from_parameters(const char* kind, OSSL_PARAM_BLD* builder,
                                                    int selection = EVP_PKEY_PUBLIC_KEY) {
  const openssl_handle<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder));
  const openssl_handle<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1) return nullptr;
  return openssl_handle<EVP_PKEY>(key);
}

inline openssl_handle<BIGNUM> number_from(std::string_view bytes) {
  return openssl_handle<BIGNUM>(BN_bin2bn(as_unsigned(bytes), static_cast<int>(bytes.size()), nullptr));
}

/// From modulus and exponent, big end first (RFC 7518 6.3.1).
inline result<public_key> make_rsa_key(std::string_view modulus, std::string_view exponent) {
  // Base64urlUInt has no leading zero octets (RFC 7518 2), and so the sizes below are the numbers' own.
  if (modulus.empty() || modulus.front() == '\0') return key_refusal(errc::key_malformed, "n");
  if (exponent.empty() || exponent.front() == '\0') return key_refusal(errc::key_malformed, "e");
  const std::size_t bits =
      8 * (modulus.size() - 1) + static_cast<std::size_t>(std::bit_width(static_cast<unsigned char>(modulus.front())));
  if (bits < 2048) return key_refusal(errc::key_too_weak, "n");  // RFC 7518 3.3
  // A larger modulus only costs the verifier time, and a larger exponent likewise; each comes from someone else.
  if (bits > 16384) return key_refusal(errc::key_unsupported, "n");
  if (exponent.size() > 8) return key_refusal(errc::key_unsupported, "e");
  if (modulus.back() % 2 == 0) return key_refusal(errc::key_malformed, "n");
  if (exponent.back() % 2 == 0) return key_refusal(errc::key_malformed, "e");
  if (exponent == std::string_view("\x01")) return key_refusal(errc::key_too_weak, "e");
  if (has_roca_form(modulus)) return key_refusal(errc::key_too_weak, "n has the form of CVE-2017-15361");

  const error_queue_mark mark;
  const openssl_handle<BIGNUM> n = number_from(modulus);
  const openssl_handle<BIGNUM> e = number_from(exponent);
  const openssl_handle<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return key_refusal(errc::cryptography_failed, "RSA");
  auto handle = key_from_parameters("RSA", builder.get());
  if (!handle) return key_refusal(errc::cryptography_failed, "RSA");
  return public_key{std::move(handle),
                    key_type::rsa,
                    {algorithm::rs256, algorithm::rs384, algorithm::rs512, algorithm::ps256, algorithm::ps384, algorithm::ps512},
                    modulus.size(),
                    {}};
}

/// From the curve's name and both coordinates (RFC 7518 6.2.1).
inline result<public_key> make_ec_key(std::string_view curve_name, std::string_view x, std::string_view y) {
  struct choice {
    const curve* on;
    algorithm only;  // RFC 7518 3.4: each curve goes with one hash
  };
  static constexpr std::array<choice, 3> choices{{{&p256, algorithm::es256}, {&p384, algorithm::es384}, {&p521, algorithm::es512}}};
  const choice* chosen = nullptr;
  for (const choice& c : choices)
    if (c.on->name == curve_name) chosen = &c;
  if (chosen == nullptr) return key_refusal(errc::key_unsupported, "crv");
  const std::size_t width = chosen->on->order.size();
  // RFC 7518 6.2.1.2: coordinates have their full width; a short one has lost its zeros, or is not one.
  if (x.size() != width) return key_refusal(errc::key_malformed, "x");
  if (y.size() != width) return key_refusal(errc::key_malformed, "y");

  std::string point("\x04");
  point.append(x).append(y);
  const error_queue_mark mark;
  const openssl_handle<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, chosen->on->openssl_name, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return key_refusal(errc::cryptography_failed, "EC");
  auto handle = key_from_parameters("EC", builder.get());
  if (!handle) return key_refusal(errc::key_malformed, "point not on the curve");
  const openssl_handle<EVP_PKEY_CTX> check(EVP_PKEY_CTX_new_from_pkey(nullptr, handle.get(), nullptr));
  if (!check) return key_refusal(errc::cryptography_failed, "EC");
  if (EVP_PKEY_public_check(check.get()) != 1) return key_refusal(errc::key_malformed, "point not on the curve");
  return public_key{std::move(handle), key_type::ec, {chosen->only}, 2 * width, chosen->on->name, chosen->on};
}

/// From the subtype's name and the public key's bytes (RFC 8037 2). X25519 and X448 are for agreement: no algorithm here is theirs.
inline result<public_key> make_okp_key(std::string_view curve_name, std::string_view x) {
  struct choice {
    std::string_view name;
    const char* openssl_name;
    std::size_t key_bytes;  // RFC 8032 5.1.5 and 5.2.5; RFC 7748 5
    std::size_t signature_bytes;  // RFC 8032 5.1.6 and 5.2.6
    algorithm_set algorithms;
  };
  static constexpr std::array<choice, 4> choices{{
      {"Ed25519", "ED25519", 32, 64, {algorithm::eddsa, algorithm::ed25519}},
      {"Ed448", "ED448", 57, 114, {algorithm::eddsa, algorithm::ed448}},
      {"X25519", "X25519", 32, 0, {}},
      {"X448", "X448", 56, 0, {}},
  }};
  for (const choice& c : choices) {
    if (c.name != curve_name) continue;
    if (x.size() != c.key_bytes) return key_refusal(errc::key_malformed, "x");
    const error_queue_mark mark;
    openssl_handle<EVP_PKEY> handle(EVP_PKEY_new_raw_public_key_ex(nullptr, c.openssl_name, nullptr, as_unsigned(x), x.size()));
    if (!handle) return key_refusal(errc::key_malformed, "x");
    return public_key{std::move(handle), key_type::okp, c.algorithms, c.signature_bytes, c.name};
  }
  return key_refusal(errc::key_unsupported, "crv");
}

}  // namespace rowclaim::inline v0_1::detail
