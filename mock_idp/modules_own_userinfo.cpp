// SPDX-License-Identifier: BSL-1.0
// Our own modules about userinfo responses.
#include "jwt.hpp"
#include "own_modules.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using namespace own_modules;
using enum outcome;

constexpr auto rejects_claims = "rejects the userinfo response and uses nothing of it";

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

const auto& table() {
  using enum misbehaviour;
  static const std::vector<module_entry> entries{
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
      bad_userinfo("rowclaim-userinfo-jwt-for-json", "the userinfo response is a signed JWT although none is registered",
                   answer<[](const state& s, std::string_view path, http_response& response) {
                     if (path != "/userinfo" || response.status != 200) return false;
                     const auto& key = s.keys.current(signing_algorithm::RS256);
                     auto claims = json::parse(response.body).as_object();
                     claims["iss"] = s.issuer;
                     response.body = sign_jwt({{"kid", key.id()}}, claims, key);
                     response.content_type = "application/jwt";
                     return true;
                   }>),
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
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_userinfo_modules() { return table(); }

}  // namespace mock_idp
