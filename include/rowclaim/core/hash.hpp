// SPDX-License-Identifier: BSL-1.0
// One hash of bytes, the same at compile time and at run time, for tables that a policy carries.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include <rowclaim/core/version.hpp>

namespace rowclaim::inline v0_1::detail {

/// Up to eight bytes as a number, little end first on every machine, so that the compiler and the program agree.
constexpr std::uint64_t load_bytes(const char* bytes, std::size_t count) {
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    if (count == 8) {
      std::uint64_t word;
      std::memcpy(&word, bytes, 8);
      return word;
    }
    if (count >= 4) {
      // Two overlapping loads cover 4 to 7 bytes without a loop.
      std::uint32_t low;
      std::uint32_t high;
      std::memcpy(&low, bytes, 4);
      std::memcpy(&high, bytes + count - 4, 4);
      return low | (static_cast<std::uint64_t>(high) << (8 * (count - 4)));
    }
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i) word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return word;
}

constexpr std::uint64_t mix(std::uint64_t word, std::uint64_t seed) {
  // The folded 128-bit product spreads every input bit over the whole result in one multiplication.
  __extension__ using wide = unsigned __int128;
  const wide product = static_cast<wide>(word ^ 0x9e3779b97f4a7c15u) * (seed ^ 0xe7037ed1a0b428dbu);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Not keyed: for names that a policy's author wrote, and for look-ups whose cost is bounded otherwise.
constexpr std::uint64_t hash_bytes(std::string_view text) {
  const char* bytes = text.data();
  std::size_t rest = text.size();
  std::uint64_t hash = rest * 0xff51afd7ed558ccdu;
  for (; rest > 8; rest -= 8, bytes += 8) hash = mix(load_bytes(bytes, 8), hash);
  return mix(load_bytes(bytes, rest), hash);
}

}  // namespace rowclaim::inline v0_1::detail
