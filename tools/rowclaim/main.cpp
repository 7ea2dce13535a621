// SPDX-License-Identifier: BSL-1.0
// The `rowclaim` command: finds the verb, and turns complaints into a sentence and an exit status.
#include "verb.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace rowclaim_command;

constexpr std::array<const verb*, 10> verbs{&verify_verb, &decrypt_verb, &authorize_verb, &rows_verb,    &sql_verb,
                                            &ddl_verb,    &explain_verb, &lint_verb,      &compare_verb, &schema_verb};

bool asks_for_help(std::string_view word) { return word == "--help" || word == "-h"; }

void print_help(std::ostream& out) {
  out << "usage: rowclaim VERB ...\n\n";
  for (const verb* one : verbs) out << "  " << one->name << std::string(12 - one->name.size(), ' ') << one->summary << '\n';
  out << "\nrowclaim VERB --help says more. The exit status is 0 if all is well, 1 if something was refused, 2 for wrong usage or\n"
         "unreadable input.\n";
}

const verb& verb_named(std::string_view name) {
  for (const verb* one : verbs)
    if (one->name == name) return *one;
  std::string known;
  for (const verb* one : verbs) known.append(known.empty() ? "" : ", ").append(one->name);
  throw complaint("there is no verb \"" + std::string(name) + "\"; the verbs are " + known);
}

status run(std::span<const std::string_view> words) {
  if (words.empty()) throw complaint("a verb is missing; rowclaim --help lists them");
  if (asks_for_help(words.front()) || words.front() == "help") {
    print_help(std::cout);
    return status::all_well;
  }
  const verb& wanted = verb_named(words.front());
  words = words.subspan(1);
  if (std::ranges::any_of(words, asks_for_help)) {
    std::cout << wanted.help;
    return status::all_well;
  }
  try {
    return wanted.run(words);
  } catch (const complaint& why) {
    throw complaint(std::string(wanted.name) + ": " + why.what());
  }
}

}  // namespace

int main(int count, char** words) {
  std::ios::sync_with_stdio(false);
  try {
    const std::vector<std::string_view> arguments(words + 1, words + count);
    const status ended = run(arguments);
    std::cout.flush();
    if (!std::cout) throw complaint("standard output could not be written");
    return static_cast<int>(ended);
  } catch (const std::exception& why) {
    std::cout.flush();
    std::cerr << "rowclaim: " << why.what() << '\n';
    return static_cast<int>(status::wrong_usage);
  }
}
