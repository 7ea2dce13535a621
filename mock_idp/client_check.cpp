// SPDX-License-Identifier: BSL-1.0
// The seven ways of client authentication (RFC 6749 2.3, OpenID Connect Core 9, RFC 7523, RFC 8705).
#include "client_check.hpp"

#include "client_certificate.hpp"
#include "client_keys.hpp"
#include "digest.hpp"
#include "endpoints.hpp"
#include "jwt.hpp"

#include <boost/json/array.hpp>

namespace mock_idp {
namespace {

constexpr std::string_view jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// What a request shows, before anything of it is believed.
struct credentials {
  std::string client_id;
  std::string secret{};
  std::string method = "none";
  std::optional<signed_jwt> assertion{};
};

// RFC 6749 2.3.1: id and secret are form-encoded before they are joined by the colon.
std::optional<credentials> basic_credentials(std::string_view header) {
  constexpr std::string_view scheme = "Basic ";
  if (!header.starts_with(scheme)) return std::nullopt;
  const auto joined = decode_base64(header.substr(scheme.size()));
  const auto colon = joined ? joined->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  auto id = form_decode(std::string_view(*joined).substr(0, colon));
  auto secret = form_decode(std::string_view(*joined).substr(colon + 1));
  if (!id || !secret) return std::nullopt;
  return credentials{std::move(*id), std::move(*secret), "client_secret_basic"};
}

http_response invalid_client(const http_request& request, std::string_view description) {
  auto response = oauth_error(401, "invalid_client", description);
  // RFC 6749 5.2: a challenge for a client that tried the Authorization header.
  if (request.header("authorization")) response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"mock_idp\"");
  return response;
}

std::variant<credentials, http_response> credentials_in(const http_request& request, const parameter_list& sent) {
  const auto* header = request.header("authorization");
  if (int(header != nullptr) + int(sent.has("client_secret")) + int(sent.has("client_assertion")) > 1)
    return oauth_error(400, "invalid_request", "the client authenticates in two ways");
  if (header) {
    auto basic = basic_credentials(*header);
    if (!basic) return invalid_client(request, "the Authorization header is not Basic with form-encoded credentials");
    if (sent.has("client_id") && sent.value("client_id") != basic->client_id)
      return oauth_error(400, "invalid_request", "client_id differs from the Authorization header's");
    return std::move(*basic);
  }
  if (sent.has("client_secret")) return credentials{sent.value("client_id"), sent.value("client_secret"), "client_secret_post"};
  if (!sent.has("client_assertion") && !sent.has("client_assertion_type")) return credentials{sent.value("client_id")};

  if (sent.value("client_assertion_type") != jwt_bearer)
    return invalid_client(request, "client_assertion_type is not jwt-bearer's");
  auto assertion = parse_signed_jwt(sent.value("client_assertion"));
  if (!assertion) return invalid_client(request, "client_assertion is not a signed JWT");
  const auto client_id = text_in(assertion->claims, "sub");
  if (sent.has("client_id") && sent.value("client_id") != client_id)
    return invalid_client(request, "client_id differs from the assertion's sub");
  const auto* method = assertion->algorithm().starts_with("HS") ? "client_secret_jwt" : "private_key_jwt";
  return credentials{.client_id = client_id, .method = method, .assertion = std::move(assertion)};
}

bool has_audience(const boost::json::object& claims, std::string_view wanted) {
  const auto* audience = claims.if_contains("aud");
  if (!audience) return false;
  if (audience->is_string()) return audience->get_string() == wanted;
  if (!audience->is_array()) return false;
  for (const auto& each : audience->get_array())
    if (each.is_string() && each.get_string() == wanted) return true;
  return false;
}

std::optional<std::int64_t> time_in(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (!value) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  if (value->is_double()) return static_cast<std::int64_t>(value->get_double());
  return std::nullopt;
}

// RFC 7523 3, all but the signature. The audience is the issuer, the token endpoint or the endpoint that was called.
std::optional<std::string> problem_with_claims(provider_state& provider, const signed_jwt& assertion, const std::string& client_id,
                                               const std::string& called) {
  const auto& claims = assertion.claims;
  if (text_in(claims, "iss") != client_id) return "the assertion's iss is not the client_id";
  if (!has_audience(claims, provider.issuer) && !has_audience(claims, provider.issuer + "/token") && !has_audience(claims, called))
    return "the assertion is for another audience";
  if (claims.at("aud") != boost::json::value(provider.issuer))
    provider.note(note_kind::warning, "the client assertion's aud is not the issuer as a single text");
  const auto now = provider.now();
  const auto expiry = time_in(claims, "exp");
  if (!expiry) return "the assertion has no exp";
  if (*expiry <= now) return "the assertion has expired";
  if (*expiry > now + an_hour) return "the assertion is good for more than an hour";
  if (const auto begin = time_in(claims, "nbf"); begin && *begin > now) return "the assertion is not yet good";
  if (const auto made = time_in(claims, "iat"); made && *made > now + 60) return "the assertion comes from the future";
  const auto id = text_in(claims, "jti");
  if (id.empty()) return "the assertion has no jti";
  if (!provider.assertions_seen.take(client_id + ' ' + id, now, *expiry)) return "the assertion was used before";
  return std::nullopt;
}

std::optional<std::string> problem_with_assertion(provider_state& provider, const client& registered, const credentials& shown,
                                                  const std::string& called) {
  const auto& assertion = *shown.assertion;
  const auto& wanted = registered.token_endpoint_auth_signing_alg;
  if (!wanted.empty() && assertion.algorithm() != wanted) return "the assertion is not signed with " + wanted;
  const bool is_signed = shown.method == "client_secret_jwt"
                             ? !registered.secret.empty() && is_signed_with(assertion, registered.secret)
                             : is_signed_by_one_of(assertion, keys_of(provider, shown.client_id));
  if (!is_signed) return "the assertion's signature is not the client's";
  return problem_with_claims(provider, assertion, shown.client_id, called);
}

// The method that a request without secret and assertion stands for, if the client is registered for one of the two of RFC 8705.
bool is_by_certificate(const client& registered) { return registered.token_endpoint_auth_method.ends_with("tls_client_auth"); }

std::optional<std::string> problem_with_certificate(provider_state& provider, const client& registered, const credentials& shown,
                                                    const std::string& certificate) {
  if (certificate.empty()) return "the connection has no client certificate, or this is not one of mtls_endpoint_aliases";
  if (registered.token_endpoint_auth_method == "self_signed_tls_client_auth") {
    if (!is_in_key_set(certificate, keys_of(provider, shown.client_id))) return "the certificate is not in the client's key set";
  } else if (!has_registered_subject(certificate, registered)) {
    return "the certificate's subject is not the registered one";
  }
  return std::nullopt;
}

bool is_secret_method(std::string_view method) { return method == "client_secret_basic" || method == "client_secret_post"; }

// The client is a copy, because its keys may have to be fetched.
std::optional<std::string> problem_with_credentials(provider_state& provider, const client registered, credentials& shown,
                                                    const http_request& request) {
  if (shown.method == "none" && is_by_certificate(registered)) shown.method = registered.token_endpoint_auth_method;
  const auto& wanted = registered.token_endpoint_auth_method;
  const bool is_public = registered.secret.empty() && registered.jwks.empty() && registered.jwks_uri.empty();
  const bool fits = wanted.empty() ? (is_public ? shown.method == "none" : is_secret_method(shown.method)) : shown.method == wanted;
  if (!fits && wanted.empty()) return "the client's secret is wrong";
  if (!fits) return "the client is registered for " + wanted;
  if (is_secret_method(shown.method)) {
    if (registered.secret.empty() || !is_same_secret(registered.secret, shown.secret)) return "the client's secret is wrong";
    return std::nullopt;
  }
  if (shown.assertion) return problem_with_assertion(provider, registered, shown, provider.origin() + request.path);
  if (shown.method != "none") return problem_with_certificate(provider, registered, shown, provider.certificate_of(request));
  return std::nullopt;
}

}  // namespace

http_response oauth_error(int status, std::string_view error, std::string_view description) {
  return json_response(status, {{"error", error}, {"error_description", description}});
}

std::variant<checked_client, http_response> check_client(provider_state& provider, const http_request& request,
                                                         const parameter_list& sent) {
  auto in_request = credentials_in(request, sent);
  if (auto* refusal = std::get_if<http_response>(&in_request)) {
    provider.note(note_kind::failure, "the client's authentication is malformed");
    return std::move(*refusal);
  }
  auto& shown = std::get<credentials>(in_request);
  const auto found = provider.options.clients.find(shown.client_id);
  if (found == provider.options.clients.end()) {
    provider.note(note_kind::failure, "no client has the client_id that was sent");
    return invalid_client(request, "no such client");
  }
  if (const auto problem = problem_with_credentials(provider, found->second, shown, request)) {
    provider.note(note_kind::failure, "client authentication: " + *problem);
    return invalid_client(request, *problem);
  }
  return checked_client{shown.client_id, shown.method};
}

}  // namespace mock_idp
