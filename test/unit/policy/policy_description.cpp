// SPDX-License-Identifier: BSL-1.0
// Tests of the description that both doors produce: what a policy struct says arrives, and what it leaves out has its usual value.
#include <rowclaim/policy/policy.hpp>
#include <rowclaim/policy/policy_description.hpp>
#include <rowclaim/rows/table.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_policy_description)

namespace {

struct row {
  int number;
};
using first = rc::table<"first", rc::column<"Number", &row::number>>;
using second = rc::table<"second", rc::column<"Number", &row::number>>;

struct everything {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto roles_claims = rc::claims(rc::claim("a"), rc::claim("b"));
  static constexpr auto role_mapping = rc::role_mapping({{"a", {"ROLE_A"}}});
  static constexpr auto name_mapping = rc::name_mapping({{"b", {"ROLE_B"}}});
  static constexpr auto individual_roles = rc::individual_roles({{"c", {"ROLE_C"}}});
  static constexpr auto default_roles = rc::roles("ROLE_D");
  static constexpr auto gate = rc::gate("ROLE_A");
  static constexpr auto admin_role = rc::admin_role("ROLE_ROOT");
  static constexpr auto run_time_roles = rc::roles("ROLE_E");
  static constexpr auto pass_through = rc::pass_through("X*");
  static constexpr auto namespaces = rc::mapping_namespaces::shared;
  static constexpr auto combination = rc::combination::any_role;
  static constexpr auto table_combinations = rc::table_combinations(rc::combine_on<second>(rc::combination::all_roles));
  static constexpr auto unlisted_tables = rc::deny_unlisted_tables;
  static constexpr auto restrictions = rc::restrictions(rc::on<first>("ROLE_A", rc::col<"Number"> == 1));
};
struct nothing {};

constexpr rc::policy_description full = rc::detail::describe<everything>();
static_assert(full.name_claim.path.segments()[0] == "email" && full.roles_claims.size() == 2);
static_assert(full.role_mapping.entries[0].key == "a" && full.name_mapping.entries[0].key == "b" &&
              full.individual_roles.entries[0].key == "c");
static_assert(full.default_roles[0] == "ROLE_D" && full.gate.size() == 1 && full.admin_role == "ROLE_ROOT" &&
              full.run_time_roles[0] == "ROLE_E");
static_assert(full.pass_through[0] == "X*" && full.namespaces == rc::mapping_namespaces::shared);
static_assert(full.unlisted_tables == rc::unlisted_tables::deny && full.restrictions.entries.size() == 1);

constexpr rc::policy_description usual = rc::detail::describe<nothing>();
static_assert(usual.name_claim.path.segments()[0] == "sub" && usual.roles_claims.empty() && usual.gate.size() == 2 &&
              usual.admin_role == "ROLE_ADMIN");
static_assert(usual.default_roles.empty() && usual.combination == rc::combination::per_column &&
              usual.unlisted_tables == rc::unlisted_tables::allow);

}  // namespace

BOOST_AUTO_TEST_CASE(B8_a_table_may_have_a_combination_of_its_own) {
  static_assert(full.combination_on(first::schema()) == rc::combination::any_role);
  static_assert(full.combination_on(second::schema()) == rc::combination::all_roles);
  BOOST_TEST((full.combination_on(first::schema()) == rc::combination::any_role));
  BOOST_TEST((full.combination_on(second::schema()) == rc::combination::all_roles));
  BOOST_TEST((usual.combination_on(second::schema()) == rc::combination::per_column));
}

BOOST_AUTO_TEST_CASE(a_description_from_nowhere_lets_everybody_in_and_has_no_administrator) {
  // So a door must set the gate; the compile-time door does.
  const rc::policy_description bare;
  BOOST_TEST(bare.gate.empty());
  BOOST_TEST(bare.admin_role.empty());
  BOOST_TEST(bare.name_claim.path.size == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
