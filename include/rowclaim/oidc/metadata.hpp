// SPDX-License-Identifier: BSL-1.0
// What a provider says about itself: its endpoints and what it supports.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/oidc/detail/issuer_difference.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/word_list.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <concepts>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A flag of the metadata. It reads as a `bool`, with the specification's default if nobody said it, and knows whether somebody
/// did.
template <bool Default>
class metadata_flag {
 public:
  constexpr metadata_flag() = default;
  constexpr metadata_flag(bool said) : said_(said) {}  // NOLINT(google-explicit-constructor): it is a bool

  constexpr operator bool() const noexcept { return said_.value_or(Default); }  // NOLINT(google-explicit-constructor)
  constexpr bool is_said() const noexcept { return said_.has_value(); }

  /// Whether both say the same: what was said is not what goes without saying. With a `bool` the flag compares as one.
  template <std::same_as<metadata_flag> Other>
  constexpr bool operator==(const Other& other) const noexcept {
    return said_ == other.said_;
  }

 private:
  std::optional<bool> said_;
};

/// Other addresses of endpoints, for clients that show a certificate. An empty one is the usual address.
/// Specification: RFC 8705 section 5.
struct mtls_endpoints {
  std::string token_endpoint = {};
  std::string userinfo_endpoint = {};
  std::string revocation_endpoint = {};
  std::string introspection_endpoint = {};
  std::string registration_endpoint = {};
  std::string pushed_authorization_request_endpoint = {};
  std::string device_authorization_endpoint = {};

  bool operator==(const mtls_endpoints&) const = default;
};

/// A provider's metadata, discovered or written down by hand. Members keep the names of the specification; an empty text or list is
/// one that the provider did not give, for which the questions below know the default.
/// Specification: OpenID Connect Discovery 1.0 section 3; RFC 8414 section 2; and those beside the members.
struct provider_metadata {
  std::string issuer;
  std::string authorization_endpoint = {};
  std::string token_endpoint = {};
  std::string jwks_uri = {};
  std::string userinfo_endpoint = {};
  std::string end_session_endpoint = {};  // RP-Initiated Logout 1.0 section 2.1
  std::string revocation_endpoint = {};
  std::string introspection_endpoint = {};
  std::string registration_endpoint = {};
  std::string pushed_authorization_request_endpoint = {};  // RFC 9126 section 5
  std::string device_authorization_endpoint = {};  // RFC 8628 section 4
  std::string check_session_iframe = {};  // Session Management 1.0 section 3.3
  mtls_endpoints mtls_endpoint_aliases = {};

  // Pages for people: text as it came, never fetched.
  std::string service_documentation = {};
  std::string op_policy_uri = {};
  std::string op_tos_uri = {};

  std::vector<std::string> response_types_supported = {};
  std::vector<std::string> response_modes_supported = {};
  std::vector<std::string> grant_types_supported = {};
  std::vector<std::string> subject_types_supported = {};
  std::vector<std::string> scopes_supported = {};
  std::vector<std::string> claims_supported = {};
  std::vector<std::string> claim_types_supported = {};
  std::vector<std::string> acr_values_supported = {};
  std::vector<std::string> display_values_supported = {};
  std::vector<std::string> prompt_values_supported = {};
  std::vector<std::string> claims_locales_supported = {};
  std::vector<std::string> ui_locales_supported = {};
  std::vector<std::string> code_challenge_methods_supported = {};
  std::vector<std::string> authorization_details_types_supported = {};  // RFC 9396 section 10

  // How clients authenticate
  std::vector<std::string> token_endpoint_auth_methods_supported = {};
  std::vector<std::string> token_endpoint_auth_signing_alg_values_supported = {};
  std::vector<std::string> revocation_endpoint_auth_methods_supported = {};
  std::vector<std::string> revocation_endpoint_auth_signing_alg_values_supported = {};
  std::vector<std::string> introspection_endpoint_auth_methods_supported = {};
  std::vector<std::string> introspection_endpoint_auth_signing_alg_values_supported = {};

  // How what is sent is signed and encrypted
  std::vector<std::string> id_token_signing_alg_values_supported = {};
  std::vector<std::string> id_token_encryption_alg_values_supported = {};
  std::vector<std::string> id_token_encryption_enc_values_supported = {};
  std::vector<std::string> userinfo_signing_alg_values_supported = {};
  std::vector<std::string> userinfo_encryption_alg_values_supported = {};
  std::vector<std::string> userinfo_encryption_enc_values_supported = {};
  std::vector<std::string> request_object_signing_alg_values_supported = {};
  std::vector<std::string> request_object_encryption_alg_values_supported = {};
  std::vector<std::string> request_object_encryption_enc_values_supported = {};
  std::vector<std::string> authorization_signing_alg_values_supported = {};  // JARM section 4
  std::vector<std::string> authorization_encryption_alg_values_supported = {};
  std::vector<std::string> authorization_encryption_enc_values_supported = {};
  std::vector<std::string> introspection_signing_alg_values_supported = {};  // RFC 9701 section 7
  std::vector<std::string> dpop_signing_alg_values_supported = {};  // RFC 9449 section 5.1

  metadata_flag<false> claims_parameter_supported = {};
  metadata_flag<false> request_parameter_supported = {};
  metadata_flag<true> request_uri_parameter_supported = {};
  metadata_flag<false> require_request_uri_registration = {};
  metadata_flag<false> require_signed_request_object = {};  // RFC 9101 section 10.5
  metadata_flag<false> require_pushed_authorization_requests = {};  // RFC 9126 section 5
  metadata_flag<false> authorization_response_iss_parameter_supported = {};  // RFC 9207 section 3
  metadata_flag<false> tls_client_certificate_bound_access_tokens = {};  // RFC 8705 section 3.3
  metadata_flag<false> frontchannel_logout_supported = {};  // Front-Channel Logout 1.0 section 3
  metadata_flag<false> frontchannel_logout_session_supported = {};
  metadata_flag<false> backchannel_logout_supported = {};  // Back-Channel Logout 1.0 section 2.1
  metadata_flag<false> backchannel_logout_session_supported = {};

  bool operator==(const provider_metadata&) const = default;

  /// Whether it answers requests of that type, whose words may be in any order; code is what a provider has that lists nothing.
  bool supports_response_type(std::string_view type) const {
    if (response_types_supported.empty()) return type == "code";
    return std::ranges::any_of(response_types_supported,
                               [&](std::string_view listed) { return detail::has_same_words(listed, type); });
  }
  /// By default query and fragment.
  bool supports_response_mode(std::string_view mode) const {
    return response_modes_supported.empty() ? mode == "query" || mode == "fragment" : lists(response_modes_supported, mode);
  }
  /// By default authorization_code and implicit.
  bool supports_grant_type(std::string_view type) const {
    return grant_types_supported.empty() ? type == "authorization_code" || type == "implicit" : lists(grant_types_supported, type);
  }
  /// By default client_secret_basic. A public client need not be listed: it has nothing to authenticate with.
  bool supports_token_endpoint_auth_method(std::string_view method) const {
    return lists_method(token_endpoint_auth_methods_supported, method);
  }
  /// By default client_secret_basic (RFC 8414 section 2).
  bool supports_revocation_endpoint_auth_method(std::string_view method) const {
    return lists_method(revocation_endpoint_auth_methods_supported, method);
  }
  /// A provider that lists nothing here leaves it open (RFC 8414 section 2), and so it is no reason not to ask.
  bool supports_introspection_endpoint_auth_method(std::string_view method) const {
    return introspection_endpoint_auth_methods_supported.empty() || lists(introspection_endpoint_auth_methods_supported, method);
  }
  /// By default normal alone.
  bool supports_claim_type(std::string_view type) const {
    return claim_types_supported.empty() ? type == "normal" : lists(claim_types_supported, type);
  }
  /// Whether no response type has a code, so that there is nothing to redeem.
  bool is_implicit_only() const {
    return !response_types_supported.empty() &&
           std::ranges::none_of(response_types_supported, [](std::string_view type) { return detail::has_word(type, "code"); });
  }

 private:
  static bool lists(const std::vector<std::string>& values, std::string_view value) {
    return std::ranges::find(values, value) != values.end();
  }
  static bool lists_method(const std::vector<std::string>& methods, std::string_view method) {
    return methods.empty() ? method == "client_secret_basic" : lists(methods, method);
  }
};

namespace detail {

template <class Value, class Owner = provider_metadata>
struct metadata_member {
  std::string_view name;
  Value Owner::*place;
};

inline constexpr metadata_member<std::string> metadata_urls[] = {
    {"issuer", &provider_metadata::issuer},
    {"authorization_endpoint", &provider_metadata::authorization_endpoint},
    {"token_endpoint", &provider_metadata::token_endpoint},
    {"jwks_uri", &provider_metadata::jwks_uri},
    {"userinfo_endpoint", &provider_metadata::userinfo_endpoint},
    {"end_session_endpoint", &provider_metadata::end_session_endpoint},
    {"revocation_endpoint", &provider_metadata::revocation_endpoint},
    {"introspection_endpoint", &provider_metadata::introspection_endpoint},
    {"registration_endpoint", &provider_metadata::registration_endpoint},
    {"pushed_authorization_request_endpoint", &provider_metadata::pushed_authorization_request_endpoint},
    {"device_authorization_endpoint", &provider_metadata::device_authorization_endpoint},
    {"check_session_iframe", &provider_metadata::check_session_iframe},
};
inline constexpr metadata_member<std::string> metadata_pages[] = {
    {"service_documentation", &provider_metadata::service_documentation},
    {"op_policy_uri", &provider_metadata::op_policy_uri},
    {"op_tos_uri", &provider_metadata::op_tos_uri},
};
inline constexpr metadata_member<std::string, mtls_endpoints> metadata_aliases[] = {
    {"token_endpoint", &mtls_endpoints::token_endpoint},
    {"userinfo_endpoint", &mtls_endpoints::userinfo_endpoint},
    {"revocation_endpoint", &mtls_endpoints::revocation_endpoint},
    {"introspection_endpoint", &mtls_endpoints::introspection_endpoint},
    {"registration_endpoint", &mtls_endpoints::registration_endpoint},
    {"pushed_authorization_request_endpoint", &mtls_endpoints::pushed_authorization_request_endpoint},
    {"device_authorization_endpoint", &mtls_endpoints::device_authorization_endpoint},
};
inline constexpr metadata_member<std::vector<std::string>> metadata_lists[] = {
    {"response_types_supported", &provider_metadata::response_types_supported},
    {"response_modes_supported", &provider_metadata::response_modes_supported},
    {"grant_types_supported", &provider_metadata::grant_types_supported},
    {"subject_types_supported", &provider_metadata::subject_types_supported},
    {"scopes_supported", &provider_metadata::scopes_supported},
    {"claims_supported", &provider_metadata::claims_supported},
    {"claim_types_supported", &provider_metadata::claim_types_supported},
    {"acr_values_supported", &provider_metadata::acr_values_supported},
    {"display_values_supported", &provider_metadata::display_values_supported},
    {"prompt_values_supported", &provider_metadata::prompt_values_supported},
    {"claims_locales_supported", &provider_metadata::claims_locales_supported},
    {"ui_locales_supported", &provider_metadata::ui_locales_supported},
    {"code_challenge_methods_supported", &provider_metadata::code_challenge_methods_supported},
    {"authorization_details_types_supported", &provider_metadata::authorization_details_types_supported},
    {"token_endpoint_auth_methods_supported", &provider_metadata::token_endpoint_auth_methods_supported},
    {"token_endpoint_auth_signing_alg_values_supported", &provider_metadata::token_endpoint_auth_signing_alg_values_supported},
    {"revocation_endpoint_auth_methods_supported", &provider_metadata::revocation_endpoint_auth_methods_supported},
    {"revocation_endpoint_auth_signing_alg_values_supported",
     &provider_metadata::revocation_endpoint_auth_signing_alg_values_supported},
    {"introspection_endpoint_auth_methods_supported", &provider_metadata::introspection_endpoint_auth_methods_supported},
    {"introspection_endpoint_auth_signing_alg_values_supported",
     &provider_metadata::introspection_endpoint_auth_signing_alg_values_supported},
    {"id_token_signing_alg_values_supported", &provider_metadata::id_token_signing_alg_values_supported},
    {"id_token_encryption_alg_values_supported", &provider_metadata::id_token_encryption_alg_values_supported},
    {"id_token_encryption_enc_values_supported", &provider_metadata::id_token_encryption_enc_values_supported},
    {"userinfo_signing_alg_values_supported", &provider_metadata::userinfo_signing_alg_values_supported},
    {"userinfo_encryption_alg_values_supported", &provider_metadata::userinfo_encryption_alg_values_supported},
    {"userinfo_encryption_enc_values_supported", &provider_metadata::userinfo_encryption_enc_values_supported},
    {"request_object_signing_alg_values_supported", &provider_metadata::request_object_signing_alg_values_supported},
    {"request_object_encryption_alg_values_supported", &provider_metadata::request_object_encryption_alg_values_supported},
    {"request_object_encryption_enc_values_supported", &provider_metadata::request_object_encryption_enc_values_supported},
    {"authorization_signing_alg_values_supported", &provider_metadata::authorization_signing_alg_values_supported},
    {"authorization_encryption_alg_values_supported", &provider_metadata::authorization_encryption_alg_values_supported},
    {"authorization_encryption_enc_values_supported", &provider_metadata::authorization_encryption_enc_values_supported},
    {"introspection_signing_alg_values_supported", &provider_metadata::introspection_signing_alg_values_supported},
    {"dpop_signing_alg_values_supported", &provider_metadata::dpop_signing_alg_values_supported},
};
inline constexpr metadata_member<metadata_flag<false>> metadata_flags[] = {
    {"claims_parameter_supported", &provider_metadata::claims_parameter_supported},
    {"request_parameter_supported", &provider_metadata::request_parameter_supported},
    {"require_request_uri_registration", &provider_metadata::require_request_uri_registration},
    {"require_signed_request_object", &provider_metadata::require_signed_request_object},
    {"require_pushed_authorization_requests", &provider_metadata::require_pushed_authorization_requests},
    {"authorization_response_iss_parameter_supported", &provider_metadata::authorization_response_iss_parameter_supported},
    {"tls_client_certificate_bound_access_tokens", &provider_metadata::tls_client_certificate_bound_access_tokens},
    {"frontchannel_logout_supported", &provider_metadata::frontchannel_logout_supported},
    {"frontchannel_logout_session_supported", &provider_metadata::frontchannel_logout_session_supported},
    {"backchannel_logout_supported", &provider_metadata::backchannel_logout_supported},
    {"backchannel_logout_session_supported", &provider_metadata::backchannel_logout_session_supported},
};
inline constexpr metadata_member<metadata_flag<true>> metadata_true_flags[] = {
    {"request_uri_parameter_supported", &provider_metadata::request_uri_parameter_supported},
};

inline error metadata_refusal(errc cause, std::string_view what) { return {cause, step::discovery, what}; }

/// Takes a document's members into their places, and keeps the first fault.
class metadata_reader {
 public:
  explicit metadata_reader(const boost::json::object& document) : document_(document) {}

  /// A member; none if it is null, as servers write members that they do not have.
  static const boost::json::value* find(const boost::json::object& document, std::string_view name) {
    const boost::json::value* member = document.if_contains({name.data(), name.size()});
    return member != nullptr && !member->is_null() ? member : nullptr;
  }

  template <class Table, class Owner>
  void read_all(const Table& members, Owner& into) {
    for (const auto& member : members)
      if (const boost::json::value* value = find(document_, member.name); value != nullptr)
        if (!read(*value, into.*(member.place)) && !failure_) failure_ = metadata_refusal(errc::metadata_malformed, member.name);
  }

  /// Leaves out whatever is of another type.
  template <class Table, class Owner>
  void read_readable(const Table& members, Owner& into) const {
    for (const auto& member : members)
      if (const boost::json::value* value = find(document_, member.name); value != nullptr) read(*value, into.*(member.place));
  }

  const std::optional<error>& failure() const { return failure_; }

 private:
  static bool read(const boost::json::value& value, std::string& into) {
    if (!value.is_string()) return false;
    into = std::string(value.get_string());
    return true;
  }
  static bool read(const boost::json::value& value, std::vector<std::string>& into) {
    if (!value.is_array()) return false;
    for (const boost::json::value& element : value.get_array()) {
      if (!element.is_string()) return false;
      into.emplace_back(element.get_string());
    }
    return true;
  }
  template <bool Default>
  static bool read(const boost::json::value& value, metadata_flag<Default>& into) {
    if (!value.is_bool()) return false;
    into = value.get_bool();
    return true;
  }

  const boost::json::object& document_;
  std::optional<error> failure_;
};

template <class Table, class Owner>
result<void> check_urls(const Table& members, const Owner& owner, const url_policy& urls) {
  for (const auto& member : members) {
    const std::string& text = owner.*(member.place);
    if (text.empty()) continue;
    // Discovery 3: the issuer and every endpoint are https URLs; an endpoint may have a query.
    if (const auto url = read_url(text, urls); !url) return metadata_refusal(url.error().code, member.name);
  }
  return {};
}

template <class Table, class Owner>
void fill_gaps(const Table& members, Owner& into, const Owner& from) {
  for (const auto& member : members) {
    auto& place = into.*(member.place);
    const auto& other = from.*(member.place);
    if constexpr (requires { place.is_said(); }) {
      if (!place.is_said()) place = other;
    } else if (place.empty()) {
      place = other;
    }
  }
}

inline void fill_aliases(provider_metadata& given, const mtls_endpoints& discovered) {
  for (const auto& alias : metadata_aliases) {
    const auto* endpoint = std::ranges::find(metadata_urls, alias.name, &metadata_member<std::string>::name);
    const bool is_replaced = endpoint != std::end(metadata_urls) && !(given.*(endpoint->place)).empty();
    std::string& place = given.mtls_endpoint_aliases.*(alias.place);
    if (place.empty() && !is_replaced) place = discovered.*(alias.place);
  }
}

}  // namespace detail

/// Whether metadata, from wherever, are enough for signing people in and name https URLs only.
///
/// Errors: `metadata_missing_member` for the issuer, the authorization endpoint, the key set or, unless only the implicit flow is
///   there, the token endpoint; `url_malformed` and `url_not_https`, each with the member's name.
/// Specification: OpenID Connect Discovery 1.0 section 3; RFC 8705 section 5.
[[nodiscard]] inline result<void> check_provider_metadata(const provider_metadata& metadata, const url_policy& urls = {}) {
  const auto missing = [](std::string_view name) { return detail::metadata_refusal(errc::metadata_missing_member, name); };
  if (metadata.issuer.empty()) return missing("issuer");
  if (metadata.authorization_endpoint.empty()) return missing("authorization_endpoint");
  if (metadata.token_endpoint.empty() && !metadata.is_implicit_only()) return missing("token_endpoint");
  if (metadata.jwks_uri.empty()) return missing("jwks_uri");
  if (auto checked = detail::check_urls(detail::metadata_urls, metadata, urls); !checked) return checked;
  // Discovery 3: an issuer has no query (and no fragment, which is no URL of ours anyway).
  if (metadata.issuer.find('?') != std::string::npos) return detail::metadata_refusal(errc::url_malformed, "issuer");
  return detail::check_urls(detail::metadata_aliases, metadata.mtls_endpoint_aliases, urls);
}

/// Reads a discovery document. Members that `provider_metadata` does not have are ignored, and so are pages for people that are no
/// text; a member that is null is not there.
///
/// Errors: `json_*`; those of `check_provider_metadata`; `metadata_missing_member` also for the three lists that a document must
///   have; `metadata_malformed` with the name of the first member of another type.
/// Specification: OpenID Connect Discovery 1.0 sections 3 and 4.2.
[[nodiscard]] inline result<provider_metadata> read_provider_metadata(std::string_view json, const url_policy& urls = {}) {
  auto document = parse_strict_json_object(json);
  if (!document) return detail::in_step(document.error(), step::discovery);
  provider_metadata read;
  detail::metadata_reader reader(*document);
  reader.read_all(detail::metadata_urls, read);
  reader.read_readable(detail::metadata_pages, read);  // nothing that counts comes from them
  reader.read_all(detail::metadata_lists, read);
  reader.read_all(detail::metadata_flags, read);
  reader.read_all(detail::metadata_true_flags, read);
  if (reader.failure()) return *reader.failure();
  if (const auto* aliases = detail::metadata_reader::find(*document, "mtls_endpoint_aliases"); aliases != nullptr) {
    if (!aliases->is_object()) return detail::metadata_refusal(errc::metadata_malformed, "mtls_endpoint_aliases");
    detail::metadata_reader alias_reader(aliases->get_object());
    alias_reader.read_all(detail::metadata_aliases, read.mtls_endpoint_aliases);
    if (alias_reader.failure()) return *alias_reader.failure();
  }
  if (auto checked = check_provider_metadata(read, urls); !checked) return checked.error();
  // RFC 8414 3.2: a list without elements is left out, and so it is not there.
  const auto missing = [](std::string_view name) { return detail::metadata_refusal(errc::metadata_missing_member, name); };
  if (read.response_types_supported.empty()) return missing("response_types_supported");
  if (read.subject_types_supported.empty()) return missing("subject_types_supported");
  if (read.id_token_signing_alg_values_supported.empty()) return missing("id_token_signing_alg_values_supported");
  return read;
}

/// Metadata written down by hand, and from the discovered ones whatever those do not say.
///
/// Errors: `metadata_missing_member` without an issuer; `issuer_mismatch` unless both name one, byte for byte: two providers are
///   never mixed.
[[nodiscard]] inline result<provider_metadata> complete(provider_metadata given, const provider_metadata& discovered) {
  if (given.issuer.empty()) return detail::metadata_refusal(errc::metadata_missing_member, "issuer");
  if (given.issuer != discovered.issuer)
    return detail::metadata_refusal(errc::issuer_mismatch, detail::issuer_difference(given.issuer, discovered.issuer));
  // First, while it is still to be seen which endpoints were given: the discovered alias of such a one would lead past it.
  detail::fill_aliases(given, discovered.mtls_endpoint_aliases);
  detail::fill_gaps(detail::metadata_urls, given, discovered);
  detail::fill_gaps(detail::metadata_pages, given, discovered);
  detail::fill_gaps(detail::metadata_lists, given, discovered);
  detail::fill_gaps(detail::metadata_flags, given, discovered);
  detail::fill_gaps(detail::metadata_true_flags, given, discovered);
  return given;
}

}  // namespace rowclaim::inline v0_1
