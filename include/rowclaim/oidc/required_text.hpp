// SPDX-License-Identifier: BSL-1.0
// Text that options cannot be made without.
#pragma once

#include <rowclaim/core/version.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A string without a default: options that leave it out do not compile. It may still be empty, which is refused when it is used.
class required_text {
 public:
  required_text() = delete;
  required_text(std::nullptr_t) = delete;
  template <std::convertible_to<std::string> Text>
  required_text(Text&& text) : text_(std::forward<Text>(text)) {}  // NOLINT(google-explicit-constructor): it is a string

  const std::string& text() const& noexcept { return text_; }
  std::string text() && noexcept { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace rowclaim::inline v0_1
