// SPDX-License-Identifier: BSL-1.0
// Other libraries' full checks of one token, with the key prepared as well as each allows.
#pragma once

#include "../measure.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bench {

/// What is to be checked, and the key in all the forms that some library wants.
struct peer_task {
  std::string algorithm;
  std::string token;
  std::string issuer;
  std::string audience;
  std::int64_t now;
  std::string jwk;     // the public key, or the secret
  std::string pem;     // the public key; empty for a secret
  std::string secret;  // empty for a public key
};

// Nothing if the library does not know the algorithm. Each throws if the check does not succeed when it is tried.
std::optional<candidate> libjwt_check(const peer_task& task);
std::optional<candidate> rhonabwy_check(const peer_task& task);
std::optional<candidate> cjose_check(const peer_task& task);

}  // namespace bench
