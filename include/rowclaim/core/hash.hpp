// SPDX-License-Identifier: BSL-1.0
// One hash of bytes and one comparison, the same at compile time and at run time, for tables that a policy carries.
#pragma once

#include <rowclaim/core/version.hpp>

#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace rowclaim::inline v0_1::detail {

// The compiler has no memory to load from, and puts the same number together byte by byte: little end first on every machine.
template <std::unsigned_integral Word>
constexpr Word load(const char* bytes) {
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    Word word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
  }
  Word word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i)
    word |= static_cast<Word>(static_cast<Word>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  return word;
}

/// Up to 16 bytes as two numbers that together hold all of them: loads overlap where there are less, so that nothing loops.
struct short_text {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  constexpr short_text(const char* bytes, std::size_t size) {
    if (size >= 8) {
      first = load<std::uint64_t>(bytes);
      last = load<std::uint64_t>(bytes + size - 8);
    } else if (size >= 4) {
      first = load<std::uint32_t>(bytes);
      last = load<std::uint32_t>(bytes + size - 4);
    } else if (size > 0) {
      const auto byte = [bytes](std::size_t i) { return static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])); };
      first = byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
    }
  }

  friend constexpr bool operator==(const short_text&, const short_text&) = default;
};

/// Whether two texts of the same size are equal, without a call for short ones.
constexpr bool equal_bytes(const char* a, const char* b, std::size_t size) {
  if (size <= 16) return short_text(a, size) == short_text(b, size);
  return std::string_view(a, size) == std::string_view(b, size);
}

/// The order of two texts by their bytes, without a call for short ones.
constexpr std::strong_ordering order_of_bytes(std::string_view a, std::string_view b) {
  const std::size_t shared = a.size() < b.size() ? a.size() : b.size();
  const auto big_end_first = [](const char* bytes) { return __builtin_bswap64(load<std::uint64_t>(bytes)); };
  std::size_t at = 0;
  for (; at + 8 <= shared; at += 8)
    if (const auto x = big_end_first(a.data() + at), y = big_end_first(b.data() + at); x != y) return x <=> y;
  for (; at < shared; ++at)
    if (a[at] != b[at]) return static_cast<unsigned char>(a[at]) <=> static_cast<unsigned char>(b[at]);
  return a.size() <=> b.size();
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  // The folded 128-bit product spreads every input bit over the whole result in one multiplication.
  __extension__ using wide = unsigned __int128;
  const wide product = static_cast<wide>(a ^ 0x9e3779b97f4a7c15u) * (b ^ 0xe7037ed1a0b428dbu);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Up to 16 bytes as two little-endian numbers, zeros behind them: what a hash can take from 16 bytes in one load, too.
struct padded_text {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  constexpr padded_text(std::uint64_t low_half, std::uint64_t high_half) : low(low_half), high(high_half) {}

  constexpr padded_text(const char* bytes, std::size_t size) {
    // Loads that overlap, so that nothing loops and nothing behind the text is read.
    if (size >= 8) {
      const std::size_t half_of_surplus = 4 * (16 - size);  // shifted twice, as no number can be shifted by all its bits
      low = load<std::uint64_t>(bytes);
      high = load<std::uint64_t>(bytes + size - 8) >> half_of_surplus >> half_of_surplus;
    } else if (size >= 4) {
      const std::uint64_t end = load<std::uint32_t>(bytes + size - 4);
      low = load<std::uint32_t>(bytes) | end >> (8 * (8 - size)) << 32;
    } else if (size > 0) {
      const auto byte = [bytes](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i); };
      low = byte(0) | byte(size / 2) | byte(size - 1);
    }
  }
};

constexpr std::uint64_t hash_padded(padded_text text, std::uint64_t seed) { return mix(text.low ^ seed, text.high); }

/// Not keyed: for names that a policy's author wrote, and for look-ups whose cost is bounded otherwise.
/// Complexity: one multiplication for up to 16 bytes, and one for each 8 further ones.
constexpr std::uint64_t hash_bytes(std::string_view text) {
  const char* bytes = text.data();
  std::size_t rest = text.size();
  std::uint64_t seed = rest;
  for (; rest > 16; rest -= 8, bytes += 8) [[unlikely]]
    seed = mix(load<std::uint64_t>(bytes), seed);
  return hash_padded({bytes, rest}, seed);
}

}  // namespace rowclaim::inline v0_1::detail
