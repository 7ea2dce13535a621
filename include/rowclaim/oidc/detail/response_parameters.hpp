// SPDX-License-Identifier: BSL-1.0
// The parameters of an authorization response, each at most once, before anything in them is believed.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/form.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// Each one as it came, and nothing if it did not.
struct response_parameters {
  std::optional<std::string> state;
  std::optional<std::string> issuer;
  std::optional<std::string> code;
  std::optional<std::string> refusal;
  std::optional<std::string> id_token;
  std::optional<std::string> access_token;
  std::optional<std::string> token_type;
  std::optional<std::string> expires_in;
  std::optional<std::string> session_state;
  std::optional<std::string> scope;
  std::optional<std::string> signed_response;
};

struct response_parameter {
  std::string_view name;
  std::optional<std::string> response_parameters::*into;
};

/// RFC 6749 4.1.2 and 4.2.2; OpenID Connect Core 3.2.2.5 and 3.3.2.5; Session Management 2; RFC 9207 2; JARM 2.3.
inline constexpr response_parameter known_response_parameters[] = {
    {"state", &response_parameters::state},
    {"iss", &response_parameters::issuer},
    {"code", &response_parameters::code},
    {"error", &response_parameters::refusal},
    {"id_token", &response_parameters::id_token},
    {"access_token", &response_parameters::access_token},
    {"token_type", &response_parameters::token_type},
    {"expires_in", &response_parameters::expires_in},
    {"session_state", &response_parameters::session_state},
    {"scope", &response_parameters::scope},
    {"response", &response_parameters::signed_response},
};

inline bool has_any(const response_parameters& read) {
  for (const response_parameter& known : known_response_parameters)
    if (read.*known.into) return true;
  return false;
}

/// Parameters of other names are of no interest. Errors: `url_malformed`; `parameter_duplicated`.
[[nodiscard]] inline result<response_parameters> read_response_parameters(std::string_view encoded) {
  auto form = read_form(encoded);
  if (!form) return in_step(form.error(), step::callback);
  response_parameters read;
  for (form_parameter& parameter : *form)
    for (const response_parameter& known : known_response_parameters) {
      if (parameter.name != known.name) continue;
      // RFC 6749 3.1: no parameter comes twice.
      if (read.*known.into) return error{errc::parameter_duplicated, step::callback, known.name};
      read.*known.into = std::move(parameter.value);
    }
  return read;
}

/// The same out of a signed response, where all but `expires_in` are texts. Errors: `parameter_malformed`.
[[nodiscard]] inline result<response_parameters> read_response_parameters(const boost::json::object& claims) {
  response_parameters read;
  for (const response_parameter& known : known_response_parameters) {
    const boost::json::value* member = claims.if_contains({known.name.data(), known.name.size()});
    if (member == nullptr) continue;
    if (known.into == &response_parameters::expires_in && member->is_int64()) {
      read.*known.into = std::to_string(member->get_int64());
      continue;
    }
    if (!member->is_string()) return error{errc::parameter_malformed, step::callback, known.name};
    (read.*known.into).emplace(member->get_string());
  }
  return read;
}

}  // namespace rowclaim::inline v0_1::detail
