// SPDX-License-Identifier: BSL-1.0
// What a validated token says about itself that a cache and revocations go by.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/jose/detail/openssl_handle.hpp>

#include <openssl/rand.h>

#include <cstdint>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Texts in the token's own memory. An empty one means that the token does not say.
struct token_facts {
  std::string_view issuer = {};
  std::string_view subject = {};
  std::string_view token_id = {};    ///< `jti`
  std::string_view session_id = {};  ///< `sid`
  seconds_since_epoch issued_at = 0;
  seconds_since_epoch expires_at = 0;
  std::string_view key_thumbprint = {};          ///< `cnf.jkt`: the key that the token is bound to
  std::string_view certificate_thumbprint = {};  ///< `cnf.x5t#S256`: the certificate that it is bound to
};

/// Which verifier said that a token is sound: what one accepts says nothing about another, whose issuer, audience or keys differ.
/// Drawn at random, as an address could come again with another verifier behind it.
class verifier_identity {
 public:
  /// A new one. If the random generator fails it is nobody's, and what has it is never found in a cache.
  [[nodiscard]] static verifier_identity make() noexcept {
    const detail::error_queue_mark mark;
    verifier_identity made;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&made.value_), sizeof made.value_) != 1) made.value_ = 0;
    return made;
  }

  bool is_known() const noexcept { return value_ != 0; }
  std::uint64_t value() const noexcept { return value_; }

  friend bool operator==(verifier_identity, verifier_identity) = default;

 private:
  std::uint64_t value_ = 0;
};

}  // namespace rowclaim::inline v0_1
