// SPDX-License-Identifier: BSL-1.0
// Everything that the endpoints of one provider share. The provider's lock is held while one of them runs.
#pragma once

#include "digest.hpp"
#include "grants.hpp"
#include "http_client.hpp"
#include "issued_id_tokens.hpp"
#include "key_ring.hpp"
#include "module.hpp"
#include "provider.hpp"
#include "pushed_request.hpp"
#include "seen_once.hpp"

#include <functional>
#include <mutex>
#include <string_view>

namespace mock_idp {

struct provider_state {
  std::mutex mutex;
  provider_options options;
  std::string issuer;
  key_ring keys;
  grants given;
  pushed_requests pushed;
  mutable request_log log;
  mutable issued_id_tokens issued;
  // The module whose test this is, or null.
  const module_entry* module = nullptr;
  // Called with the path of each request before it is answered.
  std::function<void(std::string_view)> on_request{};
  // Of the key set's path.
  std::string jwks_suffix{};
  // What the claims endpoint wants, which userinfo gives out.
  std::string claims_access_token = random_text(12);
  // For whom userinfo answered last; the claims endpoint speaks of the same person.
  std::string distributed_claims_user{};
  // Whether the module's logout token is one to be refused.
  bool expects_logout_refusal = false;
  // Whether it may be taken or refused: it is about no session of the client's.
  bool takes_any_logout_answer = false;
  // Whether each is delivered once more, which must then be refused.
  bool repeats_logout_tokens = false;
  seen_once assertions_seen{};
  seen_once proofs_seen{};
  seen_once verifiers_seen{};
  std::string dpop_nonce_secret = random_text(24);

  explicit provider_state(provider_options chosen) : options(std::move(chosen)), keys(options.key_generation) {}

  std::int64_t now() const { return options.clock(); }
  // RFC 8705 5: a certificate counts at the aliases for it alone, which are below /mtls.
  const std::string& certificate_of(const http_request& request) const {
    static const std::string none;
    return std::string_view(request.path).substr(options.issuer_path.size()).starts_with("/mtls/") ? request.client_certificate
                                                                                                   : none;
  }
  // The issuer without its path.
  std::string origin() const { return issuer.substr(0, issuer.size() - options.issuer_path.size()); }
  // For the verdict. Say what the relying party did, and no value of a secret.
  void note(note_kind kind, std::string text) const { log.add(kind, std::move(text)); }
  // A request of the provider's own, sent with the lock released, for the relying party may ask us something before it answers.
  // References into the state do not outlive this call.
  received_answer send_unlocked(const outgoing_request& request) {
    mutex.unlock();
    auto answer = send(request);
    mutex.lock();
    return answer;
  }
  // The module's deed happened.
  void do_deed() const {
    if (module) note(note_kind::deed, std::string(module->effect));
  }
  bool does(misbehaviour wrong) const { return options.misbehave.has(wrong); }
};

inline constexpr std::int64_t an_hour = 60 * 60;
// The provider, client and person that wrong messages speak of.
inline constexpr const char* other_issuer = other_session_issuer;
inline constexpr const char* other_client = "another-client";
inline constexpr const char* other_subject = "another-subject";

// Calls an alteration if there is one.
template <typename Function, typename... Arguments>
void alter_with(const Function& alter, Arguments&&... arguments) {
  if (alter) alter(arguments...);
}

}  // namespace mock_idp
