// SPDX-License-Identifier: BSL-1.0
// How the client shows the provider who it is, at every endpoint where a program asks.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/random.hpp>
#include <rowclaim/jose/sign.hpp>
#include <rowclaim/jose/signing_key.hpp>
#include <rowclaim/oidc/form.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// The methods of OpenID Connect Core section 9 and RFC 8705 section 2. A public client has none: it only says its name.
enum class client_authentication : unsigned char {
  none,
  client_secret_basic,
  client_secret_post,
  client_secret_jwt,
  private_key_jwt,
  tls_client_auth,
  self_signed_tls_client_auth,
};

/// The method's name as metadata spell it.
constexpr std::string_view name(client_authentication method) {
  switch (method) {
    case client_authentication::client_secret_basic: return "client_secret_basic";
    case client_authentication::client_secret_post: return "client_secret_post";
    case client_authentication::client_secret_jwt: return "client_secret_jwt";
    case client_authentication::private_key_jwt: return "private_key_jwt";
    case client_authentication::tls_client_auth: return "tls_client_auth";
    case client_authentication::self_signed_tls_client_auth: return "self_signed_tls_client_auth";
    case client_authentication::none: break;
  }
  return "none";
}

/// The method of that name, compared byte by byte; nothing for any other text.
constexpr std::optional<client_authentication> client_authentication_named(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(client_authentication::self_signed_tls_client_auth); ++i)
    if (name(static_cast<client_authentication>(i)) == text) return static_cast<client_authentication>(i);
  return std::nullopt;
}

/// Whether the method shows a shared secret, as it is or as the key of a signature.
constexpr bool uses_client_secret(client_authentication method) {
  return method == client_authentication::client_secret_basic || method == client_authentication::client_secret_post ||
         method == client_authentication::client_secret_jwt;
}

/// Whether the method is the certificate of the TLS connection, which the transport has.
constexpr bool uses_client_certificate(client_authentication method) {
  return method == client_authentication::tls_client_auth || method == client_authentication::self_signed_tls_client_auth;
}

/// Who the client is, at every endpoint of one provider.
struct client_identification {
  std::string client_id;
  secret client_secret = {};
  client_authentication method = client_authentication::client_secret_basic;
  std::optional<signing_key> assertion_key = {};      ///< for `private_key_jwt`
  std::optional<algorithm> assertion_algorithm =
      {};  ///< none: HS256 with a secret; else the first that the key signs by, RS256 before PS256
  std::string assertion_audience = {};                ///< empty: the issuer
  bool certificate_bound_tokens = false;  ///< wants access tokens bound to the transport's certificate (RFC 8705 section 3)
};

namespace detail {

/// base64 with padding, which is base64url with two other characters (RFC 4648 sections 4 and 5).
inline std::string encode_base64(std::string_view bytes) {
  std::string text = encode_base64url(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

inline error misconfigured_client(std::string_view what) { return {errc::client_misconfigured, step::client_assertion, what}; }

/// How long an assertion counts: it is made for one request.
inline constexpr seconds_since_epoch assertion_lifetime = 60;

/// The key that assertions are signed by, and the algorithm.
struct assertion_signer {
  signing_key key;
  algorithm by;
};

inline result<assertion_signer> assertion_signer_of(const client_identification& client) {
  if (client.method == client_authentication::client_secret_jwt) {
    const algorithm by = client.assertion_algorithm.value_or(algorithm::hs256);
    // OpenID Connect Core 16.19, RFC 7518 3.2: a secret shorter than the hash is no key.
    auto key = hmac_signing_key(client.client_secret, {by});
    if (!key) return error{key.error().code, step::client_assertion, "client_secret"};
    return assertion_signer{std::move(*key), by};
  }
  if (!client.assertion_key) return misconfigured_client("assertion_key");
  const algorithm_set fitting = client.assertion_key->algorithms() & asymmetric_algorithms;
  for (std::size_t i = 0; i < algorithm_count; ++i) {
    const auto by = static_cast<algorithm>(i);
    if (fitting.contains(by) && client.assertion_algorithm.value_or(by) == by) return assertion_signer{*client.assertion_key, by};
  }
  return error{errc::key_does_not_fit, step::client_assertion, "assertion_key"};
}

/// Puts a parameter in that must not be there twice: a pushed request has its client_id already.
inline result<void> add_once(form_parameters& form, std::string_view parameter, std::string value) {
  for (const form_parameter& present : form) {
    if (present.name != parameter) continue;
    if (present.value == value) return {};
    return misconfigured_client("a parameter that identifies another client");
  }
  form.push_back({std::string(parameter), std::move(value)});
  return {};
}

}  // namespace detail

/// Whether a client has what its method needs.
///
/// Errors: `client_misconfigured` with the member's name; `key_too_weak` for a secret that is shorter than the hash it is the key of;
///   `key_does_not_fit` for a key that may not sign by the algorithm. All in step `client_assertion`.
[[nodiscard]] inline result<void> check_client(const client_identification& client) {
  if (client.client_id.empty()) return detail::misconfigured_client("client_id");
  if (uses_client_secret(client.method) && client.client_secret.is_empty()) return detail::misconfigured_client("client_secret");
  if (client.method == client_authentication::client_secret_jwt || client.method == client_authentication::private_key_jwt)
    if (const auto signer = detail::assertion_signer_of(client); !signer) return signer.error();
  return {};
}

/// Makes a signed assertion of who the client is, which counts once and for a minute.
///
/// Errors: those of `check_client` and `sign_jws`; `client_misconfigured` without an audience; `random_failed`.
/// Specification: RFC 7523 sections 2.2 and 3; OpenID Connect Core section 9: the audience is the issuer, as one text.
[[nodiscard]] inline result<secret> make_client_assertion(const client_identification& client, std::string_view issuer,
                                                          seconds_since_epoch now) {
  if (client.client_id.empty()) return detail::misconfigured_client("client_id");
  const std::string_view audience = client.assertion_audience.empty() ? issuer : std::string_view(client.assertion_audience);
  if (audience.empty()) return detail::misconfigured_client("assertion_audience");
  const auto signer = detail::assertion_signer_of(client);
  if (!signer) return signer.error();
  const auto id = random_secret();
  if (!id) return error{id.error().code, step::client_assertion};
  const boost::json::object claims{{"iss", client.client_id},
                                   {"sub", client.client_id},
                                   {"aud", boost::json::string_view(audience.data(), audience.size())},
                                   {"jti", boost::json::string_view(id->reveal().data(), id->reveal().size())},
                                   {"iat", now},
                                   {"exp", now + detail::assertion_lifetime}};
  // The type that every server takes: the one of its own is younger than most of them.
  auto token =
      sign_jws(signer->key, {.algorithm = signer->by, .key_id = std::optional<std::string>(signer->key.key_id()), .type = "JWT"},
               boost::json::serialize(claims));
  if (!token) return error{token.error().code, step::client_assertion, token.error().detail};
  return secret(std::move(*token));
}

/// Puts the client's identification into a request whose form is still open. What a certificate shows, the transport shows: the form
/// then has the client's name alone.
///
/// Errors: those of `check_client` and `make_client_assertion`; `client_misconfigured` if the form names another client.
/// Specification: RFC 6749 section 2.3.1; OpenID Connect Core section 9; RFC 8705 section 2.
[[nodiscard]] inline result<void> authenticate_client(const client_identification& client, std::string_view issuer,
                                                      seconds_since_epoch now, http_request& request, form_parameters& form) {
  if (client.client_id.empty()) return detail::misconfigured_client("client_id");
  const bool needs_secret = uses_client_secret(client.method);
  if (needs_secret && client.client_secret.is_empty()) return detail::misconfigured_client("client_secret");
  if (client.method == client_authentication::client_secret_basic) {
    // RFC 6749 2.3.1: both are form-encoded before they are joined, so that a colon in one of them does no harm.
    std::string pair = form_encode(client.client_id);
    pair.append(":").append(form_encode(client.client_secret.reveal()));
    request.headers.push_back({"Authorization", std::string("Basic ").append(detail::encode_base64(pair))});
    return {};
  }
  if (auto added = detail::add_once(form, "client_id", client.client_id); !added) return added;
  if (client.method == client_authentication::client_secret_post)
    return detail::add_once(form, "client_secret", std::string(client.client_secret.reveal()));
  if (client.method != client_authentication::client_secret_jwt && client.method != client_authentication::private_key_jwt)
    return {};
  const auto assertion = make_client_assertion(client, issuer, now);
  if (!assertion) return assertion.error();
  if (auto added = detail::add_once(form, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      !added)
    return added;
  return detail::add_once(form, "client_assertion", std::string(assertion->reveal()));
}

}  // namespace rowclaim::inline v0_1
