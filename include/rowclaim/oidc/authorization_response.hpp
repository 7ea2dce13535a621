// SPDX-License-Identifier: BSL-1.0
// Reading what a browser brings back from the provider: untrusted text until it fits the sign-in that was begun.
#pragma once

#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/detail/issuer_difference.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/response_parameters.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/metadata.hpp>
#include <rowclaim/oidc/received_request.hpp>
#include <rowclaim/oidc/response_type.hpp>
#include <rowclaim/oidc/response_verifier.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What a browser brought, as it came: a view into the caller's text, which must live while it is read. Nothing in it is believed.
class authorization_response {
 public:
  /// The address that the browser came to, as a whole URL or as path and query. The fragment, if it is there, counts for the response
  /// modes that put it there.
  static authorization_response at_url(std::string_view url) noexcept { return {way::url, url}; }
  /// The body of a form that the browser posted (`response_mode=form_post`), and the address that it was posted to, as for `at_url`:
  /// where no `iss` says which provider speaks, the address does.
  static authorization_response in_form(std::string_view body, std::string_view address = {}) noexcept {
    return {way::form, body, address};
  }
  /// The fragment, with or without its `#`, that a page of the client's posted on, as no server sees it otherwise; and the address of
  /// that page.
  static authorization_response in_fragment(std::string_view fragment, std::string_view address = {}) noexcept {
    if (fragment.starts_with('#')) fragment.remove_prefix(1);
    return {way::fragment, fragment, address};
  }

  /// The same as `at_url`.
  template <std::convertible_to<std::string_view> Text>
    requires(!std::same_as<std::remove_cvref_t<Text>, authorization_response>)
  authorization_response(const Text& url)  // NOLINT(google-explicit-constructor): a callback is an address most of the time
      : authorization_response(way::url, std::string_view(url)) {}

  /// The parameters that came in each of the three ways; only those of the way that was asked for can be the response.
  std::string_view query() const noexcept { return way_ == way::url ? detail::query_of(text_) : std::string_view(); }
  std::string_view fragment() const noexcept {
    if (way_ == way::fragment) return text_;
    const std::size_t hash = way_ == way::url ? text_.find('#') : std::string_view::npos;
    return hash == std::string_view::npos ? std::string_view() : text_.substr(hash + 1);
  }
  std::string_view form() const noexcept { return way_ == way::form ? text_ : std::string_view(); }

  /// The address that the browser came to, as it was given, without a fragment; nothing if nobody said it.
  std::optional<std::string_view> address() const noexcept {
    if (way_ != way::url && address_.empty()) return std::nullopt;
    const std::string_view known = way_ == way::url ? text_ : address_;
    return known.substr(0, known.find('#'));
  }

  /// How large all of it is.
  std::size_t size() const noexcept { return text_.size() + address_.size(); }

 private:
  enum class way : unsigned char { url, form, fragment };

  authorization_response(way by, std::string_view text, std::string_view address = {}) noexcept
      : way_(by), text_(text), address_(address) {}

  way way_;
  std::string_view text_;
  std::string_view address_;
};

/// How responses are read.
struct response_rules {
  std::size_t bytes = 64u << 10;  ///< longer ones are refused
  const response_verifier* verifier = nullptr;  ///< for sign-ins that asked for a signed response
  /// Takes a response that says nothing about its issuer at any address: for a client of a single provider, whose callbacks a proxy
  /// brings under another path than the redirect URI's.
  bool allow_rewritten_callback = false;
};

/// What came of a response that answers the sign-in: what its response type promises, and nothing else. The tokens are unread yet:
/// nobody is signed in before an `id_token_verifier` has seen the ID token and, in its context, what came beside it.
struct authorization_result {
  secret code = {};  ///< each of the three is empty unless the response type has it
  secret id_token = {};
  secret access_token = {};
  std::optional<std::int64_t> expires_in = {};  ///< seconds that the access token lives, if the provider says so
  std::string scope = {};  ///< what the access token is for; empty if it is what was asked for
  std::string session_state = {};  ///< for session management; empty if the provider gave none
};

namespace detail {

/// The parameters that came by the way that was asked for. Errors: `response_mode_unexpected` if any came by another.
inline result<response_parameters> parameters_by_mode(const authorization_response& response, response_mode wanted) {
  struct channel {
    response_mode mode;
    std::string_view encoded;
  };
  const channel channels[] = {{response_mode::query, response.query()},
                              {response_mode::fragment, response.fragment()},
                              {response_mode::form_post, response.form()}};
  response_parameters found;
  for (const channel& one : channels) {
    const bool is_wanted = one.mode == without_signature(wanted);
    auto read = read_response_parameters(one.encoded);
    // What is no response at all, such as the fragment that some providers leave behind, need not be well-formed.
    if (!read && is_wanted) return read.error();
    if (!read) continue;
    if (is_wanted) found = std::move(*read);
    else if (has_any(*read)) return error{errc::response_mode_unexpected, step::callback, name(one.mode)};
  }
  return found;
}

/// The path of a URL, of whatever scheme, or of a path and query; "/" at least.
inline std::string_view path_of(std::string_view address) {
  address = address.substr(0, address.find_first_of("?#"));
  // RFC 3986 3: a colon before the first slash ends a scheme, and two slashes begin an authority.
  if (const std::size_t colon = address.find(':'); colon < address.find('/')) {
    address.remove_prefix(colon + 1);
    if (address.starts_with("//")) address.remove_prefix(std::min(address.find('/', 2), address.size()));
  }
  return address.empty() ? "/" : address;
}

/// Whether an address is where a redirect URI leads: the same path, and every parameter that the redirect URI has itself (RFC 6749
/// 3.1.2). Not the host: an application behind a proxy is reached under another name than browsers see.
inline bool leads_to(std::string_view redirect_uri, std::string_view address) {
  if (path_of(redirect_uri) != path_of(address)) return false;
  const auto own = read_form(query_of(redirect_uri));
  const auto brought = read_form(query_of(address));
  if (!own || !brought) return false;
  return std::ranges::all_of(*own, [&brought](const form_parameter& wanted) {
    return std::ranges::any_of(
        *brought, [&wanted](const form_parameter& one) { return one.name == wanted.name && one.value == wanted.value; });
  });
}

/// RFC 6749 4.2.2: a number of seconds, written in digits.
inline result<std::optional<std::int64_t>> seconds_in(const std::optional<std::string>& text) {
  if (!text) return std::optional<std::int64_t>();
  const bool is_number =
      !text->empty() && text->size() <= 10 && std::ranges::all_of(*text, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return error{errc::parameter_malformed, step::callback, "expires_in"};
  std::int64_t seconds = 0;
  for (const char digit : *text) seconds = seconds * 10 + (digit - '0');
  return std::optional<std::int64_t>(seconds);
}

/// Whether a response answers this sign-in at all: nothing of it counts, an error neither, before its state is this sign-in's
/// (RFC 6749 10.12) and it comes from this sign-in's provider (RFC 9207 2.4). `came_to` is the address that it came to, if that is
/// known and matters.
inline result<void> check_origin(const response_parameters& read, const pending_sign_in& pending, const provider_metadata& provider,
                                 std::optional<std::string_view> came_to) {
  if (!read.state || pending.state.is_empty()) return error{errc::state_missing, step::callback};
  if (!pending.state.matches(*read.state)) return error{errc::state_mismatch, step::callback};
  // Compared as text when it is there, required when the provider says that it always is; an ID token beside it says who its issuer is
  // as well, and the parameter may be left out then (RFC 9207 4).
  const bool is_named_by_token = has_id_token(pending.response_type) && read.id_token && !read.refusal;
  if (!read.issuer && provider.authorization_response_iss_parameter_supported && !is_named_by_token)
    return error{errc::response_issuer_missing, step::callback};
  if (read.issuer && *read.issuer != pending.issuer)
    return error{errc::response_issuer_mismatch, step::callback, issuer_difference(pending.issuer, *read.issuer)};
  // RFC 9700 4.4.2.2: where nothing in a response says whose it is, the address does, as each provider was given one of its own.
  if (!read.issuer && !is_named_by_token && came_to && !leads_to(pending.redirect_uri, *came_to))
    return error{errc::redirect_uri_mismatch, step::callback};
  return {};
}

/// Multiple Response Type Encoding Practices 5: a response has what its response type promises, and nothing else; an error stands alone
/// (OpenID Connect Core 3.1.2.6, 3.2.2.6, 3.3.2.6).
inline result<void> check_promise(const response_parameters& read, response_type type) {
  if (read.signed_response) return error{errc::parameter_unexpected, step::callback, "response"};
  struct part {
    const std::optional<std::string>& value;
    bool is_promised;
    errc missing;
    std::string_view name;
  };
  const part parts[] = {{read.id_token, has_id_token(type), errc::id_token_missing, "id_token"},
                        {read.access_token, has_token(type), errc::access_token_missing, "access_token"},
                        {read.code, has_code(type), errc::code_missing, "code"}};
  for (const part& one : parts)
    if (one.value && (!one.is_promised || read.refusal)) return error{errc::parameter_unexpected, step::callback, one.name};
  if (read.refusal) return provider_refusal(*read.refusal, step::callback);
  for (const part& one : parts)
    if (one.is_promised && (!one.value || one.value->empty())) return error{one.missing, step::callback};
  return {};
}

/// What is inside a signed response, which comes alone (JARM 2.3). An error comes signed as well.
inline result<response_parameters> parameters_inside(const response_parameters& outside, const response_verifier* verifier) {
  if (verifier == nullptr) return error{errc::client_misconfigured, step::callback, "verifier of responses"};
  for (const response_parameter& known : known_response_parameters)
    if (known.into != &response_parameters::signed_response && outside.*known.into)
      return error{errc::parameter_unexpected, step::callback, known.name};
  if (!outside.signed_response) return error{errc::signed_response_missing, step::callback};
  auto verified = verifier->verify(*outside.signed_response);
  if (!verified) return verified.error();
  return response_access::parameters_of(std::move(*verified));
}

/// All checks of what a response says, however it came.
inline result<authorization_result> judge_response(response_parameters read, const pending_sign_in& pending,
                                                   const provider_metadata& provider, std::optional<std::string_view> came_to) {
  if (auto checked = check_origin(read, pending, provider, came_to); !checked) return checked.error();
  if (auto checked = check_promise(read, pending.response_type); !checked) return checked.error();
  // RFC 6749 3.1: without a value they count as left out. What a sign-in stands on is never empty instead.
  for (std::optional<std::string>* beside : {&read.expires_in, &read.session_state})
    if (*beside && (*beside)->empty()) beside->reset();
  const auto expires_in = seconds_in(read.expires_in);
  if (!expires_in) return expires_in.error();
  if (has_token(pending.response_type)) {
    // RFC 6749 4.2.2: required, and in any case. A token that is bound to a key never comes through a browser (RFC 9449 section 5).
    if (!read.token_type || !equals_ignoring_case(*read.token_type, "Bearer"))
      return error{errc::token_type_unexpected, step::callback};
    if (!is_sendable_token(*read.access_token)) return error{errc::parameter_malformed, step::callback, "access_token"};
  }
  // Session Management 2: it is compared as text in a page, with a space before it.
  if (read.session_state && !is_sendable_token(*read.session_state))
    return error{errc::parameter_malformed, step::callback, "session_state"};
  return authorization_result{.code = secret(std::move(read.code).value_or("")),
                              .id_token = secret(std::move(read.id_token).value_or("")),
                              .access_token = secret(std::move(read.access_token).value_or("")),
                              .expires_in = *expires_in,
                              .scope = std::move(read.scope).value_or(""),
                              .session_state = std::move(read.session_state).value_or("")};
}

}  // namespace detail

/// Takes code and tokens out of a response to a sign-in.
///
/// Errors: `url_malformed`; `parameter_duplicated`; `response_mode_unexpected` for parameters that came by another way than the one
///   asked for; `state_missing`, `state_mismatch`; `response_issuer_missing`, `response_issuer_mismatch`; `redirect_uri_mismatch` for
///   one that names no issuer and came to another address than the sign-in's redirect URI; `parameter_unexpected` for what the response type does not have, and for a code or token beside an error; `provider_refused` with the registered error code;
///   `code_missing`, `id_token_missing`, `access_token_missing` for what it has; `token_type_unexpected`; `parameter_malformed`; for a
///   sign-in that asked for a signed response `signed_response_missing`, those of `response_verifier::verify`, and
///   `client_misconfigured` without a verifier.
/// Specification: OpenID Connect Core 3.1.2.5 to 3.1.2.7, 3.2.2.5 to 3.2.2.8 and 3.3.2.5 to 3.3.2.8; RFC 6749 sections 4.1.2, 4.2.2 and
///   10.12; RFC 9207 sections 2.4 and 4; RFC 9700 section 4.4.2.2; Multiple Response Type Encoding Practices section 5; Form Post Response Mode section 2; JARM section 2.4.
[[nodiscard]] inline result<authorization_result> read_authorization_response(const authorization_response& response,
                                                                              const pending_sign_in& pending,
                                                                              const provider_metadata& provider,
                                                                              const response_rules& rules = {}) {
  if (response.size() > rules.bytes) return error{errc::url_malformed, step::callback, "too long"};
  auto read = detail::parameters_by_mode(response, pending.response_mode);
  if (!read) return read.error();
  if (is_signed(pending.response_mode)) {
    read = detail::parameters_inside(*read, rules.verifier);
    if (!read) return read.error();
  }
  const auto came_to = rules.allow_rewritten_callback ? std::nullopt : response.address();
  return detail::judge_response(std::move(*read), pending, provider, came_to);
}

}  // namespace rowclaim::inline v0_1
