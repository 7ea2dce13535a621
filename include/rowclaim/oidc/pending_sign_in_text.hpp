// SPDX-License-Identifier: BSL-1.0
// What waits for a browser's return, as text: for stores that are not in this program's memory.
#pragma once

#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/oidc/authorization.hpp>
#include <rowclaim/oidc/response_type.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

namespace detail {

inline constexpr std::int64_t pending_text_version = 1;
inline constexpr json_limits pending_text_limits{.bytes = 32u << 10, .depth = 2, .members = 64};

/// Takes the members of an object out one by one; the first that is wrong is the one that is told of.
class pending_reader {
 public:
  explicit pending_reader(boost::json::object members) : members_(std::move(members)) {}

  void take(std::string_view name, std::string& into) {
    if (const boost::json::string* text = member(name, &boost::json::value::if_string)) into.assign(text->data(), text->size());
    else refuse(name);
    members_.erase({name.data(), name.size()});
  }
  void take(std::string_view name, secret& into) {
    std::string text;
    take(name, text);
    into = secret(std::move(text));
  }
  void take(std::string_view name, std::int64_t& into) {
    if (const std::int64_t* number = member(name, &boost::json::value::if_int64)) into = *number;
    else refuse(name);
    members_.erase({name.data(), name.size()});
  }
  void take(std::string_view name, bool& into) {
    if (const bool* flag = member(name, &boost::json::value::if_bool)) into = *flag;
    else refuse(name);
    members_.erase({name.data(), name.size()});
  }
  template <class Value>
  void take(std::string_view name, std::optional<Value>& into) {
    if (members_.contains({name.data(), name.size()})) take(name, into.emplace());
  }
  void take(std::string_view name, std::vector<std::string>& into) {
    if (const boost::json::array* texts = member(name, &boost::json::value::if_array)) {
      for (const boost::json::value& text : *texts) {
        if (text.is_string()) into.emplace_back(text.get_string());
        else refuse(name);
      }
    } else {
      refuse(name);
    }
    members_.erase({name.data(), name.size()});
  }
  template <class Named>
  void take_named(std::string_view name, Named& into, std::optional<Named> (*named)(std::string_view)) {
    std::string text;
    take(name, text);
    if (const auto value = named(text)) into = *value;
    else refuse(name);
  }

  /// What is left over is something that this version does not know and must not lose.
  void end() {
    if (!members_.empty()) refuse("a member that is not known");
  }

  const std::optional<error>& failure() const { return failure_; }

 private:
  template <class Kind>
  const Kind* member(std::string_view name, const Kind* (boost::json::value::*if_kind)() const noexcept) const {
    const boost::json::value* found = members_.if_contains({name.data(), name.size()});
    return found != nullptr ? (found->*if_kind)() : nullptr;
  }
  void refuse(std::string_view what) {
    if (!failure_) failure_ = error{errc::sign_in_unreadable, step::callback, what};
  }

  boost::json::object members_;
  std::optional<error> failure_;
};

inline boost::json::array json_texts(const std::vector<std::string>& texts) {
  boost::json::array made;
  for (const std::string& text : texts) made.emplace_back(text);
  return made;
}

}  // namespace detail

/// All of a sign-in that was begun, in one line of JSON. It has the nonce and the code verifier in it: keep it as you keep secrets.
[[nodiscard]] inline secret to_text(const pending_sign_in& pending) {
  // One name for each member, so that nobody adds one and forgets it here.
  const auto& [issuer, redirect_uri, state, nonce, code_verifier, started_at, max_age, acr_values, scopes, type, mode,
               requires_auth_time, subject] = pending;
  boost::json::object text{
      {"version", detail::pending_text_version},
      {"issuer", issuer},
      {"redirect_uri", redirect_uri},
      {"state", detail::json_text_of(state.reveal())},
      {"nonce", detail::json_text_of(nonce.reveal())},
      {"code_verifier", detail::json_text_of(code_verifier.reveal())},
      {"started_at", started_at},
      {"acr_values", detail::json_texts(acr_values)},
      {"scopes", detail::json_texts(scopes)},
      {"response_type", detail::json_text_of(name(type))},
      {"response_mode", detail::json_text_of(name(mode))},
      {"requires_auth_time", requires_auth_time},
  };
  if (max_age) text["max_age"] = *max_age;
  if (subject) text["subject"] = *subject;
  return secret(boost::json::serialize(text));
}

/// Puts together what `to_text` wrote, of this version and with nothing more or less in it.
/// Errors: `sign_in_unreadable`, with the member's name.
[[nodiscard]] inline result<pending_sign_in> pending_sign_in_from_text(std::string_view text) {
  auto members = parse_strict_json_object(text, detail::pending_text_limits);
  if (!members) return error{errc::sign_in_unreadable, step::callback, "JSON"};
  detail::pending_reader reader(std::move(*members));
  std::int64_t written_by = 0;
  reader.take("version", written_by);
  if (written_by != detail::pending_text_version) return error{errc::sign_in_unreadable, step::callback, "version"};
  pending_sign_in read;
  reader.take("issuer", read.issuer);
  reader.take("redirect_uri", read.redirect_uri);
  reader.take("state", read.state);
  reader.take("nonce", read.nonce);
  reader.take("code_verifier", read.code_verifier);
  reader.take("started_at", read.started_at);
  reader.take("max_age", read.max_age);
  reader.take("acr_values", read.acr_values);
  reader.take("scopes", read.scopes);
  reader.take_named("response_type", read.response_type, &response_type_named);
  reader.take_named("response_mode", read.response_mode, &response_mode_named);
  reader.take("requires_auth_time", read.requires_auth_time);
  reader.take("subject", read.subject);
  reader.end();
  if (reader.failure()) return *reader.failure();
  return read;
}

}  // namespace rowclaim::inline v0_1
