// SPDX-License-Identifier: BSL-1.0
// Collects figures, prints them against their targets, and writes them as JSON.
#pragma once

#include "measure.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// One figure that has a target: at most so much.
struct figure {
  std::string group;
  std::string name;
  std::string unit;
  double value = 0;
  std::optional<double> at_most = {};
};

class report {
 public:
  explicit report(std::ostream& out) : out_(out) {}

  void begin_group(std::string_view name, std::string_view what);
  /// Prints the times of candidates side by side and keeps them.
  void times(const std::vector<timing>& timings);
  /// Prints a figure with its target and whether it was met.
  void add(std::string_view name, std::string_view unit, double value, std::optional<double> at_most = {});
  /// Prints a remark that belongs to the figures, as what was left out of them.
  void note(std::string_view text);
  /// Prints that something came out wrong, for which the program ends with 1.
  void wrong(std::string_view what);

  bool is_sound() const noexcept { return is_sound_; }
  std::string to_json() const;

 private:
  struct named_timing {
    std::string group;
    timing measured;
  };

  std::ostream& out_;
  std::string group_;
  std::vector<figure> figures_;
  std::vector<named_timing> timings_;
  bool is_sound_ = true;
};

void bench_claims(report& out);
void bench_jose(report& out);
void bench_policy(report& out);
void bench_roles(report& out);
void bench_rows(report& out);
void bench_sign_in(report& out);

}  // namespace bench
