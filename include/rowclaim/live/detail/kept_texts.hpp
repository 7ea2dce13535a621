// SPDX-License-Identifier: BSL-1.0
// Texts that stay where they are until their keeper goes, also while the compiler computes.
#pragma once

#include <rowclaim/core/version.hpp>

#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_comparison.hpp>

namespace rowclaim::inline v0_1::detail {

/// A list of texts. What std::forward_list does, which is no constant expression.
class kept_texts {
 public:
  constexpr kept_texts() = default;
  constexpr kept_texts(kept_texts&& other) noexcept : first_(std::exchange(other.first_, nullptr)) {}
  constexpr kept_texts& operator=(kept_texts&& other) noexcept {
    std::swap(first_, other.first_);
    return *this;
  }
  constexpr ~kept_texts() {
    while (first_ != nullptr) delete std::exchange(first_, first_->next);
  }

  /// Keeps a text with one more byte behind it.
  constexpr std::string_view keep(std::string_view text, char last) {
    first_ = new kept{{text.begin(), text.end()}, first_};
    first_->text.push_back(last);
    return {first_->text.data(), first_->text.size()};
  }

 private:
  struct kept {
    std::vector<char> text;  // as strings are no constant expressions in every library
    kept* next;
  };

  kept* first_ = nullptr;
};

}  // namespace rowclaim::inline v0_1::detail
