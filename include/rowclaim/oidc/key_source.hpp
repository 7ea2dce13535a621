// SPDX-License-Identifier: BSL-1.0
// A provider's keys, fetched when they are needed, kept, and fetched again without giving anybody a lever to flood the provider.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/jose/algorithm.hpp>
#include <rowclaim/jose/jws.hpp>
#include <rowclaim/jose/key_set.hpp>
#include <rowclaim/oidc/detail/absent_keys.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace rowclaim::inline v0_1 {

/// Times in seconds.
struct key_source_options {
  std::int64_t max_age = 3600;          ///< after this the keys are fetched again
  std::int64_t cool_down = 30;          ///< the least time between two fetches of one kind, failed ones included
  std::int64_t stale_if_error = 86'400;  ///< how old keys may become while fetching fails; older ones are not used
  std::int64_t absent_for = 60;         ///< how long a key that was fetched for in vain is not fetched for again
  std::size_t waiting = 64;             ///< how many may wait at once for keys that are not known; others are refused
  key_set_limits limits = {};
};

/// How fetching went so far.
struct key_source_status {
  std::size_t keys = 0;                                   ///< that verify something; none before the first fetch
  std::optional<seconds_since_epoch> fetched_at = {};     ///< the last time that it worked
  std::uint64_t fetches = 0;                              ///< since the beginning, failed ones included
  std::uint64_t failures = 0;                             ///< since the last time that it worked
  std::optional<error> last_failure = {};                 ///< if that was the last outcome
};

/// The keys of one issuer. May be used by several threads at once: one of them fetches, the others wait for it or use what is
/// there.
///
/// Good keys are only ever replaced by a set with at least one usable key. A token that names an unknown key causes at most one
/// fetch in each cool-down, however many such tokens there are and however the fetches end (attacks that send random `kid`s). What
/// is fetched is the key set and nothing else: where it is does not change by what a token says.
/// Specification: OpenID Connect Core 10.1.1; RFC 7517 section 5.
class key_source {
 public:
  /// Keys and the number of the fetch that brought them.
  struct snapshot {
    key_set keys;
    std::uint64_t version;
  };

  key_source(transport_ref transport, std::string jwks_uri, rowclaim::clock clock = {}, key_source_options options = {})
      : transport_(transport), jwks_uri_(std::move(jwks_uri)), clock_(clock), options_(options) {}

  /// Keys that are known already and never fetched.
  explicit key_source(key_set keys) : held_(snapshot{std::move(keys), 1}) {}

  /// Begins with what another source knows of the same address: the keys, their age, how fetching went, and the cool-downs. Nothing
  /// happens if its address is another one.
  void begin_with(const key_source& earlier) {
    if (&earlier == this || !transport_ || !earlier.transport_ || jwks_uri_ != earlier.jwks_uri_) return;
    const std::scoped_lock both(mutex_, earlier.mutex_);
    held_ = earlier.held_;
    fetched_at_ = earlier.fetched_at_;
    fetches_ = earlier.fetches_;
    failures_ = earlier.failures_;
    last_refresh_ = earlier.last_refresh_;
    last_miss_ = earlier.last_miss_;
    last_failure_ = earlier.last_failure_;
  }

  key_source(const key_source&) = delete;
  key_source& operator=(const key_source&) = delete;

  /// The keys as they are known now; fetched if there are none or they are too old.
  /// Errors: those of the fetch (transport, `status_unexpected`, `content_type_unexpected`, those of `read_key_set`), in step
  ///   `key_set`; within the cool-down the last of them again; `keys_too_old` with its name if there are keys, older than
  ///   `stale_if_error`.
  [[nodiscard]] result<snapshot> current() {
    if (!transport_) return *held_;  // never changes
    std::unique_lock lock(mutex_);
    for (;;) {
      const seconds_since_epoch now = clock_.now();
      const std::int64_t age = now - fetched_at_;
      // A clock that was set back makes the age negative, which counts as too old.
      if (held_ && age >= 0 && age < options_.max_age) return *held_;
      const bool may_be_stale = held_ && age >= 0 && age < options_.stale_if_error;
      if (is_fetching_) {
        if (may_be_stale) return *held_;
        fetched_.wait(lock, [this] { return !is_fetching_; });
        continue;
      }
      if (is_cooling(last_refresh_, now)) {
        if (may_be_stale) return *held_;
        return without_keys(last_failure_.value_or(error{errc::key_refresh_too_soon, step::key_set}));
      }
      last_refresh_ = now;
      const auto fetched = fetch(lock, now);
      if (fetched || may_be_stale) return *held_;
      return without_keys(fetched.error());
    }
  }

  /// Keys of a later fetch than the one whose keys did not do. Errors: those of `current`; `key_refresh_too_soon`.
  [[nodiscard]] result<snapshot> newer_than(std::uint64_t known) {
    if (!transport_) return error{errc::key_not_found, step::key_set};
    std::unique_lock lock(mutex_);
    // Tokens with made-up keys must not make all threads wait for one slow answer.
    if (is_fetching_ && waiting_ >= options_.waiting) return error{errc::key_refresh_too_soon, step::key_set};
    ++waiting_;
    fetched_.wait(lock, [this] { return !is_fetching_; });
    --waiting_;
    if (held_ && held_->version > known) return *held_;
    // Its own cool-down: a rotation soon after a regular fetch must not wait, and misses alone cannot cause a second fetch.
    const seconds_since_epoch now = clock_.now();
    if (is_cooling(last_miss_, now)) return error{errc::key_refresh_too_soon, step::key_set};
    last_miss_ = now;
    const auto fetched = fetch(lock, now);
    if (!fetched) return fetched.error();
    return *held_;
  }

  /// Whether that key was fetched for in vain a moment ago. Takes no lock.
  bool is_known_to_be_absent(std::string_view key_id) const noexcept {
    return absent_.contains(key_id, clock_.now(), options_.absent_for);
  }

  /// Says that the newest keys are without that one. Takes no lock, and no memory.
  void remember_absent(std::string_view key_id) noexcept { absent_.remember(key_id, clock_.now()); }

  key_source_status status() const {
    const std::unique_lock lock(mutex_);
    key_source_status now{.fetches = fetches_, .failures = failures_, .last_failure = last_failure_};
    if (held_) now.keys = held_->keys.size();
    if (held_ && transport_) now.fetched_at = fetched_at_;
    return now;
  }

 private:
  error without_keys(error cause) const { return held_ ? error{errc::keys_too_old, step::key_set, name(cause.code)} : cause; }

  bool is_cooling(const std::optional<seconds_since_epoch>& last, seconds_since_epoch now) const {
    return last && now >= *last && now - *last < options_.cool_down;
  }

  /// Fetches without the lock, and takes the outcome in with it. The caller has claimed the cool-down already.
  result<void> fetch(std::unique_lock<std::mutex>& lock, seconds_since_epoch now) {
    struct flight {
      key_source& source;
      std::unique_lock<std::mutex>& lock;
      flight(key_source& s, std::unique_lock<std::mutex>& l) : source(s), lock(l) {
        source.is_fetching_ = true;
        lock.unlock();
      }
      ~flight() {
        if (!lock.owns_lock()) lock.lock();
        source.is_fetching_ = false;
        source.fetched_.notify_all();
      }
    } in_flight(*this, lock);

    auto keys = ask();
    lock.lock();
    ++fetches_;
    if (!keys) {
      ++failures_;
      last_failure_ = keys.error();
      return keys.error();
    }
    held_ = snapshot{std::move(*keys), held_ ? held_->version + 1 : 1};
    fetched_at_ = now;
    failures_ = 0;
    last_failure_.reset();
    return {};
  }

  result<key_set> ask() const {
    auto response = detail::send_in_step(
        *transport_, {.method = "GET", .url = jwks_uri_, .headers = {{"Accept", "application/json, application/jwk-set+json"}}},
        step::key_set);
    if (!response) return response.error();
    if (response->status != 200) return error{errc::status_unexpected, step::key_set};
    const std::string type = response->media_type();
    if (type != "application/json" && type != "application/jwk-set+json")
      return error{errc::content_type_unexpected, step::key_set};
    return read_key_set(response->body, options_.limits);
  }

  std::optional<transport_ref> transport_;  // none: the keys are fixed
  std::string jwks_uri_;
  rowclaim::clock clock_;
  key_source_options options_;

  detail::absent_keys absent_;
  mutable std::mutex mutex_;
  std::condition_variable fetched_;
  bool is_fetching_ = false;
  std::size_t waiting_ = 0;
  std::uint64_t fetches_ = 0;
  std::uint64_t failures_ = 0;
  std::optional<snapshot> held_;
  seconds_since_epoch fetched_at_ = 0;
  std::optional<seconds_since_epoch> last_refresh_;
  std::optional<seconds_since_epoch> last_miss_;
  std::optional<error> last_failure_;
};

/// Where a verifier of tokens has its keys from. As cheap to copy as a key set.
class token_keys {
 public:
  /// Keys that stay as they are.
  token_keys(key_set fixed) : keys_(std::move(fixed)) {}  // NOLINT(google-explicit-constructor): each of the three is keys
  /// One key, whatever `kid` a token names: a client's shared secret, for example.
  token_keys(verification_key only) : keys_(std::move(only)) {}  // NOLINT(google-explicit-constructor)
  /// Keys that are fetched when they are needed. The source must outlive whoever uses these.
  token_keys(key_source& fetched) : keys_(&fetched) {}  // NOLINT(google-explicit-constructor)

  /// Verifies the signature of a token. Errors: those of `verify_jws` and of the key source.
  [[nodiscard]] result<const verified_jws_view*> verify(std::string_view token, const algorithm_set& allowed, jws_memory& memory,
                                                        const token_limits& limits = {}) const {
    // What needs no key is refused before anybody fetches one.
    const auto opened = detail::open_token(token, allowed, limits, memory);
    if (!opened) return opened.error();
    if (const auto* only = std::get_if<verification_key>(&keys_)) return detail::finish_token(**opened, *only, memory);
    if (const auto* fixed = std::get_if<key_set>(&keys_)) return finish(**opened, *fixed, memory);
    key_source& source = *std::get<key_source*>(keys_);
    const auto keys = source.current();
    if (!keys) return keys.error();
    auto verified = finish(**opened, keys->keys, memory);
    if (verified) return verified;
    const std::optional<std::string_view>& key_id = (*opened)->header->key_id;
    const bool is_unknown = verified.error().code == errc::key_not_found;
    // OpenID Connect Core 10.1.1: an unknown key may be a new one. Where keys have no names, only a signature tells.
    if (!is_unknown && (key_id || verified.error().code != errc::signature_mismatch)) return verified;
    if (key_id && source.is_known_to_be_absent(*key_id)) return verified;
    const auto newer = source.newer_than(keys->version);
    if (!newer) return is_unknown ? newer.error() : verified.error();
    verified = finish(**opened, newer->keys, memory);
    if (key_id && !verified && verified.error().code == errc::key_not_found) source.remember_absent(*key_id);
    return verified;
  }

 private:
  static result<const verified_jws_view*> finish(const detail::opened_token& token, const key_set& keys, jws_memory& memory) {
    const auto key = keys.find(token.header->key_id, token.header->algorithm);
    if (!key) return key.error();
    return detail::finish_token(token, **key, memory);
  }

  std::variant<key_set, verification_key, key_source*> keys_;
};

}  // namespace rowclaim::inline v0_1
