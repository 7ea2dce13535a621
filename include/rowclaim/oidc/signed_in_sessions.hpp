// SPDX-License-Identifier: BSL-1.0
// The application's sessions by what a provider knows them by, so that the provider can end them.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/token_facts.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// How word of a logout came: from the provider itself with its signature, or by way of a browser, where anybody can send it.
enum class logout_channel : unsigned char { back, front };

/// What has ended at a provider. Without a session id it is all sessions of the subject; a browser names a session, and no subject.
/// With both it is that session, and by the back channel those of the subject too whose ID token named no session.
struct logout_notice {
  std::string_view issuer = {};  ///< without one it is about nobody
  std::string_view session_id = {};  ///< `sid`; empty if none is named
  std::string_view subject = {};  ///< empty if none is named
  /// When the provider said so, by its own clock: sessions of the subject whose ID token is younger go on. The session that is named ends
  /// all the same, as the clocks of a provider's machines differ.
  std::optional<seconds_since_epoch> issued_at = {};
  logout_channel channel = logout_channel::back;
};

/// Whether a session that was begun with an ID token of these facts has ended. A notice that names nothing is about nobody.
/// Specification: OpenID Connect Back-Channel Logout 1.0 sections 2.6 (9) to (11) and 2.7.
[[nodiscard]] inline bool is_about(const logout_notice& notice, const token_facts& session) noexcept {
  if (notice.issuer.empty() || notice.issuer != session.issuer) return false;
  if (notice.session_id.empty() && notice.subject.empty()) return false;
  if (!notice.subject.empty() && notice.subject != session.subject) return false;
  if (!notice.session_id.empty() && notice.session_id == session.session_id) return true;
  // A session that was never given a name may be the one that is named.
  const bool may_be_it = !notice.subject.empty() && session.session_id.empty() && notice.channel == logout_channel::back;
  if (!notice.session_id.empty() && !may_be_it) return false;
  return !notice.issued_at || session.issued_at <= *notice.issued_at;
}

/// The application's sessions, wherever they are: ends those that a notice is about and says how many those were.
/// Whatever comes by the back channel should also revoke the sessions' refresh tokens, unless they were given for offline access
/// (Back-Channel Logout 1.0 section 2.7); what comes by the front channel must not, as no signature proves it.
template <class Candidate>
concept SessionDirectory = requires(Candidate& directory, const logout_notice& notice) {
  { directory.end_sessions(notice) } -> std::same_as<result<std::size_t>>;
};

/// Times in seconds.
struct signed_in_sessions_options {
  std::size_t capacity = 100'000;
  std::int64_t lifetime = 12 * 3600;  ///< after this a session has ended by itself
  std::int64_t remembers_ended_for = 600;  ///< so that a sign-in under way does not begin what has just ended
  std::size_t remembers_ended = 10'000;  ///< at most; one more refuses all sign-ins of ID tokens issued so far
  /// Between the clocks of a provider's machines: an ID token of a session that has ended is refused unless it is younger by more.
  std::int64_t leeway = 10;
};

/// Sessions in memory. May be used by several threads at once.
///
/// It is the truth: a session that it does not hold is not signed in, so that one pushed out by its bounds is signed out, and none lives
/// that a logout could not find. What the application calls a session is a key of its choice: not the secret in a cookie, but its
/// hash, for example.
class signed_in_sessions {
 public:
  explicit signed_in_sessions(signed_in_sessions_options options = {}, rowclaim::clock clock = {})
      : options_(options), clock_(clock) {}

  signed_in_sessions(const signed_in_sessions&) = delete;
  signed_in_sessions& operator=(const signed_in_sessions&) = delete;

  /// Takes in a session that begins with an ID token of these facts, instead of an earlier one of that key. If there is no room the
  /// oldest session ends.
  ///
  /// Errors: `token_revoked` if the provider has said that it has ended already; `client_misconfigured` without a key, or for facts
  ///   without an issuer or a subject.
  [[nodiscard]] result<void> begin(std::string_view key, const token_facts& facts) {
    if (key.empty() || facts.issuer.empty() || facts.subject.empty() || options_.capacity == 0)
      return error{errc::client_misconfigured, step::logout, "session"};
    const seconds_since_epoch now = clock_.now();
    const std::lock_guard guard(mutex_);
    forget_old(now);
    if (has_ended(facts)) return error{errc::token_revoked, step::logout};
    if (const auto known = by_key_.find(key); known != by_key_.end()) erase(known->second);
    if (sessions_.size() >= options_.capacity) erase(sessions_.begin());
    sessions_.push_back({std::string(key), std::string(facts.issuer), std::string(facts.subject), std::string(facts.session_id),
                         facts.issued_at, now});
    const place made = std::prev(sessions_.end());
    by_key_.emplace(made->key, made);
    by_subject_.emplace(name_of(made->issuer, made->subject), made);
    if (!made->session_id.empty()) by_session_id_.emplace(name_of(made->issuer, made->session_id), made);
    return {};
  }

  /// Whether a session of that key is signed in.
  [[nodiscard]] bool is_signed_in(std::string_view key) const {
    const seconds_since_epoch now = clock_.now();
    const std::lock_guard guard(mutex_);
    const auto known = by_key_.find(key);
    return known != by_key_.end() && is_alive(*known->second, now);
  }

  /// Ends one session because the application says so. Result: whether there was one.
  bool end(std::string_view key) {
    const std::lock_guard guard(mutex_);
    const auto known = by_key_.find(key);
    if (known == by_key_.end()) return false;
    erase(known->second);
    return true;
  }

  /// Ends what a provider's notice is about. Complexity: logarithmic, and linear in the subject's or session's own entries.
  [[nodiscard]] result<std::size_t> end_sessions(const logout_notice& notice) {
    if (notice.issuer.empty() || (notice.session_id.empty() && notice.subject.empty()))
      return error{errc::session_unknown, step::logout};
    const seconds_since_epoch now = clock_.now();
    const std::lock_guard guard(mutex_);
    forget_old(now);
    // Only what is signed may keep somebody from signing in.
    if (notice.channel == logout_channel::back) remember(notice, now);
    index& looked_in = notice.subject.empty() ? by_session_id_ : by_subject_;
    auto [at, end] = looked_in.equal_range(name_of(notice));
    std::size_t ended = 0;
    while (at != end) {
      const place session = (at++)->second;
      if (!is_about(notice, session->facts())) continue;
      erase(session);
      ++ended;
    }
    return ended;
  }

  /// How many sessions are held.
  std::size_t size() const {
    const std::lock_guard guard(mutex_);
    return sessions_.size();
  }

 private:
  struct session {
    std::string key;
    std::string issuer;
    std::string subject;
    std::string session_id;
    seconds_since_epoch issued_at;
    seconds_since_epoch begun_at;

    token_facts facts() const noexcept {
      return {.issuer = issuer, .subject = subject, .session_id = session_id, .issued_at = issued_at};
    }
  };
  using place = std::list<session>::iterator;
  using index = std::multimap<std::string, place, std::less<>>;

  struct ended {
    std::string issuer;
    std::string session_id;
    std::string subject;
    seconds_since_epoch issued_at;
    seconds_since_epoch forget_at;
  };

  // With the length of the first, so that no two pairs are written alike.
  static std::string name_of(std::string_view issuer, std::string_view name) {
    std::string made = std::to_string(issuer.size());
    made.append(":").append(issuer).append(name);
    return made;
  }

  // Every session has a subject, so that this finds the one that is named as well as those that were never given a name.
  static std::string name_of(const logout_notice& notice) {
    return name_of(notice.issuer, notice.subject.empty() ? notice.session_id : notice.subject);
  }

  // A clock that was set back makes the age negative, which is no reason to end anything.
  bool is_alive(const session& one, seconds_since_epoch now) const { return now - one.begun_at < options_.lifetime; }

  static void erase_from(index& of, const std::string& name, place session) {
    auto [at, end] = of.equal_range(name);
    while (at != end && at->second != session) ++at;
    if (at != end) of.erase(at);
  }

  void erase(place session) {
    erase_from(by_subject_, name_of(session->issuer, session->subject), session);
    if (!session->session_id.empty()) erase_from(by_session_id_, name_of(session->issuer, session->session_id), session);
    by_key_.erase(session->key);
    sessions_.erase(session);
  }

  void forget_old(seconds_since_epoch now) {
    while (!sessions_.empty() && !is_alive(sessions_.front(), now)) erase(sessions_.begin());
    // It looks at all of them, and so once a second is enough.
    if (std::exchange(looked_at_ended_, now) != now)
      std::erase_if(ended_, [now](const auto& one) { return one.second.forget_at <= now; });
  }

  // A provider that keeps a session which it has ended here lets the person sign in anew: by a younger ID token.
  seconds_since_epoch refused_until(seconds_since_epoch issued_at, bool names_a_session) const {
    return later_by(issued_at, names_a_session ? std::max<std::int64_t>(options_.leeway, 0) : 0);
  }

  void remember(const logout_notice& notice, seconds_since_epoch now) {
    const seconds_since_epoch issued_at = notice.issued_at.value_or(now);
    if (ended_.size() >= options_.remembers_ended) {
      const seconds_since_epoch until = refused_until(issued_at, !notice.session_id.empty());
      refuses_issued_until_ = std::max(refuses_issued_until_.value_or(until), until);
      return;
    }
    ended_.emplace(name_of(notice), ended{std::string(notice.issuer), std::string(notice.session_id), std::string(notice.subject),
                                          issued_at, later_by(now, options_.remembers_ended_for)});
  }

  bool has_ended(const token_facts& facts) const {
    if (refuses_issued_until_ && facts.issued_at <= *refuses_issued_until_) return true;
    for (const std::string_view name : {facts.session_id, facts.subject}) {
      auto [at, end] = ended_.equal_range(name_of(facts.issuer, name));
      for (; at != end; ++at) {
        const ended& one = at->second;
        const logout_notice notice{
            .issuer = one.issuer, .session_id = one.session_id, .subject = one.subject, .issued_at = one.issued_at};
        if (is_about(notice, facts) && facts.issued_at <= refused_until(one.issued_at, !one.session_id.empty())) return true;
      }
    }
    return false;
  }

  signed_in_sessions_options options_;
  rowclaim::clock clock_;
  mutable std::mutex mutex_;
  std::list<session> sessions_;  // the oldest first
  std::map<std::string, place, std::less<>> by_key_;
  index by_subject_;
  index by_session_id_;
  std::multimap<std::string, ended> ended_;
  seconds_since_epoch looked_at_ended_ = 0;
  std::optional<seconds_since_epoch> refuses_issued_until_;
};

// internal: our own type keeps its own promise
static_assert(SessionDirectory<signed_in_sessions>);

}  // namespace rowclaim::inline v0_1
