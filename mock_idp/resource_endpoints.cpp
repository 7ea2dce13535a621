// SPDX-License-Identifier: BSL-1.0
// What access tokens are for: a resource that tells whose token came, and the endpoint of distributed claims.
#include "access_check.hpp"
#include "digest.hpp"
#include "dpop.hpp"
#include "endpoints.hpp"
#include "jwt.hpp"

namespace mock_idp {

http_response resource_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  auto checked = check_access(provider, request, sent, token_place::header);
  if (auto* refusal = std::get_if<http_response>(&checked)) return std::move(*refusal);
  const auto& given = std::get<checked_access>(checked).given;
  const std::string scheme = given.dpop_key.empty() ? "Bearer" : provider.options.services.dpop_scheme;
  if (auto& refusals = provider.options.services.resource_refusals; refusals > 0) {
    --refusals;
    provider.note(note_kind::fact, "the resource refused a good access token");
    return refuse_access(401, scheme, "invalid_token", "the resource wants a newer access token");
  }
  provider.note(note_kind::fact, "the resource was given out");
  boost::json::object content{{"client_id", given.client_id}, {"scope", given.scope}};
  if (const auto person = provider.options.users.find(given.user_name); person != provider.options.users.end())
    content["sub"] = subject_of(given.user_name, person->second);
  auto response = json_response(200, content);
  give_dpop_nonce(provider, dpop_side::resource, response);
  return response;
}

http_response claims_endpoint(provider_state& provider, const http_request& request) {
  if (request.method != "GET") return refuse_access(405, "Bearer", "invalid_request", "use GET");
  const auto* header = request.header("authorization");
  if (!header || !is_same_secret(*header, "Bearer " + provider.claims_access_token)) {
    provider.note(note_kind::failure, "the claims endpoint was asked without its access token");
    return refuse_access(401, "Bearer", "invalid_token", "this is not the access token of the claim source");
  }
  provider.note(note_kind::fact, "the claims endpoint was asked with its access token");
  const auto person = provider.options.users.find(provider.distributed_claims_user);
  if (person == provider.options.users.end())
    return refuse_access(403, "Bearer", "insufficient_scope", "nobody's claims are wanted");
  auto claims = person->second.distributed_claims;
  claims["iss"] = provider.issuer;
  claims["sub"] = subject_of(person->first, person->second);
  alter_with(provider.options.alter.distributed_claims, claims);
  const auto& key = provider.keys.current(signing_algorithm::RS256);
  return {.content_type = "application/jwt",
          .body = sign_jwt({{"kid", key.id()}}, claims, key),
          .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace mock_idp
