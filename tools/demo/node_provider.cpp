// SPDX-License-Identifier: BSL-1.0
// Starts and ends the Node.js provider.
#include "node_provider.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

namespace demo {
namespace {

// Reads the child's output until it says READY. Result: what follows on that line; empty if the child ended or took too long.
std::string wait_until_ready(int output) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::string text;
  for (;;) {
    if (const std::size_t ready = text.find("READY "); ready != std::string::npos)
      if (const std::size_t end = text.find('\n', ready); end != std::string::npos) return text.substr(ready + 6, end - ready - 6);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd waiting{output, POLLIN, 0};
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) return {};
    std::array<char, 4096> chunk;
    const ssize_t size = read(output, chunk.data(), chunk.size());
    if (size <= 0) return {};
    text.append(chunk.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace

node_provider::node_provider(const std::filesystem::path& folder, const std::string& people_json, const std::string& redirect_uri) {
  const auto script = folder / "openid_provider.mjs";
  if (!std::filesystem::exists(folder / "node_modules" / "oidc-provider"))
    throw std::runtime_error("the npm package oidc-provider is not installed");

  std::string name = (std::filesystem::temp_directory_path() / "rowclaim-demo-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) throw std::runtime_error(std::string("no temporary file could be made: ") + std::strerror(errno));
  close(file);
  people_file_ = name;
  std::ofstream(people_file_) << people_json;

  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error(std::string("no pipe could be made: ") + std::strerror(errno));
  process_ = fork();
  if (process_ == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    // The package warns about its version of Node.js there, which is of no use to whoever watches.
    if (const int nowhere = open("/dev/null", O_WRONLY); nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    execlp("node", "node", script.c_str(), people_file_.c_str(), redirect_uri.c_str(), nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  issuer_ = process_ > 0 ? wait_until_ready(pipe_ends[0]) : std::string();
  close(pipe_ends[0]);
  if (!issuer_.empty()) return;
  end();
  throw std::runtime_error("Node.js is not installed, or the provider did not start in 30 seconds");
}

node_provider::~node_provider() { end(); }

void node_provider::end() noexcept {
  if (process_ > 0) {
    kill(process_, SIGTERM);
    for (int tries = 0; waitpid(process_, nullptr, WNOHANG) == 0; ++tries) {
      if (tries == 50) kill(process_, SIGKILL);
      usleep(20'000);
    }
    process_ = -1;
  }
  std::error_code ignored;
  std::filesystem::remove(people_file_, ignored);
}

}  // namespace demo
