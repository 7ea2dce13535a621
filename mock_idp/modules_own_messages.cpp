// SPDX-License-Identifier: BSL-1.0
// Our own modules about every message but the ID token: responses, key sets, metadata, userinfo, token endpoint, refresh and logout.
#include "deeds.hpp"
#include "digest.hpp"
#include "judgement.hpp"
#include "jwt.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using enum outcome;
using state = provider_state;

constexpr auto rejects_response =
    "rejects the authorization response: no token or userinfo request follows, and there is no session";
constexpr auto rejects_tokens = "rejects the token response: userinfo is not asked, and there is no session";
constexpr auto rejects_key_set = "finds no key in the key set, rejects the ID token, and does not ask userinfo";
constexpr auto rejects_provider = "rejects the metadata and goes no further";
constexpr auto rejects_claims = "rejects the userinfo response and uses nothing of it";
constexpr auto rejects_refreshed = "rejects the refresh response and does not use its access token";
constexpr auto refuses_logout = "answers 400 and keeps the session";
constexpr auto completes_sign_in = "completes the sign-in";

using beginning = void (*)(state&);

constexpr module_entry bad_response(std::string_view id, std::string_view effect, beginning begin,
                                    response_types types = any_response_type) {
  return {.id = id, .effect = effect, .expects = rejects_response, .types = types, .judge = rejects, .begin = begin};
}
constexpr module_entry bad_tokens(std::string_view id, std::string_view effect, beginning begin, response_types types = with_code) {
  return {.id = id, .effect = effect, .expects = rejects_tokens, .types = types, .judge = rejects, .begin = begin};
}
constexpr module_entry good(std::string_view id, std::string_view effect, beginning begin,
                            response_types types = any_response_type) {
  return {.id = id,
          .effect = effect,
          .expects = completes_sign_in,
          .types = types,
          .outcome = accept,
          .judge = completes,
          .begin = begin};
}
constexpr module_entry bad_keys(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = rejects_key_set, .judge = rejects_keys, .begin = begin};
}
constexpr module_entry bad_metadata(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = rejects_provider, .judge = rejects_metadata, .begin = begin};
}
constexpr module_entry bad_userinfo(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = rejects_claims, .types = with_access_token, .judge = only_inside, .begin = begin};
}
void with_signed_userinfo(provider_options& options) {
  for (auto& [id, party] : options.clients) party.userinfo_signed_response_alg = "RS256";
}
constexpr module_entry bad_signed_userinfo(std::string_view id, std::string_view effect, beginning begin) {
  auto entry = bad_userinfo(id, effect, begin);
  entry.prepare = with_signed_userinfo;
  entry.needs = "signed_userinfo";
  return entry;
}
void gives_refresh_token(provider_options& options) { options.services.always_gives_refresh_token = true; }
constexpr module_entry bad_refresh(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id,
          .effect = effect,
          .expects = rejects_refreshed,
          .types = with_code,
          .judge = rejects_refresh,
          .begin = begin,
          .prepare = gives_refresh_token,
          .needs = "refresh_token"};
}
constexpr module_entry good_refresh(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id,
          .effect = effect,
          .expects = "refreshes, and asks userinfo with the new access token",
          .types = with_code,
          .outcome = accept,
          .judge = completes_refresh,
          .begin = begin,
          .prepare = gives_refresh_token,
          .needs = "refresh_token"};
}
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

// ---- authorization responses

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

template <typename Value>
bool set(object& of, std::string_view name, Value&& value) {
  of[name] = std::forward<Value>(value);
  return true;
}

// An answer in place of the endpoint's own.
template <int Status>
bool error_at(std::string_view path, std::string_view wanted, http_response& response, std::string_view error) {
  if (path != wanted) return false;
  response = {.status = Status,
              .content_type = "application/json",
              .body = json::serialize(object{{"error", error}}),
              .headers = {{"Cache-Control", "no-store"}}};
  return true;
}

template <const auto& Name>
void without_member(state& provider) {
  metadata<[](const state&, object& document) { return document.erase(std::string_view(Name)) != 0; }>(provider);
}
constexpr char authorization_endpoint_name[] = "authorization_endpoint";
constexpr char token_endpoint_name[] = "token_endpoint";
constexpr char jwks_uri_name[] = "jwks_uri";
constexpr char issuer_name[] = "issuer";
constexpr char response_types_name[] = "response_types_supported";

bool plain_http(const state& provider, object& document, std::string_view name) {
  if (!provider.options.tls) return false;
  std::string url(document[name].as_string());
  document[name] = "http" + url.substr(5);
  return true;
}

verdict_report needs_https(const evidence& from) {
  if (from.count("/.well-known/openid-configuration") && !from.deed()) return skipped("the test's provider is not https");
  return rejects_metadata(from);
}
constexpr module_entry plain_endpoint(std::string_view id, std::string_view effect, beginning begin) {
  auto entry = bad_metadata(id, effect, begin);
  entry.judge = needs_https;
  entry.needs = "https";
  entry.prepare = [](provider_options& options) { options.tls = true; };
  return entry;
}

const auto& table() {
  using enum misbehaviour;
  static const std::vector<module_entry> entries{
      // ---- responses
      bad_response("rowclaim-state-wrong", "the authorization response's state is not the one that was sent",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "state", random_text(24)); }>),
      bad_response("rowclaim-state-missing", "the authorization response has no state",
                   authorization_response<[](const state&, parameter_list& r) { return take_away(r, "state"); }>),
      bad_response("rowclaim-state-empty", "the authorization response's state is empty",
                   authorization_response<[](const state&, parameter_list& r) { return put_in(r, "state", ""); }>),
      bad_response("rowclaim-state-huge", "the authorization response's state has a hundred thousand characters",
                   authorization_response<[](const state&, parameter_list& r) {
                     return put_in(r, "state", std::string(20'000, 's'));
                   }>),
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
      bad_response("rowclaim-front-access-token-swapped", "the authorization response's access token is another one",
                   authorization_response<[](const state&, parameter_list& r) {
                     return put_in(r, "access_token", random_text(24));
                   }>,
                   of_id_token_token | of_code_id_token_token),
      bad_response("rowclaim-front-code-swapped", "the authorization response's code is another one than the ID token's c_hash is for",
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

      // ---- key sets
      bad_keys("rowclaim-jwks-empty", "the key set has no keys", misbehave_at<jwks_empty, endpoint::jwks>),
      bad_keys("rowclaim-jwks-kid-repeated", "all keys of the key set share one kid", misbehave_at<jwks_with_repeated_key_id, endpoint::jwks>),
      {.id = "rowclaim-jwks-private-keys",
       .effect = "the key set gives the private members of its keys away",
       .expects = "rejects such keys, or ignores their private members",
       .outcome = either,
       .judge = either_way,
       .begin = misbehave_at<jwks_with_private_key, endpoint::jwks>},
      {.id = "rowclaim-jwks-symmetric-key",
       .effect = "the key set has an oct key",
       .expects = "ignores that key, or rejects the key set",
       .outcome = either,
       .judge = either_way,
       .begin = misbehave_at<jwks_with_symmetric_key, endpoint::jwks>},
      good("rowclaim-jwks-unknown-keys", "the key set has keys of kinds that nobody knows",
           key_set<[](const state&, object& s) {
             auto& keys = s["keys"].as_array();
             keys.insert(keys.begin(), object{{"kty", "LATTICE"}, {"kid", "new"}, {"use", "sig"}});
             keys.insert(keys.begin(), object{{"kty", "EC"}, {"crv", "P-999"}, {"kid", "curve"}, {"x", "AA"}, {"y", "AA"}});
           }>),
      bad_keys("rowclaim-jwks-not-an-array", "the key set's keys are an object",
               key_set<[](const state&, object& s) { s["keys"] = object(); }>),
      bad_keys("rowclaim-jwks-redirect", "the key set answers with a redirect", transport_fault<redirecting_jwks>),
      bad_keys("rowclaim-jwks-oversized", "the key set is several megabytes large", transport_fault<oversized_jwks>),
      bad_keys("rowclaim-jwks-malformed", "the key set's JSON breaks off", transport_fault<malformed_jwks>),
      bad_keys("rowclaim-jwks-duplicate-member", "the key set has one member twice", transport_fault<duplicate_member_jwks>),
      bad_keys("rowclaim-jwks-html", "the key set is an HTML page", transport_fault<html_jwks>),
      bad_keys("rowclaim-jwks-error", "the key set answers with status 500", transport_fault<server_error_jwks>),
      bad_keys("rowclaim-jwks-truncated", "the connection closes after half of the key set", transport_fault<truncated_jwks>),
      bad_keys("rowclaim-jwks-reset", "the key set's connection is reset", transport_fault<reset_jwks>),

      // ---- metadata
      bad_metadata("rowclaim-metadata-issuer-slash", "the metadata's issuer has a slash at its end",
                   metadata<[](const state& s, object& d) { d["issuer"] = s.issuer + '/'; }>),
      bad_metadata("rowclaim-metadata-issuer-other", "the metadata's issuer is another provider's",
                   metadata<[](const state&, object& d) { d["issuer"] = other_issuer; }>),
      bad_metadata("rowclaim-metadata-without-issuer", "the metadata have no issuer", without_member<issuer_name>),
      bad_metadata("rowclaim-metadata-without-authorization-endpoint", "the metadata have no authorization_endpoint",
                   without_member<authorization_endpoint_name>),
      [] {
        auto entry = bad_metadata("rowclaim-metadata-without-token-endpoint", "the metadata have no token_endpoint",
                                  without_member<token_endpoint_name>);
        entry.types = with_code;
        return entry;
      }(),
      bad_metadata("rowclaim-metadata-without-jwks-uri", "the metadata have no jwks_uri", without_member<jwks_uri_name>),
      bad_metadata("rowclaim-metadata-without-response-types", "the metadata have no response_types_supported",
                   without_member<response_types_name>),
      bad_metadata("rowclaim-metadata-wrong-type", "the metadata's authorization_endpoint is a number",
                   metadata<[](const state&, object& d) { d["authorization_endpoint"] = 1; }>),
      bad_metadata("rowclaim-metadata-no-algorithm-of-ours", "the metadata offer ID tokens under algorithms that nobody has",
                   metadata<[](const state&, object& d) { d["id_token_signing_alg_values_supported"] = json::array{"XX256"}; }>),
      plain_endpoint("rowclaim-metadata-plain-token-endpoint", "the metadata's token_endpoint is http",
                     metadata<[](const state& s, object& d) { return plain_http(s, d, "token_endpoint"); }>),
      plain_endpoint("rowclaim-metadata-plain-authorization-endpoint", "the metadata's authorization_endpoint is http",
                     metadata<[](const state& s, object& d) { return plain_http(s, d, "authorization_endpoint"); }>),
      plain_endpoint("rowclaim-metadata-plain-jwks-uri", "the metadata's jwks_uri is http",
                     metadata<[](const state& s, object& d) { return plain_http(s, d, "jwks_uri"); }>),
      bad_metadata("rowclaim-metadata-redirect", "the metadata's URL answers with a redirect", transport_fault<redirecting_discovery>),
      bad_metadata("rowclaim-metadata-oversized", "the metadata are several megabytes large", transport_fault<oversized_discovery>),
      bad_metadata("rowclaim-metadata-malformed", "the metadata's JSON breaks off", transport_fault<malformed_discovery>),
      bad_metadata("rowclaim-metadata-duplicate-member", "the metadata have one member twice",
                   transport_fault<duplicate_member_discovery>),
      bad_metadata("rowclaim-metadata-html", "the metadata are an HTML page", transport_fault<html_discovery>),
      bad_metadata("rowclaim-metadata-content-type", "the metadata come as text/plain",
                   transport_fault<wrong_content_type_discovery>),
      bad_metadata("rowclaim-metadata-error", "the metadata's URL answers with status 500", transport_fault<server_error_discovery>),
      bad_metadata("rowclaim-metadata-reset", "the connection for the metadata is reset", transport_fault<reset_discovery>),

      // ---- userinfo
      bad_userinfo("rowclaim-userinfo-sub-missing", "the userinfo response has no sub",
                   userinfo<[](const state&, object& c) { c.erase("sub"); }>),
      bad_userinfo("rowclaim-userinfo-sub-other", "the userinfo response's sub is another person's",
                   userinfo<[](const state&, object& c) { c["sub"] = other_subject; }>),
      bad_userinfo("rowclaim-userinfo-sub-other-case", "the userinfo response's sub has other upper and lower case",
                   userinfo<[](const state&, object& c) {
                     std::string text(c["sub"].as_string());
                     for (char& each : text)
                       if (each >= 'a' && each <= 'z') each = static_cast<char>(each - 'a' + 'A');
                     c["sub"] = text;
                   }>),
      bad_userinfo("rowclaim-userinfo-401", "userinfo answers 401 with a challenge",
                   answer<[](const state&, std::string_view path, http_response& response) {
                     if (path != "/userinfo") return false;
                     response = {.status = 401, .headers = {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}}};
                     return true;
                   }>),
      bad_userinfo("rowclaim-userinfo-redirect", "userinfo answers with a redirect", transport_fault<redirecting_userinfo>),
      bad_userinfo("rowclaim-userinfo-oversized", "the userinfo response is several megabytes large",
                   transport_fault<oversized_userinfo>),
      bad_userinfo("rowclaim-userinfo-malformed", "the userinfo response's JSON breaks off", transport_fault<malformed_userinfo>),
      bad_userinfo("rowclaim-userinfo-duplicate-member", "the userinfo response has one member twice",
                   transport_fault<duplicate_member_userinfo>),
      bad_userinfo("rowclaim-userinfo-html", "the userinfo response is an HTML page", transport_fault<html_userinfo>),
      bad_userinfo("rowclaim-userinfo-content-type", "the userinfo response comes as text/plain",
                   transport_fault<wrong_content_type_userinfo>),
      bad_userinfo("rowclaim-userinfo-error", "userinfo answers with status 500", transport_fault<server_error_userinfo>),
      bad_signed_userinfo("rowclaim-userinfo-jwt-iss-wrong", "the signed userinfo response's iss is another provider's",
                          userinfo<[](const state&, object& c) { c["iss"] = other_issuer; }>),
      bad_signed_userinfo("rowclaim-userinfo-jwt-aud-wrong", "the signed userinfo response's aud is another client",
                          userinfo<[](const state&, object& c) { c["aud"] = other_client; }>),
      bad_signed_userinfo("rowclaim-userinfo-jwt-signature-wrong", "every byte of the userinfo response's signature is changed",
                          [](state& s) {
                            s.options.alter.signed_userinfo = [&s](std::string& compact) {
                              spoil_signature(compact);
                              s.do_deed();
                            };
                          }),
      bad_signed_userinfo("rowclaim-userinfo-jwt-alg-none", "the userinfo response is a JWT that is not signed",
                          [](state& s) {
                            s.options.alter.signed_userinfo = [&s](std::string& compact) {
                              leave_unsigned(compact);
                              s.do_deed();
                            };
                          }),
      {.id = "rowclaim-userinfo-json-for-jwt",
       .effect = "the userinfo response is plain JSON although a signed one is registered",
       .expects = rejects_claims,
       .types = with_access_token,
       .judge = only_inside,
       .begin = answer<[](const state&, std::string_view path, http_response& response) {
         if (path != "/userinfo" || response.content_type.find("jwt") == std::string::npos) return false;
         response.body = json::serialize(json_of(split(response.body).payload));
         response.content_type = "application/json";
         return true;
       }>,
       .prepare = with_signed_userinfo,
       .needs = "signed_userinfo"},

      // ---- the token endpoint
      good("rowclaim-token-type-odd-case", "the token response's token_type is bEaReR",
           token_response<[](const state&, object& r) {
             if (r["token_type"] != "Bearer") return false;
             return set(r, "token_type", "bEaReR");
           }>,
           with_code),
      bad_tokens("rowclaim-token-type-missing", "the token response has no token_type",
                 token_response<[](const state&, object& r) { r.erase("token_type"); }>),
      bad_tokens("rowclaim-token-type-mac", "the token response's token_type is mac",
                 token_response<[](const state&, object& r) { r["token_type"] = "mac"; }>),
      bad_tokens("rowclaim-access-token-missing-from-token-response", "the token response has no access_token",
                 token_response<[](const state&, object& r) { r.erase("access_token"); }>),
      bad_tokens("rowclaim-id-token-missing-from-token-response", "the token response has no id_token",
                 token_response<[](const state&, object& r) { r.erase("id_token"); }>),
      good("rowclaim-expires-in-missing", "the token response has no expires_in",
           token_response<[](const state&, object& r) { r.erase("expires_in"); }>, with_code),
      {.id = "rowclaim-expires-in-text",
       .effect = "the token response's expires_in is a number in a text",
       .expects = "rejects the token response, or takes the access token's lifetime for unknown",
       .types = with_code,
       .outcome = either,
       .judge = either_way,
       .begin = token_response<[](const state&, object& r) { r["expires_in"] = "300"; }>},
      bad_tokens("rowclaim-expires-in-negative", "the token response's expires_in is negative",
                 token_response<[](const state&, object& r) { r["expires_in"] = -1; }>),
      bad_tokens("rowclaim-second-id-token-of-another-person", "the ID token from the token endpoint has another sub than the first",
                 token_endpoint_id_token<[](const state&, object& c) { c["sub"] = other_subject; }>,
                 of_code_id_token | of_code_id_token_token),
      bad_tokens("rowclaim-second-id-token-of-another-issuer", "the ID token from the token endpoint has another iss than the first",
                 token_endpoint_id_token<[](const state&, object& c) { c["iss"] = other_issuer; }>,
                 of_code_id_token | of_code_id_token_token),
      bad_tokens("rowclaim-token-error-400", "the token endpoint answers 400 with invalid_grant",
                 answer<[](const state&, std::string_view path, http_response& response) {
                   return error_at<400>(path, "/token", response, "invalid_grant");
                 }>),
      bad_tokens("rowclaim-token-error-401", "the token endpoint answers 401 with invalid_client",
                 answer<[](const state&, std::string_view path, http_response& response) {
                   return error_at<401>(path, "/token", response, "invalid_client");
                 }>),
      bad_tokens("rowclaim-token-error-200", "the token endpoint answers 200 with an error beside the tokens",
                 token_response<[](const state&, object& r) { r["error"] = "invalid_grant"; }>),
      good("rowclaim-token-response-cached", "the token response has no Cache-Control",
           answer<[](const state&, std::string_view path, http_response& response) {
             if (path != "/token") return false;
             std::erase_if(response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
             return true;
           }>,
           with_code),
      bad_tokens("rowclaim-token-redirect", "the token endpoint answers with a redirect", transport_fault<redirecting_token>),
      bad_tokens("rowclaim-token-oversized", "the token response is several megabytes large", transport_fault<oversized_token>),
      bad_tokens("rowclaim-token-malformed", "the token response's JSON breaks off", transport_fault<malformed_token>),
      bad_tokens("rowclaim-token-duplicate-member", "the token response has one member twice",
                 transport_fault<duplicate_member_token>),
      bad_tokens("rowclaim-token-html", "the token response is an HTML page", transport_fault<html_token>),
      bad_tokens("rowclaim-token-content-type", "the token response comes as text/plain",
                 transport_fault<wrong_content_type_token>),
      bad_tokens("rowclaim-token-error-500", "the token endpoint answers with status 500", transport_fault<server_error_token>),
      bad_tokens("rowclaim-token-truncated", "the connection closes after half of the token response",
                 transport_fault<truncated_token>),
      bad_tokens("rowclaim-token-reset", "the token endpoint's connection is reset", transport_fault<reset_token>),

      // ---- refresh
      bad_refresh("rowclaim-refresh-sub", "the refreshed ID token's sub is another person's",
                  refreshed_id_token<[](const state&, object& c) { c["sub"] = other_subject; }>),
      bad_refresh("rowclaim-refresh-aud", "the refreshed ID token's aud is another client",
                  refreshed_id_token<[](const state&, object& c) { c["aud"] = other_client; }>),
      bad_refresh("rowclaim-refresh-iss", "the refreshed ID token's iss is another provider's",
                  refreshed_id_token<[](const state&, object& c) { c["iss"] = other_issuer; }>),
      bad_refresh("rowclaim-refresh-auth-time", "the refreshed ID token's auth_time is another than the first one's",
                  [](state& s) {
                    s.options.alter.id_token_for = [&s](object& c, occasion when) {
                      c["auth_time"] = when == occasion::refresh ? s.now() : s.now() - 60;
                      if (when == occasion::refresh) s.do_deed();
                    };
                  }),
      bad_refresh("rowclaim-refresh-nonce", "the refreshed ID token has another nonce",
                  refreshed_id_token<[](const state&, object& c) { c["nonce"] = random_text(24); }>),
      bad_refresh("rowclaim-refresh-expired", "the refreshed ID token's exp is an hour ago",
                  refreshed_id_token<[](const state& s, object& c) { c["exp"] = s.now() - an_hour; }>),
      bad_refresh("rowclaim-refresh-unsigned", "the refreshed ID token is not signed",
                  [](state& s) {
                    s.options.alter.signed_id_token = [&s](std::string& compact, occasion when) {
                      if (when != occasion::refresh) return;
                      leave_unsigned(compact);
                      s.do_deed();
                    };
                  }),
      bad_refresh("rowclaim-refresh-token-type", "the refresh response's token_type is mac",
                  refresh_response<[](const state&, object& r) { r["token_type"] = "mac"; }>),
      good_refresh("rowclaim-refresh-without-id-token", "the refresh response has no ID token",
                   refresh_response<[](const state&, object& r) { r.erase("id_token"); }>),
      good_refresh("rowclaim-refresh-without-refresh-token", "the refresh response has no new refresh token",
                   refresh_response<[](const state&, object& r) { r.erase("refresh_token"); }>),

      // ---- logout
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
      logout("rowclaim-logout-events-text", "the logout token's events are a text",
             refused_logout_token<[](const state&, object& c) { c["events"] = "http://schemas.openid.net/event/backchannel-logout"; }>,
             reject),
      logout("rowclaim-logout-event-not-an-object", "the logout token's event is true and not an object",
             refused_logout_token<[](const state&, object& c) {
               c["events"] = {{"http://schemas.openid.net/event/backchannel-logout", true}};
             }>,
             reject),
      logout("rowclaim-logout-signature-wrong", "every byte of the logout token's signature is changed",
             refused_logout_jwt<[](const state&, std::string& compact) { spoil_signature(compact); }>, reject),
      logout("rowclaim-logout-typ-wrong", "the logout token's typ is at+jwt",
             [](state& s) {
               s.expects_logout_refusal = true;
               s.options.alter.logout_token_header = [&s](object& header) {
                 header["typ"] = "at+jwt";
                 s.do_deed();
               };
             },
             reject),
      logout("rowclaim-id-token-as-logout-token", "an ID token comes in the logout token's place",
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

std::span<const module_entry> own_message_modules() { return table(); }

}  // namespace mock_idp
