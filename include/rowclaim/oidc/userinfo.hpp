// SPDX-License-Identifier: BSL-1.0
// Asking the provider for more about the person who signed in.
#pragma once

#include <rowclaim/claims/verified_claims.hpp>
#include <rowclaim/core/json_document.hpp>
#include <rowclaim/core/limits.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/core/secret.hpp>
#include <rowclaim/http/transport.hpp>
#include <rowclaim/oidc/detail/json_response.hpp>
#include <rowclaim/oidc/detail/registered_claims.hpp>
#include <rowclaim/oidc/id_token.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace rowclaim::inline v0_1 {

class userinfo_endpoint;
class userinfo_verifier;

/// Claims from the userinfo endpoint about the subject of an ID token. Only `fetch_userinfo` and `userinfo_verifier` make one.
class userinfo {
 public:
  const std::string& subject() const noexcept { return subject_; }
  const verified_claims& claims() const noexcept { return claims_; }

 private:
  userinfo(std::string subject, verified_claims claims) : subject_(std::move(subject)), claims_(std::move(claims)) {}
  friend class userinfo_endpoint;
  friend class userinfo_verifier;
  friend result<userinfo> fetch_userinfo(transport_ref, std::string_view, const secret&, const id_token&, const json_limits&);

  std::string subject_;
  verified_claims claims_;
};

// internal: our own type keeps its own promise
static_assert(ProvesClaims<userinfo>);

namespace detail {

/// The error code in `WWW-Authenticate: Bearer error="..."` (RFC 6750 3).
inline std::string_view bearer_error(const http_response& response) {
  constexpr std::string_view opening = "error=\"";
  std::string_view challenge = response.header("WWW-Authenticate").value_or("");
  const std::size_t start = challenge.find(opening);
  if (start == std::string_view::npos) return {};
  challenge.remove_prefix(start + opening.size());
  return challenge.substr(0, challenge.find('"'));
}

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

/// Fetches the claims. Only JSON is read: a signed or encrypted response is refused as `content_type_unexpected`.
///
/// Errors: those of the transport, in step `userinfo`; `provider_refused` for status 401 and 403; `status_unexpected`;
///   `content_type_unexpected`; `json_*`; `subject_missing`, `subject_malformed`; `subject_mismatch` unless the subject is the ID
///   token's, and nothing of the response is used then.
/// Specification: OpenID Connect Core 5.3.1 to 5.3.4; RFC 6750 sections 2.1 and 3.
[[nodiscard]] inline result<userinfo> fetch_userinfo(transport_ref transport, std::string_view userinfo_endpoint,
                                                     const secret& access_token, const id_token& about,
                                                     const json_limits& limits = claims_limits) {
  auto response = detail::send_in_step(
      transport,
      {.method = "GET",
       .url = std::string(userinfo_endpoint),
       .headers = {{"Authorization", "Bearer " + std::string(access_token.reveal())}, {"Accept", "application/json"}}},
      step::userinfo);
  if (!response) return response.error();
  if (response->status == 401 || response->status == 403)
    return detail::provider_refusal(detail::bearer_error(*response), step::userinfo);
  if (response->status != 200) return error{errc::status_unexpected, step::userinfo};
  if (response->media_type() != "application/json") return error{errc::content_type_unexpected, step::userinfo};
  auto claims = parse_strict_json_object(response->body, limits);
  if (!claims) return detail::in_step(claims.error(), step::userinfo);
  const auto subject = detail::userinfo_subject(*claims);
  if (!subject) return subject.error();
  // 5.3.2: exactly the ID token's, or the response is about somebody else.
  if (*subject != about.subject()) return error{errc::subject_mismatch, step::userinfo};
  return userinfo(std::string(*subject), verified_claims::assume_verified(std::move(response->body)));
}

}  // namespace rowclaim::inline v0_1
