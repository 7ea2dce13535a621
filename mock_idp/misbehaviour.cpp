// SPDX-License-Identifier: BSL-1.0
// The table behind the names of the misbehaviours.
#include "misbehaviour.hpp"

#include <iterator>

namespace mock_idp {
namespace {

using enum misbehaviour;

constexpr misbehaviour_entry table[] = {
    {wrong_issuer, "wrong_issuer", "the ID token's iss is another provider's"},
    {missing_issuer, "missing_issuer", "the ID token has no iss"},
    {missing_subject, "missing_subject", "the ID token has no sub"},
    {wrong_audience, "wrong_audience", "the ID token's aud is another client"},
    {missing_audience, "missing_audience", "the ID token has no aud"},
    {additional_audience, "additional_audience", "the ID token's aud names a second client, and there is no azp"},
    {wrong_authorized_party, "wrong_authorized_party", "the ID token's azp is another client"},
    {expired_id_token, "expired_id_token", "the ID token's exp is an hour ago"},
    {missing_expiry, "missing_expiry", "the ID token has no exp"},
    {issued_in_future, "issued_in_future", "the ID token's iat is an hour ahead"},
    {missing_issued_at, "missing_issued_at", "the ID token has no iat"},
    {not_yet_valid, "not_yet_valid", "the ID token's nbf is an hour ahead"},
    {stale_authentication, "stale_authentication", "the ID token's auth_time is a day ago, whatever max_age asked for"},
    {wrong_nonce, "wrong_nonce", "the ID token's nonce is not the one that was sent"},
    {missing_nonce, "missing_nonce", "the ID token has no nonce although one was sent"},
    {wrong_at_hash, "wrong_at_hash", "the ID token's at_hash is another access token's"},
    {missing_at_hash, "missing_at_hash", "the ID token has no at_hash, which the code flow allows"},
    {bad_signature, "bad_signature", "every byte of the ID token's signature is changed"},
    {none_algorithm, "none_algorithm", "the ID token says alg none and has an empty signature"},
    {other_algorithm, "other_algorithm", "the ID token is well signed by a published key of another algorithm"},
    {symmetric_confusion, "symmetric_confusion", "the ID token is signed with HS256, the key being the RSA public key's PEM text"},
    {unknown_key_id, "unknown_key_id", "the ID token names a kid that the key set lacks"},
    {missing_key_id, "missing_key_id", "the ID token names no kid although the key set has several keys"},
    {stale_key, "stale_key", "the ID token is signed with a key that the key set no longer has"},
    {wrong_state, "wrong_state", "the callback carries another state"},
    {missing_state, "missing_state", "the callback carries no state"},
    {wrong_issuer_in_callback, "wrong_issuer_in_callback", "the callback's iss is another provider's (RFC 9207)"},
    {missing_issuer_in_callback, "missing_issuer_in_callback",
     "the callback has no iss although the metadata promises one (RFC 9207)"},
    {error_in_callback, "error_in_callback", "the callback carries error=access_denied in place of a code"},
    {missing_id_token, "missing_id_token", "the token response has no id_token"},
    {missing_access_token, "missing_access_token", "the token response has no access_token"},
    {token_type_not_bearer, "token_type_not_bearer", "the token response's token_type is mac"},
    {token_error, "token_error", "the token endpoint answers every code with invalid_grant"},
    {userinfo_wrong_subject, "userinfo_wrong_subject", "the userinfo response's sub is another person's"},
    {userinfo_missing_subject, "userinfo_missing_subject", "the userinfo response has no sub"},
    {discovery_issuer_mismatch, "discovery_issuer_mismatch", "the metadata's issuer is another provider's"},
    {discovery_without_token_endpoint, "discovery_without_token_endpoint", "the metadata has no token_endpoint"},
    {jwks_empty, "jwks_empty", "the key set has no keys"},
    {jwks_with_private_key, "jwks_with_private_key", "the key set gives the private members of its keys away"},
    {jwks_with_symmetric_key, "jwks_with_symmetric_key", "the key set has an oct key"},
    {jwks_with_repeated_key_id, "jwks_with_repeated_key_id", "all keys of the key set share one kid"},
    {redirecting_discovery, "redirecting_discovery",
     "the discovery endpoint answers with a redirect to where the right document is", fault::redirecting, endpoint::discovery},
    {redirecting_jwks, "redirecting_jwks", "the key set answers with a redirect to where the right document is", fault::redirecting,
     endpoint::jwks},
    {redirecting_token, "redirecting_token", "the token endpoint answers with a redirect to where the right document is",
     fault::redirecting, endpoint::token},
    {redirecting_userinfo, "redirecting_userinfo", "the userinfo endpoint answers with a redirect to where the right document is",
     fault::redirecting, endpoint::userinfo},
    {oversized_discovery, "oversized_discovery", "the discovery endpoint answers with a document of several megabytes",
     fault::oversized, endpoint::discovery},
    {oversized_jwks, "oversized_jwks", "the key set answers with a document of several megabytes", fault::oversized,
     endpoint::jwks},
    {oversized_token, "oversized_token", "the token endpoint answers with a document of several megabytes", fault::oversized,
     endpoint::token},
    {oversized_userinfo, "oversized_userinfo", "the userinfo endpoint answers with a document of several megabytes",
     fault::oversized, endpoint::userinfo},
    {malformed_discovery, "malformed_discovery", "the discovery endpoint answers with JSON that breaks off", fault::malformed,
     endpoint::discovery},
    {malformed_jwks, "malformed_jwks", "the key set answers with JSON that breaks off", fault::malformed, endpoint::jwks},
    {malformed_token, "malformed_token", "the token endpoint answers with JSON that breaks off", fault::malformed, endpoint::token},
    {malformed_userinfo, "malformed_userinfo", "the userinfo endpoint answers with JSON that breaks off", fault::malformed,
     endpoint::userinfo},
    {duplicate_member_discovery, "duplicate_member_discovery",
     "the discovery endpoint answers with an object that has one member twice", fault::duplicate_member, endpoint::discovery},
    {duplicate_member_jwks, "duplicate_member_jwks", "the key set answers with an object that has one member twice",
     fault::duplicate_member, endpoint::jwks},
    {duplicate_member_token, "duplicate_member_token", "the token endpoint answers with an object that has one member twice",
     fault::duplicate_member, endpoint::token},
    {duplicate_member_userinfo, "duplicate_member_userinfo",
     "the userinfo endpoint answers with an object that has one member twice", fault::duplicate_member, endpoint::userinfo},
    {html_discovery, "html_discovery", "the discovery endpoint answers with an HTML page and status 200", fault::html,
     endpoint::discovery},
    {html_jwks, "html_jwks", "the key set answers with an HTML page and status 200", fault::html, endpoint::jwks},
    {html_token, "html_token", "the token endpoint answers with an HTML page and status 200", fault::html, endpoint::token},
    {html_userinfo, "html_userinfo", "the userinfo endpoint answers with an HTML page and status 200", fault::html,
     endpoint::userinfo},
    {wrong_content_type_discovery, "wrong_content_type_discovery",
     "the discovery endpoint answers with the right document as text/plain", fault::wrong_content_type, endpoint::discovery},
    {wrong_content_type_jwks, "wrong_content_type_jwks", "the key set answers with the right document as text/plain",
     fault::wrong_content_type, endpoint::jwks},
    {wrong_content_type_token, "wrong_content_type_token", "the token endpoint answers with the right document as text/plain",
     fault::wrong_content_type, endpoint::token},
    {wrong_content_type_userinfo, "wrong_content_type_userinfo",
     "the userinfo endpoint answers with the right document as text/plain", fault::wrong_content_type, endpoint::userinfo},
    {server_error_discovery, "server_error_discovery", "the discovery endpoint answers with status 500", fault::server_error,
     endpoint::discovery},
    {server_error_jwks, "server_error_jwks", "the key set answers with status 500", fault::server_error, endpoint::jwks},
    {server_error_token, "server_error_token", "the token endpoint answers with status 500", fault::server_error, endpoint::token},
    {server_error_userinfo, "server_error_userinfo", "the userinfo endpoint answers with status 500", fault::server_error,
     endpoint::userinfo},
    {slow_discovery, "slow_discovery", "the discovery endpoint answers only after a long delay", fault::slow, endpoint::discovery},
    {slow_jwks, "slow_jwks", "the key set answers only after a long delay", fault::slow, endpoint::jwks},
    {slow_token, "slow_token", "the token endpoint answers only after a long delay", fault::slow, endpoint::token},
    {slow_userinfo, "slow_userinfo", "the userinfo endpoint answers only after a long delay", fault::slow, endpoint::userinfo},
    {dripping_discovery, "dripping_discovery", "the discovery endpoint answers one byte at a time", fault::dripping,
     endpoint::discovery},
    {dripping_jwks, "dripping_jwks", "the key set answers one byte at a time", fault::dripping, endpoint::jwks},
    {dripping_token, "dripping_token", "the token endpoint answers one byte at a time", fault::dripping, endpoint::token},
    {dripping_userinfo, "dripping_userinfo", "the userinfo endpoint answers one byte at a time", fault::dripping,
     endpoint::userinfo},
    {truncated_discovery, "truncated_discovery", "the discovery endpoint closes the connection after half of the body",
     fault::truncated, endpoint::discovery},
    {truncated_jwks, "truncated_jwks", "the key set closes the connection after half of the body", fault::truncated,
     endpoint::jwks},
    {truncated_token, "truncated_token", "the token endpoint closes the connection after half of the body", fault::truncated,
     endpoint::token},
    {truncated_userinfo, "truncated_userinfo", "the userinfo endpoint closes the connection after half of the body",
     fault::truncated, endpoint::userinfo},
    {reset_discovery, "reset_discovery", "the discovery endpoint resets the connection without an answer", fault::reset,
     endpoint::discovery},
    {reset_jwks, "reset_jwks", "the key set resets the connection without an answer", fault::reset, endpoint::jwks},
    {reset_token, "reset_token", "the token endpoint resets the connection without an answer", fault::reset, endpoint::token},
    {reset_userinfo, "reset_userinfo", "the userinfo endpoint resets the connection without an answer", fault::reset,
     endpoint::userinfo},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i != std::size(table); ++i)
    if (static_cast<std::size_t>(table[i].value) != i) return false;
  return true;
}
static_assert(is_in_order(), "the table of misbehaviours is not in the order of the enumeration");
static_assert(std::size(table) == static_cast<std::size_t>(reset_userinfo) + 1, "a misbehaviour has no row in the table");

}  // namespace

std::string_view path_of(endpoint where) {
  switch (where) {
    case endpoint::none: return {};
    case endpoint::discovery: return "/.well-known/openid-configuration";
    case endpoint::jwks: return "/jwks";
    case endpoint::token: return "/token";
    case endpoint::userinfo: return "/userinfo";
  }
  return {};
}

std::span<const misbehaviour_entry> all_misbehaviours() { return table; }

std::optional<misbehaviour> misbehaviour_named(std::string_view name) {
  for (const auto& entry : table)
    if (entry.name == name) return entry.value;
  return std::nullopt;
}

std::string_view name_of(misbehaviour value) { return table[static_cast<std::size_t>(value)].name; }

bool misbehaviour_set::has(fault what, endpoint where) const {
  for (const auto& entry : table)
    if (entry.fault == what && entry.where == where) return has(entry.value);
  return false;
}

}  // namespace mock_idp
