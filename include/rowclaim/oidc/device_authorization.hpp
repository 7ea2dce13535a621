// SPDX-License-Identifier: BSL-1.0
// Signing in a device that has no browser, by a person who has one elsewhere.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/oidc/back_channel.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/form.hpp>
#include <rowclaim/oidc/token_endpoint.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

/// What the person is shown, and what the device asks with. Times in seconds.
struct device_authorization {
  secret device_code;
  std::string user_code = {};                  ///< what the person types there
  std::string verification_uri = {};           ///< where: to be shown as it is
  std::string verification_uri_complete = {};  ///< the same with the code in it, for a link or a picture; may be empty
  seconds_since_epoch expires_at = 0;
  std::int64_t interval = 5;                   ///< between two questions, at least
};

namespace detail {

/// Reads a positive number of seconds; none if it is absent. Errors: `json_wrong_type` for anything else, and for more than a year.
inline result<std::optional<std::int64_t>> device_seconds(const boost::json::object& body, std::string_view name) {
  const boost::json::value* member = body.if_contains({name.data(), name.size()});
  if (member == nullptr) return std::optional<std::int64_t>();
  const std::int64_t seconds = member->is_int64() ? member->get_int64() : -1;
  if (seconds < 0 || seconds > 31'536'000) return error{errc::json_wrong_type, step::device_authorization, name};
  return std::optional<std::int64_t>(seconds);
}

inline result<device_authorization> read_device_authorization(const boost::json::object& body, const url_policy& urls,
                                                              seconds_since_epoch now) {
  const auto text = [&body](std::string_view name) -> result<std::string> {
    auto found = text_member(body, name, errc::json_wrong_type, step::device_authorization);
    if (!found) return found.error();
    return found->value_or("");
  };
  device_authorization read;
  auto device_code = text("device_code");
  if (!device_code) return device_code.error();
  read.device_code = secret(std::move(*device_code));
  struct required {
    std::string_view name;
    std::string device_authorization::*place;
  };
  for (const required& member : {required{"user_code", &device_authorization::user_code},
                                 {"verification_uri", &device_authorization::verification_uri},
                                 {"verification_uri_complete", &device_authorization::verification_uri_complete}}) {
    auto found = text(member.name);
    if (!found) return found.error();
    // It is shown to a person, at a terminal perhaps, where control characters do harm.
    if (!is_one_line(*found)) return error{errc::response_malformed, step::device_authorization, member.name};
    read.*member.place = std::move(*found);
  }
  const auto missing = [](std::string_view name) { return error{errc::json_missing_member, step::device_authorization, name}; };
  if (read.device_code.is_empty()) return missing("device_code");
  if (read.user_code.empty()) return missing("user_code");
  if (read.verification_uri.empty()) return missing("verification_uri");
  // The person signs in there: nowhere but over https.
  if (const auto url = read_url(read.verification_uri, urls); !url)
    return error{url.error().code, step::device_authorization, "verification_uri"};
  if (!read.verification_uri_complete.empty() && !read_url(read.verification_uri_complete, urls))
    return error{errc::url_malformed, step::device_authorization, "verification_uri_complete"};
  const auto lifetime = device_seconds(body, "expires_in");
  if (!lifetime) return lifetime.error();
  if (!*lifetime) return missing("expires_in");
  const auto interval = device_seconds(body, "interval");
  if (!interval) return interval.error();
  read.expires_at = now + **lifetime;
  read.interval = std::max<std::int64_t>(interval->value_or(5), 1);
  return read;
}

}  // namespace detail

/// Begins a sign-in of a device. `openid` is not added to the scope: a device may want an access token alone.
///
/// Errors: those of `back_channel::post`, in step `device_authorization`; `provider_refused` with the registered error code;
///   `status_unexpected`, `content_type_unexpected`, `json_*`; `url_malformed` and `url_not_https` for the page; `response_malformed`
///   for texts that are more than one line.
/// Specification: RFC 8628 sections 3.1 and 3.2.
[[nodiscard]] inline result<device_authorization> start_device_authorization(const back_channel& channel,
                                                                             std::string_view device_authorization_endpoint,
                                                                             std::string_view scope = {},
                                                                             const form_parameters& extra = {}) {
  // RFC 8628 3.1: the client's name is a parameter, whatever its authentication is.
  form_parameters form{{"client_id", channel.client().client_id}};
  if (!scope.empty()) form.push_back({"scope", std::string(scope)});
  form.insert(form.end(), extra.begin(), extra.end());
  const auto response = channel.post(device_authorization_endpoint, form, step::device_authorization, {.without_proof = true});
  if (!response) return response.error();
  if (response->status == 400 || response->status == 401) return detail::named_refusal(*response, step::device_authorization);
  if (response->status != 200) return error{errc::status_unexpected, step::device_authorization};
  const auto body = detail::read_json_body(*response, step::device_authorization);
  if (!body) return body.error();
  return detail::read_device_authorization(*body, channel.transport().urls(), channel.clock().now());
}

/// Asks for the tokens of a device as often as it may. It never waits: the caller does. Used by one thread at a time.
class device_grant {
 public:
  device_grant(device_authorization begun, seconds_since_epoch now)
      : begun_(std::move(begun)), interval_(begun_.interval), next_poll_at_(now + interval_) {}

  const device_authorization& begun() const noexcept { return begun_; }
  /// Before this time `poll` asks nobody.
  seconds_since_epoch next_poll_at() const noexcept { return next_poll_at_; }
  /// Whether `poll` has nothing more to ask: the tokens were given, or its last error was final.
  bool is_over() const noexcept { return final_.has_value(); }

  /// Asks whether the person has allowed the device. Result: the tokens, or nothing as long as that is open.
  ///
  /// Errors: those of `poll_device_code`; `provider_refused` (access_denied) if the person did not allow it; `device_code_expired`.
  ///   Final are those of them that are another answer than one of these: no connection, or one that broke; a status that is neither
  ///   tokens nor an error by name; `temporarily_unavailable` or `server_error`. After one of these the next question is put off, and
  ///   may be answered: see `is_over`.
  /// Specification: RFC 8628 sections 3.4 and 3.5.
  [[nodiscard]] result<std::optional<token_response>> poll(const back_channel& channel, std::string_view token_endpoint,
                                                           const token_response_rules& rules = {}) {
    if (final_) return *final_;
    const seconds_since_epoch now = channel.clock().now();
    if (now >= begun_.expires_at) return finish({errc::device_code_expired, step::token_request});
    if (now < next_poll_at_) return std::optional<token_response>();
    auto tokens = poll_device_code(channel, token_endpoint, begun_.device_code, rules);
    next_poll_at_ = now + interval_;
    if (tokens) {
      // A device code counts once.
      final_ = error{errc::device_code_expired, step::token_request, "the tokens were given"};
      return std::optional<token_response>(std::move(*tokens));
    }
    const error why = tokens.error();
    if (why.code == errc::provider_refused && why.detail == "authorization_pending") return std::optional<token_response>();
    if (why.code == errc::provider_refused && why.detail == "slow_down") {
      wait_longer(now, interval_ + 5);
      return std::optional<token_response>();
    }
    if (why.code == errc::provider_refused && why.detail == "expired_token")
      return finish({errc::device_code_expired, step::token_request});
    if (is_passing(why)) {
      // RFC 8628 3.5: a server that does not answer is asked half as often. The code's life bounds it.
      wait_longer(now, 2 * interval_);
      return why;
    }
    return finish(why);
  }

 private:
  static constexpr std::int64_t longest_interval = 300;

  /// Whether the endpoint, or what stands before it, said nothing about the device code.
  static bool is_passing(const error& why) {
    constexpr std::array passing{errc::connection_failed, errc::deadline_exceeded, errc::tls_failed, errc::status_unexpected};
    if (std::ranges::find(passing, why.code) != passing.end()) return true;
    // Of the transport, for a connection that broke within the answer; of an answer that came, it names the member.
    if (why.code == errc::response_malformed) return why.detail != "access_token";
    return why.code == errc::provider_refused && (why.detail == "temporarily_unavailable" || why.detail == "server_error");
  }

  void wait_longer(seconds_since_epoch now, std::int64_t interval) {
    interval_ = std::max(interval_, std::min(interval, longest_interval));
    next_poll_at_ = now + interval_;
  }
  error finish(const error& why) {
    final_ = why;
    return why;
  }

  device_authorization begun_;
  std::int64_t interval_;
  seconds_since_epoch next_poll_at_;
  std::optional<error> final_;
};

}  // namespace rowclaim::inline v0_1
