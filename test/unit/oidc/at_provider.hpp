// SPDX-License-Identifier: BSL-1.0
// A relying party at a mock provider of its own, and a whole sign-in in one call.
#pragma once

#include "scripted_transport.hpp"
#include <rowclaim/http/httplib_transport.hpp>
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/relying_party.hpp>

#include <mock_idp/provider.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace rowclaim_test {

inline constexpr rowclaim::http_limits quick{.total_milliseconds = 400};

struct at_provider {
  mock_idp::manual_clock time{1'700'000'000};
  mock_idp::provider provider;
  rowclaim::httplib_transport transport;
  rowclaim::clock clock{[](const void* state) { return (*static_cast<const mock_idp::manual_clock*>(state))(); }, &time};

  explicit at_provider(mock_idp::provider_options options = {}, rowclaim::http_limits limits = {})
      : provider(with_clock(std::move(options), time)),
        transport({.limits = limits, .ca_pem = provider.ca_certificate_pem(), .allow_plain_http_on_loopback = true}) {}

  static mock_idp::provider_options with_clock(mock_idp::provider_options options, const mock_idp::manual_clock& time) {
    options.clock = time;
    return options;
  }

  static rowclaim::relying_party_options client() {
    return {.client = {.client_id = "app", .client_secret = rowclaim::secret("app-secret")},
            .redirect_uri = "http://127.0.0.1:8080/callback"};
  }

  /// Discovers, begins, signs the person in and finishes.
  rowclaim::result<rowclaim::signed_in> sign_in(rowclaim::relying_party_options options = client(),
                                                rowclaim::sign_in_request wanted = {}, std::string_view user = "alice") {
    auto metadata = rowclaim::discover(transport, provider.issuer());
    if (!metadata) return metadata.error();
    rowclaim::relying_party party(*metadata, std::move(options), transport, clock);
    return sign_in_at(party, std::move(wanted), user);
  }

  rowclaim::result<rowclaim::signed_in> sign_in_at(rowclaim::relying_party& party, rowclaim::sign_in_request wanted = {},
                                                   std::string_view user = "alice") {
    auto started = party.begin_sign_in(std::move(wanted));
    if (!started) return started.error();
    const mock_idp::browser_request next = provider.answer(started->url, user);
    return party.finish_sign_in(std::move(started->pending), next.method == "POST"
                                                                 ? rowclaim::authorization_response::in_form(next.body, next.url)
                                                                 : rowclaim::authorization_response::at_url(next.url));
  }
};

}  // namespace rowclaim_test
