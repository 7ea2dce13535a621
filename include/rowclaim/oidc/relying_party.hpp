// SPDX-License-Identifier: BSL-1.0
// The whole sign-in: a browser goes to the provider, comes back, and a person is known.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/jwk.hpp>
#include <rowclaim/jose/key_set.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/authorization_response.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/client_authentication.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/id_token.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/logout.hpp>
#include <rowclaim/oidc/metadata.hpp>
#include <rowclaim/oidc/provider_endpoint.hpp>
#include <rowclaim/oidc/pushed_request.hpp>
#include <rowclaim/oidc/refresh.hpp>
#include <rowclaim/oidc/relying_party_options.hpp>
#include <rowclaim/oidc/request_object.hpp>
#include <rowclaim/oidc/response_type.hpp>
#include <rowclaim/oidc/response_verifier.hpp>
#include <rowclaim/oidc/token_endpoint.hpp>
#include <rowclaim/oidc/userinfo.hpp>
#include <rowclaim/oidc/userinfo_endpoint.hpp>
#include <rowclaim/oidc/userinfo_verifier.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A person who signed in.
struct signed_in {
  rowclaim::id_token id_token;
  secret access_token = {};                                 ///< empty if the response type gives none
  secret refresh_token = {};                                ///< empty if the provider gave none
  access_token_type token_type = access_token_type::bearer;
  std::optional<std::int64_t> access_token_expires_in = {};
  std::string scope = {};
  std::string session_state = {};                           ///< for session management; empty if the provider gave none
  std::optional<rowclaim::userinfo> userinfo = {};
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

/// The tokens of a sign-in as a session keeps them.
[[nodiscard]] inline session_tokens make_session_tokens(const signed_in& person, seconds_since_epoch now) {
  return make_session_tokens(token_response{.access_token = person.access_token,
                                            .refresh_token = person.refresh_token,
                                            .expires_in = person.access_token_expires_in,
                                            .scope = person.scope,
                                            .token_type = person.token_type},
                             person.id_token, now);
}

/// A client of one provider. May be used by several threads at once. The transport must outlive it.
class relying_party {
 public:
  relying_party(provider_metadata provider, relying_party_options options, transport_ref transport, rowclaim::clock clock = {})
      : provider_(std::move(provider)),
        options_(std::move(options)),
        transport_(transport),
        clock_(clock),
        channel_(transport, provider_.issuer, options_.client, clock, options_.dpop ? &*options_.dpop : nullptr),
        keys_(transport, provider_.jwks_uri, clock, options_.keys),
        id_tokens_({.issuer = provider_.issuer,
                    .audience = options_.client.client_id,
                    .algorithms = options_.id_token_algorithms,
                    .trusted_audiences = options_.trusted_audiences,
                    .leeway = options_.leeway,
                    .decryption = options_.id_token_decryption},
                   keys_for(options_.id_token_algorithms), clock),
        responses_({.issuer = provider_.issuer,
                    .audience = options_.client.client_id,
                    .algorithms = options_.response_algorithms,
                    .leeway = options_.leeway,
                    .decryption = options_.response_decryption},
                   keys_for(options_.response_algorithms), clock),
        userinfo_(address(provider_endpoint::userinfo), userinfo_options(clock)) {}

  relying_party(const relying_party&) = delete;
  relying_party& operator=(const relying_party&) = delete;

  const provider_metadata& provider() const noexcept { return provider_; }
  const relying_party_options& options() const noexcept { return options_; }
  /// For what the client asks the provider beside sign-ins: introspection, revocation, tokens in its own name.
  const back_channel& channel() const noexcept { return channel_; }
  /// For ID tokens that come by other ways than this client's own sign-ins.
  const id_token_verifier& id_tokens() const noexcept { return id_tokens_; }
  /// For finding what waits for an encrypted response: `pending_sign_ins::take`.
  const response_verifier& responses() const noexcept { return responses_; }
  /// The provider's keys, for verifiers of its other tokens.
  key_source& keys() noexcept { return keys_; }

  /// Whether this client and this provider can work together at all.
  /// Errors: `client_misconfigured` and `metadata_unsupported`, saying what about; `url_malformed` and `url_not_https`, with the endpoint's
  ///   name; those of `check_client`.
  [[nodiscard]] result<void> check() const {
    if (auto checked = detail::check_options(options_); !checked) return checked;
    return detail::check_support(provider_, options_, transport_.urls());
  }

  /// Makes the URL to send a browser to, and what to keep for its return. Nothing is sent unless requests are pushed.
  ///
  /// Errors: those of `check`, `prepare_authorization_request`, `make_request_object` and `push_request`.
  /// Specification: OpenID Connect Core 3.1.2.1 and section 6; RFC 9101; RFC 9126.
  [[nodiscard]] result<started_sign_in> begin_sign_in(sign_in_request wanted = {}) const {
    if (auto checked = check(); !checked) return checked.error();
    if (!wanted.max_age) wanted.max_age = options_.default_max_age;
    auto prepared = prepare_authorization_request(
        {.authorization_endpoint = provider_.authorization_endpoint,
         .issuer = provider_.issuer,
         .client_id = options_.client.client_id,
         .redirect_uri = options_.redirect_uri,
         .scopes = options_.scopes,
         .response_type = options_.response_type,
         .response_mode = options_.response_mode,
         .dpop_jkt = options_.dpop ? std::string_view(options_.dpop->thumbprint()) : std::string_view(),
         .requires_auth_time = options_.requires_auth_time},
        std::move(wanted), clock_.now());
    if (!prepared) return prepared.error();
    return send_request(std::move(*prepared));
  }

  /// Takes a response, given as the URL that the browser came to or in one of the other ways of `authorization_response`, for the
  /// sign-in that it answers, which is used up by it.
  ///
  /// Errors: `sign_in_expired`; `issuer_mismatch` if the sign-in was begun elsewhere; those of `read_authorization_response`, `redeem_code`,
  ///   `id_token_verifier::verify` and `userinfo_endpoint::fetch`; `subject_mismatch` between two ID tokens, and for another
  ///   person than the one asked for. After any of them nobody is signed in.
  /// Specification: OpenID Connect Core 3.1, 3.2 and 3.3; RFC 9700 section 4.4.2.
  [[nodiscard]] result<signed_in> finish_sign_in(pending_sign_in pending, const authorization_response& response) {
    if (auto checked = check_pending(pending); !checked) return checked.error();
    auto answer = read_authorization_response(
        response, pending, provider_, {.verifier = &responses_, .allow_rewritten_callback = options_.allow_rewritten_callback});
    if (!answer) return answer.error();
    std::optional<signed_in> done;
    if (has_id_token(pending.response_type)) {
      id_token_context context = context_of(pending);
      if (has_token(pending.response_type)) context.access_token = &answer->access_token;
      if (has_code(pending.response_type)) context.code = &answer->code;
      context.state = &pending.state;
      context.came_by_browser = true;
      context.requires_state_hash = options_.requires_state_hash;
      auto token = verify_id_token(answer->id_token, context, pending);
      if (!token) return token.error();
      done = signed_in{.id_token = std::move(*token),
                       .access_token = std::move(answer->access_token),
                       .access_token_expires_in = answer->expires_in,
                       .scope = answer->scope.empty() ? detail::joined(pending.scopes) : std::move(answer->scope),
                       .united_claims = verified_claims::assume_verified({})};
    }
    if (has_code(pending.response_type)) {
      auto redeemed = redeem(pending, answer->code);
      if (!redeemed) return redeemed.error();
      if (done)
        if (auto checked = check_same_person(done->id_token, redeemed->id_token); !checked) return checked.error();
      done = std::move(*redeemed);
    }
    done->session_state = std::move(answer->session_state);
    if (auto added = add_userinfo(*done); !added) return added.error();
    return std::move(*done);
  }

  /// The tokens of a sign-in, kept fresh for as long as the session lasts. The relying party must outlive it.
  [[nodiscard]] token_session make_session(const signed_in& person) const {
    return make_session(make_session_tokens(person, clock_.now()));
  }
  /// The same for tokens that were stored.
  [[nodiscard]] token_session make_session(session_tokens stored) const {
    return token_session(channel_, id_tokens_, {.token_endpoint = address(provider_endpoint::token)}, std::move(stored));
  }

  /// Makes the URL that ends the session at the provider. End the application's own session first.
  /// Errors and specification: those of `make_logout_request`.
  [[nodiscard]] result<started_logout> begin_logout(logout_request wanted = {}) const {
    return make_logout_request(provider_, {options_.client.client_id, options_.post_logout_redirect_uris}, std::move(wanted),
                               transport_.urls());
  }

 private:
  /// The keys of what is signed by these: the provider's, or the secret that it shares with the client.
  token_keys keys_for(algorithm_set by) {
    if (by.is_empty() || (by & symmetric_algorithms) != by) return token_keys(keys_);
    auto key = hmac_key(options_.client.client_secret, by);
    // Without one no token is good; `check` says why.
    if (!key) return token_keys(key_set(std::vector<verification_key>()));
    return token_keys(std::move(*key));
  }

  userinfo_endpoint_options userinfo_options(rowclaim::clock clock) {
    userinfo_endpoint_options made{.place = options_.userinfo_token_place, .decryption = options_.userinfo_decryption};
    if (options_.userinfo_algorithms)
      made.verifier.emplace(rowclaim::userinfo_options{.issuer = provider_.issuer,
                                                       .audience = options_.client.client_id,
                                                       .algorithms = *options_.userinfo_algorithms,
                                                       .leeway = options_.leeway,
                                                       .allow_expiry = options_.allow_userinfo_expiry},
                            keys_for(*options_.userinfo_algorithms), clock);
    return made;
  }

  /// The address of an endpoint for this client: another one if it shows a certificate there.
  const std::string& address(provider_endpoint endpoint) const { return address_of(endpoint, provider_, options_.client); }

  result<started_sign_in> send_request(prepared_sign_in prepared) const {
    const std::string& browsers_go_to = provider_.authorization_endpoint;
    std::optional<request_object> object;
    if (options_.request_object) {
      auto made = make_request_object(prepared.parameters, options_.client.client_id, provider_.issuer,
                                      options_.request_object->object, clock_.now());
      if (!made) return made.error();
      object = std::move(*made);
    }
    if (options_.pushes_requests || provider_.require_pushed_authorization_requests)
      return push_request(channel_, {address(provider_endpoint::pushed_authorization_request), browsers_go_to}, std::move(prepared),
                          object);
    if (!object)
      return started_sign_in{.url = add_to_query(browsers_go_to, prepared.parameters), .pending = std::move(prepared.pending)};
    const std::string& prefix = options_.request_object->served_below;
    if (prefix.empty()) return send_by_value(std::move(prepared), browsers_go_to, std::move(*object));
    return send_by_reference(std::move(prepared), browsers_go_to, std::move(*object),
                             {.prefix = prefix, .urls = transport_.urls()});
  }

  result<void> check_pending(const pending_sign_in& pending) const {
    // RFC 9700 4.4.2: what was begun with one provider is not finished with another.
    if (pending.issuer != provider_.issuer)
      return error{errc::issuer_mismatch, step::callback, "the sign-in was begun with another"};
    if (has_expired(pending, clock_.now(), options_.sign_in_expires_after, options_.leeway))
      return error{errc::sign_in_expired, step::callback};
    return {};
  }

  /// What each ID token of a sign-in must fit, wherever it comes from.
  static id_token_context context_of(const pending_sign_in& pending) {
    return {.nonce = &pending.nonce,
            .max_age = pending.max_age,
            .acr_values = &pending.acr_values,
            .requires_auth_time = pending.requires_auth_time};
  }

  result<id_token> verify_id_token(const secret& token, const id_token_context& context, const pending_sign_in& pending) const {
    auto verified = id_tokens_.verify(token.reveal(), context);
    if (!verified) return verified;
    // OpenID Connect Core 3.1.2.2: whoever asked for one person gets no other.
    if (pending.subject && verified->subject() != *pending.subject)
      return error{errc::subject_mismatch, step::id_token, "another than was asked for"};
    return verified;
  }

  result<signed_in> redeem(const pending_sign_in& pending, const secret& code) const {
    const std::string scope = detail::joined(pending.scopes);
    auto tokens = redeem_code(channel_, address(provider_endpoint::token), code, pending.code_verifier, pending.redirect_uri,
                              {.requested_scope = scope});
    if (!tokens) return tokens.error();
    id_token_context context = context_of(pending);
    context.access_token = &tokens->access_token;
    context.code = &code;
    auto token = verify_id_token(tokens->id_token, context, pending);
    if (!token) return token.error();
    return signed_in{.id_token = std::move(*token),
                     .access_token = std::move(tokens->access_token),
                     .refresh_token = std::move(tokens->refresh_token),
                     .token_type = tokens->token_type,
                     .access_token_expires_in = tokens->expires_in,
                     .scope = std::move(tokens->scope),
                     .united_claims = verified_claims::assume_verified({})};
  }

  result<void> add_userinfo(signed_in& done) const {
    done.united_claims = done.id_token.claims();
    if (!options_.asks_for_userinfo || provider_.userinfo_endpoint.empty() || done.access_token.is_empty()) return {};
    auto more = userinfo_.fetch(channel_, done.access_token, done.token_type, done.id_token);
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
  response_verifier responses_;
  userinfo_endpoint userinfo_;
};

}  // namespace rowclaim::inline v0_1
