// SPDX-License-Identifier: BSL-1.0
// One policy through both doors, constants and vectors: the same users, the same reasons, the same plans, the same rows.
#include "random_claims.hpp"
#include "signed_in.hpp"
#include <rowclaim/policy/access.hpp>
#include <rowclaim/policy/explanation_text.hpp>
#include <rowclaim/policy/policy_compiler.hpp>
#include <rowclaim/policy/sql.hpp>
#include <rowclaim/rows/plan_text.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(policy_doors)

namespace {

struct sale {
  std::string continent;
  std::string country;
  std::string currency;
  std::int64_t amount;
  std::optional<std::string> tenant;
};
using sales = rc::table<"sales", rc::column<"Continent", &sale::continent>, rc::column<"Country", &sale::country>,
                        rc::column<"Currency", &sale::currency>, rc::column<"Amount", &sale::amount>,
                        rc::column<"Tenant", &sale::tenant>, rc::hierarchy<"Geography", "Continent", "Country">>;

struct person {
  std::string name;
  std::int64_t age;
};
using people = rc::table<"people", rc::column<"Name", &person::name>, rc::column<"Age", &person::age>>;

using rc::col;

struct per_column_policy {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"), rc::claim("realm", "roles").strings().allow_malformed());
  static constexpr auto role_mapping = rc::role_mapping({{"staff", {"ROLE_USER"}},
                                                         {"France", {"ROLE_USER", "ROLE_FRANCE"}},
                                                         {"jane", {"ROLE_USER", "ROLE_ASIA", "ROLE_EUR"}},
                                                         {"roles", {"ROLE_TENANT"}},
                                                         {"a b", {"ROLE_ADMIN"}}});
  static constexpr auto name_mapping = rc::name_mapping({{"jane", {"ROLE_BIG"}}});
  static constexpr auto individual_roles = rc::individual_roles({{"staff", {"ROLE_USER", "ROLE_REGIONS"}}});
  static constexpr auto default_roles = rc::roles("ROLE_USER", "ROLE_ASIA");
  static constexpr auto restrictions = rc::restrictions(
      rc::on<sales>("ROLE_FRANCE", col<"Country"> == "France"), rc::on<sales>("ROLE_ASIA", col<"Continent"> == "Asia"),
      rc::on<sales>("ROLE_EUR", col<"Currency">.isin("EUR", "CHF") & (col<"Amount"> >= 0)),
      rc::on<sales>("ROLE_BIG", !(col<"Amount"> < 1000)),
      rc::on<sales>("ROLE_TENANT", col<"Tenant"> == rc::claim("realm", "tenant")),
      rc::on<sales>("ROLE_REGIONS", col<"Country">.isin(rc::claim("regions"))),
      rc::on<people>("ROLE_ASIA", col<"Name">.starts_with("A") | (col<"Name"> == rc::claim("name"))));
};

struct any_role_policy : per_column_policy {
  static constexpr auto combination = rc::combination::any_role;
  static constexpr auto table_combinations = rc::table_combinations(rc::combine_on<people>(rc::combination::all_roles));
  static constexpr auto namespaces = rc::mapping_namespaces::shared;
  static constexpr auto pass_through = rc::pass_through("ROLE_*");
  static constexpr auto gate = rc::no_gate;
  static constexpr auto admin_role = rc::no_admin_role;
  static constexpr auto unlisted_tables = rc::deny_unlisted_tables;
  static constexpr auto restrictions = rc::restrictions(
      rc::on<sales>("ROLE_FRANCE", (col<"Country"> == "France") | ((col<"Currency"> == "USD") & !(col<"Tenant">.is_null()))),
      rc::on<sales>("ROLE_BIG", col<"Amount">.between(10, 100) | !(col<"Tenant"> == rc::claim("realm", "tenant"))));
};

struct nothing_in_it {};

// A description whose every text and list lies in vectors, as a policy read at run time has it.
class copied_policy {
 public:
  explicit copied_policy(const rc::policy_description& original) : description(original) {
    description.name_claim = copied(original.name_claim);
    for (const rc::claim_source& source : original.roles_claims) roles_claims_.push_back(copied(source));
    description.roles_claims = roles_claims_;
    description.role_mapping = copied(original.role_mapping, mappings_[0]);
    description.name_mapping = copied(original.name_mapping, mappings_[1]);
    description.individual_roles = copied(original.individual_roles, mappings_[2]);
    description.default_roles = copied(original.default_roles, default_roles_);
    description.gate = copied(original.gate, gate_);
    description.admin_role = copied(original.admin_role);
    description.run_time_roles = copied(original.run_time_roles, run_time_roles_);
    description.pass_through = copied(original.pass_through, pass_through_);
    combinations_.assign(original.table_combinations.begin(), original.table_combinations.end());
    description.table_combinations = combinations_;
    for (rc::restriction_entry entry : original.restrictions.entries) {
      entry.role = copied(entry.role);
      entries_.push_back(entry);
    }
    for (rc::detail::condition_token token : original.restrictions.tokens) {
      token.column = copied(token.column);
      token.literal.text = copied(token.literal.text);
      tokens_.push_back(token);
    }
    description.restrictions = {entries_, tokens_};
  }
  copied_policy(const copied_policy&) = delete;

  rc::policy_description description;

 private:
  struct mapping {
    std::vector<rc::mapping_entry> entries;
    std::vector<std::string_view> roles;
  };

  std::string_view copied(std::string_view text) { return texts_.emplace_back(text); }
  rc::claim_source copied(rc::claim_source source) {
    for (std::string_view& name : source.path.names) name = copied(name);
    source.member = copied(source.member);
    return source;
  }
  std::span<const std::string_view> copied(std::span<const std::string_view> list, std::vector<std::string_view>& into) {
    for (std::string_view text : list) into.push_back(copied(text));
    return into;
  }
  rc::mapping_view copied(const rc::mapping_view& lines, mapping& into) {
    for (rc::mapping_entry entry : lines.entries) {
      entry.key = copied(entry.key);
      into.entries.push_back(entry);
    }
    return {into.entries, copied(lines.roles, into.roles), lines.is_complete};
  }

  std::deque<std::string> texts_;
  std::vector<rc::claim_source> roles_claims_;
  mapping mappings_[3];
  std::vector<std::string_view> default_roles_;
  std::vector<std::string_view> gate_;
  std::vector<std::string_view> run_time_roles_;
  std::vector<std::string_view> pass_through_;
  std::vector<rc::table_combination> combinations_;
  std::vector<rc::restriction_entry> entries_;
  std::vector<rc::detail::condition_token> tokens_;
};

// The door of vectors.
class loaded_policy {
 public:
  explicit loaded_policy(const rc::policy_description& original) : written_(original) {
    rc::detail::policy_compiler compiler(written_.description, arrays_);
    compiler.compile_roles();
    finding = rc::detail::find_problem(written_.description, arrays_);
    if (finding.problem != rc::policy_problem::none) return;
    compiler.compile_rows();
    compiler.compile_claims();
    compiled = rc::detail::view_of(arrays_, written_.description);
  }

  rc::policy_finding finding;
  rc::compiled_policy compiled;

 private:
  copied_policy written_;
  rc::detail::policy_arrays<rc::detail::growing_vector, rc::detail::policy_sizes{}> arrays_;
};

struct user {
  rc::result<void> outcome;
  std::vector<std::uint64_t> roles;
  rc::detail::evaluated_claims read;
};
user evaluate(const rc::compiled_policy& policy, std::string_view json) {
  user made;
  made.roles.resize(rc::words_for(policy.role_count()));
  rc::grant_listener nobody;
  made.outcome = rc::detail::evaluate_claims(policy, json, rc::no_role_source{}, rc::claims_limits, made.roles, nobody, made.read);
  return made;
}

bool are_same(const rc::plan& a, const rc::plan& b) {
  if (a.verdict() != b.verdict() || a.table() != b.table() || a.nodes().size() != b.nodes().size()) return false;
  for (std::size_t i = 0; i < a.nodes().size(); ++i) {
    if (a.nodes()[i] != b.nodes()[i]) return false;
    if (a.nodes()[i].kind != rc::plan_node::node_kind::compare) continue;
    const auto left = a.values(a.nodes()[i]);
    const auto right = b.values(b.nodes()[i]);
    if (!std::equal(left.begin(), left.end(), right.begin(), right.end())) return false;
  }
  return true;
}

std::string reasons(const rc::result<rc::explanation>& found) {
  if (!found) return found.error().message();
  std::string text = found->name + (found->is_allowed ? " in" : " out");
  for (const rc::role_reason& reason : found->reasons) text += "; " + rc::in_words(reason);
  for (const rc::ignored_role& one : found->ignored) text += "; ignored " + one.value + " of " + one.claim;
  return text;
}

std::string plan_in_words(const rc::plan_explanation& plan) {
  std::string text = rc::in_words(plan) + rc::combination_in_words(plan);
  for (const rc::column_group& group : plan.groups)
    for (const rc::role_condition& one : group.conditions) text += "; " + group.columns + ", " + one.role + ": " + one.condition;
  return text;
}

std::string row_in_words(const rc::row_explanation& row) {
  std::string text(row.is_visible ? "visible" : "hidden");
  for (const rc::explained_group& group : row.groups)
    for (const rc::explained_condition& one : group.conditions) {
      text += "; " + group.columns + ", " + one.role;
      for (const rc::explained_comparison& compared : one.comparisons) text += ", " + rc::in_words(compared);
    }
  return text;
}

sale random_sale(test::random_claims& random) {
  constexpr std::string_view continents[] = {"Asia", "Europe"};
  constexpr std::string_view countries[] = {"France", "Korea", "staff", "caf\xc3\xa9"};
  constexpr std::string_view currencies[] = {"EUR", "USD", "CHF"};
  constexpr std::string_view tenants[] = {"jane", "France", ""};
  sale made{std::string(continents[random.below(2)]), std::string(countries[random.below(4)]),
            std::string(currencies[random.below(3)]), static_cast<std::int64_t>(random.below(3000)) - 500, std::nullopt};
  if (!random.one_in(3)) made.tenant = tenants[random.below(3)];
  return made;
}

template <class Policy>
void compare_doors(std::uint64_t seed, std::size_t cases) {
  const rc::compiled_policy& constant = rc::compiled<Policy>();
  const loaded_policy loaded(rc::detail::static_policy<Policy>::description);
  BOOST_TEST_REQUIRE((loaded.finding.problem == rc::policy_problem::none));
  BOOST_TEST_REQUIRE(loaded.compiled.role_count() == constant.role_count());
  test::random_claims random(
      seed, {"groups", "realm", "roles", "tenant", "regions"},
      {"staff", "France", "jane", "ROLE_BIG", "ROLE_USER", "", "a b", "roles", "sta\nff", "caf\xc3\xa9", "Korea"});
  std::size_t with_condition = 0;
  for (std::size_t i = 0; i < cases; ++i) {
    const std::string json = random.object();
    const auto told = [&] { return "seed " + std::to_string(seed) + ", case " + std::to_string(i) + ": " + json; };
    const user a = evaluate(constant, json);
    const user b = evaluate(loaded.compiled, json);
    BOOST_TEST_REQUIRE(a.outcome.has_value() == b.outcome.has_value(), told());
    BOOST_TEST_REQUIRE(reasons(rc::detail::explain_claims(constant, json, rc::authorize_options<>{})) ==
                           reasons(rc::detail::explain_claims(loaded.compiled, json, rc::authorize_options<>{})),
                       told());
    if (!a.outcome) {
      BOOST_TEST_REQUIRE((a.outcome.error() == b.outcome.error()), told());
      continue;
    }
    BOOST_TEST_REQUIRE((a.roles == b.roles), told());
    BOOST_TEST_REQUIRE(a.read.name.view() == b.read.name.view(), told());
    BOOST_TEST_REQUIRE(a.read.is_allowed == b.read.is_allowed, told());
    const rc::identity_view first{constant, a.roles, a.read.compared, a.read.is_allowed};
    const rc::identity_view second{loaded.compiled, b.roles, b.read.compared, b.read.is_allowed};
    for (const rc::table_schema* table : {&sales::schema(), &people::schema()}) {
      const rc::plan left = rc::make_plan(first, *table);
      const rc::plan right = rc::make_plan(second, *table);
      BOOST_TEST_REQUIRE(rc::in_words(left) == rc::in_words(right), told());
      BOOST_TEST_REQUIRE(are_same(left, right), told());
      for (const rc::sql::dialect of : rc::sql::dialects)
        BOOST_TEST_REQUIRE((rc::sql::where(left, of).value() == rc::sql::where(right, of).value()), told());
      BOOST_TEST_REQUIRE(plan_in_words(rc::explain_plan(first, *table)) == plan_in_words(rc::explain_plan(second, *table)), told());
      with_condition += left.verdict() == rc::plan::kind::where ? 1u : 0u;
    }
    const rc::row_filter<sales> left(rc::make_plan(first, sales::schema()));
    const rc::row_filter<sales> right(rc::make_plan(second, sales::schema()));
    for (int row = 0; row < 8; ++row) {
      const sale one = random_sale(random);
      BOOST_TEST_REQUIRE(left.shows(one) == right.shows(one), told());
      const rc::detail::row_values values = rc::detail::values_of<sales>(one);
      const rc::row_explanation why = rc::explain_row(first, sales::schema(), values.values);
      BOOST_TEST_REQUIRE(row_in_words(why) == row_in_words(rc::explain_row(second, sales::schema(), values.values)), told());
      // What each comparison is of the row leads to what the plan says.
      BOOST_TEST_REQUIRE(why.is_visible == left.shows(one), told());
      BOOST_TEST_REQUIRE(why.is_visible == (why.met == rc::truth::is_true), told());
    }
  }
  BOOST_TEST((with_condition > cases / 50 || constant.restrictions.empty()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(C5_constants_and_vectors_give_the_same_decisions) {
  const std::uint64_t seed = test::seed();
  compare_doors<per_column_policy>(seed, 3'000);
  compare_doors<any_role_policy>(seed + 1, 3'000);
  compare_doors<nothing_in_it>(seed + 2, 500);
}

BOOST_AUTO_TEST_CASE(C5_a_mistake_is_found_through_either_door) {
  rc::policy_description wrong = rc::detail::static_policy<per_column_policy>::description;
  const std::string_view defaults[] = {"ROLE_USER"};
  std::vector<rc::restriction_entry> entries(wrong.restrictions.entries.begin(), wrong.restrictions.entries.end());
  entries[0].role = "ROLE_FRANSE";
  wrong.restrictions.entries = entries;
  wrong.default_roles = defaults;
  const loaded_policy loaded(wrong);
  BOOST_TEST((loaded.finding.problem == rc::policy_problem::role_is_granted_by_nothing));
  BOOST_TEST(loaded.finding.offender == "ROLE_FRANSE");
  BOOST_TEST(loaded.finding.nearest == "ROLE_FRANCE");
  BOOST_TEST(loaded.finding.table == "sales");
}

BOOST_AUTO_TEST_CASE(many_roles_and_keys_fit_into_vectors) {
  std::vector<std::string> keys;
  std::vector<std::string> roles;
  for (int i = 0; i < 5'000; ++i) {
    keys.push_back("provider role " + std::to_string(i));
    roles.push_back("ROLE_" + std::to_string(i % 1'000));
  }
  std::vector<rc::mapping_entry> entries;
  std::vector<std::string_view> role_views(roles.begin(), roles.end());
  for (std::uint32_t i = 0; i < keys.size(); ++i) entries.push_back({keys[i], i, 1});
  const rc::claim_source groups = rc::claim("groups");
  rc::policy_description written;
  written.name_claim = rc::claim("sub");
  written.roles_claims = {&groups, 1};
  written.role_mapping = {entries, role_views};
  const loaded_policy loaded(written);
  BOOST_TEST_REQUIRE((loaded.finding.problem == rc::policy_problem::none));
  BOOST_TEST(loaded.compiled.role_count() == 1'000u);
  const user made = evaluate(
      loaded.compiled, R"({"sub":"x","groups":["provider role 63","provider role 64","provider role 4999","provider role 5000"]})");
  BOOST_TEST_REQUIRE(made.outcome.has_value());
  std::string found;
  for (rc::role_number role = 0; role < 1'000; ++role)
    if (rc::detail::has_role(made.roles, role)) found += std::string(loaded.compiled.roles.names[role]) + " ";
  BOOST_TEST(found == "ROLE_63 ROLE_64 ROLE_999 ");
  BOOST_TEST(made.read.is_allowed);
}

BOOST_AUTO_TEST_SUITE_END()
