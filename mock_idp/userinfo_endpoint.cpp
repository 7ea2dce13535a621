// SPDX-License-Identifier: BSL-1.0
// The userinfo endpoint (OpenID Connect Core 5.3), guarded by a bearer token (RFC 6750).
#include "endpoints.hpp"

namespace mock_idp {
namespace {

http_response challenge(int status, std::string_view error, std::string_view description) {
  std::string value = "Bearer realm=\"mock_idp\"";
  // RFC 6750 3.1: no error code for a request without any credentials.
  if (!error.empty()) value += ", error=\"" + std::string(error) + "\", error_description=\"" + std::string(description) + '"';
  return {.status = status, .headers = {{"WWW-Authenticate", std::move(value)}, {"Cache-Control", "no-store"}}};
}

}  // namespace

http_response userinfo_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "GET" && request.method != "POST") return challenge(405, "invalid_request", "use GET or POST");
  const auto* header = request.header("authorization");
  if (!header && !sent.has("access_token")) return challenge(401, "", "");
  if (request.method == "GET" && sent.has("access_token"))
    return challenge(400, "invalid_request", "an access token does not belong in a URL");
  if (header && sent.has("access_token")) return challenge(400, "invalid_request", "the access token came in two ways");
  constexpr std::string_view scheme = "Bearer ";
  if (header && !header->starts_with(scheme)) return challenge(401, "invalid_request", "the scheme must be Bearer");
  const auto token = header ? header->substr(scheme.size()) : sent.value("access_token");

  const auto* given = provider.given.find_access_token(token, provider.now());
  if (!given) return challenge(401, "invalid_token", "the access token is unknown, expired or revoked");

  const auto& person = provider.options.users.find(given->user_name)->second;
  boost::json::object claims;
  if (person.claims_in != claims_placement::id_token) claims = person.claims;
  for (const auto& [name, value] : person.userinfo_claims) claims[name] = value;
  claims["sub"] = subject_of(given->user_name, person);
  if (provider.does(misbehaviour::userinfo_wrong_subject)) claims["sub"] = other_subject;
  if (provider.does(misbehaviour::userinfo_missing_subject)) claims.erase("sub");
  alter_with(provider.options.alter.userinfo, claims);
  return json_response(200, claims);
}

}  // namespace mock_idp
