// SPDX-License-Identifier: BSL-1.0
// The whole sign-in by authorization code: a browser goes to the provider, comes back, and a person is known.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/authorization_response.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/client_authentication.hpp>
#include <rowclaim/oidc/id_token.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/metadata.hpp>
#include <rowclaim/oidc/token_endpoint.hpp>
#include <rowclaim/oidc/userinfo.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What the application registered at the provider, and how strict it is. Times in seconds.
struct relying_party_options {
  std::string client_id;
  secret client_secret = {};
  std::string redirect_uri;
  std::vector<std::string> scopes = {"openid"};
  client_authentication authentication = client_authentication::client_secret_basic;
  algorithm_set id_token_algorithms = {algorithm::rs256};
  std::vector<std::string> trusted_audiences = {};
  std::int64_t leeway = 60;
  std::int64_t sign_in_expires_after = 600;
  bool asks_for_userinfo = true;  ///< if the provider has an endpoint for it
  key_source_options keys = {};
};

/// A person who signed in.
struct signed_in {
  rowclaim::id_token id_token;
  secret access_token;
  secret refresh_token;                             ///< empty if the provider gave none
  std::optional<std::int64_t> access_token_expires_in;
  std::string scope;
  std::optional<rowclaim::userinfo> userinfo;
  verified_claims united_claims;

  /// The claims of the ID token and of userinfo as one object, for a policy. Where both have a claim the ID token's counts, and `iss`
  /// and `sub` are always the ID token's.
  const verified_claims& claims() const noexcept { return united_claims; }
};

// internal: our own type keeps its own promise
static_assert(ProvesClaims<signed_in>);

namespace detail {

/// Errors: none in practice, since both texts were read before; those of `parse_strict_json_object` otherwise.
[[nodiscard]] inline result<verified_claims> unite(const verified_claims& of_token, const verified_claims& of_userinfo) {
  auto united = parse_strict_json_object(of_userinfo.json());
  if (!united) return in_step(united.error(), step::userinfo);
  auto stronger = parse_strict_json_object(of_token.json());
  if (!stronger) return in_step(stronger.error(), step::id_token);
  for (auto& [name, value] : *stronger) (*united)[name] = std::move(value);
  return verified_claims::assume_verified(boost::json::serialize(*united));
}

}  // namespace detail

/// A client of one provider. May be used by several threads at once. The transport must outlive it.
class relying_party {
 public:
  relying_party(provider_metadata provider, relying_party_options options, transport_ref transport, rowclaim::clock clock = {})
      : provider_(std::move(provider)),
        options_(std::move(options)),
        transport_(transport),
        clock_(clock),
        channel_(transport, provider_.issuer,
                 {.client_id = options_.client_id, .client_secret = options_.client_secret, .method = options_.authentication},
                 clock),
        keys_(transport, provider_.jwks_uri, clock, options_.keys),
        id_tokens_({.issuer = provider_.issuer,
                    .audience = options_.client_id,
                    .algorithms = options_.id_token_algorithms,
                    .trusted_audiences = options_.trusted_audiences,
                    .leeway = options_.leeway},
                   keys_, clock) {}

  relying_party(const relying_party&) = delete;
  relying_party& operator=(const relying_party&) = delete;

  const provider_metadata& provider() const noexcept { return provider_; }

  /// Whether this client and this provider can work together at all.
  /// Errors: `client_misconfigured` and `metadata_unsupported`, saying what about.
  [[nodiscard]] result<void> check() const {
    const auto misconfigured = [](std::string_view what) {
      return error{errc::client_misconfigured, step::authorization_request, what};
    };
    const auto unsupported = [](std::string_view what) { return error{errc::metadata_unsupported, step::discovery, what}; };
    if (provider_.issuer.empty()) return misconfigured("issuer");
    if (options_.client_id.empty()) return misconfigured("client_id");
    if (options_.authentication != client_authentication::none && options_.client_secret.is_empty())
      return misconfigured("client_secret");
    // RFC 9700 2.6: a response may travel over plain http inside this machine only (RFC 8252 7.3).
    if (!read_url(options_.redirect_uri, {.allow_plain_http_on_loopback = true})) return misconfigured("redirect_uri");
    if (!read_url(provider_.authorization_endpoint, transport_.urls())) return misconfigured("authorization_endpoint");
    if ((options_.id_token_algorithms & asymmetric_algorithms) != options_.id_token_algorithms ||
        options_.id_token_algorithms.is_empty())
      return misconfigured("id_token_algorithms");
    if (!provider_.supports_response_type("code")) return unsupported("response_types_supported");
    if (options_.authentication != client_authentication::none &&
        !provider_.supports_token_endpoint_auth_method(name(options_.authentication)))
      return unsupported("token_endpoint_auth_methods_supported");
    return {};
  }

  /// Makes the URL to send a browser to, and what to keep for its return. Errors: those of `check` and `make_authorization_request`.
  [[nodiscard]] result<started_sign_in> begin_sign_in(sign_in_request wanted = {}) const {
    if (auto checked = check(); !checked) return checked.error();
    return make_authorization_request({.authorization_endpoint = provider_.authorization_endpoint,
                                       .issuer = provider_.issuer,
                                       .client_id = options_.client_id,
                                       .redirect_uri = options_.redirect_uri,
                                       .scopes = options_.scopes},
                                      std::move(wanted), clock_.now());
  }

  /// Takes a response, given as the URL that the browser came to or in one of the other ways of `authorization_response`, for the
  /// sign-in that it answers, which is used up by it.
  ///
  /// Errors: `sign_in_expired`; `issuer_mismatch` if the sign-in was begun elsewhere; those of `read_authorization_response`, `redeem_code`,
  ///   `id_token_verifier::verify` and `fetch_userinfo`. After any of them nobody is signed in.
  /// Specification: OpenID Connect Core 3.1; RFC 9700 section 4.4.2.
  [[nodiscard]] result<signed_in> finish_sign_in(pending_sign_in pending, const authorization_response& response) {
    // RFC 9700 4.4.2: what was begun with one provider is not finished with another.
    if (pending.issuer != provider_.issuer)
      return error{errc::issuer_mismatch, step::callback, "the sign-in was begun with another"};
    const seconds_since_epoch now = clock_.now();
    if (pending.started_at > now + std::clamp<std::int64_t>(options_.leeway, 0, 300) ||
        pending.started_at <= now - options_.sign_in_expires_after)
      return error{errc::sign_in_expired, step::callback};
    const auto answer = read_authorization_response(response, pending, provider_);
    if (!answer) return answer.error();
    auto tokens = redeem_code(channel_, provider_.token_endpoint, answer->code, pending.code_verifier, pending.redirect_uri);
    if (!tokens) return tokens.error();
    auto token = id_tokens_.verify(tokens->id_token.reveal(), {.nonce = &pending.nonce,
                                                               .access_token = &tokens->access_token,
                                                               .max_age = pending.max_age,
                                                               .acr_values = &pending.acr_values});
    if (!token) return token.error();
    signed_in done{.id_token = std::move(*token),
                   .access_token = std::move(tokens->access_token),
                   .refresh_token = std::move(tokens->refresh_token),
                   .access_token_expires_in = tokens->expires_in,
                   .scope = std::move(tokens->scope),
                   .userinfo = std::nullopt,
                   .united_claims = verified_claims::assume_verified({})};
    if (auto added = add_userinfo(done); !added) return added.error();
    return done;
  }

  /// For ID tokens that come by other ways than this client's own sign-ins.
  const id_token_verifier& id_tokens() const noexcept { return id_tokens_; }

 private:
  result<void> add_userinfo(signed_in& done) const {
    done.united_claims = done.id_token.claims();
    if (!options_.asks_for_userinfo || provider_.userinfo_endpoint.empty()) return {};
    auto more = fetch_userinfo(transport_, provider_.userinfo_endpoint, done.access_token, done.id_token);
    if (!more) return more.error();
    auto united = detail::unite(done.id_token.claims(), more->claims());
    if (!united) return united.error();
    done.united_claims = std::move(*united);
    done.userinfo = std::move(*more);
    return {};
  }

  provider_metadata provider_;
  relying_party_options options_;
  transport_ref transport_;
  rowclaim::clock clock_;
  back_channel channel_;
  key_source keys_;
  id_token_verifier id_tokens_;
};

}  // namespace rowclaim::inline v0_1
