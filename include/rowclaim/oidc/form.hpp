// SPDX-License-Identifier: BSL-1.0
// Parameters as requests and callbacks carry them: application/x-www-form-urlencoded.
#pragma once

#include <rowclaim/core/error.hpp>
#include <rowclaim/core/result.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

struct form_parameter {
  std::string name;
  std::string value;
};
using form_parameters = std::vector<form_parameter>;

namespace detail {

constexpr bool is_plain_in_forms(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '*';
}

constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

inline std::optional<std::string> form_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

}  // namespace detail

/// One name or value, encoded. Specification: RFC 6749 appendix B.
[[nodiscard]] inline std::string form_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (detail::is_plain_in_forms(c)) encoded += c;
    else if (c == ' ') encoded += '+';
    else (encoded += '%') += {digits[byte >> 4], digits[byte & 15]};
  }
  return encoded;
}

[[nodiscard]] inline std::string form_encode(const form_parameters& parameters) {
  std::string encoded;
  for (const form_parameter& parameter : parameters) {
    if (!encoded.empty()) encoded += '&';
    encoded.append(form_encode(parameter.name)).append("=").append(form_encode(parameter.value));
  }
  return encoded;
}

/// Reads parameters in their order, repeated ones included. Errors: `url_malformed` for a percent sign without two digits after it.
[[nodiscard]] inline result<form_parameters> read_form(std::string_view text) {
  form_parameters read;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = detail::form_decode(pair.substr(0, equals));
    auto value = detail::form_decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) return error{errc::url_malformed, step::unknown, "percent encoding"};
    read.push_back({std::move(*name), std::move(*value)});
  }
  return read;
}

/// A URL without a fragment, with more parameters. A query that it has stays.
[[nodiscard]] inline std::string add_to_query(std::string_view url, const form_parameters& parameters) {
  std::string longer(url);
  longer += url.find('?') == std::string_view::npos ? '?' : '&';
  return longer += form_encode(parameters);
}

}  // namespace rowclaim::inline v0_1
