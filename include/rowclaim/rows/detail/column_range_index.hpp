// SPDX-License-Identifier: BSL-1.0
// Many ranges of machine words: one bitmap where they lie together, a search of few steps where they do not.
#pragma once

#include <rowclaim/rows/detail/column_interval.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

/// Which words belong to any of many intervals. Words are counted from the first interval, so that their order is that of the
/// intervals whatever the words' own signs are.
class range_index {
 public:
  range_index() = default;

  /// Requires: at least one interval.
  explicit range_index(std::span<const interval> intervals) : origin_(static_cast<std::uint64_t>(intervals.front().first)) {
    const exact_integer first = intervals.front().first;
    reach_ = static_cast<std::uint64_t>(intervals.back().last - first);
    if (reach_ < bits_in_cache) {
      bitmap_.assign(static_cast<std::size_t>((reach_ + 1) / 64 + 1), 0);  // one bit more, for all words beyond
      for (const interval& i : intervals)
        for (auto place = static_cast<std::uint64_t>(i.first - first); place <= static_cast<std::uint64_t>(i.last - first); ++place)
          bitmap_[place / 64] |= std::uint64_t{1} << (place % 64);
      return;
    }
    for (const interval& i : intervals)
      ranges_.push_back({static_cast<std::uint64_t>(i.first - first), static_cast<std::uint64_t>(i.last - i.first)});
    make_buckets();
  }

  bool is_bitmap() const noexcept { return !bitmap_.empty(); }

  template <std::unsigned_integral Word>
  bool is_in_bitmap(Word word) const noexcept {
    const std::uint64_t place = static_cast<Word>(word - static_cast<Word>(origin_));
    const std::uint64_t within = std::min(place, reach_ + 1);  // no branch: words come in no order that a processor could learn
    return (bitmap_[within / 64] >> (within % 64) & 1) != 0;
  }

  template <std::unsigned_integral Word>
  bool is_found(Word word) const noexcept {
    const std::uint64_t place = static_cast<Word>(word - static_cast<Word>(origin_));
    const range* from = ranges_.data() + first_of_bucket_[std::min(place, reach_) >> shift_];
    for (std::size_t rest = most_in_bucket_; rest > 1; rest -= rest / 2) from += from[rest / 2].base <= place ? rest / 2 : 0;
    return place - from->base <= from->extent;
  }

 private:
  static constexpr std::uint64_t bits_in_cache = 1 << 18;

  struct range {
    std::uint64_t base = 0;
    std::uint64_t extent = 0;
  };

  // The upper bits of a place tell which few ranges it can be in: the last that begins before the bucket, and those that begin in it.
  void make_buckets() {
    const auto wanted_bits = static_cast<int>(std::bit_width(ranges_.size())) + 2;
    shift_ = std::max(0, static_cast<int>(std::bit_width(reach_)) - wanted_bits);
    const std::size_t buckets = static_cast<std::size_t>(reach_ >> shift_) + 1;
    std::size_t last = 0;
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
      while (last + 1 < ranges_.size() && ranges_[last + 1].base <= std::uint64_t{bucket} << shift_) ++last;
      first_of_bucket_.push_back(static_cast<std::uint32_t>(last));
      const std::size_t first = last;
      while (last + 1 < ranges_.size() && ranges_[last + 1].base >> shift_ == bucket) ++last;
      most_in_bucket_ = std::max(most_in_bucket_, last - first + 1);
    }
    ranges_.resize(ranges_.size() + most_in_bucket_, ranges_.back());  // a search may look at what lies behind its bucket
  }

  std::uint64_t origin_ = 0;
  std::uint64_t reach_ = 0;
  std::vector<std::uint64_t> bitmap_;
  std::vector<range> ranges_;
  std::vector<std::uint32_t> first_of_bucket_;
  std::size_t most_in_bucket_ = 1;
  int shift_ = 0;
};

}  // namespace rowclaim::inline v0_1::detail
