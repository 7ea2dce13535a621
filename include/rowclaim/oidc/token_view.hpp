// SPDX-License-Identifier: BSL-1.0
// Tokens that were validated in memory of the caller's: what each kind of them says, without a copy.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/jose/token_facts.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>

#include <optional>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

namespace detail {
class token_checker;
}

/// What validating tokens needs of memory: whoever keeps one for many tokens allocates nothing for a further one. Used by one thread
/// at a time; what was validated in it can be looked at until the next token is, or the memory ends.
class token_memory {
 public:
  token_memory() = default;
  token_memory(const token_memory&) = delete;
  token_memory& operator=(const token_memory&) = delete;

 private:
  friend class detail::token_checker;

  jws_memory jws_;
  secret opened_;  // the signed token that came out of an encrypted one
  detail::registered_claims claims_;
};

/// What all kinds of validated token have. Each kind is a type of its own, which its verifier alone makes: none is another.
class token_view {
 public:
  std::string_view issuer() const noexcept { return text(detail::registered::iss).value_or(""); }
  /// Empty in a logout token that names a session alone.
  std::string_view subject() const noexcept { return text(detail::registered::sub).value_or(""); }
  std::span<const std::string_view> audience() const noexcept { return claims_->audience(); }
  std::optional<seconds_since_epoch> expires_at() const noexcept { return time(detail::registered::exp); }
  std::optional<seconds_since_epoch> issued_at() const noexcept { return time(detail::registered::iat); }
  /// The `jti`.
  std::optional<std::string_view> token_id() const noexcept { return text(detail::registered::jti); }
  /// The `sid`.
  std::optional<std::string_view> session_id() const noexcept { return text(detail::registered::sid); }

  /// All claims as the token has them.
  std::string_view claims_json() const noexcept { return json_; }

  /// What revocations are matched with.
  token_facts facts() const noexcept {
    return {.issuer = issuer(),
            .subject = subject(),
            .token_id = token_id().value_or(""),
            .session_id = session_id().value_or(""),
            .issued_at = issued_at().value_or(0),
            .expires_at = expires_at().value_or(0)};
  }

 protected:
  token_view(const detail::registered_claims& claims, std::string_view json) : claims_(&claims), json_(json) {}

  std::optional<std::string_view> text(detail::registered claim) const noexcept {
    const detail::claim_value& value = (*claims_)[claim];
    return value.is_text() ? std::optional<std::string_view>(value.text) : std::nullopt;
  }
  std::optional<seconds_since_epoch> time(detail::registered claim) const noexcept {
    const detail::claim_value& value = (*claims_)[claim];
    return detail::claim_checks::is_time(value) ? std::optional(detail::whole_seconds(value.number)) : std::nullopt;
  }
  const detail::confirmation& bound_to() const noexcept { return claims_->bound_to(); }

 private:
  const detail::registered_claims* claims_;
  std::string_view json_;
};

}  // namespace rowclaim::inline v0_1
