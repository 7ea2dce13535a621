// SPDX-License-Identifier: BSL-1.0
// `rowclaim compare`: whether a new policy shows anybody more than an old one.
#include "arguments.hpp"
#include "lines.hpp"
#include "policy_file.hpp"
#include "verb.hpp"
#include <rowclaim/live/policy_comparison.hpp>

#include <boost/json/parse.hpp>

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help = R"(usage: rowclaim compare OLD NEW

Says how the rows that the policy NEW shows relate to those that OLD shows, over all sets of roles, all rows, and all that compared
claims may say. Writes one line:

  {"verdict":"wider","witness":{"table":"sales","shown_by":"new","roles":["ROLE_FRANCE"],"row":{"Country":"Monaco"}},"tables":[...]}

The verdict is "equivalent", "narrower", "wider", "incomparable" or "undecided". The witness is a set of roles and a row that one of the
two policies alone shows: the new one, where there is such a row. "tables" has the same for each table, and the verdict on each role
alone, once let in; the table without a name stands for all that neither policy restricts. Text that is not UTF-8 is {"bytes":"d0c0"}.

The exit status is 0 if the policies are equivalent, 1 if they differ or it could not be decided, 2 for wrong usage, a policy with
mistakes or unreadable input.
)";

// A program's rows may have text that is not UTF-8, which JSON cannot say.
std::string text_or_bytes(const std::string& text) {
  std::string written = json_string(text);
  boost::system::error_code failure;
  static_cast<void>(boost::json::parse(written, failure));
  if (!failure) return written;
  constexpr std::string_view digits = "0123456789abcdef";
  written = R"({"bytes":")";
  for (const char c : text)
    written.append({digits[static_cast<unsigned char>(c) / 16u], digits[static_cast<unsigned char>(c) % 16u]});
  return written + "\"}";
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list.append(list.empty() ? "" : ",").append(text_or_bytes(text));
  return '[' + list + ']';
}

bool is_text(value_kind kind) { return kind != value_kind::boolean && kind != value_kind::integer && kind != value_kind::real; }

std::string text_of(const std::string& table, const comparison_witness& witness, std::string_view shown_by) {
  std::string text = R"({"table":)" + json_string(table) + R"(,"shown_by":")" + std::string(shown_by) + R"(","roles":)";
  text.append(list_of(witness.roles)).append(R"(,"row":{)");
  bool is_first = true;
  for (const comparison_witness::cell& cell : witness.row) {
    text.append(is_first ? "" : ",").append(json_string(cell.column)).append(":");
    text.append(!cell.value ? "null" : is_text(cell.kind) ? text_or_bytes(*cell.value) : *cell.value);
    is_first = false;
  }
  text += '}';
  if (witness.claims.empty()) return text + '}';
  text += R"(,"claims":{)";
  is_first = true;
  for (const comparison_witness::claim& claim : witness.claims) {
    text.append(is_first ? "" : ",").append(json_string(claim.path)).append(":");
    text.append(!claim.is_usable ? "null" : claim.is_list ? list_of(claim.values) : text_or_bytes(claim.values.front()));
    is_first = false;
  }
  return text + "}}";
}

template <class Compared>
void append_relation(std::string& out, const std::string& table, const Compared& compared) {
  out.append(R"("verdict":")").append(name(compared.relation)).append("\"");
  if (compared.wider) out.append(R"(,"wider":)").append(text_of(table, *compared.wider, "new"));
  if (compared.narrower) out.append(R"(,"narrower":)").append(text_of(table, *compared.narrower, "old"));
}

std::string answer(const policy_comparison& found) {
  std::string text = R"({"verdict":")" + std::string(name(found.relation)) + '"';
  const auto add_witness = [&](auto member, std::string_view shown_by) {
    for (const table_comparison& table : found.tables)
      if (table.*member) {
        text.append(R"(,"witness":)").append(text_of(table.table, *(table.*member), shown_by));
        return true;
      }
    return false;
  };
  if (!add_witness(&table_comparison::wider, "new")) add_witness(&table_comparison::narrower, "old");
  text += R"(,"tables":[)";
  bool is_first = true;
  for (const table_comparison& table : found.tables) {
    text.append(is_first ? "" : ",").append(R"({"table":)").append(json_string(table.table)).append(",");
    append_relation(text, table.table, table);
    if (!table.undecided_because.empty()) text.append(R"(,"undecided_because":)").append(json_string(table.undecided_because));
    text += R"(,"roles":[)";
    bool is_first_role = true;
    for (const role_comparison& role : table.roles) {
      text.append(is_first_role ? "" : ",").append(R"({"role":)").append(json_string(role.role)).append(",");
      append_relation(text, table.table, role);
      text += '}';
      is_first_role = false;
    }
    text += "]}";
    is_first = false;
  }
  return text + "]}";
}

status run(std::span<const std::string_view> words) {
  const arguments given(words, {});
  if (given.files().size() != 2) throw complaint("it wants two files, the old policy and the new one");
  only_one_is_standard_input({given.files()[0], given.files()[1]});
  const auto before = policy_in(given.files()[0]);
  const auto after = policy_in(given.files()[1]);
  const policy_comparison found = compare_policies(before->compiled(), after->compiled());
  std::cout << answer(found) << '\n';
  return found.relation == policy_relation::equivalent ? status::all_well : status::something_refused;
}

}  // namespace

const verb compare_verb{"compare", "say whether a policy shows more than another", help, run};

}  // namespace rowclaim_command
