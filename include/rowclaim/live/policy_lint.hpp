// SPDX-License-Identifier: BSL-1.0
// Looks through a sound policy file for what was probably not meant: roles that nothing grants, conditions that say nothing, open doors.
#pragma once

#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/detail/condition_lint.hpp>
#include <rowclaim/live/detail/lint_list.hpp>
#include <rowclaim/live/detail/policy_names.hpp>
#include <rowclaim/live/detail/reach_lint.hpp>
#include <rowclaim/live/detail/role_lint.hpp>
#include <rowclaim/live/lint_finding.hpp>
#include <rowclaim/live/policy_mistake.hpp>
#include <rowclaim/live/policy_reader.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rowclaim::inline v0_1 {

struct lint_options {
  std::span<const table_schema* const> known = {};  ///< the schemas of the program's own tables, as for `read_policy`
  json_limits limits = policy_file_limits;
  std::size_t steps = 4'000'000;  ///< how much work may go into one condition, or into comparing roles on one table
};

/// What came of looking at a policy file: its mistakes if it has any, else the findings.
struct policy_linting {
  std::vector<policy_mistake> mistakes;
  std::vector<lint_finding> findings;  ///< in the order of the file
};

namespace detail {

inline void look_at_conditions(const compiled_policy& policy, const json_node& root, std::size_t steps, lint_list& out) {
  for (const compiled_table& table : policy.tables) {
    const std::string_view name = table.schema->name;
    const json_node& restrictions = *json_tree::find(*json_tree::find(*json_tree::find(root, "tables"), name), "restrictions");
    for (const json_node& condition : json_tree::children(restrictions)) {
      std::string key = "tables." + std::string(name) + ".restrictions." + std::string(condition.name);
      condition_lint(*table.schema, table.how, steps, std::move(key), out).look_at(condition);
    }
  }
}

}  // namespace detail

/// Looks through the text of a policy file.
///
/// Each finding has a witness in the policy's meaning, as the engine evaluates it; what would take too many steps to decide is not said,
/// and there is a note instead. Names beyond ASCII are the business of `lint_names`.
/// Complexity: linear in the names but for sorting; for each condition, the kinds of rows that it tells apart times its parts, up to `steps`.
[[nodiscard]] inline policy_linting lint_policy(const std::string& text, const lint_options& options = {}) {
  policy_linting made;
  policy_reading read = read_policy(text, options.known, options.limits);
  if (read.policy == nullptr) {
    made.mistakes = std::move(read.mistakes);
    return made;
  }
  const auto tree = read_json_tree(text, options.limits);
  if (!tree) return made;  // what has been read once is read again
  const compiled_policy& policy = read.policy->compiled();
  const std::vector<detail::policy_name> names = detail::policy_name_collector::collect(tree->root());
  detail::lint_list out;
  detail::role_lint(policy, tree->root(), names, out).look();
  detail::look_at_conditions(policy, tree->root(), options.steps, out);
  detail::reach_lint(policy, tree->root(), options.steps, out).look();
  made.findings = std::move(out).in_order(text);
  return made;
}

}  // namespace rowclaim::inline v0_1
