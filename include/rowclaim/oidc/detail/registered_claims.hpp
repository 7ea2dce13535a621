// SPDX-License-Identifier: BSL-1.0
// Reading the claims that every token of OpenID Connect shares: times, audience and subject.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/result.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/oidc/id_token_verifier.hpp>

namespace rowclaim::inline v0_1::detail {

/// 9999-12-31T23:59:59Z: a later time is a mistake, or an attack on somebody's arithmetic.
inline constexpr double latest_time = 253402300799.0;

/// A time: a JSON number with or without a fraction, at least 0 (RFC 7519, NumericDate). Errors: `malformed`, with the claim's name.
/// A double holds every such second exactly, and a sum of two cannot overflow.
[[nodiscard]] inline result<std::optional<double>> time_claim(const boost::json::object& claims, std::string_view name,
                                                              errc malformed, step where) {
  const boost::json::value* claim = claims.if_contains({name.data(), name.size()});
  if (claim == nullptr) return std::optional<double>();
  double time = -1;
  if (claim->is_int64()) time = static_cast<double>(claim->get_int64());
  else if (claim->is_double()) time = claim->get_double();
  // Also refuses what is not a number.
  if (!(time >= 0 && time <= latest_time)) return error{malformed, where, name};
  return std::optional<double>(time);
}

inline seconds_since_epoch whole_seconds(double time) { return static_cast<seconds_since_epoch>(std::floor(time)); }

/// The audience as a list. Errors: `audience_malformed` unless it is a text or a list of at least one text.
[[nodiscard]] inline result<std::vector<std::string>> audience_claim(const boost::json::object& claims, step where) {
  const boost::json::value* claim = claims.if_contains("aud");
  if (claim == nullptr) return error{errc::audience_malformed, where, "missing"};
  if (claim->is_string()) return std::vector<std::string>{std::string(claim->get_string())};
  if (!claim->is_array() || claim->get_array().empty()) return error{errc::audience_malformed, where};
  std::vector<std::string> audience;
  for (const boost::json::value& element : claim->get_array()) {
    if (!element.is_string()) return error{errc::audience_malformed, where};
    audience.emplace_back(element.get_string());
  }
  return audience;
}

/// The subject. OpenID Connect Core 2: at most 255 characters; empty ones and control characters help nobody but an attacker.
/// Errors: `subject_missing`, `subject_malformed`.
[[nodiscard]] inline result<std::string> subject_claim(const boost::json::object& claims, step where) {
  const boost::json::value* claim = claims.if_contains("sub");
  if (claim == nullptr) return error{errc::subject_missing, where};
  if (!claim->is_string()) return error{errc::subject_malformed, where, "not a string"};
  const boost::json::string& subject = claim->get_string();
  if (subject.empty() || subject.size() > 255) return error{errc::subject_malformed, where, "length"};
  if (std::ranges::any_of(subject, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return error{errc::subject_malformed, where, "control character"};
  return std::string(subject);
}

}  // namespace rowclaim::inline v0_1::detail
