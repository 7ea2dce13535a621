// SPDX-License-Identifier: BSL-1.0
// Tests of the compiler of policies: its two kinds of arrays, and the sizes that it asks for.
#include <rowclaim/policy/policy.hpp>
#include <rowclaim/policy/policy_compiler.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string_view>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_policy_compiler)

namespace {

constexpr auto filled = [] {
  rc::detail::bounded_vector<int, 3> made;
  made.push_back(7);
  made.push_back(8);
  made[1] = 9;
  return made;
}();
static_assert(filled.size() == 2 && filled[0] == 7 && filled.span()[1] == 9 && filled.span().size() == 2);
static_assert(rc::detail::bounded_vector<int, 0>().span().empty());

struct example {
  static constexpr auto role_mapping = rc::role_mapping({{"a", {"ROLE_A", "ROLE_B"}}, {"b", {"ROLE_A"}}});
  static constexpr auto default_roles = rc::roles("ROLE_A");
};
constexpr rc::policy_description description = rc::detail::describe<example>();
constexpr rc::detail::policy_sizes sizes = rc::detail::sizes_of(description);
static_assert(sizes.grants == 3 && sizes.mapped_keys == 2 && sizes.default_roles == 1 && sizes.gate == 2);

// The room is enough: nothing is ever written beyond it, which the compiler would refuse in a constant.
constexpr const auto& arrays = rc::detail::compiled_static_policy<example>::arrays;
static_assert(arrays.role_names.size() == 4, "ROLE_A, ROLE_B and the gate's two");
static_assert(arrays.is_granted[0] && arrays.is_granted[1] && !arrays.is_granted[2] && !arrays.is_granted[3],
              "the gate grants nothing");

}  // namespace

BOOST_AUTO_TEST_CASE(a_growing_vector_takes_what_a_bounded_one_takes) {
  rc::detail::growing_vector<int, 0> made;
  made.push_back(7);
  made.push_back(9);
  BOOST_TEST(made.span().size() == filled.span().size());
  BOOST_TEST(made.span()[1] == filled.span()[1]);
}

BOOST_AUTO_TEST_CASE(a_key_that_comes_twice_is_remembered) {
  constexpr auto twice = rc::role_mapping({{"a", {"ROLE_A"}}, {"b", {"ROLE_B"}}, {"a", {"ROLE_C"}}, {"b", {"ROLE_C"}}});
  rc::policy_description written;
  written.role_mapping = twice.view();
  rc::detail::policy_arrays<rc::detail::growing_vector, rc::detail::policy_sizes{}> made;
  rc::detail::policy_compiler(written, made).compile_roles();
  BOOST_TEST(made.role_mapping.repeats);
  BOOST_TEST(made.role_mapping.repeated_key == "a");
  BOOST_TEST(made.role_mapping.grants.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
