// SPDX-License-Identifier: BSL-1.0
// Our own modules about token responses, the first and those of a refresh.
#include "digest.hpp"
#include "endpoints.hpp"
#include "own_modules.hpp"

#include <boost/json/serialize.hpp>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using namespace own_modules;
using enum outcome;

constexpr auto rejects_tokens = "rejects the token response: userinfo is not asked, and there is no session";
constexpr auto rejects_refreshed = "rejects the refresh response and does not use its access token";

constexpr module_entry bad_tokens(std::string_view id, std::string_view effect, beginning begin, response_types types = with_code) {
  return {.id = id, .effect = effect, .expects = rejects_tokens, .types = types, .judge = rejects, .begin = begin};
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

// The answer to a refresh alone.
void refresh_refused(state& provider) {
  provider.options.alter.token_response_for = [&provider](object&, occasion when) {
    if (when != occasion::refresh) return;
    provider.options.alter.answer = [&provider](std::string_view path, http_response& response) {
      if (error_at<400>(path, "/token", response, "invalid_grant")) provider.do_deed();
    };
  };
}

// All that a provider knows of its clients' secrets, in each place of an error that takes a text.
bool echo_secrets(const state& provider, std::string_view path, http_response& response) {
  if (path != "/token") return false;
  std::string secrets;
  for (const auto& [id, party] : provider.options.clients) secrets += "client_id=" + id + "&client_secret=" + party.secret + '&';
  response = json_response(401, {{"error", "invalid_client"},
                                 {"error_description", "no client has " + secrets},
                                 {"error_uri", provider.issuer + "/errors?" + secrets},
                                 {"request", secrets}});
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"" + secrets + '"');
  return true;
}

const auto& table() {
  using enum misbehaviour;
  static const std::vector<module_entry> entries{
      // ---- the token endpoint
      good("rowclaim-token-type-odd-case", "the token response's token_type is bEaReR", token_response<[](const state&, object& r) {
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
      bad_tokens("rowclaim-second-id-token-of-another-person",
                 "the ID token from the token endpoint has another sub than the first",
                 token_endpoint_id_token<[](const state&, object& c) { c["sub"] = other_subject; }>,
                 of_code_id_token | of_code_id_token_token),
      bad_tokens("rowclaim-second-id-token-of-another-issuer",
                 "the ID token from the token endpoint has another iss than the first",
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
      bad_tokens("rowclaim-token-error-line-break", "the token endpoint's error has line breaks and a header after them",
                 answer<[](const state&, std::string_view path, http_response& response) {
                   if (path != "/token") return false;
                   response = json_response(
                       400, {{"error", "invalid_grant"}, {"error_description", "no\r\nSet-Cookie: session=stolen\r\n\r\n"}});
                   return true;
                 }>),
      bad_tokens("rowclaim-token-error-echoes-secrets", "the token endpoint's error repeats the client's secret",
                 answer<echo_secrets>),
      bad_tokens("rowclaim-access-token-line-break", "the token response's access token has line breaks and a header after them",
                 [](state& s) {
                   token_response<[](const state&, object& r) { r["access_token"] = token_with_line_break; }>(s);
                   // What its hash is for would be found out by that alone.
                   s.options.alter.id_token_for = [](object& claims, occasion when) {
                     if (when == occasion::token_endpoint) claims["at_hash"] = half_hash(token_with_line_break);
                   };
                 }),
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
      {.id = "rowclaim-refresh-invalid-grant",
       .effect = "the token endpoint refuses the refresh token with invalid_grant",
       .expects = "ends the session: userinfo is not asked again",
       .types = with_code,
       .judge = rejects_refresh,
       .begin = refresh_refused,
       .prepare = gives_refresh_token,
       .needs = "refresh_token"},
      good_refresh("rowclaim-refresh-without-id-token", "the refresh response has no ID token",
                   refresh_response<[](const state&, object& r) { r.erase("id_token"); }>),
      good_refresh("rowclaim-refresh-without-refresh-token", "the refresh response has no new refresh token",
                   refresh_response<[](const state&, object& r) { r.erase("refresh_token"); }>),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_token_response_modules() { return table(); }

}  // namespace mock_idp
