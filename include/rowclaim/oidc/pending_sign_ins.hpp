// SPDX-License-Identifier: BSL-1.0
// Sign-ins that wait for their browsers: each is found by its state, in the browser that began it alone, and once.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/jose/base64url.hpp>
#include <rowclaim/jose/digest.hpp>
#include <rowclaim/jose/random.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/authorization_response.hpp>
#include <rowclaim/oidc/claimed_state.hpp>
#include <rowclaim/oidc/pending_sign_in_text.hpp>
#include <rowclaim/oidc/response_verifier.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What a store keeps of one sign-in. Neither the state nor the browser's cookie is in it: only their hashes are.
struct kept_sign_in {
  std::string state_hash;
  secret browser_hash;
  secret text;                       ///< the rest, for `pending_sign_in_from_text`
  seconds_since_epoch begun_at = 0;
  seconds_since_epoch ends_at = 0;   ///< a store may forget it then
};

/// Where sign-ins wait. `take` gives back the text and removes the entry in one step, so that of several callers one alone gets it. Its
/// errors are `sign_in_unknown`, and `sign_in_of_another_browser`, which leaves the entry where it is: whoever learned a state cannot
/// spend it. Several threads may use one at once.
template <class Candidate>
concept PendingSignInStore = requires(Candidate& store, kept_sign_in kept, std::string_view hash) {
  { store.keep(std::move(kept)) } -> std::same_as<result<void>>;
  { store.take(hash, hash) } -> std::same_as<result<secret>>;
};

struct sign_ins_in_memory_options {
  std::size_t capacity = 10'000;
  std::size_t per_browser = 8;  ///< tabs of one browser that sign in at the same time
};

/// A store in memory. May be used by several threads at once.
///
/// Where there is no room the oldest sign-in of the same browser goes, and if it has none the oldest of all. So nobody who begins sign-ins
/// without end makes it grow, and a browser that does so drives out its own; one that does so under ever new cookies can drive out those of
/// others, who then have to begin again: limit the rate of beginnings by address.
/// Complexity: logarithmic.
class sign_ins_in_memory {
 public:
  explicit sign_ins_in_memory(sign_ins_in_memory_options options = {}) : options_(options) {}

  sign_ins_in_memory(const sign_ins_in_memory&) = delete;
  sign_ins_in_memory& operator=(const sign_ins_in_memory&) = delete;

  /// Errors: `random_failed` if there is one of that state already; `client_misconfigured` if there is no room for any.
  [[nodiscard]] result<void> keep(kept_sign_in kept) {
    if (options_.capacity == 0 || options_.per_browser == 0) return error{errc::client_misconfigured, step::callback, "capacity"};
    const std::lock_guard guard(mutex_);
    if (by_state_.contains(kept.state_hash)) return error{errc::random_failed, step::callback, "state"};
    // What has ended stays for a while, so that its browser is told so.
    while (!waiting_.empty() && has_long_ended(waiting_.front(), kept)) erase(waiting_.begin());
    const auto of_browser = by_browser_.equal_range(kept.browser_hash.reveal());
    const auto count = static_cast<std::size_t>(std::distance(of_browser.first, of_browser.second));
    if (count >= options_.per_browser || (count > 0 && waiting_.size() >= options_.capacity)) erase(of_browser.first->second);
    else if (waiting_.size() >= options_.capacity) erase(waiting_.begin());
    waiting_.push_back(std::move(kept));
    const place made = std::prev(waiting_.end());
    by_state_.emplace(made->state_hash, made);
    by_browser_.emplace(std::string(made->browser_hash.reveal()), made);
    return {};
  }

  [[nodiscard]] result<secret> take(std::string_view state_hash, std::string_view browser_hash) {
    const std::lock_guard guard(mutex_);
    const auto found = by_state_.find(state_hash);
    if (found == by_state_.end()) return error{errc::sign_in_unknown, step::callback};
    if (!found->second->browser_hash.matches(browser_hash)) return error{errc::sign_in_of_another_browser, step::callback};
    secret text = std::move(found->second->text);
    erase(found->second);
    return text;
  }

  /// How many wait.
  std::size_t size() const {
    const std::lock_guard guard(mutex_);
    return waiting_.size();
  }

 private:
  using place = std::list<kept_sign_in>::iterator;

  /// Whether one ended before the lifetime of another that begins now.
  static bool has_long_ended(const kept_sign_in& one, const kept_sign_in& beginning) {
    const bool is_sound = beginning.begun_at >= 0 && beginning.ends_at >= beginning.begun_at;
    return is_sound && one.ends_at <= later_by(beginning.begun_at, beginning.begun_at - beginning.ends_at);
  }

  void erase(place one) {
    auto [at, end] = by_browser_.equal_range(one->browser_hash.reveal());
    while (at != end && at->second != one) ++at;
    if (at != end) by_browser_.erase(at);
    by_state_.erase(one->state_hash);
    waiting_.erase(one);
  }

  sign_ins_in_memory_options options_;
  mutable std::mutex mutex_;
  std::list<kept_sign_in> waiting_;  // the oldest first
  std::map<std::string, place, std::less<>> by_state_;
  std::multimap<std::string, place, std::less<>> by_browser_;  // of one browser, the oldest first
};

// internal: our own type keeps its own promise
static_assert(PendingSignInStore<sign_ins_in_memory>);

/// Times in seconds.
struct pending_sign_ins_options {
  std::int64_t expires_after = 600;
  std::int64_t leeway = 60;  ///< between the clocks of servers that share a store
  std::size_t text_bytes = 16u << 10;  ///< of one sign-in; more than 32 KiB count as 32 KiB
};

/// Whether a text is the value of a cookie that this library made up: 32 bytes as base64url.
[[nodiscard]] inline bool is_browser_value(std::string_view text) noexcept {
  constexpr std::size_t characters = 43;
  return text.size() == characters && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

/// Keeps sign-ins between their beginning and their return, bound to the browser. May be used by several threads at once. The store must
/// outlive it.
template <PendingSignInStore Store>
class pending_sign_ins {
 public:
  explicit pending_sign_ins(Store& store, pending_sign_ins_options options = {}, rowclaim::clock clock = {})
      : store_(store), options_(options), clock_(clock) {}

  /// Keeps a sign-in for the browser that begins it. `browser` is the value of its cookie as the request brought it, empty if there was
  /// none. Result: the value that the answer's cookie must have, which is the same one if it was good: all tabs of a browser share it.
  ///
  /// Errors: `state_missing`; `request_too_large` for more text than the options say, or than 32 KiB; `sign_in_unreadable` for texts that are
  ///   not UTF-8; `random_failed`; `cryptography_failed`; those of the store.
  [[nodiscard]] result<secret> keep(pending_sign_in pending, std::string_view browser) {
    if (pending.state.is_empty()) return error{errc::state_missing, step::authorization_request};
    secret value;
    if (is_browser_value(browser)) {
      value = secret(std::string(browser));
    } else {
      auto made = random_secret();
      if (!made) return error{made.error().code, step::authorization_request};
      value = std::move(*made);
    }
    // The state is left out: who reads the store learns none.
    const secret state = std::exchange(pending.state, secret());
    auto hashes = hashes_of(state.reveal(), value.reveal());
    if (!hashes) return hashes.error();
    secret text = to_text(pending);
    if (text.reveal().size() > std::min(options_.text_bytes, detail::pending_text_limits.bytes))
      return error{errc::request_too_large, step::authorization_request};
    // What could not be read when the browser comes back is found out now: a scope that is not UTF-8, for example.
    if (const auto read = pending_sign_in_from_text(text.reveal()); !read)
      return error{read.error().code, step::authorization_request, read.error().detail};
    kept_sign_in kept{.state_hash = std::move(hashes->state),
                      .browser_hash = secret(std::move(hashes->browser)),
                      .text = std::move(text),
                      .begun_at = pending.started_at,
                      .ends_at = later_by(pending.started_at, options_.expires_after)};
    if (auto is_kept = store_.keep(std::move(kept)); !is_kept) return is_kept.error();
    return value;
  }

  /// Takes out the sign-in of the state that a browser brought back, before anything else is done about it: whatever comes of it, it
  /// cannot be taken again.
  ///
  /// Errors: `state_missing`; `sign_in_of_another_browser`, also without a good cookie; `sign_in_unknown` if it was taken, pushed out or
  ///   never begun; `sign_in_expired`; `sign_in_unreadable`; `cryptography_failed`; those of the store.
  /// Specification: RFC 6749 section 10.12; RFC 9700 sections 2.1, 4.2.4 and 4.7.
  [[nodiscard]] result<pending_sign_in> take_by_state(std::string_view state, std::string_view browser) {
    if (state.empty()) return error{errc::state_missing, step::callback};
    if (!is_browser_value(browser)) return error{errc::sign_in_of_another_browser, step::callback};
    const auto hashes = hashes_of(state, browser);
    if (!hashes) return hashes.error();
    const result<secret> text = store_.take(hashes->state, hashes->browser);
    if (!text) return text.error();
    auto pending = pending_sign_in_from_text(text->reveal());
    if (!pending) return pending.error();
    if (!pending->state.is_empty()) return error{errc::sign_in_unreadable, step::callback, "state"};
    pending->state = secret(std::string(state));
    if (has_expired(*pending, clock_.now(), options_.expires_after, options_.leeway))
      return error{errc::sign_in_expired, step::callback};
    return pending;
  }

  /// The same for a response as the browser brought it. Errors: those of `claimed_state` too.
  [[nodiscard]] result<pending_sign_in> take(const authorization_response& response, std::string_view browser) {
    const auto state = claimed_state(response);
    if (!state) return state.error();
    return take_by_state(*state, browser);
  }

  /// The same where responses may be encrypted, in which case nobody sees the state before they are opened: by `responses()` of the relying
  /// party at whose redirect URI this one came. Errors: those of `response_verifier::verify` too.
  [[nodiscard]] result<pending_sign_in> take(const authorization_response& response, std::string_view browser,
                                             const response_verifier& verifier) {
    const auto state = claimed_state(response, verifier);
    if (!state) return state.error();
    return take_by_state(*state, browser);
  }

 private:
  struct hashed {
    std::string state;
    std::string browser;
  };

  static result<hashed> hashes_of(std::string_view state, std::string_view browser) {
    const auto of_state = digest(digest_algorithm::sha256, state);
    if (!of_state) return error{of_state.error().code, step::callback};
    const auto of_browser = digest(digest_algorithm::sha256, browser);
    if (!of_browser) return error{of_browser.error().code, step::callback};
    return hashed{encode_base64url(*of_state), encode_base64url(*of_browser)};
  }

  Store& store_;
  pending_sign_ins_options options_;
  rowclaim::clock clock_;
};

}  // namespace rowclaim::inline v0_1
