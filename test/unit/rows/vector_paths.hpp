// SPDX-License-Identifier: BSL-1.0
// The vector paths that the machine can run, and random numbers for tests that compare them.
#pragma once

#include <rowclaim/rows/detail/vector_path.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <span>
#include <vector>

namespace test {

namespace rc = rowclaim;

inline constexpr std::array all_paths{rc::detail::vector_path::portable, rc::detail::vector_path::avx2,
                                      rc::detail::vector_path::avx512};

inline std::vector<rc::detail::vector_path> runnable_paths() {
  std::vector<rc::detail::vector_path> found;
  for (const rc::detail::vector_path path : all_paths)
    if (rc::detail::can_run(path)) found.push_back(path);
  return found;
}

/// Calls `use` with a number of each type of integer.
template <class Use>
void with_each_integer(const Use& use) {
  use(std::int8_t{});
  use(std::int16_t{});
  use(std::int32_t{});
  use(std::int64_t{});
  use(std::uint8_t{});
  use(std::uint16_t{});
  use(std::uint32_t{});
  use(std::uint64_t{});
}

inline std::uint64_t chosen_seed() {
  const char* text = std::getenv("ROWCLAIM_TEST_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20'261'122;
}

class random {
 public:
  explicit random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t any() { return engine_(); }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Value>
  const Value& of(std::span<const Value> values) {
    return values[below(values.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace test
