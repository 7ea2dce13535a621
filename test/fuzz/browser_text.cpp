// SPDX-License-Identifier: BSL-1.0
// What browsers and stores hand over during a sign-in: addresses to return to, cookies, responses, and sign-ins that wait.
#include "fuzz_target.hpp"
#include <rowclaim/oidc/claimed_state.hpp>
#include <rowclaim/oidc/pending_sign_in_text.hpp>
#include <rowclaim/oidc/return_target.hpp>
#include <rowclaim/oidc/sign_in_cookie.hpp>

#include <algorithm>
#include <string>

namespace rc = rowclaim;

namespace {

bool leads_elsewhere(std::string_view target) {
  return !target.starts_with('/') || target.starts_with("//") || target.starts_with("/\\") ||
         std::ranges::any_of(target, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\'; });
}

void look_at_target(std::string_view text) {
  static const rc::return_targets ours{.folders = {"/"}, .site = "https://app.example"};
  const auto target = rc::allowed_target(text, ours);
  if (!target) return;
  std::string read = *target;
  for (int readers = 0; readers < 4; ++readers) {
    fuzz::require(!leads_elsewhere(read), "an allowed target stays here however often it is decoded");
    read = rc::detail::percent_decoded_once(read);
  }
}

void look_at_waiting(std::string_view text) {
  const auto pending = rc::pending_sign_in_from_text(text);
  if (!pending) return;
  const rc::secret written = to_text(*pending);
  const auto again = rc::pending_sign_in_from_text(written.reveal());
  fuzz::require(again.has_value(), "what is written is read again");
  fuzz::require(to_text(*again).reveal() == written.reveal(), "and is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  look_at_target(text);
  look_at_waiting(text);
  const std::string_view browser = rc::browser_of(text);
  fuzz::require(browser.empty() || rc::is_browser_value(browser), "a browser's value is one that was made here");
  for (const auto& response : {rc::authorization_response::at_url(text), rc::authorization_response::in_form(text)})
    if (const auto state = rc::claimed_state(response)) fuzz::require(!state->empty(), "a state that is there is not empty");
  return 0;
}
