// SPDX-License-Identifier: BSL-1.0
// What is known to go wrong between a provider and a relying party, and the modes of this provider that try it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mock_idp {

// A case that a provider can cause has one mode at least; another one says why there is none.
struct known_case {
  // "attack 22", or the message or the check that it is about: "time".
  std::string_view name;
  // What happens, as the beginning of a sentence.
  std::string_view what;
  // Ids of modules and names of misbehaviours, with spaces between.
  std::string_view modes{};
  // Who causes it instead, or why it cannot happen.
  std::string_view no_mode_because{};
};

// By message or check, then the attacks by number.
std::span<const known_case> all_cases();

// The names of the cases that a module or a misbehaviour tries, each once.
std::vector<std::string_view> cases_of(std::string_view mode);

// All cases as two tables in Markdown: docs/reference/mock_idp_cases.md.
std::string cases_document();

}  // namespace mock_idp
