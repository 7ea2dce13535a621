// SPDX-License-Identifier: BSL-1.0
// The refusals of FAPI's modules, which the suite's plans for OpenID Connect do not have.
#include "expectations.hpp"

namespace conformance {
namespace {

// In the order of the provider's table.
constexpr expected_refusal table[] = {
    {"fapi2-security-profile-final-client-test-discovery-issuer-mismatch", "issuer_mismatch", "discovery"},
    {"fapi2-security-profile-final-client-test-invalid-iss", "issuer_mismatch", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-missing-iss", "issuer_missing", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-aud", "audience_mismatch", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-missing-aud", "audience_malformed", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-secondary-aud", "audience_untrusted", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-null-alg", "token_malformed", "signature"},
    {"fapi2-security-profile-final-client-test-invalid-alternate-alg", "algorithm_not_allowed", "signature"},
    {"fapi2-security-profile-final-client-test-invalid-expired-exp", "expired", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-missing-exp", "expiry_missing", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-nonce", "nonce_mismatch", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-missing-nonce", "nonce_missing", "id_token"},
    {"fapi2-security-profile-final-client-test-invalid-authorization-response-iss", "response_issuer_mismatch", "callback"},
    {"fapi2-security-profile-final-client-test-remove-authorization-response-iss", "response_issuer_missing", "callback"},
    {"fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails", "state_mismatch",
     "callback"},
    {"fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails", "state_missing",
     "callback"},
    {"fapi2-security-profile-final-client-test-ensure-jarm-without-iss-fails", "issuer_missing", "callback"},
    {"fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-iss-fails", "issuer_mismatch", "callback"},
    {"fapi2-security-profile-final-client-test-ensure-jarm-without-aud-fails", "audience_malformed", "callback"},
    {"fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-aud-fails", "audience_mismatch", "callback"},
    {"fapi2-security-profile-final-client-test-ensure-jarm-without-exp-fails", "expiry_missing", "callback"},
    {"fapi2-security-profile-final-client-test-ensure-jarm-with-expired-exp-fails", "expired", "callback"},
    {"fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-sig-fails", "signature_mismatch", "signature"},
    {"fapi2-security-profile-final-client-test-ensure-jarm-signature-is-not-none", "token_malformed", "signature"},
    {"fapi1-advanced-final-client-test-iat-is-week-in-past", "issued_too_long_ago", "id_token"},
    {"fapi1-advanced-final-client-test-invalid-shash", "state_hash_mismatch", "id_token"},
    {"fapi1-advanced-final-client-test-invalid-chash", "code_hash_mismatch", "id_token"},
    {"fapi1-advanced-final-client-test-invalid-signature", "signature_mismatch", "signature"},
    {"fapi1-advanced-final-client-test-encrypted-idtoken-usingrsa15", "algorithm_unknown", "decryption"},
};

}  // namespace

std::span<const expected_refusal> refusals_beyond_the_suite() { return table; }

}  // namespace conformance
