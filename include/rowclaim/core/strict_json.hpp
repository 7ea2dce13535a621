// SPDX-License-Identifier: BSL-1.0
// Reading JSON as a stream of events, refusing everything that two readers could understand differently.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/basic_parser_impl.hpp>

#include <rowclaim/core/detail/open_members.hpp>
#include <rowclaim/core/error.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>

namespace rowclaim::inline v0_1 {

/// Text met while reading: a string's or a member name's characters after unescaping.
struct json_text {
  std::string_view view;
  bool is_stable;  ///< the characters lie in the input itself, and so stay after the event
};

/// Receives the events of a JSON text. Each function returns whether to go on; `failure()` says why not.
/// Derive from it and hide what is of interest: the calls are bound at compile time.
struct json_visitor {
  bool object_begin() { return true; }
  bool object_end() { return true; }
  bool array_begin() { return true; }
  bool array_end() { return true; }
  bool member_name(json_text) { return true; }
  bool string(json_text) { return true; }
  bool integer(std::int64_t) { return true; }
  bool large_integer(std::uint64_t) { return true; }
  bool real(double) { return true; }
  bool boolean(bool) { return true; }
  bool null() { return true; }
  error failure() const { return {errc::json_syntax, step::json}; }
};

namespace detail {

template <class Visitor>
class strict_json_handler {
 public:
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

  using error_code = boost::system::error_code;
  using string_view = boost::json::string_view;

  strict_json_handler(std::string_view text, Visitor& visitor, const json_limits& limits)
      : text_(text), visitor_(visitor), limits_(limits) {}

  bool has_failed() const { return failed_; }
  const error& failure() const { return failure_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code& ec) {
    members_.open_object();
    return proceed(visitor_.object_begin(), ec);
  }
  bool on_object_end(std::size_t, error_code& ec) {
    members_.close_object();
    return proceed(visitor_.object_end(), ec);
  }
  bool on_array_begin(error_code& ec) { return proceed(visitor_.array_begin(), ec); }
  bool on_array_end(std::size_t, error_code& ec) { return proceed(visitor_.array_end(), ec); }

  bool on_key_part(string_view part, std::size_t size, error_code& ec) { return collect(part, size, ec); }
  bool on_string_part(string_view part, std::size_t size, error_code& ec) { return collect(part, size, ec); }

  bool on_key(string_view last, std::size_t size, error_code& ec) {
    if (size > limits_.string_bytes) return refuse(errc::json_string_too_long, ec);
    if (++member_count_ > limits_.members) return refuse(errc::json_too_many_members, ec);
    const json_text name = whole(last, size);
    if (!members_.add(name.view, name.is_stable)) return refuse(errc::json_duplicate_member, ec);
    return proceed(visitor_.member_name(name), ec);
  }
  bool on_string(string_view last, std::size_t size, error_code& ec) {
    if (size > limits_.string_bytes) return refuse(errc::json_string_too_long, ec);
    return proceed(visitor_.string(whole(last, size)), ec);
  }

  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, string_view literal, error_code& ec) {
    if (literal.size() > limits_.number_characters) return refuse(errc::json_bad_number, ec);
    return proceed(visitor_.integer(number), ec);
  }
  bool on_uint64(std::uint64_t number, string_view literal, error_code& ec) {
    if (literal.size() > limits_.number_characters) return refuse(errc::json_bad_number, ec);
    return proceed(visitor_.large_integer(number), ec);
  }
  bool on_double(double, string_view literal, error_code& ec) {
    if (literal.size() > limits_.number_characters) return refuse(errc::json_bad_number, ec);
    // The parser's own conversion may be off in the last bit, so the literal is converted again.
    double exact = 0;
    const auto [end, status] = std::from_chars(literal.data(), literal.data() + literal.size(), exact);
    if (status != std::errc{} || end != literal.data() + literal.size() || !std::isfinite(exact))
      return refuse(errc::json_bad_number, ec);
    return proceed(visitor_.real(exact), ec);
  }
  bool on_bool(bool truth, error_code& ec) { return proceed(visitor_.boolean(truth), ec); }
  bool on_null(error_code& ec) { return proceed(visitor_.null(), ec); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

 private:
  bool proceed(bool goes_on, error_code& ec) {
    if (goes_on) [[likely]]
      return true;
    return stop(visitor_.failure(), ec);
  }
  bool refuse(errc cause, error_code& ec) { return stop({cause, step::json}, ec); }
  bool stop(const error& why, error_code& ec) {
    failed_ = true;
    failure_ = why;
    ec = boost::json::error::exception;  // any code: the parser only needs one
    return false;
  }

  bool collect(string_view part, std::size_t size, error_code& ec) {
    if (size > limits_.string_bytes) return refuse(errc::json_string_too_long, ec);
    if (size == part.size()) parts_.clear();
    parts_.append(part.data(), part.size());
    return true;
  }
  json_text whole(string_view last, std::size_t size) {
    if (size != last.size()) {
      parts_.append(last.data(), last.size());
      return {parts_, false};
    }
    // Without an escape the parser hands out the input itself; std::less orders pointers of different arrays.
    const std::less<const char*> before;
    const bool is_stable = !before(last.data(), text_.data()) && !before(text_.data() + text_.size(), last.data());
    return {{last.data(), last.size()}, is_stable};
  }

  std::string_view text_;
  Visitor& visitor_;
  const json_limits& limits_;
  std::size_t member_count_ = 0;
  bool failed_ = false;
  error failure_{errc::json_syntax, step::json};
  std::string parts_;
  open_members members_;
};

// Whether the text ends with the escape of a leading surrogate, or one backslash later; its other half must follow.
inline bool ends_with_half_a_pair(std::string_view text) {
  if (text.ends_with('\\')) text.remove_suffix(1);
  if (text.size() < 6) return false;
  const std::string_view escape = text.substr(text.size() - 6);
  return escape.starts_with("\\u") && (escape[2] == 'd' || escape[2] == 'D') && std::string_view("89abAB").find(escape[3]) != std::string_view::npos;
}

inline error json_failure(const boost::system::error_code& ec, std::string_view text, std::size_t position) {
  using boost::json::error;
  if (ec == error::too_deep) return {errc::json_too_deep, step::json, {}, position};
  if (ec == error::extra_data) return {errc::json_trailing_bytes, step::json, {}, position};
  if (ec == error::illegal_leading_surrogate || ec == error::illegal_trailing_surrogate || ec == error::expected_utf16_escape ||
      (ec == error::syntax && ends_with_half_a_pair(text.substr(0, position))))
    return {errc::json_bad_utf8, step::json, "surrogate", position};
  if (ec == error::exponent_overflow) return {errc::json_bad_number, step::json, {}, position};
  if (text.starts_with("\xef\xbb\xbf")) return {errc::json_syntax, step::json, "byte order mark", 0};
  if (position < text.size() && static_cast<unsigned char>(text[position]) >= 0x80)
    return {errc::json_bad_utf8, step::json, {}, position};
  return {errc::json_syntax, step::json, ec == error::incomplete ? "the text ends too early" : std::string_view{}, position};
}

}  // namespace detail

/// Reads one JSON text (RFC 8259) and nothing after it, telling `visitor` what it meets.
///
/// Errors: `json_*` for the text itself, with the byte where it was found; otherwise what the visitor's `failure()` says.
///   Refused beyond the grammar: a member twice in one object, also if only after unescaping; strings that are not UTF-8; numbers that
///   no double holds; anything beyond the limits.
/// Complexity: one pass; no allocation for texts whose strings have no escapes and whose objects have up to 128 open members.
template <std::derived_from<json_visitor> Visitor>
[[nodiscard]] result<void> read_strict_json(std::string_view text, Visitor& visitor, const json_limits& limits = {}) {
  if (text.size() > limits.bytes) return error{errc::json_too_large, step::json};
  boost::json::parse_options options;
  options.max_depth = std::min(limits.depth, detail::open_members::max_depth);
  boost::json::basic_parser<detail::strict_json_handler<Visitor>> parser(options, text, visitor, limits);
  boost::system::error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (parser.handler().has_failed()) {
    error why = parser.handler().failure();
    if (why.position == error::no_position) why.position = read;
    return why;
  }
  if (ec) return detail::json_failure(ec, text, read);
  if (read != text.size()) return error{errc::json_trailing_bytes, step::json, {}, read};
  return {};
}

}  // namespace rowclaim::inline v0_1
