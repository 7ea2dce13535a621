// SPDX-License-Identifier: BSL-1.0
// Every misbehaviour of the mock provider, and what the relying party says to it.
#include "at_provider.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>
#include <string>

using rowclaim_test::at_provider;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(misbehaviours)

namespace {

/// What the tokens, the callback and the metadata can get wrong. A misbehaviour of a new name has to be entered here.
const std::map<std::string_view, std::string_view> verdicts = {
    {"wrong_issuer", "issuer_mismatch in id_token"},
    {"missing_issuer", "issuer_missing in id_token"},
    {"missing_subject", "subject_missing in id_token"},
    {"wrong_audience", "audience_mismatch in id_token"},
    {"missing_audience", "audience_malformed in id_token (missing)"},
    {"additional_audience", "audience_untrusted in id_token"},
    {"wrong_authorized_party", "authorized_party_mismatch in id_token"},
    {"expired_id_token", "expired in id_token"},
    {"missing_expiry", "expiry_missing in id_token"},
    {"issued_in_future", "issued_in_the_future in id_token"},
    {"missing_issued_at", "issued_at_missing in id_token"},
    {"not_yet_valid", "not_yet_valid in id_token"},
    {"stale_authentication", "authentication_too_old in id_token"},
    {"wrong_nonce", "nonce_mismatch in id_token"},
    {"missing_nonce", "nonce_missing in id_token"},
    {"wrong_at_hash", "access_token_hash_mismatch in id_token"},
    {"missing_at_hash", "accepted"},  // optional in the code flow
    {"bad_signature", "signature_mismatch in signature"},
    {"none_algorithm", "token_malformed in signature"},
    {"other_algorithm", "algorithm_not_allowed in signature (alg)"},
    {"symmetric_confusion", "algorithm_not_allowed in signature (alg)"},
    {"unknown_key_id", "key_not_found in key_set (kid)"},
    {"missing_key_id", "accepted"},  // one key alone fits
    {"stale_key", "key_not_found in key_set (kid)"},
    {"wrong_state", "state_mismatch in callback"},
    {"missing_state", "state_missing in callback"},
    {"wrong_issuer_in_callback", "response_issuer_mismatch in callback"},
    {"missing_issuer_in_callback", "response_issuer_missing in callback"},
    {"error_in_callback", "provider_refused in callback (access_denied)"},
    {"missing_id_token", "id_token_missing in token_request"},
    {"missing_access_token", "access_token_missing in token_request"},
    {"token_type_not_bearer", "token_type_unexpected in token_request"},
    {"token_error", "provider_refused in token_request (invalid_grant)"},
    {"userinfo_wrong_subject", "subject_mismatch in userinfo"},
    {"userinfo_missing_subject", "subject_missing in userinfo"},
    {"discovery_issuer_mismatch", "issuer_mismatch in discovery"},
    {"discovery_without_token_endpoint", "metadata_missing_member in discovery (token_endpoint)"},
    {"jwks_empty", "key_set_empty in key_set"},
    {"jwks_with_private_key", "key_set_has_secret in key_set"},
    {"jwks_with_symmetric_key", "key_set_has_secret in key_set"},
    {"jwks_with_repeated_key_id", "accepted"},  // the algorithm decides between keys of one name
};

/// What a fault of the transport is called, wherever it happens.
std::string_view verdict(mock_idp::fault fault) {
  using enum mock_idp::fault;
  switch (fault) {
    case redirecting: return "redirect_refused";
    case oversized: return "response_too_large";
    case malformed: return "json_syntax";
    case duplicate_member: return "json_duplicate_member";
    case html: return "content_type_unexpected";
    case wrong_content_type: return "content_type_unexpected";
    case server_error: return "status_unexpected";
    case slow: return "deadline_exceeded";
    case dripping: return "deadline_exceeded";
    case truncated: return "response_malformed";
    case reset: return "connection_failed";
    case none: break;
  }
  return "accepted";
}

std::string_view step_of(mock_idp::endpoint where) {
  switch (where) {
    case mock_idp::endpoint::discovery: return "discovery";
    case mock_idp::endpoint::jwks: return "key_set";
    case mock_idp::endpoint::token: return "token_request";
    case mock_idp::endpoint::userinfo: return "userinfo";
    case mock_idp::endpoint::none: break;
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_wrong_message_has_its_error) {
  std::size_t seen = 0;
  for (const auto& entry : mock_idp::all_misbehaviours()) {
    if (entry.fault != mock_idp::fault::none) continue;
    ++seen;
    const auto expected = verdicts.find(entry.name);
    BOOST_TEST((expected != verdicts.end()), entry.name << " has no verdict");
    if (expected == verdicts.end()) continue;
    at_provider at({.misbehave = entry.value});
    const auto done = at.sign_in(at_provider::client(), {.max_age = 3600});
    const std::string got = outcome(done);
    BOOST_TEST(got == expected->second, entry.name << ": " << got);
    // The foundation's black-box verdict: after a bad ID token, userinfo is left alone.
    if (got.find("in id_token") != std::string::npos || got.find("in signature") != std::string::npos)
      BOOST_TEST(at.provider.count_requests("/userinfo") == 0, entry.name);
    if (got.find("in callback") != std::string::npos) BOOST_TEST(at.provider.count_requests("/token") == 0, entry.name);
  }
  BOOST_TEST(seen == verdicts.size());
}

BOOST_AUTO_TEST_CASE(each_fault_of_the_transport_has_its_error_within_the_deadline) {
  std::size_t seen = 0;
  for (const auto& entry : mock_idp::all_misbehaviours()) {
    if (entry.fault == mock_idp::fault::none) continue;
    ++seen;
    at_provider at({.misbehave = entry.value, .oversized_bytes = 2u << 20}, {.total_milliseconds = 250});
    const auto start = std::chrono::steady_clock::now();
    const std::string got = outcome(at.sign_in());
    const auto took = std::chrono::steady_clock::now() - start;
    const std::string expected = std::string(verdict(entry.fault)) + " in " + std::string(step_of(entry.where));
    BOOST_TEST(got.starts_with(expected), entry.name << ": " << got);
    BOOST_TEST((took < std::chrono::seconds(3)), entry.name);
  }
  BOOST_TEST(seen == 44);
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_down_is_told_from_one_that_refuses) {
  rowclaim::httplib_transport transport({.allow_plain_http_on_loopback = true});
  std::string gone;
  rowclaim::provider_metadata metadata;
  {
    at_provider at;
    gone = at.provider.issuer();
    metadata = rowclaim::discover(transport, gone).value();
  }
  BOOST_TEST(outcome(rowclaim::discover(transport, gone)).starts_with("connection_failed in discovery"));
  rowclaim::relying_party party(metadata, at_provider::client(), transport);
  auto started = party.begin_sign_in();
  BOOST_REQUIRE(started.has_value());
  const std::string callback =
      "/callback?code=c&iss=" + rowclaim::form_encode(gone) + "&state=" + std::string(started->pending.state.reveal());
  BOOST_TEST(
      outcome(party.finish_sign_in(std::move(started->pending), callback)).starts_with("connection_failed in token_request"));
}

BOOST_AUTO_TEST_SUITE_END()
