// SPDX-License-Identifier: BSL-1.0
// A case in the library's words: its policy compiled, and the user's plan.
#pragma once

#include "test_case.hpp"
#include <rowclaim/policy/check.hpp>
#include <rowclaim/policy/policy_compiler.hpp>
#include <rowclaim/policy/policy_description.hpp>
#include <rowclaim/rows/plan.hpp>
#include <rowclaim/rows/table.hpp>
#include <rowclaim/rows/value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace property {

namespace rc = rowclaim;

rc::value_kind kind_of(oracle::kind kind);

/// Text is not copied.
rc::value as_value(const oracle::scalar& s);

/// A table of a case's own columns. Plans refer to it.
class schema_of {
 public:
  explicit schema_of(const test_case& c);
  schema_of(const schema_of&) = delete;
  schema_of& operator=(const schema_of&) = delete;

  const rc::table_schema& schema() const { return schema_; }

 private:
  std::vector<rc::column_info> columns_;
  std::vector<std::vector<std::string_view>> levels_;
  std::vector<std::string> names_;
  std::vector<rc::hierarchy_info> hierarchies_;
  rc::table_schema schema_;
};

/// The policy and the user of a case on a table. Refers to the case and the table.
class policy_of {
 public:
  /// `columns` has the name in the table of each of the case's columns.
  policy_of(const test_case& c, const rc::table_schema& table, const std::vector<std::string_view>& columns);
  policy_of(const policy_of&) = delete;
  policy_of& operator=(const policy_of&) = delete;

  rc::policy_problem problem() const { return finding_.problem; }

  /// Requires: no problem.
  rc::plan plan() const;

  const rc::policy_description& description() const { return description_; }

 private:
  using arrays = rc::detail::policy_arrays<rc::detail::growing_vector, rc::detail::policy_sizes{}>;

  void append_tokens(const oracle::condition& c, const std::vector<std::string_view>& columns);

  const test_case& case_;
  const rc::table_schema& table_;
  std::vector<std::string> role_names_;
  std::vector<std::string> claim_names_;
  std::vector<std::string_view> mapped_roles_;
  std::vector<rc::mapping_entry> mapping_;
  std::vector<rc::restriction_entry> restrictions_;
  std::vector<rc::detail::condition_token> tokens_;
  std::array<rc::claim_source, 1> roles_claims_;
  rc::policy_description description_;
  arrays made_;
  rc::policy_finding finding_;
  rc::compiled_policy compiled_;
  std::vector<rc::claim_values> compared_;
  std::vector<std::uint64_t> roles_;
};

}  // namespace property
