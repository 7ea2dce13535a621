// SPDX-License-Identifier: BSL-1.0
// From a provider's roles, or users' names, to application roles: constant tables that an engine reads.
#pragma once

#include <rowclaim/core/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// One line of a mapping as it is written: a key, and the application roles that it gives.
struct mapping_line {
  std::string_view key;
  std::initializer_list<std::string_view> roles;
};

/// One line of a mapping as it is kept: its roles are so many from a place in the mapping's list of roles.
struct mapping_entry {
  std::string_view key;
  std::uint32_t first_role = 0;
  std::uint32_t role_count = 0;
};

/// A mapping, whoever owns its arrays.
struct mapping_view {
  std::span<const mapping_entry> entries;
  std::span<const std::string_view> roles;
  bool is_complete = true;  ///< false if the roles did not fit where they were to be kept

  constexpr std::span<const std::string_view> roles_of(const mapping_entry& entry) const {
    return roles.subspan(entry.first_role, entry.role_count);
  }
};

/// A mapping as a constant. A table is a value: its type depends on its sizes alone, so that a thousand lines compile in a second.
template <std::size_t Entries, std::size_t Roles>
struct mapping {
  std::array<mapping_entry, Entries> entries{};
  std::array<std::string_view, Roles> roles{};
  std::size_t role_count = 0;
  bool is_complete = true;

  constexpr mapping_view view() const { return {entries, std::span(roles).first(role_count), is_complete}; }
};

namespace detail {

// The number of roles is not part of an argument's type; three a line and some more is room for almost any mapping.
template <std::size_t RolesInAll, std::size_t N>
inline constexpr std::size_t mapping_room = RolesInAll != 0 ? RolesInAll : 3 * N + 32;

template <std::size_t RolesInAll, std::size_t N>
constexpr auto make_mapping(const mapping_line (&lines)[N]) {
  mapping<N, mapping_room<RolesInAll, N>> made;
  for (std::size_t i = 0; i < N; ++i) {
    made.entries[i] = {lines[i].key, static_cast<std::uint32_t>(made.role_count), 0};
    for (std::string_view role : lines[i].roles) {
      if (made.role_count == made.roles.size()) {
        made.is_complete = false;
        break;
      }
      made.roles[made.role_count++] = role;
      ++made.entries[i].role_count;
    }
  }
  return made;
}

}  // namespace detail

/// Maps a provider's roles: `role_mapping({{"atoti user", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}})` (A5).
/// With more than three roles a line on average, say how many there are in all: `role_mapping<200>({...})`.
template <std::size_t RolesInAll = 0, std::size_t N>
consteval auto role_mapping(const mapping_line (&lines)[N]) {
  return detail::make_mapping<RolesInAll>(lines);
}

/// Maps users' names, in a namespace of their own (A5).
template <std::size_t RolesInAll = 0, std::size_t N>
consteval auto name_mapping(const mapping_line (&lines)[N]) {
  return detail::make_mapping<RolesInAll>(lines);
}

/// Gives roles to single users by name, on top of what is mapped (A7).
template <std::size_t RolesInAll = 0, std::size_t N>
consteval auto individual_roles(const mapping_line (&lines)[N]) {
  return detail::make_mapping<RolesInAll>(lines);
}

}  // namespace rowclaim::inline v0_1
