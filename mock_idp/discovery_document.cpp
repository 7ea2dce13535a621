// SPDX-License-Identifier: BSL-1.0
// What the provider says of itself: everything that it does, and nothing that it does not.
#include "discovery_document.hpp"

#include <boost/json/array.hpp>

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace mock_idp {

namespace json = boost::json;

namespace {

json::array all_of(std::initializer_list<std::string_view> names) { return json::array(names.begin(), names.end()); }

// What the authorization endpoint and the tokens that go through the browser can do.
void add_authorization_members(json::object& document) {
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
}

// The endpoints that clients call themselves, and how.
void add_client_members(const provider_state& state, json::object& document) {
  const auto asymmetric = all_of({"RS256", "ES256", "EdDSA", "RS384", "RS512", "PS256", "PS384", "PS512", "ES384", "ES512"});
  auto signing = asymmetric;
  for (const auto* name : {"HS256", "HS384", "HS512"}) signing.emplace_back(name);
  auto methods = all_of({"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"});
  // Certificates come with TLS alone.
  if (state.options.tls) {
    methods.emplace_back("tls_client_auth");
    methods.emplace_back("self_signed_tls_client_auth");
  }
  const std::pair<std::string_view, std::string_view> endpoints[] = {{"token_endpoint", "/token"},
                                                                     {"introspection_endpoint", "/introspect"},
                                                                     {"revocation_endpoint", "/revoke"},
                                                                     {"device_authorization_endpoint", "/device_authorization"},
                                                                     {"pushed_authorization_request_endpoint", "/par"},
                                                                     {"userinfo_endpoint", "/userinfo"}};
  json::object aliases;
  for (const auto& [name, path] : endpoints) {
    document[name] = state.issuer + std::string(path);
    aliases[name] = state.issuer + "/mtls" + std::string(path);
  }
  if (state.options.tls) document["mtls_endpoint_aliases"] = std::move(aliases);
  for (const std::string which : {"token", "introspection", "revocation"}) {
    document[which + "_endpoint_auth_methods_supported"] = methods;
    document[which + "_endpoint_auth_signing_alg_values_supported"] = signing;
  }
  if (state.options.services.allows_registration) document["registration_endpoint"] = state.issuer + "/register";
  document["tls_client_certificate_bound_access_tokens"] = state.options.tls;
  document["dpop_signing_alg_values_supported"] = asymmetric;
  document["grant_types_supported"] = all_of(
      {"authorization_code", "implicit", "refresh_token", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"});
  const auto encryption =
      all_of({"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "dir", "A128KW", "A192KW", "A256KW"});
  const auto content = all_of({"A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"});
  for (const std::string what : {"userinfo", "introspection"}) {
    document[what + "_signing_alg_values_supported"] = signing;
    document[what + "_encryption_alg_values_supported"] = encryption;
    document[what + "_encryption_enc_values_supported"] = content;
  }
}

// What a session's end is made of.
void add_logout_members(const provider_state& state, json::object& document) {
  document["end_session_endpoint"] = state.issuer + "/end_session";
  document["check_session_iframe"] = state.issuer + "/check_session";
  for (const auto* name : {"frontchannel_logout_supported", "frontchannel_logout_session_supported", "backchannel_logout_supported",
                           "backchannel_logout_session_supported"})
    document[name] = true;
}

}  // namespace

json::object discovery_document(const provider_state& state) {
  std::set<std::string, std::less<>> claims{"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash"};
  for (const auto& [name, person] : state.options.users) {
    for (const auto& [claim, value] : person.claims) claims.emplace(claim);
    for (const auto* others : {&person.userinfo_claims, &person.aggregated_claims, &person.distributed_claims})
      for (const auto& [claim, value] : *others) claims.emplace(claim);
  }
  json::object document{
      {"issuer", state.does(misbehaviour::discovery_issuer_mismatch) ? std::string(other_issuer) : state.issuer},
      {"authorization_endpoint", state.issuer + "/authorize"},
      {"jwks_uri", state.issuer + "/jwks"},
      {"scopes_supported", {"openid", "profile", "email", "address", "phone", "offline_access"}},
      {"subject_types_supported", json::array{"public"}},
      {"claim_types_supported", {"normal", "aggregated", "distributed"}},
      {"claims_supported", json::array(claims.begin(), claims.end())},
      {"prompt_values_supported", {"none", "login", "consent", "select_account"}},
      {"code_challenge_methods_supported", json::array{"S256"}},
  };
  add_authorization_members(document);
  add_client_members(state, document);
  add_logout_members(state, document);
  if (state.does(misbehaviour::discovery_without_token_endpoint)) document.erase("token_endpoint");
  return document;
}

}  // namespace mock_idp
