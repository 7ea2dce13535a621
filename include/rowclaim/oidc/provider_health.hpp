// SPDX-License-Identifier: BSL-1.0
// Whether a provider can be worked with right now, for a page about health.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/key_set.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/key_source.hpp>
#include <rowclaim/oidc/metadata.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// What a look at a provider found.
struct provider_health {
  std::optional<error> metadata = {};  ///< what is wrong with its metadata, of which the issuer is one
  std::optional<error> key_set = {};   ///< what is wrong with its keys; nobody knows where they are without metadata
  std::size_t keys = 0;                ///< that verify something

  bool is_available() const noexcept { return !metadata && !key_set; }
};

/// Looks at a provider whose metadata are known: one request, for the keys, which are not kept.
/// Errors, in the members: those of `check_provider_metadata`; those of `key_source::current`.
[[nodiscard]] inline provider_health look_at_provider(transport_ref transport, const provider_metadata& metadata,
                                                      const key_set_limits& limits = {}) {
  provider_health found;
  if (const auto checked = check_provider_metadata(metadata, transport.urls()); !checked) {
    found.metadata = checked.error();
    return found;
  }
  key_source source(transport, metadata.jwks_uri, {}, {.limits = limits});
  if (const auto keys = source.current()) found.keys = keys->keys.size();
  else found.key_set = keys.error();
  return found;
}

/// Looks at a provider as a client sees it that starts now: two requests, for the metadata and the keys, and nothing is kept.
/// Errors, in the members: those of `discover`; those of `key_source::current`.
[[nodiscard]] inline provider_health look_at_provider(transport_ref transport, std::string_view issuer,
                                                      const key_set_limits& limits = {}) {
  const auto metadata = discover(transport, issuer);
  if (!metadata) return {.metadata = metadata.error()};
  return look_at_provider(transport, *metadata, limits);
}

}  // namespace rowclaim::inline v0_1
