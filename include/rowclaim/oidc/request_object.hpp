// SPDX-License-Identifier: BSL-1.0
// Request Objects: authorization requests as tokens that the client signs, sent along or served for the provider to fetch.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/encryption.hpp>
#include <rowclaim/jose/encryption_key.hpp>
#include <rowclaim/jose/jwe.hpp>
#include <rowclaim/jose/random.hpp>
#include <rowclaim/jose/sign.hpp>
#include <rowclaim/jose/signing_key.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/form.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// For whom a Request Object is encrypted, and how: one of the provider's published keys, or the client secret's.
struct request_object_encryption {
  encryption_key recipient;
  key_management management;
  content_encryption encryption = content_encryption::a128cbc_hs256;
};

/// How Request Objects are made.
struct request_object_options {
  std::optional<signing_key> key = {};
  std::optional<rowclaim::algorithm> algorithm = {};          ///< without one, the first that the key is for
  std::optional<request_object_encryption> encryption = {};   ///< of the signed token
  std::int64_t expires_after = 300;                           ///< seconds; more than a year counts as one
  bool allow_unsigned = false;  ///< without a key: `alg` none, which OpenID Connect alone knows, and which must be fetched (6.2)
};

/// A Request Object that was made.
struct request_object {
  std::string text;
  bool is_signed;
  seconds_since_epoch expires_at;

  /// What it is served as. Specification: RFC 9101 sections 5.2.3 and 9.4.1; OpenID Connect Core 6.2.
  std::string_view content_type() const noexcept { return is_signed ? "application/oauth-authz-req+jwt" : "application/jwt"; }
};

namespace detail {

/// A year, in seconds. No provider takes a request for longer, nor one until the end of all time.
inline constexpr std::int64_t longest_request_life = 366 * 86'400;

inline error request_refusal(std::string_view what) { return {errc::client_misconfigured, step::authorization_request, what}; }

/// One parameter as a claim: numbers and objects are no texts there (RFC 9101 section 4, OpenID Connect Core 6.1).
inline result<boost::json::value> claim_of(const form_parameter& parameter) {
  const bool is_number = parameter.name == "max_age";
  if (!is_number && parameter.name != "claims") return boost::json::value(boost::json::string_view(parameter.value));
  auto value = parse_strict_json(parameter.value);
  const bool is_sound = value && (is_number ? value->is_int64() : value->is_object());
  if (!is_sound) return request_refusal(is_number ? "max_age" : "claims");
  return value;
}

/// The parameters as claims. One that comes several times, as `resource` may, is a list.
inline result<boost::json::object> claims_of(const form_parameters& parameters) {
  boost::json::object claims;
  for (const form_parameter& parameter : parameters) {
    constexpr std::string_view others[] = {"request", "request_uri", "iss", "aud", "sub", "exp", "nbf", "iat", "jti"};
    // RFC 9101 4: no Request Object inside; 10.8: nothing that would make it an assertion of the client's.
    if (std::ranges::find(others, parameter.name) != std::end(others)) return request_refusal("parameter of a Request Object");
    auto value = claim_of(parameter);
    if (!value) return value.error();
    const auto [place, is_new] = claims.emplace(parameter.name, *value);
    if (is_new) continue;
    if (!place->value().is_array()) place->value() = boost::json::array{std::move(place->value())};
    place->value().get_array().push_back(std::move(*value));
  }
  return claims;
}

/// The first algorithm, in the order of the enumeration, that the key may sign by: RS256, ES256, EdDSA or HS256 for most.
inline std::optional<algorithm> first_algorithm_of(const signing_key& key) {
  for (std::size_t i = 0; i < algorithm_count; ++i)
    if (key.fits(static_cast<algorithm>(i))) return static_cast<algorithm>(i);
  return std::nullopt;
}

inline result<std::string> sign_request_object(const request_object_options& options, const std::string& claims) {
  if (!options.key) {
    if (!options.allow_unsigned) return request_refusal("key of the Request Object");
    if (options.encryption) return request_refusal("encryption without a signature");
    return encode_base64url(R"({"alg":"none"})") + "." + encode_base64url(claims) + ".";
  }
  const std::optional<algorithm> by = options.algorithm ? options.algorithm : first_algorithm_of(*options.key);
  if (!by) return request_refusal("key of the Request Object");
  jws_header header{.algorithm = *by, .type = "oauth-authz-req+jwt"};
  if (const auto id = options.key->key_id()) header.key_id.emplace(*id);
  auto token = sign_jws(*options.key, header, claims);
  if (!token) return in_step(token.error(), step::authorization_request);
  if (!options.encryption) return token;
  const request_object_encryption& to = *options.encryption;
  auto sealed = encrypt_jwe(*token, to.recipient, to.management, to.encryption, {.content_type = "JWT"});
  if (!sealed) return in_step(sealed.error(), step::authorization_request);
  return sealed;
}

/// What stands beside a Request Object, equal to what stands in it (OpenID Connect Core 6.1).
inline form_parameters parameters_beside(const form_parameters& parameters) {
  form_parameters beside;
  for (const form_parameter& parameter : parameters)
    if (parameter.name == "response_type" || parameter.name == "client_id" || parameter.name == "scope")
      beside.push_back(parameter);
  return beside;
}

}  // namespace detail

/// Makes a Request Object of all the parameters of a request: the client speaks to one provider, once, and not for long.
///
/// Errors: `client_misconfigured` without a key unless unsigned ones are allowed, for encryption without a signature, and for parameters
///   that a Request Object must not have; `json_*` for texts that are not UTF-8; those of `sign_jws`, `encrypt_jwe` and `random_secret`.
/// Specification: RFC 9101 sections 4, 6.1 and 10.8; OpenID Connect Core 6.1 and 6.3.
[[nodiscard]] inline result<request_object> make_request_object(const form_parameters& parameters, std::string_view client_id,
                                                                std::string_view issuer, const request_object_options& options,
                                                                seconds_since_epoch now) {
  auto claims = detail::claims_of(parameters);
  if (!claims) return claims.error();
  auto token_id = random_secret();
  if (!token_id) return detail::in_step(token_id.error(), step::authorization_request);
  const seconds_since_epoch expires_at =
      later_by(now, std::clamp<std::int64_t>(options.expires_after, 0, detail::longest_request_life));
  claims->emplace("iss", boost::json::string_view(client_id));
  claims->emplace("aud", boost::json::string_view(issuer));
  claims->emplace("iat", now);
  claims->emplace("nbf", now);
  claims->emplace("exp", expires_at);
  claims->emplace("jti", boost::json::string_view(token_id->reveal()));
  const std::string json = boost::json::serialize(*claims);
  // What a provider could not read is not signed: a hint that is not UTF-8, for example.
  if (const auto read = parse_strict_json(json); !read) return detail::in_step(read.error(), step::authorization_request);
  auto text = detail::sign_request_object(options, json);
  if (!text) return text.error();
  return request_object{.text = std::move(*text), .is_signed = options.key.has_value(), .expires_at = expires_at};
}

/// A request that carries its Request Object in the URL.
///
/// Errors: `client_misconfigured` for one that is not signed.
/// Specification: RFC 9101 section 5.1; OpenID Connect Core 6.1.
[[nodiscard]] inline result<started_sign_in> send_by_value(prepared_sign_in prepared, std::string_view authorization_endpoint,
                                                           request_object object) {
  if (!object.is_signed) return detail::request_refusal("unsigned Request Object");
  form_parameters parameters = detail::parameters_beside(prepared.parameters);
  parameters.push_back({"request", std::move(object.text)});
  return started_sign_in{.url = add_to_query(authorization_endpoint, parameters), .pending = std::move(prepared.pending)};
}

/// Where the client serves its Request Objects: 32 random bytes follow the prefix.
struct request_object_place {
  std::string_view prefix;  ///< such as "https://app.example/requests/"
  url_policy urls = {};
};

/// A request whose Request Object the provider fetches from the client: `served` of the result says what has to be there.
///
/// Errors: `client_misconfigured` if the address would not be https, or longer than 512 characters; `random_failed`.
/// Specification: RFC 9101 sections 5.2 and 5.2.1; OpenID Connect Core 6.2.
[[nodiscard]] inline result<started_sign_in> send_by_reference(prepared_sign_in prepared, std::string_view authorization_endpoint,
                                                               request_object object, const request_object_place& place) {
  const auto name = random_secret();
  if (!name) return detail::in_step(name.error(), step::authorization_request);
  std::string address(place.prefix);
  address.append(name->reveal());
  if (address.size() > 512 || !read_url(address, place.urls)) return detail::request_refusal("request_uri");
  form_parameters parameters = detail::parameters_beside(prepared.parameters);
  parameters.push_back({"request_uri", address});
  started_sign_in started{.url = add_to_query(authorization_endpoint, parameters), .pending = std::move(prepared.pending)};
  const std::string_view type = object.content_type();
  started.served = served_request_object{.url = std::move(address),
                                         .content_type = std::string(type),
                                         .body = std::move(object.text),
                                         .expires_at = object.expires_at};
  return started;
}

}  // namespace rowclaim::inline v0_1
