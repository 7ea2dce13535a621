// SPDX-License-Identifier: BSL-1.0
// What the command's verbs are made of: a name, a page of help, and a function from arguments to an exit status.
#pragma once

#include <span>
#include <stdexcept>
#include <string_view>

namespace rowclaim_command {

/// Exit statuses, as shells know them.
enum class status : int { all_well = 0, something_refused = 1, wrong_usage = 2 };

/// Wrong usage or unreadable input: one sentence, which ends the command with `wrong_usage`.
struct complaint : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct verb {
  std::string_view name;
  std::string_view summary;  // one line, for the list of verbs
  std::string_view help;     // the page of --help
  status (*run)(std::span<const std::string_view> words);
};

// One file each.
extern const verb verify_verb;
extern const verb decrypt_verb;
extern const verb authorize_verb;
extern const verb rows_verb;
extern const verb sql_verb;
extern const verb ddl_verb;
extern const verb explain_verb;
extern const verb lint_verb;
extern const verb compare_verb;
extern const verb schema_verb;

}  // namespace rowclaim_command
