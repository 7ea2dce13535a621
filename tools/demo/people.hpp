// SPDX-License-Identifier: BSL-1.0
// The people who sign in at both providers, and what the providers say about them.
#pragma once

#include <array>
#include <string_view>

namespace demo {

struct person {
  std::string_view user;
  std::string_view case_shown;
  std::string_view claims;  // JSON
};

inline constexpr std::array people{
    person{"alice", "one country group", R"({"email": "alice@example.com", "groups": ["app users", "country:france"]})"},
    person{"bruno", "several country groups, one of them unknown to the policy",
           R"({"email": "bruno@example.com", "groups": ["app users", "country:france", "country:japan", "country:atlantis"]})"},
    person{
        "chiara", "a regional role and a country outside the region, from another claim",
        R"({"email": "chiara@example.com", "groups": ["app users", "region:europe"], "realm_access": {"roles": ["country:brazil"]}})"},
    person{"dora", "a regional role, narrowed by a role of her own",
           R"({"email": "dora@example.com", "groups": ["app users", "region:europe"]})"},
    person{"emil", "countries named by a claim of the user's",
           R"({"email": "emil@example.com", "groups": ["field offices"], "countries": ["Kenya", "Rwanda", "South Africa"]})"},
    person{"farid", "an administrator", R"({"email": "farid@example.com", "groups": ["app admins", "country:japan"]})"},
    person{"greta", "default roles only", R"({"email": "greta@example.com"})"},
    person{"henk", "refused at the gate", R"({"email": "henk@example.com", "groups": ["contractors"]})"},
};

}  // namespace demo
