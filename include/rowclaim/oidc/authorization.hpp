// SPDX-License-Identifier: BSL-1.0
// The request that a browser is sent to the provider with, and what must be remembered until it comes back.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/random.hpp>
#include <rowclaim/oidc/detail/word_list.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/response_type.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/url/parse.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// What one sign-in asks for beyond the client's usual. Empty members are not sent.
struct sign_in_request {
  std::optional<std::int64_t> max_age = {};   ///< seconds since the person last signed in; enforced when the ID token arrives
  std::vector<std::string> acr_values = {};   ///< the ID token's `acr` must then be one of them
  std::string prompt = {};  ///< words such as `login`, or `none` alone; `consent` is added for `offline_access`
  std::string login_hint = {};
  secret id_token_hint = {};  ///< an ID token of an earlier sign-in, as `id_token::encoded` has it
  std::string ui_locales = {};
  std::string claims_locales = {};
  std::string display = {};
  /// A JSON object with members `id_token` and `userinfo` (OpenID Connect Core 5.5). What the ID token must fit is enforced: an essential
  /// `auth_time`, an essential `acr` with its values, and a `sub` with a value.
  std::string claims = {};
  std::vector<std::string> resources = {};  ///< what the access token is for (RFC 8707)
  form_parameters extra = {};  ///< parameters of the provider's own, such as `kc_idp_hint`
};

/// What belongs to one sign-in until its callback. Keep it where only this browser's callback finds it, and hand it over once.
/// `pending_sign_ins` does that; `to_text` writes every member.
struct pending_sign_in {
  std::string issuer;
  std::string redirect_uri;
  secret state;
  secret nonce;
  secret code_verifier;
  seconds_since_epoch started_at = 0;
  std::optional<std::int64_t> max_age;
  std::vector<std::string> acr_values;
  std::vector<std::string> scopes;
  rowclaim::response_type response_type = rowclaim::response_type::code;
  rowclaim::response_mode response_mode = rowclaim::response_mode::query;  ///< how the response must come
  bool requires_auth_time = false;  ///< whether the ID token must say when the person signed in, however long ago
  std::optional<std::string> subject;  ///< the one person who may sign in, if one was asked for

  pending_sign_in() = default;
  pending_sign_in(pending_sign_in&&) = default;
  pending_sign_in& operator=(pending_sign_in&&) = default;
  // A copy would let one callback be accepted twice.
  pending_sign_in(const pending_sign_in&) = delete;
  pending_sign_in& operator=(const pending_sign_in&) = delete;
  ~pending_sign_in() = default;
};

/// Whether a sign-in was begun too long ago, or in what would be the future if the clocks of two servers differed by no more than the
/// leeway, of which no more than 300 seconds count. Times in seconds.
[[nodiscard]] inline bool has_expired(const pending_sign_in& pending, seconds_since_epoch now, std::int64_t expires_after,
                                      std::int64_t leeway) {
  return pending.started_at > later_by(now, std::clamp<std::int64_t>(leeway, 0, 300)) ||
         later_by(pending.started_at, expires_after) <= now;
}

/// A Request Object that the provider will come for: the client serves it at that address, to whoever asks, until it has expired.
struct served_request_object {
  std::string url;
  std::string content_type;
  std::string body;
  seconds_since_epoch expires_at = 0;
};

/// A sign-in that was begun: where the browser goes, and what waits for its return.
struct started_sign_in {
  std::string url;
  pending_sign_in pending;
  std::optional<served_request_object> served = {};
};

/// The parameters of an authorization request that has not been put into a URL, a Request Object or a pushed request yet.
struct prepared_sign_in {
  form_parameters parameters;
  pending_sign_in pending;
};

/// What a client always asks for, and where.
struct authorization_client {
  std::string_view authorization_endpoint;
  std::string_view issuer;
  std::string_view client_id;
  std::string_view redirect_uri;
  const std::vector<std::string>& scopes;  ///< `openid` is sent first whether it is among them or not
  rowclaim::response_type response_type = rowclaim::response_type::code;
  std::optional<rowclaim::response_mode> response_mode =
      {};  ///< without one, the usual one of the response type, which is not said then
  std::string_view dpop_jkt = {};  ///< the thumbprint of the key that the tokens shall be bound to (RFC 9449)
  bool requires_auth_time = false;  ///< what the client registered as `require_auth_time`
};

namespace detail {

/// The parameters that are this library's to set; nobody adds a second one.
inline constexpr std::string_view protocol_parameters[] = {
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "max_age",
    "acr_values",
    "prompt",
    "login_hint",
    "id_token_hint",
    "ui_locales",
    "claims_locales",
    "display",
    "claims",
    "resource",
    "dpop_jkt",
    "request",
    "request_uri",
    "registration",
    // of the client's authentication where requests are pushed, and of Request Objects
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "iss",
    "aud",
    "sub",
    "exp",
    "nbf",
    "iat",
    "jti",
};

inline std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) (text += text.empty() ? "" : " ") += word;
  return text;
}

/// What a claims parameter asks for that the ID token must then fit. The person through whose browser it travels can take it out.
struct demanded_claims {
  bool auth_time = false;
  std::vector<std::string> acr_values = {};
  std::optional<std::string> subject = {};
};

/// The texts that a claim is asked for with, as `value` or as `values` (OpenID Connect Core 5.5.1). Nothing if they cannot be compared.
inline std::optional<std::vector<std::string>> wanted_texts(const boost::json::object& request) {
  const boost::json::value* one = request.if_contains("value");
  const boost::json::value* several = request.if_contains("values");
  std::vector<std::string> texts;
  if (one == nullptr && several == nullptr) return texts;
  if (one != nullptr && several != nullptr) return std::nullopt;
  const boost::json::array all = one != nullptr        ? boost::json::array{*one}
                                 : several->is_array() ? several->get_array()
                                                       : boost::json::array();
  for (const boost::json::value& text : all) {
    if (!text.is_string() || text.get_string().empty()) return std::nullopt;
    texts.emplace_back(text.get_string());
  }
  return texts.empty() ? std::nullopt : std::optional(std::move(texts));
}

/// How a member asks for a claim; nothing if it does not, or says no more than its name.
inline const boost::json::object* request_for(const boost::json::object& claims, std::string_view name) {
  const boost::json::value* found = claims.if_contains({name.data(), name.size()});
  return found != nullptr ? found->if_object() : nullptr;
}

inline bool is_essential(const boost::json::object* request) {
  const boost::json::value* essential = request != nullptr ? request->if_contains("essential") : nullptr;
  return essential != nullptr && essential->is_bool() && essential->get_bool();
}

/// OpenID Connect Core 5.5: an object whose two known members are objects, or null. Nothing for any other text, and for values that
/// nobody could hold an ID token to.
inline std::optional<demanded_claims> demands_of(std::string_view json, response_type type) {
  demanded_claims demanded;
  if (json.empty()) return demanded;
  const auto wanted = parse_strict_json_object(json);
  if (!wanted) return std::nullopt;
  // 5.5: userinfo is for those who get an access token.
  if (wanted->contains("userinfo") && !has_code(type) && !has_token(type)) return std::nullopt;
  for (const std::string_view place : {"id_token", "userinfo"}) {
    const boost::json::value* member = wanted->if_contains({place.data(), place.size()});
    if (member == nullptr || member->is_null()) continue;
    if (!member->is_object()) return std::nullopt;
    const boost::json::object& claims = member->get_object();
    // 3.1.2.2 and 5.5.1: one person, and nobody else. Userinfo is about the same one as the ID token.
    if (const boost::json::object* subject = request_for(claims, "sub")) {
      const auto texts = wanted_texts(*subject);
      if (!texts || texts->size() > 1) return std::nullopt;
      if (!texts->empty() && demanded.subject.value_or(texts->front()) != texts->front()) return std::nullopt;
      if (!texts->empty()) demanded.subject = texts->front();
    }
    if (place == "userinfo") continue;
    // 2 and 5.5.1: there, if it is essential.
    demanded.auth_time = is_essential(request_for(claims, "auth_time"));
    // 5.5.1.1: one of those methods, or the sign-in has failed.
    if (const boost::json::object* method = request_for(claims, "acr"); is_essential(method)) {
      auto texts = wanted_texts(*method);
      if (!texts) return std::nullopt;
      demanded.acr_values = std::move(*texts);
    }
  }
  return demanded;
}

/// The methods that are in both lists; an empty list asks for none in particular.
inline std::vector<std::string> methods_in_both(std::vector<std::string> a, std::vector<std::string> b) {
  if (a.empty()) return b;
  if (!b.empty()) std::erase_if(a, [&b](const std::string& method) { return std::ranges::find(b, method) == b.end(); });
  return a;
}

/// What is wrong with what the caller wants; empty if nothing is.
inline std::string_view fault_of(const authorization_client& client, const sign_in_request& wanted) {
  const bool is_silent = has_word(wanted.prompt, "none");
  if (client.response_mode && !may_come_by(client.response_type, *client.response_mode)) return "response_mode";
  // OpenID Connect Core 3.1.2.1: none stands alone; a sign-in that must be new cannot be silent.
  if (is_silent && wanted.prompt != "none") return "prompt";
  if (wanted.max_age && (*wanted.max_age < 0 || (*wanted.max_age == 0 && is_silent))) return "max_age";
  // RFC 8707 2: absolute, and without a fragment.
  for (const std::string& resource : wanted.resources)
    if (!boost::urls::parse_absolute_uri({resource.data(), resource.size()})) return "resource";
  for (const form_parameter& parameter : wanted.extra)
    if (std::ranges::find(protocol_parameters, parameter.name) != std::end(protocol_parameters)) return "extra parameter";
  return {};
}

/// OpenID Connect Core 11: whoever wants access while the person is away asks for consent, unless nobody may be asked anything.
inline std::string prompt_with_consent(std::string prompt, const std::vector<std::string>& scopes, response_type type) {
  const bool wants_offline = has_code(type) && std::ranges::find(scopes, "offline_access") != scopes.end();
  if (!wants_offline || prompt == "none" || has_word(prompt, "consent")) return prompt;
  return prompt.empty() ? "consent" : std::move(prompt) + " consent";
}

}  // namespace detail

/// Makes the parameters of a request: state and nonce always, PKCE with S256 whenever a code comes back, each from 32 random bytes of its
/// own.
///
/// Errors: `random_failed`; `cryptography_failed`; `client_misconfigured` with the name of a parameter that the protocol does not allow
///   beside the others, for an extra one that is the protocol's own, and for `acr_values` of which `claims` allows none.
/// Specification: OpenID Connect Core 3.1.2.1, 3.2.2.1, 3.3.2.1, 5.5, 5.5.1.1 and 11; RFC 7636 sections 4.1 to 4.3; RFC 8707 section 2; RFC 9449
///   section 10; RFC 9700 section 2.1.
[[nodiscard]] inline result<prepared_sign_in> prepare_authorization_request(const authorization_client& client,
                                                                            sign_in_request wanted, seconds_since_epoch now) {
  if (const std::string_view fault = detail::fault_of(client, wanted); !fault.empty())
    return error{errc::client_misconfigured, step::authorization_request, fault};
  const response_type type = client.response_type;
  auto demanded = detail::demands_of(wanted.claims, type);
  if (!demanded) return error{errc::client_misconfigured, step::authorization_request, "claims"};
  const bool asks_for_methods = !wanted.acr_values.empty() || !demanded->acr_values.empty();
  auto methods = detail::methods_in_both(wanted.acr_values, std::move(demanded->acr_values));
  // No ID token fits both.
  if (asks_for_methods && methods.empty()) return error{errc::client_misconfigured, step::authorization_request, "acr_values"};
  prepared_sign_in prepared;
  pending_sign_in& pending = prepared.pending;
  for (secret* fresh : {&pending.state, &pending.nonce, &pending.code_verifier}) {
    if (fresh == &pending.code_verifier && !has_code(type)) continue;
    auto made = random_secret();
    if (!made) return error{made.error().code, step::authorization_request};
    *fresh = std::move(*made);
  }
  pending.issuer = client.issuer;
  pending.redirect_uri = client.redirect_uri;
  pending.started_at = now;
  pending.max_age = wanted.max_age;
  pending.requires_auth_time = client.requires_auth_time || demanded->auth_time;
  pending.acr_values = std::move(methods);
  pending.subject = std::move(demanded->subject);
  pending.response_type = type;
  pending.response_mode = client.response_mode.value_or(default_mode(type));
  pending.scopes = {"openid"};
  std::ranges::copy_if(client.scopes, std::back_inserter(pending.scopes),
                       [](const std::string& scope) { return scope != "openid"; });

  form_parameters& parameters = prepared.parameters;
  const auto add = [&parameters](std::string_view name, std::string value) {
    if (!value.empty()) parameters.push_back({std::string(name), std::move(value)});
  };
  add("response_type", std::string(name(type)));
  // Multiple Response Type Encoding Practices 2.1: the usual one need not be said; who chose it knows a provider that wants to hear it.
  if (client.response_mode) add("response_mode", std::string(name(pending.response_mode)));
  add("client_id", std::string(client.client_id));
  add("redirect_uri", std::string(client.redirect_uri));
  add("scope", detail::joined(pending.scopes));
  add("state", std::string(pending.state.reveal()));
  add("nonce", std::string(pending.nonce.reveal()));
  if (has_code(type)) {
    auto challenge = code_challenge(pending.code_verifier.reveal());
    if (!challenge) return error{challenge.error().code, step::authorization_request};
    add("code_challenge", std::move(*challenge));
    add("code_challenge_method", "S256");
    add("dpop_jkt", std::string(client.dpop_jkt));
  }
  if (wanted.max_age) add("max_age", std::to_string(*wanted.max_age));
  add("acr_values", detail::joined(wanted.acr_values));
  add("prompt", detail::prompt_with_consent(std::move(wanted.prompt), pending.scopes, type));
  add("login_hint", std::move(wanted.login_hint));
  add("id_token_hint", std::string(wanted.id_token_hint.reveal()));
  add("ui_locales", std::move(wanted.ui_locales));
  add("claims_locales", std::move(wanted.claims_locales));
  add("display", std::move(wanted.display));
  add("claims", std::move(wanted.claims));
  for (std::string& resource : wanted.resources) add("resource", std::move(resource));
  std::ranges::move(wanted.extra, std::back_inserter(parameters));
  return prepared;
}

/// Makes a request whose parameters all stand in its URL. Errors and specification: those of `prepare_authorization_request`.
[[nodiscard]] inline result<started_sign_in> make_authorization_request(const authorization_client& client, sign_in_request wanted,
                                                                        seconds_since_epoch now) {
  auto prepared = prepare_authorization_request(client, std::move(wanted), now);
  if (!prepared) return prepared.error();
  return started_sign_in{.url = add_to_query(client.authorization_endpoint, prepared->parameters),
                         .pending = std::move(prepared->pending)};
}

}  // namespace rowclaim::inline v0_1
