// SPDX-License-Identifier: BSL-1.0
// A whole JSON text as a value, read as strictly as a token: for discovery documents, key sets, headers and responses.
#pragma once

#include <rowclaim/core/strict_json.hpp>

#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

/// Boost.JSON's view of a text, which the standard's does not become by itself.
inline boost::json::string_view json_text_of(std::string_view text) noexcept { return {text.data(), text.size()}; }

class document_builder : public json_visitor {
 public:
  document_builder() { stack_.reset(); }

  bool object_begin() { return open(); }
  bool array_begin() { return open(); }
  bool object_end() {
    stack_.push_object(close());
    return count();
  }
  bool array_end() {
    stack_.push_array(close());
    return count();
  }
  bool member_name(const json_name& name) {
    stack_.push_key(name.view);
    return true;
  }
  bool string(json_text text) {
    stack_.push_string(text.view);
    return count();
  }
  bool integer(std::int64_t number) {
    stack_.push_int64(number);
    return count();
  }
  bool large_integer(std::uint64_t number) {
    stack_.push_uint64(number);
    return count();
  }
  bool real(double number) {
    stack_.push_double(number);
    return count();
  }
  bool boolean(bool truth) {
    stack_.push_bool(truth);
    return count();
  }
  bool null() {
    stack_.push_null();
    return count();
  }

  boost::json::value release() { return stack_.release(); }

 private:
  bool open() {
    sizes_.push_back(0);
    return true;
  }
  std::size_t close() {
    const std::size_t size = sizes_.back();
    sizes_.pop_back();
    return size;
  }
  bool count() {
    if (!sizes_.empty()) ++sizes_.back();
    return true;
  }

  boost::json::value_stack stack_;
  std::vector<std::size_t> sizes_;  // values so far in each open array or object
};

}  // namespace detail

/// Reads one JSON text into a value. Errors and complexity are those of `read_strict_json`, plus the value's own memory.
[[nodiscard]] inline result<boost::json::value> parse_strict_json(std::string_view text, const json_limits& limits = {}) {
  detail::document_builder builder;
  if (auto read = read_strict_json(text, builder, limits); !read) return read.error();
  return builder.release();
}

/// Reads one JSON text that must be an object. Errors: those of `parse_strict_json`; `json_wrong_type` for any other value.
[[nodiscard]] inline result<boost::json::object> parse_strict_json_object(std::string_view text, const json_limits& limits = {}) {
  auto document = parse_strict_json(text, limits);
  if (!document) return document.error();
  if (!document->is_object()) return error{errc::json_wrong_type, step::json, "object"};
  return std::move(document->get_object());
}

}  // namespace rowclaim::inline v0_1
