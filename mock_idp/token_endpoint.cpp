// SPDX-License-Identifier: BSL-1.0
// The token endpoint: the four kinds of grant, what their tokens are bound to, and the token response.
#include "client_certificate.hpp"
#include "client_check.hpp"
#include "digest.hpp"
#include "dpop.hpp"
#include "endpoints.hpp"
#include "id_token.hpp"
#include "requested_claims.hpp"
#include "words.hpp"

#include <algorithm>
#include <variant>

namespace mock_idp {
namespace {

namespace json = boost::json;

constexpr std::string_view device_code_grant = "urn:ietf:params:oauth:grant-type:device_code";

// A request whose client has been checked.
struct token_request {
  std::string client_id;
  client registered;
  // What the tokens will be bound to; empty for nothing.
  std::string dpop_key{};
  std::string certificate{};
};

using outcome = std::variant<grant, http_response>;

http_response invalid_grant(const provider_state& provider, std::string_view why) {
  provider.note(note_kind::failure, "token request: " + std::string(why));
  return oauth_error(400, "invalid_grant", why);
}

// RFC 7636 4.1.
bool is_code_verifier(std::string_view text) {
  constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  return text.size() >= 43 && text.size() <= 128 && text.find_first_not_of(unreserved) == std::string_view::npos;
}

std::optional<std::string> problem_with_verifier(provider_state& provider, const grant& given, const parameter_list& sent) {
  const auto* verifier = sent.find("code_verifier");
  if (given.code_challenge.empty()) {
    // RFC 9700 2.1.1: a verifier without a challenge is the sign of a challenge that somebody took away.
    return verifier ? std::optional<std::string>("code_verifier without a code_challenge") : std::nullopt;
  }
  if (!verifier) return "code_verifier is missing";
  if (!is_code_verifier(*verifier)) return "code_verifier is not 43 to 128 unreserved characters";
  const auto challenge = base64url(sha256(*verifier));
  if (challenge != given.code_challenge) return "code_verifier does not fit the code_challenge";
  if (!provider.verifiers_seen.take(challenge, provider.now(), provider.now() + 24 * an_hour))
    provider.note(note_kind::failure, "the code_verifier was used before");
  if (std::string(*verifier).find_first_not_of(verifier->front()) == std::string::npos)
    provider.note(note_kind::warning, "the code_verifier is one character again and again");
  return std::nullopt;
}

outcome redeem_code(provider_state& provider, const token_request& request, const parameter_list& sent) {
  if (!sent.has("code")) return oauth_error(400, "invalid_request", "code is missing");
  auto given = provider.given.redeem_code(sent.value("code"), request.client_id, provider.now());
  if (!given) return invalid_grant(provider, "the code is unknown, used, expired or another client's");
  if (sent.value("redirect_uri") != given->redirect_uri)
    return invalid_grant(provider, "redirect_uri differs from the authorization request's");
  if (const auto problem = problem_with_verifier(provider, *given, sent)) return invalid_grant(provider, *problem);
  // RFC 9449 10: dpop_jkt chose the key when the code was asked for.
  if (!given->dpop_key.empty() && given->dpop_key != request.dpop_key)
    return invalid_grant(provider, "the code is bound to another DPoP key");
  return std::move(*given);
}

outcome redeem_refresh_token(provider_state& provider, const token_request& request, const parameter_list& sent) {
  if (!sent.has("refresh_token")) return oauth_error(400, "invalid_request", "refresh_token is missing");
  const auto token = sent.value("refresh_token");
  if (const auto* known = provider.given.find_refresh_token(token, provider.now())) {
    // RFC 6749 6: not more than before. Found out before the token is spent.
    const auto scope = sent.value("scope");
    for (const auto word : words_of(scope))
      if (!has_word(known->given.scope, word)) return oauth_error(400, "invalid_scope", "scope has a word that was not agreed to");
    // RFC 9449 5: a public client's refresh token is bound to its key, a confidential client's to the client.
    if (request.registered.token_endpoint_auth_method == "none" && known->given.dpop_key != request.dpop_key)
      return invalid_grant(provider, "the refresh token is bound to another DPoP key");
  }
  auto given = provider.given.redeem_refresh_token(token, request.client_id, provider.now());
  if (!given) return invalid_grant(provider, "the refresh token is unknown, used, expired or another client's");
  return std::move(*given);
}

outcome grant_for_client(const token_request& request, const parameter_list& sent) {
  if (request.registered.token_endpoint_auth_method == "none" ||
      (request.registered.secret.empty() && request.registered.token_endpoint_auth_method.empty()))
    return oauth_error(400, "unauthorized_client", "a public client has nothing of its own");
  if (has_word(sent.value("scope"), "openid")) return oauth_error(400, "invalid_scope", "openid needs a person");
  return grant{.client_id = request.client_id, .scope = sent.value("scope")};
}

outcome poll_device(provider_state& provider, const token_request& request, const parameter_list& sent) {
  if (!sent.has("device_code")) return oauth_error(400, "invalid_request", "device_code is missing");
  auto polled = provider.given.poll_device(sent.value("device_code"), request.client_id, provider.now());
  if (auto* given = std::get_if<grant>(&polled)) return std::move(*given);
  switch (std::get<device_problem>(polled)) {
    case device_problem::authorization_pending: return oauth_error(400, "authorization_pending", "the person has not decided");
    case device_problem::slow_down:
      provider.note(note_kind::failure, "the device polls faster than its interval");
      return oauth_error(400, "slow_down", "wait for the interval, which is five seconds longer now");
    case device_problem::access_denied: return oauth_error(400, "access_denied", "the person said no");
    case device_problem::expired_token: return oauth_error(400, "expired_token", "the device code is too old");
    case device_problem::unknown: break;
  }
  return invalid_grant(provider, "the device code is unknown, used or another client's");
}

outcome grant_of(provider_state& provider, const token_request& request, const parameter_list& sent) {
  const auto kind = sent.value("grant_type");
  const auto& allowed = request.registered.grant_types;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), kind) == allowed.end()) {
    provider.note(note_kind::failure, "token request: the client is not registered for its grant_type");
    return oauth_error(400, "unauthorized_client", "the client is not registered for this grant_type");
  }
  if (kind == "authorization_code") return redeem_code(provider, request, sent);
  if (kind == "refresh_token") return redeem_refresh_token(provider, request, sent);
  if (kind == "client_credentials") return grant_for_client(request, sent);
  if (kind == device_code_grant) return poll_device(provider, request, sent);
  provider.note(note_kind::failure, "token request: unknown grant_type");
  return oauth_error(400, "unsupported_grant_type",
                     "grant_type must be authorization_code, refresh_token, client_credentials or the one for devices");
}

// What the tokens of this request are bound to, or why they cannot be.
std::optional<http_response> bind(provider_state& provider, const http_request& request, token_request& to) {
  auto proof = check_dpop_proof(provider, request, dpop_side::provider);
  if (const auto* problem = std::get_if<dpop_problem>(&proof)) return oauth_error(400, problem->error, problem->description);
  to.dpop_key = std::get<std::string>(proof);
  if (to.dpop_key.empty() && to.registered.dpop_bound_access_tokens) {
    provider.note(note_kind::failure, "token request: the client is registered for DPoP and sends no proof");
    return oauth_error(400, "invalid_dpop_proof", "this client must send a DPoP proof");
  }
  if (!to.registered.tls_client_certificate_bound_access_tokens) return std::nullopt;
  if (provider.certificate_of(request).empty()) {
    provider.note(note_kind::failure, "token request: no certificate to which tokens could be bound");
    return oauth_error(400, "invalid_request", "this client must show a certificate, at the endpoint of mtls_endpoint_aliases");
  }
  to.certificate = thumbprint_of_certificate(provider.certificate_of(request));
  return std::nullopt;
}

bool gets_refresh_token(const provider_state& provider, const token_request& request, const grant& given) {
  if (given.user_name.empty()) return false;
  const auto& allowed = request.registered.grant_types;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), "refresh_token") == allowed.end()) return false;
  return provider.options.services.always_gives_refresh_token || !allowed.empty() || has_word(given.scope, "offline_access");
}

json::object token_response(provider_state& provider, const token_request& request, grant given, const parameter_list& sent) {
  const auto now = provider.now();
  json::object response;
  // The refresh token keeps the scope that was agreed to, whatever this request asked for.
  const bool can_be_refreshed = gets_refresh_token(provider, request, given);
  given.dpop_key = request.dpop_key;
  given.certificate = request.certificate;
  const auto lifetime = provider.options.services.refresh_token_lifetime.count();
  if (can_be_refreshed) response["refresh_token"] = provider.given.issue_refresh_token(given, now, now + lifetime);

  const bool is_refresh = sent.value("grant_type") == "refresh_token";
  if (is_refresh && sent.has("scope")) given.scope = sent.value("scope");
  const auto token_lifetime = provider.options.valid_for.access_token.count();
  const auto access_token = provider.given.issue_access_token(given, now, now + token_lifetime);
  response["access_token"] = access_token;
  response["token_type"] = given.dpop_key.empty() ? "Bearer" : "DPoP";
  response["expires_in"] = token_lifetime;
  if (!given.scope.empty()) response["scope"] = given.scope;
  if (!given.user_name.empty() && has_word(given.scope, "openid"))
    response["id_token"] = make_id_token(
        provider, given, {.when = is_refresh ? occasion::refresh : occasion::token_endpoint, .access_token = access_token});
  if (provider.does(misbehaviour::token_type_not_bearer)) response["token_type"] = "mac";
  if (provider.does(misbehaviour::missing_id_token)) response.erase("id_token");
  if (provider.does(misbehaviour::missing_access_token)) response.erase("access_token");
  alter_with(provider.options.alter.token_response, response);
  alter_with(provider.options.alter.token_response_for, response, is_refresh ? occasion::refresh : occasion::token_endpoint);
  return response;
}

http_response answer(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "POST") return oauth_error(405, "invalid_request", "use POST");
  if (!request.query.empty()) return oauth_error(400, "invalid_request", "parameters belong in the body");
  if (const auto name = sent.repeated())
    return oauth_error(400, "invalid_request", "the parameter " + *name + " came more than once");

  auto checked = check_client(provider, request, sent);
  if (auto* refusal = std::get_if<http_response>(&checked)) return std::move(*refusal);
  auto& client_id = std::get<checked_client>(checked).client_id;
  token_request wanted{.client_id = client_id, .registered = provider.options.clients.find(client_id)->second};

  if (!sent.has("grant_type")) {
    provider.note(note_kind::failure, "token request: grant_type is missing");
    return oauth_error(400, "invalid_request", "grant_type is missing");
  }
  // Before the code or the token is spent, for a client may have to come again with a nonce.
  if (auto refusal = bind(provider, request, wanted)) return std::move(*refusal);
  auto given = grant_of(provider, wanted, sent);
  if (auto* refusal = std::get_if<http_response>(&given)) return std::move(*refusal);
  if (provider.does(misbehaviour::token_error)) return oauth_error(400, "invalid_grant", "the provider misbehaves");
  return json_response(200, token_response(provider, wanted, std::move(std::get<grant>(given)), sent));
}

}  // namespace

http_response token_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  auto response = answer(provider, request, sent);
  give_dpop_nonce(provider, dpop_side::provider, response);
  return response;
}

}  // namespace mock_idp
