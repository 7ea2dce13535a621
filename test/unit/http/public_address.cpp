// SPDX-License-Identifier: BSL-1.0
// Addresses of the public internet and all others, and a transport that keeps to the former.
#include "raw_server.hpp"
#include <rowclaim/http/httplib_transport.hpp>

#include <arpa/inet.h>
#include <boost/test/unit_test.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace rc = rowclaim;
using rowclaim_test::raw_connection;
using rowclaim_test::raw_server;

BOOST_AUTO_TEST_SUITE(public_address)

namespace {

bool is_public(const char* text) {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  if (::inet_pton(AF_INET, text, &four.sin_addr) == 1)
    return rc::detail::is_public_address(reinterpret_cast<const sockaddr&>(four), sizeof four);
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  if (::inet_pton(AF_INET6, text, &six.sin6_addr) != 1) throw std::invalid_argument(text);
  return rc::detail::is_public_address(reinterpret_cast<const sockaddr&>(six), sizeof six);
}

std::string outcome_of(const std::string& url, bool refuses) {
  const rc::httplib_transport transport(
      {.limits = {.total_milliseconds = 2000}, .allow_plain_http_on_loopback = true, .refuse_private_addresses = refuses});
  const auto sent = transport.send({.method = "GET", .url = url});
  return sent ? "accepted" : std::string(name(sent.error().code)).append(" ").append(sent.error().detail);
}

}  // namespace

BOOST_AUTO_TEST_CASE(tells_the_public_internet_from_everything_else) {
  // The first and the last of each block, and their neighbours.
  for (const char* inner : {"0.0.0.0",         "0.255.255.255",   "10.0.0.0",        "10.255.255.255", "100.64.0.0",
                            "100.127.255.255", "127.0.0.1",       "127.255.255.255", "169.254.0.0",    "169.254.169.254",
                            "172.16.0.0",      "172.31.255.255",  "192.0.0.8",       "192.0.2.1",      "192.88.99.1",
                            "192.168.0.1",     "192.168.255.255", "198.18.0.0",      "198.19.255.255", "198.51.100.1",
                            "203.0.113.1",     "224.0.0.1",       "239.255.255.255", "240.0.0.1",      "255.255.255.255"})
    BOOST_TEST(!is_public(inner), inner);
  for (const char* outer : {"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
                            "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
                            "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.114.0", "223.255.255.255"})
    BOOST_TEST(is_public(outer), outer);
  for (const char* inner : {"::",
                            "::1",
                            "::127.0.0.1",
                            "::ffff:127.0.0.1",
                            "::ffff:10.0.0.1",
                            "::ffff:169.254.169.254",
                            "64:ff9b::10.0.0.1",
                            "64:ff9b:1::1",
                            "100::1",
                            "2001::1",
                            "2001:db8::1",
                            "2002:7f00:1::",
                            "3fff::1",
                            "fc00::1",
                            "fdff:ffff::1",
                            "fe80::1",
                            "febf::1",
                            "fec0::1",
                            "ff02::1",
                            "4000::1"})
    BOOST_TEST(!is_public(inner), inner);
  for (const char* outer :
       {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2001:200::1", "2001:4860:4860::8888", "2a00:1450:4001::1", "2600::1", "3ffe::1"})
    BOOST_TEST(is_public(outer), outer);
  sockaddr other{};
  other.sa_family = AF_UNIX;
  BOOST_TEST(!rc::detail::is_public_address(other, sizeof other));
  sockaddr_in cut{};
  cut.sin_family = AF_INET;
  cut.sin_addr.s_addr = htonl(0x08080808);
  BOOST_TEST(!rc::detail::is_public_address(reinterpret_cast<const sockaddr&>(cut), 4));
}

BOOST_AUTO_TEST_CASE(no_name_for_an_address_inside_is_a_way_round) {
  raw_server server([](raw_connection& c) {
    c.read_request();
    c.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  const std::string port = server.url().substr(std::string("http://127.0.0.1:").size());
  BOOST_TEST(outcome_of("http://127.0.0.1:" + port, false) == "accepted");
  BOOST_TEST(server.count() == 1);
  for (const char* host : {"http://127.0.0.1:", "http://localhost:", "https://127.0.0.1:", "https://2130706433:", "https://0x7f.1:",
                           "https://0.0.0.0:", "https://[::1]:", "https://[::ffff:127.0.0.1]:"})
    BOOST_TEST(outcome_of(host + port, true) == "host_not_allowed a private address", host);
  for (const char* url : {"https://169.254.169.254/", "https://10.0.0.1:8443/x", "https://[fd00::1]/"})
    BOOST_TEST(outcome_of(url, true) == "host_not_allowed a private address", url);
  BOOST_TEST(server.count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
