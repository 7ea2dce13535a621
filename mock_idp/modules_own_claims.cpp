// SPDX-License-Identifier: BSL-1.0
// Our own modules about the claims of an ID token: times, audiences, issuers, subjects and whose it is.
#include "digest.hpp"
#include "own_tokens.hpp"

#include <boost/json/array.hpp>

#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using namespace own_tokens;
using enum outcome;

const auto& table() {
  static const std::vector<module_entry> entries{
      // ---- time
      bad("rowclaim-exp-missing", "the ID token has no exp", id_token<[](const state&, object& c) { c.erase("exp"); }>),
      bad("rowclaim-exp-past", "the ID token's exp is an hour ago", id_token<[](const state& s, object& c) {
            c["iat"] = s.now() - 2 * an_hour;
            c["exp"] = s.now() - an_hour;
          }>),
      bad("rowclaim-exp-text", "the ID token's exp is a text",
          id_token<[](const state& s, object& c) { c["exp"] = std::to_string(s.now() + an_hour); }>),
      bad("rowclaim-exp-null", "the ID token's exp is null", id_token<[](const state&, object& c) { c["exp"] = nullptr; }>),
      bad("rowclaim-exp-true", "the ID token's exp is true", id_token<[](const state&, object& c) { c["exp"] = true; }>),
      bad("rowclaim-exp-negative", "the ID token's exp is before 1970", id_token<[](const state&, object& c) { c["exp"] = -1; }>),
      bad("rowclaim-exp-overflow", "the ID token's exp is too large for 64 bits",
          id_token<[](const state&, object& c) { c["exp"] = 1e300; }>),
      good("rowclaim-exp-fraction", "the ID token's exp has a fraction, as RFC 7519 allows",
           id_token<[](const state& s, object& c) { c["exp"] = static_cast<double>(s.now() + 300) + 0.5; }>),
      bad("rowclaim-nbf-future", "the ID token's nbf is an hour ahead", id_token<[](const state& s, object& c) {
            c["nbf"] = s.now() + an_hour;
            c["exp"] = s.now() + 2 * an_hour;
          }>),
      bad("rowclaim-iat-future", "the ID token's iat is an hour ahead", id_token<[](const state& s, object& c) {
            c["iat"] = s.now() + an_hour;
            c["exp"] = s.now() + 2 * an_hour;
          }>),
      bad("rowclaim-iat-text", "the ID token's iat is a text",
          id_token<[](const state& s, object& c) { c["iat"] = std::to_string(s.now()); }>),
      good("rowclaim-clock-ahead", "the provider's clock is two seconds ahead", id_token<[](const state& s, object& c) {
             c["iat"] = s.now() + 2;
             c["exp"] = s.now() + 302;
           }>),
      {.id = "rowclaim-auth-time-old",
       .effect = "the ID token's auth_time is a day ago although max_age asked for an hour",
       .expects = rejects_token,
       .judge =
           [](const evidence& from) {
             for (const auto& note : from.notes)
               if (note.text.starts_with("sent max_age ")) return rejects(from);
             return from.count("/authorize") ? skipped("the relying party sent no max_age") : waiting("there was no sign-in");
           },
       .begin = id_token<[](const state& s, object& c) { c["auth_time"] = s.now() - 24 * an_hour; }>,
       .needs = "max_age:3600"},
      {.id = "rowclaim-auth-time-missing",
       .effect = "the ID token has no auth_time although max_age was sent",
       .expects = rejects_token,
       .judge =
           [](const evidence& from) {
             for (const auto& note : from.notes)
               if (note.text.starts_with("sent max_age ")) return rejects(from);
             return from.count("/authorize") ? skipped("the relying party sent no max_age") : waiting("there was no sign-in");
           },
       .begin = id_token<[](const state&, object& c) { c.erase("auth_time"); }>,
       .needs = "max_age:3600"},

      // ---- audience
      good("rowclaim-aud-array-of-one", "the ID token's aud is an array of the client_id alone",
           id_token<[](const state&, object& c) { c["aud"] = json::array{c["aud"]}; }>),
      bad("rowclaim-aud-foreign-second", "the ID token's aud names a second client, and there is no azp",
          id_token<[](const state&, object& c) {
            c["aud"] = json::array{c["aud"], other_client};
          }>),
      {.id = "rowclaim-aud-foreign-second-with-azp",
       .effect = "the ID token's aud names a second client, and azp the right one",
       .expects = "rejects the ID token unless it trusts the second audience",
       .outcome = either,
       .judge = either_way,
       .begin = id_token<[](const state&, object& c) {
         const auto mine = c["aud"];
         c["azp"] = mine;
         c["aud"] = json::array{mine, other_client};
       }>},
      bad("rowclaim-azp-other", "the ID token's azp is another client",
          id_token<[](const state&, object& c) { c["azp"] = other_client; }>),
      bad("rowclaim-aud-object", "the ID token's aud is an object", id_token<[](const state&, object& c) {
            c["aud"] = {{"client", c["aud"]}};
          }>),
      bad("rowclaim-aud-number", "the ID token's aud is a number", id_token<[](const state&, object& c) { c["aud"] = 1; }>),
      bad("rowclaim-aud-null", "the ID token's aud is null", id_token<[](const state&, object& c) { c["aud"] = nullptr; }>),
      bad("rowclaim-aud-empty-array", "the ID token's aud is an empty array",
          id_token<[](const state&, object& c) { c["aud"] = json::array(); }>),
      bad("rowclaim-aud-mixed-array", "the ID token's aud is an array with the client_id and a number",
          id_token<[](const state&, object& c) {
            json::array mixed;
            mixed.push_back(c["aud"]);
            mixed.push_back(7);
            c["aud"] = std::move(mixed);
          }>),
      bad("rowclaim-aud-other-case", "the ID token's aud is the client_id in upper case", id_token<[](const state&, object& c) {
            std::string text(c["aud"].as_string());
            for (char& each : text)
              if (each >= 'a' && each <= 'z') each = static_cast<char>(each - 'a' + 'A');
            c["aud"] = text;
          }>),
      bad("rowclaim-aud-trailing-slash", "the ID token's aud has a slash at its end",
          id_token<[](const state&, object& c) { c["aud"] = std::string(c["aud"].as_string()) + '/'; }>),

      // ---- issuer
      bad("rowclaim-iss-missing", "the ID token has no iss", id_token<[](const state&, object& c) { c.erase("iss"); }>),
      bad("rowclaim-iss-trailing-slash", "the ID token's iss has a slash at its end",
          id_token<[](const state& s, object& c) { c["iss"] = s.issuer + '/'; }>),
      bad("rowclaim-iss-other-case", "the ID token's iss has its scheme in upper case", id_token<[](const state& s, object& c) {
            c["iss"] = (s.options.tls ? "HTTPS" : "HTTP") + s.issuer.substr(s.options.tls ? 5 : 4);
          }>),
      bad("rowclaim-iss-other-scheme", "the ID token's iss is https where the issuer is http, or the reverse",
          id_token<[](const state& s, object& c) {
            c["iss"] = (s.options.tls ? "http" : "https") + s.issuer.substr(s.options.tls ? 5 : 4);
          }>),
      bad("rowclaim-iss-other-host", "the ID token's iss says localhost where the issuer says 127.0.0.1",
          id_token<[](const state& s, object& c) {
            auto text = s.issuer;
            c["iss"] = text.replace(text.find("127.0.0.1"), 9, "localhost");
          }>),
      bad("rowclaim-iss-template", "the ID token's iss is a template for the issuers of tenants",
          id_token<[](const state& s, object& c) { c["iss"] = s.issuer + "/{tenantid}"; }>),
      bad("rowclaim-iss-array", "the ID token's iss is an array of the issuer",
          id_token<[](const state& s, object& c) { c["iss"] = json::array{s.issuer}; }>),
      bad("rowclaim-iss-nul", "the ID token's iss has a NUL and more after it",
          id_token<[](const state& s, object& c) { c["iss"] = s.issuer + '\0' + ".example"; }>),
      bad("rowclaim-key-of-another-provider", "the ID token is signed by another provider's key under a kid of this one",
          signed_id_token<[](const state& s, std::string& compact) {
            const auto kid = json_of(split(compact).header)["kid"];
            sign_again(compact, {{"kid", kid}}, foreign_key(s));
          }>),
      bad("rowclaim-token-of-another-provider", "iss and key of the ID token are another provider's",
          signed_id_token<[](const state& s, std::string& compact) {
            auto claims = json_of(split(compact).payload);
            claims["iss"] = other_issuer;
            auto three = split(compact);
            three.payload = part_of(claims);
            compact = joined(three);
            sign_again(compact, {}, foreign_key(s));
          }>),

      // ---- subject
      bad("rowclaim-sub-empty", "the ID token's sub is empty", id_token<[](const state&, object& c) { c["sub"] = ""; }>),
      bad("rowclaim-sub-number", "the ID token's sub is a number", id_token<[](const state&, object& c) { c["sub"] = 1234531; }>),
      bad("rowclaim-sub-too-long", "the ID token's sub has more than 255 characters",
          id_token<[](const state&, object& c) { c["sub"] = std::string(256, 'a'); }>),
      bad("rowclaim-sub-nul", "the ID token's sub has a NUL and more after it",
          id_token<[](const state&, object& c) { c["sub"] = std::string(c["sub"].as_string()) + '\0' + "more"; }>),
      bad("rowclaim-sub-control", "the ID token's sub has a line break",
          id_token<[](const state&, object& c) { c["sub"] = std::string(c["sub"].as_string()) + '\n'; }>),

      // ---- injection
      bad("rowclaim-id-token-of-another-client", "the ID token was issued to another client", id_token<[](const state&, object& c) {
            c["aud"] = other_client;
            c["azp"] = other_client;
          }>),
      bad("rowclaim-id-token-of-another-session", "the ID token belongs to another sign-in, whose nonce it has",
          id_token<[](const state&, object& c) { c["nonce"] = random_text(24); }>),
      bad("rowclaim-nonce-missing", "the ID token has no nonce although one was sent",
          id_token<[](const state&, object& c) { c.erase("nonce"); }>),
      of_types(bad("rowclaim-access-token-swapped", "the access token is not the one that the ID token's at_hash is for",
                   token_endpoint_id_token<[](const state&, object& c) { c["at_hash"] = random_text(16); }>),
               with_code),

  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_claim_modules() { return table(); }

}  // namespace mock_idp
