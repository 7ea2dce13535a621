// SPDX-License-Identifier: BSL-1.0
// `rowclaim rows`: the rows of a file that a user may see.
#include "arguments.hpp"
#include "lines.hpp"
#include "policy_file.hpp"
#include "progress.hpp"
#include "verb.hpp"
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/row_text.hpp>

#include <array>
#include <fstream>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help = R"(usage: rowclaim rows --policy FILE --claims FILE --table TABLE [DATA]

Writes the rows of DATA that a user may see of a table that the policy declares, in their order and each as it was written. DATA is

  .jsonl  an object a line
  .json   a list of objects, which is written with an object a line
  .csv    with a header, which is kept; an empty field without quotes is null

Without DATA, or for "-", objects are read from standard input, one a line.

  --policy FILE  a policy file
  --claims FILE  the user's claims, taken as verified: one object, or several of which the first line counts
  --table TABLE  the table of the policy whose rows these are

A member or a field that is no column of the table stays where it is, and nobody looks at it. If the claims are refused, the refusal is
all that is written. The exit status is 0 if all rows could be judged, also if none may be seen; 1 if the claims were refused; 2 for wrong
usage, a policy with mistakes or rows that cannot be read: then the visible ones before that place have been written.
)";

row_format format_of(const std::string& file) {
  if (file == "-") return row_format::json_lines;
  if (const auto format = row_format_of(file)) return *format;
  throw complaint("the name \"" + file + "\" does not tell how rows are written; it must end in .jsonl, .json or .csv");
}

/// Copies the visible rows of a file to standard output.
void copy_rows(const plan& allowed, row_format format, std::istream& in, const std::string& called) {
  progress shown("MB", 1'000'000);
  const auto read = [&](std::span<char> into) {
    in.read(into.data(), static_cast<std::streamsize>(into.size()));
    if (in.bad()) throw complaint(called + " cannot be read to its end");
    const auto size = static_cast<std::size_t>(in.gcount());
    shown.count(size);
    return size;
  };
  const auto write = [](std::string_view rows) {
    if (!std::cout.write(rows.data(), static_cast<std::streamsize>(rows.size())))
      throw complaint("standard output could not be written");
  };
  if (const auto mistake = copy_visible_rows(allowed, format, read, write)) throw complaint(called + ": " + mistake->text());
}

status run(std::span<const std::string_view> words) {
  constexpr std::array options{option{"--policy"}, option{"--claims"}, option{"--table"}};
  const arguments given(words, options);
  const std::string policy_file = given.required("--policy");
  const std::string claims_file = given.required("--claims");
  const std::string table_name = given.required("--table");
  if (given.files().size() > 1) throw complaint("it takes one file of rows");
  const std::string data = given.files().empty() ? "-" : given.files().front();
  only_one_is_standard_input({policy_file, claims_file, data});
  const row_format format = format_of(data);

  const auto policy = policy_in(policy_file);
  const table_schema& table = table_named(table_name, *policy);
  const std::string claims = claims_in(claims_file);
  std::ifstream file;
  if (data != "-") file = opened(data);
  const auto user = authorize(policy, verified_claims::assume_verified(claims));
  if (!user) {
    std::cout << refusal(user.error());
    return status::something_refused;
  }
  if (data == "-") copy_rows(plan_for(*user, table.name), format, std::cin, "standard input");
  else copy_rows(plan_for(*user, table.name), format, file, "the file \"" + data + "\"");
  return status::all_well;
}

}  // namespace

const verb rows_verb{"rows", "write the rows that a user may see", help, run};

}  // namespace rowclaim_command
