// SPDX-License-Identifier: BSL-1.0
// `rowclaim schema`: the JSON Schema of policy files.
#include "arguments.hpp"
#include "verb.hpp"
#include <rowclaim/live/policy_schema.hpp>

#include <boost/json/serialize.hpp>

#include <iostream>
#include <string_view>

namespace rowclaim_command {

namespace {

constexpr std::string_view help = R"(usage: rowclaim schema

Writes the JSON Schema (draft 2020-12) of policy files, for editors and for checks without this program. What a schema cannot say, such
as whether a column exists, only the reader of policies checks.
)";

status run(std::span<const std::string_view> words) {
  const arguments given(words, {});
  if (!given.files().empty()) throw complaint("it takes no files");
  std::cout << boost::json::serialize(rowclaim::policy_schema()) << '\n';
  return status::all_well;
}

}  // namespace

const verb schema_verb{"schema", "write the JSON Schema of policy files", help, run};

}  // namespace rowclaim_command
