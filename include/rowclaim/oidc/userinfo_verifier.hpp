// SPDX-License-Identifier: BSL-1.0
// Userinfo responses that the provider signed.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>
#include <rowclaim/oidc/detail/token_checker.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/required_text.hpp>
#include <rowclaim/oidc/token_view.hpp>
#include <rowclaim/oidc/userinfo.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// A validated userinfo response in memory of the caller's. Only `userinfo_verifier` makes one.
class userinfo_view : public token_view {
 private:
  friend class userinfo_verifier;
  using token_view::token_view;
};

/// What a signed userinfo response must be. Times in seconds.
struct userinfo_options {
  required_text issuer;
  required_text audience;                         ///< the client_id
  algorithm_set algorithms = {algorithm::rs256};  ///< what the client registered as `userinfo_signed_response_alg`
  std::int64_t leeway = 60;                       ///< between the clocks; more than 300 counts as 300, less than 0 as 0
  /// Takes responses that say when they expire. The specification has no such claim there, and it is what tells an ID token from a
  /// response; those of its other claims that a response has no use for are refused in any case.
  bool allow_expiry = false;
  token_limits token = {};
  json_limits claims = claims_limits;
};

/// May be used by several threads at once. A key source must outlive it.
class userinfo_verifier {
 public:
  using token_type = userinfo;

  userinfo_verifier(userinfo_options options, token_keys keys, rowclaim::clock clock = {})
      : checker_(detail::take_rules(options), std::move(keys), clock, step::userinfo), allows_expiry_(options.allow_expiry) {}

  /// Validates a response about the subject of an ID token.
  ///
  /// Errors: `client_misconfigured` without an issuer or an audience; those of `verify_jws` and of the key source; `json_*`;
  ///   `token_type_mismatch`; `issuer_*`, `audience_*`, `subject_*`; `subject_mismatch` unless the subject is that one.
  /// Specification: OpenID Connect Core 5.3.2 and 5.3.4; RFC 8725 sections 3.8 to 3.12.
  [[nodiscard]] result<userinfo> verify(std::string_view response, std::string_view subject) const {
    token_memory memory;
    const auto verified = verify(response, subject, memory);
    if (!verified) return verified.error();
    return userinfo(std::string(verified->subject()), verified_claims::assume_verified(std::string(verified->claims_json())));
  }

  /// The same in memory of the caller's, where the result stays until the next token.
  [[nodiscard]] result<userinfo_view> verify(std::string_view response, std::string_view subject, token_memory& memory) const {
    const auto read = checker_.read(response, memory, detail::is_plain_type);
    if (!read) return read.error();
    const detail::registered_claims& claims = read->claims;
    const detail::claim_checks checks = checker_.checks(claims);
    // 5.3.2: a signed response should name its issuer and its audience; one that does not could be anybody's.
    if (auto checked = checks.issuer_is(checker_.issuer()); !checked) return checked.error();
    if (auto checked = checks.subject_is_sound(); !checked) return checked.error();
    constexpr std::array others{registered::events, registered::nonce, registered::at_hash, registered::c_hash,
                                registered::auth_time};
    if (auto checked = checks.has_none_of(others); !checked) return checked.error();
    constexpr std::array expiry{registered::exp};
    if (auto checked = allows_expiry_ ? checks.is_not_expired_if_said() : checks.has_none_of(expiry); !checked)
      return checked.error();
    if (auto checked = checks.audience_has(checker_.audience()); !checked) return checked.error();
    if (auto checked = checks.was_issued_if_said(); !checked) return checked.error();
    if (auto checked = checks.is_valid_already(); !checked) return checked.error();
    // 5.3.4: about the person who signed in, or not used at all.
    if (claims[registered::sub].text != subject) return checks.refuse(errc::subject_mismatch);
    return userinfo_view(claims, read->jws.payload);
  }

  /// For a cache, to tell what this verifier accepted from what others did.
  verifier_identity identity() const noexcept { return checker_.identity(); }

 private:
  using registered = detail::registered;

  detail::token_checker checker_;
  bool allows_expiry_;
};

}  // namespace rowclaim::inline v0_1
