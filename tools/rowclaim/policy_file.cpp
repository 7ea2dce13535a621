// SPDX-License-Identifier: BSL-1.0
// Reading a policy file for a verb.
#include "policy_file.hpp"

#include "lines.hpp"
#include "verb.hpp"
#include <rowclaim/live/policy_reader.hpp>

#include <iostream>
#include <iterator>

namespace rowclaim_command {

std::shared_ptr<const rowclaim::loaded_policy> policy_in(const std::string& file) {
  std::string text = file == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : contents_of(file);
  const rowclaim::policy_reading read = rowclaim::read_policy(std::move(text));
  if (read.policy != nullptr) return read.policy;
  std::cerr << read.text();
  const std::size_t count = read.mistakes.size();
  throw complaint("the policy \"" + file + "\" has " + (count == 1 ? "a mistake" : std::to_string(count) + " mistakes"));
}

}  // namespace rowclaim_command
