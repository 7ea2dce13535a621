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
  if (set.ranges().size() <= word_set::few)
    return match_ranges<std::uint8_t>(set, words, count, out);  // compilers have vectors for it
  match_each<std::uint8_t>(words, count, out,
                           [&table = set.table()](std::uint8_t word) { return (table[word / 64] >> (word % 64) & 1) != 0; });
}
template <std::unsigned_integral Word>
void match_index(const word_set& set, const char* words, std::size_t count, std::uint64_t* out) noexcept {
  const range_index& index = set.index();
  if (index.is_bitmap()) return match_each<Word>(words, count, out, [&index](Word word) { return index.is_in_bitmap(word); });
  match_each<Word>(words, count, out, [&index](Word word) { return index.is_found(word); });
}
inline void match_none(const word_set&, const char*, std::size_t count, std::uint64_t* out) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = 0;
}
inline void match_all(const word_set&, const char*, std::size_t count, std::uint64_t* out) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = ~std::uint64_t{0};
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

/// The bit that a table by lower bits has for the byte whose upper bits are the index, or end in it.
template <std::size_t Size>
consteval std::array<std::uint8_t, Size> bits_of_upper(std::size_t lower_bits_in_index, std::size_t count) {
  std::array<std::uint8_t, Size> bits{};
  for (std::size_t i = 0; i < Size; ++i) bits[i] = static_cast<std::uint8_t>(1u << ((i >> lower_bits_in_index) % count));
  return bits;
}
alignas(64) inline constexpr auto bits_of_upper_two = bits_of_upper<64>(4, 4);  // the index is the upper six bits
alignas(16) inline constexpr auto bits_of_upper_four = bits_of_upper<16>(0, 8);

// For bytes that their lower six bits tell apart, as the codes of a dictionary of up to 64 entries are.
__attribute__((target("avx512f,avx512bw,avx512vbmi"))) inline void match_lookup_avx512(const word_set& set, const char* words,
                                                                                       std::size_t count,
                                                                                       std::uint64_t* out) noexcept {
  using bytes = vector_of<char, 64>::type;
  bytes members;
  std::memcpy(&members, set.lookup_by_six_bits().bytes().data(), sizeof members);
  constexpr int equal = 0;
  for (std::size_t i = 0; i < count; ++i, words += 64) {
    bytes word;
    std::memcpy(&word, words, sizeof word);
    asm("" : "+v"(word));  // or it would be loaded twice, and a load that crosses lines takes as long as all the rest
#if defined(__clang__)
    const bytes member = __builtin_ia32_permvarqi512(members, word);
#else
    const bytes member = __builtin_ia32_permvarqi512_mask(members, word, bytes{}, ~std::uint64_t{0});
#endif
    out[i] = __builtin_ia32_ucmpb512_mask(member, word, equal, ~std::uint64_t{0});
  }
}

// Both look-ups go by the lower six bits of each byte and take no notice of the others.
__attribute__((target("avx512f,avx512bw,avx512vbmi"))) inline void match_table_avx512(const word_set& set, const char* words,
                                                                                      std::size_t count,
                                                                                      std::uint64_t* out) noexcept {
  using bytes = vector_of<char, 64>::type;
  using quads = vector_of<long long, 64>::type;
  bytes truths;
  bytes bit_of_top;
  std::memcpy(&truths, set.table_by_six_bits().data(), sizeof truths);
  std::memcpy(&bit_of_top, bits_of_upper_two.data(), sizeof bit_of_top);
  [[maybe_unused]] constexpr int not_equal = 4;
  for (std::size_t i = 0; i < count; ++i, words += 64) {
    bytes word;
    std::memcpy(&word, words, sizeof word);
    asm("" : "+v"(word));  // as above
    const auto upper = reinterpret_cast<bytes>(reinterpret_cast<quads>(word) >> 2);
#if defined(__clang__)
    const bytes found = __builtin_ia32_permvarqi512(truths, word) & __builtin_ia32_permvarqi512(bit_of_top, upper);
    out[i] = __builtin_ia32_ucmpb512_mask(found, bytes{}, not_equal, ~std::uint64_t{0});
#else
    out[i] = __builtin_ia32_ptestmb512(__builtin_ia32_permvarqi512_mask(truths, word, bytes{}, ~std::uint64_t{0}),
                                       __builtin_ia32_permvarqi512_mask(bit_of_top, upper, bytes{}, ~std::uint64_t{0}),
                                       ~std::uint64_t{0});
#endif
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

// For bytes that their lower four bits tell apart. A look-up gives zero for a byte whose top bit is set, which is no such byte.
__attribute__((target("avx2"))) inline void match_lookup_avx2(const word_set& set, const char* words, std::size_t count,
                                                              std::uint64_t* out) noexcept {
  using bytes = vector_of<char, 32>::type;
  bytes members;
  for (std::size_t i = 0; i < 2; ++i)
    std::memcpy(reinterpret_cast<char*>(&members) + 16 * i, set.lookup_by_four_bits().bytes().data(), 16);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t found = 0;
    for (std::size_t j = 0; j < 2; ++j, words += 32) {
      bytes word;
      std::memcpy(&word, words, sizeof word);
      const bytes is_member = __builtin_ia32_pshufb256(members, word) == word;
      found |= std::uint64_t{static_cast<std::uint32_t>(__builtin_ia32_pmovmskb256(is_member))} << (32 * j);
    }
    out[i] = found;
  }
}

__attribute__((target("avx2"))) inline void match_table_avx2(const word_set& set, const char* words, std::size_t count,
                                                             std::uint64_t* out) noexcept {
  using bytes = vector_of<char, 32>::type;
  using quads = vector_of<long long, 32>::type;
  // A look-up stays within 16 bytes, so both halves of a register have the same.
  bytes low_rows;
  bytes high_rows;
  bytes bit_of_half;
  for (std::size_t i = 0; i < 2; ++i) {
    std::memcpy(reinterpret_cast<char*>(&low_rows) + 16 * i, set.table_by_four_bits().data(), 16);
    std::memcpy(reinterpret_cast<char*>(&high_rows) + 16 * i, set.table_by_four_bits().data() + 16, 16);
    std::memcpy(reinterpret_cast<char*>(&bit_of_half) + 16 * i, bits_of_upper_four.data(), 16);
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

/// As many ranges as vectors compare one by one in less time than it takes to look each word up.
constexpr std::size_t most_ranges(std::size_t bytes, vector_path path) noexcept {
  return (path == vector_path::avx512 ? 128 : 64) / bytes;
}

template <std::unsigned_integral Word>
match_words matcher_of(const word_set& set, vector_path path) noexcept {
  switch (set.shape()) {
    case word_set::form::none: return &match_none;
    case word_set::form::all: return &match_all;
    case word_set::form::index:
      if (path == vector_path::portable || set.ranges().size() > most_ranges(sizeof(Word), path)) return &match_index<Word>;
      break;
    case word_set::form::table:
#if defined(__x86_64__) && defined(__GNUC__)
      if (path == vector_path::avx512) return set.lookup_by_six_bits().is_exact() ? &match_lookup_avx512 : &match_table_avx512;
      if (path == vector_path::avx2) return set.lookup_by_four_bits().is_exact() ? &match_lookup_avx2 : &match_table_avx2;
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

/// The fastest function for a set, whose words have so many bytes. Requires: 1, 2, 4 or 8 bytes; the machine can run the path.
inline match_words matcher_for(std::size_t bytes, const word_set& set, vector_path path) noexcept {
  switch (bytes) {
    case 1: return matcher_of<std::uint8_t>(set, path);
    case 2: return matcher_of<std::uint16_t>(set, path);
    case 4: return matcher_of<std::uint32_t>(set, path);
    default: return matcher_of<std::uint64_t>(set, path);
  }
}

}  // namespace rowclaim::inline v0_1::detail
