// SPDX-License-Identifier: BSL-1.0
// Collects the mistakes of a policy file while it is read, and knows under which keys the reader is.
#pragma once

#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/core/json_tree.hpp>
#include <rowclaim/live/detail/policy_keys.hpp>
#include <rowclaim/live/policy_mistake.hpp>
#include <rowclaim/policy/nearest_name.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// IWYU pragma: private, include <rowclaim/live/policy_reader.hpp>

namespace rowclaim::inline v0_1::detail {

inline std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 80;
  std::size_t end = std::min(text.size(), longest);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // no half of a character
  return '"' + std::string(text.substr(0, end)) + (end < text.size() ? "...\"" : "\"");
}

inline std::string suggestion(std::string_view name) {
  return name.empty() ? std::string() : "; did you mean " + quoted(name) + '?';
}

class mistake_list {
 public:
  static constexpr std::size_t most = 100;  // a file of another kind has as many mistakes as values

  explicit mistake_list(std::string_view text) : text_(text) {}

  bool empty() const { return found_.empty(); }
  std::size_t size() const { return found_.size(); }

  /// While it lives, mistakes are under a member's name.
  class scope {
   public:
    scope(std::vector<std::string_view>& keys, std::string_view name) : keys_(keys) { keys_.push_back(name); }
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;
    ~scope() { keys_.pop_back(); }

   private:
    std::vector<std::string_view>& keys_;
  };
  [[nodiscard]] scope inside(const json_node& member) { return {keys_, member.name}; }

  void add(const json_node& node, std::string sentence) { add_at(node.place, key(), std::move(sentence)); }
  void add_at_name(const json_node& member, std::string sentence) {
    const auto here = inside(member);
    add_at(member.name_place, key(), std::move(sentence));
  }
  void add_here(std::size_t byte, std::string sentence) { add_at(byte, key(), std::move(sentence)); }
  void add_at(std::size_t byte, std::string key, std::string sentence) {
    if (found_.size() < most) found_.push_back({byte, found_.size(), std::move(key), std::move(sentence)});
  }

  /// Whether the value is of that kind; if not, that is a mistake. `wanted` says what belongs here.
  bool expect(const json_node& node, json_kind kind, std::string_view wanted) {
    if (node.kind == kind) return true;
    add(node, std::string(wanted) + ", and this is " + std::string(name(node.kind)));
    return false;
  }

  template <std::size_t Count, class Meaning>
  bool read_word(const json_node& node, const std::array<policy_word<Meaning>, Count>& words, Meaning& out) {
    if (node.kind == json_kind::string) {
      const auto known = std::ranges::find(words, node.text, &policy_word<Meaning>::word);
      if (known != words.end()) {
        out = known->meaning;
        return true;
      }
    }
    std::string choices;
    nearest_name nearest(node.text);
    for (const policy_word<Meaning>& word : words) {
      choices.append(choices.empty() ? "" : ", ").append(word.word);
      nearest.consider(word.word);
    }
    if (node.kind == json_kind::string) add(node, quoted(node.text) + " is none of " + choices + suggestion(nearest.name()));
    else add(node, "this is one of " + choices + ", and not " + std::string(name(node.kind)));
    return false;
  }

  bool read_path(const json_node& node, claim_path& out) {
    if (!expect(node, json_kind::array, "a path is a list of names")) return false;
    out = {};
    for (const json_node& segment : json_tree::children(node)) {
      if (!expect(segment, json_kind::string, "a path has names")) return false;
      out.append(segment.text);
    }
    if (out.size == 0) add(node, "the path is empty; name the claim");
    else if (out.size > claim_path::max_segments) add(node, "the path is longer than eight names; name a claim that is less deep");
    else return true;
    return false;
  }

  std::vector<policy_mistake> in_order() && {
    std::ranges::sort(found_,
                      [](const mistake& a, const mistake& b) { return a.byte != b.byte ? a.byte < b.byte : a.number < b.number; });
    std::vector<policy_mistake> placed;
    for (mistake& m : found_) placed.push_back({place_of(text_, m.byte), std::move(m.key), std::move(m.sentence)});
    return placed;
  }

 private:
  struct mistake {
    std::size_t byte;
    std::size_t number;  // in the order in which they were found
    std::string key;
    std::string sentence;
  };

  std::string key() const {
    std::string joined;
    for (std::string_view name : keys_) joined.append(joined.empty() ? "" : ".").append(name);
    return joined;
  }

  std::string_view text_;
  std::vector<std::string_view> keys_;
  std::vector<mistake> found_;
};

}  // namespace rowclaim::inline v0_1::detail
