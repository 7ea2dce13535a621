// SPDX-License-Identifier: BSL-1.0
// Finding a provider's metadata from its issuer, which the document must then name exactly.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/detail/issuer_difference.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/metadata.hpp>

#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// Where an issuer publishes its metadata. Specification: OpenID Connect Discovery 1.0 section 4.
[[nodiscard]] inline std::string discovery_url(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

/// Fetches and reads the metadata of an issuer.
///
/// Errors: those of the transport and of `read_provider_metadata`; `url_malformed` or `url_not_https` for the issuer itself;
///   `status_unexpected`; `content_type_unexpected`; `issuer_mismatch` unless the document names this issuer byte for byte.
/// Specification: OpenID Connect Discovery 1.0 sections 4.1 to 4.3 and 7.2.
[[nodiscard]] inline result<provider_metadata> discover(transport_ref transport, std::string_view issuer) {
  const auto url = read_url(issuer, transport.urls());
  if (!url) return error{url.error().code, step::discovery, "issuer"};
  // Discovery 3: an issuer has no query (and no fragment, which is no URL of ours anyway).
  if (url->target.find('?') != std::string::npos) return error{errc::url_malformed, step::discovery, "issuer"};
  auto response = detail::send_in_step(
      transport, {.method = "GET", .url = discovery_url(issuer), .headers = {{"Accept", "application/json"}}}, step::discovery);
  if (!response) return response.error();
  if (response->status != 200) return error{errc::status_unexpected, step::discovery};
  if (response->media_type() != "application/json") return error{errc::content_type_unexpected, step::discovery};
  auto metadata = read_provider_metadata(response->body, transport.urls());
  if (!metadata) return metadata.error();
  // Discovery 4.3: identical to the issuer that the URL was made from, or nothing of the document is used.
  if (metadata->issuer != issuer)
    return error{errc::issuer_mismatch, step::discovery, detail::issuer_difference(issuer, metadata->issuer)};
  return metadata;
}

}  // namespace rowclaim::inline v0_1
