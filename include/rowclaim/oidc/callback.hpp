// SPDX-License-Identifier: BSL-1.0
// Reading the callback that a browser brings back from the provider: an untrusted URL until it fits the sign-in that was begun.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/metadata.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

namespace detail {

inline constexpr std::size_t longest_callback = 16u << 10;

/// The callback's parameters that matter, each at most once.
struct callback_parameters {
  std::optional<std::string> state;
  std::optional<std::string> issuer;
  std::optional<std::string> code;
  std::optional<std::string> refusal;
  std::optional<std::string> id_token;
  std::optional<std::string> access_token;
};

inline result<callback_parameters> read_callback_parameters(std::string_view url) {
  if (url.size() > longest_callback) return error{errc::url_malformed, step::callback, "too long"};
  url = url.substr(0, url.find('#'));
  const std::size_t question = url.find('?');
  auto form = read_form(question == std::string_view::npos ? std::string_view() : url.substr(question + 1));
  if (!form) return in_step(form.error(), step::callback);
  callback_parameters read;
  struct place {
    std::string_view name;
    std::optional<std::string>* into;
  };
  const place places[] = {{"state", &read.state},   {"iss", &read.issuer},        {"code", &read.code},
                          {"error", &read.refusal}, {"id_token", &read.id_token}, {"access_token", &read.access_token}};
  for (form_parameter& parameter : *form)
    for (const place& known : places) {
      if (parameter.name != known.name) continue;
      // RFC 6749 3.1: no parameter comes twice.
      if (*known.into) return error{errc::parameter_duplicated, step::callback, known.name};
      *known.into = std::move(parameter.value);
    }
  return read;
}

}  // namespace detail

/// Takes the authorization code out of a callback, given as a whole URL or as path and query.
///
/// Errors: `url_malformed`; `parameter_duplicated`; `state_missing`, `state_mismatch`; `response_issuer_missing`,
///   `response_issuer_mismatch`; `parameter_unexpected` for tokens, which no code flow sends, and for a code beside an error;
///   `provider_refused` with the registered error code; `code_missing`.
/// Specification: OpenID Connect Core 3.1.2.5 to 3.1.2.7; RFC 6749 sections 4.1.2 and 10.12; RFC 9207 section 2.4.
[[nodiscard]] inline result<secret> read_callback(std::string_view url, const pending_sign_in& pending,
                                                  const provider_metadata& provider) {
  auto read = detail::read_callback_parameters(url);
  if (!read) return read.error();
  // RFC 6749 10.12: nothing of a callback counts, an error neither, before its state is this sign-in's.
  if (!read->state || pending.state.is_empty()) return error{errc::state_missing, step::callback};
  if (!pending.state.matches(*read->state)) return error{errc::state_mismatch, step::callback};
  // RFC 9207 2.4: compared as text when it is there, required when the provider says that it always is.
  if (!read->issuer && provider.authorization_response_iss_parameter_supported)
    return error{errc::response_issuer_missing, step::callback};
  if (read->issuer && *read->issuer != pending.issuer)
    return error{errc::response_issuer_mismatch, step::callback, detail::issuer_difference(pending.issuer, *read->issuer)};
  // OAuth 2.0 Multiple Response Types 5: a response has what its response type promises, and nothing else.
  if (read->id_token) return error{errc::parameter_unexpected, step::callback, "id_token"};
  if (read->access_token) return error{errc::parameter_unexpected, step::callback, "access_token"};
  if (read->refusal && read->code) return error{errc::parameter_unexpected, step::callback, "code"};
  // OpenID Connect Core 3.1.2.6
  if (read->refusal) return detail::provider_refusal(*read->refusal, step::callback);
  if (!read->code || read->code->empty()) return error{errc::code_missing, step::callback};
  return secret(std::move(*read->code));
}

}  // namespace rowclaim::inline v0_1
