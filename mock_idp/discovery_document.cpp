// SPDX-License-Identifier: BSL-1.0
// What the provider says of itself: everything that it does, and nothing that it does not.
#include "discovery_document.hpp"

#include <boost/json/array.hpp>

#include <set>

namespace mock_idp {

namespace json = boost::json;

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
      {"response_types_supported", json::array{"code"}},
      {"response_modes_supported", json::array{"query"}},
      {"grant_types_supported", json::array{"authorization_code"}},
      {"subject_types_supported", json::array{"public"}},
      {"id_token_signing_alg_values_supported", {"RS256", "ES256", "EdDSA"}},
      {"token_endpoint_auth_methods_supported", {"client_secret_basic", "client_secret_post", "none"}},
      {"claim_types_supported", json::array{"normal"}},
      {"claims_supported", json::array(claims.begin(), claims.end())},
      {"prompt_values_supported", {"none", "login", "consent", "select_account"}},
      {"code_challenge_methods_supported", json::array{"S256"}},
      {"authorization_response_iss_parameter_supported", true},
      {"claims_parameter_supported", false},
      {"request_parameter_supported", false},
      // The default of this one is true.
      {"request_uri_parameter_supported", false},
  };
  if (state.does(misbehaviour::discovery_without_token_endpoint)) document.erase("token_endpoint");
  return document;
}

}  // namespace mock_idp
