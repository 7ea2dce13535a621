// SPDX-License-Identifier: BSL-1.0
// Responses, and transports referred to.
#include <rowclaim/http/transport.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(transport)

namespace {

struct echo {
  rc::result<rc::http_response> send(const rc::http_request& request) const {
    return rc::http_response{.status = 200, .body = request.body};
  }
};

struct permissive : echo {
  rc::url_policy urls() const { return {.allow_plain_http_on_loopback = true}; }
};

struct throwing {
  rc::result<rc::http_response> send(const rc::http_request&) { throw std::runtime_error("canary"); }
};

struct counting {
  int sent = 0;
  rc::result<rc::http_response> send(const rc::http_request&) {
    ++sent;
    return rc::http_response{};
  }
};

static_assert(rc::Transport<echo> && rc::Transport<const echo> && rc::Transport<counting> && !rc::Transport<const counting>);
static_assert(!rc::Transport<int>);
// A temporary would be gone before it is used.
static_assert(!std::is_constructible_v<rc::transport_ref, counting>);

}  // namespace

BOOST_AUTO_TEST_CASE(finds_headers_in_any_case) {
  const rc::http_response response{.status = 200,
                                   .headers = {{"content-TYPE", "Application/JSON; charset=utf-8"}, {"X", "1"}, {"x", "2"}}};
  BOOST_TEST(response.header("X").value() == "1");
  BOOST_TEST(!response.header("Y").has_value());
  BOOST_TEST(response.media_type() == "application/json");
}

BOOST_AUTO_TEST_CASE(reads_media_types) {
  const auto type = [](const char* value) { return rc::http_response{.headers = {{"Content-Type", value}}}.media_type(); };
  BOOST_TEST(rc::http_response{}.media_type() == "");
  BOOST_TEST(type("application/json") == "application/json");
  BOOST_TEST(type("application/json \t;x") == "application/json");
  BOOST_TEST(type(";application/json") == "");
  BOOST_TEST(type("application/jsonp") == "application/jsonp");
}

BOOST_AUTO_TEST_CASE(refers_to_any_transport) {
  const echo constant;
  counting counted;
  permissive relaxed;
  BOOST_TEST(rc::transport_ref(constant).send({.method = "POST", .url = "", .body = "x"})->body == "x");
  const rc::transport_ref reference(counted);
  BOOST_TEST(reference.send({})->status == 0);
  BOOST_TEST(counted.sent == 1);
  BOOST_TEST(!reference.urls().allow_plain_http_on_loopback);
  BOOST_TEST(rc::transport_ref(relaxed).urls().allow_plain_http_on_loopback);
}

BOOST_AUTO_TEST_CASE(lets_no_exception_through) {
  throwing bad;
  const auto sent = rc::transport_ref(bad).send({});
  BOOST_REQUIRE(!sent.has_value());
  BOOST_TEST((sent.error().code == rc::errc::connection_failed));
  BOOST_TEST(sent.error().message().find("canary") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
