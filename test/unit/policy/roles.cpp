// SPDX-License-Identifier: BSL-1.0
// Tests of role lists and of the globs that let provider roles pass.
#include <rowclaim/policy/roles.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace rc = rowclaim;
using rc::detail::matches_glob;

BOOST_AUTO_TEST_SUITE(policy_roles)

namespace {

static_assert(rc::roles("ROLE_A", "ROLE_B").span().size() == 2 && rc::roles("ROLE_A", "ROLE_B").names[1] == "ROLE_B");
static_assert(rc::roles().names.empty());
static_assert(rc::gate("ROLE_A").names[0] == "ROLE_A");
static_assert(rc::no_gate.names.empty());
static_assert(rc::admin_role("ROLE_ROOT").name == "ROLE_ROOT" && rc::no_admin_role.name.empty());
static_assert(rc::pass_through("ROLE_*", "x").globs[1] == "x");

#define CHECK_BOTH(...)       \
  static_assert(__VA_ARGS__); \
  BOOST_TEST((__VA_ARGS__))

}  // namespace

BOOST_AUTO_TEST_CASE(A6_a_glob_matches_the_whole_name) {
  CHECK_BOTH(matches_glob("ROLE_USER", "ROLE_USER"));
  CHECK_BOTH(!matches_glob("ROLE_USERS", "ROLE_USER"));
  CHECK_BOTH(!matches_glob("xROLE_USER", "ROLE_USER"));
  CHECK_BOTH(!matches_glob("role_user", "ROLE_USER"));
  CHECK_BOTH(matches_glob("", "") && matches_glob("", "*") && matches_glob("", "**"));
  CHECK_BOTH(!matches_glob("", "?") && !matches_glob("x", "") && !matches_glob("", "x"));
}

BOOST_AUTO_TEST_CASE(A6_a_star_stands_for_any_bytes_and_a_question_mark_for_one) {
  CHECK_BOTH(matches_glob("ROLE_USER", "ROLE_*") && matches_glob("ROLE_", "ROLE_*") && !matches_glob("ROLE", "ROLE_*"));
  CHECK_BOTH(matches_glob("a-b-c", "a*c") && matches_glob("ac", "a*c") && !matches_glob("a-b-cd", "a*c"));
  CHECK_BOTH(matches_glob("abcabd", "*ab?") && matches_glob("abcabd", "a*b*d") && !matches_glob("abcabd", "a*e*d"));
  CHECK_BOTH(matches_glob("ab", "??") && !matches_glob("a", "??") && !matches_glob("abc", "??"));
  CHECK_BOTH(matches_glob("a*b", "a*b") && matches_glob("*", "*") && matches_glob("?", "?") && matches_glob("x*", "x?"));
  CHECK_BOTH(matches_glob("mississippi", "m*issip*") && !matches_glob("mississippi", "m*issipx*"));
  CHECK_BOTH(!matches_glob("a", "[a]") && matches_glob("[a]", "[a]"));
}

BOOST_AUTO_TEST_CASE(a_glob_of_many_stars_takes_no_longer_than_it_must) {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "*a";
  BOOST_TEST(!matches_glob(std::string(2'000, 'a'), glob + "b"));
  BOOST_TEST(matches_glob(std::string(2'000, 'a'), glob));
}

BOOST_AUTO_TEST_SUITE_END()
