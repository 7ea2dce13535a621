// SPDX-License-Identifier: BSL-1.0
// Registering a client at a provider by program, and looking at, changing and removing what was registered.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/signing_key.hpp>
#include <rowclaim/oidc/client_authentication.hpp>
#include <rowclaim/oidc/client_metadata.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/word_list.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A client as the provider has registered it: what counts is what it returned.
struct registered_client {
  std::string client_id;
  secret client_secret = {};
  std::optional<seconds_since_epoch> client_secret_expires_at = {};  ///< none: never
  std::optional<seconds_since_epoch> client_id_issued_at = {};
  secret registration_access_token = {};  ///< with the next member or not at all
  std::string registration_client_uri = {};
  client_metadata metadata = {};

  /// Who the client is from now on.
  ///
  /// Errors: `client_secret_expired`; `client_misconfigured` for `private_key_jwt` without a key, whose public half was registered.
  /// Specification: OpenID Connect Dynamic Client Registration 1.0 section 3.2.
  [[nodiscard]] result<client_identification> identification(seconds_since_epoch now, std::optional<signing_key> key = {}) const {
    if (client_secret_expires_at && *client_secret_expires_at <= now) return error{errc::client_secret_expired, step::registration};
    const auto method = client_authentication_named(metadata.token_endpoint_auth_method);
    if (!method) return error{errc::registration_unacceptable, step::registration, "token_endpoint_auth_method"};
    if (*method == client_authentication::private_key_jwt && !key)
      return error{errc::client_misconfigured, step::registration, "assertion_key"};
    return client_identification{.client_id = client_id,
                                 .client_secret = client_secret,
                                 .method = *method,
                                 .assertion_key = std::move(key),
                                 .assertion_algorithm = algorithm_named(metadata.token_endpoint_auth_signing_alg),
                                 .certificate_bound_tokens = metadata.tls_client_certificate_bound_access_tokens};
  }

  /// The algorithms that ID tokens are signed by: one, RS256 if nothing else was registered.
  algorithm_set id_token_algorithms() const {
    const auto registered = algorithm_named(metadata.id_token_signed_response_alg);
    return {registered.value_or(algorithm::rs256)};
  }
};

/// What a client can work with when the provider registers something else than it asked for.
struct registration_options {
  secret initial_access_token = {};
  std::vector<client_authentication> accepted_methods = {};  ///< besides the one that is asked for
  algorithm_set accepted_id_token_algorithms = {algorithm::rs256};  ///< besides the one that is asked for
};

namespace detail {

/// Whether what was registered does what was asked for: nothing less, and nothing weaker.
inline result<void> check_registered(const client_metadata& asked, const registered_client& registered,
                                     const registration_options& options) {
  const auto unacceptable = [](std::string_view what) { return error{errc::registration_unacceptable, step::registration, what}; };
  const client_metadata& given = registered.metadata;
  for (const auto& [name, place] : client_lists) {
    if (!name.ends_with("_uris")) continue;
    for (const std::string& uri : asked.*place)
      if (std::ranges::find(given.*place, uri) == (given.*place).end()) return unacceptable(name);
  }
  for (const std::string& type : asked.response_types)
    if (std::ranges::none_of(given.response_types, [&](const std::string& one) { return has_same_words(one, type); }))
      return unacceptable("response_types");
  const auto method = client_authentication_named(given.token_endpoint_auth_method);
  const bool is_accepted = method && std::ranges::find(options.accepted_methods, *method) != options.accepted_methods.end();
  if (given.token_endpoint_auth_method != asked.token_endpoint_auth_method && !is_accepted)
    return unacceptable("token_endpoint_auth_method");
  if (method && uses_client_secret(*method) && registered.client_secret.is_empty()) return unacceptable("client_secret");
  if (given.id_token_signed_response_alg != asked.id_token_signed_response_alg) {
    const auto by = algorithm_named(given.id_token_signed_response_alg);
    if (!by || !options.accepted_id_token_algorithms.contains(*by)) return unacceptable("id_token_signed_response_alg");
  }
  // What was asked for is as it was asked for. What was not may be the provider's default, unless responses would then be
  // unreadable.
  constexpr std::string_view exact[] = {"id_token_encrypted_response_alg",
                                        "id_token_encrypted_response_enc",
                                        "userinfo_signed_response_alg",
                                        "userinfo_encrypted_response_alg",
                                        "userinfo_encrypted_response_enc",
                                        "authorization_signed_response_alg",
                                        "authorization_encrypted_response_alg",
                                        "authorization_encrypted_response_enc",
                                        "request_object_signing_alg",
                                        "request_object_encryption_alg",
                                        "request_object_encryption_enc",
                                        "token_endpoint_auth_signing_alg",
                                        "subject_type",
                                        "sector_identifier_uri",
                                        "application_type",
                                        "jwks_uri",
                                        "initiate_login_uri",
                                        "frontchannel_logout_uri",
                                        "backchannel_logout_uri",
                                        "tls_client_auth_subject_dn",
                                        "tls_client_auth_san_dns"};
  for (const auto& [name, place] : client_texts) {
    const std::string& is = given.*place;
    if (is == asked.*place || std::ranges::find(exact, name) == std::end(exact)) continue;
    const bool is_read_by_us = name.starts_with("userinfo_") || name.find("_encrypted_response_") != std::string_view::npos;
    if (!(asked.*place).empty() || (is_read_by_us && is != "none")) return unacceptable(name);
  }
  for (const auto& [name, place] : client_flags)
    if ((asked.*place).is_said() && given.*place != asked.*place) return unacceptable(name);
  if (asked.default_max_age && given.default_max_age != asked.default_max_age) return unacceptable("default_max_age");
  return {};
}

class registration_reader {
 public:
  explicit registration_reader(const boost::json::object& body) : body_(body) {}

  result<registered_client> read(const client_metadata& asked, const url_policy& urls) const {
    registered_client read{.client_id = {}, .metadata = asked};
    auto id = text("client_id");
    if (!id) return id.error();
    if (!*id || (*id)->empty()) return missing("client_id");
    read.client_id = std::move(**id);
    auto shared = text("client_secret");
    if (!shared) return shared.error();
    const auto expires_at = time("client_secret_expires_at");
    if (!expires_at) return expires_at.error();
    // 3.2: a secret comes with its expiry, of which 0 means never.
    if (*shared && !*expires_at) return missing("client_secret_expires_at");
    if (*shared) read.client_secret = secret(std::move(**shared));
    if (*expires_at && **expires_at != 0) read.client_secret_expires_at = **expires_at;
    const auto issued_at = time("client_id_issued_at");
    if (!issued_at) return issued_at.error();
    read.client_id_issued_at = *issued_at;
    if (auto added = read_management(read, urls); !added) return added.error();
    // What is not returned was registered as it was asked for; what is returned may be something else.
    metadata_reader members(body_);
    for (const auto& [name, place] : client_lists)
      if (find(name) != nullptr) (read.metadata.*place).clear();
    members.read_all(client_texts, read.metadata);
    members.read_all(client_lists, read.metadata);
    members.read_all(client_flags, read.metadata);
    if (members.failure()) return error{errc::json_wrong_type, step::registration, members.failure()->detail};
    const auto max_age = time("default_max_age");
    if (!max_age) return max_age.error();
    if (*max_age) read.metadata.default_max_age = **max_age;
    return read;
  }

 private:
  static error missing(std::string_view name) { return {errc::json_missing_member, step::registration, name}; }

  const boost::json::value* find(std::string_view name) const { return metadata_reader::find(body_, name); }
  result<std::optional<std::string>> text(std::string_view name) const {
    if (find(name) == nullptr) return std::optional<std::string>();
    return text_member(body_, name, errc::json_wrong_type, step::registration);
  }
  result<std::optional<std::int64_t>> time(std::string_view name) const {
    const boost::json::value* member = find(name);
    if (member == nullptr) return std::optional<std::int64_t>();
    if (!member->is_int64() || member->get_int64() < 0) return error{errc::json_wrong_type, step::registration, name};
    return std::optional<std::int64_t>(member->get_int64());
  }
  /// 3.2: the address and the token come together or not at all.
  result<void> read_management(registered_client& into, const url_policy& urls) const {
    auto token = text("registration_access_token");
    if (!token) return token.error();
    auto uri = text("registration_client_uri");
    if (!uri) return uri.error();
    if (*token && !*uri) return missing("registration_client_uri");
    if (*uri && !*token) return missing("registration_access_token");
    if (!*token) return {};
    if (const auto url = read_url(**uri, urls); !url) return error{url.error().code, step::registration, "registration_client_uri"};
    if ((*token)->empty() || !is_one_line(**token))
      return error{errc::response_malformed, step::registration, "registration_access_token"};
    into.registration_access_token = secret(std::move(**token));
    into.registration_client_uri = std::move(**uri);
    return {};
  }

  const boost::json::object& body_;
};

/// Sends a request of registration. Result: the body of a response that succeeded, for a response without one an empty object.
inline result<boost::json::object> send_registration(transport_ref transport, std::string_view method, std::string_view url,
                                                     const secret& token, std::optional<boost::json::object> body = {}) {
  http_request request{.method = std::string(method), .url = std::string(url), .headers = {{"Accept", "application/json"}}};
  if (!is_one_line(token.reveal())) return error{errc::client_misconfigured, step::registration, "access token"};
  if (!token.is_empty()) request.headers.push_back({"Authorization", std::string("Bearer ").append(token.reveal())});
  if (body) {
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = boost::json::serialize(*body);
  }
  const auto response = send_in_step(transport, request, step::registration);
  if (!response) return response.error();
  if (response->status == 204 && method == "DELETE") return boost::json::object();
  if (response->status == 200 || response->status == 201) return read_json_body(*response, step::registration);
  if (response->status != 400 && response->status != 401 && response->status != 403)
    return error{errc::status_unexpected, step::registration};
  const auto refusal = read_json_body(*response, step::registration);
  if (!refusal) return provider_refusal("", step::registration);
  const auto code = text_member(*refusal, "error", errc::json_wrong_type, step::registration);
  return provider_refusal(code ? code->value_or("") : "", step::registration);
}

inline result<registered_client> read_registered(const boost::json::object& body, const client_metadata& asked,
                                                 const registration_options& options, const url_policy& urls) {
  auto read = registration_reader(body).read(asked, urls);
  if (!read) return read.error();
  // 7, 3.2: a response that will not do is not used at all.
  if (auto checked = check_registered(asked, *read, options); !checked) return checked.error();
  return read;
}

/// What an answer does not say again about a registered client stays as it was.
inline result<registered_client> read_kept(const boost::json::object& body, const registered_client& before,
                                           const client_metadata& asked, const registration_options& options,
                                           const url_policy& urls) {
  auto read = registration_reader(body).read(asked, urls);
  if (!read) return read.error();
  if (read->client_id != before.client_id) return error{errc::registration_unacceptable, step::registration, "client_id"};
  if (read->client_secret.is_empty()) {
    read->client_secret = before.client_secret;
    read->client_secret_expires_at = before.client_secret_expires_at;
  }
  if (read->registration_client_uri.empty()) {
    read->registration_client_uri = before.registration_client_uri;
    read->registration_access_token = before.registration_access_token;
  }
  if (auto checked = check_registered(asked, *read, options); !checked) return checked.error();
  return read;
}

inline error unmanaged() { return {errc::client_misconfigured, step::registration, "no registration_client_uri"}; }

}  // namespace detail

/// Registers a client.
///
/// Errors: `metadata_unsupported` for an empty endpoint and `client_metadata_unsound`, before anything is sent; those of the
///   transport; `provider_refused` with the registered error code; `status_unexpected`; `content_type_unexpected`; `json_*` with
///   the member's name; `registration_unacceptable` with the name of a member that is not as it was asked for, and that the options
///   do not accept.
/// Specification: OpenID Connect Dynamic Client Registration 1.0 section 3; RFC 7591 section 3.
[[nodiscard]] inline result<registered_client> register_client(transport_ref transport, std::string_view registration_endpoint,
                                                               const client_metadata& asked,
                                                               const registration_options& options = {}) {
  if (registration_endpoint.empty()) return error{errc::metadata_unsupported, step::registration, "registration_endpoint"};
  auto body = client_metadata_json(asked, transport.urls());
  if (!body) return body.error();
  const auto answer =
      detail::send_registration(transport, "POST", registration_endpoint, options.initial_access_token, std::move(*body));
  if (!answer) return answer.error();
  return detail::read_registered(*answer, asked, options, transport.urls());
}

/// What is registered now. A new secret, a new token or a new address in the answer replaces the old one.
///
/// Errors: `client_misconfigured` for a client that the provider does not let manage itself; those of `register_client`.
/// Specification: OpenID Connect Dynamic Client Registration 1.0 section 4; RFC 7592 section 2.1.
[[nodiscard]] inline result<registered_client> read_registration(transport_ref transport, const registered_client& client,
                                                                 const registration_options& options = {}) {
  if (client.registration_client_uri.empty()) return detail::unmanaged();
  auto answer = detail::send_registration(transport, "GET", client.registration_client_uri, client.registration_access_token);
  if (!answer) return answer.error();
  return detail::read_kept(*answer, client, client.metadata, options, transport.urls());
}

/// Changes what is registered: all of it, as metadata that are left out are no longer registered.
/// Errors: those of `read_registration`. Specification: RFC 7592 section 2.2.
[[nodiscard]] inline result<registered_client> update_registration(transport_ref transport, const registered_client& client,
                                                                   const client_metadata& asked,
                                                                   const registration_options& options = {}) {
  if (client.registration_client_uri.empty()) return detail::unmanaged();
  auto body = client_metadata_json(asked, transport.urls());
  if (!body) return body.error();
  (*body)["client_id"] = boost::json::string(client.client_id);
  if (!client.client_secret.is_empty()) (*body)["client_secret"] = boost::json::string(client.client_secret.reveal());
  const auto answer = detail::send_registration(transport, "PUT", client.registration_client_uri, client.registration_access_token,
                                                std::move(*body));
  if (!answer) return answer.error();
  return detail::read_kept(*answer, client, asked, options, transport.urls());
}

/// Removes the client at the provider. Errors: those of `read_registration`. Specification: RFC 7592 section 2.3.
[[nodiscard]] inline result<void> delete_registration(transport_ref transport, const registered_client& client) {
  if (client.registration_client_uri.empty()) return detail::unmanaged();
  const auto answer =
      detail::send_registration(transport, "DELETE", client.registration_client_uri, client.registration_access_token);
  if (!answer) return answer.error();
  return {};
}

}  // namespace rowclaim::inline v0_1
