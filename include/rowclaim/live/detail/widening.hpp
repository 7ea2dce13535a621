// SPDX-License-Identifier: BSL-1.0
// What a new policy may show somebody that the one in force does not.
#pragma once

#include <rowclaim/live/loaded_policy.hpp>
#include <rowclaim/live/policy_comparison.hpp>
#include <rowclaim/live/policy_mistake.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_store.hpp>

namespace rowclaim::inline v0_1::detail {

/// The lines of a mapping, in an order that does not depend on how they were written.
class sorted_mapping {
 public:
  explicit sorted_mapping(const mapping_view& mapping) {
    for (const mapping_entry& entry : mapping.entries) {
      const auto roles = mapping.roles_of(entry);
      if (!roles.empty()) lines_.emplace_back(entry.key, std::vector(roles.begin(), roles.end()));
      if (!roles.empty()) std::ranges::sort(lines_.back().second);
    }
    std::ranges::sort(lines_);
  }

  friend bool operator==(const sorted_mapping&, const sorted_mapping&) = default;

 private:
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> lines_;
};

inline bool have_same_names(std::span<const std::string_view> a, std::span<const std::string_view> b) {
  return std::ranges::is_permutation(a, b);
}

inline bool have_same_sources(std::span<const claim_source> a, std::span<const claim_source> b) {
  return std::ranges::equal(a, b, [](const claim_source& x, const claim_source& y) {
    return x.path == y.path && x.shape == y.shape && x.member == y.member && x.is_required == y.is_required;
  });
}

inline bool require_the_same(std::span<const required_value> a, std::span<const required_value> b) {
  return std::ranges::equal(a, b, [](const required_value& x, const required_value& y) {
    return x.path == y.path && x.accepted == y.accepted && x.group == y.group;
  });
}

/// The keys of a policy that say who has which role, and say something else now.
inline std::vector<std::string_view> changed_grants(const policy_description& before, const policy_description& after) {
  std::vector<std::string_view> keys;
  const auto compare = [&](std::string_view key, bool are_same) {
    if (!are_same) keys.push_back(key);
  };
  const auto compare_mapping = [&](std::string_view key, const mapping_view& a, const mapping_view& b) {
    compare(key, sorted_mapping(a) == sorted_mapping(b));
  };
  compare("name_claim", before.name_claim.path == after.name_claim.path);
  compare("roles_claims", have_same_sources(before.roles_claims, after.roles_claims));
  compare("required_claims", require_the_same(before.required_claims, after.required_claims));
  compare_mapping("role_mapping", before.role_mapping, after.role_mapping);
  compare_mapping("name_mapping", before.name_mapping, after.name_mapping);
  compare_mapping("individual_roles", before.individual_roles, after.individual_roles);
  compare("default_roles", have_same_names(before.default_roles, after.default_roles));
  compare("pass_through", have_same_names(before.pass_through, after.pass_through));
  return keys;
}

inline std::string text_of(const comparison_witness& witness) {
  std::string text = "whoever has ";
  if (witness.roles.empty()) text += "no role";
  for (const std::string& role : witness.roles) text.append(role == witness.roles.front() ? "" : " and ").append(role);
  text += " would see ";
  if (witness.row.empty()) return text + "rows that are hidden now";
  text += "a row that is hidden now (";
  bool is_first = true;
  for (const comparison_witness::cell& cell : witness.row) {
    text.append(is_first ? "" : ", ").append(cell.column).append(" ").append(cell.value ? *cell.value : "null");
    is_first = false;
  }
  return text + ')';
}

/// Each way in which somebody may see more than before. A change of who has which role counts as one: fewer roles can show more.
/// Empty only if nobody sees more.
inline std::vector<policy_mistake> find_widening(const loaded_policy& before, const loaded_policy& after) {
  constexpr std::string_view remedy = "; load it with widening::accept if that is meant";
  std::vector<policy_mistake> found;
  const auto add = [&](std::string key, std::string sentence) {
    found.push_back({text_place::none(), std::move(key), std::move(sentence.append(remedy))});
  };
  for (const std::string_view key : changed_grants(before.description(), after.description()))
    add(std::string(key), "who has which role changes, which may show somebody more");
  for (const table_comparison& table : compare_policies(before.compiled(), after.compiled()).tables) {
    const std::string key = table.table.empty() ? std::string("tables") : "tables." + table.table;
    if (table.wider) add(key, text_of(*table.wider));
    else if (!table.undecided_because.empty())
      add(key, "whether anybody would see more could not be decided (" + table.undecided_because + ')');
  }
  return found;
}

}  // namespace rowclaim::inline v0_1::detail
