// SPDX-License-Identifier: BSL-1.0
// Compares the cells of one column with the values of one comparison, with the choice of operator outside the loop over rows.
#pragma once

#include <rowclaim/core/hash.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/row_filter.hpp>

namespace rowclaim::inline v0_1::detail {

template <class Cell>
Cell cell_of(const value& v) noexcept {
  if constexpr (std::is_same_v<Cell, std::string_view>) return v.text;
  else if constexpr (std::is_same_v<Cell, double>) return v.real;
  else if constexpr (std::is_same_v<Cell, instant>) return {v.integer, v.nanoseconds};
  else return static_cast<Cell>(v.integer);
}

/// Texts laid out for look-up.
///
/// In a few short texts, the ends of a cell are compared as numbers, without a branch that depends on the cell's size: sizes come in
/// no order that a processor could learn. For that all texts must be of one class: at least 4 bytes and at most 7, or 8 to 16.
class text_set {
 public:
  enum class layout : std::uint8_t { words, double_words, any };

  text_set() = default;

  explicit text_set(std::span<const value> values) {
    bool are_words = values.size() <= few;
    bool are_double_words = are_words;
    for (const value& v : values) {
      const std::size_t size = v.text.size();
      are_words = are_words && size >= 4 && size < 8;
      are_double_words = are_double_words && size >= 8 && size <= 16;
      texts_.push_back({v.text, short_text(v.text.data(), std::min<std::size_t>(size, 16))});
      sizes_ |= size_bit(size);
    }
    layout_ = are_words ? layout::words : are_double_words ? layout::double_words : layout::any;
    if (texts_.size() > few) make_slots();
  }

  layout shape() const noexcept { return layout_; }

  /// For the two layouts of short texts, by the number that a word of theirs is.
  template <std::unsigned_integral Word>
  bool contains_short(std::string_view cell) const noexcept {
    if (cell.size() < sizeof(Word)) return false;
    const std::uint64_t first = load<Word>(cell.data());
    const std::uint64_t last = load<Word>(cell.data() + cell.size() - sizeof(Word));
    bool is_found = false;
    for (const entry& e : texts_) is_found |= (e.text.size() == cell.size()) & (e.ends.first == first) & (e.ends.last == last);
    return is_found;
  }

  bool contains(std::string_view cell) const noexcept {
    if ((sizes_ & size_bit(cell.size())) == 0) return false;
    if (!slots_.empty()) return is_in_slots(cell);
    for (const entry& e : texts_)
      if (e.text.size() == cell.size() && equal_bytes(e.text.data(), cell.data(), cell.size())) return true;
    return false;
  }

 private:
  static constexpr std::size_t few = 8;  // up to here a walk is faster than a look-up

  struct entry {
    std::string_view text;
    short_text ends;
  };

  // One bit for each size, and one for all sizes from 63 on.
  static constexpr std::uint64_t size_bit(std::size_t size) noexcept { return std::uint64_t{1} << std::min<std::size_t>(size, 63); }

  void make_slots() {
    std::size_t capacity = 32;
    while (capacity < texts_.size() * 2) capacity *= 2;
    slots_.assign(capacity, 0);
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      std::size_t at = hash_bytes(texts_[i].text) & (capacity - 1);
      while (slots_[at] != 0) at = (at + 1) & (capacity - 1);
      slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
  }
  bool is_in_slots(std::string_view cell) const noexcept {
    for (std::size_t at = hash_bytes(cell) & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1))
      if (texts_[slots_[at] - 1].text == cell) return true;
    return false;
  }

  std::vector<entry> texts_;
  std::vector<std::uint32_t> slots_;  // one more than the index of a text, zero for none; empty for a few texts
  std::uint64_t sizes_ = 0;
  layout layout_ = layout::any;
};

/// Whether two neighbouring parts of an "and" are the bounds of one column.
inline bool is_range(const plan_node& lower, const plan_node& upper) noexcept {
  return lower.kind == plan_node::node_kind::compare && upper.kind == plan_node::node_kind::compare &&
         lower.column == upper.column && (lower.op == comparison::greater || lower.op == comparison::greater_equal) &&
         (upper.op == comparison::less || upper.op == comparison::less_equal);
}

/// A comparison with its values laid out for look-up: texts in a set, anything else sorted. Or two at once, the bounds of a range.
class prepared_comparison {
 public:
  prepared_comparison() = default;

  prepared_comparison(comparison lower, const value& from, comparison upper, const value& to)
      : op_(lower), upper_(upper), is_range_(true), values_{from, to} {}

  prepared_comparison(comparison op, value_kind kind, std::span<const value> values)
      : op_(op), values_(values.begin(), values.end()) {
    if (op == comparison::equal) op_ = comparison::in;  // a set of one
    if (op == comparison::not_equal) op_ = comparison::not_in;
    if (kind == value_kind::string) texts_ = text_set(values_);
    else std::sort(values_.begin(), values_.end(), comes_before);
  }

  comparison op() const noexcept { return op_; }
  bool is_range() const noexcept { return is_range_; }
  comparison upper() const noexcept { return upper_; }
  std::span<const value> values() const noexcept { return values_; }
  const text_set& texts() const noexcept { return texts_; }

 private:
  comparison op_ = comparison::in;
  comparison upper_ = comparison::less_equal;
  bool is_range_ = false;
  std::vector<value> values_;
  text_set texts_;
};

/// Membership in a set whose size the loop over rows knows, so that its values stay in registers.
template <class Cell, std::size_t Size>
struct small_set {
  std::array<Cell, Size> values;

  explicit small_set(std::span<const value> from) noexcept {
    for (std::size_t i = 0; i < Size; ++i) values[i] = cell_of<Cell>(from[i]);
  }
  bool operator()(const Cell& cell) const noexcept {
    bool is_found = false;
    for (const Cell& v : values) is_found |= cell == v;
    return is_found;
  }
};

/// Calls `use` with a test of membership in the comparison's set.
template <class Cell, class Use>
auto with_set(const prepared_comparison& prepared, Use use) {
  if constexpr (std::is_same_v<Cell, std::string_view>) {
    const text_set& set = prepared.texts();
    switch (set.shape()) {
      case text_set::layout::words: return use([&set](std::string_view cell) { return set.contains_short<std::uint32_t>(cell); });
      case text_set::layout::double_words:
        return use([&set](std::string_view cell) { return set.contains_short<std::uint64_t>(cell); });
      case text_set::layout::any: break;
    }
    return use([&set](std::string_view cell) { return set.contains(cell); });
  } else {
    const std::span<const value> values = prepared.values();
    switch (values.size()) {
      case 1: return use(small_set<Cell, 1>(values));
      case 2: return use(small_set<Cell, 2>(values));
      case 3: return use(small_set<Cell, 3>(values));
      case 4: return use(small_set<Cell, 4>(values));
      default:
        return use([values](const Cell& cell) {
          const auto found = std::lower_bound(values.begin(), values.end(), cell,
                                              [](const value& v, const Cell& sought) { return cell_of<Cell>(v) < sought; });
          return found != values.end() && cell_of<Cell>(*found) == cell;
        });
    }
  }
}

/// Calls `use` with a predicate over (is not null, cell) for the operator, so that each operator has a loop of its own.
template <class Cell, class Use>
auto with_predicate(const prepared_comparison& prepared, Use use) {
  const auto ordered = [&](auto compare) {
    return use([compare, bound = cell_of<Cell>(prepared.values().front())](bool is_known, const Cell& cell) {
      return is_known && compare(cell, bound);
    });
  };
  if (prepared.is_range())
    return use([from = cell_of<Cell>(prepared.values()[0]), to = cell_of<Cell>(prepared.values()[1]),
                has_from = prepared.op() == comparison::greater_equal,
                has_to = prepared.upper() == comparison::less_equal](bool is_known, const Cell& cell) -> bool {
      if constexpr (std::is_integral_v<Cell>)
        return is_known & (has_from ? cell >= from : cell > from) & (has_to ? cell <= to : cell < to);
      else return is_known && (has_from ? !(cell < from) : from < cell) && (has_to ? !(to < cell) : cell < to);
    });
  switch (prepared.op()) {
    case comparison::equal:
    case comparison::in:
      return with_set<Cell>(
          prepared, [&](const auto& set) { return use([set](bool is_known, const Cell& cell) { return is_known && set(cell); }); });
    case comparison::not_equal:
    case comparison::not_in:
      return with_set<Cell>(prepared, [&](const auto& set) {
        return use([set](bool is_known, const Cell& cell) { return is_known && !set(cell); });
      });
    case comparison::less: return ordered([](const Cell& a, const Cell& b) { return a < b; });
    case comparison::less_equal: return ordered([](const Cell& a, const Cell& b) { return a <= b; });
    case comparison::greater: return ordered([](const Cell& a, const Cell& b) { return a > b; });
    case comparison::greater_equal: return ordered([](const Cell& a, const Cell& b) { return a >= b; });
    case comparison::is_null: return use([](bool is_known, const Cell&) { return !is_known; });
    case comparison::is_not_null: return use([](bool is_known, const Cell&) { return is_known; });
    case comparison::starts_with:
    case comparison::does_not_start_with: break;
  }
  if constexpr (std::is_same_v<Cell, std::string_view>) {
    const bool wanted = prepared.op() == comparison::starts_with;
    return use([wanted, prefix = prepared.values().front().text](bool is_known, std::string_view cell) {
      return is_known && cell.starts_with(prefix) == wanted;
    });
  } else {
    return use([](bool, const Cell&) { return false; });  // a prefix of something that is not text is refused earlier
  }
}

/// Whether reading a column can fail: taking it from the row, or reading its type.
template <class Column, class Row>
inline constexpr bool is_safe_to_read =
    noexcept(Column::traits::read(Column::get(std::declval<const Row&>()), std::declval<typename Column::traits::cell&>()));

template <class Column, class Row, class Predicate>
bool test_cell(const Row& row, const Predicate& predicate) noexcept(is_safe_to_read<Column, Row>) {
  typename Column::traits::cell cell{};
  auto&& stored = Column::get(row);  // may be a temporary, and the cell a view of it
  const bool is_known = Column::traits::read(stored, cell);
  return predicate(is_known, cell);
}

/// A comparison over one column of C++ objects, with all choices made beforehand: of the column, the operator and the size of the set.
/// `Row` is the table's row, not the column's: a column may be a member of a base of it, and an array steps by its own elements.
template <class Row>
class row_test {
 public:
  row_test() = default;

  template <class Column>
  static row_test over(prepared_comparison comparison) {
    row_test made;
    made.prepared_ = std::make_shared<const prepared_comparison>(std::move(comparison));
    with_predicate<typename Column::traits::cell>(*made.prepared_, [&]<class Predicate>(const Predicate& predicate) {
      // internal: predicates are made above
      static_assert(std::is_trivially_copyable_v<Predicate> && sizeof(Predicate) <= sizeof made.predicate_);
      ::new (static_cast<void*>(made.predicate_)) Predicate(predicate);
      made.one_ = &test_one<Column, Predicate>;
      made.block_ = &test_block<Column, Predicate>;
    });
    return made;
  }

  bool shows(const Row& row) const noexcept { return one_(row, predicate_); }

  /// Bit i of the result says whether `rows[i]` passes, if bit i of `asked` asks for it. Where few are asked for, only those are looked
  /// at; otherwise all, as a loop without branches is faster.
  std::uint64_t shows_each(const Row* rows, std::size_t count, std::uint64_t asked) const noexcept {
    return block_(rows, count, asked, predicate_);
  }

 private:
  template <class Predicate>
  static const Predicate& as(const std::byte* stored) noexcept {
    return *std::launder(reinterpret_cast<const Predicate*>(stored));
  }

  // B12: nothing is visible because something failed. Data members cannot throw, and their loop stays free of handlers.
  template <class Column, class Predicate>
  static bool test_one(const Row& row, const std::byte* predicate) noexcept {
    if constexpr (is_safe_to_read<Column, Row>) {
      return test_cell<Column>(row, as<Predicate>(predicate));
    } else {
      try {
        return test_cell<Column>(row, as<Predicate>(predicate));
      } catch (...) {
        return false;
      }
    }
  }

  template <class Column, class Predicate>
  static std::uint64_t test_block(const Row* rows, std::size_t count, std::uint64_t asked, const std::byte* stored) noexcept {
    std::uint64_t shown = 0;
    if constexpr (is_safe_to_read<Column, Row>) {
      if (static_cast<std::size_t>(std::popcount(asked)) * 4 >= count) {
        const Predicate predicate = as<Predicate>(stored);  // a copy of its own can stay in registers
        for (std::size_t i = 0; i < count; ++i) shown |= static_cast<std::uint64_t>(test_cell<Column>(rows[i], predicate)) << i;
        return shown & asked;
      }
    }
    for (std::uint64_t rest = asked; rest != 0; rest &= rest - 1)
      if (test_one<Column, Predicate>(rows[std::countr_zero(rest)], stored)) shown |= rest & (~rest + 1);
    return shown;
  }

  bool (*one_)(const Row&, const std::byte*) noexcept = nullptr;
  std::uint64_t (*block_)(const Row*, std::size_t, std::uint64_t, const std::byte*) noexcept = nullptr;
  std::shared_ptr<const prepared_comparison> prepared_;  // shared, as the predicate may refer to it
  alignas(std::max_align_t) std::byte predicate_[80]{};
};

}  // namespace rowclaim::inline v0_1::detail
