// SPDX-License-Identifier: BSL-1.0
// Everything that the endpoints of one provider share. The provider's lock is held while one of them runs.
#pragma once

#include "grants.hpp"
#include "key_ring.hpp"
#include "provider.hpp"

namespace mock_idp {

struct provider_state {
  provider_options options;
  std::string issuer;
  key_ring keys;
  grants given;

  explicit provider_state(provider_options chosen) : options(std::move(chosen)), keys(options.key_generation) {}

  std::int64_t now() const { return options.clock(); }
  bool does(misbehaviour wrong) const { return options.misbehave.has(wrong); }
};

inline constexpr std::int64_t an_hour = 60 * 60;
// The provider, client and person that wrong messages speak of.
inline constexpr const char* other_issuer = "https://another-provider.example";
inline constexpr const char* other_client = "another-client";
inline constexpr const char* other_subject = "another-subject";

inline void alter_with(const alterations::function& alter, boost::json::object& to) {
  if (alter) alter(to);
}

}  // namespace mock_idp
