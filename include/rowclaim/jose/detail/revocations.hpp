// SPDX-License-Identifier: BSL-1.0
// What was revoked, remembered until no token that it is about can be valid any more.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/jose/token_facts.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>

// IWYU pragma: private, include <rowclaim/jose/verified_token_cache.hpp>

namespace rowclaim::inline v0_1::detail {

enum class revoked_thing : char { token = 't', subject = 's', session = 'i' };

/// Whether a revocation is about a token; `issued_until` counts for a subject alone, who may sign in anew.
inline bool is_about(revoked_thing what, std::string_view issuer, std::string_view name, seconds_since_epoch issued_until,
                     const token_facts& token) noexcept {
  if (token.issuer != issuer || name.empty()) return false;
  switch (what) {
    case revoked_thing::token: return token.token_id == name;
    case revoked_thing::session: return token.session_id == name;
    case revoked_thing::subject: break;
  }
  return token.subject == name && token.issued_at <= issued_until;
}

/// Used by one thread at a time.
class revocations {
 public:
  explicit revocations(std::size_t capacity) : capacity_(capacity) {}

  void add(revoked_thing what, std::string_view issuer, std::string_view name, seconds_since_epoch issued_until,
           seconds_since_epoch now, seconds_since_epoch forget_at) {
    if (known_.size() >= capacity_) std::erase_if(known_, [now](const auto& one) { return one.second.forget_at <= now; });
    auto [place, is_new] = known_.try_emplace(key_of(what, issuer, name), record{issued_until, forget_at});
    if (!is_new) {
      place->second.issued_until = std::max(place->second.issued_until, issued_until);
      place->second.forget_at = std::max(place->second.forget_at, forget_at);
    }
    if (known_.size() <= capacity_) return;
    // There is no room to remember it by name, and it must not be forgotten: whatever was issued until now is revoked with it.
    known_.erase(place);
    all_issued_until_ = std::max({all_issued_until_, issued_until, now});
  }

  bool has(const token_facts& token) const {
    if (token.issued_at <= all_issued_until_) return true;
    if (known_.empty()) return false;
    return has(revoked_thing::token, token.token_id, token) || has(revoked_thing::session, token.session_id, token) ||
           has(revoked_thing::subject, token.subject, token);
  }

 private:
  struct record {
    seconds_since_epoch issued_until;
    seconds_since_epoch forget_at;
  };

  // With the length of the first, so that no two pairs are written alike.
  static std::string key_of(revoked_thing what, std::string_view issuer, std::string_view name) {
    std::string key(1, static_cast<char>(what));
    key.append(std::to_string(issuer.size())).append(":").append(issuer).append(name);
    return key;
  }

  bool has(revoked_thing what, std::string_view name, const token_facts& token) const {
    if (name.empty()) return false;
    const auto found = known_.find(key_of(what, token.issuer, name));
    return found != known_.end() && is_about(what, token.issuer, name, found->second.issued_until, token);
  }

  std::map<std::string, record> known_;
  std::size_t capacity_;
  seconds_since_epoch all_issued_until_ = std::numeric_limits<seconds_since_epoch>::min();
};

}  // namespace rowclaim::inline v0_1::detail
