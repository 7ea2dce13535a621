// SPDX-License-Identifier: BSL-1.0
// The tokens of one session, kept fresh: many threads use them, and one at a time asks for new ones.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/id_token.hpp>
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/token_endpoint.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

namespace detail {

/// Ten years: a longer life means the same, and no sum overflows.
inline constexpr std::int64_t longest_token_life = 315'360'000;

}  // namespace detail

/// What a session has of the provider. It can be stored and put together again: every member is public.
struct session_tokens {
  secret access_token;
  secret refresh_token = {};                            ///< the newest; empty if the provider gave none
  secret id_token = {};                                 ///< the newest
  access_token_type token_type = access_token_type::bearer;
  std::optional<seconds_since_epoch> expires_at = {};   ///< of the access token; none if the provider does not say
  std::string scope = {};
  original_id_token original = {};                      ///< what later ID tokens must say again
  std::optional<seconds_since_epoch> obtained_at = {};  ///< when the access token was given; none if that was not kept
};

/// The tokens of a sign-in as a session keeps them, the ID token being the one that was verified.
[[nodiscard]] inline session_tokens make_session_tokens(token_response response, const id_token& verified,
                                                        seconds_since_epoch now) {
  session_tokens tokens{.access_token = std::move(response.access_token),
                        .refresh_token = std::move(response.refresh_token),
                        .id_token = verified.encoded(),
                        .token_type = response.token_type,
                        .scope = std::move(response.scope),
                        .original = verified,
                        .obtained_at = now};
  if (response.expires_in) tokens.expires_at = now + std::min(*response.expires_in, detail::longest_token_life);
  return tokens;
}

/// An access token that is good at the moment.
struct session_access {
  secret access_token;
  access_token_type token_type;
};

/// A request to a resource in a session's name.
struct session_request {
  std::string url;
  std::string method = "GET";
  std::string accept = "application/json";
  std::string content_type = {};
  std::string body = {};
};

struct token_session_options {
  std::string token_endpoint;
  std::int64_t refresh_before = 60;  ///< seconds before the access token's end; at most half of its life
};

/// The tokens of one session. Several threads may use it at once: whoever comes while new tokens are being fetched waits for them, and gets
/// the same answer. Channel and verifier must outlive it.
class token_session {
 public:
  token_session(const back_channel& channel, const id_token_verifier& id_tokens, token_session_options options,
                session_tokens tokens)
      : channel_(channel), id_tokens_(id_tokens), options_(std::move(options)), tokens_(std::move(tokens)) {}

  token_session(const token_session&) = delete;
  token_session& operator=(const token_session&) = delete;

  /// An access token, a new one if the old one is about to expire. One that has not expired is good as long as no new one can be had.
  ///
  /// Errors: `refresh_token_missing`; those of `refresh_tokens` and of `id_token_verifier::verify_refreshed`; `session_over` once
  ///   the provider has said invalid_grant, or has given an ID token that is not this session's. After any other error the session
  ///   goes on: an ID token that no key fits, as keys could not be fetched or are behind, says nothing about it, and an answer that
  ///   cannot be taken leaves its refresh token if it has a newer one.
  /// Specification: OpenID Connect Core 12; RFC 6749 section 6; RFC 9700 section 4.14.
  [[nodiscard]] result<session_access> access() { return access(nullptr); }

  /// The same after a resource has refused an access token: another one. Whoever comes second with the same refused token gets what the
  /// first one got.
  ///
  /// Errors: those of `access`; `token_refresh_too_soon` if the refused token was given less than ten seconds ago: the resource wants
  ///   something else than a newer one.
  [[nodiscard]] result<session_access> access_instead_of(const secret& refused) { return access(&refused); }

  /// A new access token however good the old one is, for whoever knows that it would say something else by now.
  /// Errors: those of `access`.
  [[nodiscard]] result<session_access> renew() {
    std::unique_lock lock(mutex_);
    return renew(lock);
  }

  /// Sends a request with an access token, and once more with a new one if the resource answers 401.
  /// Errors: those of `access` and of `back_channel::request_resource`.
  [[nodiscard]] result<http_response> request(const session_request& wanted, step where) {
    auto given = access();
    if (!given) return given.error();
    auto response = send(wanted, *given, where);
    if (!response || response->status != 401) return response;
    given = access_instead_of(given->access_token);
    if (given) return send(wanted, *given, where);
    // A resource that refuses is answer enough where nothing newer can be had.
    const errc why = given.error().code;
    if (why == errc::refresh_token_missing || why == errc::token_refresh_too_soon) return response;
    return given.error();
  }

  /// A copy of everything, to be stored.
  [[nodiscard]] session_tokens tokens() const {
    const std::lock_guard lock(mutex_);
    return tokens_;
  }
  /// Grows with each change of the tokens: what was stored at another revision is out of date.
  std::uint64_t revision() const {
    const std::lock_guard lock(mutex_);
    return revision_;
  }
  bool is_over() const {
    const std::lock_guard lock(mutex_);
    return over_.has_value();
  }

  /// Ends the session here, and hands out what it had, to be revoked. Tokens that are being asked for are waited for: they are what is to
  /// be revoked then.
  [[nodiscard]] session_tokens end() {
    std::unique_lock lock(mutex_);
    if (!over_) over_ = error{errc::session_over, step::token_request, "ended here"};
    changed_.wait(lock, [this] { return !is_refreshing_; });
    ++revision_;
    return std::exchange(tokens_, session_tokens{});
  }

 private:
  static constexpr seconds_since_epoch retry_after = 10;  // how long nobody is asked again after it could not be renewed
  static constexpr seconds_since_epoch kept_for = 10;  // how long a token is young: another one would be refused as well

  /// What one round of asking came to.
  struct outcome {
    std::optional<session_tokens> tokens = {};  // the tokens from now on
    std::optional<error> why = {};  // what the callers are told
    bool ends_session = false;
  };

  result<session_access> access(const secret* refused) {
    std::unique_lock lock(mutex_);
    const seconds_since_epoch now = channel_.clock().now();
    if (over_) return *over_;
    const bool is_refused = refused != nullptr && tokens_.access_token.matches(refused->reveal());
    const bool is_good = is_usable(now) && !is_refused;
    if (is_good && !wants_early(now)) return current();
    if (is_refused && !is_refreshing_ && is_usable(now) && is_within(tokens_.obtained_at, now, kept_for))
      return error{errc::token_refresh_too_soon, step::token_request};
    auto renewed = renew(lock);
    // Renewed too early to matter: what was good is good.
    if (!renewed && is_good && !over_ && is_usable(channel_.clock().now())) return current();
    return renewed;
  }

  /// Asks for new tokens, or waits for whoever is asking. After a failure nobody is asked for a while, and the failure is the answer.
  result<session_access> renew(std::unique_lock<std::mutex>& lock) {
    if (over_) return *over_;
    if (is_refreshing_) {
      const std::uint64_t round = round_;
      changed_.wait(lock, [&] { return round_ != round; });
    } else {
      const seconds_since_epoch now = channel_.clock().now();
      if (tokens_.refresh_token.is_empty()) return error{errc::refresh_token_missing, step::token_request};
      if (failure_ && is_within(failed_at_, now, retry_after)) return *failure_;
      const session_tokens before = tokens_;
      is_refreshing_ = true;
      lock.unlock();
      outcome came = ask(before, now);
      lock.lock();
      finish(std::move(came));
    }
    if (over_) return *over_;
    if (failure_) return *failure_;
    return current();
  }

  /// Whether something was so few seconds ago. After the clock was set back, nothing was.
  static bool is_within(const std::optional<seconds_since_epoch>& then, seconds_since_epoch now, std::int64_t seconds) {
    return then && now >= *then && now - *then < seconds;
  }
  bool is_usable(seconds_since_epoch now) const {
    return !tokens_.access_token.is_empty() && (!tokens_.expires_at || now < *tokens_.expires_at);
  }
  /// Whether this caller is the one to renew a token that is good still.
  bool wants_early(seconds_since_epoch now) const {
    if (!tokens_.expires_at || tokens_.refresh_token.is_empty() || is_refreshing_ || is_within(failed_at_, now, retry_after))
      return false;
    // A token that lives no longer than that would else be renewed at each use.
    const std::int64_t early = tokens_.obtained_at
                                   ? std::min(options_.refresh_before, (*tokens_.expires_at - *tokens_.obtained_at) / 2)
                                   : options_.refresh_before;
    return now >= *tokens_.expires_at - early;
  }
  session_access current() const { return {tokens_.access_token, tokens_.token_type}; }

  outcome ask(const session_tokens& before, seconds_since_epoch now) const try {
    const auto body = detail::ask_token_endpoint(channel_, options_.token_endpoint, detail::refresh_form(before.refresh_token));
    if (!body) return {.why = body.error()};
    // RFC 6749 6: the old refresh token stays unless there is a newer one. A provider that takes each one once has used up the old one
    // with its answer, whatever else the answer says: the newer one is kept also where nothing else of it is taken.
    std::optional<session_tokens> kept;
    if (secret newer = rotated(*body); !newer.is_empty()) {
      kept = before;
      kept->refresh_token = std::move(newer);
    }
    auto response = detail::read_token_response(*body, channel_.dpop() != nullptr,
                                                {.requested_scope = before.scope,
                                                 .allow_no_id_token = true,
                                                 // What the sign-in took; a token that was bound to a key stays bound.
                                                 .allow_unbound_tokens = before.token_type == access_token_type::bearer});
    if (!response) {
      const error why = response.error();
      const bool ends_session = why.code == errc::provider_refused && why.detail == "invalid_grant";
      return {.tokens = std::move(kept), .why = why, .ends_session = ends_session};
    }
    session_tokens after = kept.value_or(before);
    if (!response->id_token.is_empty()) {
      const auto verified = id_tokens_.verify_refreshed(response->id_token.reveal(), before.original, &response->access_token);
      if (!verified) return {.tokens = std::move(kept), .why = verified.error(), .ends_session = !is_passing(verified.error())};
      after.id_token = verified->encoded();
    }
    after.access_token = std::move(response->access_token);
    after.token_type = response->token_type;
    after.scope = std::move(response->scope);
    after.obtained_at = now;
    after.expires_at.reset();
    if (response->expires_in) after.expires_at = now + std::min(*response->expires_in, detail::longest_token_life);
    return {.tokens = std::move(after)};
  } catch (...) {
    return {.why = error{errc::connection_failed, step::token_request, "exception"}};
  }

  /// The refresh token of an answer, whatever else is wrong with that; empty if it has none.
  static secret rotated(const boost::json::object& body) {
    if (body.contains("error")) return {};
    const boost::json::value* token = body.if_contains("refresh_token");
    return secret(token != nullptr && token->is_string() ? std::string(token->get_string()) : std::string());
  }

  /// Whether an ID token was refused for want of a key that fits. That says nothing about the session: a key set that is broken, empty or
  /// behind the signatures is another one some time later.
  static bool is_passing(const error& why) {
    return why.where == step::key_set || why.code == errc::signature_mismatch || why.code == errc::cryptography_failed;
  }

  void finish(outcome came) {
    is_refreshing_ = false;
    ++round_;
    // What was ended meanwhile stays ended, and `end`, which waits for this, hands out the newest.
    if (!over_ && came.ends_session) {
      const std::string_view cause = came.why->code == errc::provider_refused ? came.why->detail : name(came.why->code);
      over_ = error{errc::session_over, came.why->where, cause};
      tokens_ = {};
      ++revision_;
    } else if (came.tokens) {
      tokens_ = std::move(*came.tokens);
      ++revision_;
    }
    failure_ = came.why;
    // Counted from the end: whoever waited for an endpoint that hangs does not make the next one wait as long.
    failed_at_.reset();
    if (failure_) failed_at_ = channel_.clock().now();
    changed_.notify_all();
  }

  result<http_response> send(const session_request& wanted, const session_access& with, step where) const {
    return channel_.request_resource({.url = wanted.url,
                                      .access_token = with.access_token,
                                      .token_type = with.token_type,
                                      .method = wanted.method,
                                      .accept = wanted.accept,
                                      .content_type = wanted.content_type,
                                      .body = wanted.body},
                                     where);
  }

  const back_channel& channel_;
  const id_token_verifier& id_tokens_;
  token_session_options options_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  session_tokens tokens_;
  std::uint64_t revision_ = 0;
  std::uint64_t round_ = 0;  // counts the times of asking
  std::optional<error> failure_;  // of the last one
  std::optional<seconds_since_epoch> failed_at_;
  bool is_refreshing_ = false;
  std::optional<error> over_;  // why the session has ended, if it has
};

}  // namespace rowclaim::inline v0_1
