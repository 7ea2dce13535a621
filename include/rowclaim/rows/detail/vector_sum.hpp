// SPDX-License-Identifier: BSL-1.0
// Sums of the numbers whose bit is 1, exact for integers and the same on every machine for reals.
#pragma once

#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/detail/column_interval.hpp>
#include <rowclaim/rows/detail/selection_bits.hpp>
#include <rowclaim/rows/detail/vector_match.hpp>
#include <rowclaim/rows/detail/vector_path.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

/// Of integers the whole sum; of reals the sum in double.
struct partial_sum {
  exact_integer integer = 0;
  double real = 0;
};

/// Sums 64 numbers for each of `count` words of bits, at most a tile of them. The numbers need not be aligned.
using sum_numbers = partial_sum (*)(const char* numbers, const std::uint64_t* bits, std::size_t count) noexcept;

// Row i goes to sum i % 8 in each path, and the eight are added in order: so reals are rounded alike everywhere.
inline constexpr std::size_t sums_side_by_side = 8;

template <class Number>
partial_sum total_of(const Number (&sums)[sums_side_by_side]) noexcept {
  partial_sum total;
  for (const Number& sum : sums) {
    if constexpr (std::floating_point<Number>) total.real += sum;
    else total.integer += sum;
  }
  return total;
}

// What a number counts: nothing if its bit is 0, and nothing if it is NaN, which is null.
template <class Number>
partial_sum sum_portably(const char* numbers, const std::uint64_t* bits, std::size_t count) noexcept {
  using sum_type =
      std::conditional_t<std::floating_point<Number>, double, std::conditional_t<sizeof(Number) == 8, exact_integer, std::int64_t>>;
  sum_type sums[sums_side_by_side]{};
  for (std::size_t i = 0; i < count; ++i, numbers += rows_in_word * sizeof(Number)) {
    if (bits[i] == 0) continue;
    std::array<Number, rows_in_word> row;
    std::memcpy(row.data(), numbers, sizeof row);
    for (std::size_t j = 0; j < rows_in_word; ++j) {
      const bool counts = (bits[i] >> j & 1) != 0 && row[j] == row[j];
      sums[j % sums_side_by_side] += counts ? static_cast<sum_type>(row[j]) : sum_type{0};
    }
  }
  return total_of(sums);
}

#if defined(__x86_64__) && defined(__GNUC__)

// Halves of the integers are summed apart, so that nothing overflows within a tile.
template <std::integral Number>
__attribute__((target("avx512f,avx512dq"))) partial_sum sum_integers_avx512(const char* numbers, const std::uint64_t* bits,
                                                                            std::size_t count) noexcept {
  using lanes = typename vector_of<Number, 64>::type;
  using masks = vector_of<long long, 64>::type;
  lanes low{};
  lanes high{};
  for (std::size_t i = 0; i < count; ++i, numbers += rows_in_word * sizeof(Number)) {
    if (bits[i] == 0) continue;
    for (std::size_t j = 0; j < 8; ++j) {
      lanes row;
      std::memcpy(&row, numbers + j * sizeof row, sizeof row);
      const masks counts = __builtin_ia32_cvtmask2q512(static_cast<std::uint8_t>(bits[i] >> (8 * j)));
      row &= reinterpret_cast<lanes>(counts);
      low += row & 0xffffffff;
      high += row >> 32;
    }
  }
  partial_sum total;
  for (std::size_t i = 0; i < 8; ++i) total.integer += exact_integer{high[i]} * (std::int64_t{1} << 32) + low[i];
  return total;
}

__attribute__((target("avx512f,avx512dq"))) inline partial_sum sum_reals_avx512(const char* numbers, const std::uint64_t* bits,
                                                                                std::size_t count) noexcept {
  using reals __attribute__((vector_size(64))) = double;
  using masks = vector_of<long long, 64>::type;
  reals sums{};
  for (std::size_t i = 0; i < count; ++i, numbers += rows_in_word * sizeof(double)) {
    if (bits[i] == 0) continue;
    for (std::size_t j = 0; j < 8; ++j) {
      reals row;
      std::memcpy(&row, numbers + j * sizeof row, sizeof row);
      const masks counts =
          __builtin_ia32_cvtmask2q512(static_cast<std::uint8_t>(bits[i] >> (8 * j))) & reinterpret_cast<masks>(row == row);
      sums += reinterpret_cast<reals>(reinterpret_cast<masks>(row) & counts);
    }
  }
  double lanes[sums_side_by_side];
  std::memcpy(lanes, &sums, sizeof lanes);
  return total_of(lanes);
}

template <std::integral Number>
__attribute__((target("avx2"))) partial_sum sum_integers_avx2(const char* numbers, const std::uint64_t* bits,
                                                              std::size_t count) noexcept {
  using lanes = typename vector_of<Number, 32>::type;
  constexpr lanes bit_of_lane{1, 2, 4, 8};
  lanes low{};
  lanes high{};
  for (std::size_t i = 0; i < count; ++i, numbers += rows_in_word * sizeof(Number)) {
    if (bits[i] == 0) continue;
    for (std::size_t j = 0; j < 16; ++j) {
      lanes row;
      std::memcpy(&row, numbers + j * sizeof row, sizeof row);
      const lanes bit = (static_cast<Number>(bits[i] >> (4 * j)) - lanes{}) & bit_of_lane;
      row &= reinterpret_cast<lanes>(bit == bit_of_lane);
      low += row & 0xffffffff;
      high += row >> 32;
    }
  }
  partial_sum total;
  for (std::size_t i = 0; i < 4; ++i) total.integer += exact_integer{high[i]} * (std::int64_t{1} << 32) + low[i];
  return total;
}

__attribute__((target("avx2"))) inline partial_sum sum_reals_avx2(const char* numbers, const std::uint64_t* bits,
                                                                  std::size_t count) noexcept {
  using reals __attribute__((vector_size(32))) = double;
  using masks = vector_of<long long, 32>::type;
  constexpr masks bit_of_lane{1, 2, 4, 8};
  reals sums[2]{};
  for (std::size_t i = 0; i < count; ++i, numbers += rows_in_word * sizeof(double)) {
    if (bits[i] == 0) continue;
    for (std::size_t j = 0; j < 16; ++j) {
      reals row;
      std::memcpy(&row, numbers + j * sizeof row, sizeof row);
      const masks bit = (static_cast<long long>(bits[i] >> (4 * j)) - masks{}) & bit_of_lane;
      const masks counts = (bit == bit_of_lane) & reinterpret_cast<masks>(row == row);
      sums[j % 2] += reinterpret_cast<reals>(reinterpret_cast<masks>(row) & counts);
    }
  }
  double lanes[sums_side_by_side];
  std::memcpy(lanes, sums, sizeof lanes);
  return total_of(lanes);
}

#endif

/// The fastest function for a column's layout; null if it holds no numbers. Requires: the machine can run the path.
inline sum_numbers summer_for(column_layout layout, [[maybe_unused]] vector_path path) noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
  const bool is_512 = path == vector_path::avx512;
  if (path != vector_path::portable) {
    if (layout == column_layout::int64) return is_512 ? &sum_integers_avx512<long long> : &sum_integers_avx2<long long>;
    if (layout == column_layout::uint64)
      return is_512 ? &sum_integers_avx512<unsigned long long> : &sum_integers_avx2<unsigned long long>;
    if (layout == column_layout::float64) return is_512 ? &sum_reals_avx512 : &sum_reals_avx2;
  }
#endif
  switch (layout) {
    case column_layout::int8: return &sum_portably<std::int8_t>;
    case column_layout::int16: return &sum_portably<std::int16_t>;
    case column_layout::int32: return &sum_portably<std::int32_t>;
    case column_layout::int64: return &sum_portably<std::int64_t>;
    case column_layout::uint8: return &sum_portably<std::uint8_t>;
    case column_layout::uint16: return &sum_portably<std::uint16_t>;
    case column_layout::uint32: return &sum_portably<std::uint32_t>;
    case column_layout::uint64: return &sum_portably<std::uint64_t>;
    case column_layout::float32: return &sum_portably<float>;
    case column_layout::float64: return &sum_portably<double>;
    case column_layout::nothing:
    case column_layout::bits:
    case column_layout::bytes:
    case column_layout::text_32:
    case column_layout::text_64:
    case column_layout::fixed_text:
    case column_layout::text_views:
    case column_layout::string_views:
    case column_layout::strings: break;
  }
  return nullptr;
}

/// The sum of a column's numbers in the rows from word `first_word` on. Takes the nulls out of `words`.
inline partial_sum sum_part(const column_data& column, sum_numbers add, std::size_t first_word,
                            std::span<std::uint64_t> words) noexcept {
  const std::size_t bytes = bytes_of(column.layout());
  const std::size_t first = first_word * rows_in_word;
  const std::size_t rows = std::min(words.size() * rows_in_word, column.size() - first);
  if (column.validity() != nullptr)
    for (std::size_t i = 0; i < words.size(); ++i)
      words[i] &=
          load_bits(column.validity(), column.offset() + first + i * rows_in_word, std::min(rows_in_word, rows - i * rows_in_word));
  const char* const numbers = static_cast<const char*>(column.values()) + (column.offset() + first) * bytes;
  const std::size_t whole = rows / rows_in_word;
  partial_sum sum = add(numbers, words.data(), whole);
  if (const std::size_t rest = rows % rows_in_word; rest != 0) {  // nothing is read beyond the column's end
    std::array<char, rows_in_word * 8> padded{};
    std::memcpy(padded.data(), numbers + whole * rows_in_word * bytes, rest * bytes);
    const partial_sum last = add(padded.data(), words.data() + whole, 1);
    sum.integer += last.integer;
    sum.real += last.real;
  }
  return sum;
}

}  // namespace rowclaim::inline v0_1::detail
