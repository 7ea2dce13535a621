// SPDX-License-Identifier: BSL-1.0
// The claims that the specifications register, taken out of a token in one pass, and the checks that all kinds of token share.
#pragma once

#include <rowclaim/core/clock.hpp>
#include <rowclaim/core/hash.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/strict_json.hpp>
#include <rowclaim/oidc/detail/issuer_difference.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// IWYU pragma: private

namespace rowclaim::inline v0_1::detail {

/// RFC 7519 4.1; OpenID Connect Core 2 and 3.3.2.11; FAPI 1.0 Advanced 5.1 (`s_hash`); RFC 9068 2.2; RFC 7800 3.1;
/// Back-Channel Logout 2.4.
enum class registered : std::uint8_t {
  iss,
  sub,
  aud,
  exp,
  nbf,
  iat,
  jti,
  azp,
  nonce,
  acr,
  auth_time,
  at_hash,
  c_hash,
  s_hash,
  sid,
  events,
  client_id,
  scope,
  cnf,
};

inline constexpr std::array<std::string_view, 19> registered_names{
    "iss",       "sub",     "aud",    "exp",    "nbf", "iat",    "jti",       "azp",   "nonce", "acr",
    "auth_time", "at_hash", "c_hash", "s_hash", "sid", "events", "client_id", "scope", "cnf",
};

constexpr std::string_view name(registered claim) noexcept { return registered_names[static_cast<std::size_t>(claim)]; }

/// Finds a registered claim by the hash of its name: each has a place of its own in the table, so that one look decides.
class registered_table {
 public:
  consteval registered_table() {
    while (!fill()) ++shift_;
  }

  /// The claim's index, or the number of claims.
  constexpr std::size_t find(std::string_view name, std::uint64_t hash) const noexcept {
    const std::size_t index = places_[hash >> shift_ & (size - 1)];
    if (index == registered_names.size()) return index;
    const std::string_view expected = registered_names[index];
    const bool is_same = name.size() == expected.size() && equal_bytes(name.data(), expected.data(), name.size());
    return is_same ? index : registered_names.size();
  }

 private:
  static constexpr std::size_t size = 256;

  consteval bool fill() {
    places_.fill(static_cast<std::uint8_t>(registered_names.size()));
    for (std::size_t i = 0; i < registered_names.size(); ++i) {
      std::uint8_t& place = places_[hash_bytes(registered_names[i]) >> shift_ & (size - 1)];
      if (place != registered_names.size()) return false;
      place = static_cast<std::uint8_t>(i);
    }
    return true;
  }

  unsigned shift_ = 0;
  std::array<std::uint8_t, size> places_{};
};

inline constexpr registered_table registered_places;

struct claim_value {
  enum class kinds : std::uint8_t { absent, text, number, other };
  kinds kind = kinds::absent;
  double number = 0;
  std::string_view text = {};

  bool is_there() const noexcept { return kind != kinds::absent; }
  bool is_text() const noexcept { return kind == kinds::text; }
};

/// What a token is bound to, by `cnf`. Empty texts are what it is not bound to, if it is sound.
struct confirmation {
  enum class states : std::uint8_t { sound, malformed, not_understood };
  states state = states::sound;
  std::string_view key = {};  ///< `jkt` (RFC 9449 6.1)
  std::string_view certificate = {};  ///< `x5t#S256` (RFC 8705 3.1)
};

/// The registered claims of one token. The texts lie in the payload, or here if they had escapes.
class registered_claims {
 public:
  registered_claims() = default;
  registered_claims(const registered_claims&) = delete;
  registered_claims& operator=(const registered_claims&) = delete;

  const claim_value& operator[](registered claim) const noexcept { return values_[static_cast<std::size_t>(claim)]; }
  /// Never empty if `is_audience_sound`.
  std::span<const std::string_view> audience() const noexcept { return audience_; }
  bool is_audience_sound() const noexcept { return is_audience_sound_ && !audience_.empty(); }
  /// Whether `events` has the one of Back-Channel Logout 2.4, whose value is an object.
  bool has_logout_event() const noexcept { return has_logout_event_; }
  /// Of a token without a `cnf` it is sound and empty; of one with a `cnf` that is no object it says nothing.
  const confirmation& bound_to() const noexcept { return bound_to_; }

  /// Makes it ready for a payload of that size. What has grown for an earlier one stays.
  void clear(std::size_t payload_bytes) {
    values_ = {};
    audience_.clear();
    is_audience_sound_ = true;
    has_logout_event_ = false;
    bound_to_ = {};
    unescaped_.clear();
    // No text is longer than it was with its escapes, and so nothing moves once it has been put here.
    unescaped_bytes_ = payload_bytes;
  }

 private:
  friend class registered_reader;

  [[gnu::noinline]] std::string_view copy(std::string_view text) {
    unescaped_.reserve(unescaped_bytes_);
    const std::size_t start = unescaped_.size();
    unescaped_.append(text);
    return std::string_view(unescaped_).substr(start);
  }

  std::array<claim_value, registered_names.size()> values_{};
  std::vector<std::string_view> audience_;
  bool is_audience_sound_ = true;
  bool has_logout_event_ = false;
  confirmation bound_to_;
  std::string unescaped_;
  std::size_t unescaped_bytes_ = 0;
};

/// Tells the registered claims from the rest. Members of inner objects are of no interest, but for those of `events` and `cnf`.
class registered_reader : public json_visitor {
 public:
  registered_reader(registered_claims& claims, step where) : claims_(claims), where_(where) {}

  error failure() const { return {errc::claims_not_an_object, where_}; }
  bool wants_string() const { return wanted_ != nobody; }

  bool object_begin() {
    if (depth_++ == 0) return true;
    if (is_wanted(registered::events) && depth_ == 2) inside_ = registered::events;
    else if (is_wanted(registered::events) && inside_ == registered::events) claims_.has_logout_event_ = true;
    else if (is_wanted(registered::cnf) && depth_ == 2) inside_ = registered::cnf;
    else refuse_confirmation();
    begin_inner();
    return true;
  }
  bool array_begin() {
    if (depth_++ == 0) return false;
    const bool is_list_of_audiences = is_wanted(registered::aud) && depth_ == 2;
    refuse_confirmation();
    begin_inner();
    if (is_list_of_audiences) {
      inside_ = registered::aud;
      wanted_ = static_cast<std::size_t>(registered::aud);
    }
    return true;
  }
  bool object_end() { return end_inner(); }
  bool array_end() { return end_inner(); }

  [[gnu::always_inline]] bool member_name(const json_name& name) {
    wanted_ = nobody;
    if (depth_ == 1) wanted_ = registered_places.find(name.view, name.hash);
    else if (depth_ == 2 && inside_ == registered::events && name.view == logout_event)
      wanted_ = static_cast<std::size_t>(registered::events);
    else if (depth_ == 2 && inside_ == registered::cnf) begin_way(name.view);
    return true;
  }

  // Written by its parts, and inlined: a text that is handed on as a whole is waited for.
  [[gnu::always_inline]] bool string(const json_text& text) {
    const std::string_view kept = text.is_stable ? text.view : claims_.copy(text.view);
    if (depth_ == 1) [[likely]] {
      value().kind = claim_value::kinds::text;
      value().text = kept;
    } else if (is_wanted(registered::cnf)) {
      if (kept.empty()) refuse_confirmation();
      else claims_.bound_to_.*way_ = kept;
    }
    if (is_wanted(registered::aud)) [[unlikely]]
      claims_.audience_.push_back(kept);
    return depth_ != 0;
  }
  bool integer(std::int64_t number) { return is_number(static_cast<double>(number)); }
  bool large_integer(std::uint64_t number) { return is_number(static_cast<double>(number)); }
  bool real(double number) { return is_number(number); }
  bool boolean(bool) { return is_other(); }
  bool null() { return is_other(); }

 private:
  static constexpr std::string_view logout_event = "http://schemas.openid.net/event/backchannel-logout";
  static constexpr std::size_t nobody = registered_names.size();

  claim_value& value() { return claims_.values_[wanted_]; }
  bool is_wanted(registered claim) const { return wanted_ == static_cast<std::size_t>(claim); }

  bool is_number(double number) {
    if (wanted_ == nobody || depth_ != 1) return is_other();
    value().kind = claim_value::kinds::number;
    value().number = number;
    if (is_wanted(registered::aud)) claims_.is_audience_sound_ = false;
    return true;
  }
  bool is_other() {
    if (depth_ == 0) return false;
    if (wanted_ == nobody) return true;
    if (depth_ == 1) value().kind = claim_value::kinds::other;
    if (is_wanted(registered::aud)) claims_.is_audience_sound_ = false;
    refuse_confirmation();
    return true;
  }
  // A member of cnf: one way of confirmation.
  [[gnu::noinline]] void begin_way(std::string_view name) {
    confirmation& bound_to = claims_.bound_to_;
    if (name == "jkt" || name == "x5t#S256") {
      way_ = name == "jkt" ? &confirmation::key : &confirmation::certificate;
      wanted_ = static_cast<std::size_t>(registered::cnf);
    } else if (bound_to.state == confirmation::states::sound) bound_to.state = confirmation::states::not_understood;
  }
  // What has come is no object where cnf is due, or no text where one of its members is.
  void refuse_confirmation() {
    if (is_wanted(registered::cnf)) claims_.bound_to_.state = confirmation::states::malformed;
  }
  // An array or object: as a claim it is neither text nor number; as an audience only a list of texts will do.
  void begin_inner() {
    if (wanted_ != nobody && depth_ == 2) value().kind = claim_value::kinds::other;
    if (is_wanted(registered::aud) && (depth_ != 2 || inside_ == registered::aud)) claims_.is_audience_sound_ = false;
    wanted_ = nobody;
  }
  bool end_inner() {
    --depth_;
    if (depth_ <= 1) inside_ = registered::iss;
    wanted_ = depth_ == 2 && inside_ == registered::aud ? static_cast<std::size_t>(registered::aud) : nobody;
    return true;
  }

  registered_claims& claims_;
  step where_;
  std::size_t depth_ = 0;
  std::size_t wanted_ = 0;  // the claim whose value comes next; at first the object itself, to be told what it is
  registered inside_ = registered::iss;  // what is open at depth 2 if it is of interest: aud, events or cnf
  std::string_view confirmation::*way_ = &confirmation::key;  // where the text that comes next inside cnf belongs
};

/// Reads the claims. Errors: `json_*` and `claims_not_an_object`, in that step.
[[nodiscard]] inline result<void> read_registered(std::string_view payload, registered_claims& claims, const json_limits& limits,
                                                  step where) {
  claims.clear(payload.size());
  registered_reader reader(claims, where);
  if (const auto read = read_strict_json(payload, reader, limits); !read) {
    error why = read.error();
    why.where = where;
    return why;
  }
  return {};
}

/// 9999-12-31T23:59:59Z: a later time is a mistake, or an attack on somebody's arithmetic.
inline constexpr double latest_time = 253402300799.0;

inline seconds_since_epoch whole_seconds(double time) { return static_cast<seconds_since_epoch>(std::floor(time)); }

/// The text of a claim of one line: at most 255 bytes as OpenID Connect Core 2 has it, and no control characters.
/// Result: what is wrong; empty if nothing is.
inline std::string_view fault_of(std::string_view text) noexcept {
  if (text.empty() || text.size() > 255) return "length";
  // Eight characters at a time: each term has the top bit of a byte that is wrong; what a carry adds above the lowest of them changes
  // nothing about whether there is one.
  constexpr std::uint64_t ones = 0x0101010101010101u;
  constexpr std::uint64_t tops = 0x8080808080808080u;
  std::uint64_t wrong = 0;
  const auto look_at = [&wrong](std::uint64_t eight) {
    const std::uint64_t deletes = eight ^ (ones * 0x7f);
    wrong |= ((eight - ones * 0x20) & ~eight) | ((deletes - ones) & ~deletes);
  };
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) look_at(load<std::uint64_t>(text.data() + i));
  for (; i < text.size(); ++i) look_at(ones * static_cast<unsigned char>(text[i]));
  return (wrong & tops) != 0 ? "control character" : std::string_view();
}

/// What every kind of token is checked by. Each refusal is of the step that the token is read in.
class claim_checks {
 public:
  claim_checks(const registered_claims& claims, seconds_since_epoch now, std::int64_t leeway, step where)
      : claims_(claims),
        now_(static_cast<double>(now)),
        leeway_(static_cast<double>(std::clamp<std::int64_t>(leeway, 0, 300))),
        where_(where) {}

  error refuse(errc cause, std::string_view what = {}) const { return {cause, where_, what}; }

  /// Byte by byte (RFC 7519 4.1.1, OpenID Connect Core 3.1.3.7 (2)).
  result<void> issuer_is(std::string_view expected) const {
    const claim_value& issuer = claims_[registered::iss];
    if (!issuer.is_there()) return refuse(errc::issuer_missing);
    if (!issuer.is_text()) return refuse(errc::issuer_mismatch, "not a string");
    if (issuer.text != expected) return refuse(errc::issuer_mismatch, issuer_difference(expected, issuer.text));
    return {};
  }

  /// OpenID Connect Core 2: at most 255 characters; empty ones and control characters help nobody but an attacker.
  result<void> subject_is_sound() const { return text_is_sound(registered::sub, errc::subject_missing, errc::subject_malformed); }

  /// A claim that must be there and one line of text. Errors: `missing`; `malformed`, saying why.
  result<void> text_is_sound(registered claim, errc missing, errc malformed) const {
    if (!claims_[claim].is_there()) return refuse(missing);
    return text_is_sound_if_there(claim, malformed);
  }
  result<void> text_is_sound_if_there(registered claim, errc malformed) const {
    const claim_value& value = claims_[claim];
    if (!value.is_there()) return {};
    if (!value.is_text()) return refuse(malformed, "not a string");
    if (const std::string_view fault = fault_of(value.text); !fault.empty()) return refuse(malformed, fault);
    return {};
  }

  /// A text or a list of texts that has this one (RFC 7519 4.1.3).
  result<void> audience_has(std::string_view expected) const {
    if (!claims_[registered::aud].is_there()) return refuse(errc::audience_malformed, "missing");
    if (!claims_.is_audience_sound()) return refuse(errc::audience_malformed);
    if (std::ranges::find(claims_.audience(), expected) == claims_.audience().end()) return refuse(errc::audience_mismatch);
    return {};
  }

  /// Not on or after its expiry (RFC 7519 4.1.4).
  result<void> is_not_expired() const {
    if (!claims_[registered::exp].is_there()) return refuse(errc::expiry_missing);
    return is_not_expired_if_said();
  }
  result<void> is_not_expired_if_said() const {
    const claim_value& expiry = claims_[registered::exp];
    if (!expiry.is_there()) return {};
    if (!is_time(expiry)) return refuse(errc::expiry_malformed, name(registered::exp));
    if (now_ >= expiry.number + leeway_) return refuse(errc::expired);
    return {};
  }

  /// Issued at a time that makes sense, and not longer ago than that.
  result<void> was_issued_within(std::int64_t seconds) const {
    if (auto checked = was_issued(); !checked) return checked;
    if (claims_[registered::iat].number + static_cast<double>(seconds) + leeway_ < now_) return refuse(errc::issued_too_long_ago);
    return {};
  }
  result<void> was_issued() const {
    if (!claims_[registered::iat].is_there()) return refuse(errc::issued_at_missing);
    return was_issued_if_said();
  }
  result<void> was_issued_if_said() const {
    const claim_value& issued = claims_[registered::iat];
    if (!issued.is_there()) return {};
    if (!is_time(issued)) return refuse(errc::issued_at_malformed, name(registered::iat));
    if (issued.number > now_ + leeway_) return refuse(errc::issued_in_the_future);
    return {};
  }

  /// RFC 7519 4.1.5
  result<void> is_valid_already() const {
    const claim_value& not_before = claims_[registered::nbf];
    if (!not_before.is_there()) return {};
    if (!is_time(not_before)) return refuse(errc::not_before_malformed, name(registered::nbf));
    if (now_ + leeway_ < not_before.number) return refuse(errc::not_yet_valid);
    return {};
  }

  /// RFC 7800 3.1: a way of confirmation that is not understood is one that was not gone. One that is no way at all is no better.
  result<void> confirmation_is_understood() const {
    const claim_value& value = claims_[registered::cnf];
    if (!value.is_there()) return {};
    const confirmation& bound_to = claims_.bound_to();
    if (value.kind != claim_value::kinds::other || bound_to.state == confirmation::states::malformed)
      return refuse(errc::json_wrong_type, name(registered::cnf));
    if (bound_to.state == confirmation::states::not_understood || (bound_to.key.empty() && bound_to.certificate.empty()))
      return refuse(errc::possession_not_proved, name(registered::cnf));
    return {};
  }

  /// What other kinds of token have, and this must not (RFC 8725 3.12).
  result<void> has_none_of(std::span<const registered> others) const {
    for (const registered claim : others)
      if (claims_[claim].is_there()) return refuse(errc::token_type_mismatch, name(claim));
    return {};
  }

  /// A number with or without a fraction (RFC 7519 2, NumericDate). A double holds every such second exactly, and a sum of two
  /// cannot overflow.
  static bool is_time(const claim_value& value) noexcept {
    return value.kind == claim_value::kinds::number && value.number >= 0 && value.number <= latest_time;
  }

  double now() const noexcept { return now_; }
  double leeway() const noexcept { return leeway_; }

 private:
  const registered_claims& claims_;
  double now_;
  double leeway_;
  step where_;
};

}  // namespace rowclaim::inline v0_1::detail
