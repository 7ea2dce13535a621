// SPDX-License-Identifier: BSL-1.0
// Evaluates one comparison of texts over a part of a column, 64 rows at a time.
#pragma once

#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/detail/text_lookup.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

// Each way in which texts can lie in memory says four things: whether 64 neighbours can be read by `read_generously`, how one of those
// is read, how any text is read, which fails where the data cannot be right, and which of 64 neighbours may be equal to a text, where
// that is known without reading them.

/// Which of 64 sizes are the one sought. `at` gives the size of one.
template <class At>
std::uint64_t rows_of_size(std::size_t size, At at) {
  std::uint64_t rows = 0;
  for (std::size_t i = 0; i < 64; ++i) rows = rows >> 1 | static_cast<std::uint64_t>(at(i) == size) << 63;
  return rows;
}

#if defined(__x86_64__) && defined(__GNUC__)
using ints_4 = std::int32_t __attribute__((vector_size(16)));
using floats_4 = float __attribute__((vector_size(16)));

/// Calls `use(i, starts, ends)` for each four of 64 neighbouring offsets and those behind them, with what every such machine has.
template <class Use>
[[gnu::always_inline]] inline void for_each_4_offsets(const char* offsets, Use use) {
  for (std::size_t i = 0; i < 64; i += 4) {
    ints_4 starts;
    ints_4 ends;
    std::memcpy(&starts, offsets + i * sizeof(std::int32_t), sizeof starts);
    std::memcpy(&ends, offsets + (i + 1) * sizeof(std::int32_t), sizeof ends);
    use(i, starts, ends);
  }
}
/// Which of four numbers, all or none of whose bits are set, have them set.
inline std::uint64_t bits_of_4(ints_4 numbers) {
  return static_cast<unsigned>(__builtin_ia32_movmskps(reinterpret_cast<floats_4>(numbers)));
}
#endif

template <class Offset>
class offset_texts {
 public:
  explicit offset_texts(const column_data& column)
      : offsets_(static_cast<const char*>(column.values()) + column.offset() * sizeof(Offset)),
        bytes_(column.bytes().data()),
        limit_(static_cast<Offset>(column.bytes().size())) {}

  bool is_generous(std::size_t first) const noexcept {
    const char* const block = offsets_ + first * sizeof(Offset);
    return at(block, 0) >= 0 && are_ascending(block) && at(block, 64) <= limit_ && limit_ - at(block, 63) >= 8;
  }
  [[gnu::always_inline]] text_cell read_one_of_64(std::size_t row) const noexcept {
    const Offset start = at(offsets_, row);
    return read_generously(bytes_ + start, static_cast<std::size_t>(at(offsets_, row + 1) - start));
  }
  std::uint64_t candidates_of_64(std::size_t first, const text_cell& text) const noexcept {
    const char* const block = offsets_ + first * sizeof(Offset);
    prefetch_behind(at(block, 0), at(block, 64));
#if defined(__x86_64__) && defined(__GNUC__)
    if constexpr (sizeof(Offset) == 4) {
      if (text.size > most_bytes) return 0;
      std::uint64_t rows = 0;
      for_each_4_offsets(block, [&rows, size = static_cast<std::int32_t>(text.size)](std::size_t i, ints_4 starts, ints_4 ends) {
        rows |= bits_of_4(ends - starts == size) << i;
      });
      return rows;
    }
#endif
    return rows_of_size(text.size, [block](std::size_t i) { return static_cast<std::size_t>(at(block, i + 1) - at(block, i)); });
  }
  bool read(std::size_t row, text_cell& cell) const noexcept {
    const Offset start = at(offsets_, row);
    const Offset end = at(offsets_, row + 1);
    if (start < 0 || start > end || end > limit_) return false;
    cell = read_carefully(bytes_ + start, static_cast<std::size_t>(end - start));
    return true;
  }

 private:
  static Offset at(const char* offsets, std::size_t i) noexcept {
    Offset offset;
    std::memcpy(&offset, offsets + i * sizeof offset, sizeof offset);
    return offset;
  }

  static bool are_ascending(const char* block) noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
    if constexpr (sizeof(Offset) == 4) {
      ints_4 descents{};
      for_each_4_offsets(block, [&descents](std::size_t, ints_4 starts, ints_4 ends) { descents |= starts > ends; });
      return bits_of_4(descents) == 0;
    }
#endif
    bool is_descending = false;
    for (std::size_t i = 0; i < 64; ++i) is_descending |= at(block, i) > at(block, i + 1);
    return !is_descending;
  }

  // Where few rows are read, no machine foresees which: each would wait for the memory.
  // (Inline whatever happens: g++ takes a function that only prefetches for one that does nothing.)
  [[gnu::always_inline]] void prefetch_behind(Offset start, Offset end) const noexcept {
    constexpr std::uintptr_t line = 64;
    const auto size = static_cast<std::uintptr_t>(end - start);
    const auto next = reinterpret_cast<std::uintptr_t>(bytes_) + static_cast<std::uintptr_t>(end) + 2 * size;
    if (size > most_prefetched) return;
    for (std::uintptr_t i = 0; i < size; i += line) __builtin_prefetch(reinterpret_cast<const void*>(next + i));
  }
  static constexpr std::uintptr_t most_prefetched = 4096;  // of longer texts most lines are left out
  static constexpr std::size_t most_bytes = std::numeric_limits<Offset>::max();

  const char* offsets_;
  const char* bytes_;
  Offset limit_;
};

class viewed_texts {
 public:
  explicit viewed_texts(const column_data& column)
      : views_(static_cast<const char*>(column.values()) + column.offset() * sizeof(text_view)), buffers_(column.buffers()) {}

  bool is_generous(std::size_t first) const noexcept {
    bool is_elsewhere = false;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::int32_t size = size_at(first + i);
      is_elsewhere |= size < 0 || size > text_view::most_in_place;
    }
    return !is_elsewhere;
  }
  [[gnu::always_inline]] text_cell read_one_of_64(std::size_t row) const noexcept {
    return read_generously(views_ + row * sizeof(text_view) + sizeof(std::int32_t), static_cast<std::size_t>(size_at(row)));
  }
  std::uint64_t candidates_of_64(std::size_t first, const text_cell& text) const noexcept {
    return rows_of_size(text.size, [this, first](std::size_t i) { return static_cast<std::size_t>(size_at(first + i)); });
  }
  bool read(std::size_t row, text_cell& cell) const noexcept {
    text_view view;
    std::memcpy(&view, views_ + row * sizeof view, sizeof view);
    if (view.size < 0) return false;
    if (view.size <= text_view::most_in_place) {
      cell = read_one_of_64(row);
      return true;
    }
    if (view.buffer < 0 || static_cast<std::size_t>(view.buffer) >= buffers_.size() || view.offset < 0) return false;
    const std::string_view buffer = buffers_[static_cast<std::size_t>(view.buffer)];
    const auto offset = static_cast<std::size_t>(view.offset);
    const auto size = static_cast<std::size_t>(view.size);
    if (offset > buffer.size() || size > buffer.size() - offset) return false;
    cell = read_carefully(buffer.data() + offset, size);
    return true;
  }

 private:
  std::int32_t size_at(std::size_t row) const noexcept {
    std::int32_t size;
    std::memcpy(&size, views_ + row * sizeof(text_view), sizeof size);
    return size;
  }

  const char* views_;
  std::span<const std::string_view> buffers_;
};

class fixed_texts {
 public:
  explicit fixed_texts(const column_data& column)
      : bytes_(column.bytes().data() + column.offset() * column.width()), width_(column.width()) {}

  static bool is_generous(std::size_t) noexcept { return false; }
  [[gnu::always_inline]] text_cell read_one_of_64(std::size_t row) const noexcept {
    const std::string_view whole(bytes_ + row * width_, width_);
    return read_carefully(whole.data(), std::min(whole.find('\0'), width_));
  }
  static std::uint64_t candidates_of_64(std::size_t, const text_cell&) noexcept { return ~std::uint64_t{0}; }
  bool read(std::size_t row, text_cell& cell) const noexcept {
    cell = read_one_of_64(row);
    return true;
  }

 private:
  const char* bytes_;
  std::size_t width_;
};

/// Of texts that are objects, `std::string` or `std::string_view`.
template <class Text>
class text_objects {
 public:
  explicit text_objects(const column_data& column) : texts_(static_cast<const Text*>(column.values()) + column.offset()) {}

  static bool is_generous(std::size_t) noexcept { return true; }
  [[gnu::always_inline]] text_cell read_one_of_64(std::size_t row) const noexcept {
    return read_carefully(texts_[row].data(), texts_[row].size());
  }
  std::uint64_t candidates_of_64(std::size_t first, const text_cell& text) const noexcept {
    return rows_of_size(text.size, [this, first](std::size_t i) { return texts_[first + i].size(); });
  }
  bool read(std::size_t row, text_cell& cell) const noexcept {
    cell = read_one_of_64(row);
    return true;
  }

 private:
  const Text* texts_;
};

/// A comparison of texts made ready for any number of columns. The texts of its values must stay where they are.
///
/// It answers for the texts alone: which of them are null otherwise, and dictionaries, are its caller's concern. A text that cannot be
/// right (see `column_data`) counts as null.
/// Complexity: a few nanoseconds a row for sets of any size and for whatever the first 8 bytes decide.
class text_test {
 public:
  text_test() = default;

  text_test(comparison op, std::span<const value> values) : op_(op) {
    switch (op) {
      case comparison::equal:
      case comparison::not_equal:
      case comparison::in:
      case comparison::not_in: set_ = text_lookup(values); break;
      case comparison::is_null:
      case comparison::is_not_null: break;
      default:
        if (!values.empty()) bound_ = read_carefully(values.front().text.data(), values.front().text.size());
    }
  }

  /// Bit i of the words that `bits` points to becomes whether the comparison is true of row `first + i`; the bits of the last word that
  /// stand for no row become 0. Requires: the column is made of texts and has all these rows.
  void run(const column_data& column, std::size_t first, std::size_t count, std::uint64_t* bits) const noexcept {
    switch (column.layout()) {
      case column_layout::text_32: return run_on(offset_texts<std::int32_t>(column), first, count, bits);
      case column_layout::text_64: return run_on(offset_texts<std::int64_t>(column), first, count, bits);
      case column_layout::text_views: return run_on(viewed_texts(column), first, count, bits);
      case column_layout::fixed_text: return run_on(fixed_texts(column), first, count, bits);
      case column_layout::string_views: return run_on(text_objects<std::string_view>(column), first, count, bits);
      case column_layout::strings: return run_on(text_objects<std::string>(column), first, count, bits);
      default: break;  // no texts: all are null
    }
    for (std::size_t done = 0; done < count; done += 64) bits[done / 64] = op_ == comparison::is_null ? all_of(count - done) : 0;
  }

 private:
  /// What is said of a block of rows: where there is a text, and where it answers the question of the operator or of its opposite by yes.
  struct answers {
    std::uint64_t known = 0;
    std::uint64_t yes = 0;
    std::uint64_t open = 0;
  };
  enum class wanted : std::uint8_t { yes, no, unknown };

  static std::uint64_t all_of(std::size_t rows) noexcept { return rows >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << rows) - 1; }

  // A question that a cell's ends leave open says so by `is_open`, and is settled for these cells afterwards: to look at the rest at once
  // would be a branch that no processor can learn.

  // What is carried out of the top bit of a - b. (Of a < b, clang makes a branch.)
  static bool is_less(std::uint64_t a, std::uint64_t b) noexcept { return ((~a & b) | ((~a | b) & (a - b))) >> 63 != 0; }

  // Of the order, the first 8 bytes decide unless they are the same: the other end first, numbers are ordered as the bytes are, and zeros
  // behind a short text are no more than any byte.
  struct is_before {
    text_cell bound;
    std::uint64_t first = __builtin_bswap64(bound.first);
    bool operator()(const text_cell& cell) const noexcept { return is_less(__builtin_bswap64(cell.first), first); }
    bool is_open(const text_cell& cell) const noexcept { return cell.first == bound.first; }
    bool settle(const text_cell& cell) const noexcept { return cell.text() < bound.text(); }
  };
  struct is_behind {
    text_cell bound;
    std::uint64_t first = __builtin_bswap64(bound.first);
    bool operator()(const text_cell& cell) const noexcept { return is_less(first, __builtin_bswap64(cell.first)); }
    bool is_open(const text_cell& cell) const noexcept { return cell.first == bound.first; }
    bool settle(const text_cell& cell) const noexcept { return cell.text() > bound.text(); }
  };

  struct starts_like {
    std::uint64_t mask;
    std::uint64_t first;
    std::size_t size;
    bool operator()(const text_cell& cell) const noexcept { return ((cell.first & mask) == first) & (cell.size >= size); }
  };
  struct starts_like_long {
    text_cell prefix;
    bool operator()(const text_cell&) const noexcept { return false; }
    bool is_open(const text_cell& cell) const noexcept { return (cell.first == prefix.first) & (cell.size >= prefix.size); }
    bool settle(const text_cell& cell) const noexcept { return cell.text().starts_with(prefix.text()); }
  };

  struct is_alone {
    text_cell text;
    bool operator()(const text_cell& cell) const noexcept { return text_lookup::have_same_ends(text, cell); }
  };
  struct is_alone_and_long : is_alone {
    static constexpr bool is_only_yes_open = true;
    static bool is_open(const text_cell& cell) noexcept { return cell.size > text_lookup::both_ends; }
    bool settle(const text_cell& cell) const noexcept { return this->text.text() == cell.text(); }
  };
  struct is_in_place {
    const text_lookup& set;
    bool operator()(const text_cell& cell) const noexcept { return set.has_ends_of(cell); }
  };
  struct is_in_place_and_long : is_in_place {
    static constexpr bool is_only_yes_open = true;
    static bool is_open(const text_cell& cell) noexcept { return cell.size > text_lookup::both_ends; }
    bool settle(const text_cell& cell) const noexcept { return this->set.has(cell); }
  };
  struct is_somewhere {
    const text_lookup& set;
    bool operator()(const text_cell& cell) const noexcept { return set.has(cell); }
  };
  template <class Question>
  static constexpr bool can_be_open = requires(Question question) { question.is_open(text_cell()); };
  template <class Question>
  static constexpr bool is_of_few = std::is_base_of_v<is_alone, Question> || std::is_base_of_v<is_in_place, Question>;

  template <class Texts>
  void run_on(const Texts& texts, std::size_t first, std::size_t count, std::uint64_t* bits) const noexcept {
    const auto ask = [&](const auto& question, wanted answer) {
      for (std::size_t done = 0; done < count; done += 64) {
        const std::size_t rows = std::min<std::size_t>(count - done, 64);
        answers said = ask_block(texts, first + done, rows, question);
        if constexpr (can_be_open<std::remove_cvref_t<decltype(question)>>) settle(texts, first + done, question, said);
        switch (answer) {
          case wanted::yes: bits[done / 64] = said.known & said.yes; break;
          case wanted::no: bits[done / 64] = said.known & ~said.yes; break;
          case wanted::unknown: bits[done / 64] = all_of(rows) & ~said.known; break;
        }
      }
    };
    const auto is_there = [](const text_cell&) { return true; };
    switch (op_) {
      case comparison::equal:
      case comparison::in: return ask_of_set(ask, wanted::yes);
      case comparison::not_equal:
      case comparison::not_in: return ask_of_set(ask, wanted::no);
      case comparison::starts_with: return ask_of_prefix(ask, wanted::yes);
      case comparison::does_not_start_with: return ask_of_prefix(ask, wanted::no);
      case comparison::less: return ask(is_before{bound_}, wanted::yes);
      case comparison::greater_equal: return ask(is_before{bound_}, wanted::no);
      case comparison::greater: return ask(is_behind{bound_}, wanted::yes);
      case comparison::less_equal: return ask(is_behind{bound_}, wanted::no);
      case comparison::is_null: return ask(is_there, wanted::unknown);
      case comparison::is_not_null: return ask(is_there, wanted::yes);
    }
  }

  template <class Ask>
  void ask_of_set(const Ask& ask, wanted answer) const noexcept {
    if (!set_.is_perfect()) return ask(is_somewhere{set_}, answer);
    const bool is_long = set_.has_long_texts();
    if (set_.size() == 1) return is_long ? ask(is_alone_and_long{{set_.at(0)}}, answer) : ask(is_alone{set_.at(0)}, answer);
    return is_long ? ask(is_in_place_and_long{{set_}}, answer) : ask(is_in_place{set_}, answer);
  }

  template <class Ask>
  void ask_of_prefix(const Ask& ask, wanted answer) const noexcept {
    if (bound_.size > 8) return ask(starts_like_long{bound_}, answer);
    return ask(starts_like{text_masks[bound_.size], bound_.first, bound_.size}, answer);
  }

  template <class Texts, class Question>
  static void settle(const Texts& texts, std::size_t first, const Question& question, answers& said) noexcept {
    std::uint64_t rest = said.open;
    if constexpr (requires { Question::is_only_yes_open; }) rest &= said.yes;
    for (; rest != 0; rest &= rest - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(rest));
      text_cell cell;
      const bool is_yes = texts.read(first + i, cell) && question.settle(cell);
      said.yes = (said.yes & ~(std::uint64_t{1} << i)) | static_cast<std::uint64_t>(is_yes) << i;
    }
  }
  template <class Question>
  static bool is_left_open(const Question& question, const text_cell& cell) noexcept {
    if constexpr (can_be_open<Question>) return question.is_open(cell);
    else return false;
  }

  // Of a few texts, only the rows of their sizes need to be read, if there are not too many of these.
  template <class Texts, class Question>
  bool ask_candidates(const Texts& texts, std::size_t first, const Question& question, answers& said) const noexcept {
    constexpr std::size_t few_texts = 4;
    constexpr int few_rows = 32;
    if (set_.size() > few_texts) return false;
    std::uint64_t rows = 0;
    for (std::size_t i = 0; i < set_.size(); ++i) rows |= texts.candidates_of_64(first, set_.at(i));
    if (std::popcount(rows) > few_rows) return false;
    for (; rows != 0; rows &= rows - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(rows));
      const text_cell cell = texts.read_one_of_64(first + i);
      said.yes |= static_cast<std::uint64_t>(question(cell)) << i;
      said.open |= static_cast<std::uint64_t>(is_left_open(question, cell)) << i;
    }
    return true;
  }

  template <class Texts, class Question>
  answers ask_block(const Texts& texts, std::size_t first, std::size_t rows, const Question& question) const noexcept {
    answers said;
    if (rows == 64 && texts.is_generous(first)) {
      said.known = ~std::uint64_t{0};
      if constexpr (is_of_few<Question>)
        if (ask_candidates(texts, first, question, said)) return said;
      for (std::size_t i = 0; i < 64; ++i) {
        const text_cell cell = texts.read_one_of_64(first + i);
        said.yes = said.yes >> 1 | static_cast<std::uint64_t>(question(cell)) << 63;
        said.open = said.open >> 1 | static_cast<std::uint64_t>(is_left_open(question, cell)) << 63;
      }
      return said;
    }
    for (std::size_t i = 0; i < rows; ++i) {
      text_cell cell;
      const bool is_known = texts.read(first + i, cell);
      said.known |= static_cast<std::uint64_t>(is_known) << i;
      said.yes |= static_cast<std::uint64_t>(is_known && question(cell)) << i;
      said.open |= static_cast<std::uint64_t>(is_known && is_left_open(question, cell)) << i;
    }
    return said;
  }

  comparison op_ = comparison::in;
  text_lookup set_;
  text_cell bound_;
};

}  // namespace rowclaim::inline v0_1::detail
