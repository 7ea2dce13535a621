// SPDX-License-Identifier: BSL-1.0
// Access tokens as RFC 9068 writes them, for the program that they are brought to.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/jose/possession.hpp>
#include <rowclaim/jose/token_facts.hpp>
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

class access_token_verifier;

/// A validated access token in memory of the caller's. Only `access_token_verifier` makes one.
class access_token_view : public token_view {
 public:
  /// The client that the token was given to: `client_id`, or `azp` where that is allowed instead.
  std::string_view client_id() const noexcept {
    const auto named = text(detail::registered::client_id);
    return named ? *named : text(detail::registered::azp).value_or("");
  }
  /// What the client may do, separated by spaces (RFC 6749 section 3.3); empty if the token does not say.
  std::string_view scope() const noexcept { return text(detail::registered::scope).value_or(""); }
  /// The key and the certificate that the token is bound to: `cnf.jkt` and `cnf.x5t#S256`; empty for none.
  std::string_view key_thumbprint() const noexcept { return bound_to().key; }
  std::string_view certificate_thumbprint() const noexcept { return bound_to().certificate; }

  /// What revocations are matched with, and what the token is bound to.
  token_facts facts() const noexcept {
    token_facts said = token_view::facts();
    said.key_thumbprint = key_thumbprint();
    said.certificate_thumbprint = certificate_thumbprint();
    return said;
  }

 private:
  friend class access_token_verifier;
  using token_view::token_view;
};

/// Only `access_token_verifier` makes one.
class access_token {
 public:
  const std::string& issuer() const noexcept { return issuer_; }
  const std::string& subject() const noexcept { return subject_; }
  const std::string& client_id() const noexcept { return client_id_; }
  const std::string& token_id() const noexcept { return token_id_; }
  const std::string& scope() const noexcept { return scope_; }
  const std::optional<std::string>& session_id() const noexcept { return session_id_; }
  /// The key and the certificate that the token is bound to: `cnf.jkt` and `cnf.x5t#S256`; empty for none.
  const std::string& key_thumbprint() const noexcept { return key_thumbprint_; }
  const std::string& certificate_thumbprint() const noexcept { return certificate_thumbprint_; }
  seconds_since_epoch expires_at() const noexcept { return expires_at_; }
  seconds_since_epoch issued_at() const noexcept { return issued_at_; }

  /// All claims of the token, for a policy.
  const verified_claims& claims() const noexcept { return claims_; }

  /// What revocations are matched with, and what the token is bound to.
  token_facts facts() const noexcept {
    return {.issuer = issuer_,
            .subject = subject_,
            .token_id = token_id_,
            .session_id = session_id_ ? std::string_view(*session_id_) : "",
            .issued_at = issued_at_,
            .expires_at = expires_at_,
            .key_thumbprint = key_thumbprint_,
            .certificate_thumbprint = certificate_thumbprint_};
  }

 private:
  friend class access_token_verifier;

  explicit access_token(const access_token_view& view)
      : issuer_(view.issuer()),
        subject_(view.subject()),
        client_id_(view.client_id()),
        token_id_(view.token_id().value_or("")),
        scope_(view.scope()),
        session_id_(view.session_id()),
        key_thumbprint_(view.key_thumbprint()),
        certificate_thumbprint_(view.certificate_thumbprint()),
        expires_at_(view.expires_at().value_or(0)),
        issued_at_(view.issued_at().value_or(0)),
        claims_(verified_claims::assume_verified(std::string(view.claims_json()))) {}

  std::string issuer_;
  std::string subject_;
  std::string client_id_;
  std::string token_id_;
  std::string scope_;
  std::optional<std::string> session_id_;
  std::string key_thumbprint_;
  std::string certificate_thumbprint_;
  seconds_since_epoch expires_at_;
  seconds_since_epoch issued_at_;
  verified_claims claims_;
};

// internal: our own type keeps its own promise
static_assert(ProvesClaims<access_token>);

/// What an access token must be. Times in seconds.
struct access_token_options {
  required_text issuer;
  required_text audience;                         ///< the name of this program at the provider: its resource identifier
  algorithm_set algorithms = {algorithm::rs256};  ///< RFC 9068 section 2.1: every provider has RS256
  std::int64_t leeway = 60;                       ///< between the clocks; more than 300 counts as 300, less than 0 as 0
  /// Takes tokens of providers older than RFC 9068 as well: `typ` may be JWT or absent, and `azp` may stand for `client_id`. Such a token
  /// is refused if it has a claim of ID tokens (`nonce`, `at_hash`, `c_hash`): give this program an audience of its own.
  bool allow_plain_jwt = false;
  token_limits token = {};
  json_limits claims = claims_limits;
};

/// May be used by several threads at once. A key source must outlive it.
class access_token_verifier {
 public:
  using token_type = access_token;

  access_token_verifier(access_token_options options, token_keys keys, rowclaim::clock clock = {})
      : checker_(detail::take_rules(options), std::move(keys), clock, step::access_token),
        allows_plain_jwt_(options.allow_plain_jwt) {}

  /// Validates a token that a client brought, and that it was the client's to bring: one that is bound to a key or a certificate is
  /// nobody's who has not shown that. The caller verifies the proof, or the connection, and says here what they were made with.
  ///
  /// Errors: `client_misconfigured` without an issuer or an audience; those of `verify_jws` and of the key source; `json_*`;
  ///   `token_type_mismatch`; `possession_not_proved`; and for each check below the one that is named for it, in step `access_token`.
  /// Specification: RFC 9068 sections 2 and 4; RFC 8725 sections 3.8 to 3.12; RFC 7800 section 3.1; RFC 9449 sections 6.1, 7.1 and 7.2;
  ///   RFC 8705 section 3.
  [[nodiscard]] result<access_token> verify(std::string_view token, const shown_possession& shown = {}) const {
    token_memory memory;
    const auto verified = verify(token, memory, shown);
    if (!verified) return verified.error();
    return access_token(*verified);
  }

  /// The same in memory of the caller's, where the result stays until the next token.
  /// Complexity: no allocation once the memory has seen a token as large.
  [[nodiscard]] result<access_token_view> verify(std::string_view token, token_memory& memory,
                                                 const shown_possession& shown = {}) const {
    // RFC 9068 4: the type is what keeps ID tokens away.
    const auto is_expected = [this](const std::optional<std::string_view>& type) {
      return (type && detail::is_application_type(*type, "at+jwt")) || (allows_plain_jwt_ && detail::is_plain_type(type));
    };
    const auto read = checker_.read(token, memory, is_expected);
    if (!read) return read.error();
    const detail::registered_claims& claims = read->claims;
    const detail::claim_checks checks = checker_.checks(claims);
    if (auto checked = checks.issuer_is(checker_.issuer()); !checked) return checked.error();
    if (auto checked = checks.subject_is_sound(); !checked) return checked.error();
    if (auto checked = check_kind(checks); !checked) return checked.error();
    if (auto checked = checks.audience_has(checker_.audience()); !checked) return checked.error();
    if (auto checked = checks.is_not_expired(); !checked) return checked.error();
    if (auto checked = checks.was_issued(); !checked) return checked.error();
    if (auto checked = checks.is_valid_already(); !checked) return checked.error();
    if (auto checked = check_client(claims, checks); !checked) return checked.error();
    if (auto checked = checks.text_is_sound(registered::jti, errc::token_id_missing, errc::token_id_malformed); !checked)
      return checked.error();
    if (auto checked = checks.text_is_sound_if_there(registered::sid, errc::session_id_malformed); !checked) return checked.error();
    // RFC 9068 2.2.3: one string, as RFC 8693 4.2 has it.
    if (claims[registered::scope].is_there() && !claims[registered::scope].is_text()) return checks.refuse(errc::scope_malformed);
    if (auto checked = checks.confirmation_is_understood(); !checked) return checked.error();
    const access_token_view view(claims, read->jws.payload);
    // RFC 9449 7.2: a token that is bound is refused to whoever brings it as a bearer.
    if (auto checked = check_possession(view.facts(), shown, step::access_token); !checked) return checked.error();
    return view;
  }

  /// For a cache, to tell what this verifier accepted from what others did.
  verifier_identity identity() const noexcept { return checker_.identity(); }

 private:
  using registered = detail::registered;

  result<void> check_kind(const detail::claim_checks& checks) const {
    constexpr std::array never{registered::events};
    constexpr std::array of_id_tokens{registered::events, registered::nonce, registered::at_hash, registered::c_hash};
    if (allows_plain_jwt_) return checks.has_none_of(of_id_tokens);
    return checks.has_none_of(never);
  }

  result<void> check_client(const detail::registered_claims& claims, const detail::claim_checks& checks) const {
    if (allows_plain_jwt_ && !claims[registered::client_id].is_there())
      return checks.text_is_sound(registered::azp, errc::client_id_missing, errc::client_id_malformed);
    return checks.text_is_sound(registered::client_id, errc::client_id_missing, errc::client_id_malformed);
  }

  detail::token_checker checker_;
  bool allows_plain_jwt_;
};

}  // namespace rowclaim::inline v0_1
