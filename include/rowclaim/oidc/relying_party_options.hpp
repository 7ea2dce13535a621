// SPDX-License-Identifier: BSL-1.0
// What an application registered at a provider, what it asks for, and how strict it is.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/jwk.hpp>
#include <rowclaim/oidc/client_authentication.hpp>
#include <rowclaim/oidc/dpop.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/metadata.hpp>
#include <rowclaim/oidc/request_object.hpp>
#include <rowclaim/oidc/response_type.hpp>
#include <rowclaim/oidc/token_decryption.hpp>
#include <rowclaim/oidc/userinfo_endpoint.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Authorization requests as tokens that the client signs. What the provider is told nowhere else nobody can change on the way.
struct request_object_use {
  request_object_options object;
  /// Where the client serves them, such as "https://app.example/requests/", for the provider to fetch; empty: they are sent along.
  std::string served_below = {};
};

/// Times in seconds.
struct relying_party_options {
  client_identification client;
  std::string redirect_uri;
  std::vector<std::string> scopes = {"openid"};
  rowclaim::response_type response_type = rowclaim::response_type::code;
  std::optional<rowclaim::response_mode> response_mode =
      {};  ///< without one, the usual one of the response type, which is not said then
  std::vector<std::string> post_logout_redirect_uris = {};  ///< where a browser may come back to from a logout
  std::optional<request_object_use> request_object = {};
  bool pushes_requests = false;  ///< to the provider, before the browser goes there; they are pushed in any case if it says so
  std::optional<dpop_prover> dpop = {};  ///< then the tokens are bound to its key
  algorithm_set id_token_algorithms = {algorithm::rs256};  ///< what the client registered: one, as a rule
  std::optional<token_decryption> id_token_decryption = {};
  algorithm_set response_algorithms = {algorithm::rs256};  ///< of signed authorization responses
  std::optional<token_decryption> response_decryption = {};
  std::vector<std::string> trusted_audiences = {};  ///< further audiences that an ID token may name beside this client
  std::int64_t leeway = 60;
  std::int64_t sign_in_expires_after = 600;
  /// A response that says nothing about its issuer counts at any address, not only at the redirect URI's: for the client of one provider
  /// alone, whose callbacks a proxy brings under another path.
  bool allow_rewritten_callback = false;
  bool requires_state_hash = false;  ///< of ID tokens that come through a browser, as FAPI does
  std::optional<std::int64_t> default_max_age = {};  ///< of sign-ins that say none; what the client registered by that name
  bool requires_auth_time = false;  ///< of every ID token; what the client registered as `require_auth_time`
  bool asks_for_userinfo = true;  ///< if the provider has an endpoint for it and gives an access token
  access_token_place userinfo_token_place = access_token_place::header;
  std::optional<algorithm_set> userinfo_algorithms = {};  ///< if the client registered that responses are signed
  std::optional<token_decryption> userinfo_decryption = {};  ///< if it registered that they are encrypted
  bool allow_userinfo_expiry = false;  ///< takes signed responses with an `exp`, as some providers send them
  key_source_options keys = {};
};

namespace detail {

inline error party_misconfigured(std::string_view what) { return {errc::client_misconfigured, step::authorization_request, what}; }
inline error party_unsupported(std::string_view what) { return {errc::metadata_unsupported, step::discovery, what}; }

/// Whether there can be keys for what is signed by one of these.
inline result<void> check_algorithms(algorithm_set by, const relying_party_options& options, std::string_view what) {
  // A public key that is taken for a secret is the oldest of all attacks: the two kinds of algorithm are never mixed.
  const bool is_symmetric = (by & symmetric_algorithms) == by;
  if (by.is_empty() || (!is_symmetric && (by & asymmetric_algorithms) != by)) return party_misconfigured(what);
  if (!is_symmetric) return {};
  // OpenID Connect Core 10.1: a public client has no secret that could be the key; 16.19: a short one is none.
  if (options.client.method == client_authentication::none) return party_misconfigured(what);
  if (const auto key = hmac_key(options.client.client_secret, by); !key)
    return error{key.error().code, step::authorization_request, "client_secret"};
  return {};
}

/// Whether a client's own choices make sense together.
inline result<void> check_options(const relying_party_options& options) {
  if (auto checked = check_client(options.client); !checked) return in_step(checked.error(), step::authorization_request);
  // RFC 9700 2.6: a response may travel over plain http inside this machine only (RFC 8252 7.3), or to an application (7.1).
  if (!read_url(options.redirect_uri, {.allow_plain_http_on_loopback = true}) && !has_private_use_scheme(options.redirect_uri))
    return party_misconfigured("redirect_uri");
  if (options.response_mode && !may_come_by(options.response_type, *options.response_mode))
    return party_misconfigured("response_mode");
  const auto userinfo_algorithms = options.userinfo_algorithms.value_or(algorithm_set{algorithm::rs256});
  if (auto checked = check_algorithms(options.id_token_algorithms, options, "id_token_algorithms"); !checked) return checked;
  if (auto checked = check_algorithms(options.response_algorithms, options, "response_algorithms"); !checked) return checked;
  return check_algorithms(userinfo_algorithms, options, "userinfo_algorithms");
}

/// Whether a provider does what a client wants of it.
inline result<void> check_support(const provider_metadata& provider, const relying_party_options& options, const url_policy& urls) {
  if (provider.issuer.empty()) return party_misconfigured("issuer");
  if (!read_url(provider.authorization_endpoint, urls)) return party_misconfigured("authorization_endpoint");
  if (has_code(options.response_type) && !read_url(provider.token_endpoint, urls)) return party_misconfigured("token_endpoint");
  // Discovery 3: secrets and codes are sent to these, and people, whoever wrote the addresses down.
  if (auto checked = check_urls(metadata_urls, provider, urls); !checked) return checked;
  if (auto checked = check_urls(metadata_aliases, provider.mtls_endpoint_aliases, urls); !checked) return checked;
  const std::vector<std::string>& signs_by = provider.id_token_signing_alg_values_supported;
  const auto is_wanted = [&](std::string_view by) {
    const auto known = algorithm_named(by);
    return known && options.id_token_algorithms.contains(*known);
  };
  if (!signs_by.empty() && std::ranges::none_of(signs_by, is_wanted))
    return party_unsupported("id_token_signing_alg_values_supported");
  if (!provider.supports_response_type(name(options.response_type))) return party_unsupported("response_types_supported");
  if (options.response_mode && !provider.response_modes_supported.empty() &&
      !provider.supports_response_mode(name(*options.response_mode)))
    return party_unsupported("response_modes_supported");
  if (has_code(options.response_type) && options.client.method != client_authentication::none &&
      !provider.supports_token_endpoint_auth_method(name(options.client.method)))
    return party_unsupported("token_endpoint_auth_methods_supported");
  const bool pushes = options.pushes_requests || provider.require_pushed_authorization_requests;
  if (pushes && provider.pushed_authorization_request_endpoint.empty())
    return party_unsupported("pushed_authorization_request_endpoint");
  if (options.request_object && !pushes) {
    const bool is_served = !options.request_object->served_below.empty();
    if (!is_served && !provider.request_parameter_supported) return party_unsupported("request_parameter_supported");
    if (is_served && !provider.request_uri_parameter_supported) return party_unsupported("request_uri_parameter_supported");
  }
  // RFC 9101 10.5: whoever demands them refuses everything else, and says so less clearly.
  const bool is_signed = options.request_object && options.request_object->object.key;
  if (provider.require_signed_request_object && !is_signed) return party_misconfigured("request_object");
  return {};
}

}  // namespace detail

}  // namespace rowclaim::inline v0_1
