// SPDX-License-Identifier: BSL-1.0
// Tokens that were verified a moment ago, found again for a hundredth of what verifying them costs.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/detail/keyed_hash.hpp>
#include <rowclaim/jose/detail/revocations.hpp>
#include <rowclaim/jose/possession.hpp>
#include <rowclaim/jose/token_facts.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

/// Times in seconds.
struct token_cache_options {
  std::size_t capacity = 4096;             ///< tokens held at most, rounded up to a power of two
  std::int64_t max_age = 300;              ///< after this a token is verified anew, so that withdrawn keys are noticed
  std::int64_t longest_life = 86'400;  ///< between `iat` and `exp`; revocations are remembered as long, and other tokens refused
  std::size_t revocations = 64u << 10;  ///< remembered by name at most; one more revokes all tokens issued so far
};

/// A validated token of one kind that says what revocations are matched with.
template <class Token>
concept HasTokenFacts = requires(const Token& token) {
  { token.facts() } -> std::same_as<token_facts>;
};

/// Holds validated tokens by all of their bytes, by the verifier that accepted them, and by the epoch of the policy that they were
/// accepted under. May be used by several threads at once: they meet only at the same few entries, for as long as it takes to copy a pointer.
///
/// A token is found until its expiry, without any leeway, and for `max_age` at most. What is revoked is gone at once and is not taken
/// in again, whoever brings it, until it has expired. Refusals are not remembered.
///
/// A token that is bound to a key or a certificate is found by those alone who show it: what was held for its owner is not for a bearer.
template <HasTokenFacts Token>
class verified_token_cache {
 public:
  using held = std::shared_ptr<const Token>;

  explicit verified_token_cache(token_cache_options options = {}, rowclaim::clock clock = {})
      : options_(options),
        clock_(clock),
        buckets_(std::bit_ceil(std::max<std::size_t>(options.capacity, 8)) / ways),
        revoked_(options.revocations) {}

  verified_token_cache(const verified_token_cache&) = delete;
  verified_token_cache& operator=(const verified_token_cache&) = delete;

  /// The token if this verifier accepted it under this epoch, it is still good, and it may be taken from who shows this; else null.
  /// Complexity: one pass over the token's bytes for the hash and one for the comparison; no allocation.
  [[nodiscard]] held find(std::string_view token, verifier_identity verifier, std::uint64_t epoch,
                          const shown_possession& shown = {}) {
    return find(token, hash_of(token, verifier, epoch), verifier, epoch, shown);
  }

  /// Takes in a token that the verifier has just accepted, unless it is revoked.
  ///
  /// Errors: `token_revoked`; `token_lives_too_long`, as its revocation could not be remembered until its end.
  [[nodiscard]] result<held> insert(std::string_view token, verifier_identity verifier, std::uint64_t epoch, Token verified) {
    return insert(token, hash_of(token, verifier, epoch), verifier, epoch, std::move(verified));
  }

  /// What `verifier.verify(token, shown)` gives, from here if it is known; a verifier that does not ask what was shown is asked without.
  /// Errors: the verifier's; `possession_not_proved`; those of `insert`.
  template <class Verifier>
  [[nodiscard]] result<held> verify(std::string_view token, const Verifier& verifier, std::uint64_t epoch = 0,
                                    const shown_possession& shown = {}) {
    const verifier_identity identity = verifier.identity();
    const std::uint64_t hash = hash_of(token, identity, epoch);
    if (held known = find(token, hash, identity, epoch, shown)) return known;
    auto verified = verify_by(verifier, token, shown);
    if (!verified) return verified.error();
    if (auto checked = check_possession(verified->facts(), shown, step::signature); !checked) return checked.error();
    return insert(token, hash, identity, epoch, std::move(*verified));
  }

  /// Revokes one token by its issuer and its `jti`. Complexity: of all three, linear in the capacity.
  void revoke_token(std::string_view issuer, std::string_view token_id) {
    revoke(detail::revoked_thing::token, issuer, token_id, clock_.now());
  }
  /// Revokes the tokens of a session, by its issuer and its `sid`.
  void revoke_session(std::string_view issuer, std::string_view session_id) {
    revoke(detail::revoked_thing::session, issuer, session_id, clock_.now());
  }
  /// Revokes what was issued about a subject until a time of the issuer's clock, such as a logout token's `iat`.
  void revoke_subject(std::string_view issuer, std::string_view subject, seconds_since_epoch issued_until) {
    revoke(detail::revoked_thing::subject, issuer, subject, issued_until);
  }
  void revoke_subject(std::string_view issuer, std::string_view subject) { revoke_subject(issuer, subject, clock_.now()); }

  /// Forgets all tokens, and no revocation.
  void clear() {
    erase_if([](const entry&) { return true; });
  }

 private:
  static constexpr std::size_t ways = 8;
  static constexpr std::size_t lock_count = 64;
  static constexpr std::int64_t most_leeway =
      300;  // of the verifiers, twice: a token issued ahead of us that is taken after its end

  struct entry {
    secret token;
    verifier_identity verifier;
    std::uint64_t epoch;
    token_facts facts;  // its texts are the value's own
    seconds_since_epoch held_since;
    Token value;

    entry(std::string_view bytes, verifier_identity by, std::uint64_t under, seconds_since_epoch now, Token verified)
        : token(std::string(bytes)), verifier(by), epoch(under), held_since(now), value(std::move(verified)) {
      facts = value.facts();
    }
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;
  };

  struct place {
    std::uint64_t hash = 0;
    bool was_used = false;  // since the last look for room
    std::shared_ptr<const entry> held;
  };
  struct bucket {
    std::array<place, ways> places;
    std::size_t next = 0;  // where the look for room goes on
  };
  struct alignas(64) lock {
    std::mutex mutex;
  };

  std::uint64_t hash_of(std::string_view token, verifier_identity verifier, std::uint64_t epoch) const noexcept {
    return hash_(token) ^ (verifier.value() * 0x9e3779b97f4a7c15u) ^ (epoch * 0xe7037ed1a0b428dbu);
  }
  std::size_t index_of(std::uint64_t hash) const noexcept { return static_cast<std::size_t>(hash >> 20) & (buckets_.size() - 1); }
  std::mutex& mutex_of(std::size_t index) noexcept { return locks_[index % lock_count].mutex; }

  bool is_good(const entry& one, seconds_since_epoch now) const noexcept {
    // A clock that was set back makes the age negative, and the entry one to verify anew.
    return now < one.facts.expires_at && now >= one.held_since && now < later_by(one.held_since, options_.max_age);
  }

  template <class Verifier>
  static auto verify_by(const Verifier& verifier, std::string_view token, const shown_possession& shown) {
    if constexpr (requires { verifier.verify(token, shown); }) return verifier.verify(token, shown);
    else return verifier.verify(token);
  }

  held find(std::string_view token, std::uint64_t hash, verifier_identity verifier, std::uint64_t epoch,
            const shown_possession& shown) {
    const std::size_t index = index_of(hash);
    std::shared_ptr<const entry> found;
    {
      const std::lock_guard guard(mutex_of(index));
      for (place& one : buckets_[index].places)
        if (one.hash == hash && one.held) {
          one.was_used = true;
          found = one.held;
          break;
        }
    }
    // All bytes, always. Nobody learns from the time taken: what has the same keyed hash is all but certainly the same token.
    if (!found || found->verifier != verifier || found->epoch != epoch || found->token.reveal() != token) return nullptr;
    if (!is_good(*found, clock_.now())) return nullptr;
    // Each time: who brings it now need not be who brought it first.
    if (!check_possession(found->facts, shown, step::signature)) return nullptr;
    const Token* value = &found->value;
    return held(std::move(found), value);
  }

  result<held> insert(std::string_view token, std::uint64_t hash, verifier_identity verifier, std::uint64_t epoch, Token verified) {
    const seconds_since_epoch now = clock_.now();
    auto made = std::make_shared<const entry>(token, verifier, epoch, now, std::move(verified));
    const token_facts& facts = made->facts;
    if (facts.expires_at > later_by(facts.issued_at, options_.longest_life))
      return error{errc::token_lives_too_long, step::signature};
    {
      // In one with the taking in, so that a revocation either is seen here or finds the entry.
      const std::lock_guard guard(revoking_);
      if (revoked_.has(facts)) return error{errc::token_revoked, step::signature};
      // Without a secret key or an identity nothing is held, and all tokens are verified each time.
      if (hash_.is_ready() && verifier.is_known() && is_good(*made, now)) put(hash, made, now);
    }
    const Token* value = &made->value;
    return held(std::move(made), value);
  }

  void put(std::uint64_t hash, std::shared_ptr<const entry> made, seconds_since_epoch now) {
    std::shared_ptr<const entry> replaced;  // ends after the lock
    const std::size_t index = index_of(hash);
    const std::lock_guard guard(mutex_of(index));
    bucket& in = buckets_[index];
    place& chosen = room_in(in, hash, now);
    replaced = std::exchange(chosen.held, std::move(made));
    chosen.hash = hash;
    chosen.was_used = false;
  }

  // The same token's place, a free or outdated one, or one that was not used of late.
  place& room_in(bucket& in, std::uint64_t hash, seconds_since_epoch now) {
    for (place& one : in.places)
      if (one.held && one.hash == hash) return one;
    for (place& one : in.places)
      if (!one.held || !is_good(*one.held, now)) return one;
    for (;;) {
      place& one = in.places[in.next++ % ways];
      if (!std::exchange(one.was_used, false)) return one;
    }
  }

  void revoke(detail::revoked_thing what, std::string_view issuer, std::string_view name, seconds_since_epoch issued_until) {
    if (name.empty()) return;
    const seconds_since_epoch now = clock_.now();
    const std::lock_guard guard(revoking_);
    revoked_.add(what, issuer, name, issued_until, now, later_by(later_by(now, options_.longest_life), 2 * most_leeway));
    // By the list and not by the name, as a list that is full revokes more than that.
    erase_if([this](const entry& one) { return revoked_.has(one.facts); });
  }

  template <class Predicate>
  void erase_if(Predicate is_over) {
    for (std::size_t index = 0; index < buckets_.size(); ++index) {
      const std::lock_guard guard(mutex_of(index));
      for (place& one : buckets_[index].places)
        if (one.held && is_over(*one.held)) one = place{};
    }
  }

  token_cache_options options_;
  rowclaim::clock clock_;
  detail::keyed_hash hash_;
  std::vector<bucket> buckets_;
  std::array<lock, lock_count> locks_;
  std::mutex revoking_;  // taken before any of the entries'
  detail::revocations revoked_;
};

}  // namespace rowclaim::inline v0_1
