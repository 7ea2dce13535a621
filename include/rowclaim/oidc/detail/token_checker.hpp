// SPDX-License-Identifier: BSL-1.0
// The way that all kinds of token go: signature, type, claims, and then the checks of the kind.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/token_decryption.hpp>
#include <rowclaim/oidc/token_view.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// A token whose signature, type and JSON are sound, and whose claims nobody has judged.
struct read_token {
  const registered_claims& claims;
  const verified_jws_view& jws;
  std::string_view signed_text;  ///< the token itself, or what was inside an encrypted one
};

/// What the options of all verifiers have in common.
struct token_rules {
  std::string issuer;
  std::string audience;
  algorithm_set algorithms;
  std::int64_t leeway;
  token_limits token;
  json_limits claims;
  std::optional<token_decryption> decryption = {};  ///< none: tokens are signed only
};

/// Takes them out of the options of one verifier, of which some know no encryption.
template <class Options>
token_rules take_rules(Options& options) {
  token_rules rules{.issuer = std::move(options.issuer).text(),
                    .audience = std::move(options.audience).text(),
                    .algorithms = options.algorithms,
                    .leeway = options.leeway,
                    .token = options.token,
                    .claims = options.claims};
  if constexpr (requires { options.decryption; }) rules.decryption = std::move(options.decryption);
  return rules;
}

class token_checker {
 public:
  token_checker(token_rules rules, token_keys keys, rowclaim::clock clock, step where)
      : rules_(std::move(rules)), keys_(std::move(keys)), clock_(clock), where_(where), identity_(verifier_identity::make()) {}

  const std::string& issuer() const noexcept { return rules_.issuer; }
  const std::string& audience() const noexcept { return rules_.audience; }
  verifier_identity identity() const noexcept { return identity_; }
  /// What counts as leeway whatever the options say.
  std::int64_t leeway() const noexcept { return std::clamp<std::int64_t>(rules_.leeway, 0, 300); }

  /// Everything up to the claims' meaning. `takes_type` says whether a token of that `typ`, or of none, is of the right kind.
  template <class TakesType>
  result<read_token> read(std::string_view token, token_memory& memory, TakesType takes_type) const {
    // Without an issuer and an audience everybody's token would do (RFC 8725 3.8 and 3.9).
    if (rules_.issuer.empty()) return error{errc::client_misconfigured, where_, "issuer"};
    if (rules_.audience.empty()) return error{errc::client_misconfigured, where_, "audience"};
    const auto opened = open_token_for_us(token, rules_.decryption, rules_.token, memory.opened_, where_);
    if (!opened) return opened.error();
    const auto verified = keys_.verify(*opened, rules_.algorithms, memory.jws_, rules_.token);
    if (!verified) return verified.error();
    // RFC 8725 3.11: a token that says it is of another kind is of another kind.
    if (!takes_type((*verified)->header.type)) return error{errc::token_type_mismatch, where_, "typ"};
    if (auto read = read_registered((*verified)->payload, memory.claims_, rules_.claims, where_); !read) return read.error();
    return read_token{memory.claims_, **verified, *opened};
  }

  claim_checks checks(const registered_claims& claims) const { return {claims, clock_.now(), rules_.leeway, where_}; }

 private:
  token_rules rules_;
  token_keys keys_;
  rowclaim::clock clock_;
  step where_;
  verifier_identity identity_;
};

/// The types that a token of no particular kind may have.
inline bool is_plain_type(const std::optional<std::string_view>& type) noexcept {
  return !type || is_application_type(*type, "JWT");
}

}  // namespace rowclaim::inline v0_1::detail
