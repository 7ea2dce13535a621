// SPDX-License-Identifier: BSL-1.0
// `rowclaim explain`: why a user has which roles, sees which rows, and what would change it.
#include "arguments.hpp"
#include "lines.hpp"
#include "policy_file.hpp"
#include "verb.hpp"
#include <rowclaim/live/explanation_json.hpp>
#include <rowclaim/live/live_explanation.hpp>
#include <rowclaim/live/record_reader.hpp>
#include <rowclaim/policy/explanation_page.hpp>
#include <rowclaim/policy/explanation_text.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help =
    R"(usage: rowclaim explain --policy FILE --claims FILE [--table TABLE [--row JSON]] [--text] [--html FILE]

Says why a user has which roles and why the plans for the policy's tables are what they are; with a row, also why it is visible or not,
and the smallest change, of a role or of a claim, that would show or hide it. Writes one JSON object on a line:

  {"ok":true,"name":"jane","allowed":true,"roles":[...],...,"tables":{"sales":{"plan":"where",...}},"row":{"visible":false,...}}
  {"ok":false,"error":"name_claim_missing","detail":"..."}

  --policy FILE  a policy file
  --claims FILE  the user's claims, taken as verified: one object, or several of which the first line counts
  --table TABLE  this table of the policy alone
  --row JSON     a row of it, as an object; a column that is missing is null
  --text         writes text for people instead of JSON
  --html FILE    writes a page for a browser, too, with the chain from claim to row drawn

All of it contains values of the claims and of the row: it is for the user and the administrator, not for logs. The exit status is 0 if the
user could be explained, 1 if the claims were refused, 2 for wrong usage, a policy with mistakes or a row that cannot be read.
)";

result<access_explanation> explained(const std::shared_ptr<const loaded_policy>& policy, const verified_claims& claims,
                                     const table_schema* table, const std::optional<std::string>& row) {
  if (row) {
    record_reader reader(*table);
    const record_reading read = reader.read_json(*row);
    if (read.mistake) throw complaint("--row: " + read.mistake->text());
    return explain_row(policy, claims, table->name, read.values);
  }
  auto made = explain_access(policy, claims);
  if (made && table != nullptr) std::erase_if(made->plans, [&](const plan_explanation& one) { return one.table != table->name; });
  return made;
}

void write_page(const access_explanation& why, const std::string& file) {
  std::ofstream out(file, std::ios::binary);
  out << to_html(why);
  out.close();
  if (!out) throw complaint("the file \"" + file + "\" cannot be written");
}

status run(std::span<const std::string_view> words) {
  constexpr std::array options{option{"--policy"}, option{"--claims"}, option{"--table"},
                               option{"--row"},    option{"--html"},   option{"--text", option::count::once_without_value}};
  const arguments given(words, options);
  const std::string policy_file = given.required("--policy");
  const std::string claims_file = given.required("--claims");
  if (!given.files().empty()) throw complaint("it takes no files besides those of its options");
  if (given.has("--row") && !given.has("--table")) throw complaint("--row needs --table, which says of what table the row is");
  only_one_is_standard_input({policy_file, claims_file});

  const auto policy = policy_in(policy_file);
  const table_schema* table = given.has("--table") ? &table_named(given.required("--table"), *policy) : nullptr;
  const auto why = explained(policy, verified_claims::assume_verified(claims_in(claims_file)), table, given.value("--row"));
  if (!why) {
    std::cout << refusal(why.error());
    return status::something_refused;
  }
  if (given.has("--html")) write_page(*why, given.required("--html"));
  if (given.has("--text")) {
    std::cout << in_words(*why);
    return status::all_well;
  }
  boost::json::object answer{{"ok", true}};
  for (const auto& [key, value] : to_json(*why)) answer[key] = value;
  std::cout << boost::json::serialize(answer) << '\n';
  return status::all_well;
}

}  // namespace

const verb explain_verb{"explain", "say why a user sees a row or not", help, run};

}  // namespace rowclaim_command
