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
#include <bit>
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

// A number whose bit is 0 counts nothing, and neither does NaN, which is null. Halves of wide integers are summed apart, so that nothing
// overflows within a tile.
template <class Number>
partial_sum sum_portably(const char* numbers, const std::uint64_t* bits, std::size_t count) noexcept {
  constexpr bool is_wide = std::integral<Number> && sizeof(Number) == 8;
  using sum_type = std::conditional_t<std::floating_point<Number>, double, std::int64_t>;
  sum_type sums[sums_side_by_side]{};
  std::uint64_t low = 0;
  for (std::size_t i = 0; i < count; ++i, numbers += rows_in_word * sizeof(Number)) {
    if (bits[i] == 0) continue;
    std::array<Number, rows_in_word> row;
    std::memcpy(row.data(), numbers, sizeof row);
    for (std::size_t j = 0; j < rows_in_word; ++j) {
      const std::uint64_t counts = 0 - (bits[i] >> j & 1);
      sum_type& sum = sums[j % sums_side_by_side];
      if constexpr (std::floating_point<Number>) {
        const auto wide = static_cast<double>(row[j]);
        sum += std::bit_cast<double>(std::bit_cast<std::uint64_t>(wide) & (wide == wide ? counts : 0));
      } else if constexpr (is_wide) {
        low += static_cast<std::uint64_t>(row[j]) & 0xffffffff & counts;
        sum += static_cast<std::int64_t>(row[j] >> 32) & static_cast<std::int64_t>(counts);
      } else {
        sum += static_cast<std::int64_t>(row[j]) & static_cast<std::int64_t>(counts);
      }
    }
  }
  partial_sum total = total_of(sums);
  if constexpr (is_wide) total.integer = total.integer * (std::int64_t{1} << 32) + low;
  return total;
}

#if defined(__x86_64__) && defined(__GNUC__)

template <class Number, std::size_t Lanes>
struct lanes_of {
  using type __attribute__((vector_size(Lanes * sizeof(Number)))) = Number;
};

template <class Number>
__attribute__((target("avx512f,avx512bw,avx512dq"))) partial_sum sum_avx512(const char* numbers, const std::uint64_t* bits,
                                                                            std::size_t count) noexcept {
  constexpr bool is_real = std::floating_point<Number>;
  using wide =
      std::conditional_t<is_real, double, std::conditional_t<std::unsigned_integral<Number>, unsigned long long, long long>>;
  using wide_lanes = typename lanes_of<wide, 8>::type;
  using masks = typename lanes_of<long long, 8>::type;
  wide_lanes sums{};
  wide_lanes low{};
  for (std::size_t i = 0; i < count; ++i, numbers += rows_in_word * sizeof(Number)) {
    if (bits[i] == 0) continue;
    for (std::size_t j = 0; j < 8; ++j) {
      typename lanes_of<Number, 8>::type narrow;
      std::memcpy(&narrow, numbers + j * sizeof narrow, sizeof narrow);
      wide_lanes row = __builtin_convertvector(narrow, wide_lanes);
      masks counts = __builtin_ia32_cvtmask2q512(static_cast<std::uint8_t>(bits[i] >> (8 * j)));
      if constexpr (is_real) counts &= reinterpret_cast<masks>(row == row);
      row = reinterpret_cast<wide_lanes>(reinterpret_cast<masks>(row) & counts);
      if constexpr (!is_real && sizeof(Number) == 8) {
        low += row & 0xffffffff;
        sums += row >> 32;
      } else {
        sums += row;
      }
    }
  }
  wide of_sums[sums_side_by_side];
  wide of_low[sums_side_by_side];
  std::memcpy(of_sums, &sums, sizeof of_sums);
  std::memcpy(of_low, &low, sizeof of_low);
  partial_sum total = total_of(of_sums);
  if constexpr (!is_real && sizeof(Number) == 8) total.integer = total.integer * (std::int64_t{1} << 32) + total_of(of_low).integer;
  return total;
}

template <class Number>
__attribute__((target("avx2"))) partial_sum sum_avx2(const char* numbers, const std::uint64_t* bits, std::size_t count) noexcept {
  constexpr bool is_real = std::floating_point<Number>;
  using wide =
      std::conditional_t<is_real, double, std::conditional_t<std::unsigned_integral<Number>, unsigned long long, long long>>;
  using wide_lanes = typename lanes_of<wide, 4>::type;
  using masks = typename lanes_of<long long, 4>::type;
  constexpr masks bit_of_lane{1, 2, 4, 8};
  wide_lanes sums[2]{};
  wide_lanes low[2]{};
  for (std::size_t i = 0; i < count; ++i, numbers += rows_in_word * sizeof(Number)) {
    if (bits[i] == 0) continue;
    for (std::size_t j = 0; j < 16; ++j) {
      typename lanes_of<Number, 4>::type narrow;
      std::memcpy(&narrow, numbers + j * sizeof narrow, sizeof narrow);
      wide_lanes row = __builtin_convertvector(narrow, wide_lanes);
      const masks bit = (static_cast<long long>(bits[i] >> (4 * j)) - masks{}) & bit_of_lane;
      masks counts = bit == bit_of_lane;
      if constexpr (is_real) counts &= reinterpret_cast<masks>(row == row);
      row = reinterpret_cast<wide_lanes>(reinterpret_cast<masks>(row) & counts);
      if constexpr (!is_real && sizeof(Number) == 8) {
        low[j % 2] += row & 0xffffffff;
        sums[j % 2] += row >> 32;
      } else {
        sums[j % 2] += row;
      }
    }
  }
  wide of_sums[sums_side_by_side];
  wide of_low[sums_side_by_side];
  std::memcpy(of_sums, sums, sizeof of_sums);
  std::memcpy(of_low, low, sizeof of_low);
  partial_sum total = total_of(of_sums);
  if constexpr (!is_real && sizeof(Number) == 8) total.integer = total.integer * (std::int64_t{1} << 32) + total_of(of_low).integer;
  return total;
}

#endif

template <class Number>
sum_numbers summer_of([[maybe_unused]] vector_path path) noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
  if (path == vector_path::avx512) return &sum_avx512<Number>;
  if (path == vector_path::avx2) return &sum_avx2<Number>;
#endif
  return &sum_portably<Number>;
}

/// The fastest function for a column's layout; null if it holds no numbers. Requires: the machine can run the path.
inline sum_numbers summer_for(column_layout layout, vector_path path) noexcept {
  switch (layout) {
    case column_layout::int8: return summer_of<std::int8_t>(path);
    case column_layout::int16: return summer_of<std::int16_t>(path);
    case column_layout::int32: return summer_of<std::int32_t>(path);
    case column_layout::int64: return summer_of<std::int64_t>(path);
    case column_layout::uint8: return summer_of<std::uint8_t>(path);
    case column_layout::uint16: return summer_of<std::uint16_t>(path);
    case column_layout::uint32: return summer_of<std::uint32_t>(path);
    case column_layout::uint64: return summer_of<std::uint64_t>(path);
    case column_layout::float32: return summer_of<float>(path);
    case column_layout::float64: return summer_of<double>(path);
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
