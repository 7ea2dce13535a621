// SPDX-License-Identifier: BSL-1.0
// Tests of the schema: it has every key that the reader knows. What it accepts, test/tools/policy_command.py asks a validator.
#include <rowclaim/live/policy_schema.hpp>

#include <boost/test/unit_test.hpp>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_policy_schema)

BOOST_AUTO_TEST_CASE(has_every_key_and_no_other) {
  const boost::json::object schema = rc::policy_schema();
  BOOST_TEST(schema.at("additionalProperties").as_bool() == false);
  BOOST_TEST(schema.at("properties").as_object().size() == rc::policy_keys.size());
  for (const rc::policy_key& key : rc::policy_keys)
    BOOST_TEST(schema.at("properties").as_object().contains(boost::json::string_view(key.name.data(), key.name.size())));
  const auto& table = schema.at("$defs").at("table").as_object();
  for (const rc::policy_key& key : rc::table_keys)
    BOOST_TEST(table.at("properties").as_object().contains(boost::json::string_view(key.name.data(), key.name.size())));
  BOOST_TEST(schema.at("required").as_array().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
