// SPDX-License-Identifier: BSL-1.0
// The token endpoint: client authentication, the code's exchange, and the token response.
#include "digest.hpp"
#include "endpoints.hpp"
#include "id_token.hpp"

#include <variant>

namespace mock_idp {
namespace {

namespace json = boost::json;

http_response token_error(int status, std::string_view error, std::string_view description) {
  return json_response(status, {{"error", error}, {"error_description", description}});
}

struct credentials {
  std::string client_id;
  std::string secret;
  // The name in the client registration, or "none".
  std::string method = "none";
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
  auto response = token_error(401, "invalid_client", description);
  // RFC 6749 5.2: a challenge for a client that tried the Authorization header.
  if (request.header("authorization")) response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"mock_idp\"");
  return response;
}

std::variant<std::string, http_response> authenticate(const provider_state& provider, const http_request& request,
                                                      const parameter_list& sent) {
  credentials shown{.client_id = sent.value("client_id"), .secret = sent.value("client_secret")};
  if (sent.has("client_secret")) shown.method = "client_secret_post";
  if (const auto* header = request.header("authorization")) {
    if (sent.has("client_secret")) return token_error(400, "invalid_request", "the client authenticates in two ways");
    auto basic = basic_credentials(*header);
    if (!basic) return invalid_client(request, "the Authorization header is not Basic with form-encoded credentials");
    if (sent.has("client_id") && sent.value("client_id") != basic->client_id)
      return token_error(400, "invalid_request", "client_id differs from the Authorization header's");
    shown = std::move(*basic);
  }
  const auto client = provider.options.clients.find(shown.client_id);
  if (client == provider.options.clients.end()) return invalid_client(request, "no such client");
  const auto& registered = client->second;
  if (!is_same_secret(registered.secret, shown.secret)) return invalid_client(request, "the client's secret is wrong");
  if (!registered.token_endpoint_auth_method.empty() && registered.token_endpoint_auth_method != shown.method)
    return invalid_client(request, "the client is registered for " + registered.token_endpoint_auth_method);
  return client->first;
}

// RFC 7636 4.1.
bool is_code_verifier(std::string_view text) {
  constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  return text.size() >= 43 && text.size() <= 128 && text.find_first_not_of(unreserved) == std::string_view::npos;
}

std::optional<std::string> problem_with_verifier(const grant& given, const parameter_list& sent) {
  const auto* verifier = sent.find("code_verifier");
  if (given.code_challenge.empty()) {
    // RFC 9700 2.1.1: a verifier without a challenge is the sign of a challenge that somebody took away.
    return verifier ? std::optional<std::string>("code_verifier without a code_challenge") : std::nullopt;
  }
  if (!verifier) return "code_verifier is missing";
  if (!is_code_verifier(*verifier)) return "code_verifier is not 43 to 128 unreserved characters";
  if (base64url(sha256(*verifier)) != given.code_challenge) return "code_verifier does not fit the code_challenge";
  return std::nullopt;
}

json::object token_response(provider_state& provider, const grant& given, const std::string& code) {
  const auto lifetime = provider.options.valid_for.access_token.count();
  const auto access_token = provider.given.issue_access_token(code, given, provider.now() + lifetime);
  json::object response{{"access_token", access_token},
                        {"token_type", "Bearer"},
                        {"expires_in", lifetime},
                        {"scope", given.scope},
                        {"id_token", make_id_token(provider, given, access_token)}};
  if (provider.does(misbehaviour::token_type_not_bearer)) response["token_type"] = "mac";
  if (provider.does(misbehaviour::missing_id_token)) response.erase("id_token");
  if (provider.does(misbehaviour::missing_access_token)) response.erase("access_token");
  alter_with(provider.options.alter.token_response, response);
  return response;
}

}  // namespace

http_response token_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "POST") return token_error(405, "invalid_request", "use POST");
  if (!request.query.empty()) return token_error(400, "invalid_request", "parameters belong in the body");
  if (const auto name = sent.repeated())
    return token_error(400, "invalid_request", "the parameter " + *name + " came more than once");

  auto authenticated = authenticate(provider, request, sent);
  if (auto* refusal = std::get_if<http_response>(&authenticated)) return std::move(*refusal);
  const auto& client_id = std::get<std::string>(authenticated);

  if (!sent.has("grant_type")) return token_error(400, "invalid_request", "grant_type is missing");
  if (sent.value("grant_type") != "authorization_code")
    return token_error(400, "unsupported_grant_type", "grant_type must be authorization_code");
  if (!sent.has("code")) return token_error(400, "invalid_request", "code is missing");

  const auto code = sent.value("code");
  const auto given = provider.given.redeem_code(code, client_id, provider.now());
  if (!given) return token_error(400, "invalid_grant", "the code is unknown, used, expired or another client's");
  if (sent.value("redirect_uri") != given->redirect_uri)
    return token_error(400, "invalid_grant", "redirect_uri differs from the authorization request's");
  if (const auto problem = problem_with_verifier(*given, sent)) return token_error(400, "invalid_grant", *problem);
  if (provider.does(misbehaviour::token_error)) return token_error(400, "invalid_grant", "the provider misbehaves");
  return json_response(200, token_response(provider, *given, code));
}

}  // namespace mock_idp
