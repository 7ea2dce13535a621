// SPDX-License-Identifier: BSL-1.0
// Which rows of which table a role may see, as a policy writes it.
#pragma once

#include <rowclaim/rows/combination.hpp>
#include <rowclaim/rows/condition.hpp>
#include <rowclaim/rows/table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// A role's condition on a table.
template <std::size_t Length>
struct restriction {
  std::string_view role;
  const table_schema* table;
  condition<Length> rows;
};

/// Restricts a role on a table: `on<sales>("ROLE_FRANCE", col<"Country"> == "France")`.
template <class Table, std::size_t Size, std::size_t Length>
constexpr restriction<Length> on(const char (&role)[Size], const condition<Length>& rows) {
  return {std::string_view(role, Size - 1), &Table::schema(), rows};
}

/// A restriction as it is kept: its condition is so many tokens from a place in the list of all tokens.
struct restriction_entry {
  std::string_view role;
  const table_schema* table = nullptr;
  std::uint32_t first_token = 0;
  std::uint32_t token_count = 0;
};

/// All restrictions, whoever owns the arrays.
struct restrictions_view {
  std::span<const restriction_entry> entries;
  std::span<const detail::condition_token> tokens;

  constexpr std::span<const detail::condition_token> tokens_of(const restriction_entry& entry) const {
    return tokens.subspan(entry.first_token, entry.token_count);
  }
};

/// All restrictions as a constant.
template <std::size_t Count, std::size_t Tokens>
struct restriction_list {
  std::array<restriction_entry, Count> entries{};
  std::array<detail::condition_token, Tokens> tokens{};

  constexpr restrictions_view view() const { return {entries, tokens}; }
};

/// Lists the restrictions of a policy, at most one for each role and table.
template <std::size_t... Lengths>
constexpr auto restrictions(const restriction<Lengths>&... listed) {
  restriction_list<sizeof...(Lengths), (std::size_t{0} + ... + Lengths)> made;
  std::size_t entry = 0;
  std::size_t token = 0;
  [[maybe_unused]] const auto keep = [&](const auto& one) {
    made.entries[entry++] = {one.role, one.table, static_cast<std::uint32_t>(token),
                             static_cast<std::uint32_t>(one.rows.tokens.size())};
    for (const detail::condition_token& t : one.rows.tokens) made.tokens[token++] = t;
  };
  (keep(listed), ...);
  return made;
}

/// How one table's restrictions are combined, where it differs from the policy's `combination`.
struct table_combination {
  const table_schema* table;
  combination how;
};

/// Sets a table's own combination: `combine_on<sales>(combination::any_role)`.
template <class Table>
constexpr table_combination combine_on(combination how) {
  return {&Table::schema(), how};
}

template <std::size_t N>
struct table_combination_list {
  std::array<table_combination, N> entries;
};

/// Lists the tables that have a combination of their own.
template <class... Entries>
constexpr table_combination_list<sizeof...(Entries)> table_combinations(const Entries&... entries) {
  return {{entries...}};
}

/// What a table without any restriction means (B15).
enum class unlisted_tables : std::uint8_t { allow, deny };

/// Denies tables that no restriction was written for.
inline constexpr unlisted_tables deny_unlisted_tables = unlisted_tables::deny;

}  // namespace rowclaim::inline v0_1
