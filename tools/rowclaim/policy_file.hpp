// SPDX-License-Identifier: BSL-1.0
// The files that say policies.
#pragma once

#include <rowclaim/live/loaded_policy.hpp>
#include <rowclaim/live/policy_mistake.hpp>

#include <memory>
#include <string>
#include <vector>

namespace rowclaim_command {

/// The text of a policy file; standard input for "-". Throws a `complaint` if the file cannot be read.
std::string policy_text_in(const std::string& file);

/// Says a policy's mistakes on standard error, one a line, and throws a `complaint`.
[[noreturn]] void refuse_policy(const std::string& file, const std::vector<rowclaim::policy_mistake>& mistakes);

/// The policy in a file; standard input for "-". Throws a `complaint` if the file cannot be read or has mistakes, which it says on
/// standard error, one a line.
std::shared_ptr<const rowclaim::loaded_policy> policy_in(const std::string& file);

/// A table that the policy declares. Throws a `complaint`, with the nearest name, if it declares none of that name.
const rowclaim::table_schema& table_named(const std::string& name, const rowclaim::loaded_policy& policy);

}  // namespace rowclaim_command
