// SPDX-License-Identifier: BSL-1.0
// One prepared key, shared by all copies of its handle.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/detail/verifier.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/jwk.hpp>

namespace rowclaim::inline v0_1::detail {

/// A public key as OpenSSL holds it, and what its kind says about its signatures.
struct public_key {
  openssl_handle<EVP_PKEY> handle;
  key_type type;
  algorithm_set algorithms;         // that this kind of key can serve at all; none for a key that only agrees on others
  std::size_t signature_bytes;
  std::string_view curve_name;      // `crv` of an EC or OKP key
  const curve* on = nullptr;        // of an EC key
};

/// Immutable but for the pools, which any thread may use.
class key_material {
 public:
  key_material(public_key key, algorithm_set fits, std::optional<std::string> key_id)
      : type_(key.type), fits_(fits), key_id_(std::move(key_id)), public_(std::move(key)) {}
  key_material(secret shared, algorithm_set fits, std::optional<std::string> key_id)
      : type_(key_type::oct), fits_(fits), key_id_(std::move(key_id)), shared_(std::move(shared)) {}

  key_type type() const noexcept { return type_; }
  algorithm_set fits() const noexcept { return fits_; }
  const std::optional<std::string>& key_id() const noexcept { return key_id_; }
  std::string_view curve_name() const noexcept { return public_.curve_name; }

  /// Contexts for an algorithm, which one thread uses at a time. Errors: `key_does_not_fit`, `cryptography_failed`.
  result<std::unique_ptr<verifier>> take_verifier(algorithm a) const {
    if (!fits_.contains(a)) return error{errc::key_does_not_fit, step::signature};
    if (auto idle = pool_of(a).take()) return idle;
    const error_queue_mark mark;
    return type_ == key_type::oct ? verifier::make(shared_.reveal(), a)
                                  : verifier::make(public_.handle.get(), a, public_.signature_bytes, public_.on);
  }
  void put_back(algorithm a, std::unique_ptr<verifier> used) const noexcept { pool_of(a).put_back(std::move(used)); }

  result<void> verify(algorithm a, std::string_view signed_bytes, std::string_view signature) const {
    auto taken = take_verifier(a);
    if (!taken) return taken.error();
    auto verdict = (*taken)->verify(signed_bytes, signature);
    // A context that failed is not trusted with another signature.
    if (verdict || verdict.error().code != errc::cryptography_failed) put_back(a, std::move(*taken));
    return verdict;
  }

 private:
  // No key serves more than the six algorithms of RSA, whose indexes differ modulo six; so do those of the other kinds.
  static constexpr std::size_t most_algorithms_of_a_key = 6;

  verifier_pool& pool_of(algorithm a) const noexcept { return pools_[index_of(a) % pools_.size()]; }

  key_type type_;
  algorithm_set fits_;
  std::optional<std::string> key_id_;
  public_key public_{};
  secret shared_;
  mutable std::array<verifier_pool, most_algorithms_of_a_key> pools_;
};

}  // namespace rowclaim::inline v0_1::detail
