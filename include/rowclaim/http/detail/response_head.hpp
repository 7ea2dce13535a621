// SPDX-License-Identifier: BSL-1.0
// The head of a response as it came: guarded while it passes, and its header fields taken from its own bytes.
#pragma once

#include <rowclaim/core/error.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/http/httplib_transport.hpp>

namespace rowclaim::inline v0_1::detail {

/// RFC 9110 5.5: one line, in which a tab is white space.
constexpr bool is_field_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

/// Errors: `response_malformed` for a line that is no header field, one that continues the line before it included.
[[nodiscard]] inline result<http_header> read_header_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  // RFC 9112 5.1 and 5.2: white space beside the name, or before it, is how one reader sees another field than the next one.
  if (colon == std::string_view::npos || name.empty() || !std::ranges::all_of(name, is_token_character))
    return error{errc::response_malformed, step::transport, "a header's name"};
  std::string_view value = line.substr(colon + 1);
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
  if (!is_field_value(value)) return error{errc::response_malformed, step::transport, "a header's value"};
  return http_header{std::string(name), std::string(value)};
}

/// Keeps the bytes up to the first empty line. What parses the body behind it must see that same line as the first empty one, and so a
/// line ends with CRLF and in no other way (httplib skips a line that ends otherwise, and reads on).
class response_head {
 public:
  static constexpr std::size_t longest_status_line = 1024;
  static constexpr std::size_t class_of_status = sizeof "HTTP/1.1 1" - 1;  // the place of the status code's first digit

  explicit response_head(std::size_t limit) : limit_(limit) {}

  /// Takes what belongs to the head from bytes that have come. Result: why the response is of no use; nothing if it may go on.
  std::optional<error> accept(std::string_view bytes) {
    for (std::size_t i = 0; !is_complete_ && i < bytes.size(); ++i) {
      if (bytes_.size() == limit_) return error{errc::response_too_large, step::transport, "headers"};
      bytes_ += bytes[i];
      const std::size_t size = bytes_.size() - line_;
      if (bytes[i] == '\n') {
        if (size < 2 || bytes_[bytes_.size() - 2] != '\r') return error{errc::response_malformed, step::transport, "line end"};
        is_complete_ = size == 2;
        line_ = bytes_.size();
        continue;
      }
      const bool is_first_line = line_ == 0;
      if (is_first_line && size > longest_status_line) return error{errc::response_malformed, step::transport, "status line"};
      // We never ask for one, and a second status line would pass unguarded.
      if (is_first_line && size == class_of_status && bytes[i] == '1')
        return error{errc::response_malformed, step::transport, "interim response"};
    }
    return std::nullopt;
  }

  /// The header fields in their order. Errors: `response_malformed` unless each line but the first is one.
  [[nodiscard]] result<std::vector<http_header>> fields() const {
    if (!is_complete_) return error{errc::response_malformed, step::transport, "head"};
    std::vector<http_header> read;
    std::string_view rest = bytes_;
    const auto next_line = [&rest] {
      const std::size_t end = rest.find("\r\n");
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(line.size() + 2, rest.size()));
      return line;
    };
    static_cast<void>(next_line());  // the status
    for (std::string_view line = next_line(); !line.empty(); line = next_line()) {
      auto field = read_header_field(line);
      if (!field) return field.error();
      read.push_back(std::move(*field));
    }
    return read;
  }

 private:
  std::size_t limit_;
  std::string bytes_;
  std::size_t line_ = 0;  // where the line begins that has not ended
  bool is_complete_ = false;
};

}  // namespace rowclaim::inline v0_1::detail
