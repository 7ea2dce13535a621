// SPDX-License-Identifier: BSL-1.0
// Sign-ins that wait: one browser, one state, one return.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/pending_sign_ins.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(pending_sign_ins)

namespace {

constexpr rc::seconds_since_epoch start = 1'700'000'000;

struct at_application {
  rc::seconds_since_epoch now = start;
  rc::sign_ins_in_memory store;
  rc::pending_sign_ins<rc::sign_ins_in_memory> sign_ins{store, {}, rc::clock::reading(now)};

  explicit at_application(rc::sign_ins_in_memory_options options = {}) : store(options) {}

  rc::pending_sign_in pending(const std::string& state) const {
    rc::pending_sign_in made;
    made.issuer = "https://a.example";
    made.state = rc::secret(state);
    made.nonce = rc::secret("nonce of " + state);
    made.started_at = now;
    return made;
  }
  // The browser's value.
  std::string begin(const std::string& state, const std::string& browser = {}) {
    const auto value = sign_ins.keep(pending(state), browser);
    return value ? std::string(value->reveal()) : outcome(value.error());
  }
  std::string finish(const std::string& state, const std::string& browser) {
    const auto taken = sign_ins.take_by_state(state, browser);
    if (!taken) return outcome(taken.error());
    if (taken->state.reveal() != state || taken->nonce.reveal() != "nonce of " + state) return "something else";
    return "taken";
  }
};

struct remembering_store {
  rc::kept_sign_in kept;
  std::string text = {};

  rc::result<void> keep(rc::kept_sign_in one) {
    kept = std::move(one);
    return {};
  }
  rc::result<rc::secret> take(std::string_view, std::string_view) { return text.empty() ? kept.text : rc::secret(text); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(is_found_once_by_its_state_in_its_browser) {
  at_application app;
  const std::string browser = app.begin("s1");
  BOOST_TEST(rc::is_browser_value(browser));
  BOOST_TEST(app.finish("s1", browser) == "taken");
  BOOST_TEST(app.finish("s1", browser) == "sign_in_unknown in callback");
  BOOST_TEST(app.finish("s2", browser) == "sign_in_unknown in callback");
  BOOST_TEST(app.finish("", browser) == "state_missing in callback");
  BOOST_TEST(app.store.size() == 0u);
}

BOOST_AUTO_TEST_CASE(is_found_by_a_response_in_whichever_way_it_came) {
  at_application app;
  std::string browser;
  for (const char* state : {"s1", "s2", "s3"}) browser = app.begin(state, browser);
  const auto taking = [&](const rc::authorization_response& response) { return outcome(app.sign_ins.take(response, browser)); };
  BOOST_TEST(taking("https://app.example/callback?code=c&state=s1") == "accepted");
  BOOST_TEST(taking(rc::authorization_response::in_form("code=c&state=s2")) == "accepted");
  BOOST_TEST(taking(rc::authorization_response::in_fragment("#code=c&state=s3")) == "accepted");
  BOOST_TEST(taking("/callback?code=c&state=s1") == "sign_in_unknown in callback");
  BOOST_TEST(taking("/callback?code=c") == "state_missing in callback");
}

BOOST_AUTO_TEST_CASE(tabs_of_one_browser_each_have_their_own) {
  at_application app;
  const std::string browser = app.begin("s1");
  BOOST_TEST(app.begin("s2", browser) == browser);
  BOOST_TEST(app.begin("s3", browser) == browser);
  BOOST_TEST(app.finish("s2", browser) == "taken");
  BOOST_TEST(app.finish("s3", browser) == "taken");
  BOOST_TEST(app.finish("s1", browser) == "taken");
}

BOOST_AUTO_TEST_CASE(another_browser_neither_gets_nor_spends_it) {
  at_application app;
  const std::string mine = app.begin("s1");
  const std::string other = app.begin("s2");
  BOOST_TEST(mine != other);
  for (const std::string& wrong : {other, std::string(), std::string("x"), std::string(43, 'A'), mine + "A", mine.substr(1)})
    BOOST_TEST(app.finish("s1", wrong) == "sign_in_of_another_browser in callback");
  BOOST_TEST(app.finish("s1", mine) == "taken");
}

BOOST_AUTO_TEST_CASE(a_cookie_that_is_not_ours_is_replaced) {
  at_application app;
  for (const std::string& strange :
       {std::string("x"), std::string(43, '='), std::string(42, 'A'), std::string(44, 'A'), std::string(43, '\0')}) {
    const std::string browser = app.begin("state " + std::to_string(app.store.size()), strange);
    BOOST_TEST(browser != strange);
    BOOST_TEST(rc::is_browser_value(browser));
  }
}

BOOST_AUTO_TEST_CASE(expires) {
  at_application app;
  const std::string browser = app.begin("s1");
  app.begin("s2", browser);
  app.now = start + 599;
  BOOST_TEST(app.finish("s1", browser) == "taken");
  app.now = start + 600;
  BOOST_TEST(app.finish("s2", browser) == "sign_in_expired in callback");
  BOOST_TEST(app.finish("s2", browser) == "sign_in_unknown in callback");
  // A clock that was set back makes it one from the future.
  app.begin("s3", browser);
  app.now = start + 539;
  BOOST_TEST(app.finish("s3", browser) == "sign_in_expired in callback");
}

BOOST_AUTO_TEST_CASE(may_wait_for_ever) {
  rc::seconds_since_epoch now = start;
  rc::sign_ins_in_memory store;
  rc::pending_sign_ins sign_ins(store, {.expires_after = std::numeric_limits<std::int64_t>::max()}, rc::clock::reading(now));
  const at_application app;
  const auto first = sign_ins.keep(app.pending("s1"), "");
  const auto second = sign_ins.keep(app.pending("s2"), "");
  BOOST_REQUIRE((first && second));
  now = start + 1'000'000'000;
  BOOST_TEST(outcome(sign_ins.take_by_state("s1", first->reveal())) == "accepted");
  BOOST_TEST(outcome(sign_ins.take_by_state("s2", second->reveal())) == "accepted");
  remembering_store elsewhere;
  rc::pending_sign_ins there(elsewhere, {.expires_after = std::numeric_limits<std::int64_t>::max()}, rc::clock::reading(now));
  BOOST_TEST(outcome(there.keep(app.pending("s1"), "")) == "accepted");
  BOOST_TEST(elsewhere.kept.ends_at == std::numeric_limits<rc::seconds_since_epoch>::max());
  // As long before all times as there is.
  rc::pending_sign_ins never(store, {.expires_after = std::numeric_limits<std::int64_t>::min()}, rc::clock::reading(now));
  const auto third = never.keep(app.pending("s3"), "");
  BOOST_REQUIRE(third.has_value());
  BOOST_TEST(outcome(never.keep(app.pending("s4"), "")) == "accepted");
  BOOST_TEST(outcome(never.take_by_state("s3", third->reveal())) == "sign_in_expired in callback");
}

BOOST_AUTO_TEST_CASE(what_expired_long_ago_takes_no_room) {
  at_application app;
  app.begin("s1");
  app.now = start + 1199;
  app.begin("s2");
  BOOST_TEST(app.store.size() == 2u);
  app.now = start + 1200;
  app.begin("s3");
  BOOST_TEST(app.store.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_browser_that_begins_without_end_drives_out_its_own) {
  at_application app({.capacity = 100, .per_browser = 2});
  const std::string other = app.begin("other");
  const std::string browser = app.begin("s1");
  for (int i = 2; i < 50; ++i) app.begin("s" + std::to_string(i), browser);
  BOOST_TEST(app.store.size() == 3u);
  BOOST_TEST(app.finish("s47", browser) == "sign_in_unknown in callback");
  BOOST_TEST(app.finish("s48", browser) == "taken");
  BOOST_TEST(app.finish("s49", browser) == "taken");
  BOOST_TEST(app.finish("other", other) == "taken");
}

BOOST_AUTO_TEST_CASE(a_full_store_loses_the_oldest_and_does_not_grow) {
  at_application app({.capacity = 3, .per_browser = 2});
  const std::string first = app.begin("s1");
  const std::string second = app.begin("s2");
  app.begin("s3");
  app.begin("s2b", second);  // its own s2 goes, not the oldest
  BOOST_TEST(app.finish("s1", first) == "taken");
  BOOST_TEST(app.finish("s2", second) == "sign_in_unknown in callback");
  for (int i = 0; i < 100; ++i) app.begin("flood " + std::to_string(i));
  BOOST_TEST(app.store.size() == 3u);
  BOOST_TEST(app.finish("s2b", second) == "sign_in_unknown in callback");
  at_application none({.capacity = 0});
  BOOST_TEST(none.begin("s1") == "client_misconfigured in callback (capacity)");
}

BOOST_AUTO_TEST_CASE(keeps_nothing_that_could_not_be_told_apart) {
  at_application app;
  BOOST_TEST(app.begin("") == "state_missing in authorization_request");
  app.begin("s1");
  BOOST_TEST(app.begin("s1") == "random_failed in callback (state)");
  auto large = app.pending("s2");
  large.acr_values.assign(1000, std::string(20, 'x'));
  BOOST_TEST(outcome(app.sign_ins.keep(std::move(large), "")) == "request_too_large in authorization_request");
}

BOOST_AUTO_TEST_CASE(keeps_nothing_that_it_could_not_read_again) {
  rc::seconds_since_epoch now = start;
  rc::sign_ins_in_memory store;
  rc::pending_sign_ins sign_ins(store, {.text_bytes = 1u << 20}, rc::clock::reading(now));
  const at_application app;
  const auto of_size = [&](std::size_t bytes) {
    auto pending = app.pending("s " + std::to_string(bytes));
    const std::size_t before = to_text(pending).reveal().size();
    pending.redirect_uri = std::string(bytes - before + 1, 'x');  // the state is left out
    return pending;
  };
  const auto larger = outcome(sign_ins.keep(of_size((32u << 10) + 100), ""));
  BOOST_TEST(larger == "request_too_large in authorization_request");
  auto large = of_size(32u << 10);
  large.redirect_uri.resize(large.redirect_uri.size() - 100);
  const std::string state(large.state.reveal());
  const auto browser = sign_ins.keep(std::move(large), "");
  BOOST_REQUIRE_MESSAGE(browser, outcome(browser));
  BOOST_TEST(outcome(sign_ins.take_by_state(state, browser->reveal())) == "accepted");
  auto strange = app.pending("s2");
  strange.scopes = {"openid", "\xff"};
  BOOST_TEST(outcome(sign_ins.keep(std::move(strange), "")) == "sign_in_unreadable in authorization_request (JSON)");
}

BOOST_AUTO_TEST_CASE(a_store_sees_neither_the_state_nor_the_cookie) {
  rc::seconds_since_epoch now = start;
  remembering_store store;
  rc::pending_sign_ins sign_ins(store, {}, rc::clock::reading(now));
  rc::pending_sign_in pending;
  pending.state = rc::secret("canary state");
  pending.started_at = start;
  const auto browser = sign_ins.keep(std::move(pending), "");
  BOOST_REQUIRE(browser.has_value());
  for (const std::string_view seen :
       {std::string_view(store.kept.state_hash), store.kept.browser_hash.reveal(), store.kept.text.reveal()}) {
    BOOST_TEST(seen.find("canary") == std::string_view::npos);
    BOOST_TEST(seen.find(browser->reveal()) == std::string_view::npos);
  }
  BOOST_TEST(store.kept.begun_at == start);
  BOOST_TEST(store.kept.ends_at == start + 600);
  const auto taken = sign_ins.take_by_state("canary state", browser->reveal());
  BOOST_REQUIRE(taken.has_value());
  BOOST_TEST(taken->state.matches("canary state"));
}

BOOST_AUTO_TEST_CASE(what_a_store_makes_up_is_not_believed) {
  rc::seconds_since_epoch now = start;
  remembering_store store;
  rc::pending_sign_ins sign_ins(store, {}, rc::clock::reading(now));
  const std::string browser(43, 'A');
  const auto taking = [&](std::string text) {
    store.text = std::move(text);
    return outcome(sign_ins.take_by_state("s", browser));
  };
  BOOST_TEST(taking("canary") == "sign_in_unreadable in callback (JSON)");
  rc::pending_sign_in pending;
  pending.started_at = start;
  BOOST_TEST(taking(std::string(to_text(pending).reveal())) == "accepted");
  pending.state = rc::secret("s");
  BOOST_TEST(taking(std::string(to_text(pending).reveal())) == "sign_in_unreadable in callback (state)");
  pending.state = rc::secret();
  pending.started_at = start + 61;
  BOOST_TEST(taking(std::string(to_text(pending).reveal())) == "sign_in_expired in callback");
}

BOOST_AUTO_TEST_CASE(of_two_callbacks_at_once_one_wins) {
  at_application app;
  const std::string browser = app.begin("s0");
  std::atomic<int> taken = 0, unknown = 0;
  for (int round = 0; round < 50; ++round) {
    const std::string state = "r" + std::to_string(round);
    app.begin(state, browser);
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t)
      threads.emplace_back([&] {
        const std::string outcome_here = app.finish(state, browser);
        taken += outcome_here == "taken" ? 1 : 0;
        unknown += outcome_here == "sign_in_unknown in callback" ? 1 : 0;
      });
    for (std::thread& thread : threads) thread.join();
  }
  BOOST_TEST(taken == 50);
  BOOST_TEST(unknown == 100);
}

BOOST_AUTO_TEST_CASE(many_threads_begin_and_finish) {
  at_application app({.capacity = 1000, .per_browser = 8});
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      std::string browser;
      for (int i = 0; i < 100; ++i) {
        const std::string state = std::to_string(t) + "/" + std::to_string(i);
        browser = app.begin(state, browser);
        taken += app.finish(state, browser) == "taken" ? 1 : 0;
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(taken == 400);
  BOOST_TEST(app.store.size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
