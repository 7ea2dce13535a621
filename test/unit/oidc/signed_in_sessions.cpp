// SPDX-License-Identifier: BSL-1.0
// Sessions by what a provider knows them by.
#include "scripted_transport.hpp"
#include <rowclaim/oidc/signed_in_sessions.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace rc = rowclaim;
using rowclaim_test::outcome;

BOOST_AUTO_TEST_SUITE(signed_in_sessions)

namespace {

constexpr const char* issuer = "https://a.example";

rc::token_facts facts(std::string_view subject, std::string_view session_id, rc::seconds_since_epoch issued_at = 1000,
                      std::string_view of = issuer) {
  return {.issuer = of, .subject = subject, .session_id = session_id, .issued_at = issued_at};
}

struct with_sessions {
  rc::seconds_since_epoch now = 1000;
  rc::signed_in_sessions sessions;

  explicit with_sessions(rc::signed_in_sessions_options options = {}) : sessions(options, rc::clock::reading(now)) {}

  std::string begin(std::string_view key, const rc::token_facts& of) { return outcome(sessions.begin(key, of)); }
  std::string end(rc::logout_notice notice) {
    if (notice.issuer.empty()) notice.issuer = issuer;
    const auto ended = sessions.end_sessions(notice);
    return ended ? std::to_string(*ended) : outcome(ended.error());
  }
  // Which of the keys "1" to "9" are signed in.
  std::string alive() const {
    std::string keys;
    for (char c = '1'; c <= '9'; ++c)
      if (sessions.is_signed_in(std::string(1, c))) keys += c;
    return keys;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_notice_is_about_what_it_names_and_a_nameless_one_about_nobody) {
  const auto session = facts("alice", "s1");
  BOOST_TEST(rc::is_about({.issuer = issuer, .session_id = "s1"}, session));
  BOOST_TEST(rc::is_about({.issuer = issuer, .subject = "alice"}, session));
  BOOST_TEST(rc::is_about({.issuer = issuer, .session_id = "s1", .subject = "alice"}, session));
  BOOST_TEST(!rc::is_about({.issuer = issuer, .session_id = "s1", .subject = "bob"}, session));
  BOOST_TEST(!rc::is_about({.issuer = issuer, .session_id = "s2", .subject = "alice"}, session));
  BOOST_TEST(!rc::is_about({.issuer = "https://b.example", .session_id = "s1"}, session));
  BOOST_TEST(!rc::is_about({.issuer = issuer}, session));
  BOOST_TEST(!rc::is_about({.issuer = issuer}, facts("alice", "")));
  BOOST_TEST(!rc::is_about({.issuer = "", .subject = "alice"}, facts("alice", "", 1000, "")));
  BOOST_TEST(rc::is_about({.issuer = issuer, .subject = "alice", .issued_at = 1000}, session));
  BOOST_TEST(!rc::is_about({.issuer = issuer, .subject = "alice", .issued_at = 999}, session));
}

BOOST_AUTO_TEST_CASE(the_session_that_is_named_ends_whatever_the_clocks_say) {
  with_sessions held;
  held.begin("1", facts("alice", "s1", 1001));
  held.begin("2", facts("alice", "s2", 1001));
  BOOST_TEST(held.end({.session_id = "s1", .issued_at = 1000}) == "1");
  BOOST_TEST(held.end({.session_id = "s2", .subject = "alice", .issued_at = 1000}) == "1");
  BOOST_TEST(held.alive() == "");
}

BOOST_AUTO_TEST_CASE(a_session_that_has_no_name_ends_with_its_subjects_named_one) {
  const auto nameless = facts("alice", "");
  const auto both = [](rc::logout_channel channel, std::optional<rc::seconds_since_epoch> issued_at = {}) {
    return rc::logout_notice{.issuer = issuer, .session_id = "s1", .subject = "alice", .issued_at = issued_at, .channel = channel};
  };
  BOOST_TEST(rc::is_about(both(rc::logout_channel::back), nameless));
  BOOST_TEST(rc::is_about(both(rc::logout_channel::back, 1000), nameless));
  BOOST_TEST(!rc::is_about(both(rc::logout_channel::back, 999), nameless));
  BOOST_TEST(!rc::is_about(both(rc::logout_channel::back), facts("bob", "")));
  BOOST_TEST(!rc::is_about(both(rc::logout_channel::front), nameless));
  BOOST_TEST(!rc::is_about({.issuer = issuer, .session_id = "s1"}, nameless));

  with_sessions held;
  held.begin("1", nameless);
  held.begin("2", facts("alice", "s2"));
  held.begin("3", facts("bob", ""));
  held.begin("4", facts("alice", "", 1001));
  BOOST_TEST(held.end(both(rc::logout_channel::back, 1000)) == "1");
  BOOST_TEST(held.alive() == "234");
  // Nor is such a one begun by a sign-in under way.
  BOOST_TEST(held.begin("5", nameless) == "token_revoked in logout");
  BOOST_TEST(held.begin("6", facts("alice", "s1")) == "token_revoked in logout");
  BOOST_TEST(held.begin("7", facts("alice", "", 1001)) == "accepted");
}

BOOST_AUTO_TEST_CASE(ends_the_session_that_is_named) {
  with_sessions held;
  held.begin("1", facts("alice", "s1"));
  held.begin("2", facts("alice", "s2"));
  held.begin("3", facts("bob", "s1", 1000, "https://b.example"));
  BOOST_TEST(held.end({.session_id = "s1"}) == "1");
  BOOST_TEST(held.alive() == "23");
  BOOST_TEST(held.end({.session_id = "s1"}) == "0");
  BOOST_TEST(held.end({.session_id = "s2", .subject = "bob"}) == "0");
  BOOST_TEST(held.alive() == "23");
}

BOOST_AUTO_TEST_CASE(ends_all_sessions_of_a_subject_without_a_session) {
  with_sessions held;
  held.begin("1", facts("alice", "s1"));
  held.begin("2", facts("alice", ""));
  held.begin("3", facts("bob", "s3"));
  held.begin("4", facts("alice", "s4", 1000, "https://b.example"));
  held.begin("5", facts("alice", "s5", 1001));
  BOOST_TEST(held.end({.subject = "alice", .issued_at = 1000}) == "2");
  BOOST_TEST(held.alive() == "345");
  BOOST_TEST(held.end({.issuer = issuer}) == "session_unknown in logout");
}

BOOST_AUTO_TEST_CASE(several_sessions_here_may_belong_to_one_there) {
  with_sessions held;
  held.begin("1", facts("alice", "s1"));
  held.begin("2", facts("alice", "s1"));
  BOOST_TEST(held.end({.session_id = "s1", .subject = "alice"}) == "2");
  BOOST_TEST(held.sessions.size() == 0u);
}

BOOST_AUTO_TEST_CASE(what_has_just_ended_is_not_begun_by_a_sign_in_under_way) {
  with_sessions held;
  BOOST_TEST(held.end({.session_id = "s1", .issued_at = 1000}) == "0");
  BOOST_TEST(held.begin("1", facts("alice", "s1", 999)) == "token_revoked in logout");
  BOOST_TEST(held.begin("1", facts("alice", "s1", 1000)) == "token_revoked in logout");
  BOOST_TEST(held.begin("2", facts("alice", "s2", 999)) == "accepted");
  // A provider that keeps its session lets the person sign in anew.
  BOOST_TEST(held.begin("3", facts("alice", "s1", 1010)) == "token_revoked in logout");
  BOOST_TEST(held.begin("3", facts("alice", "s1", 1011)) == "accepted");
  BOOST_TEST(held.end({.subject = "bob", .issued_at = 1000}) == "0");
  BOOST_TEST(held.begin("4", facts("bob", "s9", 1000)) == "token_revoked in logout");
  BOOST_TEST(held.begin("5", facts("bob", "s9", 1001)) == "accepted");
  held.now += 600;
  BOOST_TEST(held.begin("4", facts("bob", "s9", 1000)) == "accepted");
}

BOOST_AUTO_TEST_CASE(what_is_remembered_for_ever_is_not_forgotten_at_once) {
  with_sessions held({.remembers_ended_for = std::numeric_limits<std::int64_t>::max()});
  held.end({.session_id = "s1", .issued_at = 1000});
  held.end({.subject = "bob", .issued_at = std::numeric_limits<std::int64_t>::max()});
  held.end({.session_id = "s2", .issued_at = std::numeric_limits<std::int64_t>::max()});
  for (int year = 0; year < 3; ++year) {
    held.now += 1;
    BOOST_TEST(held.begin("1", facts("alice", "s1", 1000)) == "token_revoked in logout");
    BOOST_TEST(held.begin("2", facts("bob", "", 2000)) == "token_revoked in logout");
    BOOST_TEST(held.begin("3", facts("carol", "s2", 2000)) == "token_revoked in logout");
    held.now += 31'536'000;
  }
}

BOOST_AUTO_TEST_CASE(word_that_nobody_signed_keeps_nobody_from_signing_in) {
  with_sessions held;
  BOOST_TEST(held.end({.session_id = "s1", .channel = rc::logout_channel::front}) == "0");
  BOOST_TEST(held.begin("1", facts("alice", "s1", 999)) == "accepted");
}

BOOST_AUTO_TEST_CASE(too_many_ended_sessions_to_remember_refuse_more_and_never_less) {
  with_sessions held({.remembers_ended = 1});
  held.end({.session_id = "s1", .issued_at = 1000});
  held.end({.session_id = "s2", .issued_at = 1010});
  BOOST_TEST(held.begin("1", facts("alice", "s1", 1000)) == "token_revoked in logout");
  BOOST_TEST(held.begin("1", facts("alice", "s2", 1010)) == "token_revoked in logout");
  BOOST_TEST(held.begin("1", facts("alice", "s3", 1020)) == "token_revoked in logout");
  BOOST_TEST(held.begin("1", facts("alice", "s3", 1021)) == "accepted");
}

BOOST_AUTO_TEST_CASE(its_bounds_end_the_oldest) {
  with_sessions held({.capacity = 2, .lifetime = 100});
  held.begin("1", facts("alice", "s1"));
  held.begin("2", facts("bob", "s2"));
  held.begin("3", facts("carol", "s3"));
  BOOST_TEST(held.alive() == "23");
  BOOST_TEST(held.sessions.size() == 2u);
  held.now += 99;
  BOOST_TEST(held.alive() == "23");
  held.now += 1;
  BOOST_TEST(held.alive() == "");
  BOOST_TEST(held.begin("4", facts("alice", "s1")) == "accepted");
  BOOST_TEST(held.sessions.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_key_has_one_session) {
  with_sessions held;
  held.begin("1", facts("alice", "s1"));
  held.begin("1", facts("bob", "s2"));
  BOOST_TEST(held.sessions.size() == 1u);
  BOOST_TEST(held.end({.subject = "alice"}) == "0");
  BOOST_TEST(held.alive() == "1");
  BOOST_TEST(held.sessions.end("1"));
  BOOST_TEST(!held.sessions.end("1"));
  BOOST_TEST(held.end({.subject = "bob"}) == "0");
}

BOOST_AUTO_TEST_CASE(takes_no_session_that_could_not_be_found_again) {
  with_sessions held;
  BOOST_TEST(held.begin("", facts("alice", "s1")) == "client_misconfigured in logout (session)");
  BOOST_TEST(held.begin("1", facts("", "s1")) == "client_misconfigured in logout (session)");
  BOOST_TEST(held.begin("1", facts("alice", "s1", 0, "")) == "client_misconfigured in logout (session)");
  with_sessions nothing({.capacity = 0});
  BOOST_TEST(nothing.begin("1", facts("alice", "s1")) == "client_misconfigured in logout (session)");
}

BOOST_AUTO_TEST_CASE(threads_begin_and_end_sessions) {
  with_sessions held({.capacity = 64});
  std::atomic<std::size_t> ended = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const std::string subject = std::to_string(i % 7);
        const std::string key = std::to_string(t) + "/" + std::to_string(i);
        if (held.sessions.begin(key, facts(subject, "s" + subject, 2000))) (void)held.sessions.is_signed_in(key);
        if (i % 5 == 0)
          if (const auto some = held.sessions.end_sessions({.issuer = issuer, .subject = subject, .issued_at = 1000 + i}))
            ended += *some;
      }
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(ended == 0u);
  BOOST_TEST(held.sessions.size() == 64u);
}

BOOST_AUTO_TEST_SUITE_END()
