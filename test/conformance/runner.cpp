// SPDX-License-Identifier: BSL-1.0
// One run is one provider, one relying party and two verdicts that must agree.
#include "runner.hpp"

#include "client_report.hpp"
#include "expectations.hpp"
#include "other_client.hpp"
#include "registered_client.hpp"

#include <mock_idp/provider.hpp>

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace conformance {
namespace {

void complain(outcome& what, std::string reason) {
  what.result = result::failed;
  if (!what.reason.empty()) what.reason += "; ";
  what.reason += reason;
}

void judge_from_outside(const mock_idp::verdict_report& seen, outcome& what) {
  what.warnings = seen.warnings;
  switch (seen.result) {
    case mock_idp::verdict::passed:
    case mock_idp::verdict::skipped:
    // The suite leaves these to a person, who looks at what the relying party says of itself: here that is the other verdict.
    case mock_idp::verdict::review: return;
    case mock_idp::verdict::waiting: complain(what, "what the provider waited for did not come"); break;
    case mock_idp::verdict::failed: complain(what, "the provider's verdict is failed"); break;
  }
  for (const std::string& reason : seen.reasons) complain(what, reason);
}

void judge_from_inside(const client_report& did, const expectation& expected, outcome& what) {
  if (did.refused != expected.refused)
    complain(what,
             "refused because of " +
                 (did.refused.empty() ? std::string("nothing") : did.refused + " in " + did.refused_in + " (" + did.detail + ")") +
                 " instead of " + (expected.refused.empty() ? std::string("nothing") : std::string(expected.refused)));
  else if (!expected.refused.empty() && did.refused_in != expected.refused_in)
    complain(what, "refused in the step " + did.refused_in + " instead of " + std::string(expected.refused_in));
  if (did.sessions_made != expected.sessions_made)
    complain(what, std::to_string(did.sessions_made) + " sessions were made instead of " + std::to_string(expected.sessions_made));
  if (did.sessions_left != expected.sessions_left)
    complain(what, std::to_string(did.sessions_left) + " sessions are left instead of " + std::to_string(expected.sessions_left));
  for (const std::string& complaint : did.complaints) complain(what, complaint);
}

}  // namespace

outcome run_ours(const planned_run& run) {
  outcome what{.result = result::passed, .reason = {}, .warnings = {}, .took = {}};
  const auto started = std::chrono::steady_clock::now();
  try {
    const expectation expected = expected_of(run);
    application web;
    const client_urls urls = urls_below(web.url(""));
    mock_idp::provider at(provider_for(run, urls, needs_tls(run)));
    const client_report did = run_our_client(run, at, web, urls);
    judge_from_inside(did, expected, what);
    const mock_idp::verdict_report seen = at.judge();
    // What a relying party may stop before, it need not have waited for.
    const bool may_stop = !expected.skipped_because.empty() && seen.result == mock_idp::verdict::waiting;
    if (!may_stop) judge_from_outside(seen, what);
    if (what.result == result::passed && !expected.skipped_because.empty()) {
      what.result = result::skipped;
      what.reason = expected.skipped_because;
    } else if (what.result == result::passed && seen.result == mock_idp::verdict::skipped) {
      complain(what, "the provider's verdict is skipped, which is not expected here");
    }
    if (what.result == result::passed && !did.refused.empty()) what.reason = "refused: " + did.refused;
    if (what.result == result::passed)
      for (const std::string& remark : did.remarks) what.reason.append(what.reason.empty() ? "" : "; ").append(remark);
  } catch (const std::exception& broken) {
    complain(what, broken.what());
  }
  what.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
  return what;
}

std::vector<finished_plan> run_plans(std::vector<plan> plans, const run_options& options) {
  std::vector<finished_plan> finished;
  for (plan& one : plans) {
    finished_plan results{std::move(one), {}};
    for (const planned_run& run : results.of.runs) results.runs.push_back({run, {}, {}});
    finished.push_back(std::move(results));
  }
  std::vector<finished_run*> all;
  for (finished_plan& results : finished)
    for (finished_run& run : results.runs) all.push_back(&run);

  std::atomic<std::size_t> next{0};
  std::size_t done = 0;
  std::mutex telling;
  const auto work = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      all[i]->ours = run_ours(all[i]->run);
      if (!options.other_command.empty()) all[i]->theirs = run_other(all[i]->run, options.other_command);
      const std::scoped_lock lock(telling);
      ++done;
      if (options.progress) options.progress(done, all.size());
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < options.threads; ++i) threads.emplace_back(work);
    work();
  }
  return finished;
}

}  // namespace conformance
