// SPDX-License-Identifier: BSL-1.0
// The list of cases: each has a mode that there is, each mode of ours is for a case, and the document says the same.
#include <boost/test/unit_test.hpp>
#include <mock_idp/cases.hpp>
#include <mock_idp/misbehaviour.hpp>
#include <mock_idp/module.hpp>
#include <mock_idp/words.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(cases)

BOOST_AUTO_TEST_CASE(have_a_mode_or_a_reason_for_none) {
  for (const auto& each : mock_idp::all_cases()) {
    BOOST_TEST(!each.what.empty());
    BOOST_TEST((each.modes.empty() != each.no_mode_because.empty()), each.name << ": " << each.what);
    std::set<std::string_view> seen;
    for (const auto mode : mock_idp::words_of(each.modes)) {
      BOOST_TEST((mock_idp::module_named(mode) || mock_idp::misbehaviour_named(mode)), each.name << " has no mode " << mode);
      BOOST_TEST(seen.insert(mode).second, each.name << " has " << mode << " twice");
    }
  }
}

BOOST_AUTO_TEST_CASE(say_what_each_module_of_ours_is_for) {
  for (const auto& module : mock_idp::all_modules())
    if (module.group == "own") BOOST_TEST(!mock_idp::cases_of(module.id).empty(), module.id << " is for no case");
  BOOST_TEST(mock_idp::cases_of("nothing").empty());
  const auto of_one = mock_idp::cases_of("rowclaim-exp-missing");
  BOOST_TEST((of_one == std::vector<std::string_view>{"time", "attack 23"}));
}

BOOST_AUTO_TEST_CASE(leave_out_no_attack) {
  const auto all = mock_idp::all_cases();
  for (int number = 1; number <= 60; ++number) {
    const auto name = "attack " + std::to_string(number);
    BOOST_TEST(std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.name == name; }), name << " is not there");
  }
}

BOOST_AUTO_TEST_CASE(are_in_the_document_as_the_program_writes_it) {
  std::ifstream in(ROWCLAIM_DOCS "/reference/mock_idp_cases.md", std::ios::binary);
  const std::string written(std::istreambuf_iterator<char>(in), {});
  BOOST_TEST((written == mock_idp::cases_document()),
             "docs/reference/mock_idp_cases.md is another; write it with mock_idp --cases");
}

BOOST_AUTO_TEST_SUITE_END()
