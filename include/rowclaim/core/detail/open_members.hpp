// SPDX-License-Identifier: BSL-1.0
// The names of the members of all objects that are open while JSON is read, to find one that comes twice.
#pragma once

#include <rowclaim/core/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

// IWYU pragma: private, include <rowclaim/core/strict_json.hpp>

namespace rowclaim::inline v0_1::detail {

/// Names compare after unescaping. The usual name is known to be new by one bit of a filter, without a look at the others; objects
/// with many members get a hash table.
class open_members {
 public:
  static constexpr std::size_t max_depth = 32;

  // Only the entries in use are ever read, so the arrays start uninitialised: clearing them would cost as much as a small text.
  open_members() {}  // NOLINT(cppcoreguidelines-pro-type-member-init,modernize-use-equals-default)

  void open_object() {
    outer_[depth_++] = current_;
    current_ = {{}, size_};
  }

  void close_object() {
    if (!large_.empty() && large_.back().depth == depth_) large_.pop_back();
    size_ = current_.first_member;
    current_ = outer_[--depth_];
    if (!overflow_.empty()) overflow_.resize(size_ > inline_members ? size_ - inline_members : 0);
  }

  /// Adds a name with its hash to the innermost object. `is_stable` says that the text stays where it is until the reading ends.
  /// Result: false if the object has a member of that name already.
  [[gnu::always_inline]] bool add(std::string_view name, std::uint64_t hash, bool is_stable) {
    const std::uint64_t bit = std::uint64_t{1} << (hash >> 56 & 63);
    std::uint64_t& seen = current_.filter[hash >> 62];
    const auto tag = static_cast<std::uint32_t>(hash);
    if ((seen & bit) != 0 && contains(name, tag)) return false;
    seen |= bit;
    if (is_stable && size_ < inline_members) [[likely]] {
      members_[size_++] = {name.data(), static_cast<std::uint32_t>(name.size()), tag};
      return true;
    }
    add_elsewhere(name, tag, is_stable);
    return true;
  }

 private:
  static constexpr std::size_t inline_members = 128;
  static constexpr std::size_t many_members = 256;  // from here on a filter of as many bits says little

  struct object {
    std::array<std::uint64_t, 4> filter;
    std::size_t first_member;
  };
  struct member {
    const char* text;
    std::uint32_t size;
    std::uint32_t tag;

    bool is(std::string_view name, std::uint32_t its_tag) const { return tag == its_tag && std::string_view(text, size) == name; }
  };
  // A large object's members by their tags: one more than their place, zero where nothing is. At most half of the slots are used.
  struct member_table {
    std::size_t depth;
    std::size_t indexed;  // members up to this place are in it
    std::vector<std::uint32_t> slots;
  };

  const member& at(std::size_t i) const { return i < inline_members ? members_[i] : overflow_[i - inline_members]; }

  [[gnu::noinline]] void add_elsewhere(std::string_view name, std::uint32_t tag, bool is_stable) {
    if (!is_stable) name = copies_.emplace_front(name);
    const member added{name.data(), static_cast<std::uint32_t>(name.size()), tag};
    if (size_ < inline_members) members_[size_] = added;
    else overflow_.push_back(added);
    ++size_;
  }

  [[gnu::noinline]] bool contains(std::string_view name, std::uint32_t tag) {
    if (size_ - current_.first_member >= many_members) return is_in_table(name, tag);
    for (std::size_t i = current_.first_member; i < size_; ++i)
      if (at(i).is(name, tag)) return true;
    return false;
  }

  // Tags come from a hash without a key, so that somebody could choose names that all collide: an attacker who may send so many
  // members pays with the limit of their number.
  bool is_in_table(std::string_view name, std::uint32_t tag) {
    if (large_.empty() || large_.back().depth != depth_) large_.push_back({depth_, current_.first_member, {}});
    member_table& table = large_.back();
    if (const std::size_t count = size_ - current_.first_member; table.slots.size() < 2 * count + 2) {
      std::size_t slots = 4 * many_members;
      while (slots < 4 * count) slots *= 2;
      table.slots.assign(slots, 0);
      table.indexed = current_.first_member;
    }
    const std::size_t mask = table.slots.size() - 1;
    for (; table.indexed < size_; ++table.indexed) {
      std::size_t slot = at(table.indexed).tag & mask;
      while (table.slots[slot] != 0) slot = (slot + 1) & mask;
      table.slots[slot] = static_cast<std::uint32_t>(table.indexed + 1);
    }
    for (std::size_t slot = tag & mask; table.slots[slot] != 0; slot = (slot + 1) & mask)
      if (at(table.slots[slot] - 1).is(name, tag)) return true;
    return false;
  }

  object current_{};
  std::size_t depth_ = 0;
  std::size_t size_ = 0;
  std::vector<member> overflow_;
  std::vector<member_table> large_;  // of the objects that are open and large, innermost last
  std::forward_list<std::string> copies_;  // of names that had escapes; a list, as its elements stay where they are
  std::array<object, max_depth + 1> outer_;
  std::array<member, inline_members> members_;
};

}  // namespace rowclaim::inline v0_1::detail
