// SPDX-License-Identifier: BSL-1.0
// Random policies on random rows: single rows, ranges, records and the plan's own nodes must agree with an independent oracle.
#include "oracle.hpp"
#include <rowclaim/policy/access.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <list>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using oracle::expression;
using rc::comparison;
using rc::detail::condition_token;
using rc::detail::token_kind;

namespace {

struct entry {
  std::int64_t number = 0;  // stands before the rest so that a wrong step through an array shows
  std::optional<std::int64_t> a;
  std::int64_t b = 0;
  std::optional<std::string> s;
  double x = 0;
  std::optional<rc::date> d;
};
using entries = rc::table<"entries", rc::column<"A", &entry::a>, rc::column<"B", &entry::b>, rc::column<"S", &entry::s>,
                          rc::column<"X", &entry::x>, rc::column<"D", &entry::d>, rc::hierarchy<"AB", "A", "B">>;

constexpr rc::value_kind kinds[] = {rc::value_kind::integer, rc::value_kind::integer, rc::value_kind::string, rc::value_kind::real,
                                    rc::value_kind::date};
int group_of(std::size_t column) { return column <= 1 ? 0 : static_cast<int>(column); }

oracle::row as_oracle_row(const entry& e) {
  oracle::row r(5);
  if (e.a) r[0] = *e.a;
  r[1] = e.b;
  if (e.s) r[2] = *e.s;
  if (!std::isnan(e.x)) r[3] = e.x;
  if (e.d) r[4] = std::int64_t{e.d->days};
  return r;
}

/// The same row as values. The entry owns the text.
std::array<rc::value, 5> as_record(const entry& e) {
  const auto cell = [](const auto& held) { return held ? rc::value::of(*held) : rc::value{}; };
  return {cell(e.a), rc::value::of(e.b), e.s ? rc::value::of(std::string_view(*e.s)) : rc::value{}, rc::value::of(e.x), cell(e.d)};
}

class generator {
 public:
  explicit generator(std::uint64_t seed) : random_(seed) {}

  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool one_in(int n) { return below(n) == 0; }

  // Few values, so that comparisons meet, and the extremes.
  std::int64_t integer() {
    if (one_in(12)) return one_in(2) ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    return below(5) - 1;
  }
  std::string text() {
    static const std::string texts[] = {
        "", "a", "ab", "abc", "b", std::string("a\0b", 3), "\xc3\xa9", "a text that is longer than sixteen bytes"};
    return texts[below(8)];
  }
  double real() {
    static constexpr double reals[] = {-0.0, 0.0, 0.5, 1, 2, -1e300, std::numeric_limits<double>::infinity()};
    return reals[below(7)];
  }
  entry row(std::int64_t number) {
    entry e;
    e.number = number;
    if (!one_in(4)) e.a = integer();
    e.b = integer();
    if (!one_in(4)) e.s = text();
    e.x = one_in(4) ? std::numeric_limits<double>::quiet_NaN() : real();
    if (!one_in(4)) e.d = rc::date(below(4));
    return e;
  }
  oracle::scalar literal(std::size_t column) {
    switch (column) {
      case 2: return text();
      case 3: return one_in(3) ? double(below(3)) : real();
      case 4: return std::int64_t{below(4)};
      default: return integer();
    }
  }

  /// A condition, with much negation and conjunction. `only` keeps it to one group of columns.
  expression condition(int depth, std::optional<int> only) {
    expression e;
    const int choice = depth == 0 ? 99 : below(100);
    if (choice < 25) {
      e.is = expression::kind::negate;
      e.parts.push_back(condition(depth - 1, only));
    } else if (choice < 75) {
      e.is = choice < 55 ? expression::kind::all_of : expression::kind::any_of;
      if (!only && !one_in(3)) only = e.is == expression::kind::any_of || one_in(3) ? std::optional(below(4)) : std::nullopt;
      for (int i = 0; i < 2; ++i) e.parts.push_back(condition(depth - 1, only));
    } else {
      leaf(e, only);
    }
    return e;
  }

  rc::claim_values claim() {
    rc::claim_values made;
    made.is_usable = !one_in(5);
    made.is_list = one_in(2);
    const int count = made.is_list ? below(4) : 1;
    const bool is_text = one_in(2);
    for (int i = 0; i < count; ++i) {
      if (one_in(15)) made.scalars.emplace_back(true);
      else if (one_in(10)) made.scalars.emplace_back(real());
      else if (is_text) made.scalars.emplace_back(text());
      else made.scalars.emplace_back(integer());
    }
    return made;
  }

 private:
  void leaf(expression& e, std::optional<int> only) {
    constexpr std::size_t first_of_group[] = {0, 2, 3, 4};
    e.column = only ? first_of_group[*only] : static_cast<std::size_t>(below(5));
    if (only == 0 && one_in(2)) e.column = 1;
    constexpr comparison ops[] = {comparison::equal,      comparison::not_equal, comparison::less,
                                  comparison::less_equal, comparison::greater,   comparison::greater_equal,
                                  comparison::in,         comparison::in,        comparison::is_null};
    e.op = e.column == 2 && one_in(4) ? comparison::starts_with : ops[below(9)];
    if (e.op == comparison::is_null) return;
    if (e.column != 4 && one_in(4)) {  // dates of claims are text, which the tests of claims are about
      e.is = expression::kind::compare_with_claim;
      e.claim = static_cast<std::size_t>(below(3));
      return;
    }
    const int count = e.op != comparison::in ? 1 : one_in(6) ? 12 : 1 + below(4);
    for (int i = 0; i < count; ++i) e.literals.push_back(literal(e.column));
  }

  std::mt19937_64 random_;
};

constexpr std::string_view claim_names[] = {"c0", "c1", "c2"};

rc::value as_value(const oracle::scalar& s, std::size_t column) {
  if (const auto* text = std::get_if<std::string>(&s)) return rc::value::of(std::string_view(*text));
  if (const auto* real = std::get_if<double>(&s)) {
    // A whole number may be written without a point.
    if (*real == 2) return rc::value::of(std::int64_t{2});
    return rc::value::of(*real);
  }
  if (column == 4) return rc::value::of(rc::date(static_cast<std::int32_t>(std::get<std::int64_t>(s))));
  return rc::value::of(std::get<std::int64_t>(s));
}

/// The tokens that a program's condition would have. The expression owns the text.
void append_tokens(const expression& e, std::vector<condition_token>& out) {
  using kind = expression::kind;
  for (const expression& part : e.parts) append_tokens(part, out);
  const std::string_view column = entries::schema().columns[e.column].name;
  switch (e.is) {
    case kind::all_of: return out.push_back({.kind = token_kind::all_of});
    case kind::any_of: return out.push_back({.kind = token_kind::any_of});
    case kind::negate: return out.push_back({.kind = token_kind::negate});
    case kind::compare:
      for (const oracle::scalar& s : e.literals) out.push_back({.literal = as_value(s, e.column)});
      return out.push_back(
          {.kind = token_kind::compare, .op = e.op, .operands = static_cast<std::uint32_t>(e.literals.size()), .column = column});
    case kind::compare_with_claim:
      for (std::size_t i = 0; i < rc::claim_path::max_segments; ++i)
        out.push_back({.kind = token_kind::segment, .literal = rc::value::of(i == 0 ? claim_names[e.claim] : std::string_view())});
      return out.push_back({.kind = token_kind::compare_with_claim, .op = e.op, .operands = 1, .column = column});
  }
}

/// The plan's own nodes, read as slowly and as plainly as can be.
bool is_true(const rc::plan& p, std::size_t at, const oracle::row& r) {
  using node_kind = rc::plan_node::node_kind;
  const rc::plan_node& node = p.nodes()[at];
  if (node.kind == node_kind::all_of || node.kind == node_kind::any_of) {
    std::size_t parts = 0;
    std::size_t truths = 0;
    for (std::size_t part = at + 1; part < at + node.extent; part += p.nodes()[part].extent, ++parts)
      truths += is_true(p, part, r) ? 1u : 0u;
    BOOST_REQUIRE_GE(parts, 2u);
    return node.kind == node_kind::all_of ? truths == parts : truths > 0;
  }
  BOOST_REQUIRE((node.kind == node_kind::compare));
  const oracle::cell& cell = r[node.column];
  if (node.op == comparison::is_null) return !cell;
  if (node.op == comparison::is_not_null) return cell.has_value();
  if (!cell) return false;
  std::vector<oracle::scalar> values;
  for (const rc::value& v : p.values(node)) {
    if (v.kind == rc::value_kind::string) values.emplace_back(std::string(v.text));
    else if (v.kind == rc::value_kind::real) values.emplace_back(v.real);
    else values.emplace_back(v.integer);
  }
  BOOST_REQUIRE(!values.empty());
  const bool is_among = std::find(values.begin(), values.end(), *cell) != values.end();
  const auto starts = [&] { return std::get<std::string>(*cell).starts_with(std::get<std::string>(values[0])); };
  switch (node.op) {
    case comparison::equal:
    case comparison::in: return is_among;
    case comparison::not_equal:
    case comparison::not_in: return !is_among;
    case comparison::less: return *cell < values[0];
    case comparison::less_equal: return *cell <= values[0];
    case comparison::greater: return *cell > values[0];
    case comparison::greater_equal: return *cell >= values[0];
    case comparison::starts_with: return starts();
    case comparison::does_not_start_with: return !starts();
    case comparison::is_null:
    case comparison::is_not_null: break;
  }
  return false;
}

constexpr std::string_view role_names[] = {"R0", "R1", "R2", "R3"};
constexpr std::string_view other_role[] = {"ROLE_USER"};

/// A policy that came through the vectors' door.
struct loaded_policy {
  using arrays = rc::detail::policy_arrays<rc::detail::growing_vector, rc::detail::policy_sizes{}>;

  std::vector<rc::restriction_entry> restrictions;
  std::vector<condition_token> tokens;
  rc::policy_description description;
  arrays made;
  rc::compiled_policy compiled;
  rc::policy_finding finding;

  loaded_policy(const std::vector<expression>& conditions, rc::combination how) {
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      const auto first = static_cast<std::uint32_t>(tokens.size());
      append_tokens(conditions[i], tokens);
      restrictions.push_back({role_names[i], &entries::schema(), first, static_cast<std::uint32_t>(tokens.size()) - first});
    }
    description.name_claim = rc::claim("sub");
    description.default_roles = role_names;
    description.gate = other_role;
    description.admin_role = "ROLE_ADMIN";
    description.combination = how;
    description.restrictions = {restrictions, tokens};
    rc::detail::policy_compiler<arrays> compiler(description, made);
    compiler.compile_roles();
    finding = rc::detail::find_problem(description, made);
    if (finding.problem != rc::policy_problem::none) return;
    compiler.compile_rows();
    compiler.compile_claims();
    compiled = rc::detail::view_of(made, description);
  }
  loaded_policy(const loaded_policy&) = delete;

  std::uint64_t bit(std::string_view role) const { return std::uint64_t{1} << compiled.roles.find(role); }
};

struct counts {
  int where = 0;
  int all = 0;
  int none = 0;
  int mixed = 0;
  std::size_t rows_shown = 0;
  std::size_t rows_hidden = 0;
};

void check_case(std::uint64_t seed, counts& seen) {
  generator g(seed);
  std::vector<entry> rows;
  std::vector<oracle::row> oracle_rows;
  for (int i = 0, size = g.below(150); i < size; ++i) {
    rows.push_back(g.row(i));
    oracle_rows.push_back(as_oracle_row(rows.back()));
  }
  std::vector<expression> conditions;
  for (int i = 0, size = 1 + g.below(4); i < size; ++i) conditions.push_back(g.condition(1 + g.below(4), {}));
  const std::vector<rc::claim_values> claims{g.claim(), g.claim(), g.claim()};

  for (const rc::combination how : {rc::combination::per_column, rc::combination::any_role, rc::combination::all_roles}) {
    const loaded_policy policy(conditions, how);
    bool is_mixed = false;
    for (const expression& c : conditions) is_mixed = is_mixed || oracle::is_mixed(c, group_of);
    if (how == rc::combination::per_column && is_mixed) {
      ++seen.mixed;
      BOOST_REQUIRE((policy.finding.problem == rc::policy_problem::columns_are_mixed));
      continue;
    }
    BOOST_REQUIRE_EQUAL(static_cast<int>(policy.finding.problem), 0);

    // The claims in the policy's own order, and some of the roles.
    std::vector<rc::claim_values> compared;
    for (const rc::claim_path& path : policy.compiled.compared_claims)
      compared.push_back(claims[static_cast<std::size_t>(path.names[0][1] - '0')]);
    std::uint64_t roles = policy.bit("ROLE_USER");
    std::vector<expression> own;
    for (std::size_t i = 0; i < conditions.size(); ++i)
      if (!g.one_in(4)) {
        roles |= policy.bit(role_names[i]);
        own.push_back(conditions[i]);
      }
    const bool is_admin = g.one_in(20);
    const bool is_allowed = !g.one_in(20);
    if (is_admin) roles |= policy.bit("ROLE_ADMIN");

    const auto fit = [&](const expression& e) { return oracle::fit(e, claims[e.claim], kinds[e.column]); };
    oracle::row_set expected;
    if (is_allowed && (is_admin || own.empty()))
      for (std::size_t i = 0; i < rows.size(); ++i) expected.insert(i);
    else if (is_allowed) expected = oracle::visible(oracle_rows, own, how, group_of, fit);

    const rc::plan plan = rc::make_plan({policy.compiled, std::span(&roles, 1), compared, is_allowed}, entries::schema());
    (plan.shows_all() ? seen.all : plan.shows_none() ? seen.none : seen.where) += 1;
    seen.rows_shown += expected.size();
    seen.rows_hidden += rows.size() - expected.size();

    const rc::row_filter<entries> filter(plan);
    const rc::record_filter record_filter(plan);
    oracle::row_set one_by_one, by_nodes, in_memory, in_list, as_records, as_evaluated;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (filter.shows(rows[i])) one_by_one.insert(i);
      const std::array record = as_record(rows[i]);
      if (record_filter.shows(record)) as_records.insert(i);
      if (rc::evaluate(plan, record) == rc::truth::is_true) as_evaluated.insert(i);
      if (plan.shows_all() || (!plan.shows_none() && is_true(plan, 0, oracle_rows[i]))) by_nodes.insert(i);
    }
    for (const entry& e : rc::visible_under<entries>(plan, rows)) in_memory.insert(static_cast<std::size_t>(e.number));
    const std::list<entry> list(rows.begin(), rows.end());
    for (const entry& e : rc::visible_under<entries>(plan, list)) in_list.insert(static_cast<std::size_t>(e.number));
    BOOST_REQUIRE_MESSAGE(one_by_one == expected, "one by one, " << rc::name(how));
    BOOST_REQUIRE_MESSAGE(by_nodes == expected, "by the plan's nodes, " << rc::name(how));
    BOOST_REQUIRE_MESSAGE(in_memory == expected, "as neighbours in memory, " << rc::name(how));
    BOOST_REQUIRE_MESSAGE(in_list == expected, "as a list, " << rc::name(how));
    BOOST_REQUIRE_MESSAGE(as_records == expected, "as records, " << rc::name(how));
    BOOST_REQUIRE_MESSAGE(as_evaluated == expected, "as records with three truths, " << rc::name(how));
  }
}

std::uint64_t chosen_seed() {
  const char* text = std::getenv("ROWCLAIM_TEST_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 20'261'122;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rows_agreement)

BOOST_AUTO_TEST_CASE(B5_to_B13_every_executor_agrees_with_the_oracle_on_random_policies) {
  const std::uint64_t seed = chosen_seed();
  std::cout << "ROWCLAIM_TEST_SEED=" << seed << std::endl;
  counts seen;
  for (std::uint64_t i = 0; i < 5000; ++i) BOOST_TEST_CONTEXT("ROWCLAIM_TEST_SEED=" << seed << ", case " << i) {
      check_case(seed + i, seen);
    }
  std::cout << seen.where << " plans with a condition, " << seen.all << " for all rows, " << seen.none << " for none, "
            << seen.mixed << " refused; " << seen.rows_shown << " rows shown, " << seen.rows_hidden << " hidden" << std::endl;
  // A run that never met one of these would prove little.
  BOOST_TEST(seen.where > 3000);
  BOOST_TEST(seen.all > 300);
  BOOST_TEST(seen.none > 300);
  BOOST_TEST(seen.mixed > 300);
  BOOST_TEST(seen.rows_shown > 50'000u);
  BOOST_TEST(seen.rows_hidden > 50'000u);
}

BOOST_AUTO_TEST_CASE(the_oracle_knows_sql_truth_tables) {
  using oracle::truth;
  BOOST_TEST((oracle::both(truth::unknown, truth::no) == truth::no));
  BOOST_TEST((oracle::both(truth::unknown, truth::yes) == truth::unknown));
  BOOST_TEST((oracle::either(truth::unknown, truth::yes) == truth::yes));
  BOOST_TEST((oracle::either(truth::no, truth::unknown) == truth::unknown));
  BOOST_TEST((oracle::negated(truth::unknown) == truth::unknown));
}

BOOST_AUTO_TEST_SUITE_END()
