// SPDX-License-Identifier: BSL-1.0
// The provider as a server: stopping, TLS, loopback names, an issuer with a path, bad HTTP.
#include "raw_exchange.hpp"
#include "relying_party.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

namespace rp = relying_party;
using mock_idp::misbehaviour;
using mock_idp::provider;

BOOST_AUTO_TEST_SUITE(server)

BOOST_AUTO_TEST_CASE(the_destructor_does_not_wait_for_requests_that_hang) {
  for (const auto wrong : {misbehaviour::slow_discovery, misbehaviour::dripping_discovery}) {
    std::optional<provider> p(std::in_place,
                              mock_idp::provider_options{
                                  .misbehave = wrong, .slow_delay = std::chrono::hours(1), .drip_interval = std::chrono::hours(1)});
    const auto port = raw::port_of(p->issuer());
    // Connected, and then silent: neither half a request nor an idle connection may hold the provider up.
    const raw::connection half(port, "GET /jwks HTTP/1.1\r\nHost:");
    std::thread hanging(
        [&] { raw::exchange(port, raw::get_request("/.well-known/openid-configuration"), std::chrono::seconds(60)); });
    BOOST_TEST(p->wait_for_requests(1, std::chrono::seconds(10)));
    const auto begin = std::chrono::steady_clock::now();
    p.reset();
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(2)));
    hanging.join();
  }
}

BOOST_AUTO_TEST_CASE(serves_https_to_whoever_trusts_its_certificate_and_to_nobody_else) {
  provider p({.tls = true});
  BOOST_TEST(p.issuer().starts_with("https://127.0.0.1:"));
  const std::string file = "mock_idp_test_ca_" + std::to_string(raw::port_of(p.issuer())) + ".pem";
  std::ofstream(file) << p.ca_certificate_pem();
  const auto trusting = rp::get(p.issuer() + "/.well-known/openid-configuration", {}, file);
  std::remove(file.c_str());
  BOOST_TEST(trusting.status == 200, trusting.failure);
  BOOST_TEST(trusting.json().at("issuer").as_string() == p.issuer());
  BOOST_TEST(rp::get(p.issuer() + "/.well-known/openid-configuration").status == 0);
}

BOOST_AUTO_TEST_CASE(answers_under_loopback_names_alone) {
  provider p;
  const auto status = [&](const std::string& host) {
    return raw::exchange(raw::port_of(p.issuer()), "GET /jwks HTTP/1.1\r\nConnection: close\r\n" + host + "\r\n",
                         std::chrono::seconds(10));
  };
  BOOST_TEST(status("Host: localhost:1234\r\n").has(" 200 "));
  BOOST_TEST(status("Host: 127.0.0.1\r\n").has(" 200 "));
  BOOST_TEST(status("Host: rebound.example\r\n").has(" 403 "));
  BOOST_TEST(status("").has(" 403 "));
}

BOOST_AUTO_TEST_CASE(an_issuer_can_have_a_path) {
  provider p({.issuer_path = "/realms/demo"});
  BOOST_TEST(p.issuer().ends_with("/realms/demo"));
  const auto metadata = rp::get(p.issuer() + "/.well-known/openid-configuration").json();
  BOOST_TEST(metadata.at("jwks_uri").as_string() == p.issuer() + "/jwks");
  BOOST_TEST(rp::payload_of(rp::sign_in(p).id_token).at("iss").as_string() == p.issuer());
  const auto origin = p.issuer().substr(0, p.issuer().find("/realms"));
  BOOST_TEST(rp::get(origin + "/.well-known/openid-configuration").status == 404);
}

BOOST_AUTO_TEST_CASE(refuses_http_that_it_cannot_read) {
  provider p;
  const auto answer = [&](const std::string& request) {
    return raw::exchange(raw::port_of(p.issuer()), request, std::chrono::seconds(10));
  };
  BOOST_TEST(answer("nonsense\r\n\r\n").has(" 400 "));
  BOOST_TEST(answer("POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n").has(" 400 "));
  BOOST_TEST(answer("POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n").has(" 400 "));
  BOOST_TEST(answer("POST /token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n").has(" 400 "));
  BOOST_TEST(answer(raw::get_request("/authorize?state=%zz")).has(" 400 "));
  BOOST_TEST(answer(raw::get_request("/nowhere")).has(" 404 "));
}

BOOST_AUTO_TEST_CASE(providers_with_far_key_generations_share_no_key) {
  provider one;
  provider same;
  provider other({.key_generation = 1000});
  const auto id = [](const provider& p) { return p.current_key(mock_idp::signing_algorithm::ES256).id(); };
  BOOST_TEST(id(one) == id(same));
  BOOST_TEST(id(one) != id(other));
}

BOOST_AUTO_TEST_CASE(many_people_sign_in_at_once) {
  provider p({.algorithm = mock_idp::signing_algorithm::EdDSA});
  std::atomic<int> signed_in = 0;
  std::vector<std::thread> people;
  for (int i = 0; i != 8; ++i)
    people.emplace_back([&] {
      for (int j = 0; j != 5; ++j)
        if (!rp::sign_in(p).id_token.empty()) ++signed_in;
    });
  for (auto& person : people) person.join();
  BOOST_TEST(signed_in == 40);
  BOOST_TEST(p.count_requests("/token") == 40u);
}

BOOST_AUTO_TEST_SUITE_END()
