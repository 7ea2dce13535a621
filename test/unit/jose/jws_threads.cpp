// SPDX-License-Identifier: BSL-1.0
// One key in the hands of more threads than it keeps contexts for.
#include "signing.hpp"
#include <rowclaim/jose/jws.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace rowclaim;

BOOST_AUTO_TEST_SUITE(jws_threads)

BOOST_AUTO_TEST_CASE(many_threads_share_a_key) {
  for (const algorithm a : {algorithm::rs256, algorithm::es256, algorithm::eddsa, algorithm::hs256}) {
    const jose_test::signer& by = jose_test::signer_for(a);
    const key_set keys({read_jwk(by.jwk()).value()});
    const std::string good = by.plain_token();
    std::string bad = good;
    bad[bad.size() - 20] = bad[bad.size() - 20] == 'A' ? 'B' : 'A';
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 12; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) {
          if (!verify_jws(good, keys, {a})) ++wrong;
          if (verify_jws(bad, keys, {a})) ++wrong;
        }
      });
    for (std::thread& thread : threads) thread.join();
    BOOST_TEST(wrong == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
