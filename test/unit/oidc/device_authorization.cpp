// SPDX-License-Identifier: BSL-1.0
// Devices: what the person is shown, and when the device asks.
#include "scripted_transport.hpp"
#include "wrong_members.hpp"
#include <rowclaim/oidc/device_authorization.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(device_authorization)

namespace {

constexpr rc::seconds_since_epoch start = 1'700'000'000;
const std::string good =
    R"({"device_code":"dc","user_code":"WDJB-MJHT","verification_uri":"https://a.example/device","verification_uri_complete":"https://a.example/device?c=1","expires_in":600,"interval":7})";

struct fixture {
  scripted_transport transport;
  rc::seconds_since_epoch now = start;
  rc::back_channel channel{
      transport, "https://a.example", {.client_id = "tv", .method = rc::client_authentication::none}, rc::clock::reading(now)};

  std::string begun(std::string body, int status = 200, std::string type = "application/json") {
    transport.will_answer(std::move(body), status, std::move(type));
    return outcome(rc::start_device_authorization(channel, "https://a.example/device_authorization"));
  }
  /// The good answer with one member changed, or without it.
  std::string with(const char* name, const char* value) {
    auto body = boost::json::parse(good).as_object();
    if (value == nullptr) body.erase(name);
    else body[name] = boost::json::parse(value);
    return begun(boost::json::serialize(body));
  }

  rc::device_grant grant() {
    return rc::device_grant({.device_code = rc::secret("dc"), .expires_at = start + 600, .interval = 5}, now);
  }
  std::string poll(rc::device_grant& grant) {
    const auto tokens = grant.poll(channel, "https://a.example/token");
    if (!tokens) return outcome(tokens);
    return *tokens ? std::string((*tokens)->access_token.reveal()) : "open";
  }
  void will_refuse(const char* code) { transport.will_answer(R"({"error":")" + std::string(code) + "\"}", 400); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(begins_with_the_client_s_name_and_scope, fixture) {
  transport.will_answer(good);
  const auto begun =
      rc::start_device_authorization(channel, "https://a.example/device_authorization", "openid rows", {{"resource", "r"}});
  BOOST_REQUIRE(begun.has_value());
  BOOST_TEST(transport.requests.at(0).body == "client_id=tv&scope=openid+rows&resource=r");
  BOOST_TEST(begun->device_code.reveal() == "dc");
  BOOST_TEST(begun->user_code == "WDJB-MJHT");
  BOOST_TEST(begun->verification_uri == "https://a.example/device");
  BOOST_TEST(begun->verification_uri_complete == "https://a.example/device?c=1");
  BOOST_TEST(begun->expires_at == start + 600);
  BOOST_TEST(begun->interval == 7);
}

BOOST_FIXTURE_TEST_CASE(does_without_what_is_optional, fixture) {
  BOOST_TEST(with("interval", nullptr) == "accepted");
  BOOST_TEST(with("verification_uri_complete", nullptr) == "accepted");
  BOOST_TEST(with("more", "[1]") == "accepted");
}

BOOST_FIXTURE_TEST_CASE(names_what_is_missing_or_wrong, fixture) {
  for (const char* name : {"device_code", "user_code", "verification_uri", "expires_in"})
    BOOST_TEST(with(name, nullptr) == std::string("json_missing_member in device_authorization (") + name + ")");
  for (const char* name : {"device_code", "user_code", "verification_uri", "verification_uri_complete"})
    for (const char* value : {"1", "null", "[]", "{}", "true"})
      BOOST_TEST(with(name, value) == std::string("json_wrong_type in device_authorization (") + name + ")");
  for (const char* name : {"device_code", "user_code", "verification_uri"})
    BOOST_TEST(with(name, "\"\"") == std::string("json_missing_member in device_authorization (") + name + ")");
  for (const char* name : {"expires_in", "interval"})
    for (const char* value : {"\"5\"", "-1", "1.5", "null", "31536001", "1e300", "18446744073709551615"})
      BOOST_TEST(with(name, value) == std::string("json_wrong_type in device_authorization (") + name + ")");
  BOOST_TEST(with("user_code", R"("a\nb")") == "response_malformed in device_authorization (user_code)");
  BOOST_TEST(with("user_code", R"("\u001b[2J")") == "response_malformed in device_authorization (user_code)");
  BOOST_TEST(with("verification_uri", R"("http://a.example/device")") ==
             "url_not_https in device_authorization (verification_uri)");
  BOOST_TEST(with("verification_uri", R"("javascript:x")") == "url_not_https in device_authorization (verification_uri)");
  BOOST_TEST(with("verification_uri_complete", R"("nowhere")") ==
             "url_malformed in device_authorization (verification_uri_complete)");
  BOOST_TEST(begun(good.substr(0, good.size() - 1) + R"(,"user_code":"other"})") ==
             "json_duplicate_member in device_authorization");
}

BOOST_FIXTURE_TEST_CASE(refuses_each_member_in_every_wrong_way, fixture) {
  using rowclaim_test::checked_member;
  using rowclaim_test::json_kinds;
  const auto wrong = [](const char* name) { return std::string("json_wrong_type in device_authorization (") + name + ")"; };
  const auto missing = [](const char* name) { return std::string("json_missing_member in device_authorization (") + name + ")"; };
  const std::string wrong_names[] = {wrong("device_code"),      wrong("user_code"),
                                     wrong("verification_uri"), wrong("verification_uri_complete"),
                                     wrong("expires_in"),       wrong("interval")};
  const std::string missing_names[] = {missing("device_code"), missing("user_code"), missing("verification_uri"),
                                       missing("expires_in")};
  const checked_member members[] = {
      {"device_code", R"("dc")", json_kinds::text, wrong_names[0], missing_names[0]},
      {"user_code", R"("WDJB-MJHT")", json_kinds::text, wrong_names[1], missing_names[1]},
      {"verification_uri", R"("https://a.example/device")", json_kinds::text, wrong_names[2], missing_names[2]},
      {"verification_uri_complete", R"("https://a.example/device?c=1")", json_kinds::text, wrong_names[3], "accepted"},
      {"expires_in", "600", json_kinds::number, wrong_names[4], missing_names[3]},
      {"interval", "7", json_kinds::number, wrong_names[5], "accepted"}};
  rowclaim_test::check_members(
      boost::json::parse(good).as_object(), members,
      {.doubled = "json_duplicate_member in device_authorization", .huge = "json_string_too_long in device_authorization"},
      [&](std::string body) { return begun(std::move(body)); });
}

BOOST_FIXTURE_TEST_CASE(refuses_other_answers, fixture) {
  BOOST_TEST(begun(R"({"error":"invalid_scope"})", 400) == "provider_refused in device_authorization (invalid_scope)");
  BOOST_TEST(begun("", 400) == "status_unexpected in device_authorization");
  for (const int status : {201, 404, 500}) BOOST_TEST(begun(good, status) == "status_unexpected in device_authorization");
  BOOST_TEST(begun(good, 200, "text/html") == "content_type_unexpected in device_authorization");
  BOOST_TEST(begun("<html>") == "json_syntax in device_authorization");
}

BOOST_FIXTURE_TEST_CASE(asks_as_often_as_it_may_and_waits_longer_when_it_is_told, fixture) {
  auto device = grant();
  BOOST_TEST(poll(device) == "open");
  BOOST_TEST(transport.requests.empty());
  now = device.next_poll_at();
  BOOST_TEST(now == start + 5);
  will_refuse("authorization_pending");
  BOOST_TEST(poll(device) == "open");
  BOOST_TEST(poll(device) == "open");
  BOOST_TEST(transport.requests.size() == 1u);
  BOOST_TEST(device.next_poll_at() == now + 5);
  now += 5;
  will_refuse("slow_down");
  BOOST_TEST(poll(device) == "open");
  BOOST_TEST(device.next_poll_at() == now + 10);
  now += 10;
  transport.will_fail(rc::errc::deadline_exceeded);
  BOOST_TEST(poll(device) == "deadline_exceeded in token_request");
  BOOST_TEST(device.next_poll_at() == now + 20);
  now += 20;
  transport.will_answer(R"({"access_token":"at","id_token":"it","token_type":"Bearer"})");
  BOOST_TEST(poll(device) == "at");
  now += 20;
  BOOST_TEST(poll(device) == "device_code_expired in token_request (the tokens were given)");
  BOOST_TEST(transport.requests.size() == 4u);
}

BOOST_FIXTURE_TEST_CASE(a_fault_that_passes_ends_nothing, fixture) {
  const auto status = [this](int code) { transport.will_answer("<html>", code, "text/html"); };
  const std::vector<std::pair<std::function<void()>, std::string>> faults{
      {[&] { status(503); }, "status_unexpected in token_request"},
      {[&] { status(429); }, "status_unexpected in token_request"},
      {[&] { status(502); }, "status_unexpected in token_request"},
      {[&] { will_refuse("temporarily_unavailable"); }, "provider_refused in token_request (temporarily_unavailable)"},
      {[&] { will_refuse("server_error"); }, "provider_refused in token_request (server_error)"},
      {[&] { transport.will_fail(rc::errc::response_malformed); }, "response_malformed in token_request"},
      {[&] { transport.will_fail(rc::errc::tls_failed); }, "tls_failed in token_request"},
      {[&] { transport.will_fail(rc::errc::connection_failed); }, "connection_failed in token_request"}};
  for (const auto& [happens, told] : faults) {
    now = start;
    auto device = grant();
    now += 5;
    happens();
    BOOST_TEST(poll(device) == told);
    BOOST_TEST(!device.is_over());
    BOOST_TEST(device.next_poll_at() == now + 10);
    BOOST_TEST(poll(device) == "open");
    now += 10;
    transport.will_answer(R"({"access_token":"at","id_token":"it","token_type":"Bearer"})");
    BOOST_TEST(poll(device) == "at");
    BOOST_TEST(device.is_over());
  }
  // An end all the same: nobody asks for longer than the code lives.
  now = start;
  auto device = grant();
  transport.requests.clear();
  for (; now < start + 1000; now = std::max(now + 1, device.next_poll_at())) {
    status(503);
    if (poll(device) == "device_code_expired in token_request") break;
    transport.answers.clear();
  }
  BOOST_TEST(now >= start + 600);
  BOOST_TEST(transport.requests.size() == 6u);
  BOOST_TEST(device.is_over());
}

BOOST_FIXTURE_TEST_CASE(asks_no_more_after_the_end, fixture) {
  for (const auto& [code, said] : {std::pair("access_denied", "provider_refused in token_request (access_denied)"),
                                   {"expired_token", "device_code_expired in token_request"},
                                   {"invalid_client", "provider_refused in token_request (invalid_client)"},
                                   {"invalid_grant", "provider_refused in token_request (invalid_grant)"}}) {
    now = start;
    auto device = grant();
    now += 5;
    will_refuse(code);
    BOOST_TEST(poll(device) == said);
    now += 100;
    transport.requests.clear();
    BOOST_TEST(poll(device) == said);
    BOOST_TEST(transport.requests.empty());
  }
  // Tokens that no header can carry were given nevertheless.
  for (const auto& [body, said] :
       {std::pair(R"({"access_token":"a t","id_token":"it","token_type":"Bearer"})",
                  "response_malformed in token_request (access_token)"),
        {R"({"access_token":"at","id_token":"it","token_type":"mac"})", "token_type_unexpected in token_request"},
        {"<html>", "json_syntax in token_request"}}) {
    now = start;
    auto device = grant();
    now += 5;
    transport.will_answer(body);
    BOOST_TEST(poll(device) == said);
    BOOST_TEST(device.is_over());
  }
  transport.requests.clear();
  now = start;
  auto late = grant();
  now = start + 600;
  BOOST_TEST(poll(late) == "device_code_expired in token_request");
  BOOST_TEST(transport.requests.empty());
}

BOOST_AUTO_TEST_SUITE_END()
