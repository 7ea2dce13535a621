// SPDX-License-Identifier: BSL-1.0
// Client assertions, by which a client shows a server who it is, for the server that gets them.
#pragma once

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

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

class client_assertion_verifier;

/// A validated client assertion in memory of the caller's. Only `client_assertion_verifier` makes one.
class client_assertion_view : public token_view {
 private:
  friend class client_assertion_verifier;
  using token_view::token_view;
};

/// Only `client_assertion_verifier` makes one. It carries no claims for a policy: it is about a program and no person.
class client_assertion {
 public:
  const std::string& client_id() const noexcept { return client_id_; }
  /// The `jti`. An assertion counts once: whoever takes it must remember this until it has expired.
  const std::string& token_id() const noexcept { return token_id_; }
  seconds_since_epoch expires_at() const noexcept { return expires_at_; }

 private:
  friend class client_assertion_verifier;

  explicit client_assertion(const client_assertion_view& view)
      : client_id_(view.subject()), token_id_(view.token_id().value_or("")), expires_at_(view.expires_at().value_or(0)) {}

  std::string client_id_;
  std::string token_id_;
  seconds_since_epoch expires_at_;
};

/// What a client assertion must be. Times in seconds.
struct client_assertion_options {
  required_text client_id;                        ///< issuer and subject at once
  required_text audience;                         ///< this server: its issuer, or the address of its token endpoint
  algorithm_set algorithms = {algorithm::rs256};
  std::int64_t leeway = 60;                       ///< between the clocks; more than 300 counts as 300, less than 0 as 0
  std::int64_t expires_within = 3600;  ///< an expiry farther away is refused, so that a `jti` need not be known for ever
  token_limits token = {};
  json_limits claims = claims_limits;
};

/// May be used by several threads at once. A key source must outlive it.
class client_assertion_verifier {
 public:
  using token_type = client_assertion;

  client_assertion_verifier(client_assertion_options options, token_keys keys, rowclaim::clock clock = {})
      : checker_({.issuer = std::move(options.client_id).text(),
                  .audience = std::move(options.audience).text(),
                  .algorithms = options.algorithms,
                  .leeway = options.leeway,
                  .token = options.token,
                  .claims = options.claims},
                 std::move(keys), clock, step::client_assertion),
        expires_within_(options.expires_within) {}

  /// Validates what a client sent as `client_assertion`.
  ///
  /// Errors: `client_misconfigured` without a client or an audience; those of `verify_jws` and of the key source; `json_*`;
  ///   `token_type_mismatch`; and for each check below the one that is named for it, in step `client_assertion`.
  /// Specification: RFC 7523 section 3; OpenID Connect Core section 9.
  [[nodiscard]] result<client_assertion> verify(std::string_view token) const {
    token_memory memory;
    const auto verified = verify(token, memory);
    if (!verified) return verified.error();
    return client_assertion(*verified);
  }

  /// The same in memory of the caller's, where the result stays until the next token.
  [[nodiscard]] result<client_assertion_view> verify(std::string_view token, token_memory& memory) const {
    const auto is_expected = [](const std::optional<std::string_view>& type) {
      return detail::is_plain_type(type) || detail::is_application_type(*type, "client-authentication+jwt");
    };
    const auto read = checker_.read(token, memory, is_expected);
    if (!read) return read.error();
    const detail::registered_claims& claims = read->claims;
    const detail::claim_checks checks = checker_.checks(claims);
    // RFC 7523 3 (1) and (2): the client speaks about itself.
    if (auto checked = checks.issuer_is(checker_.issuer()); !checked) return checked.error();
    if (auto checked = checks.subject_is_sound(); !checked) return checked.error();
    if (claims[registered::sub].text != checker_.issuer()) return checks.refuse(errc::subject_mismatch);
    constexpr std::array others{registered::events, registered::nonce, registered::at_hash, registered::c_hash,
                                registered::auth_time};
    if (auto checked = checks.has_none_of(others); !checked) return checked.error();
    if (auto checked = checks.audience_has(checker_.audience()); !checked) return checked.error();
    if (auto checked = checks.is_not_expired(); !checked) return checked.error();
    if (claims[registered::exp].number > checks.now() + static_cast<double>(expires_within_) + checks.leeway())
      return checks.refuse(errc::token_lives_too_long);
    if (auto checked = checks.was_issued_if_said(); !checked) return checked.error();
    if (auto checked = checks.is_valid_already(); !checked) return checked.error();
    if (auto checked = checks.text_is_sound(registered::jti, errc::token_id_missing, errc::token_id_malformed); !checked)
      return checked.error();
    return client_assertion_view(claims, read->jws.payload);
  }

  /// For a cache, to tell what this verifier accepted from what others did.
  verifier_identity identity() const noexcept { return checker_.identity(); }

 private:
  using registered = detail::registered;

  detail::token_checker checker_;
  std::int64_t expires_within_;
};

}  // namespace rowclaim::inline v0_1
