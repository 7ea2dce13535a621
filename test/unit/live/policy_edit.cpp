// SPDX-License-Identifier: BSL-1.0
// Tests of changes that a program makes to the policy in force: all of them or none, and what may show somebody more on demand only.
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_store.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_policy_edit)

namespace {

struct sale {
  std::string country;
  double share = 0;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Share", &sale::share>>;
const rc::table_schema* const known[] = {&sales::schema()};

constexpr std::string_view beginning =
    R"({"version":1,"revision":4,"name_claim":["name"],"roles_claims":[["groups"]],"gate":[],)"
    R"("role_mapping":{"France":["ROLE_FRANCE"],"UK":["ROLE_UK"]},"default_roles":["ROLE_UK"],)"
    R"("tables":{"sales":{"columns":{"Country":"string","Share":"double"},)"
    R"("restrictions":{"ROLE_FRANCE":{"Country":"France","Share":0.1},"ROLE_UK":{"Country":"UK"}}}}})";

std::string roles_of(const rc::policy_store& store, std::string_view claims) {
  const auto user = rc::authorize(store.current().policy, rc::verified_claims::assume_verified(std::string(claims)));
  std::string roles;
  if (user)
    for (std::string_view role : user->roles()) roles.append(roles.empty() ? "" : " ").append(role);
  return user ? roles : std::string(rc::name(user.error().code));
}

bool shows(const rc::policy_store& store, std::string_view groups, const sale& row) {
  const auto user = rc::authorize(store.current().policy,
                                  rc::verified_claims::assume_verified(R"({"name":"n","groups":[)" + std::string(groups) + "]}"));
  return user.has_value() && rc::visible<sales>(*user, row);
}

std::string told(const std::vector<rc::policy_mistake>& mistakes) {
  std::string lines;
  for (const rc::policy_mistake& mistake : mistakes) lines += mistake.text() + "\n";
  return lines;
}

struct loaded_store : rc::policy_store {
  explicit loaded_store(rc::widening when_wider = rc::widening::accept) : policy_store(known, {}, when_wider) {
    BOOST_TEST_REQUIRE(told(load(std::string(beginning))) == "");
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(changes_come_into_force_at_once) {
  loaded_store store;
  const auto before = store.current();
  BOOST_TEST(
      told(store.update([](rc::policy_edit& edit) {
        edit.role_mapping.update({{"Monaco", {"ROLE_MONACO", "ROLE_FRANCE"}}, {"UK", {"ROLE_GB"}}});
        edit.name_mapping.update({{"ann", {"ROLE_AUDIT"}}});
        edit.individual_roles.update({{"jane", {"ROLE_FRANCE"}}});
        edit.default_roles.add("ROLE_GB", "ROLE_UK");
        edit.default_roles.remove("ROLE_UK");
        edit.restrictions.update("sales", {{"ROLE_MONACO", R"({"Country":"Monaco"})"}, {"ROLE_GB", R"({"Country":["UK","GB"]})"}});
        edit.restrictions.update<sales>("ROLE_FRANCE", rc::col<"Country">.isin("France", "Réunion"));
        edit.restrictions.remove("sales", "ROLE_UK");
      })) == "");
  BOOST_TEST(store.current().epoch == before.epoch + 1);
  BOOST_TEST(!store.is_in_force(before.policy));
  BOOST_TEST(store.is_in_force(store.current().policy));
  BOOST_TEST(roles_of(store, R"({"name":"n","groups":["Monaco"]})") == "ROLE_FRANCE ROLE_MONACO");
  BOOST_TEST(roles_of(store, R"({"name":"n","groups":["UK"]})") == "ROLE_GB");
  BOOST_TEST(roles_of(store, R"({"name":"ann"})") == "ROLE_AUDIT");
  BOOST_TEST(roles_of(store, R"({"name":"jane"})") == "ROLE_FRANCE");
  BOOST_TEST(roles_of(store, R"({"name":"tim"})") == "ROLE_GB");
  BOOST_TEST(shows(store, R"("Monaco")", {"Monaco"}));
  BOOST_TEST(shows(store, R"("France")", {"Réunion"}));
  BOOST_TEST(!shows(store, R"("France")", {"Monaco"}));
  // What is in force can be saved, and read again.
  rc::policy_store other(known);
  BOOST_TEST(told(other.load(std::string(store.current().policy->text()))) == "");
  BOOST_TEST(other.status().fingerprint == store.status().fingerprint);
  BOOST_TEST((other.status().revision == 4));
}

BOOST_AUTO_TEST_CASE(numbers_stay_as_they_are) {
  loaded_store store;
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(told(store.update([](rc::policy_edit& edit) { edit.default_roles.add("ROLE_UK"); })) == "");
  BOOST_TEST(shows(store, R"("France")", {"France", 0.1}));
  BOOST_TEST(!shows(store, R"("France")", {"France", 0.1000000000000001}));
}

BOOST_AUTO_TEST_CASE(the_gate_begins_with_what_is_meant_when_it_is_left_out) {
  rc::policy_store store;
  BOOST_TEST(told(store.load(R"({"version":1})")) == "");
  BOOST_TEST(told(store.update([](rc::policy_edit& edit) {
               edit.gate.add("ROLE_GUEST");
               edit.gate.remove("ROLE_ADMIN");
               edit.set_revision(1);
             })) == "");
  BOOST_TEST(store.current().policy->text() == R"({"version":1,"gate":["ROLE_USER","ROLE_GUEST"],"revision":1})");
}

BOOST_AUTO_TEST_CASE(nothing_changes_if_one_change_is_wrong) {
  loaded_store store;
  const auto before = store.current();
  const auto refused = [&](auto change) {
    const std::string why = told(store.update(change));
    BOOST_TEST(store.is_in_force(before.policy));
    BOOST_TEST(store.status().last_error + "\n" == why.substr(0, why.find('\n') + 1));
    return why;
  };
  BOOST_TEST(refused([](rc::policy_edit& edit) {
               edit.role_mapping.update({{"x", {"ROLE_X"}}});
               edit.restrictions.update("sales", {{"ROLE_USER", R"({"Country":"France"})"}});
             }) ==
             "tables.sales.restrictions.ROLE_USER: the role is reserved and cannot be restricted; restrict a role of your own\n");
  BOOST_TEST(refused([](rc::policy_edit& edit) {
               edit.restrictions.update("sale", {{"ROLE_X", R"({"Country":"France"})"}});
             }) == "tables: there is no \"sale\"; did you mean \"sales\"?\n");
  BOOST_TEST(refused([](rc::policy_edit& edit) {
               edit.role_mapping.remove("Frence");
               edit.default_roles.remove("ROLE_X");
             }) == "role_mapping: there is no \"Frence\"; did you mean \"France\"?\ndefault_roles: there is no \"ROLE_X\"\n");
  BOOST_TEST(refused([](rc::policy_edit& edit) {
               edit.restrictions.update("sales", {{"ROLE_X", "{"}});
             }).starts_with("tables.sales.restrictions.ROLE_X: "));
  BOOST_TEST(refused([](rc::policy_edit& edit) {
               edit.restrictions.update("sales", {{"ROLE_X", R"({"Land":1})"}});
             }).starts_with("tables.sales.restrictions.ROLE_X"));
  BOOST_TEST(refused([](rc::policy_edit& edit) { edit.set_revision(3); }) ==
             "revision: revision 4 is in force, and this is 3; raise it\n");
  BOOST_CHECK_THROW(store.update([](rc::policy_edit& edit) {
    edit.role_mapping.clear();
    throw std::runtime_error("a change of mind");
  }),
                    std::runtime_error);
  BOOST_TEST(store.is_in_force(before.policy));
  rc::policy_store empty;
  BOOST_TEST(told(empty.update([](rc::policy_edit&) {})) == "no policy is in force; load one first\n");
}

BOOST_AUTO_TEST_CASE(what_shows_more_wants_to_be_meant) {
  loaded_store store(rc::widening::refuse);
  const auto restrict = [&](std::string_view role, std::string_view condition) {
    return told(store.update([&](rc::policy_edit& edit) { edit.restrictions.update("sales", {{role, condition}}); }));
  };
  BOOST_TEST(restrict("ROLE_FRANCE", R"({"Country":["France","Monaco"],"Share":0.1})") ==
             "tables.sales: whoever has ROLE_FRANCE would see a row that is hidden now (Country Monaco, Share 0.1); load it with "
             "widening::accept if that is meant\n");
  BOOST_TEST(store.current().epoch == 1u);
  BOOST_TEST(restrict("ROLE_FRANCE", R"({"Country":"France","Share":0.1})") == "");  // the same, and narrower ones
  BOOST_TEST(restrict("ROLE_UK", R"({"Country":"UK","Share":0.1})") == "");
  // A restriction of a further role narrows that role, and widens what it is united with.
  BOOST_TEST(
      restrict("ROLE_NEW", R"({"Country":"Monaco"})").find("would see a row that is hidden now (Country Monaco, Share 0.1)") !=
      std::string::npos);
  BOOST_TEST(store.current().epoch == 3u);
  const auto taken_away = told(store.update([](rc::policy_edit& edit) { edit.restrictions.remove("sales", "ROLE_UK"); }));
  BOOST_TEST(taken_away.starts_with("tables.sales: whoever has ROLE_UK would see"), taken_away);
  BOOST_TEST(
      told(store.update([](rc::policy_edit& edit) {
        edit.role_mapping.update({{"France", {"ROLE_UK"}}});
      })) ==
      "role_mapping: who has which role changes, which may show somebody more; load it with widening::accept if that is meant\n");
  BOOST_TEST(store.current().epoch == 3u);
  BOOST_TEST(told(store.update(
                 [](rc::policy_edit& edit) {
                   edit.role_mapping.update({{"France", {"ROLE_UK"}}});
                 },
                 rc::widening::accept)) == "");
  // Loads are looked at likewise: the beginning again gives France what it had.
  BOOST_TEST(told(store.load(std::string(beginning))).starts_with("role_mapping: who has which role changes"));
  BOOST_TEST(told(store.load(std::string(beginning), rc::widening::accept)) == "");
  std::string reordered(beginning);
  reordered.replace(reordered.find(R"("France":["ROLE_FRANCE"],"UK":["ROLE_UK"])"), 41,
                    R"("UK":["ROLE_UK"],"France":["ROLE_FRANCE"])");
  BOOST_TEST(told(store.load(reordered)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
