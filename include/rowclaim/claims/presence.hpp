// SPDX-License-Identifier: BSL-1.0
// Whether a claim is there: four answers, because "not sent" and "too large to send" are different.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstdint>
#include <string_view>

namespace rowclaim::inline v0_1 {

enum class presence : std::uint8_t {
  absent,
  present,
  malformed,   ///< there, but of another shape than declared
  overflowed,  ///< left out by the provider: named by `_claim_names` (OpenID Connect Core 5.6.2) or announced by `hasgroups`
};

constexpr std::string_view name(presence p) {
  switch (p) {
    case presence::absent: return "absent";
    case presence::present: return "present";
    case presence::malformed: return "malformed";
    case presence::overflowed: return "overflowed";
  }
  return "unknown";
}

}  // namespace rowclaim::inline v0_1
