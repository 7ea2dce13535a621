// SPDX-License-Identifier: BSL-1.0
// The registry of ways in which the mock provider can be wrong on purpose, each with a name and a sentence.
#pragma once

#include <bitset>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace mock_idp {

// To add one: an enumerator here, a row in misbehaviour.cpp, the deed where the message is made, and a test of its effect.
enum class misbehaviour {
  // the ID token's claims
  wrong_issuer,
  missing_issuer,
  missing_subject,
  wrong_audience,
  missing_audience,
  additional_audience,
  wrong_authorized_party,
  expired_id_token,
  missing_expiry,
  issued_in_future,
  missing_issued_at,
  not_yet_valid,
  stale_authentication,
  wrong_nonce,
  missing_nonce,
  wrong_at_hash,
  missing_at_hash,
  // the ID token's header and signature
  bad_signature,
  none_algorithm,
  other_algorithm,
  symmetric_confusion,
  unknown_key_id,
  missing_key_id,
  stale_key,
  // the callback
  wrong_state,
  missing_state,
  wrong_issuer_in_callback,
  missing_issuer_in_callback,
  error_in_callback,
  // the token and userinfo responses
  missing_id_token,
  missing_access_token,
  token_type_not_bearer,
  token_error,
  userinfo_wrong_subject,
  userinfo_missing_subject,
  // the metadata and the key set
  discovery_issuer_mismatch,
  discovery_without_token_endpoint,
  jwks_empty,
  jwks_with_private_key,
  jwks_with_symmetric_key,
  jwks_with_repeated_key_id,
  // what is wrong with the transport, for each of the four answers that a relying party fetches
  redirecting_discovery,
  redirecting_jwks,
  redirecting_token,
  redirecting_userinfo,
  oversized_discovery,
  oversized_jwks,
  oversized_token,
  oversized_userinfo,
  malformed_discovery,
  malformed_jwks,
  malformed_token,
  malformed_userinfo,
  duplicate_member_discovery,
  duplicate_member_jwks,
  duplicate_member_token,
  duplicate_member_userinfo,
  html_discovery,
  html_jwks,
  html_token,
  html_userinfo,
  wrong_content_type_discovery,
  wrong_content_type_jwks,
  wrong_content_type_token,
  wrong_content_type_userinfo,
  server_error_discovery,
  server_error_jwks,
  server_error_token,
  server_error_userinfo,
  slow_discovery,
  slow_jwks,
  slow_token,
  slow_userinfo,
  dripping_discovery,
  dripping_jwks,
  dripping_token,
  dripping_userinfo,
  truncated_discovery,
  truncated_jwks,
  truncated_token,
  truncated_userinfo,
  reset_discovery,
  reset_jwks,
  reset_token,
  reset_userinfo,
};

enum class endpoint { none, discovery, jwks, token, userinfo };

// Below the issuer; empty for none.
std::string_view path_of(endpoint where);

enum class fault {
  none,
  redirecting,
  oversized,
  malformed,
  duplicate_member,
  html,
  wrong_content_type,
  server_error,
  slow,
  dripping,
  truncated,
  reset,
};

struct misbehaviour_entry {
  misbehaviour value;
  std::string_view name;
  std::string_view effect;
  mock_idp::fault fault = fault::none;
  endpoint where = endpoint::none;
};

std::span<const misbehaviour_entry> all_misbehaviours();
std::optional<misbehaviour> misbehaviour_named(std::string_view name);
std::string_view name_of(misbehaviour value);

// Any number of misbehaviours at once; none is the correct provider.
class misbehaviour_set {
 public:
  misbehaviour_set() = default;
  misbehaviour_set(misbehaviour one) { add(one); }
  misbehaviour_set(std::initializer_list<misbehaviour> several) {
    for (const auto one : several) add(one);
  }

  void add(misbehaviour one) { set_.set(static_cast<std::size_t>(one)); }
  bool has(misbehaviour one) const { return set_.test(static_cast<std::size_t>(one)); }
  bool has(fault what, endpoint where) const;

 private:
  std::bitset<128> set_;
};

}  // namespace mock_idp
