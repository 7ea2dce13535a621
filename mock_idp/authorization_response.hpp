// SPDX-License-Identifier: BSL-1.0
// The way back to the relying party: response types, response modes and response JWTs.
#pragma once

#include "encoding.hpp"
#include "provider_state.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mock_idp {

// What the authorization response carries (OAuth 2.0 Multiple Response Type Encoding Practices 3 and 5).
struct response_content {
  bool code = false;
  bool id_token = false;
  bool token = false;

  bool operator==(const response_content&) const = default;
  // In the order of the specification: "code id_token token".
  std::string name() const;
};

// The words in any order; nothing for what is not one of the six response types.
std::optional<response_content> response_content_named(std::string_view words);

struct response_mode {
  enum class place { query, fragment, form_post };

  place where = place::query;
  // JARM: the parameters are in one signed token.
  bool as_jwt = false;

  bool operator==(const response_mode&) const = default;
};

response_mode default_mode(const response_content& content);
// Empty text is the default. Nothing for a mode that is not known, and for one that would show tokens in a query.
std::optional<response_mode> response_mode_named(std::string_view name, const response_content& content);

struct return_path {
  std::string client_id;
  std::string redirect_uri;
  std::optional<std::string> state{};
  response_mode mode{};
};

// What the browser does next. The state and the issuer go into every response, errors included (RFC 6749 4.1.2, RFC 9207 2), and the
// session's state once there is a session. The provider's lock may be released to fetch the client's keys.
browser_request send_back(provider_state& provider, const return_path& back, parameter_list answer,
                          const std::string& session_id = {});

}  // namespace mock_idp
