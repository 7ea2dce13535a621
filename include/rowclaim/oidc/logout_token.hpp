// SPDX-License-Identifier: BSL-1.0
// Logout tokens, by which a provider says that a session or a person is signed out.
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
#include <rowclaim/oidc/token_decryption.hpp>
#include <rowclaim/oidc/token_view.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

class logout_token_verifier;

/// A validated logout token in memory of the caller's. Only `logout_token_verifier` makes one.
class logout_token_view : public token_view {
 private:
  friend class logout_token_verifier;
  using token_view::token_view;
};

/// Only `logout_token_verifier` makes one. It carries no claims for a policy: nobody signs in with it.
class logout_token {
 public:
  const std::string& issuer() const noexcept { return issuer_; }
  /// Who is signed out; of the subject and the session, one is there at least.
  const std::optional<std::string>& subject() const noexcept { return subject_; }
  /// The session that ends (`sid`); without one, all sessions of the subject at this issuer end.
  const std::optional<std::string>& session_id() const noexcept { return session_id_; }
  /// The `jti`. A token counts once: whoever takes it must remember this until it has expired.
  const std::string& token_id() const noexcept { return token_id_; }
  seconds_since_epoch issued_at() const noexcept { return issued_at_; }
  /// Nothing only where `allow_missing_expiry` let it be absent.
  std::optional<seconds_since_epoch> expires_at() const noexcept { return expires_at_; }

 private:
  friend class logout_token_verifier;

  explicit logout_token(const logout_token_view& view)
      : issuer_(view.issuer()),
        session_id_(view.session_id()),
        token_id_(view.token_id().value_or("")),
        issued_at_(view.issued_at().value_or(0)),
        expires_at_(view.expires_at()) {
    if (!view.subject().empty()) subject_.emplace(view.subject());
  }

  std::string issuer_;
  std::optional<std::string> subject_;
  std::optional<std::string> session_id_;
  std::string token_id_;
  seconds_since_epoch issued_at_;
  std::optional<seconds_since_epoch> expires_at_;
};

/// What a logout token must be. Times in seconds.
struct logout_token_options {
  required_text issuer;
  required_text audience;                         ///< the client_id
  algorithm_set algorithms = {algorithm::rs256};  ///< those of the client's ID tokens
  std::vector<std::string> trusted_audiences = {};  ///< others that a token may be for as well
  std::int64_t leeway = 60;                       ///< between the clocks; more than 300 counts as 300, less than 0 as 0
  std::int64_t issued_within = 600;               ///< how long ago a token may have been issued
  bool allow_missing_expiry = false;              ///< providers of the drafts send none; `issued_within` still holds
  token_limits token = {};
  json_limits claims = claims_limits;
  std::optional<token_decryption> decryption = {};  ///< if the client registered that its ID tokens are encrypted
};

/// May be used by several threads at once. A key source must outlive it.
class logout_token_verifier {
 public:
  using token_type = logout_token;

  logout_token_verifier(logout_token_options options, token_keys keys, rowclaim::clock clock = {})
      : checker_(detail::take_rules(options), std::move(keys), clock, step::logout_token),
        trusted_audiences_(std::move(options.trusted_audiences)),
        issued_within_(options.issued_within),
        allows_missing_expiry_(options.allow_missing_expiry) {}

  /// Validates a token that was posted to the back-channel logout address.
  ///
  /// Errors: `client_misconfigured` without an issuer or an audience; `encryption_missing` and those of `open_nested` where tokens are
  ///   encrypted; those of `verify_jws` and of the key source; `json_*`;
  ///   `token_type_mismatch`; and for each check below the one that is named for it, in step `logout_token`.
  /// Specification: OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.6.
  [[nodiscard]] result<logout_token> verify(std::string_view token) const {
    token_memory memory;
    const auto verified = verify(token, memory);
    if (!verified) return verified.error();
    return logout_token(*verified);
  }

  /// The same in memory of the caller's, where the result stays until the next token.
  [[nodiscard]] result<logout_token_view> verify(std::string_view token, token_memory& memory) const {
    const auto is_expected = [](const std::optional<std::string_view>& type) {
      return detail::is_plain_type(type) || detail::is_application_type(*type, "logout+jwt");
    };
    const auto read = checker_.read(token, memory, is_expected);
    if (!read) return read.error();
    const detail::registered_claims& claims = read->claims;
    const detail::claim_checks checks = checker_.checks(claims);
    if (auto checked = checks.issuer_is(checker_.issuer()); !checked) return checked.error();
    // 2.6 (6) and (7): the event is what makes it one, and a nonce would make it an ID token.
    if (!claims.has_logout_event()) return checks.refuse(errc::token_type_mismatch, "events");
    constexpr std::array others{registered::nonce};
    if (auto checked = checks.has_none_of(others); !checked) return checked.error();
    if (auto checked = checks.audience_has(checker_.audience()); !checked) return checked.error();
    // 2.6 (4): the audience as in an ID token.
    for (const std::string_view other : claims.audience())
      if (other != checker_.audience() && std::ranges::find(trusted_audiences_, other) == trusted_audiences_.end())
        return checks.refuse(errc::audience_untrusted);
    if (symmetric_algorithms.contains(read->jws.header.algorithm) && claims.audience().size() > 1)
      return checks.refuse(errc::audience_untrusted, "signed by a shared secret");
    if (auto checked = allows_missing_expiry_ ? checks.is_not_expired_if_said() : checks.is_not_expired(); !checked)
      return checked.error();
    if (auto checked = checks.was_issued_within(issued_within_); !checked) return checked.error();
    if (auto checked = checks.is_valid_already(); !checked) return checked.error();
    // 2.6 (5): a subject, a session or both.
    if (auto checked = checks.text_is_sound_if_there(registered::sid, errc::session_id_malformed); !checked) return checked.error();
    if (auto checked = checks.text_is_sound_if_there(registered::sub, errc::subject_malformed); !checked) return checked.error();
    if (!claims[registered::sid].is_there() && !claims[registered::sub].is_there()) return checks.refuse(errc::subject_missing);
    if (auto checked = checks.text_is_sound(registered::jti, errc::token_id_missing, errc::token_id_malformed); !checked)
      return checked.error();
    return logout_token_view(claims, read->jws.payload);
  }

  /// From when on this verifier refuses a token that it has accepted: how long its `jti` must be remembered.
  seconds_since_epoch accepts_until(const logout_token& token) const noexcept {
    const std::int64_t leeway = checker_.leeway();
    const seconds_since_epoch too_old = later_by(later_by(token.issued_at(), issued_within_), leeway + 1);
    return token.expires_at() ? std::min(*token.expires_at() + leeway + 1, too_old) : too_old;
  }

  /// For a cache, to tell what this verifier accepted from what others did.
  verifier_identity identity() const noexcept { return checker_.identity(); }

 private:
  using registered = detail::registered;

  detail::token_checker checker_;
  std::vector<std::string> trusted_audiences_;
  std::int64_t issued_within_;
  bool allows_missing_expiry_;
};

}  // namespace rowclaim::inline v0_1
