// SPDX-License-Identifier: BSL-1.0
// Which of many words belong to a set, a bit for each: 64 at a time, in the widest vectors that the machine has.
#pragma once

#include <rowclaim/rows/detail/column_word_set.hpp>
#include <rowclaim/rows/detail/selection_bits.hpp>
#include <rowclaim/rows/detail/vector_path.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

/// Tests 64 words for each of `count` results. The words need not be aligned.
using match_words = void (*)(const word_set& set, const char* words, std::size_t count, std::uint64_t* out) noexcept;

template <std::unsigned_integral Word>
void match_ranges(const word_set& set, const char* words, std::size_t count, std::uint64_t* out) noexcept {
  for (std::size_t i = 0; i < count; ++i, words += rows_in_word * sizeof(Word)) {
    std::array<Word, rows_in_word> row;
    std::array<std::uint8_t, rows_in_word> truths{};
    std::memcpy(row.data(), words, sizeof row);
    for (const word_range& r : set.ranges()) {
      const auto base = static_cast<Word>(r.base);
      const auto extent = static_cast<Word>(r.extent);
      for (std::size_t j = 0; j < rows_in_word; ++j)
        truths[j] = static_cast<std::uint8_t>(truths[j] | static_cast<std::uint8_t>(static_cast<Word>(row[j] - base) <= extent));
    }
    out[i] = pack_truths(truths.data());
  }
}

template <std::unsigned_integral Word, class Test>
void match_each(const char* words, std::size_t count, std::uint64_t* out, const Test& test) noexcept {
  for (std::size_t i = 0; i < count; ++i, words += rows_in_word * sizeof(Word)) {
    std::uint64_t found = 0;
    for (std::size_t j = 0; j < rows_in_word; ++j) {
      Word word;
      std::memcpy(&word, words + j * sizeof(Word), sizeof word);
      found |= std::uint64_t{test(word)} << j;
    }
    out[i] = found;
  }
}

inline void match_table(const word_set& set, const char* words, std::size_t count, std::uint64_t* out) noexcept {
  match_each<std::uint8_t>(words, count, out,
                           [table = set.table()](std::uint8_t word) { return (table[word / 64] >> (word % 64) & 1) != 0; });
}
template <std::unsigned_integral Word>
void match_bitmap(const word_set& set, const char* words, std::size_t count, std::uint64_t* out) noexcept {
  match_each<Word>(words, count, out, [&set](Word word) { return set.is_in_bitmap(word); });
}
template <std::unsigned_integral Word>
void match_search(const word_set& set, const char* words, std::size_t count, std::uint64_t* out) noexcept {
  match_each<Word>(words, count, out, [&set](Word word) { return set.is_found(word); });
}
inline void match_none(const word_set&, const char*, std::size_t count, std::uint64_t* out) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = 0;
}
inline void match_all(const word_set&, const char*, std::size_t count, std::uint64_t* out) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = ~std::uint64_t{0};
}

/// A table of 256 truths by the two halves of a byte: bit h of entry l is for the byte whose high half is h, or h + 8 in the second
/// half of the rows.
inline std::array<std::array<std::uint8_t, 16>, 2> rows_of_table(const word_set& set) noexcept {
  std::array<std::array<std::uint8_t, 16>, 2> rows{};
  for (std::size_t word = 0; word < 256; ++word)
    if ((set.table()[word / 64] >> (word % 64) & 1) != 0)
      rows[word / 128][word % 16] = static_cast<std::uint8_t>(rows[word / 128][word % 16] | 1u << (word / 16 % 8));
  return rows;
}

// Compilers' own vectors and not <immintrin.h>: that header costs every file that includes it half a second. No lambdas here and no
// vectors between functions: neither knows for what machine it is.
#if defined(__x86_64__) && defined(__GNUC__)

template <std::integral Lane, std::size_t Bytes>
struct vector_of {
  using type __attribute__((vector_size(Bytes))) = Lane;
};
// The lanes that instructions are declared for; `char` has a sign here.
template <std::size_t Bytes>
using lane_of =
    std::conditional_t<Bytes == 1, char, std::conditional_t<Bytes == 2, short, std::conditional_t<Bytes == 4, int, long long>>>;

template <std::unsigned_integral Word>
__attribute__((target("avx512f,avx512bw"))) void match_ranges_avx512(const word_set& set, const char* words, std::size_t count,
                                                                     std::uint64_t* out) noexcept {
  using lanes = typename vector_of<lane_of<sizeof(Word)>, 64>::type;
  using words_of = typename vector_of<Word, 64>::type;  // these go round
  constexpr std::size_t lane_count = 64 / sizeof(Word);
  constexpr int less_or_equal = 2;
  const std::span<const word_range> ranges = set.ranges();
  for (std::size_t i = 0; i < count; ++i) {
    words_of row[sizeof(Word)];
    std::memcpy(row, words, sizeof row);
    words += sizeof row;
    std::uint64_t found = 0;
    for (const word_range& r : ranges) {
      const words_of base = static_cast<Word>(r.base) - words_of{};
      const auto extent = reinterpret_cast<lanes>(static_cast<Word>(r.extent) - words_of{});
      for (std::size_t j = 0; j < sizeof(Word); ++j) {
        const auto distance = reinterpret_cast<lanes>(row[j] - base);
        std::uint64_t truths = 0;
        if constexpr (sizeof(Word) == 1) truths = __builtin_ia32_ucmpb512_mask(distance, extent, less_or_equal, ~std::uint64_t{0});
        else if constexpr (sizeof(Word) == 2)
          truths = __builtin_ia32_ucmpw512_mask(distance, extent, less_or_equal, ~std::uint32_t{0});
        else if constexpr (sizeof(Word) == 4)
          truths = __builtin_ia32_ucmpd512_mask(distance, extent, less_or_equal, static_cast<std::uint16_t>(~0u));
        else truths = __builtin_ia32_ucmpq512_mask(distance, extent, less_or_equal, static_cast<std::uint8_t>(~0u));
        found |= truths << (j * lane_count);
      }
    }
    out[i] = found;
  }
}

__attribute__((target("avx512f,avx512bw"))) inline void match_table_avx512(const word_set& set, const char* words,
                                                                           std::size_t count, std::uint64_t* out) noexcept {
  using bytes = vector_of<char, 64>::type;
  using quads = vector_of<long long, 64>::type;
  const auto rows = rows_of_table(set);
  bytes low_rows;
  bytes high_rows;
  bytes bit_of_half;
  for (std::size_t i = 0; i < 64; ++i) {
    low_rows[i] = static_cast<char>(rows[0][i % 16]);
    high_rows[i] = static_cast<char>(rows[1][i % 16]);
    bit_of_half[i] = static_cast<char>(1u << (i % 8));
  }
  constexpr int not_equal = 4;
  for (std::size_t i = 0; i < count; ++i, words += 64) {
    bytes word;
    std::memcpy(&word, words, sizeof word);
    const bytes half = reinterpret_cast<bytes>(reinterpret_cast<quads>(word) >> 4) & 0x0f;
    // A look-up gives zero where the top bit is set, and takes no notice of the three below.
#if defined(__clang__)
    const bytes row =
        __builtin_ia32_pshufb512(low_rows, word) | __builtin_ia32_pshufb512(high_rows, word ^ static_cast<char>(0x80));
    const bytes bit = __builtin_ia32_pshufb512(bit_of_half, half);
#else
    const bytes row = __builtin_ia32_pshufb512_mask(low_rows, word, bytes{}, ~std::uint64_t{0}) |
                      __builtin_ia32_pshufb512_mask(high_rows, word ^ static_cast<char>(0x80), bytes{}, ~std::uint64_t{0});
    const bytes bit = __builtin_ia32_pshufb512_mask(bit_of_half, half, bytes{}, ~std::uint64_t{0});
#endif
    out[i] = __builtin_ia32_ucmpb512_mask(row & bit, bytes{}, not_equal, ~std::uint64_t{0});
  }
}

template <std::unsigned_integral Word>
__attribute__((target("avx2"))) void match_ranges_avx2(const word_set& set, const char* words, std::size_t count,
                                                       std::uint64_t* out) noexcept {
  using lanes = typename vector_of<lane_of<sizeof(Word)>, 32>::type;
  using words_of = typename vector_of<Word, 32>::type;
  using bytes = vector_of<char, 32>::type;
  using floats __attribute__((vector_size(32))) = float;
  using doubles __attribute__((vector_size(32))) = double;
  constexpr std::size_t lane_count = 32 / sizeof(Word);
  constexpr Word top = static_cast<Word>(Word{1} << (8 * sizeof(Word) - 1));
  const std::span<const word_range> ranges = set.ranges();
  for (std::size_t i = 0; i < count; ++i, words += rows_in_word * sizeof(Word)) {
    std::uint64_t outside = ~std::uint64_t{0};
    for (const word_range& r : ranges) {
      // These machines compare with signs only: both sides are moved by half of all words.
      const words_of base = static_cast<Word>(static_cast<Word>(r.base) + top) - words_of{};
      const auto extent = reinterpret_cast<lanes>(static_cast<Word>(static_cast<Word>(r.extent) + top) - words_of{});
      std::uint64_t beyond = 0;
      if constexpr (sizeof(Word) == 2) {
        for (std::size_t j = 0; j < 2; ++j) {
          words_of low;
          words_of high;
          std::memcpy(&low, words + 64 * j, 32);
          std::memcpy(&high, words + 64 * j + 32, 32);
          const bytes packed = __builtin_ia32_packsswb256(reinterpret_cast<lanes>(low - base) > extent,
                                                          reinterpret_cast<lanes>(high - base) > extent);
          const auto mixed = static_cast<std::uint32_t>(__builtin_ia32_pmovmskb256(packed));  // by halves of the two
          const std::uint32_t ordered = (mixed & 0xff0000ffu) | (mixed & 0xff00u) << 8 | (mixed >> 8 & 0xff00u);
          beyond |= std::uint64_t{ordered} << (32 * j);
        }
      } else {
        for (std::size_t j = 0; j < 2 * sizeof(Word); ++j) {
          words_of row;
          std::memcpy(&row, words + 32 * j, sizeof row);
          const auto is_beyond = reinterpret_cast<lanes>(row - base) > extent;
          int truths = 0;
          if constexpr (sizeof(Word) == 1) truths = __builtin_ia32_pmovmskb256(reinterpret_cast<bytes>(is_beyond));
          else if constexpr (sizeof(Word) == 4) truths = __builtin_ia32_movmskps256(reinterpret_cast<floats>(is_beyond));
          else truths = __builtin_ia32_movmskpd256(reinterpret_cast<doubles>(is_beyond));
          beyond |= std::uint64_t{static_cast<std::uint32_t>(truths)} << (j * lane_count);
        }
      }
      outside &= beyond;
    }
    out[i] = ~outside;
  }
}

__attribute__((target("avx2"))) inline void match_table_avx2(const word_set& set, const char* words, std::size_t count,
                                                             std::uint64_t* out) noexcept {
  using bytes = vector_of<char, 32>::type;
  using quads = vector_of<long long, 32>::type;
  const auto rows = rows_of_table(set);
  bytes low_rows;
  bytes high_rows;
  bytes bit_of_half;
  for (std::size_t i = 0; i < 32; ++i) {
    low_rows[i] = static_cast<char>(rows[0][i % 16]);
    high_rows[i] = static_cast<char>(rows[1][i % 16]);
    bit_of_half[i] = static_cast<char>(1u << (i % 8));
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t outside = 0;
    for (std::size_t j = 0; j < 2; ++j, words += 32) {
      bytes word;
      std::memcpy(&word, words, sizeof word);
      const bytes half = reinterpret_cast<bytes>(reinterpret_cast<quads>(word) >> 4) & 0x0f;
      const bytes row =
          __builtin_ia32_pshufb256(low_rows, word) | __builtin_ia32_pshufb256(high_rows, word ^ static_cast<char>(0x80));
      const bytes is_outside = (row & __builtin_ia32_pshufb256(bit_of_half, half)) == 0;
      outside |= std::uint64_t{static_cast<std::uint32_t>(__builtin_ia32_pmovmskb256(is_outside))} << (32 * j);
    }
    out[i] = ~outside;
  }
}

#endif

template <std::unsigned_integral Word>
match_words matcher_of(word_set::form form, [[maybe_unused]] vector_path path) noexcept {
  switch (form) {
    case word_set::form::none: return &match_none;
    case word_set::form::all: return &match_all;
    case word_set::form::bitmap: return &match_bitmap<Word>;
    case word_set::form::search: return &match_search<Word>;
    case word_set::form::table:
#if defined(__x86_64__) && defined(__GNUC__)
      if (path == vector_path::avx512) return &match_table_avx512;
      if (path == vector_path::avx2) return &match_table_avx2;
#endif
      return &match_table;
    case word_set::form::ranges: break;
  }
#if defined(__x86_64__) && defined(__GNUC__)
  if (path == vector_path::avx512) return &match_ranges_avx512<Word>;
  if (path == vector_path::avx2) return &match_ranges_avx2<Word>;
#endif
  return &match_ranges<Word>;
}

/// The fastest function for a set of words of so many bytes. Requires: 1, 2, 4 or 8 bytes; the machine can run the path.
inline match_words matcher_for(std::size_t bytes, word_set::form form, vector_path path) noexcept {
  switch (bytes) {
    case 1: return matcher_of<std::uint8_t>(form, path);
    case 2: return matcher_of<std::uint16_t>(form, path);
    case 4: return matcher_of<std::uint32_t>(form, path);
    default: return matcher_of<std::uint64_t>(form, path);
  }
}

}  // namespace rowclaim::inline v0_1::detail
