// SPDX-License-Identifier: BSL-1.0
// Requests that are pushed: what is sent, and which answers count.
#include "scripted_transport.hpp"
#include "wrong_members.hpp"
#include <rowclaim/oidc/pushed_request.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::header_of;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(pushed_request)

namespace {

constexpr rc::seconds_since_epoch now = 1'700'000'000;
constexpr const char* good = R"({"request_uri":"urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c","expires_in":60})";

rc::prepared_sign_in prepared() {
  static const std::vector<std::string> scopes{"email"};
  return rc::prepare_authorization_request({.authorization_endpoint = "https://a.example/authorize",
                                            .issuer = "https://a.example",
                                            .client_id = "app",
                                            .redirect_uri = "https://app.example/callback",
                                            .scopes = scopes},
                                           {}, now)
      .value();
}

rc::result<rc::started_sign_in> pushing(scripted_transport& transport, rc::prepared_sign_in request,
                                        const std::optional<rc::request_object>& object = {}) {
  const rc::back_channel channel(transport, "https://a.example", {.client_id = "app", .client_secret = rc::secret("s")},
                                 rc::clock::reading(now));
  return rc::push_request(channel, {"https://a.example/par", "https://a.example/authorize?x=1"}, std::move(request), object);
}

std::string answered(std::string body, int status = 201, std::string type = "application/json") {
  scripted_transport transport;
  transport.will_answer(std::move(body), status, std::move(type));
  return outcome(pushing(transport, prepared()));
}

std::map<std::string, std::string> form_of(std::string_view text) {
  std::map<std::string, std::string> found;
  for (auto& parameter : rc::read_form(text).value()) {
    BOOST_TEST(!found.contains(parameter.name), parameter.name);
    found[parameter.name] = parameter.value;
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(sends_every_parameter_and_keeps_them_out_of_the_url) {
  scripted_transport transport;
  transport.will_answer(good, 201);
  auto request = prepared();
  const rc::form_parameters parameters = request.parameters;
  const auto started = pushing(transport, std::move(request));
  BOOST_TEST_REQUIRE(outcome(started) == "accepted");
  BOOST_TEST_REQUIRE(transport.requests.size() == 1u);
  const rc::http_request& sent = transport.requests.front();
  BOOST_TEST(sent.method == "POST");
  BOOST_TEST(sent.url == "https://a.example/par");
  BOOST_TEST(header_of(sent, "Authorization").starts_with("Basic "));
  auto form = form_of(sent.body);
  BOOST_TEST(form.size() == parameters.size());
  for (const auto& parameter : parameters) BOOST_TEST(form[parameter.name] == parameter.value);
  BOOST_TEST(!form.contains("request_uri"));
  BOOST_TEST(started->url ==
             "https://a.example/authorize?x=1&client_id=app&request_uri="
             "urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A6esc_11ACC5bwc014ltc14eY22c");
  BOOST_TEST(started->pending.state.matches(form["state"]));
}

BOOST_AUTO_TEST_CASE(sends_a_request_object_with_nothing_beside_it_but_the_clients_name) {
  scripted_transport transport;
  transport.will_answer(good, 201);
  auto request = prepared();
  const rc::secret client_secret("a secret that is as long as HS256 wants it");
  const auto key = rc::hmac_signing_key(client_secret, {rc::algorithm::hs256}).value();
  const auto object = rc::make_request_object(request.parameters, "app", "https://a.example", {.key = key}, now).value();
  BOOST_TEST(outcome(pushing(transport, std::move(request), object)) == "accepted");
  auto form = form_of(transport.requests.front().body);
  BOOST_TEST(form.size() == 2u);
  BOOST_TEST(form["client_id"] == "app");
  BOOST_TEST(form["request"] == object.text);
}

BOOST_AUTO_TEST_CASE(pushes_no_unsigned_request_object) {
  scripted_transport transport;
  auto request = prepared();
  const auto object =
      rc::make_request_object(request.parameters, "app", "https://a.example", {.allow_unsigned = true}, now).value();
  BOOST_TEST(outcome(pushing(transport, std::move(request), object)) ==
             "client_misconfigured in authorization_request (unsigned Request Object)");
  BOOST_TEST(transport.requests.empty());
}

BOOST_AUTO_TEST_CASE(only_created_counts) {
  for (const int status : {200, 202, 204, 302, 500, 503})
    BOOST_TEST(answered(good, status) == "status_unexpected in authorization_request");
  BOOST_TEST(answered(good, 201, "text/html") == "content_type_unexpected in authorization_request");
  BOOST_TEST(answered("x") == "json_syntax in authorization_request");
  BOOST_TEST(answered("[]") == "json_wrong_type in authorization_request (object)");
}

BOOST_AUTO_TEST_CASE(refusals_say_their_registered_name) {
  for (const int status : {400, 401, 403, 405, 413, 429})
    BOOST_TEST(answered(R"({"error":"invalid_request_object"})", status) ==
               "provider_refused in authorization_request (invalid_request_object)");
  BOOST_TEST(answered(R"({"error":"canary"})", 400) == "provider_refused in authorization_request (a code that is not registered)");
  for (const char* nameless : {"{}", R"({"error":1})", "x", ""})
    BOOST_TEST(answered(nameless, 400) == "status_unexpected in authorization_request");
  BOOST_TEST(answered(R"({"error":"x"})", 400, "text/html") == "status_unexpected in authorization_request");
}

BOOST_AUTO_TEST_CASE(needs_a_reference_and_its_life) {
  const auto with = [](const std::string& address, const std::string& seconds) {
    std::string body = "{";
    if (!address.empty()) body.append(R"("request_uri":)").append(address);
    if (!seconds.empty()) body.append(address.empty() ? "" : ",").append(R"("expires_in":)").append(seconds);
    return answered(body + "}");
  };
  BOOST_TEST(with(R"("https://a.example/r/1")", "1") == "accepted");
  BOOST_TEST(with("", "60") == "json_missing_member in authorization_request (request_uri)");
  for (const char* wrong : {"1", "null", R"("")", R"("r")", R"("http://a.example/r")", R"("javascript:x")", R"("urn:a b")",
                            R"("https://a.example/#x")", R"("urn:x\n")"})
    BOOST_TEST(with(wrong, "60") == "json_wrong_type in authorization_request (request_uri)", wrong);
  const std::string longest = "urn:x:" + std::string(506, 'a');
  BOOST_TEST(with("\"" + longest + "\"", "60") == "accepted");
  BOOST_TEST(with("\"" + longest + "a\"", "60") == "json_wrong_type in authorization_request (request_uri)");
  BOOST_TEST(with(R"("urn:x:1")", "") == "json_missing_member in authorization_request (expires_in)");
  for (const char* wrong : {"0", "-1", "1.5", R"("60")", "null", "true"})
    BOOST_TEST(with(R"("urn:x:1")", wrong) == "json_wrong_type in authorization_request (expires_in)", wrong);
}

BOOST_AUTO_TEST_CASE(refuses_each_member_in_every_wrong_way) {
  using rowclaim_test::json_kinds;
  const rowclaim_test::checked_member members[] = {
      {"request_uri", R"("urn:x:1")", json_kinds::text, "json_wrong_type in authorization_request (request_uri)",
       "json_missing_member in authorization_request (request_uri)"},
      {"expires_in", "60", json_kinds::number, "json_wrong_type in authorization_request (expires_in)",
       "json_missing_member in authorization_request (expires_in)"}};
  rowclaim_test::check_members(
      boost::json::parse(good).as_object(), members,
      {.doubled = "json_duplicate_member in authorization_request", .huge = "json_string_too_long in authorization_request"},
      [](std::string body) { return answered(std::move(body)); });
}

BOOST_AUTO_TEST_CASE(a_failed_push_begins_nothing) {
  scripted_transport transport;
  transport.will_fail(rc::errc::deadline_exceeded);
  BOOST_TEST(outcome(pushing(transport, prepared())) == "deadline_exceeded in authorization_request");
}

BOOST_AUTO_TEST_SUITE_END()
