// SPDX-License-Identifier: BSL-1.0
// Keys to encrypt to and to open with: those of the specifications, and secrets of each length.
#pragma once

#include "signing.hpp"
#include <rowclaim/jose/encryption.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jose_test {

using rowclaim::content_encryption;
using rowclaim::key_management;

inline constexpr std::array<content_encryption, 6> all_content_encryptions{
    content_encryption::a128gcm,       content_encryption::a192gcm,       content_encryption::a256gcm,
    content_encryption::a128cbc_hs256, content_encryption::a192cbc_hs384, content_encryption::a256cbc_hs512,
};
inline constexpr std::array<key_management, 13> all_key_managements{
    key_management::rsa_oaep,
    key_management::rsa_oaep_256,
    key_management::ecdh_es,
    key_management::ecdh_es_a128kw,
    key_management::ecdh_es_a192kw,
    key_management::ecdh_es_a256kw,
    key_management::a128kw,
    key_management::a192kw,
    key_management::a256kw,
    key_management::a128gcmkw,
    key_management::a192gcmkw,
    key_management::a256gcmkw,
    key_management::dir,
};
inline constexpr rowclaim::key_management_set every_key_management =
    rowclaim::asymmetric_key_management | rowclaim::symmetric_key_management;

/// The members of a key, without the braces: those of its public half, and those that only its owner has.
struct key_pair {
  std::string_view public_members;
  std::string_view private_members;

  std::string public_jwk(std::string_view more = {}) const { return '{' + std::string(more) + std::string(public_members) + '}'; }
  std::string private_jwk(std::string_view more = {}) const {
    return '{' + std::string(more) + std::string(public_members) + ',' + std::string(private_members) + '}';
  }
};

// RFC 7516 A.1
inline constexpr key_pair rsa_pair{
    R"("kty":"RSA","e":"AQAB","n":"oahUIoWw0K0usKNuOR6H4wkf4oBUXHTxRvgb48E-BVvxkeDNjbC4he8rUWcJoZmds2h7M70imEVhRU5djINXtqllXI4D)"
    R"(FqcI1DgjT9LewND8MW2Krf3Spsk_ZkoFnilakGygTwpZ3uesH-PFABNIUYpOiN15dsQRkgr0vEhxN92i2asbOenSZeyaxziK72UwxrrKoExv6kc5twXTq4h-)"
    R"(QChLOln0_mtUZwfsRaMStPs6mS6XrgxnxbWhojf663tuEQueGC-FCMfra36C9knDFGzKsNa7LZK2djYgyD3JR_MB_4NUJW_TqOQtwHYbxevoJArm-L5Stowj)"
    R"(zGy-_bq6Gw")",
    R"("d":"kLdtIj6GbDks_ApCSTYQtelcNttlKiOyPzMrXHeI-yk1F7-kpDxY4-WY5NWV5KntaEeXS1j82E375xxhWMHXyvjYecPT9fpwR_M9gV8n9Hrh2anTpT)"
    R"(D93Dt62ypW3yDsJzBnTnrYu1iwWRgBKrEYY46qAZIrA2xAwnm2X7uGR1hghkqDp0Vqj3kbSCz1XyfCs6_LehBwtxHIyh8Ripy40p24moOAbgxVw3rxT_vlt3)"
    R"(UVe4WO3JkJOzlpUf-KTVI2Ptgm-dARxTEtE-id-4OJr0h-K-VFs3VSndVTIznSxfyrj8ILL6MG_Uv8YAu7VILSB3lOW085-4qE3DzgrTjgyQ")"};
// RFC 7520 5.5
inline constexpr key_pair p256_pair{
    R"("kty":"EC","crv":"P-256","x":"Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0","y":"HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw")",
    R"("d":"r_kHyZ-a06rmxM3yESK84r1otSg-aQcVStkRhA-iCM8")"};
// RFC 7520 5.4
inline constexpr key_pair p384_pair{
    R"("kty":"EC","crv":"P-384","x":"YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2",)"
    R"("y":"A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP")",
    R"("d":"iTx2pk7wW-GqJkHcEkFQb2EFyYcO7RugmaW3mRrQVAOUiPommT0IdnYK2xDlZh-j")"};
// RFC 7520 3.2
inline constexpr key_pair p521_pair{
    R"("kty":"EC","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",)"
    R"("y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1")",
    R"("d":"AAhRON2r9cqXX1hg-RoI6R1tX5p2rUAYdmpHZoC1XNM56KtscrX6zbKipQrCW9CGZH3T4ubpnoTKLDYJ_fF3_rJt")"};
// RFC 8037 A.6: the ephemeral key
inline constexpr key_pair x25519_pair{R"("kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")",
                                      R"("d":"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo")"};

inline constexpr std::array<key_pair, 4> agreement_pairs{p256_pair, p384_pair, p521_pair, x25519_pair};

/// A secret of so many bytes as a JWK, with `more` in front.
inline std::string secret_jwk(std::size_t bytes, std::string_view more = {}) {
  std::string key;
  for (std::size_t i = 0; i < bytes; ++i) key += static_cast<char>(0xa0 + i);
  return '{' + std::string(more) + R"("kty":"oct","k":")" + b64(key) + "\"}";
}

/// The bytes that a shared secret must have for the two together.
inline std::size_t secret_bytes_for(key_management k, content_encryption c) {
  const std::string_view called = k == key_management::dir ? rowclaim::name(c) : rowclaim::name(k);
  const std::size_t bytes = called.starts_with("A128") ? 16 : called.starts_with("A192") ? 24 : 32;
  return called.find("CBC") != std::string_view::npos ? 2 * bytes : bytes;
}

/// A key to encrypt with and one to open with, as JWKs.
struct two_keys {
  std::string recipient;
  std::string own;
};

/// Keys that fit the two together: several where there are several curves.
inline std::vector<two_keys> keys_for(key_management k, content_encryption c, std::string_view more = {}) {
  if (rowclaim::symmetric_key_management.contains(k)) {
    const std::string shared = secret_jwk(secret_bytes_for(k, c), more);
    return {{shared, shared}};
  }
  if (k == key_management::rsa_oaep || k == key_management::rsa_oaep_256)
    return {{rsa_pair.public_jwk(more), rsa_pair.private_jwk(more)}};
  std::vector<two_keys> keys;
  for (const key_pair& pair : agreement_pairs) keys.push_back({pair.public_jwk(more), pair.private_jwk(more)});
  return keys;
}

}  // namespace jose_test
