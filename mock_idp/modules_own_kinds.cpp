// SPDX-License-Identifier: BSL-1.0
// Our own modules about tokens of one kind in the place of another.
#include "digest.hpp"
#include "jwt.hpp"
#include "own_tokens.hpp"

#include <boost/json/serialize.hpp>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace own_tokens;
using enum outcome;

// Whatever the provider signs for another purpose, in an ID token's place.
template <auto Claims>
void another_jwt(state& provider, std::string_view typ) {
  provider.options.alter.signed_id_token = [&provider, typ](std::string& compact, occasion when) {
    if (when == occasion::refresh) return;
    auto claims = json_of(split(compact).payload);
    Claims(provider, claims);
    auto header = json_of(split(compact).header);
    header["typ"] = typ;
    sign_text(provider, compact, json::serialize(header), json::serialize(claims));
    provider.do_deed();
  };
}

void keep(object& claims, std::initializer_list<std::string_view> names) {
  object kept;
  for (const auto name : names)
    if (const auto* value = claims.if_contains(name)) kept[name] = *value;
  claims = std::move(kept);
}

constexpr auto* logout_event = "http://schemas.openid.net/event/backchannel-logout";

// What a provider signs beside ID tokens.
enum class kind { id_token, access_token, logout_token, userinfo, response, introspection, request_object };

// A right token of that kind, about the module's client and person, as this provider would sign it.
std::string token_of(const state& provider, kind what) {
  const auto& client = provider.options.clients.begin()->first;
  const auto& person = provider.options.automatic_user;
  const auto subject = subject_of(person, provider.options.users.find(person)->second);
  const auto now = provider.now();
  object claims{{"iss", provider.issuer}, {"aud", client}};
  const char* typ = "JWT";
  const auto lives = [&] {
    claims["iat"] = now;
    claims["exp"] = now + 300;
  };
  switch (what) {
    case kind::id_token:
      lives();
      claims["sub"] = subject;
      claims["auth_time"] = now;
      claims["nonce"] = random_text(16);
      break;
    case kind::access_token:
      lives();
      typ = "at+jwt";
      claims["sub"] = subject;
      claims["client_id"] = client;
      claims["jti"] = random_text(9);
      claims["scope"] = "openid";
      break;
    case kind::logout_token:
      lives();
      typ = "logout+jwt";
      claims["sub"] = subject;
      claims["jti"] = random_text(9);
      claims["events"] = {{logout_event, object()}};
      break;
    case kind::userinfo:
      claims["sub"] = subject;
      claims["name"] = "Demo T. User";
      break;
    case kind::response:
      claims["exp"] = now + 300;
      claims["code"] = random_text(24);
      claims["state"] = random_text(24);
      break;
    case kind::introspection:
      claims["iat"] = now;
      typ = "token-introspection+jwt";
      claims["token_introspection"] = {
          {"active", true}, {"sub", subject}, {"client_id", client}, {"aud", client}, {"exp", now + 300}};
      break;
    case kind::request_object:
      lives();
      typ = "oauth-authz-req+jwt";
      claims["iss"] = client;
      claims["aud"] = provider.issuer;
      claims["client_id"] = client;
      break;
  }
  return sign_jwt({{"typ", typ}}, claims, provider.keys.current(signing_algorithm::RS256));
}

// Each of these puts a token of another kind in the place of the one that is due.
template <kind What>
bool put(const state& provider, std::string& compact) {
  compact = token_of(provider, What);
  return true;
}
template <kind What>
void as_logout_token(state& provider) {
  provider.expects_logout_refusal = true;
  signed_logout_token<put<What>>(provider);
}
template <kind What>
void as_userinfo(state& provider) {
  provider.options.alter.signed_userinfo = [&provider](std::string& compact) { happen<put<What>>(provider, compact); };
}
template <kind What>
void as_introspection(state& provider) {
  provider.options.alter.signed_introspection = [&provider](std::string& compact) { happen<put<What>>(provider, compact); };
}

constexpr module_entry for_logout_token(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id,
          .effect = effect,
          .expects = "answers 400 and keeps the session",
          .judge = judgement::by_logout_answer,
          .begin = begin,
          .needs = "rp_initiated_logout back_channel_logout"};
}
constexpr module_entry for_userinfo(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id,
          .effect = effect,
          .expects = "rejects the userinfo response and uses nothing of it",
          .types = with_access_token,
          .judge = judgement::only_inside,
          .begin = begin,
          .prepare =
              [](provider_options& options) {
                for (auto& [client_id, party] : options.clients) party.userinfo_signed_response_alg = "RS256";
              },
          .needs = "signed_userinfo"};
}
constexpr module_entry for_response(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id,
          .effect = effect,
          .expects = "rejects the authorization response and makes no token request",
          .judge = judgement::rejects,
          .begin = begin,
          .needs = "signed_response"};
}
constexpr module_entry for_introspection(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id,
          .effect = effect,
          .expects = "rejects the introspection response and does not take the token for an active one",
          .types = with_access_token,
          .judge = judgement::only_inside,
          .begin = begin,
          .needs = "introspection"};
}

verdict_report asks_about_its_token(const evidence& from) {
  return from.count("/introspect") ? judgement::passed() : judgement::waiting("nobody has asked about a token");
}

const auto& table() {
  static const std::vector<module_entry> entries{
      bad("rowclaim-logout-token-as-id-token", "a logout token comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state&, object& c) {
              keep(c, {"iss", "sub", "aud", "iat", "exp"});
              c["jti"] = random_text(9);
              c["events"] = {{logout_event, object()}};
            }>(s, "logout+jwt");
          }),
      bad("rowclaim-access-token-as-id-token", "a JWT access token comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state&, object& c) {
              c["client_id"] = c["aud"];
              c["jti"] = random_text(9);
              c["scope"] = "openid";
            }>(s, "at+jwt");
          }),
      bad("rowclaim-userinfo-as-id-token", "a signed userinfo response comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state&, object& c) { keep(c, {"iss", "sub", "aud"}); }>(s, "JWT");
          }),
      bad("rowclaim-request-object-as-id-token", "a Request Object comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state& p, object& c) {
              const auto client = c["aud"];
              c["iss"] = client;
              c["aud"] = p.issuer;
              c["client_id"] = client;
              c.erase("sub");
            }>(s, "oauth-authz-req+jwt");
          }),
      bad("rowclaim-response-as-id-token", "a response JWT comes in the ID token's place", signed_id_token<put<kind::response>>),
      bad("rowclaim-introspection-as-id-token", "a signed introspection response comes in the ID token's place",
          signed_id_token<put<kind::introspection>>),

      // ---- in a logout token's place
      for_logout_token("rowclaim-access-token-as-logout-token", "a JWT access token comes in the logout token's place",
                       as_logout_token<kind::access_token>),
      for_logout_token("rowclaim-userinfo-as-logout-token", "a signed userinfo response comes in the logout token's place",
                       as_logout_token<kind::userinfo>),
      for_logout_token("rowclaim-response-as-logout-token", "a response JWT comes in the logout token's place",
                       as_logout_token<kind::response>),
      for_logout_token("rowclaim-introspection-as-logout-token",
                       "a signed introspection response comes in the logout token's place", as_logout_token<kind::introspection>),
      for_logout_token("rowclaim-request-object-as-logout-token", "a Request Object comes in the logout token's place",
                       as_logout_token<kind::request_object>),

      // ---- in a signed userinfo response's place
      for_userinfo("rowclaim-id-token-as-userinfo", "an ID token comes in the place of a signed userinfo response",
                   as_userinfo<kind::id_token>),
      for_userinfo("rowclaim-logout-token-as-userinfo", "a logout token comes in the place of a signed userinfo response",
                   as_userinfo<kind::logout_token>),
      for_userinfo("rowclaim-access-token-as-userinfo", "a JWT access token comes in the place of a signed userinfo response",
                   as_userinfo<kind::access_token>),
      for_userinfo("rowclaim-response-as-userinfo", "a response JWT comes in the place of a signed userinfo response",
                   as_userinfo<kind::response>),
      for_userinfo("rowclaim-introspection-as-userinfo",
                   "an introspection response comes in the place of a signed userinfo response", as_userinfo<kind::introspection>),
      for_userinfo("rowclaim-request-object-as-userinfo", "a Request Object comes in the place of a signed userinfo response",
                   as_userinfo<kind::request_object>),

      // ---- in a response JWT's place
      for_response("rowclaim-id-token-as-response", "an ID token comes in the response JWT's place",
                   signed_response_jwt<put<kind::id_token>>),
      for_response("rowclaim-logout-token-as-response", "a logout token comes in the response JWT's place",
                   signed_response_jwt<put<kind::logout_token>>),
      for_response("rowclaim-access-token-as-response", "a JWT access token comes in the response JWT's place",
                   signed_response_jwt<put<kind::access_token>>),
      for_response("rowclaim-userinfo-as-response", "a signed userinfo response comes in the response JWT's place",
                   signed_response_jwt<put<kind::userinfo>>),
      for_response("rowclaim-introspection-as-response", "a signed introspection response comes in the response JWT's place",
                   signed_response_jwt<put<kind::introspection>>),
      for_response("rowclaim-request-object-as-response", "a Request Object comes in the response JWT's place",
                   signed_response_jwt<put<kind::request_object>>),

      // ---- in a signed introspection response's place
      {.id = "rowclaim-introspection",
       .effect = "the introspection response is signed, and everything is right",
       .expects = "asks about its access token and takes it for active",
       .types = with_access_token,
       .outcome = outcome::accept,
       .judge = asks_about_its_token,
       .needs = "introspection"},
      for_introspection("rowclaim-id-token-as-introspection", "an ID token comes in the introspection response's place",
                        as_introspection<kind::id_token>),
      for_introspection("rowclaim-logout-token-as-introspection", "a logout token comes in the introspection response's place",
                        as_introspection<kind::logout_token>),
      for_introspection("rowclaim-access-token-as-introspection", "a JWT access token comes in the introspection response's place",
                        as_introspection<kind::access_token>),
      for_introspection("rowclaim-userinfo-as-introspection",
                        "a signed userinfo response comes in the introspection response's place", as_introspection<kind::userinfo>),
      for_introspection("rowclaim-response-as-introspection", "a response JWT comes in the introspection response's place",
                        as_introspection<kind::response>),
      for_introspection("rowclaim-request-object-as-introspection", "a Request Object comes in the introspection response's place",
                        as_introspection<kind::request_object>),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_kind_modules() { return table(); }

}  // namespace mock_idp
