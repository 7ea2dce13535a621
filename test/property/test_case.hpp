// SPDX-License-Identifier: BSL-1.0
// One case of the differential test: a schema, a policy, a user and rows, in the oracle's words.
#pragma once

#include "oracle.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace property {

/// The members of the struct that row objects are made of: each column of a case is stored in one of them.
enum class slot { flag, large, whole, small, real, single, text, name, day, clock, millisecond, moment, nanosecond, second };

struct slot_info {
  slot is;
  std::string_view name;
  oracle::kind kind;
  bool has_null;
};
inline constexpr std::array<slot_info, 14> slots{{{slot::flag, "flag", oracle::kind::boolean, true},
                                                  {slot::large, "large", oracle::kind::integer, true},
                                                  {slot::whole, "whole", oracle::kind::integer, false},
                                                  {slot::small, "small", oracle::kind::integer, true},
                                                  {slot::real, "real", oracle::kind::real, true},
                                                  {slot::single, "single", oracle::kind::real, true},
                                                  {slot::text, "text", oracle::kind::text, true},
                                                  {slot::name, "name", oracle::kind::text, false},
                                                  {slot::day, "day", oracle::kind::day, true},
                                                  {slot::clock, "clock", oracle::kind::clock, true},
                                                  {slot::millisecond, "millisecond", oracle::kind::clock, true},
                                                  {slot::moment, "moment", oracle::kind::moment, true},
                                                  {slot::nanosecond, "nanosecond", oracle::kind::moment, true},
                                                  {slot::second, "second", oracle::kind::moment, true}}};
inline const slot_info& info(slot s) { return slots[static_cast<std::size_t>(s)]; }

/// Which slots are levels of one hierarchy, by the layout of the hierarchies; a slot in none of them is alone.
inline const std::vector<std::vector<slot>>& hierarchies_of(int layout) {
  static const std::array<std::vector<std::vector<slot>>, 3> layouts{
      {{},
       {{slot::large, slot::whole}, {slot::text, slot::name, slot::day}},
       {{slot::flag, slot::text}, {slot::whole, slot::real, slot::clock, slot::moment}, {slot::day, slot::second}}}};
  return layouts[static_cast<std::size_t>(layout)];
}

struct column {
  std::string name;
  slot stored = slot::flag;
};

struct role {
  oracle::condition condition;
  bool is_held = true;  ///< by the user
};

struct test_case {
  std::uint64_t seed = 0;
  std::vector<column> columns;
  int hierarchies = 0;
  oracle::combination how = oracle::combination::per_column;
  std::vector<role> roles;
  std::vector<oracle::claim> claims;
  bool is_allowed = true;
  bool is_admin = false;
  std::vector<oracle::row> rows;

  oracle::surroundings surroundings() const;
};

/// The names of a case's claims and roles.
std::string claim_name(std::size_t claim);
std::string role_name(std::size_t role);

/// Whether the policy is to be refused.
bool is_mixed(const test_case& c);

/// What the oracle says. Requires: not mixed.
oracle::row_set expected_rows(const test_case& c);

/// A case as JSON, and back. Numbers that JSON cannot say, and days and times, are objects.
std::string to_json(const test_case& c);
test_case from_json(std::string_view text);

/// The rows of a case, as its JSON has them.
std::string rows_json(const test_case& c);

}  // namespace property
