// SPDX-License-Identifier: BSL-1.0
// Verdicts as types: sound policies are sound, and each mistake is named together with the offender and what was meant.
#include <rowclaim/policy/policy.hpp>
#include <rowclaim/policy/verdict.hpp>

#include <limits>
#include <string>
#include <type_traits>

namespace rc = rowclaim;
using rc::col;
using enum rc::policy_problem;
using rc::did_you_mean;
using rc::for_role;
using rc::in_table;
using rc::refused;

struct sale {
  std::string country;
  std::string currency;
  double price;
  long amount;
  rc::date day;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Currency", &sale::currency>,
                        rc::column<"Price", &sale::price>, rc::column<"Amount", &sale::amount>, rc::column<"Day", &sale::day>>;
using more_sales = rc::table<"sales", rc::column<"Country", &sale::country>>;
using twice = rc::table<"twice", rc::column<"Country", &sale::country>, rc::column<"Country", &sale::currency>>;

template <class Policy, class Expected>
inline constexpr bool gives =
    std::is_same_v<rc::verdict_of<Policy>, Expected> && rc::is_sound<Policy> == std::is_same_v<Expected, rc::sound>;

struct base {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto role_mapping = rc::role_mapping({{"fr", {"ROLE_FRANCE"}}, {"uk", {"ROLE_UK"}}});
};
static_assert(gives<base, rc::sound>);
struct nothing {};
static_assert(gives<nothing, rc::sound>);

// What names a claim
struct no_name : base {
  static constexpr auto name_claim = rc::claim();
};
static_assert(gives<no_name, refused<name_claim_is_empty, "">>);
struct no_roles_path : base {
  static constexpr auto roles_claims = rc::claims(rc::claim("a"), rc::claim());
};
static_assert(gives<no_roles_path, refused<roles_claim_is_empty, "">>);
struct long_path : base {
  static constexpr auto roles_claims = rc::claims(rc::claim("a", "2", "3", "4", "5", "6", "7", "8", "9"));
};
static_assert(gives<long_path, refused<claim_path_is_too_long, "a">>);
struct longest_path : base {
  static constexpr auto name_claim = rc::claim("a", "2", "3", "4", "5", "6", "7", "8");
};
static_assert(gives<longest_path, rc::sound>);
struct no_member : base {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups").member_of_each(""));
};
static_assert(gives<no_member, refused<member_is_not_named, "groups">>);

// Mappings and roles
struct repeated_key : base {
  static constexpr auto role_mapping = rc::role_mapping({{"fr", {"ROLE_A"}}, {"France", {"ROLE_A"}}, {"fr", {"ROLE_B"}}});
};
static_assert(gives<repeated_key, refused<mapping_has_key_twice, "fr">>);
struct repeated_name : base {
  static constexpr auto name_mapping = rc::name_mapping({{"jane", {"ROLE_A"}}, {"jane", {"ROLE_A"}}});
};
static_assert(gives<repeated_name, refused<mapping_has_key_twice, "jane">>);
struct repeated_person : base {
  static constexpr auto individual_roles = rc::individual_roles({{"jane", {"ROLE_A"}}, {"Jane", {"ROLE_A"}}, {"Jane", {}}});
};
static_assert(gives<repeated_person, refused<mapping_has_key_twice, "Jane">>);
struct one_key_in_two_mappings : base {  // A5: two namespaces, and individual roles on top
  static constexpr auto name_mapping = rc::name_mapping({{"fr", {"ROLE_A"}}});
  static constexpr auto individual_roles = rc::individual_roles({{"fr", {"ROLE_A"}}});
};
static_assert(gives<one_key_in_two_mappings, rc::sound>);
struct cramped : base {
  static constexpr auto role_mapping = rc::role_mapping<1>({{"fr", {"ROLE_A", "ROLE_B"}}});
};
static_assert(gives<cramped, refused<mapping_has_too_many_roles, "">>);
struct nameless_default : base {
  static constexpr auto default_roles = rc::roles("");
};
static_assert(gives<nameless_default, refused<role_name_is_empty, "">>);
struct nameless_mapped : base {
  static constexpr auto role_mapping = rc::role_mapping({{"fr", {"ROLE_A", ""}}});
};
static_assert(gives<nameless_mapped, refused<role_name_is_empty, "">>);

// Restrictions
#define RESTRICTED(name, ...)                                           \
  struct name : base {                                                  \
    static constexpr auto restrictions = rc::restrictions(__VA_ARGS__); \
  }

RESTRICTED(good, rc::on<sales>("ROLE_FRANCE", col<"Country"> == "France"), rc::on<sales>("ROLE_UK", col<"Price"> >= 1));
static_assert(gives<good, rc::sound>);

RESTRICTED(reserved_user, rc::on<sales>("ROLE_USER", col<"Country"> == "France"));
static_assert(gives<reserved_user, refused<role_is_reserved, "ROLE_USER", in_table<"sales">>>);
RESTRICTED(reserved_admin, rc::on<sales>("ROLE_ADMIN", col<"Country"> == "France"));
static_assert(gives<reserved_admin, refused<role_is_reserved, "ROLE_ADMIN", in_table<"sales">>>);
RESTRICTED(reserved_anonymous, rc::on<sales>("ROLE_FRANCE", col<"Country"> == "France"),
           rc::on<sales>("ROLE_ANONYMOUS", col<"Country"> == "France"));
static_assert(
    gives<reserved_anonymous, refused<role_is_reserved, "ROLE_ANONYMOUS", in_table<"sales">>>);  // B4: and the whole policy with it
struct other_admin : good {
  static constexpr auto admin_role = rc::admin_role("ROLE_FRANCE");
};
static_assert(gives<other_admin, refused<role_is_reserved, "ROLE_FRANCE", in_table<"sales">>>);

RESTRICTED(ungranted, rc::on<sales>("ROLE_FRANSE", col<"Country"> == "France"));
static_assert(gives<ungranted, refused<role_is_granted_by_nothing, "ROLE_FRANSE", in_table<"sales">, did_you_mean<"ROLE_FRANCE">>>);
RESTRICTED(ungranted_and_strange, rc::on<sales>("something else", col<"Country"> == "France"));
static_assert(gives<ungranted_and_strange, refused<role_is_granted_by_nothing, "something else", in_table<"sales">>>);
struct granted_at_run_time : ungranted {
  static constexpr auto run_time_roles = rc::roles("ROLE_FRANSE");
};
static_assert(gives<granted_at_run_time, rc::sound>);
struct granted_by_default : ungranted {
  static constexpr auto default_roles = rc::roles("ROLE_FRANSE");
};
static_assert(gives<granted_by_default, rc::sound>);
struct granted_by_glob : ungranted {
  static constexpr auto pass_through = rc::pass_through("ROLE_F*");
};
static_assert(gives<granted_by_glob, rc::sound>);
struct granted_by_the_gate_alone : ungranted {
  static constexpr auto gate = rc::gate("ROLE_FRANSE");
};
static_assert(gives<granted_by_the_gate_alone,
                    refused<role_is_granted_by_nothing, "ROLE_FRANSE", in_table<"sales">, did_you_mean<"ROLE_FRANCE">>>);

RESTRICTED(restricted_twice, rc::on<sales>("ROLE_UK", col<"Country"> == "UK"), rc::on<sales>("ROLE_UK", col<"Currency"> == "GBP"));
static_assert(gives<restricted_twice, refused<role_is_restricted_twice, "ROLE_UK", in_table<"sales">>>);
RESTRICTED(two_tables, rc::on<sales>("ROLE_UK", col<"Country"> == "UK"),
           rc::on<more_sales>("ROLE_FRANCE", col<"Country"> == "France"));
static_assert(gives<two_tables, refused<table_is_declared_twice, "sales", for_role<"ROLE_FRANCE">, in_table<"sales">>>);
RESTRICTED(broken_table, rc::on<twice>("ROLE_UK", col<"Country"> == "UK"));
static_assert(gives<broken_table, refused<column_is_declared_twice, "Country", in_table<"twice">>>);

RESTRICTED(unknown_column, rc::on<sales>("ROLE_UK", col<"Contry"> == "UK"));
static_assert(
    gives<unknown_column, refused<column_is_unknown, "Contry", for_role<"ROLE_UK">, in_table<"sales">, did_you_mean<"Country">>>);
RESTRICTED(strange_column, rc::on<sales>("ROLE_UK", col<"Zzzz"> == "UK"));
static_assert(gives<strange_column, refused<column_is_unknown, "Zzzz", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(wrong_type, rc::on<sales>("ROLE_UK", col<"Country"> == 5));
static_assert(gives<wrong_type, refused<value_has_wrong_type, "Country", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(text_for_a_date, rc::on<sales>("ROLE_UK", col<"Day"> >= "2026-11-22"));
static_assert(gives<text_for_a_date, refused<value_has_wrong_type, "Day", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(a_real_for_an_integer, rc::on<sales>("ROLE_UK", col<"Amount">.isin(1, 2.5)));
static_assert(gives<a_real_for_an_integer, refused<value_has_wrong_type, "Amount", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(null_value, rc::on<sales>("ROLE_UK", !(col<"Country"> != nullptr)));
static_assert(gives<null_value, refused<value_is_null, "Country", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(not_a_number, rc::on<sales>("ROLE_UK", col<"Price"> < std::numeric_limits<double>::quiet_NaN()));
static_assert(gives<not_a_number, refused<value_does_not_exist, "Price", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(no_such_day, rc::on<sales>("ROLE_UK", col<"Day"> == rc::date(2026, 2, 30)));
static_assert(gives<no_such_day, refused<value_does_not_exist, "Day", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(empty_set, rc::on<sales>("ROLE_UK", col<"Country">.isin()));
static_assert(gives<empty_set, refused<set_is_empty, "Country", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(prefix_of_a_number, rc::on<sales>("ROLE_UK", col<"Amount">.starts_with("1")));
static_assert(gives<prefix_of_a_number, refused<prefix_needs_text, "Amount", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(pathless, rc::on<sales>("ROLE_UK", col<"Country"> == rc::claim()));
static_assert(gives<pathless, refused<compared_claim_is_empty, "Country", for_role<"ROLE_UK">, in_table<"sales">>>);

RESTRICTED(mixed, rc::on<sales>("ROLE_UK", (col<"Country"> == "UK") | (col<"Currency"> == "GBP")));
static_assert(gives<mixed, refused<columns_are_mixed, "ROLE_UK", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(mixed_by_negation, rc::on<sales>("ROLE_UK", !((col<"Country"> == "UK") & (col<"Currency"> == "GBP"))));
static_assert(gives<mixed_by_negation, refused<columns_are_mixed, "ROLE_UK", for_role<"ROLE_UK">, in_table<"sales">>>);
RESTRICTED(not_mixed_by_negation, rc::on<sales>("ROLE_UK", !((col<"Country"> == "UK") | (col<"Currency"> == "GBP"))));
static_assert(gives<not_mixed_by_negation, rc::sound>);
struct mixed_under_any_role : mixed {
  static constexpr auto combination = rc::combination::any_role;
};
static_assert(gives<mixed_under_any_role, rc::sound>);
struct mixed_under_its_tables_own : mixed {
  static constexpr auto table_combinations = rc::table_combinations(rc::combine_on<sales>(rc::combination::all_roles));
};
static_assert(gives<mixed_under_its_tables_own, rc::sound>);
struct mixed_under_its_tables_own_per_column : mixed_under_any_role {
  static constexpr auto table_combinations = rc::table_combinations(rc::combine_on<sales>(rc::combination::per_column));
};
static_assert(
    gives<mixed_under_its_tables_own_per_column, refused<columns_are_mixed, "ROLE_UK", for_role<"ROLE_UK">, in_table<"sales">>>);

// A misspelt member would be no member at all.
struct misspelt : base {
  static constexpr auto restriction = rc::restrictions();
};
static_assert(gives<misspelt, refused<member_is_misspelt, "">>);

// The first mistake wins, and it is the first in reading order.
struct two_mistakes : base {
  static constexpr auto name_claim = rc::claim();
  static constexpr auto default_roles = rc::roles("");
};
static_assert(gives<two_mistakes, refused<name_claim_is_empty, "">>);
