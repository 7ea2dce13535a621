// SPDX-License-Identifier: BSL-1.0
// ECDSA signatures as JWS writes them, checked and rewritten as OpenSSL wants them.
#pragma once

#include <rowclaim/core/version.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// A curve of JWS: its names, the bytes of a coordinate and the order of its base point (FIPS 186-4, D.1.2.3 to D.1.2.5).
struct curve {
  std::string_view name;      // in a JWK (RFC 7518 6.2.1.1)
  const char* openssl_name;
  std::string_view order;     // big end first, as wide as a coordinate
};

inline constexpr curve p256{"P-256",
                            "P-256",
                            {"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"
                             "\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51",
                             32}};
inline constexpr curve p384{"P-384",
                            "P-384",
                            {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                             "\xc7\x63\x4d\x81\xf4\x37\x2d\xdf\x58\x1a\x0d\xb2\x48\xb0\xa7\x7a\xec\xec\x19\x6a\xcc\xc5\x29\x73",
                             48}};
inline constexpr curve p521{"P-521",
                            "P-521",
                            {"\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                             "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfa\x51\x86\x87\x83\xbf\x2f\x96\x6b\x7f\xcc\x01\x48\xf7\x09"
                             "\xa5\xd0\x3b\xb5\xc9\xb8\x89\x9c\x47\xae\xbb\x6f\xb7\x1e\x91\x38\x64\x09",
                             66}};

/// The DER form of one signature.
struct der_signature {
  std::array<unsigned char, 144> bytes;  // P-521: 3 for the sequence and twice 2 + 66, no integer of it needs a zero in front
  std::size_t size;
};

/// `value` is not zero and below the order (both big end first and of one length). The value is public, so time may vary.
inline bool is_in_range(std::string_view value, std::string_view order) noexcept {
  if (value.find_first_not_of('\0') == std::string_view::npos) return false;
  return std::memcmp(value.data(), order.data(), order.size()) < 0;
}

/// Rewrites R || S as a DER sequence of two integers.
/// Result: nothing unless the length is exactly two coordinates and 1 <= r, s < n (RFC 7518 3.4): r = s = 0 is what CVE-2022-21449 was.
inline std::optional<der_signature> der_of(std::string_view signature, std::string_view order) noexcept {
  const std::size_t width = order.size();
  if (signature.size() != 2 * width) return std::nullopt;
  std::array<std::string_view, 2> integers{signature.substr(0, width), signature.substr(width)};
  std::array<std::size_t, 2> padding{};
  std::size_t content = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    if (!is_in_range(integers[i], order)) return std::nullopt;
    integers[i].remove_prefix(integers[i].find_first_not_of('\0'));
    padding[i] = (static_cast<unsigned char>(integers[i][0]) & 0x80) != 0 ? 1 : 0;  // else it would read as negative
    content += 2 + padding[i] + integers[i].size();
  }
  der_signature der;
  unsigned char* out = der.bytes.data();
  *out++ = 0x30;
  if (content >= 0x80) *out++ = 0x81;
  *out++ = static_cast<unsigned char>(content);
  for (std::size_t i = 0; i < 2; ++i) {
    *out++ = 0x02;
    *out++ = static_cast<unsigned char>(padding[i] + integers[i].size());
    if (padding[i] != 0) *out++ = 0;
    std::memcpy(out, integers[i].data(), integers[i].size());
    out += integers[i].size();
  }
  der.size = static_cast<std::size_t>(out - der.bytes.data());
  return der;
}

}  // namespace rowclaim::inline v0_1::detail
