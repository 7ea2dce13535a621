// SPDX-License-Identifier: BSL-1.0
// What the provider says of itself: everything that it does, and nothing that it does not.
#include "discovery_document.hpp"

#include <boost/json/array.hpp>

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

namespace mock_idp {

namespace json = boost::json;

namespace {

json::array all_of(std::initializer_list<std::string_view> names) { return json::array(names.begin(), names.end()); }

// What the authorization endpoint and the tokens that go through the browser can do.
void add_authorization_members(const provider_state& state, json::object& document) {
  const auto signing =
      all_of({"RS256", "ES256", "EdDSA", "RS384", "RS512", "PS256", "PS384", "PS512", "ES384", "ES512", "HS256", "HS384", "HS512"});
  auto signing_or_none = signing;
  signing_or_none.emplace_back("none");
  const auto encryption =
      all_of({"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "dir", "A128KW", "A192KW", "A256KW"});
  const auto content = all_of({"A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"});
  // In an order of their own, as other providers have them: they are sets of words.
  document["response_types_supported"] =
      all_of({"code", "id_token", "token id_token", "id_token code", "token code", "token code id_token"});
  document["response_modes_supported"] =
      all_of({"query", "fragment", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt"});
  document["id_token_signing_alg_values_supported"] = signing_or_none;
  document["request_object_signing_alg_values_supported"] = signing_or_none;
  document["authorization_signing_alg_values_supported"] = signing;
  for (const std::string what : {"id_token", "request_object", "authorization"}) {
    document[what + "_encryption_alg_values_supported"] = encryption;
    document[what + "_encryption_enc_values_supported"] = content;
  }
  document["authorization_response_iss_parameter_supported"] = true;
  document["claims_parameter_supported"] = true;
  document["request_parameter_supported"] = true;
  document["request_uri_parameter_supported"] = true;
  document["require_request_uri_registration"] = false;
  document["pushed_authorization_request_endpoint"] = state.issuer + "/par";
}

}  // namespace

json::object discovery_document(const provider_state& state) {
  std::set<std::string, std::less<>> claims{"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash"};
  for (const auto& [name, person] : state.options.users) {
    for (const auto& [claim, value] : person.claims) claims.emplace(claim);
    for (const auto& [claim, value] : person.userinfo_claims) claims.emplace(claim);
  }
  json::object document{
      {"issuer", state.does(misbehaviour::discovery_issuer_mismatch) ? std::string(other_issuer) : state.issuer},
      {"authorization_endpoint", state.issuer + "/authorize"},
      {"token_endpoint", state.issuer + "/token"},
      {"userinfo_endpoint", state.issuer + "/userinfo"},
      {"jwks_uri", state.issuer + "/jwks"},
      {"scopes_supported", {"openid", "profile", "email"}},
      {"grant_types_supported", json::array{"authorization_code"}},
      {"subject_types_supported", json::array{"public"}},
      {"token_endpoint_auth_methods_supported", {"client_secret_basic", "client_secret_post", "none"}},
      {"claim_types_supported", json::array{"normal"}},
      {"claims_supported", json::array(claims.begin(), claims.end())},
      {"prompt_values_supported", {"none", "login", "consent", "select_account"}},
      {"code_challenge_methods_supported", json::array{"S256"}},
  };
  add_authorization_members(state, document);
  if (state.does(misbehaviour::discovery_without_token_endpoint)) document.erase("token_endpoint");
  return document;
}

}  // namespace mock_idp
