// SPDX-License-Identifier: BSL-1.0
// The names of databases, as options give them.
#pragma once

#include "verb.hpp"
#include <rowclaim/rows/sql_dialect.hpp>

#include <string>

namespace rowclaim_command {

/// Throws a `complaint`, with the names that there are, if there is no dialect of that name.
inline rowclaim::sql::dialect dialect_named(const std::string& name) {
  if (const auto found = rowclaim::sql::dialect_named(name)) return *found;
  std::string known;
  for (const rowclaim::sql::dialect one : rowclaim::sql::dialects)
    known.append(known.empty() ? "" : ", ").append(rowclaim::sql::name(one));
  throw complaint("there is no dialect \"" + name + "\"; the dialects are " + known);
}

}  // namespace rowclaim_command
