// SPDX-License-Identifier: BSL-1.0
// Splits a text of each format into its rows, and keeps the ones that may be seen.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/record_reader.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/live/row_text.hpp>

namespace rowclaim::inline v0_1::detail {

/// How far a splitter came with the text that it was given.
struct split_step {
  std::size_t size = 0;       ///< what it is done with; zero if it needs more text
  bool is_end = false;
  std::optional<row_mistake> mistake = {};  ///< its place is in the text that was given
};

/// The place behind a text. Only its last line is looked at closely.
inline text_place end_of(std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  const std::size_t last = text.rfind('\n') + 1;  // the beginning, if there is no line end
  return {lines + 1, place_of(text.substr(last), text.size()).column};
}

/// What the formats have in common.
class row_splitter {
 public:
  row_splitter(const plan& p, const table_schema& table) : filter_(p), reader_(table) {}

 protected:
  bool shows(const record_reading& reading) const { return !reading.mistake && filter_.shows(reading.values); }

  record_filter filter_;
  record_reader reader_;
};

class json_line_rows : private row_splitter {
 public:
  using row_splitter::row_splitter;

  split_step next(std::string_view text, bool is_all, std::string& out) {
    if (text.empty() && is_all) return {.is_end = true};
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos && !is_all) return {};
    const std::string_view line = text.substr(0, end);  // without its end, where a mistake would be on the next line
    const std::string_view written = end == std::string_view::npos ? text : text.substr(0, end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return {.size = written.size()};
    record_reading row = reader_.read_json(line);
    if (shows(row)) out.append(written);
    return {.size = written.size(), .mistake = std::move(row.mistake)};
  }
};

class csv_rows : private row_splitter {
 public:
  csv_rows(const plan& p, const table_schema& table) : row_splitter(p, table), plan_(p) {}

  split_step next(std::string_view text, bool is_all, std::string& out) {
    if (text.empty() && is_all) {
      if (has_header_) return {.is_end = true};
      return mistake({{1, 1}, {}, "there is no header; name the columns in the first line"});
    }
    csv_record& read = reader_.csv_;
    switch (has_header_ ? read.read(text, is_all) : read.read_first(text, is_all)) {
      case csv_record::state::unfinished: return {};
      case csv_record::state::malformed: return mistake(reader_.csv_mistake(text));
      case csv_record::state::whole: break;
    }
    if (!has_header_) {
      has_header_ = true;
      if (auto wrong = reader_.take_names(read, plan_)) return mistake(std::move(*wrong));
      out.append(read.text());
      return {.size = read.text().size()};
    }
    record_reading row = reader_.take_fields(read);
    if (shows(row)) out.append(read.text());
    return {.size = read.text().size(), .mistake = std::move(row.mistake)};
  }

 private:
  static split_step mistake(row_mistake what) { return {.mistake = std::move(what)}; }

  const plan& plan_;
  bool has_header_ = false;
};

/// A list of objects. Only where an object ends is found here; what is inside, the strict reader judges.
class json_list_rows : private row_splitter {
 public:
  using row_splitter::row_splitter;

  split_step next(std::string_view text, bool is_all, std::string& out) {
    const std::size_t at = text.find_first_not_of(" \t\r\n");
    if (at == std::string_view::npos) {
      if (!is_all) return {.size = text.size()};
      if (before_ == place::end) return {.is_end = true};
      return mistake(text, text.size(), "the text ends too early; the rows are a list of objects, in [ and ]");
    }
    switch (before_) {
      case place::list:
        if (text[at] != '[') return mistake(text, at, "the rows are a list of objects; write [ before them");
        out.append("[");
        return pass(at + 1, place::first_row);
      case place::first_row:
        if (text[at] == ']') return finish(at, out);
        [[fallthrough]];
      case place::row: return read_row(text, at, is_all, out);
      case place::comma:
        if (text[at] == ']') return finish(at, out);
        if (text[at] != ',') return mistake(text, at, "rows are separated by a comma, and ] ends them");
        return pass(at + 1, place::row);
      case place::end: break;
    }
    return mistake(text, at, "something follows the list of rows; give one list");
  }

 private:
  enum class place : std::uint8_t { list, first_row, row, comma, end };  // what comes next

  split_step read_row(std::string_view text, std::size_t at, bool is_all, std::string& out) {
    if (text[at] != '{') return mistake(text, at, "a row is an object; write { and the columns' values");
    const std::size_t end = end_of_object(text, at);
    if (end == std::string_view::npos && !is_all) return {};
    const std::string_view object = text.substr(at, end == std::string_view::npos ? end : end - at);
    record_reading row = reader_.read_json(object);
    if (shows(row)) {
      out.append(has_shown_ ? ",\n" : "\n").append(object);
      has_shown_ = true;
    }
    if (row.mistake) row.mistake->place = place_behind(place_of(text, at), row.mistake->place);
    before_ = place::comma;
    return {.size = at + object.size(), .mistake = std::move(row.mistake)};
  }

  // The byte behind the object; `npos` if the text ends before.
  static std::size_t end_of_object(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    bool is_inside_string = false;
    for (; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '"') is_inside_string = !is_inside_string;
      else if (is_inside_string) at += c == '\\' ? 1 : 0;
      else if (c == '{' || c == '[') ++depth;
      else if ((c == '}' || c == ']') && --depth == 0) return at + 1;
    }
    return std::string_view::npos;
  }

  split_step pass(std::size_t size, place next) {
    before_ = next;
    return {.size = size};
  }
  split_step finish(std::size_t at, std::string& out) {
    out.append(has_shown_ ? "\n]\n" : "]\n");
    return pass(at + 1, place::end);
  }

  static split_step mistake(std::string_view text, std::size_t at, const char* sentence) {
    return {.mistake = row_mistake{place_of(text, at), {}, sentence}};
  }

  place before_ = place::list;
  bool has_shown_ = false;
};

}  // namespace rowclaim::inline v0_1::detail
