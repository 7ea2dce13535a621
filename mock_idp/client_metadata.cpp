// SPDX-License-Identifier: BSL-1.0
// The tables of client metadata: one row a member, read and written by the same few lines.
#include "client_metadata.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

namespace mock_idp {
namespace {

namespace json = boost::json;

template <typename Value>
struct row {
  std::string_view name;
  Value client::*member;
};

constexpr std::array text_members{
    row<std::string>{"token_endpoint_auth_method", &client::token_endpoint_auth_method},
    row<std::string>{"token_endpoint_auth_signing_alg", &client::token_endpoint_auth_signing_alg},
    row<std::string>{"id_token_encrypted_response_alg", &client::id_token_encrypted_response_alg},
    row<std::string>{"id_token_encrypted_response_enc", &client::id_token_encrypted_response_enc},
    row<std::string>{"userinfo_signed_response_alg", &client::userinfo_signed_response_alg},
    row<std::string>{"userinfo_encrypted_response_alg", &client::userinfo_encrypted_response_alg},
    row<std::string>{"userinfo_encrypted_response_enc", &client::userinfo_encrypted_response_enc},
    row<std::string>{"request_object_signing_alg", &client::request_object_signing_alg},
    row<std::string>{"request_object_encryption_alg", &client::request_object_encryption_alg},
    row<std::string>{"request_object_encryption_enc", &client::request_object_encryption_enc},
    row<std::string>{"authorization_signed_response_alg", &client::authorization_signed_response_alg},
    row<std::string>{"authorization_encrypted_response_alg", &client::authorization_encrypted_response_alg},
    row<std::string>{"authorization_encrypted_response_enc", &client::authorization_encrypted_response_enc},
    row<std::string>{"introspection_signed_response_alg", &client::introspection_signed_response_alg},
    row<std::string>{"introspection_encrypted_response_alg", &client::introspection_encrypted_response_alg},
    row<std::string>{"introspection_encrypted_response_enc", &client::introspection_encrypted_response_enc},
    row<std::string>{"jwks_uri", &client::jwks_uri},
    row<std::string>{"subject_type", &client::subject_type},
    row<std::string>{"sector_identifier_uri", &client::sector_identifier_uri},
    row<std::string>{"application_type", &client::application_type},
    row<std::string>{"scope", &client::scope},
    row<std::string>{"initiate_login_uri", &client::initiate_login_uri},
    row<std::string>{"backchannel_logout_uri", &client::backchannel_logout_uri},
    row<std::string>{"frontchannel_logout_uri", &client::frontchannel_logout_uri},
    row<std::string>{"tls_client_auth_subject_dn", &client::tls_client_auth_subject_dn},
    row<std::string>{"tls_client_auth_san_dns", &client::tls_client_auth_san_dns},
    row<std::string>{"tls_client_auth_san_uri", &client::tls_client_auth_san_uri},
    row<std::string>{"tls_client_auth_san_ip", &client::tls_client_auth_san_ip},
    row<std::string>{"tls_client_auth_san_email", &client::tls_client_auth_san_email},
};

using text_list = std::vector<std::string>;
constexpr std::array list_members{
    row<text_list>{"redirect_uris", &client::redirect_uris},
    row<text_list>{"response_types", &client::response_types},
    row<text_list>{"grant_types", &client::grant_types},
    row<text_list>{"request_uris", &client::request_uris},
    row<text_list>{"default_acr_values", &client::default_acr_values},
    row<text_list>{"post_logout_redirect_uris", &client::post_logout_redirect_uris},
};

constexpr std::array flag_members{
    row<bool>{"require_auth_time", &client::require_auth_time},
    row<bool>{"backchannel_logout_session_required", &client::backchannel_logout_session_required},
    row<bool>{"frontchannel_logout_session_required", &client::frontchannel_logout_session_required},
    row<bool>{"tls_client_certificate_bound_access_tokens", &client::tls_client_certificate_bound_access_tokens},
    row<bool>{"dpop_bound_access_tokens", &client::dpop_bound_access_tokens},
    row<bool>{"require_pushed_authorization_requests", &client::require_pushed_authorization_requests},
    row<bool>{"require_signed_request_object", &client::require_signed_request_object},
};

constexpr std::array<std::string_view, 7> methods{"none",
                                                  "client_secret_basic",
                                                  "client_secret_post",
                                                  "client_secret_jwt",
                                                  "private_key_jwt",
                                                  "tls_client_auth",
                                                  "self_signed_tls_client_auth"};

template <typename Rows>
auto find_row(const Rows& rows, std::string_view name) {
  return std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.name == name; });
}

std::optional<std::string> read_list(text_list& to, std::string_view name, const json::value& value) {
  if (!value.is_array()) return std::string(name) + " must be an array of texts";
  text_list texts;
  for (const auto& each : value.get_array()) {
    if (!each.is_string()) return "each of " + std::string(name) + " must be text";
    texts.emplace_back(each.get_string());
  }
  to = std::move(texts);
  return std::nullopt;
}

std::optional<std::string> read_text(client& to, const row<std::string>& where, const json::value& value) {
  if (!value.is_string()) return std::string(where.name) + " must be text";
  if (where.name == "token_endpoint_auth_method" && !is_authentication_method(value.get_string()))
    return "token_endpoint_auth_method must be client_secret_basic or client_secret_post, or another of the seven methods";
  to.*where.member = std::string(value.get_string());
  return std::nullopt;
}

std::optional<std::string> read_id_token_algorithm(client& to, const json::value& value) {
  if (!value.is_string()) return "id_token_signed_response_alg must be text";
  const auto algorithm = signing_algorithm_named(value.get_string());
  if (!algorithm) return "id_token_signed_response_alg must be RS256, ES256 or EdDSA";
  to.id_token_signed_response_alg = *algorithm;
  return std::nullopt;
}

}  // namespace

bool is_authentication_method(std::string_view name) { return std::find(methods.begin(), methods.end(), name) != methods.end(); }

std::optional<std::string> read_metadata_member(client& to, std::string_view name, const json::value& value, bool& is_known) {
  is_known = true;
  if (const auto text = find_row(text_members, name); text != text_members.end()) return read_text(to, *text, value);
  if (const auto list = find_row(list_members, name); list != list_members.end()) return read_list(to.*list->member, name, value);
  if (const auto flag = find_row(flag_members, name); flag != flag_members.end()) {
    if (!value.is_bool()) return std::string(name) + " must be true or false";
    to.*flag->member = value.get_bool();
    return std::nullopt;
  }
  if (name == "id_token_signed_response_alg") return read_id_token_algorithm(to, value);
  if (name == "jwks") {
    if (!value.is_object()) return "jwks must be an object";
    to.jwks = value.get_object();
    return std::nullopt;
  }
  if (name == "default_max_age") {
    if (!value.is_int64() || value.get_int64() < 0) return "default_max_age must be a number of seconds";
    to.default_max_age = value.get_int64();
    return std::nullopt;
  }
  is_known = false;
  return std::nullopt;
}

json::object metadata_of(const client& party) {
  auto metadata = party.other_metadata;
  for (const auto& each : text_members)
    if (!(party.*each.member).empty()) metadata[each.name] = party.*each.member;
  for (const auto& each : list_members)
    if (const auto& texts = party.*each.member; !texts.empty()) metadata[each.name] = json::array(texts.begin(), texts.end());
  for (const auto& each : flag_members)
    if (party.*each.member) metadata[each.name] = true;
  if (party.id_token_signed_response_alg) metadata["id_token_signed_response_alg"] = name_of(*party.id_token_signed_response_alg);
  if (!party.jwks.empty()) metadata["jwks"] = party.jwks;
  if (party.default_max_age) metadata["default_max_age"] = *party.default_max_age;
  return metadata;
}

}  // namespace mock_idp
