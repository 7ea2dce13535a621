// SPDX-License-Identifier: BSL-1.0
// `rowclaim authorize`: who somebody is under a policy, and what kind of plan each table has.
#include "arguments.hpp"
#include "lines.hpp"
#include "policy_file.hpp"
#include "verb.hpp"
#include <rowclaim/live/live_identity.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help = R"(usage: rowclaim authorize --policy FILE [CLAIMS...]

Applies a policy to claims objects that are taken as verified, one a line of the files CLAIMS; without them, or for "-", of standard
input. Writes a line for each:

  {"ok":true,"name":"jane","roles":["ROLE_FRANCE","ROLE_USER"],"allowed":true,"tables":{"sales":{"plan":"where"}}}
  {"ok":false,"error":"name_claim_missing","detail":"..."}

  --policy FILE  a policy file

Roles are sorted. A plan is "allow_all", "deny_all" or "where". The exit status is 0 if all claims could be judged, 1 if some were
refused, 2 for wrong usage, a policy with mistakes or unreadable input. A user whom the gate keeps out is judged, and not allowed.
)";

std::string_view plan_name(const plan& p) { return p.shows_all() ? "allow_all" : p.shows_none() ? "deny_all" : "where"; }

std::string answer(const live_identity& user) {
  std::vector<std::string_view> roles = user.roles();
  std::ranges::sort(roles);
  std::string text = R"("name":)" + json_string(user.name()) + R"(,"roles":[)";
  for (const std::string_view role : roles) text.append(role == roles.front() ? "" : ",").append(json_string(role));
  text.append(R"(],"allowed":)").append(user.is_allowed() ? "true" : "false").append(R"(,"tables":{)");
  bool is_first = true;
  for (const table_schema* table : user.policy()->tables()) {
    text.append(is_first ? "" : ",").append(json_string(table->name)).append(R"(:{"plan":")");
    text.append(plan_name(make_plan(user.view(), *table))).append("\"}");
    is_first = false;
  }
  return text + '}';
}

status run(std::span<const std::string_view> words) {
  constexpr std::array options{option{"--policy"}};
  const arguments given(words, options);
  const auto policy = policy_in(given.required("--policy"));
  return answer_lines(given.files(), [&](std::string_view line) -> result<std::string> {
    const auto user = authorize(policy, verified_claims::assume_verified(std::string(line)));
    if (!user) return user.error();
    return answer(*user);
  });
}

}  // namespace

const verb authorize_verb{"authorize", "apply a policy to claims", help, run};

}  // namespace rowclaim_command
