// SPDX-License-Identifier: BSL-1.0
// A set of machine words laid out for fast tests: a few ranges, a table of 256, or an index of many ranges.
#pragma once

#include <rowclaim/rows/detail/column_interval.hpp>
#include <rowclaim/rows/detail/column_range_index.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

/// Bytes none of which ends in the same `Bits` bits as another: one look-up by these bits and one comparison tell whether a byte is among
/// them.
template <std::size_t Bits>
class byte_lookup {
 public:
  constexpr byte_lookup() noexcept {
    for (std::size_t i = 0; i < size; ++i) bytes_[i] = static_cast<std::uint8_t>(i ^ 1);  // what no byte that is looked for here is
  }

  constexpr void add(std::size_t byte) noexcept {
    std::uint8_t& place = bytes_[byte % size];
    if (place % size == byte % size || (Bits == 4 && byte > 127)) is_exact_ = false;  // by four bits, those look up nothing
    place = static_cast<std::uint8_t>(byte);
  }

  constexpr bool is_exact() const noexcept { return is_exact_; }
  constexpr const std::array<std::uint8_t, std::size_t{1} << Bits>& bytes() const noexcept { return bytes_; }

 private:
  static constexpr std::size_t size = std::size_t{1} << Bits;

  std::array<std::uint8_t, size> bytes_{};
  bool is_exact_ = true;
};

/// The words from `base` to `base + extent`, modulo the width: one subtraction and one comparison without signs tell whether a word is
/// among them, whatever its own sign.
struct word_range {
  std::uint64_t base = 0;
  std::uint64_t extent = 0;
};

/// Which words of one width belong to a set.
class word_set {
 public:
  enum class form : std::uint8_t { none, all, ranges, table, index };

  static constexpr std::size_t few = 8;  // ranges up to here are compared one by one by any machine

  word_set() = default;

  /// `all` are the integers that a word can hold, and `set` some of them.
  word_set(const interval_set& set, interval all, std::size_t bytes) : bytes_(bytes) {
    const std::span<const interval> intervals = set.intervals();
    if (intervals.empty()) return;
    form_ = form::ranges;
    for (const interval& i : intervals) ranges_.push_back({as_word(i.first), as_word(i.last - i.first)});
    if (intervals.front() == all) {
      form_ = form::all;
    } else if (intervals.size() > 1 && intervals.front().first == all.first && intervals.back().last == all.last) {
      ranges_.back().extent = as_word(intervals.front().last - intervals.back().first);  // words go round
      ranges_.erase(ranges_.begin());
    }
    if (form_ != form::ranges) return;
    if (bytes == 1 && ranges_.size() > 1) {
      form_ = form::table;
      for (const interval& i : intervals)
        for (exact_integer word = i.first; word <= i.last; ++word) add_to_tables(as_word(word));
    } else if (ranges_.size() > few) {
      form_ = form::index;
      index_ = range_index(intervals);
    }
  }

  form shape() const noexcept { return form_; }
  std::span<const word_range> ranges() const noexcept { return ranges_; }
  /// A bit for each of the 256 words of one byte.
  const std::array<std::uint64_t, 4>& table() const noexcept { return table_; }
  /// The same by the lower six bits of the byte: bit t is for the byte whose two upper ones are t.
  const std::array<std::uint8_t, 64>& table_by_six_bits() const noexcept { return table_by_six_bits_; }
  /// The same by the lower four bits: bit t is for the byte whose four upper ones are t, or t + 8 in the second half.
  const std::array<std::uint8_t, 32>& table_by_four_bits() const noexcept { return table_by_four_bits_; }

  const byte_lookup<6>& lookup_by_six_bits() const noexcept { return lookup_by_six_bits_; }
  const byte_lookup<4>& lookup_by_four_bits() const noexcept { return lookup_by_four_bits_; }

  /// For sets of more than a few ranges.
  const range_index& index() const noexcept { return index_; }

 private:
  std::uint64_t as_word(exact_integer number) const noexcept {
    const auto word = static_cast<std::uint64_t>(number);
    return bytes_ == 8 ? word : word & ((std::uint64_t{1} << (8 * bytes_)) - 1);
  }

  void add_to_tables(std::size_t byte) noexcept {
    table_[byte / 64] |= std::uint64_t{1} << (byte % 64);
    lookup_by_six_bits_.add(byte);
    lookup_by_four_bits_.add(byte);
    std::uint8_t& by_six = table_by_six_bits_[byte % 64];
    by_six = static_cast<std::uint8_t>(by_six | 1u << (byte / 64));
    std::uint8_t& by_four = table_by_four_bits_[byte / 128 * 16 + byte % 16];
    by_four = static_cast<std::uint8_t>(by_four | 1u << (byte / 16 % 8));
  }

  form form_ = form::none;
  std::size_t bytes_ = 8;
  std::vector<word_range> ranges_;
  std::array<std::uint64_t, 4> table_{};
  std::array<std::uint8_t, 64> table_by_six_bits_{};
  std::array<std::uint8_t, 32> table_by_four_bits_{};
  byte_lookup<6> lookup_by_six_bits_;
  byte_lookup<4> lookup_by_four_bits_;
  range_index index_;
};

}  // namespace rowclaim::inline v0_1::detail
