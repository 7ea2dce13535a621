// SPDX-License-Identifier: BSL-1.0
// Which vector instructions the machine that runs the program has.
#pragma once

#include <rowclaim/core/version.hpp>

#include <cstdint>
#include <string_view>

// IWYU pragma: private, include <rowclaim/rows/column_filter.hpp>

namespace rowclaim::inline v0_1::detail {

/// Each gives the same answers.
enum class vector_path : std::uint8_t { portable, avx2, avx512 };

constexpr std::string_view name(vector_path path) {
  switch (path) {
    case vector_path::portable: return "portable";
    case vector_path::avx2: return "avx2";
    case vector_path::avx512: return "avx512";
  }
  return "unknown";
}

inline bool can_run(vector_path path) noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
  switch (path) {
    case vector_path::portable: return true;
    case vector_path::avx2: return __builtin_cpu_supports("avx2") != 0;
    case vector_path::avx512:
      return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
             __builtin_cpu_supports("avx512vbmi") != 0;
  }
#endif
  return path == vector_path::portable;
}

inline vector_path best_vector_path() noexcept {
  if (can_run(vector_path::avx512)) return vector_path::avx512;
  return can_run(vector_path::avx2) ? vector_path::avx2 : vector_path::portable;
}

}  // namespace rowclaim::inline v0_1::detail
