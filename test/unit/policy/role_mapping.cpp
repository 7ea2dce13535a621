// SPDX-License-Identifier: BSL-1.0
// Tests of mappings as constants.
#include <rowclaim/policy/role_mapping.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_role_mapping)

namespace {

constexpr auto mapping = rc::role_mapping({{"atoti user", {"ROLE_USER"}}, {"none", {}}, {"France", {"ROLE_FRANCE", "ROLE_EUR"}}});
constexpr rc::mapping_view view = mapping.view();
static_assert(view.is_complete && view.entries.size() == 3 && view.roles.size() == 3);
static_assert(view.entries[0].key == "atoti user" && view.roles_of(view.entries[0])[0] == "ROLE_USER");
static_assert(view.roles_of(view.entries[1]).empty());
static_assert(view.roles_of(view.entries[2]).size() == 2 && view.roles_of(view.entries[2])[1] == "ROLE_EUR");
static_assert(rc::name_mapping({{"jane", {"ROLE_A"}}}).view().entries[0].key == "jane");
static_assert(rc::individual_roles({{"jane", {"ROLE_A"}}}).view().roles[0] == "ROLE_A");

// A table is a value: another table of the same size has the same type.
static_assert(std::is_same_v<decltype(rc::role_mapping({{"a", {"b"}}})), decltype(rc::role_mapping({{"c", {"d", "e"}}}))>);

// Too many roles for the room are noticed, not lost.
constexpr auto cramped = rc::role_mapping<2>({{"a", {"1"}}, {"b", {"2", "3"}}});
static_assert(!cramped.view().is_complete);
static_assert(rc::role_mapping<3>({{"a", {"1"}}, {"b", {"2", "3"}}}).view().is_complete);

}  // namespace

BOOST_AUTO_TEST_CASE(A5_a_key_leads_to_its_own_roles) {
  BOOST_TEST(view.entries.size() == 3u);
  BOOST_TEST(view.roles_of(view.entries[2])[0] == "ROLE_FRANCE");
  BOOST_TEST(!cramped.view().is_complete);
}

BOOST_AUTO_TEST_SUITE_END()
