// SPDX-License-Identifier: BSL-1.0
// The name that a key has by what it is: a hash of the members that make it.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/detail/jwk_members.hpp>
#include <rowclaim/jose/digest.hpp>

#include <boost/json/object.hpp>

#include <span>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// The SHA-256 thumbprint of a key, as base64url: the same for a public key and for its pair, whatever else is said beside them.
/// That of a shared secret gives away a secret that can be guessed (section 7).
///
/// Errors: those of `read_jwk` for a key that is malformed, of another kind or curve, or too weak; keys for encryption are as good.
/// Specification: RFC 7638 section 3; RFC 8037 section 2.
[[nodiscard]] inline result<std::string> thumbprint(const boost::json::object& jwk) {
  const auto kind = detail::required_jwk_text(jwk, "kty");
  if (!kind) return kind.error();
  // Only members that were found right are hashed, so that a key has no second thumbprint, and none of them needs an escape.
  if (*kind == "oct") {
    if (const auto shared = detail::required_jwk_secret(jwk, "k"); !shared) return shared.error();
  } else {
    if (const auto key = detail::public_key_of(jwk, *kind); !key) return key.error();
  }
  static constexpr std::string_view of_rsa[] = {"e", "kty", "n"};
  static constexpr std::string_view of_ec[] = {"crv", "kty", "x", "y"};
  static constexpr std::string_view of_okp[] = {"crv", "kty", "x"};
  static constexpr std::string_view of_oct[] = {"k", "kty"};
  const std::span<const std::string_view> members = *kind == "RSA"   ? std::span<const std::string_view>(of_rsa)
                                                    : *kind == "EC"  ? std::span<const std::string_view>(of_ec)
                                                    : *kind == "OKP" ? std::span<const std::string_view>(of_okp)
                                                                     : std::span<const std::string_view>(of_oct);
  std::string text;
  for (const std::string_view member : members) {
    const auto value = detail::required_jwk_text(jwk, member);
    if (!value) return value.error();
    text.append(text.empty() ? "{\"" : ",\"").append(member).append("\":\"").append(*value).append("\"");
  }
  const auto hash = digest(digest_algorithm::sha256, text.append("}"));
  if (!hash) return hash.error();
  return encode_base64url(*hash);
}

/// The thumbprint of a JWK's text. Errors: those of the form with an object, and `json_*` in step `key`.
[[nodiscard]] inline result<std::string> thumbprint(std::string_view json) {
  const auto jwk = detail::parse_jwk(json);
  if (!jwk) return jwk.error();
  return thumbprint(*jwk);
}

}  // namespace rowclaim::inline v0_1
