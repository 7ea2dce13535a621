// SPDX-License-Identifier: BSL-1.0
// The results, for a person at a terminal, for a program, for a build server and for a browser.
#pragma once

#include "outcome.hpp"

#include <string>
#include <vector>

namespace conformance {

struct report {
  std::vector<finished_plan> plans;
  // How the second column is headed; empty when there is none.
  std::string other_name;
};

// A row for each plan, a row beneath it for each run that did not pass, and the counts; the last line counts everything of ours.
std::string as_table(const report& all);
std::string as_json(const report& all);
std::string as_junit(const report& all);
// One page that needs nothing else: no script, no other file.
std::string as_html(const report& all);

// Of our relying party and of the other one.
bool has_failures(const report& all);

}  // namespace conformance
