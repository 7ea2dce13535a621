// SPDX-License-Identifier: BSL-1.0
// The clients file and the client that the program has without one.
#include "client_registry.hpp"

#include "client_metadata.hpp"
#include "configuration_json.hpp"

namespace mock_idp {

client_registry read_clients(std::string_view json_text) {
  client_registry clients;
  for_each_entry(json_text, [&](std::string_view id, const boost::json::object& entry) {
    client party;
    for (const auto& [member, value] : entry) {
      bool is_known = false;
      if (member == "secret") party.secret = text_of(id, member, value);
      else if (member == "must_use_pkce" && value.is_bool()) party.must_use_pkce = value.get_bool();
      else if (member == "must_use_pkce") refuse(id, "must_use_pkce must be true or false");
      else if (const auto problem = read_metadata_member(party, member, value, is_known)) refuse(id, *problem);
      else if (!is_known) refuse(id, "a client has no member " + std::string(member));
    }
    clients.insert_or_assign(std::string(id), std::move(party));
  });
  return clients;
}

client_registry default_clients() {
  return {{"app", {.secret = "app-secret", .redirect_uris = {"http://127.0.0.1:8080/callback"}}}};
}

}  // namespace mock_idp
