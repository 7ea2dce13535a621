// SPDX-License-Identifier: BSL-1.0
// OpenSSL's contexts for the key that was used last, at hand for the next signature.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/detail/key_material.hpp>

#include <memory>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/jws.hpp>

namespace rowclaim::inline v0_1::detail {

/// Tokens that come one after the other are mostly of one key: its contexts stay here, and no thread asks another for them.
/// Used by one thread at a time; gives the contexts back to the key in the end.
class kept_verifier {
 public:
  kept_verifier() = default;
  kept_verifier(const kept_verifier&) = delete;
  kept_verifier& operator=(const kept_verifier&) = delete;
  ~kept_verifier() { give_back(); }

  result<void> verify(const std::shared_ptr<const key_material>& key, algorithm a, std::string_view signed_bytes,
                      std::string_view signature) {
    // The key lives as long as it is held here, so that no other can have its address.
    if (key != key_ || a != algorithm_) {
      give_back();
      auto taken = key->take_verifier(a);
      if (!taken) return taken.error();
      verifier_ = std::move(*taken);
      key_ = key;
      algorithm_ = a;
    }
    auto verdict = verifier_->verify(signed_bytes, signature);
    // A context that failed is not trusted with another signature.
    if (!verdict && verdict.error().code == errc::cryptography_failed) {
      verifier_.reset();
      key_.reset();
    }
    return verdict;
  }

 private:
  void give_back() noexcept {
    if (verifier_) key_->put_back(algorithm_, std::move(verifier_));
    key_.reset();
  }

  std::shared_ptr<const key_material> key_;
  algorithm algorithm_{};
  std::unique_ptr<verifier> verifier_;
};

}  // namespace rowclaim::inline v0_1::detail
