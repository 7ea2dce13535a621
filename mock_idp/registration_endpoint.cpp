// SPDX-License-Identifier: BSL-1.0
// Clients that register themselves (OpenID Connect Registration, RFC 7591) and look after their registration (RFC 7592).
#include "client_check.hpp"
#include "client_metadata.hpp"
#include "digest.hpp"
#include "endpoints.hpp"
#include "registration_check.hpp"

#include <boost/json/parse.hpp>

namespace mock_idp {
namespace {

namespace json = boost::json;

bool has_bearer(const http_request& request, const std::string& token) {
  const auto* header = request.header("authorization");
  return header && is_same_secret(*header, "Bearer " + token);
}

http_response unauthorized() {
  auto response = oauth_error(401, "invalid_token", "this is not the access token for registrations");
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"mock_idp\", error=\"invalid_token\"");
  return response;
}

http_response refuse(const provider_state& provider, const registration_problem& why) {
  provider.note(note_kind::failure, "registration: " + why.description);
  return oauth_error(400, why.error, why.description);
}

std::optional<json::object> metadata_in(const http_request& request) {
  const auto* type = request.header("content-type");
  if (!type || !type->starts_with("application/json")) return std::nullopt;
  boost::system::error_code error;
  auto document = json::parse(request.body, error);
  if (error || !document.is_object()) return std::nullopt;
  return std::move(document.get_object());
}

bool needs_secret(const client& party) {
  const auto symmetric = [](std::string_view alg) { return alg == "dir" || (alg.starts_with('A') && alg.ends_with("KW")); };
  const auto& method = party.token_endpoint_auth_method;
  return method.starts_with("client_secret") || uses_secret(*party.id_token_signed_response_alg) ||
         symmetric(party.id_token_encrypted_response_alg) || symmetric(party.userinfo_encrypted_response_alg) ||
         party.userinfo_signed_response_alg.starts_with("HS") || party.request_object_signing_alg.starts_with("HS") ||
         party.authorization_signed_response_alg.starts_with("HS");
}

json::object description_of(const provider_state& provider, const std::string& client_id, const client& party) {
  auto told = metadata_of(party);
  told["client_id"] = client_id;
  if (!party.secret.empty()) {
    told["client_secret"] = party.secret;
    told["client_secret_expires_at"] = 0;
  }
  told["registration_client_uri"] = provider.issuer + "/register/" + client_id;
  told["registration_access_token"] = party.registration_access_token;
  return told;
}

// A provider may register something else than it was asked for, and then says so; what it says is what counts.
http_response registered(provider_state& provider, int status, const std::string& client_id, client party) {
  auto told = description_of(provider, client_id, party);
  if (status == 201) told["client_id_issued_at"] = provider.now();
  alter_with(provider.options.alter.registration, told);
  for (const auto& [name, value] : told) {
    bool is_known = false;
    read_metadata_member(party, name, value, is_known);
  }
  provider.options.clients.insert_or_assign(client_id, std::move(party));
  return json_response(status, told);
}

}  // namespace

http_response registration_endpoint(provider_state& provider, const http_request& request) {
  if (request.method != "POST") return oauth_error(405, "invalid_request", "use POST");
  const auto& chosen = provider.options.services;
  if (!chosen.allows_registration) return oauth_error(403, "access_denied", "clients do not register themselves here");
  if (!chosen.initial_access_token.empty() && !has_bearer(request, chosen.initial_access_token)) {
    provider.note(note_kind::failure, "registration: without the initial access token");
    return unauthorized();
  }
  const auto metadata = metadata_in(request);
  if (!metadata) return refuse(provider, {.description = "the request is not a JSON object of the type application/json"});
  client party;
  if (const auto wrong = read_registration(provider, *metadata, party)) return refuse(provider, *wrong);
  if (needs_secret(party)) party.secret = random_text(48);
  party.registration_access_token = random_text(24);
  return registered(provider, 201, random_text(9), std::move(party));
}

http_response registration_management(provider_state& provider, const http_request& request, std::string_view client_id) {
  const auto found = provider.options.clients.find(client_id);
  const bool is_known = found != provider.options.clients.end() && !found->second.registration_access_token.empty();
  // RFC 7592 2.1: the same answer for no such client, so that nobody finds out which there are.
  if (!is_known || !has_bearer(request, found->second.registration_access_token)) {
    provider.note(note_kind::failure, "registration: without the registration access token");
    return unauthorized();
  }
  const auto id = found->first;
  if (request.method == "GET") return json_response(200, description_of(provider, id, found->second));
  if (request.method == "DELETE") {
    provider.options.clients.erase(found);
    return {.status = 204, .headers = {{"Cache-Control", "no-store"}}};
  }
  if (request.method != "PUT") return oauth_error(405, "invalid_request", "use GET, PUT or DELETE");
  const auto metadata = metadata_in(request);
  if (!metadata) return refuse(provider, {.description = "the request is not a JSON object of the type application/json"});
  const auto* repeated = metadata->if_contains("client_id");
  if (!repeated || *repeated != json::value(id)) return refuse(provider, {.description = "client_id must be the client's own"});
  // RFC 7592 2.2: what is not sent again is no longer registered.
  client party{.secret = found->second.secret};
  party.registration_access_token = found->second.registration_access_token;
  if (const auto wrong = read_registration(provider, *metadata, party)) return refuse(provider, *wrong);
  if (needs_secret(party) && party.secret.empty()) party.secret = random_text(48);
  return registered(provider, 200, id, std::move(party));
}

}  // namespace mock_idp
