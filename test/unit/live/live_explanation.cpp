// SPDX-License-Identifier: BSL-1.0
// Tests of explanations under policies that were loaded: those of the program's own constants, and what only files have (C5).
#include "../policy/reference_sales.hpp"
#include <rowclaim/live/live_explanation.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/live/policy_writer.hpp>
#include <rowclaim/policy/explanation_text.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using test::in_groups;
using test::reference;
using test::sales;
using test::verified;

BOOST_AUTO_TEST_SUITE(live_live_explanation)

namespace {

// What a file cannot say is left out of the constants.
struct writable : reference {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"), rc::claim("scope").space_separated());
};

std::shared_ptr<const rc::loaded_policy> loaded() {
  const auto file = rc::write_policy(rc::detail::static_policy<writable>::description);
  BOOST_TEST_REQUIRE(file.has_value());
  rc::policy_reading read = rc::read_policy(*file);
  BOOST_TEST_REQUIRE(read.policy != nullptr, read.text());
  return read.policy;
}

std::vector<rc::value> values_of(const test::sale& sale) {
  return {rc::value::of(std::string_view(sale.continent)),
          sale.country ? rc::value::of(std::string_view(*sale.country)) : rc::value{.kind = rc::value_kind::null},
          rc::value::of(std::string_view(sale.currency))};
}

}  // namespace

BOOST_AUTO_TEST_CASE(C5_a_file_is_explained_as_the_constants_of_the_same_meaning) {
  const auto policy = loaded();
  auto rows = test::reference_sales();
  rows.push_back({"Europe", std::nullopt, "EUR"});
  for (const std::string& json :
       {in_groups({"user"}), in_groups({"user", "france", "eur", "junk"}), in_groups({"user", "nordic", "asia", "eur"}),
        in_groups({"user", "regional"}, R"(,"countries":["Korea"],"scope":"boss canteen")"), in_groups({}),
        in_groups({"user", "regional"}), in_groups({"germany"})})
    for (const test::sale& row : rows) {
      const auto constant = rc::explain_row<writable, sales>(verified(json), row);
      const auto file = rc::explain_row(policy, verified(json), "sales", values_of(row));
      BOOST_TEST_REQUIRE((constant.has_value() && file.has_value()));
      BOOST_TEST(rc::in_words(*constant) == rc::in_words(*file));
    }
}

BOOST_AUTO_TEST_CASE(every_table_of_the_file_has_a_plan) {
  const rc::policy_reading read = rc::read_policy(R"({"version": 1, "gate": [], "tables": {
    "a": {"columns": {"X": "int64"}}, "b": {"columns": {"Y": "string"}}}})");
  BOOST_TEST_REQUIRE(read.policy != nullptr, read.text());
  const auto told = rc::explain_access(read.policy, verified(R"({"sub":"x"})"));
  BOOST_TEST_REQUIRE(told.has_value());
  BOOST_TEST_REQUIRE(told->plans.size() == 2u);
  BOOST_TEST(told->plans[1].table == "b");
  BOOST_TEST(rc::in_words(told->plans[1]) == "Every row: the policy restricts nobody on this table.");
  const auto roles = rc::explain(read.policy, verified(R"({"sub":"x"})"));
  BOOST_TEST_REQUIRE(roles.has_value());
  BOOST_TEST(roles->name == "x");
}

BOOST_AUTO_TEST_CASE(a_table_that_is_not_declared_shows_nothing) {
  const auto told = rc::explain_row(loaded(), verified(in_groups({"boss"})), "people", {});
  BOOST_TEST_REQUIRE(told.has_value());
  BOOST_TEST(!told->row->is_visible);
  BOOST_TEST(rc::in_words(told->plans.front()) == "No row: the policy declares no such table.");
}

BOOST_AUTO_TEST_CASE(explaining_refuses_what_authorising_refuses) {
  const auto policy = loaded();
  const rc::error missing{rc::errc::name_claim_missing, rc::step::claims, "name"};
  BOOST_TEST((rc::explain(policy, verified("{}")).error() == missing));
  BOOST_TEST((rc::explain_access(policy, verified("{}")).error() == missing));
  BOOST_TEST((rc::explain_row(policy, verified("{}"), "sales", {}).error() == missing));
  BOOST_TEST((rc::explain_row(policy, verified("{}"), "people", {}).error() == missing));
  const std::shared_ptr<const rc::loaded_policy> none;
  const rc::error unsound{rc::errc::policy_is_not_sound, rc::step::policy};
  BOOST_TEST((rc::explain(none, verified("{}")).error() == unsound));
  BOOST_TEST((rc::explain_access(none, verified("{}")).error() == unsound));
  BOOST_TEST((rc::explain_row(none, verified("{}"), "sales", {}).error() == unsound));
}

BOOST_AUTO_TEST_SUITE_END()
