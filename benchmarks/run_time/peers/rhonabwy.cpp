// SPDX-License-Identifier: BSL-1.0
// rhonabwy: takes a key that was read once, and makes GnuTLS's of it with each token.
#include "peer.hpp"

#include <rhonabwy.h>

#include <memory>
#include <stdexcept>
#include <string_view>

namespace bench {
namespace {

bool is_sound(const peer_task& task, jwk_t* key) {
  jwt_t* jwt = nullptr;
  if (r_jwt_init(&jwt) != RHN_OK) return false;
  bool sound = r_jwt_parse(jwt, task.token.c_str(), 0) == RHN_OK && r_jwt_verify_signature(jwt, key, 0) == RHN_OK;
  if (sound) {
    const char* issuer = r_jwt_get_claim_str_value(jwt, "iss");
    const char* audience = r_jwt_get_claim_str_value(jwt, "aud");
    sound = issuer != nullptr && task.issuer == issuer && audience != nullptr && task.audience == audience &&
            r_jwt_get_claim_int_value(jwt, "exp") > task.now;
  }
  r_jwt_free(jwt);
  return sound;
}

}  // namespace

std::optional<candidate> rhonabwy_check(const peer_task& task) {
  jwk_t* read = nullptr;
  if (r_jwk_init(&read) != RHN_OK || r_jwk_import_from_json_str(read, task.jwk.c_str()) != RHN_OK)
    throw std::runtime_error("rhonabwy refuses the key");
  const std::shared_ptr<jwk_t> key(read, r_jwk_free);
  if (!is_sound(task, key.get())) throw std::runtime_error("rhonabwy refuses the token");
  return candidate{task.algorithm + ", rhonabwy", [task, key] { keep(is_sound(task, key.get())); }};
}

}  // namespace bench
