// SPDX-License-Identifier: BSL-1.0
// What the provider says about the person who signed in, beyond the ID token.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

class userinfo_endpoint;
class userinfo_verifier;

/// Claims from the userinfo endpoint about the subject of an ID token. Only `userinfo_endpoint` and `userinfo_verifier` make one.
class userinfo {
 public:
  const std::string& subject() const noexcept { return subject_; }
  const verified_claims& claims() const noexcept { return claims_; }

 private:
  userinfo(std::string subject, verified_claims claims) : subject_(std::move(subject)), claims_(std::move(claims)) {}
  friend class userinfo_endpoint;
  friend class userinfo_verifier;

  std::string subject_;
  verified_claims claims_;
};

// internal: our own type keeps its own promise
static_assert(ProvesClaims<userinfo>);

namespace detail {

/// The `sub` of a response. Errors: `subject_missing`, `subject_malformed`.
inline result<std::string_view> userinfo_subject(const boost::json::object& claims) {
  const boost::json::value* claim = claims.if_contains("sub");
  if (claim == nullptr) return error{errc::subject_missing, step::userinfo};
  if (!claim->is_string()) return error{errc::subject_malformed, step::userinfo, "not a string"};
  const boost::json::string& text = claim->get_string();
  const std::string_view subject(text.data(), text.size());
  if (const std::string_view fault = fault_of(subject); !fault.empty())
    return error{errc::subject_malformed, step::userinfo, fault};
  return subject;
}

}  // namespace detail

}  // namespace rowclaim::inline v0_1
