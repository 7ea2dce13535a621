// SPDX-License-Identifier: BSL-1.0
// libjwt 1: takes the key as text with each token.
#include "peer.hpp"

#include <jwt.h>

#include <stdexcept>
#include <string_view>

namespace bench {
namespace {

bool is_sound(const peer_task& task) {
  const std::string& key = task.secret.empty() ? task.pem : task.secret;
  jwt_t* jwt = nullptr;
  if (jwt_decode(&jwt, task.token.c_str(), reinterpret_cast<const unsigned char*>(key.data()), static_cast<int>(key.size())) != 0)
    return false;
  const char* issuer = jwt_get_grant(jwt, "iss");
  const char* audience = jwt_get_grant(jwt, "aud");
  const bool sound = issuer != nullptr && task.issuer == issuer && audience != nullptr && task.audience == audience &&
                     jwt_get_grant_int(jwt, "exp") > task.now;
  jwt_free(jwt);
  return sound;
}

}  // namespace

std::optional<candidate> libjwt_check(const peer_task& task) {
  if (task.algorithm.starts_with("PS") || task.algorithm == "EdDSA") return std::nullopt;
  if (!is_sound(task)) throw std::runtime_error("libjwt refuses the token");
  return candidate{task.algorithm + ", libjwt", [task] { keep(is_sound(task)); }};
}

}  // namespace bench
