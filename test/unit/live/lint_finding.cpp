// SPDX-License-Identifier: BSL-1.0
// Tests of findings: each kind has a name of its own and a severity, and a finding is one line.
#include <rowclaim/live/lint_finding.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_lint_finding)

BOOST_AUTO_TEST_CASE(each_kind_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  constexpr auto count = static_cast<std::size_t>(rc::lint_kind::not_looked_at) + 1;
  for (std::size_t i = 0; i < count; ++i) names.insert(name(static_cast<rc::lint_kind>(i)));
  BOOST_TEST(names.size() == count);
  BOOST_TEST(!names.contains("unknown"));
}

static_assert(name(rc::lint_kind::role_is_granted_by_nothing) == "role_is_granted_by_nothing");
static_assert(name(rc::lint_kind::table_is_open) == "table_is_open");
static_assert(name(rc::lint_kind::not_looked_at) == "not_looked_at");
static_assert(severity_of(rc::lint_kind::not_looked_at) == rc::lint_severity::note);
static_assert(severity_of(rc::lint_kind::gate_lets_nobody_in) == rc::lint_severity::error);

// What is no kind is no name, and is grave.
static_assert(name(static_cast<rc::lint_kind>(200)) == "unknown");
static_assert(severity_of(static_cast<rc::lint_kind>(200)) == rc::lint_severity::error);
static_assert(name(static_cast<rc::lint_severity>(200)) == "unknown");

BOOST_AUTO_TEST_CASE(is_one_line_of_text) {
  rc::lint_finding finding{rc::lint_kind::table_is_open, rc::lint_severity::note, {3, 7}, "tables.sales", "nobody is restricted"};
  BOOST_TEST(finding.text() == "line 3, column 7: note: tables.sales: nobody is restricted");
  finding.key.clear();
  BOOST_TEST(finding.text() == "line 3, column 7: note: nobody is restricted");
}

BOOST_AUTO_TEST_SUITE_END()
