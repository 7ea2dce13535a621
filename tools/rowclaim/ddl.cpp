// SPDX-License-Identifier: BSL-1.0
// `rowclaim ddl`: the statements that install a policy in a database.
#include "arguments.hpp"
#include "dialect.hpp"
#include "policy_file.hpp"
#include "verb.hpp"
#include <rowclaim/live/sql.hpp>

#include <array>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

namespace rowclaim_command {

namespace {

using namespace rowclaim;

constexpr std::string_view help = R"(usage: rowclaim ddl --policy FILE --dialect postgresql [--by roles|setting] [--schema SCHEMA]

Writes the statements that make PostgreSQL show the rows of the policy's tables as the policy says, in one transaction: for psql, as the
owner of the tables. They may be run again, and must be when the policy has changed.

  --policy FILE    a policy file
  --dialect NAME   postgresql; no other database has row security that could hold a policy
  --by roles       users have the roles of the policy as members of the database's roles of these names; what is done without this
  --by setting     users have the roles that their transaction says: SET LOCAL rowclaim.roles = '["ROLE_USER","ROLE_FRANCE"]';
                   without it no row is visible. Only where nobody but the application writes statements
  --schema SCHEMA  the schema of all tables; the search path finds them otherwise

The exit status is 0 if all is well; 1 if the policy cannot be installed, with the reason on standard error; 2 for wrong usage or a policy
with mistakes.
)";

status run(std::span<const std::string_view> words) {
  constexpr std::array options{option{"--policy"}, option{"--dialect"}, option{"--by"}, option{"--schema"}};
  const arguments given(words, options);
  const std::string policy_file = given.required("--policy");
  if (dialect_named(given.required("--dialect")) != sql::postgresql)
    throw complaint(
        "a policy can be installed in postgresql alone; for other databases, rowclaim sql writes a condition for each user");
  if (!given.files().empty()) throw complaint("it takes no files besides those of its options");
  const std::string by = given.value("--by").value_or("roles");
  if (by != "roles" && by != "setting") throw complaint("--by is roles or setting, not \"" + by + "\"");
  const std::string schema = given.has("--schema") ? given.required("--schema") : std::string();

  const auto policy = policy_in(policy_file);
  const auto statements = sql::row_security(
      *policy, {.roles = by == "roles" ? sql::roles_from::database_roles : sql::roles_from::session_setting, .schema = schema});
  if (!statements) {
    std::cerr << "rowclaim: ddl: " << statements.error().message() << '\n';
    return status::something_refused;
  }
  for (const std::string& one : *statements) std::cout << one << ";\n";
  return status::all_well;
}

}  // namespace

const verb ddl_verb{"ddl", "write the statements that install a policy in PostgreSQL", help, run};

}  // namespace rowclaim_command
