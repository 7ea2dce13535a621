// SPDX-License-Identifier: BSL-1.0
// The command line, and the program itself run as a child.
#include "relying_party.hpp"

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <mock_idp/command_line.hpp>
#include <mock_idp/module.hpp>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <vector>

namespace rp = relying_party;

BOOST_AUTO_TEST_SUITE(program)

namespace {

mock_idp::command read(std::vector<std::string_view> arguments) { return mock_idp::read_command_line(arguments); }

std::string complaint_about(std::vector<std::string_view> arguments) {
  try {
    mock_idp::read_command_line(arguments);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return "";
}

class file {
 public:
  explicit file(const std::string& text) : name_("mock_idp_test_" + std::to_string(::getpid()) + ".json") {
    std::ofstream(name_) << text;
  }
  ~file() { std::remove(name_.c_str()); }
  file(const file&) = delete;
  file& operator=(const file&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// The program as a child whose output can be read.
class child {
 public:
  explicit child(std::vector<std::string> arguments) {
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_adddup2(&actions, out[1], 2);
    arguments.insert(arguments.begin(), MOCK_IDP_PROGRAM);
    std::vector<char*> pointers;
    for (auto& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const int failed = posix_spawn(&id_, MOCK_IDP_PROGRAM, &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(out[1]);
    output_ = ::fdopen(out[0], "r");
    if (failed) throw std::runtime_error("cannot start the program");
  }
  ~child() { std::fclose(output_); }
  child(const child&) = delete;
  child& operator=(const child&) = delete;

  std::string line() {
    char text[512] = "";
    if (!std::fgets(text, sizeof text, output_)) return "";
    std::string out = text;
    if (out.ends_with('\n')) out.pop_back();
    return out;
  }
  void send(int signal) { ::kill(id_, signal); }
  int exit_status() {
    int status = 0;
    ::waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t id_ = 0;
  std::FILE* output_ = nullptr;
};

}  // namespace

BOOST_AUTO_TEST_CASE(reads_its_options) {
  const auto chosen = read({"--port", "1234", "--alg", "EdDSA", "--misbehave", "wrong_nonce", "--misbehave", "slow_jwks",
                            "--slow-ms", "7", "--issuer-path", "/a", "--redirect-uri", "http://localhost/cb", "--tls", "ca.pem"});
  BOOST_TEST(chosen.options.port == 1234);
  BOOST_TEST((chosen.options.algorithm == mock_idp::signing_algorithm::EdDSA));
  BOOST_TEST(chosen.options.misbehave.has(mock_idp::misbehaviour::wrong_nonce));
  BOOST_TEST(chosen.options.misbehave.has(mock_idp::misbehaviour::slow_jwks));
  BOOST_TEST(!chosen.options.misbehave.has(mock_idp::misbehaviour::slow_token));
  BOOST_TEST(chosen.options.slow_delay.count() == 7);
  BOOST_TEST(chosen.options.issuer_path == "/a");
  BOOST_TEST(chosen.options.clients.at("app").redirect_uris.size() == 2u);
  BOOST_TEST(chosen.options.tls);
  BOOST_TEST(chosen.ca_file == "ca.pem");
}

BOOST_AUTO_TEST_CASE(reads_users_and_clients_from_files) {
  const file users(R"({"zoe": {"password": "pw", "claims": {"groups": [{"id": 1}]}, "claims_in": "both"}})");
  const auto person = read({"--users", users.name()}).options.users.at("zoe");
  BOOST_TEST(person.password == "pw");
  BOOST_TEST(person.claims.contains("groups"));
  BOOST_TEST((person.claims_in == mock_idp::claims_placement::both));
  const file clients(R"({"web": {"secret": "s", "redirect_uris": ["https://a.example/cb"], "must_use_pkce": true,
                                 "id_token_signed_response_alg": "ES256"}})");
  const auto registered = read({"--clients", clients.name()}).options.clients;
  BOOST_TEST(registered.size() == 1u);
  BOOST_TEST(registered.at("web").must_use_pkce);
}

BOOST_AUTO_TEST_CASE(complains_about_wrong_usage_in_one_sentence) {
  BOOST_TEST(complaint_about({"--port", "70000"}) == "--port wants a number from 0 to 65535, not \"70000\"");
  BOOST_TEST(complaint_about({"--port"}) == "--port wants a value");
  BOOST_TEST(complaint_about({"--alg", "RS1"}) == "--alg wants an algorithm such as RS256, ES256 or EdDSA, not \"RS1\"");
  BOOST_TEST(complaint_about({"--misbehave", "x"}) == "no misbehaviour has the name \"x\"; --list shows them all");
  BOOST_TEST(complaint_about({"--misbehave", "wrong_nonse"}) ==
             "no misbehaviour has the name \"wrong_nonse\"; did you mean wrong_nonce?");
  BOOST_TEST(complaint_about({"--module", "oidcc-client-test-invalid-is"}) ==
             "no module has the id \"oidcc-client-test-invalid-is\"; did you mean oidcc-client-test-invalid-iss or "
             "oidcc-client-test-invalid-aud or oidcc-client-test-invalid-chash?");
  BOOST_TEST(complaint_about({"--response-type", "token"}) == "\"token\" is not a response type");
  BOOST_TEST(complaint_about({"--response-mode", "query"}) == "--response-mode wants default or form_post, not \"query\"");
  BOOST_TEST(complaint_about({"--ca-file", "x"}) == "--ca-file is for --tls");
  BOOST_TEST(complaint_about({"--prot", "1"}) == "there is no option --prot; --help shows them all");
  BOOST_TEST(complaint_about({"--users", "/nonexistent"}) == "cannot read /nonexistent");
  const file users(R"({"zoe": {"pasword": "pw"}})");
  BOOST_TEST(complaint_about({"--users", users.name()}) == users.name() + ": \"zoe\": a user has no member pasword");
}

BOOST_AUTO_TEST_CASE(says_ready_serves_and_ends_with_status_0_on_a_signal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    child mock({"--port", "0", "--misbehave", "discovery_issuer_mismatch"});
    const auto ready = mock.line();
    BOOST_TEST(ready.starts_with("READY http://127.0.0.1:"));
    const auto metadata = rp::get(ready.substr(6) + "/.well-known/openid-configuration");
    BOOST_TEST(metadata.status == 200);
    BOOST_TEST(metadata.json().at("issuer").as_string() == "https://another-provider.example");
    mock.send(signal);
    BOOST_TEST(mock.exit_status() == 0);
  }
}

BOOST_AUTO_TEST_CASE(is_a_module_s_provider_that_tells_its_verdict_at_the_end) {
  child mock({"--module", "oidcc-client-test-discovery-openid-config", "--verdict-delay-ms", "0"});
  const auto issuer = mock.line().substr(6);
  BOOST_TEST(rp::get(issuer + "/verdict").json().at("verdict").as_string() == "waiting");
  rp::get(issuer + "/.well-known/openid-configuration");
  BOOST_TEST(rp::get(issuer + "/verdict").json().at("verdict").as_string() == "passed");
  mock.send(SIGTERM);
  BOOST_TEST(mock.line() == "VERDICT passed");
  BOOST_TEST(mock.exit_status() == 0);
}

BOOST_AUTO_TEST_CASE(ends_with_status_2_and_a_sentence_on_wrong_usage) {
  child wrong({"--bogus"});
  BOOST_TEST(wrong.line() == "mock_idp: there is no option --bogus; --help shows them all");
  BOOST_TEST(wrong.line().empty());
  BOOST_TEST(wrong.exit_status() == 2);
}

BOOST_AUTO_TEST_CASE(lists_every_misbehaviour_and_module_and_explains_itself) {
  child list({"--list"});
  for (const auto& entry : mock_idp::all_misbehaviours())
    BOOST_TEST(list.line().starts_with("misbehaviour  " + std::string(entry.name) + ' '));
  for (const auto& entry : mock_idp::all_modules()) BOOST_TEST(list.line().substr(14).starts_with(std::string(entry.id) + ' '));
  BOOST_TEST(list.exit_status() == 0);
  child cases({"--cases"});
  BOOST_TEST(cases.line() == "# Cases and modes");
  BOOST_TEST(cases.exit_status() == 0);
  child help({"--help"});
  BOOST_TEST(help.line().starts_with("mock_idp: "));
  BOOST_TEST(help.exit_status() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
