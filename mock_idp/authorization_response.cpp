// SPDX-License-Identifier: BSL-1.0
// Writing the authorization response into a query, a fragment, a form or a response JWT.
#include "authorization_response.hpp"

#include "client_keys.hpp"
#include "digest.hpp"
#include "logout.hpp"
#include "words.hpp"

#include <utility>

namespace mock_idp {
namespace {

namespace json = boost::json;

constexpr std::int64_t response_jwt_lifetime = 600;

// JARM 2.3: the parameters as claims, beside iss, aud and exp.
std::string response_jwt(provider_state& provider, const return_path& back, const parameter_list& answer) {
  const auto& party = provider.options.clients.find(back.client_id)->second;
  const auto registered = signing_algorithm_named(party.authorization_signed_response_alg);
  // JARM 3: RS256 when nothing is registered, and never `none`.
  const auto algorithm = registered && *registered != signing_algorithm::none ? *registered : signing_algorithm::RS256;
  const registered_encryption how{party.authorization_encrypted_response_alg, party.authorization_encrypted_response_enc};

  signed_message message{.algorithm = algorithm, .header = {{"alg", name_of(algorithm)}, {"typ", "JWT"}}};
  if (has_key_pair(algorithm)) message.header["kid"] = provider.keys.current(algorithm).id();
  alter_with(provider.options.alter.response_jwt_header, message.header);
  message.claims = {{"iss", provider.issuer}, {"aud", back.client_id}, {"exp", provider.now() + response_jwt_lifetime}};
  for (const auto& [name, value] : answer) message.claims[name] = value;
  alter_with(provider.options.alter.response_jwt, message.claims);
  auto token = signed_for_client(provider, back.client_id, std::move(message));
  alter_with(provider.options.alter.signed_response_jwt, token);
  return encrypted_to_client(provider, back.client_id, how, std::move(token));
}

}  // namespace

std::string response_content::name() const {
  std::string words;
  const auto add = [&](bool is_there, std::string_view word) {
    if (is_there) words += words.empty() ? std::string(word) : ' ' + std::string(word);
  };
  add(code, "code");
  add(id_token, "id_token");
  add(token, "token");
  return words;
}

std::optional<response_content> response_content_named(std::string_view words) {
  response_content content;
  for (const auto word : words_of(words)) {
    bool* which = word == "code"       ? &content.code
                  : word == "id_token" ? &content.id_token
                  : word == "token"    ? &content.token
                                       : nullptr;
    if (!which || std::exchange(*which, true)) return std::nullopt;
  }
  // An access token alone signs nobody in.
  if (!content.code && !content.id_token) return std::nullopt;
  return content;
}

response_mode default_mode(const response_content& content) {
  const bool is_safe_in_query = !content.id_token && !content.token;
  return {is_safe_in_query ? response_mode::place::query : response_mode::place::fragment, false};
}

std::optional<response_mode> response_mode_named(std::string_view name, const response_content& content) {
  using enum response_mode::place;
  if (name.empty()) return default_mode(content);
  auto mode = default_mode(content);
  mode.as_jwt = name == "jwt" || name.ends_with(".jwt");
  if (name == "jwt") return mode;
  if (mode.as_jwt) name.remove_suffix(4);
  if (name == "query") mode.where = query;
  else if (name == "fragment") mode.where = fragment;
  else if (name == "form_post") mode.where = form_post;
  else return std::nullopt;
  // Multiple Response Types 5, JARM 2.3.1.
  if (mode.where == query && default_mode(content).where == fragment) return std::nullopt;
  return mode;
}

browser_request send_back(provider_state& provider, const return_path& back, parameter_list answer, const std::string& session_id) {
  if (provider.does(misbehaviour::wrong_state)) answer.add("state", random_text(16));
  else if (back.state && !provider.does(misbehaviour::missing_state)) answer.add("state", *back.state);
  if (provider.does(misbehaviour::wrong_issuer_in_callback)) answer.add("iss", other_issuer);
  else if (!provider.does(misbehaviour::missing_issuer_in_callback) && !back.mode.as_jwt) answer.add("iss", provider.issuer);
  if (!session_id.empty()) answer.add("session_state", session_state_for(provider, back.client_id, back.redirect_uri, session_id));
  alter_with(provider.options.alter.authorization_response, answer);
  if (back.mode.as_jwt) {
    parameter_list wrapped;
    wrapped.add("response", response_jwt(provider, back, answer));
    answer = std::move(wrapped);
  }

  browser_request next{.method = "GET", .url = back.redirect_uri};
  switch (back.mode.where) {
    case response_mode::place::query: next.url = with_query(std::move(next.url), answer); break;
    case response_mode::place::fragment: next.url += '#' + to_form(answer); break;
    case response_mode::place::form_post: next.method = "POST"; next.body = to_form(answer);
  }
  alter_with(provider.options.alter.browser, next);
  return next;
}

}  // namespace mock_idp
