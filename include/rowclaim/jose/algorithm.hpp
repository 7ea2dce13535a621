// SPDX-License-Identifier: BSL-1.0
// The signature algorithms that exist here, and sets of them; there is no `none`.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// A signature algorithm of JWS. `eddsa` leaves the curve to the key; `ed25519` and `ed448` are the names that say it.
/// Specification: RFC 7518 section 3.1; RFC 8037 section 3.1; RFC 9864 section 2.2.
enum class algorithm : std::uint8_t {
  rs256,
  rs384,
  rs512,
  ps256,
  ps384,
  ps512,
  es256,
  es384,
  es512,
  eddsa,
  ed25519,
  ed448,
  hs256,
  hs384,
  hs512,
};

/// The kinds of key that verify signatures. Specification: RFC 7518 section 6.1 (`kty`); RFC 8037 section 2.
enum class key_type : std::uint8_t { rsa, ec, okp, oct };

namespace detail {

inline constexpr std::size_t algorithm_count = 15;

/// How many values of an enumeration have a name: the first ones.
template <class Name>
inline constexpr std::size_t name_count = 0;
template <>
inline constexpr std::size_t name_count<algorithm> = algorithm_count;

inline constexpr std::string_view algorithm_names[algorithm_count] = {
    "RS256", "RS384", "RS512",   "PS256", "PS384", "PS512", "ES256", "ES384",
    "ES512", "EdDSA", "Ed25519", "Ed448", "HS256", "HS384", "HS512",
};

constexpr std::size_t index_of(algorithm a) noexcept { return static_cast<std::size_t>(a); }

}  // namespace detail

/// The name as the specification spells it, for example "RS256".
constexpr std::string_view name(algorithm a) noexcept {
  const std::size_t i = detail::index_of(a);
  return i < detail::algorithm_count ? detail::algorithm_names[i] : "unknown";
}

/// The algorithm of that name, compared byte by byte (RFC 7515 4.1.1: names are case-sensitive); nothing for any other text.
constexpr std::optional<algorithm> algorithm_named(std::string_view text) noexcept {
  for (std::size_t i = 0; i < detail::algorithm_count; ++i)
    if (detail::algorithm_names[i] == text) return static_cast<algorithm>(i);
  return std::nullopt;
}

/// An allow-list of names that headers can say: of an `algorithm`, a `key_management` or a `content_encryption`. The empty one allows
/// nothing, and none allows a value that has no name.
template <class Name>
class allow_list {
 public:
  constexpr allow_list() = default;
  constexpr allow_list(std::initializer_list<Name> allowed) noexcept {
    for (const Name one : allowed) insert(one);
  }

  constexpr void insert(Name one) noexcept { bits_ |= bit(one); }
  constexpr bool contains(Name one) const noexcept { return (bits_ & bit(one)) != 0; }
  constexpr bool is_empty() const noexcept { return bits_ == 0; }

  friend constexpr allow_list operator&(allow_list a, allow_list b) noexcept {
    a.bits_ &= b.bits_;
    return a;
  }
  friend constexpr allow_list operator|(allow_list a, allow_list b) noexcept {
    a.bits_ |= b.bits_;
    return a;
  }
  friend constexpr bool operator==(allow_list, allow_list) = default;

 private:
  static constexpr std::uint16_t bit(Name one) noexcept {
    const auto i = static_cast<unsigned>(one);
    return i < detail::name_count<Name> ? static_cast<std::uint16_t>(1u << i) : std::uint16_t{0};
  }

  std::uint16_t bits_ = 0;
};

using algorithm_set = allow_list<algorithm>;

/// The algorithms with a public and a private key: what a fetched key set can serve.
inline constexpr algorithm_set asymmetric_algorithms{
    algorithm::rs256, algorithm::rs384, algorithm::rs512, algorithm::ps256, algorithm::ps384,   algorithm::ps512,
    algorithm::es256, algorithm::es384, algorithm::es512, algorithm::eddsa, algorithm::ed25519, algorithm::ed448,
};

/// The algorithms with a shared secret.
inline constexpr algorithm_set symmetric_algorithms{algorithm::hs256, algorithm::hs384, algorithm::hs512};

}  // namespace rowclaim::inline v0_1
