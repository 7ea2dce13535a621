// SPDX-License-Identifier: BSL-1.0
// A line for each module after which something must be refused; every other one ends with a session.
#include "expectations.hpp"

#include <mock_idp/module.hpp>

#include <algorithm>
#include <iterator>

namespace conformance {
namespace {

struct line {
  std::string_view module;
  std::string_view refused;
  std::string_view refused_in;
  // Nothing but a refused sign-in leaves no session.
  std::size_t sessions_made = 0;
  std::size_t sessions_left = 0;
};

// In the order of the suite's plans.
constexpr line lines[] = {
    {"oidcc-client-test-invalid-iss", "issuer_mismatch", "id_token"},
    {"oidcc-client-test-missing-sub", "subject_missing", "id_token"},
    {"oidcc-client-test-invalid-aud", "audience_mismatch", "id_token"},
    {"oidcc-client-test-missing-aud", "audience_malformed", "id_token"},
    {"oidcc-client-test-missing-iat", "issued_at_missing", "id_token"},
    // The suite takes either; among several keys that fit this relying party does not guess.
    {"oidcc-client-test-kid-absent-multiple-jwks", "key_ambiguous", "key_set"},
    {"oidcc-client-test-idtoken-sig-none", "token_malformed", "signature"},
    {"oidcc-client-test-invalid-sig-rs256", "signature_mismatch", "signature"},
    {"oidcc-client-test-invalid-sig-hs256", "signature_mismatch", "signature"},
    {"oidcc-client-test-invalid-sig-es256", "signature_mismatch", "signature"},
    {"oidcc-client-test-userinfo-invalid-sub", "subject_mismatch", "userinfo"},
    {"oidcc-client-test-nonce-invalid", "nonce_mismatch", "id_token"},
    {"oidcc-client-test-invalid-chash", "code_hash_mismatch", "id_token"},
    {"oidcc-client-test-missing-chash", "code_hash_missing", "id_token"},
    {"oidcc-client-test-invalid-athash", "access_token_hash_mismatch", "id_token"},
    {"oidcc-client-test-missing-athash", "access_token_hash_missing", "id_token"},
    {"oidcc-client-test-form-post-error", "provider_refused", "callback"},
    {"oidcc-client-test-discovery-issuer-mismatch", "issuer_mismatch", "discovery"},
    {"oidcc-client-test-refresh-token-invalid-issuer", "issuer_mismatch", "id_token", 1, 0},
    {"oidcc-client-test-refresh-token-invalid-sub", "subject_mismatch", "id_token", 1, 0},
    // What comes back from a logout is looked at when the session is over already.
    {"oidcc-client-test-rp-init-logout-other-state", "state_mismatch", "logout", 1, 0},
    {"oidcc-client-test-rp-init-logout-no-state", "state_missing", "logout", 1, 0},
    // A wrong logout token ends nothing.
    {"oidcc-client-test-rp-backchannel-rpinitlogout-alg-none", "token_malformed", "signature", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-no-event", "claim_missing", "logout_token", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce", "token_type_mismatch", "logout_token", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg", "algorithm_not_allowed", "signature", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud", "audience_mismatch", "logout_token", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event", "claim_missing", "logout_token", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss", "issuer_mismatch", "logout_token", 1, 1},
};

}  // namespace

expectation expected_of(const planned_run& run) {
  expectation expected;
  const auto found = std::ranges::find(lines, run.module, &line::module);
  if (found != std::end(lines))
    expected = {.refused = found->refused,
                .refused_in = found->refused_in,
                .sessions_made = found->sessions_made,
                .sessions_left = found->sessions_left};
  if (run.module == "oidcc-client-test-signing-key-rotation") expected.sessions_made = 2;
  const mock_idp::module_entry* module = mock_idp::module_named(run.module);
  const bool ends = module != nullptr && (module->needs_word("rp_initiated_logout") || module->needs_word("op_initiated_logout"));
  if (ends && found == std::end(lines)) expected.sessions_left = 0;
  if (run.module == "oidcc-client-test-idtoken-sig-none")
    expected.skipped_because = "the suite lets a relying party refuse ID tokens that are not signed, and this one does";
  return expected;
}

}  // namespace conformance
