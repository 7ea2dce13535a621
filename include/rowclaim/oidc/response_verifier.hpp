// SPDX-License-Identifier: BSL-1.0
// Authorization responses that the provider signed: JARM's response modes `query.jwt`, `fragment.jwt` and `form_post.jwt`.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>
#include <rowclaim/oidc/detail/response_parameters.hpp>
#include <rowclaim/oidc/detail/token_checker.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/required_text.hpp>
#include <rowclaim/oidc/token_decryption.hpp>
#include <rowclaim/oidc/token_view.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

class response_verifier;

namespace detail {

struct response_access;

/// Larger than those of other tokens: codes and tokens stand in a response.
inline constexpr json_limits response_claims_limits{.bytes = 64u << 10, .members = 256, .string_bytes = 32u << 10};

}  // namespace detail

/// The parameters of a signed response: of this provider, for this client, and as unbelieved as any until they fit a sign-in. Only
/// `response_verifier` makes one, and `read_authorization_response` reads it.
class signed_response {
 private:
  friend class response_verifier;
  friend struct detail::response_access;

  explicit signed_response(detail::response_parameters parameters) : parameters_(std::move(parameters)) {}

  detail::response_parameters parameters_;
};

/// What a signed response must be. Times in seconds.
struct response_verifier_options {
  required_text issuer;
  required_text audience;                           ///< the client_id
  algorithm_set algorithms = {algorithm::rs256};    ///< what the client registered as `authorization_signed_response_alg`
  std::int64_t leeway = 60;                         ///< between the clocks; more than 300 counts as 300, less than 0 as 0
  std::optional<token_decryption> decryption = {};  ///< if the client registered that its responses are encrypted
  token_limits token = {.token_bytes = 64u << 10};
  json_limits claims = detail::response_claims_limits;
};

/// May be used by several threads at once. A key source must outlive it.
class response_verifier {
 public:
  using token_type = signed_response;

  response_verifier(response_verifier_options options, token_keys keys, rowclaim::clock clock = {})
      : checker_(detail::take_rules(options), std::move(keys), clock, step::callback), limits_(options.claims) {}

  /// Validates what came as `response`.
  ///
  /// Errors: `client_misconfigured` without an issuer or an audience; those of `verify_jws`, of `open_nested` and of the key source;
  ///   `json_*`; `encryption_missing`; `token_type_mismatch`; `issuer_*`, `audience_*`, `expiry_*`, `expired`; `parameter_malformed`.
  /// Specification: JWT Secured Authorization Response Mode (JARM) sections 2.1 and 2.4; RFC 8725 sections 3.8 to 3.12.
  [[nodiscard]] result<signed_response> verify(std::string_view token) const {
    token_memory memory;
    const auto read = checker_.read(token, memory, detail::is_plain_type);
    if (!read) return read.error();
    const detail::registered_claims& claims = read->claims;
    const detail::claim_checks checks = checker_.checks(claims);
    if (auto checked = checks.issuer_is(checker_.issuer()); !checked) return checked.error();
    if (auto checked = checks.audience_has(checker_.audience()); !checked) return checked.error();
    // RFC 8725 3.12: an ID token, an access token, a logout token or an assertion is about somebody, and no response.
    constexpr std::array others{registered::sub,    registered::azp,       registered::nonce,
                                registered::events, registered::at_hash,   registered::c_hash,
                                registered::s_hash, registered::auth_time, registered::client_id};
    if (auto checked = checks.has_none_of(others); !checked) return checked.error();
    // JARM 2.4 (5): required, so that a response which somebody kept does not count.
    if (auto checked = checks.is_not_expired(); !checked) return checked.error();
    if (auto checked = checks.was_issued_if_said(); !checked) return checked.error();
    if (auto checked = checks.is_valid_already(); !checked) return checked.error();
    const auto document = parse_strict_json_object(read->jws.payload, limits_);
    if (!document) return detail::in_step(document.error(), step::callback);
    auto parameters = detail::read_response_parameters(*document);
    if (!parameters) return parameters.error();
    return signed_response(std::move(*parameters));
  }

  /// For a cache, to tell what this verifier accepted from what others did.
  verifier_identity identity() const noexcept { return checker_.identity(); }

 private:
  using registered = detail::registered;

  detail::token_checker checker_;
  json_limits limits_;
};

namespace detail {

struct response_access {
  static response_parameters parameters_of(signed_response response) { return std::move(response.parameters_); }
};

}  // namespace detail

}  // namespace rowclaim::inline v0_1
