// SPDX-License-Identifier: BSL-1.0
// cjose with jansson for the claims: takes a key that was read once.
#include "peer.hpp"

#include <cjose/cjose.h>
#include <jansson.h>

#include <memory>
#include <stdexcept>
#include <string_view>

namespace bench {
namespace {

bool has(const json_t* claims, const char* name, std::string_view expected) {
  const char* text = json_string_value(json_object_get(claims, name));
  return text != nullptr && expected == text;
}

bool is_sound(const peer_task& task, const cjose_jwk_t* key) {
  cjose_err error;
  cjose_jws_t* jws = cjose_jws_import(task.token.data(), task.token.size(), &error);
  if (jws == nullptr) return false;
  std::uint8_t* payload = nullptr;
  std::size_t size = 0;
  bool sound = cjose_jws_verify(jws, key, &error) && cjose_jws_get_plaintext(jws, &payload, &size, &error);
  if (sound) {
    json_error_t where;
    json_t* claims = json_loadb(reinterpret_cast<const char*>(payload), size, JSON_REJECT_DUPLICATES, &where);
    sound = has(claims, "iss", task.issuer) && has(claims, "aud", task.audience) &&
            json_integer_value(json_object_get(claims, "exp")) > task.now;
    json_decref(claims);
  }
  cjose_jws_release(jws);
  return sound;
}

}  // namespace

std::optional<candidate> cjose_check(const peer_task& task) {
  if (task.algorithm == "EdDSA") return std::nullopt;
  cjose_err error;
  cjose_jwk_t* read = cjose_jwk_import(task.jwk.data(), task.jwk.size(), &error);
  if (read == nullptr) throw std::runtime_error("cjose refuses the key");
  const std::shared_ptr<cjose_jwk_t> key(read, cjose_jwk_release);
  if (!is_sound(task, key.get())) throw std::runtime_error("cjose refuses the token");
  return candidate{task.algorithm + ", cjose", [task, key] { keep(is_sound(task, key.get())); }};
}

}  // namespace bench
