// SPDX-License-Identifier: BSL-1.0
// Executes a plan on columns in memory: which rows are visible, as bits, as a list, or handed to what is to be computed of them.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/detail/column_program.hpp>
#include <rowclaim/rows/detail/selection_bits.hpp>
#include <rowclaim/rows/detail/vector_path.hpp>
#include <rowclaim/rows/detail/vector_sum.hpp>
#include <rowclaim/rows/plan.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Which rows of a batch are visible, a bit for each.
class selection {
 public:
  /// Of no rows.
  selection() = default;

  /// Takes the bits of `size` rows; those that are missing are 0. Bit i of word w is for row 64 * w + i.
  selection(std::vector<std::uint64_t> words, std::size_t size) : words_(std::move(words)), size_(size) {
    words_.resize(detail::words_for(size));
    if (size % detail::rows_in_word != 0) words_.back() &= detail::low_bits(size % detail::rows_in_word);
  }

  /// Bit i of word w is for row 64 * w + i; bits that are for no row are 0.
  std::span<const std::uint64_t> words() const noexcept { return words_; }
  /// The rows of the batch, visible or not.
  std::size_t size() const noexcept { return size_; }
  bool contains(std::size_t row) const noexcept {
    return row < size_ && (words_[row / detail::rows_in_word] >> (row % detail::rows_in_word) & 1) != 0;
  }
  /// How many rows are visible.
  std::size_t count() const noexcept { return detail::count_bits(words_); }
  /// Calls `use` with each visible row, in order.
  template <std::invocable<std::size_t> Use>
  void for_each(Use use) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1)
        use(i * detail::rows_in_word + static_cast<std::size_t>(std::countr_zero(rest)));
  }
  /// The visible rows, in order.
  std::vector<std::size_t> rows() const {
    std::vector<std::size_t> visible;
    visible.reserve(count());
    for_each([&](std::size_t row) { visible.push_back(row); });
    return visible;
  }

  friend bool operator==(const selection&, const selection&) = default;

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

/// How a batch is worked on.
struct column_filter_options {
  unsigned threads = 1;  ///< at most so many, this one included; the result is the same
};

/// A plan made ready for columns: for any number of batches, from any number of threads. The texts that the plan's values refer to must
/// stay, as for the plan. Of a batch of another table than the plan's nothing is visible.
///
/// Complexity: each column that the condition names is read once; a comparison of dictionary codes is decided once for each entry of the
/// dictionary and call.
class column_filter {
 public:
  explicit column_filter(plan p) : plan_(std::move(p)) {
    comparisons_.reserve(plan_.nodes().size());
    for (const plan_node& node : plan_.nodes())
      comparisons_.push_back(node.kind == plan_node::node_kind::compare
                                 ? detail::column_comparison(node.op, plan_.table()->columns[node.column].kind, plan_.values(node))
                                 : detail::column_comparison());
  }

  /// Which rows of the batch are visible.
  [[nodiscard]] selection select(const row_batch& batch, column_filter_options options = {}) const {
    std::vector<std::uint64_t> words(detail::words_for(batch.size()));
    write(batch, words.data(), options);
    return selection(std::move(words), batch.size());
  }

  /// The same into memory of the caller's: bit i of word w is for row 64 * w + i. Result: how many words were written.
  /// Errors: `column_size_mismatch` if there are too few.
  [[nodiscard]] result<std::size_t> select(const row_batch& batch, std::span<std::uint64_t> words,
                                           column_filter_options options = {}) const {
    const std::size_t count = detail::words_for(batch.size());
    if (words.size() < count) return error{errc::column_size_mismatch, step::rows, batch.table().name};
    write(batch, words.data(), options);
    return count;
  }

  /// Calls `use(first_row, bits)` for every 64 rows of which some are visible, in order: bit i is for row `first_row + i`. Memory for the
  /// bits of the whole batch is never needed.
  template <std::invocable<std::size_t, std::uint64_t> Use>
  void for_each_block(const row_batch& batch, Use use) const {
    const detail::column_program program = bind(batch);
    std::vector<std::uint64_t> scratch(program.scratch_words());
    for_each_tile(program, 0, detail::words_for(batch.size()), scratch.data(),
                  [&](std::size_t first_word, std::span<const std::uint64_t> words) {
                    for (std::size_t i = 0; i < words.size(); ++i)
                      if (words[i] != 0) use((first_word + i) * detail::rows_in_word, words[i]);
                  });
  }

  /// Calls `use` with each visible row, in order.
  template <std::invocable<std::size_t> Use>
  void for_each_visible(const row_batch& batch, Use use) const {
    for_each_block(batch, [&](std::size_t first_row, std::uint64_t bits) {
      for (; bits != 0; bits &= bits - 1) use(first_row + static_cast<std::size_t>(std::countr_zero(bits)));
    });
  }

  /// How many rows are visible.
  [[nodiscard]] std::size_t count_visible(const row_batch& batch, column_filter_options options = {}) const {
    std::vector<std::size_t> counts(tiles_of(batch));
    work(batch, options, [&](std::size_t first_word, std::span<const std::uint64_t> words) {
      counts[first_word / tile] = detail::count_bits(words);
    });
    std::size_t visible = 0;
    for (const std::size_t count : counts) visible += count;
    return visible;
  }

  /// The sum of a column over the visible rows; the column need not be one of the table's. Nulls count nothing, and of no rows the sum is
  /// 0. Result: an integer for integers, exact; a real for reals, which is the same on every machine and for every number of threads.
  /// Errors: `column_size_mismatch`; `column_kind_mismatch` for a column without numbers, or with a dictionary; `sum_out_of_range`.
  [[nodiscard]] result<value> sum_visible(const row_batch& batch, const column_data& measure,
                                          column_filter_options options = {}) const {
    if (measure.size() != batch.size()) return error{errc::column_size_mismatch, step::rows};
    const bool is_integer = measure.kind() == value_kind::integer;
    if ((!is_integer && measure.kind() != value_kind::real) || measure.dictionary() != nullptr)
      return error{errc::column_kind_mismatch, step::rows};
    std::vector<detail::partial_sum> sums(tiles_of(batch));
    if (const detail::sum_numbers add = detail::summer_for(measure.layout(), detail::best_vector_path()); add != nullptr)
      work(batch, options, [&](std::size_t first_word, std::span<std::uint64_t> words) {
        sums[first_word / tile] = detail::sum_part(measure, add, first_word, words);
      });
    detail::partial_sum total;
    for (const detail::partial_sum& sum : sums) {
      total.integer += sum.integer;
      total.real += sum.real;
    }
    if (!is_integer) return value::of(total.real);
    using limits = std::numeric_limits<std::int64_t>;
    if (total.integer < limits::min() || total.integer > limits::max()) return error{errc::sum_out_of_range, step::rows};
    return value::of(static_cast<std::int64_t>(total.integer));
  }

 private:
  static constexpr std::size_t tile = detail::column_program::words_in_tile;

  static std::size_t tiles_of(const row_batch& batch) noexcept { return (detail::words_for(batch.size()) + tile - 1) / tile; }

  detail::column_program bind(const row_batch& batch) const {
    return detail::column_program(plan_, comparisons_, batch, detail::best_vector_path());
  }

  // Calls `use(first_word, words)` for each tile, whose words it may change.
  template <class Use>
  static void for_each_tile(const detail::column_program& program, std::size_t from, std::size_t to, std::uint64_t* scratch,
                            Use use) {
    std::array<std::uint64_t, tile> words;
    for (; from < to; from += tile) {
      const std::size_t count = std::min(tile, to - from);
      program.run(from, count, words.data(), scratch);
      use(from, std::span(words.data(), count));
    }
  }

  void write(const row_batch& batch, std::uint64_t* out, column_filter_options options) const {
    share(batch, options, [out](const detail::column_program& program, std::size_t from, std::size_t to, std::uint64_t* scratch) {
      for (; from < to; from += tile) program.run(from, std::min(tile, to - from), out + from, scratch);
    });
  }

  template <class Use>
  void work(const row_batch& batch, column_filter_options options, const Use& use) const {
    share(batch, options, [&use](const detail::column_program& program, std::size_t from, std::size_t to, std::uint64_t* scratch) {
      for_each_tile(program, from, to, scratch, use);
    });
  }

  // Threads take some tiles at a time until none is left: one that the machine has no time for keeps nobody waiting. One that cannot be
  // had leaves everything to the others.
  template <class Part>
  void share(const row_batch& batch, column_filter_options options, const Part& part) const {
    const detail::column_program program = bind(batch);
    const std::size_t words = detail::words_for(batch.size());
    const std::size_t tiles = tiles_of(batch);
    const std::size_t parts = std::clamp<std::size_t>(options.threads, 1, std::max<std::size_t>(tiles, 1));
    const std::size_t at_a_time = parts == 1 ? tiles : std::clamp<std::size_t>(tiles / parts / 8, 1, 16);
    std::vector<std::uint64_t> scratch(program.scratch_words() * parts);
    std::atomic<std::size_t> next_tile = 0;
    const auto run = [&](std::size_t i) noexcept {
      for (std::size_t at = next_tile.fetch_add(at_a_time); at < tiles; at = next_tile.fetch_add(at_a_time))
        part(program, at * tile, std::min((at + at_a_time) * tile, words), scratch.data() + i * program.scratch_words());
    };
    std::vector<std::thread> threads;
    threads.reserve(parts - 1);
    try {
      for (std::size_t i = 1; i < parts; ++i) threads.emplace_back(run, i);
    } catch (...) {  // as said above
    }
    run(0);
    for (std::thread& thread : threads) thread.join();
  }

  plan plan_;
  std::vector<detail::column_comparison> comparisons_;  // one for each node; empty ones for the joining nodes
};

}  // namespace rowclaim::inline v0_1
