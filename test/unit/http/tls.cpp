// SPDX-License-Identifier: BSL-1.0
// Certificates and host names, against the mock provider's own certificate.
#include "raw_server.hpp"
#include <rowclaim/http/httplib_transport.hpp>

#include <boost/test/unit_test.hpp>
#include <mock_idp/client_certificate.hpp>
#include <mock_idp/provider.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(tls)

namespace {

rc::result<rc::http_response> get(const std::string& url, const std::string& ca) {
  const rc::httplib_transport transport({.ca_pem = ca});
  return transport.send({.method = "GET", .url = url + "/.well-known/openid-configuration"});
}

std::string with_host(std::string url, std::string_view host) {
  const std::size_t start = url.find("//") + 2;
  return url.replace(start, url.find(':', start) - start, host);
}

struct file_of {
  std::string path;

  explicit file_of(const std::string& text) {
    static int count = 0;
    const auto name = "rowclaim_tls_" + std::to_string(getpid()) + "_" + std::to_string(++count);
    path = (std::filesystem::temp_directory_path() / name).string();
    std::ofstream(path) << text;
  }
  file_of(const file_of&) = delete;
  file_of& operator=(const file_of&) = delete;
  ~file_of() { std::filesystem::remove(path); }
};

// Of a P-256 key, made by `openssl ec -aes128`.
constexpr const char* under_pass_phrase = R"(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,4A3DE041888D7AE48B06B579001A3B0E

xrsTzd/IJNbHSzzDPv1iniLfsm6kyLVi7k693Zrv/kpJrWwIChXl9X9pn5YVXkwX
42P1pSjXVVc1OSlDuhX3SN1qDTa5UmocbS4zakH0/MXBgselNAar0mUJ58nNAyFk
+KIha0uevaY07t08Pn1GAzB6Lv4Ht2yfHzyE2JR8m98=
-----END EC PRIVATE KEY-----
)";

}  // namespace

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

BOOST_AUTO_TEST_CASE(shows_its_own_certificate_from_text_and_from_files) {
  const mock_idp::provider provider({.tls = true});
  const auto own = mock_idp::make_client_certificate("app");
  const auto chain = mock_idp::make_client_certificate("authority");
  const file_of certificate(own.certificate_pem + chain.certificate_pem);
  const file_of key(own.private_key_pem);
  const rc::httplib_transport by_text({.ca_pem = provider.ca_certificate_pem(),
                                       .client_certificate_pem = own.certificate_pem + chain.certificate_pem,
                                       .client_key_pem = rc::secret(own.private_key_pem)});
  const rc::httplib_transport by_file(
      {.ca_pem = provider.ca_certificate_pem(), .client_certificate_file = certificate.path, .client_key_file = key.path});
  for (const auto* transport : {&by_text, &by_file}) {
    const auto sent = transport->send({.method = "GET", .url = provider.issuer() + "/.well-known/openid-configuration"});
    BOOST_REQUIRE(sent.has_value());
    BOOST_TEST(sent->status == 200);
  }
}

BOOST_AUTO_TEST_CASE(refuses_a_certificate_of_its_own_that_is_half_or_not_one) {
  const auto own = mock_idp::make_client_certificate("app");
  const auto other = mock_idp::make_client_certificate("app");
  const auto outcome = [](rc::httplib_options options) {
    const auto sent = rc::httplib_transport(std::move(options)).send({.method = "GET", .url = "https://127.0.0.1:1/"});
    return std::string(name(sent.error().code)) + " " + std::string(sent.error().detail);
  };
  const std::string refused = "tls_failed the client's certificate and its key cannot be read";
  const rc::secret key(own.private_key_pem);
  BOOST_TEST(outcome({.client_certificate_pem = own.certificate_pem}) == refused);
  BOOST_TEST(outcome({.client_key_pem = key}) == refused);
  BOOST_TEST(outcome({.client_certificate_pem = own.certificate_pem, .client_key_pem = rc::secret(other.private_key_pem)}) ==
             refused);
  BOOST_TEST(outcome({.client_certificate_pem = "no certificate", .client_key_pem = key}) == refused);
  BOOST_TEST(
      outcome({.client_certificate_pem = own.certificate_pem + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
               .client_key_pem = key}) == refused);
  BOOST_TEST(outcome({.client_certificate_pem = own.certificate_pem, .client_key_pem = rc::secret("no key")}) == refused);
  BOOST_TEST(outcome({.client_certificate_file = "/does/not/exist", .client_key_pem = key}) == refused);
  BOOST_TEST(outcome({.client_certificate_pem = own.certificate_pem, .client_key_file = "/does/not/exist"}) == refused);
  const file_of certificate(own.certificate_pem);
  BOOST_TEST(outcome({.client_certificate_pem = own.certificate_pem,
                      .client_certificate_file = certificate.path,
                      .client_key_pem = key}) == refused);
  // Nobody is asked for a pass phrase.
  BOOST_TEST(outcome({.client_certificate_pem = own.certificate_pem, .client_key_pem = rc::secret(under_pass_phrase)}) == refused);
  BOOST_TEST(outcome({.client_certificate_pem = own.certificate_pem, .client_key_pem = key}) != refused);
}

BOOST_AUTO_TEST_SUITE_END()
