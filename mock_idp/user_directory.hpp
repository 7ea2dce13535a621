// SPDX-License-Identifier: BSL-1.0
// The people who can sign in, with their claims, given in code or as JSON.
#pragma once

#include <boost/json/object.hpp>

#include <map>
#include <string>
#include <string_view>

namespace mock_idp {

enum class claims_placement { id_token, userinfo, both };

struct user {
  std::string password = "password";
  // Any claims. A "sub" among them replaces the user name as the subject.
  boost::json::object claims{};
  claims_placement claims_in = claims_placement::id_token;
  // Claims that only userinfo gives, whatever claims_in says.
  boost::json::object userinfo_claims{};
  // Claims that userinfo gives in a JWT of their own, or tells where to fetch (OpenID Connect Core 5.6.2).
  boost::json::object aggregated_claims{};
  boost::json::object distributed_claims{};
};

// By user name.
using user_directory = std::map<std::string, user, std::less<>>;

std::string subject_of(std::string_view user_name, const user& person);

// {"alice": {"password": "...", "claims": {...}, "claims_in": "id_token" | "userinfo" | "both", "userinfo_claims": {...},
//            "aggregated_claims": {...}, "distributed_claims": {...}}}
// Throws std::invalid_argument with a sentence that says what is wrong.
user_directory read_users(std::string_view json_text);

// alice, bob and carol, whose passwords are "password".
user_directory default_users();

}  // namespace mock_idp
