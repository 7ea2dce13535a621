// SPDX-License-Identifier: BSL-1.0
// The program mock_idp: a provider that any relying party, in any language, can be pointed at.
#include "cases.hpp"
#include "command_line.hpp"

#include <signal.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

namespace {

int serve(const mock_idp::command& chosen) {
  // Blocked before the provider starts its threads, so that a signal can only be waited for here.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  const mock_idp::provider provider(chosen.options);
  if (!chosen.ca_file.empty()) {
    std::ofstream out(chosen.ca_file);
    if (!(out << provider.ca_certificate_pem()).flush()) throw std::runtime_error("cannot write " + chosen.ca_file);
  }
  std::printf("READY %s\n", provider.issuer().c_str());
  std::fflush(stdout);
  int received = 0;
  sigwait(&ends, &received);
  if (!chosen.options.module.empty()) {
    const auto report = provider.judge();
    std::printf("VERDICT %s\n", std::string(name_of(report.result)).c_str());
    for (const auto& reason : report.reasons) std::printf("  %s\n", reason.c_str());
    for (const auto& warning : report.warnings) std::printf("  warning: %s\n", warning.c_str());
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    const std::vector<std::string_view> arguments(values + 1, values + count);
    const auto chosen = mock_idp::read_command_line(arguments);
    switch (chosen.wanted) {
      case mock_idp::command::kind::help: std::fputs(mock_idp::help_text().c_str(), stdout); return 0;
      case mock_idp::command::kind::cases: std::fputs(mock_idp::cases_document().c_str(), stdout); return 0;
      case mock_idp::command::kind::list: std::fputs(mock_idp::list_of_names().c_str(), stdout); return 0;
      case mock_idp::command::kind::serve: return serve(chosen);
    }
  } catch (const std::invalid_argument& wrong) {
    std::fprintf(stderr, "mock_idp: %s\n", wrong.what());
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "mock_idp: %s\n", failure.what());
    return 1;
  }
  return 1;
}
