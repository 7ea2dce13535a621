// SPDX-License-Identifier: BSL-1.0
// Hashes, message authentication and random text.
#include "digest.hpp"

#include "encoding.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace mock_idp {

std::string digest_of(const char* hash, std::string_view bytes) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, hash, nullptr, bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &size) != 1)
    throw std::runtime_error("OpenSSL could not compute a digest");
  out.resize(size);
  return out;
}

std::string hmac(const char* hash, std::string_view key, std::string_view bytes) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  if (!EVP_Q_mac(nullptr, "HMAC", nullptr, hash, nullptr, key.data(), key.size(),
                 reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), reinterpret_cast<unsigned char*>(out.data()),
                 out.size(), &size))
    throw std::runtime_error("OpenSSL could not compute an HMAC");
  out.resize(size);
  return out;
}

std::string sha256(std::string_view bytes) { return digest_of("SHA256", bytes); }
std::string hmac_sha256(std::string_view key, std::string_view bytes) { return hmac("SHA256", key, bytes); }

std::string random_text(std::size_t bytes) {
  std::string out(bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(bytes)) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
  return base64url(out);
}

bool is_same_secret(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace mock_idp
