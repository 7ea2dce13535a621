// SPDX-License-Identifier: BSL-1.0
// A line for each module after which something must be refused; every other one ends with a session.
#include "expectations.hpp"

#include <mock_idp/module.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace conformance {
namespace {

// In the order of the suite's plans.
constexpr expected_refusal refusals[] = {
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
    // What the provider answered ends the session, and the detail says why.
    {"oidcc-client-test-refresh-token-invalid-issuer", "session_over", "id_token", 1, 0},
    {"oidcc-client-test-refresh-token-invalid-sub", "session_over", "id_token", 1, 0},
    // What comes back from a logout is looked at when the session is over already.
    {"oidcc-client-test-rp-init-logout-other-state", "state_mismatch", "logout", 1, 0},
    {"oidcc-client-test-rp-init-logout-no-state", "state_missing", "logout", 1, 0},
    // A wrong logout token ends nothing.
    {"oidcc-client-test-rp-backchannel-rpinitlogout-alg-none", "token_malformed", "signature", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-no-event", "token_type_mismatch", "logout_token", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce", "token_type_mismatch", "logout_token", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg", "algorithm_not_allowed", "signature", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud", "audience_mismatch", "logout_token", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event", "token_type_mismatch", "logout_token", 1, 1},
    {"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss", "issuer_mismatch", "logout_token", 1, 1},
};

// Where the ID token comes through the browser something else is met first.
constexpr expected_refusal through_the_browser[] = {
    // The whole response has a limit.
    {"rowclaim-header-kid-huge", "url_malformed", "callback"},
    {"rowclaim-token-huge", "url_malformed", "callback"},
    {"rowclaim-response-empty", "id_token_missing", "callback"},
};

std::array<std::span<const expected_refusal>, 4> tables() {
  return {refusals, refusals_beyond_the_suite(), refusals_of_messages(), refusals_of_tokens()};
}

const expected_refusal* find_in(std::span<const expected_refusal> table, std::string_view module) {
  const auto found = std::ranges::find(table, module, &expected_refusal::module);
  return found == table.end() ? nullptr : &*found;
}

const expected_refusal* refusal_of(const planned_run& run) {
  if (run.how.response_type.find("id_token") != std::string::npos)
    if (const auto* found = find_in(through_the_browser, run.module)) return found;
  for (const auto table : tables())
    if (const auto* found = find_in(table, run.module)) return found;
  return nullptr;
}

}  // namespace

std::vector<std::string_view> modules_with_refusals() {
  std::vector<std::string_view> named;
  for (const auto table : tables())
    for (const expected_refusal& each : table) named.push_back(each.module);
  for (const expected_refusal& each : through_the_browser) named.push_back(each.module);
  return named;
}

expectation expected_of(const planned_run& run) {
  expectation expected;
  const expected_refusal* found = refusal_of(run);
  if (found != nullptr)
    expected = {.refused = found->refused,
                .refused_in = found->refused_in,
                .sessions_made = found->sessions_made,
                .sessions_left = found->sessions_left};
  // One that registers itself is told beforehand, and does not take it.
  if (run.module == "oidcc-client-test-idtoken-sig-none" && run.how.client_registration == "dynamic_client") {
    expected.refused = "registration_unacceptable";
    expected.refused_in = "registration";
  }
  if (run.module == "oidcc-client-test-signing-key-rotation") expected.sessions_made = 2;
  const mock_idp::module_entry* module = mock_idp::module_named(run.module);
  if (module != nullptr && module->needs_word("sign_ins:3") && found == nullptr) expected.sessions_made = 3;
  const bool ends = module != nullptr && (module->needs_word("rp_initiated_logout") || module->needs_word("op_initiated_logout"));
  if (ends && found == nullptr) expected.sessions_left = 0;
  if (run.module == "oidcc-client-test-idtoken-sig-none")
    expected.skipped_because = "the suite lets a relying party refuse ID tokens that are not signed, and this one does";
  return expected;
}

}  // namespace conformance
