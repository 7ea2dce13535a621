// SPDX-License-Identifier: BSL-1.0
// Signed tokens: nobody makes one, so that whatever is accepted is an example of the specifications.
#include "fuzz_target.hpp"
#include <rowclaim/jose/jws.hpp>

#include <vector>

namespace {

using namespace rowclaim;

constexpr std::string_view keys_of_examples[] = {
    // RFC 7515 A.1
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})",
    // RFC 7515 A.2
    R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4)"
    R"(d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQ)"
    R"(OS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM)"
    R"(Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"})",
    // RFC 7515 A.3
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pC)"
    R"(yStikYjKIWI5a0"})",
    // RFC 8037 A.2
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
};

constexpr std::string_view payloads_of_examples[] = {
    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}",
    "Example of Ed25519 signing",
};

key_set all_keys() {
  std::vector<verification_key> keys;
  for (const std::string_view jwk : keys_of_examples) keys.push_back(read_jwk(jwk).value());
  return key_set(std::move(keys));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const key_set keys = all_keys();
  static jws_memory memory;  // what one token leaves there must not help the next
  const std::string_view token = fuzz::text_of(data, size);
  const auto verified = verify_jws(token, keys, asymmetric_algorithms | symmetric_algorithms, memory);
  if (!verified) return 0;
  bool is_example = false;
  for (const std::string_view payload : payloads_of_examples) is_example = is_example || verified->payload == payload;
  fuzz::require(is_example, "only what was signed is accepted");
  return 0;
}
