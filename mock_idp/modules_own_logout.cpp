// SPDX-License-Identifier: BSL-1.0
// Our own modules about logout tokens.
#include "digest.hpp"
#include "own_modules.hpp"

#include <boost/json/array.hpp>

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
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_logout_modules() { return table(); }

}  // namespace mock_idp
