// SPDX-License-Identifier: BSL-1.0
// The OpenID Foundation's modules for FAPI clients.
//
// Ids and deeds are those of its conformance suite (openid-certification/conformance-suite, commit 12f2a4da): the final FAPI 2.0 security
// profile and message signing, and those of FAPI 1.0 Advanced that a client of the code and hybrid flows can be put to.
#include "deeds.hpp"
#include "judgement.hpp"
#include "jwt.hpp"

#include <boost/json/array.hpp>

namespace mock_idp {
namespace {

namespace json = boost::json;
using namespace deeds;
using namespace judgement;
using enum outcome;
using state = provider_state;

void append(object& to, std::string_view name, std::string_view suffix) {
  if (to[name].is_string()) to[name] = std::string(to[name].get_string()) + std::string(suffix);
}

bool remove(object& from, std::string_view name) { return from.erase(name) != 0; }

// Whether there was one to be taken away.
bool take_away(parameter_list& from, std::string_view name) {
  if (!from.has(name)) return false;
  parameter_list rest;
  for (const auto& [each, value] : from)
    if (each != name) rest.add(each, value);
  from = std::move(rest);
  return true;
}

bool put_in(parameter_list& into, std::string_view name, std::string_view value) {
  if (!into.has("code") && !into.has("error")) return false;
  take_away(into, name);
  into.add(std::string(name), std::string(value));
  return true;
}

verdict_report completes_by_profile(const evidence& from) {
  if (!from.count("/userinfo") && !from.count("/resource")) return waiting("no resource has been asked");
  if (!from.count("/par")) return failed("the authorization request was not pushed");
  if (!from.has_fact("sent code_challenge")) return failed("the authorization request has no code_challenge");
  for (const auto& request : from.requests) {
    const bool is_resource = request.path.ends_with("/userinfo") || request.path.ends_with("/resource");
    if (is_resource && (request.authorization_scheme == "DPoP" || request.path.starts_with("/mtls/"))) return passed();
  }
  return failed("the access token is bound to no key of the client's");
}

// What was not sent cannot be missed.
verdict_report rejects_missing_nonce(const evidence& from) {
  if (from.count("/authorize") && !from.has_fact("sent nonce")) return skipped("the relying party sent no nonce");
  return rejects(from);
}
verdict_report rejects_missing_state(const evidence& from) {
  if (from.count("/authorize") && !from.has_fact("sent state")) return skipped("the relying party sent no state");
  return rejects(from);
}

// The resource, a refresh, the resource, a refresh, the resource.
verdict_report refreshes_twice(const evidence& from) {
  std::size_t stages = 0;
  for (const auto& request : from.requests) {
    const bool is_refresh = request.parameters.value("grant_type") == "refresh_token";
    const bool is_resource = request.path.ends_with("/resource");
    if (stages % 2 == 0 ? is_resource : is_refresh) ++stages;
  }
  if (stages < 4) return waiting("the relying party has not refreshed twice, each time after the resource had refused");
  if (stages < 5 || !from.has_fact("the resource was given out"))
    return waiting("the resource has not been asked after the second refresh");
  return passed();
}

void refuses_twice(provider_options& options) {
  options.services.always_gives_refresh_token = true;
  options.services.resource_refusals = 2;
}

constexpr auto rejects_token = "rejects the ID token and asks no resource";
constexpr auto rejects_response = "rejects the authorization response and makes no token request";
constexpr auto accepts = "completes the sign-in and asks a resource";
constexpr auto jarm = "signed_response";

const module_entry table[] = {
    {.id = "fapi2-security-profile-final-client-test-happy-path",
     .effect = "everything is right, and each server demands a nonce of its own in DPoP proofs",
     .expects =
         "pushes its request, uses PKCE, binds its access token to a key, and asks a resource, with the nonces that are wanted",
     .types = of_code,
     .outcome = accept,
     .judge = completes_by_profile,
     .prepare =
         [](provider_options& options) {
           options.services.demands_dpop_nonce = true;
           options.services.demands_dpop_nonce_at_resources = true;
         },
     .needs = "pushed_request dpop"},
    {.id = "fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce",
     .effect = "no server demands a nonce in DPoP proofs",
     .expects = "makes DPoP proofs without a nonce",
     .types = of_code,
     .outcome = accept,
     .judge = completes_by_profile,
     .prepare =
         [](provider_options& options) {
           options.services.demands_dpop_nonce = false;
           options.services.demands_dpop_nonce_at_resources = false;
         },
     .needs = "pushed_request dpop"},
    {.id = "fapi2-security-profile-final-client-test-discovery-issuer-mismatch",
     .effect = "the metadata's issuer is not the one whose metadata they are",
     .expects = "rejects the metadata and goes no further",
     .judge = rejects_metadata,
     .begin = metadata<[](const state& provider, object& document) { document["issuer"] = provider.issuer + "INVALID"; }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-iss",
     .effect = "the ID token's iss is wrong",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { append(claims, "iss", "1"); }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-missing-iss",
     .effect = "the ID token has no iss",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { return remove(claims, "iss"); }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-aud",
     .effect = "the ID token's aud is wrong",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { append(claims, "aud", "1"); }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-missing-aud",
     .effect = "the ID token has no aud",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { return remove(claims, "aud"); }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-secondary-aud",
     .effect = "the ID token's aud names a second audience, and there is no azp",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) {
       claims["aud"] = json::array{claims["aud"], other_client};
     }>},
    {.id = "fapi2-security-profile-final-client-test-valid-aud-as-array",
     .effect = "the ID token's aud is an array of the client_id alone",
     .expects = accepts,
     .outcome = accept,
     .judge = completes,
     .begin = id_token<[](const state&, object& claims) { claims["aud"] = json::array{claims["aud"]}; }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-null-alg",
     .effect = "the ID token is not signed and says alg none",
     .expects = rejects_token,
     .judge = rejects,
     .begin = signed_id_token<[](const state&, std::string& compact) { leave_unsigned(compact); }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-alternate-alg",
     .effect = "the ID token is well signed with another algorithm than the registered one",
     .expects = rejects_token,
     .judge = rejects,
     .begin = signed_id_token<[](const state& provider, std::string& compact) {
       const bool is_es = json_of(split(compact).header)["alg"] == "ES256";
       sign_again(compact, {}, provider.keys.current(is_es ? signing_algorithm::RS256 : signing_algorithm::ES256));
     }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-expired-exp",
     .effect = "the ID token's exp is more than five minutes ago",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state& provider, object& claims) {
       claims["iat"] = provider.now() - 2 * an_hour;
       claims["exp"] = provider.now() - 301;
     }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-missing-exp",
     .effect = "the ID token has no exp",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { return remove(claims, "exp"); }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-nonce",
     .effect = "the ID token's nonce is not the one that was sent",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state&, object& claims) { claims["nonce"] = "another-nonce"; }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-missing-nonce",
     .effect = "the ID token has no nonce although one was sent",
     .expects = rejects_token,
     .judge = rejects_missing_nonce,
     .begin = id_token<[](const state&, object& claims) { return remove(claims, "nonce"); }>},
    {.id = "fapi2-security-profile-final-client-test-invalid-authorization-response-iss",
     .effect = "the authorization response's iss is another provider's",
     .expects = rejects_response,
     .judge = rejects,
     .begin = authorization_response<[](const state&, parameter_list& response) { return put_in(response, "iss", other_issuer); }>},
    {.id = "fapi2-security-profile-final-client-test-remove-authorization-response-iss",
     .effect = "the authorization response has no iss although the metadata promise one",
     .expects = rejects_response,
     .judge = rejects,
     .begin = authorization_response<[](const state&, parameter_list& response) { return take_away(response, "iss"); }>},
    {.id = "fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails",
     .effect = "the authorization response's state is not the one that was sent",
     .expects = rejects_response,
     .judge = rejects,
     .begin =
         authorization_response<[](const state&, parameter_list& response) { return put_in(response, "state", "another-state"); }>},
    {.id = "fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails",
     .effect = "the authorization response has no state although one was sent",
     .expects = rejects_response,
     .judge = rejects_missing_state,
     .begin = authorization_response<[](const state&, parameter_list& response) { return take_away(response, "state"); }>},
    {.id = "fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in",
     .effect = "the token response has no expires_in",
     .expects = accepts,
     .types = with_code,
     .outcome = accept,
     .judge = completes,
     .begin = token_response<[](const state&, object& response) { return remove(response, "expires_in"); }>},
    {.id = "fapi2-security-profile-final-client-test-token-type-case-insensitivity",
     .effect = "the token response's token_type has its upper and lower case exchanged",
     .expects = accepts,
     .types = with_code,
     .outcome = accept,
     .judge = completes,
     .begin = token_response<[](const state&, object& response) {
       std::string type(response["token_type"].as_string());
       for (char& c : type) c = static_cast<char>(c ^ 0x20);
       response["token_type"] = type;
     }>},
    {.id = "fapi2-security-profile-final-client-test-rs-dpop-auth-scheme-case-insensitivity",
     .effect = "the resource demands a nonce, with a challenge whose scheme is dPOP",
     .expects = "asks again with the nonce",
     .types = of_code,
     .outcome = accept,
     .judge =
         [](const evidence& from) {
           return from.count("/userinfo") + from.count("/resource") > 1 ? passed()
                                                                        : waiting("the resource has not been asked again");
         },
     .prepare =
         [](provider_options& options) {
           options.services.demands_dpop_nonce_at_resources = true;
           options.services.dpop_scheme = "dPOP";
         },
     .needs = "dpop"},
    {.id = "fapi2-security-profile-final-client-test-ensure-jarm-without-iss-fails",
     .effect = "the response JWT has no iss",
     .expects = rejects_response,
     .judge = rejects,
     .begin = response_jwt<[](const state&, object& claims) { return remove(claims, "iss"); }>,
     .needs = jarm},
    {.id = "fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-iss-fails",
     .effect = "the response JWT's iss is wrong",
     .expects = rejects_response,
     .judge = rejects,
     .begin = response_jwt<[](const state&, object& claims) { append(claims, "iss", "1"); }>,
     .needs = jarm},
    {.id = "fapi2-security-profile-final-client-test-ensure-jarm-without-aud-fails",
     .effect = "the response JWT has no aud",
     .expects = rejects_response,
     .judge = rejects,
     .begin = response_jwt<[](const state&, object& claims) { return remove(claims, "aud"); }>,
     .needs = jarm},
    {.id = "fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-aud-fails",
     .effect = "the response JWT's aud is wrong",
     .expects = rejects_response,
     .judge = rejects,
     .begin = response_jwt<[](const state&, object& claims) { append(claims, "aud", "1"); }>,
     .needs = jarm},
    {.id = "fapi2-security-profile-final-client-test-ensure-jarm-without-exp-fails",
     .effect = "the response JWT has no exp",
     .expects = rejects_response,
     .judge = rejects,
     .begin = response_jwt<[](const state&, object& claims) { return remove(claims, "exp"); }>,
     .needs = jarm},
    {.id = "fapi2-security-profile-final-client-test-ensure-jarm-with-expired-exp-fails",
     .effect = "the response JWT has expired",
     .expects = rejects_response,
     .judge = rejects,
     .begin = response_jwt<[](const state& provider, object& claims) { claims["exp"] = provider.now() - 10 * 60; }>,
     .needs = jarm},
    {.id = "fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-sig-fails",
     .effect = "every byte of the response JWT's signature is changed",
     .expects = rejects_response,
     .judge = rejects,
     .begin = signed_response_jwt<[](const state&, std::string& compact) { spoil_signature(compact); }>,
     .needs = jarm},
    {.id = "fapi2-security-profile-final-client-test-ensure-jarm-signature-is-not-none",
     .effect = "the response JWT is not signed and says alg none",
     .expects = rejects_response,
     .judge = rejects,
     .begin = signed_response_jwt<[](const state&, std::string& compact) { leave_unsigned(compact); }>,
     .needs = jarm},
    {.id = "fapi2-security-profile-final-client-test-invalid-openbanking-intent-id",
     .effect = "the ID token's openbanking_intent_id is not the one that was asked for",
     .expects = "rejects the ID token if it asked for an intent",
     .outcome = either,
     .judge = either_way,
     .begin = id_token<[](const state&, object& claims) { claims["openbanking_intent_id"] = "another-intent"; }>},
    {.id = "fapi2-security-profile-final-client-refresh-token-test",
     .effect =
         "the resource answers 401 until the access token has been refreshed twice, and each refresh gives a new refresh token",
     .expects = "asks the resource, and twice again after a refresh with the newest refresh token",
     .types = with_code,
     .outcome = accept,
     .judge = refreshes_twice,
     .prepare = refuses_twice,
     .needs = "refresh_token refresh_twice"},
    {.id = "fapi1-advanced-final-client-test-iat-is-week-in-past",
     .effect = "the ID token's iat is a week ago",
     .expects = rejects_token,
     .judge = rejects,
     .begin = id_token<[](const state& provider, object& claims) { claims["iat"] = provider.now() - 7 * 24 * an_hour; }>},
    {.id = "fapi1-advanced-final-client-test-invalid-shash",
     .effect = "the s_hash of the ID token in the authorization response is wrong",
     .expects = rejects_token,
     .types = with_front_id_token,
     .judge = rejects,
     .begin = front_id_token<[](const state&, object& claims) { append(claims, "s_hash", "1"); }>},
    {.id = "fapi1-advanced-final-client-test-invalid-missing-shash",
     .effect = "the ID token in the authorization response has no s_hash",
     .expects = "rejects the ID token, if its profile is that of FAPI 1.0",
     .types = with_front_id_token,
     .outcome = either,
     .judge = either_way,
     .begin = front_id_token<[](const state&, object& claims) { return remove(claims, "s_hash"); }>},
    {.id = "fapi1-advanced-final-client-test-invalid-chash",
     .effect = "the c_hash of the ID token in the authorization response is wrong",
     .expects = rejects_token,
     .types = of_code_id_token | of_code_id_token_token,
     .judge = rejects,
     .begin = front_id_token<[](const state&, object& claims) { append(claims, "c_hash", "1"); }>},
    {.id = "fapi1-advanced-final-client-test-missing-athash",
     .effect = "the ID token from the token endpoint has no at_hash",
     .expects = accepts,
     .types = with_code,
     .outcome = accept,
     .judge = completes,
     .begin = token_endpoint_id_token<[](const state&, object& claims) { return remove(claims, "at_hash"); }>},
    {.id = "fapi1-advanced-final-client-test-invalid-signature",
     .effect = "every byte of the signature of the ID token in the authorization response is changed",
     .expects = rejects_token,
     .types = with_front_id_token,
     .judge = rejects,
     .begin = signed_id_token<[](const state&, std::string& compact) { spoil_signature(compact); }>},
    {.id = "fapi1-advanced-final-client-test-encrypted-idtoken",
     .effect = "the ID token is encrypted to the client's key",
     .expects = "decrypts the ID token, verifies it, and completes the sign-in",
     .outcome = accept,
     .judge = completes,
     .prepare =
         [](provider_options& options) {
           for (auto& [id, party] : options.clients) {
             party.id_token_encrypted_response_alg = "RSA-OAEP";
             party.id_token_encrypted_response_enc = "A256GCM";
           }
         },
     .needs = "encrypted_id_token"},
    {.id = "fapi1-advanced-final-client-test-encrypted-idtoken-usingrsa15",
     .effect = "the ID token is encrypted with RSA1_5",
     .expects = rejects_token,
     .judge = rejects,
     .begin =
         [](state& provider) {
           provider.options.alter.sent_id_token = [&provider](std::string&, occasion) { provider.do_deed(); };
         },
     .prepare =
         [](provider_options& options) {
           for (auto& [id, party] : options.clients) {
             party.id_token_encrypted_response_alg = "RSA1_5";
             party.id_token_encrypted_response_enc = "A256GCM";
           }
         },
     .needs = "encrypted_id_token"},
    {.id = "fapi1-advanced-final-client-test-no-scope-in-token-endpoint-response",
     .effect = "the token response has neither scope nor expires_in",
     .expects = accepts,
     .types = with_code,
     .outcome = accept,
     .judge = completes,
     .begin = token_response<[](const state&, object& response) {
       response.erase("scope");
       response.erase("expires_in");
     }>},
    {.id = "fapi1-advanced-final-client-refresh-token-test",
     .effect =
         "the resource answers 401 until the access token has been refreshed twice, and each refresh gives a new refresh token",
     .expects = "asks the resource, and twice again after a refresh with the newest refresh token",
     .types = with_code,
     .outcome = accept,
     .judge = refreshes_twice,
     .prepare = refuses_twice,
     .needs = "refresh_token refresh_twice"},
};

}  // namespace

std::span<const module_entry> fapi2_modules() { return table; }

}  // namespace mock_idp
