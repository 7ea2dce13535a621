// SPDX-License-Identifier: BSL-1.0
// Tests of deciding roles from names: by the compiler and by the program, with one helper.
#include <rowclaim/policy/policy.hpp>
#include <rowclaim/policy/role_decision.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_role_decision)

namespace {

struct example {
  static constexpr auto role_mapping =
      rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE", "ROLE_EUR"}}, {"none", {}}});
  static constexpr auto name_mapping = rc::name_mapping({{"jane", {"ROLE_JANE"}}});
  static constexpr auto individual_roles = rc::individual_roles({{"jane", {"ROLE_EXTRA"}}, {"mary", {"ROLE_EXTRA"}}});
  static constexpr auto default_roles = rc::roles("ROLE_GUEST");
};
struct with_shared_namespace : example {
  static constexpr auto namespaces = rc::mapping_namespaces::shared;
};
struct with_globs : example {
  static constexpr auto pass_through = rc::pass_through("ROLE_*");
};
struct without_gate : example {
  static constexpr auto gate = rc::no_gate;
};

// Whether a user of that name, whom the provider gives these roles, gets exactly the expected ones.
template <class Policy>
constexpr bool gets(std::string_view name, std::initializer_list<std::string_view> provided,
                    std::initializer_list<std::string_view> expected, bool is_let_in,
                    rc::detail::defaults when = rc::detail::defaults::apply) {
  const rc::compiled_policy& policy = rc::compiled<Policy>();
  std::array<std::uint64_t, 1> roles{};
  rc::grant_listener nobody;
  rc::detail::role_collector collector(policy, roles, nobody);
  for (std::string_view role : provided) collector.provider_role(0, role);
  if (!collector.finish(name, rc::no_role_source{}, when)) return false;
  std::uint64_t wanted = 0;
  for (std::string_view role : expected) wanted |= std::uint64_t{1} << policy.roles.find(role);
  return roles[0] == wanted && collector.passes_gate() == is_let_in && collector.has_any() == (expected.size() != 0);
}

#define CHECK_BOTH(...)       \
  static_assert(__VA_ARGS__); \
  BOOST_TEST((__VA_ARGS__))

}  // namespace

BOOST_AUTO_TEST_CASE(the_helper_can_fail) {
  CHECK_BOTH(!gets<example>("x", {"staff"}, {"ROLE_USER", "ROLE_EUR"}, true));
  CHECK_BOTH(!gets<example>("x", {"staff"}, {}, true));
  CHECK_BOTH(!gets<example>("x", {"staff"}, {"ROLE_USER"}, false));
}

BOOST_AUTO_TEST_CASE(A5_mapped_roles_are_united) {
  CHECK_BOTH(gets<example>("x", {"staff", "France"}, {"ROLE_USER", "ROLE_FRANCE", "ROLE_EUR"}, true));
  CHECK_BOTH(gets<example>("x", {"France", "France"}, {"ROLE_FRANCE", "ROLE_EUR"}, false));
}

BOOST_AUTO_TEST_CASE(A5_a_name_is_no_role_and_a_role_is_no_name) {
  CHECK_BOTH(gets<example>("staff", {}, {"ROLE_GUEST"}, false));
  CHECK_BOTH(gets<example>("x", {"jane"}, {"ROLE_GUEST"}, false));
  CHECK_BOTH(gets<with_shared_namespace>("staff", {}, {"ROLE_USER"}, true));
  CHECK_BOTH(gets<with_shared_namespace>("x", {"jane"}, {"ROLE_GUEST"}, false));
}

BOOST_AUTO_TEST_CASE(A6_unmapped_roles_grant_nothing_unless_they_pass_through) {
  CHECK_BOTH(gets<example>("x", {"ROLE_USER", "ROLE_ADMIN"}, {"ROLE_GUEST"}, false));
  CHECK_BOTH(gets<with_globs>("x", {"ROLE_USER", "ROLE_UNKNOWN"}, {"ROLE_USER"}, true));
}

BOOST_AUTO_TEST_CASE(A7_individual_roles_are_added) {
  CHECK_BOTH(gets<example>("jane", {"staff"}, {"ROLE_USER", "ROLE_JANE", "ROLE_EXTRA"}, true));
  CHECK_BOTH(gets<example>("mary", {}, {"ROLE_EXTRA"}, false));
  CHECK_BOTH(gets<example>("Mary", {"staff"}, {"ROLE_USER"}, true));
}

BOOST_AUTO_TEST_CASE(A8_defaults_are_for_those_who_have_nothing) {
  CHECK_BOTH(gets<example>("x", {}, {"ROLE_GUEST"}, false));
  CHECK_BOTH(gets<example>("x", {"none"}, {"ROLE_GUEST"}, false));
  CHECK_BOTH(gets<example>("x", {"staff"}, {"ROLE_USER"}, true));
  CHECK_BOTH(gets<example>("x", {}, {}, false, rc::detail::defaults::withhold));
}

BOOST_AUTO_TEST_CASE(A9_the_gate_may_be_turned_off_by_name) {
  CHECK_BOTH(gets<without_gate>("x", {"France"}, {"ROLE_FRANCE", "ROLE_EUR"}, true));
}

BOOST_AUTO_TEST_CASE(a_role_beyond_the_set_is_not_held) {
  constexpr std::array<std::uint64_t, 2> roles{1, std::uint64_t{1} << 63};
  static_assert(rc::detail::has_role(roles, 0) && rc::detail::has_role(roles, 127));
  static_assert(!rc::detail::has_role(roles, 1) && !rc::detail::has_role(roles, 64) && !rc::detail::has_role(roles, 128));
  BOOST_TEST(!rc::detail::has_role(roles, rc::name_table::not_found));
  BOOST_TEST(!rc::detail::has_role({}, 0));
}

BOOST_AUTO_TEST_SUITE_END()
