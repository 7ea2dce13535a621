// SPDX-License-Identifier: BSL-1.0
// Our own modules about logout tokens.
#include "digest.hpp"
#include "own_modules.hpp"

#include <boost/json/array.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using namespace own_modules;
using enum outcome;

constexpr auto refuses_logout = "answers 400 and keeps the session";

constexpr module_entry logout(std::string_view id, std::string_view effect, beginning begin, outcome wanted) {
  return {.id = id,
          .effect = effect,
          .expects = wanted == reject ? refuses_logout : "answers 200 and ends the session",
          .outcome = wanted,
          .judge = by_logout_answer,
          .begin = begin,
          .needs = "rp_initiated_logout back_channel_logout"};
}
template <auto Do>
void refused_logout_token(state& provider) {
  provider.expects_logout_refusal = true;
  logout_token<Do>(provider);
}
template <auto Do>
void refused_logout_jwt(state& provider) {
  provider.expects_logout_refusal = true;
  signed_logout_token<Do>(provider);
}
template <auto Do>
void refused_logout_request(state& provider) {
  provider.expects_logout_refusal = true;
  provider.options.alter.logout_request = [&provider](outgoing_request& request) { happen<Do>(provider, request); };
}

// Which session's the token is, when it is none of the client's at this provider: 200 and 400 are both right then, and nothing ends.
template <auto Session>
void for_another_session(state& provider) {
  provider.takes_any_logout_answer = true;
  logout_token<[](const state& s, object& c) { c["sid"] = Session(s); }>(provider);
}
constexpr module_entry keeps_session(std::string_view id, std::string_view effect, beginning begin, std::string_view needs) {
  auto entry = logout(id, effect, begin, either);
  entry.expects = "answers 200 or 400, and keeps the session";
  entry.needs = needs;
  return entry;
}

// Anybody can send a browser to the front-channel address: what comes of it is seen inside the relying party alone.
constexpr module_entry front_channel(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id,
          .effect = effect,
          .expects = "keeps the session",
          .judge = review_after_logout,
          .begin = begin,
          .needs = "rp_initiated_logout front_channel_logout"};
}
template <auto Change>
void front_channel_parameters(state& provider) {
  provider.options.alter.front_channel_logout = [&provider](parameter_list& parameters) {
    parameter_list changed;
    for (const auto& [name, value] : parameters)
      if (const auto instead = Change(provider, name, value)) changed.add(name, *instead);
    parameters = std::move(changed);
  };
}

const auto& table() {
  static const std::vector<module_entry> entries{
      logout("rowclaim-logout-exp-missing", "the logout token has no exp",
             refused_logout_token<[](const state&, object& c) { c.erase("exp"); }>, reject),
      logout("rowclaim-logout-exp-past", "the logout token's exp is an hour ago",
             refused_logout_token<[](const state& s, object& c) {
               c["iat"] = s.now() - an_hour - 120;
               c["exp"] = s.now() - an_hour;
             }>,
             reject),
      logout("rowclaim-logout-iat-missing", "the logout token has no iat",
             refused_logout_token<[](const state&, object& c) { c.erase("iat"); }>, reject),
      logout("rowclaim-logout-jti-missing", "the logout token has no jti",
             refused_logout_token<[](const state&, object& c) { c.erase("jti"); }>, reject),
      logout("rowclaim-logout-iss-missing", "the logout token has no iss",
             refused_logout_token<[](const state&, object& c) { c.erase("iss"); }>, reject),
      logout("rowclaim-logout-aud-missing", "the logout token has no aud",
             refused_logout_token<[](const state&, object& c) { c.erase("aud"); }>, reject),
      logout("rowclaim-logout-sub-and-sid-missing", "the logout token has neither sub nor sid",
             refused_logout_token<[](const state&, object& c) {
               c.erase("sub");
               c.erase("sid");
             }>,
             reject),
      logout(
          "rowclaim-logout-events-text", "the logout token's events are a text",
          refused_logout_token<[](const state&, object& c) { c["events"] = "http://schemas.openid.net/event/backchannel-logout"; }>,
          reject),
      logout("rowclaim-logout-event-not-an-object", "the logout token's event is true and not an object",
             refused_logout_token<[](const state&, object& c) {
               c["events"] = {{"http://schemas.openid.net/event/backchannel-logout", true}};
             }>,
             reject),
      logout("rowclaim-logout-signature-wrong", "every byte of the logout token's signature is changed",
             refused_logout_jwt<[](const state&, std::string& compact) { spoil_signature(compact); }>, reject),
      logout(
          "rowclaim-logout-typ-wrong", "the logout token's typ is at+jwt",
          [](state& s) {
            s.expects_logout_refusal = true;
            s.options.alter.logout_token_header = [&s](object& header) {
              header["typ"] = "at+jwt";
              s.do_deed();
            };
          },
          reject),
      logout(
          "rowclaim-id-token-as-logout-token", "an ID token comes in the logout token's place",
          [](state& s) {
            s.expects_logout_refusal = true;
            s.options.alter.logout_token_header = [](object& header) { header["typ"] = "JWT"; };
            logout_token<[](const state&, object& c) {
              c.erase("events");
              c.erase("jti");
              c["nonce"] = random_text(16);
            }>(s);
          },
          reject),
      logout("rowclaim-logout-token-twice", "the logout request has two logout tokens",
             refused_logout_request<[](const state&, outgoing_request& request) {
               const auto same = request.body;
               request.body += '&' + same;
             }>,
             reject),
      logout("rowclaim-logout-sub-only", "the logout token has a sub and no sid",
             logout_token<[](const state&, object& c) { c.erase("sid"); }>, accept),
      logout("rowclaim-logout-aud-array", "the logout token's aud is an array of the client_id",
             logout_token<[](const state&, object& c) { c["aud"] = json::array{c["aud"]}; }>, accept),
      logout("rowclaim-logout-iat-old", "the logout token's iat is a week ago, and its exp ahead",
             refused_logout_token<[](const state& s, object& c) { c["iat"] = s.now() - 7 * 24 * an_hour; }>, reject),
      {.id = "rowclaim-logout-replayed",
       .effect = "the logout token comes a second time",
       .expects = "answers 200 and ends the session, and then answers 400",
       .judge = by_logout_answer,
       .begin = [](state& s) { s.repeats_logout_tokens = true; },
       .needs = "rp_initiated_logout back_channel_logout logout_replay"},
      keeps_session("rowclaim-logout-sid-of-another-issuer", "the logout token's sid is that of a session at another provider",
                    for_another_session<[](const state&) { return std::string(other_session); }>,
                    "rp_initiated_logout back_channel_logout other_session"),
      keeps_session("rowclaim-logout-sid-unknown", "the logout token's sid is nobody's",
                    for_another_session<[](const state&) { return random_text(16); }>, "rp_initiated_logout back_channel_logout"),
      {.id = "rowclaim-logout-by-get",
       .effect = "the logout token comes in the query of a GET request",
       .expects = "answers 400 or another refusal of its own, and keeps the session",
       .judge = by_logout_answer,
       .begin = refused_logout_request<[](const state&, outgoing_request& request) {
         request.method = "GET";
         request.url += (request.url.find('?') == std::string::npos ? '?' : '&') + std::exchange(request.body, {});
         request.content_type.clear();
       }>,
       .needs = "rp_initiated_logout back_channel_logout"},
      front_channel("rowclaim-front-channel-logout-iss-wrong", "the iss of the front-channel logout is another provider's",
                    front_channel_parameters<[](const state&, std::string_view name, const std::string& value) {
                      return std::optional<std::string>(name == "iss" ? other_issuer : value);
                    }>),
      front_channel("rowclaim-front-channel-logout-iss-missing", "the front-channel logout has a sid and no iss",
                    front_channel_parameters<[](const state&, std::string_view name, const std::string& value) {
                      return name == "iss" ? std::nullopt : std::optional<std::string>(value);
                    }>),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_logout_modules() { return table(); }

}  // namespace mock_idp
