// SPDX-License-Identifier: BSL-1.0
// Addresses to return to: those that are allowed, and the tricks of those that are not.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/return_target.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(return_target)

namespace {

const rc::return_targets everything_here{.folders = {"/"}, .site = "https://app.example"};

std::string going(std::string_view target, const rc::return_targets& allowed = everything_here) {
  const auto to = rc::allowed_target(target, allowed);
  return to ? *to : outcome(to.error());
}

const std::string refused = "target_not_allowed in unknown";

}  // namespace

BOOST_AUTO_TEST_CASE(paths_of_our_own_are_kept_as_they_are) {
  for (const char* target : {"/", "/a", "/a/", "/a/b.html?x=1&y=a%20b", "/a?next=/b//c&u=https://other.example/", "/100%25",
                             "/%C3%A4", "/a;b=c/@me:1", "/a.../b..c", "/?", "/a?b?c"})
    BOOST_TEST(going(target) == target);
}

BOOST_AUTO_TEST_CASE(urls_of_our_own_count_as_their_path) {
  BOOST_TEST(going("https://app.example/a?b=1") == "/a?b=1");
  BOOST_TEST(going("https://app.example") == "/");
  for (const char* target : {"https://app.example.evil.example/", "https://app.example@evil.example/", "https://app.example:443/",
                             "https://app.example//evil.example", "https://app.example\\@evil.example", "https://app.example?x",
                             "https://app.exampleevil", "http://app.example/", "HTTPS://app.example/", "https://app.example#x",
                             "https://app.example/\\evil.example", "https://app.example/a/../..//evil.example"})
    BOOST_TEST(going(target) == refused);
}

BOOST_AUTO_TEST_CASE(no_trick_leads_elsewhere) {
  for (const char* target : {"",
                             " ",
                             "a",
                             "evil.example",
                             "//evil.example",
                             "///evil.example",
                             "////evil.example",
                             "/\\evil.example",
                             "\\/evil.example",
                             "\\\\evil.example",
                             "/\t/evil.example",
                             "/\n/evil.example",
                             "/\r/evil.example",
                             "\t//evil.example",
                             " //evil.example",
                             "/ /evil.example",
                             "/%09/evil.example",
                             "/%0a/evil.example",
                             "/%0d%0aLocation:%20https://evil.example",
                             "/%2f/evil.example",
                             "/%2fevil.example",
                             "/%2Fevil.example",
                             "/%5cevil.example",
                             "/%5Cevil.example",
                             "/%2f%5cevil.example",
                             "%2f%2fevil.example",
                             "/%252fevil.example",
                             "/%25252fevil.example",
                             "/%255cevil.example",
                             "/%25%32%66evil.example",
                             "/.//evil.example",
                             "/..//evil.example",
                             "/a/..//evil.example",
                             "/./a",
                             "/a/../b",
                             "/%2e%2e//evil.example",
                             "/%2e/a",
                             "/a/%2e%2e",
                             "/a/..",
                             "http:evil.example",
                             "https:evil.example",
                             "https:/evil.example",
                             "https:///evil.example",
                             "http://evil.example",
                             "https://evil.example",
                             "https://evil.example/https://app.example/",
                             "ftp://evil.example",
                             "javascript:alert(1)",
                             "JaVaScRiPt:alert(1)",
                             "data:text/html,x",
                             "vbscript:x",
                             "mailto:a@evil.example",
                             "@evil.example",
                             "/@evil.example/../..//x",
                             ".evil.example",
                             "?",
                             "?x=1",
                             "#x",
                             "/a#x",
                             "/a%",
                             "/a%4",
                             "/a%zz",
                             "/a<b",
                             "/a>b",
                             "/a\"b",
                             "/a`b",
                             "/a{b}",
                             "/a|b",
                             "/a^b",
                             "/a[b]",
                             "/a%00",
                             "/a%7f",
                             "/a?x=%0d%0aSet-Cookie:%20a=b",
                             "/a?x=%250a",
                             "/a?x=%5c",
                             "/\xE3\x80\x82",
                             "/\xC2\xA0/a",
                             "\xEF\xBC\x8F\xEF\xBC\x8F"
                             "evil.example",
                             "/\x7f",
                             "/a\x01"})
    BOOST_TEST(going(target) == refused);
  BOOST_TEST(going(std::string_view("/a\0b", 4)) == refused);
}

BOOST_AUTO_TEST_CASE(folders_hold_what_is_below_them) {
  const rc::return_targets some{.folders = {"/reports/", "no", "/no", "no/", ""}};
  BOOST_TEST(going("/reports/", some) == "/reports/");
  BOOST_TEST(going("/reports/2024?x", some) == "/reports/2024?x");
  BOOST_TEST(going("/reports/2024;v=1/a..;b", some) == "/reports/2024;v=1/a..;b");
  for (const char* target :
       {"/", "/reports", "/reportsx", "/Reports/", "/reports/../admin", "/reports/%2e%2e/admin", "/no", "/nothing", "no/x",
        "/reports/..%2fadmin", "/reports/..;/admin", "/reports/..;x=1/admin", "/reports/%2e%2e;/x", "/reports/..%3b/x",
        "/reports/%252e%252e%253bx/y", "/reports/.;/x", "/reports/;/x", "/reports/;x", "/reports/..;"})
    BOOST_TEST(going(target, some) == refused);
}

BOOST_AUTO_TEST_CASE(addresses_of_the_list_are_compared_byte_by_byte) {
  const rc::return_targets some{.addresses = {"https://other.example/in?a=b#c", "/only", "/bad\\path"},
                                .site = "https://app.example"};
  BOOST_TEST(going("https://other.example/in?a=b#c", some) == "https://other.example/in?a=b#c");
  BOOST_TEST(going("/only", some) == "/only");
  BOOST_TEST(going("https://app.example/only", some) == "/only");
  for (const char* target : {"https://other.example/in?a=b", "https://other.example/in?a=b#cd", "https://other.example/", "/only/",
                             "/only?x", "/ONLY", "/%6fnly", "/bad\\path"})
    BOOST_TEST(going(target, some) == refused);
}

BOOST_AUTO_TEST_CASE(nothing_is_allowed_unless_somebody_says_so) {
  for (const char* target : {"/", "/a", "https://app.example/"}) BOOST_TEST(going(target, {}) == refused);
  BOOST_TEST(going("/" + std::string(2047, 'a')) == "/" + std::string(2047, 'a'));
  BOOST_TEST(going("/" + std::string(2048, 'a')) == refused);
  // Encoded as often as there is room for: it ends, and is refused.
  std::string deep = "/%";
  for (int i = 0; i < 1000; ++i) deep += "25";
  BOOST_TEST(going(deep + "2fevil.example") == refused);
}

BOOST_AUTO_TEST_SUITE_END()
