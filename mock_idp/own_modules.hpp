// SPDX-License-Identifier: BSL-1.0
// What the tables of our own modules share.
#pragma once

#include "deeds.hpp"
#include "digest.hpp"
#include "judgement.hpp"

#include <string>
#include <string_view>

namespace mock_idp::own_modules {

using state = provider_state;
using beginning = void (*)(state&);

// A token that no header can carry.
inline constexpr std::string_view token_with_line_break = "stolen\r\nX-Injected: yes";
// What an ID token says of a token that it comes with, where its algorithm has 256 bits (OpenID Connect Core 3.1.3.6).
inline std::string half_hash(std::string_view token) { return base64url(sha256(token).substr(0, 16)); }

template <signing_algorithm Algorithm>
void signed_with(provider_options& options) {
  options.algorithm = Algorithm;
  for (auto& [id, party] : options.clients) party.id_token_signed_response_alg = Algorithm;
}

inline constexpr auto completes_sign_in = "completes the sign-in";

// A provider that does something unusual which is right.
constexpr module_entry good(std::string_view id, std::string_view effect, beginning begin,
                            response_types types = any_response_type) {
  return {.id = id,
          .effect = effect,
          .expects = completes_sign_in,
          .types = types,
          .outcome = outcome::accept,
          .judge = judgement::completes,
          .begin = begin};
}

}  // namespace mock_idp::own_modules
