// SPDX-License-Identifier: BSL-1.0
// Certificates and host names, against the mock provider's own certificate.
#include "raw_server.hpp"
#include <rowclaim/http/httplib_transport.hpp>

#include <boost/test/unit_test.hpp>
#include <mock_idp/provider.hpp>

#include <string>

namespace rc = rowclaim;

namespace {

rc::result<rc::http_response> get(const std::string& url, const std::string& ca) {
  const rc::httplib_transport transport({.ca_pem = ca});
  return transport.send({.method = "GET", .url = url + "/.well-known/openid-configuration"});
}

std::string with_host(std::string url, std::string_view host) {
  const std::size_t start = url.find("//") + 2;
  return url.replace(start, url.find(':', start) - start, host);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(accepts_a_certificate_of_a_trusted_authority_for_its_names) {
  const mock_idp::provider provider({.tls = true});
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const auto sent = get(with_host(provider.issuer(), host), provider.ca_certificate_pem());
    BOOST_TEST(sent.has_value(), host);
    if (sent) BOOST_TEST(sent->status == 200);
  }
}

BOOST_AUTO_TEST_CASE(refuses_a_certificate_that_nobody_trusted) {
  const mock_idp::provider provider({.tls = true});
  const auto sent = get(provider.issuer(), {});
  BOOST_REQUIRE(!sent.has_value());
  BOOST_TEST((sent.error().code == rc::errc::tls_failed));
  BOOST_TEST(sent.error().detail == "certificate");
}

BOOST_AUTO_TEST_CASE(refuses_a_certificate_for_another_name) {
  const mock_idp::provider provider({.tls = true});
  // The resolver takes 127.1 for 127.0.0.1; the certificate does not.
  const auto sent = get(with_host(provider.issuer(), "127.1"), provider.ca_certificate_pem());
  BOOST_REQUIRE(!sent.has_value());
  BOOST_TEST((sent.error().code == rc::errc::tls_failed));
  BOOST_TEST(sent.error().detail == "host name");
}

BOOST_AUTO_TEST_CASE(refuses_a_server_without_tls) {
  const rowclaim_test::raw_server server([](rowclaim_test::raw_connection& c) { c.write("HTTP/1.1 200 OK\r\n\r\n"); });
  const auto sent = rc::httplib_transport().send({.method = "GET", .url = server.https_url()});
  BOOST_REQUIRE(!sent.has_value());
  BOOST_TEST((sent.error().code == rc::errc::tls_failed));
}

BOOST_AUTO_TEST_SUITE_END()
