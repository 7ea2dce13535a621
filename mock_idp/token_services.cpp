// SPDX-License-Identifier: BSL-1.0
// What clients ask about tokens: introspection (RFC 7662, RFC 9701) and revocation (RFC 7009).
#include "client_check.hpp"
#include "client_keys.hpp"
#include "endpoints.hpp"
#include "requested_claims.hpp"

#include <boost/json/serialize.hpp>

namespace mock_idp {
namespace {

namespace json = boost::json;

// The client and its one token, or the refusal.
struct question {
  std::string client_id;
  std::string token;
};

std::variant<question, http_response> question_in(provider_state& provider, const http_request& request,
                                                  const parameter_list& sent) {
  const auto refuse = [&](int status, std::string_view why) {
    provider.note(note_kind::failure, request.path + ": " + std::string(why));
    return oauth_error(status, "invalid_request", why);
  };
  if (request.method != "POST") return refuse(405, "use POST");
  if (!request.query.empty()) return refuse(400, "parameters belong in the body");
  if (sent.repeated()) return refuse(400, "a parameter came more than once");
  auto checked = check_client(provider, request, sent);
  if (auto* refusal = std::get_if<http_response>(&checked)) return std::move(*refusal);
  if (sent.value("token").empty()) return refuse(400, "token is missing");
  return question{std::get<checked_client>(checked).client_id, sent.value("token")};
}

json::object description_of(const provider_state& provider, const std::string& token) {
  const auto now = provider.now();
  const auto* access = provider.given.find_issued_access_token(token, now);
  const auto* found = access ? access : provider.given.find_refresh_token(token, now);
  // RFC 7662 2.2: and nothing more, so that a guess learns nothing.
  if (!found) return {{"active", false}};
  const auto& given = found->given;
  json::object told{{"active", true},         {"iss", provider.issuer},  {"client_id", given.client_id},
                    {"aud", given.client_id}, {"iat", found->issued_at}, {"exp", found->expires_at}};
  if (!given.scope.empty()) told["scope"] = given.scope;
  if (access) told["token_type"] = given.dpop_key.empty() ? "Bearer" : "DPoP";
  if (!given.dpop_key.empty()) told["cnf"] = {{"jkt", given.dpop_key}};
  if (!given.certificate.empty()) told["cnf"] = {{"x5t#S256", given.certificate}};
  if (const auto person = provider.options.users.find(given.user_name); person != provider.options.users.end()) {
    told["sub"] = subject_of(given.user_name, person->second);
    told["username"] = given.user_name;
  } else {
    told["sub"] = given.client_id;
  }
  return told;
}

}  // namespace

http_response introspection_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  auto asked = question_in(provider, request, sent);
  if (auto* refusal = std::get_if<http_response>(&asked)) return std::move(*refusal);
  const auto& [client_id, token] = std::get<question>(asked);
  const auto party = provider.options.clients.find(client_id)->second;
  // RFC 7662 2.1 wants authorized callers; who is anybody is not.
  if (party.secret.empty() && (party.token_endpoint_auth_method.empty() || party.token_endpoint_auth_method == "none"))
    return oauth_error(401, "invalid_client", "a public client may not ask about tokens");
  auto told = description_of(provider, token);
  alter_with(provider.options.alter.introspection, told);

  const auto* accepted = request.header("accept");
  constexpr std::string_view media_type = "application/token-introspection+jwt";
  if (!accepted || accepted->find(media_type) == std::string::npos) return json_response(200, told);
  const auto algorithm = signing_algorithm_named(party.introspection_signed_response_alg).value_or(signing_algorithm::RS256);
  json::object header{{"typ", "token-introspection+jwt"}};
  if (has_key_pair(algorithm)) header["kid"] = provider.keys.current(algorithm).id();
  auto message = signed_for_client(
      provider, client_id,
      {algorithm,
       std::move(header),
       {{"iss", provider.issuer}, {"aud", client_id}, {"iat", provider.now()}, {"token_introspection", std::move(told)}}});
  alter_with(provider.options.alter.signed_introspection, message);
  return {.content_type = std::string(media_type),
          .body = encrypted_to_client(provider, client_id,
                                      {party.introspection_encrypted_response_alg, party.introspection_encrypted_response_enc},
                                      std::move(message)),
          .headers = {{"Cache-Control", "no-store"}, {"Pragma", "no-cache"}}};
}

http_response revocation_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  auto asked = question_in(provider, request, sent);
  if (auto* refusal = std::get_if<http_response>(&asked)) return std::move(*refusal);
  const auto& [client_id, token] = std::get<question>(asked);
  provider.given.revoke(token, client_id);
  // RFC 7009 2.2: also for a token that was none.
  return {.status = 200, .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace mock_idp
