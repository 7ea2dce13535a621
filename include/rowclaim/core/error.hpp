// SPDX-License-Identifier: BSL-1.0
// What can go wrong: one enumerator a cause, the protocol step where it was found, and never any of the data.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// The cause of a refusal. Success is not an enumerator, and the numeric order means nothing.
enum class errc : std::uint16_t {
  // Reading JSON
  json_syntax,
  json_too_large,
  json_too_deep,
  json_duplicate_member,
  json_too_many_members,
  json_bad_utf8,
  json_bad_number,
  json_trailing_bytes,
  json_string_too_long,
  json_wrong_type,
  json_missing_member,
  // Claims and roles
  claims_not_an_object,
  claim_malformed,
  claim_overflowed,
  claim_not_accepted,
  claim_has_control_character,
  claim_missing,
  name_claim_missing,
  name_claim_malformed,
  name_claim_empty,
  issuer_missing,
  subject_missing,
  role_is_not_declared,
  role_source_failed,
  policy_is_not_sound,
  policy_has_no_file_form,
  sql_name_unusable,
  sql_value_unusable,
  row_security_needs_claims,
  column_count_mismatch,
  column_kind_mismatch,
  column_size_mismatch,
  column_missing,
  column_ambiguous,
  arrow_type_unsupported,
  arrow_malformed,
  arrow_stream_failed,
  sum_out_of_range,
  // Keys and signatures
  base64url_malformed,
  token_too_large,
  token_malformed,
  header_malformed,
  algorithm_not_allowed,
  algorithm_unknown,
  critical_header_unknown,
  token_type_mismatch,
  key_malformed,
  key_unsupported,
  key_too_weak,
  key_is_private,
  key_is_public,
  key_does_not_fit,
  key_not_found,
  key_ambiguous,
  key_set_malformed,
  key_set_has_secret,
  key_set_too_large,
  key_set_empty,
  signature_mismatch,
  signature_malformed,
  compression_refused,
  decryption_failed,
  nested_too_deeply,
  cryptography_failed,
  // Transport
  url_malformed,
  url_not_https,
  connection_failed,
  tls_failed,
  deadline_exceeded,
  response_too_large,
  response_malformed,
  redirect_refused,
  status_unexpected,
  content_type_unexpected,
  // OpenID Connect
  issuer_mismatch,
  audience_mismatch,
  audience_malformed,
  audience_untrusted,
  authorized_party_missing,
  authorized_party_mismatch,
  expired,
  expiry_missing,
  expiry_malformed,
  issued_at_missing,
  issued_at_malformed,
  issued_in_the_future,
  issued_too_long_ago,
  not_yet_valid,
  not_before_malformed,
  nonce_missing,
  nonce_mismatch,
  subject_mismatch,
  subject_malformed,
  token_id_missing,
  token_id_malformed,
  session_id_malformed,
  client_id_missing,
  client_id_malformed,
  scope_malformed,
  token_revoked,
  token_lives_too_long,
  auth_time_missing,
  auth_time_malformed,
  authentication_too_old,
  context_class_mismatch,
  access_token_hash_mismatch,
  access_token_hash_malformed,
  access_token_hash_missing,
  code_hash_missing,
  code_hash_mismatch,
  code_hash_malformed,
  state_hash_missing,
  state_hash_mismatch,
  state_hash_malformed,
  auth_time_mismatch,
  encryption_missing,
  state_missing,
  state_mismatch,
  code_missing,
  response_issuer_missing,
  response_issuer_mismatch,
  parameter_duplicated,
  parameter_unexpected,
  parameter_malformed,
  response_mode_unexpected,
  signed_response_missing,
  sign_in_expired,
  sign_in_unknown,
  sign_in_of_another_browser,
  sign_in_unreadable,
  issuer_unknown,
  provider_unknown,
  target_not_allowed,
  method_not_allowed,
  request_too_large,
  parameter_missing,
  token_replayed,
  session_unknown,
  session_not_ended,
  provider_refused,
  token_type_unexpected,
  id_token_missing,
  access_token_missing,
  metadata_malformed,
  metadata_missing_member,
  metadata_unsupported,
  client_misconfigured,
  random_failed,
  key_refresh_too_soon,
  redirect_uri_mismatch,
  // What a provider says and gives
  keys_too_old,
  identifier_malformed,
  host_not_allowed,
  client_metadata_unsound,
  registration_unacceptable,
  client_secret_expired,
  userinfo_not_protected,
  claims_not_signed,
  claim_source_malformed,
  claim_source_unknown,
  // Tokens in use
  token_inactive,
  scope_insufficient,
  possession_not_proved,
  device_code_expired,
  refresh_token_missing,
  session_over,
  token_refresh_too_soon,
};

/// The step of the protocol in which a refusal happened.
enum class step : std::uint8_t {
  unknown,
  json,
  claims,
  policy,
  rows,
  key,
  key_set,
  signature,
  decryption,
  transport,
  discovery,
  authorization_request,
  callback,
  token_request,
  id_token,
  userinfo,
  access_token,
  logout_token,
  client_assertion,
  initiated_sign_in,
  logout,
  session_check,
  webfinger,
  registration,
  claim_source,
  introspection,
  revocation,
  device_authorization,
};

namespace detail {

struct errc_text {
  errc code;
  std::string_view name;
  std::string_view sentence;
};

// Ordered as the enumeration; a test walks it, so that a new enumerator without a line here does not build.
inline constexpr errc_text errc_texts[] = {
    {errc::json_syntax, "json_syntax", "the text is not JSON"},
    {errc::json_too_large, "json_too_large", "the JSON text is larger than the limit"},
    {errc::json_too_deep, "json_too_deep", "the JSON text is nested more deeply than the limit"},
    {errc::json_duplicate_member, "json_duplicate_member", "an object has one member twice"},
    {errc::json_too_many_members, "json_too_many_members", "the JSON text has more members than the limit"},
    {errc::json_bad_utf8, "json_bad_utf8", "a string is not UTF-8"},
    {errc::json_bad_number, "json_bad_number", "a number is out of range or written with too many digits"},
    {errc::json_trailing_bytes, "json_trailing_bytes", "something follows the JSON value"},
    {errc::json_string_too_long, "json_string_too_long", "a string is longer than the limit"},
    {errc::json_wrong_type, "json_wrong_type", "a member has another type than the specification says"},
    {errc::json_missing_member, "json_missing_member", "a member that the specification requires is missing"},
    {errc::claims_not_an_object, "claims_not_an_object", "the claims are not a JSON object"},
    {errc::claim_malformed, "claim_malformed", "a claim has another shape than the policy declares"},
    {errc::claim_overflowed, "claim_overflowed", "the provider left a claim out because it is too large"},
    {errc::claim_not_accepted, "claim_not_accepted", "a claim has a value that the policy does not accept"},
    {errc::claim_has_control_character, "claim_has_control_character", "a claim contains a control character"},
    {errc::claim_missing, "claim_missing", "a claim that the policy requires is missing"},
    {errc::name_claim_missing, "name_claim_missing", "the claim that names the user is missing"},
    {errc::name_claim_malformed, "name_claim_malformed", "the claim that names the user is not a string"},
    {errc::name_claim_empty, "name_claim_empty", "the claim that names the user is empty"},
    {errc::issuer_missing, "issuer_missing", "the claims name no issuer"},
    {errc::subject_missing, "subject_missing", "the claims name no subject"},
    {errc::role_is_not_declared, "role_is_not_declared", "a source of individual roles gave a role that the policy does not know"},
    {errc::role_source_failed, "role_source_failed", "the source of individual roles failed"},
    {errc::policy_is_not_sound, "policy_is_not_sound", "the policy contradicts itself"},
    {errc::policy_has_no_file_form, "policy_has_no_file_form", "the policy says something that a file cannot say"},
    {errc::sql_name_unusable, "sql_name_unusable", "the database cannot say a name, or would take it for another one"},
    {errc::sql_value_unusable, "sql_value_unusable",
     "a column is compared with bytes that are not UTF-8, and the database has no such text"},
    {errc::row_security_needs_claims, "row_security_needs_claims",
     "the policy asks for claims of the user, which the database does not know"},
    {errc::column_count_mismatch, "column_count_mismatch", "there are not as many columns as the table has"},
    {errc::column_kind_mismatch, "column_kind_mismatch", "a column holds another kind of value than the table says"},
    {errc::column_size_mismatch, "column_size_mismatch", "the columns do not have the same number of rows"},
    {errc::column_missing, "column_missing", "a column that the plan compares is missing"},
    {errc::column_ambiguous, "column_ambiguous", "two columns have the name of one that the plan compares"},
    {errc::arrow_type_unsupported, "arrow_type_unsupported",
     "a column that the plan compares has an Arrow type that no condition reads"},
    {errc::arrow_malformed, "arrow_malformed", "the Arrow structures contradict each other or their specification"},
    {errc::arrow_stream_failed, "arrow_stream_failed", "the Arrow stream failed"},
    {errc::sum_out_of_range, "sum_out_of_range", "a sum of integers does not fit into 64 bits"},
    {errc::base64url_malformed, "base64url_malformed", "the text is not base64url without padding"},
    {errc::token_too_large, "token_too_large", "the token is larger than the limit"},
    {errc::token_malformed, "token_malformed", "the token does not have the parts of its kind"},
    {errc::header_malformed, "header_malformed", "the token's header is malformed"},
    {errc::algorithm_not_allowed, "algorithm_not_allowed", "the token's algorithm is not among the allowed ones"},
    {errc::algorithm_unknown, "algorithm_unknown", "the token's algorithm is not one of this library's"},
    {errc::critical_header_unknown, "critical_header_unknown",
     "the token's header has critical parameters that are not understood"},
    {errc::token_type_mismatch, "token_type_mismatch", "the token is of another kind"},
    {errc::key_malformed, "key_malformed", "the key is malformed"},
    {errc::key_unsupported, "key_unsupported", "the key is of a kind that is not supported"},
    {errc::key_too_weak, "key_too_weak", "the key is too weak"},
    {errc::key_is_private, "key_is_private", "the key is a private key where a public one is due"},
    {errc::key_is_public, "key_is_public", "the key is a public key where a private one is due"},
    {errc::key_does_not_fit, "key_does_not_fit", "the key may not be used with the token's algorithm"},
    {errc::key_not_found, "key_not_found", "no key fits the token"},
    {errc::key_ambiguous, "key_ambiguous", "several keys fit the token and it names none"},
    {errc::key_set_malformed, "key_set_malformed", "the key set is malformed"},
    {errc::key_set_has_secret, "key_set_has_secret", "the key set contains a private or symmetric key"},
    {errc::key_set_too_large, "key_set_too_large", "the key set has more keys than the limit"},
    {errc::key_set_empty, "key_set_empty", "the key set has no usable key"},
    {errc::signature_mismatch, "signature_mismatch", "the signature does not match"},
    {errc::signature_malformed, "signature_malformed", "the signature has a wrong length or range"},
    {errc::compression_refused, "compression_refused", "the token is compressed, which is not read"},
    {errc::decryption_failed, "decryption_failed", "the token could not be decrypted"},
    {errc::nested_too_deeply, "nested_too_deeply", "the token is encrypted more than once"},
    {errc::cryptography_failed, "cryptography_failed", "the cryptographic library failed"},
    {errc::url_malformed, "url_malformed", "the URL is malformed"},
    {errc::url_not_https, "url_not_https", "the URL is not https"},
    {errc::connection_failed, "connection_failed", "no connection could be made"},
    {errc::tls_failed, "tls_failed", "the server's certificate could not be verified"},
    {errc::deadline_exceeded, "deadline_exceeded", "the answer did not come in time"},
    {errc::response_too_large, "response_too_large", "the response is larger than the limit"},
    {errc::response_malformed, "response_malformed", "the response is not HTTP"},
    {errc::redirect_refused, "redirect_refused", "the server redirects, which is not followed"},
    {errc::status_unexpected, "status_unexpected", "the response has an unexpected status"},
    {errc::content_type_unexpected, "content_type_unexpected", "the response has an unexpected content type"},
    {errc::issuer_mismatch, "issuer_mismatch", "the issuer is another one"},
    {errc::audience_mismatch, "audience_mismatch", "the token is for another audience"},
    {errc::audience_malformed, "audience_malformed", "the audience is missing, empty or not made of strings"},
    {errc::audience_untrusted, "audience_untrusted", "the token is also for an audience that is not trusted"},
    {errc::authorized_party_missing, "authorized_party_missing", "the token has several audiences and names no authorized party"},
    {errc::authorized_party_mismatch, "authorized_party_mismatch", "the token's authorized party is another one"},
    {errc::expired, "expired", "the token has expired"},
    {errc::expiry_missing, "expiry_missing", "the token has no expiry"},
    {errc::expiry_malformed, "expiry_malformed", "the token's expiry is not a time"},
    {errc::issued_at_missing, "issued_at_missing", "the token has no time of issue"},
    {errc::issued_at_malformed, "issued_at_malformed", "the token's time of issue is not a time"},
    {errc::issued_in_the_future, "issued_in_the_future", "the token was issued in the future"},
    {errc::issued_too_long_ago, "issued_too_long_ago", "the token was issued too long ago"},
    {errc::not_yet_valid, "not_yet_valid", "the token is not valid yet"},
    {errc::not_before_malformed, "not_before_malformed", "the token's not-before is not a time"},
    {errc::nonce_missing, "nonce_missing", "the token has no nonce"},
    {errc::nonce_mismatch, "nonce_mismatch", "the token's nonce is another one"},
    {errc::subject_mismatch, "subject_mismatch", "the subject is another one than is due"},
    {errc::subject_malformed, "subject_malformed", "the subject is empty, too long or not a string"},
    {errc::token_id_missing, "token_id_missing", "the token has no identifier of its own"},
    {errc::token_id_malformed, "token_id_malformed", "the token's own identifier is empty, too long or not a string"},
    {errc::session_id_malformed, "session_id_malformed", "the session is empty, too long or not a string"},
    {errc::client_id_missing, "client_id_missing", "the token does not say to which client it was given"},
    {errc::client_id_malformed, "client_id_malformed", "the token's client is empty, too long or not a string"},
    {errc::scope_malformed, "scope_malformed", "the token's scope is not a string"},
    {errc::token_revoked, "token_revoked", "the token was revoked"},
    {errc::token_lives_too_long, "token_lives_too_long", "the token lives longer than revocations are remembered"},
    {errc::auth_time_missing, "auth_time_missing", "the token does not say when the user signed in"},
    {errc::auth_time_malformed, "auth_time_malformed", "the token's time of sign-in is not a time"},
    {errc::authentication_too_old, "authentication_too_old", "the user signed in too long ago"},
    {errc::context_class_mismatch, "context_class_mismatch", "the user signed in by another method than was asked for"},
    {errc::access_token_hash_mismatch, "access_token_hash_mismatch", "the access token is not the one that the ID token names"},
    {errc::access_token_hash_malformed, "access_token_hash_malformed", "the ID token's access token hash is not a string"},
    {errc::access_token_hash_missing, "access_token_hash_missing", "the ID token does not name the access token that came with it"},
    {errc::code_hash_missing, "code_hash_missing", "the ID token does not name the code that came with it"},
    {errc::code_hash_mismatch, "code_hash_mismatch", "the code is not the one that the ID token names"},
    {errc::code_hash_malformed, "code_hash_malformed", "the ID token's code hash is not a string"},
    {errc::state_hash_missing, "state_hash_missing", "the ID token does not name the state"},
    {errc::state_hash_mismatch, "state_hash_mismatch", "the state is not the one that the ID token names"},
    {errc::state_hash_malformed, "state_hash_malformed", "the ID token's state hash is not a string"},
    {errc::auth_time_mismatch, "auth_time_mismatch", "the token's time of sign-in is another one than before"},
    {errc::encryption_missing, "encryption_missing", "the token is not encrypted although that was agreed"},
    {errc::state_missing, "state_missing", "the callback has no state"},
    {errc::state_mismatch, "state_mismatch", "the callback's state is another one"},
    {errc::code_missing, "code_missing", "the response has neither a code nor an error"},
    {errc::response_issuer_missing, "response_issuer_missing", "the callback names no issuer although the provider announces one"},
    {errc::response_issuer_mismatch, "response_issuer_mismatch", "the callback comes from another issuer"},
    {errc::parameter_duplicated, "parameter_duplicated", "the request has one parameter twice"},
    {errc::parameter_unexpected, "parameter_unexpected", "the callback has a parameter that was not asked for"},
    {errc::parameter_malformed, "parameter_malformed",
     "a parameter is not of its form, empty, too long or has a control character"},
    {errc::response_mode_unexpected, "response_mode_unexpected", "the response came by another way than was asked for"},
    {errc::signed_response_missing, "signed_response_missing", "the response is not a signed one although that was asked for"},
    {errc::sign_in_expired, "sign_in_expired", "the sign-in was begun too long ago"},
    {errc::sign_in_unknown, "sign_in_unknown", "no sign-in with this state is waiting"},
    {errc::sign_in_of_another_browser, "sign_in_of_another_browser", "the sign-in was begun in another browser"},
    {errc::sign_in_unreadable, "sign_in_unreadable", "what was kept of a sign-in cannot be read"},
    {errc::issuer_unknown, "issuer_unknown", "no provider with this issuer is known"},
    {errc::provider_unknown, "provider_unknown", "no provider of this name is known"},
    {errc::target_not_allowed, "target_not_allowed", "the address to go to afterwards is not an allowed one"},
    {errc::method_not_allowed, "method_not_allowed", "the request has another method than its address takes"},
    {errc::request_too_large, "request_too_large", "the request is larger than the limit"},
    {errc::parameter_missing, "parameter_missing", "the request lacks a parameter"},
    {errc::token_replayed, "token_replayed", "the token was used before"},
    {errc::session_unknown, "session_unknown", "there is no such session"},
    {errc::session_not_ended, "session_not_ended", "the application could not end the session"},
    {errc::provider_refused, "provider_refused", "the provider answered with an error"},
    {errc::token_type_unexpected, "token_type_unexpected", "the response has another token type than was agreed"},
    {errc::id_token_missing, "id_token_missing", "the response has no ID token"},
    {errc::access_token_missing, "access_token_missing", "the response has no access token"},
    {errc::metadata_malformed, "metadata_malformed", "the discovery document is malformed"},
    {errc::metadata_missing_member, "metadata_missing_member", "the discovery document lacks a required member"},
    {errc::metadata_unsupported, "metadata_unsupported", "the provider does not support what this client needs"},
    {errc::client_misconfigured, "client_misconfigured", "the client's configuration is incomplete"},
    {errc::random_failed, "random_failed", "the random number generator failed"},
    {errc::key_refresh_too_soon, "key_refresh_too_soon", "the keys were fetched a moment ago, and none of them fits"},
    {errc::redirect_uri_mismatch, "redirect_uri_mismatch",
     "the callback came to another address than the sign-in was to come back to"},
    {errc::keys_too_old, "keys_too_old", "the keys could not be fetched again for so long that they are no longer used"},
    {errc::identifier_malformed, "identifier_malformed", "the identifier does not name a person at a host"},
    {errc::host_not_allowed, "host_not_allowed", "the host is not one of those that may be asked"},
    {errc::client_metadata_unsound, "client_metadata_unsound", "what is to be registered contradicts itself or the specification"},
    {errc::registration_unacceptable, "registration_unacceptable",
     "the provider registered the client in another way than it can work with"},
    {errc::client_secret_expired, "client_secret_expired", "the client's secret has expired"},
    {errc::userinfo_not_protected, "userinfo_not_protected", "the response is not signed or encrypted as it was registered"},
    {errc::claims_not_signed, "claims_not_signed", "the claims are not signed"},
    {errc::claim_source_malformed, "claim_source_malformed", "a source of claims is malformed"},
    {errc::claim_source_unknown, "claim_source_unknown", "a source of claims is not one that the caller trusts"},
    {errc::token_inactive, "token_inactive", "the provider says that the token is not active"},
    {errc::scope_insufficient, "scope_insufficient", "the token does not have a scope that is required"},
    {errc::possession_not_proved, "possession_not_proved",
     "the token is bound to a key or certificate that was not shown, or to none"},
    {errc::device_code_expired, "device_code_expired", "nobody allowed the device in time"},
    {errc::refresh_token_missing, "refresh_token_missing", "the access token has expired and there is no refresh token"},
    {errc::session_over, "session_over", "the provider has ended the session"},
    {errc::token_refresh_too_soon, "token_refresh_too_soon", "the access token was given a moment ago and is refused nevertheless"},
};

inline constexpr std::string_view step_names[] = {
    "unknown",      "json",          "claims",           "policy",
    "rows",         "key",           "key_set",          "signature",
    "decryption",   "transport",     "discovery",        "authorization_request",
    "callback",     "token_request", "id_token",         "userinfo",
    "access_token", "logout_token",  "client_assertion", "initiated_sign_in",
    "logout",       "session_check", "webfinger",        "registration",
    "claim_source", "introspection", "revocation",       "device_authorization",
};

consteval bool errc_texts_are_in_order() {
  for (std::size_t i = 0; i < std::size(errc_texts); ++i)
    if (static_cast<std::size_t>(errc_texts[i].code) != i) return false;
  return static_cast<std::size_t>(errc::token_refresh_too_soon) + 1 == std::size(errc_texts);
}
// internal: for whoever adds an enumerator
static_assert(errc_texts_are_in_order(), "the table of error texts is not in the order of errc; add the missing line");

}  // namespace detail

/// The cause's name as it is spelled in the enumeration; "unknown" for a value outside it.
constexpr std::string_view name(errc code) {
  const auto i = static_cast<std::size_t>(code);
  return i < std::size(detail::errc_texts) ? detail::errc_texts[i].name : "unknown";
}

/// What the cause means, as a sentence's beginning.
constexpr std::string_view sentence(errc code) {
  const auto i = static_cast<std::size_t>(code);
  return i < std::size(detail::errc_texts) ? detail::errc_texts[i].sentence : "an unknown error";
}

/// The step's name as it is spelled in the enumeration.
constexpr std::string_view name(step where) {
  const auto i = static_cast<std::size_t>(where);
  return i < std::size(detail::step_names) ? detail::step_names[i] : "unknown";
}

/// A refusal: the cause, the step, what exactly (text of the program, never of the data) and where in the input.
struct error {
  static constexpr std::size_t no_position = static_cast<std::size_t>(-1);

  errc code;
  step where = step::unknown;
  std::string_view detail = {};             ///< static text only: a member's, claim's or parameter's name
  std::size_t position = no_position;       ///< byte offset in the input where that is known

  /// A sentence for people. Contains nothing of a token, a secret or a claim.
  std::string message() const {
    std::string text{sentence(code)};
    if (!detail.empty()) text.append(" (").append(detail).append(")");
    if (position != no_position) text.append(", at byte ").append(std::to_string(position));
    if (where != step::unknown) text.append(", in step ").append(name(where));
    return text;
  }

  /// Two refusals are equal when cause and step are; the detail is for people.
  friend constexpr bool operator==(const error& a, const error& b) { return a.code == b.code && a.where == b.where; }
};

}  // namespace rowclaim::inline v0_1
