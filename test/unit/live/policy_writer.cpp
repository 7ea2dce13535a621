// SPDX-License-Identifier: BSL-1.0
// Random policies through both doors: as they are, and written as a file and read back. The same users, reasons, plans and rows.
#include "../policy/random_claims.hpp"
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/live/policy_writer.hpp>
#include <rowclaim/policy/access.hpp>
#include <rowclaim/policy/access_explanation.hpp>
#include <rowclaim/policy/check.hpp>
#include <rowclaim/policy/explanation.hpp>
#include <rowclaim/policy/explanation_text.hpp>
#include <rowclaim/policy/policy.hpp>
#include <rowclaim/rows/plan_text.hpp>
#include <rowclaim/rows/sql.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_policy_writer)

namespace {

struct sale {
  std::string country;
  std::string region;
  std::int64_t amount;
  std::optional<std::string> tenant;
  rc::date day;
  double rate;
  bool open;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"and", &sale::region>,
                        rc::column<"Amount", &sale::amount>, rc::column<"Tenant", &sale::tenant>, rc::column<"Day", &sale::day>,
                        rc::column<"Rate", &sale::rate>, rc::column<"Open", &sale::open>, rc::hierarchy<"Place", "and", "Country">>;

// Makes policies of few words, so that they meet.
class random_policy {
 public:
  explicit random_policy(std::uint64_t seed) : engine_(seed) {
    description_.name_claim = rc::claim("name");
    if (one_in(3)) description_.name_claim = rc::claim("realm", "name");
    for (std::size_t i = below(4); i > 0; --i) sources_.push_back(source());
    description_.roles_claims = sources_;
    description_.role_mapping = mapping(0);
    description_.name_mapping = mapping(1);
    description_.individual_roles = mapping(2);
    for (std::size_t i = below(3); i > 0; --i) defaults_.push_back(role());
    description_.default_roles = defaults_;
    if (!one_in(3)) gate_ = {"ROLE_USER", role()};
    description_.gate = gate_;
    if (!one_in(3)) description_.admin_role = "ROLE_ADMIN";
    if (one_in(4)) pass_through_ = {"ROLE_?"};
    description_.pass_through = pass_through_;
    description_.combination = combination();
    if (one_in(4)) combinations_.push_back({&sales::schema(), combination()});
    description_.table_combinations = combinations_;
    if (one_in(3)) description_.unlisted_tables = rc::unlisted_tables::deny;
    const rc::combination how = description_.combination_on(sales::schema());
    for (std::string_view restricted : {"ROLE_A", "ROLE_B", "ROLE_C", "ROLE_D"}) {
      if (one_in(3)) continue;
      const auto first = static_cast<std::uint32_t>(tokens_.size());
      condition(3, how == rc::combination::per_column ? below(columns) : columns);
      entries_.push_back({restricted, &sales::schema(), first, static_cast<std::uint32_t>(tokens_.size()) - first});
    }
    description_.restrictions = {entries_, tokens_};
    if (one_in(30)) {
      for (const std::uint32_t group : {0u, 0u, 1u})
        required_.push_back({rc::claim("tenant").path, one_in(4) ? rc::value::of(true) : literal(rc::value_kind::string), group});
      if (one_in(2)) required_.pop_back();
    }
    description_.required_claims = required_;
  }
  random_policy(const random_policy&) = delete;

  const rc::policy_description& description() const { return description_; }

 private:
  static constexpr std::size_t columns = 7;

  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(engine_); }
  bool one_in(std::size_t n) { return below(n) == 0; }

  std::string_view role() {
    constexpr std::string_view roles[] = {"ROLE_USER", "ROLE_ADMIN", "ROLE_A", "ROLE_B", "ROLE_C", "ROLE_D", "r\"\\\xc3\xa9"};
    return roles[below(7)];
  }
  rc::combination combination() { return static_cast<rc::combination>(below(3)); }
  rc::claim_source source() {
    switch (below(6)) {
      case 0: return rc::claim("groups");
      case 1: return rc::claim("realm", "roles").strings();
      case 2: return rc::claim("scope").space_separated();
      case 3: return rc::claim("realm", "keys").object_keys();
      case 4: return rc::claim("groups").member_of_each("name");
      default: return one_in(4) ? rc::claim("roles").required() : rc::claim("roles").comma_separated();
    }
  }
  rc::mapping_view mapping(std::size_t which) {
    constexpr std::string_view keys[] = {"staff", "France", "jane", "ROLE_A", "", "k\n\xe2\x82\xac"};
    auto& [entries, roles] = mappings_[which];
    for (std::string_view key : keys) {
      if (one_in(2)) continue;
      rc::mapping_entry entry{key, static_cast<std::uint32_t>(roles.size()), 0};
      for (std::size_t i = below(4); i > 0; --i, ++entry.role_count) roles.push_back(role());
      entries.push_back(entry);
    }
    return {entries, roles};
  }

  // Per column, all of a condition is about one column.
  void condition(std::size_t depth, std::size_t column) {
    const std::size_t kind = depth == 0 ? 0 : below(5);
    if (kind <= 1) return comparison(column == columns ? below(columns) : column);
    condition(depth - 1, column);
    if (kind == 2) return tokens_.push_back({.kind = rc::detail::token_kind::negate});
    condition(depth - 1, column);
    tokens_.push_back({.kind = kind == 3 ? rc::detail::token_kind::all_of : rc::detail::token_kind::any_of});
  }
  void comparison(std::size_t column) {
    const rc::column_info& about = sales::schema().columns[column];
    using enum rc::comparison;
    if (one_in(8)) return tokens_.push_back({.kind = rc::detail::token_kind::compare, .op = is_null, .column = about.name});
    if (one_in(6)) {
      constexpr std::string_view paths[][2] = {{"tenant", ""}, {"realm", "tenant"}};
      const auto& path = paths[below(2)];
      for (std::size_t i = 0; i < rc::detail::max_claim_segments; ++i)
        tokens_.push_back(
            {.kind = rc::detail::token_kind::segment, .literal = rc::value::of(i < 2 ? path[i] : std::string_view())});
      return tokens_.push_back({.kind = rc::detail::token_kind::compare_with_claim,
                                .op = one_in(2) ? equal : in,
                                .operands = path[1].empty() ? 1u : 2u,
                                .column = about.name});
    }
    const bool is_set = one_in(3);
    const auto count = static_cast<std::uint32_t>(is_set ? below(3) + 1 : 1);
    for (std::uint32_t i = 0; i < count; ++i) tokens_.push_back({.literal = literal(about.kind)});
    constexpr rc::comparison comparisons[] = {equal, not_equal, less, less_equal, greater, greater_equal, starts_with};
    const rc::comparison op = is_set ? (one_in(2) ? in : not_in) : comparisons[below(about.kind == rc::value_kind::string ? 7 : 6)];
    tokens_.push_back({.kind = rc::detail::token_kind::compare, .op = op, .operands = count, .column = about.name});
  }
  rc::value literal(rc::value_kind kind) {
    constexpr std::string_view texts[] = {"France", "jane", "", "F", "\"caf\xc3\xa9\"\n"};
    switch (kind) {
      case rc::value_kind::boolean: return rc::value::of(one_in(2));
      case rc::value_kind::integer: return rc::value::of(static_cast<std::int64_t>(below(5)) - 2);
      case rc::value_kind::real:
        return one_in(2) ? rc::value::of(0.1 * static_cast<double>(below(5))) : rc::value::of(std::int64_t{2});
      case rc::value_kind::date: return rc::value::of(rc::date(2026, 1, static_cast<unsigned>(below(3) + 1)));
      default: return rc::value::of(texts[below(5)]);
    }
  }

  std::mt19937_64 engine_;
  rc::policy_description description_;
  std::vector<rc::required_value> required_;
  std::vector<rc::claim_source> sources_;
  struct {
    std::vector<rc::mapping_entry> entries;
    std::vector<std::string_view> roles;
  } mappings_[3];
  std::vector<std::string_view> defaults_;
  std::vector<std::string_view> gate_;
  std::vector<std::string_view> pass_through_;
  std::vector<rc::table_combination> combinations_;
  std::vector<rc::restriction_entry> entries_;
  std::vector<rc::detail::condition_token> tokens_;
};

struct user {
  rc::result<void> outcome;
  std::vector<std::uint64_t> roles;
  rc::detail::evaluated_claims read;

  user(const rc::compiled_policy& policy, std::string_view json) : roles(rc::words_for(policy.role_count())) {
    rc::grant_listener nobody;
    outcome = rc::detail::evaluate_claims(policy, json, rc::no_role_source{}, rc::claims_limits, roles, nobody, read);
  }
  std::vector<std::string_view> names(const rc::compiled_policy& policy) const {
    std::vector<std::string_view> found;
    for (rc::role_number role = 0; role < policy.role_count(); ++role)
      if (rc::detail::has_role(roles, role)) found.push_back(policy.roles.names[role]);
    std::ranges::sort(found);
    return found;
  }
};

std::string reasons(const rc::compiled_policy& policy, std::string_view json) {
  const auto found = rc::detail::explain_claims(policy, json, rc::authorize_options<>{});
  if (!found) return found.error().message();
  std::string text = found->name + (found->is_allowed ? " in" : " out");
  for (const rc::role_reason& reason : found->reasons) text += "; " + rc::in_words(reason);
  for (const rc::ignored_role& one : found->ignored) text += "; ignored " + one.value + " of " + one.claim;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(C5_a_policy_written_and_read_back_decides_alike) {
  const std::uint64_t seed = test::seed();
  std::size_t with_condition = 0;
  std::size_t with_flip = 0;
  std::size_t refused = 0;
  const rc::table_schema* const known[] = {&sales::schema()};
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const random_policy original(seed + i);
    rc::detail::loaded_arrays arrays;
    rc::detail::policy_compiler compiler(original.description(), arrays);
    compiler.compile_roles();
    const rc::policy_finding found = rc::detail::find_problem(original.description(), arrays);
    // A file may restrict a role that nothing grants yet: it is changed while the program runs.
    const bool is_sound =
        found.problem == rc::policy_problem::none || found.problem == rc::policy_problem::role_is_granted_by_nothing;
    const auto file = rc::write_policy(original.description());
    BOOST_TEST_REQUIRE(file.has_value());
    const rc::policy_reading read = rc::read_policy(*file, known);
    BOOST_TEST_REQUIRE((read.policy != nullptr) == is_sound, seed + i << ": " << *file << '\n' << read.text());
    if (!is_sound) {
      ++refused;
      continue;
    }
    compiler.compile_rows();
    compiler.compile_claims();
    const rc::compiled_policy first = rc::detail::view_of(arrays, original.description());
    const rc::compiled_policy& second = read.policy->compiled();
    test::random_claims random(seed + i, {"groups", "realm", "roles", "scope", "tenant", "keys"},
                               {"staff", "France", "jane", "ROLE_A", "ROLE_B", "", "k\n\xe2\x82\xac", "2026-01-02", "F"});
    for (int person = 0; person < 3; ++person) {
      const std::string json = random.object();
      const auto told = [&] { return std::to_string(seed + i) + ": " + *file + "\n" + json; };
      BOOST_TEST_REQUIRE(reasons(first, json) == reasons(second, json), told());
      const user a(first, json);
      const user b(second, json);
      if (!a.outcome) continue;
      BOOST_TEST_REQUIRE(a.names(first) == b.names(second), told());
      const rc::plan left = rc::make_plan({first, a.roles, a.read.compared, a.read.is_allowed}, sales::schema());
      const rc::plan right = rc::make_plan({second, b.roles, b.read.compared, b.read.is_allowed}, sales::schema());
      BOOST_TEST_REQUIRE((left.verdict() == right.verdict()), told());
      for (const rc::sql::dialect of : rc::sql::dialects)
        BOOST_TEST_REQUIRE((rc::sql::where(left, of).value() == rc::sql::where(right, of).value()), told());
      with_condition += left.verdict() == rc::plan::kind::where ? 1u : 0u;
      // Roles may be numbered in another order, and restrictions then come in another order: rows decide.
      const rc::row_filter<sales> left_rows(left);
      const rc::row_filter<sales> right_rows(right);
      constexpr std::string_view words[] = {"France", "jane", "", "F", "\"caf\xc3\xa9\"\n"};
      for (int row = 0; row < 4; ++row) {
        sale one{std::string(words[random.below(5)]),
                 std::string(words[random.below(5)]),
                 static_cast<std::int64_t>(random.below(6)) - 2,
                 std::nullopt,
                 rc::date(2026, 1, static_cast<unsigned>(random.below(3) + 1)),
                 0.1 * static_cast<double>(random.below(5)),
                 random.one_in(2)};
        if (!random.one_in(3)) one.tenant = words[random.below(5)];
        BOOST_TEST_REQUIRE(left_rows.shows(one) == right_rows.shows(one), told());
        if (row != 0) continue;  // explaining takes longer than deciding
        // What is said of each comparison leads to what the plan says.
        const rc::detail::row_values values = rc::detail::values_of<sales>(one);
        const rc::change_limits limits{.changes = person == 0 && i % 20 == 0 ? 2u : 0u};
        const auto why =
            rc::detail::explain_one_row(first, json, sales::schema(), values.values, rc::authorize_options<>{}, limits);
        const auto why_second =
            rc::detail::explain_one_row(second, json, sales::schema(), values.values, rc::authorize_options<>{}, limits);
        BOOST_TEST_REQUIRE((why.has_value() && why_second.has_value()));
        BOOST_TEST_REQUIRE(why->row->is_visible == left_rows.shows(one), told());
        BOOST_TEST_REQUIRE(why->row->is_visible == (why->row->met == rc::truth::is_true), told());
        BOOST_TEST_REQUIRE(rc::in_words(*why) == rc::in_words(*why_second), told());
        with_flip += why->flip.smallest.empty() ? 0u : 1u;
      }
    }
  }
  BOOST_TEST(with_condition > 900u);
  BOOST_TEST(with_flip > 20u);
  BOOST_TEST(refused < 3'000u);
}

namespace {

struct constant_policy {
  static constexpr auto name_claim = rc::claim("email");
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"France", {"ROLE_FRANCE"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FRANCE", rc::col<"Country"> == "France"));
};

}  // namespace

BOOST_AUTO_TEST_CASE(writes_a_policy_of_the_programs) {
  const auto file = rc::write_policy(rc::detail::static_policy<constant_policy>::description);
  BOOST_TEST_REQUIRE(file.has_value());
  BOOST_TEST(file->find(R"("restrictions":{"ROLE_FRANCE":{"column":"Country","op":"==","value":"France"}})") != std::string::npos);
  BOOST_TEST(rc::read_policy_for<sales>(*file).policy != nullptr);
}

BOOST_AUTO_TEST_CASE(says_what_a_file_cannot_say) {
  rc::policy_description policy = rc::detail::static_policy<constant_policy>::description;
  policy.namespaces = rc::mapping_namespaces::shared;
  BOOST_TEST_REQUIRE(rc::write_policy(policy).has_error());
  BOOST_TEST((rc::write_policy(policy).error() == rc::error{rc::errc::policy_has_no_file_form, rc::step::policy}));
  BOOST_TEST(rc::write_policy(policy).error().detail == "namespaces");
}

BOOST_AUTO_TEST_SUITE_END()
