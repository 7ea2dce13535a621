// SPDX-License-Identifier: BSL-1.0
// Starts a shell, waits for its end, and kills it and its children if that does not come.
#include "command.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

extern char** environ;

namespace conformance {

scratch_folder::scratch_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "conformance-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder can be made for the command");
  path_ = pattern;
}
scratch_folder::~scratch_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::string last_line_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string last;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) last = line;
  return last.substr(0, 300);
}

ended run_command(const std::string& command, const std::vector<std::pair<std::string, std::string>>& told,
                  const std::filesystem::path& output) {
  std::vector<std::string> variables;
  for (char** one = environ; *one != nullptr; ++one) variables.emplace_back(*one);
  for (const auto& [name, value] : told) variables.push_back(name + "=" + value);
  std::vector<char*> environment;
  for (std::string& one : variables) environment.push_back(one.data());
  environment.push_back(nullptr);
  std::string shell = "/bin/sh";
  std::string option = "-c";
  std::string text = command;
  char* words[] = {shell.data(), option.data(), text.data(), nullptr};
  const std::string file = output.string();

  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("the command cannot be started");
  if (child == 0) {
    // Only what may be called between fork and exec in a program with threads.
    ::setpgid(0, 0);
    const int into = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int from = ::open("/dev/null", O_RDONLY);
    if (into >= 0) {
      ::dup2(into, 1);
      ::dup2(into, 2);
    }
    if (from >= 0) ::dup2(from, 0);
    ::execve(shell.c_str(), words, environment.data());
    ::_exit(126);
  }
  const auto until = std::chrono::steady_clock::now() + patience;
  for (int state = 0;;) {
    const pid_t done = ::waitpid(child, &state, WNOHANG);
    if (done == child) return {.in_time = true, .status = WIFEXITED(state) ? WEXITSTATUS(state) : -1};
    if (done < 0) return {};
    if (std::chrono::steady_clock::now() > until) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &state, 0);
      return {};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace conformance
