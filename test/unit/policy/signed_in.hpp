// SPDX-License-Identifier: BSL-1.0
// What the tests of policies share: claims as text in, roles as text out.
#pragma once

#include <rowclaim/policy/authorize.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace test {

namespace rc = rowclaim;

inline rc::verified_claims verified(std::string_view json) { return rc::verified_claims::assume_verified(std::string(json)); }

template <class Policy>
rc::result<rc::identity<Policy>> sign_in(std::string_view json) {
  return rc::authorize<Policy>(verified(json));
}

template <class Names>
std::string joined(const Names& names) {
  std::string text;
  for (std::string_view name : names) (text.empty() ? text : text += " ") += name;
  return text;
}

/// The roles with a space between them and a `!` at the end for a user who is not let in, or the name of the refusal.
template <class Policy>
std::string outcome(const rc::result<rc::identity<Policy>>& user) {
  if (!user) return std::string(rc::name(user.error().code));
  return joined(user->roles()) + (user->is_allowed() ? "" : "!");
}

template <class Policy>
std::string outcome(std::string_view json) {
  return outcome<Policy>(sign_in<Policy>(json));
}

}  // namespace test
