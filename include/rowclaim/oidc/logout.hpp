// SPDX-License-Identifier: BSL-1.0
// Signing out at the provider because the application asks for it: the request that a browser carries, and its return.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/jose/random.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/metadata.hpp>
#include <rowclaim/oidc/received_request.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Who asks, and where the browser may come back to.
struct logout_client {
  std::string_view client_id;
  const std::vector<std::string>& post_logout_redirect_uris;  ///< as they are registered
};

/// What one logout asks for. Empty members are not sent.
struct logout_request {
  const secret* id_token = nullptr;  ///< as `id_token::encoded` has it: it tells the provider whom this is about
  std::string logout_hint = {};      ///< without an ID token, what else tells that
  std::string post_logout_redirect_uri = {};
  std::string ui_locales = {};
  form_parameters extra = {};  ///< parameters of the provider's own
};

/// What belongs to one logout until the browser's return. Keep it where this browser's return finds it, and hand it over once.
struct pending_logout {
  secret state;

  pending_logout() = default;
  pending_logout(pending_logout&&) = default;
  pending_logout& operator=(pending_logout&&) = default;
  pending_logout(const pending_logout&) = delete;
  pending_logout& operator=(const pending_logout&) = delete;
  ~pending_logout() = default;
};

/// A logout that was begun.
struct started_logout {
  std::string url;                        ///< where the browser goes; empty if the provider has no such endpoint
  std::optional<pending_logout> pending;  ///< only if a return was asked for

  /// Whether there is nothing to do beyond ending the session here.
  bool is_local() const noexcept { return url.empty(); }
};

namespace detail {

inline constexpr std::string_view logout_parameters[] = {
    "id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales",
};

/// Whether a token is encrypted: five parts, and not three (RFC 7516 section 9).
inline bool is_encrypted(std::string_view token) noexcept { return std::ranges::count(token, '.') == 4; }

}  // namespace detail

/// Makes the URL that ends the session at the provider. End the application's own session first, whatever becomes of this: the browser
/// need not come back.
///
/// A token that is still encrypted is not sent, as the provider could not read it (OpenID Connect Core 3.1.2.1); the client's name is
/// sent always. Without a token the provider asks the person, and may not send the browser back.
///
/// Errors: `client_misconfigured` without a client, for a return to an address that is not registered, and for an extra parameter that is
///   the protocol's own; those of `read_url` for the endpoint; `random_failed`.
/// Specification: OpenID Connect RP-Initiated Logout 1.0 sections 2 and 3.
[[nodiscard]] inline result<started_logout> make_logout_request(const provider_metadata& provider, const logout_client& client,
                                                                logout_request wanted, const url_policy& urls = {}) {
  const auto misconfigured = [](std::string_view what) { return error{errc::client_misconfigured, step::logout, what}; };
  if (client.client_id.empty()) return misconfigured("client_id");
  const auto& registered = client.post_logout_redirect_uris;
  const bool is_return_wanted = !wanted.post_logout_redirect_uri.empty();
  // Simple string comparison (section 2).
  if (is_return_wanted && std::ranges::find(registered, wanted.post_logout_redirect_uri) == registered.end())
    return misconfigured("post_logout_redirect_uri");
  started_logout started;
  if (provider.end_session_endpoint.empty()) return started;
  if (const auto url = read_url(provider.end_session_endpoint, urls); !url)
    return error{url.error().code, step::logout, "end_session_endpoint"};

  form_parameters parameters{{"client_id", std::string(client.client_id)}};
  if (wanted.id_token != nullptr && !wanted.id_token->is_empty() && !detail::is_encrypted(wanted.id_token->reveal()))
    parameters.push_back({"id_token_hint", std::string(wanted.id_token->reveal())});
  if (!wanted.logout_hint.empty()) parameters.push_back({"logout_hint", std::move(wanted.logout_hint)});
  if (is_return_wanted) {
    auto state = random_secret();
    if (!state) return error{state.error().code, step::logout};
    parameters.push_back({"post_logout_redirect_uri", std::move(wanted.post_logout_redirect_uri)});
    parameters.push_back({"state", std::string(state->reveal())});
    started.pending.emplace().state = std::move(*state);
  }
  if (!wanted.ui_locales.empty()) parameters.push_back({"ui_locales", std::move(wanted.ui_locales)});
  for (form_parameter& parameter : wanted.extra) {
    if (std::ranges::find(detail::logout_parameters, parameter.name) != std::end(detail::logout_parameters))
      return misconfigured("extra parameter");
    parameters.push_back(std::move(parameter));
  }
  started.url = add_to_query(provider.end_session_endpoint, parameters);
  return started;
}

/// Looks at the browser's return from a logout, given as a whole URL or as path and query. Whatever the outcome, the session here has ended
/// before, and nothing else of the URL is used: an error means that somebody else sent the browser, and a page to say so.
///
/// Errors: `url_malformed`; `parameter_duplicated`; `state_missing`; `state_mismatch`.
/// Specification: OpenID Connect RP-Initiated Logout 1.0 sections 3 and 4.
[[nodiscard]] inline result<void> finish_logout(pending_logout pending, std::string_view url) {
  constexpr std::size_t longest_return = 16u << 10;
  if (url.size() > longest_return) return error{errc::url_malformed, step::logout, "too long"};
  std::optional<std::string> state;
  if (auto taken = detail::take_parameters(detail::query_of(url), {{"state", &state}}, step::logout); !taken) return taken.error();
  if (!state || pending.state.is_empty()) return error{errc::state_missing, step::logout};
  if (!pending.state.matches(*state)) return error{errc::state_mismatch, step::logout};
  return {};
}

}  // namespace rowclaim::inline v0_1
