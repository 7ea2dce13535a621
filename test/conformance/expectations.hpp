// SPDX-License-Identifier: BSL-1.0
// What our relying party says of itself when it does what a module wants: the white box beside the provider's black one.
#pragma once

#include "catalogue.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace conformance {

struct expectation {
  // The cause that must be given, as the library spells it; empty if nothing is to be refused.
  std::string_view refused{};
  std::string_view refused_in{};
  // How many sessions are made, and how many are left at the end.
  std::size_t sessions_made = 1;
  std::size_t sessions_left = 1;
  // Why the suite lets a relying party skip this; empty if it does not. The refusal is checked all the same.
  std::string_view skipped_because{};
};

// A module after which something must be refused, or nobody let in though nothing is.
struct expected_refusal {
  std::string_view module;
  std::string_view refused;
  std::string_view refused_in;
  // A refused sign-in leaves no session.
  std::size_t sessions_made = 0;
  std::size_t sessions_left = 0;
};

std::span<const expected_refusal> refusals_beyond_the_suite();
std::span<const expected_refusal> refusals_of_messages();
std::span<const expected_refusal> refusals_of_tokens();

// The modules that the tables name.
std::vector<std::string_view> modules_with_refusals();

expectation expected_of(const planned_run& run);

}  // namespace conformance
