// SPDX-License-Identifier: BSL-1.0
// Checks one Arrow array as far as it can be checked, and describes it as a column.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/rows/column_data.hpp>
#include <rowclaim/rows/detail/arrow_abi.hpp>
#include <rowclaim/rows/detail/arrow_type.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/rows/arrow.hpp>

namespace rowclaim::inline v0_1::detail {

/// A part of an array: so many values, the first of which lies so far behind the beginning of its buffers.
struct arrow_extent {
  std::size_t first = 0;
  std::size_t count = 0;

  std::size_t end() const noexcept { return first + count; }
};

/// What columns refer to and no array holds.
struct arrow_storage {
  column_data& dictionary;
  std::vector<std::string_view>& buffers;
};

inline error malformed_arrow(std::string_view what) { return {errc::arrow_malformed, step::rows, what}; }

/// Where the values of an array lie, if that can be.
inline result<arrow_extent> arrow_extent_of(const ArrowArray& array) {
  constexpr std::int64_t most = std::int64_t{1} << 48;  // nothing below this overflows in bytes
  if (array.release == nullptr) return malformed_arrow("the array is released");
  if (array.length < 0 || array.offset < 0) return malformed_arrow("the array's length or offset is negative");
  if (array.length > most || array.offset > most) return malformed_arrow("the array is longer than memory can be");
  return arrow_extent{static_cast<std::size_t>(array.offset), static_cast<std::size_t>(array.length)};
}

/// A part of that, relative to it.
inline result<arrow_extent> arrow_part_of(arrow_extent whole, arrow_extent part) {
  if (part.first > whole.count || part.count > whole.count - part.first)
    return malformed_arrow("the array is shorter than the batch that it belongs to");
  return arrow_extent{whole.first + part.first, part.count};
}

/// The bits of validity, for all values before the extent's end; none if no value is null.
inline result<std::span<const std::uint8_t>> arrow_validity_of(const ArrowArray& array, arrow_extent extent) {
  const auto* const bits = static_cast<const std::uint8_t*>(array.buffers[0]);
  if (bits != nullptr) return std::span(bits, (extent.end() + 7) / 8);
  if (array.null_count > 0) return malformed_arrow("the array counts nulls and does not say which");
  return std::span<const std::uint8_t>();
}

template <class Number>
column_data arrow_numbers(const arrow_type& type, const void* values, std::size_t size) {
  const std::span<const Number> numbers(static_cast<const Number*>(values), size);
  switch (type.kind) {
    case value_kind::date: return column_data::of_dates(numbers, type.unit);
    case value_kind::time: return column_data::of_times(numbers, type.unit);
    case value_kind::timestamp: return column_data::of_timestamps(numbers, type.unit);
    default: return column_data::of(numbers);
  }
}

/// Calls `use` with a null pointer to the integer type of a layout.
template <class Use>
column_data with_arrow_integer(column_layout layout, Use use) {
  switch (layout) {
    case column_layout::int8: return use(static_cast<const std::int8_t*>(nullptr));
    case column_layout::int16: return use(static_cast<const std::int16_t*>(nullptr));
    case column_layout::int32: return use(static_cast<const std::int32_t*>(nullptr));
    case column_layout::int64: return use(static_cast<const std::int64_t*>(nullptr));
    case column_layout::uint8: return use(static_cast<const std::uint8_t*>(nullptr));
    case column_layout::uint16: return use(static_cast<const std::uint16_t*>(nullptr));
    case column_layout::uint32: return use(static_cast<const std::uint32_t*>(nullptr));
    default: return use(static_cast<const std::uint64_t*>(nullptr));
  }
}

/// Texts behind offsets, whose last one says how many bytes there are: more than that is never read.
template <class Offset>
result<column_data> arrow_texts(const ArrowArray& array, arrow_extent whole, std::size_t size) {
  Offset end = 0;
  std::memcpy(&end, static_cast<const char*>(array.buffers[1]) + whole.end() * sizeof end, sizeof end);
  if (end < 0) return malformed_arrow("the last offset is negative");
  if (end > 0 && array.buffers[2] == nullptr) return malformed_arrow("there are no bytes for the texts");
  const std::string_view bytes(end > 0 ? static_cast<const char*>(array.buffers[2]) : "", static_cast<std::size_t>(end));
  return column_data::of_texts(std::span(static_cast<const Offset*>(array.buffers[1]), size + 1), bytes);
}

/// Texts in views: the buffers follow the views, and their sizes come last.
inline result<column_data> arrow_views(const ArrowArray& array, std::size_t size, std::vector<std::string_view>& buffers) {
  const auto count = static_cast<std::size_t>(array.n_buffers - 3);
  const void* const sizes = array.buffers[array.n_buffers - 1];
  if (count > 0 && sizes == nullptr) return malformed_arrow("the sizes of the buffers are missing");
  buffers.clear();
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t bytes = 0;
    std::memcpy(&bytes, static_cast<const char*>(sizes) + i * sizeof bytes, sizeof bytes);
    const auto* const data = static_cast<const char*>(array.buffers[i + 2]);
    if (bytes < 0 || (bytes > 0 && data == nullptr)) return malformed_arrow("there is no buffer of the size that it should have");
    buffers.emplace_back(bytes > 0 ? data : "", static_cast<std::size_t>(bytes));
  }
  return column_data::of_texts(std::span(static_cast<const text_view*>(array.buffers[1]), size), buffers);
}

/// Describes the part of an array that belongs to a batch. `whole` is where all of it lies.
inline result<column_data> arrow_values(const arrow_type& type, const ArrowArray& array, arrow_extent whole, arrow_extent part,
                                        std::vector<std::string_view>& buffers) {
  const bool has_views = type.layout == column_layout::text_views;
  const bool has_offsets = type.layout == column_layout::text_32 || type.layout == column_layout::text_64;
  const std::int64_t wanted = has_views || has_offsets ? 3 : 2;
  if (has_views ? array.n_buffers < wanted : array.n_buffers != wanted)
    return malformed_arrow("the array has not as many buffers as its type");
  if (part.count == 0) return column_data::of_nulls(type.kind, 0);
  if (array.buffers == nullptr || array.buffers[1] == nullptr) return malformed_arrow("the array has no values");
  const auto validity = arrow_validity_of(array, part);
  if (!validity) return validity.error();
  const std::size_t size = part.end();
  result<column_data> made = [&]() -> result<column_data> {
    switch (type.layout) {
      case column_layout::bits:
        return column_data::of_bits(std::span(static_cast<const std::uint8_t*>(array.buffers[1]), (size + 7) / 8), size);
      case column_layout::float32: return column_data::of(std::span(static_cast<const float*>(array.buffers[1]), size));
      case column_layout::float64: return column_data::of(std::span(static_cast<const double*>(array.buffers[1]), size));
      case column_layout::text_32: return arrow_texts<std::int32_t>(array, whole, size);
      case column_layout::text_64: return arrow_texts<std::int64_t>(array, whole, size);
      case column_layout::text_views: return arrow_views(array, size, buffers);
      default:
        return with_arrow_integer(type.layout,
                                  [&]<class Number>(const Number*) { return arrow_numbers<Number>(type, array.buffers[1], size); });
    }
  }();
  if (!made) return made;
  return (validity->empty() ? *made : made->with_validity(*validity)).slice(part.first, part.count);
}

/// One column of a record batch: which child it is, of what type, and the type of its codes if it has a dictionary.
struct arrow_column {
  std::size_t child = static_cast<std::size_t>(-1);
  const arrow_type* type = nullptr;   ///< null for a column that is not read
  const arrow_type* codes = nullptr;  ///< null without a dictionary

  /// The rows `rows` of the batch, counted in the child's own values.
  result<column_data> read(value_kind kind, const ArrowArray& array, arrow_extent rows, arrow_storage storage) const {
    const auto whole = arrow_extent_of(array);
    if (!whole) return whole.error();
    const auto part = arrow_part_of(*whole, rows);
    if (!part) return part.error();
    if (codes == nullptr) return values(kind, array, *whole, *part, storage.buffers);
    if (array.dictionary == nullptr) return malformed_arrow("the array has no dictionary");
    const auto entries = arrow_extent_of(*array.dictionary);
    if (!entries) return entries.error();
    auto dictionary = values(kind, *array.dictionary, *entries, *entries, storage.buffers);
    if (!dictionary) return dictionary;
    storage.dictionary = *dictionary;
    const auto places = arrow_values(*codes, array, *whole, *part, storage.buffers);
    if (!places || part->count == 0) return places ? column_data::of_nulls(kind, 0) : places;
    const column_data all = with_arrow_integer(codes->layout, [&]<class Code>(const Code*) {
      return column_data::of_codes(std::span(static_cast<const Code*>(array.buffers[1]), part->end()), storage.dictionary);
    });
    const auto* const validity = places->validity();
    return (validity == nullptr ? all : all.with_validity({validity, (part->end() + 7) / 8})).slice(part->first, part->count);
  }

 private:
  result<column_data> values(value_kind kind, const ArrowArray& array, arrow_extent whole, arrow_extent part,
                             std::vector<std::string_view>& buffers) const {
    if (type->kind == value_kind::null) return column_data::of_nulls(kind, part.count);
    return arrow_values(*type, array, whole, part, buffers);
  }
};

}  // namespace rowclaim::inline v0_1::detail
