// SPDX-License-Identifier: BSL-1.0
// Identifiers that are good once: the jti of client assertions and of DPoP proofs.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace mock_idp {

class seen_once {
 public:
  // False when the identifier was taken before and has not expired.
  bool take(std::string identifier, std::int64_t now, std::int64_t expires_at) {
    std::erase_if(until_, [&](const auto& each) { return each.second <= now; });
    return until_.emplace(std::move(identifier), expires_at).second;
  }

 private:
  std::map<std::string, std::int64_t> until_;
};

}  // namespace mock_idp
