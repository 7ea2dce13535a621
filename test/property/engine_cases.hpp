// SPDX-License-Identifier: BSL-1.0
// Cases for database engines, as lines of JSON that a script reads: a table with its rows, then conditions on it.
#pragma once

#include "generator.hpp"
#include "test_case.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace property {

/// What the tables of an engine can hold. Throws for an engine that is not known.
abilities abilities_of(std::string_view engine);

/// `{"columns": [...], "rows": [...]}`: each column with its name, kind and where memory has it, which says how wide it is.
std::string table_line(const test_case& c);

/// `{"seed": ..., "where": ..., "values": [...], "select": ..., "select_values": [...], "literal": ..., "expected": [...]}`, with
/// the numbers of the visible rows. Throws if the policy is refused.
std::string condition_line(const test_case& c, std::string_view engine);

/// Writes so many conditions, with a new table for every twenty of them.
void write_cases(std::string_view engine, int count, std::uint64_t seed, const std::function<void(const std::string&)>& write);

/// The case of a condition line: `seed` is what the line has.
test_case engine_case_of(std::string_view engine, std::string_view seed);

}  // namespace property
