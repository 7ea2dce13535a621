// SPDX-License-Identifier: BSL-1.0
// Starts the command with a provider of its own to talk to, waits for its end, and judges from outside.
#include "other_client.hpp"

#include "registered_client.hpp"

#include <arpa/inet.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <mock_idp/client_certificate.hpp>
#include <mock_idp/module.hpp>
#include <mock_idp/provider.hpp>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

extern char** environ;

namespace conformance {
namespace {

constexpr int signed_in = 0;
constexpr int refused = 1;
constexpr int not_supported = 77;
constexpr std::chrono::seconds patience{30};

// A port that is free now; the relying party may listen there.
std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool works = probe >= 0 && ::bind(probe, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (probe >= 0) ::close(probe);
  if (!works) throw std::runtime_error("there is no free port");
  return ntohs(address.sin_port);
}

// Gone with its content when it goes out of scope.
class scratch_folder {
 public:
  scratch_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "conformance-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder can be made for the relying party");
    path_ = pattern;
  }
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  std::filesystem::path file(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::string last_line_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string last;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) last = line;
  return last.substr(0, 300);
}

struct ended {
  bool in_time = false;
  // -1 if it did not end by itself.
  int status = -1;
};

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
  if (child < 0) throw std::runtime_error("the relying party cannot be started");
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

void complain(outcome& what, const std::string& reason) {
  what.result = result::failed;
  what.reason += (what.reason.empty() ? "" : "; ") + reason;
}

}  // namespace

outcome run_other(const planned_run& run, const std::string& command) {
  outcome what{.result = result::passed, .reason = {}, .warnings = {}, .took = {}};
  const auto started = std::chrono::steady_clock::now();
  try {
    const std::string base = "https://127.0.0.1:" + std::to_string(free_port());
    const client_urls urls = urls_below(base);
    mock_idp::provider at(provider_for(run, urls, true));
    const scratch_folder folder;
    write(folder.file("ca.pem"), at.ca_certificate_pem());
    const mock_idp::client_certificate own = mock_idp::make_client_certificate("127.0.0.1");
    write(folder.file("certificate.pem"), own.certificate_pem);
    write(folder.file("key.pem"), own.private_key_pem);
    const bool is_known = run.how.client_registration == "static_client";
    const boost::json::object keys{{"keys", boost::json::array{client_key().private_jwk()}}};
    const ended end = run_command(command,
                                  {{"RP_ISSUER", at.issuer()},
                                   {"RP_MODULE", run.module},
                                   {"RP_RESPONSE_TYPE", run.how.response_type},
                                   {"RP_RESPONSE_MODE", run.how.response_mode},
                                   {"RP_REQUEST_TYPE", run.how.request_type},
                                   {"RP_CLIENT_REGISTRATION", run.how.client_registration},
                                   {"RP_CLIENT_AUTH_TYPE", run.how.client_auth_type},
                                   {"RP_CLIENT_ID", is_known ? client_id : ""},
                                   {"RP_CLIENT_SECRET", is_known ? client_secret : ""},
                                   {"RP_JWKS", boost::json::serialize(keys)},
                                   {"RP_CA_FILE", folder.file("ca.pem").string()},
                                   {"RP_BASE_URL", base},
                                   {"RP_CERTIFICATE_FILE", folder.file("certificate.pem").string()},
                                   {"RP_CERTIFICATE_KEY_FILE", folder.file("key.pem").string()},
                                   {"RP_REDIRECT_URI", urls.redirect_uri},
                                   {"RP_REQUEST_URI", urls.request_uri},
                                   {"RP_INITIATE_LOGIN_URI", urls.initiate_login_uri},
                                   {"RP_POST_LOGOUT_REDIRECT_URI", urls.post_logout_redirect_uri},
                                   {"RP_BACKCHANNEL_LOGOUT_URI", urls.backchannel_logout_uri},
                                   {"RP_FRONTCHANNEL_LOGOUT_URI", urls.frontchannel_logout_uri}},
                                  folder.file("output"));
    const std::string said = last_line_of(folder.file("output"));
    if (!end.in_time) {
      complain(what, "it did not end within " + std::to_string(patience.count()) + " s");
    } else if (end.status == not_supported) {
      what.result = result::skipped;
      what.reason = said.empty() ? "not supported" : said;
    } else if (end.status != signed_in && end.status != refused) {
      complain(what, "it broke with status " + std::to_string(end.status) + ": " + said);
    } else {
      const mock_idp::module_entry* module = mock_idp::module_named(run.module);
      const mock_idp::verdict_report seen = at.judge();
      what.warnings = seen.warnings;
      if (seen.result == mock_idp::verdict::skipped) {
        what.result = result::skipped;
        what.reason = "the suite lets a relying party stop here";
      }
      if (seen.result == mock_idp::verdict::waiting) complain(what, "what the provider waited for did not come");
      if (seen.result == mock_idp::verdict::failed) complain(what, "the provider's verdict is failed");
      if (seen.result == mock_idp::verdict::failed || seen.result == mock_idp::verdict::waiting)
        for (const std::string& reason : seen.reasons) complain(what, reason);
      if (module->outcome == mock_idp::outcome::accept && end.status == refused && seen.result != mock_idp::verdict::skipped)
        complain(what, said.empty() ? "it refused" : said);
      // The last of several sign-ins is a good one, whatever must be made of those before.
      const bool ends_well = module->needs_word("sign_ins:3") || module->needs_word("sign_ins:6");
      if (module->outcome == mock_idp::outcome::reject && !ends_well && end.status == signed_in)
        complain(what, "it signed in nevertheless");
      if (what.result == result::passed) what.reason = said;
    }
  } catch (const std::exception& broken) {
    complain(what, broken.what());
  }
  what.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
  return what;
}

}  // namespace conformance
