// SPDX-License-Identifier: BSL-1.0
// How the client shows the provider who it is, at the token endpoint.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/oidc/form.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// The methods of OpenID Connect Core section 9 that exist here. A public client has none: it only says its name.
enum class client_authentication : unsigned char { client_secret_basic, client_secret_post, none };

/// The method's name as metadata spell it.
constexpr std::string_view name(client_authentication method) {
  switch (method) {
    case client_authentication::client_secret_basic: return "client_secret_basic";
    case client_authentication::client_secret_post: return "client_secret_post";
    case client_authentication::none: break;
  }
  return "none";
}

namespace detail {

/// base64 with padding, which is base64url with two other characters (RFC 4648 sections 4 and 5).
inline std::string encode_base64(std::string_view bytes) {
  std::string text = encode_base64url(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

}  // namespace detail

/// Puts the client's identification into a request whose form is still open.
/// Specification: RFC 6749 section 2.3.1; OpenID Connect Core section 9.
inline void authenticate_client(client_authentication method, std::string_view client_id, const secret& client_secret,
                                http_request& request, form_parameters& form) {
  switch (method) {
    case client_authentication::client_secret_basic:
      // RFC 6749 2.3.1: both are form-encoded before they are joined, so that a colon in one of them does no harm.
      request.headers.push_back(
          {"Authorization", "Basic " + detail::encode_base64(form_encode(client_id) + ":" + form_encode(client_secret.reveal()))});
      return;
    case client_authentication::client_secret_post:
      form.push_back({"client_id", std::string(client_id)});
      form.push_back({"client_secret", std::string(client_secret.reveal())});
      return;
    case client_authentication::none: form.push_back({"client_id", std::string(client_id)}); return;
  }
}

}  // namespace rowclaim::inline v0_1
