// SPDX-License-Identifier: BSL-1.0
// Reading JSON as a stream of events, refusing everything that two readers could understand differently.
#pragma once

#include <rowclaim/core/detail/json_text_scanner.hpp>
#include <rowclaim/core/detail/open_members.hpp>
#include <rowclaim/core/error.hpp>
#include <rowclaim/core/hash.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Text met while reading: a string's or a member name's characters after unescaping.
struct json_text {
  std::string_view view;
  bool is_stable;  ///< the characters lie in the input itself, and so stay after the event
};

/// A member's name with its hash, which the search for doubles has computed anyway.
struct json_name : json_text {
  std::uint64_t hash;
};

/// Receives the events of a JSON text. Each function returns whether to go on; `failure()` says why not.
/// Derive from it and hide what is of interest: the calls are bound at compile time. One that has a function `place(std::size_t)` is
/// told where each value and each member's name begins, before the event: the byte in the text.
struct json_visitor {
  bool object_begin() { return true; }
  bool object_end() { return true; }
  bool array_begin() { return true; }
  bool array_end() { return true; }
  bool member_name(const json_name&) { return true; }
  /// Asked before a string is handed over; saying no saves the work, and `string` is not called.
  bool wants_string() const { return true; }
  bool string(json_text) { return true; }
  bool integer(std::int64_t) { return true; }
  bool large_integer(std::uint64_t) { return true; }
  bool real(double) { return true; }
  bool boolean(bool) { return true; }
  bool null() { return true; }
  error failure() const { return {errc::json_syntax, step::json}; }
};

namespace detail {

/// One pass over the text, without recursion. What is open at each depth is one bit.
///
/// The place in the text goes from function to function by value, null after a failure: kept in a member it would be written to
/// memory with each character. What each token takes is inlined into one loop; everything unusual is not.
template <class Visitor>
class strict_json_reader {
 public:
  strict_json_reader(std::string_view text, Visitor& visitor, const json_limits& limits)
      : visitor_(visitor),
        begin_(text.data()),
        end_(text.data() + text.size()),
        far_from_end_(text.size() > far ? end_ - far : begin_),
        block_(begin_),
        specials_(find_specials(begin_, end_)),
        limits_(limits),
        members_left_(limits.members),
        max_depth_(std::min(limits.depth, open_members::max_depth)) {}

  const error& failure() const { return failure_; }

  bool read() {
    if (std::string_view(begin_, static_cast<std::size_t>(end_ - begin_)).starts_with("\xef\xbb\xbf"))
      return syntax(begin_, "byte order mark") != nullptr;
    const char* at = begin_;
    do {
      at = read_value(at);
      if (at != nullptr) at = read_what_follows(at);
      if (at == nullptr) return false;
    } while (depth_ != 0);
    peek(at);
    return at == end_ || refuse(at, errc::json_trailing_bytes) != nullptr;
  }

 private:
  // Before this many characters from the end, a short name or number is loaded whole without a look at the end.
  static constexpr std::size_t far = 16;

  // The next special character, which ends a string; the end of the text if there is none. Those of 64 characters are found at once:
  // a search that began where the last string ended would have to wait until it is known where that was.
  [[gnu::always_inline]] const char* next_special() {
    while (specials_ == 0) {
      if (end_ - block_ <= 64) return end_;
      block_ += 64;
      specials_ = find_specials(block_, end_);
    }
    return block_ + std::countr_zero(specials_);
  }
  [[gnu::always_inline]] void drop_special() { specials_ &= specials_ - 1; }

  // Forgets the special characters before `at`, which were not met one by one. Result: `at`.
  const char* pass(const char* at) {
    if (at - block_ < 64) {
      specials_ &= ~std::uint64_t{0} << (at - block_);
    } else {
      block_ = at;
      specials_ = find_specials(at, end_);
    }
    return at;
  }

  [[gnu::always_inline]] void tell_place(const char* at) {
    if constexpr (requires { visitor_.place(std::size_t{}); }) visitor_.place(static_cast<std::size_t>(at - begin_));
  }

  // The next character that is not white space; zero, which no JSON has outside strings, at the end of the text.
  [[gnu::always_inline]] char peek(const char*& at) {
    if (at != end_ && static_cast<unsigned char>(*at) > 0x20) [[likely]]
      return *at;
    at = skip_space(at);
    return at != end_ ? *at : '\0';
  }
  [[gnu::noinline]] const char* skip_space(const char* at) {
    while (at != end_ && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
    return pass(at);
  }

  // Whether the next character is this one, white space aside. Texts without white space are the usual case.
  [[gnu::always_inline]] bool next_is(const char*& at, char expected) {
    return (at != end_ && *at == expected) || peek(at) == expected;
  }

  // A scalar, or the beginning of an array or object up to the first value inside; an empty one is a whole value.
  [[gnu::always_inline]] const char* read_value(const char* at) {
    if (next_is(at, '"')) [[likely]] {
      tell_place(at);
      std::string_view text;
      bool is_stable = true;
      at = read_string(at, text, is_stable);
      if (at == nullptr || !visitor_.wants_string()) return at;
      return visitor_.string(json_text{text, is_stable}) ? at : stop(at);
    }
    const char first = peek(at);
    if (first == '{' || first == '[') return read_opening(at, first == '{');
    tell_place(at);
    return read_number_or_word(at, first);
  }

  [[gnu::noinline]] const char* read_opening(const char* at, bool is_object) {
    for (;;) {
      if (depth_ == max_depth_) return refuse(at, errc::json_too_deep);
      objects_ = objects_ << 1 | (is_object ? 1u : 0u);
      ++depth_;
      if (is_object) members_.open_object();
      tell_place(at);
      if (!(is_object ? visitor_.object_begin() : visitor_.array_begin())) return stop(at);
      ++at;
      if (peek(at) == (is_object ? '}' : ']')) return close(at);
      if (is_object) at = read_member_name(at);
      if (at == nullptr) return nullptr;
      const char first = peek(at);
      if (first != '{' && first != '[') return read_value(at);
      is_object = first == '{';
    }
  }

  // The ends of what is open, up to a comma and, in an object, the next member's name; or the end of the outermost value.
  [[gnu::always_inline]] const char* read_what_follows(const char* at) {
    while (depth_ != 0) {
      const bool is_object = (objects_ & 1) != 0;
      if (next_is(at, ',')) [[likely]] {
        ++at;
        return is_object ? read_member_name(at) : at;
      }
      if (peek(at) != (is_object ? '}' : ']')) return unexpected(at);
      at = close(at);
      if (at == nullptr) return nullptr;
    }
    return at;
  }

  const char* close(const char* at) {
    const bool is_object = (objects_ & 1) != 0;
    if (is_object) members_.close_object();
    objects_ >>= 1;
    --depth_;
    return (is_object ? visitor_.object_end() : visitor_.array_end()) ? at + 1 : stop(at);
  }

  [[gnu::always_inline]] const char* read_member_name(const char* at) {
    if (!next_is(at, '"')) return unexpected(at);
    tell_place(at);
    std::string_view name;
    bool is_stable = true;
    at = read_string(at, name, is_stable);
    if (at == nullptr) return nullptr;
    if (members_left_-- == 0) [[unlikely]]
      return refuse(at, errc::json_too_many_members);
    const bool is_short = name.size() <= 16 && name.data() < far_from_end_ && is_stable;
    const std::uint64_t hash = is_short ? hash_padded(load_padded(name.data(), name.size()), name.size()) : hash_bytes(name);
    if (!members_.add(name, hash, is_stable)) [[unlikely]]
      return refuse(at, errc::json_duplicate_member);
    if (!visitor_.member_name(json_name{{name, is_stable}, hash})) [[unlikely]]
      return stop(at);
    return next_is(at, ':') ? at + 1 : unexpected(at);
  }

  // A string at whose opening quote the place is. Its parts come in variables of their own: a structure of them would be put together
  // in memory, and loading it whole there has to wait until its parts are stored.
  [[gnu::always_inline]] const char* read_string(const char* at, std::string_view& text, bool& is_stable) {
    const char* const start = at + 1;
    next_special();
    drop_special();
    at = next_special();
    if (at == end_ || *at != '"' || static_cast<std::size_t>(at - start) > limits_.string_bytes) [[unlikely]] {
      at = read_unusual_string(start, at);
      text = {unusual_.view.data(), unusual_.view.size()};
      is_stable = unusual_.is_stable;
      return at;
    }
    drop_special();
    text = {start, static_cast<std::size_t>(at - start)};
    return at + 1;
  }

  // A string that has characters beyond ASCII or escapes, or is none; the place is at its first special character.
  [[gnu::noinline]] const char* read_unusual_string(const char* start, const char* at) {
    for (;;) {
      if (at == end_) return unexpected(at);
      const auto c = static_cast<unsigned char>(*at);
      if (c == '"') break;
      if (c < 0x20) return syntax(at, "control character in a string");
      if (c == '\\') return read_escaped_string(start, at);
      const std::size_t length = utf8_length(at, end_);
      if (length == 0) return refuse(at, errc::json_bad_utf8);
      pass(at + length);
      at = next_special();
    }
    unusual_ = {{start, static_cast<std::size_t>(at - start)}, true};
    return unusual_.view.size() <= limits_.string_bytes ? pass(at + 1) : refuse(at, errc::json_string_too_long);
  }

  // The rest of a string from its first escape on, put together elsewhere.
  const char* read_escaped_string(const char* start, const char* at) {
    unescaped_.assign(start, at);
    for (;;) {
      if (at == end_) return unexpected(at);
      const auto c = static_cast<unsigned char>(*at);
      if (c == '"') break;
      if (c < 0x20) return syntax(at, "control character in a string");
      if (c == '\\') {
        at = read_escape(at);
        if (at == nullptr) return nullptr;
      } else {
        const std::size_t length = utf8_length(at, end_);
        if (length == 0) return refuse(at, errc::json_bad_utf8);
        unescaped_.append(at, length);
        at += length;
      }
      const char* const run = pass(at);
      at = next_special();
      unescaped_.append(run, at);
      if (unescaped_.size() > limits_.string_bytes) return refuse(at, errc::json_string_too_long);
    }
    unusual_ = {unescaped_, false};
    return pass(at + 1);
  }

  const char* read_escape(const char* at) {
    if (end_ - at < 2) return unexpected(end_);
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const char letter = at[1];
    if (const std::size_t which = letters.find(letter); which != std::string_view::npos) {
      unescaped_ += meant[which];
      return at + 2;
    }
    if (letter != 'u') return syntax(at, "unknown escape");
    std::uint32_t code = read_hex4(at + 2, end_);
    if (code > 0xffff) return syntax(at, "escape without four hexadecimal digits");
    if (code >= 0xd800 && code <= 0xdfff) {  // RFC 8259, 7: two halves stand together, or there is no character
      const bool has_partner = code <= 0xdbff && end_ - at >= 12 && at[6] == '\\' && at[7] == 'u';
      const std::uint32_t low = has_partner ? read_hex4(at + 8, end_) : 0;
      if (low < 0xdc00 || low > 0xdfff) return refuse(at, errc::json_bad_utf8, "surrogate");
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at += 6;
    }
    append_utf8(unescaped_, code);
    return at + 6;
  }

  const char* read_number_or_word(const char* at, char first) {
    switch (first) {
      case 't': return read_word(at, "true") && visitor_.boolean(true) ? at + 4 : word_failure(at, "true");
      case 'f': return read_word(at, "false") && visitor_.boolean(false) ? at + 5 : word_failure(at, "false");
      case 'n': return read_word(at, "null") && visitor_.null() ? at + 4 : word_failure(at, "null");
      default: return read_number(at);
    }
  }
  bool read_word(const char* at, std::string_view word) const {
    return std::string_view(at, static_cast<std::size_t>(end_ - at)).starts_with(word);
  }
  const char* word_failure(const char* at, std::string_view word) { return read_word(at, word) ? stop(at) : syntax(at); }

  const char* read_digits(const char* at) {
    const char* const start = at;
    while (at != end_ && *at >= '0' && *at <= '9') ++at;
    return at != start ? at : unexpected(at);
  }

  const char* read_number(const char* at) {
    const char* const start = at;
    const bool is_negative = at != end_ && *at == '-';
    if (is_negative) ++at;
    const char* const digits = at;
    std::uint64_t number = 0;
    if (at < far_from_end_) [[likely]] {
      const auto characters = load<std::uint64_t>(at);
      const unsigned count = count_digits(characters);
      if (count != 0) number = digits_to_number(characters, count);
      at += count;
    }
    for (; at != end_; ++at) {
      const auto digit = static_cast<unsigned>(static_cast<unsigned char>(*at)) - '0';
      if (digit > 9) break;
      number = number * 10 + digit;
    }
    if (at == digits) return unexpected(at);
    const auto count = at - digits;
    if (*digits == '0' && count > 1) return syntax(digits + 1);
    if (count <= 18 && (at == end_ || (*at != '.' && *at != 'e' && *at != 'E'))) [[likely]] {  // 18 digits overflow nothing
      if (static_cast<std::size_t>(at - start) > limits_.number_characters) return refuse(start, errc::json_bad_number);
      const auto integer = static_cast<std::int64_t>(number);
      return visitor_.integer(is_negative ? -integer : integer) ? at : stop(at);
    }
    return read_long_number(start, at);
  }

  // A number with a fraction, an exponent or very many digits, whose first digits have been read.
  const char* read_long_number(const char* start, const char* at) {
    bool is_integer = true;
    if (at != end_ && *at == '.') {
      is_integer = false;
      at = read_digits(at + 1);
    }
    if (at != nullptr && at != end_ && (*at == 'e' || *at == 'E')) {
      is_integer = false;
      ++at;
      if (at != end_ && (*at == '+' || *at == '-')) ++at;
      at = read_digits(at);
    }
    if (at == nullptr) return nullptr;
    if (static_cast<std::size_t>(at - start) > limits_.number_characters) return refuse(start, errc::json_bad_number);
    std::int64_t small = 0;
    if (is_integer && std::from_chars(start, at, small).ec == std::errc{}) return visitor_.integer(small) ? at : stop(at);
    std::uint64_t large = 0;
    if (is_integer && *start != '-' && std::from_chars(start, at, large).ec == std::errc{})
      return visitor_.large_integer(large) ? at : stop(at);
    double real = 0;
    if (std::from_chars(start, at, real).ec != std::errc{} || !std::isfinite(real)) return refuse(start, errc::json_bad_number);
    return visitor_.real(real) ? at : stop(at);
  }

  [[gnu::cold, gnu::noinline]] const char* refuse(const char* at, errc cause, std::string_view detail = {}) {
    failure_ = {cause, step::json, detail, static_cast<std::size_t>(at - begin_)};
    return nullptr;
  }
  const char* syntax(const char* at, std::string_view detail = {}) { return refuse(at, errc::json_syntax, detail); }
  const char* unexpected(const char* at) { return syntax(at, at == end_ ? "the text ends too early" : std::string_view{}); }
  [[gnu::cold, gnu::noinline]] const char* stop(const char* at) {
    failure_ = visitor_.failure();
    if (failure_.position == error::no_position) failure_.position = static_cast<std::size_t>(at - begin_);
    return nullptr;
  }

  Visitor& visitor_;
  const char* begin_;
  const char* end_;
  const char* far_from_end_;
  const char* block_;  // of 64 characters
  std::uint64_t specials_;  // one bit for each of them that is special and has not been met
  json_limits limits_;
  std::size_t members_left_;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  std::uint64_t objects_ = 0;  // one bit for each depth, the innermost lowest: whether it is an object
  error failure_{errc::json_syntax, step::json};
  json_text unusual_{};
  std::string unescaped_;
  open_members members_;
};

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
  detail::strict_json_reader<Visitor> reader(text, visitor, limits);
  if (!reader.read()) return reader.failure();
  return {};
}

}  // namespace rowclaim::inline v0_1
