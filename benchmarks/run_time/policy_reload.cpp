// SPDX-License-Identifier: BSL-1.0
// Requests in two threads while a third replaces the policy, beside the same while the third is as busy without replacing anything.
#include "policy.hpp"
#include <rowclaim/live/live_identity.hpp>
#include <rowclaim/live/policy_store.hpp>
#include <rowclaim/rows/record.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace bench {

namespace {

namespace rc = rowclaim;
using clock = std::chrono::steady_clock;

constexpr int phase_pairs = 20;
constexpr int reloads_in_a_phase = 50;

/// A policy that all parts of a decision carry the number of: its revision, the role that everybody gets and the row that is visible.
std::string policy_file(std::uint64_t epoch) {
  const std::string number = std::to_string(epoch);
  std::string text = R"({"version":1,"revision":)" + number + R"(,"roles_claims":[["groups"]],"gate":["ROLE_)" + number +
                     R"("],"role_mapping":{"everybody":["ROLE_)" + number + "\"]";
  for (int i = 0; i < 1000; ++i) text += ",\"group-" + std::to_string(i) + "\":[\"ROLE_OTHER\"]";
  return text + R"(},"tables":{"sales":{"columns":{"Amount":"int64"},"restrictions":{"ROLE_)" + number + R"(":{"Amount":)" +
         number + "}}}}}";
}

/// What the third thread does.
enum class phase : std::uint8_t { busy_aside, reloads, done };

/// How often the scheduler took the processor from this thread, which did not wait for anything.
long interruptions() {
  rusage used{};
  getrusage(RUSAGE_THREAD, &used);
  return used.ru_nivcsw;
}

/// One thread's calls of `current()` in one kind of phase, in nanoseconds.
struct calls {
  std::vector<std::uint32_t> all;
  std::uint32_t longest_uninterrupted = 0;
};

/// One thread's requests.
struct requests {
  std::array<calls, 2> by_phase;
  std::size_t failed = 0;
  std::size_t mixed = 0;  ///< saw two epochs

  void run(const rc::policy_store& store, const std::atomic<phase>& now) {
    const auto claims =
        rc::verified_claims::assume_verified(R"({"iss":"https://sso.example.com","sub":"zoe","groups":["everybody"]})");
    for (phase at = now.load(); at != phase::done; at = now.load()) {
      const long before = interruptions();
      const auto start = clock::now();
      const rc::pinned_policy pinned = store.current();
      const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(clock::now() - start).count();
      const auto nanoseconds = static_cast<std::uint32_t>(std::min<std::int64_t>(took, UINT32_MAX));
      calls& own = by_phase[static_cast<std::size_t>(at)];
      own.all.push_back(nanoseconds);
      if (interruptions() == before) own.longest_uninterrupted = std::max(own.longest_uninterrupted, nanoseconds);
      answer(pinned, claims);
    }
  }

 private:
  void answer(const rc::pinned_policy& pinned, const rc::verified_claims& claims) {
    const auto user = rc::authorize(pinned.policy, claims);
    if (!user || !user->is_allowed()) {
      ++failed;
      return;
    }
    const auto epoch = static_cast<std::int64_t>(pinned.epoch);
    const rc::plan plan = rc::plan_for(*user, "sales");
    const auto shows = [&](std::int64_t amount) {
      const std::array row{rc::value::of(amount)};
      return rc::evaluate(plan, row) == rc::truth::is_true;
    };
    const bool is_one = pinned.policy->revision() == epoch && user->has("ROLE_" + std::to_string(epoch)) && shows(epoch) &&
                        !shows(epoch + 1) && !shows(epoch - 1);
    if (!is_one) ++mixed;
  }
};

/// What calls of `current()` took, in microseconds.
struct waiting {
  double high = 0;  ///< p99.99
  double longest = 0;
  double longest_uninterrupted = 0;
};

waiting waiting_of(const std::array<requests, 2>& threads, phase which) {
  std::vector<std::uint32_t> all;
  waiting found;
  for (const requests& thread : threads) {
    const calls& own = thread.by_phase[static_cast<std::size_t>(which)];
    all.insert(all.end(), own.all.begin(), own.all.end());
    found.longest_uninterrupted = std::max(found.longest_uninterrupted, own.longest_uninterrupted / 1e3);
  }
  if (all.empty()) return found;
  std::sort(all.begin(), all.end());
  found.high = all[all.size() - 1 - all.size() / 10'000] / 1e3;
  found.longest = all.back() / 1e3;
  return found;
}

void report_waiting(report& out, const std::string& when, const waiting& found, std::optional<double> at_most = {}) {
  out.add("current(), p99.99, " + when, "us", found.high);
  out.add("current(), longest, " + when, "us", found.longest);
  out.add("current(), longest that the scheduler did not interrupt, " + when, "us", found.longest_uninterrupted, at_most);
}

}  // namespace

void bench_policy_reload(report& out) {
  out.begin_group("policy",
                  "a store reloads 1,000 times under two threads of requests (current, authorize, plan, rows), in phases that take "
                  "turns with as many of the same length in which as much is compiled, and nothing replaced");
  rc::policy_store store;
  std::uint64_t epoch = 1;
  std::size_t refused = store.load(policy_file(epoch)).size();
  std::atomic<phase> now{phase::busy_aside};
  std::array<requests, 2> threads;
  {
    std::vector<std::jthread> running;
    for (requests& thread : threads) running.emplace_back([&] { thread.run(store, now); });
    for (int pair = 0; pair < phase_pairs; ++pair) {
      now = phase::reloads;
      const auto start = clock::now();
      for (int i = 0; i < reloads_in_a_phase; ++i) refused += store.load(policy_file(++epoch)).size();
      const auto length = clock::now() - start;
      now = phase::busy_aside;
      for (const auto end = clock::now() + length; clock::now() < end;) keep(rc::read_policy(policy_file(epoch)));
    }
    now = phase::done;
  }
  std::size_t count = 0;
  std::size_t failed = refused;
  std::size_t mixed = 0;
  for (const requests& thread : threads) {
    count += thread.by_phase[0].all.size() + thread.by_phase[1].all.size();
    failed += thread.failed;
    mixed += thread.mixed;
  }
  const waiting aside = waiting_of(threads, phase::busy_aside);
  const waiting reloading = waiting_of(threads, phase::reloads);
  out.add("requests", "", static_cast<double>(count));
  out.add("reloads", "", static_cast<double>(epoch - 1));
  out.add("requests or loads that failed", "", static_cast<double>(failed), 0);
  out.add("requests that saw two epochs", "", static_cast<double>(mixed), 0);
  report_waiting(out, "nothing replaced", aside);
  report_waiting(out, "reloading", reloading, 1000);
  out.add("current(), longest, how much more it is when reloading", "us", reloading.longest - aside.longest, 1000);
  if (failed != 0 || mixed != 0) out.wrong("no request may fail or see two epochs while a policy is replaced");
}

}  // namespace bench
