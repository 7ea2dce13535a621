// SPDX-License-Identifier: BSL-1.0
// Tests of what a signed-in user sees: the reference data and each rule of restrictions, from claims to rows.
#include "../rows/nations.hpp"
#include "signed_in.hpp"
#include <rowclaim/policy/access.hpp>
#include <rowclaim/policy/authorize.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <boost/test/unit_test.hpp>

#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace rc = rowclaim;
using rc::col;
using test::all_nations;
using test::everyone;
using test::flat_nations;
using test::nation;
using test::nations;

BOOST_AUTO_TEST_SUITE(policy_rows_of_users)

namespace {

struct bank {
  std::string name, country;
};
using banks = rc::table<"banks", rc::column<"Name", &bank::name>, rc::column<"Country", &bank::country>>;

/// The reference policy: every role comes from the provider's role of the same name.
struct usual {
  static constexpr auto roles_claims = rc::claims(rc::claim("roles"));
  static constexpr auto role_mapping = rc::role_mapping({{"USER", {"ROLE_USER"}},
                                                         {"ADMIN", {"ROLE_ADMIN"}},
                                                         {"FRANCE", {"ROLE_FRANCE"}},
                                                         {"GERMANY", {"ROLE_GERMANY"}},
                                                         {"NORDIC", {"ROLE_NORDIC"}},
                                                         {"ASIA", {"ROLE_ASIA"}},
                                                         {"EUR", {"ROLE_EUR"}},
                                                         {"OTHER", {"ROLE_OTHER"}}});
};

template <class Table>
constexpr auto reference_restrictions() {
  return rc::restrictions(rc::on<Table>("ROLE_FRANCE", test::in_france), rc::on<Table>("ROLE_GERMANY", test::in_germany),
                          rc::on<Table>("ROLE_NORDIC", test::is_nordic), rc::on<Table>("ROLE_ASIA", test::in_asia),
                          rc::on<Table>("ROLE_EUR", test::pays_in_euro));
}

struct reference : usual {
  static constexpr auto restrictions = reference_restrictions<nations>();
};
struct flat_reference : usual {
  static constexpr auto restrictions = reference_restrictions<flat_nations>();
};
struct any_role : flat_reference {
  static constexpr auto combination = rc::combination::any_role;
};
struct all_roles : flat_reference {
  static constexpr auto combination = rc::combination::all_roles;
};
struct own_combination : usual {
  static constexpr auto restrictions =
      rc::restrictions(rc::on<flat_nations>("ROLE_FRANCE", test::in_france), rc::on<flat_nations>("ROLE_ASIA", test::in_asia),
                       rc::on<nations>("ROLE_FRANCE", test::in_france), rc::on<nations>("ROLE_EUR", test::pays_in_euro));
  static constexpr auto table_combinations = rc::table_combinations(rc::combine_on<flat_nations>(rc::combination::any_role));
};
struct strict : reference {
  static constexpr auto admin_role = rc::no_admin_role;
};
struct other_admin : reference {
  static constexpr auto admin_role = rc::admin_role("ROLE_OTHER");
};
struct open_to_all : reference {
  static constexpr auto gate = rc::no_gate;
};
struct closed_tables : reference {
  static constexpr auto unlisted_tables = rc::deny_unlisted_tables;
};

std::string claims_for(std::string_view roles) {
  std::string json = R"({"iss": "https://issuer.example", "sub": "jane", "roles": [)";
  std::string_view separator;
  for (const auto part : std::views::split(roles, ' ')) {
    if (std::ranges::empty(part)) continue;
    json.append(separator)
        .append("\"")
        .append(std::string_view(&*part.begin(), static_cast<std::size_t>(std::ranges::distance(part))))
        .append("\"");
    separator = ", ";
  }
  return json + "]}";
}

template <class Policy>
rc::identity<Policy> user_with(std::string_view roles) {
  return test::sign_in<Policy>(claims_for(roles)).value();
}

/// The countries that a user with these roles sees, by range; each row by itself must agree.
template <class Policy, class Table>
std::string sees(std::string_view roles) {
  const auto user = user_with<Policy>(roles);
  std::vector<nation> one_by_one;
  for (const nation& n : all_nations)
    if (rc::visible<Table>(user, n)) one_by_one.push_back(n);
  const std::string found = test::countries(rc::visible<Table>(user, all_nations));
  BOOST_TEST(test::countries(one_by_one) == found);
  const auto filter = rc::filter_for<Table>(user);
  for (const nation& n : all_nations) BOOST_TEST(filter.shows(n) == rc::visible<Table>(user, n));
  return found;
}

// B1, B4, B8 and the others that are refused where they are written: verdicts, not errors.
template <rc::policy_problem Problem, class Policy>
constexpr bool is_refused_for = rc::detail::static_policy<Policy>::finding.problem == Problem;

struct twice : usual {
  static constexpr auto restrictions =
      rc::restrictions(rc::on<nations>("ROLE_FRANCE", test::in_france), rc::on<nations>("ROLE_FRANCE", test::pays_in_euro));
};
struct on_user : usual {
  static constexpr auto restrictions = rc::restrictions(rc::on<nations>("ROLE_USER", test::in_france));
};
struct on_admin : usual {
  static constexpr auto restrictions =
      rc::restrictions(rc::on<nations>("ROLE_FRANCE", test::in_france), rc::on<nations>("ROLE_ADMIN", test::in_france));
};
struct on_anonymous : usual {
  static constexpr auto restrictions = rc::restrictions(rc::on<nations>("ROLE_ANONYMOUS", test::in_france));
};
struct on_own_admin : usual {
  static constexpr auto admin_role = rc::admin_role("ROLE_OTHER");
  static constexpr auto restrictions = rc::restrictions(rc::on<nations>("ROLE_OTHER", test::in_france));
};
struct on_admin_in_strict_mode : on_admin {
  static constexpr auto admin_role = rc::no_admin_role;
};
struct mixed : usual {
  static constexpr auto restrictions = rc::restrictions(rc::on<nations>("ROLE_FRANCE", test::in_france | test::pays_in_euro));
};
struct mixed_by_negation : usual {
  static constexpr auto restrictions = rc::restrictions(rc::on<nations>("ROLE_FRANCE", !(test::in_france & test::pays_in_euro)));
};
struct mixed_for_any_role : mixed {
  static constexpr auto combination = rc::combination::any_role;
};
struct mixed_on_one_table : mixed {
  static constexpr auto table_combinations = rc::table_combinations(rc::combine_on<nations>(rc::combination::all_roles));
};
struct mixed_within_hierarchy : usual {
  static constexpr auto restrictions = rc::restrictions(rc::on<nations>("ROLE_FRANCE", test::in_france | test::in_asia));
};

static_assert(rc::is_sound<reference> && rc::is_sound<flat_reference> && rc::is_sound<strict>);
static_assert(is_refused_for<rc::policy_problem::role_is_restricted_twice, twice>);                // B1
static_assert(is_refused_for<rc::policy_problem::role_is_reserved, on_user>);                      // B4
static_assert(is_refused_for<rc::policy_problem::role_is_reserved, on_admin>);  // B4: and the whole policy with it
static_assert(is_refused_for<rc::policy_problem::role_is_reserved, on_anonymous>);  // B4
static_assert(is_refused_for<rc::policy_problem::role_is_reserved, on_own_admin>);  // B4
static_assert(is_refused_for<rc::policy_problem::role_is_reserved, on_admin_in_strict_mode>);  // B4
static_assert(is_refused_for<rc::policy_problem::columns_are_mixed, mixed>);  // B8
static_assert(is_refused_for<rc::policy_problem::columns_are_mixed, mixed_by_negation>);  // B8
static_assert(rc::is_sound<mixed_for_any_role> && rc::is_sound<mixed_on_one_table>);  // B8
static_assert(rc::is_sound<mixed_within_hierarchy>);  // B9
static_assert(
    std::is_same_v<rc::verdict_of<on_user>, rc::refused<rc::policy_problem::role_is_reserved, rc::static_name("ROLE_USER"),
                                                        rc::in_table<rc::static_name("nations")>>>);

}  // namespace

BOOST_AUTO_TEST_CASE(B6_B9_the_reference_table_with_the_hierarchy) {
  BOOST_TEST((sees<reference, nations>("USER") == everyone));
  BOOST_TEST((sees<reference, nations>("USER FRANCE") == "France"));
  BOOST_TEST((sees<reference, nations>("USER FRANCE GERMANY") == "France Germany"));
  BOOST_TEST((sees<reference, nations>("USER FRANCE GERMANY NORDIC") == "France Germany Norway Sweden"));
  BOOST_TEST((sees<reference, nations>("USER FRANCE GERMANY NORDIC ASIA") == everyone));
  BOOST_TEST((sees<reference, nations>("USER FRANCE GERMANY NORDIC ASIA EUR") == "France Germany"));
  BOOST_TEST((sees<reference, nations>("USER NORDIC ASIA EUR") == ""));
}

BOOST_AUTO_TEST_CASE(B6_the_reference_table_without_a_hierarchy) {
  BOOST_TEST((sees<flat_reference, flat_nations>("USER") == everyone));
  BOOST_TEST((sees<flat_reference, flat_nations>("USER FRANCE") == "France"));
  BOOST_TEST((sees<flat_reference, flat_nations>("USER FRANCE GERMANY") == "France Germany"));
  BOOST_TEST((sees<flat_reference, flat_nations>("USER FRANCE GERMANY NORDIC") == "France Germany Norway Sweden"));
  BOOST_TEST((sees<flat_reference, flat_nations>("USER FRANCE GERMANY NORDIC ASIA") == ""));
}

BOOST_AUTO_TEST_CASE(B5_a_role_without_a_restriction_never_widens) {
  BOOST_TEST((sees<reference, nations>("USER OTHER") == everyone));
  BOOST_TEST((sees<reference, nations>("USER OTHER FRANCE") == "France"));
}

BOOST_AUTO_TEST_CASE(B8_other_combinations_by_name_for_the_policy_or_for_one_table) {
  BOOST_TEST((sees<any_role, flat_nations>("USER FRANCE ASIA") == "Korea Japan France"));
  BOOST_TEST((sees<any_role, flat_nations>("USER") == everyone));
  BOOST_TEST((sees<all_roles, flat_nations>("USER FRANCE ASIA") == ""));
  BOOST_TEST((sees<all_roles, flat_nations>("USER FRANCE EUR") == "France"));
  BOOST_TEST((sees<own_combination, flat_nations>("USER FRANCE ASIA") == "Korea Japan France"));
  BOOST_TEST((sees<own_combination, nations>("USER FRANCE EUR") == "France"));
}

BOOST_AUTO_TEST_CASE(B10_the_administrator_sees_everything_also_beside_a_restricted_role) {
  BOOST_TEST((sees<reference, nations>("ADMIN") == everyone));
  BOOST_TEST((sees<reference, nations>("ADMIN USER FRANCE EUR") == everyone));
  BOOST_TEST((sees<other_admin, nations>("USER FRANCE OTHER") == everyone));
  BOOST_TEST((sees<other_admin, nations>("ADMIN FRANCE") == "France"));
}

BOOST_AUTO_TEST_CASE(B10_the_strict_mode_knows_no_administrator) {
  BOOST_TEST((sees<strict, nations>("ADMIN FRANCE") == "France"));
  BOOST_TEST((sees<strict, nations>("ADMIN") == everyone));
}

BOOST_AUTO_TEST_CASE(A9_a_user_who_is_not_let_in_sees_nothing_of_any_table) {
  const auto user = user_with<reference>("FRANCE");
  BOOST_TEST(!user.is_allowed());
  BOOST_TEST((sees<reference, nations>("FRANCE") == ""));
  BOOST_TEST((sees<reference, nations>("") == ""));
  BOOST_TEST(rc::plan_for<nations>(user).shows_none());
  BOOST_TEST(rc::plan_for<banks>(user).shows_none());
  BOOST_TEST((sees<open_to_all, nations>("FRANCE") == "France"));
  BOOST_TEST((sees<open_to_all, nations>("") == everyone));
}

BOOST_AUTO_TEST_CASE(B15_a_table_without_restrictions_is_open_unless_the_policy_closes_it) {
  BOOST_TEST(rc::plan_for<banks>(user_with<reference>("USER FRANCE")).shows_all());
  BOOST_TEST(rc::plan_for<banks>(user_with<closed_tables>("USER FRANCE")).shows_none());
  BOOST_TEST(rc::plan_for<banks>(user_with<closed_tables>("ADMIN")).shows_all());
  // A listed table stays as it is, also for a user whom no restriction names (B5).
  BOOST_TEST((sees<closed_tables, nations>("USER") == everyone));
  BOOST_TEST((sees<closed_tables, nations>("USER FRANCE") == "France"));
}

BOOST_AUTO_TEST_CASE(B13_another_table_of_a_restricted_table_s_name_shows_nothing) {
  using impostor = rc::table<"nations", rc::column<"Country", &nation::country>>;
  BOOST_TEST(rc::plan_for<impostor>(user_with<reference>("USER FRANCE")).shows_none());
  BOOST_TEST(rc::plan_for<impostor>(user_with<reference>("USER")).shows_none());
  BOOST_TEST((sees<reference, impostor>("USER FRANCE") == ""));
}

BOOST_AUTO_TEST_CASE(B13_plans_say_what_they_are) {
  BOOST_TEST(in_words(rc::plan_for<nations>(user_with<reference>("USER"))) == "every row");
  BOOST_TEST(in_words(rc::plan_for<nations>(user_with<reference>("FRANCE"))) == "no row");
  BOOST_TEST(in_words(rc::plan_for<nations>(user_with<reference>("USER FRANCE GERMANY EUR"))) ==
             "rows where Country is one of France, Germany and Currency is EUR");
}

BOOST_AUTO_TEST_CASE(B14_a_total_is_about_visible_rows) {
  const auto user = user_with<reference>("USER FRANCE GERMANY");
  auto shown = rc::visible<nations>(user, all_nations);
  BOOST_TEST(std::ranges::distance(shown) == 2);
}

namespace {

struct tenants : usual {
  static constexpr auto restrictions =
      rc::restrictions(rc::on<nations>("ROLE_FRANCE", col<"Country"> == rc::claim("org", "country")),
                       rc::on<nations>("ROLE_ASIA", !col<"Country">.isin(rc::claim("hidden"))),
                       rc::on<nations>("ROLE_EUR", (col<"Currency">.starts_with(rc::claim("currency")))));
};

template <class Policy = tenants>
std::string sees_with(std::string_view members) {
  const auto user = test::sign_in<Policy>(R"({"sub": "jane", )" + std::string(members) + "}").value();
  return test::countries(rc::visible<nations>(user, all_nations));
}

}  // namespace

BOOST_AUTO_TEST_CASE(B3_columns_are_compared_with_the_user_s_claims) {
  BOOST_TEST(sees_with(R"("roles": ["USER", "FRANCE"], "org": {"country": "Japan"})") == "Japan");
  BOOST_TEST(sees_with(R"("roles": ["USER", "FRANCE"], "org": {"country": "Atlantis"})") == "");
  BOOST_TEST(sees_with(R"("roles": ["USER", "ASIA"], "hidden": ["Japan", "Korea"])") == "France Germany Norway Sweden");
  BOOST_TEST(sees_with(R"("roles": ["USER", "EUR"], "currency": "E")") == "France Germany");
}

BOOST_AUTO_TEST_CASE(B3_a_claim_that_is_missing_or_of_another_shape_shows_nothing) {
  for (const std::string_view org : {R"("org": {})", R"("other": 1)", R"("org": null)", R"("org": {"country": null})",
                                     R"("org": {"country": 1})", R"("org": {"country": true})", R"("org": {"country": ["Japan"]})",
                                     R"("org": {"country": {}})", R"("org": "Japan")", R"("org.country": "Japan")"})
    BOOST_TEST(sees_with(R"("roles": ["USER", "FRANCE"], )" + std::string(org)) == "", org);
  for (const std::string_view hidden :
       {R"("other": 1)", R"("hidden": "Japan")", R"("hidden": [1])", R"("hidden": ["Japan", 1])", R"("hidden": [null])",
        R"("hidden": [["Japan"]])", R"("hidden": {"Japan": 1})", R"("hidden": null)"})
    BOOST_TEST(sees_with(R"("roles": ["USER", "ASIA"], )" + std::string(hidden)) == "", hidden);
  BOOST_TEST(sees_with(R"("roles": ["USER", "EUR"], "currency": "")") == "");
}

BOOST_AUTO_TEST_CASE(ranges_of_every_kind_pass_the_door) {
  const auto user = user_with<reference>("USER FRANCE");
  BOOST_TEST(test::countries(rc::visible<nations>(user, std::span<const nation>(all_nations))) == "France");
  BOOST_TEST(test::countries(rc::visible<nations>(user, std::vector<nation>(all_nations))) == "France");
  BOOST_TEST(test::countries(rc::visible<nations>(user, all_nations | std::views::reverse)) == "France");
  std::vector<nation> mutable_rows = all_nations;
  for (nation& n : rc::visible<nations>(user, mutable_rows)) n.currency = "FRF";
  BOOST_TEST(mutable_rows[2].currency == "FRF");
}

BOOST_AUTO_TEST_SUITE_END()
