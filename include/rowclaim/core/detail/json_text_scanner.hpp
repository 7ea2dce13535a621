// SPDX-License-Identifier: BSL-1.0
// The parts of JSON text that are about characters: plain runs, UTF-8, escapes.
#pragma once

#include <rowclaim/core/hash.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// IWYU pragma: private, include <rowclaim/core/strict_json.hpp>

namespace rowclaim::inline v0_1::detail {

/// One bit for each of 64 characters, the first lowest, that is not plain: a quote, a backslash, a control character or a byte beyond
/// ASCII. All 64 must be there. By eight characters a step, for any processor.
inline std::uint64_t find_specials_by_words(const char* at) {
  constexpr std::uint64_t ones = 0x0101010101010101u;
  constexpr std::uint64_t tops = 0x8080808080808080u;
  std::uint64_t found = 0;
  for (int i = 0; i < 64; i += 8) {
    const auto bytes = load<std::uint64_t>(at + i);
    const std::uint64_t low = bytes & ~tops;
    // Each sum has a byte's top bit if its lower seven bits differ from the character, or are not below the space.
    const std::uint64_t plain =
        ((low ^ (ones * '"')) + ~tops) & ((low ^ (ones * '\\')) + ~tops) & (low + ones * (0x80 - 0x20)) & ~bytes & tops;
    // The product gathers the top bits of all bytes in the uppermost.
    found |= (((plain ^ tops) >> 7) * 0x0102040810204080u >> 56) << i;
  }
  return found;
}

/// The same, in the best way that the processor is known to have.
inline std::uint64_t find_specials(const char* at) {
#if defined(__SSE2__)
  std::uint64_t found = 0;
  for (int i = 0; i < 64; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
    // Compared as signed numbers, bytes beyond ASCII are below the space, as control characters are.
    const __m128i special =
        _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    found |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(special))} << i;
  }
  return found;
#else
  return find_specials_by_words(at);
#endif
}

/// The same where there may be less than 64 characters before the end.
[[gnu::noinline]] inline std::uint64_t find_specials(const char* at, const char* end) {
  if (end - at >= 64) [[likely]]
    return find_specials(at);
  std::array<char, 64> last;
  last.fill(' ');
  std::copy(at, end, last.begin());
  return find_specials(last.data());
}

/// The first of 16 characters as two numbers, with zeros for the others. All 16 must be there.
[[gnu::always_inline]] inline padded_text load_padded(const char* at, std::size_t size) {
  alignas(16) static constexpr std::array<std::uint8_t, 32> mask = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  const char* const kept = reinterpret_cast<const char*>(mask.data()) + 16 - size;
  return {load<std::uint64_t>(at) & load<std::uint64_t>(kept), load<std::uint64_t>(at + 8) & load<std::uint64_t>(kept + 8)};
}

/// How many of 8 characters, all of which must be there, are decimal digits before the first that is none.
inline unsigned count_digits(std::uint64_t characters) {
  // A digit's upper half is 3, and still is when 6 is added to it.
  const std::uint64_t others =
      ((characters & 0xf0f0f0f0f0f0f0f0u) | ((characters + 0x0606060606060606u) & 0xf0f0f0f0f0f0f0f0u) >> 4) ^ 0x3333333333333333u;
  return static_cast<unsigned>(std::countr_zero(others)) / 8;
}

/// The number that the first one to eight of 8 characters, little end first, are in decimal digits.
inline std::uint64_t digits_to_number(std::uint64_t characters, unsigned count) {
  // Moved to the end, with zeros before them; then pairs, fours and both halves are put together.
  std::uint64_t digits = (characters & 0x0f0f0f0f0f0f0f0fu) << (64 - 8 * count);
  digits = digits * 10 + (digits >> 8);
  constexpr std::uint64_t pairs = 0x000000ff000000ffu;
  return ((digits & pairs) * 0x000f424000000064u + ((digits >> 16) & pairs) * 0x0000271000000001u) >> 32;
}

/// The length of the UTF-8 sequence that begins at `at` with a byte beyond ASCII; zero if it is none (RFC 3629, 4).
inline std::size_t utf8_length(const char* at, const char* end) {
  const auto byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const auto rest = static_cast<std::size_t>(end - at);
  const unsigned char first = byte(0);
  if (first >= 0xc2 && first <= 0xdf) return rest >= 2 && continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (rest < 3 || !continues(1) || !continues(2)) return 0;
    const bool is_overlong = first == 0xe0 && byte(1) < 0xa0;
    const bool is_surrogate = first == 0xed && byte(1) >= 0xa0;
    return is_overlong || is_surrogate ? 0 : 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (rest < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
    const bool is_overlong = first == 0xf0 && byte(1) < 0x90;
    const bool is_beyond = first == 0xf4 && byte(1) >= 0x90;
    return is_overlong || is_beyond ? 0 : 4;
  }
  return 0;
}

inline void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xc0 | code_point >> 6);
    put(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    put(0xe0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3f));
    put(0x80 | (code_point & 0x3f));
  } else {
    put(0xf0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3f));
    put(0x80 | (code_point >> 6 & 0x3f));
    put(0x80 | (code_point & 0x3f));
  }
}

/// Four hexadecimal digits as a number; beyond 0xffff if they are none.
inline std::uint32_t read_hex4(const char* at, const char* end) {
  constexpr std::uint32_t none = 0x10000;
  if (end - at < 4) return none;
  std::uint32_t number = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
    else if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A') + 10;
    else return none;
    number = number << 4 | digit;
  }
  return number;
}

}  // namespace rowclaim::inline v0_1::detail
