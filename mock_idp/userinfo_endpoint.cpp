// SPDX-License-Identifier: BSL-1.0
// The userinfo endpoint (OpenID Connect Core 5.3): whose claims, which of them, and in which envelope.
#include "access_check.hpp"
#include "client_keys.hpp"
#include "dpop.hpp"
#include "endpoints.hpp"
#include "jwt.hpp"
#include "requested_claims.hpp"
#include "words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace mock_idp {
namespace {

namespace json = boost::json;

// Core 5.4: a standard claim belongs to a scope.
bool is_standard(std::string_view claim) { return is_claim_of_scope(claim, "profile email address phone"); }

json::object released_claims(const provider_state& provider, const user& person, const grant& given) {
  const auto requested = requested_claims(given.requested_claims, "userinfo");
  const bool by_scope = provider.options.services.releases_claims_by_scope || !provider.options.module.empty();
  json::object placed;
  if (person.claims_in != claims_placement::id_token) placed = person.claims;
  for (const auto& [name, value] : person.userinfo_claims) placed[name] = value;
  json::object released;
  for (const auto& [name, value] : placed)
    if (!by_scope || !is_standard(name) || is_claim_of_scope(name, given.scope)) released[name] = value;
  for (const auto& [name, value] : all_claims_of(person))
    if (requested.contains(name)) released[name] = value;
  return released;
}

void add_sources(provider_state& provider, const user& person, const std::string& user_name, json::object& claims) {
  json::object names;
  json::object sources;
  if (!person.aggregated_claims.empty()) {
    for (const auto& [name, value] : person.aggregated_claims) names[name] = "src1";
    auto aggregated = person.aggregated_claims;
    aggregated["iss"] = provider.issuer;
    const auto& key = provider.keys.current(signing_algorithm::RS256);
    sources["src1"] = {{"JWT", provider.options.services.unsigned_aggregated_claims
                                   ? unsigned_jwt({}, person.aggregated_claims)
                                   : sign_jwt({{"kid", key.id()}}, aggregated, key)}};
  }
  if (!person.distributed_claims.empty()) {
    for (const auto& [name, value] : person.distributed_claims) names[name] = "src2";
    sources["src2"] = {{"endpoint", provider.issuer + "/claims"}, {"access_token", provider.claims_access_token}};
    provider.distributed_claims_user = user_name;
  }
  if (names.empty()) return;
  claims["_claim_names"] = std::move(names);
  claims["_claim_sources"] = std::move(sources);
}

// Core 5.3.2: JSON, or a JWT if the client registered for one.
http_response in_its_envelope(provider_state& provider, const std::string& client_id, json::object claims) {
  const auto party = provider.options.clients.find(client_id)->second;
  const registered_encryption encryption{party.userinfo_encrypted_response_alg, party.userinfo_encrypted_response_enc};
  const auto algorithm = signing_algorithm_named(party.userinfo_signed_response_alg);
  if (algorithm) {
    claims["iss"] = provider.issuer;
    claims["aud"] = client_id;
  }
  alter_with(provider.options.alter.userinfo, claims);
  if (!algorithm && encryption.alg.empty()) return json_response(200, claims);

  std::string message = json::serialize(claims);
  if (algorithm) {
    json::object header{{"alg", name_of(*algorithm)}, {"typ", "JWT"}};
    if (has_key_pair(*algorithm)) header["kid"] = provider.keys.current(*algorithm).id();
    alter_with(provider.options.alter.userinfo_header, header);
    message = signed_for_client(provider, client_id, {*algorithm, std::move(header), std::move(claims)});
    alter_with(provider.options.alter.signed_userinfo, message);
  }
  return {.content_type = "application/jwt",
          .body = encrypted_to_client(provider, client_id, encryption, std::move(message), algorithm.has_value()),
          .headers = {{"Cache-Control", "no-store"}, {"Pragma", "no-cache"}}};
}

}  // namespace

http_response userinfo_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "GET" && request.method != "POST")
    return refuse_access(405, "Bearer", "invalid_request", "use GET or POST");
  auto checked = check_access(provider, request, sent, provider.options.services.userinfo_token);
  if (auto* refusal = std::get_if<http_response>(&checked)) return std::move(*refusal);
  const auto given = std::get<checked_access>(checked).given;
  const auto person = provider.options.users.find(given.user_name);
  if (person == provider.options.users.end() || !has_word(given.scope, "openid")) {
    provider.note(note_kind::failure, "userinfo: the access token is not of a sign-in");
    return refuse_access(403, "Bearer", "insufficient_scope", "the access token is not of a sign-in");
  }
  auto claims = released_claims(provider, person->second, given);
  claims["sub"] = subject_of(given.user_name, person->second);
  add_sources(provider, person->second, given.user_name, claims);
  if (provider.does(misbehaviour::userinfo_wrong_subject)) claims["sub"] = other_subject;
  if (provider.does(misbehaviour::userinfo_missing_subject)) claims.erase("sub");
  auto response = in_its_envelope(provider, given.client_id, std::move(claims));
  give_dpop_nonce(provider, dpop_side::resource, response);
  return response;
}

}  // namespace mock_idp
