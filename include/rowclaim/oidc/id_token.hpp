// SPDX-License-Identifier: BSL-1.0
// An ID token that was validated: the proof that a person signed in.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/oidc/token_view.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

class id_token_verifier;

/// A validated ID token in memory of the caller's. Only `id_token_verifier` makes one.
class id_token_view : public token_view {
 public:
  /// When the person signed in, if the token says so.
  std::optional<seconds_since_epoch> authenticated_at() const noexcept { return time(detail::registered::auth_time); }
  std::optional<std::string_view> nonce() const noexcept { return text(detail::registered::nonce); }
  /// The `azp`.
  std::optional<std::string_view> authorized_party() const noexcept { return text(detail::registered::azp); }

 private:
  friend class id_token_verifier;
  using token_view::token_view;
};

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

  /// The token's own identifier (`jti`) and the session's at the provider (`sid`), if the token says so.
  const std::optional<std::string>& token_id() const noexcept { return token_id_; }
  const std::optional<std::string>& session_id() const noexcept { return session_id_; }

  /// The nonce of the sign-in (`nonce`) and the client that the token was made for (`azp`), if the token says so.
  const std::optional<std::string>& nonce() const noexcept { return nonce_; }
  const std::optional<std::string>& authorized_party() const noexcept { return authorized_party_; }

  /// All claims of the token, for a policy.
  const verified_claims& claims() const noexcept { return claims_; }

  /// The token as the provider signed it, without an encryption around it, for an `id_token_hint` (OpenID Connect Core 3.1.2.1).
  const secret& encoded() const noexcept { return encoded_; }

  /// What revocations are matched with.
  token_facts facts() const noexcept {
    return {.issuer = issuer_,
            .subject = subject_,
            .token_id = token_id_ ? std::string_view(*token_id_) : "",
            .session_id = session_id_ ? std::string_view(*session_id_) : "",
            .issued_at = issued_at_,
            .expires_at = expires_at_};
  }

 private:
  friend class id_token_verifier;

  id_token(const id_token_view& view, secret encoded)
      : issuer_(view.issuer()),
        subject_(view.subject()),
        audience_(view.audience().begin(), view.audience().end()),
        expires_at_(view.expires_at().value_or(0)),
        issued_at_(view.issued_at().value_or(0)),
        authenticated_at_(view.authenticated_at()),
        token_id_(view.token_id()),
        session_id_(view.session_id()),
        nonce_(view.nonce()),
        authorized_party_(view.authorized_party()),
        claims_(verified_claims::assume_verified(std::string(view.claims_json()))),
        encoded_(std::move(encoded)) {}

  std::string issuer_;
  std::string subject_;
  std::vector<std::string> audience_;
  seconds_since_epoch expires_at_ = 0;
  seconds_since_epoch issued_at_ = 0;
  std::optional<seconds_since_epoch> authenticated_at_;
  std::optional<std::string> token_id_;
  std::optional<std::string> session_id_;
  std::optional<std::string> nonce_;
  std::optional<std::string> authorized_party_;
  verified_claims claims_;
  secret encoded_;
};

// internal: our own type keeps its own promise
static_assert(ProvesClaims<id_token>);

/// What later ID tokens of one sign-in are compared with. It can be stored and put together again: every member is public.
struct original_id_token {
  std::string issuer;
  std::string subject;
  std::vector<std::string> audience;
  seconds_since_epoch issued_at = 0;
  std::optional<seconds_since_epoch> authenticated_at = {};
  std::optional<std::string> nonce = {};
  std::optional<std::string> authorized_party = {};

  original_id_token() = default;
  original_id_token(const id_token& token)  // NOLINT(google-explicit-constructor): an ID token is the first of its sign-in
      : issuer(token.issuer()),
        subject(token.subject()),
        audience(token.audience()),
        issued_at(token.issued_at()),
        authenticated_at(token.authenticated_at()),
        nonce(token.nonce()),
        authorized_party(token.authorized_party()) {}
};

}  // namespace rowclaim::inline v0_1
