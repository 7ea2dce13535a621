// SPDX-License-Identifier: BSL-1.0
// Our own modules about authorization responses, and about those of another provider than the one that was asked.
#include "digest.hpp"
#include "jwt.hpp"
#include "own_modules.hpp"

#include <algorithm>
#include <vector>

namespace mock_idp {
namespace {

using namespace deeds;
using namespace judgement;
using namespace own_modules;
using enum outcome;

constexpr auto rejects_response =
    "rejects the authorization response: no token or userinfo request follows, and there is no session";

constexpr module_entry bad_response(std::string_view id, std::string_view effect, beginning begin,
                                    response_types types = any_response_type) {
  return {.id = id, .effect = effect, .expects = rejects_response, .types = types, .judge = rejects, .begin = begin};
}

bool is_answer(const parameter_list& response) {
  return response.has("code") || response.has("id_token") || response.has("access_token");
}
bool take_away(parameter_list& from, std::string_view name) {
  if (!from.has(name)) return false;
  parameter_list rest;
  for (const auto& [each, value] : from)
    if (each != name) rest.add(each, value);
  from = std::move(rest);
  return true;
}
bool put_in(parameter_list& into, std::string_view name, std::string_view value) {
  if (!is_answer(into)) return false;
  take_away(into, name);
  into.add(std::string(name), std::string(value));
  return true;
}
bool twice(parameter_list& in, std::string_view name) {
  if (!in.has(name)) return false;
  in.add(std::string(name), in.value(name));
  return true;
}

// Far more than any of them needs.
constexpr std::size_t huge = 100'000;

template <const auto& Name>
void huge_parameter(state& provider) {
  authorization_response<[](const state&, parameter_list& r) {
    if (!is_answer(r)) return false;
    return put_in(r, Name, r.value(Name) + std::string(huge, 'x'));
  }>(provider);
}
constexpr char code_name[] = "code";
constexpr char issuer_name[] = "iss";
constexpr char id_token_name[] = "id_token";
constexpr char access_token_name[] = "access_token";
constexpr char token_type_name[] = "token_type";
constexpr char expires_in_name[] = "expires_in";
constexpr char session_state_name[] = "session_state";

// An error in the answer's place, with whatever belongs to the sign-in.
parameter_list error_instead_of(const parameter_list& answer, std::string error, std::string description = {}) {
  parameter_list made;
  made.add("error", std::move(error));
  if (!description.empty()) made.add("error_description", std::move(description));
  for (const auto* name : {"state", "iss"})
    if (answer.has(name)) made.add(name, answer.value(name));
  return made;
}

// The same URL, and another text: with the scheme's own port if there is none, else with a zero before the one that is there.
std::string with_port_spelt_otherwise(const std::string& issuer) {
  const auto host = issuer.find("://") + 3;
  const auto end = std::min(issuer.find('/', host), issuer.size());
  const auto colon = issuer.find(':', host);
  if (colon < end) return issuer.substr(0, colon + 1) + '0' + issuer.substr(colon + 1);
  return issuer.substr(0, end) + (issuer.starts_with("https:") ? ":443" : ":80") + issuer.substr(end);
}

// From the query, the fragment or the form to another of them.
bool move_to(browser_request& next, char where) {
  const auto mark = next.url.find_first_of("?#");
  auto parameters = next.body.empty() && mark != std::string::npos ? next.url.substr(mark + 1) : next.body;
  if (next.body.empty() && mark != std::string::npos && next.url[mark] == where) return false;
  if (next.body.empty()) next.url.resize(std::min(mark, next.url.size()));
  next = {.method = "GET", .url = next.url + where + parameters};
  return true;
}

verdict_report takes_it_once(const evidence& from) {
  const auto path = from.is(with_code) ? "/token" : "/userinfo";
  if (from.count(path) > 1) return failed("the relying party took one response twice");
  return completes(from);
}

const auto& table() {
  static const std::vector<module_entry> entries{
      // ---- responses
      bad_response("rowclaim-state-wrong", "the authorization response's state is not the one that was sent",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "state", random_text(24)); }>),
      bad_response("rowclaim-state-missing", "the authorization response has no state",
                   authorization_response<[](const state&, parameter_list& r) { return take_away(r, "state"); }>),
      bad_response("rowclaim-state-empty", "the authorization response's state is empty",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "state", ""); }>),
      bad_response(
          "rowclaim-state-huge", "the authorization response's state has twenty thousand characters",
          authorization_response<[](const state&, parameter_list& r) { return put_in(r, "state", std::string(20'000, 's')); }>),
      bad_response("rowclaim-state-twice", "the authorization response has its state twice",
                   authorization_response<[](const state&, parameter_list& r) { return is_answer(r) && twice(r, "state"); }>),
      bad_response("rowclaim-code-twice", "the authorization response has its code twice",
                   authorization_response<[](const state&, parameter_list& r) { return twice(r, "code"); }>, with_code),
      bad_response("rowclaim-code-missing", "the authorization response has no code",
                   authorization_response<[](const state&, parameter_list& r) { return take_away(r, "code"); }>, with_code),
      bad_response("rowclaim-code-and-error", "the authorization response has an error as well",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "error", "access_denied"); }>),
      bad_response("rowclaim-error", "the authorization response says access_denied",
                   authorization_response<[](const state&, parameter_list& r) { r = error_instead_of(r, "access_denied"); }>),
      bad_response(
          "rowclaim-error-huge", "the authorization response's error has a hundred thousand characters",
          authorization_response<[](const state&, parameter_list& r) { r = error_instead_of(r, std::string(huge, 'e')); }>),
      bad_response("rowclaim-error-description-huge",
                   "the authorization response is an error whose description has a hundred thousand characters",
                   authorization_response<[](const state&, parameter_list& r) {
                     r = error_instead_of(r, "access_denied", std::string(huge, 'd'));
                   }>),
      bad_response("rowclaim-error-description-line-break",
                   "the authorization response is an error whose description has line breaks and a header after them",
                   authorization_response<[](const state&, parameter_list& r) {
                     r = error_instead_of(r, "access_denied", "no\r\nSet-Cookie: session=stolen\r\n\r\n");
                   }>),
      bad_response("rowclaim-error-without-state", "the authorization response is an error without state",
                   authorization_response<[](const state& s, parameter_list& r) {
                     parameter_list answer;
                     answer.add("error", "access_denied");
                     answer.add("iss", s.issuer);
                     r = std::move(answer);
                   }>),
      bad_response("rowclaim-error-of-another-issuer", "the authorization response is an error whose iss is another provider's",
                   authorization_response<[](const state&, parameter_list& r) {
                     parameter_list answer;
                     answer.add("error", "access_denied");
                     if (r.has("state")) answer.add("state", r.value("state"));
                     answer.add("iss", other_issuer);
                     r = std::move(answer);
                   }>),
      bad_response("rowclaim-response-empty", "the authorization response has nothing but state and iss",
                   authorization_response<[](const state&, parameter_list& r) {
                     for (const auto* name : {"code", "id_token", "access_token", "token_type"}) take_away(r, name);
                   }>),
      bad_response("rowclaim-code-huge", "the authorization response's code is a hundred thousand characters longer than it was",
                   huge_parameter<code_name>, with_code),
      bad_response("rowclaim-response-iss-huge", "the authorization response's iss is a hundred thousand characters longer",
                   huge_parameter<issuer_name>),
      bad_response("rowclaim-front-id-token-huge", "the authorization response's ID token is a hundred thousand characters longer",
                   huge_parameter<id_token_name>, with_front_id_token),
      bad_response("rowclaim-front-access-token-huge",
                   "the authorization response's access token is a hundred thousand characters longer",
                   huge_parameter<access_token_name>, of_id_token_token | of_code_id_token_token),
      bad_response("rowclaim-front-token-type-huge",
                   "the authorization response's token_type is a hundred thousand characters longer",
                   huge_parameter<token_type_name>, with_front_token),
      bad_response("rowclaim-front-expires-in-huge",
                   "the authorization response's expires_in is a hundred thousand characters longer",
                   huge_parameter<expires_in_name>, with_front_token),
      bad_response("rowclaim-session-state-huge",
                   "the authorization response's session_state is a hundred thousand characters longer",
                   huge_parameter<session_state_name>),
      bad_response(
          "rowclaim-front-access-token-line-break",
          "the authorization response's access token has line breaks and a header after them",
          [](state& s) {
            authorization_response<[](const state&, parameter_list& r) {
              return put_in(r, "access_token", token_with_line_break);
            }>(s);
                     // What its hash is for would be found out by that alone.
            s.options.alter.id_token_for = [](object& claims, occasion when) {
              if (when == occasion::front_channel) claims["at_hash"] = half_hash(token_with_line_break);
            };
          },
          of_id_token_token | of_code_id_token_token),
      bad_response("rowclaim-response-in-the-query", "the authorization response comes in the query instead of fragment or form",
                   browser<[](const state&, browser_request& next) { return move_to(next, '?'); }>, any_response_type & ~of_code),
      bad_response("rowclaim-response-in-the-fragment", "the authorization response comes in the fragment instead of the query",
                   browser<[](const state&, browser_request& next) { return move_to(next, '#'); }>, of_code),
      bad_response("rowclaim-unasked-id-token", "the authorization response brings an ID token that was not asked for",
                   authorization_response<[](const state& s, parameter_list& r) {
                     const auto& key = s.keys.current(signing_algorithm::RS256);
                     return put_in(r, "id_token", sign_jwt({{"kid", key.id()}}, {{"iss", s.issuer}, {"sub", other_subject}}, key));
                   }>,
                   of_code),
      bad_response("rowclaim-id-token-missing", "the authorization response has no ID token although one was asked for",
                   authorization_response<[](const state&, parameter_list& r) { return take_away(r, "id_token"); }>,
                   with_front_id_token),
      bad_response("rowclaim-access-token-missing", "the authorization response has no access token although one was asked for",
                   authorization_response<[](const state&, parameter_list& r) { return take_away(r, "access_token"); }>,
                   with_front_token),
      bad_response("rowclaim-front-token-type-mac", "the authorization response's token_type is mac",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "token_type", "mac"); }>,
                   with_front_token),
      bad_response(
          "rowclaim-front-access-token-swapped", "the authorization response's access token is another one",
          authorization_response<[](const state&, parameter_list& r) { return put_in(r, "access_token", random_text(24)); }>,
          of_id_token_token | of_code_id_token_token),
      bad_response("rowclaim-front-code-swapped",
                   "the authorization response's code is another one than the ID token's c_hash is for",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "code", random_text(24)); }>,
                   of_code_id_token | of_code_id_token_token),

      {.id = "rowclaim-response-unsolicited",
       .effect = "a browser brings an authorization response for which nobody asked",
       .expects = rejects_response,
       .judge = rejects,
       .needs = "unsolicited_response"},
      {.id = "rowclaim-response-twice",
       .effect = "a browser brings the same authorization response twice",
       .expects = "completes the sign-in, and does nothing with the response when it comes again",
       .types = with_access_token,
       .outcome = accept,
       .judge = takes_it_once,
       .begin = authorization_response<[](const state&, parameter_list& r) { return is_answer(r); }>,
       .needs = "response_twice"},

      // ---- mix-up
      bad_response("rowclaim-response-iss-wrong", "the authorization response's iss is another provider's",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "iss", other_issuer); }>),
      // RFC 9207 4: an ID token beside it says who its issuer is.
      bad_response("rowclaim-response-iss-missing", "the authorization response has no iss although the metadata promise one",
                   authorization_response<[](const state&, parameter_list& r) { return take_away(r, "iss"); }>,
                   of_code | of_code_token),
      bad_response("rowclaim-response-iss-slash", "the authorization response's iss has a slash at its end",
                   authorization_response<[](const state& s, parameter_list& r) { return put_in(r, "iss", s.issuer + '/'); }>),
      bad_response(
          "rowclaim-response-iss-default-port",
          "the authorization response's iss is the issuer with its port spelt otherwise: the scheme's own one added, or a zero "
          "before the one that is there",
          authorization_response<[](const state& s, parameter_list& r) {
            return put_in(r, "iss", with_port_spelt_otherwise(s.issuer));
          }>),
      {.id = "rowclaim-iss-default-port",
       .effect = "the ID token's iss is the issuer with its port spelt otherwise: the scheme's own one added, or a zero before the "
                 "one that "
                 "is there",
       .expects = "rejects the ID token: no token or userinfo request follows, and there is no session",
       .judge = rejects,
       .begin = id_token<[](const state& s, object& claims) { claims["iss"] = with_port_spelt_otherwise(s.issuer); }>},
      bad_response("rowclaim-response-iss-twice", "the authorization response has its iss twice",
                   authorization_response<[](const state&, parameter_list& r) { return twice(r, "iss"); }>),
      {.id = "rowclaim-response-iss-not-announced",
       .effect = "the authorization response has an iss although the metadata promise none",
       .expects = "compares the iss, which is right, or rejects the response",
       .outcome = either,
       .judge = either_way,
       .begin =
           [](state& s) {
             s.options.alter.discovery = [](object& document) { document.erase("authorization_response_iss_parameter_supported"); };
             authorization_response<[](const state&, parameter_list& r) { return r.has("iss"); }>(s);
           }},
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_response_modules() { return table(); }

}  // namespace mock_idp
