// SPDX-License-Identifier: BSL-1.0
// Tests of the suggestion for a misspelt name.
#include <rowclaim/policy/nearest_name.hpp>

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace rc = rowclaim;
using rc::detail::edit_distance;

BOOST_AUTO_TEST_SUITE(policy_nearest_name)

namespace {

constexpr std::string_view nearest(std::string_view sought, std::initializer_list<std::string_view> known) {
  rc::detail::nearest_name search(sought);
  for (std::string_view name : known) search.consider(name);
  return search.name();
}

#define CHECK_BOTH(...)       \
  static_assert(__VA_ARGS__); \
  BOOST_TEST((__VA_ARGS__))

}  // namespace

BOOST_AUTO_TEST_CASE(counts_changes_additions_omissions_and_exchanges) {
  CHECK_BOTH(edit_distance("", "") == 0 && edit_distance("abc", "") == 3 && edit_distance("", "abc") == 3);
  CHECK_BOTH(edit_distance("kitten", "sitting") == 3);
  CHECK_BOTH(edit_distance("Country", "Contry") == 1 && edit_distance("Country", "Coutnry") == 1 &&
             edit_distance("Country", "cOUNTRY") == 0);
}

BOOST_AUTO_TEST_CASE(suggests_the_nearest_name_if_it_is_near_enough) {
  CHECK_BOTH(nearest("Contry", {"Currency", "Country", "Amount"}) == "Country");
  CHECK_BOTH(nearest("ROLE_FRANSE", {"ROLE_USER", "ROLE_FRANCE"}) == "ROLE_FRANCE");
  CHECK_BOTH(nearest("xyz", {"Country", "Amount"}).empty());
  CHECK_BOTH(nearest("Country", {}).empty());
  CHECK_BOTH(nearest("", {"a"}).empty());
}

BOOST_AUTO_TEST_CASE(long_names_are_compared_by_their_beginnings) {
  const std::string a(1'000, 'a');
  BOOST_TEST(edit_distance(a, a + "b") == 0u);
  BOOST_TEST(edit_distance(a, std::string(1'000, 'b')) == 40u);
}

BOOST_AUTO_TEST_SUITE_END()
