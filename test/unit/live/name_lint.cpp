// SPDX-License-Identifier: BSL-1.0
// Tests of names that are not what they seem: each kind beside names that are just not English.
#include <rowclaim/live/name_lint.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(live_name_lint)

namespace {

std::string policy(const std::string& users, const std::string& columns = "\"A\": \"string\"",
                   const std::string& restriction = "{\"A\": \"x\"}") {
  return R"({"version": 1, "roles_claims": [["groups"]],
"name_mapping": {)" +
         users + R"(},
"role_mapping": {"staff": ["ROLE_USER"], "a": ["ROLE_A"]},
"tables": {"sales": {"columns": {)" +
         columns + R"(},
"restrictions": {"ROLE_A": )" +
         restriction + "}}}}";
}

std::string user(const std::string& name, const std::string& role = "ROLE_A") { return '"' + name + "\": [\"" + role + "\"]"; }

std::string names_of(const std::vector<rc::lint_finding>& findings) {
  std::string names;
  for (const rc::lint_finding& finding : findings) names.append(names.empty() ? "" : " ").append(name(finding.kind));
  return names;
}

std::string found(const std::string& text) { return names_of(rc::lint_names(text)); }

}  // namespace

BOOST_AUTO_TEST_CASE(ascii_is_quiet) {
  BOOST_TEST(found(policy(user("jane") + ", " + user("Jane") + ", " + user("l1") + ", " + user("ll"))) == "");
  BOOST_TEST(found("{") == "");
  BOOST_TEST(found("[1]") == "");
  BOOST_TEST(found(R"({"tables": 1, "gate": {"a": 2}, "role_mapping": {"a": 1}})") == "");
}

BOOST_AUTO_TEST_CASE(other_languages_are_quiet) {
  for (const std::string name : {"J\u00fcrgen", "\u0418\u0432\u0430\u043d \u0418\u0432\u0430\u043d\u043e\u0432",
                                 "ROLE_\u0424\u0420\u0410\u041d\u0426\u0418\u042f", "\u6771\u4eac\u3068\u30a2\u30a4",
                                 "\u6771\u4eacTokyo", "\u03b1\u03b2\u03b3-1", "\u05d0\u05d1 2"})
    BOOST_TEST(found(policy(user(name))) == "", name);
}

BOOST_AUTO_TEST_CASE(invisible_characters) {
  for (const std::string name :
       {"ja\u200bne", "jane\u00a0", "\u202ejane", "ja\u00adne", "jane\u2003doe", "jane\\u007f", "ja\\tne", "jane\ufe0f"})
    BOOST_TEST(found(policy(user(name))) == "name_has_invisible_character", name);
  BOOST_TEST(found(policy(user("jane\u2800"))) == "name_has_invisible_character name_mixes_scripts");  // empty Braille
  const auto findings = rc::lint_names(policy(user("ja\u200bne")));
  BOOST_TEST(findings.at(0).text() ==
             "line 2, column 18: warning: name_mapping.ja\u200bne: \"ja<U+200B>ne\" has the character U+200B, which nobody sees; "
             "remove it, unless it is written so everywhere");
  BOOST_TEST(found(policy(user("jane doe"))) == "");
}

BOOST_AUTO_TEST_CASE(names_not_in_nfc) {
  BOOST_TEST(found(policy(user("Ju\u0308rgen"))) == "name_is_not_normalised");
  BOOST_TEST(found(policy(user("J\u00fcrgen"))) == "");
  BOOST_TEST(found(policy(user("J\u00fcrgen") + ", " + user("Ju\u0308rgen"))) == "name_is_not_normalised names_look_alike");
}

BOOST_AUTO_TEST_CASE(mixed_scripts) {
  const auto findings = rc::lint_names(policy(user("jane", "ROLE_FR\u0410NCE")));
  BOOST_TEST_REQUIRE(names_of(findings) == "name_mixes_scripts");
  BOOST_TEST(findings[0].key == "name_mapping.jane");
  BOOST_TEST(findings[0].sentence ==
             "\"ROLE_FR<U+0410>NCE\" mixes Latin (U+0046) and Cyrillic (U+0410); write it in letters of one script, or put a sign "
             "between them");
  BOOST_TEST(found(policy(user("\u0430dmin"))) == "name_mixes_scripts");
  BOOST_TEST(found(policy(user("\u03bfk"))) == "name_mixes_scripts");
}

BOOST_AUTO_TEST_CASE(names_that_look_alike) {
  const std::string cyrillic = "\u0421\u041e\u0420\u0410";  // "COPA"
  const auto findings = rc::lint_names(policy(user("COPA") + ",\n" + user(cyrillic)));
  BOOST_TEST_REQUIRE(names_of(findings) == "names_look_alike");
  BOOST_TEST((findings[0].place == rc::text_place{3, 1}));
  BOOST_TEST(findings[0].sentence ==
             "\"<U+0421><U+041E><U+0420><U+0410>\" looks like \"COPA\", and they are two users' names; write one of them "
             "everywhere, if one is meant");
  // Names of other sorts are no pair: a user and a column, a user and a role.
  BOOST_TEST(found(policy(user(cyrillic), "\"COPA\": \"string\"", "{\"COPA\": \"x\"}")) == "");
  BOOST_TEST(found(policy("", "\"COPA\": \"string\", \"" + cyrillic + "\": \"string\"", "{\"COPA\": \"x\"}")) ==
             "names_look_alike");
  BOOST_TEST(found(policy(user("x", "COPA") + "," + user("y", cyrillic))) == "names_look_alike");
  BOOST_TEST(found(policy(user("\uff41\uff42") + "," + user("ab"))) == "names_look_alike");  // full width
  BOOST_TEST(found(policy(user("\u0131d") + "," + user("id"))) == "names_look_alike");       // without a dot
  // Each with the one before; the same name in two places is one.
  BOOST_TEST(found(policy(user("x", cyrillic) + "," + user("y", cyrillic))) == "");
}

BOOST_AUTO_TEST_CASE(names_that_differ_in_case) {
  BOOST_TEST(found(policy(user("\u00e9lan") + "," + user("\u00c9lan"))) == "names_differ_in_case");
  BOOST_TEST(found(policy(user("stra\u00dfe") + "," + user("STRASSE"))) == "names_differ_in_case");
  BOOST_TEST(found(policy(user("\u00e9lan") + "," + user("elan"))) == "");
}

BOOST_AUTO_TEST_CASE(values_of_conditions) {
  const auto with = [](const std::string& condition) {
    return found(policy("", "\"A\": \"string\", \"B\": \"string\"", condition));
  };
  BOOST_TEST(with("{\"A\": \"Fr\u0430nce\"}") == "name_mixes_scripts");
  BOOST_TEST(with("{\"A\": [\"x\", \"Fr\u200bance\"]}") == "name_has_invisible_character");
  BOOST_TEST(with("{\"or\": [{\"A\": \"COPA\"}, {\"not\": {\"column\": \"A\", \"op\": \"==\", \"value\": "
                  "\"\u0421\u041e\u0420\u0410\"}}]}") == "names_look_alike");
  BOOST_TEST(with("{\"A\": \"COPA\", \"B\": \"\u0421\u041e\u0420\u0410\"}") == "");
  BOOST_TEST(with("{\"A\": [\"\u00e9lan\", \"\u00c9lan\"]}") == "");  // cells may be written either way
}

BOOST_AUTO_TEST_CASE(long_names_have_room) {
  std::string long_name;
  for (int i = 0; i < 3000; ++i) long_name += "\ufdfa";  // its skeleton is many times as long
  BOOST_TEST(found(policy(user(long_name) + "," + user("J\u00fcrgen"))) == "");
}

BOOST_AUTO_TEST_SUITE_END()
