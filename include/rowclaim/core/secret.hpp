// SPDX-License-Identifier: BSL-1.0
// Text that must not be printed, compared byte by byte, or left in memory.
#pragma once

#include <rowclaim/core/version.hpp>

#include <openssl/crypto.h>

#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A password, a client secret, a code verifier or a token: cleansed on destruction, with no way to print it.
class secret {
 public:
  secret() = default;
  explicit secret(std::string text) : text_(std::move(text)) {}

  secret(const secret&) = default;
  secret(secret&& other) noexcept : text_(std::move(other.text_)) { other.cleanse(); }
  secret& operator=(const secret& other) {
    if (this != &other) {
      cleanse();
      text_ = other.text_;
    }
    return *this;
  }
  secret& operator=(secret&& other) noexcept {
    if (this != &other) {
      cleanse();
      text_ = std::move(other.text_);
      other.cleanse();
    }
    return *this;
  }
  ~secret() { cleanse(); }

  bool is_empty() const noexcept { return text_.empty(); }

  /// The text itself. The name makes each use easy to find.
  std::string_view reveal() const noexcept { return text_; }

  /// Whether the text equals `other`, in a time that depends on the lengths alone.
  bool matches(std::string_view other) const noexcept {
    return text_.size() == other.size() && CRYPTO_memcmp(text_.data(), other.data(), other.size()) == 0;
  }

 private:
  void cleanse() noexcept {
    // A moved-from string keeps short text in place, so the whole capacity is wiped, not the size.
    text_.resize(text_.capacity());
    OPENSSL_cleanse(text_.data(), text_.size());
    text_.clear();
  }

  std::string text_;
};

}  // namespace rowclaim::inline v0_1
