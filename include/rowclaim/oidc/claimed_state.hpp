// SPDX-License-Identifier: BSL-1.0
// The state that a response says it has, to find the sign-in that it would answer.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/oidc/authorization_response.hpp>
#include <rowclaim/oidc/detail/response_parameters.hpp>
#include <rowclaim/oidc/response_verifier.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

namespace detail {

/// The state inside a signed response that nobody has verified yet; nothing if there is none to be seen.
inline std::optional<std::string> state_inside(std::string_view token) {
  if (std::ranges::count(token, '.') != 2) return std::nullopt;
  const std::size_t start = token.find('.') + 1;
  const auto payload = decode_base64url(token.substr(start, token.rfind('.') - start));
  if (!payload) return std::nullopt;
  const auto claims = parse_strict_json_object(*payload, response_claims_limits);
  if (!claims) return std::nullopt;
  const boost::json::value* state = claims->if_contains("state");
  if (state == nullptr || !state->is_string()) return std::nullopt;
  return std::string(state->get_string());
}

/// The state among the parameters of one way, or inside their signed response, which a verifier opens and judges if there is one.
inline result<std::optional<std::string>> state_of(response_parameters read, const response_verifier* verifier) {
  if (read.state || !read.signed_response) return std::move(read.state);
  if (verifier == nullptr) return state_inside(*read.signed_response);
  auto verified = verifier->verify(*read.signed_response);
  if (!verified) return verified.error();
  return response_access::parameters_of(std::move(*verified)).state;
}

inline result<std::string> find_state(const authorization_response& response, const response_verifier* verifier,
                                      std::size_t longest) {
  if (response.size() > longest) return error{errc::url_malformed, step::callback, "too long"};
  std::optional<std::string> found;
  error why{errc::state_missing, step::callback};
  for (const std::string_view encoded : {response.query(), response.fragment(), response.form()}) {
    auto read = read_response_parameters(encoded);
    // What is no response at all, such as the fragment that some providers leave behind, need not be well-formed.
    if (!read) why = read.error();
    if (!read) continue;
    auto state = state_of(std::move(*read), verifier);
    if (!state) why = state.error();
    if (!state || !*state) continue;
    if (found) return error{errc::parameter_duplicated, step::callback, "state"};
    found = std::move(**state);
  }
  if (!found) return why;
  if (found->empty()) return error{errc::state_missing, step::callback};
  return std::move(*found);
}

}  // namespace detail

/// The state in whichever way a response came, also inside a signed one (JARM). Good for finding what waits, and for nothing else: what is
/// found says by which way the response must come, and everything is then looked at again. `longest` is the length of what is read, in bytes.
///
/// Errors: `url_malformed`; `parameter_duplicated`, also for one state here and one there; `state_missing`, also for a response that is
///   encrypted, behind which nobody sees before a verifier has opened it.
[[nodiscard]] inline result<std::string> claimed_state(const authorization_response& response,
                                                       std::size_t longest = response_rules{}.bytes) {
  return detail::find_state(response, nullptr, longest);
}

/// The same for responses that may be encrypted: the verifier is that of the provider at whose redirect URI the response came.
/// Errors: those of `response_verifier::verify` too.
[[nodiscard]] inline result<std::string> claimed_state(const authorization_response& response, const response_verifier& verifier,
                                                       std::size_t longest = response_rules{}.bytes) {
  return detail::find_state(response, &verifier, longest);
}

}  // namespace rowclaim::inline v0_1
