// SPDX-License-Identifier: BSL-1.0
// The parts of JSON text that are about characters: plain runs, UTF-8, escapes.
#pragma once

#include <rowclaim/core/hash.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// IWYU pragma: private, include <rowclaim/core/strict_json.hpp>

namespace rowclaim::inline v0_1::detail {

/// The first character from `at` on that is not plain: a quote, a backslash, a control character or a byte beyond ASCII.
inline const char* skip_plain(const char* at, const char* end) {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // Compared as signed numbers, bytes beyond ASCII are below the space, as control characters are.
    const __m128i special =
        _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(special));
    if (found != 0) [[likely]]
      return at + std::countr_zero(found);
  }
#else
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t ones = 0x0101010101010101u;
    constexpr std::uint64_t tops = 0x8080808080808080u;
    while (end - at >= 8) {
      const auto bytes = load<std::uint64_t>(at);
      const std::uint64_t quotes = bytes ^ (ones * '"');
      const std::uint64_t backslashes = bytes ^ (ones * '\\');
      // Each term has its top bit in a byte that matches; the lowest such byte is exact, and only that one is used.
      const std::uint64_t found = ((quotes - ones) | (backslashes - ones) | (bytes - ones * 0x20) | bytes) & tops;
      if (found != 0) return at + std::countr_zero(found) / 8;
      at += 8;
    }
  }
#endif
  for (; at != end; ++at) {
    const auto c = static_cast<unsigned char>(*at);
    if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') break;
  }
  return at;
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
