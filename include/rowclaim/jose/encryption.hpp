// SPDX-License-Identifier: BSL-1.0
// The algorithms of encrypted tokens that exist here, and sets of them; no RSA1_5, no passwords, no compression.
#pragma once

#include <rowclaim/jose/algorithm.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// How the key of an encrypted token's content reaches the recipient: `alg` of a JWE. Specification: RFC 7518 section 4.1.
enum class key_management : std::uint8_t {
  rsa_oaep,
  rsa_oaep_256,
  ecdh_es,
  ecdh_es_a128kw,
  ecdh_es_a192kw,
  ecdh_es_a256kw,
  a128kw,
  a192kw,
  a256kw,
  a128gcmkw,
  a192gcmkw,
  a256gcmkw,
  dir,
};

/// How the content is encrypted and authenticated: `enc` of a JWE. Specification: RFC 7518 section 5.1.
enum class content_encryption : std::uint8_t { a128gcm, a192gcm, a256gcm, a128cbc_hs256, a192cbc_hs384, a256cbc_hs512 };

namespace detail {

inline constexpr std::string_view key_management_names[] = {
    "RSA-OAEP",       "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW",
    "ECDH-ES+A256KW", "A128KW",       "A192KW",  "A256KW",         "A128GCMKW",
    "A192GCMKW",      "A256GCMKW",    "dir",
};

inline constexpr std::string_view content_encryption_names[] = {
    "A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512",
};

template <>
inline constexpr std::size_t name_count<key_management> = std::size(key_management_names);
template <>
inline constexpr std::size_t name_count<content_encryption> = std::size(content_encryption_names);

template <std::size_t Count>
constexpr std::string_view name_at(const std::string_view (&names)[Count], std::size_t i) noexcept {
  return i < Count ? names[i] : "unknown";
}

template <class Enum, std::size_t Count>
constexpr std::optional<Enum> value_named(const std::string_view (&names)[Count], std::string_view text) noexcept {
  for (std::size_t i = 0; i < Count; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace detail

/// The name as the specification spells it, for example "RSA-OAEP-256".
constexpr std::string_view name(key_management k) noexcept {
  return detail::name_at(detail::key_management_names, static_cast<std::size_t>(k));
}

/// The name as the specification spells it, for example "A128CBC-HS256".
constexpr std::string_view name(content_encryption c) noexcept {
  return detail::name_at(detail::content_encryption_names, static_cast<std::size_t>(c));
}

/// The algorithm of that name, compared byte by byte (RFC 7516 4.1.1); nothing for any other text.
constexpr std::optional<key_management> key_management_named(std::string_view text) noexcept {
  return detail::value_named<key_management>(detail::key_management_names, text);
}

/// The algorithm of that name, compared byte by byte (RFC 7516 4.1.2); nothing for any other text.
constexpr std::optional<content_encryption> content_encryption_named(std::string_view text) noexcept {
  return detail::value_named<content_encryption>(detail::content_encryption_names, text);
}

using key_management_set = allow_list<key_management>;
using content_encryption_set = allow_list<content_encryption>;

/// The algorithms by which anybody who has the public key can encrypt: what a provider uses for a client that published one.
inline constexpr key_management_set asymmetric_key_management{
    key_management::rsa_oaep,       key_management::rsa_oaep_256,   key_management::ecdh_es,
    key_management::ecdh_es_a128kw, key_management::ecdh_es_a192kw, key_management::ecdh_es_a256kw,
};

/// The algorithms that need a secret which both sides have.
inline constexpr key_management_set symmetric_key_management{
    key_management::a128kw,    key_management::a192kw,    key_management::a256kw, key_management::a128gcmkw,
    key_management::a192gcmkw, key_management::a256gcmkw, key_management::dir,
};

/// Every content encryption: each authenticates what it encrypts.
inline constexpr content_encryption_set every_content_encryption{
    content_encryption::a128gcm,       content_encryption::a192gcm,       content_encryption::a256gcm,
    content_encryption::a128cbc_hs256, content_encryption::a192cbc_hs384, content_encryption::a256cbc_hs512,
};

}  // namespace rowclaim::inline v0_1
