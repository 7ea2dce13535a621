// SPDX-License-Identifier: BSL-1.0
// Which claims a relying party asked for, with its scope (OpenID Connect Core 5.4) and with the claims parameter (5.5).
#pragma once

#include "user_directory.hpp"

#include <boost/json/object.hpp>

#include <string_view>

namespace mock_idp {

// Whether profile, email, address or phone, as far as the scope has them, stands for that claim.
bool is_claim_of_scope(std::string_view claim, std::string_view scope);

// The member "id_token" or "userinfo" of the claims parameter; empty when it has none.
boost::json::object requested_claims(const boost::json::object& claims_parameter, std::string_view member);

// Everything that is known of a person, whatever the place where it is told by default.
boost::json::object all_claims_of(const user& person);

}  // namespace mock_idp
