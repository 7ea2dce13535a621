// SPDX-License-Identifier: BSL-1.0
// Tests of the compile-time door: what a policy that says little means, and policies with very many roles.
#include "signed_in.hpp"
#include <rowclaim/policy/policy.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using test::outcome;

BOOST_AUTO_TEST_SUITE(policy_policy)

namespace {

struct nothing_in_it {};

struct nothing_at_all {
  static constexpr auto gate = rc::no_gate;
  static constexpr auto admin_role = rc::no_admin_role;
};

// 130 roles: three words of bits.
#define LINE(n)               \
  {                           \
    "key " #n, { "ROLE_" #n } \
  }
#define LINES(tens)                                                                                                       \
  LINE(tens##0), LINE(tens##1), LINE(tens##2), LINE(tens##3), LINE(tens##4), LINE(tens##5), LINE(tens##6), LINE(tens##7), \
      LINE(tens##8), LINE(tens##9)
struct many_roles {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping =
      rc::role_mapping({LINES(1),
                        LINES(2),
                        LINES(3),
                        LINES(4),
                        LINES(5),
                        LINES(6),
                        LINES(7),
                        LINES(8),
                        LINES(9),
                        LINES(10),
                        LINES(11),
                        LINES(12),
                        LINES(13),
                        {"all", {"ROLE_10", "ROLE_73", "ROLE_74", "ROLE_137", "ROLE_138", "ROLE_139"}}});
  static constexpr auto gate = rc::gate("ROLE_139");
  static constexpr auto default_roles = rc::roles("ROLE_LAST");
};

static_assert(rc::is_sound<nothing_in_it> && rc::is_sound<nothing_at_all> && rc::is_sound<many_roles>);

constexpr const rc::compiled_policy& empty = rc::compiled<nothing_in_it>();
static_assert(empty.name_claim.path.segments()[0] == "sub", "A10: sub names the user unless another claim is set");
static_assert(empty.role_count() == 2 && empty.gate.size() == 2 && empty.roles.names[empty.admin] == "ROLE_ADMIN", "A9, B10");
static_assert(empty.role_sources.empty() && empty.default_roles.empty() && empty.tables.empty() && empty.restrictions.empty() &&
              empty.pass_through.empty());
static_assert(empty.namespaces == rc::mapping_namespaces::separate && empty.unlisted_tables == rc::unlisted_tables::allow);
static_assert(rc::compiled<nothing_at_all>().role_count() == 0 &&
              rc::compiled<nothing_at_all>().admin == rc::name_table::not_found);

constexpr const rc::compiled_policy& many = rc::compiled<many_roles>();
static_assert(many.role_count() == 132 && rc::words_for(many.role_count()) == 3);
static_assert(many.roles.find("ROLE_73") == 63 && many.roles.find("ROLE_74") == 64 && many.roles.find("ROLE_138") == 128);
static_assert(rc::words_for(0) == 0 && rc::words_for(1) == 1 && rc::words_for(64) == 1 && rc::words_for(65) == 2);

}  // namespace

BOOST_AUTO_TEST_CASE(A9_a_policy_that_says_nothing_lets_nobody_in) {
  BOOST_TEST(outcome<nothing_in_it>(R"({"sub":"x","groups":["ROLE_ADMIN"],"roles":["ROLE_USER"]})") == "!");
  BOOST_TEST(outcome<nothing_in_it>(R"({"email":"x"})") == "name_claim_missing");
}

BOOST_AUTO_TEST_CASE(A9_a_policy_without_any_role_and_gate_lets_in_everybody_who_has_a_name) {
  const auto user = test::sign_in<nothing_at_all>(R"({"sub":"x"})");
  BOOST_TEST_REQUIRE(user.has_value());
  BOOST_TEST(user->is_allowed());
  BOOST_TEST(user->roles().empty());
  BOOST_TEST(!user->has("ROLE_ADMIN"));
  BOOST_TEST(!user->has(""));
}

BOOST_AUTO_TEST_CASE(roles_beyond_the_first_64_are_as_good_as_any) {
  BOOST_TEST(outcome<many_roles>(R"({"sub":"x","groups":["key 73","key 74"]})") == "ROLE_73 ROLE_74!");
  BOOST_TEST(outcome<many_roles>(R"({"sub":"x","groups":["all"]})") == "ROLE_10 ROLE_73 ROLE_74 ROLE_137 ROLE_138 ROLE_139");
  BOOST_TEST(outcome<many_roles>(R"({"sub":"x","groups":["key 139","key 10"]})") == "ROLE_10 ROLE_139");
  BOOST_TEST(outcome<many_roles>(R"({"sub":"x","groups":["key 140"]})") == "ROLE_LAST!");
  for (int key = 10; key < 140; ++key) {
    const std::string role = "ROLE_" + std::to_string(key);
    const auto user = test::sign_in<many_roles>(R"({"sub":"x","groups":["key )" + std::to_string(key) + "\"]}");
    BOOST_TEST_REQUIRE(user.has_value());
    BOOST_TEST(user->roles() == std::vector<std::string_view>{role}, boost::test_tools::per_element());
    BOOST_TEST(user->has(role));
    BOOST_TEST(user->is_allowed() == (key == 139));
  }
}

BOOST_AUTO_TEST_SUITE_END()
