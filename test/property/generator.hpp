// SPDX-License-Identifier: BSL-1.0
// Makes random cases, with data that executors are likely to take for something else.
#pragma once

#include "test_case.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace property {

/// What rows an executor can hold. Conditions and claims are not held back, but for one sort of executor.
struct abilities {
  bool has_infinity = true;
  bool has_nan = true;
  bool has_zero_bytes = true;       ///< U+0000 in text
  bool has_extreme_moments = true;  ///< beyond the years 0 to 9999
  bool has_single = true;           ///< reals of 32 bits
  std::int64_t clock_tick = 1;      ///< in nanoseconds
  std::int64_t moment_tick = 1;
  int first_year = 0;
  int last_year = 9999;
  bool has_many_rows = true;        ///< a few thousand, now and then
  bool has_other_moments = true;    ///< false: conditions, too, can name only moments that rows can hold
};

/// What a case is made with.
class generator {
 public:
  explicit generator(std::uint64_t seed, const abilities& can = {}) : random_(seed), can_(can) {}

  /// Columns and rows.
  void make_table(test_case& c);
  /// Roles, claims and a user; another draw if it shows all rows or none, more often than not.
  void make_policy(test_case& c);

 private:
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool one_in(int n) { return below(n) == 0; }

  oracle::scalar any(oracle::kind kind, bool is_stored = false);
  oracle::scalar storable(slot where);
  std::int64_t integer();
  double real();
  std::string text();
  std::int64_t day(int first_year, int last_year);
  std::int64_t clock();
  oracle::moment moment(int first_year, int last_year);
  std::string column_name(std::size_t position);

  oracle::condition condition(const test_case& c, int depth, std::optional<int> only_group);
  oracle::condition comparison_of(const test_case& c, std::optional<int> only_group);
  oracle::scalar literal(const test_case& c, std::size_t column);
  oracle::claim claim(const test_case& c);
  void draw_policy(test_case& c);

  std::mt19937_64 random_;
  abilities can_;
};

}  // namespace property
