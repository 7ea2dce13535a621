// SPDX-License-Identifier: BSL-1.0
// What the tables of our own modules share.
#pragma once

#include "deeds.hpp"
#include "judgement.hpp"

#include <string_view>

namespace mock_idp::own_modules {

using state = provider_state;
using beginning = void (*)(state&);

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
