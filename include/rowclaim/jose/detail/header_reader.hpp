// SPDX-License-Identifier: BSL-1.0
// The parameters of a token's header that matter; those that carry keys or their addresses are never looked at.
#pragma once

#include <rowclaim/core/strict_json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// IWYU pragma: private, include <rowclaim/jose/jws.hpp>

namespace rowclaim::inline v0_1::detail {

/// A parameter that must be a string if it is there.
struct header_parameter {
  bool is_present = false;
  bool is_text = false;
  std::string_view text = {};
  std::string copy = {};  // of text that had escapes and so is not in the input

  void clear() {
    is_present = is_text = false;
    text = {};
  }
  void set_text(json_text value) {
    is_text = true;
    if (value.is_stable) {
      text = value.view;
    } else {
      copy = value.view;
      text = copy;
    }
  }
};

/// Collects; the judging is left to the caller, because its order matters (the algorithm comes first).
class header_reader : public json_visitor {
 public:
  header_reader() = default;
  header_reader(const header_reader&) = delete;
  header_reader& operator=(const header_reader&) = delete;

  header_parameter algorithm_name;
  header_parameter key_id;
  header_parameter type;
  header_parameter content_type;
  bool has_critical = false;
  bool has_unencoded_payload = false;  // `b64`, RFC 7797

  /// Makes it ready for another header.
  void clear() {
    for (header_parameter* parameter : {&algorithm_name, &key_id, &type, &content_type}) parameter->clear();
    has_critical = has_unencoded_payload = false;
    depth_ = 0;
    current_ = nullptr;
  }

  bool object_begin() {
    ++depth_;
    return true;
  }
  bool object_end() {
    --depth_;
    return true;
  }
  bool array_begin() {
    if (depth_ == 0) return false;
    ++depth_;
    return true;
  }
  bool array_end() {
    --depth_;
    return true;
  }
  bool member_name(const json_name& name) {
    if (depth_ != 1) return true;
    current_ = nullptr;
    if (name.view == "alg") current_ = &algorithm_name;
    if (name.view == "kid") current_ = &key_id;
    if (name.view == "typ") current_ = &type;
    if (name.view == "cty") current_ = &content_type;
    if (name.view == "crit") has_critical = true;
    if (name.view == "b64") has_unencoded_payload = true;
    if (current_ != nullptr) current_->is_present = true;
    return true;
  }
  bool string(json_text value) {
    if (depth_ == 1 && current_ != nullptr) current_->set_text(value);
    return depth_ != 0;
  }
  bool integer(std::int64_t) { return depth_ != 0; }
  bool large_integer(std::uint64_t) { return depth_ != 0; }
  bool real(double) { return depth_ != 0; }
  bool boolean(bool) { return depth_ != 0; }
  bool null() { return depth_ != 0; }

  error failure() const { return {errc::header_malformed, step::signature, "object"}; }

 private:
  std::size_t depth_ = 0;
  header_parameter* current_ = nullptr;
};

}  // namespace rowclaim::inline v0_1::detail
