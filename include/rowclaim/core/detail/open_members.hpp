// SPDX-License-Identifier: BSL-1.0
// The names of the members of all objects that are open while JSON is read, to find one that comes twice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <rowclaim/core/hash.hpp>

// IWYU pragma: private, include <rowclaim/core/strict_json.hpp>

namespace rowclaim::inline v0_1::detail {

/// Names compare after unescaping. The usual object is checked by one bit of a 64-bit filter a name, without a look at the others.
class open_members {
 public:
  static constexpr std::size_t max_depth = 32;

  // Only the entries in use are ever read, so the arrays start uninitialised: clearing them would cost as much as a small text.
  open_members() : depth_(0), size_(0) {}  // NOLINT(cppcoreguidelines-pro-type-member-init)

  void open_object() {
    objects_[depth_++] = {0, static_cast<std::uint32_t>(size_), static_cast<std::uint32_t>(copies_.size())};
  }

  void close_object() {
    const object& closed = objects_[--depth_];
    size_ = closed.first_member;
    if (!overflow_.empty()) overflow_.resize(size_ > inline_members ? size_ - inline_members : 0);
    if (!copies_.empty()) copies_.resize(closed.first_copy);
  }

  /// Adds a name to the innermost object. `is_stable` says that the text stays where it is until the reading ends.
  /// Result: false if the object has a member of that name already.
  bool add(std::string_view name, bool is_stable) {
    object& current = objects_[depth_ - 1];
    const std::uint64_t hash = hash_bytes(name);
    const std::uint64_t bit = std::uint64_t{1} << (hash >> 58);
    const auto tag = static_cast<std::uint32_t>(hash);
    if ((current.filter & bit) != 0 && contains(current.first_member, name, tag)) return false;
    current.filter |= bit;
    member added{is_stable ? name.data() : nullptr, static_cast<std::uint32_t>(copies_.size()),
                 static_cast<std::uint32_t>(name.size()), tag};
    if (!is_stable) copies_.append(name);
    if (size_ < inline_members)
      members_[size_] = added;
    else
      overflow_.push_back(added);
    ++size_;
    return true;
  }

 private:
  static constexpr std::size_t inline_members = 128;

  struct object {
    std::uint64_t filter;
    std::uint32_t first_member;
    std::uint32_t first_copy;
  };
  struct member {
    const char* stable;   // null if the name was copied
    std::uint32_t copy;   // its offset among the copies then
    std::uint32_t size;
    std::uint32_t tag;
  };

  bool contains(std::size_t first, std::string_view name, std::uint32_t tag) const {
    for (std::size_t i = first; i < size_; ++i) {
      const member& m = i < inline_members ? members_[i] : overflow_[i - inline_members];
      if (m.tag != tag || m.size != name.size()) continue;
      const char* text = m.stable != nullptr ? m.stable : copies_.data() + m.copy;
      if (std::memcmp(text, name.data(), name.size()) == 0) return true;
    }
    return false;
  }

  std::array<object, max_depth + 1> objects_;
  std::array<member, inline_members> members_;
  std::size_t depth_;
  std::size_t size_;
  std::vector<member> overflow_;
  std::string copies_;
};

}  // namespace rowclaim::inline v0_1::detail
