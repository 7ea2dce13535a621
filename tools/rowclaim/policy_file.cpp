// SPDX-License-Identifier: BSL-1.0
// Reading a policy file for a verb.
#include "policy_file.hpp"

#include "lines.hpp"
#include "verb.hpp"
#include <rowclaim/live/policy_reader.hpp>

#include <cstddef>
#include <iostream>
#include <iterator>

namespace rowclaim_command {

std::string policy_text_in(const std::string& file) {
  return file == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : contents_of(file);
}

void refuse_policy(const std::string& file, const std::vector<rowclaim::policy_mistake>& mistakes) {
  for (const rowclaim::policy_mistake& mistake : mistakes) std::cerr << mistake.text() << '\n';
  const std::size_t count = mistakes.size();
  throw complaint("the policy \"" + file + "\" has " + (count == 1 ? "a mistake" : std::to_string(count) + " mistakes"));
}

std::shared_ptr<const rowclaim::loaded_policy> policy_in(const std::string& file) {
  const rowclaim::policy_reading read = rowclaim::read_policy(policy_text_in(file));
  if (read.policy == nullptr) refuse_policy(file, read.mistakes);
  return read.policy;
}

const rowclaim::table_schema& table_named(const std::string& name, const rowclaim::loaded_policy& policy) {
  if (const rowclaim::table_schema* found = policy.find_table(name)) return *found;
  rowclaim::detail::nearest_name nearest(name);
  for (const rowclaim::table_schema* known : policy.tables()) nearest.consider(known->name);
  throw complaint("the policy declares no table " + rowclaim::detail::quoted(name) + rowclaim::detail::suggestion(nearest.name()));
}

}  // namespace rowclaim_command
