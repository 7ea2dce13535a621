// SPDX-License-Identifier: BSL-1.0
// base64url by 32 or 64 characters at a time, where the machine that runs the program can.
#pragma once

#include <rowclaim/core/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

// IWYU pragma: private, include <rowclaim/jose/base64url.hpp>

namespace rowclaim::inline v0_1::detail {

/// What was decoded of a text's beginning.
struct base64url_progress {
  std::size_t characters = 0;
  bool is_refused = false;
};

// Compilers' own vectors and not <immintrin.h>: that header costs every file that includes this half a second.
#if defined(__x86_64__) && defined(__GNUC__)

using bytes_32 = char __attribute__((vector_size(32)));
using shorts_16 = short __attribute__((vector_size(32)));
using words_8 = int __attribute__((vector_size(32)));

/// Decodes as many groups of 32 characters as there are. The machine must have AVX2.
///
/// The characters of the alphabet lie in six rows of 16 codes. One look-up tells the row's bit, the other in which rows a place
/// is taken; where both agree the character is one of the alphabet, and its row says what to add to have its value.
__attribute__((target("avx2"))) inline base64url_progress decode_base64url_avx2(const char* in, std::size_t size, char* out) {
  constexpr bytes_32 row_bits{0, 0, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0,
                              0, 0, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0};
  // Row 2 has '-' alone, 3 the digits, 4 A to O, 5 P to Z and '_', 6 a to o, 7 p to z.
  constexpr char all = 8 + 16 + 32 + 64 - 128;
  constexpr char no_zero = all - 16 - 64;      // place 0: no '@', no '`'
  constexpr char letters = all - 8;            // place 10: digits are over
  constexpr char first_half = 16 + 64;         // places 11 to 15: rows 5 and 7 are over
  constexpr bytes_32 rows_of_place{no_zero,    all,
                                   all,        all,
                                   all,        all,
                                   all,        all,
                                   all,        all,
                                   letters,    first_half,
                                   first_half, first_half + 4,
                                   first_half, first_half + 32,
                                   no_zero,    all,
                                   all,        all,
                                   all,        all,
                                   all,        all,
                                   all,        all,
                                   letters,    first_half,
                                   first_half, first_half + 4,
                                   first_half, first_half + 32};
  constexpr bytes_32 to_value{0, 0, 62 - '-', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0,
                              0, 0, 62 - '-', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0};
  constexpr bytes_32 join_two{64, 1, 64, 1, 64, 1, 64, 1, 64, 1, 64, 1, 64, 1, 64, 1,
                              64, 1, 64, 1, 64, 1, 64, 1, 64, 1, 64, 1, 64, 1, 64, 1};
  constexpr shorts_16 join_four{4096, 1, 4096, 1, 4096, 1, 4096, 1, 4096, 1, 4096, 1, 4096, 1, 4096, 1};
  constexpr bytes_32 big_end_first{2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
                                   2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1};
  constexpr words_8 close_the_gap{0, 1, 2, 4, 5, 6, 3, 7};
  const char* const start = in;
  bytes_32 refused{};
  for (; size >= 32; size -= 32, in += 32, out += 24) {
    bytes_32 text;
    std::memcpy(&text, in, sizeof text);
    const bytes_32 row = reinterpret_cast<bytes_32>(reinterpret_cast<words_8>(text) >> 4) & 0x0f;
    // A look-up gives zero for bytes beyond ASCII, which have no row either.
    const bytes_32 rows = __builtin_ia32_pshufb256(rows_of_place, text);
    refused |= (rows & __builtin_ia32_pshufb256(row_bits, row)) == 0;
    const bytes_32 is_low_line = reinterpret_cast<bytes_32>(text == '_');
    const bytes_32 values = text + __builtin_ia32_pshufb256(to_value, row) + (is_low_line & (63 - ('_' - 'A')));
    const shorts_16 pairs = __builtin_ia32_pmaddubsw256(join_two, values);
    const words_8 fours = __builtin_ia32_pmaddwd256(pairs, join_four);
    const bytes_32 ordered = __builtin_ia32_pshufb256(reinterpret_cast<bytes_32>(fours), big_end_first);
    const words_8 bytes = __builtin_ia32_permvarsi256(reinterpret_cast<words_8>(ordered), close_the_gap);
    // The last eight bytes are beyond what was decoded: they may be written where more is to come that overwrites them.
    if (size >= 44) std::memcpy(out, &bytes, 32);
    else std::memcpy(out, &bytes, 24);
  }
  return {static_cast<std::size_t>(in - start), __builtin_ia32_pmovmskb256(refused) != 0};
}

using bytes_64 = char __attribute__((vector_size(64)));
using shorts_32 = short __attribute__((vector_size(64)));
using words_16 = int __attribute__((vector_size(64)));

/// What the decoder of 64 characters loads.
struct base64url_constants {
  alignas(64) std::array<signed char, 128> values{};      // of each ASCII character; -1 for those outside the alphabet
  alignas(64) std::array<signed char, 64> join_two{};
  alignas(64) std::array<std::int16_t, 32> join_four{};
  alignas(64) std::array<signed char, 64> big_end_first{};

  consteval base64url_constants() {
    const auto at = [this](int c) -> signed char& { return values[static_cast<std::size_t>(c)]; };
    values.fill(-1);
    for (int i = 0; i < 26; ++i) at('A' + i) = static_cast<signed char>(i);
    for (int i = 0; i < 26; ++i) at('a' + i) = static_cast<signed char>(26 + i);
    for (int i = 0; i < 10; ++i) at('0' + i) = static_cast<signed char>(52 + i);
    at('-') = 62;
    at('_') = 63;
    for (std::size_t i = 0; i < 64; ++i) join_two[i] = i % 2 == 0 ? 64 : 1;
    for (std::size_t i = 0; i < 32; ++i) join_four[i] = i % 2 == 0 ? 4096 : 1;
    for (std::size_t i = 0; i < 48; ++i) big_end_first[i] = static_cast<signed char>(i / 3 * 4 + 2 - i % 3);
  }
};
inline constexpr base64url_constants base64url_constant;

/// Decodes as many groups of 64 characters as there are, with the alphabet's 128 values in two registers. The machine must have
/// AVX-512 with VBMI.
__attribute__((target("avx512f,avx512bw,avx512vbmi"))) inline base64url_progress decode_base64url_avx512(const char* in,
                                                                                                         std::size_t size,
                                                                                                         char* out) {
  bytes_64 low_values;
  bytes_64 high_values;
  bytes_64 join_two;
  shorts_32 join_four;
  bytes_64 big_end_first;
  std::memcpy(&low_values, base64url_constant.values.data(), 64);
  std::memcpy(&high_values, base64url_constant.values.data() + 64, 64);
  std::memcpy(&join_two, base64url_constant.join_two.data(), 64);
  std::memcpy(&join_four, base64url_constant.join_four.data(), 64);
  std::memcpy(&big_end_first, base64url_constant.big_end_first.data(), 64);
  const char* const start = in;
  bytes_64 refused{};  // the top bit of each byte
  for (; size >= 64; size -= 64, in += 64, out += 48) {
    bytes_64 text;
    std::memcpy(&text, in, sizeof text);
#if defined(__clang__)
    const bytes_64 values = __builtin_ia32_vpermi2varqi512(low_values, text, high_values);
    const shorts_32 pairs = __builtin_ia32_pmaddubsw512(join_two, values);
    const words_16 fours = __builtin_ia32_pmaddwd512(pairs, join_four);
    const bytes_64 bytes = __builtin_ia32_permvarqi512(reinterpret_cast<bytes_64>(fours), big_end_first);
#else
    const bytes_64 values = __builtin_ia32_vpermt2varqi512_mask(text, low_values, high_values, ~std::uint64_t{0});
    const shorts_32 pairs = __builtin_ia32_pmaddubsw512_mask(join_two, values, shorts_32{}, ~std::uint32_t{0});
    const words_16 fours = __builtin_ia32_pmaddwd512_mask(pairs, join_four, words_16{}, static_cast<std::uint16_t>(~0u));
    const bytes_64 bytes =
        __builtin_ia32_permvarqi512_mask(reinterpret_cast<bytes_64>(fours), big_end_first, bytes_64{}, ~std::uint64_t{0});
#endif
    // A byte beyond ASCII has its top bit set, and so has what stands in the table for the other characters.
    refused |= text | values;
    // The last 16 bytes are beyond what was decoded: they may be written where more is to come that overwrites them.
    if (size >= 86) std::memcpy(out, &bytes, 64);
    else std::memcpy(out, &bytes, 48);
  }
  std::array<std::uint64_t, 8> words;
  std::memcpy(words.data(), &refused, sizeof refused);
  std::uint64_t any = 0;
  for (const std::uint64_t word : words) any |= word;
  return {static_cast<std::size_t>(in - start), (any & 0x8080808080808080u) != 0};
}

inline base64url_progress decode_base64url_vectors(const char* in, std::size_t size, char* out) noexcept {
  if (size < 32) return {};
  base64url_progress done;
  if (size >= 64 && __builtin_cpu_supports("avx512vbmi")) done = decode_base64url_avx512(in, size, out);
  if (size - done.characters < 32 || !__builtin_cpu_supports("avx2")) return done;
  const base64url_progress rest =
      decode_base64url_avx2(in + done.characters, size - done.characters, out + done.characters / 4 * 3);
  return {done.characters + rest.characters, done.is_refused || rest.is_refused};
}

#else

inline base64url_progress decode_base64url_vectors(const char*, std::size_t, char*) noexcept { return {}; }

#endif

}  // namespace rowclaim::inline v0_1::detail
