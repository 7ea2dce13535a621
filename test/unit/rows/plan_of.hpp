// SPDX-License-Identifier: BSL-1.0
// Plans straight from conditions, without a policy around them.
#pragma once

#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/condition_compiler.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace test {

namespace rc = rowclaim;

/// Conditions on one table, compiled into vectors, each as if a role of its own had it. Conditions must outlive the plans.
class condition_set {
 public:
  explicit condition_set(const rc::table_schema& table) : table_(table) {}

  condition_set& add(std::span<const rc::detail::condition_token> tokens) {
    rc::detail::condition_compiler<condition_set, condition_set> compiler(tokens, table_, *this, *this);
    restrictions_.push_back(compiler.compile());
    return *this;
  }

  rc::plan plan(rc::combination how, std::span<const rc::claim_values> of_user = {}) const {
    return rc::combine(table_, {factors, nodes, values}, restrictions_, how, of_user);
  }

  std::uint32_t number_of(std::span<const std::string_view> segments) {
    rc::claim_path path;
    for (std::string_view segment : segments) path.append(segment);
    for (std::size_t i = 0; i < claims.size(); ++i)
      if (claims[i] == path) return static_cast<std::uint32_t>(i);
    claims.push_back(path);
    return static_cast<std::uint32_t>(claims.size() - 1);
  }

  std::vector<rc::compiled_factor> factors;
  std::vector<rc::plan_node> nodes;
  std::vector<rc::value> values;
  std::vector<rc::claim_path> claims;

 private:
  const rc::table_schema& table_;
  std::vector<rc::compiled_restriction> restrictions_;
};

/// The plan of one condition. Requires: the condition outlives the plan, as a policy's constants do.
template <class Table, std::size_t Length>
rc::plan plan_of(const rc::condition<Length>& condition, std::span<const rc::claim_values> claims = {}) {
  return condition_set(Table::schema()).add(condition.tokens).plan(rc::combination::any_role, claims);
}

}  // namespace test
