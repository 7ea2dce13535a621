// SPDX-License-Identifier: BSL-1.0
// The clients file and the client that the program has without one.
#include "client_registry.hpp"

#include "configuration_json.hpp"

namespace mock_idp {
namespace {

std::vector<std::string> redirect_uris_of(std::string_view id, const boost::json::value& value) {
  if (!value.is_array()) refuse(id, "redirect_uris must be an array of texts");
  std::vector<std::string> uris;
  for (const auto& uri : value.get_array()) uris.push_back(text_of(id, "each of redirect_uris", uri));
  return uris;
}

signing_algorithm algorithm_of(std::string_view id, const boost::json::value& value) {
  const auto algorithm = signing_algorithm_named(text_of(id, "id_token_signed_response_alg", value));
  if (!algorithm) refuse(id, "id_token_signed_response_alg must be RS256, ES256 or EdDSA");
  return *algorithm;
}

std::string auth_method_of(std::string_view id, const boost::json::value& value) {
  auto method = text_of(id, "token_endpoint_auth_method", value);
  if (method != "client_secret_basic" && method != "client_secret_post")
    refuse(id, "token_endpoint_auth_method must be client_secret_basic or client_secret_post");
  return method;
}

}  // namespace

client_registry read_clients(std::string_view json_text) {
  client_registry clients;
  for_each_entry(json_text, [&](std::string_view id, const boost::json::object& entry) {
    client party;
    for (const auto& [member, value] : entry) {
      if (member == "secret") party.secret = text_of(id, member, value);
      else if (member == "redirect_uris") party.redirect_uris = redirect_uris_of(id, value);
      else if (member == "token_endpoint_auth_method") party.token_endpoint_auth_method = auth_method_of(id, value);
      else if (member == "id_token_signed_response_alg") party.id_token_signed_response_alg = algorithm_of(id, value);
      else if (member == "must_use_pkce" && value.is_bool()) party.must_use_pkce = value.get_bool();
      else if (member == "must_use_pkce") refuse(id, "must_use_pkce must be true or false");
      else refuse(id, "a client has no member " + std::string(member));
    }
    clients.insert_or_assign(std::string(id), std::move(party));
  });
  return clients;
}

client_registry default_clients() {
  return {{"app", {.secret = "app-secret", .redirect_uris = {"http://127.0.0.1:8080/callback"}}}};
}

}  // namespace mock_idp
