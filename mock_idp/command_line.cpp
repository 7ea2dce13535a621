// SPDX-License-Identifier: BSL-1.0
// Reading the program's arguments, its help and its list of names.
#include "command_line.hpp"

#include "cases.hpp"
#include "edit_distance.hpp"
#include "module.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

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
  if (!algorithm)
    throw std::invalid_argument("--alg wants an algorithm such as RS256, ES256 or EdDSA, not \"" + std::string(text) + '"');
  return *algorithm;
}

// For a name that is not among those.
std::string suggestion(std::string_view text, const std::vector<std::string_view>& names) {
  const auto like = nearest(text, names, 3);
  std::string out = like.empty() ? "" : "did you mean ";
  for (std::size_t i = 0; i != like.size(); ++i) out += (i ? " or " : "") + std::string(like[i]);
  return like.empty() ? "--list shows them all" : out + "?";
}

misbehaviour misbehaviour_of(std::string_view text) {
  const auto wrong = misbehaviour_named(text);
  if (wrong) return *wrong;
  std::vector<std::string_view> names;
  for (const auto& entry : all_misbehaviours()) names.push_back(entry.name);
  throw std::invalid_argument("no misbehaviour has the name \"" + std::string(text) + "\"; " + suggestion(text, names));
}

std::string module_of(std::string_view text) {
  if (module_named(text)) return std::string(text);
  std::vector<std::string_view> names;
  for (const auto& entry : all_modules()) names.push_back(entry.id);
  throw std::invalid_argument("no module has the id \"" + std::string(text) + "\"; " + suggestion(text, names));
}

std::string one_of(std::string_view option, std::string_view text, const std::vector<std::string_view>& known) {
  if (std::find(known.begin(), known.end(), text) != known.end()) return std::string(text);
  std::string why = std::string(option) + " wants ";
  for (std::size_t i = 0; i != known.size(); ++i)
    why += (i == 0 ? "" : i + 1 == known.size() ? " or " : ", ") + std::string(known[i]);
  throw std::invalid_argument(why + ", not \"" + std::string(text) + '"');
}

std::string response_type_of(std::string_view text) {
  if (!response_type_named(text)) throw std::invalid_argument('"' + std::string(text) + "\" is not a response type");
  return std::string(text);
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
  auto& variant = chosen.options.variant;
  // As long as the foundation's suite waits; only modules judge.
  chosen.options.verdict_delay = std::chrono::seconds(5);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto option = arguments[i];
    const auto value = [&] {
      if (++i == arguments.size()) throw std::invalid_argument(std::string(option) + " wants a value");
      return arguments[i];
    };
    if (option == "--help" || option == "-h") chosen.wanted = command::kind::help;
    else if (option == "--list") chosen.wanted = command::kind::list;
    else if (option == "--cases") chosen.wanted = command::kind::cases;
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
      if (i + 1 != arguments.size() && !arguments[i + 1].starts_with("--")) chosen.ca_file = value();
    } else if (option == "--ca-file") chosen.ca_file = value();
    else if (option == "--module") chosen.options.module = module_of(value());
    else if (option == "--response-type") variant.response_type = response_type_of(value());
    else if (option == "--response-mode") variant.response_mode = one_of(option, value(), {"default", "form_post"});
    else if (option == "--request-type")
      variant.request_type = one_of(option, value(), {"plain_http_request", "request_object", "request_uri"});
    else if (option == "--client-registration")
      variant.client_registration = one_of(option, value(), {"static_client", "dynamic_client"});
    else if (option == "--client-auth-type")
      variant.client_auth_type = one_of(option, value(),
                                        {"none", "client_secret_basic", "client_secret_post", "client_secret_jwt",
                                         "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"});
    else if (option == "--verdict-delay-ms")
      chosen.options.verdict_delay = std::chrono::milliseconds(number_of(option, value(), 3'600'000));
    else throw std::invalid_argument("there is no option " + std::string(option) + "; --help shows them all");
  }
  if (has_clients_file && !redirect_uris.empty())
    throw std::invalid_argument("--redirect-uri is for the built-in client and cannot be used with --clients");
  if (!has_clients_file) {
    auto& built_in = chosen.options.clients["app"].redirect_uris;
    built_in.insert(built_in.end(), redirect_uris.begin(), redirect_uris.end());
  }
  if (!chosen.ca_file.empty() && !chosen.options.tls) throw std::invalid_argument("--ca-file is for --tls");
  return chosen;
}

std::string help_text() {
  return R"(mock_idp: a small OpenID Provider for tests, on 127.0.0.1 alone

  --port N              listen on this port; 0, the default, takes a free one
  --users FILE          the people, as JSON: {"alice": {"password": "...", "claims": {...}}}
  --clients FILE        the relying parties, as JSON: {"app": {"secret": "...", "redirect_uris": ["..."]}}
  --redirect-uri URI    one more redirect URI of the built-in client; may be repeated
  --alg ALGORITHM       how ID tokens are signed: RS256 (the default), RS384, RS512, PS256, PS384, PS512, ES256, ES384,
                        ES512, ES256K, EdDSA, HS256, HS384, HS512, or none
  --misbehave NAME      be wrong on purpose; may be repeated
  --module ID           be the provider of a test module, and judge the relying party: GET /verdict
  --response-type TYPE  of the test; "code" if not given
  --response-mode MODE  default or form_post
  --request-type TYPE   plain_http_request, request_object or request_uri
  --client-registration KIND   static_client or dynamic_client
  --client-auth-type METHOD    client_secret_basic, if not given, or another method of the token endpoint
  --verdict-delay-ms N  how long a silence must be to count as an end; 5000 if not given
  --list                show all misbehaviours and modules with the cases that they try, and end
  --cases               show all cases with the misbehaviours and modules that try them, as Markdown, and end
  --tls                 serve https
  --ca-file FILE        write the certificate to trust to FILE
  --issuer-path PATH    an issuer that is more than an origin, such as /realms/demo
  --slow-ms N           how long the misbehaviours slow_... wait; 30000 if not given
  --help                show this and end

Without files there are the users alice, bob and carol, whose password is "password", and the client "app" with the
secret "app-secret" and the redirect URI http://127.0.0.1:8080/callback.

A module's provider signs the person user-subject-1234531 in without asking; the secret of its client "app" is
"app-secret-app-secret-app-secret-0123". When it ends it prints VERDICT and what it found.

When it can be used it prints one line, READY and the issuer. SIGTERM and SIGINT end it with status 0; wrong usage ends
it with status 2.
)";
}

std::string list_of_names() {
  std::string out;
  const auto add = [&](std::string_view group, std::string_view name, std::string_view effect) {
    std::string line(group);
    line.resize(14, ' ');
    line += name;
    line.resize(std::max<std::size_t>(line.size() + 2, 48), ' ');
    line += effect;
    const char* before = " [";
    const auto cases = cases_of(name);
    for (const auto each : cases) line.append(std::exchange(before, ", ")).append(each);
    out += line + (cases.empty() ? "\n" : "]\n");
  };
  for (const auto& entry : all_misbehaviours()) add("misbehaviour", entry.name, entry.effect);
  for (const auto& entry : all_modules()) add(entry.group, entry.id, entry.effect);
  return out;
}

}  // namespace mock_idp
