// SPDX-License-Identifier: BSL-1.0
// A last hand at a message before it is signed or sent, for what has no name among the misbehaviours.
#pragma once

#include "encoding.hpp"
#include "http_client.hpp"
#include "http_message.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace mock_idp {

// What an ID token is made for.
enum class occasion { front_channel, token_endpoint, refresh };

// What the browser does next. A fragment stays in the URL; form_post is a POST with the body.
struct browser_request {
  std::string method;
  std::string url;
  std::string body{};
};

// Called on the provider's threads with its lock held: do not call the provider from inside.
struct alterations {
  using function = std::function<void(boost::json::object&)>;
  using id_token_function = std::function<void(boost::json::object&, occasion)>;
  using text_function = std::function<void(std::string&)>;

  function id_token_header{};
  function id_token{};
  function token_response{};
  function userinfo{};
  function discovery{};
  function jwks{};

  // The same two, told what the token is for. They come after the two above.
  id_token_function id_token_header_for{};
  id_token_function id_token_for{};
  // The compact form, signed but not yet encrypted.
  std::function<void(std::string&, occasion)> signed_id_token{};
  // The compact form as it is sent, encrypted or not.
  std::function<void(std::string&, occasion)> sent_id_token{};

  // The token response, told whether it answers a refresh. It comes after token_response.
  id_token_function token_response_for{};

  // The parameters of an authorization response, before they become a response JWT, a query, a fragment or a form.
  std::function<void(parameter_list&)> authorization_response{};
  // JARM: the claims of the response JWT, its header, and its signed form.
  function response_jwt_header{};
  function response_jwt{};
  text_function signed_response_jwt{};
  // The way to the relying party, last of all.
  std::function<void(browser_request&)> browser{};

  // The claims of a signed userinfo response's header, and its signed form.
  function userinfo_header{};
  text_function signed_userinfo{};
  // What introspection tells, and its signed form.
  function introspection{};
  text_function signed_introspection{};
  function registration{};
  function webfinger{};
  function distributed_claims{};

  // Logout tokens: header, claims and signed form.
  function logout_token_header{};
  function logout_token{};
  text_function signed_logout_token{};

  // The request that carries the logout token.
  std::function<void(outgoing_request&)> logout_request{};
  // The parameters for one client's front-channel logout address.
  std::function<void(parameter_list&)> front_channel_logout{};
  // What the browser brings back from a logout.
  std::function<void(parameter_list&)> logout_response{};

  // Any answer of the endpoint at that path below the issuer, after all else but the transport's faults.
  std::function<void(std::string_view path, http_response&)> answer{};
};

}  // namespace mock_idp
