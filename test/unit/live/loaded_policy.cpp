// SPDX-License-Identifier: BSL-1.0
// Tests of what a loaded policy owns: everything that its views refer to.
#include <rowclaim/live/loaded_policy.hpp>
#include <rowclaim/live/policy_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <type_traits>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_loaded_policy)

BOOST_AUTO_TEST_CASE(is_made_by_the_reader_alone_and_never_copied) {
  BOOST_TEST(!std::is_default_constructible_v<rc::loaded_policy>);
  BOOST_TEST(!std::is_copy_constructible_v<rc::loaded_policy>);
  BOOST_TEST(!std::is_copy_assignable_v<rc::loaded_policy>);
}

BOOST_AUTO_TEST_CASE(outlives_the_reading) {
  std::shared_ptr<const rc::loaded_policy> policy;
  {
    std::string text = R"({"version":1,"revision":3,"tables":{"t":{"columns":{"A":"string"},"hierarchies":{"H":["A"]}}}})";
    policy = rc::read_policy(text).policy;
    text.assign(text.size(), '?');
  }
  BOOST_TEST_REQUIRE(policy != nullptr);
  BOOST_TEST((policy->revision() == 3));
  const rc::table_schema* table = policy->find_table("t");
  BOOST_TEST_REQUIRE(table != nullptr);
  BOOST_TEST(table->columns[0].name == "A");
  BOOST_TEST(table->hierarchies[0].name == "H");
  BOOST_TEST(table->hierarchies[0].levels[0] == "A");
  BOOST_TEST(policy->find_table("T") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
