// SPDX-License-Identifier: BSL-1.0
// The users file and the users that the program has without one.
#include "user_directory.hpp"

#include "configuration_json.hpp"

namespace mock_idp {
namespace {

claims_placement placement_of(std::string_view name, const boost::json::value& value) {
  const auto text = text_of(name, "claims_in", value);
  if (text == "id_token") return claims_placement::id_token;
  if (text == "userinfo") return claims_placement::userinfo;
  if (text == "both") return claims_placement::both;
  refuse(name, "claims_in must be id_token, userinfo or both");
}

}  // namespace

std::string subject_of(std::string_view user_name, const user& person) {
  const auto* subject = person.claims.if_contains("sub");
  return std::string(subject && subject->is_string() ? std::string_view(subject->get_string()) : user_name);
}

user_directory read_users(std::string_view json_text) {
  user_directory users;
  for_each_entry(json_text, [&](std::string_view name, const boost::json::object& entry) {
    user person;
    for (const auto& [member, value] : entry) {
      if (member == "password") person.password = text_of(name, member, value);
      else if (member == "claims") person.claims = object_of(name, member, value);
      else if (member == "userinfo_claims") person.userinfo_claims = object_of(name, member, value);
      else if (member == "aggregated_claims") person.aggregated_claims = object_of(name, member, value);
      else if (member == "distributed_claims") person.distributed_claims = object_of(name, member, value);
      else if (member == "claims_in") person.claims_in = placement_of(name, value);
      else refuse(name, "a user has no member " + std::string(member));
    }
    users.insert_or_assign(std::string(name), std::move(person));
  });
  return users;
}

user_directory default_users() {
  return read_users(R"({
    "alice": {"claims": {"name": "Alice Martin", "email": "alice@example.com", "email_verified": true,
                         "roles": ["user", "France"], "realm_access": {"roles": ["user", "France"]}}},
    "bob":   {"claims": {"name": "Bob Smith", "email": "bob@example.com", "email_verified": true,
                         "roles": ["user"], "realm_access": {"roles": ["user"]}}},
    "carol": {"claims": {"name": "Carol Jones", "email": "carol@example.com", "email_verified": true,
                         "roles": ["admin"], "realm_access": {"roles": ["admin"]}}}
  })");
}

}  // namespace mock_idp
