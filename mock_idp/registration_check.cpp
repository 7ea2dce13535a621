// SPDX-License-Identifier: BSL-1.0
// Each rule of client metadata, in the order in which a client's author would want to hear of them.
#include "registration_check.hpp"

#include "client_metadata.hpp"
#include "requested_claims.hpp"
#include "words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace mock_idp {
namespace {

namespace json = boost::json;
using problem = std::optional<registration_problem>;

registration_problem bad(std::string why) { return {.description = std::move(why)}; }

bool is_loopback(std::string_view uri) {
  for (const std::string_view host :
       {"http://127.0.0.1", "http://localhost", "http://[::1]", "https://127.0.0.1", "https://localhost"})
    if (uri.starts_with(host) && (uri.size() == host.size() || uri[host.size()] == ':' || uri[host.size()] == '/')) return true;
  return false;
}

// https, or plain http on this machine, which is where tests are.
bool is_safe(std::string_view uri) { return (uri.starts_with("https://") && uri.size() > 8) || is_loopback(uri); }

bool has_fragment(std::string_view uri) { return uri.find('#') != std::string_view::npos; }

bool contains(const std::vector<std::string>& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

// Scheme, host and port.
std::string_view origin_of(std::string_view uri) {
  const auto host = uri.find("//");
  return host == std::string_view::npos ? std::string_view() : uri.substr(0, uri.find_first_of("/?#", host + 2));
}

problem check_redirect_uris(const provider_state& provider, const client& party) {
  const bool is_native = party.application_type == "native";
  const bool is_implicit = contains(party.grant_types, "implicit");
  const bool needs_one = is_implicit || contains(party.grant_types, "authorization_code");
  if (party.redirect_uris.empty() && needs_one) return registration_problem{"invalid_redirect_uri", "redirect_uris is missing"};
  for (const auto& uri : party.redirect_uris) {
    const auto colon = uri.find(':');
    if (colon == std::string::npos || colon == 0 || has_fragment(uri))
      return registration_problem{"invalid_redirect_uri", "a redirect URI is not absolute, or has a fragment"};
    if (is_native ? uri.starts_with("http://") && !is_loopback(uri) : !is_safe(uri))
      return registration_problem{"invalid_redirect_uri", "a redirect URI is neither https nor on the loopback interface"};
    if (!is_native && is_implicit && uri.starts_with("http://"))
      provider.note(note_kind::warning, "a web client with the implicit grant registers a redirect URI that is not https");
  }
  return std::nullopt;
}

// Registration 2: which grants each response type needs.
problem check_grants(const client& party) {
  constexpr std::array<std::string_view, 3> words{"code", "id_token", "token"};
  for (const auto& type : party.response_types) {
    if (type == "none") continue;
    for (std::string_view rest = type; !rest.empty();) {
      const auto word = rest.substr(0, rest.find(' '));
      if (std::find(words.begin(), words.end(), word) == words.end()) return bad("response_types has an unknown word");
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    if (has_word(type, "code") && !contains(party.grant_types, "authorization_code"))
      return bad("a response type with code needs the grant type authorization_code");
    if ((has_word(type, "id_token") || has_word(type, "token")) && !contains(party.grant_types, "implicit"))
      return bad("a response type with id_token or token needs the grant type implicit");
  }
  constexpr std::array<std::string_view, 5> grants{"authorization_code", "implicit", "refresh_token", "client_credentials",
                                                   "urn:ietf:params:oauth:grant-type:device_code"};
  for (const auto& grant : party.grant_types)
    if (std::find(grants.begin(), grants.end(), grant) == grants.end()) return bad("grant_types has one that is not supported");
  return std::nullopt;
}

bool is_key_management(std::string_view name) {
  constexpr std::array<std::string_view, 10> names{"RSA-OAEP",       "RSA-OAEP-256", "RSA1_5", "ECDH-ES", "ECDH-ES+A128KW",
                                                   "ECDH-ES+A256KW", "dir",          "A128KW", "A192KW",  "A256KW"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_content_encryption(std::string_view name) {
  constexpr std::array<std::string_view, 6> names{"A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512",
                                                  "A128GCM",       "A192GCM",       "A256GCM"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

problem check_algorithms(const client& party) {
  for (const auto* name :
       {&party.userinfo_signed_response_alg, &party.request_object_signing_alg, &party.authorization_signed_response_alg,
        &party.introspection_signed_response_alg, &party.token_endpoint_auth_signing_alg})
    if (!name->empty() && !signing_algorithm_named(*name)) return bad("a signing algorithm is not supported");
  if (party.token_endpoint_auth_signing_alg == "none") return bad("token_endpoint_auth_signing_alg must not be none");
  if (party.authorization_signed_response_alg == "none") return bad("authorization_signed_response_alg must not be none");
  if (party.id_token_signed_response_alg == signing_algorithm::none &&
      std::any_of(party.response_types.begin(), party.response_types.end(),
                  [](const auto& type) { return has_word(type, "id_token"); }))
    return bad("id_token_signed_response_alg must not be none when an ID token comes from the authorization endpoint");
  using pair = std::pair<const std::string&, const std::string&>;
  for (const auto& [alg, enc] : {pair{party.id_token_encrypted_response_alg, party.id_token_encrypted_response_enc},
                                 pair{party.userinfo_encrypted_response_alg, party.userinfo_encrypted_response_enc},
                                 pair{party.request_object_encryption_alg, party.request_object_encryption_enc},
                                 pair{party.authorization_encrypted_response_alg, party.authorization_encrypted_response_enc},
                                 pair{party.introspection_encrypted_response_alg, party.introspection_encrypted_response_enc}}) {
    if (alg.empty() && !enc.empty()) return bad("an encryption has an enc and no alg");
    if (!alg.empty() && !is_key_management(alg)) return bad("an encryption's alg is not supported");
    if (!enc.empty() && !is_content_encryption(enc)) return bad("an encryption's enc is not supported");
  }
  return std::nullopt;
}

problem check_keys(const client& party) {
  if (!party.jwks.empty() && !party.jwks_uri.empty()) return bad("jwks and jwks_uri exclude one another");
  if (!party.jwks_uri.empty() && !is_safe(party.jwks_uri)) return bad("jwks_uri must be https");
  if (!party.jwks.empty()) {
    const auto* keys = party.jwks.if_contains("keys");
    if (!keys || !keys->is_array()) return bad("jwks has no keys");
    std::set<std::string> ids;
    for (const auto& key : keys->get_array()) {
      if (!key.is_object()) return bad("a key of jwks is not an object");
      if (key.get_object().contains("d") || key.get_object().contains("k")) return bad("jwks has a key that is not public");
      const auto* id = key.get_object().if_contains("kid");
      if (id && id->is_string() && !ids.insert(std::string(std::string_view(id->get_string()))).second)
        return bad("two keys of jwks have the same kid");
    }
  }
  const bool has_keys = !party.jwks.empty() || !party.jwks_uri.empty();
  const auto& method = party.token_endpoint_auth_method;
  if ((method == "private_key_jwt" || method == "self_signed_tls_client_auth") && !has_keys)
    return bad("the token endpoint's authentication method needs jwks or jwks_uri");
  if (method == "tls_client_auth") {
    const auto subjects = {&party.tls_client_auth_subject_dn, &party.tls_client_auth_san_dns, &party.tls_client_auth_san_uri,
                           &party.tls_client_auth_san_ip, &party.tls_client_auth_san_email};
    if (std::count_if(subjects.begin(), subjects.end(), [](const auto* each) { return !each->empty(); }) != 1)
      return bad("tls_client_auth needs exactly one name of the certificate");
  }
  return std::nullopt;
}

problem check_uris(const client& party) {
  if (!party.initiate_login_uri.empty() && !is_safe(party.initiate_login_uri)) return bad("initiate_login_uri must be https");
  for (const auto& uri : party.request_uris)
    if (!is_safe(uri)) return bad("request_uris must be https");
  for (const auto& uri : party.post_logout_redirect_uris)
    if (uri.find(':') == std::string::npos || has_fragment(uri))
      return bad("a post_logout_redirect_uri is not absolute, or has a fragment");
  if (const auto& uri = party.backchannel_logout_uri; !uri.empty() && (!is_safe(uri) || has_fragment(uri)))
    return bad("backchannel_logout_uri must be https and without a fragment");
  if (const auto& uri = party.frontchannel_logout_uri; !uri.empty()) {
    // Front-Channel Logout 2.
    const bool is_at_home = std::any_of(party.redirect_uris.begin(), party.redirect_uris.end(),
                                        [&](const auto& each) { return origin_of(each) == origin_of(uri); });
    if (!is_at_home || has_fragment(uri))
      return bad("frontchannel_logout_uri is not of a redirect URI's origin, or has a fragment");
  }
  return std::nullopt;
}

// Members that describe the client to people.
problem check_description(provider_state& provider, const client& party) {
  constexpr std::array<std::string_view, 4> pages{"logo_uri", "client_uri", "policy_uri", "tos_uri"};
  for (const auto& [name, value] : party.other_metadata) {
    const auto base = std::string_view(name).substr(0, name.find('#'));
    if (std::find(pages.begin(), pages.end(), base) == pages.end()) continue;
    const bool is_page =
        value.is_string() && (value.get_string().starts_with("https://") || value.get_string().starts_with("http://"));
    if (!is_page) return bad(std::string(base) + " is not a URL");
  }
  for (const auto& [name, value] : json::object(party.other_metadata)) {
    const auto base = std::string_view(name).substr(0, name.find('#'));
    if (std::find(pages.begin(), pages.end(), base) == pages.end()) continue;
    const std::string uri(std::string_view(value.get_string()));
    if (is_loopback(uri) && !provider.send_unlocked({.url = uri}).is_success())
      provider.note(note_kind::failure, "registration: nothing is at " + std::string(base));
  }
  if (const auto* contacts = party.other_metadata.if_contains("contacts"))
    if (!contacts->is_array()) return bad("contacts must be an array of texts");
  return std::nullopt;
}

// Registration 5: the file names every redirect URI.
problem check_sector(provider_state& provider, const client& party) {
  if (!party.subject_type.empty() && party.subject_type != "public" && party.subject_type != "pairwise")
    return bad("subject_type must be public or pairwise");
  const auto& uri = party.sector_identifier_uri;
  if (uri.empty()) return std::nullopt;
  if (!is_safe(uri)) return bad("sector_identifier_uri must be https");
  // This provider goes nowhere but to this machine.
  if (!is_loopback(uri)) return std::nullopt;
  const auto answer = provider.send_unlocked({.url = uri});
  boost::system::error_code error;
  const auto document = json::parse(answer.body, error);
  if (!answer.is_success() || error || !document.is_array()) return bad("sector_identifier_uri does not answer with an array");
  for (const auto& each : party.redirect_uris)
    if (std::find(document.get_array().begin(), document.get_array().end(), json::value(each)) == document.get_array().end())
      return bad("the document at sector_identifier_uri lacks a redirect URI");
  return std::nullopt;
}

}  // namespace

problem read_registration(provider_state& provider, const json::object& metadata, client& to) {
  constexpr std::array<std::string_view, 6> ours{"client_id",
                                                 "client_secret",
                                                 "client_id_issued_at",
                                                 "registration_client_uri",
                                                 "client_secret_expires_at",
                                                 "registration_access_token"};
  for (const auto& [name, value] : metadata) {
    if (std::find(ours.begin(), ours.end(), name) != ours.end()) continue;
    bool is_known = false;
    if (const auto wrong = read_metadata_member(to, name, value, is_known)) return bad(*wrong);
    if (!is_known) to.other_metadata[name] = value;
  }
  // Registration 2.
  if (to.token_endpoint_auth_method.empty()) to.token_endpoint_auth_method = "client_secret_basic";
  if (to.application_type.empty()) to.application_type = "web";
  if (to.response_types.empty()) to.response_types = {"code"};
  if (to.grant_types.empty()) to.grant_types = {"authorization_code"};
  if (!to.id_token_signed_response_alg) to.id_token_signed_response_alg = provider.options.algorithm;
  if (to.application_type != "web" && to.application_type != "native") return bad("application_type must be web or native");
  if (auto wrong = check_redirect_uris(provider, to)) return wrong;
  if (auto wrong = check_grants(to)) return wrong;
  if (auto wrong = check_algorithms(to)) return wrong;
  if (auto wrong = check_keys(to)) return wrong;
  if (auto wrong = check_uris(to)) return wrong;
  if (auto wrong = check_description(provider, to)) return wrong;
  return check_sector(provider, to);
}

}  // namespace mock_idp
