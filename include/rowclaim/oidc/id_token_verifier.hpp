// SPDX-License-Identifier: BSL-1.0
// Validating ID tokens, clause by clause of OpenID Connect Core 3.1.3.7.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>
#include <rowclaim/oidc/detail/token_checker.hpp>
#include <rowclaim/oidc/id_token.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/required_text.hpp>
#include <rowclaim/oidc/token_decryption.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What an ID token must be. Times in seconds.
struct id_token_options {
  required_text issuer;
  required_text audience;                              ///< the client_id
  algorithm_set algorithms = {algorithm::rs256};       ///< what the client registered; RS256 is what it gets without
  std::vector<std::string> trusted_audiences = {};     ///< further audiences that a token may name beside this client
  std::int64_t leeway = 60;                            ///< between the clocks; more than 300 counts as 300, less than 0 as 0
  std::int64_t issued_within = 86'400;                 ///< how long ago a token may have been issued
  std::optional<token_decryption> decryption = {};     ///< if the client registered that its ID tokens are encrypted
  token_limits token = {};
  json_limits claims = claims_limits;
};

/// What the sign-in that a token answers adds to that. A bearer's token has no such sign-in.
struct id_token_context {
  const secret* nonce = nullptr;
  const secret* access_token = nullptr;
  std::optional<std::int64_t> max_age = {};
  const std::vector<std::string>* acr_values = nullptr;
  const secret* code = nullptr;   ///< that came beside the token, for `c_hash`
  const secret* state = nullptr;  ///< for `s_hash`, which FAPI has
  /// The token is of an authorization response: the hashes of what came beside it must then be there (3.2.2.9 and 3.3.2.11).
  bool came_by_browser = false;
  bool requires_state_hash = false;  ///< as FAPI does
  bool requires_auth_time = false;   ///< the token must say when the person signed in; with `max_age` it must in any case
};

/// May be used by several threads at once. A key source must outlive it.
class id_token_verifier {
 public:
  using token_type = id_token;

  id_token_verifier(id_token_options options, token_keys keys, rowclaim::clock clock = {})
      : checker_(detail::take_rules(options), std::move(keys), clock, step::id_token),
        trusted_audiences_(std::move(options.trusted_audiences)),
        issued_within_(options.issued_within) {}

  /// Validates a token that somebody brought.
  ///
  /// Errors: `client_misconfigured` without an issuer or an audience; those of `verify_jws` and of the key source; `json_*`;
  ///   `token_type_mismatch`; and for each check below the one that is named for it, in step `id_token`.
  /// Specification: OpenID Connect Core sections 2 and 3.1.3.7; RFC 8725 sections 3.8 to 3.12.
  [[nodiscard]] result<id_token> verify(std::string_view token) const { return verify(token, id_token_context{}); }

  /// Validates the token that answers a sign-in of ours.
  [[nodiscard]] result<id_token> verify(std::string_view token, const id_token_context& context) const {
    token_memory memory;
    std::string_view signed_text;
    const auto verified = verify(token, memory, context, signed_text);
    if (!verified) return verified.error();
    return id_token(*verified, secret(std::string(signed_text)));
  }

  /// Validates the token that came with refreshed tokens: it says the same as the sign-in's, but for its times.
  ///
  /// Errors: those of `verify`; `issuer_mismatch`, `subject_mismatch`, `audience_mismatch`, `auth_time_mismatch`, `nonce_mismatch` and
  ///   `authorized_party_mismatch` for what is another than it was; `issued_too_long_ago` if it is older than the first.
  /// Specification: OpenID Connect Core 12.2.
  [[nodiscard]] result<id_token> verify_refreshed(std::string_view token, const original_id_token& original,
                                                  const secret* access_token = nullptr) const {
    auto refreshed = verify(token, {.access_token = access_token});
    if (!refreshed) return refreshed;
    if (auto checked = check_refreshed(*refreshed, original); !checked) return checked.error();
    return refreshed;
  }

  /// The same in memory of the caller's, where the result stays until the next token.
  /// Complexity: no allocation once the memory has seen a token as large, unless the context has an access token.
  [[nodiscard]] result<id_token_view> verify(std::string_view token, token_memory& memory,
                                             const id_token_context& context = {}) const {
    std::string_view signed_text;
    return verify(token, memory, context, signed_text);
  }

  /// For a cache, to tell what this verifier accepted from what others did.
  verifier_identity identity() const noexcept { return checker_.identity(); }

 private:
  using registered = detail::registered;

  result<id_token_view> verify(std::string_view token, token_memory& memory, const id_token_context& context,
                               std::string_view& signed_text) const {
    const auto read = checker_.read(token, memory, detail::is_plain_type);
    if (!read) return read.error();
    const detail::registered_claims& claims = read->claims;
    const detail::claim_checks checks = checker_.checks(claims);
    // 3.1.3.7 (2): exactly the issuer that was discovered; 2: the subject belongs to it.
    if (auto checked = checks.issuer_is(checker_.issuer()); !checked) return checked.error();
    if (auto checked = checks.subject_is_sound(); !checked) return checked.error();
    if (std::ranges::any_of(claims[registered::sub].text, [](char c) { return static_cast<unsigned char>(c) > 0x7f; }))
      return checks.refuse(errc::subject_malformed, "not ASCII");
    // Back-Channel Logout 2.4: a logout token looks like an ID token but for its events.
    constexpr std::array others{detail::registered::events};
    if (auto checked = checks.has_none_of(others); !checked) return checked.error();
    if (auto checked = check_audience(claims, checks); !checked) return checked.error();
    // 3.1.3.7 (7): by whose secret a token for several would be signed is not specified.
    if (symmetric_algorithms.contains(read->jws.header.algorithm) && claims.audience().size() > 1)
      return checks.refuse(errc::audience_untrusted, "signed by a shared secret");
    // 3.1.3.7 (9) and (10), RFC 7519 4.1.5
    if (auto checked = checks.is_not_expired(); !checked) return checked.error();
    if (auto checked = checks.was_issued_within(issued_within_); !checked) return checked.error();
    if (auto checked = checks.is_valid_already(); !checked) return checked.error();
    if (auto checked = check_nonce(claims, checks, context); !checked) return checked.error();
    if (auto checked = check_authentication(claims, checks, context); !checked) return checked.error();
    if (auto checked = check_hashes(claims, checks, context, read->jws.digest); !checked) return checked.error();
    // Front-Channel Logout 3: a text. What is none would count as no session, and its logout would find nobody.
    const detail::claim_value& session = claims[registered::sid];
    if (session.is_there() && !session.is_text()) return checks.refuse(errc::session_id_malformed, "not a string");
    signed_text = read->signed_text;
    return id_token_view(claims, read->jws.payload);
  }

  result<void> check_audience(const detail::registered_claims& claims, const detail::claim_checks& checks) const {
    // 3.1.3.7 (3): this client is among the audiences, and nobody who is not trusted.
    const std::string_view client = checker_.audience();
    if (auto checked = checks.audience_has(client); !checked) return checked;
    for (const std::string_view other : claims.audience())
      if (other != client && std::ranges::find(trusted_audiences_, other) == trusted_audiences_.end())
        return checks.refuse(errc::audience_untrusted);
    // 3.1.3.7 (4) and (5) of errata set 2: with several audiences the party that asked for the token is named, and is this client.
    const detail::claim_value& party = claims[registered::azp];
    if (!party.is_there() && claims.audience().size() > 1) return checks.refuse(errc::authorized_party_missing);
    if (party.is_there() && (!party.is_text() || party.text != client)) return checks.refuse(errc::authorized_party_mismatch);
    return {};
  }

  static result<void> check_nonce(const detail::registered_claims& claims, const detail::claim_checks& checks,
                                  const id_token_context& context) {
    // 3.1.3.7 (11): the nonce that was sent is there, and the same.
    if (context.nonce == nullptr) return {};
    const detail::claim_value& nonce = claims[registered::nonce];
    if (!nonce.is_there() || context.nonce->is_empty()) return checks.refuse(errc::nonce_missing);
    if (!nonce.is_text()) return checks.refuse(errc::nonce_mismatch, "not a string");
    if (!context.nonce->matches(nonce.text)) return checks.refuse(errc::nonce_mismatch);
    return {};
  }

  static result<void> check_authentication(const detail::registered_claims& claims, const detail::claim_checks& checks,
                                           const id_token_context& context) {
    // 3.1.3.7 (12): a method of signing in that was asked for.
    if (context.acr_values != nullptr && !context.acr_values->empty()) {
      const detail::claim_value& method = claims[registered::acr];
      if (!method.is_text() || std::ranges::find(*context.acr_values, method.text) == context.acr_values->end())
        return checks.refuse(errc::context_class_mismatch);
    }
    // 3.1.3.7 (13), and 2: required with max_age, and recent enough then; required also where it was asked for as essential.
    const detail::claim_value& signed_in = claims[registered::auth_time];
    if (signed_in.is_there() && !detail::claim_checks::is_time(signed_in))
      return checks.refuse(errc::auth_time_malformed, detail::name(registered::auth_time));
    if ((context.max_age || context.requires_auth_time) && !signed_in.is_there()) return checks.refuse(errc::auth_time_missing);
    if (!context.max_age) return {};
    if (signed_in.number > checks.now() + checks.leeway()) return checks.refuse(errc::auth_time_malformed, "in the future");
    if (signed_in.number + static_cast<double>(*context.max_age) + checks.leeway() < checks.now())
      return checks.refuse(errc::authentication_too_old);
    return {};
  }

  /// One of the claims by which a token names what came beside it.
  struct hash_claim {
    registered claim;
    const secret* of;
    bool is_required;
    errc missing, malformed, mismatch;
  };

  static result<void> check_hashes(const detail::registered_claims& claims, const detail::claim_checks& checks,
                                   const id_token_context& context, digest_algorithm digest_of_signature) {
    // 3.1.3.6 and 3.1.3.8: optional from the token endpoint, and binding where they are given.
    // 3.2.2.9, 3.3.2.10 and 3.3.2.11: required in a browser's hands, where somebody else's code or token could stand beside the token.
    const bool is_open = context.came_by_browser;
    const hash_claim hashes[] = {
        {registered::at_hash, context.access_token, is_open, errc::access_token_hash_missing, errc::access_token_hash_malformed,
         errc::access_token_hash_mismatch},
        {registered::c_hash, context.code, is_open, errc::code_hash_missing, errc::code_hash_malformed, errc::code_hash_mismatch},
        {registered::s_hash, context.state, context.requires_state_hash, errc::state_hash_missing, errc::state_hash_malformed,
         errc::state_hash_mismatch}};
    for (const hash_claim& hash : hashes)
      if (auto checked = check_hash(claims[hash.claim], checks, hash, digest_of_signature); !checked) return checked;
    return {};
  }

  static result<void> check_hash(const detail::claim_value& given, const detail::claim_checks& checks, const hash_claim& hash,
                                 digest_algorithm digest_of_signature) {
    if (hash.of == nullptr || hash.of->is_empty()) return {};
    if (!given.is_there()) return hash.is_required ? result<void>(checks.refuse(hash.missing)) : result<void>();
    if (!given.is_text()) return checks.refuse(hash.malformed);
    auto expected = token_hash(digest_of_signature, hash.of->reveal());
    if (!expected) return checks.refuse(expected.error().code, expected.error().detail);
    if (!secret(std::move(*expected)).matches(given.text)) return checks.refuse(hash.mismatch);
    return {};
  }

  static result<void> check_refreshed(const id_token& token, const original_id_token& original) {
    const auto refuse = [](errc cause) { return error{cause, step::id_token, "another than in the sign-in"}; };
    if (token.issuer() != original.issuer) return refuse(errc::issuer_mismatch);
    if (token.subject() != original.subject) return refuse(errc::subject_mismatch);
    // RFC 7519 4.1.3: the order of audiences means nothing.
    if (!std::ranges::is_permutation(token.audience(), original.audience)) return refuse(errc::audience_mismatch);
    if (token.issued_at() < original.issued_at) return refuse(errc::issued_too_long_ago);
    const bool has_other_time =
        token.authenticated_at() && original.authenticated_at && token.authenticated_at() != original.authenticated_at;
    if (has_other_time) return refuse(errc::auth_time_mismatch);
    if (token.nonce() && token.nonce() != original.nonce) return refuse(errc::nonce_mismatch);
    if (token.authorized_party() != original.authorized_party) return refuse(errc::authorized_party_mismatch);
    return {};
  }

  detail::token_checker checker_;
  std::vector<std::string> trusted_audiences_;
  std::int64_t issued_within_;
};

/// Whether the two ID tokens of a hybrid sign-in, of the browser and of the token endpoint, are about one person.
///
/// Errors: `issuer_mismatch`; `subject_mismatch`.
/// Specification: OpenID Connect Core 3.3.3.6.
[[nodiscard]] inline result<void> check_same_person(const id_token& of_browser, const id_token& of_token_endpoint) {
  const auto refuse = [](errc cause) { return error{cause, step::id_token, "another than in the authorization response"}; };
  if (of_browser.issuer() != of_token_endpoint.issuer()) return refuse(errc::issuer_mismatch);
  if (of_browser.subject() != of_token_endpoint.subject()) return refuse(errc::subject_mismatch);
  return {};
}

}  // namespace rowclaim::inline v0_1
