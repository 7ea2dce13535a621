// SPDX-License-Identifier: BSL-1.0
// Noticing in the browser that somebody signed out at the provider: the page that asks the provider's frame, and what follows.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/detail/markup.hpp>
#include <rowclaim/oidc/detail/session_scripts.hpp>
#include <rowclaim/oidc/id_token.hpp>
#include <rowclaim/oidc/received_request.hpp>
#include <rowclaim/oidc/return_target.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// Whether a text can be a `session_state`. It means nothing to us; a space would make the message to the provider's frame another one.
/// Specification: OpenID Connect Session Management 1.0 section 2.
[[nodiscard]] constexpr bool is_session_state(std::string_view text) noexcept {
  constexpr std::size_t longest = 1024;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

/// What the page asks, and where it goes when the answer has changed.
struct session_check {
  std::string check_session_iframe;  ///< of the provider's metadata
  std::string authorization_endpoint;  ///< of the same: the silent sign-in leads there within a frame
  std::string client_id;
  std::string session_state;  ///< as the authorization response gave it
  std::string site;  ///< our own origin, "https://app.example": the only one that is told anything
  std::string silent_sign_in;  ///< a path of ours that begins a sign-in with `silent_sign_in_request`
  int interval_seconds = 10;
};

/// How a silent sign-in ended, for the page that asked for it.
enum class session_outcome : unsigned char {
  same_person,  ///< the session goes on, with another `session_state`
  ended,  ///< the provider knows of nobody, or of somebody else: sign out here
};

namespace detail {

/// The script's hash as a policy for content names it, so that no other script runs (CSP level 3).
[[nodiscard]] inline result<std::string> script_source(std::string_view script) {
  const auto hash = digest(digest_algorithm::sha256, script);
  if (!hash) return error{hash.error().code, step::session_check};
  std::string text = encode_base64url(*hash);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return "'sha256-" + text + "='";
}

struct page_value {
  std::string_view name;
  std::string_view value;
};

/// A page whose script is always the same text; what differs is data in attributes, and never part of the script.
[[nodiscard]] inline result<http_response> scripted_page(std::string_view script, std::string_view frames,
                                                         std::initializer_list<page_value> values, std::string_view policy) {
  const auto source = script_source(script);
  if (!source) return source.error();
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Session</title></head><body";
  for (const page_value& one : values)
    page.append(" data-").append(one.name).append("=\"").append(escaped_markup(one.value)).append("\"");
  page.append(">").append(frames).append("<script>").append(script).append("</script></body></html>\n");
  http_response made = answer(200, "text/html; charset=utf-8", std::move(page));
  std::string rules = "default-src 'none'; script-src ";
  rules.append(*source).append("; ").append(policy).append("frame-ancestors 'self'; base-uri 'none'; form-action 'none'");
  made.headers.push_back({"Content-Security-Policy", std::move(rules)});
  made.headers.push_back({"Referrer-Policy", "no-referrer"});
  return made;
}

}  // namespace detail

/// The page for a hidden frame in each of the application's pages. It asks the provider's frame whether the session is as it was, and on
/// `changed` has the silent sign-in tried, once; on `error` it does not. A state that has changed as soon as it is asked about is an
/// error. To the page around it, on this site alone, it posts
/// `{"rowclaim_session": "ended"}` when nobody is signed in any more, and `{"rowclaim_session": "error"}` when it cannot tell.
///
/// Errors: `client_misconfigured`, with what about.
/// Specification: OpenID Connect Session Management 1.0 sections 3.1 and 3.2.
[[nodiscard]] inline result<http_response> make_session_check_page(const session_check& check) {
  const auto misconfigured = [](std::string_view what) { return error{errc::client_misconfigured, step::session_check, what}; };
  const auto provider = detail::origin_of(check.check_session_iframe);
  if (!provider) return misconfigured("check_session_iframe");
  const auto authorization = detail::origin_of(check.authorization_endpoint);
  if (!authorization) return misconfigured("authorization_endpoint");
  // Core 2 allows no space in a client's name by RFC 6749 A.1 alone: there it could forge the message.
  if (!is_session_state(check.client_id)) return misconfigured("client_id");
  if (!is_session_state(check.session_state)) return misconfigured("session_state");
  const auto site = detail::origin_of(check.site);
  if (!site || *site != check.site) return misconfigured("site");
  if (!allowed_target(check.silent_sign_in, {.folders = {"/"}})) return misconfigured("silent_sign_in");
  if (check.interval_seconds < 1 || check.interval_seconds > 3600) return misconfigured("interval_seconds");
  const std::string interval = std::to_string(check.interval_seconds);
  return detail::scripted_page(detail::session_check_script,
                               "<iframe id=\"provider\" title=\"provider\" hidden></iframe>"
                               "<iframe id=\"silent\" title=\"sign-in\" hidden></iframe>",
                               {{"provider", check.check_session_iframe},
                                {"provider-origin", *provider},
                                {"client", check.client_id},
                                {"state", check.session_state},
                                {"site", *site},
                                {"silent", check.silent_sign_in},
                                {"interval", interval}},
                               "frame-src 'self' " + *provider + (*authorization == *provider ? "" : " " + *authorization) + "; ");
}

/// What the silent sign-in asks for: nothing that a person would see, and the person who is signed in.
/// Specification: OpenID Connect Session Management 1.0 section 3.1; OpenID Connect Core 3.1.2.1.
[[nodiscard]] inline sign_in_request silent_sign_in_request(const secret& id_token) {
  sign_in_request wanted{.prompt = "none"};
  wanted.id_token_hint = id_token;
  return wanted;
}

/// What the silent sign-in means: the session goes on if the same person is signed in at the same provider. It ends for whatever else, a
/// refusal too: `now` is then null.
[[nodiscard]] inline session_outcome outcome_of_silent_sign_in(const id_token& before, const id_token* now) noexcept {
  const bool is_same = now != nullptr && now->issuer() == before.issuer() && now->subject() == before.subject();
  return is_same ? session_outcome::same_person : session_outcome::ended;
}

/// The page that the silent sign-in's callback answers with, in the frame of the page that asked. A new `session_state` is needed to go on:
/// without one the outcome is `ended` whatever it was.
///
/// Errors: `client_misconfigured` unless the site is an origin.
[[nodiscard]] inline result<http_response> make_silent_sign_in_page(session_outcome outcome, std::string_view session_state,
                                                                    std::string_view site) {
  const auto origin = detail::origin_of(site);
  if (!origin || *origin != site) return error{errc::client_misconfigured, step::session_check, "site"};
  const bool goes_on = outcome == session_outcome::same_person && is_session_state(session_state);
  return detail::scripted_page(
      detail::silent_sign_in_script, {},
      {{"outcome", goes_on ? "same" : "ended"}, {"state", goes_on ? session_state : ""}, {"site", *origin}}, {});
}

}  // namespace rowclaim::inline v0_1
