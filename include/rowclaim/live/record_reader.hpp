// SPDX-License-Identifier: BSL-1.0
// Reads rows from outside, a JSON object or a CSV record each, into the values of a table's columns.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/strict_json.hpp>
#include <rowclaim/live/detail/column_value.hpp>
#include <rowclaim/live/detail/csv_record.hpp>
#include <rowclaim/live/detail/mistake_list.hpp>
#include <rowclaim/policy/nearest_name.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/record.hpp>
#include <rowclaim/rows/table.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// How large a row may be.
inline constexpr json_limits row_limits{.bytes = 16u << 20, .depth = 32, .members = 64u << 10, .string_bytes = 16u << 20};

/// Why a row cannot be read. It has nothing of the row's values, which its reader may not be allowed to see.
struct row_mistake {
  text_place place;      ///< in the text that was given
  std::string column;    ///< the column that it is about, if it is about one
  std::string sentence;  ///< what is wrong, and the remedy

  /// One line: "line 12, column 7: Amount: ...".
  std::string text() const {
    std::string line = "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) + ": ";
    if (!column.empty()) line.append(column).append(": ");
    return line + sentence;
  }
};

/// What came of reading a row: its values, or a mistake. The values of a row with a mistake are empty, which no filter shows.
struct record_reading {
  record values;  ///< good until the next row is read, and as long as the text that it was read from
  std::optional<row_mistake> mistake;
};

namespace detail {

/// Picks the columns' values from the members of one object.
class json_row_visitor : public json_visitor {
 public:
  json_row_visitor(std::string_view row, const table_schema& table, std::span<const std::uint64_t> hashes,
                   std::vector<value>& values, std::vector<std::string>& texts)
      : row_(row), table_(table), hashes_(hashes), values_(values), texts_(texts) {}

  /// The column whose value is of another type; `no_column` if that is the row itself.
  std::size_t column() const { return column_; }
  bool has_refused() const { return has_refused_; }
  std::size_t place() const { return place_; }

  void place(std::size_t byte) { place_ = byte; }
  bool object_begin() {
    if (depth_ > 0) return open();
    depth_ = 1;
    return true;
  }
  bool array_begin() { return open(); }
  bool object_end() { return close(); }
  bool array_end() { return close(); }
  bool member_name(const json_name& name) {
    if (depth_ == 1) column_ = find(name);
    return true;
  }
  bool wants_string() const { return depth_ == 0 || is_asked(); }
  bool string(json_text text) {
    if (!is_asked()) return refuse();
    json_node node;
    node.kind = json_kind::string;
    node.text = text.is_stable ? text.view : std::string_view(texts_[column_].assign(text.view));
    return take(node);
  }
  bool integer(std::int64_t number) {
    json_node node;
    node.kind = json_kind::integer;
    node.integer = number;
    return take(node);
  }
  bool large_integer(std::uint64_t) { return !is_asked() && depth_ > 0 ? true : refuse(); }
  bool real(double number) {
    if (is_asked() && is_written_whole()) return refuse();
    json_node node;
    node.kind = json_kind::real;
    node.real = number;
    return take(node);
  }
  bool boolean(bool truth) {
    json_node node;
    node.kind = json_kind::boolean;
    node.integer = truth ? 1 : 0;
    return take(node);
  }
  bool null() { return depth_ > 0 ? true : refuse(); }

 private:
  bool is_asked() const { return depth_ == 1 && column_ != table_schema::no_column; }

  // A whole number that 64 bits do not hold arrives as a real one, and would be rounded.
  bool is_written_whole() const {
    const std::size_t end = row_.find_first_not_of("-0123456789", place_);
    return end == std::string_view::npos || (row_[end] != '.' && row_[end] != 'e' && row_[end] != 'E');
  }

  // Rows of one file usually have their members in one order, so that the next column is the next member's.
  std::size_t find(const json_name& name) {
    const std::size_t count = hashes_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = next_ + i < count ? next_ + i : next_ + i - count;
      if (hashes_[at] != name.hash || table_.columns[at].name != name.view) continue;
      next_ = at + 1;
      return at;
    }
    return table_schema::no_column;
  }

  bool open() {
    if (depth_ == 0 || is_asked()) return refuse();
    ++depth_;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  bool take(const json_node& node) {
    if (depth_ == 0) return refuse();
    if (!is_asked()) return true;
    const std::optional<value> read = cell_in_column(node, table_.columns[column_].kind);
    if (!read) return refuse();
    values_[column_] = *read;
    return true;
  }
  bool refuse() {
    has_refused_ = true;
    return false;
  }

  std::string_view row_;
  const table_schema& table_;
  std::span<const std::uint64_t> hashes_;
  std::vector<value>& values_;
  std::vector<std::string>& texts_;
  std::size_t depth_ = 0;
  std::size_t column_ = table_schema::no_column;
  std::size_t next_ = 0;
  std::size_t place_ = 0;
  bool has_refused_ = false;
};

/// A number as JSON writes it. Nothing for anything else, and for a whole number that 64 bits do not hold.
inline std::optional<json_node> read_number(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto skip_digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - begin;
  };
  const bool begins_with_zero = at < text.size() && text[at] == '0';
  const std::size_t digits = skip_digits();
  if (digits == 0 || (begins_with_zero && digits > 1) || text.size() > row_limits.number_characters) return std::nullopt;
  json_node node;
  node.kind = at == text.size() ? json_kind::integer : json_kind::real;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (skip_digits() == 0) return std::nullopt;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (skip_digits() == 0) return std::nullopt;
  }
  if (at != text.size()) return std::nullopt;
  const char* const end = text.data() + text.size();
  const auto read = node.kind == json_kind::integer ? std::from_chars(text.data(), end, node.integer)
                                                    : std::from_chars(text.data(), end, node.real);
  return read.ec == std::errc() && std::isfinite(node.real) ? std::optional(node) : std::nullopt;
}

class csv_rows;

}  // namespace detail

/// Reads rows of one table, one after the other, with memory that serves all of them. The table must outlive it.
///
/// A date, a time and a timestamp are texts as in a policy file, numbers are as JSON writes them. A whole number of at most 53 bits
/// may stand in a column of type double.
class record_reader {
 public:
  explicit record_reader(const table_schema& table, const json_limits& limits = row_limits)
      : table_(table), limits_(limits), values_(table.columns.size()), texts_(table.columns.size()) {
    hashes_.reserve(table.columns.size());
    for (const column_info& column : table.columns) hashes_.push_back(detail::hash_bytes(column.name));
  }

  /// Reads one JSON object. A member that is missing or null is null; members that are no columns are only checked to be JSON.
  /// Errors: what is not strict JSON or no object; a member of another type than its column.
  /// Complexity: one pass; no allocation for rows without escapes, once a row was read.
  [[nodiscard]] record_reading read_json(std::string_view object) {
    std::ranges::fill(values_, value{});
    detail::json_row_visitor visitor(object, table_, hashes_, values_, texts_);
    const auto read = read_strict_json(object, visitor, limits_);
    if (read) return {values_, {}};
    if (!visitor.has_refused()) return {{}, mistake_of(object, read.error())};
    if (visitor.column() == table_schema::no_column)
      return {{}, row_mistake{place_of(object, visitor.place()), {}, "a row is an object; write { and the columns' values"}};
    return {{}, type_mistake(place_of(object, visitor.place()), visitor.column(), ", or null")};
  }

  /// Reads the first record of a CSV, which names the columns in any order; the others are no columns of the table, and not looked at.
  /// A byte order mark may stand before it.
  /// Errors: a name of a column that comes twice; a column that the plan compares and that is not there. Others may be missing: they are
  ///   null.
  [[nodiscard]] std::optional<row_mistake> read_csv_header(std::string_view line, const plan& wanted) {
    if (csv_.read_first(line, true) != detail::csv_record::state::whole) return csv_mistake(line);
    if (auto mistake = mistake_behind_record(line)) return mistake;
    return take_names(csv_, wanted);
  }

  /// Reads one CSV record, with or without the end of its line. Requires: a header was read before.
  /// An empty field without quotes is null, one with quotes is the empty text.
  /// Errors: another number of fields than the header has; a field that is no value of its column's type; what is no CSV (RFC 4180)
  ///   in UTF-8.
  [[nodiscard]] record_reading read_csv(std::string_view line) {
    if (csv_.read(line, true) != detail::csv_record::state::whole) return {{}, csv_mistake(line)};
    if (auto mistake = mistake_behind_record(line)) return {{}, std::move(mistake)};
    return take_fields(csv_);
  }

 private:
  friend class detail::csv_rows;

  static row_mistake mistake_of(std::string_view object, const error& why) {
    const std::size_t place = why.position == error::no_position ? 0 : why.position;
    std::string sentence;
    if (why.code == errc::json_duplicate_member) sentence = "this member comes twice in one object; remove one of the two";
    else if (why.code == errc::json_bad_utf8) sentence = "this string is not UTF-8; save the file as UTF-8";
    else if (why.code == errc::json_trailing_bytes) sentence = "something follows the object; write one object a line";
    else sentence = rowclaim::sentence(why.code);
    if (!why.detail.empty()) sentence.append(" (").append(why.detail).append(")");
    return {place_of(object, place), {}, std::move(sentence)};
  }

  row_mistake type_mistake(text_place place, std::size_t column, std::string_view otherwise) const {
    const column_info& info = table_.columns[column];
    std::string sentence = "the column is of type " + std::string(name(info.kind)) + "; write ";
    sentence.append(detail::what_to_write(info.kind)).append(otherwise);
    return {place, std::string(info.name), std::move(sentence)};
  }

  row_mistake csv_mistake(std::string_view line) const { return {place_of(line, csv_.place()), {}, std::string(csv_.sentence())}; }

  std::optional<row_mistake> mistake_behind_record(std::string_view line) const {
    if (csv_.text().size() == line.size()) return std::nullopt;
    return row_mistake{place_of(line, csv_.text().size()), {}, "something follows the record; give one at a time"};
  }

  std::optional<row_mistake> take_names(const detail::csv_record& header, const plan& wanted) {
    csv_columns_.clear();
    std::vector<bool> are_there(table_.columns.size());
    std::string storage;
    for (const detail::csv_field& field : header.fields()) {
      const std::size_t column = table_.find(field.text(storage));
      csv_columns_.push_back(column);
      if (column == table_schema::no_column) continue;
      if (are_there[column])
        return row_mistake{place_of(header.text(), header.place_of(field)), std::string(table_.columns[column].name),
                           "this column comes twice in the header; remove one of the two"};
      are_there[column] = true;
    }
    for (const plan_node& node : wanted.nodes()) {
      if (node.kind != plan_node::node_kind::compare || are_there[node.column]) continue;
      const std::string_view missing = table_.columns[node.column].name;
      detail::nearest_name nearest(missing);
      std::vector<std::string> names;
      for (const detail::csv_field& field : header.fields()) names.emplace_back(field.text(storage));
      for (const std::string& there : names) nearest.consider(there);
      return row_mistake{
          {1, 1},
          std::string(missing),
          "the header does not name this column, which decides what may be seen" +
              (nearest.name().empty() ? "; add it"
                                      : "; is it " + detail::quoted(nearest.name()) + "? Write it as the policy does")};
    }
    return std::nullopt;
  }

  record_reading take_fields(const detail::csv_record& row) {
    const std::size_t count = row.fields().size();
    if (count != csv_columns_.size())
      return {{},
              row_mistake{{1, 1},
                          {},
                          "the row has " + std::to_string(count) + (count == 1 ? " field" : " fields") + ", and the header " +
                              std::to_string(csv_columns_.size()) + "; give each column its field"}};
    std::ranges::fill(values_, value{});
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t column = csv_columns_[i];
      const detail::csv_field& field = row.fields()[i];
      if (column == table_schema::no_column || field.is_null()) continue;
      const std::optional<value> read = detail::cell_in_column(node_of(field, column), table_.columns[column].kind);
      if (!read) return {{}, type_mistake(place_of(row.text(), row.place_of(field)), column, ", or nothing at all for null")};
      values_[column] = *read;
    }
    return {values_, {}};
  }

  // CSV has no types: what a field is depends on its column.
  json_node node_of(const detail::csv_field& field, std::size_t column) {
    json_node node;
    node.kind = json_kind::string;
    node.text = field.text(texts_[column]);
    const value_kind kind = table_.columns[column].kind;
    if (kind == value_kind::boolean && (node.text == "true" || node.text == "false")) {
      node.kind = json_kind::boolean;
      node.integer = node.text == "true" ? 1 : 0;
    } else if (kind == value_kind::integer || kind == value_kind::real) {
      if (const auto number = detail::read_number(node.text)) return *number;
    }
    return node;
  }

  const table_schema& table_;
  json_limits limits_;
  std::vector<std::uint64_t> hashes_;  // of the columns' names
  std::vector<value> values_;  // of the row that was read last
  std::vector<std::string> texts_;  // of each column, where it had escapes or doubled quotes
  std::vector<std::size_t> csv_columns_;  // which column each field of a CSV is
  detail::csv_record csv_;
};

}  // namespace rowclaim::inline v0_1
