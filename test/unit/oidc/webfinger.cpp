// SPDX-License-Identifier: BSL-1.0
// From what a person types to the issuer of the person's provider.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/webfinger.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace rc = rowclaim;
namespace json = boost::json;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(webfinger)

namespace {

std::string read(std::string_view typed, bool allows_plain_http = false) {
  const auto identifier = rc::read_identifier(typed, {.allow_plain_http_on_loopback = allows_plain_http});
  return identifier ? identifier->resource + " at " + identifier->authority : outcome(identifier.error());
}

const char* const relation = "http://openid.net/specs/connect/1.0/issuer";

std::string answer_with(const json::value& href) {
  return json::serialize(
      json::object{{"subject", "acct:joe@example.com"}, {"links", json::array{json::object{{"rel", relation}, {"href", href}}}}});
}

std::string issuer_in(const std::string& answer) {
  const auto issuer = rc::read_webfinger(answer);
  return issuer ? *issuer : outcome(issuer.error());
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_what_people_type) {
  // Discovery 1.0 sections 2.1.2 and 2.2
  BOOST_TEST(read("joe@example.com") == "acct:joe@example.com at example.com");
  BOOST_TEST(read("acct:joe@example.com") == "acct:joe@example.com at example.com");
  BOOST_TEST(read("ACCT:joe@example.com") == "acct:joe@example.com at example.com");
  BOOST_TEST(read("acct:joe@example.com:8443") == "acct:joe@example.com:8443 at example.com:8443");
  BOOST_TEST(read("acct:juliet%40capulet.example@shopping.example.com") ==
             "acct:juliet%40capulet.example@shopping.example.com at shopping.example.com");
  BOOST_TEST(read("example.com") == "https://example.com/ at example.com");
  BOOST_TEST(read("example.com:8080") == "https://example.com:8080/ at example.com:8080");
  BOOST_TEST(read("example.com/joe") == "https://example.com/joe at example.com");
  BOOST_TEST(read("example.com?joe") == "https://example.com/?joe at example.com");
  BOOST_TEST(read("https://example.com") == "https://example.com/ at example.com");
  BOOST_TEST(read("https://example.com/joe") == "https://example.com/joe at example.com");
  BOOST_TEST(read("https://example.com:8080/joe?a=b") == "https://example.com:8080/joe?a=b at example.com:8080");
  BOOST_TEST(read("joe@example.com:8080") == "https://joe@example.com:8080/ at example.com:8080");
  BOOST_TEST(read("joe@example.com/path") == "https://joe@example.com/path at example.com");
  BOOST_TEST(read("[::1]:8080") == "https://[::1]:8080/ at [::1]:8080");
}

BOOST_AUTO_TEST_CASE(cuts_fragments_off) {
  BOOST_TEST(read("https://example.com/joe#a") == "https://example.com/joe at example.com");
  BOOST_TEST(read("example.com#a@b") == "https://example.com/ at example.com");
  BOOST_TEST(read("joe@example.com#a") == "acct:joe@example.com at example.com");
}

BOOST_AUTO_TEST_CASE(refuses_what_names_nobody_anywhere) {
  BOOST_TEST(read("") == "identifier_malformed in webfinger (length)");
  BOOST_TEST(read("#a") == "identifier_malformed in webfinger (length)");
  BOOST_TEST(read(std::string(3000, 'a')) == "identifier_malformed in webfinger (length)");
  for (const char* xri : {"=example", "@example", "+a", "$a", "!a", "(a"})
    BOOST_TEST(read(xri) == "identifier_malformed in webfinger (an XRI)");
  for (const char* bad : {"joe @example.com", "joe\n@example.com", "j\xc3\xb6@example.com", "joe@exam\x7fple.com"})
    BOOST_TEST(read(bad) == "identifier_malformed in webfinger (characters)");
  BOOST_TEST(read("acct:joe") == "identifier_malformed in webfinger (no name before the host)");
  BOOST_TEST(read("acct:@example.com") == "identifier_malformed in webfinger (no name before the host)");
  BOOST_TEST(read("acct:joe@") == "identifier_malformed in webfinger (the host)");
  BOOST_TEST(read("joe@") == "identifier_malformed in webfinger (the host)");
  BOOST_TEST(read("acct:joe@a.example/b") == "identifier_malformed in webfinger (the host)");
  BOOST_TEST(read("acct:joe@jack@a.example") == "identifier_malformed in webfinger (the name)");
  BOOST_TEST(read("http://example.com/joe") == "url_not_https in webfinger (identifier)");
  BOOST_TEST(read("ftp://example.com/joe") == "url_not_https in webfinger (identifier)");
  BOOST_TEST(read("https://") == "url_malformed in webfinger (identifier)");
  BOOST_TEST(read("example.com:99999") == "url_malformed in webfinger (identifier)");
  BOOST_TEST(read("http://127.0.0.1:1/joe") == "url_not_https in webfinger (identifier)");
  BOOST_TEST(read("http://127.0.0.1:1/joe", true) == "http://127.0.0.1:1/joe at 127.0.0.1:1");
}

BOOST_AUTO_TEST_CASE(asks_the_host_for_the_issuer_and_then_the_issuer) {
  scripted_transport transport;
  transport.will_answer(answer_with("https://issuer.example/a"), 200, "application/jrd+json");
  transport.will_answer(R"({"issuer":"https://issuer.example/a","authorization_endpoint":"https://a.example/a",
      "token_endpoint":"https://a.example/t","jwks_uri":"https://a.example/j","response_types_supported":["code"],
      "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]})");
  const auto found = rc::discover_by_identifier(transport, "joe@example.com");
  BOOST_REQUIRE_MESSAGE(found.has_value(), outcome(found));
  BOOST_TEST(found->issuer == "https://issuer.example/a");
  BOOST_REQUIRE(transport.requests.size() == 2);
  BOOST_TEST(transport.requests[0].method == "GET");
  BOOST_TEST(transport.requests[0].url ==
             "https://example.com/.well-known/webfinger?resource=acct%3Ajoe%40example.com&rel=http%3A%2F%2Fopenid.net%2Fspecs%2F"
             "connect%2F1.0%2Fissuer");
  BOOST_TEST(transport.requests[1].url == "https://issuer.example/a/.well-known/openid-configuration");
}

BOOST_AUTO_TEST_CASE(a_document_of_another_issuer_is_refused) {
  scripted_transport transport;
  transport.will_answer(answer_with("https://issuer.example"), 200, "application/json");
  transport.will_answer(R"({"issuer":"https://other.example","authorization_endpoint":"https://a.example/a",
      "token_endpoint":"https://a.example/t","jwks_uri":"https://a.example/j","response_types_supported":["code"],
      "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]})");
  BOOST_TEST(outcome(rc::discover_by_identifier(transport, "example.com")) == "issuer_mismatch in discovery");
}

BOOST_AUTO_TEST_CASE(asks_allowed_hosts_only) {
  scripted_transport transport;
  const rc::webfinger_options ours{.allowed_hosts = {"example.com", "example.org:8443"}};
  for (const char* typed : {"joe@evil.example", "evil.example", "https://example.com.evil.example/",
                            "https://example.com@evil.example/", "example.org", "joe@example.com:8080"})
    BOOST_TEST(outcome(rc::find_issuer(transport, typed, ours)) == "host_not_allowed in webfinger (host)", typed);
  BOOST_TEST(transport.requests.empty());
  transport.will_answer(answer_with("https://issuer.example"));
  BOOST_TEST(outcome(rc::find_issuer(transport, "joe@EXAMPLE.com", ours)) == "accepted");
}

BOOST_AUTO_TEST_CASE(an_allowed_host_leads_to_allowed_issuers_only) {
  const rc::webfinger_options ours{.allowed_hosts = {"example.com"}, .allowed_issuers = {"https://issuer.example"}};
  for (const char* issuer :
       {"https://10.0.0.1:8443/x", "https://other.example", "https://issuer.example/", "https://ISSUER.example"}) {
    scripted_transport transport;
    transport.will_answer(answer_with(issuer));
    BOOST_TEST(outcome(rc::discover_by_identifier(transport, "joe@example.com", ours)) == "issuer_unknown in webfinger", issuer);
    BOOST_TEST(transport.requests.size() == 1u);
  }
  scripted_transport transport;
  transport.will_answer(answer_with("https://issuer.example"));
  BOOST_TEST(outcome(rc::find_issuer(transport, "joe@example.com", ours)) == "accepted");
}

BOOST_AUTO_TEST_CASE(takes_the_link_of_the_relation_and_ignores_the_rest) {
  BOOST_TEST(issuer_in(answer_with("https://issuer.example")) == "https://issuer.example");
  BOOST_TEST(issuer_in(R"({"unknown":{"a":[1]},"aliases":7,"links":[{"href":"http://no.example"},{"rel":"self","href":1},
      {"rel":"http://openid.net/specs/connect/1.0/issuer","href":"https://issuer.example/","titles":{},"x":null}]})") ==
             "https://issuer.example/");
}

BOOST_AUTO_TEST_CASE(refuses_issuers_that_are_none) {
  BOOST_TEST(issuer_in(answer_with("http://issuer.example")) == "url_not_https in webfinger (href)");
  BOOST_TEST(issuer_in(answer_with("http://127.0.0.1/")) == "url_not_https in webfinger (href)");
  BOOST_TEST(issuer_in(answer_with("https://issuer.example?a")) == "url_malformed in webfinger (href)");
  BOOST_TEST(issuer_in(answer_with("https://issuer.example#a")) == "url_malformed in webfinger (href)");
  BOOST_TEST(issuer_in(answer_with("https://a@issuer.example")) == "url_malformed in webfinger (href)");
  BOOST_TEST(issuer_in(answer_with("")) == "url_malformed in webfinger (href)");
  BOOST_TEST(issuer_in(answer_with(json::string(70'000, 'a'))) == "json_string_too_long in webfinger");
  for (const json::value& wrong :
       {json::value(nullptr), json::value(1), json::value(true), json::value(json::array{"https://a.example"})})
    BOOST_TEST(issuer_in(answer_with(wrong)) == "json_wrong_type in webfinger (href)");
}

BOOST_AUTO_TEST_CASE(refuses_answers_of_another_shape) {
  BOOST_TEST(issuer_in("{}") == "issuer_missing in webfinger");
  BOOST_TEST(issuer_in(R"({"links":[]})") == "issuer_missing in webfinger");
  BOOST_TEST(issuer_in(R"({"links":[{"rel":"http://openid.net/specs/connect/1.0/issuer"}]})") ==
             "issuer_missing in webfinger (href)");
  BOOST_TEST(issuer_in(R"({"links":[{"rel":"HTTP://openid.net/specs/connect/1.0/issuer","href":"https://a.example"}]})") ==
             "issuer_missing in webfinger");
  for (const char* wrong : {"null", "1", "true", "\"a\"", "{}", "[1]", "[null]", "[[]]"})
    BOOST_TEST(issuer_in(R"({"links":)" + std::string(wrong) + "}") == "json_wrong_type in webfinger (links)", wrong);
  BOOST_TEST(issuer_in(R"({"links":[{"rel":1}]})") == "json_wrong_type in webfinger (rel)");
  BOOST_TEST(issuer_in(R"({"links":[],"links":[]})") == "json_duplicate_member in webfinger");
  BOOST_TEST(issuer_in("[]") == "json_wrong_type in webfinger (object)");
  BOOST_TEST(issuer_in("<html>") == "json_syntax in webfinger");
  const auto answered = [](int status, const char* type) {
    scripted_transport transport;
    transport.will_answer(answer_with("https://issuer.example"), status, type);
    return outcome(rc::find_issuer(transport, "joe@example.com"));
  };
  BOOST_TEST(answered(404, "application/jrd+json") == "status_unexpected in webfinger");
  BOOST_TEST(answered(200, "text/html") == "content_type_unexpected in webfinger");
  scripted_transport silent;
  BOOST_TEST(outcome(rc::find_issuer(silent, "joe@example.com")) == "connection_failed in webfinger");
}

BOOST_AUTO_TEST_SUITE_END()
