// SPDX-License-Identifier: BSL-1.0
// Finds a text in a set by its size and by its two ends, which are read as numbers, without a branch for most cells.
#pragma once

#include <rowclaim/core/hash.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

/// A text with its first and its last 8 bytes as little-endian numbers; of a shorter one both are the whole of it, zeros behind.
struct text_cell {
  const char* data = nullptr;
  std::size_t size = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  std::string_view text() const noexcept { return {data, size}; }
};

/// Ones for as many bytes as a text of less than 8 has.
inline constexpr std::array<std::uint64_t, 9> text_masks = [] {
  std::array<std::uint64_t, 9> masks{};
  for (std::size_t size = 1; size < masks.size(); ++size) masks[size] = ~std::uint64_t{0} >> (64 - 8 * size);
  return masks;
}();

/// Reads both ends with loads of 8 bytes: at least 8 bytes from `data` on must be there, whatever the size.
[[gnu::always_inline]] inline text_cell read_generously(const char* data, std::size_t size) noexcept {
  const std::uint64_t mask = text_masks[std::min<std::size_t>(size, 8)];
  const std::size_t to_last = size < 8 ? 0 : size - 8;
  return {data, size, load<std::uint64_t>(data) & mask, load<std::uint64_t>(data + to_last) & mask};
}

/// Reads both ends and not a byte that is none of the text's.
inline text_cell read_carefully(const char* data, std::size_t size) noexcept {
  if (size >= 8) return {data, size, load<std::uint64_t>(data), load<std::uint64_t>(data + size - 8)};
  const std::uint64_t whole = padded_text(data, size).low;
  return {data, size, whole, whole};
}

/// A set of texts.
///
/// What tells texts apart is nearly always size and ends together: they are hashed by one multiplication each into a table in which, for
/// up to 255 of them, each has a place of its own, so that a look-up reads one place and compares three numbers. Only of longer texts
/// of which all three are equal the bytes between the ends are compared.
class text_lookup {
 public:
  text_lookup() = default;

  explicit text_lookup(std::span<const value> values) {
    entries_.emplace_back().size = std::numeric_limits<std::size_t>::max();  // what an empty place leads to: equal to no cell
    std::vector<std::uint32_t> distinct;  // the first ones of their ends; others hang on them
    std::vector<entry> given;
    given.reserve(values.size());
    for (const value& v : values) given.push_back(make_entry(v.text));
    std::sort(given.begin(), given.end(), comes_before);
    for (std::size_t i = 0; i < given.size(); ++i) {
      const bool is_like_previous = i > 0 && have_same_ends(given[i - 1], given[i]);
      if (is_like_previous && given[i - 1].text() == given[i].text()) continue;
      entries_.push_back(given[i]);
      has_long_texts_ = has_long_texts_ || given[i].size > both_ends;
      if (is_like_previous) entries_[entries_.size() - 2].has_next = true;
      else distinct.push_back(static_cast<std::uint32_t>(entries_.size() - 1));
    }
    make_places(distinct);
  }

  std::size_t size() const noexcept { return entries_.size() - 1; }
  /// One of the texts, in no order that matters.
  const text_cell& at(std::size_t i) const noexcept { return entries_[i + 1]; }

  /// Whether every text has a place of its own, for `has_ends_of`.
  bool is_perfect() const noexcept { return is_perfect_; }
  /// Whether one of the texts is so long that its ends leave something out.
  bool has_long_texts() const noexcept { return has_long_texts_; }

  /// Whether the text in the cell's place has the cell's size and ends. Requires: `is_perfect`; and for this to mean that it is equal, no
  /// long texts.
  bool has_ends_of(const text_cell& cell) const noexcept { return have_same_ends(entries_[places_[place_of(cell)]], cell); }

  bool has(const text_cell& cell) const noexcept {
    for (std::size_t at = place_of(cell); places_[at] != 0; at = (at + 1) & (places_.size() - 1))
      if (const entry& e = entries_[places_[at]]; have_same_ends(e, cell)) return cell.size <= both_ends || is_one_of(&e, cell);
    return false;
  }

  static constexpr std::size_t both_ends = 16;  ///< the bytes that the ends hold

  static bool have_same_ends(const text_cell& a, const text_cell& b) noexcept {
    return (a.first == b.first) & (a.last == b.last) & (a.size == b.size);
  }

 private:
  struct entry : text_cell {
    bool has_next = false;  // the next entry has the same size and ends
  };

  static entry make_entry(std::string_view text) noexcept { return {read_carefully(text.data(), text.size())}; }

  static bool comes_before(const entry& a, const entry& b) noexcept {
    if (a.size != b.size) return a.size < b.size;
    if (a.first != b.first) return a.first < b.first;
    return a.last != b.last ? a.last < b.last : a.text() < b.text();
  }
  static bool is_one_of(const entry* e, const text_cell& cell) noexcept {
    for (;; ++e) {
      if (std::memcmp(e->data, cell.data, cell.size) == 0) return true;
      if (!e->has_next) return false;
    }
  }

  // The size keeps apart what differs by zeros at the end alone.
  std::size_t place_of(const text_cell& cell) const noexcept {
    return static_cast<std::size_t>((cell.first * factor_ + (cell.last + cell.size) * 0xe7037ed1a0b428dbu) >> shift_);
  }

  void make_places(std::span<const std::uint32_t> distinct) {
    constexpr std::size_t few = 255;
    constexpr int attempts = 64;
    // With as many places as half the square of the texts, about one factor in three lets no two of them meet.
    const std::size_t wanted = distinct.size() <= few ? distinct.size() * distinct.size() / 2 : distinct.size() * 2;
    const std::size_t capacity = std::bit_ceil(std::max<std::size_t>(wanted, 64));
    shift_ = 64 - std::countr_zero(capacity);
    for (int attempt = 0; attempt < attempts && !is_perfect_; ++attempt) {
      factor_ += 0x9e3779b97f4a7c16u;  // even, so that the factor stays odd
      places_.assign(capacity, 0);
      is_perfect_ = true;
      for (const std::uint32_t i : distinct) {
        std::size_t at = place_of(entries_[i]);
        for (; places_[at] != 0; at = (at + 1) & (capacity - 1)) is_perfect_ = false;
        places_[at] = i;
      }
      if (distinct.size() > few) break;  // no factor will do; a few steps to the next free place are taken
    }
  }

  std::vector<entry> entries_;
  std::vector<std::uint32_t> places_;  // numbers of entries
  std::uint64_t factor_ = 0x9e3779b97f4a7c15u;
  int shift_ = 0;
  bool is_perfect_ = false;
  bool has_long_texts_ = false;
};

}  // namespace rowclaim::inline v0_1::detail
