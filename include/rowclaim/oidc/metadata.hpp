// SPDX-License-Identifier: BSL-1.0
// What a provider says about itself: its endpoints and what it supports.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/url.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// A provider's metadata, discovered or written down by hand. Members keep the names of the specification; an empty text or list is
/// one that the provider did not give.
/// Specification: OpenID Connect Discovery 1.0 section 3; RFC 8414 section 2; RFC 9207 section 3.
struct provider_metadata {
  std::string issuer;
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string userinfo_endpoint = {};
  std::string end_session_endpoint = {};
  std::string revocation_endpoint = {};
  std::string introspection_endpoint = {};
  std::string registration_endpoint = {};
  std::string pushed_authorization_request_endpoint = {};
  std::vector<std::string> response_types_supported = {};
  std::vector<std::string> subject_types_supported = {};
  std::vector<std::string> id_token_signing_alg_values_supported = {};
  std::vector<std::string> token_endpoint_auth_methods_supported = {};
  std::vector<std::string> code_challenge_methods_supported = {};
  std::vector<std::string> scopes_supported = {};
  bool authorization_response_iss_parameter_supported = false;
};

namespace detail {

/// A list in the metadata of a provider names a value, or is absent and so means its default.
inline bool lists(const std::vector<std::string>& values, std::string_view value, std::string_view default_value) {
  if (values.empty()) return value == default_value;
  return std::ranges::find(values, value) != values.end();
}

class metadata_reader {
 public:
  metadata_reader(const boost::json::object& document, const url_policy& urls) : document_(document), urls_(urls) {}

  void required(std::string& into, std::string_view name) {
    optional(into, name);
    if (into.empty()) refuse({errc::metadata_missing_member, step::discovery, name});
  }
  void optional(std::string& into, std::string_view name) {
    auto text = text_member(document_, name, errc::metadata_malformed, step::discovery);
    if (!text) return refuse(text.error());
    if (!*text) return;
    // Discovery 3: the issuer and every endpoint are https URLs; an endpoint may have a query.
    const auto url = read_url(**text, urls_);
    if (!url) return refuse({url.error().code, step::discovery, name});
    into = std::move(**text);
  }
  void required(std::vector<std::string>& into, std::string_view name) {
    if (!document_.contains({name.data(), name.size()})) return refuse({errc::metadata_missing_member, step::discovery, name});
    optional(into, name);
  }
  void optional(std::vector<std::string>& into, std::string_view name) {
    const boost::json::value* member = document_.if_contains({name.data(), name.size()});
    if (member == nullptr) return;
    if (!member->is_array()) return refuse({errc::metadata_malformed, step::discovery, name});
    for (const boost::json::value& element : member->get_array()) {
      if (!element.is_string()) return refuse({errc::metadata_malformed, step::discovery, name});
      into.emplace_back(element.get_string());
    }
  }
  void optional(bool& into, std::string_view name) {
    const boost::json::value* member = document_.if_contains({name.data(), name.size()});
    if (member == nullptr) return;
    if (!member->is_bool()) return refuse({errc::metadata_malformed, step::discovery, name});
    into = member->get_bool();
  }

  bool has_failed() const { return has_failed_; }
  const error& failure() const { return failure_; }

 private:
  void refuse(const error& why) {
    if (!has_failed_) failure_ = why;
    has_failed_ = true;
  }

  const boost::json::object& document_;
  const url_policy& urls_;
  bool has_failed_ = false;
  error failure_{errc::metadata_malformed, step::discovery};
};

}  // namespace detail

/// Reads a discovery document. Members that are not listed above are ignored.
///
/// Errors: `json_*`; `metadata_missing_member`, `metadata_malformed`, `url_malformed` and `url_not_https`, each with the member's name.
/// Specification: OpenID Connect Discovery 1.0 sections 3 and 4.2.
[[nodiscard]] inline result<provider_metadata> read_provider_metadata(std::string_view json, const url_policy& urls = {}) {
  auto document = parse_strict_json_object(json);
  if (!document) return detail::in_step(document.error(), step::discovery);
  provider_metadata read;
  detail::metadata_reader reader(*document, urls);
  reader.required(read.issuer, "issuer");
  reader.required(read.authorization_endpoint, "authorization_endpoint");
  reader.required(read.token_endpoint, "token_endpoint");
  reader.required(read.jwks_uri, "jwks_uri");
  reader.optional(read.userinfo_endpoint, "userinfo_endpoint");
  reader.optional(read.end_session_endpoint, "end_session_endpoint");
  reader.optional(read.revocation_endpoint, "revocation_endpoint");
  reader.optional(read.introspection_endpoint, "introspection_endpoint");
  reader.optional(read.registration_endpoint, "registration_endpoint");
  reader.optional(read.pushed_authorization_request_endpoint, "pushed_authorization_request_endpoint");
  reader.required(read.response_types_supported, "response_types_supported");
  reader.required(read.subject_types_supported, "subject_types_supported");
  reader.required(read.id_token_signing_alg_values_supported, "id_token_signing_alg_values_supported");
  reader.optional(read.token_endpoint_auth_methods_supported, "token_endpoint_auth_methods_supported");
  reader.optional(read.code_challenge_methods_supported, "code_challenge_methods_supported");
  reader.optional(read.scopes_supported, "scopes_supported");
  reader.optional(read.authorization_response_iss_parameter_supported, "authorization_response_iss_parameter_supported");
  if (reader.has_failed()) return reader.failure();
  return read;
}

}  // namespace rowclaim::inline v0_1
