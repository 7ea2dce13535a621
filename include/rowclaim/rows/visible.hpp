// SPDX-License-Identifier: BSL-1.0
// The rows of a range that a plan shows, as a range.
#pragma once

#include <rowclaim/rows/row_filter.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A range whose elements are the rows of a table.
template <class Rows, class Table>
concept RowsOf = std::ranges::input_range<Rows> &&
                 std::same_as<std::remove_cvref_t<std::ranges::range_reference_t<Rows>>, typename Table::row_type>;

/// The visible ones among some rows, in their order. Neighbouring rows in memory are tested 64 at a time.
template <class Table, std::ranges::view Rows>
class visible_rows : public std::ranges::view_interface<visible_rows<Table, Rows>> {
 public:
  visible_rows(row_filter<Table> filter, Rows rows)
      : filter_(std::make_shared<const row_filter<Table>>(std::move(filter))), rows_(std::move(rows)) {}

  class iterator;

  iterator begin() { return iterator(filter_.get(), std::ranges::begin(rows_), std::ranges::end(rows_)); }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  static constexpr bool is_contiguous =
      std::ranges::contiguous_range<Rows> && std::sized_sentinel_for<std::ranges::sentinel_t<Rows>, std::ranges::iterator_t<Rows>>;

  std::shared_ptr<const row_filter<Table>> filter_;  // shared, so that copying a view stays cheap
  Rows rows_;
};

template <class Table, std::ranges::view Rows>
class visible_rows<Table, Rows>::iterator {
 public:
  using base_iterator = std::ranges::iterator_t<Rows>;
  using iterator_concept = std::conditional_t<std::ranges::forward_range<Rows>, std::forward_iterator_tag, std::input_iterator_tag>;
  using iterator_category = iterator_concept;
  using value_type = std::ranges::range_value_t<Rows>;
  using difference_type = std::ranges::range_difference_t<Rows>;
  using reference = std::ranges::range_reference_t<Rows>;

  iterator()
    requires std::default_initializable<base_iterator>
  = default;
  iterator(const row_filter<Table>* filter, base_iterator at, std::ranges::sentinel_t<Rows> end)
      : filter_(filter), at_(std::move(at)), end_(std::move(end)) {
    settle();
  }

  reference operator*() const { return *at_; }

  iterator& operator++() {
    if constexpr (is_contiguous) {
      shown_ &= shown_ - 1;
      if (shown_ != 0) [[likely]]
        at_ = block_ + std::countr_zero(shown_);
      else next_block();
    } else {
      ++at_;
      settle();
    }
    return *this;
  }
  iterator operator++(int)
    requires std::ranges::forward_range<Rows>
  {
    iterator before = *this;
    ++*this;
    return before;
  }
  void operator++(int)
    requires(!std::ranges::forward_range<Rows>)
  {
    ++*this;
  }

  friend bool operator==(const iterator& a, const iterator& b)
    requires std::equality_comparable<base_iterator>
  {
    return a.at_ == b.at_;
  }
  friend bool operator==(const iterator& a, std::default_sentinel_t) { return a.at_ == a.end_; }

 private:
  void settle() {
    if constexpr (is_contiguous) {
      block_ = at_;
      scan();
    } else {
      while (at_ != end_ && !filter_->shows(*at_)) ++at_;
    }
  }

  void next_block() {
    block_ += std::min<difference_type>(64, end_ - block_);
    scan();
  }
  // Moves to the first visible row in or after the block, or to the end.
  void scan() {
    for (;;) {
      const difference_type rest = end_ - block_;
      if (rest == 0) {
        at_ = block_;
        return;
      }
      const difference_type size = rest < 64 ? rest : 64;
      shown_ = filter_->shows_each(std::to_address(block_), static_cast<std::size_t>(size));
      if (shown_ != 0) {
        at_ = block_ + std::countr_zero(shown_);
        return;
      }
      block_ += size;
    }
  }

  struct no_block {};

  const row_filter<Table>* filter_ = nullptr;
  base_iterator at_{};
  std::ranges::sentinel_t<Rows> end_{};
  std::conditional_t<is_contiguous, base_iterator, no_block> block_{};  // where the block begins that `shown_` is about
  std::uint64_t shown_ = 0;   // its rows from `at_` on that are visible
};

/// The rows that a plan shows. A range given by reference must outlive the result.
template <class Table, std::ranges::viewable_range Rows>
  requires RowsOf<Rows, Table>
[[nodiscard]] auto visible_under(plan p, Rows&& rows) {
  return visible_rows<Table, std::views::all_t<Rows>>(row_filter<Table>(std::move(p)), std::views::all(std::forward<Rows>(rows)));
}

}  // namespace rowclaim::inline v0_1
