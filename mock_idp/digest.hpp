// SPDX-License-Identifier: BSL-1.0
// Hashes, message authentication, random text and comparison in constant time, straight from OpenSSL.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mock_idp {

// By OpenSSL's name of the hash: "SHA256".
std::string digest_of(const char* hash, std::string_view bytes);
std::string hmac(const char* hash, std::string_view key, std::string_view bytes);

std::string sha256(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);
// Random bytes as base64url.
std::string random_text(std::size_t bytes);
bool is_same_secret(std::string_view left, std::string_view right);

}  // namespace mock_idp
