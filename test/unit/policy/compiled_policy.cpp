// SPDX-License-Identifier: BSL-1.0
// Tests of the compiled policy: where things lie, and that a policy made from nothing shows nothing by accident.
#include <rowclaim/policy/compiled_policy.hpp>
#include <rowclaim/policy/policy.hpp>
#include <rowclaim/rows/table.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_compiled_policy)

namespace {

struct row {
  int number;
};
using numbers = rc::table<"numbers", rc::column<"Number", &row::number>>;
using others = rc::table<"others", rc::column<"Number", &row::number>>;

struct example {
  static constexpr auto roles_claims = rc::claims(rc::claim("a"), rc::claim("b"));
  static constexpr auto role_mapping = rc::role_mapping({{"x", {"ROLE_C", "ROLE_B"}}, {"y", {"ROLE_B"}}});
  static constexpr auto default_roles = rc::roles("ROLE_A");
  static constexpr auto restrictions = rc::restrictions(rc::on<numbers>("ROLE_A", rc::col<"Number"> == rc::claim("n")),
                                                        rc::on<others>("ROLE_A", rc::col<"Number"> == 1),
                                                        rc::on<numbers>("ROLE_C", rc::col<"Number"> == rc::claim("n")),
                                                        rc::on<numbers>("ROLE_B", rc::col<"Number"> == rc::claim("m", "n")));
};

constexpr const rc::compiled_policy& policy = rc::compiled<example>();

static_assert(policy.first_compared_request() == 5, "three of the identity, two of roles");
static_assert(policy.compared_claims.size() == 2, "one claim is asked for once, however many conditions compare with it");
static_assert(policy.tables.size() == 2 && policy.find_table("numbers") == &policy.tables[0] &&
              policy.find_table("none") == nullptr);
static_assert(policy.tables[0].restriction_count == 3 && policy.tables[1].restriction_count == 1);
static_assert(policy.roles.names[0] == "ROLE_C" && policy.roles.names[1] == "ROLE_B" && policy.roles.names[2] == "ROLE_A",
              "in the order of mention");

constexpr bool restrictions_are_ordered_by_role() {
  for (const rc::compiled_table& table : policy.tables)
    for (std::uint32_t i = 1; i < table.restriction_count; ++i)
      if (policy.restrictions[table.first_restriction + i - 1].role >= policy.restrictions[table.first_restriction + i].role)
        return false;
  return true;
}
static_assert(restrictions_are_ordered_by_role());

constexpr const rc::grant& grant_of(std::string_view key) { return policy.role_mapping.grants[policy.role_mapping.keys.find(key)]; }
static_assert(policy.roles_of(grant_of("x")).size() == 2 && policy.roles.names[policy.roles_of(grant_of("x"))[1]] == "ROLE_B");
static_assert(policy.roles_of(grant_of("y")).size() == 1);

}  // namespace

BOOST_AUTO_TEST_CASE(constants_read_the_same_at_run_time) {
  BOOST_TEST(restrictions_are_ordered_by_role());
  BOOST_TEST(policy.roles_of(grant_of("x")).size() == 2u);
  BOOST_TEST((policy.find_table("others") == &policy.tables[1]));
}

BOOST_AUTO_TEST_CASE(a_policy_from_nowhere_has_nothing) {
  const rc::compiled_policy bare;
  BOOST_TEST(bare.role_count() == 0u);
  BOOST_TEST((bare.find_table("numbers") == nullptr));
  BOOST_TEST(bare.admin == rc::name_table::not_found);
  BOOST_TEST(bare.role_mapping.keys.find("x") == rc::name_table::not_found);
}

BOOST_AUTO_TEST_SUITE_END()
