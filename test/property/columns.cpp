// SPDX-License-Identifier: BSL-1.0
// Columns in memory and Arrow arrays: the same rows in layouts that are drawn for each case.
#include "executors.hpp"
#include "stored_column.hpp"
#include <rowclaim/rows/arrow.hpp>
#include <rowclaim/rows/column_filter.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace property {

namespace {

std::vector<oracle::cell> cells_of(const test_case& c, std::size_t column) {
  std::vector<oracle::cell> cells;
  for (const oracle::row& r : c.rows) cells.push_back(r[column]);
  return cells;
}

/// The columns of a case, stored.
std::vector<stored_column> stored_columns(const test_case& c, const storing& how, std::uint64_t salt) {
  std::vector<stored_column> stored;
  for (std::size_t i = 0; i < c.columns.size(); ++i) {
    std::mt19937_64 random(c.seed * 64 + i * 4 + salt);
    stored.push_back(store(info(c.columns[i].stored).kind, cells_of(c, i), how, random));
  }
  return stored;
}

rc::time_unit unit_of(char code) {
  switch (code) {
    case 's': return rc::time_unit::seconds;
    case 'm': return rc::time_unit::milliseconds;
    case 'u': return rc::time_unit::microseconds;
    default: return rc::time_unit::nanoseconds;
  }
}

/// Described for the column executor.
class described_columns {
 public:
  explicit described_columns(const std::vector<stored_column>& stored) {
    for (const stored_column& one : stored) columns_.push_back(described(one));
  }

  std::span<const rc::column_data> columns() const { return columns_; }

 private:
  rc::column_data described(const stored_column& from) {
    rc::column_data made = whole(from);
    if (!from.validity.empty()) made = made.with_validity(from.validity);
    return made.slice(from.lead, from.size);
  }

  template <class Value>
  static std::span<const Value> values_of(const stored_column& from, std::size_t more = 0) {
    return {static_cast<const Value*>(from.values.get()), from.lead + from.size + more};
  }

  template <class Integer>
  rc::column_data integers(const stored_column& from) {
    const auto values = values_of<Integer>(from);
    if (from.dictionary == nullptr) return rc::column_data::of(values);
    dictionaries_.push_back(described(*from.dictionary));
    return rc::column_data::of_codes(values, dictionaries_.back());
  }

  rc::column_data whole(const stored_column& from) {
    const std::string& format = from.format;
    const std::size_t count = from.lead + from.size;
    if (format == "c") return integers<std::int8_t>(from);
    if (format == "C") return integers<std::uint8_t>(from);
    if (format == "s") return integers<std::int16_t>(from);
    if (format == "S") return integers<std::uint16_t>(from);
    if (format == "i") return integers<std::int32_t>(from);
    if (format == "I") return integers<std::uint32_t>(from);
    if (format == "l") return integers<std::int64_t>(from);
    if (format == "L") return integers<std::uint64_t>(from);
    if (format == "f") return rc::column_data::of(values_of<float>(from));
    if (format == "g") return rc::column_data::of(values_of<double>(from));
    if (format == "b")
      return rc::column_data::of_bits({static_cast<const std::uint8_t*>(from.values.get()), (count + 7) / 8}, count);
    if (format == "tdD") return rc::column_data::of_dates(values_of<std::int32_t>(from));
    if (format == "tdm") return rc::column_data::of_dates(values_of<std::int64_t>(from), rc::time_unit::milliseconds);
    if (format == "tts" || format == "ttm") return rc::column_data::of_times(values_of<std::int32_t>(from), unit_of(format[2]));
    if (format.starts_with("tt")) return rc::column_data::of_times(values_of<std::int64_t>(from), unit_of(format[2]));
    if (format.starts_with("ts")) return rc::column_data::of_timestamps(values_of<std::int64_t>(from), unit_of(format[2]));
    if (format == "u" || format == "z") return rc::column_data::of_texts(values_of<std::int32_t>(from, 1), from.bytes);
    if (format == "U") return rc::column_data::of_texts(values_of<std::int64_t>(from, 1), from.bytes);
    if (format == "fixed") return rc::column_data::of_fixed_texts(from.bytes, from.width);
    if (format == "std::string") return rc::column_data::of(values_of<std::string>(from));
    if (format == "std::string_view") return rc::column_data::of(values_of<std::string_view>(from));
    if (format != "vu") throw std::runtime_error("there is no layout " + format);
    buffers_.emplace_back(from.buffers.begin(), from.buffers.end());
    return rc::column_data::of_texts(values_of<rc::text_view>(from), std::span<const std::string_view>(buffers_.back()));
  }

  std::deque<rc::column_data> dictionaries_;  // which stay where they are
  std::deque<std::vector<std::string_view>> buffers_;
  std::vector<rc::column_data> columns_;
};

template <class Run>
answer on_columns(const prepared_case& c, std::uint64_t salt, const Run& run) {
  try {
    const std::vector<stored_column> stored = stored_columns(c.given, {}, salt);
    const described_columns described(stored);
    return run(rc::row_batch::make(*c.plan.table(), described.columns()).value());
  } catch (const cannot_be_stored&) {
    return std::nullopt;
  }
}

/// The structures of the C data interface over stored columns, which own everything.
class arrow_batch {
 public:
  arrow_batch(const test_case& c, const std::vector<stored_column>& stored, std::size_t first_row, bool is_reversed) {
    for (std::size_t i = 0; i < stored.size(); ++i) {
      const std::size_t at = is_reversed ? stored.size() - 1 - i : i;
      children_.push_back(&array_of(stored[at], first_row));
      child_schemas_.push_back(&schema_of_column(stored[at], c.columns[at].name.c_str()));
    }
    schema_ = {"+s", "", nullptr, 0, size_of(child_schemas_), child_schemas_.data(), nullptr, release_schema, nullptr};
    array_ = {static_cast<std::int64_t>(c.rows.size()),
              0,
              static_cast<std::int64_t>(first_row),
              1,
              size_of(children_),
              no_buffer_.data(),
              children_.data(),
              nullptr,
              release_array,
              nullptr};
  }
  arrow_batch(const arrow_batch&) = delete;
  arrow_batch& operator=(const arrow_batch&) = delete;

  const ArrowSchema& schema() const { return schema_; }
  const ArrowArray& array() const { return array_; }

 private:
  static void release_schema(ArrowSchema* s) { s->release = nullptr; }
  static void release_array(ArrowArray* a) { a->release = nullptr; }
  static std::int64_t size_of(const auto& container) { return static_cast<std::int64_t>(container.size()); }

  ArrowSchema& schema_of_column(const stored_column& from, const char* name) {
    ArrowSchema* dictionary = from.dictionary != nullptr ? &schema_of_column(*from.dictionary, "") : nullptr;
    return schemas_.emplace_back(
        ArrowSchema{from.format.c_str(), name, nullptr, ARROW_FLAG_NULLABLE, 0, nullptr, dictionary, release_schema, nullptr});
  }

  /// `first_row` values of the column stand before the batch's first row, and are the batch's to leave out.
  ArrowArray& array_of(const stored_column& from, std::size_t first_row) {
    ArrowArray* dictionary = from.dictionary != nullptr ? &array_of(*from.dictionary, 0) : nullptr;
    std::vector<const void*>& buffers = buffers_.emplace_back();
    buffers.push_back(from.validity.empty() ? nullptr : from.validity.data());
    buffers.push_back(from.values.get());
    if (from.format == "u" || from.format == "U" || from.format == "z") buffers.push_back(from.bytes.data());
    if (from.format == "vu") {
      std::vector<std::int64_t>& sizes = sizes_.emplace_back();
      for (const std::string& buffer : from.buffers) {
        buffers.push_back(buffer.data());
        sizes.push_back(size_of(buffer));
      }
      buffers.push_back(sizes.data());
    }
    const std::int64_t nulls = from.validity.empty() ? 0 : -1;
    return arrays_.emplace_back(ArrowArray{static_cast<std::int64_t>(from.size + first_row), nulls,
                                           static_cast<std::int64_t>(from.lead - first_row), size_of(buffers), 0, buffers.data(),
                                           nullptr, dictionary, release_array, nullptr});
  }

  std::deque<ArrowSchema> schemas_;  // these stay where they are
  std::deque<ArrowArray> arrays_;
  std::deque<std::vector<const void*>> buffers_;
  std::deque<std::vector<std::int64_t>> sizes_;
  std::vector<ArrowArray*> children_;
  std::vector<ArrowSchema*> child_schemas_;
  std::array<const void*, 1> no_buffer_{};
  ArrowSchema schema_{};
  ArrowArray array_{};
};

oracle::row_set as_set(const std::vector<std::size_t>& rows) { return {rows.begin(), rows.end()}; }

}  // namespace

answer by_columns(const prepared_case& c) {
  return on_columns(c, 0, [&](const rc::row_batch& batch) {
    const rc::column_filter filter(c.plan);
    const rc::selection found = filter.select(batch, {.threads = 1 + static_cast<unsigned>(c.given.seed % 3)});
    if (found.count() != filter.count_visible(batch)) throw std::runtime_error("counting gives another number than selecting");
    return as_set(found.rows());
  });
}

answer by_column_blocks(const prepared_case& c) {
  return on_columns(c, 1, [&](const rc::row_batch& batch) {
    oracle::row_set found;
    rc::column_filter(c.plan).for_each_visible(batch, [&](std::size_t row) { found.insert(row); });
    return found;
  });
}

/// Without vector instructions, whatever this machine has.
answer by_portable_columns(const prepared_case& c) {
  return on_columns(c, 2, [&](const rc::row_batch& batch) {
    std::vector<rc::detail::column_comparison> comparisons;
    for (const rc::plan_node& node : c.plan.nodes())
      comparisons.push_back(
          node.kind == rc::plan_node::node_kind::compare
              ? rc::detail::column_comparison(node.op, batch.table().columns[node.column].kind, c.plan.values(node))
              : rc::detail::column_comparison());
    const rc::detail::column_program program(c.plan, comparisons, batch, rc::detail::vector_path::portable);
    std::vector<std::uint64_t> words(rc::detail::words_for(batch.size()));
    std::vector<std::uint64_t> scratch(program.scratch_words());
    program.run(0, words.size(), words.data(), scratch.data());
    return as_set(rc::selection(std::move(words), batch.size()).rows());
  });
}

answer by_arrow(const prepared_case& c) {
  const std::size_t first_row = c.given.seed % 3;
  try {
    const auto stored = stored_columns(c.given, {.has_arrow_formats_only = true, .least_lead = first_row}, 3);
    const arrow_batch batch(c.given, stored, first_row, c.given.seed % 2 == 0);
    const auto reader = rc::arrow::batch_reader::make(c.plan, batch.schema());
    if (!reader) throw std::runtime_error("the schema is refused: " + reader.error().message());
    const auto rows = reader->read(batch.array());
    if (!rows) throw std::runtime_error("the arrays are refused: " + rows.error().message());
    return as_set(rc::column_filter(c.plan).select(rows->rows()).rows());
  } catch (const cannot_be_stored&) {
    return std::nullopt;
  }
}

}  // namespace property
