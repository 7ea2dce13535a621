// SPDX-License-Identifier: BSL-1.0
// Which URLs are used at all.
#include <rowclaim/http/url.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(url)

namespace {

std::string cause(std::string_view url, const rc::url_policy& policy = {}) {
  const auto read = rc::read_url(url, policy);
  return read ? "accepted" : std::string(name(read.error().code));
}

constexpr rc::url_policy loopback_allowed{.allow_plain_http_on_loopback = true};

}  // namespace

BOOST_AUTO_TEST_CASE(takes_an_https_url_apart) {
  const auto read = rc::read_url("https://issuer.example/realms/demo?x=1&y=%20");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->is_https);
  BOOST_TEST(read->host == "issuer.example");
  BOOST_TEST(read->authority == "issuer.example");
  BOOST_TEST(read->port == 443);
  BOOST_TEST(read->target == "/realms/demo?x=1&y=%20");
}

BOOST_AUTO_TEST_CASE(takes_an_address_and_a_port_apart) {
  const auto read = rc::read_url("https://[::1]:8443");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->host == "::1");
  BOOST_TEST(read->authority == "[::1]:8443");
  BOOST_TEST(read->port == 8443);
  BOOST_TEST(read->target == "/");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_usable_url) {
  for (const char* url :
       {"", "issuer.example", "//issuer.example/", "https:", "https://", "https:///path", "https://a b/", "https://a/\r\nX: y",
        "https://user@issuer.example/", "https://user:word@issuer.example/", "https://issuer.example/#here",
        "https://issuer.example:99999/", "https://issuer.example:0/", "https://a%00b/", "\xff", "https://1.2.3.4x/",
        "https://127.0.0.1.evil.example/", "http://127.0.0.1.evil.example/"})
    BOOST_TEST(cause(url, loopback_allowed) == "url_malformed", url << " gave " << cause(url, loopback_allowed));
  BOOST_TEST(cause(std::string("https://a/\0b", 12)) == "url_malformed");
}

BOOST_AUTO_TEST_CASE(a_scheme_of_an_application_has_a_dot) {
  for (const char* uri : {"com.example.app:/callback", "com.example.app://callback", "com.example.app:/"})
    BOOST_TEST(rc::detail::has_private_use_scheme(uri), uri);
  for (const char* uri : {"", "com.example.app", "app:/callback", "https://app.example/", "http://127.0.0.1/", "javascript:a.b",
                          "com.example.app:/#here", "com.example.app:/a b", "://a.b/"})
    BOOST_TEST(!rc::detail::has_private_use_scheme(uri), uri);
}

BOOST_AUTO_TEST_CASE(refuses_everything_but_https) {
  for (const char* url : {"http://issuer.example/", "http://127.0.0.1/", "http://localhost:8080/", "ftp://issuer.example/",
                          "file:///etc/passwd", "javascript://issuer.example/"})
    BOOST_TEST(cause(url) == "url_not_https", url << " gave " << cause(url));
}

BOOST_AUTO_TEST_CASE(allows_plain_http_on_loopback_only_when_asked) {
  for (const char* url :
       {"http://127.0.0.1:8080/", "http://127.9.9.9/", "http://localhost/", "http://[::1]:80/", "HTTP://127.0.0.1/"})
    BOOST_TEST(cause(url, loopback_allowed) == "accepted", url << " gave " << cause(url, loopback_allowed));
  for (const char* url : {"http://issuer.example/", "http://10.0.0.1/", "http://localhost.evil.example/", "http://0.0.0.0/",
                          "http://[::2]/", "http://127.1/", "http://2130706433/", "http://[::ffff:10.0.0.1]/"})
    BOOST_TEST(cause(url, loopback_allowed) == "url_not_https", url << " gave " << cause(url, loopback_allowed));
}

BOOST_AUTO_TEST_SUITE_END()
