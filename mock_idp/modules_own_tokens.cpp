// SPDX-License-Identifier: BSL-1.0
// Our own modules about ID tokens: their times, audiences, issuers, signatures and bytes.
#include "deeds.hpp"
#include "digest.hpp"
#include "evp.hpp"
#include "judgement.hpp"
#include "jwt.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <limits>
#include <vector>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using enum outcome;
using state = provider_state;

constexpr auto rejects_token = "rejects the ID token: no token or userinfo request follows, and there is no session";
constexpr auto completes_sign_in = "completes the sign-in";

using beginning = void (*)(state&);

constexpr module_entry bad(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = rejects_token, .judge = rejects, .begin = begin};
}
constexpr module_entry good(std::string_view id, std::string_view effect, beginning begin) {
  return {.id = id, .effect = effect, .expects = completes_sign_in, .outcome = accept, .judge = completes, .begin = begin};
}
constexpr module_entry of_types(module_entry entry, response_types types) {
  entry.types = types;
  return entry;
}
template <signing_algorithm Algorithm>
void signed_with(provider_options& options) {
  options.algorithm = Algorithm;
  for (auto& [id, party] : options.clients) party.id_token_signed_response_alg = Algorithm;
}
template <signing_algorithm Algorithm>
constexpr module_entry in(module_entry entry, std::string_view needs = {}) {
  entry.prepare = signed_with<Algorithm>;
  if (!needs.empty()) entry.needs = needs;
  return entry;
}

// ---- raw JSON

// The claims' text with one more member at its beginning, whatever the text says.
std::string with_first(std::string text, std::string_view member) { return '{' + std::string(member) + ',' + text.substr(1); }

template <auto Change>
void claims_bytes(state& provider) {
  signed_id_token<[](const state& s, std::string& compact) {
    sign_text(s, compact, header_text(compact), Change(claims_text(compact)));
  }>(provider);
}
template <auto Change>
void header_bytes(state& provider) {
  signed_id_token<[](const state& s, std::string& compact) {
    sign_text(s, compact, Change(header_text(compact)), claims_text(compact));
  }>(provider);
}
// Members of the header, signed over as they are.
template <auto Change>
void header_members(state& provider) {
  id_token_header<[](const state& s, object& header) { Change(s, header); }>(provider);
}

// ---- keys of an attacker's

// A key that no key set has, and its public part.
const signing_key& foreign_key(const state& provider, signing_algorithm algorithm = signing_algorithm::RS256) {
  return provider.keys.decoy(algorithm, 77);
}

// RSA keys that must not be used, as JWK and for signing.
struct weak_rsa {
  evp::key key;
  object jwk;
};

weak_rsa make_rsa(std::size_t bits, const char* id) {
  weak_rsa made{evp::key(EVP_RSA_gen(bits)), {}};
  evp::require(made.key != nullptr, "OpenSSL could not generate a key");
  made.jwk = evp::public_members(made.key.get());
  made.jwk["kid"] = id;
  made.jwk["use"] = "sig";
  made.jwk["alg"] = "RS256";
  return made;
}

const weak_rsa& small_key() {
  static const auto made = make_rsa(1024, "small");
  return made;
}

std::string rs256(EVP_PKEY* key, std::string_view text) {
  const evp::digest_context context(EVP_MD_CTX_new());
  std::size_t size = 0;
  evp::require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                   EVP_DigestSign(context.get(), nullptr, &size, evp::bytes_of(text), text.size()) == 1,
               "cannot sign");
  std::string signature(size, '\0');
  evp::require(EVP_DigestSign(context.get(), evp::bytes_of(signature), &size, evp::bytes_of(text), text.size()) == 1,
               "cannot sign");
  return signature;
}

void publish(object& set, const object& jwk) { set["keys"].as_array().push_back(jwk); }

void small_rsa_key(state& provider) {
  provider.options.alter.jwks = [](object& set) { publish(set, small_key().jwk); };
  signed_id_token<[](const state&, std::string& compact) {
    auto three = split(compact);
    three.header = part_of(object{{"alg", "RS256"}, {"kid", "small"}});
    three.signature = base64url(rs256(small_key().key.get(), three.header + '.' + three.payload));
    compact = joined(three);
  }>(provider);
}

// With the exponent 1 the signature is the padded hash itself, so that everybody can make one.
void exponent_one(state& provider) {
  provider.options.alter.jwks = [&provider](object& set) {
    auto jwk = provider.keys.decoy(signing_algorithm::RS256, 3).public_jwk();
    jwk["e"] = "AQ";
    jwk["kid"] = "one";
    publish(set, jwk);
  };
  signed_id_token<[](const state&, std::string& compact) {
    auto three = split(compact);
    three.header = part_of(object{{"alg", "RS256"}, {"kid", "one"}});
    // RFC 8017 9.2, with the prefix of SHA-256.
    constexpr unsigned char prefix[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                        0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    const auto hash = sha256(three.header + '.' + three.payload);
    std::string padded("\x00\x01", 2);
    padded.append(256 - 3 - sizeof prefix - hash.size(), '\xff');
    padded += '\0';
    padded.append(reinterpret_cast<const char*>(prefix), sizeof prefix);
    three.signature = base64url(padded + hash);
    compact = joined(three);
  }>(provider);
}

// The public key as an authentication code's secret, in one form or another.
template <auto Form>
void confusion(state& provider) {
  signed_id_token<[](const state& s, std::string& compact) {
    const auto& key = s.keys.current(signing_algorithm::RS256);
    sign_again_with(compact, {{"kid", key.id()}}, Form(key));
  }>(provider);
}

std::string der_of(const signing_key& key) {
  const auto pem = key.public_pem();
  const auto begin = pem.find('\n') + 1;
  std::string text = pem.substr(begin, pem.find("-----END") - begin);
  std::erase(text, '\n');
  return decode_base64(text).value_or("");
}

void reference_header(state& provider, const char* member) {
  provider.options.alter.signed_id_token = [&provider, member](std::string& compact, occasion when) {
    if (when == occasion::refresh) return;
    const auto& key = foreign_key(provider);
    object header{{"kid", "attacker"}};
    if (member == std::string_view("jwk")) header["jwk"] = key.public_jwk();
    else if (member == std::string_view("x5c")) header["x5c"] = json::array{base64(der_of(key))};
    else header[member] = provider.issuer + "/attacker/" + member;
    sign_again(compact, header, key);
    provider.do_deed();
  };
}

template <auto Change>
void signature_bytes(state& provider) {
  signed_id_token<[](const state& s, std::string& compact) {
    auto three = split(compact);
    three.signature = base64url(Change(s, three));
    compact = joined(three);
  }>(provider);
}

// From r and s side by side to a SEQUENCE of two INTEGERs.
std::string as_der(std::string_view raw) {
  const auto integer = [](std::string_view bytes) {
    std::string value(bytes);
    while (value.size() > 1 && value[0] == '\0' && static_cast<unsigned char>(value[1]) < 0x80) value.erase(0, 1);
    if (static_cast<unsigned char>(value[0]) >= 0x80) value.insert(0, 1, '\0');
    return std::string("\x02") + static_cast<char>(value.size()) + value;
  };
  const auto body = integer(raw.substr(0, raw.size() / 2)) + integer(raw.substr(raw.size() / 2));
  return std::string("\x30") + static_cast<char>(body.size()) + body;
}

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

const auto& table() {
  using enum signing_algorithm;
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
      bad("rowclaim-logout-token-as-id-token", "a logout token comes in the ID token's place",
          [](state& s) {
            another_jwt<[](const state&, object& c) {
              keep(c, {"iss", "sub", "aud", "iat", "exp"});
              c["jti"] = random_text(9);
              c["events"] = {{"http://schemas.openid.net/event/backchannel-logout", object()}};
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

      // ---- algorithms
      bad("rowclaim-alg-none", "the ID token says alg none and is not signed",
          signed_id_token<[](const state&, std::string& c) { leave_unsigned(c); }>),
      bad("rowclaim-alg-None", "the ID token says alg None and is not signed",
          signed_id_token<[](const state&, std::string& c) { leave_unsigned(c, "None"); }>),
      bad("rowclaim-alg-NONE", "the ID token says alg NONE and is not signed",
          signed_id_token<[](const state&, std::string& c) { leave_unsigned(c, "NONE"); }>),
      bad("rowclaim-alg-nOnE", "the ID token says alg nOnE and is not signed",
          signed_id_token<[](const state&, std::string& c) { leave_unsigned(c, "nOnE"); }>),
      bad("rowclaim-alg-none-signed", "the ID token says alg none, and its signature is a right one for another algorithm",
          header_members<[](const state&, object& h) { h["alg"] = "none"; }>),
      bad("rowclaim-alg-missing", "the ID token has no alg", header_members<[](const state&, object& h) { h.erase("alg"); }>),
      bad("rowclaim-alg-null", "the ID token's alg is null", header_members<[](const state&, object& h) { h["alg"] = nullptr; }>),
      bad("rowclaim-alg-lower-case", "the ID token's alg is in lower case", header_members<[](const state&, object& h) {
            std::string text(h["alg"].as_string());
            for (char& each : text)
              if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
            h["alg"] = text;
          }>),
      bad("rowclaim-alg-array", "the ID token's alg is an array",
          header_members<[](const state&, object& h) { h["alg"] = json::array{h["alg"]}; }>),
      in<RS256>(bad("rowclaim-alg-other-than-the-key", "the ID token says RS512 and is signed with RS256",
                    header_members<[](const state&, object& h) { h["alg"] = "RS512"; }>)),
      in<RS256>(bad("rowclaim-alg-not-the-registered", "the ID token is well signed with ES256 where RS256 is registered",
                    signed_id_token<[](const state& s, std::string& c) { sign_again(c, {}, s.keys.current(ES256)); }>)),
      in<RS256>(bad("rowclaim-hs256-with-public-key-pem", "the ID token is signed with HS256, the secret being the RSA key's PEM",
                    confusion<[](const signing_key& key) { return key.public_pem(); }>)),
      in<RS256>(bad("rowclaim-hs256-with-public-key-der", "the ID token is signed with HS256, the secret being the RSA key's DER",
                    confusion<der_of>)),
      in<RS256>(bad("rowclaim-hs256-with-public-key-modulus", "the ID token is signed with HS256, the secret being the JWK's n",
                    confusion<[](const signing_key& key) { return std::string(key.public_jwk()["n"].as_string()); }>)),
      in<RS256>(bad("rowclaim-hs256-with-empty-secret", "the ID token is signed with HS256 and an empty secret",
                    signed_id_token<[](const state&, std::string& c) { sign_again_with(c, {}, ""); }>)),
      in<RS256>(bad("rowclaim-hs256-with-client-secret",
                    "the ID token is signed with HS256 and the client's secret where RS256 is registered",
                    signed_id_token<[](const state& s, std::string& c) {
                      const auto& clients = s.options.clients;
                      sign_again_with(c, {{"kid", nullptr}}, clients.empty() ? "" : clients.begin()->second.secret);
                    }>)),

      // ---- the header
      bad("rowclaim-header-jwk", "the ID token brings an attacker's key along as jwk",
          [](state& s) { reference_header(s, "jwk"); }),
      bad("rowclaim-header-jku", "the ID token says by jku where an attacker's key is",
          [](state& s) { reference_header(s, "jku"); }),
      bad("rowclaim-header-x5u", "the ID token says by x5u where an attacker's certificate is",
          [](state& s) { reference_header(s, "x5u"); }),
      bad("rowclaim-header-x5c", "the ID token brings an attacker's certificate along as x5c",
          [](state& s) { reference_header(s, "x5c"); }),
      bad("rowclaim-header-crit-unknown", "the ID token's crit names an extension that nobody knows",
          header_members<[](const state&, object& h) {
            h["crit"] = json::array{"http://example.com/unknown"};
            h["http://example.com/unknown"] = true;
          }>),
      bad("rowclaim-header-crit-empty", "the ID token's crit is an empty array",
          header_members<[](const state&, object& h) { h["crit"] = json::array(); }>),
      bad("rowclaim-header-crit-text", "the ID token's crit is a text",
          header_members<[](const state&, object& h) { h["crit"] = "exp"; }>),
      bad("rowclaim-header-b64-false", "the ID token says b64 false, and crit names it",
          header_members<[](const state&, object& h) {
            h["b64"] = false;
            h["crit"] = json::array{"b64"};
          }>),
      bad("rowclaim-header-kid-unknown", "the ID token names a kid that the key set lacks",
          header_members<[](const state&, object& h) { h["kid"] = random_text(16); }>),
      bad("rowclaim-header-kid-huge", "the ID token's kid has a hundred thousand characters",
          header_members<[](const state&, object& h) { h["kid"] = std::string(100'000, 'k'); }>),
      bad("rowclaim-header-kid-path", "the ID token's kid is a path to a file",
          header_members<[](const state&, object& h) { h["kid"] = "../../../../dev/null"; }>),
      bad("rowclaim-header-kid-number", "the ID token's kid is a number",
          header_members<[](const state&, object& h) { h["kid"] = 1; }>),
      bad("rowclaim-header-duplicate-member", "the ID token's header has alg twice",
          header_bytes<[](std::string text) { return with_first(std::move(text), R"("alg":"none")"); }>),

      // ---- the signature
      bad("rowclaim-signature-wrong", "every byte of the ID token's signature is changed",
          signed_id_token<[](const state&, std::string& c) { spoil_signature(c); }>),
      bad("rowclaim-signature-empty", "the ID token has an empty signature",
          signature_bytes<[](const state&, const parts&) { return std::string(); }>),
      bad("rowclaim-signature-short", "the ID token's signature lacks its last byte",
          signature_bytes<[](const state&, const parts& three) {
            auto bytes = decode_base64url(three.signature).value_or("");
            if (!bytes.empty()) bytes.pop_back();
            return bytes;
          }>),
      bad("rowclaim-claims-changed", "a claim of the ID token was changed after it was signed",
          signed_id_token<[](const state&, std::string& c) {
            auto three = split(c);
            auto claims = json_of(three.payload);
            claims["admin"] = true;
            three.payload = part_of(claims);
            c = joined(three);
          }>),
      in<ES256>(bad("rowclaim-es256-der", "the ID token's ES256 signature is in DER",
                    signature_bytes<[](const state&, const parts& three) {
                      return as_der(decode_base64url(three.signature).value_or(""));
                    }>),
                "id_token_alg:ES256"),
      in<ES256>(bad("rowclaim-es256-zero", "r and s of the ID token's ES256 signature are 0",
                    signature_bytes<[](const state&, const parts&) { return std::string(64, '\0'); }>),
                "id_token_alg:ES256"),
      in<ES256>(bad("rowclaim-es256-order", "r and s of the ID token's ES256 signature are the order of the curve",
                    signature_bytes<[](const state&, const parts&) {
                      const auto order = decode_base64url("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").value_or("");
                      return order + order;
                    }>),
                "id_token_alg:ES256"),
      in<RS256>(bad("rowclaim-rsa-1024", "the ID token is signed with an RSA key of 1024 bits", small_rsa_key)),
      in<RS256>(bad("rowclaim-rsa-exponent-one", "the ID token is signed with an RSA key whose exponent is 1", exponent_one)),
      bad("rowclaim-key-for-encryption", "the ID token is signed with a key that the key set marks for encryption",
          [](state& s) {
            s.options.alter.jwks = [](object& set) {
              for (auto& key : set["keys"].as_array()) key.as_object()["use"] = "enc";
            };
            id_token<[](const state&, object&) {}>(s);
          }),
      bad("rowclaim-key-with-other-operations", "the ID token is signed with a key whose key_ops allow encryption alone",
          [](state& s) {
            s.options.alter.jwks = [](object& set) {
              for (auto& key : set["keys"].as_array()) {
                key.as_object().erase("use");
                key.as_object()["key_ops"] = json::array{"encrypt"};
              }
            };
            id_token<[](const state&, object&) {}>(s);
          }),
      bad("rowclaim-key-withdrawn", "the ID token is signed with a key that the key set no longer has",
          signed_id_token<[](const state& s, std::string& c) { sign_again(c, {}, s.keys.withdrawn(RS256)); }>),

      // ---- the compact form
      bad("rowclaim-four-parts", "the ID token has four parts",
          signed_id_token<[](const state&, std::string& c) { c += ".AAAA"; }>),
      bad("rowclaim-six-parts", "the ID token has six parts",
          signed_id_token<[](const state&, std::string& c) { c += ".AAAA.AAAA.AAAA"; }>),
      bad("rowclaim-two-parts", "the ID token has two parts",
          signed_id_token<[](const state&, std::string& c) { c.resize(c.rfind('.')); }>),
      bad("rowclaim-whitespace", "there is a space before the ID token",
          signed_id_token<[](const state&, std::string& c) { c.insert(0, 1, ' '); }>),
      bad("rowclaim-line-break", "there is a line break after the ID token",
          signed_id_token<[](const state&, std::string& c) { c += '\n'; }>),
      bad("rowclaim-padding", "the ID token's signature has base64 padding",
          signed_id_token<[](const state&, std::string& c) { c += "=="; }>),
      bad("rowclaim-base64-not-canonical", "the last character of the ID token's signature has bits that count for nothing",
          signed_id_token<[](const state&, std::string& c) {
            constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            c.back() = alphabet[alphabet.find(c.back()) ^ 1];
          }>),
      bad("rowclaim-token-huge", "the ID token has a megabyte of claims",
          id_token<[](const state&, object& c) { c["padding"] = std::string(700'000, 'x'); }>),
      bad("rowclaim-claims-deep", "a claim of the ID token is an array in an array, a thousand deep",
          claims_bytes<[](std::string text) {
            return with_first(std::move(text), "\"deep\":" + std::string(1000, '[') + std::string(1000, ']'));
          }>),
      bad("rowclaim-claims-duplicate-member", "the ID token has sub twice",
          claims_bytes<[](std::string text) { return with_first(std::move(text), R"("sub":"another-subject")"); }>),
      bad("rowclaim-claims-duplicate-escaped", "the ID token has sub twice, once with an escape in its name",
          claims_bytes<[](std::string text) { return with_first(std::move(text), R"("s\u0075b":"another-subject")"); }>),
      bad("rowclaim-claims-invalid-utf8", "a claim of the ID token is not UTF-8",
          claims_bytes<[](std::string text) { return with_first(std::move(text), "\"name\":\"\xc0\xaf\""); }>),
      bad("rowclaim-claims-lone-surrogate", "a claim of the ID token has half of a surrogate pair",
          claims_bytes<[](std::string text) { return with_first(std::move(text), R"("odd":"\ud800")"); }>),
      bad("rowclaim-claims-byte-order-mark", "the ID token's claims begin with a byte order mark",
          claims_bytes<[](const std::string& text) { return "\xef\xbb\xbf" + text; }>),
      bad("rowclaim-claims-trailing-bytes", "the ID token's claims are followed by another object",
          claims_bytes<[](const std::string& text) { return text + "{}"; }>),
      bad("rowclaim-claims-comment", "the ID token's claims have a comment",
          claims_bytes<[](const std::string& text) { return "/* */" + text; }>),
      bad("rowclaim-claims-nan", "the ID token's exp is NaN", claims_bytes<[](std::string text) {
            const auto exp = text.find("\"exp\":") + 6;
            return text.replace(exp, text.find_first_of(",}", exp) - exp, "NaN");
          }>),
      bad("rowclaim-claims-array", "the ID token's claims are an array",
          claims_bytes<[](const std::string& text) { return '[' + text + ']'; }>),
      good("rowclaim-claims-unknown", "the ID token has claims that nobody knows", id_token<[](const state&, object& c) {
             c["http://example.com/claim"] = {{"nested", json::array{1, nullptr, true}}};
             c["jti"] = random_text(9);
           }>),
  };
  return entries;
}

}  // namespace

std::span<const module_entry> own_token_modules() { return table(); }

}  // namespace mock_idp
