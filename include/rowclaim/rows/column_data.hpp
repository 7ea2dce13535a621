// SPDX-License-Identifier: BSL-1.0
// Columns in memory as they lie there, described and not copied, and the columns of one table side by side.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/rows/column.hpp>
#include <rowclaim/rows/table.hpp>
#include <rowclaim/rows/value.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ratio>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace rowclaim::inline v0_1 {

/// How the values of a column lie in memory.
enum class column_layout : std::uint8_t {
  nothing,  ///< no values at all: each is null
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  bits,          ///< a truth a bit, the lowest bit of a byte first
  bytes,         ///< a truth a byte, zero for false
  text_32,       ///< offsets of 32 bits into bytes, one more than there are texts
  text_64,       ///< the same with 64 bits
  fixed_text,    ///< texts of one width, each up to its first zero byte
  text_views,    ///< Arrow's views of 16 bytes into buffers
  string_views,  ///< objects of type std::string_view
  strings,       ///< objects of type std::string
};

/// What one tick of a date, a time or a timestamp is.
enum class time_unit : std::uint8_t { days, seconds, milliseconds, microseconds, nanoseconds };

/// One text in Arrow's layout of views: up to 12 bytes in place, a longer one by its first four and where it lies.
struct text_view {
  static constexpr std::int32_t most_in_place = 12;

  std::int32_t size = 0;
  char first[4] = {};
  std::int32_t buffer = 0;  ///< with what follows: the other bytes of a text in place
  std::int32_t offset = 0;
};
// internal: the layout is Arrow's
static_assert(sizeof(text_view) == 16);

/// An integer that a column can be made of: no truth and no character.
template <class Integer>
concept ColumnInteger =
    std::integral<Integer> && !std::same_as<Integer, bool> && !std::same_as<Integer, char> && !std::same_as<Integer, wchar_t> &&
    !std::same_as<Integer, char8_t> && !std::same_as<Integer, char16_t> && !std::same_as<Integer, char32_t>;

/// A unit that a column of times or timestamps may count in: seconds, or 10^-3, 10^-6 or 10^-9 of one.
template <class Period>
concept UnitOfTime = std::same_as<Period, std::ratio<1>> || std::same_as<Period, std::milli> || std::same_as<Period, std::micro> ||
                     std::same_as<Period, std::nano>;

/// A column in memory: its kind, where its values lie and how, and which of them are null. Nothing is owned: what it refers to must
/// stay where it is.
///
/// Data that cannot be right is null, and never read: a text whose offsets go backwards or leave their bytes, a code without an entry in
/// its dictionary, a time beyond the day, an unsigned number that no signed one of 64 bits is equal to.
class column_data {
 public:
  /// A column without values, which no row is shown for.
  column_data() = default;

  /// A column of nulls.
  static column_data of_nulls(value_kind kind, std::size_t size) { return {kind, column_layout::nothing, nullptr, size}; }

  template <ColumnInteger Integer>
  static column_data of(std::span<const Integer> values) {
    return {value_kind::integer, layout_of<Integer>(), values.data(), values.size()};
  }
  /// NaN counts as null.
  static column_data of(std::span<const float> values) {
    return {value_kind::real, column_layout::float32, values.data(), values.size()};
  }
  static column_data of(std::span<const double> values) {
    return {value_kind::real, column_layout::float64, values.data(), values.size()};
  }
  static column_data of(std::span<const bool> values) {
    return {value_kind::boolean, column_layout::bytes, values.data(), values.size()};
  }
  /// Truths of a byte each, any but zero for true.
  static column_data of_truths(std::span<const std::uint8_t> bytes) {
    return {value_kind::boolean, column_layout::bytes, bytes.data(), bytes.size()};
  }
  /// Truths of a bit each, the lowest bit of a byte first.
  static column_data of_bits(std::span<const std::uint8_t> bits, std::size_t size) {
    return {value_kind::boolean, column_layout::bits, bits.data(), most_bits(bits, size)};
  }

  /// Days since 1970-01-01, or milliseconds (or any other unit) since then, of which the day counts.
  template <ColumnInteger Integer>
  static column_data of_dates(std::span<const Integer> values, time_unit unit = time_unit::days) {
    return column_data(value_kind::date, layout_of<Integer>(), values.data(), values.size()).in(unit);
  }
  /// Times since midnight.
  template <ColumnInteger Integer>
  static column_data of_times(std::span<const Integer> values, time_unit unit) {
    return column_data(value_kind::time, layout_of<Integer>(), values.data(), values.size()).in(unit);
  }
  /// Points in time since 1970-01-01T00:00:00Z.
  template <ColumnInteger Integer>
  static column_data of_timestamps(std::span<const Integer> values, time_unit unit) {
    return column_data(value_kind::timestamp, layout_of<Integer>(), values.data(), values.size()).in(unit);
  }
  static column_data of(std::span<const std::chrono::sys_days> values) {
    return of_dates(std::span(ticks<std::chrono::days::rep>(values.data()), values.size()));
  }
  /// A duration is a time of the day, as in a column of C++ objects.
  template <ColumnInteger Rep, UnitOfTime Period>
  static column_data of(std::span<const std::chrono::duration<Rep, Period>> values) {
    return of_times(std::span(ticks<Rep>(values.data()), values.size()), unit_of<Period>());
  }
  template <ColumnInteger Rep, UnitOfTime Period>
  static column_data of(std::span<const std::chrono::sys_time<std::chrono::duration<Rep, Period>>> values) {
    return of_timestamps(std::span(ticks<Rep>(values.data()), values.size()), unit_of<Period>());
  }

  /// Texts one behind the other. Requires: one offset more than there are texts.
  static column_data of_texts(std::span<const std::int32_t> offsets, std::string_view bytes) {
    return column_data(value_kind::string, column_layout::text_32, offsets.data(), fewer(offsets.size())).with_bytes(bytes);
  }
  static column_data of_texts(std::span<const std::int64_t> offsets, std::string_view bytes) {
    return column_data(value_kind::string, column_layout::text_64, offsets.data(), fewer(offsets.size())).with_bytes(bytes);
  }
  /// Texts in places of one width, each up to its first zero byte, as in a `char[N]`.
  static column_data of_fixed_texts(std::string_view bytes, std::size_t width) {
    column_data made(value_kind::string, column_layout::fixed_text, bytes.data(), width == 0 ? 0 : bytes.size() / width);
    made.width_ = width;
    return made.with_bytes(bytes);
  }
  static column_data of_texts(std::span<const text_view> views, std::span<const std::string_view> buffers) {
    column_data made(value_kind::string, column_layout::text_views, views.data(), views.size());
    made.buffers_ = buffers;
    return made;
  }
  static column_data of(std::span<const std::string_view> texts) {
    return {value_kind::string, column_layout::string_views, texts.data(), texts.size()};
  }
  static column_data of(std::span<const std::string> texts) {
    return {value_kind::string, column_layout::strings, texts.data(), texts.size()};
  }

  /// Places in a dictionary, counted from 0. Requires: the dictionary stays where it is, and has no dictionary itself.
  template <ColumnInteger Integer>
  static column_data of_codes(std::span<const Integer> codes, const column_data& dictionary) {
    column_data made(dictionary.kind(), layout_of<Integer>(), codes.data(), codes.size());
    made.dictionary_ = &dictionary;
    return made;
  }
  template <ColumnInteger Integer>
  static column_data of_codes(std::span<const Integer> codes, const column_data&& dictionary) = delete;

  /// The same column with nulls: where the bit is 0. The lowest bit of the first byte is for the first value that the column was made of,
  /// also after `slice`.
  column_data with_validity(std::span<const std::uint8_t> bits) const {
    column_data made = *this;
    made.validity_ = bits.data();
    const std::size_t most = most_bits(bits, offset_ + size_);
    made.size_ = most < offset_ ? 0 : most - offset_;
    return made;
  }

  /// A part of the column, without moving anything. What is beyond the column's end is left out.
  column_data slice(std::size_t first, std::size_t count) const {
    column_data made = *this;
    first = std::min(first, size_);
    made.offset_ += first;
    made.size_ = std::min(count, size_ - first);
    return made;
  }

  value_kind kind() const noexcept { return kind_; }
  column_layout layout() const noexcept { return layout_; }
  std::size_t size() const noexcept { return size_; }
  /// The tick of a date, a time or a timestamp.
  time_unit unit() const noexcept { return unit_; }

  /// For executors: where the values of the whole column begin, which need not be aligned, ...
  const void* values() const noexcept { return values_; }
  /// ... how many of them stand before the first one of this slice, also in the bits of validity, ...
  std::size_t offset() const noexcept { return offset_; }
  /// ... null if no value is null, ...
  const std::uint8_t* validity() const noexcept { return validity_; }
  /// ... the bytes of texts with offsets or of one width, ...
  std::string_view bytes() const noexcept { return bytes_; }
  /// ... of what width, ...
  std::size_t width() const noexcept { return width_; }
  /// ... the buffers of views, ...
  std::span<const std::string_view> buffers() const noexcept { return buffers_; }
  /// ... and what the values are places in; null if they are values themselves.
  const column_data* dictionary() const noexcept { return dictionary_; }

 private:
  column_data(value_kind kind, column_layout layout, const void* values, std::size_t size)
      : kind_(kind), layout_(layout), values_(values), size_(size) {}

  column_data in(time_unit unit) const {
    column_data made = *this;
    made.unit_ = unit;
    return made;
  }
  column_data with_bytes(std::string_view bytes) const {
    column_data made = *this;
    made.bytes_ = bytes;
    return made;
  }

  template <ColumnInteger Integer>
  static constexpr column_layout layout_of() {
    constexpr std::uint8_t power = sizeof(Integer) == 1 ? 0 : sizeof(Integer) == 2 ? 1 : sizeof(Integer) == 4 ? 2 : 3;
    constexpr auto first = std::signed_integral<Integer> ? column_layout::int8 : column_layout::uint8;
    return static_cast<column_layout>(static_cast<std::uint8_t>(first) + power);
  }
  template <UnitOfTime Period>
  static constexpr time_unit unit_of() {
    if (std::same_as<Period, std::ratio<1>>) return time_unit::seconds;
    if (std::same_as<Period, std::milli>) return time_unit::milliseconds;
    return std::same_as<Period, std::micro> ? time_unit::microseconds : time_unit::nanoseconds;
  }
  // Durations and points in time are nothing but their number.
  template <class Rep, class Time>
  static const Rep* ticks(const Time* times) {
    // internal: what every standard library does
    static_assert(std::is_standard_layout_v<Time> && sizeof(Time) == sizeof(Rep));
    return reinterpret_cast<const Rep*>(times);
  }
  static std::size_t fewer(std::size_t offsets) { return offsets == 0 ? 0 : offsets - 1; }
  static std::size_t most_bits(std::span<const std::uint8_t> bits, std::size_t wanted) {
    return wanted / 8 < bits.size() ? wanted : bits.size() * 8;
  }

  value_kind kind_ = value_kind::null;
  column_layout layout_ = column_layout::nothing;
  time_unit unit_ = time_unit::days;
  const void* values_ = nullptr;
  const std::uint8_t* validity_ = nullptr;
  std::size_t offset_ = 0;
  std::size_t size_ = 0;
  std::size_t width_ = 0;
  std::string_view bytes_;
  std::span<const std::string_view> buffers_;
  const column_data* dictionary_ = nullptr;
};

/// Rows of a table as columns side by side, checked against the table's schema. Nothing is owned.
class row_batch {
 public:
  /// The columns of a table in the order of its schema. Errors: `column_count_mismatch`, `column_kind_mismatch` with the column's name (also
  /// for a dictionary of a dictionary), `column_size_mismatch` with the name of the first column that differs from the one before.
  static result<row_batch> make(const table_schema& table, std::span<const column_data> columns) {
    if (columns.size() != table.columns.size()) return error{errc::column_count_mismatch, step::rows, table.name};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const column_data* dictionary = columns[i].dictionary();
      const bool is_nested = dictionary != nullptr && dictionary->dictionary() != nullptr;
      if (columns[i].kind() != table.columns[i].kind || is_nested)
        return error{errc::column_kind_mismatch, step::rows, table.columns[i].name};
      if (columns[i].size() != columns.front().size()) return error{errc::column_size_mismatch, step::rows, table.columns[i].name};
    }
    return row_batch(table, columns);
  }

  /// The same rows without those whose bit is 0, which are never visible; bit `offset` is for the first row. Errors:
  /// `column_size_mismatch` if there are too few bits.
  result<row_batch> with_validity(std::span<const std::uint8_t> bits, std::size_t offset = 0) const {
    if (bits.size() < offset / 8 || bits.size() - offset / 8 < (offset % 8 + size() + 7) / 8)
      return error{errc::column_size_mismatch, step::rows, table_->name};
    row_batch made = *this;
    made.validity_ = bits.data();
    made.validity_offset_ = offset;
    return made;
  }

  const table_schema& table() const noexcept { return *table_; }
  std::span<const column_data> columns() const noexcept { return columns_; }
  std::size_t size() const noexcept { return columns_.empty() ? 0 : columns_.front().size(); }
  /// The bits of `with_validity`; null without any.
  const std::uint8_t* validity() const noexcept { return validity_; }
  std::size_t validity_offset() const noexcept { return validity_offset_; }

 private:
  row_batch(const table_schema& table, std::span<const column_data> columns) : table_(&table), columns_(columns) {}

  const table_schema* table_;
  std::span<const column_data> columns_;
  const std::uint8_t* validity_ = nullptr;
  std::size_t validity_offset_ = 0;
};

}  // namespace rowclaim::inline v0_1
