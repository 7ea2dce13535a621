// SPDX-License-Identifier: BSL-1.0
// The conformance harness: runs the plans and says what came of them.
#include "catalogue.hpp"
#include "expectations.hpp"
#include "report.hpp"
#include "runner.hpp"
#include "suite.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr std::string_view usage = R"(usage: rowclaim_conformance [OPTION...]

Runs the relying party against the mock provider, module by module, and prints a table. The exit status is 1 if anything failed.

  --plan ID         only this plan; may be given several times
  --module ID       only this module; may be given several times
  --list            print the plans and their modules, and run nothing
  --check-manifest  check that the suite's plans are all there with all their runs, and each module and each value of each variant;
                    run nothing
  --json FILE       write the results as JSON; - for the standard output, in place of the table
  --junit FILE      write them as JUnit XML
  --html FILE       write them as one HTML page
  --rp COMMAND      run somebody else's relying party beside ours: a shell command, once for each run
  --rp-name NAME    how its column is headed
  --threads N       how many runs at once (2)
  --within SECONDS  fail if all of it takes longer
  --plans FILE      the plans, instead of those of this repository
)";

struct arguments {
  std::vector<std::string> plans{};
  std::vector<std::string> modules{};
  bool lists = false;
  bool checks_manifest = false;
  std::string json_file{};
  std::string junit_file{};
  std::string html_file{};
  std::string other_command{};
  std::string other_name = "other";
  std::size_t threads = 2;
  std::optional<std::chrono::seconds> within{};
  std::string plans_file = ROWCLAIM_CONFORMANCE_PLANS;
};

struct wrong_usage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

arguments read_arguments(std::span<char*> words) {
  arguments read;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view option = words[i];
    const auto value = [&]() -> std::string {
      if (i + 1 == words.size()) throw wrong_usage(std::string(option) + " wants a value");
      return words[++i];
    };
    if (option == "--plan") {
      read.plans.push_back(value());
    } else if (option == "--module") {
      read.modules.push_back(value());
    } else if (option == "--list") {
      read.lists = true;
    } else if (option == "--check-manifest") {
      read.checks_manifest = true;
    } else if (option == "--json") {
      read.json_file = value();
    } else if (option == "--junit") {
      read.junit_file = value();
    } else if (option == "--html") {
      read.html_file = value();
    } else if (option == "--rp") {
      read.other_command = value();
    } else if (option == "--rp-name") {
      read.other_name = value();
    } else if (option == "--threads") {
      read.threads = static_cast<std::size_t>(std::clamp(std::atoi(value().c_str()), 1, 64));
    } else if (option == "--within") {
      read.within = std::chrono::seconds(std::clamp(std::atoi(value().c_str()), 0, 86'400));
    } else if (option == "--plans") {
      read.plans_file = value();
    } else {
      throw wrong_usage("there is no option " + std::string(option));
    }
  }
  return read;
}

void refuse_unknown(const std::string& what, const std::vector<std::string>& wanted, const std::vector<std::string>& known) {
  for (const std::string& name : wanted) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string meant = conformance::nearest(name, known);
    throw wrong_usage("there is no " + what + " \"" + name + "\"" + (meant.empty() ? "" : "; did you mean \"" + meant + "\"?"));
  }
}

std::vector<conformance::plan> wanted_plans(const conformance::catalogue& all, const arguments& given) {
  std::vector<std::string> plan_ids;
  std::vector<std::string> module_ids;
  for (const auto& plan : all.plans) {
    plan_ids.push_back(plan.id);
    for (const auto& run : plan.runs) module_ids.push_back(run.module);
  }
  refuse_unknown("plan", given.plans, plan_ids);
  refuse_unknown("module", given.modules, module_ids);
  std::vector<conformance::plan> wanted;
  for (conformance::plan plan : all.plans) {
    if (!given.plans.empty() && std::ranges::find(given.plans, plan.id) == given.plans.end()) continue;
    if (!given.modules.empty())
      std::erase_if(plan.runs,
                    [&](const auto& run) { return std::ranges::find(given.modules, run.module) == given.modules.end(); });
    if (!plan.runs.empty()) wanted.push_back(std::move(plan));
  }
  if (wanted.empty()) throw wrong_usage("no plan that was asked for has a module that was asked for");
  return wanted;
}

void write(const std::string& file, const std::string& text) {
  if (file.empty()) return;
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error(file + " cannot be written");
}

int check_manifest(const conformance::catalogue& all, const std::vector<conformance::known_module>& modules) {
  std::vector<std::string> missing = conformance::missing_runs(all, modules);
  for (std::string& sentence : conformance::differences_from_the_suite(all, ROWCLAIM_CONFORMANCE_SUITE))
    missing.push_back(std::move(sentence));
  for (const std::string_view module : conformance::modules_with_refusals())
    if (std::ranges::find(modules, module, &conformance::known_module::id) == modules.end())
      missing.push_back("the provider has no module " + std::string(module) + ", which is to be refused");
  for (const std::string& sentence : missing) std::cout << sentence << '\n';
  std::size_t suite_plans = 0;
  std::size_t certification_runs = 0;
  std::size_t runs = 0;
  std::set<std::string> suite_modules;
  for (const auto& plan : all.plans) {
    runs += plan.runs.size();
    if (!plan.is_of_the_suite) continue;
    ++suite_plans;
    if (!plan.profile.empty()) certification_runs += plan.runs.size();
    for (const auto& run : plan.runs) suite_modules.insert(run.module);
  }
  std::cout << suite_plans << " plans of the suite, " << suite_modules.size() << " module ids, " << certification_runs
            << " runs for a certification\n"
            << modules.size() << " modules, " << all.plans.size() << " plans, " << runs << " runs, " << missing.size()
            << " wrong\n";
  return missing.empty() ? 0 : 1;
}

int list(const conformance::catalogue& all) {
  for (const auto& plan : all.plans) {
    std::cout << plan.id << (plan.profile.empty() ? "" : " (" + plan.profile + ")") << '\n';
    for (const auto& run : plan.runs) std::cout << "  " << run.module << " [" << conformance::described(run.how) << "]\n";
  }
  return 0;
}

int run(const arguments& given) {
  const auto modules = conformance::modules_of_the_provider();
  const conformance::catalogue all = conformance::read_catalogue(given.plans_file, modules);
  if (given.checks_manifest) return check_manifest(all, modules);
  if (given.lists) return list(all);
  const bool tells = given.json_file != "-";
  conformance::run_options options{.threads = given.threads, .other_command = given.other_command, .progress = {}};
  if (tells)
    options.progress = [](std::size_t done, std::size_t of) {
      if (done % 100 == 0 || done == of) std::cerr << done << " of " << of << " runs\n";
    };
  const auto started = std::chrono::steady_clock::now();
  const conformance::report results{conformance::run_plans(wanted_plans(all, given), options),
                                    given.other_command.empty() ? "" : given.other_name};
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
  if (tells) {
    write(given.json_file, conformance::as_json(results));
    std::cout << conformance::as_table(results);
  } else {
    std::cout << conformance::as_json(results);
  }
  write(given.junit_file, conformance::as_junit(results));
  write(given.html_file, conformance::as_html(results));
  std::cerr << "all of it in " << took.count() / 1000 << '.' << took.count() % 1000 / 100 << " s\n";
  const bool is_late = given.within && took > *given.within;
  if (is_late) std::cerr << "that is more than " << given.within->count() << " s\n";
  return conformance::has_failures(results) || is_late ? 1 : 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    if (count == 2 && (std::string_view(words[1]) == "--help" || std::string_view(words[1]) == "-h")) {
      std::cout << usage;
      return 0;
    }
    return run(read_arguments({words, static_cast<std::size_t>(count)}));
  } catch (const wrong_usage& wrong) {
    std::cerr << "rowclaim_conformance: " << wrong.what() << "\n\n" << usage;
  } catch (const std::exception& broken) {
    std::cerr << "rowclaim_conformance: " << broken.what() << '\n';
  }
  return 2;
}
