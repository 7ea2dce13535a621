// SPDX-License-Identifier: BSL-1.0
// The claims that a policy reads, arranged as a tree, so that one pass over the text finds them all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <rowclaim/claims/claim_path.hpp>

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
  std::uint16_t first_child = 0;
  std::uint16_t next_sibling = 0;
  std::uint16_t first_use = 0;  ///< one more than the index among the uses; zero for none
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

  std::span<const claim_node> nodes;  ///< the root first
  std::span<const claim_use> uses;

  constexpr const claim_node* child(const claim_node& parent, std::string_view segment) const {
    for (std::uint16_t i = parent.first_child; i != 0; i = nodes[i].next_sibling)
      if (nodes[i].segment == segment) return &nodes[i];
    return nullptr;
  }
};

namespace detail {

/// Fills `nodes` and `uses` (containers with `push_back`, `size` and `operator[]`) from the requests.
template <class Nodes, class Uses>
constexpr void build_claim_tree(std::span<const claim_request> requests, Nodes& nodes, Uses& uses) {
  nodes.push_back(claim_node{});
  for (std::size_t r = 0; r < requests.size(); ++r) {
    std::size_t at = 0;
    for (std::string_view segment : requests[r].path.segments()) {
      std::size_t next = nodes[at].first_child;
      while (next != 0 && nodes[next].segment != segment) next = nodes[next].next_sibling;
      if (next == 0) {
        next = nodes.size();
        nodes.push_back(claim_node{segment, 0, nodes[at].first_child, 0});
        nodes[at].first_child = static_cast<std::uint16_t>(next);
      }
      at = next;
    }
    uses.push_back(claim_use{static_cast<std::uint16_t>(r), nodes[at].first_use, requests[r].shape, requests[r].member});
    nodes[at].first_use = static_cast<std::uint16_t>(uses.size());
  }
}

}  // namespace detail
}  // namespace rowclaim::inline v0_1
