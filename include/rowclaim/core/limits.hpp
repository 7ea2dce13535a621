// SPDX-License-Identifier: BSL-1.0
// How much of anything is read before it is refused; every number may be changed by the caller.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstddef>

namespace rowclaim::inline v0_1 {

/// Limits of one JSON text. Depth 32 is the most that a text may have: a deeper limit counts as 32.
struct json_limits {
  std::size_t bytes = 1u << 20;
  std::size_t depth = 32;
  std::size_t members = 4096;           ///< of all objects together
  std::size_t string_bytes = 64u << 10;  ///< of one string or member name
  std::size_t number_characters = 64;
};

/// Limits of the claims in a token: small, because they travel with each request.
inline constexpr json_limits claims_limits{.bytes = 16u << 10, .members = 256, .string_bytes = 8u << 10};

}  // namespace rowclaim::inline v0_1
