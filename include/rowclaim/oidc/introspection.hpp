// SPDX-License-Identifier: BSL-1.0
// Asking the provider about a token that somebody brought: whether it is good, whose it is, and what it allows.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/possession.hpp>
#include <rowclaim/jose/token_facts.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/detail/introspected_kind.hpp>
#include <rowclaim/oidc/detail/introspection_cache.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>
#include <rowclaim/oidc/detail/token_checker.hpp>
#include <rowclaim/oidc/detail/word_list.hpp>
#include <rowclaim/oidc/required_text.hpp>
#include <rowclaim/oidc/revocation.hpp>
#include <rowclaim/oidc/token_decryption.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

class introspector;

/// A token that its provider calls active. Only `introspector` makes one.
class introspected_token {
 public:
  /// Empty for a token about no person.
  const std::string& subject() const noexcept { return subject_; }
  const std::string& client_id() const noexcept { return client_id_; }
  std::optional<seconds_since_epoch> expires_at() const noexcept { return expires_at_; }

  /// The words of the scope.
  const std::string& scope() const noexcept { return scope_; }
  bool has_scope(std::string_view word) const noexcept { return detail::has_word(scope_, word); }

  /// The key and the certificate that the token is bound to: `cnf.jkt` and `cnf.x5t#S256`; empty for none.
  const std::string& key_thumbprint() const noexcept { return key_thumbprint_; }
  const std::string& certificate_thumbprint() const noexcept { return certificate_thumbprint_; }

  /// All of the answer's members, for a policy.
  const verified_claims& claims() const noexcept { return claims_; }

 private:
  friend class introspector;

  explicit introspected_token(verified_claims claims) : claims_(std::move(claims)) {}

  std::string subject_;
  std::string client_id_;
  std::string scope_;
  std::string key_thumbprint_;
  std::string certificate_thumbprint_;
  std::optional<seconds_since_epoch> expires_at_;
  detail::introspected_kind kind_ = detail::introspected_kind::unsaid;
  verified_claims claims_;
};

// internal: our own type keeps its own promise
static_assert(ProvesClaims<introspected_token>);

/// What an answer must say. Times in seconds.
struct introspection_options {
  required_text audience;                         ///< this resource server, as its tokens name it
  std::vector<std::string> required_scopes = {};  ///< all of them
  std::int64_t leeway = 60;                       ///< between the clocks; more than 300 counts as 300, less than 0 as 0
  bool allow_no_audience = false;                 ///< takes answers that do not say whom the token is for
  bool allow_no_expiry = false;
  std::int64_t cached_for = 30;                   ///< how long a withdrawn token may still be taken; 0 asks each time
  std::size_t cache_capacity = 1024;
  std::size_t token_bytes = 16u << 10;
  json_limits claims = claims_limits;
};

/// How answers are signed, for a client that registered `introspection_signed_response_alg`: others are refused then.
struct signed_introspection {
  token_keys keys;
  algorithm_set algorithms = {algorithm::rs256};
  std::optional<token_decryption> decryption = {};  ///< if the client registered that its answers are encrypted
};

/// Asks one provider about the tokens that clients bring to one resource server. May be used by several threads at once. The channel must
/// outlive it: its client is the resource server.
class introspector {
 public:
  introspector(const back_channel& channel, std::string introspection_endpoint, introspection_options options)
      : introspector(channel, std::move(introspection_endpoint), std::move(options), nullptr) {}

  introspector(const back_channel& channel, std::string introspection_endpoint, introspection_options options,
               signed_introspection answers)
      : introspector(channel, std::move(introspection_endpoint), std::move(options),
                     std::make_unique<detail::token_checker>(detail::token_rules{.issuer = channel.issuer(),
                                                                                 .audience = channel.client().client_id,
                                                                                 .algorithms = answers.algorithms,
                                                                                 .leeway = options.leeway,
                                                                                 .token = {},
                                                                                 .claims = options.claims,
                                                                                 .decryption = std::move(answers.decryption)},
                                                             std::move(answers.keys), channel.clock(), step::introspection)) {}

  /// What the provider says about an active token. An answer is kept for `cached_for` seconds under a hash of the token, never past its
  /// expiry; refusals are not kept.
  ///
  /// Errors: `token_malformed`, `token_too_large` for what is no token; those of `back_channel::post`, in step `introspection`;
  ///   `status_unexpected`, `provider_refused`, `content_type_unexpected`, `json_*`; `token_inactive` unless `active` is true;
  ///   `issuer_*`, `audience_*`, `expir*`, `not_*`, `issued_*`, `subject_malformed`, `scope_malformed`, `scope_insufficient`;
  ///   `token_type_mismatch` for a token that the provider calls one of another kind than `hint` says, which without one is an access
  ///   token; `possession_not_proved` for a token that is bound to something else than was shown.
  /// Specification: RFC 7662 sections 2 and 4; RFC 9701 section 5; RFC 9449 sections 6.2 and 7.1; RFC 8705 section 3.2.
  [[nodiscard]] result<std::shared_ptr<const introspected_token>> introspect(std::string_view token,
                                                                             const shown_possession& shown = {},
                                                                             token_type_hint hint = token_type_hint::access_token) {
    if (options_.audience.text().empty() && !options_.allow_no_audience)
      return error{errc::client_misconfigured, step::introspection, "audience"};
    if (token.size() > options_.token_bytes) return error{errc::token_too_large, step::introspection};
    if (!detail::is_sendable_token(token)) return error{errc::token_malformed, step::introspection};
    const auto key = digest(digest_algorithm::sha256, token);
    if (!key) return error{key.error().code, step::introspection};
    const seconds_since_epoch now = channel_.clock().now();
    auto found = cache_.find(*key, now);
    if (!found) {
      const std::uint64_t generation = cache_.generation();
      auto asked = ask(token, hint, now);
      if (!asked) return asked.error();
      found = std::make_shared<const introspected_token>(std::move(*asked));
      cache_.put(*key, found, now, found->expires_at(), generation);
    }
    if (auto checked = check_kind(*found, hint); !checked) return checked.error();
    // RFC 9449 7.2 and RFC 8705 3, each time: who brings it now need not be who brought it first.
    const token_facts bound_to{.key_thumbprint = found->key_thumbprint_, .certificate_thumbprint = found->certificate_thumbprint_};
    if (auto checked = check_possession(bound_to, shown, step::introspection); !checked) return checked.error();
    return found;
  }

  /// Forgets all answers, so that the next question about each token is asked; an answer that is still under way is not kept either.
  void forget() { cache_.clear(); }

 private:
  using registered = detail::registered;

  introspector(const back_channel& channel, std::string endpoint, introspection_options options,
               std::unique_ptr<detail::token_checker> answers)
      : channel_(channel),
        endpoint_(std::move(endpoint)),
        options_(std::move(options)),
        answers_(std::move(answers)),
        cache_(options_.cached_for, options_.cache_capacity) {}

  result<introspected_token> ask(std::string_view token, token_type_hint hint, seconds_since_epoch now) const {
    const form_post_options how{.accept = answers_ ? "application/token-introspection+jwt" : "application/json",
                                .without_proof = true};
    auto response = channel_.post(endpoint_, detail::token_form(token, hint), step::introspection, how);
    if (!response) return response.error();
    if (response->status == 400 || response->status == 401) return detail::named_refusal(*response, step::introspection);
    if (response->status != 200) return error{errc::status_unexpected, step::introspection};
    if (!answers_) {
      if (response->media_type() != "application/json") return error{errc::content_type_unexpected, step::introspection};
      return read(response->body, now);
    }
    if (response->media_type() != "application/token-introspection+jwt")
      return error{errc::content_type_unexpected, step::introspection};
    const auto inner = open(response->body);
    if (!inner) return inner.error();
    return read(*inner, now);
  }

  /// RFC 9701 5: the answer is a claim of a token of its own kind, from this issuer and for this client.
  result<std::string> open(std::string_view answer) const {
    token_memory memory;
    const auto is_expected = [](const std::optional<std::string_view>& type) {
      return type && detail::is_application_type(*type, "token-introspection+jwt");
    };
    const auto opened = answers_->read(answer, memory, is_expected);
    if (!opened) return opened.error();
    const detail::claim_checks checks = answers_->checks(opened->claims);
    if (auto checked = checks.issuer_is(answers_->issuer()); !checked) return checked.error();
    // 5: this resource server, which has two names: as a client, and as its tokens call it.
    if (auto checked = checks.audience_has(answers_->audience()); !checked) {
      const std::string& own = options_.audience.text();
      if (own.empty() || !checks.audience_has(own)) return checked.error();
    }
    if (auto checked = checks.was_issued(); !checked) return checked.error();
    // RFC 9701 8.1: what a token that is not one of these would be taken by.
    constexpr std::array others{registered::sub, registered::exp};
    if (auto checked = checks.has_none_of(others); !checked) return checked.error();
    const auto document = parse_strict_json_object(opened->jws.payload, options_.claims);
    if (!document) return detail::in_step(document.error(), step::introspection);
    const boost::json::value* inner = document->if_contains("token_introspection");
    if (inner == nullptr) return error{errc::json_missing_member, step::introspection, "token_introspection"};
    if (!inner->is_object()) return error{errc::json_wrong_type, step::introspection, "token_introspection"};
    return boost::json::serialize(*inner);
  }

  result<introspected_token> read(std::string answer, seconds_since_epoch now) const {
    const auto document = parse_strict_json_object(answer, options_.claims);
    if (!document) return detail::in_step(document.error(), step::introspection);
    // RFC 7662 2.2: the boolean true and nothing like it; of an inactive token nothing else is looked at.
    const boost::json::value* active = document->if_contains("active");
    if (active == nullptr || !active->is_bool() || !active->get_bool()) return error{errc::token_inactive, step::introspection};
    detail::registered_claims claims;
    if (auto done = detail::read_registered(answer, claims, options_.claims, step::introspection); !done) return done.error();
    const detail::claim_checks checks(claims, now, options_.leeway, step::introspection);
    if (auto checked = check(claims, checks); !checked) return checked.error();
    introspected_token read(verified_claims::assume_verified(std::move(answer)));
    read.subject_ = claims[registered::sub].text;
    read.client_id_ = claims[registered::client_id].text;
    read.scope_ = claims[registered::scope].text;
    if (claims[registered::exp].is_there()) read.expires_at_ = detail::whole_seconds(claims[registered::exp].number);
    for (const std::string& scope : options_.required_scopes)
      if (!read.has_scope(scope)) return error{errc::scope_insufficient, step::introspection};
    const auto kind = detail::read_introspected_kind(*document);
    if (!kind) return kind.error();
    read.kind_ = *kind;
    auto type = detail::text_member(*document, "token_type", errc::json_wrong_type, step::introspection);
    if (!type) return type.error();
    if (auto checked = checks.confirmation_is_understood(); !checked) return checked.error();
    read.key_thumbprint_ = claims.bound_to().key;
    read.certificate_thumbprint_ = claims.bound_to().certificate;
    // RFC 9449 6.2: a token of that type is bound to a key, which the answer must say.
    if (*type && detail::equals_ignoring_case(**type, "DPoP") && read.key_thumbprint_.empty())
      return error{errc::possession_not_proved, step::introspection, "key"};
    return read;
  }

  /// RFC 7662 2.1: a provider answers about refresh tokens as well, which are nothing to bring to a resource server (RFC 6749 1.5).
  static result<void> check_kind(const introspected_token& token, token_type_hint hint) {
    const auto expected =
        hint == token_type_hint::refresh_token ? detail::introspected_kind::refresh : detail::introspected_kind::access;
    if (token.kind_ == detail::introspected_kind::unsaid || token.kind_ == expected) return {};
    return error{errc::token_type_mismatch, step::introspection};
  }

  result<void> check(const detail::registered_claims& claims, const detail::claim_checks& checks) const {
    // The issuer was asked itself and need not say who it is, but it speaks for no other.
    if (claims[registered::iss].is_there())
      if (auto checked = checks.issuer_is(channel_.issuer()); !checked) return checked;
    if (claims[registered::aud].is_there() || !options_.allow_no_audience)
      if (auto checked = checks.audience_has(options_.audience.text()); !checked) return checked;
    const bool may_live_for_ever = options_.allow_no_expiry && !claims[registered::exp].is_there();
    if (auto checked = may_live_for_ever ? result<void>() : checks.is_not_expired(); !checked) return checked;
    if (auto checked = checks.is_valid_already(); !checked) return checked;
    if (auto checked = checks.was_issued_if_said(); !checked) return checked;
    if (auto checked = checks.text_is_sound_if_there(registered::sub, errc::subject_malformed); !checked) return checked;
    if (auto checked = checks.text_is_sound_if_there(registered::client_id, errc::client_id_malformed); !checked) return checked;
    if (claims[registered::scope].is_there() && !claims[registered::scope].is_text()) return checks.refuse(errc::scope_malformed);
    return {};
  }

  const back_channel& channel_;
  std::string endpoint_;
  introspection_options options_;
  std::unique_ptr<detail::token_checker> answers_;  // null where answers are plain
  detail::introspection_cache<introspected_token> cache_;
};

}  // namespace rowclaim::inline v0_1
