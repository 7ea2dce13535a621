// SPDX-License-Identifier: BSL-1.0
// Splits a CSV record (RFC 4180) into its fields, refusing what two readers could understand differently.
#pragma once

#include <rowclaim/core/hash.hpp>
#include <rowclaim/core/strict_json.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/record_reader.hpp>

namespace rowclaim::inline v0_1::detail {

struct csv_field {
  std::string_view written = {};  ///< between the quotes, if there are any
  bool is_quoted = false;
  bool has_doubled_quotes = false;

  bool is_null() const { return written.empty() && !is_quoted; }

  /// What the field says. A quote that is written twice needs `storage`.
  std::string_view text(std::string& storage) const {
    if (!has_doubled_quotes) return written;
    storage.clear();
    for (std::size_t i = 0; i < written.size(); ++i) {
      storage += written[i];
      if (written[i] == '"') ++i;
    }
    return storage;
  }
};

/// The byte where a text stops to be UTF-8; its size if it is UTF-8 to its end.
inline std::size_t find_bad_utf8(std::string_view text) {
  constexpr std::uint64_t beyond_ascii = 0x8080808080808080u;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (end - at >= 8 && (load<std::uint64_t>(at) & beyond_ascii) == 0) {
      at += 8;
    } else if (static_cast<unsigned char>(*at) < 0x80) {
      ++at;
    } else {
      const std::size_t length = utf8_length(at, end);
      if (length == 0) break;
      at += length;
    }
  }
  return static_cast<std::size_t>(at - text.data());
}

/// One record at a time; its memory serves the next.
class csv_record {
 public:
  enum class state : std::uint8_t { whole, unfinished, malformed };

  static constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

  /// Reads the record at the beginning of the text, up to the end of its line. It is unfinished if the text does not tell where it ends,
  /// unless that is all there is. Complexity: linear in the record.
  state read(std::string_view text, bool is_all) { return read_from(0, text, is_all); }

  /// The same for the first record of a file, before which there may be a byte order mark.
  state read_first(std::string_view text, bool is_all) {
    if (text.size() < byte_order_mark.size() && !is_all) return state::unfinished;
    return read_from(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0, text, is_all);
  }

  std::span<const csv_field> fields() const { return fields_; }

  /// The record with the end of its line, if it is whole.
  std::string_view text() const { return text_; }

  /// Where a field begins in the text.
  std::size_t place_of(const csv_field& field) const {
    return static_cast<std::size_t>(field.written.data() - text_.data()) - (field.is_quoted ? 1 : 0);
  }

  /// Where a malformed record is so, and what to do.
  std::size_t place() const { return place_; }
  std::string_view sentence() const { return sentence_; }

 private:
  state read_from(std::size_t at, std::string_view text, bool is_all) {
    fields_.clear();
    text_ = text;
    for (;;) {
      const bool is_quoted = at < text.size() && text[at] == '"';
      if (const state read = is_quoted ? read_quoted(at, is_all) : read_plain(at); read != state::whole) return read;
      if (at == text.size()) return is_all ? finish(at) : state::unfinished;
      if (text[at] == '\n') return finish(at + 1);
      if (text[at] == '\r') {
        if (at + 1 == text.size() && !is_all) return state::unfinished;
        if (text.substr(at).starts_with("\r\n")) return finish(at + 2);
        return malformed(at,
                         "a carriage return stands alone; end lines with LF or CR LF, and put fields that contain one into quotes");
      }
      if (text[at] != ',')
        return malformed(at, "something follows the quote that closes a field; a quote inside a field is written twice");
      ++at;
    }
  }

  state read_quoted(std::size_t& at, bool is_all) {
    const std::size_t begin = at + 1;
    bool has_doubled_quotes = false;
    std::size_t quote = text_.find('"', begin);
    while (quote != std::string_view::npos && quote + 1 < text_.size() && text_[quote + 1] == '"') {
      has_doubled_quotes = true;
      quote = text_.find('"', quote + 2);
    }
    if (!is_all && (quote == std::string_view::npos || quote + 1 == text_.size())) return state::unfinished;
    if (quote == std::string_view::npos)
      return malformed(at, "the quote that opens here is never closed; close it, and write a quote inside a field twice");
    fields_.push_back({text_.substr(begin, quote - begin), true, has_doubled_quotes});
    at = quote + 1;
    return state::whole;
  }

  state read_plain(std::size_t& at) {
    const auto ends_field = [](char c) { return c == ',' || c == '\n' || c == '\r' || c == '"'; };
    std::size_t end = at;
    while (end < text_.size() && !ends_field(text_[end])) ++end;
    if (end < text_.size() && text_[end] == '"')
      return malformed(end,
                       "a quote stands inside a field that does not begin with one; put the field into quotes, this quote twice");
    fields_.push_back({text_.substr(at, end - at)});
    at = end;
    return state::whole;
  }

  state finish(std::size_t size) {
    text_ = text_.substr(0, size);
    const std::size_t bad = find_bad_utf8(text_);
    return bad == size ? state::whole : malformed(bad, "this is not UTF-8; save the file as UTF-8");
  }

  state malformed(std::size_t place, std::string_view sentence) {
    place_ = place;
    sentence_ = sentence;
    return state::malformed;
  }

  std::vector<csv_field> fields_;
  std::string_view text_;
  std::size_t place_ = 0;
  std::string_view sentence_;
};

}  // namespace rowclaim::inline v0_1::detail
