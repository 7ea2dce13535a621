// SPDX-License-Identifier: BSL-1.0
// The three parts of a compact serialization, still encoded.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>
#include <string_view>

// IWYU pragma: private, include <rowclaim/jose/jws.hpp>

namespace rowclaim::inline v0_1::detail {

struct compact_parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_bytes;  // header, dot and payload as they stand in the token (RFC 7515 5.2 step 8)
};

/// Splits at the dots: three parts, of which only the payload may be empty. Five parts would be a JWE, which is not read here.
/// Result: whether it is so; the parts mean nothing otherwise.
[[nodiscard]] inline bool split_compact(std::string_view token, compact_parts& parts) noexcept {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos || first == 0) return false;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos || second + 1 == token.size() || token.find('.', second + 1) != std::string_view::npos)
    return false;
  parts.header = token.substr(0, first);
  parts.payload = token.substr(first + 1, second - first - 1);
  parts.signature = token.substr(second + 1);
  parts.signed_bytes = token.substr(0, second);
  return true;
}

}  // namespace rowclaim::inline v0_1::detail
