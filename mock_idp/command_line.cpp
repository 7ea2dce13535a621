// SPDX-License-Identifier: BSL-1.0
// Reading the program's arguments, its help and its list of misbehaviours.
#include "command_line.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace mock_idp {
namespace {

std::string contents_of(std::string_view file) {
  std::ifstream in{std::string(file), std::ios::binary};
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) throw std::invalid_argument("cannot read " + std::string(file));
  return std::move(text).str();
}

template <typename Read>
auto read_file(std::string_view file, Read read) {
  const auto text = contents_of(file);
  try {
    return read(text);
  } catch (const std::invalid_argument& wrong) {
    throw std::invalid_argument(std::string(file) + ": " + wrong.what());
  }
}

template <typename Number>
Number number_of(std::string_view option, std::string_view text, Number most) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > most)
    throw std::invalid_argument(std::string(option) + " wants a number from 0 to " + std::to_string(most) + ", not \"" +
                                std::string(text) + '"');
  return number;
}

signing_algorithm algorithm_of(std::string_view text) {
  const auto algorithm = signing_algorithm_named(text);
  if (!algorithm) throw std::invalid_argument("--alg wants an algorithm such as RS256, ES256 or EdDSA, not \"" + std::string(text) + '"');
  return *algorithm;
}

misbehaviour misbehaviour_of(std::string_view text) {
  const auto wrong = misbehaviour_named(text);
  if (!wrong) throw std::invalid_argument("no misbehaviour has the name \"" + std::string(text) + "\"; --list shows them all");
  return *wrong;
}

std::string issuer_path_of(std::string_view text) {
  if (!text.starts_with('/') || text.ends_with('/') || text.find_first_of("?# ") != std::string_view::npos)
    throw std::invalid_argument("--issuer-path wants a path such as /realms/demo, not \"" + std::string(text) + '"');
  return std::string(text);
}

}  // namespace

command read_command_line(std::span<const std::string_view> arguments) {
  command chosen;
  std::vector<std::string> redirect_uris;
  bool has_clients_file = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto option = arguments[i];
    const auto value = [&] {
      if (++i == arguments.size()) throw std::invalid_argument(std::string(option) + " wants a value");
      return arguments[i];
    };
    if (option == "--help" || option == "-h") chosen.wanted = command::kind::help;
    else if (option == "--list") chosen.wanted = command::kind::list;
    else if (option == "--port") chosen.options.port = number_of<std::uint16_t>(option, value(), 65535);
    else if (option == "--alg") chosen.options.algorithm = algorithm_of(value());
    else if (option == "--users") chosen.options.users = read_file(value(), read_users);
    else if (option == "--clients") {
      chosen.options.clients = read_file(value(), read_clients);
      has_clients_file = true;
    } else if (option == "--redirect-uri") redirect_uris.emplace_back(value());
    else if (option == "--misbehave") chosen.options.misbehave.add(misbehaviour_of(value()));
    else if (option == "--issuer-path") chosen.options.issuer_path = issuer_path_of(value());
    else if (option == "--slow-ms") chosen.options.slow_delay = std::chrono::milliseconds(number_of(option, value(), 3'600'000));
    else if (option == "--tls") {
      chosen.options.tls = true;
      chosen.ca_file = value();
    } else throw std::invalid_argument("there is no option " + std::string(option) + "; --help shows them all");
  }
  if (has_clients_file && !redirect_uris.empty())
    throw std::invalid_argument("--redirect-uri is for the built-in client and cannot be used with --clients");
  if (!has_clients_file) {
    auto& built_in = chosen.options.clients["app"].redirect_uris;
    built_in.insert(built_in.end(), redirect_uris.begin(), redirect_uris.end());
  }
  return chosen;
}

std::string help_text() {
  return R"(mock_idp: a small OpenID Provider for tests, on 127.0.0.1 alone

  --port N              listen on this port; 0, the default, takes a free one
  --users FILE          the people, as JSON: {"alice": {"password": "...", "claims": {...}}}
  --clients FILE        the relying parties, as JSON: {"app": {"secret": "...", "redirect_uris": ["..."]}}
  --redirect-uri URI    one more redirect URI of the built-in client; may be repeated
  --alg ALGORITHM       how ID tokens are signed: RS256 (the default), ES256 or EdDSA
  --misbehave NAME      be wrong on purpose; may be repeated
  --list                show the names of all misbehaviours and end
  --tls FILE            serve https, and write the certificate to trust to FILE
  --issuer-path PATH    an issuer that is more than an origin, such as /realms/demo
  --slow-ms N           how long the misbehaviours slow_... wait; 30000 if not given
  --help                show this and end

Without files there are the users alice, bob and carol, whose password is "password", and the client "app" with the
secret "app-secret" and the redirect URI http://127.0.0.1:8080/callback.

When it can be used it prints one line, READY and the issuer. SIGTERM and SIGINT end it with status 0; wrong usage ends
it with status 2.
)";
}

std::string list_of_misbehaviours() {
  std::string out;
  for (const auto& entry : all_misbehaviours()) {
    std::string line(entry.name);
    line.resize(std::max<std::size_t>(line.size() + 2, 32), ' ');
    out += line + std::string(entry.effect) + '\n';
  }
  return out;
}

}  // namespace mock_idp
