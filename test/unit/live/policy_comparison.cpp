// SPDX-License-Identifier: BSL-1.0
// The comparison of policies against brute force: all sets of roles, many rows and claims, by the engine that filters rows.
#include "../policy/random_claims.hpp"
#include <rowclaim/live/policy_comparison.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/rowclaim.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(live_policy_comparison)

namespace {

struct sale {
  std::optional<std::string> country;
  std::optional<std::string> region;
  std::optional<std::int64_t> amount;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Region", &sale::region>,
                        rc::column<"Amount", &sale::amount>>;

// Policies of few roles, few values and every operator, as files.
class random_policies {
 public:
  /// With `is_in_other_words` each comparison is denied twice, which means the same.
  explicit random_policies(std::uint64_t seed, bool is_in_other_words = false)
      : engine_(seed), is_in_other_words_(is_in_other_words) {}

  std::string make(bool has_claims) {
    has_claims_ = has_claims;
    const std::string how = pick({"per_column", "per_column", "any_role", "all_roles"});
    std::string text = R"({"version":1,"combination":")" + how + "\"";
    text += pick({"", R"(,"gate":[])", R"(,"gate":["ROLE_A"])"});
    text += pick({"", R"(,"admin":null)", R"(,"admin":"ROLE_D")"});
    text += pick({"", R"(,"unlisted_tables":"deny")"});
    text += R"(,"default_roles":["ROLE_A"],"tables":{"sales":{"columns":{"Country":"string","Region":"string","Amount":"int64"})";
    if (below(3) == 0) text += R"(,"hierarchies":{"Place":["Region","Country"]})";
    text += R"(,"restrictions":{)";
    std::string restrictions;
    for (const std::string role : {"ROLE_A", "ROLE_B", "ROLE_C"})
      if (below(3) != 0)
        restrictions += (restrictions.empty() ? "\"" : ",\"") + role + "\":" + condition(2, how == "per_column" ? below(3) : 3);
    return text + restrictions + "}}}}";
  }

 private:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(engine_); }
  std::string pick(std::vector<std::string> choices) { return choices[below(choices.size())]; }

  std::string condition(std::size_t depth, std::size_t column) {
    const std::size_t kind = depth == 0 ? 0 : below(6);
    if (kind <= 2) return comparison(column == 3 ? below(3) : column);
    if (kind == 3) return R"({"not":)" + condition(depth - 1, column) + "}";
    // One after the other: the compiler may evaluate operands in any order, and a seed should mean one policy.
    std::string text = kind == 4 ? R"({"and":[)" : R"({"or":[)";
    text += condition(depth - 1, column);
    text += ",";
    text += condition(depth - 1, column);
    return text + "]}";
  }
  std::string comparison(std::size_t column) {
    const std::string written = plain_comparison(column);
    return is_in_other_words_ ? R"({"not":{"not":)" + written + "}}" : written;
  }
  std::string plain_comparison(std::size_t column) {
    std::string text = R"({"column":")" + std::string(column == 0 ? "Country" : column == 1 ? "Region" : "Amount") + R"(","op":")";
    const auto put = [&](std::string more) { text += std::move(more); };
    const auto literal = [&] { return column == 2 ? pick({"1", "2", "4"}) : pick({R"("F")", R"("G")", R"("FA")"}); };
    // A claim is compared with one column, or the comparison does not decide.
    if (has_claims_ && column == 0 && below(2) == 0) {
      put(pick({"==", "!=", "<", ">=", "in", "not_in"}));
      return text + R"(","claim":["c"]})";
    }
    switch (below(column == 2 ? 3 : 4)) {
      case 0: put(pick({"is_null", "is_not_null"})); return text + "\"}";
      case 1:
        put(pick({"in", "not_in"}));
        put(R"(","value":[)");
        put(literal());
        put(",");
        put(literal());
        return text + "]}";
      case 2: put(pick({"==", "!=", "<", "<=", ">", ">="})); break;
      default: put("starts_with"); break;
    }
    put(R"(","value":)");
    put(literal());
    return text + "}";
  }

  std::mt19937_64 engine_;
  bool has_claims_ = false;
  bool is_in_other_words_;
};

constexpr std::string_view all_roles[] = {"ROLE_A", "ROLE_B", "ROLE_C", "ROLE_D", "ROLE_USER", "ROLE_ADMIN"};

/// Whoever has these roles, as one policy knows them.
rc::plan plan_of(const rc::compiled_policy& policy, const std::vector<std::string_view>& roles,
                 const std::vector<rc::claim_values>& claims) {
  std::vector<std::uint64_t> bits(rc::words_for(policy.role_count()));
  for (std::string_view role : roles)
    if (const rc::role_number number = policy.roles.find(role); number != rc::name_table::not_found)
      bits[number / 64] |= std::uint64_t{1} << (number % 64);
  bool is_allowed = policy.gate.empty();
  for (rc::role_number role : policy.gate) is_allowed = is_allowed || rc::detail::has_role(bits, role);
  const std::vector<rc::claim_values> own(policy.compared_claims.size(), claims.empty() ? rc::claim_values{} : claims.front());
  return rc::make_plan({policy, bits, own, is_allowed}, sales::schema());
}

std::vector<sale> many_rows() {
  std::vector<sale> rows;
  // Each text that a condition names, and each piece before, between and behind them, with those that begin with one.
  const std::optional<std::string> texts[] = {std::nullopt, "", "F", "F\0"s, "FA", "FAB", "FB", "G", "Ga", "H"};
  const std::optional<std::int64_t> numbers[] = {std::nullopt, 0, 1, 2, 3, 4, 5};
  for (const auto& country : texts)
    for (const auto& region : texts)
      for (const auto& amount : numbers) rows.push_back({country, region, amount});
  return rows;
}

rc::claim_values claim_of(bool is_list, std::vector<std::string> texts) {
  rc::claim_values made;
  made.is_usable = true;
  made.is_list = is_list;
  for (std::string& text : texts) made.scalars.emplace_back(std::in_place_type<std::string>, std::move(text));
  return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(agrees_with_brute_force_and_its_witnesses_hold) {
  const std::uint64_t seed = test::seed();
  const std::vector<sale> rows = many_rows();
  std::vector<std::vector<rc::claim_values>> claim_states{{}};
  std::vector<std::vector<rc::claim_values>> no_claims{{}};
  for (const std::string& text : {""s, "F"s, "F\0"s, "FA"s, "FAB"s, "FAC"s, "FB"s, "G"s, "Ga"s, "H"s, "K"s}) {
    claim_states.push_back({claim_of(false, {text})});
    claim_states.push_back({claim_of(true, {text})});
  }
  claim_states.push_back({claim_of(true, {})});
  claim_states.push_back({claim_of(true, {"F", "G"})});
  std::size_t counts[5] = {};
  std::size_t compared = 0;
  for (std::uint64_t i = 0; compared < 2'400; ++i) {
    const bool has_claims = i % 8 == 0;
    const bool is_same = i % 5 == 0;
    const std::string texts[] = {random_policies(seed + i).make(has_claims),
                                 random_policies(is_same ? seed + i : ~(seed + i), is_same).make(has_claims)};
    const rc::policy_reading first = rc::read_policy_for<sales>(texts[0]);
    const rc::policy_reading second = rc::read_policy_for<sales>(texts[1]);
    if (first.policy == nullptr || second.policy == nullptr) continue;  // an "or" of several columns, combined per column
    ++compared;
    const rc::policy_comparison found = rc::compare_policies(first.policy->compiled(), second.policy->compiled());
    const auto told = [&] {
      return std::to_string(seed) + ", " + std::to_string(i) + ":\n" + texts[0] + "\n" + texts[1] + "\n" +
             std::string(rc::name(found.relation));
    };
    BOOST_TEST_REQUIRE((found.relation != rc::policy_relation::undecided), told());
    bool is_wider = false;
    bool is_narrower = false;
    for (const auto& claims : has_claims ? claim_states : no_claims)
      for (unsigned set = 0; set < 64; ++set) {
        std::vector<std::string_view> roles;
        for (unsigned r = 0; r < 6; ++r)
          if ((set >> r & 1) != 0) roles.push_back(all_roles[r]);
        const rc::plan before = plan_of(first.policy->compiled(), roles, claims);
        const rc::plan after = plan_of(second.policy->compiled(), roles, claims);
        if (before.shows_none() && after.shows_none()) continue;
        const rc::row_filter<sales> old_rows(before);
        const rc::row_filter<sales> new_rows(after);
        for (std::size_t at = 0; at < rows.size(); at += 64) {
          const std::size_t count = std::min<std::size_t>(64, rows.size() - at);
          const std::uint64_t old_bits = old_rows.shows_each(rows.data() + at, count);
          const std::uint64_t new_bits = new_rows.shows_each(rows.data() + at, count);
          is_wider = is_wider || (new_bits & ~old_bits) != 0;
          is_narrower = is_narrower || (old_bits & ~new_bits) != 0;
        }
      }
    const rc::policy_relation expected = rc::detail::relation_of(is_wider, is_narrower, true);
    BOOST_TEST_REQUIRE((rc::relation_between(first.policy->compiled(), second.policy->compiled()) == found.relation), told());
    // The last entry, without a name, is about tables that neither policy restricts: this one, if that is so here.
    const bool is_restricted = !found.tables.empty() && found.tables.front().table == "sales";
    const rc::policy_relation here = is_restricted          ? found.tables.front().relation
                                     : found.tables.empty() ? rc::policy_relation::equivalent
                                                            : found.tables.back().relation;
    BOOST_TEST_REQUIRE(rc::name(here) == rc::name(expected), told());
    ++counts[static_cast<std::size_t>(expected)];
    for (const rc::table_comparison& table : found.tables)
      for (const auto& [witness, shows, hides] :
           {std::tuple(&table.wider, &second, &first), std::tuple(&table.narrower, &first, &second)}) {
        if (!*witness || table.table.empty()) continue;
        sale row;
        for (const auto& cell : (*witness)->row) {
          if (!cell.value) continue;
          if (cell.column == "Country") row.country = cell.value;
          else if (cell.column == "Region") row.region = cell.value;
          else row.amount = std::stoll(*cell.value);
        }
        std::vector<rc::claim_values> claims;
        for (const auto& claim : (*witness)->claims)
          claims.push_back(claim.is_usable ? claim_of(claim.is_list, claim.values) : rc::claim_values{});
        const std::vector<std::string_view> roles((*witness)->roles.begin(), (*witness)->roles.end());
        BOOST_TEST_REQUIRE(rc::row_filter<sales>(plan_of((*shows).policy->compiled(), roles, claims)).shows(row), told());
        BOOST_TEST_REQUIRE(!rc::row_filter<sales>(plan_of((*hides).policy->compiled(), roles, claims)).shows(row), told());
      }
  }
  for (const auto relation : {rc::policy_relation::wider, rc::policy_relation::narrower, rc::policy_relation::incomparable})
    BOOST_TEST(counts[static_cast<std::size_t>(relation)] > 20u, rc::name(relation));
  BOOST_TEST(counts[static_cast<std::size_t>(rc::policy_relation::equivalent)] > 200u);
}

// Each role alone, let in, against a policy without gates and administrators in which everybody has that role alone.
BOOST_AUTO_TEST_CASE(roles_are_compared_one_by_one) {
  const std::string before =
      R"({"version":1,"tables":{"sales":{"columns":{"Country":"string","Region":"string","Amount":"int64"},"restrictions":{)"
      R"("ROLE_A":{"Country":"F"},"ROLE_B":{"Country":"F","Region":"R"},"ROLE_C":{"Amount":1},"ROLE_E":{"Country":"F"}}}}})";
  const std::string after =
      R"({"version":1,"tables":{"sales":{"columns":{"Country":"string","Region":"string","Amount":"int64"},"restrictions":{)"
      R"("ROLE_A":{"Country":["F","G"]},"ROLE_B":{"Country":"F","Region":"R","Amount":2},"ROLE_C":{"Amount":2},"ROLE_D":{"Amount":1},)"
      R"("ROLE_E":{"not":{"column":"Country","op":"!=","value":"F"}}}}}})";
  const auto first = rc::read_policy(before).policy;
  const auto second = rc::read_policy(after).policy;
  BOOST_TEST_REQUIRE((first != nullptr && second != nullptr));
  const rc::policy_comparison found = rc::compare_policies(first->compiled(), second->compiled());
  std::string told;
  for (const rc::role_comparison& role : found.tables.front().roles) {
    told.append(role.role).append(":").append(rc::name(role.relation)).append(" ");
    for (const auto& witness : {role.wider, role.narrower})
      if (witness) BOOST_TEST((witness->roles.empty() || witness->roles == std::vector<std::string>{role.role}));
  }
  BOOST_TEST(told == "ROLE_A:wider ROLE_B:narrower ROLE_C:incomparable ROLE_D:narrower ROLE_E:equivalent ");
}

// What cannot be decided says why, and is never called equivalent.
BOOST_AUTO_TEST_CASE(too_large_is_said) {
  std::string text =
      R"({"version":1,"combination":"any_role","tables":{"sales":{"columns":{"A":"int64","B":"int64","C":"int64"},"restrictions":{)";
  for (int i = 0; i < 60; ++i)
    text += (i == 0 ? "" : ",") + ("\"ROLE_" + std::to_string(i)) + R"(":{"A":)" + std::to_string(3 * i) + R"(,"B":)" +
            std::to_string(5 * i) + R"(,"C":)" + std::to_string(7 * i) + "}";
  const auto policy = rc::read_policy(text + "}}}}").policy;
  BOOST_TEST_REQUIRE(policy != nullptr);
  const rc::policy_comparison found = rc::compare_policies(policy->compiled(), policy->compiled());
  BOOST_TEST(rc::name(found.relation) == "undecided");
  BOOST_TEST(found.tables.front().undecided_because ==
             "too large to decide exactly: the conditions tell more than 100000 kinds of rows apart");
}

namespace {

struct old_policy {
  static constexpr auto role_mapping = rc::role_mapping({{"a", {"ROLE_USER", "ROLE_A"}}, {"b", {"ROLE_B"}}});
  static constexpr auto restrictions =
      rc::restrictions(rc::on<sales>("ROLE_A", rc::col<"Country"> == "F"), rc::on<sales>("ROLE_B", rc::col<"Amount"> >= 3));
};
struct narrower_policy : old_policy {
  static constexpr auto restrictions =
      rc::restrictions(rc::on<sales>("ROLE_A", (rc::col<"Country"> == "F") & rc::col<"Region">.starts_with("R")),
                       rc::on<sales>("ROLE_B", rc::col<"Amount"> >= 3));
};
struct reworded_policy : old_policy {
  static constexpr auto restrictions =
      rc::restrictions(rc::on<sales>("ROLE_B", !(rc::col<"Amount"> < 3)), rc::on<sales>("ROLE_A", rc::col<"Country">.isin("F")));
};
static_assert(rc::relation_between<old_policy, narrower_policy>() == rc::policy_relation::narrower);
static_assert(rc::relation_between<narrower_policy, old_policy>() == rc::policy_relation::wider);
static_assert(rc::relation_between<old_policy, reworded_policy>() == rc::policy_relation::equivalent);

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
