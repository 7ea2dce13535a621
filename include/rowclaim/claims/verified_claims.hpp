// SPDX-License-Identifier: BSL-1.0
// Claims that something has proved: the only thing a policy accepts.
#pragma once

#include <rowclaim/core/version.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// The text of a claims object (JSON) whose origin has been checked. Only the token validators of `oidc/` and the ways of
/// signing in make one; `assume_verified` is for programs that check claims by other means, and easy to search for.
class verified_claims {
 public:
  /// Takes the caller's word that these claims were verified.
  [[nodiscard]] static verified_claims assume_verified(std::string json) { return verified_claims(std::move(json)); }

  std::string_view json() const noexcept { return json_; }

  /// So that claims and what carries them can be passed alike.
  const verified_claims& claims() const noexcept { return *this; }

 private:
  explicit verified_claims(std::string json) : json_(std::move(json)) {}

  std::string json_;
};

/// Something that carries verified claims: an ID token, for example.
template <class Token>
concept ProvesClaims = requires(const Token& token) {
  { token.claims() } -> std::same_as<const verified_claims&>;
};

}  // namespace rowclaim::inline v0_1
