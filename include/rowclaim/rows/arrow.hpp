// SPDX-License-Identifier: BSL-1.0
// Record batches of any Arrow producer as columns of a table, without copies, through the Arrow C data interface.
#pragma once

#include <rowclaim/core/error.hpp>
#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/detail/arrow_abi.hpp>
#include <rowclaim/rows/detail/arrow_column.hpp>
#include <rowclaim/rows/detail/arrow_type.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/table.hpp>

#include <boost/system/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1::arrow {

/// Why arrays are not filtered: the cause, the table's column that it is about, and what was found.
struct refusal {
  errc code;
  std::string column;  ///< empty if it is about no single column
  std::string detail;  ///< Arrow's name for a type and its format string, what is wrong with an array, or what a stream said

  /// A sentence for people.
  std::string message() const {
    std::string text{sentence(code)};
    if (!column.empty()) text.append(" (").append(column).append(")");
    if (!detail.empty()) text.append(": ").append(detail);
    return text;
  }

  friend bool operator==(const refusal&, const refusal&) = default;
};

/// What reading arrays gives. `value()` on a refusal throws `std::logic_error`: ask first.
template <class Value>
using result = boost::system::result<Value, refusal>;

/// Called by `result::value()` when the caller did not ask whether there is a value.
[[noreturn]] inline void throw_exception_from_error(const refusal& r, const boost::source_location&) {
  throw std::logic_error("rowclaim: value() of a result that holds a refusal: " + r.message());
}

/// Owns a structure of the C interfaces and releases it at the end.
template <class Structure>
class owned {
 public:
  owned() = default;
  /// Takes a structure over: the one given counts as released, as the specification says of moving.
  explicit owned(Structure&& given) noexcept : held_(std::exchange(given, Structure{})) {}
  owned(owned&& other) noexcept : held_(std::exchange(other.held_, Structure{})) {}
  owned& operator=(owned&& other) noexcept {
    if (this != &other) {
      reset();
      held_ = std::exchange(other.held_, Structure{});
    }
    return *this;
  }
  ~owned() { reset(); }

  /// Whether there is something that is not released.
  explicit operator bool() const noexcept { return held_.release != nullptr; }

  Structure& operator*() noexcept { return held_; }
  const Structure& operator*() const noexcept { return held_; }
  Structure* operator->() noexcept { return &held_; }
  const Structure* operator->() const noexcept { return &held_; }

  /// Where a producer puts a structure; what was held is released.
  Structure* out() noexcept {
    reset();
    return &held_;
  }
  void reset() noexcept {
    if (held_.release != nullptr) held_.release(&held_);
    held_ = Structure{};
  }

 private:
  Structure held_{};
};

using unique_schema = owned<ArrowSchema>;
using unique_array = owned<ArrowArray>;
using unique_stream = owned<ArrowArrayStream>;

/// The rows of a record batch as columns of a table. The array must not be released before.
class record_batch {
 public:
  record_batch(record_batch&&) = default;
  record_batch& operator=(record_batch&&) = default;
  record_batch(const record_batch&) = delete;
  record_batch& operator=(const record_batch&) = delete;

  /// For a column filter of the plan that the batch was read for: a column that the plan does not compare holds nothing but nulls.
  const row_batch& rows() const noexcept { return rows_.front(); }
  std::size_t size() const noexcept { return rows().size(); }

 private:
  friend class batch_reader;
  record_batch() = default;

  // Columns refer to dictionaries and buffers, and the batch to the columns: vectors stay where they are when this is moved.
  std::vector<column_data> columns_;
  std::vector<column_data> dictionaries_;
  std::vector<std::vector<std::string_view>> buffers_;
  std::vector<row_batch> rows_;  // one
};

/// Reads record batches of one Arrow schema for a plan.
///
/// The columns that the plan compares are found by their names; no others are looked at. Their types must be of the kinds that the table
/// says: integers of all widths, float32 and float64, boolean, utf8 and binary in each of their three layouts, date32 and date64, time,
/// timestamp, null, and dictionaries of these. A timestamp is a point in time in UTC, whether it has a zone or none.
class batch_reader {
 public:
  /// Errors: `arrow_malformed` for a plan without a table and for a schema that is released, is no record batch's or contradicts itself;
  /// for a column that the plan compares `column_missing`, `column_ambiguous`, `arrow_type_unsupported` or `column_kind_mismatch`.
  static result<batch_reader> make(const plan& p, const ArrowSchema& schema) {
    if (p.table() == nullptr) return refusal{errc::arrow_malformed, "", "the plan is for no table"};
    if (schema.release == nullptr) return refusal{errc::arrow_malformed, "", "the schema is released"};
    if (schema.format == nullptr || std::string_view(schema.format) != "+s")
      return refusal{errc::arrow_malformed, "", "the schema is not that of record batches"};
    if (schema.n_children < 0 || (schema.n_children > 0 && schema.children == nullptr))
      return refusal{errc::arrow_malformed, "", "the schema has not the columns that it counts"};
    batch_reader made(*p.table(), schema.n_children);
    for (const plan_node& node : p.nodes()) {
      if (node.kind != plan_node::node_kind::compare) continue;
      const auto found = find(p.table()->columns[node.column], schema);
      if (!found) return found.error();
      made.sources_[node.column] = *found;
    }
    return made;
  }

  /// The rows of a record batch of this schema. Errors: `arrow_malformed` for arrays that contradict themselves or the schema: released
  /// ones, lengths that cannot be, buffers that are missing. What lies in the buffers is looked at when it is compared, and is null where
  /// it cannot be right.
  /// Complexity: constant for each column that the plan compares.
  result<record_batch> read(const ArrowArray& batch) const {
    const auto rows = detail::arrow_extent_of(batch);
    if (!rows) return refuse(rows.error());
    if (batch.n_children != children_ || (children_ > 0 && batch.children == nullptr))
      return refusal{errc::arrow_malformed, "", "the batch has not the columns that its schema has"};
    if (batch.n_buffers != 1 || batch.buffers == nullptr)
      return refusal{errc::arrow_malformed, "", "the batch has not the one buffer of a struct"};
    const auto validity = detail::arrow_validity_of(batch, *rows);
    if (!validity) return refuse(validity.error());

    record_batch made;
    made.columns_.reserve(sources_.size());
    made.dictionaries_.resize(sources_.size());
    made.buffers_.resize(sources_.size());
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const column_info& column = table_->columns[i];
      const detail::arrow_column& source = sources_[i];
      if (source.type == nullptr) {
        made.columns_.push_back(column_data::of_nulls(column.kind, rows->count));
        continue;
      }
      const ArrowArray* const child = batch.children[source.child];
      if (child == nullptr) return refusal{errc::arrow_malformed, std::string(column.name), "the array is missing"};
      const auto read = source.read(column.kind, *child, *rows, {made.dictionaries_[i], made.buffers_[i]});
      if (!read) return refuse(read.error(), column.name);
      made.columns_.push_back(*read);
    }
    auto side_by_side = row_batch::make(*table_, made.columns_);
    if (side_by_side && !validity->empty()) side_by_side = side_by_side->with_validity(*validity, rows->first);
    if (!side_by_side) return refuse(side_by_side.error());
    made.rows_.push_back(*side_by_side);
    return made;
  }

 private:
  batch_reader(const table_schema& table, std::int64_t children)
      : table_(&table), children_(children), sources_(table.columns.size()) {}

  static refusal refuse(const error& e, std::string_view column = {}) {
    return {e.code, std::string(column), std::string(e.detail)};
  }

  static result<detail::arrow_column> find(const column_info& column, const ArrowSchema& schema) {
    detail::arrow_column found;
    const auto refused = [&](errc code, std::string_view why) { return refusal{code, std::string(column.name), std::string(why)}; };
    const ArrowSchema* child = nullptr;
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      const ArrowSchema* const one = schema.children[i];
      if (one == nullptr || one->name == nullptr || one->name != column.name) continue;
      if (child != nullptr) return refused(errc::column_ambiguous, "");
      child = one;
      found.child = static_cast<std::size_t>(i);
    }
    if (child == nullptr) return refused(errc::column_missing, "");
    const bool has_dictionary = child->dictionary != nullptr;
    const ArrowSchema& values = has_dictionary ? *child->dictionary : *child;
    if (child->format == nullptr || values.format == nullptr) return refused(errc::arrow_malformed, "the type has no format");
    if (has_dictionary) {
      found.codes = detail::find_arrow_type(child->format);
      if (found.codes == nullptr || !detail::is_integer(found.codes->layout) || found.codes->kind != value_kind::integer)
        return refused(errc::arrow_malformed, "the places in a dictionary are no integers");
      if (values.dictionary != nullptr) return refused(errc::arrow_type_unsupported, "dictionary of a dictionary");
    }
    found.type = detail::find_arrow_type(values.format);
    if (found.type == nullptr)
      return refused(errc::arrow_type_unsupported, in_words(detail::name_of_other_arrow_type(values.format), values.format));
    if (found.type->kind != column.kind && found.type->kind != value_kind::null)
      return refused(errc::column_kind_mismatch, in_words(found.type->name, values.format));
    return found;
  }

  // What comes from outside is shown in part, and as nothing but letters, digits and signs.
  static std::string in_words(std::string_view name, std::string_view format) {
    constexpr std::size_t most = 40;
    std::string text(name);
    text += ", '";
    for (const char c : format.substr(0, most)) text += c > ' ' && c <= '~' ? c : '?';
    return text + (format.size() > most ? "...'" : "'");
  }

  const table_schema* table_;
  std::int64_t children_;
  std::vector<detail::arrow_column> sources_;  // in the order of the table's columns
};

}  // namespace rowclaim::inline v0_1::arrow
