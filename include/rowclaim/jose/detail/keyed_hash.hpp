// SPDX-License-Identifier: BSL-1.0
// A hash of tokens that only this process can compute.
#pragma once

#include <rowclaim/core/hash.hpp>
#include <rowclaim/jose/detail/openssl_handle.hpp>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// IWYU pragma: private, include <rowclaim/jose/verified_token_cache.hpp>

namespace rowclaim::inline v0_1::detail {

/// Folded products over the whole text, each half of each product covered by a secret number.
///
/// No message authentication code, and none is needed: what has the same hash is compared byte by byte, so that a collision cannot make
/// one token count as another. All that it could do is crowd a place of the table, which holds eight at most; and to look for one takes
/// the key, which never leaves the process, or tokens that an issuer signs by the million, as only verified ones are put in.
class keyed_hash {
 public:
  keyed_hash() noexcept {
    const error_queue_mark mark;
    is_ready_ = RAND_bytes(reinterpret_cast<unsigned char*>(key_.data()), sizeof key_) == 1;
  }
  keyed_hash(const keyed_hash&) = delete;
  keyed_hash& operator=(const keyed_hash&) = delete;
  ~keyed_hash() { OPENSSL_cleanse(key_.data(), sizeof key_); }

  /// Whether there was a random key to be had. Without one the hash must not be used.
  bool is_ready() const noexcept { return is_ready_; }

  /// Complexity: one pass; four independent products for each 64 bytes, so that they overlap.
  std::uint64_t operator()(std::string_view text) const noexcept {
    const char* at = text.data();
    std::size_t rest = text.size();
    std::array<std::uint64_t, 4> lanes{key_[0] ^ rest, key_[1], key_[2], key_[3]};
    for (; rest >= 64; rest -= 64, at += 64)
      for (std::size_t i = 0; i < 4; ++i)
        lanes[i] = fold(load<std::uint64_t>(at + 16 * i) ^ key_[4 + i], load<std::uint64_t>(at + 16 * i + 8) ^ lanes[i]);
    for (; rest >= 16; rest -= 16, at += 16)
      lanes[0] = fold(load<std::uint64_t>(at) ^ key_[8], load<std::uint64_t>(at + 8) ^ lanes[0]);
    const padded_text end(at, rest);
    lanes[1] = fold(end.low ^ key_[9], end.high ^ lanes[1]);
    return fold(fold(lanes[0] ^ key_[10], lanes[1] ^ key_[11]), fold(lanes[2] ^ key_[12], lanes[3] ^ key_[13]));
  }

 private:
  static std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
    __extension__ using wide = unsigned __int128;
    const wide product = static_cast<wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }

  std::array<std::uint64_t, 14> key_{};
  bool is_ready_ = false;
};

}  // namespace rowclaim::inline v0_1::detail
