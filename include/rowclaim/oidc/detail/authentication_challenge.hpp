// SPDX-License-Identifier: BSL-1.0
// What a server says in WWW-Authenticate about the token that it was sent.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/http/transport.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// Reads the challenges of one header from left to right (RFC 9110 section 11.6.1). What is no challenge ends it.
class challenge_reader {
 public:
  explicit challenge_reader(std::string_view text) : text_(text) {}

  /// The value of a parameter in a challenge of that scheme, both names in any case; nothing if there is none.
  std::optional<std::string> find(std::string_view scheme, std::string_view parameter) {
    bool is_in_scheme = false;
    for (;;) {
      skip(" \t,");
      const std::string_view word = token();
      if (word.empty()) return std::nullopt;
      const std::size_t after = at_;
      skip(" \t");
      if (peek() != '=') {
        at_ = after;
        is_in_scheme = equals_ignoring_case(word, scheme);
        continue;
      }
      ++at_;
      skip(" \t");
      std::string value;
      if (peek() != '"') value = token();
      else if (!read_quoted(value)) return std::nullopt;
      if (is_in_scheme && equals_ignoring_case(word, parameter)) return value;
      skip(" \t=");  // the padding of what other schemes send instead of parameters
    }
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip(std::string_view these) {
    while (at_ < text_.size() && these.find(text_[at_]) != std::string_view::npos) ++at_;
  }
  std::string_view token() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_token_character(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  bool read_quoted(std::string& value) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return true;
      }
      if (text_[at_] == '\\' && ++at_ == text_.size()) break;
      value += text_[at_];
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The `error` of a response's challenge of that scheme; nothing if it has none.
inline std::optional<std::string> challenge_error(const http_response& response, std::string_view scheme) {
  for (const http_header& header : response.headers) {
    if (!equals_ignoring_case(header.name, "WWW-Authenticate")) continue;
    if (auto found = challenge_reader(header.value).find(scheme, "error")) return found;
  }
  return std::nullopt;
}

}  // namespace rowclaim::inline v0_1::detail
