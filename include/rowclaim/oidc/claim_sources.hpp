// SPDX-License-Identifier: BSL-1.0
// Claims that a provider has from others, brought along (aggregated) or to be fetched (distributed), and whom to believe them.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>
#include <rowclaim/oidc/detail/token_checker.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/required_text.hpp>
#include <rowclaim/oidc/token_view.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Where some claims are: in a token that came along, or at an endpoint.
struct named_claim_source {
  std::string name;
  std::vector<std::string> claims;  ///< that it is said to have
  secret token = {};  ///< aggregated claims; empty if they are distributed
  std::string endpoint = {};
  secret access_token = {};  ///< for the endpoint, if the provider gave one
};

/// Reads `_claim_names` and `_claim_sources`. Claims whose source is missing are not an error: they are nowhere to be had.
///
/// Errors: `json_*`; `claim_source_malformed` with the member's name for members of another type, and for a source that is both.
/// Specification: OpenID Connect Core 5.6.2.
[[nodiscard]] inline result<std::vector<named_claim_source>> read_claim_sources(const verified_claims& claims,
                                                                                const json_limits& limits = claims_limits);

/// Somebody whose claims are believed.
struct claims_provider {
  required_text issuer;
  token_keys keys;
  std::vector<std::string> claims;  ///< what it is asked about: nothing else is taken from it
  algorithm_set algorithms = {algorithm::rs256};
  std::string endpoint = {};  ///< where distributed claims are fetched, byte for byte; empty: nowhere
  secret access_token = {};  ///< for the endpoint if the sign-in brought none
};

/// Times in seconds.
struct claim_source_options {
  required_text audience;  ///< the client_id: a token that names an audience must name this one
  /// Claims that are believed although nobody signed them. The provider of the sign-in brought them, and may have had them from
  /// anybody.
  std::vector<std::string> allow_unsigned_claims = {};
  std::int64_t leeway = 60;
  std::size_t fetches = 4;  ///< how many endpoints are asked for one person
  token_limits token = {};
  json_limits claims = claims_limits;
};

/// A source whose claims were left where they are.
struct refused_claim_source {
  std::string name;
  error why;
};

/// What became of the sources.
class gathered_claims {
 public:
  /// The claims of the sign-in, which always count more, with those of the sources that are believed. What was not had stays named
  /// in `_claim_names`, so that a policy sees a claim that is missing and not one that is absent.
  const verified_claims& claims() const noexcept { return claims_; }
  /// Claims that nobody signed, as a JSON object: to show to people, and not for deciding anything.
  const std::string& unsigned_json() const noexcept { return unsigned_json_; }
  const std::vector<refused_claim_source>& refused() const noexcept { return refused_; }

 private:
  friend class claim_gatherer;
  gathered_claims(verified_claims claims, std::string unsigned_json, std::vector<refused_claim_source> refused)
      : claims_(std::move(claims)), unsigned_json_(std::move(unsigned_json)), refused_(std::move(refused)) {}

  verified_claims claims_;
  std::string unsigned_json_;
  std::vector<refused_claim_source> refused_;
};

// internal: our own type keeps its own promise
static_assert(ProvesClaims<gathered_claims>);

/// Gathers claims of aggregated and distributed sources. May be used by several threads at once. Key sources and the transport must
/// outlive it.
class claim_gatherer {
 public:
  claim_gatherer(claim_source_options options, std::vector<claims_provider> providers, transport_ref transport,
                 rowclaim::clock clock = {});

  /// Gathers what the claims of a sign-in name. An endpoint is asked only if a provider above has that very endpoint: what a token
  /// says makes nobody send a request elsewhere. A source that fails is listed, and the others are gathered.
  ///
  /// Errors: those of `read_claim_sources`. Of single sources, in `refused()`: `claim_source_unknown` for an issuer or an endpoint
  ///   that is not above; `claim_source_malformed`; those of the transport; `status_unexpected`; `content_type_unexpected` for
  ///   anything but application/jwt and application/jose; those of `verify_jws`; `issuer_*`, `audience_*`, `expired` and the like;
  ///   `token_type_mismatch`; `claims_not_signed`.
  /// Specification: OpenID Connect Core 5.6.2; RFC 8725 sections 3.8 to 3.12.
  [[nodiscard]] result<gathered_claims> gather(const verified_claims& signed_in) const;

 private:
  struct known_provider {
    claims_provider provider;
    detail::token_checker checker;
  };
  /// What a source said, and what of it is believed.
  struct said_claims {
    boost::json::object claims;
    const claims_provider* by = nullptr;  // nobody: it was not signed
  };

  result<said_claims> ask(const named_claim_source& source, std::size_t& fetches) const;
  result<secret> fetch(const named_claim_source& source, const claims_provider& provider) const;
  result<said_claims> read(std::string_view token, const known_provider* provider) const;
  bool is_believed(const said_claims& said, std::string_view claim) const;

  std::vector<std::string> unsigned_claims_;
  std::size_t fetches_;
  token_limits token_limits_;
  json_limits claims_limits_;
  std::string audience_;
  std::vector<known_provider> providers_;
  transport_ref transport_;
};

namespace detail {

inline error source_refusal(errc cause, std::string_view what = {}) { return {cause, step::claim_source, what}; }

inline bool has_text(const std::vector<std::string>& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

/// Claims that say what a token is. None of them is ever taken from somebody else's: a `sub` there is not the person's here.
inline bool is_about_the_token(std::string_view claim) {
  return std::ranges::find(registered_names, claim) != registered_names.end() || claim.starts_with("_claim_");
}

/// The payload of a token with `alg` none and no signature; nothing for any other token.
inline result<std::optional<std::string>> unsigned_payload(std::string_view token, const token_limits& limits) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (token.size() > limits.token_bytes || second == std::string_view::npos) return source_refusal(errc::token_malformed);
  const auto header = decode_base64url(token.substr(0, first));
  if (!header) return source_refusal(header.error().code, "header");
  const auto read = parse_strict_json_object(*header, {.bytes = limits.header_bytes, .depth = limits.header_depth});
  if (!read) return in_step(read.error(), step::claim_source);
  const boost::json::value* algorithm = read->if_contains("alg");
  if (algorithm == nullptr || !algorithm->is_string() || algorithm->get_string() != "none") return std::optional<std::string>();
  if (second + 1 != token.size()) return source_refusal(errc::token_malformed, "a signature by none");
  auto payload = decode_base64url(token.substr(first + 1, second - first - 1));
  if (!payload) return source_refusal(payload.error().code, "payload");
  return std::optional<std::string>(std::move(*payload));
}

/// What a token calls its issuer, to choose the keys that prove it.
inline std::string said_issuer(std::string_view token) {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return {};
  token.remove_prefix(first + 1);
  const auto payload = decode_base64url(token.substr(0, token.find('.')));
  if (!payload) return {};
  const auto claims = parse_strict_json_object(*payload, claims_limits);
  if (!claims) return {};
  const boost::json::value* issuer = claims->if_contains("iss");
  return issuer != nullptr && issuer->is_string() ? std::string(issuer->get_string()) : std::string();
}

}  // namespace detail

inline result<std::vector<named_claim_source>> read_claim_sources(const verified_claims& claims, const json_limits& limits) {
  const auto malformed = [](std::string_view what) { return detail::source_refusal(errc::claim_source_malformed, what); };
  const auto document = parse_strict_json_object(claims.json(), limits);
  if (!document) return detail::in_step(document.error(), step::claim_source);
  std::vector<named_claim_source> found;
  const boost::json::value* names = document->if_contains("_claim_names");
  const boost::json::value* sources = document->if_contains("_claim_sources");
  if (names != nullptr && !names->is_object()) return malformed("_claim_names");
  if (sources != nullptr && !sources->is_object()) return malformed("_claim_sources");
  if (names == nullptr || sources == nullptr) return found;
  for (const auto& [claim, source] : names->get_object()) {
    if (!source.is_string()) return malformed("_claim_names");
    const boost::json::value* place = sources->get_object().if_contains(source.get_string());
    if (place == nullptr) continue;
    if (!place->is_object()) return malformed("_claim_sources");
    const std::string_view name(source.get_string());
    if (const auto known = std::ranges::find(found, name, &named_claim_source::name); known != found.end()) {
      known->claims.emplace_back(claim);
      continue;
    }
    named_claim_source one{.name = std::string(name), .claims = {std::string(claim)}};
    const auto text = [&](std::string_view member) {
      return detail::text_member(place->get_object(), member, errc::claim_source_malformed, step::claim_source);
    };
    auto token = text("JWT");
    if (!token) return token.error();
    auto endpoint = text("endpoint");
    if (!endpoint) return endpoint.error();
    auto access_token = text("access_token");
    if (!access_token) return access_token.error();
    if (*token && *endpoint) return malformed("JWT and endpoint");
    if (!*token && !*endpoint) continue;
    one.token = secret(token->value_or(""));
    one.endpoint = endpoint->value_or("");
    one.access_token = secret(access_token->value_or(""));
    found.push_back(std::move(one));
  }
  return found;
}

inline claim_gatherer::claim_gatherer(claim_source_options options, std::vector<claims_provider> providers, transport_ref transport,
                                      rowclaim::clock clock)
    : unsigned_claims_(std::move(options.allow_unsigned_claims)),
      fetches_(options.fetches),
      token_limits_(options.token),
      claims_limits_(options.claims),
      audience_(std::move(options.audience).text()),
      transport_(transport) {
  for (claims_provider& provider : providers) {
    detail::token_rules rules{.issuer = provider.issuer.text(),
                              .audience = audience_,
                              .algorithms = provider.algorithms,
                              .leeway = options.leeway,
                              .token = options.token,
                              .claims = options.claims};
    detail::token_checker checker(std::move(rules), provider.keys, clock, step::claim_source);
    providers_.push_back({std::move(provider), std::move(checker)});
  }
}

inline result<gathered_claims> claim_gatherer::gather(const verified_claims& signed_in) const {
  const auto sources = read_claim_sources(signed_in, claims_limits_);
  if (!sources) return sources.error();
  auto united = parse_strict_json_object(signed_in.json(), claims_limits_);
  if (!united) return detail::in_step(united.error(), step::claim_source);
  boost::json::object for_display;
  std::vector<refused_claim_source> refused;
  std::size_t fetches = 0;
  for (const named_claim_source& source : *sources) {
    auto said = ask(source, fetches);
    if (!said) {
      refused.push_back({source.name, said.error()});
      continue;
    }
    bool is_any_believed = false;
    for (const std::string& claim : source.claims) {
      const boost::json::value* value = said->claims.if_contains(claim);
      if (value == nullptr || detail::is_about_the_token(claim)) continue;
      if (said->by == nullptr) for_display[claim] = *value;
      // What the sign-in itself says is not for others to say again.
      if (!is_believed(*said, claim) || united->contains(claim)) continue;
      (*united)[claim] = *value;
      is_any_believed = true;
      if (boost::json::value* names = united->if_contains("_claim_names")) names->get_object().erase(claim);
    }
    if (!is_any_believed && said->by == nullptr) refused.push_back({source.name, detail::source_refusal(errc::claims_not_signed)});
  }
  // Nothing more is fetched, and the sources have access tokens in them.
  united->erase("_claim_sources");
  if (const boost::json::value* names = united->if_contains("_claim_names"); names != nullptr && names->get_object().empty())
    united->erase("_claim_names");
  return gathered_claims(verified_claims::assume_verified(boost::json::serialize(*united)), boost::json::serialize(for_display),
                         std::move(refused));
}

inline result<claim_gatherer::said_claims> claim_gatherer::ask(const named_claim_source& source, std::size_t& fetches) const {
  if (source.endpoint.empty()) {
    const std::string issuer = detail::said_issuer(source.token.reveal());
    const auto known = std::ranges::find_if(providers_, [&](const known_provider& one) { return one.checker.issuer() == issuer; });
    return read(source.token.reveal(), known == providers_.end() ? nullptr : &*known);
  }
  const auto known =
      std::ranges::find_if(providers_, [&](const known_provider& one) { return one.provider.endpoint == source.endpoint; });
  if (known == providers_.end()) return detail::source_refusal(errc::claim_source_unknown, "endpoint");
  if (fetches++ >= fetches_) return detail::source_refusal(errc::claim_source_unknown, "more endpoints than are asked");
  const auto token = fetch(source, known->provider);
  if (!token) return token.error();
  return read(token->reveal(), &*known);
}

inline result<secret> claim_gatherer::fetch(const named_claim_source& source, const claims_provider& provider) const {
  http_request request{.method = "GET", .url = provider.endpoint, .headers = {{"Accept", "application/jwt"}}};
  const secret& access_token = source.access_token.is_empty() ? provider.access_token : source.access_token;
  if (!detail::is_one_line(access_token.reveal())) return detail::source_refusal(errc::claim_source_malformed, "access_token");
  if (!access_token.is_empty()) request.headers.push_back({"Authorization", std::string("Bearer ").append(access_token.reveal())});
  auto response = detail::send_in_step(transport_, request, step::claim_source);
  if (!response) return response.error();
  if (response->status != 200) return detail::source_refusal(errc::status_unexpected);
  // RFC 7519 10.3.1; RFC 7515 9.2.1 calls the same text by the name of its signature.
  const std::string type = response->media_type();
  if (type != "application/jwt" && type != "application/jose") return detail::source_refusal(errc::content_type_unexpected);
  return secret(std::move(response->body));
}

inline result<claim_gatherer::said_claims> claim_gatherer::read(std::string_view token, const known_provider* provider) const {
  const auto payload = detail::unsigned_payload(token, token_limits_);
  if (!payload) return payload.error();
  if (*payload) {
    auto claims = parse_strict_json_object(**payload, claims_limits_);
    if (!claims) return detail::in_step(claims.error(), step::claim_source);
    return said_claims{.claims = std::move(*claims)};
  }
  if (provider == nullptr) return detail::source_refusal(errc::claim_source_unknown, "issuer");
  token_memory memory;
  const auto verified = provider->checker.read(token, memory, detail::is_plain_type);
  if (!verified) return verified.error();
  const detail::claim_checks checks = provider->checker.checks(verified->claims);
  using detail::registered;
  if (auto checked = checks.issuer_is(provider->checker.issuer()); !checked) return checked.error();
  // RFC 8725 3.12: what only an ID token or a logout token has.
  constexpr std::array others{registered::events, registered::nonce, registered::at_hash, registered::c_hash,
                              registered::auth_time};
  if (auto checked = checks.has_none_of(others); !checked) return checked.error();
  if (verified->claims[registered::aud].is_there())
    if (auto checked = checks.audience_has(audience_); !checked) return checked.error();
  if (auto checked = checks.is_not_expired_if_said(); !checked) return checked.error();
  if (auto checked = checks.was_issued_if_said(); !checked) return checked.error();
  if (auto checked = checks.is_valid_already(); !checked) return checked.error();
  auto claims = parse_strict_json_object(verified->jws.payload, claims_limits_);
  if (!claims) return detail::in_step(claims.error(), step::claim_source);
  return said_claims{std::move(*claims), &provider->provider};
}

inline bool claim_gatherer::is_believed(const said_claims& said, std::string_view claim) const {
  return detail::has_text(said.by != nullptr ? said.by->claims : unsigned_claims_, claim);
}

}  // namespace rowclaim::inline v0_1
