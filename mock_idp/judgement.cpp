// SPDX-License-Identifier: BSL-1.0
// Reading the order of requests around the deed.
#include "judgement.hpp"

#include <array>
#include <utility>

namespace mock_idp::judgement {
namespace {

bool comes_to_its_end(const evidence& from, std::size_t since = 0) {
  if (from.count("/userinfo", since) || from.count("/resource", since)) return true;
  return from.is(of_id_token) && from.count("/jwks", since) != 0;
}

// The first of the paths that was asked after the deed, or nothing.
template <std::size_t N>
std::string_view asked_after(const evidence& from, std::size_t deed, const std::array<std::string_view, N>& paths) {
  for (const auto path : paths)
    if (from.count(path, deed)) return path;
  return {};
}

constexpr std::array<std::string_view, 3> with_token{"/token", "/userinfo", "/resource"};
constexpr std::array<std::string_view, 2> with_access{"/userinfo", "/resource"};
constexpr std::array<std::string_view, 8> everything{"/authorize", "/par",      "/token", "/userinfo",
                                                     "/resource",  "/register", "/jwks",  "/device_authorization"};

template <std::size_t N>
verdict_report nothing_after(const evidence& from, const std::array<std::string_view, N>& paths) {
  const auto deed = from.deed();
  if (!deed) return waiting("the bad message has not been fetched");
  if (const auto path = asked_after(from, *deed, paths); !path.empty())
    return failed("the relying party asked " + std::string(path) + " after the bad message");
  if (!from.is_quiet) return waiting("the relying party may still go on after the bad message");
  return passed();
}

}  // namespace

verdict_report waiting(std::string for_what) { return {.result = verdict::waiting, .reasons = {std::move(for_what)}}; }
verdict_report passed() { return {.result = verdict::passed}; }
verdict_report failed(std::string why) { return {.result = verdict::failed, .reasons = {std::move(why)}}; }
verdict_report skipped(std::string why) { return {.result = verdict::skipped, .reasons = {std::move(why)}}; }

verdict_report completes(const evidence& from) {
  if (comes_to_its_end(from)) return passed();
  return waiting(from.is(of_id_token) ? "the key set has not been fetched" : "userinfo has not been asked");
}

verdict_report rejects(const evidence& from) { return nothing_after(from, with_token); }
verdict_report rejects_keys(const evidence& from) {
  // An ID token that came through the browser is judged before its code is redeemed; else the set may well be read first.
  return nothing_after(from, with_access);
}
verdict_report rejects_metadata(const evidence& from) { return nothing_after(from, everything); }

verdict_report rejects_signature(const evidence& from) {
  if (from.is(with_front_id_token)) return rejects(from);
  const auto deed = from.deed();
  if (deed && !asked_after(from, *deed, with_access).empty())
    return skipped("the relying party does not look at the signature of an ID token from the token endpoint");
  return rejects(from);
}

verdict_report may_accept(const evidence& from) {
  const auto deed = from.deed();
  if (!deed) return waiting("the ID token has not been fetched");
  if (!asked_after(from, *deed, with_access).empty()) return passed();
  if (!from.is_quiet) return waiting("the relying party may still go on");
  return skipped("the relying party does not accept unsigned ID tokens");
}

verdict_report either_way(const evidence& from) {
  if (!from.deed()) return waiting("the provider had no occasion for its deed");
  if (!from.is_quiet && !comes_to_its_end(from, *from.deed())) return waiting("the relying party may still go on");
  return passed();
}

verdict_report only_inside(const evidence& from) {
  return from.deed() ? passed() : waiting("the provider had no occasion for its deed");
}

verdict_report rejects_refresh(const evidence& from) { return nothing_after(from, with_access); }

verdict_report completes_refresh(const evidence& from) {
  const auto deed = from.deed();
  if (!deed) return waiting("no refresh token has been used");
  return comes_to_its_end(from, *deed) ? passed() : waiting("userinfo has not been asked after the refresh");
}

verdict_report by_logout_answer(const evidence& from) {
  if (from.has_fact("the logout token was answered as it must be")) return passed();
  return waiting("no logout token has been answered");
}

verdict_report review_after_logout(const evidence& from) {
  if (!from.deed()) return waiting("nobody has logged out");
  return {.result = verdict::review, .reasons = {"whether the session is gone is seen inside the relying party alone"}};
}

}  // namespace mock_idp::judgement
