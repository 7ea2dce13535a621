// SPDX-License-Identifier: BSL-1.0
// The end-session endpoint, logout tokens, and pages with iframes.
#include "logout.hpp"

#include "digest.hpp"
#include "jwt.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace mock_idp {
namespace {

namespace json = boost::json;

constexpr std::string_view logout_event = "http://schemas.openid.net/event/backchannel-logout";

std::string logout_token_for(const provider_state& provider, const client& party, const issued_id_tokens::entry& whose) {
  auto algorithm = party.id_token_signed_response_alg.value_or(provider.options.algorithm);
  // Back-Channel Logout 2.4: a logout token is never unsigned.
  if (algorithm == signing_algorithm::none) algorithm = signing_algorithm::RS256;
  const auto& person = provider.options.users.find(whose.user_name)->second;
  json::object claims{{"iss", provider.issuer},      {"sub", subject_of(whose.user_name, person)},
                      {"aud", whose.client_id},      {"iat", provider.now()},
                      {"exp", provider.now() + 120}, {"jti", random_text(12)},
                      {"sid", whose.session_id},     {"events", {{logout_event, json::object()}}}};
  alter_with(provider.options.alter.logout_token, claims);
  json::object header{{"typ", "logout+jwt"}};
  if (has_key_pair(algorithm)) header["kid"] = provider.keys.current(algorithm).id();
  alter_with(provider.options.alter.logout_token_header, header);
  auto compact = has_key_pair(algorithm) ? sign_jwt(header, claims, provider.keys.current(algorithm))
                                         : sign_jwt(header, claims, algorithm, party.secret);
  alter_with(provider.options.alter.signed_logout_token, compact);
  return compact;
}

void judge_answer(const provider_state& provider, const outgoing_request& request, const received_answer& answer, int wanted) {
  if (answer.status == 0) return provider.note(note_kind::failure, "the backchannel_logout_uri: " + answer.failure);
  // Whatever is not a POST may never have come to where logout tokens are read.
  const bool is_refused_somehow = request.method != "POST" && wanted == 400 && answer.status / 100 == 4;
  const bool is_either = provider.takes_any_logout_answer && (answer.status == 200 || answer.status == 400);
  if (answer.status != wanted && !is_refused_somehow && !is_either)
    return provider.note(note_kind::failure, "the logout token was answered with status " + std::to_string(answer.status) +
                                                 " and not with " + std::to_string(wanted));
  const auto* control = answer.header("cache-control");
  if (!control || control->find("no-store") == std::string::npos)
    provider.note(note_kind::warning, "the logout token's answer has no Cache-Control: no-store");
  provider.note(note_kind::fact, "the logout token was answered as it must be");
}

http_response page(std::string_view title, std::string_view body, std::string_view policy) {
  std::string text = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Mock provider</title><h1>";
  text += title;
  text += "</h1>";
  text += body;
  text += "</html>\n";
  return {.content_type = "text/html; charset=utf-8",
          .body = std::move(text),
          .headers = {{"Cache-Control", "no-store"}, {"Content-Security-Policy", std::string(policy)}}};
}

// The iframes of Front-Channel Logout 1.0 3, and the way on.
http_response page_with_iframes(const std::vector<std::string>& urls, const std::string& then) {
  std::string body;
  for (const auto& url : urls) body += "<iframe src=\"" + html_escape(url) + "\" hidden></iframe>";
  if (!then.empty()) {
    body += "<p><a id=\"continue\" href=\"" + html_escape(then) + "\">Back to the application</a></p>";
    // The load event waits for the iframes.
    body += "<script>addEventListener('load', () => location.replace(document.getElementById('continue').href))</script>";
  }
  return page("You have signed out.", body, "default-src 'none'; frame-src *; script-src 'unsafe-inline'");
}

// The scheme, host and port.
std::string_view origin_of(std::string_view url) {
  const auto authority = url.find("://");
  return authority == std::string_view::npos ? url : url.substr(0, url.find_first_of("/?#", authority + 3));
}

std::string salted_hash(std::string_view client_id, std::string_view origin, std::string_view browser_state,
                        std::string_view salt) {
  std::string text;
  for (const auto part : {client_id, origin, browser_state, salt}) {
    if (!text.empty()) text += ' ';
    text += part;
  }
  return base64url(sha256(text)) + '.' + std::string(salt);
}

std::string browser_cookie_name(const provider_state& provider) {
  return "mock_idp_browser_" + base64url(sha256(provider.issuer)).substr(0, 8);
}

http_response refuse(const provider_state& provider, const std::string& why) {
  provider.note(note_kind::failure, "logout: " + why);
  return error_page(400, why);
}

}  // namespace

std::vector<std::string> log_out(provider_state& provider, const std::string& user_name) {
  const auto sessions = provider.issued.sessions_of(user_name);
  provider.issued.end_sessions_of(user_name);
  provider.given.end_sessions_of(user_name);
  provider.note(note_kind::fact, "logged out");

  std::vector<std::string> to_load;
  std::vector<outgoing_request> to_post;
  for (const auto& each : sessions) {
    const auto found = provider.options.clients.find(each.client_id);
    if (found == provider.options.clients.end()) continue;
    const auto& party = found->second;
    if (!party.frontchannel_logout_uri.empty()) {
      parameter_list parameters;
      if (party.frontchannel_logout_session_required) {
        parameters.add("iss", provider.issuer);
        parameters.add("sid", each.session_id);
      }
      alter_with(provider.options.alter.front_channel_logout, parameters);
      to_load.push_back(parameters.size() ? with_query(party.frontchannel_logout_uri, parameters) : party.frontchannel_logout_uri);
    }
    if (!party.backchannel_logout_uri.empty()) {
      parameter_list form;
      form.add("logout_token", logout_token_for(provider, party, each));
      outgoing_request request{.method = "POST",
                               .url = party.backchannel_logout_uri,
                               .body = to_form(form),
                               .content_type = "application/x-www-form-urlencoded"};
      alter_with(provider.options.alter.logout_request, request);
      to_post.push_back(std::move(request));
    }
  }
  for (const auto& request : to_post) {
    judge_answer(provider, request, provider.send_unlocked(request), provider.expects_logout_refusal ? 400 : 200);
    if (!provider.repeats_logout_tokens) continue;
    provider.do_deed();
    judge_answer(provider, request, provider.send_unlocked(request), 400);
  }
  if (!to_load.empty() && provider.module && provider.module->needs_word("front_channel_logout")) provider.do_deed();
  return to_load;
}

http_response end_session_endpoint(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method != "GET" && request.method != "POST") return error_page(405, "Use GET or POST.");
  if (const auto name = sent.repeated()) return refuse(provider, "The parameter " + *name + " came more than once.");
  if (!sent.has("id_token_hint")) return refuse(provider, "The id_token_hint is missing.");
  const auto whose = provider.issued.find(sent.value("id_token_hint"));
  if (!whose) return refuse(provider, "The id_token_hint is not an ID token of this provider.");
  if (sent.has("client_id") && sent.value("client_id") != whose->client_id)
    return refuse(provider, "The id_token_hint is another client's.");
  const auto to = sent.value("post_logout_redirect_uri");
  const auto party = provider.options.clients.find(whose->client_id);
  if (!to.empty()) {
    const auto* registered = party == provider.options.clients.end() ? nullptr : &party->second.post_logout_redirect_uris;
    if (!registered || std::find(registered->begin(), registered->end(), to) == registered->end())
      return refuse(provider, "The post_logout_redirect_uri is not registered for this client.");
  } else {
    provider.note(note_kind::warning, "the logout request has no post_logout_redirect_uri");
  }
  if (sent.has("state")) provider.note(note_kind::fact, "sent logout state");

  const auto frames = log_out(provider, whose->user_name);
  std::string then;
  if (!to.empty()) {
    parameter_list back;
    if (sent.has("state")) back.add("state", sent.value("state"));
    alter_with(provider.options.alter.logout_response, back);
    then = back.size() ? with_query(to, back) : to;
  }
  auto response = frames.empty() && !then.empty()
                      ? http_response{.status = 303, .headers = {{"Location", then}, {"Cache-Control", "no-store"}}}
                      : page_with_iframes(frames, then);
  response.headers.emplace_back("Set-Cookie", browser_state_cookie(provider, ""));
  return response;
}

http_response log_out_page(provider_state& provider, const parameter_list& sent) {
  const auto user_name = sent.has("user") ? sent.value("user") : provider.options.automatic_user;
  if (!provider.options.users.contains(user_name)) return error_page(400, "No user has the name \"" + user_name + "\".");
  auto response = page_with_iframes(log_out(provider, user_name), "");
  response.headers.emplace_back("Set-Cookie", browser_state_cookie(provider, ""));
  return response;
}

std::string session_state_for(const provider_state&, std::string_view client_id, std::string_view redirect_uri,
                              std::string_view session_id) {
  return salted_hash(client_id, origin_of(redirect_uri), session_id, random_text(9));
}

std::string check_session(const provider_state&, std::string_view message, std::string_view origin, std::string_view session_id) {
  const auto space = message.rfind(' ');
  const auto dot = message.rfind('.');
  if (space == std::string_view::npos || dot == std::string_view::npos || dot < space) return "error";
  const auto right = salted_hash(message.substr(0, space), origin, session_id, message.substr(dot + 1));
  return right == message.substr(space + 1) ? "unchanged" : "changed";
}

std::string browser_state_cookie(const provider_state& provider, std::string_view session_id) {
  auto cookie = browser_cookie_name(provider) + '=' + std::string(session_id) + "; Path=/";
  // The iframe is on another site's page, which Lax would not allow; None is allowed with Secure alone.
  if (provider.options.tls) cookie += "; SameSite=None; Secure";
  return cookie;
}

http_response check_session_page(provider_state& provider, const http_request& request, const parameter_list& sent) {
  if (request.method == "POST") {
    for (const auto* result : {"unchanged", "changed", "error"})
      if (sent.value("result") == result) provider.note(note_kind::fact, std::string("the session was polled: ") + result);
    return {.status = 204};
  }
  std::string script = "const name = '" + browser_cookie_name(provider) + "=';\n";
  script += R"(const state = () => (document.cookie.split('; ').find(each => each.startsWith(name)) || name).slice(name.length);
const base64url = bytes => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
addEventListener('message', async event => {
  const space = event.data.lastIndexOf(' '), dot = event.data.lastIndexOf('.');
  let result = 'error';
  if (space >= 0 && dot > space) {
    const salt = event.data.slice(dot + 1);
    const text = [event.data.slice(0, space), event.origin, state(), salt].join(' ');
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    result = base64url(hash) + '.' + salt === event.data.slice(space + 1) ? 'unchanged' : 'changed';
  }
  event.source.postMessage(result, event.origin);
  fetch(location.href, {method: 'POST', body: new URLSearchParams({result})});
});
)";
  return page("Session", "<script>" + script + "</script>",
              "default-src 'none'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors *");
}

std::string initiated_sign_in(const provider_state& provider, std::string_view client_id) {
  const auto party = provider.options.clients.find(client_id);
  if (party == provider.options.clients.end() || party->second.initiate_login_uri.empty())
    throw std::invalid_argument("the client " + std::string(client_id) + " has registered no initiate_login_uri");
  provider.do_deed();
  parameter_list parameters;
  parameters.add("iss", provider.issuer);
  return with_query(party->second.initiate_login_uri, parameters);
}

}  // namespace mock_idp
