// SPDX-License-Identifier: BSL-1.0
// Tests of users under a loaded policy: the same roles and rows as under a policy of the program's, and one policy to the end.
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_live_identity)

namespace {

struct sale {
  std::string country;
  std::int64_t amount;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>>;

// The same policy twice.
struct sales_policy {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping =
      rc::role_mapping({{"staff", {"ROLE_USER"}}, {"France", {"ROLE_FRANCE"}}, {"own", {"ROLE_OWN"}}, {"boss", {"ROLE_ADMIN"}}});
  static constexpr auto default_roles = rc::roles("ROLE_UK");
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"),
                                                        rc::on<sales>("ROLE_UK", rc::col<"Country"> == "UK"),
                                                        rc::on<sales>("ROLE_OWN", rc::col<"Country">.isin(rc::claim("countries"))));
};

constexpr std::string_view sales_file = R"({
  "version": 1, "name_claim": ["name"], "roles_claims": [["groups"]],
  "role_mapping": {"staff": ["ROLE_USER"], "France": ["ROLE_FRANCE"], "own": ["ROLE_OWN"], "boss": ["ROLE_ADMIN"]},
  "default_roles": ["ROLE_UK"],
  "tables": {"sales": {"columns": {"Country": "string", "Amount": "int64"}, "restrictions": {
    "ROLE_FRANCE": {"Country": "France"}, "ROLE_UK": {"Country": "UK"},
    "ROLE_OWN": {"column": "Country", "op": "in", "claim": ["countries"]}}}}})";

const std::vector<sale> all_sales{{"France", 1}, {"UK", 2}, {"Norway", 3}, {"France", 4}};

std::vector<std::int64_t> amounts(auto&& rows) {
  std::vector<std::int64_t> found;
  for (const sale& s : rows) found.push_back(s.amount);
  return found;
}

const rc::verified_claims people[] = {
    rc::verified_claims::assume_verified(R"({"iss":"i","sub":"1","name":"Jane","groups":["staff","France"]})"),
    rc::verified_claims::assume_verified(R"({"iss":"i","sub":"2","name":"Joe","groups":["staff"]})"),
    rc::verified_claims::assume_verified(R"({"iss":"i","sub":"3","name":"Ann","groups":["boss","France"]})"),
    rc::verified_claims::assume_verified(
        R"({"iss":"i","sub":"4","name":"Bob","groups":["own","staff"],"countries":["UK","Norway"]})"),
    rc::verified_claims::assume_verified(R"({"iss":"i","sub":"5","name":"Eve","groups":["France"]})"),
    rc::verified_claims::assume_verified(R"({"iss":"i","sub":"6","name":"Tim"})"),
};

}  // namespace

BOOST_AUTO_TEST_CASE(decides_as_a_policy_of_the_programs_does) {
  const auto policy = rc::read_policy_for<sales>(std::string(sales_file)).policy;
  BOOST_TEST_REQUIRE(policy != nullptr);
  for (const rc::verified_claims& claims : people) {
    const auto constant = rc::authorize<sales_policy>(claims).value();
    const auto loaded = rc::authorize(policy, claims).value();
    BOOST_TEST(loaded.name() == constant.name());
    BOOST_TEST(loaded.issuer() == constant.issuer());
    BOOST_TEST(loaded.subject() == constant.subject());
    BOOST_TEST(loaded.is_allowed() == constant.is_allowed());
    for (const std::string_view role : constant.roles()) BOOST_TEST(loaded.has(role));
    BOOST_TEST(loaded.roles().size() == constant.roles().size());
    BOOST_TEST(amounts(rc::visible<sales>(loaded, all_sales)) == amounts(rc::visible<sales>(constant, all_sales)),
               boost::test_tools::per_element());
    for (const sale& s : all_sales) BOOST_TEST(rc::visible<sales>(loaded, s) == rc::visible<sales>(constant, s));
  }
}

BOOST_AUTO_TEST_CASE(keeps_its_policy) {
  auto policy = rc::read_policy_for<sales>(std::string(sales_file)).policy;
  const std::weak_ptr<const rc::loaded_policy> watched = policy;
  {
    const auto user = rc::authorize(policy, people[0]).value();
    policy.reset();
    BOOST_TEST(!watched.expired());
    BOOST_TEST((amounts(rc::visible<sales>(user, all_sales)) == std::vector<std::int64_t>{1, 4}));
  }
  BOOST_TEST(watched.expired());
}

BOOST_AUTO_TEST_CASE(without_a_policy_or_a_table_nothing_is_shown) {
  const auto none = rc::authorize(std::shared_ptr<const rc::loaded_policy>(), people[0]);
  BOOST_TEST_REQUIRE(none.has_error());
  BOOST_TEST((none.error().code == rc::errc::policy_is_not_sound));
  // Read without the program's table: what its columns mean is not known.
  const auto other = rc::read_policy(std::string(sales_file)).policy;
  const auto user = rc::authorize(other, people[0]).value();
  BOOST_TEST(amounts(rc::visible<sales>(user, all_sales)).empty());
  BOOST_TEST(!rc::plan_for(user, "sales").shows_none());
  BOOST_TEST(rc::plan_for(user, "people").shows_none());
}

BOOST_AUTO_TEST_CASE(claims_are_refused_as_elsewhere) {
  const auto policy = rc::read_policy(std::string(sales_file)).policy;
  const auto refused = rc::authorize(policy, rc::verified_claims::assume_verified(R"({"groups":["staff"]})"));
  BOOST_TEST_REQUIRE(refused.has_error());
  BOOST_TEST((refused.error().code == rc::errc::name_claim_missing));
  BOOST_TEST(refused.error().detail == "name");
}

BOOST_AUTO_TEST_SUITE_END()
