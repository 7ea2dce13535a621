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

// From the query, the fragment or the form to another of them.
bool move_to(browser_request& next, char where) {
  const auto mark = next.url.find_first_of("?#");
  auto parameters = next.body.empty() && mark != std::string::npos ? next.url.substr(mark + 1) : next.body;
  if (next.body.empty() && mark != std::string::npos && next.url[mark] == where) return false;
  if (next.body.empty()) next.url.resize(std::min(mark, next.url.size()));
  next = {.method = "GET", .url = next.url + where + parameters};
  return true;
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
          "rowclaim-state-huge", "the authorization response's state has a hundred thousand characters",
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
                   authorization_response<[](const state&, parameter_list& r) {
                     parameter_list answer;
                     answer.add("error", "access_denied");
                     for (const auto* name : {"state", "iss"})
                       if (r.has(name)) answer.add(name, r.value(name));
                     r = std::move(answer);
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

      // ---- mix-up
      bad_response("rowclaim-response-iss-wrong", "the authorization response's iss is another provider's",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "iss", other_issuer); }>),
      bad_response("rowclaim-response-iss-missing", "the authorization response has no iss although the metadata promise one",
                   authorization_response<[](const state&, parameter_list& r) { return take_away(r, "iss"); }>),
      bad_response("rowclaim-response-iss-slash", "the authorization response's iss has a slash at its end",
                   authorization_response<[](const state& s, parameter_list& r) { return put_in(r, "iss", s.issuer + '/'); }>),
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
