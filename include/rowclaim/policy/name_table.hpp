// SPDX-License-Identifier: BSL-1.0
// A table from names to numbers, built at compile time or at load time, and looked up without allocation.
#pragma once

#include <rowclaim/core/hash.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// One place of the table: some bits of a name's hash, and one more than the name's number; zero for an empty place.
struct name_slot {
  std::uint32_t tag = 0;
  std::uint32_t number = 0;
};

/// Finds a name's number. Names compare as bytes. Whoever built the table owns the arrays.
struct name_table {
  static constexpr std::uint32_t not_found = static_cast<std::uint32_t>(-1);

  std::span<const name_slot> slots;  ///< a power of two, more than the names; empty for no names
  std::span<const std::string_view> names;

  /// Complexity: one hash of the name, and on average less than two places looked at.
  constexpr std::uint32_t find(std::string_view name) const {
    if (slots.empty()) return not_found;
    const std::uint64_t hash = detail::hash_bytes(name);
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    const std::size_t mask = slots.size() - 1;
    for (std::size_t at = hash & mask; slots[at].number != 0; at = (at + 1) & mask) {
      if (slots[at].tag != tag) continue;
      const std::uint32_t number = slots[at].number - 1;
      if (names[number].size() == name.size() && detail::equal_bytes(names[number].data(), name.data(), name.size())) return number;
    }
    return not_found;
  }
};

namespace detail {

/// Places for so many names: a power of two of which at least half stays empty.
constexpr std::size_t slots_for(std::size_t names) {
  std::size_t slots = 4;
  while (slots < names * 2) slots *= 2;
  return slots;
}

/// Adds a name to a table under construction: `slots` of the final size, `names` with `push_back`.
/// Result: the name's number, new or old.
template <class Slots, class Names>
constexpr std::uint32_t add_name(Slots& slots, Names& names, std::string_view name) {
  const std::uint64_t hash = hash_bytes(name);
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots.size() - 1;
  std::size_t at = hash & mask;
  for (; slots[at].number != 0; at = (at + 1) & mask)
    if (slots[at].tag == tag && names[slots[at].number - 1] == name) return slots[at].number - 1;
  names.push_back(name);
  slots[at] = {tag, static_cast<std::uint32_t>(names.size())};
  return static_cast<std::uint32_t>(names.size()) - 1;
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
