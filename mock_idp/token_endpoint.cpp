// SPDX-License-Identifier: BSL-1.0
// The token endpoint: the code's exchange and the token response.
#include "client_check.hpp"
#include "digest.hpp"
#include "endpoints.hpp"
#include "id_token.hpp"

#include <variant>

namespace mock_idp {
namespace {

namespace json = boost::json;

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

json::object token_response(provider_state& provider, const grant& given) {
  const auto lifetime = provider.options.valid_for.access_token.count();
  const auto access_token = provider.given.issue_access_token(given, provider.now(), provider.now() + lifetime);
  json::object response{{"access_token", access_token},
                        {"token_type", "Bearer"},
                        {"expires_in", lifetime},
                        {"scope", given.scope},
                        {"id_token", make_id_token(provider, given, {.access_token = access_token})}};
  if (provider.does(misbehaviour::token_type_not_bearer)) response["token_type"] = "mac";
  if (provider.does(misbehaviour::missing_id_token)) response.erase("id_token");
  if (provider.does(misbehaviour::missing_access_token)) response.erase("access_token");
  alter_with(provider.options.alter.token_response, response);
  return response;
}

}  // namespace

http_response token_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "POST") return oauth_error(405, "invalid_request", "use POST");
  if (!request.query.empty()) return oauth_error(400, "invalid_request", "parameters belong in the body");
  if (const auto name = sent.repeated())
    return oauth_error(400, "invalid_request", "the parameter " + *name + " came more than once");

  auto checked = check_client(provider, request, sent);
  if (auto* refusal = std::get_if<http_response>(&checked)) return std::move(*refusal);
  const auto& client_id = std::get<checked_client>(checked).client_id;

  if (!sent.has("grant_type")) return oauth_error(400, "invalid_request", "grant_type is missing");
  if (sent.value("grant_type") != "authorization_code")
    return oauth_error(400, "unsupported_grant_type", "grant_type must be authorization_code");
  if (!sent.has("code")) return oauth_error(400, "invalid_request", "code is missing");

  const auto code = sent.value("code");
  const auto given = provider.given.redeem_code(code, client_id, provider.now());
  if (!given) return oauth_error(400, "invalid_grant", "the code is unknown, used, expired or another client's");
  if (sent.value("redirect_uri") != given->redirect_uri)
    return oauth_error(400, "invalid_grant", "redirect_uri differs from the authorization request's");
  if (const auto problem = problem_with_verifier(*given, sent)) return oauth_error(400, "invalid_grant", *problem);
  if (provider.does(misbehaviour::token_error)) return oauth_error(400, "invalid_grant", "the provider misbehaves");
  return json_response(200, token_response(provider, *given));
}

}  // namespace mock_idp
