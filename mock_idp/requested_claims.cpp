// SPDX-License-Identifier: BSL-1.0
// The claims behind the scopes, and the claims parameter.
#include "requested_claims.hpp"

#include "words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mock_idp {

bool is_claim_of_scope(std::string_view claim, std::string_view scope) {
  using entry = std::pair<std::string_view, std::string_view>;
  constexpr std::array table{entry{"name", "profile"},
                             entry{"family_name", "profile"},
                             entry{"given_name", "profile"},
                             entry{"middle_name", "profile"},
                             entry{"nickname", "profile"},
                             entry{"preferred_username", "profile"},
                             entry{"profile", "profile"},
                             entry{"picture", "profile"},
                             entry{"website", "profile"},
                             entry{"gender", "profile"},
                             entry{"birthdate", "profile"},
                             entry{"zoneinfo", "profile"},
                             entry{"locale", "profile"},
                             entry{"updated_at", "profile"},
                             entry{"email", "email"},
                             entry{"email_verified", "email"},
                             entry{"address", "address"},
                             entry{"phone_number", "phone"},
                             entry{"phone_number_verified", "phone"}};
  return std::any_of(table.begin(), table.end(),
                     [&](const entry& each) { return each.first == claim && has_word(scope, each.second); });
}

boost::json::object requested_claims(const boost::json::object& claims_parameter, std::string_view member) {
  const auto* found = claims_parameter.if_contains(member);
  return found && found->is_object() ? found->get_object() : boost::json::object();
}

boost::json::object all_claims_of(const user& person) {
  auto all = person.claims;
  for (const auto& [name, value] : person.userinfo_claims) all[name] = value;
  return all;
}

}  // namespace mock_idp
