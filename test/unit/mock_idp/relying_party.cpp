// SPDX-License-Identifier: BSL-1.0
// The requests of a code flow, and the reading of what comes back.
#include "relying_party.hpp"

#include <boost/json/parse.hpp>
#include <mock_idp/encoding.hpp>

#include <stdexcept>

namespace relying_party {
namespace {

std::string form_of(std::map<std::string, std::string> usual, const changes& different) {
  for (const auto& [name, value] : different) {
    if (value) usual[name] = *value;
    else usual.erase(name);
  }
  mock_idp::parameter_list parameters;
  for (const auto& [name, value] : usual) parameters.add(name, value);
  return mock_idp::to_form(parameters);
}

}  // namespace

std::string answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

boost::json::object answer::json() const { return boost::json::parse(body).as_object(); }

std::string authorization_form(const changes& different) {
  return form_of({{"client_id", "app"},
                  {"redirect_uri", redirect_uri},
                  {"response_type", "code"},
                  {"scope", "openid"},
                  {"state", state},
                  {"nonce", nonce},
                  {"code_challenge", code_challenge},
                  {"code_challenge_method", "S256"}},
                 different);
}

std::string authorization_url(const mock_idp::provider& at, const changes& different) {
  return at.issuer() + "/authorize?" + authorization_form(different);
}

std::string token_form(const std::string& code, const changes& different) {
  return form_of(
      {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", redirect_uri}, {"code_verifier", code_verifier}},
      different);
}

std::string basic(std::string_view id, std::string_view secret) {
  return "Basic " + base64(std::string(id) + ':' + std::string(secret));
}

answer redeem(const mock_idp::provider& at, const std::string& code, const changes& different) {
  return post(at.issuer() + "/token", token_form(code, different), {{"Authorization", basic("app", "app-secret")}});
}

std::optional<std::string> in_query(const std::string& url, std::string_view name) {
  const auto query = url.find('?');
  if (query == std::string::npos) return std::nullopt;
  const auto parameters = mock_idp::parse_form(std::string_view(url).substr(query + 1));
  const auto* found = parameters ? parameters->find(name) : nullptr;
  return found ? std::optional<std::string>(*found) : std::nullopt;
}

tokens sign_in(mock_idp::provider& at, std::string_view user, const changes& different) {
  const auto code = in_query(at.sign_in(authorization_url(at, different), user), "code");
  if (!code) throw std::runtime_error("the callback has no code");
  const auto response = redeem(at, *code).json();
  return {std::string(response.at("access_token").as_string()), std::string(response.at("id_token").as_string())};
}

boost::json::object header_of(const std::string& jws) {
  return boost::json::parse(decode_base64url(std::string_view(jws).substr(0, jws.find('.')))).as_object();
}

boost::json::object payload_of(const std::string& jws) {
  const auto begin = jws.find('.') + 1;
  return boost::json::parse(decode_base64url(std::string_view(jws).substr(begin, jws.find('.', begin) - begin))).as_object();
}

boost::json::object key_for(const mock_idp::provider& at, const std::string& jws) {
  const auto id = header_of(jws).at("kid");
  const auto set = get(at.issuer() + "/jwks").json();
  for (const auto& key : set.at("keys").as_array())
    if (key.at("kid") == id) return key.as_object();
  throw std::runtime_error("the key set has no key with the token's kid");
}

}  // namespace relying_party
