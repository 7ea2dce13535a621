// SPDX-License-Identifier: BSL-1.0
// Bits of rows, 64 in a word: loading them from any place, and packing bytes into them.
#pragma once

#include <rowclaim/core/hash.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

inline constexpr std::size_t rows_in_word = 64;

constexpr std::size_t words_for(std::size_t rows) noexcept { return rows / rows_in_word + (rows % rows_in_word == 0 ? 0 : 1); }

/// The lowest `count` bits. Requires: `count` is at most 64.
constexpr std::uint64_t low_bits(std::size_t count) noexcept {
  return count == rows_in_word ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

/// The `count` bits from bit `first` on, the lowest bit of a byte first; reads no byte that has none of them.
/// Requires: `count` is 1 to 64.
inline std::uint64_t load_bits(const std::uint8_t* bits, std::size_t first, std::size_t count) noexcept {
  const std::uint8_t* from = bits + first / 8;
  const std::size_t shift = first % 8;
  if (count == rows_in_word) {
    const std::uint64_t low = load<std::uint64_t>(reinterpret_cast<const char*>(from)) >> shift;
    return shift == 0 ? low : low | std::uint64_t{from[8]} << (64 - shift);
  }
  std::uint64_t word = 0;
  const std::size_t bytes = (shift + count + 7) / 8;
  for (std::size_t i = 0; i < std::min<std::size_t>(bytes, 8); ++i) word |= std::uint64_t{from[i]} << (8 * i);
  word >>= shift;
  if (bytes > 8) word |= std::uint64_t{from[8]} << (64 - shift);
  return word & low_bits(count);
}

/// A bit for each of 64 bytes that are 0 or 1.
inline std::uint64_t pack_truths(const std::uint8_t* truths) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i)  // the product moves the lowest bit of each byte into the highest byte, side by side
    word |= (load<std::uint64_t>(reinterpret_cast<const char*>(truths + 8 * i)) * 0x0102040810204080u) >> 56 << (8 * i);
  return word;
}

inline std::size_t count_bits_portably(std::span<const std::uint64_t> words) noexcept {
  std::size_t count = 0;
  for (const std::uint64_t word : words) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("popcnt"))) inline std::size_t count_bits_popcnt(std::span<const std::uint64_t> words) noexcept {
  std::size_t count = 0;
  for (const std::uint64_t word : words) count += static_cast<std::size_t>(__builtin_popcountll(word));
  return count;
}
#endif

/// How many bits are 1.
inline std::size_t count_bits(std::span<const std::uint64_t> words) noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("popcnt")) return count_bits_popcnt(words);
#endif
  return count_bits_portably(words);
}

}  // namespace rowclaim::inline v0_1::detail
