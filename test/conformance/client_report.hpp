// SPDX-License-Identifier: BSL-1.0
// What a relying party did in one run, as it says so itself.
#pragma once

#include "application.hpp"
#include "catalogue.hpp"
#include "registered_client.hpp"

#include <mock_idp/provider.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace conformance {

struct client_report {
  // Sessions that were made, and those that are there at the end.
  std::size_t sessions_made = 0;
  std::size_t sessions_left = 0;
  // The first refusal: the cause, the step and the detail, as the library names them. Empty if there was none.
  std::string refused{};
  std::string refused_in{};
  std::string detail{};
  // What an application would have complained about, and what stopped the run.
  std::vector<std::string> complaints{};
  // What the harness did in the relying party's place: to be said beside a run that passed.
  std::vector<std::string> remarks{};
};

// Our relying party does what the module is about, as an application would.
client_report run_our_client(const planned_run& run, mock_idp::provider& at, application& web, const client_urls& urls);

}  // namespace conformance
