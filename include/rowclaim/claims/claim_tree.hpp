// SPDX-License-Identifier: BSL-1.0
// The claims that a policy reads, arranged as a tree, so that one pass over the text finds them all.
#pragma once

#include <rowclaim/claims/claim_path.hpp>
#include <rowclaim/core/hash.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace rowclaim::inline v0_1 {

/// One claim asked for. Its position in the list of requests is how the reader names it.
struct claim_request {
  claim_path path;
  claim_shape shape = claim_shape::string;
  std::string_view member = {};
};

/// A member name on the way to some claim. Zero means none for the links, as no link leads to the root.
struct claim_node {
  std::string_view segment;
  std::uint64_t hash = 0;               ///< of the segment
  std::uint64_t child_filter = 0;       ///< one bit for each child's hash, so that most other names are known by it
  std::uint16_t first_child = 0;
  std::uint16_t next_sibling = 0;
  std::uint16_t first_use = 0;          ///< one more than the index among the uses; zero for none
};

/// That a request ends at a node.
struct claim_use {
  std::uint16_t request = 0;
  std::uint16_t next_use = 0;  ///< as `claim_node::first_use`
  claim_shape shape = claim_shape::string;
  std::string_view member = {};
};

/// The tree as the reader sees it; whoever built it owns the arrays.
struct claim_tree {
  static constexpr std::size_t max_requests = 64;  // one bit each in a word

  // What providers say about claims that they left out stands at the same places in every tree.
  static constexpr std::size_t root = 0;
  static constexpr std::size_t claim_names = 1;
  static constexpr std::size_t has_groups = 2;

  std::span<const claim_node> nodes;
  std::span<const claim_use> uses;

  /// The child for a member of that name, whose hash is at hand; null if nothing is looked for there.
  constexpr const claim_node* child(const claim_node& parent, std::string_view segment, std::uint64_t hash) const {
    if ((parent.child_filter & filter_bit(hash)) == 0) return nullptr;
    for (std::uint16_t i = parent.first_child; i != 0; i = nodes[i].next_sibling) {
      const claim_node& node = nodes[i];
      if (node.hash == hash && node.segment.size() == segment.size() &&
          detail::equal_bytes(node.segment.data(), segment.data(), segment.size()))
        return &node;
    }
    return nullptr;
  }
  constexpr const claim_node* child(const claim_node& parent, std::string_view segment) const {
    return child(parent, segment, detail::hash_bytes(segment));
  }

  static constexpr std::uint64_t filter_bit(std::uint64_t hash) { return std::uint64_t{1} << (hash & 63); }
};

namespace detail {

/// The child of a node for a segment, made if it is not there. Result: its index.
template <class Nodes>
constexpr std::size_t add_claim_node(Nodes& nodes, std::size_t parent, std::string_view segment) {
  std::size_t child = nodes[parent].first_child;
  while (child != 0 && nodes[child].segment != segment) child = nodes[child].next_sibling;
  if (child != 0) return child;
  child = nodes.size();
  const std::uint64_t hash = hash_bytes(segment);
  nodes.push_back(claim_node{.segment = segment, .hash = hash, .next_sibling = nodes[parent].first_child});
  nodes[parent].first_child = static_cast<std::uint16_t>(child);
  nodes[parent].child_filter |= claim_tree::filter_bit(hash);
  return child;
}

/// Nodes that every tree has besides those of the requests.
inline constexpr std::size_t fixed_claim_nodes = 3;

/// Fills `nodes` and `uses` (containers with `push_back`, `size` and `operator[]`) from the requests.
template <class Nodes, class Uses>
constexpr void build_claim_tree(std::span<const claim_request> requests, Nodes& nodes, Uses& uses) {
  nodes.push_back(claim_node{});
  add_claim_node(nodes, claim_tree::root, "_claim_names");
  add_claim_node(nodes, claim_tree::root, "hasgroups");
  for (std::size_t r = 0; r < requests.size(); ++r) {
    std::size_t at = claim_tree::root;
    for (std::string_view segment : requests[r].path.segments()) at = add_claim_node(nodes, at, segment);
    uses.push_back(claim_use{static_cast<std::uint16_t>(r), nodes[at].first_use, requests[r].shape, requests[r].member});
    nodes[at].first_use = static_cast<std::uint16_t>(uses.size());
  }
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
