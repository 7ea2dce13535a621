// SPDX-License-Identifier: BSL-1.0
// What the tables of modules are written with: a deed is a function that spoils one message, noted whenever it happens.
#pragma once

#include "module.hpp"
#include "provider_state.hpp"

#include <string>
#include <string_view>

namespace mock_idp {

std::span<const module_entry> oidc_modules();
std::span<const module_entry> fapi2_modules();
// Ours about tokens: what an ID token says, how it is signed, how it is written and encrypted, and which kind of token comes in which place.
std::span<const module_entry> own_claim_modules();
std::span<const module_entry> own_jose_modules();
std::span<const module_entry> own_encoding_modules();
std::span<const module_entry> own_encryption_modules();
std::span<const module_entry> own_kind_modules();
std::span<const module_entry> own_form_modules();
// Ours about what right tokens say of a person.
std::span<const module_entry> own_role_modules();
// Ours about each of the other messages.
std::span<const module_entry> own_response_modules();
std::span<const module_entry> own_key_set_modules();
std::span<const module_entry> own_key_change_modules();
std::span<const module_entry> own_metadata_modules();
std::span<const module_entry> own_userinfo_modules();
std::span<const module_entry> own_token_response_modules();
std::span<const module_entry> own_logout_modules();

namespace deeds {

using boost::json::object;

// Each of these is a module_entry::begin. `Do` takes the provider's state and the message; when it returns a bool, false means that
// there was nothing to be done.
template <auto Do, typename Message>
void happen(const provider_state& provider, Message& message) {
  if constexpr (std::is_same_v<decltype(Do(provider, message)), bool>) {
    if (!Do(provider, message)) return;
  } else {
    Do(provider, message);
  }
  provider.do_deed();
}

// The claims of every ID token but a refreshed one.
template <auto Do>
void id_token(provider_state& provider) {
  provider.options.alter.id_token_for = [&provider](object& claims, occasion when) {
    if (when != occasion::refresh) happen<Do>(provider, claims);
  };
}
// Of the ID token that comes through the browser.
template <auto Do>
void front_id_token(provider_state& provider) {
  provider.options.alter.id_token_for = [&provider](object& claims, occasion when) {
    if (when == occasion::front_channel) happen<Do>(provider, claims);
  };
}
template <auto Do>
void token_endpoint_id_token(provider_state& provider) {
  provider.options.alter.id_token_for = [&provider](object& claims, occasion when) {
    if (when == occasion::token_endpoint) happen<Do>(provider, claims);
  };
}
template <auto Do>
void refreshed_id_token(provider_state& provider) {
  provider.options.alter.id_token_for = [&provider](object& claims, occasion when) {
    if (when == occasion::refresh) happen<Do>(provider, claims);
  };
}
template <auto Do>
void id_token_header(provider_state& provider) {
  provider.options.alter.id_token_header_for = [&provider](object& header, occasion when) {
    if (when != occasion::refresh) happen<Do>(provider, header);
  };
}
// The signed compact form.
template <auto Do>
void signed_id_token(provider_state& provider) {
  provider.options.alter.signed_id_token = [&provider](std::string& compact, occasion when) {
    if (when != occasion::refresh) happen<Do>(provider, compact);
  };
}
template <auto Do>
void token_response(provider_state& provider) {
  provider.options.alter.token_response_for = [&provider](object& response, occasion when) {
    if (when != occasion::refresh) happen<Do>(provider, response);
  };
}
template <auto Do>
void refresh_response(provider_state& provider) {
  provider.options.alter.token_response_for = [&provider](object& response, occasion when) {
    if (when == occasion::refresh) happen<Do>(provider, response);
  };
}
template <auto Do>
void userinfo(provider_state& provider) {
  provider.options.alter.userinfo = [&provider](object& claims) { happen<Do>(provider, claims); };
}
template <auto Do>
void metadata(provider_state& provider) {
  provider.options.alter.discovery = [&provider](object& document) { happen<Do>(provider, document); };
}
template <auto Do>
void key_set(provider_state& provider) {
  provider.options.alter.jwks = [&provider](object& set) { happen<Do>(provider, set); };
}
template <auto Do>
void authorization_response(provider_state& provider) {
  provider.options.alter.authorization_response = [&provider](parameter_list& response) { happen<Do>(provider, response); };
}
template <auto Do>
void browser(provider_state& provider) {
  provider.options.alter.browser = [&provider](browser_request& next) { happen<Do>(provider, next); };
}
template <auto Do>
void response_jwt(provider_state& provider) {
  provider.options.alter.response_jwt = [&provider](object& claims) { happen<Do>(provider, claims); };
}
template <auto Do>
void signed_response_jwt(provider_state& provider) {
  provider.options.alter.signed_response_jwt = [&provider](std::string& compact) { happen<Do>(provider, compact); };
}
template <auto Do>
void logout_token(provider_state& provider) {
  provider.options.alter.logout_token = [&provider](object& claims) { happen<Do>(provider, claims); };
}
template <auto Do>
void signed_logout_token(provider_state& provider) {
  provider.options.alter.signed_logout_token = [&provider](std::string& compact) { happen<Do>(provider, compact); };
}
// Any answer of one endpoint. `Do` returns whether it was the one.
template <auto Do>
void answer(provider_state& provider) {
  provider.options.alter.answer = [&provider](std::string_view path, http_response& response) {
    if (Do(provider, path, response)) provider.do_deed();
  };
}
// One of the named misbehaviours, which does its deed at one endpoint.
template <misbehaviour Wrong, endpoint Where>
void misbehave_at(provider_state& provider) {
  provider.options.misbehave.add(Wrong);
  provider.options.alter.answer = [&provider](std::string_view path, http_response&) {
    if (path == path_of(Where)) provider.do_deed();
  };
}
// Of the transport's, which know their endpoint.
template <misbehaviour Wrong>
void transport_fault(provider_state& provider) {
  provider.options.misbehave.add(Wrong);
  provider.options.alter.answer = [&provider](std::string_view path, http_response&) {
    const auto& entry = all_misbehaviours()[static_cast<std::size_t>(Wrong)];
    if (path == path_of(entry.where)) provider.do_deed();
  };
}

// ---- on compact forms

struct parts {
  std::string header;
  std::string payload;
  std::string signature;
};
// The three parts as they are, still in base64url.
parts split(std::string_view compact);
std::string joined(const parts& three);
// Every byte of the signature changed.
void spoil_signature(std::string& compact);
// Header and claims as JSON.
object json_of(std::string_view part);
std::string part_of(const object& json);
std::string part_of(std::string_view text);

// The same claims under a header with these members in place of its own (null removes one), signed anew.
void sign_again(std::string& compact, const object& header_members, const signing_key& key);
// Header and claims in these very bytes, signed rightly with the provider's key for the algorithm that the token has.
void sign_text(const provider_state& provider, std::string& compact, std::string_view header, std::string_view claims);
std::string header_text(std::string_view compact);
std::string claims_text(std::string_view compact);
// Signed with a secret under HS256.
void sign_again_with(std::string& compact, const object& header_members, std::string_view secret);
void leave_unsigned(std::string& compact, std::string_view algorithm = "none");

}  // namespace deeds
}  // namespace mock_idp
