// SPDX-License-Identifier: BSL-1.0
// The file behind --policy.
#pragma once

#include <rowclaim/live/loaded_policy.hpp>

#include <memory>
#include <string>

namespace rowclaim_command {

/// The policy in a file; standard input for "-". Throws a `complaint` if the file cannot be read or has mistakes, which it says on
/// standard error, one a line.
std::shared_ptr<const rowclaim::loaded_policy> policy_in(const std::string& file);

}  // namespace rowclaim_command
