// SPDX-License-Identifier: BSL-1.0
// Tests of the tree of claims: the same from constants and from vectors, and every request ends at its own path.
#include <rowclaim/claims/claim_tree.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(claims_claim_tree)

namespace {

template <class Value, std::size_t Room>
struct fixed {
  std::array<Value, Room> values{};
  std::size_t count = 0;
  constexpr void push_back(const Value& v) { values[count++] = v; }
  constexpr std::size_t size() const { return count; }
  constexpr Value& operator[](std::size_t i) { return values[i]; }
};

constexpr std::array<rc::claim_request, 6> requests{{
    {rc::claim("a").path, rc::claim_shape::string, {}},
    {rc::claim("a", "b").path, rc::claim_shape::strings, {}},
    {rc::claim("a", "b", "c").path, rc::claim_shape::string, {}},
    {rc::claim("a").path, rc::claim_shape::object_keys, {}},
    {rc::claim("a.b").path, rc::claim_shape::string, {}},
    {rc::claim("z", "b").path, rc::claim_shape::object_member, "name"},
}};

struct built {
  fixed<rc::claim_node, 16> nodes;
  fixed<rc::claim_use, 16> uses;
};
constexpr built constant = [] {
  built made;
  rc::detail::build_claim_tree(requests, made.nodes, made.uses);
  return made;
}();

// The requests that end at the path of one of them.
template <class Count>
constexpr std::size_t uses_at(const rc::claim_tree& tree, const rc::claim_path& path, Count counts) {
  const rc::claim_node* node = &tree.nodes[0];
  for (std::string_view segment : path.segments()) {
    node = tree.child(*node, segment);
    if (node == nullptr) return 0;
  }
  std::size_t found = 0;
  for (std::uint16_t i = node->first_use; i != 0; i = tree.uses[i - 1u].next_use) found += counts(tree.uses[i - 1u]) ? 1u : 0u;
  return found;
}

constexpr bool holds_all_requests(const rc::claim_tree& tree) {
  for (std::size_t r = 0; r < requests.size(); ++r) {
    const auto is_it = [&](const rc::claim_use& use) {
      return use.request == r && use.shape == requests[r].shape && use.member == requests[r].member;
    };
    if (uses_at(tree, requests[r].path, is_it) != 1) return false;
  }
  return true;
}

constexpr rc::claim_tree constant_tree{{constant.nodes.values.data(), constant.nodes.count},
                                       {constant.uses.values.data(), constant.uses.count}};
static_assert(holds_all_requests(constant_tree));
static_assert(constant.nodes.count == rc::detail::fixed_claim_nodes + 6, "a, a>b, a>b>c, a.b, z, z>b");
static_assert(constant_tree.child(constant_tree.nodes[rc::claim_tree::root], "_claim_names") ==
              &constant_tree.nodes[rc::claim_tree::claim_names]);
static_assert(constant_tree.child(constant_tree.nodes[rc::claim_tree::root], "hasgroups") ==
              &constant_tree.nodes[rc::claim_tree::has_groups]);
static_assert(uses_at(constant_tree, rc::claim("a").path, [](const rc::claim_use&) { return true; }) == 2);
static_assert(uses_at(constant_tree, rc::claim("z").path, [](const rc::claim_use&) { return true; }) == 0);
static_assert(uses_at(constant_tree, rc::claim("b").path, [](const rc::claim_use&) { return true; }) == 0);

constexpr bool a_tree_without_the_last_request_is_noticed() {
  built made;
  rc::detail::build_claim_tree(std::span(requests).first(requests.size() - 1), made.nodes, made.uses);
  return !holds_all_requests({{made.nodes.values.data(), made.nodes.count}, {made.uses.values.data(), made.uses.count}});
}
static_assert(a_tree_without_the_last_request_is_noticed());

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_code_fills_vectors) {
  std::vector<rc::claim_node> nodes;
  std::vector<rc::claim_use> uses;
  rc::detail::build_claim_tree(requests, nodes, uses);
  BOOST_TEST(nodes.size() == constant.nodes.count);
  BOOST_TEST(holds_all_requests({nodes, uses}));
  BOOST_TEST(a_tree_without_the_last_request_is_noticed());
}

BOOST_AUTO_TEST_CASE(a_tree_of_nothing_has_what_every_tree_has) {
  std::vector<rc::claim_node> nodes;
  std::vector<rc::claim_use> uses;
  rc::detail::build_claim_tree({}, nodes, uses);
  const rc::claim_tree tree{nodes, uses};
  BOOST_TEST(tree.nodes.size() == rc::detail::fixed_claim_nodes);
  BOOST_TEST((tree.child(tree.nodes[0], "") == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
