// SPDX-License-Identifier: BSL-1.0
// Tests of the reader of policy files: what is sound is read, and every mistake is named with its place and its remedy.
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_reader.hpp>
#include <rowclaim/rows/record.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_policy_reader)

namespace {

// Columns of every type, and two that are levels of one hierarchy.
const std::string table_begin =
    R"({"version": 1, "tables": {"t": {"columns": {"Country": "string", "Region": "string", "Amount": "int64",
"Day": "date", "At": "time", "Since": "timestamp", "Open": "bool", "Rate": "double"}, "hierarchies": {"Place": ["Country", "Region"]},
"restrictions": {"ROLE_X": )";
const std::string table_end = "}}}}";

std::string only_mistake(std::string text) {
  const rc::policy_reading read = rc::read_policy(std::move(text));
  BOOST_TEST(read.policy == nullptr);
  BOOST_TEST_REQUIRE(read.mistakes.size() == 1u, read.text());
  return read.mistakes[0].text();
}

// The mistake about a condition, which begins in line three, column 28.
std::string mistake_in(std::string_view condition) { return only_mistake(table_begin + std::string(condition) + table_end); }

std::size_t tokens_of(std::string_view condition) {
  const rc::policy_reading read = rc::read_policy(table_begin + std::string(condition) + table_end);
  BOOST_TEST_REQUIRE(read.policy != nullptr, condition << ": " << read.text());
  return read.policy->compiled().conditions.nodes.size();
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_a_whole_policy) {
  const rc::policy_reading read = rc::read_policy(R"({
    "version": 1,
    "revision": 7,
    "name_claim": ["email"],
    "roles_claims": [["https://example.com/roles"],
                     {"path": ["resource_access", "sales-app", "roles"], "shape": "strings"},
                     {"path": ["groups"], "shape": {"member": "name"}, "required": true}],
    "role_mapping": {"app user": ["ROLE_USER"], "France": ["ROLE_FRANCE", "ROLE_EU"]},
    "name_mapping": {"auditor@example.com": ["ROLE_AUDIT"]},
    "individual_roles": {"jane@example.com": ["ROLE_USER"]},
    "default_roles": ["ROLE_UK"],
    "gate": ["ROLE_USER"],
    "admin": null,
    "pass_through": ["ROLE_*"],
    "combination": "any_role",
    "unlisted_tables": "deny",
    "tables": {"sales": {"columns": {"Country": "string"}, "combination": "all_roles",
                         "restrictions": {"ROLE_FRANCE": {"Country": "France"}}}}
  })");
  BOOST_TEST_REQUIRE(read.policy != nullptr, read.text());
  const rc::compiled_policy& policy = read.policy->compiled();
  BOOST_TEST((read.policy->revision() == 7));
  BOOST_TEST(policy.name_claim.path.names[0] == "email");
  BOOST_TEST_REQUIRE(policy.role_sources.size() == 3u);
  BOOST_TEST((policy.role_sources[0].shape == rc::claim_shape::string_or_strings));
  BOOST_TEST((policy.role_sources[1].shape == rc::claim_shape::strings));
  BOOST_TEST(policy.role_sources[1].path.size == 3u);
  BOOST_TEST((policy.role_sources[2].shape == rc::claim_shape::object_member));
  BOOST_TEST(policy.role_sources[2].member == "name");
  BOOST_TEST(policy.role_sources[2].is_required);
  BOOST_TEST(policy.role_mapping.keys.find("France") != rc::name_table::not_found);
  BOOST_TEST(policy.name_mapping.keys.find("auditor@example.com") != rc::name_table::not_found);
  BOOST_TEST(policy.individual_roles.keys.find("jane@example.com") != rc::name_table::not_found);
  BOOST_TEST(policy.default_roles.size() == 1u);
  BOOST_TEST(policy.gate.size() == 1u);
  BOOST_TEST(policy.admin == rc::name_table::not_found);
  BOOST_TEST(policy.pass_through.size() == 1u);
  BOOST_TEST((policy.unlisted_tables == rc::unlisted_tables::deny));
  BOOST_TEST_REQUIRE(policy.tables.size() == 1u);
  BOOST_TEST((policy.tables[0].how == rc::combination::all_roles));
  BOOST_TEST(read.policy->find_table("sales") == policy.tables[0].schema);
  BOOST_TEST(read.policy->find_table("people") == nullptr);
}

BOOST_AUTO_TEST_CASE(has_the_defaults_that_the_format_says) {
  const rc::policy_reading read = rc::read_policy(R"({"version": 1})");
  BOOST_TEST_REQUIRE(read.policy != nullptr, read.text());
  const rc::compiled_policy& policy = read.policy->compiled();
  BOOST_TEST(policy.name_claim.path.names[0] == "sub");
  BOOST_TEST(policy.gate.size() == 2u);
  BOOST_TEST_REQUIRE(policy.admin != rc::name_table::not_found);
  BOOST_TEST(policy.roles.names[policy.admin] == "ROLE_ADMIN");
  BOOST_TEST((policy.unlisted_tables == rc::unlisted_tables::allow));
  BOOST_TEST(!read.policy->revision().has_value());
  const rc::policy_reading open = rc::read_policy(R"({"version": 1, "gate": []})");
  BOOST_TEST(open.policy->compiled().gate.empty());
}

BOOST_AUTO_TEST_CASE(names_with_escapes_outlive_the_file) {
  const rc::policy_reading read = rc::read_policy(R"({"version": 1, "role_mapping": {"Norv\u00e8ge": ["ROLE_\u004e"]}})");
  BOOST_TEST_REQUIRE(read.policy != nullptr, read.text());
  BOOST_TEST(read.policy->compiled().role_mapping.keys.find("Norv\xc3\xa8ge") != rc::name_table::not_found);
  BOOST_TEST(read.policy->compiled().roles.find("ROLE_N") != rc::name_table::not_found);
}

BOOST_AUTO_TEST_CASE(reads_every_form_of_a_condition) {
  BOOST_TEST(tokens_of(R"({"Country": "France"})") == 1u);
  BOOST_TEST(tokens_of(R"({"Country": ["Norway", "Sweden"]})") == 1u);
  BOOST_TEST(tokens_of(R"({"Country": "France", "Amount": 1})") == 2u);
  for (const std::string_view op : {"==", "!=", "<", "<=", ">", ">="})
    BOOST_TEST(tokens_of(R"({"column": "Amount", "op": ")" + std::string(op) + R"(", "value": -5})") == 1u);
  BOOST_TEST(tokens_of(R"({"column": "Country", "op": "in", "value": ["a", "b"]})") == 1u);
  BOOST_TEST(tokens_of(R"({"column": "Country", "op": "not_in", "value": ["a", "b"]})") == 1u);
  BOOST_TEST(tokens_of(R"({"column": "Country", "op": "starts_with", "value": "F"})") == 1u);
  BOOST_TEST(tokens_of(R"({"column": "Day", "op": "is_null"})") == 1u);
  BOOST_TEST(tokens_of(R"({"column": "Day", "op": "is_not_null"})") == 1u);
  BOOST_TEST(tokens_of(R"({"column": "Country", "op": "in", "claim": ["app", "countries"]})") == 1u);
  BOOST_TEST(tokens_of(R"({"not": {"or": [{"Amount": 1}, {"Amount": 2}]}})") == 2u);
  BOOST_TEST(tokens_of(R"({"and": [{"Amount": 1}, {"Day": "2024-02-29"}, {"Rate": 0.5}]})") == 3u);
  BOOST_TEST(tokens_of(R"({"Day": "2026-11-22", "At": "13:45:00", "Since": "2026-11-22T13:45:00.5Z", "Open": true, "Rate": 1})") ==
             5u);
}

// However many parts, nothing works through them by one call inside another for each.
BOOST_AUTO_TEST_CASE(long_conditions_are_read_and_evaluated) {
  for (const std::string how : {"or", "and"}) {
    std::string parts;
    for (int i = 0; i < 200'000; ++i)
      parts += (i == 0 ? "" : ",") + std::string(R"({"column":"A","op":")") + (how == "or" ? "<" : ">=") + R"(","value":)" +
               std::to_string(i % 7) + "}";
    const auto read = rc::read_policy(
        R"({"version":1,"gate":[],"default_roles":["R"],"tables":{"t":{"columns":{"A":"int64"},"restrictions":{"R":{")" + how +
        R"(":[)" + parts + "]}}}}}");
    BOOST_TEST_REQUIRE((read.policy != nullptr), read.text());
    const auto user = rc::authorize(read.policy, rc::verified_claims::assume_verified(R"({"sub":"n"})"));
    BOOST_TEST_REQUIRE(user.has_value());
    const rc::record_filter filter(rc::plan_for(*user, "t"));
    const auto shows = [&](std::int64_t a) {
      const rc::value row[] = {rc::value::of(a)};
      return filter.shows(row);
    };
    BOOST_TEST(shows(how == "or" ? 5 : 6));
    BOOST_TEST(!shows(how == "or" ? 6 : 5));
  }
}

BOOST_AUTO_TEST_CASE(a_mistake_in_a_condition_is_named_where_it_is) {
  const std::string at = "tables.t.restrictions.ROLE_X";
  BOOST_TEST(mistake_in(R"({"Countri": "x"})") ==
             "line 3, column 29: " + at + R"(.Countri: the table "t" has no column "Countri"; did you mean "Country"?)");
  BOOST_TEST(mistake_in(R"({"Country": []})") ==
             "line 3, column 40: " + at +
                 ".Country: no value is in an empty list, so that no row would be shown; list at least one");
  BOOST_TEST(mistake_in(R"({"Amount": 1.5})") ==
             "line 3, column 39: " + at +
                 R"(.Amount: the column "Amount" is of type int64; write a whole number of at most 64 bits)");
  BOOST_TEST(mistake_in(R"({"Amount": 9223372036854775808})").find("at most 64 bits") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"Rate": 9007199254740993})").find("at most 53 bits") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"Day": "2026-02-30"})").find("a day that exists") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"At": "24:00:00"})").find("a time of the day") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"Since": "2026-11-22T13:45:00+01:00"})").find("in UTC") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"Open": "true"})").find("true or false") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"Country": null})").find("is_null") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"Country": {"x": 1}})").find("write text") != std::string::npos);
  BOOST_TEST(mistake_in(R"({})") ==
             "line 3, column 28: " + at + ": an empty condition restricts nothing; write one, or leave the role out");
  BOOST_TEST(mistake_in(R"([])") == "line 3, column 28: " + at + ": a condition is an object, and this is a list");
  BOOST_TEST(mistake_in(R"({"and": [], "Amount": 1})").find("it stands alone in its object") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"or": []})").find("the list is empty") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"not": [{"Amount": 1}]})").find("a condition is an object, and this is a list") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount"})").find("has no \"op\"") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "="  , "value": 1})").find(R"("=" is none of ==, !=)") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "==", "values": 1})").find("did you mean \"value\"?") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "=="})").find("either a \"value\" or a \"claim\"") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "==", "value": 1, "claim": ["x"]})").find("either a") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "is_null", "value": 1})").find("takes no value") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "starts_with", "value": "1"})").find("only text starts with") !=
             std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "in", "value": 1})").find("are a list, and this is a whole number") !=
             std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "==", "claim": []})").find("the path is empty") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": "Amount", "op": "==", "claim": ["1","2","3","4","5","6","7","8","9"]})")
                 .find("longer than eight names") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"column": 1, "op": "==", "value": 1})").find("a column is named by text") != std::string::npos);
  BOOST_TEST(mistake_in(R"({"or": [{"Country": "x"}, {"Amount": 1}]})").find("joins different columns") != std::string::npos);
  BOOST_TEST(tokens_of(R"({"or": [{"Country": "x"}, {"Region": "y"}]})") == 3u);  // levels of one hierarchy
}

BOOST_AUTO_TEST_CASE(a_mistake_elsewhere_is_named_too) {
  BOOST_TEST(only_mistake("[]") == "line 1, column 1: a policy is an object, and this is a list");
  BOOST_TEST(only_mistake("{}") == "line 1, column 1: the key \"version\" is missing");
  BOOST_TEST(only_mistake("{\n  \"version\": 1,\n  \"restrict\": {}\n}") == "line 3, column 3: restrict: there is no such key");
  BOOST_TEST(only_mistake(R"({"version": 1, "name_clam": ["x"]})").ends_with("did you mean \"name_claim\"?"));
  BOOST_TEST(only_mistake(R"({"version": 1, "revision": -1})").find("a whole number from 0 on") != std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "name_claim": "email"})").find("a path is a list of names, and this is text") !=
             std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "roles_claims": [{"shape": "strings"}]})").find("\"path\" is missing") !=
             std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "roles_claims": [{"path": ["a"], "shape": {"members": "n"}}]})")
                 .find(R"({"member": "name"})") != std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "role_mapping": {"a": ["ROLE_A", ""]}})").find("empty name") != std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "tables": {"t": {"columns": {}}}})").find("no columns") != std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "tables": {"t": {}}})").find("\"columns\" is missing") != std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "tables": {"t": {"columns": {"A": "strin"}}}})").find("did you mean \"string\"?") !=
             std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "tables": {"t": {"columns": {"A": "string"}, "hierarchies": {"H": ["A", "A"]}}}})")
                 .find("is a level already") != std::string::npos);
  BOOST_TEST(only_mistake(R"({"version": 1, "tables": {"t": {"columns": {"A": "string"},
  "restrictions": {"ROLE_ADMIN": {"A": "x"}}}}})") ==
             "line 2, column 20: tables.t.restrictions.ROLE_ADMIN: the role is reserved and cannot be restricted; restrict a role "
             "of your own");
  std::string sources = R"({"version": 1, "roles_claims": [["a0"])";
  for (int i = 1; i < 62; ++i) sources += ",[\"a" + std::to_string(i) + "\"]";
  BOOST_TEST(only_mistake(sources + "]}").find("more than 61 claims") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_one_mistake_with_its_place) {
  BOOST_TEST(only_mistake("") == "line 1, column 1: the text is not JSON (the text ends too early)");
  BOOST_TEST(only_mistake("{\"version\": 1,\n \"a\": 1,\n \"a\": 2}").starts_with("line 3, column "));
  BOOST_TEST(only_mistake("{\"version\": 1}\n}").starts_with("line 2, column 1: "));
  BOOST_TEST(only_mistake("{\"version\": NaN}").starts_with("line 1, column 13: "));
}

BOOST_AUTO_TEST_CASE(several_mistakes_are_found_in_one_pass_in_the_order_of_the_file) {
  const rc::policy_reading read = rc::read_policy(R"({"versio": 1, "gate": "ROLE_USER",
    "role_mapping": {"a": "ROLE_A"}, "combination": "any"})");
  BOOST_TEST(read.policy == nullptr);
  BOOST_TEST(read.text() ==
             "line 1, column 1: the key \"version\" is missing\n"
             "line 1, column 2: versio: there is no such key; did you mean \"version\"?\n"
             "line 1, column 23: gate: roles are a list, and this is text\n"
             "line 2, column 27: role_mapping.a: what a name gives is a list of roles, and this is text\n"
             "line 2, column 53: combination: \"any\" is none of per_column, any_role, all_roles\n");
}

BOOST_AUTO_TEST_CASE(no_more_than_a_hundred_mistakes_are_told) {
  std::string text = "{\"version\": 1";
  for (int i = 0; i < 500; ++i) text += ",\"x" + std::to_string(i) + "\": 0";
  BOOST_TEST(rc::read_policy(text + "}").mistakes.size() == 100u);
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_file_is_refused) {
  const std::string text = table_begin + R"({"Country": "France"})" + table_end;
  for (std::size_t size = 0; size < text.size(); ++size) BOOST_TEST(rc::read_policy(text.substr(0, size)).policy == nullptr);
}

namespace {

struct sale {
  std::string country;
  std::int64_t amount;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_table_of_the_programs_is_meant_by_its_name) {
  const auto read = [](std::string_view columns) {
    return rc::read_policy_for<sales>(R"({"version": 1, "tables": {"sales": {"columns": {)" + std::string(columns) + "}}}}");
  };
  BOOST_TEST((read(R"("Country": "string")").policy->find_table("sales") == &sales::schema()));
  BOOST_TEST(read(R"("Countri": "string")").text() ==
             "line 1, column 49: tables.sales.Countri: the program's table has no such column; did you mean \"Country\"?\n");
  BOOST_TEST(read(R"("Amount": "string")").text() == "line 1, column 59: tables.sales: the program's column is of type int64\n");
}

BOOST_AUTO_TEST_SUITE_END()
