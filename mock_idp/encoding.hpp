// SPDX-License-Identifier: BSL-1.0
// The text encodings of the protocol: base64url, Basic's base64, form encoding and HTML escaping.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock_idp {

std::string base64url(std::string_view bytes);
// Without padding, and with nothing but its alphabet.
std::optional<std::string> decode_base64url(std::string_view text);
std::string base64(std::string_view bytes);
std::optional<std::string> decode_base64(std::string_view text);

std::string percent_encode(std::string_view text);
// Form decoding: %XX and + (RFC 6749 appendix B). Nothing for a broken escape.
std::optional<std::string> form_decode(std::string_view text);

std::string html_escape(std::string_view text);

// The parameters of a query or of a form, in the order in which they came.
class parameter_list {
 public:
  void add(std::string name, std::string value) { list_.emplace_back(std::move(name), std::move(value)); }

  const std::string* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // The first value, or empty text.
  std::string value(std::string_view name) const;
  // RFC 6749 3.1 and 3.2: a parameter must not be sent more than once. Nothing when all are single.
  std::optional<std::string> repeated() const;

  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  auto size() const { return list_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> list_;
};

// Nothing when an escape is broken.
std::optional<parameter_list> parse_form(std::string_view text);
std::string to_form(const parameter_list& parameters);
// The URI with the parameters added to its query.
std::string with_query(std::string uri, const parameter_list& parameters);

}  // namespace mock_idp
