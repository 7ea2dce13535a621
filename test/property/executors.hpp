// SPDX-License-Identifier: BSL-1.0
// Everything in memory that executes plans: each is given a case, and says which rows are visible.
#pragma once

#include "policy_of.hpp"
#include "test_case.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace property {

/// A case whose policy is sound, with the plan on a table of the case's own columns.
struct prepared_case {
  const test_case& given;
  const policy_of& policy;
  const rc::plan& plan;
};

/// The rows that are visible; nothing if the case cannot be said to this executor.
using answer = std::optional<oracle::row_set>;

struct executor {
  std::string_view name;
  answer (*run)(const prepared_case&);
};

answer by_nodes(const prepared_case& c);
answer by_records(const prepared_case& c);
answer by_evaluation(const prepared_case& c);
answer by_policy_file(const prepared_case& c);

answer by_single_objects(const prepared_case& c);
answer by_neighbouring_objects(const prepared_case& c);
answer by_listed_objects(const prepared_case& c);

answer by_columns(const prepared_case& c);
answer by_column_blocks(const prepared_case& c);
answer by_portable_columns(const prepared_case& c);
answer by_arrow(const prepared_case& c);

const std::vector<executor>& executors();

/// What is wrong about a case: nothing, or the executor and how its answer differs. `agreed` has a number for each executor, to
/// which one is added if it was asked and agreed.
std::optional<std::string> find_disagreement(const test_case& c, const std::vector<executor>& by,
                                             std::vector<int>* agreed = nullptr);

/// A row of a case as the library's values. The case owns the text.
std::vector<rc::value> as_record(const oracle::row& r);

}  // namespace property
