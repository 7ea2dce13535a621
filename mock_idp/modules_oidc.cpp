// SPDX-License-Identifier: BSL-1.0
// The OpenID Foundation's modules for OpenID Connect relying parties.
//
// Ids, deeds and verdicts are those of its conformance suite (openid-certification/conformance-suite, commit 12f2a4da).
#include "deeds.hpp"
#include "digest.hpp"
#include "judgement.hpp"
#include "jwt.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using enum outcome;
using state = provider_state;

std::string text_of(const object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

void append(object& to, std::string_view name, std::string_view suffix) { to[name] = text_of(to, name) + std::string(suffix); }

// Whether the member was there to be spoiled.
bool append_if_there(object& to, std::string_view name, std::string_view suffix) {
  if (!to.contains(name)) return false;
  append(to, name, suffix);
  return true;
}

void sign_with(provider_options& options, signing_algorithm algorithm) {
  options.algorithm = algorithm;
  for (auto& [id, party] : options.clients) party.id_token_signed_response_alg = algorithm;
}
template <signing_algorithm Algorithm>
void signed_with(provider_options& options) {
  sign_with(options, Algorithm);
}

// ---- keys

bool is_for_signing(const json::value& key) { return text_of(key.as_object(), "use") != "enc"; }

void without_key_ids(object& set) {
  for (auto& key : set["keys"].as_array())
    if (is_for_signing(key)) key.as_object().erase("kid");
}

void keep_one_key_of_each_kind(const state&, object& set) {
  json::array kept;
  for (auto& key : set["keys"].as_array()) {
    const auto kind = [](const json::value& of) { return text_of(of.as_object(), "kty") + text_of(of.as_object(), "crv"); };
    const bool is_first = std::none_of(kept.begin(), kept.end(), [&](const json::value& before) {
      return is_for_signing(before) && is_for_signing(key) && kind(before) == kind(key);
    });
    if (is_first || !is_for_signing(key)) kept.push_back(key);
  }
  set["keys"] = std::move(kept);
  without_key_ids(set);
}

void three_keys_of_each_kind(const state& provider, object& set) {
  auto& keys = set["keys"].as_array();
  for (const auto algorithm :
       {signing_algorithm::RS256, signing_algorithm::ES256, signing_algorithm::ES256K, signing_algorithm::EdDSA}) {
    const auto like = signing_key::shared(algorithm, 0)->public_jwk();
    const auto have = std::count_if(keys.begin(), keys.end(), [&](const json::value& key) {
      const auto& each = key.as_object();
      return is_for_signing(key) && text_of(each, "kty") == text_of(like, "kty") && text_of(each, "crv") == text_of(like, "crv");
    });
    for (auto i = have; i < 3; ++i) {
      auto jwk = provider.keys.decoy(algorithm, static_cast<int>(i)).public_jwk();
      jwk.erase("alg");
      keys.push_back(std::move(jwk));
    }
  }
  without_key_ids(set);
}

template <void (*Change)(const state&, object&)>
void kid_absent(state& provider) {
  provider.options.alter.jwks = [&provider](object& set) { Change(provider, set); };
  id_token_header<[](const state&, object& header) { header.erase("kid"); }>(provider);
}

void rotate_before_the_second(state& provider) {
  provider.on_request = [&provider, seen = 0](std::string_view path) mutable {
    if (path != "/authorize" || ++seen != 2) return;
    provider.keys.rotate();
    provider.do_deed();
  };
}

void rotate_before_signing(state& provider) {
  provider.on_request = [&provider](std::string_view path) {
    const auto type = response_type_named(provider.options.variant.response_type).value_or(of_code);
    const bool is_the_moment = (type & with_front_id_token) != 0 ? path == "/authorize" : path == "/token" || path == "/mtls/token";
    if (!is_the_moment) return;
    provider.keys.rotate();
    provider.do_deed();
  };
}

void suffixed_key_set(state& provider) {
  provider.jwks_suffix = '/' + random_text(9);
  provider.options.alter.discovery = [&provider](object& document) {
    document["jwks_uri"] = provider.issuer + "/jwks" + provider.jwks_suffix;
  };
}

// ---- what the relying party must have sent

verdict_report with_nonce(const evidence& from) {
  if (from.count("/authorize") && !from.has_fact("sent nonce")) return failed("the authorization request has no nonce");
  return completes(from);
}

verdict_report with_scope_for_claims(const evidence& from) {
  if (!from.count("/authorize")) return waiting("there was no authorization request");
  bool has_one = false;
  for (const auto* scope : {"profile", "email", "phone", "address"}) has_one |= from.has_fact(std::string("sent scope ") + scope);
  if (!has_one) return failed("the authorization request asks for none of profile, email, phone and address");
  return completes(from);
}

verdict_report with_basic(const evidence& from) {
  const auto asked = from.first("/token");
  if (!asked) return waiting("there was no token request");
  if (from.requests[*asked].authorization_scheme != "Basic") return failed("the client did not authenticate with Basic");
  return from.count("/userinfo") || from.is_quiet ? passed() : waiting("userinfo has not been asked");
}

verdict_report with_token_in_header(const evidence& from) {
  const auto asked = from.first("/userinfo");
  if (!asked) return waiting("userinfo has not been asked");
  const auto& request = from.requests[*asked];
  if (request.authorization_scheme.empty()) return failed("the access token is not in the Authorization header");
  if (request.parameters.has("access_token")) return failed("the access token came as a parameter as well");
  return passed();
}

verdict_report with_token_in_body(const evidence& from) {
  const auto asked = from.first("/userinfo");
  if (!asked) return waiting("userinfo has not been asked");
  const auto& request = from.requests[*asked];
  if (request.method != "POST" || !request.parameters.has("access_token"))
    return failed("the access token is not in the form of a POST");
  return request.authorization_scheme.empty() ? passed() : failed("the access token came in the Authorization header as well");
}

verdict_report with_form_post_error(const evidence& from) {
  if (!from.count("/authorize")) return waiting("there was no authorization request");
  for (const auto* sent : {"sent response_mode form_post", "sent max_age 0", "sent prompt none"})
    if (!from.has_fact(sent)) return failed("the authorization request should have " + std::string(sent).substr(5));
  return rejects(from);
}

verdict_report with_claims_endpoint(const evidence& from) {
  if (!from.count("/userinfo")) return waiting("userinfo has not been asked");
  const auto asked = from.first("/claims");
  if (!asked) return waiting("the claims endpoint has not been asked");
  return from.has_fact("the claims endpoint was asked with its access token")
             ? passed()
             : failed("the claims endpoint's access token is wrong");
}

verdict_report with_alias(const evidence& from) {
  for (const auto& request : from.requests) {
    if (request.path == "/token") return failed("the token request did not go to the alias for clients with certificates");
    if (request.path == "/mtls/token") return completes(from);
  }
  return waiting("there was no token request");
}

// ---- discovery, registration, request objects

constexpr std::string_view discovery_path = "/.well-known/openid-configuration";

verdict_report with_discovery(const evidence& from) {
  return from.count(discovery_path) ? passed() : waiting("the metadata has not been fetched");
}

verdict_report with_key_set_in_order(const evidence& from) {
  const auto metadata = from.first(discovery_path);
  for (std::size_t i = 0; i != from.requests.size(); ++i)
    if (from.requests[i].path != discovery_path && (!metadata || i < *metadata))
      return failed("the relying party asked " + from.requests[i].path + " before the metadata");
  const auto keys = from.first("/jwks");
  const auto userinfo = from.first("/userinfo");
  if (userinfo && (!keys || *keys > *userinfo)) return failed("the relying party asked userinfo before the key set");
  if (from.is(of_id_token)) return keys ? passed() : waiting("the key set has not been fetched");
  return userinfo ? passed() : waiting("userinfo has not been asked");
}

verdict_report without_authorization_request(const evidence& from) {
  const auto deed = from.deed();
  if (!deed) return waiting("the metadata has not been fetched");
  if (from.count("/authorize") || from.count("/par"))
    return failed("the authorization endpoint was asked in spite of the metadata");
  return from.is_quiet ? passed() : waiting("the relying party may still go on");
}

verdict_report with_keys_fetched_again(const evidence& from) {
  const auto deed = from.deed();
  if (!deed) return waiting("there was no second authorization request");
  if (!from.count("/jwks", *deed)) return waiting("the key set has not been fetched after the rotation");
  return from.is(of_id_token) || from.count("/userinfo", *deed) ? passed()
                                                                : waiting("userinfo has not been asked after the rotation");
}

verdict_report with_webfinger(const evidence& from, bool is_account) {
  const auto asked = from.first("/.well-known/webfinger");
  if (!asked) {
    if (from.count(discovery_path)) return failed("the metadata was fetched without WebFinger");
    return waiting("WebFinger has not been asked");
  }
  const auto& request = from.requests[*asked].parameters;
  if (request.value("rel") != "http://openid.net/specs/connect/1.0/issuer")
    return failed("WebFinger's rel is not that of an issuer");
  if (request.value("resource").starts_with("acct:") != is_account)
    return failed(is_account ? "WebFinger's resource is not an acct: URI" : "WebFinger's resource is not a URL");
  return from.count(discovery_path, *asked) ? passed() : waiting("the metadata has not been fetched");
}
verdict_report with_webfinger_for_account(const evidence& from) { return with_webfinger(from, true); }
verdict_report with_webfinger_for_url(const evidence& from) { return with_webfinger(from, false); }

void under_a_new_path(provider_options& options) { options.issuer_path += '/' + random_text(6); }

verdict_report with_registration(const evidence& from) {
  for (const auto& request : from.requests)
    if (request.path == "/register" && request.method == "POST") return passed();
  return waiting("the relying party has not registered");
}

verdict_report with_request_uri(const evidence& from, std::string_view algorithm) {
  if (!from.count("/authorize")) return waiting("there was no authorization request");
  if (!from.has_fact("Request Object: by reference")) return failed("the authorization request has no request_uri");
  if (!from.has_fact("Request Object: signed " + std::string(algorithm)))
    return failed("the Request Object's alg is not " + std::string(algorithm));
  return from.is(of_id_token) ? passed() : completes(from);
}
verdict_report with_signed_request_uri(const evidence& from) { return with_request_uri(from, "RS256"); }
verdict_report with_unsigned_request_uri(const evidence& from) { return with_request_uri(from, "none"); }

template <const char* Algorithm>
void with_request_objects(provider_options& options) {
  for (auto& [id, party] : options.clients) party.request_object_signing_alg = Algorithm;
}
constexpr char rs256[] = "RS256";
constexpr char none[] = "none";

void with_distributed_claims(provider_options& options) {
  for (auto& [name, person] : options.users) person.distributed_claims["credit_score"] = 650;
}

void with_signed_userinfo(provider_options& options) {
  for (auto& [id, party] : options.clients) party.userinfo_signed_response_alg = "RS256";
}

// ---- logout

verdict_report with_initiation(const evidence& from) {
  const auto deed = from.deed();
  if (const auto asked = from.first("/authorize"); asked && (!deed || *asked < *deed))
    return failed("the authorization endpoint was asked before the sign-in was initiated");
  if (!deed) return waiting("the sign-in has not been initiated");
  return completes(from);
}

verdict_report with_logout(const evidence& from) {
  return from.has_fact("logged out") ? passed() : waiting("the end-session endpoint has not been asked");
}

verdict_report with_logout_state(const evidence& from) {
  if (!from.has_fact("logged out")) return waiting("the end-session endpoint has not been asked");
  return from.has_fact("sent logout state") ? passed() : skipped("the relying party sent no state with its logout request");
}

verdict_report with_polling(const evidence& from) {
  const auto index = [&](std::string_view fact, bool last) -> std::optional<std::size_t> {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i != from.notes.size(); ++i)
      if (from.notes[i].kind == note_kind::fact && from.notes[i].text == fact && (last || !found)) found = i;
    return found;
  };
  const auto unchanged = index("the session was polled: unchanged", false);
  const auto out = index("logged out", false);
  const auto changed = index("the session was polled: changed", true);
  if (!unchanged) return waiting("the session has not been polled before the logout");
  if (!out) return waiting("nobody has logged out");
  if (!changed || *changed < *out) return waiting("the session has not been polled after the logout");
  return passed();
}

void with_other_state(state& provider) {
  provider.options.alter.logout_response = [&provider](parameter_list& response) {
    if (!response.has("state")) return;
    parameter_list changed;
    for (const auto& [name, value] : response) changed.add(name, name == "state" ? value + "_INVALID" : value);
    response = std::move(changed);
    provider.do_deed();
  };
}
void with_no_state(state& provider) {
  provider.options.alter.logout_response = [&provider](parameter_list& response) {
    if (!response.has("state")) return;
    parameter_list changed;
    for (const auto& [name, value] : response)
      if (name != "state") changed.add(name, value);
    response = std::move(changed);
    provider.do_deed();
  };
}

template <auto Do>
void bad_logout_token(state& provider) {
  provider.expects_logout_refusal = true;
  logout_token<Do>(provider);
}
template <auto Do>
void badly_signed_logout_token(state& provider) {
  provider.expects_logout_refusal = true;
  signed_logout_token<Do>(provider);
}

void with_aggregated_claims(provider_options& options) {
  options.services.unsigned_aggregated_claims = true;
  for (auto& [name, person] : options.users) {
    person.claims.erase("address");
    person.claims.erase("phone_number");
    person.aggregated_claims = {{"address", {{"street_address", "1234 Hollywood Blvd."}, {"postal_code", "90210"}}},
                                {"phone_number", "+44 1632 960456"}};
  }
}

void gives_refresh_token(provider_options& options) { options.services.always_gives_refresh_token = true; }

constexpr auto rejects_token = "rejects the ID token: no token or userinfo request follows, and there is no session";

const module_entry table[] = {
    {.id = "oidcc-client-test",
     .effect = "everything is right",
     .expects = "completes the sign-in and asks userinfo",
     .outcome = accept,
     .judge = completes},
    {.id = "oidcc-client-test-invalid-iss",
     .effect = "the ID token's iss has a 1 at its end that the issuer has not",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state& s, object& claims) { claims["iss"] = s.issuer + "1"; }>},
    {.id = "oidcc-client-test-missing-sub",
     .effect = "the ID token has no sub",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { claims.erase("sub"); }>},
    {.id = "oidcc-client-test-invalid-aud",
     .effect = "the ID token's aud is the client_id with a 1 at its end",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { append(claims, "aud", "1"); }>},
    {.id = "oidcc-client-test-missing-aud",
     .effect = "the ID token has no aud",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { claims.erase("aud"); }>},
    {.id = "oidcc-client-test-missing-iat",
     .effect = "the ID token has no iat",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { claims.erase("iat"); }>},
    {.id = "oidcc-client-test-kid-absent-single-jwks",
     .effect = "the ID token names no kid, and the key set has one key of each kind, without kid",
     .expects = "chooses the key by its kind, its use and the algorithm, and completes the sign-in",
     .outcome = accept,
     .judge = completes,
     .begin = kid_absent<keep_one_key_of_each_kind>,
     .prepare = signed_with<signing_algorithm::RS256>},
    {.id = "oidcc-client-test-kid-absent-multiple-jwks",
     .effect = "the ID token names no kid, and the key set has three keys of each kind, without kid",
     .expects = "rejects the ID token as ambiguous, or tries each fitting key and completes the sign-in",
     .outcome = either,
     .judge = either_way,
     .begin = kid_absent<three_keys_of_each_kind>,
     .prepare = signed_with<signing_algorithm::RS256>},
    {.id = "oidcc-client-test-idtoken-sig-rs256",
     .effect = "ID tokens are signed with RS256, which is all that the metadata offers",
     .expects = "completes the sign-in",
     .outcome = accept,
     .judge = completes,
     .begin =
         [](state& provider) {
           provider.options.alter.discovery = [](object& document) {
             document["id_token_signing_alg_values_supported"] = json::array{"RS256"};
           };
           provider.options.alter.registration = [](object& client) { client["id_token_signed_response_alg"] = "RS256"; };
         },
     .prepare = signed_with<signing_algorithm::RS256>},
    {.id = "oidcc-client-test-idtoken-sig-none",
     .effect = "the ID token from the token endpoint is not signed, and the client is registered for alg none",
     .expects = "completes the sign-in if it registered alg none, and rejects the ID token otherwise",
     .types = of_code,
     .outcome = either,
     .judge = may_accept,
     .begin =
         [](state& provider) {
           provider.options.alter.registration = [](object& client) { client["id_token_signed_response_alg"] = "none"; };
           signed_id_token<[](const state&, std::string& compact) { leave_unsigned(compact); }>(provider);
         },
     .needs = "id_token_alg:none"},
    {.id = "oidcc-client-test-invalid-sig-rs256",
     .effect = "every byte of the ID token's RS256 signature is changed",
     .expects = rejects_token,
     .judge = rejects_signature,
     .begin = signed_id_token<[](const state&, std::string& compact) { spoil_signature(compact); }>,
     .prepare = signed_with<signing_algorithm::RS256>},
    {.id = "oidcc-client-test-invalid-sig-hs256",
     .effect = "every byte of the ID token's HS256 authentication code is changed",
     .expects = rejects_token,
     .judge = rejects_signature,
     .begin = signed_id_token<[](const state&, std::string& compact) { spoil_signature(compact); }>,
     .prepare = signed_with<signing_algorithm::HS256>,
     .needs = "id_token_alg:HS256"},
    {.id = "oidcc-client-test-invalid-sig-es256",
     .effect = "every byte of the ID token's ES256 signature is changed",
     .expects = rejects_token,
     .judge = rejects_signature,
     .begin = signed_id_token<[](const state&, std::string& compact) { spoil_signature(compact); }>,
     .prepare = signed_with<signing_algorithm::ES256>,
     .needs = "id_token_alg:ES256"},
    {.id = "oidcc-client-test-userinfo-invalid-sub",
     .effect = "userinfo's sub is the ID token's with \"invalid\" at its end",
     .expects = "rejects the userinfo response and uses nothing of it",
     .types = with_access_token,
     .judge = only_inside,
     .begin = userinfo<[](const state&, object& claims) { append(claims, "sub", "invalid"); }>},
    {.id = "oidcc-client-test-nonce-invalid",
     .effect = "the ID token's nonce has a 1 at its end that the sent one has not; where none was sent it is null1",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) {
       if (!claims.contains("nonce")) claims["nonce"] = "null";
       append(claims, "nonce", "1");
     }>},
    {.id = "oidcc-client-test-nonce-unless-code-flow",
     .effect = "everything is right",
     .expects = "sends a nonce and completes the sign-in",
     .types = any_response_type & ~of_code,
     .outcome = accept,
     .judge = with_nonce},
    {.id = "oidcc-client-test-scope-userinfo-claims",
     .effect = "exactly the claims of the scopes that were asked for are given",
     .expects = "asks for at least one of profile, email, phone and address, and completes the sign-in",
     .outcome = accept,
     .judge = with_scope_for_claims,
     .prepare = [](provider_options& options) { options.services.releases_claims_by_scope = true; }},
    {.id = "oidcc-client-test-client-secret-basic",
     .effect = "the token endpoint accepts client_secret_basic alone",
     .expects = "authenticates with Basic, id and secret form-encoded",
     .types = with_code,
     .outcome = accept,
     .judge = with_basic,
     .prepare =
         [](provider_options& options) {
           for (auto& [id, party] : options.clients) party.token_endpoint_auth_method = "client_secret_basic";
         }},
    {.id = "oidcc-client-test-invalid-chash",
     .effect = "the c_hash of the ID token in the authorization response has a 1 too many",
     .expects = rejects_token,
     .types = of_code_id_token | of_code_id_token_token,
     .judge = rejects,
     .begin = front_id_token<[](const state&, object& claims) { return append_if_there(claims, "c_hash", "1"); }>},
    {.id = "oidcc-client-test-missing-chash",
     .effect = "the ID token in the authorization response has no c_hash although a code came along",
     .expects = rejects_token,
     .types = of_code_id_token | of_code_id_token_token,
     .judge = rejects,
     .begin = front_id_token<[](const state&, object& claims) { return claims.erase("c_hash") != 0; }>},
    {.id = "oidcc-client-test-invalid-athash",
     .effect = "the at_hash of the ID token in the authorization response has a 1 too many",
     .expects = rejects_token,
     .types = of_id_token_token | of_code_id_token_token,
     .judge = rejects,
     .begin = front_id_token<[](const state&, object& claims) { return append_if_there(claims, "at_hash", "1"); }>},
    {.id = "oidcc-client-test-missing-athash",
     .effect = "the ID token in the authorization response has no at_hash although an access token came along",
     .expects = rejects_token,
     .types = of_id_token_token | of_code_id_token_token,
     .judge = rejects,
     .begin = front_id_token<[](const state&, object& claims) { return claims.erase("at_hash") != 0; }>},
    {.id = "oidcc-client-test-userinfo-bearer-header",
     .effect = "userinfo wants the access token in the Authorization header",
     .expects = "sends the access token in the Authorization header alone",
     .types = with_access_token,
     .outcome = accept,
     .judge = with_token_in_header,
     .prepare = [](provider_options& options) { options.services.userinfo_token = token_place::header; }},
    {.id = "oidcc-client-test-userinfo-bearer-body",
     .effect = "userinfo wants the access token in a form",
     .expects = "posts the access token as a form parameter alone",
     .types = with_access_token,
     .outcome = accept,
     .judge = with_token_in_body,
     .prepare = [](provider_options& options) { options.services.userinfo_token = token_place::body; },
     .needs = "userinfo_by_form"},
    {.id = "oidcc-client-test-form-post-error",
     .effect = "the request for nobody's sign-in is answered with login_required, posted by a form",
     .expects = "asks with response_mode=form_post, max_age=0 and prompt=none, reads the posted error, and makes no token request",
     .judge = with_form_post_error,
     .begin = authorization_response<[](const state&, parameter_list& response) { return response.has("error"); }>,
     .prepare = [](provider_options& options) { options.signs_in_by_itself = false; },
     .needs = "form_post prompt_none max_age:0"},
    {.id = "oidcc-client-test-aggregated-claims",
     .effect = "userinfo holds the address and the telephone number as aggregated claims",
     .expects = "reads the aggregated claims and completes the sign-in",
     .types = with_access_token,
     .outcome = accept,
     .judge = completes,
     .prepare = with_aggregated_claims,
     .needs = "aggregated_claims"},
    {.id = "oidcc-client-test-distributed-claims",
     .effect = "userinfo says where the claim credit_score is to be had, and with which access token",
     .expects = "asks the claims endpoint with that access token",
     .types = with_access_token,
     .outcome = accept,
     .judge = with_claims_endpoint,
     .prepare = with_distributed_claims,
     .needs = "distributed_claims"},
    {.id = "oidcc-client-test-mtls-endpoint-aliases",
     .effect = "the metadata has another token endpoint for clients with certificates",
     .expects = "sends its token request, made with its certificate, to that endpoint",
     .types = with_code,
     .outcome = accept,
     .judge = with_alias,
     .needs = "client_certificate https"},
    {.id = "oidcc-client-test-discovery-openid-config",
     .effect = "everything is right",
     .expects = "fetches the metadata",
     .outcome = accept,
     .judge = with_discovery},
    {.id = "oidcc-client-test-discovery-jwks-uri-keys",
     .effect = "the key set's path is a new one each time",
     .expects = "fetches the metadata first, and the key set that they name before it asks userinfo",
     .outcome = accept,
     .judge = with_key_set_in_order,
     .begin = suffixed_key_set},
    {.id = "oidcc-client-test-discovery-issuer-mismatch",
     .effect = "the metadata's issuer has INVALID at its end",
     .expects = "rejects the metadata, and the browser goes nowhere",
     .judge = without_authorization_request,
     .begin = metadata<[](const state& provider, object& document) { document["issuer"] = provider.issuer + "INVALID"; }>},
    {.id = "oidcc-client-test-signing-key-rotation",
     .effect = "there are new keys under new names at the second authorization request",
     .expects = "signs in twice, fetching the key set again for the second",
     .outcome = accept,
     .judge = with_keys_fetched_again,
     .begin = rotate_before_the_second,
     .needs = "second_sign_in"},
    {.id = "oidcc-client-test-signing-key-rotation-just-before-signing",
     .effect = "there are new keys under new names when the ID token is signed",
     .expects = "fetches the key set again and completes the sign-in",
     .outcome = accept,
     .judge = completes,
     .begin = rotate_before_signing},
    {.id = "oidcc-client-test-discovery-webfinger-acct",
     .effect = "WebFinger tells the issuer, whose path is a new one each time, for an acct: URI",
     .expects = "asks WebFinger for the acct: URI, and fetches the metadata of the issuer that it is told",
     .outcome = accept,
     .judge = with_webfinger_for_account,
     .prepare = under_a_new_path,
     .needs = "webfinger:acct"},
    {.id = "oidcc-client-test-discovery-webfinger-url",
     .effect = "WebFinger tells the issuer, whose path is a new one each time, for a URL",
     .expects = "asks WebFinger for the URL, and fetches the metadata of the issuer that it is told",
     .outcome = accept,
     .judge = with_webfinger_for_url,
     .prepare = under_a_new_path,
     .needs = "webfinger:url"},
    {.id = "oidcc-client-test-dynamic-registration",
     .effect = "the registration endpoint checks the metadata that it is sent",
     .expects = "registers with sound metadata",
     .outcome = accept,
     .judge = with_registration,
     .needs = "dynamic_client"},
    {.id = "oidcc-client-test-request-uri-signed-rs256",
     .effect = "the request object is fetched from the request_uri, and must be signed with RS256",
     .expects = "sends a request_uri at which there is a request object signed with RS256",
     .outcome = accept,
     .judge = with_signed_request_uri,
     .prepare = with_request_objects<rs256>,
     .needs = "request_uri request_object_alg:RS256"},
    {.id = "oidcc-client-test-request-uri-signed-none",
     .effect = "the request object is fetched from the request_uri, and must be unsigned",
     .expects = "sends a request_uri at which there is an unsigned request object",
     .outcome = accept,
     .judge = with_unsigned_request_uri,
     .prepare = with_request_objects<none>,
     .needs = "request_uri request_object_alg:none"},
    {.id = "oidcc-client-test-userinfo-signed",
     .effect = "userinfo answers with a JWT, signed with RS256, that has iss and aud",
     .expects = "verifies the signature, iss, aud and sub, and completes the sign-in",
     .types = with_access_token,
     .outcome = accept,
     .judge = completes,
     .prepare = with_signed_userinfo,
     .needs = "signed_userinfo"},
    {.id = "oidcc-client-test-refresh-token",
     .effect = "a refresh gives a new access token, refresh token and ID token",
     .expects = "refreshes, and asks userinfo with the new access token",
     .types = with_code,
     .outcome = accept,
     .judge = completes_refresh,
     .begin = refresh_response<[](const state&, object&) {}>,
     .prepare = gives_refresh_token,
     .needs = "refresh_token"},
    {.id = "oidcc-client-test-refresh-token-invalid-issuer",
     .effect = "the refreshed ID token's iss has a 1 at its end that the issuer has not",
     .expects = "rejects the refresh response and does not use its access token",
     .types = with_code,
     .judge = rejects_refresh,
     .begin = refreshed_id_token<[](const state&, object& claims) { append(claims, "iss", "1"); }>,
     .prepare = gives_refresh_token,
     .needs = "refresh_token"},
    {.id = "oidcc-client-test-refresh-token-invalid-sub",
     .effect = "the refreshed ID token's sub has a 1 at its end that the first one's has not",
     .expects = "rejects the refresh response and does not use its access token",
     .types = with_code,
     .judge = rejects_refresh,
     .begin = refreshed_id_token<[](const state&, object& claims) { append(claims, "sub", "1"); }>,
     .prepare = gives_refresh_token,
     .needs = "refresh_token"},
    {.id = "oidcc-client-test-3rd-party-init-login",
     .effect = "the browser is sent to the relying party's initiate_login_uri with the issuer",
     .expects = "begins a sign-in at that issuer and completes it",
     .outcome = accept,
     .judge = with_initiation,
     .needs = "initiated_sign_in"},
    {.id = "oidcc-client-test-rp-init-logout",
     .effect = "the end-session endpoint logs the person out and sends the browser back with state",
     .expects = "sends an id_token_hint and a registered post_logout_redirect_uri, and handles the browser's return",
     .outcome = accept,
     .judge = with_logout,
     .needs = "rp_initiated_logout"},
    {.id = "oidcc-client-test-rp-init-logout-other-state",
     .effect = "the browser comes back from the logout with another state",
     .expects = "notices the wrong state and handles the browser's return safely",
     .judge = with_logout_state,
     .begin = with_other_state,
     .needs = "rp_initiated_logout logout_state"},
    {.id = "oidcc-client-test-rp-init-logout-no-state",
     .effect = "the browser comes back from the logout without the state that was sent",
     .expects = "notices the missing state and handles the browser's return safely",
     .judge = with_logout_state,
     .begin = with_no_state,
     .needs = "rp_initiated_logout logout_state"},
    {.id = "oidcc-client-test-rp-frontchannel-rpinitlogout",
     .effect = "after the relying party's logout request a page has an iframe with its frontchannel_logout_uri",
     .expects = "ends the session of that iss and sid, and handles the browser's return",
     .outcome = accept,
     .judge = review_after_logout,
     .needs = "rp_initiated_logout front_channel_logout"},
    {.id = "oidcc-client-test-rp-frontchannel-opinitlogout",
     .effect = "when the person logs out at the provider a page has an iframe with the relying party's frontchannel_logout_uri",
     .expects = "ends the session of that iss and sid",
     .outcome = accept,
     .judge = review_after_logout,
     .needs = "front_channel_logout op_initiated_logout"},
    {.id = "oidcc-client-test-rp-backchannel-rpinitlogout",
     .effect = "a right logout token with an unknown claim is posted to the backchannel_logout_uri",
     .expects = "answers 200 with Cache-Control: no-store, and ends the session",
     .outcome = accept,
     .judge = by_logout_answer,
     .begin = logout_token<[](const state&, object& claims) { claims["unknown_claim"] = "to be ignored"; }>,
     .needs = "rp_initiated_logout back_channel_logout"},
    {.id = "oidcc-client-test-rp-backchannel-rpinitlogout-alg-none",
     .effect = "the logout token is not signed and says alg none",
     .expects = "answers 400 and keeps the session",
     .judge = by_logout_answer,
     .begin = badly_signed_logout_token<[](const state&, std::string& compact) { leave_unsigned(compact); }>,
     .needs = "rp_initiated_logout back_channel_logout"},
    {.id = "oidcc-client-test-rp-backchannel-rpinitlogout-no-event",
     .effect = "the logout token has no events",
     .expects = "answers 400 and keeps the session",
     .judge = by_logout_answer,
     .begin = bad_logout_token<[](const state&, object& claims) { claims.erase("events"); }>,
     .needs = "rp_initiated_logout back_channel_logout"},
    {.id = "oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce",
     .effect = "the logout token has a nonce",
     .expects = "answers 400 and keeps the session",
     .judge = by_logout_answer,
     .begin = bad_logout_token<[](const state&, object& claims) { claims["nonce"] = random_text(9); }>,
     .needs = "rp_initiated_logout back_channel_logout"},
    {.id = "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg",
     .effect = "the logout token is well signed with another algorithm than the registered one",
     .expects = "answers 400 and keeps the session",
     .judge = by_logout_answer,
     .begin = badly_signed_logout_token<[](const state& provider, std::string& compact) {
       const bool is_rsa = text_of(json_of(split(compact).header), "alg") == "RS256";
       sign_again(compact, {}, provider.keys.current(is_rsa ? signing_algorithm::ES256 : signing_algorithm::RS256));
     }>,
     .needs = "rp_initiated_logout back_channel_logout"},
    {.id = "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud",
     .effect = "the logout token's aud has INVALID at its end",
     .expects = "answers 400 and keeps the session",
     .judge = by_logout_answer,
     .begin = bad_logout_token<[](const state&, object& claims) { append(claims, "aud", "INVALID"); }>,
     .needs = "rp_initiated_logout back_channel_logout"},
    {.id = "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event",
     .effect = "the logout token's events name another event",
     .expects = "answers 400 and keeps the session",
     .judge = by_logout_answer,
     .begin = bad_logout_token<[](const state&, object& claims) {
       claims["events"] = {{"http://schemas.openid.net/event/foobar", object()}};
     }>,
     .needs = "rp_initiated_logout back_channel_logout"},
    {.id = "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss",
     .effect = "the logout token's iss has INVALID at its end",
     .expects = "answers 400 and keeps the session",
     .judge = by_logout_answer,
     .begin = bad_logout_token<[](const state&, object& claims) { append(claims, "iss", "INVALID"); }>,
     .needs = "rp_initiated_logout back_channel_logout"},
    {.id = "oidcc-client-test-session-management",
     .effect = "there is a check_session_iframe, and responses have a session_state",
     .expects = "polls the iframe, which answers unchanged before the logout and changed after it",
     .outcome = accept,
     .judge = with_polling,
     .needs = "session_management rp_initiated_logout"},
};
static_assert(std::size(table) == 57);

}  // namespace

std::span<const module_entry> oidc_modules() { return table; }

}  // namespace mock_idp
