// SPDX-License-Identifier: BSL-1.0
// Encrypted tokens under keys that only the recipient has: whatever is opened is an example of the specifications.
#include "fuzz_target.hpp"
#include <rowclaim/jose/jwe.hpp>

#include <vector>

namespace {

using namespace rowclaim;

constexpr std::string_view keys_of_examples[] = {
    // RFC 7516 A.3
    R"({"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg","alg":"A128KW"})",
    // RFC 7520 5.5
    R"({"kty":"EC","kid":"meriadoc.brandybuck@buckland.example","use":"enc","crv":"P-256","x":"Ze2loSV3wrroKUN_4zhwGh)"
    R"(Cqo3Xhu1td4QjeQ5wIVR0","y":"HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw","d":"r_kHyZ-a06rmxM3yESK84r1otSg-aQcV)"
    R"(StkRhA-iCM8"})",
    // RFC 7520 5.6
    R"({"kty":"oct","kid":"77c7e2b8-6e13-45cf-8672-617b5b45243a","use":"enc","alg":"A128GCM","k":"XctOhJAkA-pD9Lh7ZgW)"
    R"(_2A"})",
    // RFC 7520 5.7
    R"({"kty":"oct","kid":"18ec08e1-bfa9-4d95-b205-2b4dd1d4321d","use":"enc","alg":"A256GCMKW","k":"qC57l_uxcm7Nm3K-c)"
    R"(t4GFjx8tM1U8CZ0NLBvdQstiS8"})",
};

decryption_key_set all_keys() {
  std::vector<decryption_key> keys;
  for (const std::string_view jwk : keys_of_examples) keys.push_back(read_decryption_jwk(jwk).value());
  return decryption_key_set(std::move(keys));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const decryption_key_set keys = all_keys();
  const std::string_view token = fuzz::text_of(data, size);
  const auto opened = decrypt_jwe(token, keys, {asymmetric_key_management | symmetric_key_management});
  if (!opened) return 0;
  const std::string_view plaintext = opened->plaintext.reveal();
  const bool is_example = plaintext == "Live long and prosper." || plaintext.starts_with("You can trust us to stick with you");
  fuzz::require(is_example, "only what was encrypted is opened");
  static_cast<void>(open_nested(token, keys, {asymmetric_key_management | symmetric_key_management}));
  return 0;
}
