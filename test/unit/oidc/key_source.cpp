// SPDX-License-Identifier: BSL-1.0
// Fetching and keeping keys, and who may cause a fetch.
#include "scripted_transport.hpp"
#include "signed_tokens.hpp"
#include <rowclaim/oidc/key_source.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::key_set_json;
using rowclaim_test::outcome;
using rowclaim_test::scripted_transport;

BOOST_AUTO_TEST_SUITE(key_source)

namespace {

struct fetching {
  scripted_transport transport;
  rc::seconds_since_epoch now = 1'000'000;
  rc::key_source keys{
      transport, "https://a.example/jwks", rc::clock::reading(now), {.max_age = 1000, .cool_down = 30, .stale_if_error = 5000}};

  std::size_t fetches() const { return transport.requests.size(); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(fetches_once_and_again_when_the_keys_are_old) {
  fetching source;
  source.transport.will_answer(key_set_json());
  source.transport.will_answer(key_set_json(), 200, "application/jwk-set+json");
  const auto first = source.keys.current();
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(first->keys.size() == 3);
  BOOST_TEST(source.transport.requests[0].url == "https://a.example/jwks");
  source.now += 999;
  BOOST_TEST(source.keys.current()->version == first->version);
  BOOST_TEST(source.fetches() == 1);
  source.now += 1;
  BOOST_TEST(source.keys.current()->version > first->version);
  BOOST_TEST(source.fetches() == 2);
}

BOOST_AUTO_TEST_CASE(a_fixed_set_is_never_fetched) {
  rc::key_source fixed(rc::read_key_set(key_set_json()).value());
  const auto keys = fixed.current();
  BOOST_REQUIRE(keys.has_value());
  BOOST_TEST(outcome(fixed.newer_than(keys->version)) == "key_not_found in key_set");
}

BOOST_AUTO_TEST_CASE(begins_with_what_another_one_of_its_address_knows) {
  fetching source;
  source.transport.will_answer(key_set_json());
  const auto first = source.keys.current();
  BOOST_REQUIRE(first.has_value());
  source.now += 1000;
  BOOST_TEST(outcome(source.keys.current()) == "accepted");  // the second fetch fails, and its cool-down begins
  const auto at = [&](const char* address) {
    return std::make_unique<rc::key_source>(source.transport, address, rc::clock::reading(source.now),
                                            rc::key_source_options{.max_age = 1000, .cool_down = 30, .stale_if_error = 5000});
  };
  const auto next = at("https://a.example/jwks");
  next->begin_with(source.keys);
  next->begin_with(*next);
  BOOST_TEST(next->current()->version == first->version);
  BOOST_TEST(source.fetches() == 2);
  BOOST_TEST(next->status().failures == 1u);
  source.now += 3999;
  BOOST_TEST(outcome(next->current()) == "accepted");
  BOOST_TEST(source.fetches() == 3);
  source.now += 1;
  BOOST_TEST(outcome(next->current()).starts_with("keys_too_old"));
  const auto elsewhere = at("https://a.example/other");
  elsewhere->begin_with(source.keys);
  BOOST_TEST(elsewhere->status().keys == 0u);
  rc::key_source fixed(rc::read_key_set(key_set_json()).value());
  elsewhere->begin_with(fixed);
  BOOST_TEST(elsewhere->status().keys == 0u);
  fixed.begin_with(source.keys);
  BOOST_TEST(fixed.current()->version == 1u);
}

BOOST_AUTO_TEST_CASE(unknown_keys_cause_one_fetch_in_a_cool_down) {
  fetching source;
  for (int i = 0; i < 3; ++i) source.transport.will_answer(key_set_json());
  const auto first = source.keys.current();
  // A rotation right after the first fetch need not wait.
  const auto second = source.keys.newer_than(first->version);
  BOOST_REQUIRE(second.has_value());
  BOOST_TEST(source.fetches() == 2);
  for (int i = 0; i < 10'000; ++i)
    BOOST_TEST_REQUIRE(outcome(source.keys.newer_than(second->version)) == "key_refresh_too_soon in key_set");
  BOOST_TEST(source.fetches() == 2);
  source.now += 30;
  BOOST_TEST(outcome(source.keys.newer_than(second->version)) == "accepted");
  BOOST_TEST(source.fetches() == 3);
  // Who has not seen the newest keys gets them without a fetch.
  BOOST_TEST(outcome(source.keys.newer_than(first->version)) == "accepted");
  BOOST_TEST(source.fetches() == 3);
}

BOOST_AUTO_TEST_CASE(failed_fetches_count_for_the_cool_down) {
  fetching source;
  source.transport.will_answer(key_set_json());
  const auto first = source.keys.current();
  source.transport.will_fail(rc::errc::deadline_exceeded);
  BOOST_TEST(outcome(source.keys.newer_than(first->version)) == "deadline_exceeded in key_set");
  BOOST_TEST(outcome(source.keys.newer_than(first->version)) == "key_refresh_too_soon in key_set");
  BOOST_TEST(source.fetches() == 2);
}

BOOST_AUTO_TEST_CASE(without_keys_the_last_failure_is_told_until_the_cool_down_is_over) {
  fetching source;
  source.transport.will_fail(rc::errc::connection_failed);
  for (int i = 0; i < 3; ++i) BOOST_TEST(outcome(source.keys.current()) == "connection_failed in key_set");
  BOOST_TEST(source.fetches() == 1);
  source.now += 30;
  source.transport.will_answer(key_set_json());
  BOOST_TEST(outcome(source.keys.current()) == "accepted");
}

BOOST_AUTO_TEST_CASE(good_keys_stay_when_a_bad_set_arrives) {
  for (const std::string& bad :
       {std::string("{}"), std::string(R"({"keys":[]})"), std::string("<html>"), key_set_json().substr(0, 200),
        std::string(R"({"keys":[{"kty":"oct","k":"AAAA"}]})"), std::string(R"({"keys":[],"keys":[]})")}) {
    fetching source;
    source.transport.will_answer(key_set_json());
    const auto first = source.keys.current();
    source.now += 1000;
    source.transport.will_answer(bad);
    const auto still = source.keys.current();
    BOOST_REQUIRE(still.has_value());
    BOOST_TEST(still->version == first->version);
    BOOST_TEST(source.fetches() == 2);
    source.transport.will_answer(bad);
    BOOST_TEST(!source.keys.newer_than(first->version).has_value());
    BOOST_TEST(source.keys.current()->keys.size() == 3);
  }
}

BOOST_AUTO_TEST_CASE(keys_serve_while_fetching_fails_but_not_for_ever) {
  fetching source;
  source.transport.will_answer(key_set_json());
  BOOST_REQUIRE(source.keys.current().has_value());
  source.now += 4999;
  BOOST_TEST(outcome(source.keys.current()) == "accepted");
  source.now += 1;
  // The cool-down is a moment of its own, and so the second failure is only told.
  BOOST_TEST(outcome(source.keys.current()) == "keys_too_old in key_set (connection_failed)");
  BOOST_TEST(source.fetches() == 2);
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_makes_keys_old) {
  fetching source;
  source.transport.will_answer(key_set_json());
  BOOST_REQUIRE(source.keys.current().has_value());
  source.now -= 1;
  BOOST_TEST(outcome(source.keys.current()) == "keys_too_old in key_set (connection_failed)");
}

BOOST_AUTO_TEST_CASE(names_what_was_wrong_with_the_answer) {
  const auto answered = [](const std::string& body, int status = 200, std::string type = "application/json") {
    fetching source;
    source.transport.will_answer(body, status, std::move(type));
    return outcome(source.keys.current());
  };
  BOOST_TEST(answered(key_set_json(), 404) == "status_unexpected in key_set");
  BOOST_TEST(answered(key_set_json(), 200, "text/html") == "content_type_unexpected in key_set");
  BOOST_TEST(answered(R"({"keys":[]})") == "key_set_empty in key_set");
  BOOST_TEST(answered("[") == "json_syntax in key_set (the text ends too early)");
}

BOOST_AUTO_TEST_CASE(one_thread_fetches_for_all) {
  struct slow_transport {
    std::atomic<int> fetches = 0;
    rc::result<rc::http_response> send(const rc::http_request&) {
      ++fetches;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      return rc::http_response{.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = key_set_json()};
    }
  } transport;
  const rc::seconds_since_epoch now = 1'000'000;
  rc::key_source keys(transport, "https://a.example/jwks", rc::clock::reading(now));
  std::atomic<int> good = 0;
  const auto everywhere = [&](auto&& work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back(work);
    for (std::thread& thread : threads) thread.join();
  };
  everywhere([&] { good += keys.current().has_value() ? 1 : 0; });
  BOOST_TEST(good == 8);
  BOOST_TEST(transport.fetches == 1);
  everywhere([&] { good += keys.newer_than(1).has_value() ? 1 : 0; });
  BOOST_TEST(good == 16);
  BOOST_TEST(transport.fetches == 2);
}

BOOST_AUTO_TEST_CASE(says_how_fetching_went) {
  fetching source;
  BOOST_TEST(source.keys.status().keys == 0);
  BOOST_TEST(!source.keys.status().fetched_at.has_value());
  source.transport.will_answer(key_set_json());
  BOOST_REQUIRE(source.keys.current().has_value());
  BOOST_TEST(source.keys.status().keys == 3);
  BOOST_TEST(source.keys.status().fetched_at.value() == 1'000'000);
  BOOST_TEST(source.keys.status().fetches == 1);
  source.now += 1000;
  source.transport.will_fail(rc::errc::tls_failed);
  BOOST_TEST(outcome(source.keys.current()) == "accepted");
  BOOST_TEST(source.keys.status().fetched_at.value() == 1'000'000);
  BOOST_TEST(source.keys.status().fetches == 2);
  BOOST_TEST(source.keys.status().failures == 1);
  BOOST_TEST(outcome(source.keys.status().last_failure.value()) == "tls_failed in key_set");
  source.now += 30;
  source.transport.will_answer(key_set_json());
  BOOST_TEST(outcome(source.keys.current()) == "accepted");
  BOOST_TEST(source.keys.status().failures == 0);
  BOOST_TEST(!source.keys.status().last_failure.has_value());
}

BOOST_AUTO_TEST_CASE(a_key_is_known_to_be_absent_for_a_while) {
  fetching source;
  BOOST_TEST(!source.keys.is_known_to_be_absent("k"));
  source.keys.remember_absent("k");
  BOOST_TEST(source.keys.is_known_to_be_absent("k"));
  BOOST_TEST(!source.keys.is_known_to_be_absent("K"));
  BOOST_TEST(!source.keys.is_known_to_be_absent(""));
  source.now += 59;
  BOOST_TEST(source.keys.is_known_to_be_absent("k"));
  source.now += 1;
  BOOST_TEST(!source.keys.is_known_to_be_absent("k"));
  source.keys.remember_absent("k");
  source.now -= 1;
  BOOST_TEST(!source.keys.is_known_to_be_absent("k"));
}

BOOST_AUTO_TEST_CASE(a_transport_that_throws_does_not_leave_others_waiting) {
  struct throwing_transport {
    rc::result<rc::http_response> send(const rc::http_request&) { throw std::runtime_error("canary"); }
  } transport;
  rc::key_source keys(transport, "https://a.example/jwks");
  BOOST_TEST(outcome(keys.current()) == "connection_failed in key_set (the transport threw an exception)");
  BOOST_TEST(outcome(keys.current()) == "connection_failed in key_set (the transport threw an exception)");
}

BOOST_AUTO_TEST_SUITE_END()
