// SPDX-License-Identifier: BSL-1.0
// Tests of the statements that install a policy; that they mean what the policy says is shown on a server, by test/tools/ddl_command.py.
#include "signed_in.hpp"
#include <rowclaim/policy/row_security.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
namespace sql = rowclaim::sql;
using rc::col;

BOOST_AUTO_TEST_SUITE(policy_row_security)

namespace {

struct sale {
  std::string country;
  std::int64_t amount;
};
using sales = rc::table<"sales", rc::column<"Country", &sale::country>, rc::column<"Amount", &sale::amount>>;
using stores = rc::table<"stores", rc::column<"Country", &sale::country>>;

struct example {
  static constexpr auto roles_claims = rc::claims(rc::claim("groups"));
  static constexpr auto role_mapping = rc::role_mapping({{"user", {"ROLE_USER"}}, {"fr", {"ROLE_FR"}}, {"big", {"ROLE_'BIG\\"}}});
  static constexpr auto gate = rc::gate("ROLE_USER");
  static constexpr auto admin_role = rc::no_admin_role;
  static constexpr auto restrictions =
      rc::restrictions(rc::on<sales>("ROLE_FR", col<"Country"> == "France"), rc::on<sales>("ROLE_'BIG\\", col<"Amount"> >= 5));
};
struct any_role : example {
  static constexpr auto combination = rc::combination::any_role;
  static constexpr auto unlisted_tables = rc::deny_unlisted_tables;
};
struct all_roles : example {
  static constexpr auto combination = rc::combination::all_roles;
};
struct with_claim : example {
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FR", col<"Country"> == rc::claim("country")));
};
struct with_ordered_claim : example {
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("ROLE_FR", !(col<"Country"> == rc::claim("country"))));
};
struct with_list : example {
  static constexpr auto restrictions =
      rc::restrictions(rc::on<sales>("ROLE_FR", (col<"Country"> == "x") | col<"Amount">.isin(rc::claim("realm", "am\"ounts"))));
  static constexpr auto combination = rc::combination::any_role;
};
struct with_requirement : example {
  static constexpr auto required_claims = rc::required_claims(rc::require(rc::claim("hd"), "example.com"));
};
struct with_long_role : example {
  static constexpr auto gate = rc::gate("R234567890123456789012345678901234567890123456789012345678901234");
};
struct with_defaults : example {
  static constexpr auto default_roles = rc::roles("ROLE_FR");
};

// The condition of the first policy that is created, each run of white space as one space.
template <class Policy>
std::string condition(const sql::row_security_options& options, std::size_t which = 0) {
  const auto statements = sql::row_security<Policy, stores>(options).value();
  for (const std::string& one : statements) {
    if (!one.starts_with("CREATE POLICY") || which-- > 0) continue;
    std::string text = one.substr(one.find("USING (") + 7);
    text.pop_back();
    for (std::size_t at = 0; (at = text.find("\n", at)) != std::string::npos;)
      text.replace(at, text.find_first_not_of("\n ", at) - at, " ");
    return text.substr(1);
  }
  return {};
}
constexpr sql::row_security_options by_setting{.roles = sql::roles_from::session_setting};

std::string has(std::string_view role) {
  return "(SELECT NULLIF(pg_catalog.current_setting('rowclaim.roles', TRUE), '')::jsonb @> pg_catalog.jsonb_build_array(E'" +
         std::string(role) + "'::text))";
}
const std::string is_list =
    "(SELECT pg_catalog.jsonb_typeof(NULLIF(pg_catalog.current_setting('rowclaim.roles', TRUE), '')::jsonb) = 'array')";
const std::string in_france = R"(("Country" COLLATE "C" = E'France'::text))";
const std::string is_big = R"(("Amount" >= '5'::bigint))";
const std::string fr = has("ROLE_FR");
const std::string big = has(R"(ROLE_''BIG\\)");

}  // namespace

BOOST_AUTO_TEST_CASE(everything_happens_in_one_transaction_and_twice_is_as_once) {
  const auto statements = sql::row_security<example, stores>({.schema = "shop"}).value();
  BOOST_TEST_REQUIRE(statements.size() == 14u);
  BOOST_TEST(statements.front() == "BEGIN");
  BOOST_TEST(statements[1] == R"(ALTER TABLE "shop"."sales" ENABLE ROW LEVEL SECURITY)");
  BOOST_TEST(statements[2] == R"(ALTER TABLE "shop"."sales" FORCE ROW LEVEL SECURITY)");
  BOOST_TEST(statements[3] == R"(DROP POLICY IF EXISTS rowclaim ON "shop"."sales")");
  BOOST_TEST(statements[4].starts_with(R"(CREATE POLICY rowclaim ON "shop"."sales" AS PERMISSIVE FOR SELECT TO PUBLIC USING ()"));
  BOOST_TEST(statements[5] == R"(DROP POLICY IF EXISTS rowclaim_limit ON "shop"."sales")");
  BOOST_TEST(
      statements[6].starts_with(R"(CREATE POLICY rowclaim_limit ON "shop"."sales" AS RESTRICTIVE FOR SELECT TO PUBLIC USING ()"));
  BOOST_TEST(statements[7] == R"(ALTER TABLE "shop"."stores" ENABLE ROW LEVEL SECURITY)");
  BOOST_TEST(statements.back() == "COMMIT");
}

BOOST_AUTO_TEST_CASE(each_combination_is_written_for_all_users_at_once) {
  const std::string gate = is_list + " AND " + has("ROLE_USER") + " AND ";
  const std::string from_roles =
      ") AS held (role, cell) WHERE NULLIF(pg_catalog.current_setting('rowclaim.roles', TRUE), '')::jsonb @> "
      "pg_catalog.jsonb_build_array(held.role)))::text[]))";
  const std::string in_held = R"(("Country" COLLATE "C" = ANY ((SELECT ARRAY(SELECT held.cell FROM (VALUES (E'ROLE_FR'::text, )"
                              "E'France'::text)" +
                              from_roles;
  const std::string either =
      "(SELECT EXISTS (SELECT FROM (VALUES (E'ROLE_FR'::text), (E'ROLE_\'\'BIG\\\\'::text)) AS asked (role) WHERE "
      "NULLIF(pg_catalog.current_setting('rowclaim.roles', TRUE), '')::jsonb @> "
      "pg_catalog.jsonb_build_array(asked.role)))";
  BOOST_TEST(condition<example>(by_setting) ==
             gate + "(TRUE AND (NOT " + fr + " OR " + in_held + ") AND (NOT " + big + " OR (" + big + " AND " + is_big + ")))");
  BOOST_TEST(condition<any_role>(by_setting) ==
             gate + "(NOT " + either + " OR (" + big + " AND " + is_big + ") OR " + in_held + ")");
  BOOST_TEST(condition<all_roles>(by_setting) ==
             gate + "(TRUE AND (NOT " + fr + " OR " + in_france + ") AND (NOT " + big + " OR " + is_big + "))");
  BOOST_TEST(condition<example>(by_setting, 2) == gate + "TRUE");
  BOOST_TEST(condition<any_role>(by_setting, 2) == gate + "FALSE");
}

BOOST_AUTO_TEST_CASE(database_roles_are_looked_up_and_never_named_to_a_function) {
  const std::string text = condition<example>({});
  BOOST_TEST(
      text.starts_with("(SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = E'ROLE_USER'::text AND "
                       "pg_catalog.pg_has_role(oid, 'MEMBER'))) AND "));
  BOOST_TEST(text.find("rowclaim.roles") == std::string::npos);
  BOOST_TEST(text.find(" OR NOT EXISTS") == std::string::npos);
  BOOST_TEST(condition<with_defaults>({}).find(
                 " OR NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname IN (E'ROLE_USER'::text, ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_database_cannot_know_is_refused) {
  const auto refusal = [](const auto& made) { return made.error().code; };
  BOOST_TEST((refusal(sql::row_security<with_claim>({})) == rc::errc::row_security_needs_claims));
  BOOST_TEST(sql::row_security<with_claim>({}).error().detail == "sales");
  BOOST_TEST((refusal(sql::row_security<with_ordered_claim>(by_setting)) == rc::errc::row_security_needs_claims));
  BOOST_TEST((refusal(sql::row_security<with_requirement>({})) == rc::errc::row_security_needs_claims));
  BOOST_TEST(sql::row_security<with_requirement>(by_setting).has_value());  // nobody has roles without having met them
  BOOST_TEST((refusal(sql::row_security<with_long_role>({})) == rc::errc::sql_name_unusable));
  BOOST_TEST(sql::row_security<with_long_role>(by_setting).has_value());
}

BOOST_AUTO_TEST_CASE(claims_are_looked_up_by_their_paths) {
  const std::string claims = "NULLIF(pg_catalog.current_setting('rowclaim.claims', TRUE), '')::jsonb -> E'";
  BOOST_TEST(condition<with_claim>(by_setting)
                 .find(R"(("Country" COLLATE "C" = (SELECT ()" + claims + R"(["country"]'::text #>> '{scalar,string}')::text)))") !=
             std::string::npos);
  BOOST_TEST(condition<with_list>(by_setting)
                 .find(R"((("Country" COLLATE "C" = E'x'::text) OR ("Amount" = ANY ((SELECT ARRAY(SELECT one::bigint FROM )"
                       "pg_catalog.jsonb_array_elements_text(" +
                       claims + R"(["realm","am\\"ounts"]'::text #> '{list,int64}') AS one))::bigint[]))))") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_transaction_says_the_users_claims_as_each_kind_of_column_has_them) {
  const auto said = [](std::string_view more) {
    const auto user = test::sign_in<with_list>(R"({"sub":"x","groups":["user"])" + std::string(more) + "}");
    return sql::role_setting(user->view()).values.at(1).text;
  };
  BOOST_TEST(said("") == "{}");
  BOOST_TEST(said(R"(,"realm":{"am\"ounts":{}})") == "{}");
  BOOST_TEST(said(R"(,"realm":{"am\"ounts":[]})") == R"({"[\"realm\",\"am\\\"ounts\"]": {"list": {}}})");
  BOOST_TEST(said(R"(,"realm":{"am\"ounts":[1,-9223372036854775808]})") ==
             R"({"[\"realm\",\"am\\\"ounts\"]": {"list": {"int64": ["1", "-9223372036854775808"]}}})");
  BOOST_TEST(said(R"(,"realm":{"am\"ounts":[1,2.5]})") == R"({"[\"realm\",\"am\\\"ounts\"]": {"list": {"double": ["1", "2.5"]}}})");
  BOOST_TEST(said(R"(,"realm":{"am\"ounts":"2026-01-02"})") ==
             R"({"[\"realm\",\"am\\\"ounts\"]": {"scalar": {"string": "2026-01-02", "date": "2026-01-02"}}})");
  BOOST_TEST(said(R"(,"realm":{"am\"ounts":true})") == R"({"[\"realm\",\"am\\\"ounts\"]": {"scalar": {"bool": "true"}}})");
}

BOOST_AUTO_TEST_CASE(a_transaction_says_the_users_roles_and_forgets_them) {
  const auto setting = [](std::string_view groups) {
    const auto user = test::sign_in<example>(R"({"sub":"x","groups":[)" + std::string(groups) + "]}");
    return sql::role_setting(user->view());
  };
  const auto made = setting(R"("user","big")");
  BOOST_TEST(
      made.text ==
      "SELECT pg_catalog.set_config('rowclaim.roles', $1::text, TRUE), pg_catalog.set_config('rowclaim.claims', $2::text, TRUE)");
  BOOST_TEST(made.values.at(1).text == "{}");
  BOOST_TEST(made.values.at(0).text == R"(["ROLE_USER", "ROLE_'BIG\\"])");
  BOOST_TEST(setting(R"("big")").values.at(0).text.empty());
}

BOOST_AUTO_TEST_SUITE_END()
