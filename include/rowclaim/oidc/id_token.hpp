// SPDX-License-Identifier: BSL-1.0
// An ID token that was validated: the proof that a person signed in.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/secret.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

class id_token_verifier;

/// Only `id_token_verifier` makes one. Know people by issuer and subject together, and by nothing else (OpenID Connect Core 5.7).
class id_token {
 public:
  const std::string& issuer() const noexcept { return issuer_; }
  const std::string& subject() const noexcept { return subject_; }
  const std::vector<std::string>& audience() const noexcept { return audience_; }
  seconds_since_epoch expires_at() const noexcept { return expires_at_; }
  seconds_since_epoch issued_at() const noexcept { return issued_at_; }

  /// When the person signed in, if the token says so.
  std::optional<seconds_since_epoch> authenticated_at() const noexcept { return authenticated_at_; }

  /// All claims of the token, for a policy.
  const verified_claims& claims() const noexcept { return claims_; }

  /// The token as the provider sent it, for a logout request's `id_token_hint`.
  const secret& encoded() const noexcept { return encoded_; }

 private:
  friend class id_token_verifier;

  id_token(verified_claims claims, secret encoded) : claims_(std::move(claims)), encoded_(std::move(encoded)) {}

  std::string issuer_;
  std::string subject_;
  std::vector<std::string> audience_;
  seconds_since_epoch expires_at_ = 0;
  seconds_since_epoch issued_at_ = 0;
  std::optional<seconds_since_epoch> authenticated_at_;
  verified_claims claims_;
  secret encoded_;
};

// internal: our own type keeps its own promise
static_assert(ProvesClaims<id_token>);

}  // namespace rowclaim::inline v0_1
