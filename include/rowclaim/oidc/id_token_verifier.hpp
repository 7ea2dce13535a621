// SPDX-License-Identifier: BSL-1.0
// Validating ID tokens, clause by clause of OpenID Connect Core 3.1.3.7.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/id_token.hpp>
#include <rowclaim/oidc/key_source.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What an ID token must be. Times in seconds.
struct id_token_options {
  std::string issuer;
  std::string audience;                                ///< the client_id
  algorithm_set algorithms = {algorithm::rs256};       ///< what the client registered; RS256 is what it gets without
  std::vector<std::string> trusted_audiences = {};     ///< further audiences that a token may name beside this client
  std::int64_t leeway = 60;                            ///< between the clocks; more than 300 counts as 300, less than 0 as 0
  std::int64_t issued_within = 86'400;                 ///< how long ago a token may have been issued
  token_limits token = {};
  json_limits claims = claims_limits;
};

/// What the sign-in that a token answers adds to that. A bearer's token has no such sign-in.
struct id_token_context {
  const secret* nonce = nullptr;
  const secret* access_token = nullptr;
  std::optional<std::int64_t> max_age = {};
  const std::vector<std::string>* acr_values = nullptr;
};

/// May be used by several threads at once. The key source must outlive it.
class id_token_verifier {
 public:
  id_token_verifier(id_token_options options, key_source& keys, rowclaim::clock clock = {})
      : options_(std::move(options)), leeway_(std::clamp<std::int64_t>(options_.leeway, 0, 300)), keys_(&keys), clock_(clock) {}

  /// Validates a token that somebody brought.
  ///
  /// Errors: `client_misconfigured` without an issuer or an audience; those of `verify_jws` and of the key source; `json_*`;
  ///   `token_type_mismatch`; and for each check below the one that is named for it, in step `id_token`.
  /// Specification: OpenID Connect Core sections 2 and 3.1.3.7; RFC 8725 sections 3.8 to 3.12.
  [[nodiscard]] result<id_token> verify(std::string_view token) const { return verify(token, {}); }

  /// Validates the token that answers a sign-in of ours.
  [[nodiscard]] result<id_token> verify(std::string_view token, const id_token_context& context) const {
    // Without an issuer and an audience everybody's token would do (RFC 8725 3.8 and 3.9).
    if (options_.issuer.empty()) return refuse(errc::client_misconfigured, "issuer");
    if (options_.audience.empty()) return refuse(errc::client_misconfigured, "audience");
    auto verified = verify_signature(token);
    if (!verified) return verified.error();
    if (auto kind = check_kind(verified->header); !kind) return kind.error();
    auto claims = parse_strict_json_object(verified->payload, options_.claims);
    if (!claims)
      return claims.error().code == errc::json_wrong_type ? refuse(errc::claims_not_an_object)
                                                          : detail::in_step(claims.error(), step::id_token);
    id_token made(verified_claims::assume_verified(std::move(verified->payload)), secret(std::string(token)));
    const auto now = static_cast<double>(clock_.now());
    if (auto checked = check_issuer(*claims, made); !checked) return checked.error();
    if (auto checked = check_audience(*claims, made); !checked) return checked.error();
    if (auto checked = check_times(*claims, made, now); !checked) return checked.error();
    if (auto checked = check_nonce(*claims, context); !checked) return checked.error();
    if (auto checked = check_authentication(*claims, context, made, now); !checked) return checked.error();
    if (auto checked = check_access_token(*claims, context, verified->digest); !checked) return checked.error();
    return made;
  }

 private:
  static error refuse(errc cause, std::string_view what = {}) { return {cause, step::id_token, what}; }

  static const boost::json::value* find(const boost::json::object& claims, std::string_view name) {
    return claims.if_contains({name.data(), name.size()});
  }

  /// 3.1.3.7 (5) and (6): a signature by the issuer's key with an algorithm of ours, for every token from wherever it comes.
  result<verified_jws> verify_signature(std::string_view token) const {
    // What needs no key is refused before anybody fetches one.
    const auto header = read_jws_header(token, options_.token);
    if (!header) return header.error();
    if (!options_.algorithms.contains(header->algorithm)) return error{errc::algorithm_not_allowed, step::signature, "alg"};
    const auto keys = keys_->current();
    if (!keys) return keys.error();
    auto verified = verify_jws(token, keys->keys, options_.algorithms, options_.token);
    if (verified || verified.error().code != errc::key_not_found) return verified;
    // 10.1.1: an unknown key may be a new one.
    const auto newer = keys_->newer_than(keys->version);
    if (!newer) return newer.error();
    return verify_jws(token, newer->keys, options_.algorithms, options_.token);
  }

  /// RFC 8725 3.11 and 3.12: a token that says it is of another kind is not an ID token.
  static result<void> check_kind(const jws_header& header) {
    if (!header.type) return {};
    std::string_view type = *header.type;
    constexpr std::string_view prefix = "application/";
    if (type.size() > prefix.size() && detail::equals_ignoring_case(type.substr(0, prefix.size()), prefix))
      type.remove_prefix(prefix.size());
    if (!detail::equals_ignoring_case(type, "JWT")) return refuse(errc::token_type_mismatch, "typ");
    return {};
  }

  result<void> check_issuer(const boost::json::object& claims, id_token& made) const {
    // 3.1.3.7 (2): exactly the issuer that was discovered.
    const boost::json::value* issuer = find(claims, "iss");
    if (issuer == nullptr) return refuse(errc::issuer_missing);
    if (!issuer->is_string()) return refuse(errc::issuer_mismatch, "not a string");
    made.issuer_ = std::string(issuer->get_string());
    if (made.issuer_ != options_.issuer)
      return refuse(errc::issuer_mismatch, detail::issuer_difference(options_.issuer, made.issuer_));
    // 2: the subject belongs to the issuer.
    auto subject = detail::subject_claim(claims, step::id_token);
    if (!subject) return subject.error();
    made.subject_ = std::move(*subject);
    // Back-Channel Logout 2.4: a logout token looks like an ID token but for its events.
    if (find(claims, "events") != nullptr) return refuse(errc::token_type_mismatch, "events");
    return {};
  }

  result<void> check_audience(const boost::json::object& claims, id_token& made) const {
    // 3.1.3.7 (3): this client is among the audiences, and nobody who is not trusted.
    auto audience = detail::audience_claim(claims, step::id_token);
    if (!audience) return audience.error();
    if (std::ranges::find(*audience, options_.audience) == audience->end()) return refuse(errc::audience_mismatch);
    for (const std::string& other : *audience)
      if (other != options_.audience && std::ranges::find(options_.trusted_audiences, other) == options_.trusted_audiences.end())
        return refuse(errc::audience_untrusted);
    // 3.1.3.7 (4) and (5) of errata set 2: with several audiences the party that asked for the token is named, and is this client.
    const boost::json::value* party = find(claims, "azp");
    if (party == nullptr && audience->size() > 1) return refuse(errc::authorized_party_missing);
    if (party != nullptr && (!party->is_string() || party->get_string() != options_.audience))
      return refuse(errc::authorized_party_mismatch);
    made.audience_ = std::move(*audience);
    return {};
  }

  result<void> check_times(const boost::json::object& claims, id_token& made, double now) const {
    const auto leeway = static_cast<double>(leeway_);
    // 3.1.3.7 (9), and 2: not on or after its expiry.
    const auto expires = detail::time_claim(claims, "exp", errc::expiry_malformed, step::id_token);
    if (!expires) return expires.error();
    if (!*expires) return refuse(errc::expiry_missing);
    if (now >= **expires + leeway) return refuse(errc::expired);
    // 3.1.3.7 (10): issued at a time that makes sense.
    const auto issued = detail::time_claim(claims, "iat", errc::issued_at_malformed, step::id_token);
    if (!issued) return issued.error();
    if (!*issued) return refuse(errc::issued_at_missing);
    if (**issued > now + leeway) return refuse(errc::issued_in_the_future);
    if (**issued + static_cast<double>(options_.issued_within) + leeway < now) return refuse(errc::issued_too_long_ago);
    // RFC 7519 4.1.5
    const auto not_before = detail::time_claim(claims, "nbf", errc::not_before_malformed, step::id_token);
    if (!not_before) return not_before.error();
    if (*not_before && now + leeway < **not_before) return refuse(errc::not_yet_valid);
    made.expires_at_ = detail::whole_seconds(**expires);
    made.issued_at_ = detail::whole_seconds(**issued);
    return {};
  }

  static result<void> check_nonce(const boost::json::object& claims, const id_token_context& context) {
    // 3.1.3.7 (11): the nonce that was sent is there, and the same.
    if (context.nonce == nullptr) return {};
    const boost::json::value* nonce = find(claims, "nonce");
    if (nonce == nullptr || context.nonce->is_empty()) return refuse(errc::nonce_missing);
    if (!nonce->is_string()) return refuse(errc::nonce_mismatch, "not a string");
    const boost::json::string& text = nonce->get_string();
    if (!context.nonce->matches({text.data(), text.size()})) return refuse(errc::nonce_mismatch);
    return {};
  }

  result<void> check_authentication(const boost::json::object& claims, const id_token_context& context, id_token& made,
                                    double now) const {
    // 3.1.3.7 (12): a method of signing in that was asked for.
    if (context.acr_values != nullptr && !context.acr_values->empty()) {
      const boost::json::value* method = find(claims, "acr");
      const auto is_asked_for = [&](const std::string& value) { return method->get_string() == value; };
      if (method == nullptr || !method->is_string() || std::ranges::none_of(*context.acr_values, is_asked_for))
        return refuse(errc::context_class_mismatch);
    }
    // 3.1.3.7 (13), and 2: required with max_age, and recent enough then.
    const auto signed_in = detail::time_claim(claims, "auth_time", errc::auth_time_malformed, step::id_token);
    if (!signed_in) return signed_in.error();
    if (*signed_in) made.authenticated_at_ = detail::whole_seconds(**signed_in);
    if (!context.max_age) return {};
    const auto leeway = static_cast<double>(leeway_);
    if (!*signed_in) return refuse(errc::auth_time_missing);
    if (**signed_in > now + leeway) return refuse(errc::auth_time_malformed, "in the future");
    if (**signed_in + static_cast<double>(*context.max_age) + leeway < now) return refuse(errc::authentication_too_old);
    return {};
  }

  static result<void> check_access_token(const boost::json::object& claims, const id_token_context& context,
                                         digest_algorithm digest_of_signature) {
    // 3.1.3.6 and 3.1.3.8: optional in the code flow, and binding where it is given.
    const boost::json::value* given = find(claims, "at_hash");
    if (given == nullptr || context.access_token == nullptr) return {};
    if (!given->is_string()) return refuse(errc::access_token_hash_malformed);
    auto expected = token_hash(digest_of_signature, context.access_token->reveal());
    if (!expected) return detail::in_step(expected.error(), step::id_token);
    const boost::json::string& text = given->get_string();
    if (!secret(std::move(*expected)).matches({text.data(), text.size()})) return refuse(errc::access_token_hash_mismatch);
    return {};
  }

  id_token_options options_;
  std::int64_t leeway_;
  key_source* keys_;
  rowclaim::clock clock_;
};

}  // namespace rowclaim::inline v0_1
