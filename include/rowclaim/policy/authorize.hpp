// SPDX-License-Identifier: BSL-1.0
// The door from verified claims to a user under a policy.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/policy/identity.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What `authorize` takes besides the policy and the claims.
template <RoleSource Source = no_role_source>
struct authorize_options {
  Source individual_roles = {};         ///< asked for roles by the user's name, on top of the policy's own
  json_limits limits = claims_limits;
};
template <class Source>
authorize_options(Source) -> authorize_options<Source>;
template <class Source>
authorize_options(Source, json_limits) -> authorize_options<Source>;

namespace detail {

/// Makes identities; nothing else can.
template <class Policy>
struct identity_maker {
  template <class Source>
  static result<identity<Policy>> make(std::string_view json, const authorize_options<Source>& options) {
    identity<Policy> user;
    grant_listener nobody;
    evaluated_claims read;
    const auto evaluated =
        evaluate_claims(compiled<Policy>(), json, options.individual_roles, options.limits, user.roles_, nobody, read);
    if (!evaluated) return evaluated.error();
    user.issuer_ = read.issuer.view();
    user.subject_ = read.subject.view();
    user.name_ = read.name.view();
    user.compared_claims_ = std::move(read.compared);
    user.is_allowed_ = read.is_allowed;
    return user;
  }
};

}  // namespace detail

/// Applies a policy to verified claims.
///
/// Result: the user, let in or not: see `identity::is_allowed`.
/// Errors: `json_*` and `claims_not_an_object` for the text; `name_claim_*`; `claim_malformed`, `claim_overflowed`, `claim_missing` and
///   `claim_has_control_character` with the claim's name; `role_is_not_declared` and `role_source_failed` from the source of roles.
/// Complexity: one pass over the claims.
/// Example: `auto user = authorize<sales_policy>(*token);`
template <class Policy, ProvesClaims Token, RoleSource Source = no_role_source>
[[nodiscard]] result<identity<Policy>> authorize(const Token& token, const authorize_options<Source>& options = {}) {
  if constexpr (detail::opens_for<Policy>()) return detail::identity_maker<Policy>::make(token.claims().json(), options);
  else return error{errc::policy_is_not_sound, step::policy};
}

/// Anything else is refused: text that nobody has verified, or a result that may hold an error.
template <class Policy, class Claims, RoleSource Source = no_role_source>
  requires(!ProvesClaims<Claims>)
[[nodiscard]] result<identity<Policy>> authorize(const Claims&, const authorize_options<Source>& = {}) {
  constexpr bool are_verified = ProvesClaims<Claims>;
  static_assert(are_verified, "these claims are not verified; pass the token that a verifier returned, with * if it is a result");
  return error{errc::policy_is_not_sound, step::policy};
}

}  // namespace rowclaim::inline v0_1
