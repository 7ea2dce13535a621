// SPDX-License-Identifier: BSL-1.0
// Tests of what is found in sound policies: each kind shown once, beside what is nearly the same and no finding; conditions by brute force.
#include "../policy/random_claims.hpp"
#include <rowclaim/live/policy_lint.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/policy/access.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using rc::lint_kind;

BOOST_AUTO_TEST_SUITE(live_policy_lint)

namespace {

/// A policy in which there is nothing to find, with some of its members changed.
std::string policy(std::map<std::string, std::string> changes = {}) {
  std::map<std::string, std::string> members{
      {"version", "1"},
      {"roles_claims", R"([["groups"]])"},
      {"role_mapping", R"({"staff": ["ROLE_USER"], "France": ["ROLE_FRANCE"]})"},
      {"tables", R"({"sales": {"columns": {"Country": "string", "Amount": "int64"},
                     "restrictions": {"ROLE_FRANCE": {"Country": "France"}}}})"},
  };
  changes.merge(members);
  std::string text;
  for (const auto& [key, value] : changes) text += (text.empty() ? "{\"" : ",\n\"") + key + "\": " + value;
  return text + "}";
}

/// A policy with these tables, whose roles are all granted.
std::string with_tables(std::string tables, std::map<std::string, std::string> changes = {}) {
  changes["tables"] = std::move(tables);
  changes.try_emplace("role_mapping", R"({"staff": ["ROLE_USER"], "a": ["ROLE_A"], "b": ["ROLE_B"]})");
  return policy(std::move(changes));
}

std::string with_restrictions(std::string restrictions, std::map<std::string, std::string> changes = {}) {
  return with_tables(R"({"sales": {"columns": {"Country": "string", "Currency": "string", "Amount": "int64", "Rate": "double",
                         "Open": "bool"}, "restrictions": {)" +
                         restrictions + "}}}",
                     std::move(changes));
}

/// ROLE_A restricted so, on one table; ROLE_B is as unlike it as can be on the same columns, and says nothing itself.
std::string with_condition(const std::string& condition, std::map<std::string, std::string> changes = {}) {
  changes.try_emplace("role_mapping", R"({"staff": ["ROLE_USER"], "a": ["ROLE_A"]})");
  return with_restrictions("\n\"ROLE_A\": " + condition, std::move(changes));
}

rc::policy_linting lint(const std::string& text, std::size_t steps = rc::lint_options{}.steps) {
  rc::policy_linting made = rc::lint_policy(text, {.steps = steps});
  for (const rc::policy_mistake& mistake : made.mistakes) BOOST_ERROR(text << '\n' << mistake.text());
  return made;
}

std::string names_of(const rc::policy_linting& linting) {
  std::string names;
  for (const rc::lint_finding& finding : linting.findings) names.append(names.empty() ? "" : " ").append(name(finding.kind));
  return names;
}

/// The one finding of that kind.
rc::lint_finding the(lint_kind kind, const std::string& text) {
  const rc::policy_linting made = lint(text);
  BOOST_TEST_REQUIRE(std::ranges::count(made.findings, kind, &rc::lint_finding::kind) == 1, name(kind)
                                                                                                << ", not: " << names_of(made));
  const rc::lint_finding found = *std::ranges::find(made.findings, kind, &rc::lint_finding::kind);
  BOOST_TEST((found.severity == severity_of(kind)));
  BOOST_TEST(found.sentence.find(';') != std::string::npos, found.sentence);  // a remedy behind it
  return found;
}

void check_none(lint_kind kind, const std::string& text) {
  const rc::policy_linting made = lint(text);
  BOOST_TEST(std::ranges::count(made.findings, kind, &rc::lint_finding::kind) == 0, text << '\n' << names_of(made));
}

void check_quiet(const std::string& text) { BOOST_TEST(names_of(lint(text)) == "", text); }

/// That a kind is found under a key in one policy, and not at all in another that is nearly the same.
void check(lint_kind kind, const std::string& shows, std::string_view key, const std::string& near_miss) {
  BOOST_TEST_CONTEXT(name(kind)) {
    BOOST_TEST(the(kind, shows).key == key);
    check_none(kind, near_miss);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_nothing_where_nothing_is) {
  check_quiet(policy());
  check_quiet(policy({{"gate", R"(["ROLE_USER"])"}, {"individual_roles", R"({"jane": ["ROLE_FRANCE"]})"}}));
}

BOOST_AUTO_TEST_CASE(says_the_mistakes_of_a_policy_that_has_some) {
  const rc::policy_linting made = rc::lint_policy(R"({"version": 2, "gates": []})");
  BOOST_TEST(made.mistakes.size() == 2u);
  BOOST_TEST(made.findings.empty());
}

BOOST_AUTO_TEST_CASE(names_the_place_the_key_and_a_remedy) {
  const rc::lint_finding found = the(lint_kind::role_is_granted_by_nothing, with_restrictions("\n  \"ROLE_C\": {\"Amount\": 1}"));
  BOOST_TEST(found.key == "tables.sales.restrictions.ROLE_C");
  BOOST_TEST(found.text() ==
             "line 5, column 3: warning: tables.sales.restrictions.ROLE_C: nothing grants this role, so that its restriction "
             "restricts nobody; map a role of the provider to it; did you mean \"ROLE_A\"?");
}

BOOST_AUTO_TEST_CASE(findings_are_in_the_order_of_the_file_whatever_their_bytes) {
  const rc::policy_linting made = lint(
      policy({{"role_mapping", "{\n\"\u00e4\u00f6\": [],\n \"x\": [], \"staff\": [\"ROLE_USER\"], \"France\": [\"ROLE_FRANCE\"]}"},
              {"default_roles", "[\"ROLE_USER\"]"}}));
  BOOST_TEST_REQUIRE(made.findings.size() == 4u, names_of(made));
  BOOST_TEST((made.findings[0].place == rc::text_place{1, 2}));  // default_roles, none restricted
  BOOST_TEST((made.findings[1].place == rc::text_place{1, 20}));  // ROLE_USER, which lets in
  BOOST_TEST((made.findings[2].place == rc::text_place{3, 7}));  // characters are counted, not bytes
  BOOST_TEST((made.findings[3].place == rc::text_place{4, 7}));
}

BOOST_AUTO_TEST_CASE(roles) {
  check(lint_kind::role_is_granted_by_nothing, with_restrictions(R"("ROLE_C": {"Amount": 1})"), "tables.sales.restrictions.ROLE_C",
        with_restrictions(R"("ROLE_C": {"Amount": 1})", {{"pass_through", R"(["ROLE_*"])"}}));
  check_none(lint_kind::role_is_granted_by_nothing,
             with_restrictions(R"("ROLE_C": {"Amount": 1})", {{"default_roles", R"(["ROLE_C"])"}}));
  check_none(lint_kind::role_is_granted_by_nothing,
             with_restrictions(R"("ROLE_C": {"Amount": 1})", {{"individual_roles", R"({"jane": ["ROLE_C"]})"}}));
  // Where no claim carries roles, nothing is passed through.
  the(lint_kind::role_is_granted_by_nothing,
      with_restrictions(R"("ROLE_C": {"Amount": 1})", {{"pass_through", R"(["ROLE_*"])"}, {"roles_claims", "[]"}}));

  check(lint_kind::role_is_never_used, policy({{"individual_roles", R"({"jane": ["ROLE_FRENCH"]})"}}), "individual_roles.jane",
        policy({{"individual_roles", R"({"jane": ["ROLE_ADMIN"]})"}}));
  check_none(lint_kind::role_is_never_used,
             policy({{"tables", "{}"}}));  // a policy of roles alone is for a program that asks for them
}

BOOST_AUTO_TEST_CASE(long_names_are_cut_between_characters) {
  const std::string a(79, 'a');
  const rc::lint_finding found =
      the(lint_kind::role_is_never_used, policy({{"individual_roles", R"({"jane": [")" + a + "\u00e9\"]}"}}));
  BOOST_TEST(found.sentence.starts_with('"' + a + "...\" is granted"), found.sentence);
}

BOOST_AUTO_TEST_CASE(mappings) {
  check(lint_kind::mapping_never_fires, policy({{"roles_claims", "[]"}, {"gate", "[\"ROLE_FRANCE\"]"}}), "role_mapping",
        policy({{"roles_claims", "[]"}, {"role_mapping", "{}"}}));
  check(lint_kind::mapping_never_fires, policy({{"roles_claims", "[]"}, {"role_mapping", "{}"}, {"pass_through", R"(["ROLE_*"])"}}),
        "pass_through", policy({{"pass_through", R"(["ROLE_*"])"}}));
  const auto with_shape = [](const std::string& shape, const std::string& key) {
    return policy({{"roles_claims", R"([{"path": ["scope"], "shape": ")" + shape + "\"}]"},
                   {"role_mapping", R"({"staff": ["ROLE_USER"], ")" + key + R"(": ["ROLE_FRANCE"]})"}});
  };
  check(lint_kind::mapping_never_fires, with_shape("space_separated", "a user"), "role_mapping.a user",
        with_shape("strings", "a user"));
  check(lint_kind::mapping_never_fires, with_shape("comma_separated", "a,b"), "role_mapping.a,b",
        with_shape("comma_separated", "a b"));
  check(lint_kind::mapping_never_fires, with_shape("space_separated", ""), "role_mapping.", with_shape("strings", ""));
  check(lint_kind::mapping_never_fires, with_shape("strings", "a\\u0001"), "role_mapping.a\x01", with_shape("strings", "a\\u007f"));
  check(lint_kind::mapping_never_fires, policy({{"individual_roles", R"({"": ["ROLE_FRANCE"]})"}}), "individual_roles.",
        policy({{"individual_roles", R"({"j": ["ROLE_FRANCE"]})"}}));
  check(lint_kind::mapping_is_empty, policy({{"name_mapping", R"({"jane": []})"}}), "name_mapping.jane",
        policy({{"name_mapping", R"({"jane": ["ROLE_FRANCE"]})"}}));
  check(lint_kind::key_is_like_another_role,
        policy({{"role_mapping", R"({"staff": ["ROLE_USER"], "role_user": ["ROLE_FRANCE"]})"}}), "role_mapping.role_user",
        policy({{"role_mapping", R"({"role_user": ["ROLE_USER"], "x": ["ROLE_FRANCE"]})"}}));
  check(lint_kind::user_is_named_like_a_role, policy({{"name_mapping", R"({"staff": ["ROLE_FRANCE"]})"}}), "name_mapping.staff",
        policy({{"name_mapping", R"({"Staff": ["ROLE_FRANCE"]})"}}));
  check(lint_kind::entry_comes_twice, policy({{"individual_roles", R"({"jane": ["ROLE_FRANCE", "ROLE_USER", "ROLE_FRANCE"]})"}}),
        "individual_roles.jane", policy({{"individual_roles", R"({"jane": ["ROLE_FRANCE"], "tim": ["ROLE_FRANCE"]})"}}));
}

BOOST_AUTO_TEST_CASE(spelling) {
  check(lint_kind::name_has_outer_space, policy({{"individual_roles", R"({"jane ": ["ROLE_FRANCE"]})"}}), "individual_roles.jane ",
        policy({{"individual_roles", R"({"jane doe": ["ROLE_FRANCE"]})"}}));
  check(lint_kind::names_differ_in_case,
        policy({{"individual_roles", R"({"jane": ["ROLE_FRANCE"]})"}, {"name_mapping", R"({"Jane": ["ROLE_USER"]})"}}),
        "name_mapping.Jane",
        policy({{"individual_roles", R"({"jane": ["ROLE_FRANCE"]})"}, {"name_mapping", R"({"jane": ["ROLE_USER"]})"}}));
  check(lint_kind::names_differ_in_case, policy({{"role_mapping", R"({"staff": ["ROLE_USER"], "Staff": ["ROLE_FRANCE"]})"}}),
        "role_mapping.Staff", policy({{"role_mapping", R"({"staff": ["ROLE_USER"], "Staffs": ["ROLE_FRANCE"]})"}}));
  check(lint_kind::names_differ_in_case, policy({{"individual_roles", R"({"jane": ["Role_France"]})"}}), "role_mapping.France",
        policy({{"individual_roles", R"({"France": ["ROLE_FRANCE"]})"}}));  // users and roles are no pair
  const auto with_columns = [](const std::string& columns) {
    return with_tables(R"({"sales": {"columns": {)" + columns + R"(}, "restrictions": {"ROLE_A": {"A": 1}, "ROLE_B": {"A": 2}}},
                           "more": {"columns": {"a": "int64"}, "restrictions": {"ROLE_A": {"a": 1}, "ROLE_B": {"a": 2}}}})");
  };
  check(lint_kind::names_differ_in_case, with_columns(R"("A": "int64", "a": "int64")"), "tables.sales.columns.a",
        with_columns(R"("A": "int64", "b": "int64")"));  // columns of two tables are no pair
}

BOOST_AUTO_TEST_CASE(gate) {
  check(lint_kind::gate_lets_nobody_in, policy({{"gate", R"(["ROLE_STAFF"])"}}), "gate", policy({{"gate", R"(["ROLE_FRANCE"])"}}));
  the(lint_kind::gate_lets_nobody_in, policy({{"role_mapping", R"({"France": ["ROLE_FRANCE"]})"}}));  // the gate that is left out
  check(lint_kind::gate_role_is_granted_by_nothing, policy({{"gate", R"(["ROLE_USER", "ROLE_ADMIN"])"}}), "gate", policy());
  check(lint_kind::roleless_see_everything, policy({{"gate", "[]"}}), "gate",
        policy({{"gate", "[]"}, {"default_roles", R"(["ROLE_FRANCE"])"}}));
  check_none(lint_kind::roleless_see_everything, policy({{"gate", "[]"}, {"tables", "{}"}}));
}

BOOST_AUTO_TEST_CASE(defaults) {
  check(lint_kind::default_is_admin, policy({{"default_roles", R"(["ROLE_ADMIN"])"}}), "default_roles",
        policy({{"default_roles", R"(["ROLE_ADMIN"])"}, {"admin", "null"}}));
  check(lint_kind::default_passes_gate, policy({{"default_roles", R"(["ROLE_USER"])"}}), "default_roles",
        policy({{"default_roles", R"(["ROLE_FRANCE"])"}}));
  check_none(lint_kind::default_passes_gate, policy({{"default_roles", R"(["ROLE_USER"])"},
                                                     {"required_claims", R"([{"path": ["hd"], "values": ["example.com"]}])"}}));
  check(lint_kind::default_is_unrestricted, policy({{"default_roles", R"(["ROLE_USER"])"}}), "default_roles",
        policy({{"default_roles", R"(["ROLE_USER", "ROLE_FRANCE"])"}}));
  check_none(lint_kind::default_is_unrestricted, policy({{"default_roles", R"(["ROLE_UK"])"}}));  // which lets nobody in
  the(lint_kind::default_is_unrestricted, policy({{"default_roles", R"(["ROLE_UK"])"}, {"gate", "[]"}}));

  const auto by_default = [](const std::string& condition, const std::string& gate = "[]") {
    return with_restrictions(R"("ROLE_A": {"Amount": [1, 2]}, "ROLE_B": )" + condition,
                             {{"gate", gate}, {"default_roles", R"(["ROLE_B"])"}});
  };
  check(lint_kind::default_sees_more, by_default(R"({"Amount": [1, 3]})"), "default_roles", by_default(R"({"Amount": 2})"));
  check_none(lint_kind::default_sees_more, by_default(R"({"Amount": [1, 3]})", R"(["ROLE_USER"])"));
  BOOST_TEST(
      the(lint_kind::default_sees_more, by_default(R"({"Amount": [1, 3]})")).sentence ==
      "on the table \"sales\" they see more than \"a\" gives, so that losing it shows more, such as a row where Amount is 3; "
      "restrict the default roles further, or take away what lets them in");
  // Null is an example where there is no other, and columns that have nothing to do with each other are looked at apart.
  BOOST_TEST(
      the(lint_kind::default_sees_more, by_default(R"({"column": "Amount", "op": "is_null"})")).sentence.find("Amount is null") !=
      std::string::npos);
  check_none(lint_kind::default_sees_more, by_default(R"({"and": [{"Amount": 1}, {"Country": "x"}, {"Country": "y"}]})"));
  the(lint_kind::default_sees_more, by_default(R"({"and": [{"Amount": 5}, {"Country": "x"}]})"));
  the(lint_kind::default_sees_more, by_default(R"({"Country": "x"})"));
  // An example is text that can be shown, whatever its bytes.
  const auto text_above = [&](const std::string& op, const std::string& text) {
    return the(lint_kind::default_sees_more, with_restrictions(R"("ROLE_A": {"column": "Country", "op": ")" + op +
                                                                   R"(", "value": ")" + text +
                                                                   R"("}, "ROLE_B": {"column": "Country",
                   "op": ">=", "value": ")" + text + "\"}",
                                                               {{"gate", "[]"}, {"default_roles", R"(["ROLE_B"])"}}))
        .sentence;
  };
  BOOST_TEST(text_above("==", "\u00e9").find("Country is \"\\xc3\\xa9\\x00\"") != std::string::npos, text_above("==", "\u00e9"));
  BOOST_TEST(text_above("starts_with", "\u043f").find("Country is \"\\xd0\\xc0\"") != std::string::npos);
  BOOST_TEST(text_above(">", "\u00e9").find("Country is \u00e9;") != std::string::npos);
  // Of what is compared with a claim nothing is said; and sets of roles that are unrestricted see everything anyway.
  check_none(lint_kind::default_sees_more, by_default(R"({"column": "Amount", "op": "in", "claim": ["c"]})"));
  // A mapped role that sees nothing at all: every default sees more.
  the(lint_kind::default_sees_more,
      with_restrictions(R"("ROLE_A": {"and": [{"Amount": 1}, {"Amount": 2}]}, "ROLE_B": {"Amount": 1})",
                        {{"gate", "[]"}, {"default_roles", R"(["ROLE_B"])"}}));
}

BOOST_AUTO_TEST_CASE(passing_through) {
  check(lint_kind::pass_through_gives_admin, policy({{"pass_through", R"(["*"])"}}), "pass_through",
        policy({{"pass_through", R"(["*"])"}, {"admin", "null"}}));
  check(lint_kind::pass_through_matches_nothing, policy({{"pass_through", R"(["APP_*"])"}}), "pass_through",
        policy({{"pass_through", R"(["ROLE_F*"])"}}));
}

BOOST_AUTO_TEST_CASE(tables) {
  const std::string open = R"({"sales": {"columns": {"A": "int64"}, "restrictions": {"ROLE_A": {"A": 1}, "ROLE_B": {"A": 2}}},
                               "more": {"columns": {"A": "int64"}}})";
  check(lint_kind::table_is_open, with_tables(open), "tables.more", with_tables(open, {{"unlisted_tables", "\"deny\""}}));
}

BOOST_AUTO_TEST_CASE(conditions_that_are_never_true) {
  constexpr std::string_view key = "tables.sales.restrictions.ROLE_A";
  check(lint_kind::condition_is_never_true, with_condition(R"({"and": [{"Country": "A"}, {"Country": "B"}]})"), key,
        with_condition(R"({"and": [{"Country": "A"}, {"Amount": 1}]})"));
  check(
      lint_kind::condition_is_never_true, with_condition(R"({"and": [{"column": "Country", "op": "starts_with", "value": "A"},
          {"column": "Country", "op": "<", "value": "A"}]})"),
      key,
      with_condition(
          R"({"and": [{"column": "Country", "op": "starts_with", "value": "A"}, {"column": "Country", "op": "<", "value": "AA"}]})"));
  check(lint_kind::condition_is_never_true, with_condition(R"({"and": [{"column": "Amount", "op": ">", "value": 1},
          {"column": "Amount", "op": "<", "value": 2}]})"),
        key, with_condition(R"({"and": [{"column": "Rate", "op": ">", "value": 1}, {"column": "Rate", "op": "<", "value": 2}]})"));
  check(lint_kind::condition_is_never_true, with_condition(R"({"column": "Amount", "op": ">", "value": 9223372036854775807})"), key,
        with_condition(R"({"column": "Amount", "op": ">=", "value": 9223372036854775807})"));
  check(lint_kind::condition_is_never_true, with_condition(R"({"not": {"Open": [true, false]}})"), key,
        with_condition(R"({"not": {"Open": true}})"));
  // A claim is one value or another, and unknown where the column is null.
  const auto with_claim = [](const std::string& op, const std::string& claim) {
    return R"({"column": "Country", "op": ")" + op + R"(", "claim": [")" + claim + "\"]}";
  };
  check(lint_kind::condition_is_never_true,
        with_condition(R"({"and": [)" + with_claim("==", "c") + ", " + with_claim("!=", "c") + "]}"), key,
        with_condition(R"({"and": [)" + with_claim("==", "c") + ", " + with_claim("!=", "d") + "]}"));
  check(lint_kind::condition_is_never_true,
        with_condition(R"({"and": [)" + with_claim("==", "c") + R"(, {"column": "Country", "op": "is_null"}]})"), key,
        with_condition(R"({"or": [)" + with_claim("==", "c") + R"(, {"column": "Country", "op": "is_null"}]})"));
}

BOOST_AUTO_TEST_CASE(conditions_that_are_always_true) {
  constexpr std::string_view key = "tables.sales.restrictions.ROLE_A";
  const std::string any = R"({"or": [{"column": "Amount", "op": "is_null"}, {"column": "Amount", "op": "is_not_null"}]})";
  check(lint_kind::condition_is_always_true, with_condition(any), key,
        with_condition(R"({"column": "Amount", "op": "is_not_null"})"));
  BOOST_TEST(the(lint_kind::condition_is_always_true, with_condition(any)).sentence.find("every row, which") != std::string::npos);
  const std::string but_null =
      R"({"or": [{"column": "Amount", "op": ">=", "value": 1}, {"column": "Amount", "op": "<", "value": 1}]})";
  check(lint_kind::condition_is_always_true, with_condition(but_null), key,
        with_condition(R"({"or": [{"column": "Amount", "op": ">", "value": 1}, {"column": "Amount", "op": "<", "value": 1}]})"));
  BOOST_TEST(the(lint_kind::condition_is_always_true, with_condition(but_null)).sentence.find("but those with null") !=
             std::string::npos);
  the(lint_kind::condition_is_always_true, with_condition(R"({"column": "Country", "op": "starts_with", "value": ""})"));
  // Per column each column counts, as other roles may ask something of it, too; otherwise the condition is one.
  const std::string on_two = R"({"and": [{"Country": "A"}, )" + any + "]}";
  BOOST_TEST(the(lint_kind::condition_is_always_true, with_condition(on_two)).sentence.find("of Amount is") != std::string::npos);
  check_none(lint_kind::condition_is_always_true, with_condition(on_two, {{"combination", "\"any_role\""}}));
}

BOOST_AUTO_TEST_CASE(parts_that_change_nothing) {
  constexpr std::string_view key = "tables.sales.restrictions.ROLE_A";
  const auto above = [](int bound) {
    return "\n{\"column\": \"Amount\", \"op\": \">\", \"value\": " + std::to_string(bound) + "}";
  };
  const auto joined = [](const std::string& how, const std::string& a, const std::string& b) {
    return "{\"" + how + "\": [" + a + ", " + b + "]}";
  };
  // ROLE_A stands in line 5, the parts in the lines behind.
  const auto line_of = [&](const std::string& condition) {
    const rc::lint_finding found = the(lint_kind::part_changes_nothing, with_condition(condition));
    BOOST_TEST(found.key == key);
    return found.place.line;
  };
  BOOST_TEST(line_of(joined("or", above(5), above(10))) == 7u);
  BOOST_TEST(line_of(joined("or", above(10), above(5))) == 6u);
  BOOST_TEST(line_of(joined("and", above(5), above(10))) == 6u);
  BOOST_TEST(line_of("{\"not\": " + joined("or", above(5), above(10)) + "}") == 7u);
  BOOST_TEST(line_of(joined("or", above(5), above(5))) == 7u);  // of two that say the same, one
  BOOST_TEST(line_of(joined("or", above(5), joined("and", above(7), "{\"Amount\": 8}"))) ==
             6u);  // the whole of the inner part, which begins there
  BOOST_TEST(line_of(joined("or", above(5), joined("and", above(1), "\n{\"Amount\": 3}"))) == 7u);  // a part of the inner one
  check_none(lint_kind::part_changes_nothing,
             with_condition(joined("or", "{\"Amount\": 1}", "{\"Country\": \"A\"}"), {{"combination", "\"any_role\""}}));
  // Null is what the part is for.
  check_none(lint_kind::part_changes_nothing, with_condition(joined("or", R"({"column": "Amount", "op": "is_null"})", above(5))));
  the(lint_kind::part_changes_nothing, with_condition(joined("and", R"({"column": "Amount", "op": "is_not_null"})", above(5))));
  // Per column, a column that nothing is asked of is another thing than one of which everything is allowed.
  const std::string any = joined("or", R"({"column": "Amount", "op": "is_null"})", R"({"column": "Amount", "op": "is_not_null"})");
  check_none(lint_kind::part_changes_nothing, with_condition(joined("and", "{\"Country\": \"A\"}", any)));
  the(lint_kind::part_changes_nothing,
      with_condition(joined("and", "{\"Country\": \"A\"}", any), {{"combination", "\"any_role\""}}));
  // Equalities in one object are parts, too, and a claim's comparison is like itself alone.
  the(lint_kind::part_changes_nothing, with_condition(R"({"and": [{"Country": "A", "Amount": 1}, {"Amount": 1}]})"));
  const std::string claim = R"({"column": "Country", "op": "in", "claim": ["c"]})";
  the(lint_kind::part_changes_nothing, with_condition(joined("or", claim, claim)));
  check_none(lint_kind::part_changes_nothing,
             with_condition(joined("or", claim, R"({"column": "Country", "op": "in", "claim": ["d"]})")));
  // Nothing more is said of what is never true.
  check_none(lint_kind::part_changes_nothing, with_condition(R"({"and": [{"Amount": 1}, {"Amount": 2}, {"Amount": 3}]})"));

  check(lint_kind::entry_comes_twice, with_condition(R"({"Country": ["A", "B", "A"]})"), key,
        with_condition(R"({"Country": ["A", "B", "a"]})"));
  the(lint_kind::entry_comes_twice, with_condition(R"({"Rate": [1, 2.5, 1.0]})"));
  the(lint_kind::entry_comes_twice, with_condition(R"({"column": "Amount", "op": "not_in", "value": [1, 2, 1]})"));
}

BOOST_AUTO_TEST_CASE(long_lists_do_not_exhaust_the_stack) {
  std::string parts;
  for (int i = 0; i < 100'000; ++i)
    parts += (i == 0 ? "" : ",") + (R"({"column": "Amount", "op": ">", "value": )" + std::to_string(i) + "}");
  BOOST_TEST(!lint(with_condition(R"({"or": [)" + parts + "]}"), 1'000).findings.empty());
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_a_note_and_nothing_else) {
  const std::string condition = R"({"or": [{"Country": "A"}, {"Amount": 1}, {"Rate": 1}, {"Country": "A"}]})";
  const std::string text = with_condition(condition, {{"combination", "\"any_role\""}});
  BOOST_TEST(names_of(lint(text)) == "part_changes_nothing");
  BOOST_TEST(names_of(lint(text, 20)) == "not_looked_at");
  BOOST_TEST(lint(text, 20).findings.front().key == "tables.sales.restrictions.ROLE_A");
  // Rows that roles see differently are not looked for beyond the limit.
  const std::string two = with_restrictions(R"("ROLE_A": {"Amount": [1, 2]}, "ROLE_B": {"Amount": [1, 3]})",
                                            {{"gate", "[]"}, {"default_roles", R"(["ROLE_B"])"}});
  the(lint_kind::default_sees_more, two);
  BOOST_TEST(names_of(lint(two, 4)) ==
             "role_is_never_used not_looked_at not_looked_at not_looked_at");  // the table and two conditions
  BOOST_TEST(lint(two, 4).findings.at(1).key == "tables.sales");
}

BOOST_AUTO_TEST_CASE(roles_that_narrow) {
  const std::string two_columns = R"("ROLE_A": {"Country": "F"}, "ROLE_B": {"Amount": 1})";
  const rc::policy_linting made = lint(with_restrictions(two_columns));
  BOOST_TEST(names_of(made) == "role_narrows role_narrows");
  BOOST_TEST(made.findings[0].key == "tables.sales.restrictions.ROLE_A");
  BOOST_TEST(made.findings[0].sentence.starts_with("whoever has \"ROLE_B\" and is given this role as well sees less, for example "
                                                   "no row where Country is \"\", Amount is 1; "),
             made.findings[0].sentence);
  check_none(lint_kind::role_narrows, with_restrictions(two_columns, {{"combination", "\"any_role\""}}));
  check_none(lint_kind::role_narrows, with_restrictions(R"("ROLE_A": {"Country": "F"}, "ROLE_B": {"Country": "G"})"));
  // One that asks more columns narrows, the other does not.
  BOOST_TEST(
      the(lint_kind::role_narrows, with_restrictions(R"("ROLE_A": {"Country": "F"}, "ROLE_B": {"Country": "F", "Amount": 1})"))
          .key == "tables.sales.restrictions.ROLE_B");
  // Levels of one hierarchy are one thing.
  check_none(lint_kind::role_narrows, with_tables(R"({"sales": {"columns": {"Region": "string", "Country": "string"},
      "hierarchies": {"Place": ["Region", "Country"]}, "restrictions": {"ROLE_A": {"Region": "EU"}, "ROLE_B": {"Country": "F"}}}})"));
  // Likewise roles are counted, and not said one by one.
  BOOST_TEST(the(lint_kind::role_narrows,
                 with_restrictions(R"("ROLE_A": {"Country": "F", "Amount": 2}, "ROLE_B": {"Country": "F", "Amount": 1},
      "ROLE_USE": {"Country": "G"})",
                                   {{"individual_roles", R"({"jane": ["ROLE_USE"]})"}}))
                 .sentence.find("1 other role on") != std::string::npos);
}

// ---- conditions against brute force

namespace {

/// Conditions of few values over two columns, each part on a line of its own.
class random_conditions {
 public:
  struct node {
    std::string text;  // of a comparison
    std::string how;  // of a join
    std::vector<node> parts;
    bool is_negated = false;
  };

  explicit random_conditions(std::uint64_t seed) : engine_(seed) {}

  node make(std::size_t depth) {
    if (depth == 0 || below(4) == 0) return {comparison(), {}, {}};
    node made{{}, below(2) == 0 ? "and" : "or", {}, below(4) == 0};
    for (std::size_t parts = 2 + below(2); parts != 0; --parts) made.parts.push_back(make(depth - 1));
    return made;
  }

 private:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(engine_); }
  std::string pick(std::vector<std::string> choices) { return choices[below(choices.size())]; }

  std::string comparison() {
    const bool is_text = below(3) == 0;
    const std::string begin = std::string(R"({"column": ")") + (is_text ? "Country" : "Amount") + R"(", "op": ")";
    const auto literal = [&] { return is_text ? pick({R"("F")", R"("FA")"}) : pick({"1", "2", "4"}); };
    std::string made = begin + pick({"==", "!=", "<", "<=", ">", ">="}) + R"(", "value": )" + literal() + "}";
    if (below(6) == 0) made = begin + pick({"is_null", "is_not_null"}) + "\"}";
    if (below(6) == 0) made = begin + pick({"in", "not_in"}) + R"(", "value": [)" + literal() + ", " + literal() + "]}";
    if (is_text && below(3) == 0) made = begin + R"(starts_with", "value": )" + literal() + "}";
    return below(5) == 0 ? R"({"not": )" + made + "}" : made;
  }

  std::mt19937_64 engine_;
};

/// Writes each part on its own line, in prefix order, without the parts of some numbers.
std::string written(const random_conditions::node& node, const std::set<std::size_t>& without, std::size_t& number) {
  if (node.how.empty()) return node.text;
  std::string text = std::string(node.is_negated ? "{\"not\": " : "") + "{\"" + node.how + "\": [";
  bool is_first = true;
  for (const auto& part : node.parts) {
    const bool is_in = !without.contains(number++);
    const std::string inside = written(part, without, number);
    if (!is_in) continue;
    text.append(is_first ? "\n" : ",\n").append(inside);
    is_first = false;
  }
  return text + (node.is_negated ? "]}}" : "]}");
}

std::string policy_with(const random_conditions::node& node, const std::set<std::size_t>& without) {
  std::size_t number = 0;
  return with_condition(written(node, without, number), {{"combination", "\"any_role\""}});
}

/// Which of many rows a role shows, one character a row.
std::string shown(const std::string& text, std::string_view by = "ROLE_A") {
  const auto read = rc::read_policy(text);
  BOOST_TEST_REQUIRE(read.policy != nullptr, text << read.text());
  const rc::compiled_policy& policy = read.policy->compiled();
  const rc::role_number role = policy.roles.find(by);
  const std::uint64_t bits[] = {std::uint64_t{1} << role};
  const rc::record_filter filter(rc::make_plan({policy, bits, {}, true}, *policy.tables[0].schema));
  std::string rows;
  std::vector<rc::value> row(5);
  for (const rc::value& country : {rc::value{}, rc::value::of(std::string_view("A")), rc::value::of(std::string_view("F")),
                                   rc::value::of(std::string_view("F1")), rc::value::of(std::string_view("FA")),
                                   rc::value::of(std::string_view("FAA")), rc::value::of(std::string_view("G"))})
    for (const rc::value& amount :
         {rc::value{}, rc::value::of(std::int64_t{0}), rc::value::of(std::int64_t{1}), rc::value::of(std::int64_t{2}),
          rc::value::of(std::int64_t{3}), rc::value::of(std::int64_t{4}), rc::value::of(std::int64_t{5})}) {
      row[0] = country;
      row[2] = amount;
      rows += filter.shows(row) ? '1' : '0';
    }
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_CASE(conditions_agree_with_brute_force) {
  const std::uint64_t seed = test::seed();
  std::size_t found = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    random_conditions random(seed + i);
    const random_conditions::node condition = random.make(2);
    const std::string text = policy_with(condition, {});
    const std::string rows = shown(text);
    const rc::policy_linting made = lint(text);
    BOOST_TEST_CONTEXT("seed " << seed + i << ": " << text << '\n' << names_of(made)) {
      const auto is_said = [&](lint_kind kind) { return std::ranges::count(made.findings, kind, &rc::lint_finding::kind) != 0; };
      BOOST_TEST(is_said(lint_kind::condition_is_never_true) == (rows.find('1') == std::string::npos));
      if (rows.find('0') == std::string::npos) BOOST_TEST(is_said(lint_kind::condition_is_always_true));
      if (rows.find('0') == std::string::npos || rows.find('1') == std::string::npos) continue;
      // Part n of the condition stands in line n + 7: without all parts that are found the same rows are shown, and no other may go.
      std::set<std::size_t> without;
      for (const rc::lint_finding& finding : made.findings)
        if (finding.kind == lint_kind::part_changes_nothing) without.insert(finding.place.line - 7);
      BOOST_TEST(shown(policy_with(condition, without)) == rows);
      found += without.size();
      if (!without.empty()) continue;
      std::size_t parts = 0;
      written(condition, {}, parts);
      for (std::size_t part = 0; part < parts; ++part) BOOST_TEST(shown(policy_with(condition, {part})) != rows, "part " << part);
    }
  }
  BOOST_TEST(found > 50u);
}

BOOST_AUTO_TEST_CASE(defaults_agree_with_brute_force) {
  const std::uint64_t seed = test::seed();
  std::size_t found = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    random_conditions random(seed + i);
    std::size_t number = 0;
    const std::string mapped = written(random.make(2), {}, number);
    const std::string by_default = written(random.make(2), {}, number);
    const std::string text = with_restrictions(R"("ROLE_A": )" + mapped + R"(, "ROLE_B": )" + by_default,
                                               {{"combination", R"("any_role")"},
                                                {"gate", "[]"},
                                                {"default_roles", R"(["ROLE_B"])"},
                                                {"role_mapping", R"({"staff": ["ROLE_USER"], "a": ["ROLE_A"]})"}});
    const std::string less = shown(text, "ROLE_A");
    const std::string more = shown(text, "ROLE_B");
    bool is_more = false;
    for (std::size_t row = 0; row < more.size(); ++row) is_more = is_more || more[row] > less[row];
    const auto made = lint(text);
    BOOST_TEST((std::ranges::count(made.findings, lint_kind::default_sees_more, &rc::lint_finding::kind) != 0) == is_more, text);
    found += is_more ? 1 : 0;
  }
  BOOST_TEST(found > 100u);
  BOOST_TEST(found < 390u);
}

BOOST_AUTO_TEST_SUITE_END()
