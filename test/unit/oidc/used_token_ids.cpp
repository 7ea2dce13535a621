// SPDX-License-Identifier: BSL-1.0
// Tokens that count once.
#include <rowclaim/oidc/used_token_ids.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace rc = rowclaim;

BOOST_AUTO_TEST_SUITE(used_token_ids)

BOOST_AUTO_TEST_CASE(a_token_is_used_once_until_it_has_expired) {
  rc::used_token_ids used;
  BOOST_TEST(used.use("https://a.example", "1", 100, 200));
  BOOST_TEST(!used.use("https://a.example", "1", 100, 200));
  BOOST_TEST(!used.use("https://a.example", "1", 199, 300));
  BOOST_TEST(used.use("https://a.example", "2", 199, 200));
  BOOST_TEST(used.use("https://b.example", "1", 199, 200));
  BOOST_TEST(used.use("https://a.example", "1", 200, 300));
  BOOST_TEST(used.size() == 1u);
}

BOOST_AUTO_TEST_CASE(no_two_pairs_are_written_alike) {
  rc::used_token_ids used;
  BOOST_TEST(used.use("ab", "c", 0, 10));
  BOOST_TEST(used.use("a", "bc", 0, 10));
}

BOOST_AUTO_TEST_CASE(a_use_can_be_taken_back) {
  rc::used_token_ids used;
  BOOST_TEST(used.use("i", "1", 0, 10));
  BOOST_TEST(used.use("i", "2", 0, 10));
  used.forget("i", "1");
  used.forget("i", "3");
  BOOST_TEST(used.size() == 1u);
  BOOST_TEST(used.use("i", "1", 0, 10));
  BOOST_TEST(!used.use("i", "2", 0, 10));
}

BOOST_AUTO_TEST_CASE(what_expires_first_is_forgotten_when_it_is_full) {
  rc::used_token_ids used(2);
  BOOST_TEST(used.use("i", "late", 0, 30));
  BOOST_TEST(used.use("i", "early", 0, 10));
  BOOST_TEST(used.use("i", "middle", 0, 20));
  BOOST_TEST(used.size() == 2u);
  BOOST_TEST(!used.use("i", "late", 0, 30));
  BOOST_TEST(!used.use("i", "middle", 0, 20));
}

BOOST_AUTO_TEST_CASE(of_many_threads_one_uses_a_token) {
  rc::used_token_ids used;
  std::atomic<int> uses = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) uses += used.use("i", std::to_string(i), 0, 10) ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(uses == 200);
}

BOOST_AUTO_TEST_SUITE_END()
