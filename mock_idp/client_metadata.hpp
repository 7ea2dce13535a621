// SPDX-License-Identifier: BSL-1.0
// Client metadata as JSON, for the clients file and for dynamic registration alike.
#pragma once

#include "client_registry.hpp"

#include <boost/json/value.hpp>

namespace mock_idp {

// The seven methods of RFC 6749, OpenID Connect Core 9 and RFC 8705.
bool is_authentication_method(std::string_view name);

// Takes one member over. Nothing when that worked, or what is wrong with it. `is_known` is false when no member has that name.
std::optional<std::string> read_metadata_member(client& to, std::string_view name, const boost::json::value& value, bool& is_known);

// What is registered, without the secret.
boost::json::object metadata_of(const client& party);

}  // namespace mock_idp
