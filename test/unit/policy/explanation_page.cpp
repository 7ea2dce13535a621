// SPDX-License-Identifier: BSL-1.0
// Tests of the page: it stands alone, is well-formed, escapes what others wrote, and bears one role as well as forty.
#include "reference_sales.hpp"
#include <rowclaim/policy/explanation_page.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rc = rowclaim;
using test::in_groups;
using test::why;

BOOST_AUTO_TEST_SUITE(policy_explanation_page)

namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

// Every tag that is opened is closed in its order, but for those that have no end; attributes stand in double quotes.
bool is_well_formed(std::string_view page) {
  std::vector<std::string_view> open;
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at)) {
    const std::size_t end = page.find('>', at);
    if (end == std::string_view::npos) return false;
    const std::string_view tag = page.substr(at + 1, end - at - 1);
    const std::string_view tag_name = tag.substr(0, tag.find_first_of(" /", 1));
    at = end + 1;
    if (tag.starts_with("!doctype") || tag_name == "meta" || tag.ends_with("/")) continue;
    if (count(tag, "\"") % 2 != 0) return false;
    if (!tag.starts_with("/")) {
      open.push_back(tag_name);
    } else {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    }
  }
  return open.empty();
}

rc::access_explanation hostile() {
  const std::string evil = "<script>alert(1)</script>\"'&amp;\xe2\x80\xae\x01" + std::string(5000, 'W');
  rc::access_explanation told;
  told.user.name = evil;
  told.user.name_claim = evil;
  told.user.is_allowed = true;
  told.user.gate = {{evil, true}};
  told.user.reasons = {{evil, rc::role_origin::mapped, evil, evil}};
  told.user.ignored = {{evil, evil}};
  told.user.role_claims = {{evil, rc::presence::present, {evil}}};
  told.user.other_claims = {{evil, rc::presence::present, {evil}}};
  told.plans = {{.table = evil,
                 .verdict = rc::plan::kind::where,
                 .reason = rc::plan_reason::combined,
                 .administrator = {},
                 .how = {},
                 .restrictions = {{evil, evil, {evil}}},
                 .groups = {{evil, {{evil, evil, {evil}}}}},
                 .condition = evil}};
  told.row = rc::row_explanation{
      evil,
      false,
      rc::truth::is_false,
      {{evil, evil, false}},
      {{evil, rc::truth::is_false, {{evil, evil, rc::truth::is_false, {{evil, evil, evil, rc::truth::is_false, evil}}}}}}};
  told.flip.smallest = {{{{rc::change_kind::set_claim, evil, evil, {evil}}}, false}};
  told.flip.looked_at = 1;
  return told;
}

rc::access_explanation with_roles(std::size_t roles) {
  rc::access_explanation told = why(in_groups({"user", "france"}), {"Europe", "France", "EUR"});
  for (std::size_t i = 0; i < roles; ++i) {
    const std::string key = "team " + std::to_string(i);
    told.user.reasons.push_back({"TEAM_" + std::to_string(i), rc::role_origin::mapped, "groups", key});
    told.user.ignored.push_back({"groups", "junk " + std::to_string(i)});
    told.row->groups[0].conditions.push_back({"TEAM_" + std::to_string(i), "Country is X", rc::truth::is_false, {}});
  }
  return told;
}

// The boxes of the drawing: where each begins and ends.
struct drawn {
  int x, y, height;
};
std::vector<drawn> boxes_of(std::string_view page) {
  std::vector<drawn> boxes;
  const auto number = [&](std::size_t at, std::string_view attribute) {
    const std::size_t begin = page.find(attribute, at) + attribute.size();
    return std::stoi(std::string(page.substr(begin, page.find('"', begin) - begin)));
  };
  for (std::size_t at = page.find("<svg class=\"box"); at != std::string_view::npos; at = page.find("<svg class=\"box", at + 1))
    boxes.push_back({number(at, " x=\""), number(at, " y=\""), number(at, " height=\"")});
  return boxes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_page_tells_the_chain_and_the_verdict) {
  const std::string page = rc::to_html(why(in_groups({"user", "france", "x"}), {"Europe", "Norway", "NOK"}));
  BOOST_TEST(is_well_formed(page));
  BOOST_TEST(page.starts_with("<!doctype html>"));
  for (const std::string_view part :
       {"<h1>Why this row is not visible</h1>", "<strong>Not visible</strong>",
        "The user&#39;s roles ask that Country is France, but Country is Norway.", "role=\"img\" aria-labelledby=\"chain-title\"",
        "<title id=\"chain-title\">Why this row is not visible</title>", ">opens the gate<", "<caption>The roles of jane</caption>",
        "The smallest that would show the row is one change; any one of these:",
        "<li><bdi>add &quot;nordic&quot; to claim groups, which gives NORDIC</bdi></li>", "prefers-color-scheme:dark",
        ">ignored, claim groups<"})
    BOOST_TEST(count(page, part) == 1u, part);
  BOOST_TEST(rc::to_html(why(in_groups({"user"}), {"Europe", "Norway", "NOK"})).find("<strong>Visible</strong>") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_page_stands_alone) {
  const std::string page = rc::to_html(hostile());
  BOOST_TEST(page.find("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'") != std::string::npos);
  for (const std::string_view part :
       {"<script", "<link", "<img", "url(", "@import", "http:", "https:", " style=", " src=", " href="})
    BOOST_TEST(count(page, part) == 0u, part);
}

BOOST_AUTO_TEST_CASE(what_others_wrote_is_escaped_and_shortened) {
  const std::string page = rc::to_html(hostile());
  BOOST_TEST(is_well_formed(page));
  BOOST_TEST(count(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;amp;&lt;U+202E&gt;&lt;U+0001&gt;W") > 10u);
  BOOST_TEST(count(page, "\xe2\x80\xae") == 0u);
  BOOST_TEST(count(page, "\x01") == 0u);
  BOOST_TEST(page.size() < 60'000u);
}

BOOST_AUTO_TEST_CASE(boxes_do_not_overlap_with_one_role_or_forty) {
  for (const std::size_t roles : {0u, 1u, 12u, 13u, 14u, 40u}) {
    const std::string page = rc::to_html(with_roles(roles));
    BOOST_TEST(is_well_formed(page));
    const std::vector<drawn> boxes = boxes_of(page);
    BOOST_TEST(boxes.size() >= 9u);
    BOOST_TEST(boxes.size() < 80u);
    for (std::size_t i = 0; i < boxes.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        BOOST_TEST(
            (boxes[i].x != boxes[j].x || boxes[i].y >= boxes[j].y + boxes[j].height || boxes[j].y >= boxes[i].y + boxes[i].height));
    BOOST_TEST(count(page, "more roles</text>") == (roles > 13 ? 1u : 0u));
    if (roles == 40) {
      BOOST_TEST(count(page, ">TEAM_39<") + count(page, "<bdi>TEAM_39</bdi>") >= 1u);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_explanation_made_by_hand_may_lack_parts) {
  rc::access_explanation told;
  BOOST_TEST(is_well_formed(rc::to_html(told)));
  told.user.is_allowed = true;
  BOOST_TEST(is_well_formed(rc::to_html(told)));
  told.row.emplace().groups = {{"A", rc::truth::is_false, {{"NOBODY", "A is 1", rc::truth::is_false, {}}}}};
  BOOST_TEST(is_well_formed(rc::to_html(told)));
  told.user.gate = {{"NOBODY", true}};
  told.row->groups.clear();
  BOOST_TEST(is_well_formed(rc::to_html(told)));
}

BOOST_AUTO_TEST_CASE(a_page_without_a_row_shows_the_plans) {
  const auto told = rc::explain_access<test::reference, test::sales>(
      test::verified(in_groups({"user", "regional"}, R"(,"countries":["Spain"])")));
  BOOST_TEST_REQUIRE(told.has_value());
  const std::string page = rc::to_html(*told);
  BOOST_TEST(is_well_formed(page));
  BOOST_TEST(page.find("<h1>What jane may see</h1>") != std::string::npos);
  BOOST_TEST(page.find("Rows where Country is Spain.") != std::string::npos);
  BOOST_TEST(page.find(">Row</text>") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
