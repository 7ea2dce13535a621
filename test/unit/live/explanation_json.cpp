// SPDX-License-Identifier: BSL-1.0
// Tests of explanations as JSON: the whole of it, exactly, for some users.
#include "../policy/reference_sales.hpp"
#include <rowclaim/live/explanation_json.hpp>

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace rc = rowclaim;
using test::in_groups;
using test::why;

BOOST_AUTO_TEST_SUITE(live_explanation_json)

namespace {

std::string json_of(const rc::access_explanation& told) { return boost::json::serialize(rc::to_json(told)); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_row_with_all_that_leads_to_it) {
  BOOST_TEST(
      json_of(why(in_groups({"user", "regional", "x"}, R"(,"countries":["Spain"])"), {"Europe", std::nullopt, "NOK"})) ==
      R"({"name":"jane","allowed":true,)"
      R"("roles":[{"role":"ROLE_USER","origin":"mapped","claim":"groups","key":"user"},)"
      R"({"role":"REGIONAL","origin":"mapped","claim":"groups","key":"regional"}],)"
      R"("ignored":[{"claim":"groups","value":"x"}],"defaults":{"outcome":"not_needed","roles":["GUEST"]},)"
      R"("gate":[{"role":"ROLE_USER","held":true},{"role":"ROLE_ADMIN","held":false}],)"
      R"("claims":{"name":"name","roles":[{"claim":"groups","found":"present","values":["user","regional","x"]},)"
      R"({"claim":"scope","found":"absent","values":[]}],)"
      R"("compared":[{"claim":"countries","found":"present","values":["Spain"]}]},)"
      R"("tables":{"sales":{"plan":"where","reason":"combined","condition":"Country is Spain","combination":"per_column",)"
      R"json("restrictions":[{"role":"REGIONAL","condition":"Country is Spain (claim countries)"}],)json"
      R"json("groups":[{"columns":"Geography","conditions":[{"role":"REGIONAL",)json"
      R"json("condition":"Country is Spain (claim countries)"}]}]}},)json"
      R"("row":{"table":"sales","visible":false,"is":"unknown","cells":{"Continent":"Europe","Country":null,"Currency":"NOK"},)"
      R"("groups":[{"columns":"Geography","is":"unknown","conditions":[{"role":"REGIONAL",)"
      R"json("condition":"Country is Spain (claim countries)","is":"unknown","comparisons":[{"column":"Country",)json"
      R"json("asks":"is Spain (claim countries)","claim":"countries","is":"unknown",)json"
      R"json("because":"Country is null"}]}]}],)json"
      R"("flip":{"looked_at":1,"smallest":[)"
      R"({"changes":[{"change":"remove_provider_role","claim":"groups","value":"regional","gives":["REGIONAL"]}],"makes_administrator":false},)"
      R"({"changes":[{"change":"add_provider_role","claim":"groups","value":"boss","gives":["ROLE_ADMIN"]}],"makes_administrator":true},)"
      R"({"changes":[{"change":"add_individual_role","value":"ROLE_ADMIN","gives":["ROLE_ADMIN"]}],"makes_administrator":true}]}}})");
}

BOOST_AUTO_TEST_CASE(plans_without_a_row) {
  const auto told = rc::explain_access<test::reference, test::sales>(test::verified(R"({"name":"tim"})"));
  BOOST_TEST_REQUIRE(told.has_value());
  BOOST_TEST(
      json_of(*told) ==
      R"({"name":"tim","allowed":false,"roles":[{"role":"GUEST","origin":"by_default"}],"ignored":[],)"
      R"("defaults":{"outcome":"given","roles":["GUEST"]},)"
      R"("gate":[{"role":"ROLE_USER","held":false},{"role":"ROLE_ADMIN","held":false}],)"
      R"("claims":{"name":"name","roles":[{"claim":"groups","found":"absent","values":[]},{"claim":"scope","found":"absent","values":[]}],)"
      R"("compared":[{"claim":"countries","found":"absent","values":[]}]},)"
      R"("tables":{"sales":{"plan":"deny_all","reason":"not_let_in"}}})");
}

BOOST_AUTO_TEST_SUITE_END()
