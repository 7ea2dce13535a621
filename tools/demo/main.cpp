// SPDX-License-Identifier: BSL-1.0
// The demonstration: people sign in at two providers, and one policy decides which rows of a real data set each may see.
#include "browser.hpp"
#include "data_set.hpp"
#include "node_provider.hpp"
#include "people.hpp"
#include "report.hpp"
#include "sign_in.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <mock_idp/provider.hpp>

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr std::string_view usage =
    "usage: rowclaim_demo [--json FILE] [--interop FOLDER]\n"
    "  --json FILE       also write one JSON object for each sign-in\n"
    "  --interop FOLDER  where the npm packages are installed; test/interop unless said otherwise\n";

struct arguments {
  std::optional<std::string> json_file;
  std::filesystem::path interop = "test/interop";
};

// Nothing if the arguments are wrong, which has been said then.
std::optional<arguments> read_arguments(int count, char** words) {
  arguments read;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if ((word == "--json" || word == "--interop") && i + 1 == count) {
      std::cerr << "rowclaim_demo: " << word << " needs a value after it\n" << usage;
      return std::nullopt;
    }
    if (word == "--json") {
      read.json_file = words[++i];
    } else if (word == "--interop") {
      read.interop = words[++i];
    } else {
      std::cerr << "rowclaim_demo: there is no argument \"" << word << "\"\n" << usage;
      return std::nullopt;
    }
  }
  return read;
}

mock_idp::provider_options in_process_options() {
  mock_idp::provider_options options;
  options.users.clear();
  for (const demo::person& one : demo::people)
    options.users[std::string(one.user)] = {.claims = boost::json::parse(one.claims).as_object()};
  options.clients = {
      {std::string(demo::client_id),
       {.secret = std::string(demo::client_secret), .redirect_uris = {std::string(demo::redirect_uri)}, .must_use_pkce = true}}};
  return options;
}

std::string people_as_json() {
  boost::json::object all;
  for (const demo::person& one : demo::people) all[one.user] = boost::json::parse(one.claims);
  return boost::json::serialize(all);
}

void show(const std::vector<demo::outcome>& outcomes, std::size_t total) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) demo::print(std::cout, outcomes[i], demo::people[i].case_shown, total);
}

void run(const arguments& wanted) {
  const demo::data_set data = demo::read_data_set(wanted.interop / "node_modules/vega-datasets/data");
  std::cout << data.rows.size() << " rows: " << data.source << '\n';
  std::vector<demo::outcome> all;

  mock_idp::provider in_process(in_process_options());
  std::cout << "\n=== In-process provider at " << in_process.issuer() << " ===\n";
  all = demo::sign_everybody_in(
      "in-process", in_process.issuer(), [&](std::string_view url, std::string_view user) { return in_process.sign_in(url, user); },
      data.rows);
  show(all, data.rows.size());

  std::optional<demo::node_provider> node;
  std::string why_not;
  try {
    node.emplace(wanted.interop, people_as_json(), std::string(demo::redirect_uri));
  } catch (const std::runtime_error& e) {
    why_not = e.what();
  }
  if (!node) {
    std::cout << "\n=== Certified Node.js provider (oidc-provider): left out, as " << why_not << " ===\n";
  } else {
    std::cout << "\n=== Certified Node.js provider (oidc-provider) at " << node->issuer() << " ===\n";
    auto outcomes = demo::sign_everybody_in(
        "oidc-provider", node->issuer(),
        [](std::string_view url, std::string_view user) { return demo::sign_in_at_pages(url, user, demo::redirect_uri); },
        data.rows);
    show(outcomes, data.rows.size());
    for (demo::outcome& one : outcomes) all.push_back(std::move(one));
  }

  if (wanted.json_file) {
    std::ofstream file(*wanted.json_file);
    file << demo::to_json(all, data.rows.size());
    if (!file.flush()) throw std::runtime_error("cannot write " + *wanted.json_file);
  }
  std::cout << '\n'
            << all.size() << " sign-ins, " << (node ? "two providers" : "one provider")
            << ", one policy: tools/demo/demo_policy.hpp\n";
}

}  // namespace

int main(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "--help") {
    std::cout << usage;
    return 0;
  }
  const auto wanted = read_arguments(count, words);
  if (!wanted) return 2;
  try {
    run(*wanted);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "rowclaim_demo: " << e.what() << '\n';
    return 1;
  }
}
