// SPDX-License-Identifier: BSL-1.0
// What a client says about itself when it registers, checked before anybody sends it.
#pragma once

#include <rowclaim/core/ascii.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/encryption.hpp>
#include <rowclaim/jose/encryption_key.hpp>
#include <rowclaim/jose/key_set.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/word_list.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/metadata.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A client's metadata. Members keep the names of the specification; an empty text or list is not sent, and the provider's default
/// then holds.
/// Specification: OpenID Connect Dynamic Client Registration 1.0 section 2; RFC 7591 section 2; and those beside the members.
struct client_metadata {
  std::vector<std::string> redirect_uris;
  std::vector<std::string> response_types = {"code"};
  std::vector<std::string> grant_types = {};  ///< empty: those that the response types need
  std::string application_type = "web";  ///< or "native"
  std::string token_endpoint_auth_method = "client_secret_basic";
  std::string token_endpoint_auth_signing_alg = {};
  std::string scope = {};

  // For people. Further names are `name#tag` with a language tag, for example "client_name#de".
  std::string client_name = {};
  std::string logo_uri = {};
  std::string client_uri = {};
  std::string policy_uri = {};
  std::string tos_uri = {};
  std::vector<std::string> contacts = {};
  form_parameters in_other_languages = {};

  // Keys, by their address or by value: a JWK Set as text
  std::string jwks_uri = {};
  std::string jwks = {};
  std::string tls_client_auth_subject_dn = {};  // RFC 8705 section 2.1.2
  std::string tls_client_auth_san_dns = {};

  std::string subject_type = {};
  std::string sector_identifier_uri = {};

  std::string id_token_signed_response_alg = {};
  std::string id_token_encrypted_response_alg = {};
  std::string id_token_encrypted_response_enc = {};
  std::string userinfo_signed_response_alg = {};
  std::string userinfo_encrypted_response_alg = {};
  std::string userinfo_encrypted_response_enc = {};
  std::string authorization_signed_response_alg = {};  // JARM section 5
  std::string authorization_encrypted_response_alg = {};
  std::string authorization_encrypted_response_enc = {};
  std::string request_object_signing_alg = {};
  std::string request_object_encryption_alg = {};
  std::string request_object_encryption_enc = {};

  std::optional<std::int64_t> default_max_age = {};
  metadata_flag<false> require_auth_time = {};
  std::vector<std::string> default_acr_values = {};
  std::string initiate_login_uri = {};
  std::vector<std::string> request_uris = {};
  metadata_flag<false> require_signed_request_object = {};  // RFC 9101 section 10.5
  metadata_flag<false> require_pushed_authorization_requests = {};  // RFC 9126 section 6
  metadata_flag<false> dpop_bound_access_tokens = {};  // RFC 9449 section 5.2
  metadata_flag<false> tls_client_certificate_bound_access_tokens = {};  // RFC 8705 section 3.4

  std::vector<std::string> post_logout_redirect_uris = {};  // RP-Initiated Logout 1.0 section 3.1
  std::string frontchannel_logout_uri = {};  // Front-Channel Logout 1.0 section 2
  metadata_flag<false> frontchannel_logout_session_required = {};
  std::string backchannel_logout_uri = {};  // Back-Channel Logout 1.0 section 2.2
  metadata_flag<false> backchannel_logout_session_required = {};

  std::string software_id = {};
  std::string software_version = {};
  std::string software_statement = {};
};

namespace detail {

inline constexpr metadata_member<std::string, client_metadata> client_texts[] = {
    {"jwks_uri", &client_metadata::jwks_uri},
    {"sector_identifier_uri", &client_metadata::sector_identifier_uri},
    {"initiate_login_uri", &client_metadata::initiate_login_uri},
    {"frontchannel_logout_uri", &client_metadata::frontchannel_logout_uri},
    {"backchannel_logout_uri", &client_metadata::backchannel_logout_uri},
    {"logo_uri", &client_metadata::logo_uri},
    {"client_uri", &client_metadata::client_uri},
    {"policy_uri", &client_metadata::policy_uri},
    {"tos_uri", &client_metadata::tos_uri},
    {"client_name", &client_metadata::client_name},
    {"application_type", &client_metadata::application_type},
    {"subject_type", &client_metadata::subject_type},
    {"scope", &client_metadata::scope},
    {"software_id", &client_metadata::software_id},
    {"software_version", &client_metadata::software_version},
    {"software_statement", &client_metadata::software_statement},
    {"token_endpoint_auth_method", &client_metadata::token_endpoint_auth_method},
    {"token_endpoint_auth_signing_alg", &client_metadata::token_endpoint_auth_signing_alg},
    {"tls_client_auth_subject_dn", &client_metadata::tls_client_auth_subject_dn},
    {"tls_client_auth_san_dns", &client_metadata::tls_client_auth_san_dns},
    {"id_token_signed_response_alg", &client_metadata::id_token_signed_response_alg},
    {"id_token_encrypted_response_alg", &client_metadata::id_token_encrypted_response_alg},
    {"id_token_encrypted_response_enc", &client_metadata::id_token_encrypted_response_enc},
    {"userinfo_signed_response_alg", &client_metadata::userinfo_signed_response_alg},
    {"userinfo_encrypted_response_alg", &client_metadata::userinfo_encrypted_response_alg},
    {"userinfo_encrypted_response_enc", &client_metadata::userinfo_encrypted_response_enc},
    {"authorization_signed_response_alg", &client_metadata::authorization_signed_response_alg},
    {"authorization_encrypted_response_alg", &client_metadata::authorization_encrypted_response_alg},
    {"authorization_encrypted_response_enc", &client_metadata::authorization_encrypted_response_enc},
    {"request_object_signing_alg", &client_metadata::request_object_signing_alg},
    {"request_object_encryption_alg", &client_metadata::request_object_encryption_alg},
    {"request_object_encryption_enc", &client_metadata::request_object_encryption_enc},
};
inline constexpr metadata_member<std::vector<std::string>, client_metadata> client_lists[] = {
    {"redirect_uris", &client_metadata::redirect_uris},
    {"response_types", &client_metadata::response_types},
    {"grant_types", &client_metadata::grant_types},
    {"contacts", &client_metadata::contacts},
    {"default_acr_values", &client_metadata::default_acr_values},
    {"request_uris", &client_metadata::request_uris},
    {"post_logout_redirect_uris", &client_metadata::post_logout_redirect_uris},
};
inline constexpr metadata_member<metadata_flag<false>, client_metadata> client_flags[] = {
    {"require_auth_time", &client_metadata::require_auth_time},
    {"frontchannel_logout_session_required", &client_metadata::frontchannel_logout_session_required},
    {"backchannel_logout_session_required", &client_metadata::backchannel_logout_session_required},
    {"require_pushed_authorization_requests", &client_metadata::require_pushed_authorization_requests},
    {"require_signed_request_object", &client_metadata::require_signed_request_object},
    {"dpop_bound_access_tokens", &client_metadata::dpop_bound_access_tokens},
    {"tls_client_certificate_bound_access_tokens", &client_metadata::tls_client_certificate_bound_access_tokens},
};

inline error unsound_client(std::string_view what) { return {errc::client_metadata_unsound, step::registration, what}; }

/// Whether any response type has one of the words of the front channel, or the one of the back channel.
inline bool has_response_word(const client_metadata& client, std::string_view word) {
  return std::ranges::any_of(client.response_types, [word](std::string_view type) { return has_word(type, word); });
}
inline bool is_implicit_client(const client_metadata& client) {
  return has_response_word(client, "id_token") || has_response_word(client, "token");
}

/// OpenID Connect Dynamic Client Registration 2: code needs authorization_code, id_token and token need implicit.
inline std::vector<std::string> needed_grant_types(const client_metadata& client) {
  std::vector<std::string> needed;
  if (has_response_word(client, "code")) needed.emplace_back("authorization_code");
  if (is_implicit_client(client)) needed.emplace_back("implicit");
  return needed;
}

/// Dynamic Client Registration 2, application_type; RFC 8252 7.
inline bool is_redirect_uri(std::string_view text, const client_metadata& client) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (!parsed || parsed->has_fragment()) return false;
  const bool is_loopback_http =
      parsed->scheme_id() == boost::urls::scheme::http && static_cast<bool>(read_url(text, {.allow_plain_http_on_loopback = true}));
  if (client.application_type == "native") return is_loopback_http || has_private_use_scheme(text);
  const auto https = read_url(text);
  // Only what comes back with a code may stay inside this machine: nobody else can redeem it.
  if (!is_implicit_client(client)) return https || is_loopback_http;
  return https && https->host != "localhost";
}

/// Front-Channel Logout 2: scheme, host and port are those of a redirect URI.
inline bool has_origin_of_redirect(std::string_view text, const client_metadata& client) {
  constexpr url_policy any{.allow_plain_http_on_loopback = true};
  const auto url = read_url(text, any);
  return url && std::ranges::any_of(client.redirect_uris, [&](const std::string& uri) {
           const auto other = read_url(uri, any);
           return other && other->is_https == url->is_https && other->port == url->port &&
                  equals_ignoring_case(other->host, url->host);
         });
}

/// Public keys alone, told apart by `use` if there are both kinds, and by `kid`.
inline std::string_view fault_of_keys(std::string_view jwks) {
  const auto signing = read_key_set(jwks);
  const auto encryption = read_encryption_key_set(jwks);
  if (!signing && !encryption) return signing.error().code == errc::key_set_has_secret ? "jwks has a secret" : "jwks";
  if ((!signing && signing.error().code == errc::key_set_has_secret) ||
      (!encryption && encryption.error().code == errc::key_set_has_secret))
    return "jwks has a secret";
  const auto document = parse_strict_json_object(jwks);
  if (!document) return "jwks";
  std::vector<std::string_view> ids;
  std::size_t for_encryption = 0;
  std::size_t for_anything = 0;
  for (const boost::json::value& key : document->at("keys").get_array()) {
    if (!key.is_object()) return "jwks";
    const boost::json::value* use = key.get_object().if_contains("use");
    const boost::json::value* id = key.get_object().if_contains("kid");
    if (use == nullptr) ++for_anything;
    else if (use->is_string() && use->get_string() == "enc") ++for_encryption;
    if (id == nullptr || !id->is_string()) continue;
    const std::string_view name(id->get_string());
    if (std::ranges::find(ids, name) != ids.end()) return "jwks has a kid twice";
    ids.push_back(name);
  }
  return for_encryption > 0 && for_anything > 0 ? "jwks has keys without use" : std::string_view();
}

inline result<void> check_client_algorithms(const client_metadata& client) {
  struct protection {
    std::string_view member;
    const std::string& signing;
    const std::string& encryption;
    const std::string& content;
    bool may_be_unsigned;
  };
  const protection all[] = {{"id_token_signed_response_alg", client.id_token_signed_response_alg,
                             client.id_token_encrypted_response_alg, client.id_token_encrypted_response_enc, false},
                            {"userinfo_signed_response_alg", client.userinfo_signed_response_alg,
                             client.userinfo_encrypted_response_alg, client.userinfo_encrypted_response_enc, false},
                            {"authorization_signed_response_alg", client.authorization_signed_response_alg,
                             client.authorization_encrypted_response_alg, client.authorization_encrypted_response_enc, false},
                            {"request_object_signing_alg", client.request_object_signing_alg, client.request_object_encryption_alg,
                             client.request_object_encryption_enc, true}};
  for (const protection& one : all) {
    // This client verifies whatever it gets, and so `none` is for what it sends.
    const bool is_none = one.may_be_unsigned && one.signing == "none";
    if (!one.signing.empty() && !is_none && !algorithm_named(one.signing)) return unsound_client(one.member);
    if (one.encryption.empty() && !one.content.empty()) return unsound_client("encryption of the content without one of its key");
    if (!one.encryption.empty() && !key_management_named(one.encryption)) return unsound_client("encryption of a key");
    if (!one.content.empty() && !content_encryption_named(one.content)) return unsound_client("encryption of the content");
  }
  const std::string& by = client.token_endpoint_auth_signing_alg;
  if (!by.empty() && !algorithm_named(by)) return unsound_client("token_endpoint_auth_signing_alg");
  return {};
}

}  // namespace detail

/// Whether metadata are what a provider can register and this client can work with.
///
/// Errors: `client_metadata_unsound` with the member's name, or with what is wrong about several of them.
/// Specification: OpenID Connect Dynamic Client Registration 1.0 sections 2 and 5; RFC 7591 section 2.
[[nodiscard]] inline result<void> check_client_metadata(const client_metadata& client, const url_policy& urls = {}) {
  using detail::unsound_client;
  if (client.application_type != "web" && client.application_type != "native") return unsound_client("application_type");
  if (client.response_types.empty()) return unsound_client("response_types");
  if (client.redirect_uris.empty()) return unsound_client("redirect_uris");
  for (const std::string& uri : client.redirect_uris)
    if (!detail::is_redirect_uri(uri, client)) return unsound_client("redirect_uris");
  for (const std::string& needed : detail::needed_grant_types(client))
    if (!client.grant_types.empty() && std::ranges::find(client.grant_types, needed) == client.grant_types.end())
      return unsound_client("grant_types");
  if (!client.jwks.empty() && !client.jwks_uri.empty()) return unsound_client("jwks and jwks_uri");
  if (!client.jwks.empty())
    if (const std::string_view fault = detail::fault_of_keys(client.jwks); !fault.empty()) return unsound_client(fault);
  if (client.token_endpoint_auth_method == "private_key_jwt" && client.jwks.empty() && client.jwks_uri.empty())
    return unsound_client("private_key_jwt without keys");
  if (auto checked = detail::check_client_algorithms(client); !checked) return checked;
  for (const auto& [name, uri] : {std::pair<std::string_view, const std::string&>{"jwks_uri", client.jwks_uri},
                                  {"sector_identifier_uri", client.sector_identifier_uri},
                                  {"initiate_login_uri", client.initiate_login_uri},
                                  {"backchannel_logout_uri", client.backchannel_logout_uri},
                                  {"frontchannel_logout_uri", client.frontchannel_logout_uri},
                                  {"logo_uri", client.logo_uri},
                                  {"client_uri", client.client_uri},
                                  {"policy_uri", client.policy_uri},
                                  {"tos_uri", client.tos_uri}})
    if (!uri.empty() && !read_url(uri, urls)) return unsound_client(name);
  if (!client.frontchannel_logout_uri.empty() && !detail::has_origin_of_redirect(client.frontchannel_logout_uri, client))
    return unsound_client("frontchannel_logout_uri");
  for (const std::string& uri : client.request_uris)
    if (!read_url(uri.substr(0, uri.find('#')), urls))
      return unsound_client("request_uris");  // a hash of the content may follow (Core 6.2)
  if (client.subject_type != "" && client.subject_type != "public" && client.subject_type != "pairwise")
    return unsound_client("subject_type");
  if (client.default_max_age && *client.default_max_age < 0) return unsound_client("default_max_age");
  for (const form_parameter& one : client.in_other_languages)
    if (const std::size_t tag = one.name.find('#'); tag == std::string::npos || tag == 0 || tag + 1 == one.name.size())
      return unsound_client("in_other_languages");
  return {};
}

/// Whether a document under `sector_identifier_uri` names every redirect URI. A provider asks for it when the client registers.
/// Errors: `json_*`; `client_metadata_unsound`. Specification: OpenID Connect Dynamic Client Registration 1.0 section 5.
[[nodiscard]] inline result<void> check_sector_identifier(std::string_view document, const client_metadata& client) {
  const auto listed = parse_strict_json(document);
  if (!listed) return detail::in_step(listed.error(), step::registration);
  if (!listed->is_array()) return detail::unsound_client("sector_identifier_uri");
  for (const std::string& uri : client.redirect_uris) {
    const auto is_it = [&uri](const boost::json::value& one) { return one.is_string() && one.get_string() == uri; };
    if (std::ranges::none_of(listed->get_array(), is_it)) return detail::unsound_client("sector_identifier_uri");
  }
  return {};
}

/// The metadata as a request has them. Errors: those of `check_client_metadata`.
[[nodiscard]] inline result<boost::json::object> client_metadata_json(const client_metadata& client, const url_policy& urls = {}) {
  if (auto checked = check_client_metadata(client, urls); !checked) return checked.error();
  boost::json::object json;
  const auto put = [&json](std::string_view name, boost::json::value value) {
    json[{name.data(), name.size()}] = std::move(value);
  };
  const auto put_list = [&put](std::string_view name, const std::vector<std::string>& list) {
    boost::json::array values;
    for (const std::string& value : list) values.emplace_back(boost::json::string_view(value));
    put(name, std::move(values));
  };
  for (const auto& [name, place] : detail::client_lists)
    if (!(client.*place).empty()) put_list(name, client.*place);
  if (client.grant_types.empty()) put_list("grant_types", detail::needed_grant_types(client));
  for (const auto& [name, place] : detail::client_texts)
    if (!(client.*place).empty()) put(name, boost::json::string(client.*place));
  for (const auto& [name, place] : detail::client_flags)
    if ((client.*place).is_said()) put(name, bool(client.*place));
  if (client.default_max_age) put("default_max_age", *client.default_max_age);
  if (!client.jwks.empty()) put("jwks", *parse_strict_json(client.jwks));
  for (const form_parameter& one : client.in_other_languages) put(one.name, boost::json::string(one.value));
  return json;
}

}  // namespace rowclaim::inline v0_1
