// SPDX-License-Identifier: BSL-1.0
// Keeping pushed requests, and the endpoint that takes them (RFC 9126 2).
#include "pushed_request.hpp"

#include "authorization.hpp"
#include "client_check.hpp"
#include "digest.hpp"
#include "dpop.hpp"
#include "endpoints.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mock_idp {
namespace {

constexpr std::string_view prefix = "urn:ietf:params:oauth:request_uri:";
constexpr std::int64_t lifetime = 60;

// What authenticated the client is no part of the authorization request.
parameter_list without_credentials(const parameter_list& sent) {
  constexpr std::array<std::string_view, 3> credentials{"client_secret", "client_assertion", "client_assertion_type"};
  parameter_list rest;
  for (const auto& [name, value] : sent)
    if (std::find(credentials.begin(), credentials.end(), name) == credentials.end()) rest.add(name, value);
  return rest;
}

http_response take_request(provider_state& provider, const http_request& request, const parameter_list& sent) {
  const auto authenticated = check_client(provider, request, sent);
  if (const auto* refusal = std::get_if<http_response>(&authenticated)) return *refusal;
  const auto client_id = std::get<checked_client>(authenticated).client_id;
  const auto proof = check_dpop_proof(provider, request, dpop_side::provider);
  if (const auto* problem = std::get_if<dpop_problem>(&proof)) return oauth_error(400, problem->error, problem->description);

  auto checked = check_pushed_request(provider, client_id, without_credentials(sent));
  if (const auto* problem = std::get_if<protocol_problem>(&checked)) return oauth_error(400, problem->error, problem->description);
  auto& parameters = std::get<parameter_list>(checked);
  // RFC 9449 10.1: a proof binds the code as dpop_jkt does.
  if (const auto& key = std::get<std::string>(proof); !key.empty()) {
    if (!parameters.has("dpop_jkt")) parameters.add("dpop_jkt", key);
    else if (parameters.value("dpop_jkt") != key) return oauth_error(400, "invalid_dpop_proof", "dpop_jkt is another key's");
  }
  const auto uri = provider.pushed.add(client_id, std::move(parameters), provider.now() + lifetime);
  return json_response(201, {{"request_uri", uri}, {"expires_in", lifetime}});
}

}  // namespace

std::string pushed_requests::add(std::string client_id, parameter_list parameters, std::int64_t expires_at) {
  auto uri = std::string(prefix) + random_text(24);
  entries_.insert_or_assign(uri, entry{std::move(client_id), std::move(parameters), expires_at});
  return uri;
}

std::optional<parameter_list> pushed_requests::find(std::string_view request_uri, std::string_view client_id,
                                                    std::int64_t now) const {
  const auto found = entries_.find(request_uri);
  if (found == entries_.end() || found->second.client_id != client_id || now >= found->second.expires_at) return std::nullopt;
  return found->second.parameters;
}

void pushed_requests::use_up(std::string_view request_uri) {
  if (const auto found = entries_.find(request_uri); found != entries_.end()) entries_.erase(found);
}

bool pushed_requests::is_request_uri(std::string_view text) { return text.starts_with(prefix); }

http_response pushed_request_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "POST") return oauth_error(405, "invalid_request", "use POST");
  if (!request.query.empty()) return oauth_error(400, "invalid_request", "parameters belong in the body");
  auto response = take_request(provider, request, sent);
  give_dpop_nonce(provider, dpop_side::provider, response);
  return response;
}

}  // namespace mock_idp
