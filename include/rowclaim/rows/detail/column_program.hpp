// SPDX-License-Identifier: BSL-1.0
// A plan's condition bound to the columns of one batch: what each comparison asks of the memory of its column, and how it is asked fastest.
#pragma once

#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/detail/cell_test.hpp>
#include <rowclaim/rows/detail/column_interval.hpp>
#include <rowclaim/rows/detail/column_word_set.hpp>
#include <rowclaim/rows/detail/selection_bits.hpp>
#include <rowclaim/rows/detail/text_kernel.hpp>
#include <rowclaim/rows/detail/vector_match.hpp>
#include <rowclaim/rows/detail/vector_path.hpp>
#include <rowclaim/rows/plan.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

/// One comparison of a plan, made ready for columns of any layout.
class column_comparison {
 public:
  column_comparison() = default;

  column_comparison(comparison op, value_kind kind, std::span<const value> values) : op_(op), is_text_(kind == value_kind::string) {
    if (is_text_) {
      is_possible_ =
          std::all_of(values.begin(), values.end(), [](const value& v) { return v.kind == value_kind::string && v.is_valid; });
      const bool is_set =
          op == comparison::in || op == comparison::not_in || op == comparison::is_null || op == comparison::is_not_null;
      is_possible_ = is_possible_ && (is_set || !values.empty());
      texts_ = text_test(op, values);
    } else {
      numbers_ = prepared_comparison(op, kind, values);
    }
  }

  bool is_true_of_null() const noexcept { return op_ == comparison::is_null; }
  bool is_text() const noexcept { return is_text_; }
  /// Whether its texts can be compared with anything.
  bool is_possible() const noexcept { return is_possible_; }
  const text_test& texts() const noexcept { return texts_; }
  const prepared_comparison& numbers() const noexcept { return numbers_; }

 private:
  comparison op_ = comparison::in;
  bool is_text_ = false;
  bool is_possible_ = true;
  text_test texts_;
  prepared_comparison numbers_;
};

/// The condition of a plan for one batch. The plan's comparisons and the batch must stay where they are.
class column_program {
 public:
  /// The rows that are worked on at a time, in words of 64: their bits stay near the processor.
  static constexpr std::size_t words_in_tile = 256;

  /// `comparisons` are the plan's, one for each node.
  column_program(const plan& p, std::span<const column_comparison> comparisons, const row_batch& batch, vector_path path)
      : batch_(batch), path_(path) {
    if (p.table() != &batch.table() || p.shows_none()) return;
    root_ = p.shows_all() ? part{.what = part::kind::always} : bind(p, comparisons, 0);
    finish(root_);
  }

  /// How many words of memory a run needs beside its result.
  std::size_t scratch_words() const noexcept { return depth_ * words_in_tile; }

  /// Bit i of the words becomes whether row `64 * first_word + i` is visible; bits beyond the batch become 0. Requires: at most a tile
  /// of words, all of which have rows in the batch; a scratch of its own for each thread.
  void run(std::size_t first_word, std::size_t count, std::uint64_t* out, std::uint64_t* scratch) const noexcept {
    evaluate(root_, first_word, count, out, scratch);
    const std::size_t first = first_word * rows_in_word;
    if (batch_.validity() != nullptr)
      apply_validity(batch_.validity(), batch_.validity_offset() + first, rows_in(first_word, count), false, out);
    if (const std::size_t rows = rows_in(first_word, count); rows < count * rows_in_word)
      out[count - 1] &= low_bits(rows % rows_in_word);
  }

 private:
  // A part of the condition. A leaf asks one column: for integers, truths of a bit, or texts.
  struct part {
    enum class kind : std::uint8_t { never, always, integers, bits, texts, all_of, any_of };

    kind what = kind::never;
    bool is_slow = false;  // worth asking only for rows that are still open
    const column_data* column = nullptr;
    column_truth truth = {};
    const column_comparison* texts = nullptr;
    word_set set = {};
    match_words match = nullptr;
    std::vector<part> parts = {};

    bool is_joining() const noexcept { return what == kind::all_of || what == kind::any_of; }
  };
  using kind = part::kind;

  std::size_t rows_in(std::size_t first_word, std::size_t count) const noexcept {
    return std::min(count * rows_in_word, batch_.size() - first_word * rows_in_word);
  }

  part bind(const plan& p, std::span<const column_comparison> comparisons, std::size_t at) {
    const plan_node& node = p.nodes()[at];
    switch (node.kind) {
      case plan_node::node_kind::compare: return ask(comparisons[at], batch_.columns()[node.column]);
      case plan_node::node_kind::always: return {.what = kind::always};
      case plan_node::node_kind::never:
      case plan_node::node_kind::compare_with_claim: return {};
      case plan_node::node_kind::all_of:
      case plan_node::node_kind::any_of: break;
    }
    part made{.what = node.kind == plan_node::node_kind::all_of ? kind::all_of : kind::any_of};
    for (std::size_t next = at + 1; next < at + node.extent; next += p.nodes()[next].extent) join(made, bind(p, comparisons, next));
    if (made.parts.size() != 1) return made;
    part alone = std::move(made.parts.front());
    return alone;
  }

  // Questions about one column become one: their truths are sets of the same integers.
  static void join(part& joined, part next) {
    if (next.what == kind::integers)
      for (part& other : joined.parts)
        if (other.what == kind::integers && other.column == next.column) {
          other.truth = joined.what == kind::all_of ? other.truth & next.truth : other.truth | next.truth;
          return;
        }
    joined.parts.push_back(std::move(next));
  }

  part ask(const column_comparison& comparison, const column_data& column) const {
    if (column.dictionary() != nullptr) return ask_codes(comparison, column);
    if (column.layout() == column_layout::nothing) return {.what = comparison.is_true_of_null() ? kind::always : kind::never};
    if (comparison.is_text()) {
      if (!comparison.is_possible()) return {};
      return {.what = kind::texts,
              .is_slow = true,
              .column = &column,
              .truth = {{}, comparison.is_true_of_null()},
              .texts = &comparison};
    }
    return {.what = kind::integers, .column = &column, .truth = column_scale(column).truth_of(comparison.numbers())};
  }

  // The dictionary is asked, entry by entry, and what it says of its entries becomes a set of codes. A code without an entry is null.
  part ask_codes(const column_comparison& comparison, const column_data& column) const {
    const column_data& entries = *column.dictionary();
    part made{.what = kind::integers, .column = &column, .truth = {{}, comparison.is_true_of_null()}};
    part of_entries = ask(comparison, entries);
    finish_leaf(of_entries);
    const interval all = integers_of(column.layout());
    std::array<std::uint64_t, words_in_tile> truths;
    for (std::size_t word = 0; word < words_for(entries.size()); word += words_in_tile) {
      const std::size_t count = std::min(words_in_tile, words_for(entries.size()) - word);
      evaluate_leaf(of_entries, word, count, truths.data());
      const std::size_t first = word * rows_in_word;
      for (std::size_t i = 0; i < std::min(count * rows_in_word, entries.size() - first); ++i)
        if ((truths[i / rows_in_word] >> (i % rows_in_word) & 1) != 0) made.truth.integers.append({first + i, first + i});
    }
    const interval known{0, static_cast<exact_integer>(entries.size()) - 1};
    if (comparison.is_true_of_null()) made.truth.integers = made.truth.integers | interval_set(known).outside(all);
    made.truth.integers = made.truth.integers & interval_set(all);  // there may be more entries than codes
    return made;
  }

  void finish(part& p, std::size_t depth = 0) {
    depth_ = std::max(depth_, depth);
    if (!p.is_joining()) return finish_leaf(p);
    for (part& inner : p.parts) {
      finish(inner, depth + 1);
      p.is_slow = p.is_slow || inner.is_slow;
    }
    std::partition(p.parts.begin(), p.parts.end(), [](const part& inner) { return !inner.is_slow; });
  }

  void finish_leaf(part& leaf) const {
    if (leaf.what != kind::integers) return;
    const column_layout layout = leaf.column->layout();
    if (layout == column_layout::bits) {
      leaf.what = kind::bits;
      return;
    }
    leaf.set = word_set(leaf.truth.integers, integers_of(layout), bytes_of(layout));
    leaf.match = matcher_for(bytes_of(layout), leaf.set, path_);
    leaf.is_slow = leaf.set.shape() == word_set::form::index;
  }

  void evaluate(const part& p, std::size_t first_word, std::size_t count, std::uint64_t* out,
                std::uint64_t* scratch) const noexcept {
    if (!p.is_joining()) return evaluate_leaf(p, first_word, count, out);
    // A row is open while it is true of all parts so far, or of none.
    const std::uint64_t closed = p.what == kind::all_of ? 0 : ~std::uint64_t{0};
    std::fill_n(out, count, ~closed);
    for (const part& inner : p.parts) {
      for (std::size_t from = 0; from < count;) {
        std::size_t to = count;
        if (inner.is_slow) {
          while (from < count && out[from] == closed) ++from;
          for (to = from; to < count && out[to] != closed;) ++to;
        }
        if (from == to) break;
        evaluate(inner, first_word + from, to - from, scratch, scratch + words_in_tile);
        if (p.what == kind::all_of)
          for (std::size_t i = from; i < to; ++i) out[i] &= scratch[i - from];
        else
          for (std::size_t i = from; i < to; ++i) out[i] |= scratch[i - from];
        from = to;
      }
    }
  }

  static void evaluate_leaf(const part& leaf, std::size_t first_word, std::size_t count, std::uint64_t* out) noexcept {
    if (leaf.what == kind::never || leaf.what == kind::always)
      return static_cast<void>(std::fill_n(out, count, leaf.what == kind::always ? ~std::uint64_t{0} : 0));
    const column_data& column = *leaf.column;
    const std::size_t first = first_word * rows_in_word;
    const std::size_t rows = std::min(count * rows_in_word, column.size() - first);
    switch (leaf.what) {
      case kind::integers: match(leaf, first, rows, out); break;
      case kind::bits: match_bits(leaf, first, rows, out); break;
      default: leaf.texts->texts().run(column, first, rows, out); break;
    }
    if (column.validity() != nullptr)
      apply_validity(column.validity(), column.offset() + first, rows, leaf.truth.is_true_of_null, out);
  }

  static void match(const part& leaf, std::size_t first, std::size_t rows, std::uint64_t* out) noexcept {
    const column_data& column = *leaf.column;
    const std::size_t bytes = bytes_of(column.layout());
    const char* const words = static_cast<const char*>(column.values()) + (column.offset() + first) * bytes;
    const std::size_t whole = rows / rows_in_word;
    leaf.match(leaf.set, words, whole, out);
    if (const std::size_t rest = rows % rows_in_word; rest != 0) {  // nothing is read beyond the column's end
      std::array<char, rows_in_word * 8> padded{};
      std::memcpy(padded.data(), words + whole * rows_in_word * bytes, rest * bytes);
      leaf.match(leaf.set, padded.data(), 1, out + whole);
    }
  }

  static void match_bits(const part& leaf, std::size_t first, std::size_t rows, std::uint64_t* out) noexcept {
    const auto all_if = [](bool is_true) { return is_true ? ~std::uint64_t{0} : 0; };
    const std::uint64_t of_false = all_if(leaf.truth.integers.contains(0));
    const std::uint64_t of_true = all_if(leaf.truth.integers.contains(1));
    const auto* const bits = static_cast<const std::uint8_t*>(leaf.column->values());
    for (std::size_t row = 0; row < rows; row += rows_in_word, ++out) {
      const std::uint64_t word = load_bits(bits, leaf.column->offset() + first + row, std::min(rows_in_word, rows - row));
      *out = (word & of_true) | (~word & of_false);
    }
  }

  static void apply_validity(const std::uint8_t* bits, std::size_t first, std::size_t rows, bool is_true_of_null,
                             std::uint64_t* out) noexcept {
    for (std::size_t row = 0; row < rows; row += rows_in_word, ++out) {
      const std::uint64_t known = load_bits(bits, first + row, std::min(rows_in_word, rows - row));
      *out = is_true_of_null ? *out | ~known : *out & known;
    }
  }

  row_batch batch_;
  vector_path path_;
  part root_;
  std::size_t depth_ = 0;
};

}  // namespace rowclaim::inline v0_1::detail
