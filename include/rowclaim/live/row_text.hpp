// SPDX-License-Identifier: BSL-1.0
// Copies the rows of a text that a plan shows, byte by byte as they are: JSON lines, a JSON list or CSV, of any length.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/live/detail/row_splitters.hpp>
#include <rowclaim/live/detail/text_window.hpp>
#include <rowclaim/live/record_reader.hpp>
#include <rowclaim/rows/plan.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowclaim::inline v0_1 {

/// How rows are written down.
enum class row_format : std::uint8_t {
  json_lines,  ///< an object a line; empty lines are no rows
  json_list,   ///< one list of objects
  csv,         ///< RFC 4180 in UTF-8, with a header
};

/// The format of a file by the end of its name: `.jsonl`, `.json` or `.csv`, in any case.
[[nodiscard]] constexpr std::optional<row_format> row_format_of(std::string_view file_name) {
  const auto ends_with = [&](std::string_view end) {
    return file_name.size() >= end.size() && detail::equals_ignoring_case(file_name.substr(file_name.size() - end.size()), end);
  };
  if (ends_with(".jsonl")) return row_format::json_lines;
  if (ends_with(".json")) return row_format::json_list;
  if (ends_with(".csv")) return row_format::csv;
  return std::nullopt;
}

namespace detail {

template <class Splitter, class Read, class Write>
std::optional<row_mistake> copy_visible(Splitter& rows, Read& read, Write& write) {
  constexpr std::size_t block = 64u << 10;
  text_window window(read, block);
  text_place here;
  std::string shown;
  for (;;) {
    split_step step = rows.next(window.text(), window.is_all(), shown);
    if (!step.mistake && step.size == 0 && !step.is_end && window.text().size() > row_limits.bytes)
      step.mistake = row_mistake{{1, 1},
                                 {},
                                 "the row has more than " + std::to_string(row_limits.bytes) +
                                     " bytes, which is the limit; look for a quote or a bracket that is never closed"};
    const bool is_end = step.is_end || step.mistake;
    if (!shown.empty() && (is_end || shown.size() >= block)) {
      write(std::string_view(shown));
      shown.clear();
    }
    if (step.mistake) step.mistake->place = place_behind(here, step.mistake->place);
    if (is_end) return std::move(step.mistake);
    if (step.size == 0) {
      window.grow();
      continue;
    }
    here = place_behind(here, end_of(window.text().substr(0, step.size)));
    window.drop(step.size);
  }
}

}  // namespace detail

/// Reads rows, and writes those that the plan shows: in their order, each as it was written. A CSV keeps its header; a list of objects
/// is written with an object a line.
///
/// `read` takes a `std::span<char>`, fills its beginning and returns how many characters it has written, none at the end. `write` takes
/// a `std::string_view`.
/// Result: nothing, or why the rows cannot be read; then the visible ones before that place have been written, and a list is not closed.
///   Every row is read and checked, whatever the plan shows.
/// Errors: those of `record_reader`; a row of more bytes than `row_limits` allows.
/// Complexity: one pass; memory for twice the largest row.
template <class Read, class Write>
  requires(std::convertible_to<std::invoke_result_t<Read&, std::span<char>>, std::size_t> &&
           std::invocable<Write&, std::string_view>)
[[nodiscard]] std::optional<row_mistake> copy_visible_rows(const plan& p, row_format format, Read read, Write write) {
  const table_schema no_table{};
  const table_schema& table = p.table() != nullptr ? *p.table() : no_table;
  const auto copy = [&](auto rows) { return detail::copy_visible(rows, read, write); };
  switch (format) {
    case row_format::json_lines: return copy(detail::json_line_rows(p, table));
    case row_format::json_list: return copy(detail::json_list_rows(p, table));
    case row_format::csv: return copy(detail::csv_rows(p, table));
  }
  return row_mistake{{1, 1}, {}, "there is no such format; choose one of row_format"};
}

}  // namespace rowclaim::inline v0_1
