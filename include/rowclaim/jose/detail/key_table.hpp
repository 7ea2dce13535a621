// SPDX-License-Identifier: BSL-1.0
// The keys of a set, to be found by their `kid` or by the algorithm in a time that does not depend on their number.
#pragma once

#include <rowclaim/core/hash.hpp>
#include <rowclaim/core/result.hpp>
#include <rowclaim/jose/jwk.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/jose/key_set.hpp>

namespace rowclaim::inline v0_1::detail {

/// A key of the set, or only the `kid` of one that is there and verifies nothing, so that a token naming it gets the right error.
struct key_entry {
  std::optional<std::string> key_id;
  std::optional<verification_key> key;
};

class key_table {
 public:
  explicit key_table(std::vector<key_entry> entries)
      : entries_(std::move(entries)), slots_(std::bit_ceil(2 * entries_.size() + 1)) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].key_id) {
        std::size_t slot = first_slot(*entries_[i].key_id);
        while (slots_[slot] != 0) slot = next_slot(slot);
        slots_[slot] = static_cast<std::uint32_t>(i + 1);
      }
      if (!entries_[i].key) continue;
      ++usable_;
      for (std::size_t a = 0; a < algorithm_count; ++a) {
        if (!entries_[i].key->fits(static_cast<algorithm>(a))) continue;
        if (by_algorithm_[a].count++ == 0) by_algorithm_[a].first = i;
      }
    }
  }

  /// How many keys verify something.
  std::size_t usable() const noexcept { return usable_; }

  /// What is found lives as long as the table.
  result<const verification_key*> with_id(std::string_view key_id, algorithm a) const {
    bool is_known = false;
    const verification_key* found = nullptr;
    for (std::size_t slot = first_slot(key_id); slots_[slot] != 0; slot = next_slot(slot)) {
      const key_entry& entry = entries_[slots_[slot] - 1];
      if (*entry.key_id != key_id) continue;
      is_known = true;
      if (!entry.key || !entry.key->fits(a)) continue;
      if (found != nullptr) return error{errc::key_ambiguous, step::key_set, "kid"};
      found = &*entry.key;
    }
    if (found != nullptr) return found;
    return error{is_known ? errc::key_does_not_fit : errc::key_not_found, step::key_set, "kid"};
  }

  result<const verification_key*> only_one_for(algorithm a) const {
    const std::size_t i = index_of(a);
    if (i >= algorithm_count || by_algorithm_[i].count == 0) return error{errc::key_not_found, step::key_set};
    if (by_algorithm_[i].count > 1) return error{errc::key_ambiguous, step::key_set};
    return &*entries_[by_algorithm_[i].first].key;
  }

 private:
  struct candidates {
    std::size_t first = 0;
    std::size_t count = 0;
  };

  std::size_t first_slot(std::string_view key_id) const noexcept {
    return static_cast<std::size_t>(hash_bytes(key_id)) & (slots_.size() - 1);
  }
  std::size_t next_slot(std::size_t slot) const noexcept { return (slot + 1) & (slots_.size() - 1); }

  std::vector<key_entry> entries_;
  std::vector<std::uint32_t> slots_;  // 0 is empty, else an entry's index plus one; never more than half full
  std::array<candidates, algorithm_count> by_algorithm_{};
  std::size_t usable_ = 0;
};

}  // namespace rowclaim::inline v0_1::detail
