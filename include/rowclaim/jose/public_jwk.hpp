// SPDX-License-Identifier: BSL-1.0
// The public half of a key that signs, as others are told it: in a registered key set, or in a proof of possession.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/detail/encoded_key.hpp>
#include <rowclaim/jose/signing_key.hpp>
#include <rowclaim/jose/thumbprint.hpp>

#include <boost/json/object.hpp>
#include <openssl/core_names.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// The public members of a key that signs, and its `kid` if it has one. Nothing of the private half is read.
///
/// Errors: `key_unsupported` for a shared secret, which has no public half; `cryptography_failed`.
/// Specification: RFC 7517 section 4; RFC 7518 sections 6.2.1 and 6.3.1; RFC 8037 section 2.
[[nodiscard]] inline result<boost::json::object> public_jwk(const signing_key& key) {
  if (key.type() == key_type::oct) return detail::key_refusal(errc::key_unsupported, "kty");
  const detail::error_queue_mark mark;
  const detail::public_key& half = key.material_->public_half();
  EVP_PKEY* handle = half.handle.get();
  boost::json::object jwk;
  bool is_whole = true;
  const auto add = [&](boost::json::string_view member, std::string_view bytes) {
    is_whole = is_whole && !bytes.empty();
    jwk.emplace(member, encode_base64url(bytes));
  };
  switch (half.type) {
    case key_type::rsa:
      jwk.emplace("kty", "RSA");
      add("n", detail::number_of(handle, OSSL_PKEY_PARAM_RSA_N));
      add("e", detail::number_of(handle, OSSL_PKEY_PARAM_RSA_E));
      break;
    case key_type::ec: {
      const std::size_t width = half.on->order.size();
      jwk.emplace("kty", "EC");
      jwk.emplace("crv", half.curve_name);
      add("x", detail::number_of(handle, OSSL_PKEY_PARAM_EC_PUB_X, width));
      add("y", detail::number_of(handle, OSSL_PKEY_PARAM_EC_PUB_Y, width));
      break;
    }
    case key_type::okp:
    case key_type::oct: {
      std::array<char, 57> bytes{};
      std::size_t size = bytes.size();
      is_whole = EVP_PKEY_get_raw_public_key(handle, reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1;
      jwk.emplace("kty", "OKP");
      jwk.emplace("crv", half.curve_name);
      add("x", {bytes.data(), is_whole ? size : 0});
      break;
    }
  }
  if (!is_whole) return detail::key_refusal(errc::cryptography_failed, "public half");
  if (const auto id = key.key_id()) jwk.emplace("kid", *id);
  return jwk;
}

/// The SHA-256 thumbprint of a key that signs. Errors: those of `public_jwk` and of `thumbprint` of a JWK.
/// Specification: RFC 7638 section 3.
[[nodiscard]] inline result<std::string> thumbprint(const signing_key& key) {
  const auto jwk = public_jwk(key);
  if (!jwk) return jwk.error();
  return thumbprint(*jwk);
}

}  // namespace rowclaim::inline v0_1
