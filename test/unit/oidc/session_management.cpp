// SPDX-License-Identifier: BSL-1.0
// The pages of session management: what they hold, and what can get into them.
#include "kinds_of_token.hpp"
#include <rowclaim/oidc/id_token_verifier.hpp>
#include <rowclaim/oidc/session_management.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;
using namespace rowclaim_test;

BOOST_AUTO_TEST_SUITE(session_management)

namespace {

rc::session_check good() {
  return {.check_session_iframe = "https://op.example/check?a=1&b=2",
          .authorization_endpoint = "https://op.example/authorize",
          .client_id = "app",
          .session_state = "hash.salt",
          .site = "https://app.example",
          .silent_sign_in = "/silent?x=1"};
}

std::string making(const rc::session_check& check) { return outcome(rc::make_session_check_page(check)); }

std::string header_of(const rc::http_response& response, std::string_view name) {
  return std::string(response.header(name).value_or(""));
}

bool holds(const rc::http_response& page, std::string_view text) { return page.body.find(text) != std::string::npos; }

// What is between the one <script> and its end.
std::string script_of(const rc::http_response& page) {
  const std::string begin = "<script>";
  const std::size_t at = page.body.find(begin);
  BOOST_REQUIRE(at != std::string::npos);
  BOOST_TEST(page.body.find("<script", at + 1) == std::string::npos);
  const std::size_t start = at + begin.size();
  return page.body.substr(start, page.body.find("</script>", start) - start);
}

rc::id_token token_of(const char* subject, const char* issuer = kinds_issuer) {
  auto claims = claims_with(R"({"exp":1700000300,"iat":1700000000})");
  claims["sub"] = subject;
  claims["iss"] = issuer;
  const rc::id_token_verifier verifier({.issuer = issuer, .audience = "app"}, kinds_keys(), kinds_clock());
  return verifier.verify(typed_token("JWT", claims)).value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_session_state_is_one_word) {
  for (const std::string& sound : {std::string("x"), std::string("a.b-c_d=/+~!\"<>&'"), std::string(1024, 'x')})
    BOOST_TEST(rc::is_session_state(sound));
  for (const std::string& wrong : {std::string(), std::string(" "), std::string("a b"), std::string("a\tb"), std::string("a\n"),
                                   std::string("\x7f"), std::string("\xC3\xA4"), std::string("a\0b", 3), std::string(1025, 'x')})
    BOOST_TEST(!rc::is_session_state(wrong));
}

BOOST_AUTO_TEST_CASE(the_page_says_whom_to_ask_and_allows_nothing_else) {
  const auto page = rc::make_session_check_page(good());
  BOOST_REQUIRE(page.has_value());
  BOOST_TEST(page->status == 200);
  BOOST_TEST(header_of(*page, "Cache-Control") == "no-store");
  BOOST_TEST(holds(*page, R"( data-provider="https://op.example/check?a=1&amp;b=2" )"));
  BOOST_TEST(holds(*page, R"( data-provider-origin="https://op.example" )"));
  BOOST_TEST(holds(*page, R"( data-client="app" data-state="hash.salt" data-site="https://app.example" )"));
  BOOST_TEST(holds(*page, R"( data-silent="/silent?x=1" data-interval="10">)"));
  BOOST_TEST(holds(*page, R"(<iframe id="provider")"));
  const std::string policy = header_of(*page, "Content-Security-Policy");
  BOOST_TEST(policy.starts_with("default-src 'none'; script-src 'sha256-"));
  BOOST_TEST(
      policy.ends_with("='; frame-src 'self' https://op.example; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"));
  auto elsewhere = good();
  elsewhere.authorization_endpoint = "https://login.op.example:8443/authorize";
  const auto other = rc::make_session_check_page(elsewhere);
  BOOST_TEST(
      header_of(*other, "Content-Security-Policy").find("frame-src 'self' https://op.example https://login.op.example:8443;") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_script_is_always_the_one_that_the_policy_names) {
  auto hostile = good();
  hostile.session_state = "\"><script>alert(1)</script><x'y=\"";
  hostile.client_id = "&quot;'</body>";
  const auto page = rc::make_session_check_page(hostile);
  const auto plain = rc::make_session_check_page(good());
  BOOST_REQUIRE(page.has_value());
  const std::string script = script_of(*page);
  BOOST_TEST(script == script_of(*plain));
  BOOST_TEST(header_of(*page, "Content-Security-Policy") == header_of(*plain, "Content-Security-Policy"));
  auto named = rc::digest(rc::digest_algorithm::sha256, script).value();
  std::string hash = rc::encode_base64url(named);
  for (char& c : hash) c = c == '-' ? '+' : c == '_' ? '/' : c;
  BOOST_TEST(header_of(*page, "Content-Security-Policy").find("'sha256-" + hash + "='") != std::string::npos);
  BOOST_TEST(holds(*page, R"(data-state="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;x&#39;y=&quot;")"));
  BOOST_TEST(holds(*page, R"(data-client="&amp;quot;&#39;&lt;/body&gt;")"));
}

BOOST_AUTO_TEST_CASE(messages_go_to_one_origin_and_come_from_one) {
  const std::string script = script_of(rc::make_session_check_page(good()).value());
  BOOST_TEST(script.find("page.client + \" \" + state, page.providerOrigin") != std::string::npos);
  BOOST_TEST(script.find("event.source === provider.contentWindow && event.origin === page.providerOrigin") != std::string::npos);
  BOOST_TEST(script.find("event.source === silent.contentWindow && event.origin === page.site") != std::string::npos);
  BOOST_TEST(script.find("\"*\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(refuses_what_the_page_cannot_hold) {
  const auto with = [](auto change) {
    auto check = good();
    change(check);
    return making(check);
  };
  const auto refused = [](const char* what) { return std::string("client_misconfigured in session_check (") + what + ")"; };
  for (const char* wrong :
       {"", "/check", "http://op.example/", "javascript:alert(1)", "https://u@op.example/", "https://o;p.example/"}) {
    BOOST_TEST(with([&](rc::session_check& c) { c.check_session_iframe = wrong; }) == refused("check_session_iframe"));
    BOOST_TEST(with([&](rc::session_check& c) { c.authorization_endpoint = wrong; }) == refused("authorization_endpoint"));
  }
  for (const char* wrong : {"", "a b", "a\nb"}) {
    BOOST_TEST(with([&](rc::session_check& c) { c.client_id = wrong; }) == refused("client_id"));
    BOOST_TEST(with([&](rc::session_check& c) { c.session_state = wrong; }) == refused("session_state"));
  }
  for (const char* wrong :
       {"", "*", "https://app.example/", "https://APP.example", "https://app.example:443", "app.example", "null"})
    BOOST_TEST(with([&](rc::session_check& c) { c.site = wrong; }) == refused("site"));
  for (const char* wrong : {"", "silent", "//evil.example", "https://app.example/silent", "/\\evil.example", "javascript:1"})
    BOOST_TEST(with([&](rc::session_check& c) { c.silent_sign_in = wrong; }) == refused("silent_sign_in"));
  for (const int wrong : {0, -1, 3601})
    BOOST_TEST(with([&](rc::session_check& c) { c.interval_seconds = wrong; }) == refused("interval_seconds"));
  BOOST_TEST(with([](rc::session_check& c) {
               c.check_session_iframe = c.authorization_endpoint = "http://localhost:8080/x";
               c.site = "http://127.0.0.1:9";
             }) == "accepted");
}

BOOST_AUTO_TEST_CASE(a_silent_sign_in_shows_nothing_and_names_the_person) {
  const auto wanted = rc::silent_sign_in_request(rc::secret("a.b.c"));
  BOOST_TEST(wanted.prompt == "none");
  BOOST_TEST(wanted.id_token_hint.matches("a.b.c"));
}

BOOST_AUTO_TEST_CASE(only_the_same_person_goes_on) {
  const auto before = token_of("alice");
  const auto judged = [&before](const rc::id_token* now) {
    return rc::outcome_of_silent_sign_in(before, now) == rc::session_outcome::same_person ? "goes on" : "ended";
  };
  const auto same = token_of("alice"), other = token_of("bob"), elsewhere = token_of("alice", "https://b.example");
  BOOST_TEST(judged(&same) == "goes on");
  BOOST_TEST(judged(&other) == "ended");
  BOOST_TEST(judged(&elsewhere) == "ended");
  BOOST_TEST(judged(nullptr) == "ended");
}

BOOST_AUTO_TEST_CASE(the_outcome_is_told_to_our_own_site_alone) {
  const char* site = "https://app.example";
  const auto goes_on = rc::make_silent_sign_in_page(rc::session_outcome::same_person, "new\"state", site);
  BOOST_REQUIRE(goes_on.has_value());
  BOOST_TEST(holds(*goes_on, R"( data-outcome="same" data-state="new&quot;state" data-site="https://app.example">)"));
  BOOST_TEST(header_of(*goes_on, "Content-Security-Policy").find("frame-ancestors 'self'") != std::string::npos);
  BOOST_TEST(header_of(*goes_on, "Cache-Control") == "no-store");
  const std::string ended = R"( data-outcome="ended" data-state="" )";
  BOOST_TEST(holds(*rc::make_silent_sign_in_page(rc::session_outcome::ended, "new", site), ended));
  BOOST_TEST(holds(*rc::make_silent_sign_in_page(rc::session_outcome::same_person, "", site), ended));
  BOOST_TEST(holds(*rc::make_silent_sign_in_page(rc::session_outcome::same_person, "a b", site), ended));
  BOOST_TEST(outcome(rc::make_silent_sign_in_page(rc::session_outcome::ended, "", "*")) ==
             "client_misconfigured in session_check (site)");
}

BOOST_AUTO_TEST_SUITE_END()
