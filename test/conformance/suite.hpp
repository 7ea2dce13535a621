// SPDX-License-Identifier: BSL-1.0
// What the foundation's suite has, counted apart from the plans that are run here.
#pragma once

#include "catalogue.hpp"

#include <span>
#include <string>
#include <vector>

namespace conformance {

// A sentence for each plan, module and run of suite.json that the plans lack, or have in excess. Throws std::runtime_error if the file
// cannot be read.
std::vector<std::string> differences_from_the_suite(const catalogue& all, const std::string& suite_file);

}  // namespace conformance
