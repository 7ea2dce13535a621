// SPDX-License-Identifier: BSL-1.0
// `rowclaim lint`: what a policy says and probably does not mean.
#include "arguments.hpp"
#include "lines.hpp"
#include "policy_file.hpp"
#include "verb.hpp"
#include <rowclaim/live/name_lint.hpp>
#include <rowclaim/live/policy_lint.hpp>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help = R"(usage: rowclaim lint [POLICY]

Looks through a policy file for what it probably does not mean: roles that nothing grants, mappings that never fire, conditions that are
always or never true, defaults that open more than they seem to, names that look alike. Without POLICY, and for "-", standard input is
read. Writes a line for each finding, in the order of the file:

  {"severity":"warning","kind":"mapping_is_empty","line":7,"column":12,"key":"role_mapping.boss","sentence":"..."}

The severity is "error", "warning" or "note". The exit status is 0 without findings, 1 with some, 2 for wrong usage, a policy with
mistakes or unreadable input.
)";

std::string text_of(const lint_finding& finding) {
  std::string text = R"({"severity":")" + std::string(name(finding.severity)) + R"(","kind":")" + std::string(name(finding.kind));
  text.append(R"(","line":)").append(std::to_string(finding.place.line));
  text.append(R"(,"column":)").append(std::to_string(finding.place.column));
  text.append(R"(,"key":)").append(json_string(finding.key)).append(R"(,"sentence":)").append(json_string(finding.sentence));
  return text + '}';
}

status run(std::span<const std::string_view> words) {
  const arguments given(words, {});
  if (given.files().size() > 1) throw complaint("it takes one policy");
  const std::string file = given.files().empty() ? "-" : given.files().front();
  const std::string policy = policy_text_in(file);
  policy_linting linting = lint_policy(policy);
  if (!linting.mistakes.empty()) refuse_policy(file, linting.mistakes);
  std::vector<lint_finding>& findings = linting.findings;
  for (lint_finding& one : lint_names(policy)) findings.push_back(std::move(one));
  std::ranges::sort(findings, {}, [](const lint_finding& one) {
    return std::tuple(one.place.line, one.place.column, one.kind, std::string_view(one.sentence));
  });
  for (const lint_finding& one : findings) std::cout << text_of(one) << '\n';
  return findings.empty() ? status::all_well : status::something_refused;
}

}  // namespace

const verb lint_verb{"lint", "look for what a policy probably does not mean", help, run};

}  // namespace rowclaim_command
