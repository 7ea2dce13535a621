// SPDX-License-Identifier: BSL-1.0
// The transport against servers that are slow, endless, wrong or gone.
#include "raw_server.hpp"
#include <rowclaim/http/httplib_transport.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::raw_connection;
using rowclaim_test::raw_server;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(httplib_transport)

namespace {

constexpr rc::http_limits small{.total_milliseconds = 300, .response_bytes = 64u << 10, .header_bytes = 8u << 10};

rc::result<rc::http_response> get(const std::string& url, const rc::http_limits& limits = small) {
  const rc::httplib_transport transport({.limits = limits, .allow_plain_http_on_loopback = true});
  return transport.send({.method = "GET", .url = url});
}

std::string cause(const rc::result<rc::http_response>& sent) { return sent ? "accepted" : std::string(name(sent.error().code)); }

std::string cause_of(std::function<void(raw_connection&)> behave) {
  const raw_server server(std::move(behave));
  return cause(get(server.url()));
}

std::string cause_of_text(std::string response) {
  return cause_of([&](raw_connection& c) {
    c.read_request();
    c.write(response);
  });
}

struct stopwatch {
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  auto elapsed() const { return std::chrono::steady_clock::now() - start; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(sends_what_it_is_given_and_hands_back_the_response) {
  std::string seen;
  std::string body(4, '\0');
  raw_server server([&](raw_connection& c) {
    seen = c.read_request();
    c.write("HTTP/1.1 404 Nothing Here\r\nContent-Type: text/plain\r\nX-One: 1\r\nContent-Length: 5\r\n\r\nhello");
  });
  const rc::httplib_transport transport({.allow_plain_http_on_loopback = true});
  const auto sent = transport.send({.method = "POST",
                                    .url = server.url("/a%20b?c=d+e"),
                                    .headers = {{"Content-Type", "text/x"}, {"X-Two", "2"}},
                                    .body = "body"});
  BOOST_REQUIRE(sent.has_value());
  BOOST_TEST(sent->status == 404);
  BOOST_TEST(sent->body == "hello");
  BOOST_TEST(sent->header("x-one").value() == "1");
  BOOST_TEST(seen.starts_with("POST /a%20b?c=d+e HTTP/1.1\r\n"));
  BOOST_TEST(seen.find("Content-Type: text/x\r\n") != std::string::npos);
  BOOST_TEST(seen.find("X-Two: 2\r\n") != std::string::npos);
  BOOST_TEST(seen.find("Content-Length: 4\r\n") != std::string::npos);
  BOOST_TEST(seen.find("Host: 127.0.0.1:") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(reads_chunks_and_bodies_that_end_with_the_connection) {
  BOOST_TEST(cause_of_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n") == "accepted");
  BOOST_TEST(cause_of_text("HTTP/1.0 200 OK\r\n\r\nabc") == "accepted");
  BOOST_TEST(cause_of_text("HTTP/1.1 204 No Content\r\n\r\n") == "accepted");
}

BOOST_AUTO_TEST_CASE(refuses_other_schemes_and_hosts_before_connecting) {
  BOOST_TEST(cause(rc::httplib_transport().send({.method = "GET", .url = "http://127.0.0.1:1/"})) == "url_not_https");
  BOOST_TEST(cause(get("http://issuer.example/")) == "url_not_https");
  BOOST_TEST(cause(get("nonsense")) == "url_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_to_send_what_would_split_a_request) {
  const rc::httplib_transport transport({.allow_plain_http_on_loopback = true});
  const auto send = [&](rc::http_request request) {
    request.url = "http://127.0.0.1:1/";
    return cause(transport.send(request));
  };
  BOOST_TEST(send({.method = "GET", .url = {}, .headers = {{"A", "b\r\nC: d"}}}) == "client_misconfigured");
  BOOST_TEST(send({.method = "GET", .url = {}, .headers = {{"A\r\nC", "b"}}}) == "client_misconfigured");
  BOOST_TEST(send({.method = "GET", .url = {}, .headers = {{"A:", "b"}}}) == "client_misconfigured");
  BOOST_TEST(send({.method = "GET /x HTTP/1.1\r\n", .url = {}}) == "client_misconfigured");
}

BOOST_AUTO_TEST_CASE(reports_a_server_that_is_not_there) {
  std::string url;
  {
    url = raw_server([](raw_connection&) {}).url();
  }
  BOOST_TEST(cause(get(url)) == "connection_failed");
  BOOST_TEST(cause(get("https://no-such-host.invalid/", {.total_milliseconds = 300})) == "connection_failed");
}

BOOST_AUTO_TEST_CASE(reports_connections_that_end_too_early) {
  BOOST_TEST(cause_of([](raw_connection& c) { c.read_request(); }) == "connection_failed");
  BOOST_TEST(cause_of([](raw_connection& c) {
               c.read_request();
               c.reset();
             }) == "connection_failed");
  BOOST_TEST(cause_of_text("HTTP/1.1 200 OK\r\nContent-Le") == "response_malformed");
  BOOST_TEST(cause_of_text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") == "response_malformed");
  BOOST_TEST(cause_of_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab") == "response_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_http) {
  BOOST_TEST(cause_of_text("\r\n\r\n") == "response_malformed");
  BOOST_TEST(cause_of_text("220 mail.example ESMTP\r\n") == "response_malformed");
  BOOST_TEST(cause_of_text("HTTP/2 200\r\n\r\n") == "response_malformed");
  BOOST_TEST(cause_of_text(std::string("\x15\x03\x01\x00\x02\x02\x28", 7)) == "response_malformed");
  BOOST_TEST(cause_of_text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n") == "response_malformed");
  BOOST_TEST(cause_of_text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n") == "response_malformed");
}

BOOST_AUTO_TEST_CASE(hands_on_the_bytes_of_headers_as_they_came) {
  const auto answer = [](std::string headers) {
    const raw_server server([&](raw_connection& c) {
      c.read_request();
      c.write("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 0\r\n\r\n");
    });
    return get(server.url());
  };
  const auto read = answer(
      "DPoP-Nonce: a%2Bb%41\r\nX-A: a%0d%0aInjected: b\r\nContent-Type: application%2Fjson\r\n"
      "X-Twice: first\r\nX-Twice:\t second \t\r\nX-Empty:\r\nX-Inside: a\tb: c\r\n");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->header("dpop-nonce").value() == "a%2Bb%41");
  BOOST_TEST(read->header("X-A").value() == "a%0d%0aInjected: b");
  BOOST_TEST(read->media_type() == "application%2fjson");
  BOOST_TEST(read->header("X-Twice").value() == "first");
  BOOST_TEST(read->headers.at(4).value == "second");
  BOOST_TEST(read->header("X-Empty").value() == "");
  BOOST_TEST(read->header("X-Inside").value() == "a\tb: c");
  BOOST_TEST(read->headers.size() == 8u);
}

BOOST_AUTO_TEST_CASE(refuses_heads_that_two_readers_could_see_differently) {
  using namespace std::string_literals;
  const auto of_headers = [](const std::string& headers) {
    return cause_of_text("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 0\r\n\r\n");
  };
  BOOST_TEST(of_headers("X-A: a\r\n") == "accepted");
  BOOST_TEST(of_headers("X-A: a\rb\r\n") == "response_malformed");
  BOOST_TEST(of_headers("X-A: a\0b\r\n"s) == "response_malformed");
  BOOST_TEST(of_headers("X-A: a\x7f\r\n") == "response_malformed");
  BOOST_TEST(of_headers("X-A: a\r\n folded: b\r\n") == "response_malformed");
  BOOST_TEST(of_headers("X-A : a\r\n") == "response_malformed");
  BOOST_TEST(of_headers(": a\r\n") == "response_malformed");
  BOOST_TEST(of_headers("no colon\r\n") == "response_malformed");
  BOOST_TEST(of_headers("X-A: a\n") == "response_malformed");
  // An empty line for one, a line to skip for the other.
  BOOST_TEST(of_headers("\n") == "response_malformed");
  BOOST_TEST(of_headers("\r\r\n") == "response_malformed");
}

BOOST_AUTO_TEST_CASE(a_limit_without_end_is_one) {
  const auto with_limits = [](const rc::http_limits& limits) {
    const raw_server server([](raw_connection& c) {
      c.read_request();
      c.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'a'));
    });
    return cause(get(server.url(), limits));
  };
  BOOST_TEST(with_limits({.response_bytes = SIZE_MAX}) == "accepted");
  BOOST_TEST(with_limits({.response_bytes = SIZE_MAX / 2 + 1}) == "accepted");
  BOOST_TEST(with_limits({.header_bytes = SIZE_MAX}) == "accepted");
  BOOST_TEST(with_limits({.response_bytes = SIZE_MAX, .header_bytes = SIZE_MAX}) == "accepted");
  BOOST_TEST(with_limits({.response_bytes = 100, .header_bytes = SIZE_MAX}) == "response_too_large");
}

BOOST_AUTO_TEST_CASE(survives_a_status_line_that_overflows_the_parsers_stack) {
  BOOST_TEST(cause_of_text("HTTP/1.1 200 " + std::string(300'000, 'a') + "\r\n\r\n") == "response_malformed");
  BOOST_TEST(cause_of_text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 " + std::string(300'000, 'a') + "\r\n\r\n") ==
             "response_malformed");
}

BOOST_AUTO_TEST_CASE(refuses_redirects_without_following_them) {
  for (const int status : {300, 301, 302, 303, 304, 307, 308}) {
    raw_server server([&](raw_connection& c) {
      c.read_request();
      c.write("HTTP/1.1 " + std::to_string(status) + " X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    });
    BOOST_TEST(cause(get(server.url())) == "redirect_refused", status);
    BOOST_TEST(server.count() == 1);
  }
}

BOOST_AUTO_TEST_CASE(stops_reading_at_the_limits) {
  const auto endless = [](std::string start, std::string more) {
    return cause_of([=](raw_connection& c) {
      c.read_request();
      c.write(start);
      while (c.write(more)) {
      }
    });
  };
  const std::string kilobyte(1024, 'a');
  const std::string start = "HTTP/1.1 200 OK\r\n";
  BOOST_TEST(endless(start + "Content-Length: 100000000\r\n\r\n", kilobyte) == "response_too_large");
  BOOST_TEST(endless(start + "\r\n", kilobyte) == "response_too_large");
  BOOST_TEST(endless(start + "Transfer-Encoding: chunked\r\n\r\n", "400\r\n" + kilobyte + "\r\n") == "response_too_large");
  BOOST_TEST(endless(start + "Transfer-Encoding: chunked\r\n\r\n", kilobyte) == "response_too_large");
  BOOST_TEST(endless(start, "X: " + kilobyte + "\r\n") == "response_too_large");
  BOOST_TEST(endless(start + "X: ", kilobyte) == "response_too_large");
  BOOST_TEST(endless(start, "no colon\r\n") == "response_too_large");
}

BOOST_AUTO_TEST_CASE(takes_a_body_of_exactly_the_limit) {
  const auto of_size = [](std::size_t size) {
    return cause_of_text("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'a'));
  };
  BOOST_TEST(of_size(small.response_bytes) == "accepted");
  BOOST_TEST(of_size(small.response_bytes + 1) == "response_too_large");
}

BOOST_AUTO_TEST_CASE(ends_at_the_deadline_whatever_the_servers_pace) {
  const auto timed = [](std::function<void(raw_connection&)> behave) {
    const raw_server server(std::move(behave));
    const stopwatch watch;
    const std::string ended = cause(get(server.url()));
    BOOST_TEST((watch.elapsed() >= 290ms && watch.elapsed() < 8s));
    return ended;
  };
  BOOST_TEST(timed([](raw_connection& c) { c.wait_until_closed(); }) == "deadline_exceeded");
  BOOST_TEST(timed([](raw_connection& c) { c.drip("HTTP/1.1 200 OK\r\nX: a", 20ms); }) == "deadline_exceeded");
  BOOST_TEST(timed([](raw_connection& c) {
               c.write("HTTP/1.1 200 OK\r\n");
               c.drip("X: y\r\n", 20ms);
             }) == "deadline_exceeded");
  BOOST_TEST(timed([](raw_connection& c) {
               c.write("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
               c.drip("a", 20ms);
             }) == "deadline_exceeded");
}

BOOST_AUTO_TEST_CASE(ends_at_the_deadline_while_shaking_hands) {
  const auto timed = [](std::function<void(raw_connection&)> behave) {
    const raw_server server(std::move(behave));
    const stopwatch watch;
    const std::string ended = cause(get(server.https_url()));
    BOOST_TEST((watch.elapsed() >= 290ms && watch.elapsed() < 8s));
    return ended;
  };
  BOOST_TEST(timed([](raw_connection& c) { c.wait_until_closed(); }) == "deadline_exceeded");
  // A handshake record of 16 KiB that comes one byte at a time.
  BOOST_TEST(timed([](raw_connection& c) {
               c.write(std::string("\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", 9));
               c.drip("a", 20ms);
             }) == "deadline_exceeded");
}

BOOST_AUTO_TEST_CASE(ends_at_the_deadline_while_nobody_reads_the_request) {
  const raw_server server([](raw_connection&) { std::this_thread::sleep_for(500ms); });
  const rc::httplib_transport transport({.limits = small, .allow_plain_http_on_loopback = true});
  const stopwatch watch;
  BOOST_TEST(cause(transport.send({.method = "POST", .url = server.url(), .body = std::string(32u << 20, 'a')})) ==
             "deadline_exceeded");
  BOOST_TEST((watch.elapsed() < 8s));
}

BOOST_AUTO_TEST_CASE(reports_trusted_certificates_that_cannot_be_read) {
  for (rc::httplib_options options :
       {rc::httplib_options{.ca_pem = "no certificate"}, rc::httplib_options{.ca_file = "/no/such/file"}})
    BOOST_TEST(cause(rc::httplib_transport(options).send({.method = "GET", .url = "https://127.0.0.1:1/"})) == "tls_failed");
}

BOOST_AUTO_TEST_CASE(serves_several_threads_at_once) {
  raw_server server([](raw_connection& c) {
    c.read_request();
    c.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  const rc::httplib_transport transport({.allow_plain_http_on_loopback = true});
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 10; ++j)
        if (const auto sent = transport.send({.method = "GET", .url = server.url()}); sent && sent->body == "ok") ++good;
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(good == 40);
}

BOOST_AUTO_TEST_SUITE_END()
