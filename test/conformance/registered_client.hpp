// SPDX-License-Identifier: BSL-1.0
// The client that a provider knows beforehand, and what the relying party has to know to be it.
#pragma once

#include "catalogue.hpp"

#include <mock_idp/client_certificate.hpp>
#include <mock_idp/provider.hpp>
#include <mock_idp/signing_key.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace conformance {

// Where the relying party can be reached.
struct client_urls {
  std::string redirect_uri;
  std::string request_uri;
  std::string initiate_login_uri;
  std::string post_logout_redirect_uri;
  std::string backchannel_logout_uri;
  std::string frontchannel_logout_uri;
};

// All of them below one address.
client_urls urls_below(const std::string& base);

inline constexpr const char* client_id = "app";
// Long enough for HS256.
inline constexpr const char* client_secret = "app-secret-app-secret-app-secret-0123";

// The client's own key, whose public half the provider has.
const mock_idp::signing_key& client_key();

// The key to which tokens for the client are encrypted, as a private JWK.
boost::json::object client_encryption_key();

// Whether the run wants that of the relying party: a word of its module, or of the profile that the module is of. FAPI 2.0 pushes its
// requests, and binds its tokens to a key where there is no certificate.
bool needs_word(const planned_run& run, std::string_view word);
// All such words.
std::string needs_of(const planned_run& run);

// What the client shows in the TLS handshake, if anything.
const mock_idp::client_certificate& client_certificate();
bool shows_certificate(const planned_run& run);

// Whether there is no secret between the client and the provider.
bool uses_keys_alone(const mock_idp::variant& how);

// Somebody else's relying party may want TLS where it is not needed.
mock_idp::provider_options provider_for(const planned_run& run, const client_urls& urls, bool tls);

// Whether the run cannot be made over plain http: the client proves who it is in the TLS handshake, or looks the issuer up.
bool needs_tls(const planned_run& run);

}  // namespace conformance
