// SPDX-License-Identifier: BSL-1.0
// Whole sign-ins at a provider in this process, from the authorization request to userinfo: our own share of them, and many at once.
#include "at_provider.hpp"
#include "report.hpp"
#include <rowclaim/oidc/discovery.hpp>
#include <rowclaim/oidc/relying_party.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace bench {
namespace {

/// The time that this thread spends in requests is the network's and the provider's.
struct watched_transport {
  rowclaim::httplib_transport sender{{.allow_plain_http_on_loopback = true}};
  double spent = 0;

  rowclaim::url_policy urls() const { return sender.urls(); }
  rowclaim::result<rowclaim::http_response> send(const rowclaim::http_request& request) {
    const double start = time_of_this_thread();
    auto response = sender.send(request);
    spent += time_of_this_thread() - start;
    return response;
  }
};

void bench_own_share(report& out, std::string_view named, rowclaim::relying_party_options options,
                     mock_idp::provider_options wanted) {
  rowclaim_test::at_provider at(std::move(wanted));
  watched_transport transport;
  auto metadata = rowclaim::discover(transport, at.provider.issuer());
  if (!metadata) return out.wrong("discovery: " + metadata.error().message());
  rowclaim::relying_party party(std::move(*metadata), std::move(options), transport, at.clock);
  std::vector<double> shares;
  for (int i = -20; i < 300; ++i) {
    transport.spent = 0;
    double own = time_of_this_thread();
    auto started = party.begin_sign_in();
    own = time_of_this_thread() - own;
    if (!started) return out.wrong("begin: " + started.error().message());
    const std::string callback = at.provider.sign_in(started->url, "alice");
    const double start = time_of_this_thread();
    const auto done = party.finish_sign_in(std::move(started->pending), callback);
    own += time_of_this_thread() - start - transport.spent;
    if (!done) return out.wrong("finish: " + done.error().message());
    if (i >= 0) shares.push_back(own);  // the first ones fetch the keys and warm up
  }
  out.add(named, "ms", median(std::move(shares)) / 1e6, 0.5);
}

void bench_at_once(report& out) {
  rowclaim_test::at_provider at;
  auto metadata = rowclaim::discover(at.transport, at.provider.issuer());
  if (!metadata) return out.wrong("discovery: " + metadata.error().message());
  rowclaim::relying_party party(std::move(*metadata), rowclaim_test::at_provider::client(), at.transport, at.clock);
  constexpr int all = 200;
  std::atomic<int> refused = 0;
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> people;
    for (int i = 0; i < all; ++i) people.emplace_back([&] { refused += !at.sign_in_at(party).has_value(); });
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  out.add("200 sign-ins at once, from the first to the last", "ms", took.count());
  out.add("200 sign-ins at once, refused", "", refused, 0);
}

}  // namespace

void bench_sign_in(report& out) {
  using rowclaim_test::at_provider;
  out.begin_group("sign_in",
                  "the code flow with PKCE, ID token and userinfo at a provider in this process, whose own time and the network's "
                  "are left out");
  bench_own_share(out, "one sign-in, RS256", at_provider::client(), {});
  auto options = at_provider::client();
  options.id_token_algorithms = {rowclaim::algorithm::es256};
  bench_own_share(out, "one sign-in, ES256", std::move(options), {.algorithm = mock_idp::signing_algorithm::ES256});
  bench_at_once(out);
}

}  // namespace bench
