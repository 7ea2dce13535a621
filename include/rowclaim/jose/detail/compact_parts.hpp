// SPDX-License-Identifier: BSL-1.0
// The three parts of a compact serialization, still encoded.
#pragma once

#include <rowclaim/core/result.hpp>

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
inline result<compact_parts> split_compact(std::string_view token) noexcept {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos || first == 0) return error{errc::token_malformed, step::signature};
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos || second + 1 == token.size() || token.find('.', second + 1) != std::string_view::npos)
    return error{errc::token_malformed, step::signature};
  return compact_parts{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
                       token.substr(0, second)};
}

}  // namespace rowclaim::inline v0_1::detail
