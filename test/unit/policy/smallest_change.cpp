// SPDX-License-Identifier: BSL-1.0
// Tests of the smallest change: what it is on the reference data, and that each one does what it says, judged from outside.
#include "random_claims.hpp"
#include "reference_sales.hpp"
#include <rowclaim/policy/smallest_change.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using test::in_groups;
using test::reference;
using test::sales;
using test::verified;
using test::why;

BOOST_AUTO_TEST_SUITE(policy_smallest_change)

namespace {

std::string written(const std::vector<rc::row_flip>& flips) {
  std::string text;
  for (const rc::row_flip& flip : flips) {
    text += text.empty() ? "" : " | ";
    for (const rc::claim_change& one : flip.changes)
      text.append(&one == &flip.changes.front() ? "" : " & ").append(rc::in_words(one));
    if (flip.makes_administrator) text += " !";
  }
  return text;
}

std::string smallest(std::string_view json, const test::sale& row) { return written(why(json, row).flip.smallest); }

const test::sale norway{"Europe", "Norway", "NOK"};
const test::sale france{"Europe", "France", "EUR"};

// Every place that roles come from, and every kind of column that a claim is compared with.
struct reading {
  std::int64_t level;
  double rate;
  bool is_open;
  rc::date day;
  std::string tenant;
};
using readings =
    rc::table<"readings", rc::column<"Level", &reading::level>, rc::column<"Rate", &reading::rate>,
              rc::column<"Open", &reading::is_open>, rc::column<"Day", &reading::day>, rc::column<"Tenant", &reading::tenant>>;
template <auto Make>
struct with_source {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto roles_claims = rc::claims(Make());
  static constexpr auto role_mapping = rc::role_mapping({{"user", {"ROLE_USER"}}});
  static constexpr auto restrictions = rc::restrictions(rc::on<readings>("ROLE_B", rc::col<"Level"> == 1));
  static constexpr auto run_time_roles = rc::roles("ROLE_B");
};

struct closed {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto individual_roles = rc::individual_roles({{"jane", {"ROLE_USER", "FRANCE"}}});
  static constexpr auto admin_role = rc::no_admin_role;
  static constexpr auto restrictions = rc::restrictions(rc::on<sales>("FRANCE", rc::col<"Country"> == "France"));
};

struct comparing {
  static constexpr auto name_claim = rc::claim("name");
  static constexpr auto individual_roles = rc::individual_roles({{"below", {"ROLE_USER", "BELOW"}},
                                                                 {"above", {"ROLE_USER", "ABOVE"}},
                                                                 {"other", {"ROLE_USER", "OTHER"}},
                                                                 {"rate", {"ROLE_USER", "RATE"}},
                                                                 {"open", {"ROLE_USER", "OPEN"}},
                                                                 {"day", {"ROLE_USER", "DAY"}},
                                                                 {"prefix", {"ROLE_USER", "PREFIX"}},
                                                                 {"outside", {"ROLE_USER", "OUTSIDE"}}});
  static constexpr auto admin_role = rc::no_admin_role;
  static constexpr auto gate = rc::no_gate;
  static constexpr auto restrictions = rc::restrictions(
      rc::on<readings>("BELOW", rc::col<"Level"> < rc::claim("limit")),
      rc::on<readings>("ABOVE", rc::col<"Level"> > rc::claim("limit")),
      rc::on<readings>("OTHER", rc::col<"Tenant"> != rc::claim("a", "tenant")),
      rc::on<readings>("RATE", rc::col<"Rate"> <= rc::claim("limit")),
      rc::on<readings>("OPEN", rc::col<"Open"> == rc::claim("open")), rc::on<readings>("DAY", rc::col<"Day"> >= rc::claim("since")),
      rc::on<readings>("PREFIX", rc::col<"Tenant">.starts_with(rc::claim("a", "tenant"))),
      rc::on<readings>("OUTSIDE", !rc::col<"Tenant">.isin(rc::claim("others"))));
};

// The first change of a claim.
std::string compared(std::string_view json) {
  const reading row{5, 0.5, true, rc::date(2026, 11, 22), "acme"};
  const auto told = rc::explain_row<comparing, readings>(verified(json), row, rc::authorize_options<>{},
                                                         rc::change_limits{.changes = 1, .listed = 20});
  BOOST_TEST_REQUIRE(told.has_value(), json);
  for (const rc::row_flip& flip : told->flip.smallest)
    if (flip.changes.front().kind != rc::change_kind::add_individual_role) return written({flip});
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_further_role_shows_a_row) {
  BOOST_TEST(
      smallest(in_groups({"user", "france"}), norway) ==
      R"(add "nordic" to claim groups, which gives NORDIC | give the user NORDIC by name | take "france" out of claim groups, which gives FRANCE)");
}

BOOST_AUTO_TEST_CASE(B6_one_role_fewer_shows_a_row_that_it_narrowed) {
  BOOST_TEST(
      smallest(in_groups({"user", "nordic", "eur"}), norway) ==
      R"(take "eur" out of claim groups, which gives EUR | add "boss" to claim groups, which gives ROLE_ADMIN ! | give the user ROLE_ADMIN by name !)");
}

BOOST_AUTO_TEST_CASE(what_makes_no_administrator_is_sought_for_besides) {
  const rc::access_explanation told = why(in_groups({"user", "france", "eur"}), norway);
  BOOST_TEST(written(told.flip.smallest) ==
             R"(add "boss" to claim groups, which gives ROLE_ADMIN ! | give the user ROLE_ADMIN by name !)");
  BOOST_TEST(written(told.flip.without_administrator) ==
             R"(add "nordic" to claim groups, which gives NORDIC & take "eur" out of claim groups, which gives EUR | )"
             R"(give the user NORDIC by name & take "eur" out of claim groups, which gives EUR | )"
             R"(take "france" out of claim groups, which gives FRANCE & take "eur" out of claim groups, which gives EUR)");
  BOOST_TEST(told.flip.looked_at == 1u);
}

BOOST_AUTO_TEST_CASE(another_value_of_a_claim_shows_a_row) {
  BOOST_TEST(
      smallest(in_groups({"user", "regional"}, R"(,"countries":["Spain"])"), norway) ==
      R"(add "nordic" to claim groups, which gives NORDIC | give the user NORDIC by name | set claim countries to Spain, Norway)");
  BOOST_TEST(
      smallest(in_groups({"user", "regional"}, R"(,"countries":["Norway"])"), norway) ==
      R"(add "eur" to claim groups, which gives EUR | give the user EUR by name | take "user" out of claim groups, which gives ROLE_USER)");
}

BOOST_AUTO_TEST_CASE(A8_the_defaults_fall_away_with_the_first_role) {
  BOOST_TEST(
      smallest(R"({"name":"jane"})", norway) ==
      R"(add "user" to claim groups, which gives ROLE_USER | give the user ROLE_USER by name | add "boss" to claim groups, which gives ROLE_ADMIN !)");
}

BOOST_AUTO_TEST_CASE(a_visible_row_is_hidden) {
  BOOST_TEST(smallest(in_groups({"user"}), norway) ==
             R"(add "france" to claim groups, which gives FRANCE | add "germany" to claim groups, which gives GERMANY | )"
             R"(add "asia" to claim groups, which gives ASIA)");
  BOOST_TEST(smallest(in_groups({"boss"}), norway) == R"(take "boss" out of claim groups, which gives ROLE_ADMIN)");
}

BOOST_AUTO_TEST_CASE(no_change_is_said_plainly) {
  const auto told = rc::explain_row<closed, sales>(verified(R"({"name":"jane"})"), norway);
  BOOST_TEST_REQUIRE(told.has_value());
  BOOST_TEST((told->flip.smallest.empty() && told->flip.without_administrator.empty()));
  BOOST_TEST(told->flip.looked_at == 3u);
}

BOOST_AUTO_TEST_CASE(a_search_ends_at_its_limits) {
  const auto flip = [](rc::change_limits limits) {
    const auto told = rc::explain_row<reference, sales>(verified(in_groups({"france", "eur", "germany"})), norway,
                                                        rc::authorize_options<>{}, limits);
    BOOST_TEST_REQUIRE(told.has_value());
    return told->flip;
  };
  BOOST_TEST(flip({.changes = 1, .listed = 1}).smallest.size() == 1u);
  BOOST_TEST(flip({.changes = 1, .listed = 1}).without_administrator.empty());
  BOOST_TEST(flip({.changes = 0}).looked_at == 0u);
  BOOST_TEST(flip({.evaluations = 2}).smallest.empty());
  BOOST_TEST(flip({.evaluations = 2}).looked_at == 0u);
}

BOOST_AUTO_TEST_CASE(a_role_is_added_to_and_taken_out_of_claims_of_each_shape) {
  const reading row{5, 0.5, true, rc::date(2026, 11, 22), "acme"};
  const auto check = [&]<auto Make>(std::string_view with, std::string_view without) {
    const auto told_with = rc::explain_row<with_source<Make>, readings>(verified(with), row);
    BOOST_TEST_REQUIRE(told_with.has_value(), with);
    BOOST_TEST(told_with->row->is_visible);
    BOOST_TEST(written(told_with->flip.smallest).find(R"(take "user" out of claim r)") != std::string::npos, with);
    const auto told = rc::explain_row<with_source<Make>, readings>(verified(without), row);
    BOOST_TEST_REQUIRE(told.has_value(), without);
    BOOST_TEST(!told->row->is_visible);
    BOOST_TEST(written(told->flip.smallest).starts_with(R"(add "user" to claim r, which gives ROLE_USER)"), without);
  };
  check.operator()<[] { return rc::claim("r"); }>(R"({"name":"x","r":"user"})", R"({"name":"x","r":"y"})");
  check.operator()<[] { return rc::claim("r"); }>(R"({"name":"x","r":["user","user","y"]})", R"({"name":"x"})");
  check.operator()<[] { return rc::claim("r").string(); }>(R"({"name":"x","r":"user"})", R"({"name":"x","r":"y"})");
  check.operator()<[] { return rc::claim("r").strings(); }>(R"({"name":"x","r":["user"]})", R"({"name":"x","r":[]})");
  check.operator()<[] { return rc::claim("r").space_separated(); }>(R"({"name":"x","r":"a user  b"})", R"({"name":"x","r":"a"})");
  check.operator()<[] { return rc::claim("r").comma_separated(); }>(R"({"name":"x","r":"user,b"})", R"({"name":"x"})");
  check.operator()<[] { return rc::claim("r").object_keys(); }>(R"({"name":"x","r":{"user":{"id":"1"}}})",
                                                                R"({"name":"x","r":{"y":1}})");
  check.operator()<[] { return rc::claim("r").object_keys(); }>(R"({"name":"x","r":{"user":1}})", R"({"name":"x"})");
  check.operator()<[] { return rc::claim("r").member_of_each("n"); }>(R"({"name":"x","r":[{"n":"y"},{"n":"user"}]})",
                                                                      R"({"name":"x","r":[{"n":"y"}]})");
}

BOOST_AUTO_TEST_CASE(claims_are_set_to_what_the_comparison_needs) {
  BOOST_TEST(compared(R"({"name":"below","limit":5})") == "set claim limit to 6");
  BOOST_TEST(compared(R"({"name":"above","limit":5})") == "set claim limit to 4");
  BOOST_TEST(compared(R"({"name":"other","a":{"tenant":"acme"}})") == "set claim a > tenant to other");
  BOOST_TEST(compared(R"({"name":"other"})") == "set claim a > tenant to other");
  BOOST_TEST(compared(R"({"name":"rate","limit":0.25})") == "set claim limit to 0.5");
  BOOST_TEST(compared(R"({"name":"open","open":false})") == "set claim open to true");
  BOOST_TEST(compared(R"({"name":"day","since":"2027-01-01"})") == "set claim since to 2026-11-22");
  BOOST_TEST(compared(R"({"name":"prefix"})") == "set claim a > tenant to acme");
  BOOST_TEST(compared(R"({"name":"outside","others":["acme"]})") == "empty claim others");
  BOOST_TEST(compared(R"({"name":"outside","others":["acme","b"]})") == "set claim others to b");
  BOOST_TEST(compared(R"({"name":"outside","others":["b"]})") == "leave out claim others");
}

BOOST_AUTO_TEST_CASE(roles_of_a_run_time_source_stay_while_changes_are_tried) {
  std::size_t asked = 0;
  const auto source = [&asked](std::string_view) {
    ++asked;
    return std::vector<std::string>{"ROLE_B"};
  };
  const reading row{5, 0.5, true, rc::date(2026, 11, 22), "acme"};
  const auto told = rc::explain_row<with_source<[] { return rc::claim("r"); }>, readings>(verified(R"({"name":"x","r":"user"})"),
                                                                                          row, rc::authorize_options{source});
  BOOST_TEST_REQUIRE(told.has_value());
  BOOST_TEST((!told->row->is_visible && told->row->groups.size() == 1u));
  BOOST_TEST(asked == 1u);
}

// From outside: the claims are changed by other code, and signed in with as any others.
BOOST_AUTO_TEST_CASE(each_change_does_what_it_says_and_none_is_smaller) {
  const std::uint64_t seed = test::seed();
  test::random_claims random(seed, {"countries"}, {"user", "Norway", "France"});
  constexpr std::string_view keys[] = {"user", "boss", "france", "germany", "nordic", "asia", "eur", "regional", "canteen"};
  const auto is_visible = [](const boost::json::object& claims, const test::sale& row) {
    const auto user = rc::authorize<reference>(verified(boost::json::serialize(claims)));
    return user.has_value() && rc::visible<sales>(*user, row);
  };
  std::size_t with_two = 0;
  for (int i = 0; i < 300; ++i) {
    std::vector<std::string_view> groups;
    for (std::string_view key : keys)
      if (random.one_in(key == "boss" ? 9 : 3) || (key == "user" && !random.one_in(5))) groups.push_back(key);
    const std::string json = in_groups(groups, random.one_in(2) ? R"(,"countries":["Japan"])" : "");
    const test::sale& row = test::reference_sales()[random.below(6)];
    const auto told = [&] { return std::to_string(seed) + ": " + json + " " + *row.country; };
    const rc::access_explanation found = why(json, row);
    const boost::json::object claims = boost::json::parse(json).as_object();
    const bool now = is_visible(claims, row);
    BOOST_TEST_REQUIRE(found.row->is_visible == now, told());
    BOOST_TEST_REQUIRE(!found.flip.smallest.empty(), told());
    auto all = found.flip.smallest;
    all.insert(all.end(), found.flip.without_administrator.begin(), found.flip.without_administrator.end());
    for (const rc::row_flip& flip : all) {
      boost::json::object changed = claims;
      bool is_by_name = false;
      for (const rc::claim_change& one : flip.changes) {
        boost::json::array& list = changed["groups"].as_array();
        switch (one.kind) {
          case rc::change_kind::add_provider_role: list.push_back(boost::json::string(one.value)); break;
          case rc::change_kind::remove_provider_role:
            list.erase(std::ranges::find(list, boost::json::value(boost::json::string(one.value))));
            break;
          case rc::change_kind::remove_claim: changed.erase(one.claim); break;
          case rc::change_kind::add_individual_role: is_by_name = true; break;
          case rc::change_kind::set_claim: {
            boost::json::array countries;
            if (one.value.starts_with("Japan, ")) countries.push_back("Japan");
            countries.push_back(boost::json::string(*row.country));
            changed[one.claim] = countries;
          }
        }
      }
      if (!is_by_name) BOOST_TEST_REQUIRE(is_visible(changed, row) != now, told() << written({flip}));
    }
    // Each role added or taken out alone.
    bool is_single = false;
    for (std::string_view key : keys) {
      std::vector<std::string_view> other = groups;
      if (const auto at = std::ranges::find(other, key); at != other.end()) other.erase(at);
      else other.push_back(key);
      const auto changed =
          boost::json::parse(in_groups(other, json.find("Japan") != std::string::npos ? R"(,"countries":["Japan"])" : ""));
      is_single = is_single || is_visible(changed.as_object(), row) != now;
    }
    if (is_single) BOOST_TEST_REQUIRE(found.flip.smallest.front().changes.size() == 1u, told());
    with_two += !found.flip.without_administrator.empty() ? 1u : 0u;
  }
  BOOST_TEST(with_two > 10u);
}

BOOST_AUTO_TEST_SUITE_END()
