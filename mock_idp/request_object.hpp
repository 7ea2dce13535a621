// SPDX-License-Identifier: BSL-1.0
// Authorization requests that come in a token (OpenID Connect Core 6, RFC 9101), by value, by reference or pushed (RFC 9126).
#pragma once

#include "encoding.hpp"
#include "provider_state.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace mock_idp {

// As it goes back to the client (RFC 6749 4.1.2.1).
struct protocol_problem {
  std::string error;
  std::string description;
};

// Whom the parameters came from: the client itself is trusted further than a browser.
enum class sent_by { browser, client };

// The parameters that count, from those that were sent. A Request Object's members win over the parameters beside it; where RFC 9101
// or RFC 9126 rule, they alone count. The lock may be released to fetch the object or the client's keys.
// Requires: the client exists.
std::variant<parameter_list, protocol_problem> resolve_request(provider_state& provider, const std::string& client_id,
                                                               const parameter_list& sent, sent_by whom);

}  // namespace mock_idp
