// SPDX-License-Identifier: BSL-1.0
// The authorization endpoint as a browser meets it: the sign-in page, the session cookie and the redirect to the client.
#include "authorization.hpp"
#include "digest.hpp"
#include "endpoints.hpp"
#include "form_post_page.hpp"
#include "logout.hpp"
#include "sign_in_page.hpp"

namespace mock_idp {
namespace {

// Browsers share cookies between the ports of one host, so each provider names its own.
std::string cookie_name(const provider_state& provider) { return "mock_idp_" + base64url(sha256(provider.issuer)).substr(0, 8); }

const session* session_of(const provider_state& provider, const http_request& request) {
  const auto* cookies = request.header("cookie");
  if (!cookies) return nullptr;
  const auto wanted = cookie_name(provider) + '=';
  std::string_view rest = *cookies;
  while (!rest.empty()) {
    auto cookie = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(cookie.size() + 1, rest.size()));
    while (cookie.starts_with(' ')) cookie.remove_prefix(1);
    if (cookie.starts_with(wanted)) return provider.given.find_session(cookie.substr(wanted.size()));
  }
  return nullptr;
}

http_response to_browser(const http_request& request, browser_request next) {
  if (next.method == "POST") return form_post_page(next.url, next.body);
  // After a form the browser must go on with GET (RFC 9700 4.12).
  return {.status = request.method == "POST" ? 303 : 302,
          .headers = {{"Location", std::move(next.url)}, {"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}}};
}

http_response page(const provider_state& provider, const authorization_request& wanted, const parameter_list& sent,
                   std::string user_name, std::string_view error) {
  const auto action = provider.issuer + "/authorize";
  return {.status = error.empty() ? 200 : 403,
          .content_type = "text/html; charset=utf-8",
          .body = to_html({action, wanted.back.client_id, std::move(user_name), sent, error}),
          .headers = {{"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"}}};
}

// Begins a session for the browser to keep, and answers.
http_response begin_session(provider_state& provider, const http_request& request, const authorization_request& wanted,
                            const session& begun) {
  auto cookie = cookie_name(provider) + '=' + provider.given.start_session(begun) + "; Path=/; HttpOnly; SameSite=Lax";
  if (provider.options.tls) cookie += "; Secure";
  auto response = to_browser(request, answer_with_grant(provider, wanted, begun));
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
  response.headers.emplace_back("Set-Cookie", browser_state_cookie(provider, begun.id));
  return response;
}

http_response sign_in(provider_state& provider, const http_request& request, const authorization_request& wanted,
                      const parameter_list& sent) {
  const auto user_name = sent.value("username");
  const auto person = provider.options.users.find(user_name);
  // One sentence for both mistakes, as a real provider does.
  if (person == provider.options.users.end() || !is_same_secret(person->second.password, sent.value("password")))
    return page(provider, wanted, sent, user_name, "This user name and password do not belong together.");
  return begin_session(provider, request, wanted, {user_name, provider.now(), random_text(12)});
}

http_response login_required(provider_state& provider, const http_request& request, const authorization_request& wanted) {
  return to_browser(request,
                    answer_with_error(provider, {wanted.back, "login_required", "nobody is signed in, or not recently enough"}));
}

}  // namespace

http_response authorization_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "GET" && request.method != "POST") return error_page(405, "Use GET or POST.");
  const auto checked = check_authorization_request(provider, sent);
  if (const auto* refusal = std::get_if<authorization_refusal>(&checked)) {
    if (!refusal->back) return error_page(400, refusal->description);
    return to_browser(request, answer_with_error(provider, *refusal));
  }
  const auto& wanted = std::get<authorization_request>(checked);
  if (request.method == "POST" && sent.has("username")) return sign_in(provider, request, wanted, sent);

  const auto& automatic_user = provider.options.automatic_user;
  const bool is_automatic = provider.options.signs_in_by_itself && provider.options.users.contains(automatic_user);
  const auto* already = session_of(provider, request);
  // A test's browser may have no place for cookies.
  if (!already && is_automatic) already = provider.given.find_scripted(automatic_user);
  const bool is_recent = already && wanted.accepts_authentication_at(already->authenticated_at, provider.now()) &&
                         !wants_another_person(provider, wanted, already->user_name);
  if (wanted.has_prompt("none") && !is_recent) return login_required(provider, request, wanted);
  const bool must_sign_in = wanted.has_prompt("login") || wanted.has_prompt("select_account");
  const bool must_ask = must_sign_in || (wanted.has_prompt("consent") && !is_automatic);
  if (is_recent && !must_ask) return to_browser(request, answer_with_grant(provider, wanted, *already));
  if (!is_automatic) return page(provider, wanted, sent, wanted.login_hint, "");
  const session begun{automatic_user, provider.now(), random_text(12)};
  provider.given.remember_scripted(begun);
  return begin_session(provider, request, wanted, begun);
}

}  // namespace mock_idp
